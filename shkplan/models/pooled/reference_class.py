"""A reference class: sister regions whose past windows say how a region of their kind may go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from shkplan.base.messages import Text
from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray
from shkplan.models.base import IntArray
from shkplan.models.pooled.dynamics import Dynamics
from shkplan.models.pooled.whole import foretold

__all__ = ["BULK", "Classes", "Known", "ReferenceClass"]

BULK = 1.5  # standard deviations of a class: further out regions are too few to tell how level matters


@dataclass(frozen=True, eq=False)
class ReferenceClass(ByValue):
    """What was known of a class at the end of a year; all values on the scale of its link.

    Attributes:
        name: what it is called.
        years: (m,) consecutive years, the last of them the one in which its latest windows ended.
        mean: (m,) the mean of the class; its changes are trimmed means over the regions measured in both years.
        spread: standard deviation of the regions about it.
        dynamics: how its regions move.
        regions, windows, independent: how many regions, pairs of measured years five apart, and spans of five years that do not
            overlap.
        words: what it is called in both languages, where known.
    """

    name: str
    years: IntArray
    mean: FloatArray
    spread: float
    dynamics: Dynamics
    regions: int
    windows: int
    independent: int
    words: Text | None = None

    @property
    def title(self) -> Text | str:
        """What it is called, in both languages where these are known."""
        return self.words or self.name

    @property
    def until(self) -> int:
        """The year in which its latest windows ended."""
        return int(self.years[-1])

    def place(self, level: FloatArray, at: FloatArray) -> FloatArray:
        """(N,) how many standard deviations levels lie above the class mean ``at`` that time, within :data:`BULK`."""
        return np.asarray(np.clip((level - at) / self.spread, -BULK, BULK))

    def common(self, years: IntArray) -> tuple[FloatArray, FloatArray]:
        """The mean of the class in rising ``years``: (k,) as known or expected, and (k, k) its covariance."""
        before, after = years < self.years[0], years > self.years[-1]
        inside = ~before & ~after
        mean, spread = np.empty(len(years)), np.zeros((len(years), len(years)))
        mean[inside] = self.mean[np.searchsorted(self.years, years[inside])]
        reverting = self.dynamics.reverting
        if after.any():
            mean[after], spread[np.ix_(after, after)] = foretold(self.mean, self.years, years[after], reverting)
        if before.any():  # the same, looked at backwards
            back, covariance = foretold(self.mean[::-1], -self.years[::-1], -years[before][::-1], reverting)
            mean[before], spread[np.ix_(before, before)] = back[::-1], covariance[::-1, ::-1]
        return mean, spread


class Classes(Protocol):
    """A class through the years: what was known of it at the end of each."""

    @property
    def name(self) -> str:
        """What it is called."""

    def at(self, year: int) -> ReferenceClass | None:
        """The class by the windows that ended by a year; None where there were too few."""


@dataclass(frozen=True, eq=False)
class Known(ByValue):
    """Classes that were worked out beforehand.

    Attributes:
        name: what it is called.
        by_year: the year in which the latest windows ended -> the class.
    """

    name: str
    by_year: Mapping[int, ReferenceClass]

    def at(self, year: int) -> ReferenceClass | None:
        """The latest that no window of a later year informed."""
        found = [until for until in self.by_year if until <= year]
        return self.by_year[max(found)] if found else None
