r"""Joint paths that know how they were drawn, so that a claim on one year can move the others.

Given its parameters every path here is Gaussian on its own scale, with a covariance C in units of its sigma^2. Fixing
the value of year t moves the other years by their regression on it, and what is left of C no longer knows the year::

    z <- z + (v - z_t) C_t / C_tt,     C <- C - C_t C_t' / C_tt

That is conditioning by kriging [1]_, also known as the least-change shocks that meet a claim [2]_; years taken one
after the other are conditioned on jointly. Baseline and claim share every random number. The weights of a model's
members do not move: a claim is a supposition, not a measurement.

References:
    .. [1] Matheron, G. (1973), The intrinsic random functions and their applications, Adv. Appl. Prob. 5, 439-468.
    .. [2] Waggoner, D. and Zha, T. (1999), Conditional forecasts in dynamic multivariate models, RES 81, 639-651.
    .. [3] Hyndman, R. et al. (2008), Forecasting with Exponential Smoothing, ch. 2: psi weights; Lütkepohl, H. (2005), New
       Introduction to Multiple Time Series Analysis, sec. 2.3.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray, IntArray

__all__ = ["AnyScale", "Draws", "responses_of"]

_KNOWN = 1e-12  # of sigma^2: a year without variance is known already
_NOTHING = 1e-12  # a smaller response is what floating point leaves of none
_LEAST = 1e-300  # above a bound; what is less is lost when it is divided by the width between two bounds
_FAR = 1e304  # further out a path cannot be carried without losing its number


class AnyScale(Protocol):
    """From the unit of a quantity to a scale and back; a link, or a scale fitted to a series. Rows of shape (1, k)."""

    def extended(self, x: npt.ArrayLike) -> FloatArray:
        """Any number on the scale, infinitely far out at a bound and beyond."""

    def inverse(self, z: npt.ArrayLike) -> FloatArray:
        """The quantity at z."""


@dataclass(frozen=True, eq=False)
class Draws(ByValue):
    """Joint paths.

    Attributes:
        years: (m,) the years.
        measured: (m,) the measured values in their unit, nan elsewhere.
        scales: the scales on which paths move.
        scale: (n_paths,) which of them a path moves on.
        process: (n_paths,) which covariance it has.
        z: (n_paths, m) the paths on their scales; measured years are not looked at. The values of a year best lie together
            in memory, since it is years that are asked for.
        conditional_covariance: (B, m, m) the covariances given data and parameters, in units of a path's sigma^2.
        support: the open interval in which the quantity lives.
        unpinned: the same covariances before any year was pinned; None where none was.
    """

    years: IntArray
    measured: FloatArray
    scales: tuple[AnyScale, ...]
    scale: IntArray
    process: IntArray
    z: FloatArray
    conditional_covariance: FloatArray
    support: tuple[float, float]
    unpinned: FloatArray | None = None

    @cached_property
    def responses(self) -> FloatArray:
        """(B, m, m) by how much a shock of one unit in the first year moves the second, of each process.

        0 up to that year, and for a year that something else has pinned: what pinned it still holds.
        """
        if self.unpinned is None:
            return responses_of(self.conditional_covariance)
        found = responses_of(self.unpinned)
        found[:, :, np.all(np.diagonal(self.conditional_covariance, axis1=1, axis2=2) <= _KNOWN, axis=0)] = 0.0
        return found

    def on_scale(self, values: npt.ArrayLike) -> FloatArray:
        """(n_paths,) values in the unit of the quantity, each on the scale of its path, those out of bounds just inside."""
        low, high = self.support
        inside = max(np.nextafter(low, np.inf), low + _LEAST, -_FAR), min(np.nextafter(high, -np.inf), _FAR)
        wanted = np.clip(np.broadcast_to(np.asarray(values, dtype=np.float64), self.scale.shape), *inside)
        if len(self.scales) == 1:
            return np.asarray(self.scales[0].extended(wanted[np.newaxis])[0])
        target = np.empty(self.scale.size)
        for rows, scale in self._rows:
            target[rows] = scale.extended(wanted[np.newaxis, rows])[0]
        return target

    def in_unit(self, z: FloatArray) -> FloatArray:
        """(k, n_paths) numbers on the scales of the paths, in the unit of the quantity."""
        if len(self.scales) == 1:
            return np.asarray(self.scales[0].inverse(z.reshape(1, -1)).reshape(z.shape))
        found = np.empty(z.shape)
        for rows, scale in self._rows:
            some = z[:, rows]
            found[:, rows] = scale.inverse(some.reshape(1, -1)).reshape(some.shape)
        return found

    @cached_property
    def paths(self) -> FloatArray:
        """(n_paths, m) in the unit of the quantity; read-only."""
        by_year = np.empty(self.z.T.shape)
        by_year[:] = self.measured[:, np.newaxis]
        unknown = np.flatnonzero(np.isnan(self.measured))
        for rows, scale in self._rows:
            z = np.stack([self.z[:, at].take(rows) for at in unknown]) if unknown.size else np.empty((0, rows.size))
            for at, values in zip(unknown, scale.inverse(z.reshape(1, -1)).reshape(z.shape), strict=True):
                by_year[at, rows] = values
        by_year.flags.writeable = False
        return by_year.T

    def held(self, at: int) -> Draws:
        """The draws once the value at a position is taken as it comes: what is pinned later leaves it alone."""
        return self._given(at, self.z[:, at])

    def pinned(self, at: int, values: npt.ArrayLike) -> Draws:
        """The draws once the value at a position is known: the least change of each path that meets it.

        Args:
            at: position of the year; a measured one, or one pinned before, stays.
            values: (n_paths,) or one number, in the unit of the quantity; at a bound or beyond it, a path stays as
                near to the bound as numbers go.
        """
        return self._given(at, self.on_scale(values))

    def _given(self, at: int, target: FloatArray) -> Draws:
        pivot = self.conditional_covariance[:, at, at]
        if np.isfinite(self.measured[at]) or np.all(pivot <= _KNOWN):
            return self
        gain = self.conditional_covariance[:, at] / pivot[:, np.newaxis]
        z = self.z.T + (target - self.z[:, at]) * gain.T.take(self.process, axis=1)
        z[at] = target
        conditional = self.conditional_covariance - self.conditional_covariance[:, :, [at]] * gain[:, np.newaxis, :]
        conditional[:, at, :] = conditional[:, :, at] = 0.0
        unpinned = self.conditional_covariance if self.unpinned is None else self.unpinned
        return replace(self, z=z.T, conditional_covariance=conditional, unpinned=unpinned)

    @cached_property
    def _rows(self) -> list[tuple[npt.NDArray[np.intp], AnyScale]]:
        return [(np.flatnonzero(self.scale == i), scale) for i, scale in enumerate(self.scales)]


def responses_of(covariance: FloatArray) -> FloatArray:
    """(B, m, m) what shocks do, of (B, m, m) covariances of years in order; a year without variance is known and hears of none."""
    left, found = covariance.copy(), np.zeros_like(covariance)
    for at in range(left.shape[1]):
        pivot = left[:, at, at]
        fine = pivot > _KNOWN
        gain = np.where(fine[:, np.newaxis], left[:, at] / np.where(fine, pivot, 1.0)[:, np.newaxis], 0.0)
        gain[:, : at + 1] = 0.0
        found[:, at] = np.where(np.abs(gain) > _NOTHING, gain, 0.0)
        left -= left[:, :, [at]] * gain[:, np.newaxis, :]
    return found
