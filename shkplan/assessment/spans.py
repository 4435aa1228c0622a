"""Figures over several years at once, the sum of a flow or the change of what grows: what they decide of a target, or tell of it.

Where yearly figures leave years of a target open, or stand on two bases, such a figure covers its years as a whole; in the
rule each of them then counts with an even share, which changes no sum and no compounded growth. Yearly figures of other years,
and their projection, are joined with it on one basis only: nothing breaks the yearly series within the target's years, or
both name the same basis. A figure that only bounds its years, or the one year that decides, decides where every value within
the bound would.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from shkplan.assessment.case import Case
from shkplan.assessment.proxies import overlaid
from shkplan.assessment.verdict import Verdict
from shkplan.base import units
from shkplan.base.messages import Message, message
from shkplan.base.periods import Period
from shkplan.evidence.classification import tells
from shkplan.evidence.observation import Observation, rank
from shkplan.register.targets import Goal

__all__ = ["Spanned", "bounded", "spanned"]


@dataclass(frozen=True)
class Spanned:
    """A target some of whose years are covered by figures over several years.

    Attributes:
        case: the target, with the covered years at even shares and other years as far as published on the same basis.
        figures: those which cover them.
    """

    case: Case
    figures: tuple[Observation, ...]

    @property
    def told(self) -> tuple[Message, ...]:
        """The figures as they were published, each with its source."""
        sides = {figure: "" if figure.bound == "exact" else message(f"side.{figure.bound}") for figure in self.figures}
        return tuple(
            message(
                f"span.{figure.form}", side=sides[figure], value=figure.value, unit=figure.unit,
                period=figure.period, source=figure.source_title, published=figure.published,
            )
            for figure in self.figures
        )  # fmt: skip

    def named(self, verdict: Verdict, plain: Case) -> Verdict:
        """A verdict that rests on these figures, and says so; its latest figure is the yearly one."""
        told = {"detail": verdict.reason, "figures": self.told}
        key = "limit" if all(figure.period.is_year for figure in self.figures) else "spans"
        return replace(verdict, reason=message(f"reason.{key}_observed", **told), latest=plain.latest)

    def so_far(self, refusal: Verdict, goal: Goal) -> Verdict:
        """No probability, with what these figures tell all the same: how far it is, and what it takes."""
        case, target = self.case, self.case.target
        reason = message(
            "reason.so_far_observed", figures=self.told, number=goal.number, unit=goal.unit, window=Period(target.years[0], target.years[-1]),
            missing=case.estimated, detail=refusal.reason,
        )  # fmt: skip
        return replace(
            refusal, reason=reason, required=target.required(case.facts, goal), wanted=goal.wanted, unit=goal.unit,
            quantity=goal.quantity, measured=case.measured, estimated=case.estimated,
        )  # fmt: skip


def spanned(case: Case) -> Spanned | None:
    """The target with the years that exact figures over several years cover; None where yearly figures need none of them."""
    if not case.broken and not case.estimated:
        return None
    taken: list[Observation] = []
    for figure in sorted(_speaking(case), key=lambda one: (-len(one.period.years), rank(one))):
        apart = all(not {*figure.period.years} & {*other.period.years} for other in taken)
        if figure.bound == "exact" and apart and all(_together(figure, other, case) for other in taken):
            taken.append(figure)
    return _covered(case, tuple(taken)) if taken else None


def bounded(case: Case) -> Iterator[tuple[Spanned, bool]]:
    """The target as each figure decides it that bounds its years, or the deciding one, from one side; with whether it is reached."""
    for figure in (*_speaking(case), *_limiting(case)):
        if figure.bound in ("lower", "upper"):
            over = _covered(case, (figure,))
            reached = case.target.settled(over.case.facts)
            better = case.target.up == (figure.bound == "lower")  # whatever it was, it was better than this, or worse
            if reached is not None and reached == better:
                yield over, reached


def _speaking(case: Case) -> Iterator[Observation]:
    """Figures over several of the target's years, in the form its deciding quantity can be told by."""
    whole, needed = {*case.target.deciding(case.indicator)}, {*case.estimated}
    for figure in case.series.partial:
        years, told = {*figure.period.years}, tells(figure, case.indicator)
        if told == case.target.spanning and years <= whole and (case.broken or years & needed):
            spliced = (splice.year for splice, _ in case.series.spliced)
            if not any(figure.period.first < year <= figure.period.last for year in spliced):
                yield figure


def _limiting(case: Case) -> Iterator[Observation]:
    """Limits to the one year that decides, where that year has no exact figure."""
    sought = {*case.estimated} if case.target.one_year else set()
    limits = (one for one in case.series.partial if tells(one, case.indicator) == "bound" and not one.doubtful)
    yield from (one for one in limits if {*one.period.years} == sought)


def _together(figure: Observation, other: Observation, case: Case) -> bool:
    """Whether two figures stand on one basis."""
    return figure.basis == other.basis if figure.basis and other.basis else not case.broken


def _covered(case: Case, figures: tuple[Observation, ...]) -> Spanned:
    """The case with the years of some figures at even shares, and the other years that stand on their basis."""
    series, first = case.series, figures[0]
    found = {
        year: (value, figure)
        for year, value, figure in zip(series.years, series.values, series.chosen, strict=True)
        if year in case.window and _together(figure, first, case)
    }
    for figure in figures:
        unit = "%" if figure.form == "change" else case.indicator.unit
        factor = series.factor(figure.period.last) if figure.form == "sum" else 1.0
        share = case.target.shared(units.convert(figure.value, figure.unit, unit) * factor, len(figure.period.years))
        found |= dict.fromkeys(figure.period.years, (share, figure))
    years = tuple(sorted(found))
    values, chosen = tuple(found[year][0] for year in years), tuple(found[year][1] for year in years)
    covered = replace(series, years=years, values=values, chosen=chosen, others=(), spliced=())
    joined = all(_together(last, first, case) for last in series.chosen[-1:])
    own = case.own if joined else None
    return Spanned(replace(case, series=covered, own=overlaid(own, covered) if own is not None else None), figures)
