"""The constant path through the years that can still be steered, as a number for each probability; nothing is fitted here.

:mod:`shkplan.register.targets.steering` has the equation of the paths, and the kinds what each path needs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq

from shkplan.assessment.case import Case
from shkplan.assessment.verdict import counted
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import message
from shkplan.distributions.links import LinkFunction, Support
from shkplan.forecast.projection import FloatArray, Projection
from shkplan.register.targets import Goal
from shkplan.register.targets.steering import Steered, steered

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["Quantiles", "Steering", "free_years", "steering_of"]

_FARTHEST = 700.0  # of a bracket, on the scale of a logarithm: beyond it no double goes


@dataclass(frozen=True)
class Quantiles:
    """What each path needs, and how many of them a value is enough for.

    Attributes:
        each: (n,) the value that each path needs; infinite where any will do, or none.
        up: whether more is enough for more of them.
        imputations, worth: as in :func:`~shkplan.assessment.verdict.counted`.
    """

    each: FloatArray
    up: bool
    imputations: int = 1
    worth: float = 1.0

    @cached_property
    def _rising(self) -> FloatArray:
        return np.sort(self.each if self.up else -self.each)

    def at(self, prob: float) -> float:
        """The least (of a ceiling the greatest) value that is enough for a share of the paths."""
        place = min(max(int(np.ceil(prob * len(self.each) - 1e-9)) - 1, 0), len(self.each) - 1)
        return float(self._rising[place] if self.up else -self._rising[place])

    def error(self, prob: float) -> float:
        """The standard error of that share, counted as a probability is."""
        value = self.at(prob)
        return counted(self.each <= value if self.up else self.each >= value, self.imputations, self.worth)[1]

    def ends(self, prob: float) -> tuple[float, float]:
        """The values one standard error of the share to either side."""
        error = self.error(prob)
        return self.at(prob - error), self.at(prob + error)

    @property
    def most(self) -> float:
        """The share of paths that some value is enough for."""
        return counted(self.each < np.inf if self.up else self.each > -np.inf, self.imputations, self.worth)[0]


@dataclass(frozen=True)
class Steering:
    """The paths of a target with some years steered, ready to be asked.

    Attributes:
        case: the target.
        own: the projection; None where there is none, and all is arithmetic.
        goal: what is wanted.
        free: the years.
        paths: own paths.
        others: (n, n_years) values of the series it is held against.
    """

    case: Case
    own: Projection | None
    goal: Goal
    free: tuple[int, ...]
    paths: Steered
    others: tuple[FloatArray, ...]

    @property
    def link(self) -> LinkFunction:
        """The scale of the quantity."""
        return self.paths.link

    @cached_property
    def needed(self) -> Quantiles | None:
        """What each path needs, on the scale of the link; None without closed form."""
        each = self.case.target.needed(self.case.facts, self.goal, self.paths, *self.others)
        return None if each is None else Quantiles(each, self.case.target.up, *self._weights)

    @cached_property
    def exact(self) -> float | None:
        """What is needed if the years come out as planned, without any distance from it; None where that is not one number for all."""
        still = replace(self.paths, off=np.zeros((1, len(self.free))))
        each = self.case.target.needed(self.case.facts, self.goal, still, *self.others)
        if each is None or not np.isfinite(each).all() or np.ptp(each) > 1e-9 * max(1.0, abs(float(each[0]))):
            return None
        return float(each[0])

    @property
    def _weights(self) -> tuple[int, float]:
        return self.case._imputations, self.case._worth  # noqa: SLF001  # the target's own

    def by_law(self, probs: Sequence[float]) -> tuple[float, ...]:
        """The medians that the one year which decides needs by its law, one for each probability: on the scale of the link."""
        assert self.own is not None
        law, up = self.own.law(self.free[-1]), self.case.target.up
        *there, middle = self.link.extended(law.ppf([*(1 - prob if up else prob for prob in probs), 0.5]))
        wanted = float(self.link.extended(self.goal.threshold))
        return tuple(wanted - float(end - middle) for end in there)

    def prob(self, z: float) -> float:
        """The probability of the target with the median of the steered years at z."""
        rows = self.paths.at(z)
        hits = self.case.target.event(self.case.facts, rows, *self.others)
        return counted(hits, *self._weights)[0]

    def bracketed(self, prob: float) -> tuple[float, tuple[float, float]]:
        """The same as the quantile of what paths need, with its ends, found between two medians that are too little and enough.

        Raises:
            NotAssessable: no median within what a number can hold is enough.
        """
        error = counted(np.arange(n := max(map(len, (self.paths.off, *self.others)))) < prob * n, *self._weights)[1]
        middle, low, high = (self._root(min(max(p, 0.5 / n), 1 - 0.5 / n)) for p in (prob, prob - error, prob + error))
        return middle, (low, high)

    def _root(self, prob: float) -> float:
        target = self.case.target

        def beyond(z: float) -> float:
            value = target.value(self.case.facts, self.paths.at(z), *self.others)
            return float(np.quantile(value, 1 - prob if target.up else prob)) - self.goal.threshold

        wide = 1.0
        while wide < _FARTHEST and beyond(-wide) * beyond(wide) > 0:
            wide *= 2
        if beyond(-wide) * beyond(wide) > 0:
            raise NotAssessable(message("solve.none_enough"))
        return float(brentq(beyond, -wide, wide, xtol=1e-12))


def free_years(a: Assessment, case: Case, own: Projection | None) -> tuple[int, ...]:
    """The years that are steered: those without a figure from that of the day on which no claim has fixed.

    Where all have passed, those that have: then it is what their figures would have to show. Without a projection all without a figure.
    """
    fixed = case.own.fixed if case.own is not None else ()
    missing = tuple(year for year in case.estimated if year not in fixed)
    future = tuple(year for year in missing if year >= a.as_of.year)
    return future if own is not None and future else missing


def steering_of(a: Assessment, case: Case, own: Projection | None) -> Steering:
    """The paths of a target, ready to be steered.

    Raises:
        NotAssessable: no year is left that could be steered, or the plan does not tell what is wanted.
    """
    goal, free = case.target.goal(case.facts), free_years(a, case, own)
    if not free:
        raise NotAssessable(message("solve.none_fixed" if case.estimated else "solve.none_left"))
    indicator = case.indicator
    link = Support(*indicator.bounds, indicator.precision).link()
    rows = case.values(own) if own is not None else _known(case)
    columns = tuple(case.window.index(year) for year in free)
    others = tuple(case.values(source) for source, _ in case.others)
    return Steering(case, own, goal, free, steered(rows, columns, link, known=own is not None), others)


def _known(case: Case) -> FloatArray:
    """(1 or n_paths, n_years) the deciding years without a projection: figures, what a scenario supposes, else no number."""
    supposed = (
        {year: case.own.path(year) for year in case.estimated if year in case.own.fixed} if case.own is not None else {}
    )
    count = len(next(iter(supposed.values()))) if supposed else 1
    columns = [supposed.get(year, np.full(count, case.series.value(year), dtype=np.float64)) for year in case.window]
    return np.column_stack(columns)


def converted(read: Callable[[float], float], ends: tuple[float, float]) -> float:
    """Half the distance of both ends as they are told; that of the finite ones, where one is none."""
    low, high = (read(end) for end in ends)
    return abs(high - low) / 2 if np.isfinite(high) and np.isfinite(low) else 0.0
