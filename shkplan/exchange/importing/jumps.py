"""Figures too far from those that are known to be taken without a word: each with what it is held against, and why.

A jump is no mistake: a factory opens, a census counts anew. It is a figure that somebody must have looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from shkplan.base import units
from shkplan.base.errors import Mistake
from shkplan.base.messages import Said, said
from shkplan.evidence.classification import own_form, tells
from shkplan.evidence.observation import Observation
from shkplan.evidence.series import AnnualSeries
from shkplan.exchange.importing.arrival import Arrival, amount, change, place_of
from shkplan.exchange.importing.numbers import digits
from shkplan.exchange.importing.yardstick import Yardstick, beside_numbers, for_revision, within_fold, yardstick
from shkplan.register.plan import Indicator
from shkplan.workspace.readers.reference_class import ServedClass

_SIGNS = 3  # figures of one sign after which the other one is asked about
_SHARE = 100.0


@dataclass(frozen=True)
class Jump:
    """A figure to be confirmed.

    Attributes:
        arrival: what comes.
        against: the figure it is held against; None for the first of its series.
        expected: where it would have been taken without a word, and by what that goes.
    """

    arrival: Arrival
    against: Observation | None
    expected: Said

    @property
    def id(self) -> str:
        """By which it is confirmed: the id of its indicator."""
        return self.arrival.figure.indicator

    @property
    def found(self) -> Said:
        """``109000 人 after 11200 人 (2024): +97,800 人, ×9.73``"""
        one, before = self.arrival.figure, self.against
        if before is None:
            return amount(one)
        step, was = change(before, one), amount(before)
        if before.period == one.period:
            return said(
                "{now} where {before} stands in {place}: {step}",
                now=amount(one),
                before=was,
                place=place_of(before),
                step=step,
            )
        return said(
            "{now} after {before} ({when}): {step}", now=amount(one), before=was, when=str(before.period), step=step
        )

    @property
    def mistake(self) -> Mistake:
        """The jump as what stands in the way of writing."""
        remedy = said("Correct the figure; or, where it is right, import again with --confirm {id}.", id=self.id)
        return self.arrival.figure.place.below(self.id).mistake(self.found, self.expected, remedy)

    @property
    def question(self) -> Said:
        """What a person is asked."""
        told = said(
            "{id}, {region} {period}",
            id=self.id,
            region=self.arrival.figure.region,
            period=str(self.arrival.figure.period),
        )
        return said(
            "{head}: found {found}, expected {expected}. Is it right?",
            head=told,
            found=self.found,
            expected=self.expected,
        )


def jumps_among(
    changes: Sequence[Arrival],
    series: Mapping[tuple[str, str], AnnualSeries],
    classes: Mapping[tuple[str, str], ServedClass],
) -> list[Jump]:
    """The figures among those that come of which somebody must say that they are meant so.

    Args:
        changes: what comes.
        series: (indicator, region) -> the yearly series with all that comes in it.
        classes: (indicator, region) -> the reference class that serves it.
    """
    found: list[Jump] = []
    homes = {key: _Home(one, one.breaks, classes.get(key)) for key, one in series.items()}
    for one in changes:
        key = (one.figure.indicator, one.figure.region)
        if one.kind == "same" or key not in series:
            continue
        if tells(one.figure, series[key].indicator) in ("value", "about"):
            jump = _jump(one, homes[key])
            found += [jump] if jump else []
    return found


@dataclass(frozen=True)
class _Home:
    """The series a figure comes to, the years in which it begins anew, and the class that serves it."""

    series: AnnualSeries
    breaks: tuple[int, ...]
    served: ServedClass | None


def last_known(figure: Observation, series: AnnualSeries) -> Observation | None:
    """The figure of the last year before that of a figure, else of the first after it; rounded ones where there is no other."""
    exact = [other for other in series.chosen if other.period != figure.period]
    if exact:
        return _nearest(figure, exact)
    about = (other for other in series.partial if tells(other, series.indicator) == "about")
    return _nearest(figure, [other for other in about if other.period != figure.period])


def _nearest(figure: Observation, known: Sequence[Observation]) -> Observation | None:
    before = [other for other in known if other.period < figure.period]
    if before:
        return max(before, key=lambda other: other.period)
    return min(known, key=lambda other: other.period, default=None)


def _jump(arrival: Arrival, home: _Home) -> Jump | None:
    figure, series, one = arrival.figure, home.series, home.series.indicator
    value = units.convert(figure.value, figure.unit, one.unit)
    against = arrival.earlier[0] if arrival.earlier else last_known(figure, series)
    if against is None:
        odd = _as_fraction(value, [], one) or _beside_plan(figure, value, series)
        return Jump(arrival, None, odd) if odd else None
    known = _comparable(figure, against, home)
    was = units.convert(against.value, against.unit, one.unit)
    reasons = [
        *_unlike(value, list(known.values()), one),
        *_too_far(figure, value, against, was, known, home),
    ]
    return Jump(arrival, against, reasons[0]) if reasons else None


def _beside_plan(figure: Observation, value: float, series: AnnualSeries) -> Said | None:
    """That the first figure of a series of the plan's own region is far from every number the plan has of it."""
    plan, one = series.plan, series.indicator
    if plan is None or plan.region != series.region:
        return None
    marks = (target.mark(one, {}) for target in one.targets_in_force())
    stated = [
        units.convert(base.number, base.unit, one.unit) for base in plan.baselines
        if (base.indicator, base.form) == (one.id, own_form(one)) and units.joined(base.unit, one.unit)
    ]  # fmt: skip
    numbers = [*(mark.at for mark in marks if mark is not None), *stated]
    allowed = beside_numbers(one, numbers) if numbers else None
    return None if allowed is None or allowed.holds(value) else _told(allowed, figure, one)


