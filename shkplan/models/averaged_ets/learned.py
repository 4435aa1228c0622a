r"""What a series tells every member: its scatter, its drift, and how far it is believed.

Scatter. sigma^2 has an inverse-gamma prior of ``sigma_df`` = d degrees of freedom around the mean square step r^2 of
the series, sobered by what is usual (:mod:`.plausible`): df = n - 1 + d and s^2 ~ SS_k + d r^2. It is what keeps n = 3
sober. The step of the series itself counts as at least 0.2 % of its size, the largest value or between two bounds
sqrt(p (1 - p)) of their distance, so that a perfectly regular series does not promise its next year for certain, nor one
that never moved.

Drift. What is above zero tends to grow: its slope is expected around ``growth`` times r before the series is seen,
b ~ N(growth r, g sigma^2 / Sxx), so that SS_k = SS - b^2 Sxx + (1 - c) (b - growth r)^2 Sxx and the slope is believed
to be c b^ + (1 - c) growth r. Between two bounds, without any, below one, or above another one than zero (a rate of
growth above -100 %), it is expected around zero.

Breaks. A series with a year unlike the others is heard again without it (:mod:`.breaks`, :mod:`.readings`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray
from shkplan.models.averaged_ets.breaks import KINDS
from shkplan.models.averaged_ets.gating import Prior
from shkplan.models.averaged_ets.grid import Geometry, geometry
from shkplan.models.averaged_ets.mixture import Mixtures
from shkplan.models.averaged_ets.plausible import size, slowed, steadiness, usual_step
from shkplan.models.averaged_ets.readings import Readings, read
from shkplan.models.averaged_ets.scales import SHAPES, Scale, Shape, changed, scales_for
from shkplan.models.base import IntArray

__all__ = ["Learned", "learn"]

_LEAST_STEP = 0.002


@dataclass(frozen=True, eq=False)
class Learned(ByValue):
    """What S series with the same measured years have told each member.

    Attributes:
        prior: the table.
        measured: (n,) years.
        fitted: L scales.
        z: (L, S, n) the values as measured on each.
        readings: of the series, R in all; those of a series that have no chance are left out.
        shares: (R, L, K) the weights; those of a series sum to one.
        kept: (S, 1) what is kept of growth beyond the pace.
        doubling: (L, S) how far growth by one is from the last value, on each scale.
        df: n - 1 + d.
    """

    prior: Prior
    measured: IntArray
    fitted: tuple[Scale, ...]
    z: FloatArray
    readings: Readings
    shares: FloatArray
    kept: FloatArray
    doubling: FloatArray
    df: float

    @property
    def scales(self) -> tuple[Scale, ...]:
        """Of one series: those of each reading."""
        return self.fitted * len(self.shares)

    @property
    def weights(self) -> FloatArray:
        """(1, L, K) of one series, where L are the scales of all its readings."""
        return self.shares.reshape(1, -1, self.shares.shape[2])

    @property
    def squares(self) -> FloatArray:
        """(1, L, K) SS_k + d r^2 of one series, in the same order."""
        return self.readings.squares.transpose(2, 1, 0).reshape(self.weights.shape)

    def asked(self, years: IntArray) -> Mixtures:
        """The laws of years, none of them before the first measured, a reading that a series has not weighing nothing."""
        return self.seen(geometry(self.prior.grid.process, self.measured, years), years)

    def before(self, years: IntArray) -> Mixtures:
        """The laws of rising years before the first measured one, by the same members run backwards in time."""
        mirror = geometry(self.prior.grid.process, -self.measured[::-1], -years[::-1])
        laws = self.seen(mirror, years[::-1])
        flip = [tuple(a[:, :, ::-1] for a in part) for part in (laws.centre, laws.spread)]
        return Mixtures(laws.scales, flip[0], flip[1], laws.weights, self.df)

    def seen(self, shared: Geometry, years: IntArray) -> Mixtures:
        """The laws of years by their geometry, which for years before the first is that of time run back."""
        return self._laws(self._told(shared, years), np.arange(self.z.shape[1]), self._places)

    def parts(self, years: IntArray) -> Iterator[tuple[npt.NDArray[np.intp], Mixtures]]:
        """Positions of series with the same kinds of readings, and the laws of later years: the fewer, the sooner told."""
        told = self._told(geometry(self.prior.grid.process, self.measured, years), years)
        kinds = np.bincount(self.readings.whose, 1 << self.readings.kind, self.z.shape[1])
        for one in np.unique(kinds):
            rows = np.flatnonzero(kinds == one)
            yield rows, self._laws(told, rows, self._places[:, rows])

    @property
    def _places(self) -> npt.NDArray[np.intp]:
        """(1 + H, S) where the reading of each kind lies; -1 where there is none."""
        places = np.full((1 + len(KINDS), self.z.shape[1]), -1, np.intp)
        places[self.readings.kind, self.readings.whose] = np.arange(len(self.readings.whose))
        return places

    def _laws(
        self, told: tuple[FloatArray, FloatArray], rows: npt.NDArray[np.intp], places: npt.NDArray[np.intp]
    ) -> Mixtures:
        """The laws of some series: for each kind that one of them has, all scales; a reading that is not there weighs nothing."""
        there = places[np.any(places >= 0, axis=1)]
        at = np.where(there < 0, rows, there)
        centre, spread = (
            tuple(part[:, :, i, one].transpose(2, 0, 1) for one in at for i in range(len(self.fitted))) for part in told
        )
        weights = (self.shares[at] * (there >= 0)[:, :, np.newaxis, np.newaxis]).transpose(1, 0, 2, 3)
        scales = self.fitted if rows.size == self.z.shape[1] else changed(self.fitted, lambda a: a[rows])
        flat = weights.reshape(rows.size, -1, weights.shape[-1])
        return Mixtures(scales * len(at), centre, spread, flat, self.df)

    def _told(self, shared: Geometry, years: IntArray) -> tuple[FloatArray, FloatArray]:
        """(K, m, L, R) centres and spreads."""
        heard, ahead = self.readings, years - self.measured[-1]
        own = self.z[:, heard.whose]
        if years.size and years[0] < self.measured[0]:
            return _located(shared, self.prior, own[:, :, ::-1], heard.squares, -heard.usual, self.df)
        centre, spread = _located(shared, self.prior, heard.z, heard.squares, heard.usual, self.df)
        if heard.kind.any() and np.any(ahead < 0):
            inside, _ = _located(shared, self.prior, own, heard.squares, heard.usual, self.df)
            centre = np.where(ahead[:, np.newaxis, np.newaxis] > 0, centre, inside)
        one = self.fitted[0]
        if not (one.unbounded or one.two_sided):
            kept, doubling = self.kept[heard.whose, 0], self.doubling[:, heard.whose]
            slowed(self.prior.plausible, own[:, :, -1], doubling, kept, centre, ahead)
        return centre, spread


def learn(
    prior: Prior,
    measured: IntArray,
    values: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
    shapes: tuple[Shape, ...] = SHAPES,
    *,
    breaks: bool = True,
) -> Learned:
    """What (S, n) values of the same years say; bounds are (S, 1), all finite or all infinite on a side.

    Without bounds there is one shape, the straight one. An upper bound alone is not served: mirror the quantity.
    Without ``breaks`` the series is taken as it is.
    """
    shapes = shapes if np.isfinite(lower.flat[0]) else SHAPES[:1]
    above = bool(np.isfinite(lower.flat[0]) and np.isinf(upper.flat[0]))
    lasting, kept = steadiness(prior.plausible, values, lower, measured) if above else (0.0, np.ones_like(lower))
    scales = scales_for(shapes, values, lower, upper, lasting)
    z = np.stack([scale.within(values) for scale in scales])
    last = values[:, -1:]
    doubling = np.hstack([scale.slope(last) * (last - lower) for scale in scales]).T if above else z[:, :, -1]
    grows = np.asarray((lower == 0.0) & np.isinf(upper))[:, 0]
    least, common = _LEAST_STEP * size(scales[0], values), usual_step(prior.plausible, scales[0], values)
    readings, chance = read(prior, measured, z, grows, least, common, breaks=breaks)
    shares = prior.weights(readings.evidence, measured.size, shapes, shares=scales[0].two_sided)
    shares *= chance[:, np.newaxis, np.newaxis]
    return Learned(prior, measured, scales, z, readings, shares, kept, doubling, measured.size - 1 + prior.sigma_df)


def _located(
    shared: Geometry, prior: Prior, z: FloatArray, squares: FloatArray, usual: FloatArray, df: float
) -> tuple[FloatArray, FloatArray]:
    """(K, m, L, R) centres and spreads of (L, R, n) values, the series of a member and year side by side in memory."""
    rows = z.reshape(-1, z.shape[-1])
    moved, last = (rows - rows[:, -1:]).T, rows[:, -1]
    own, keep = prior.grid.process_of, prior.grid.keep
    drift = keep[:, np.newaxis] * (shared.slope @ moved)[own] + (1.0 - keep)[:, np.newaxis] * usual.ravel()
    centre = (shared.mean @ moved + last)[own]
    centre += drift[:, np.newaxis] * shared.lean[own][:, :, np.newaxis]
    variance = np.diagonal(shared.process, axis1=1, axis2=2) + shared.level**2
    variance = variance[own] + keep[:, np.newaxis] * (shared.lean**2 / shared.information[:, np.newaxis])[own]
    felt = np.sqrt(np.maximum(variance, 0.0))
    spread = np.sqrt(squares / df)[:, np.newaxis] * felt[:, :, np.newaxis, np.newaxis]
    return centre.reshape(spread.shape), spread
