r"""What the past windows of sister regions teach of the habits of their class.

A window is a region, a year, and some figures up to it: 1, 2, 4 or 9 of them. The habits are those under which what
came 1, 3 and 5 years later would have been foretold best, by

    CRPS / step - 0.15 log density,    step the region's mean absolute yearly change

averaged over windows that weigh half as much after twenty years, with a normal prior on the (transformed) habits that counts as a few
independent regions' worth of windows. What moves all regions at once is not learned here but taken from :mod:`.whole`: a class
has few independent windows, however many its regions.

Only windows that ended by the year asked for are looked at, and the mean of the class is known to each origin only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import optimize, special, stats

from shkplan.distributions.links import FloatArray
from shkplan.models.base import IntArray
from shkplan.models.pooled.dynamics import Dynamics, counted_from
from shkplan.models.pooled.reference_class import ReferenceClass
from shkplan.models.pooled.whole import WHOLE_DF, widths

__all__ = ["AHEAD", "LEAST_REGIONS", "LEAST_YEARS", "SisterRegions", "learned"]

GIVEN = (1, 2, 4, 9)  # figures
AHEAD = 5  # years of a window: those of a plan
HORIZONS = (1, 3, 5)
HALF_LIFE = 20
LEAST_REGIONS, LEAST_YEARS = 5, 6  # below, a class says nothing
MOST = 1800  # windows of each number of figures; more add time and no more knowledge
TAILS = 8.0  # degrees of freedom at most: nothing in a few windows says that tails are as thin as normal ones
PROBS = (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95)  # the quantiles whose mean loss is the CRPS
NORMAL = 1.349  # interquartile range of a normal law in standard deviations; a few cities at a bound must not decide
SHARPNESS = 0.15  # weight of the log density beside the CRPS
# Centre and standard deviation of the transformed habits; levels: their median over the World Bank's indicators, regions set
# aside left out (python -m benchmarks.pooled_learning). They are all that a class too young for a window has.
LEVELS = np.array([-0.8, 0.2, -3.1, -0.4, 0.7, -2.6, -3.1, 0.0, 0.0, 0.0, 0.0])
RATES = np.array([0.0, 0.5, -1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
WIDTH = np.array([1.5, 1.0, 1.0, 1.0, 0.7, 1.0, 1.0, 0.1, 0.05, 0.2, 0.1])


@dataclass(frozen=True, eq=False)
class SisterRegions:
    """The series of a class on the scale of its link.

    Attributes:
        name: of the class.
        years: (m,) consecutive years.
        values: (R, m), nan where nothing was measured; a series goes on as another where it starts on a new basis.
        reverting: whether they are rates of growth.
        above: (A, m) the regions above, whose changes are those of the class where it has no five of its own.
    """

    name: str
    years: IntArray
    values: FloatArray
    reverting: bool
    above: FloatArray | None = None

    def until(self, year: int) -> SisterRegions:
        """What was known at the end of a year."""
        kept = self.years <= year
        above = None if self.above is None else self.above[:, kept]
        return replace(self, years=self.years[kept], values=self.values[:, kept], above=above)

    def whole(self) -> SisterRegions:
        """From the first to the last year whose change is known: before and after, the class was not flat but not measured."""
        known = [change is not None for change in self._changes()]
        if not any(known):
            return replace(self, years=self.years[:0], values=self.values[:, :0], above=None)
        kept = slice(known.index(True), len(known) - known[::-1].index(True) + 1)
        above = None if self.above is None else self.above[:, kept]
        return replace(self, years=self.years[kept], values=self.values[:, kept], above=above)

    def mean(self) -> FloatArray:
        """(m,) the mean of the class: trimmed means of the changes, so that regions come and go without a trace; median level."""
        path = np.concatenate([[0.0], np.cumsum([change or 0.0 for change in self._changes()])])
        return np.asarray(path + np.nanmedian(self.values - path))

    def _changes(self) -> list[float | None]:
        """The m - 1 changes of the mean; None where neither five regions nor one above was measured in both years."""
        changes = [_trimmed(column) for column in np.diff(self.values, axis=1).T]
        if self.above is None:
            return changes
        others = [_trimmed(column, 1) for column in np.diff(self.above, axis=1).T]
        return [other if own is None else own for own, other in zip(changes, others, strict=True)]


@dataclass(frozen=True, eq=False)
class _Windows:
    """Windows of one number of figures."""

    at: IntArray  # (N,) position of the last figure
    past: FloatArray  # (N, n) figures
    future: FloatArray  # (N, 3)
    mean: FloatArray  # (N, n) class mean of those years
    weight: FloatArray  # (N,)
    step: FloatArray  # (N, 1)
    expected: FloatArray  # (N, 3) the class mean in the years ahead, by what was known of it then
    shared: FloatArray  # (N, 3) its variance


def learned(regions: SisterRegions) -> tuple[ReferenceClass, FloatArray] | None:
    """The class by all windows of its regions, and its transformed habits.

    A class too young for a window has the habits of other classes and the size of its own yearly changes. None where it
    has fewer than :data:`LEAST_REGIONS` regions or :data:`LEAST_YEARS` years, or where no region ever moved.
    """
    regions = regions.whole()
    values, changes = regions.values, np.diff(regions.values, axis=1)
    moves = np.isfinite(changes)
    few = moves.any(axis=1).sum() < LEAST_REGIONS or moves.any(axis=0).sum() < LEAST_YEARS - 1
    if few or not np.nansum(np.abs(changes)):
        return None
    mean, many = regions.mean(), int(np.isfinite(values).any(axis=1).sum())
    recent = (values - mean)[:, -AHEAD:]
    spread = float(stats.iqr(recent[np.isfinite(recent)]) / NORMAL) if np.isfinite(recent).any() else 0.0
    step = float(np.log(np.nanmedian(changes**2) + 1e-12))
    origin = (RATES if regions.reverting else LEVELS).copy()
    independent = max(0, (regions.years.size - 1 - AHEAD) // AHEAD)
    draft = ReferenceClass(
        regions.name, regions.years, mean, spread or 1.0, _habits(origin, step, regions.reverting), many, 0, independent
    )
    windows = [found for n in GIVEN if (found := _cut(regions, draft, n)) is not None]
    if not windows:
        return draft, origin
    draft = replace(draft, windows=_count(regions))
    worth = SHARPNESS / max(1.0, max(1, independent) * many / 4)

    def loss(x: FloatArray) -> float:
        of = replace(draft, dynamics=_habits(x, step, regions.reverting))
        total = sum(float(w.weight @ _scored(w, of)) / w.weight.sum() for w in windows)
        return float(total / len(windows) + worth / 2 * np.sum(((x - origin) / WIDTH) ** 2))

    x = optimize.minimize(loss, origin, method="L-BFGS-B", options={"maxiter": 100}).x
    return replace(draft, dynamics=_habits(x, step, regions.reverting)), np.asarray(x)


def _habits(x: FloatArray, step: float, reverting: bool) -> Dynamics:
    """The habits of transformed ones: logarithms of variances, logits of shares."""
    share = special.expit(x)
    scale = float(np.exp((step + x[3]) / 2))
    df = min(float(2.0 + np.exp(x[4])), TAILS)
    if reverting:
        return Dynamics(True, float(0.95 * share[1]), 0.0, float(np.exp(x[0])), float(np.exp(x[2])), df, scale)
    return Dynamics(
        False,
        float(0.97 * share[1]),
        float(np.exp(x[0])),
        0.05,
        float(np.exp(x[2])),
        df,
        scale,
        float(share[5]),
        float(np.exp(x[6])),
        (float(x[7]), float(x[8])),
        (float(x[9]), float(x[10])),
    )


def _count(regions: SisterRegions) -> int:
    """How many windows of :data:`AHEAD` years there are, all of them."""
    whole = np.isfinite(regions.values)
    return int((whole[:, :-AHEAD] & whole[:, AHEAD:]).sum())


def _cut(regions: SisterRegions, of: ReferenceClass, n: int) -> _Windows | None:
    """The windows of n figures with all of the next years; nothing before the sixth year of the class is an origin."""
    mean = of.mean
    parts = list[tuple[IntArray, FloatArray, FloatArray, FloatArray, FloatArray]]()
    steps = np.abs(np.diff(regions.values, axis=1))
    counted = np.isfinite(steps).sum(axis=1)
    step = np.where(counted, np.nansum(steps, axis=1) / np.maximum(counted, 1), np.nanmedian(steps))
    step = np.maximum(step, np.quantile(step[step > 0], 0.2))
    origins = range(regions.years.size - AHEAD - 1, max(n - 1, AHEAD) - 1, -1)
    for at in origins:
        first = at - n + 1
        whole = regions.values[:, first : at + AHEAD + 1]
        rows = np.flatnonzero(np.isfinite(whole).all(axis=1))
        future = whole[rows][:, [n - 1 + h for h in HORIZONS]]
        parts.append(
            (np.full(rows.size, at), whole[rows, :n], future, np.tile(mean[first : at + 1], (rows.size, 1)), step[rows])
        )
    if not sum(part[0].size for part in parts):
        return None
    at_, past, future, known, steps = (np.concatenate([part[i] for part in parts]) for i in range(5))
    keep = np.unique(np.linspace(0, at_.size - 1, min(at_.size, MOST)).astype(int))
    weight = 0.5 ** ((regions.years.size - 1 - AHEAD - at_[keep]) / HALF_LIFE)
    expected, shared = np.empty((keep.size, len(HORIZONS))), np.empty((keep.size, len(HORIZONS)))
    for at in np.unique(at_[keep]):
        rows, then = at_[keep] == at, slice(0, int(at) + 1)
        ahead = of.years[at] + np.array(HORIZONS)
        expected[rows], shared[rows] = widths(mean[then], of.years[then], ahead, regions.reverting)
    return _Windows(at_[keep], past[keep], future[keep], known[keep], weight, steps[keep, np.newaxis], expected, shared)


def _foretold(windows: _Windows, of: ReferenceClass) -> tuple[FloatArray, FloatArray, FloatArray]:
    """(N, 3) centres and the region's variances of the years ahead, and (N,) its degrees of freedom."""
    habits, n, ahead = of.dynamics, windows.past.shape[1], np.array(HORIZONS)
    cov = habits.covariance(n + AHEAD)
    off = windows.past - windows.mean
    place = of.place(off[:, -1], np.zeros(1))
    distance = off[:, -1]
    there = n - 1 + ahead
    if habits.reverting:
        here, base = np.arange(n), np.zeros((len(off), 1))
    else:
        cov = counted_from(cov, n - 1)
        here, base = np.arange(n - 1), off[:, -1:]
        off = (off - base)[:, :-1]
    inverse = np.linalg.inv(cov[np.ix_(here, here)]) if here.size else np.zeros((0, 0))
    gain = cov[np.ix_(there, here)] @ inverse
    left = np.diagonal(cov)[there] - np.sum(gain * cov[np.ix_(there, here)], axis=1)
    df = habits.df + here.size
    sigma2 = (habits.df * habits.scale**2 * habits.bent(place) + np.sum((off @ inverse) * off, axis=1)) / df
    centre = windows.expected + base + off @ gain.T + habits.tilt(place, distance, ahead.astype(np.float64))
    return centre, np.outer(sigma2, left), np.full(len(off), df)


