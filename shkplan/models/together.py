"""Many series at once: what a model says of a whole block of a panel, where it can say it in one go.

A model that is :class:`Together` answers for all series that were measured in the same pattern of years, in the quick
distributions of :mod:`shkplan.distributions.columns`; a series that it refuses is left out, with the words that a fit of it
alone would have. Any other model is asked series by series.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol, TypeGuard, runtime_checkable

import numpy as np
import numpy.typing as npt

from shkplan.base.errors import NotAssessable
from shkplan.distributions.columns import Columns
from shkplan.distributions.links import FloatArray, LinkName, Support
from shkplan.models.base import Fit, IntArray, Model

__all__ = ["Block", "ManyOnScale", "Together", "Told", "answers_together", "refused", "taken"]


@dataclass(frozen=True, eq=False)
class Block:
    """Series with the same measured years, the same kind of support and the same link.

    Attributes:
        years: (n,) measured, counted from the first.
        values: (S, n).
        low, high: (S,) bounds, infinite where there is none.
        link: as in a fit.
        since: (S,) the first measured year of each; a calendar matters to models that know other series.
    """

    years: IntArray
    values: FloatArray
    low: FloatArray
    high: FloatArray
    link: LinkName
    since: IntArray

    def some(self, which: IntArray) -> Block:
        """Those at some positions."""
        return replace(
            self, values=self.values[which], low=self.low[which], high=self.high[which], since=self.since[which]
        )

    def support(self, at: int = 0) -> Support:
        """Where one of the series can lie."""
        return Support(*(None if np.isinf(bound[at]) else float(bound[at]) for bound in (self.low, self.high)))

    def fit(self, model: Model, at: int) -> Fit:
        """The fit to one of the series."""
        return model.fit(self.years + self.since[at], self.values[at], self.support(at), self.link)


@dataclass(frozen=True, eq=False)
class Told:
    """What a model says of a block.

    Attributes:
        laws: positions of series that it takes, and their laws, one year of all of them after the other.
        reasons: why not, by position.
    """

    laws: tuple[tuple[IntArray, Columns], ...]
    reasons: dict[int, str]


@runtime_checkable
class Together(Protocol):
    """A model that can be asked for a block."""

    @property
    def by_bounds(self) -> bool:
        """Whether the series of a block must have the same bounds, not only the same kind of them."""

    def together(self, block: Block, asked: IntArray) -> Told:
        """The laws of the rising years ``asked``, all after the last measured one, for every series it takes."""


@runtime_checkable
class ManyOnScale(Protocol):
    """A model of one scale that has its Student t laws for many series in one go."""

    def many(self, years: IntArray, values: FloatArray, asked: IntArray) -> tuple[float, FloatArray, FloatArray]:
        """Degrees of freedom, and (m, S) places and scales for (S, n) values with some scatter."""


def answers_together(model: object) -> TypeGuard[Together]:
    """Whether a model can be asked for a block: a pool, where all its parts can."""
    return isinstance(model, Together) and all(answers_together(part) for part in getattr(model, "parts", ()))


def refused(model: Model, block: Block, suspects: npt.NDArray[np.bool_]) -> dict[int, str]:
    """The reasons of those of the suspected series of a block that a fit does refuse."""
    reasons = {}
    for at in np.flatnonzero(suspects).tolist():
        try:
            block.fit(model, at)
        except (NotAssessable, ValueError) as error:
            reasons[at] = str(error)
    return reasons


def taken(count: int, reasons: dict[int, str]) -> IntArray:
    """Positions of those of ``count`` series that have no reason against them."""
    return np.array([at for at in range(count) if at not in reasons], dtype=np.int64) if reasons else np.arange(count)
