"""Figures held against the plans and against each other; check asks of what is there, import of what comes: one set of rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from heapq import nsmallest
from statistics import median, median_high, median_low

from shkplan.base import units
from shkplan.base.errors import Mistake
from shkplan.base.messages import either, said
from shkplan.base.typed import Misfit, quoted
from shkplan.evidence.classification import FORMS
from shkplan.evidence.corrections import Correction, applied, matched
from shkplan.evidence.observation import Form, Observation
from shkplan.register.consistency import spoken, within
from shkplan.register.plan import Indicator, Measure, Plan
from shkplan.workspace.check_within import within_mistakes
from shkplan.workspace.names import Register
from shkplan.workspace.sources import contradictions

__all__ = ["figure_mistakes", "mistakes_among"]

_MEASURED: dict[Measure, str] = {"level": "a level", "flow": "a flow over the year", "growth": "a rate of growth"}


def mistakes_among(
    figures: Sequence[Observation], corrections: Sequence[Correction], register: Register, *, whole: bool = True
) -> Iterator[Mistake]:
    """What is wrong with the figures of a workspace, as published and as corrected.

    Args:
        figures: all of them as published, those to come included.
        corrections: all of them.
        register: what the plans know.
        whole: whether every table could be read to its end; if not, the figure that a correction misses may be in the rest.
    """
    corrected, refused = matched(figures, corrections, whole=whole)
    yield from refused
    yield from figure_mistakes(applied(figures, corrected), register)
    yield from contradictions(figures)


def figure_mistakes(figures: Sequence[Observation], plans: Register | Sequence[Plan]) -> Iterator[Mistake]:
    """What does not fit between figures and plans, or among the figures.

    Args:
        figures: all figures of a workspace, as they are used.
        plans: all its plans, or what is known of them.
    """
    register = plans if isinstance(plans, Register) else Register(tuple(plans))
    for figure in figures:
        yield from _against_the_plans(figure, register)
    yield from _early(figures)
    counted = [figure for figure in figures if not figure.invented] or figures  # no measure of real ones
    yield from _out_of_proportion([figure for figure in counted if not figure.period.within], register)
    yield from within_mistakes(figures, register)
    yield from _twice(figures)


# A figure against the plans -------------------------------------------------------------------------------------------


def _at(figure: Observation, misfit: Misfit) -> Mistake:
    """A misfit where its figure was read."""
    return figure.place.below(str(misfit.at[0])).mistake(quoted(misfit.found), misfit.expected, misfit.remedy)


def _against_the_plans(figure: Observation, register: Register) -> Iterator[Mistake]:
    """What does not fit between a figure and the plans."""
    if register.unknown_indicator(figure.indicator):
        remedy = register.meant(figure.indicator, said("Correct it, or add the indicator to a plan."))
        expected = said("the id of an indicator of a plan")
        yield _at(figure, Misfit(expected, remedy, found=figure.indicator, at=("indicator",)))
    if register.unknown_region(figure.region):
        remedy = register.meant(figure.region, said("Correct it, or add the region to a plan."), regions=True)
        yield _at(figure, Misfit(said("a region of a plan"), remedy, found=figure.region, at=("region",)))
    for indicator in register.homes(figure.indicator):
        for misfit in _unfit(figure, indicator):
            yield _at(figure, misfit)


def _unfit(figure: Observation, indicator: Indicator) -> Iterator[Misfit]:
    """What of a figure does not fit its indicator."""
    if not indicator.unit:
        remedy = said("{indicator} is a stated aim: record the figure elsewhere.", indicator=indicator.id)
        yield Misfit(said("an indicator that is measured"), remedy, found=indicator.id, at=("indicator",))
        return
    if figure.form not in FORMS[indicator.measure]:
        yield _of_another_form(figure, indicator)
    elif not units.joined(figure.unit, indicator.unit):
        remedy = said("Give the figure in {unit}, or record it under an indicator of its own.", unit=indicator.unit)
        expected = said("a unit that converts to {unit}", unit=indicator.unit)
        yield Misfit(expected, remedy, found=figure.unit, at=("unit",))
    else:
        bounds = (indicator.bounds[0], None if figure.form == "sum" else indicator.bounds[1])
        if not within(units.convert(figure.value, figure.unit, indicator.unit), bounds):
            found, remedy = f"{figure.value:.12g} {figure.unit}", said("Correct the value or its unit.")
            yield Misfit(spoken(bounds, indicator.unit), remedy, found=found, at=("value",))
    if figure.bound == "exact" and figure.period.is_year:
        yield from _of_other_prices(figure, indicator)


def _of_other_prices(figure: Observation, indicator: Indicator) -> Iterator[Misfit]:
    """That a figure has prices in it where its indicator has none, or none where it has."""
    without = indicator.price_basis == "none"
    if (figure.price_basis == "none") == without:
        return
    remedy = said("Write the prices the source counts in.")
    if without:
        remedy = said("{indicator} has no prices in it: write none.", indicator=indicator.id)
    expected = "none" if without else said("current or constant")
    yield Misfit(expected, remedy, found=figure.price_basis, at=("price_basis",))


def _of_another_form(figure: Observation, indicator: Indicator) -> Misfit:
    """That an indicator is not measured so, and where the figure belongs."""
    told = [form for form in FORMS[indicator.measure] if form != "change" or not figure.period.is_year]
    measured = said(_MEASURED[indicator.measure])
    expected = said(
        "{forms}, since {indicator} is {measured}", forms=either(told), indicator=indicator.id, measured=measured
    )
    remedy = said("Record it under an indicator that is measured so, or correct the form.")
    if indicator.growth_of:
        remedy = said("Record a level under {indicator}.", indicator=indicator.growth_of)
    return Misfit(expected, remedy, found=figure.form, at=("form",))


# Figures among themselves ---------------------------------------------------------------------------------------------


def _early(figures: Sequence[Observation]) -> Iterator[Mistake]:
    """Figures that would be published only after today."""
    today = dt.date.today()  # noqa: DTZ011  # the day on the user's own calendar
    for figure in figures:
        if figure.published > today:
            remedy, expected = (
                said("Write the day on which it was published."),
                said("a day up to today, {today}", today=today),
            )
            yield _at(figure, Misfit(expected, remedy, found=str(figure.published), at=("published",)))


_PROPORTION, _NEIGHBOURS = 20, 5


def _out_of_proportion(figures: Sequence[Observation], register: Register) -> Iterator[Mistake]:
    """Figures far from those nearest in time, as after 人 for 万人; a rate of growth, or a balance, may be as small as it likes."""
    groups: dict[tuple[str, str, Form, units.Dimensions], list[Observation]] = {}
    for figure in figures:
        if figure.form in ("level", "sum") and figure.value and not figure.mark:
            key = (figure.indicator, figure.region, figure.form, units.dimensions(figure.unit))
            groups.setdefault(key, []).append(figure)
    for (indicator, *_), alike in groups.items():
        nearest, balance = _Nearest(alike), register.is_balance(indicator, (figure.value for figure in alike))
        for figure in alike:
            near = nearest.sizes(figure)
            least = 0.0 if balance or not near else median_low(near) / _PROPORTION
            if near and not least <= abs(figure.value) <= median_high(near) * _PROPORTION:
                yield _at(figure, _slip(figure, median(near)))


def _slip(figure: Observation, usual: float) -> Misfit:
    expected = said(
        "something like {usual:,.10g} {unit}, the median of the figures nearest in time", usual=usual, unit=figure.unit
    )
    remedy = said("Check number and unit; if it was published so, mark it doubtful, or break.")
    return Misfit(expected, remedy, found=f"{figure.value:.12g} {figure.unit}", at=("value",))


class _Nearest:
    """The figures of one quantity by their distance in time; of those equally far, the first of the files.

    All figures of one year have the same neighbours but for themselves, and of each year the first few suffice: so the work
    grows with the number of figures and not with its square.
    """

    def __init__(self, alike: Sequence[Observation]) -> None:
        self._by_year: dict[int, list[tuple[int, Observation]]] = {}
        self._around: dict[int, list[Observation]] = {}
        for position, figure in enumerate(alike):
            first = self._by_year.setdefault(figure.period.last, [])
            if len(first) <= _NEIGHBOURS:  # one more than asked for: one of them may be the figure itself
                first.append((position, figure))

    def sizes(self, figure: Observation) -> list[float]:
        """The sizes of the other figures nearest in time, in the unit of this one."""
        others = [other for other in self._year(figure.period.last) if other is not figure][:_NEIGHBOURS]
        return [abs(units.convert(other.value, other.unit, figure.unit)) for other in others]

    def _year(self, year: int) -> list[Observation]:
        if year not in self._around:
            every = [(abs(other - year), at, one) for other, first in self._by_year.items() for at, one in first]
            near = nsmallest(_NEIGHBOURS + 1, every, key=lambda placed: placed[:2])
            self._around[year] = [one for *_, one in near]
        return self._around[year]


def _twice(figures: Sequence[Observation]) -> Iterator[Mistake]:
    """Figures that were entered a second time."""
    first: dict[tuple[object, ...], Observation] = {}
    for figure in figures:
        key = (
            figure.indicator, figure.region, figure.period, figure.form, figure.bound, figure.value, figure.unit,
            figure.price_basis, figure.source_title, figure.published,
        )  # fmt: skip
        earlier = first.setdefault(key, figure)
        if earlier is not figure:
            found = said("the figure of {place} again", place=str(earlier.place))
            yield figure.place.mistake(found, said("each figure once"), said("Remove one of the rows."))
