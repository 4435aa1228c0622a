r"""How far a figure may lie from the last known one before somebody is asked whether it is meant so.

A slip of the hand (a digit more, 万 forgotten, a sign, 0.45 for 45 %) is found by what the series has done itself. Steps between
years are measured on the scale proper to the quantity: of positive levels the ratio, of rates and shares the difference in
points, of what may be negative the difference. Within the largest step so far nothing is asked; and since the largest of n
steps is passed by the next one in one of n + 1 cases, the range is widened to what 199 of 200 further steps keep within, were
they normal about zero with the scatter of those n (Student's t). Where a reference class serves the indicator, its habits
limit that widening: 199 of 200 of its regions stay within. A rule of thumb limits it in any case: five times as much, 20 points.
Never asked about: 10 %, 1 point. All four numbers are choices, not estimates; what they find is measured in ``benchmarks/NOTES-jumps.md``. Over a gap of years a level may make the largest step
in each, or as far wander as its scatter makes it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from shkplan.base import units
from shkplan.base.messages import Said, said
from shkplan.exchange.importing.numbers import digits
from shkplan.models.pooled.reference_class import ReferenceClass
from shkplan.register.plan import Indicator
from shkplan.workspace.readers.reference_class import ServedClass

FOLD, POINTS = 5.0, 20.0  # the rule of thumb; a digit too many shows as five to twenty times as much
SMALL, POINT = 0.10, 1.0  # what nobody is asked about
_ANYTHING = 300.0  # the logarithm of a factor beyond all figures, and within what a number can hold
_RARE = 0.995  # one of two sides: 1 of 200 lies further out
Scale = Literal["ratio", "points", "amount"]
Range = tuple[float, float]


def scale_of(one: Indicator, *values: float) -> Scale:
    """How steps of an indicator are measured."""
    if units.difference(one.unit) != one.unit:
        return "points"
    return "ratio" if all(value > 0 for value in values) else "amount"


@dataclass(frozen=True)
class Yardstick:
    """Where a figure is expected.

    Attributes:
        low, high: the range within which nobody is asked.
        why: what it goes by.
    """

    low: float
    high: float
    why: tuple[Said, ...]

    def holds(self, value: float) -> bool:
        """Whether a value lies within."""
        return self.low <= value <= self.high

    def within(self, value: float) -> Yardstick:
        """The same, and no further from a positive value than the rule of thumb allows."""
        low, high = max(self.low, value / FOLD), min(self.high, value * FOLD)
        if (low, high) == (self.low, self.high):
            return self
        told = said("the rule of thumb is a fifth to five times the figure before")
        return Yardstick(low, high, (*self.why, told))


def within_fold(value: float, other: float) -> bool:
    """Whether a value is a fifth to five times another."""
    return other > 0 and other / FOLD <= value <= other * FOLD


def for_revision(one: Indicator, was: float, known: Mapping[int, float]) -> Yardstick:
    """Where a later word on a year is expected: no further from the earlier one than the series moved in a year, or a little.

    Args:
        was: the earlier word.
        known: the figures of other years on one basis.
    """
    scale = scale_of(one, was, *known.values())
    largest = max(_steps(one, known, scale), default=0.0)
    low, high = _around(was, max(largest, _small(was, scale)), scale)
    why = [said("a revision moves a figure by {share} or so", share=_little(scale))]
    if largest > _small(was, scale):
        why = [said("the largest yearly change of the series so far is {step}", step=_spoken(largest, scale, one))]
    return _bounded(one, low, high, why)


def beside_numbers(one: Indicator, numbers: Sequence[float]) -> Yardstick:
    """Where the first figure of a series is expected, by the yearly numbers of its targets and baselines alone."""
    by_points = one.measure == "growth" or min(numbers) <= 0
    scale: Scale = scale_of(one, *numbers) if by_points else "ratio"
    ends = [_around(number, _rule(scale, {0: number}), scale) for number in numbers]
    told = [digits(number) for number in dict.fromkeys(numbers)]
    step = _spoken(_rule(scale, dict(enumerate(numbers))), scale, one)
    why = said(
        "the plan speaks of {numbers} {unit}, and the rule of thumb is {step}", numbers=told, unit=one.unit, step=step
    )
    return _bounded(one, min(end[0] for end in ends), max(end[1] for end in ends), [why])


def _small(value: float, scale: Scale) -> float:
    """The step that nobody is asked about."""
    if scale == "ratio":
        return math.log1p(SMALL)
    return POINT if scale == "points" else SMALL * abs(value)


def _little(scale: Scale) -> Said | str:
    return said("{size} points", size=f"{POINT:g}") if scale == "points" else f"{100 * SMALL:g} %"


def _bounded(one: Indicator, low: float, high: float, why: Sequence[Said]) -> Yardstick:
    least, most = one.bounds
    return Yardstick(
        max(-math.inf if least is None else least, low), min(math.inf if most is None else most, high), tuple(why)
    )


def yardstick(
    one: Indicator, known: Mapping[int, float], start: int, year: int, served: ServedClass | None = None
) -> Yardstick:
    """Where the figure of a year is expected, going by those known of other years on one basis.

    Args:
        known: the figures of other years on one basis, in the unit of the indicator.
        start: the year of the figure beside which it stands, one of these.
        year: its own year.
        served: the reference class of the indicator.
    """
    value, scale = known[start], scale_of(one, *known.values())
    gap = abs(year - start) if one.measure != "growth" else 1
    steps, rule = _steps(one, known, scale), _rule(scale, known)
    limits = [_around(value, rule, scale)]
    why: list[Said] = []
    if steps:
        limits.append(_around(value, _widened(steps) * math.sqrt(gap), scale))
        why.append(_of_steps(steps, scale, one))
    habit = _habit(one, value, gap, served, start)
    if habit is not None and served is not None:
        limits.append(habit)
        low, high = (digits(end) for end in habit)
        why.append(said("of the class {title} 199 of 200 stay within {low} to {high} {unit}",
                        title=served.entry.title, low=low, high=high, unit=one.unit))  # fmt: skip
    if not why:
        why.append(
            said("too little is known of the series; the rule of thumb is {step}", step=_spoken(rule, scale, one))
        )
    narrow = max(end[0] for end in limits), min(end[1] for end in limits)
    free = _around(value, max(max(steps, default=0.0) * gap, _small(value, scale)), scale)
    return _bounded(one, min(narrow[0], free[0]), max(narrow[1], free[1]), why)


def _of_steps(steps: Sequence[float], scale: Scale, one: Indicator) -> Said:
    step = _spoken(max(steps), scale, one)
    if len(steps) == 1:
        return said("the one yearly change known is {step}", step=step)
    return said("the largest of {count} yearly changes known is {step}", count=len(steps), step=step)


def _rule(scale: Scale, known: Mapping[int, float]) -> float:
    if scale == "amount":
        return FOLD * max(abs(value) for value in known.values())
    return POINTS if scale == "points" else math.log(FOLD)


def _steps(one: Indicator, known: Mapping[int, float], scale: Scale) -> list[float]:
    """The sizes of the steps from year to year; over a gap of levels the share of one year."""
    found = []
    for (first, before), (last, after) in pairwise(sorted(known.items())):
        size = abs(math.log(after / before)) if scale == "ratio" else abs(after - before)
        found.append(size / (last - first if one.measure != "growth" else 1))
    return found


def _widened(steps: list[float]) -> float:
    from scipy.special import stdtrit  # not paid by whoever takes no figure in

    scatter = math.sqrt(sum(step**2 for step in steps) / len(steps))
    return float(scatter * stdtrit(len(steps), _RARE))


def _around(value: float, size: float, scale: Scale) -> Range:
    if scale == "ratio":
        fold = math.exp(min(size, _ANYTHING))
        return value / fold, value * fold
    return value - size, value + size


def _habit(one: Indicator, value: float, gap: int, served: ServedClass | None, year: int) -> Range | None:
    """Where 199 of 200 regions of the class would be after as many years; None where no class can tell."""
    from scipy.special import stdtrit

    from shkplan.distributions.links import Support

    found = served.known.at(year + gap) if served else None
    if served is None or found is None or served.entry.bounds != one.bounds:
        return None
    link = Support(*served.entry.bounds).link()
    low, high = link.support
    if not low < value < high:
        return None
    at = float(link.forward(value))
    size = math.sqrt(_variance(found, gap)) * found.dynamics.scale * float(stdtrit(found.dynamics.df, _RARE))
    common = max((abs(float(after - before)) for before, after in pairwise(found.mean)), default=0.0) * gap
    ends = link.inverse([at - size - common, at + size + common])
    return float(ends[0]), float(ends[1])


def _variance(found: ReferenceClass, gap: int) -> float:
    """Of the change over some years, in units of a region's own scatter."""
    cov = found.dynamics.covariance(gap + 1)
    return float(cov[0, 0] + cov[-1, -1] - 2.0 * cov[0, -1])


def _spoken(step: float, scale: Scale, one: Indicator) -> Said:
    """A step as people say it: ×1.2, 3 points, 40 人."""
    if scale == "ratio":
        return said("×{fold}", fold=f"{math.exp(step):.3g}")
    if scale == "points":
        return said("{size} points", size=f"{step:.3g}")
    return said("{value} {unit}", value=digits(step), unit=one.unit)
