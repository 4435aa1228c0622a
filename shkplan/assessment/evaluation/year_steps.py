"""A target year by year: what each published year brought, beside what an even way to the target asks of it.

Of a pace the own growth of a year stands beside the reference's, of a number to be kept each year beside the number, of a total each
year's amount beside an even share of it, of growth each year's rate beside the even rate, of a level each year's change beside the even
step from the base year. All of it is arithmetic on published figures; nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from shkplan.assessment.headway import published_facts
from shkplan.assessment.verdict import Verdict
from shkplan.base import units
from shkplan.base.errors import NotAssessable
from shkplan.register.targets import EXACT, Facts, Goal, Target
from shkplan.register.targets.values import reaches

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["YearStep", "YearSteps", "steps_of"]


@dataclass(frozen=True)
class YearStep:
    """What one year brought, and what was asked of it.

    Attributes:
        year: the year; of a change over several years without figures between them the last.
        since: the year it is counted from; the year itself where a value alone counts.
        value: of a change over several years their average.
        wanted: what an even way asks for.
        short: whether the value falls short of that; of two growths in step, whether they are too far apart.
    """

    year: int
    since: int
    value: float
    wanted: float
    short: bool


@dataclass(frozen=True)
class YearSteps:
    """The years of a target that have figures.

    Attributes:
        steps: rising by year.
        course: what is held against what, as :attr:`~shkplan.register.targets.base.TargetRecord.course` tells it.
        unit: of values and what is wanted.
        up: whether more is better.
    """

    steps: tuple[YearStep, ...] = ()
    course: str = ""
    unit: str = ""
    up: bool = True

    def __bool__(self) -> bool:
        return bool(self.steps)

    @property
    def short(self) -> tuple[YearStep, ...]:
        """The years that fall short."""
        return tuple(one for one in self.steps if one.short)

    @property
    def worst(self) -> YearStep | None:
        """The year that falls short the most; None where none does."""
        return max(self.short, key=lambda one: abs(one.wanted - one.value), default=None)


def steps_of(a: Assessment, verdict: Verdict) -> YearSteps:
    """The years of one target; none where its figures, or its clause, tell of none."""
    target = verdict.target
    if verdict.case is None or not target.scored or verdict.case.broken:
        return YearSteps()
    try:
        facts = published_facts(a, verdict)
        goal = target.goal(facts)
    except NotAssessable:
        return YearSteps()
    course = target.course
    found = _sides(verdict, facts, goal) if course == "lead" else _yearly(verdict, facts, goal)
    if course == "value" or (course == "growth" and facts.of.measure != "growth"):
        found = _changes(a, verdict, facts, goal)
    steps = tuple(YearStep(*one, _short(target, *one[2:])) for one in found)
    unit = "%" if course in ("lead", "growth") else units.difference(goal.unit) if course == "value" else goal.unit
    return YearSteps(steps, course, unit, target.up)


def _short(target: Target, value: float, wanted: float) -> bool:
    """Whether a year does not come up to what is asked of it; of two sides whether it is too far off to either."""
    if target.two_sided:
        return abs(value - wanted) > getattr(target, "tolerance", 0.0) + EXACT
    return not reaches(np.array([value]), wanted, target.up)[0]


Found = Iterator[tuple[int, int, float, float]]


def _sides(verdict: Verdict, facts: Facts, goal: Goal) -> Found:
    """Own growth beside the reference's less the tolerance, in the years that have both, on one price basis."""
    target = verdict.target
    sides = (facts, *facts.others)
    known = sorted(set.intersection(*(set(target.measured(side)) for side in sides)))
    if not known or not facts.others:
        return
    rows = [np.array([[side.figures[year] for year in known]]) for side in sides]
    ours, theirs = target.sides(*rows)[:2]
    for year, value, other in zip(known, ours[0], theirs[0], strict=True):
        yield year, year, float(value), float(other) + (0.0 if target.two_sided else goal.threshold)


def _yearly(verdict: Verdict, facts: Facts, goal: Goal) -> Found:
    """Each year's value beside the number, an even share of a total, or the even rate of a growth."""
    target, count = verdict.target, len(verdict.target.years)
    wanted = goal.number
    if target.course == "total" or (target.course == "growth" and getattr(target, "per", "window") == "window"):
        wanted = target.shared(goal.number, count)
    for year in target.measured(facts):
        yield year, year, facts.figures[year], wanted


def _changes(a: Assessment, verdict: Verdict, facts: Facts, goal: Goal) -> Found:
    """Each change since the year with a figure before it, a year, beside the even one from the base year to the deadline."""
    target, base = verdict.target, a.plan.base_year
    known = [year for year in sorted(facts.figures) if base <= year <= target.deadline]
    if not known or known[0] != base:
        return
    asked = {base: facts.figures[base], target.deadline: goal.number if not target.turning else facts.figures[base]}
    if target.course == "growth":
        number = (
            goal.number if getattr(target, "per", "window") == "year" else target.shared(goal.number, len(target.years))
        )
    else:
        number = target.stride(facts.of, asked, range(base + 1, target.deadline + 1)) or 0.0
    for before, year in pairwise(known):
        value = target.stride(facts.of, facts.figures, range(before + 1, year + 1))
        if value is not None:
            yield year, before, value, number