def _scored(windows: _Windows, of: ReferenceClass) -> FloatArray:
    """(N,) CRPS over the step less a share of the log density, mean over the years ahead."""
    centre, alone, df = _foretold(windows, of)
    scale, share = np.sqrt(alone + windows.shared), (windows.shared / (alone + windows.shared)).mean(axis=0)
    many = 1 / ((1 - share) / df[0] + share / WHOLE_DF)
    off = windows.future - centre
    log_density = (
        special.gammaln((many + 1) / 2) - special.gammaln(many / 2) - 0.5 * np.log(many * np.pi)
        - (many + 1) / 2 * np.log1p((off / scale) ** 2 / many)
    )  # fmt: skip
    crps = np.zeros(off.shape)
    for prob in PROBS:
        beyond = off - scale * special.stdtrit(many, prob)
        crps += 2 / len(PROBS) * np.maximum(prob * beyond, (prob - 1) * beyond)
    return np.asarray((crps / windows.step - SHARPNESS * (log_density - np.log(scale / windows.step))).mean(axis=1))


def _trimmed(values: FloatArray, least: int = 5) -> float | None:
    """The mean of the finite values without a tenth at either end; None where there are fewer than ``least``."""
    found = np.sort(values[np.isfinite(values)])
    cut = found.size // 10
    return float(found[cut : found.size - cut].mean()) if found.size >= least else None
