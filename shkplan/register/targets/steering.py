"""Years that can still be steered: one constant path through them, with what stays uncertain about it.

A path x of a series keeps in every steered year the distance from its median that the projection gives it, on the scale
g of the quantity (:mod:`shkplan.distributions.links`), while the median itself is set to a constant c::

    x_m(t) = g^-1( g(c) + g(y_m(t)) - g(median y(t)) )

So every path stays within the bounds of the quantity, years depend on each other and on other series as they did, and with c
at the median of the projection nothing moves. Every deciding quantity is monotone in c: each path has one c that just reaches the
number, and the quantile of these over the paths reaches it with that probability.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from shkplan.distributions.links import LinkFunction, Log
from shkplan.register.targets.values import FloatArray

__all__ = ["Form", "Steered", "averaging", "compounding", "steered"]

Form = Literal["", "rate", "sum", "level", "growth", "limit", "mean"]
"""What a constant path is made of: growth a year of rates, a flow a year, a yearly addition to a level, the yearly growth of one,
a value kept in every year, or one that the years have on average; empty where nothing is steered."""

_HALVINGS = 60  # the bracket is then as narrow as a double can tell
_FARTHEST = 36.0  # on the scale of a link: what lies at a bound is as near to it as a double can tell


@dataclass(frozen=True)
class Steered:
    """Paths through the deciding years, of which some can be steered.

    Attributes:
        own: (n, n_years) values of the deciding years; those of the steered ones are not read.
        free: which columns of them are steered.
        off: (n, n_free) how far each path lies from the median in the steered years, on the scale of the link.
        link: that scale.
    """

    own: FloatArray
    free: tuple[int, ...]
    off: FloatArray
    link: LinkFunction

    @property
    def kept(self) -> FloatArray:
        """(n, n_years - n_free) the values of the years that cannot be steered."""
        return np.delete(self.own, self.free, axis=1)

    def at(self, z: float | FloatArray) -> FloatArray:
        """(n, n_years) the paths with the median of the steered years at z of the link's scale, one for all paths or one each."""
        steered_to = np.asarray(z, dtype=np.float64).reshape(-1, 1) + self.off
        rows = np.repeat(self.own, len(steered_to) // len(self.own), axis=0) if len(self.own) == 1 else self.own.copy()
        rows[:, self.free] = self.link.inverse(steered_to)
        return rows


def steered(own: FloatArray, free: tuple[int, ...], link: LinkFunction, *, known: bool = True) -> Steered:
    """The paths with what stays uncertain in the steered years; nothing there where no projection is ``known``."""
    if not known:
        return Steered(own, free, np.zeros((len(own), len(free))), link)
    z = np.nan_to_num(link.extended(own[:, free]), posinf=_FARTHEST, neginf=-_FARTHEST)
    return Steered(own, free, z - np.median(z, axis=0), link)


def compounding(link: LinkFunction) -> bool:
    """Whether steps on the scale of a link are factors of growth: rates in % that cannot fall below -100."""
    return isinstance(link, Log) and link.lower == -100.0


def averaging(paths: Steered, wanted: FloatArray) -> FloatArray:
    """(n,) the median of the steered years, on the scale of the link, at which their values have a mean on each path.

    It lies between the two at which the greatest and the least of these years have that value, and is found by halving; at or
    beyond a bound of the quantity it is infinite.

    Args:
        paths: the paths.
        wanted: (n,) or (1,) the mean of the steered years.
    """
    at = paths.link.extended(wanted) + np.zeros(len(paths.off))  # one for each path, or all alike
    low, high = at - paths.off.max(axis=1), at - paths.off.min(axis=1)
    if not np.isfinite(at).any():
        return np.asarray(at)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        with np.errstate(invalid="ignore"):
            less = paths.link.inverse(middle[:, np.newaxis] + paths.off).mean(axis=1) < wanted
        low, high = np.where(less, middle, low), np.where(less, high, middle)
    return np.where(np.isfinite(at), (low + high) / 2, at)
