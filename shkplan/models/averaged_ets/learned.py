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

Breaks. A series with a year unlike the others is heard again without it, on scales of its own (:mod:`.breaks`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray
from shkplan.models.averaged_ets.breaks import FEWEST, KINDS, chances, likely, without
from shkplan.models.averaged_ets.gating import Prior, log_sum
from shkplan.models.averaged_ets.grid import Geometry, geometry
from shkplan.models.averaged_ets.mixture import Mixtures, rows_of
from shkplan.models.averaged_ets.plausible import mean_square, size, slowed, sobered, steadiness, usual_step
from shkplan.models.averaged_ets.scales import SHAPES, Scale, Shape, scale_for
from shkplan.models.base import IntArray

__all__ = ["Learned", "learn"]

_LEAST_STEP = 0.002
_ROUNDING = 1e-4  # of a level's own scatter: what a perfect line leaves


@dataclass(frozen=True, eq=False)
class Learned(ByValue):
    """What S series with the same measured years have told each member.

    Attributes:
        prior: the table.
        measured: (n,) years.
        scales: L fitted scales: each shape, and again for each kind of break where there may be one.
        z: L arrays (S, n), the values on each, without the break where there is one.
        measured_z: L arrays (S, n), the values as measured.
        squares: L arrays (S, K), SS_k + d r^2.
        usual: L arrays (S,), the drift expected before the series is seen.
        evidence: (S, L, K) the log evidence of the members.
        weights: (S, L, K).
        kept: (S, 1) what is kept of growth beyond the pace.
        df: n - 1 + d.
    """

    prior: Prior
    measured: IntArray
    scales: tuple[Scale, ...]
    z: tuple[FloatArray, ...]
    measured_z: tuple[FloatArray, ...]
    squares: tuple[FloatArray, ...]
    usual: tuple[FloatArray, ...]
    evidence: FloatArray
    weights: FloatArray
    kept: FloatArray
    df: float

    def asked(self, years: IntArray) -> Mixtures:
        """The laws of years, none of them before the first measured."""
        return self.seen(geometry(self.prior.grid.process, self.measured, years), years)

    def before(self, years: IntArray) -> Mixtures:
        """The laws of rising years before the first measured one, by the same members run backwards in time."""
        mirror = geometry(self.prior.grid.process, -self.measured[::-1], -years[::-1])
        laws = self.seen(mirror, years[::-1])
        flip = [tuple(a[:, :, ::-1] for a in part) for part in (laws.centre, laws.spread)]
        return Mixtures(self.scales, flip[0], flip[1], self.weights, self.df)

    def seen(self, shared: Geometry, years: IntArray) -> Mixtures:
        """The laws of years by their geometry, which for years before the first is that of time run back."""
        backwards = bool(years.size and years[0] < self.measured[0])
        both = [self._told(shared, at, years - self.measured[-1], backwards) for at in range(len(self.scales))]
        return Mixtures(self.scales, tuple(b[0] for b in both), tuple(b[1] for b in both), self.weights, self.df)

    def parts(self) -> Iterator[tuple[npt.NDArray[np.intp], Learned]]:
        """Positions of series and what they have told, those without any break apart, since they take a third of the time."""
        shapes = len(self.scales) // (1 + len(KINDS))
        plain = ~np.any(self.weights[:, shapes:], axis=(1, 2)) if self._broken else np.ones(len(self.weights), bool)
        for rows, count in ((np.flatnonzero(plain), shapes if self._broken else None), (np.flatnonzero(~plain), None)):
            if rows.size:
                yield rows, self._of(rows, count)

    @property
    def _broken(self) -> bool:
        return self.z[-1] is not self.measured_z[-1]

    def _of(self, rows: npt.NDArray[np.intp], count: int | None) -> Learned:
        """Some of the series on their first ``count`` scales."""
        z, own, squares, usual = (
            tuple(array[rows] for array in part[:count]) for part in (self.z, self.measured_z, self.squares, self.usual)
        )
        own = z if count else own
        scales = tuple(rows_of(scale, rows) for scale in self.scales[:count])
        evidence, weights = self.evidence[rows, :count], self.weights[rows, :count]
        return Learned(
            self.prior, self.measured, scales, z, own, squares, usual, evidence, weights, self.kept[rows], self.df
        )

    def _told(self, shared: Geometry, at: int, ahead: IntArray, backwards: bool) -> tuple[FloatArray, FloatArray]:
        """(S, K, m) centres and spreads on one scale."""
        scale, own, squares, usual = self.scales[at], self.measured_z[at], self.squares[at], self.usual[at]
        if backwards:
            return _located(shared, self.prior, own[:, ::-1], squares, -usual, self.df)
        centre, spread = _located(shared, self.prior, self.z[at], squares, usual, self.df)
        if self.z[at] is not own and np.any(ahead < 0):
            inside, _ = _located(shared, self.prior, own, squares, usual, self.df)
            centre = np.where(ahead > 0, centre, inside)
        if not (scale.unbounded or scale.two_sided):
            centre = slowed(self.prior.plausible, scale, own[:, -1:], self.kept, centre, ahead)
        return centre, spread


@dataclass(frozen=True, eq=False)
class _Series:
    """S series on their scales, before any member has looked at them.

    Attributes:
        prior, measured, scales: as in :class:`Learned`.
        grows: (S,) whether they lie above zero alone.
        least, usual: (S,) the least step that is believed, and the usual one.
    """

    prior: Prior
    measured: IntArray
    scales: tuple[Scale, ...]
    grows: npt.NDArray[np.bool_]
    least: FloatArray
    usual: FloatArray

    @property
    def df(self) -> float:
        return self.measured.size - 1 + self.prior.sigma_df

    def of(self, rows: npt.NDArray[np.intp]) -> _Series:
        """Some of the series."""
        scales = tuple(rows_of(scale, rows) for scale in self.scales)
        return _Series(self.prior, self.measured, scales, self.grows[rows], self.least[rows], self.usual[rows])

    def told(self, z: tuple[FloatArray, ...], lost: int = 0) -> _Told:
        """What values on each scale tell, ``lost`` of them being no measurement."""
        shared = geometry(self.prior.grid.process, self.measured, self.measured[-1:])
        steps = tuple(self._step(part) for part in z)
        usual = tuple(np.asarray(self.prior.growth * self.grows * np.sqrt(step)) for step in steps)
        more = self.df / (self.df - lost)
        squares = tuple(
            np.asarray(more * _squares(shared, self.prior, *parts)) for parts in zip(z, steps, usual, strict=True)
        )
        volume = 0.5 * np.log1p(-self.prior.grid.keep) - 0.5 * shared.log_volume[self.prior.grid.process_of]
        evidence = np.stack([volume - 0.5 * self.df * np.log(part) for part in squares], axis=1)
        shares = self.scales[0].two_sided
        weights = self.prior.weights(
            evidence, self.measured.size, tuple(one.shape for one in self.scales), shares=shares
        )
        return _Told(z, steps, squares, usual, evidence, weights)

    def _step(self, z: FloatArray) -> FloatArray:
        """(S,) r^2, the mean square step of a year."""
        own = np.maximum(mean_square(z, self.measured), self.least**2)
        return sobered(self.prior.plausible, own, self.usual, z.shape[1] - 1)


@dataclass(frozen=True, eq=False)
class _Told:
    """What one reading of the series has told; L arrays each, as in :class:`Learned`."""

    z: tuple[FloatArray, ...]
    steps: tuple[FloatArray, ...]
    squares: tuple[FloatArray, ...]
    usual: tuple[FloatArray, ...]
    evidence: FloatArray
    weights: FloatArray

    def but(self, rows: npt.NDArray[np.intp], other: _Told) -> _Told:
        """This, with what another has told of some of the series."""

        def mixed(mine: FloatArray, its: FloatArray) -> FloatArray:
            both = mine.copy()
            both[rows] = its
            return both

        z, steps, squares, usual = (
            tuple(mixed(*pair) for pair in zip(getattr(self, name), getattr(other, name), strict=True))
            for name in ("z", "steps", "squares", "usual")
        )
        evidence, weights = mixed(self.evidence, other.evidence), mixed(self.weights, other.weights)
        return _Told(z, steps, squares, usual, evidence, weights)


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
    lasting, kept = np.zeros_like(lower), np.ones_like(lower)
    if np.isfinite(lower.flat[0]) and np.isinf(upper.flat[0]):
        lasting, kept = steadiness(prior.plausible, values, lower, measured)
    scales = tuple(scale_for(shape, values, lower, upper, lasting) for shape in shapes)
    z = tuple(scale.extended(values) for scale in scales)
    grows = np.asarray((lower == 0.0) & np.isinf(upper))[:, 0]
    least, common = _LEAST_STEP * size(scales[0], values), usual_step(prior.plausible, scales[0], values)
    series = _Series(prior, measured, scales, grows, least, common)
    told = [series.told(z)]
    chance = np.ones((len(values), 1))
    if breaks and measured.size >= FEWEST:
        told, chance = _heard_again(series, told[0])
    reading, squares, usual = (
        tuple(array for one in told for array in getattr(one, name)) for name in ("z", "squares", "usual")
    )
    evidence = np.concatenate([one.evidence for one in told], axis=1)
    weights = np.concatenate([one.weights * chance[:, at, None, None] for at, one in enumerate(told)], axis=1)
    scales, z, df = scales * len(told), z * len(told), series.df
    return Learned(prior, measured, scales, reading, z, squares, usual, evidence, weights, kept, df)


def _heard_again(series: _Series, plain: _Told) -> tuple[list[_Told], FloatArray]:
    """The series as it is and without each kind of break, and (S, H + 1) their chances; as it is alone where none is likely.

    Only where steps alone speak for a break are the members asked.
    """
    found, gains = [plain], np.full((len(series.grows), len(KINDS)), -np.inf)
    for at, kind in enumerate(KINDS):
        z, size = zip(*(without(kind, part, series.measured) for part in plain.z), strict=True)
        rows = np.flatnonzero(likely(plain.z, z, series.measured))
        if not rows.size:
            found.append(plain)
            continue
        told = series.of(rows).told(tuple(part[rows] for part in z), lost=1)
        pairs = zip(size, told.steps, strict=True)
        paid = np.stack([np.log1p(np.abs(s[rows]) / np.sqrt(step)) for s, step in pairs], axis=1)
        every = (told.evidence - paid[:, :, np.newaxis], plain.evidence[rows])
        heard, as_it_is = (log_sum(one.reshape(len(one), -1)) for one in every)
        gains[rows, at] = heard - as_it_is
        found.append(plain.but(rows, told))
    chance = chances(gains, series.measured.size)
    return (found, chance) if np.any(chance[:, 1:]) else ([plain], np.ones((len(chance), 1)))


def _squares(shared: Geometry, prior: Prior, z: FloatArray, step: FloatArray, usual: FloatArray) -> FloatArray:
    """(S, K) SS - b^2 Sxx + (1 - c) (b - usual)^2 Sxx + d r^2."""
    moved = (z - z[:, -1:]).T
    level = np.sum((shared.whiten @ moved) ** 2, axis=1)
    known = np.where(np.isfinite(shared.information), shared.information, 0.0)[:, np.newaxis]
    slope = shared.slope @ moved
    own, keep = prior.grid.process_of, prior.grid.keep[:, np.newaxis]
    left = (level - slope**2 * known)[own] + (1.0 - keep) * ((slope - usual) ** 2 * known)[own]
    least = _ROUNDING * (level[own].max(axis=0) + step)
    return np.asarray((np.maximum(left, least) + prior.sigma_df * step).T)


def _located(
    shared: Geometry, prior: Prior, z: FloatArray, squares: FloatArray, usual: FloatArray, df: float
) -> tuple[FloatArray, FloatArray]:
    """(S, K, m) centres and spreads, the series of a member and year side by side in memory."""
    moved = (z - z[:, -1:]).T
    own, keep = prior.grid.process_of, prior.grid.keep
    drift = keep[:, np.newaxis] * (shared.slope @ moved)[own] + (1.0 - keep)[:, np.newaxis] * usual
    centre = (shared.mean @ moved + z[:, -1])[own]
    centre += drift[:, np.newaxis] * shared.lean[own][:, :, np.newaxis]
    variance = np.diagonal(shared.process, axis1=1, axis2=2) + shared.level**2
    variance = variance[own] + keep[:, np.newaxis] * (shared.lean**2 / shared.information[:, np.newaxis])[own]
    felt = np.sqrt(np.maximum(variance, 0.0))
    spread = np.sqrt(squares.T / df)[:, np.newaxis] * felt[:, :, np.newaxis]
    return centre.transpose(2, 0, 1), spread.transpose(2, 0, 1)