def _told(allowed: Yardstick, figure: Observation, one: Indicator) -> Said:
    """What is expected, in the unit of the figure."""
    low, high = (digits(units.convert(end, one.unit, figure.unit)) for end in (allowed.low, allowed.high))
    reasons = reduce(lambda one, other: said("{one}; {other}", one=one, other=other), allowed.why)
    return said("{low} to {high} {unit}: {why}", low=low, high=high, unit=figure.unit, why=reasons)


def _comparable(figure: Observation, against: Observation, home: _Home) -> dict[int, float]:
    """The figures of other years, in the indicator's unit, on the basis of the one it is held against; no doubtful ones."""
    year = against.period.first
    first = max((start for start in home.breaks if start <= year), default=year - 1000)
    end = min((start for start in home.breaks if start > year), default=year + 1000)
    chosen = zip(home.series.years, home.series.values, home.series.chosen, strict=True)
    return {
        at: value for at, value, other in chosen
        if first <= at < end and at != figure.period.first and not (other.doubtful and other is not against)
    }  # fmt: skip


def _too_far(
    figure: Observation, value: float, against: Observation, was: float, known: Mapping[int, float], home: _Home
) -> Iterator[Said]:
    """Why a figure lies further off than it may."""
    one, year = home.series.indicator, figure.period.first
    if against.period == figure.period:
        allowed = for_revision(one, was, known)
    elif figure.starts_new_basis:
        allowed = yardstick(one, {against.period.first: was}, against.period.first, year)  # what was before says little
    else:
        allowed = yardstick(one, {**known, against.period.first: was}, against.period.first, year, home.served)
    if one.bounds[0] == 0 and was > 0 and not any(within_fold(value, other) for other in (was, *known.values())):
        allowed = allowed.within(was)
    if not allowed.holds(value):
        yield _told(allowed, figure, one)


def _unlike(value: float, known: Sequence[float], one: Indicator) -> Iterator[Said]:
    """What is odd about a figure whatever its size: another sign, a percentage written as a fraction."""
    if len(known) >= _SIGNS and value and (min(known) > 0 or max(known) < 0) and (value > 0) != (known[0] > 0):
        above = said("a figure above zero, as all {count} known", count=len(known))
        below = said("a figure below zero, as all {count} known", count=len(known))
        yield above if known[0] > 0 else below
    odd = _as_fraction(value, known, one)
    if odd:
        yield odd


def _as_fraction(value: float, known: Sequence[float], one: Indicator) -> Said | None:
    """A percentage that would look like the others a hundred times as large."""
    if one.unit != "%" or not 0 < abs(value) < 1:
        return None
    meant = value * _SHARE
    if known and min(known) <= value <= max(known):
        return None
    like = (
        min(known) * 0.5 <= meant <= max(known) * 2
        if known and min(known) > 0
        else not known and one.bounds == (0, 100)
    )
    if not like:
        return None
    return said(
        "{percent} % ({value} looks like a percentage written as a fraction)",
        percent=f"{meant:.6g}",
        value=f"{value:.6g}",
    )
