r"""What yearly series of plans are like before this one is seen: how far they step, and how fast they may go on growing.

Steps. Three figures that agree by chance are no calm series. With r^2 the mean square step of n - 1 steps and u the
usual step of such a quantity, the step that the prior of the scatter is built around is their geometric mean,

    log r*^2 = ((n - 1) log r^2 + m log u^2) / (n - 1 + m)

u being a share of the level above zero, a share of sqrt(p (1 - p)) between two bounds; on the whole line no unit is
known, and r* = r.

Growth. Of growth of 10 or 20 % a year the public panels show that it seldom lasts, unless it has been steady. Above zero
the average growth of the h years to come is believed in full up to ``pace``; of what is beyond, a series whose log steps
scatter by s keeps what a normal prior of spread ``doubt`` leaves of it,

    g' = pace + (g - pace) / (1 + s^2 / doubt^2)     for g > pace

Two good years after a dull decade do not go on. Bands keep their width. Steady growth does go on: a mean step of more than
twice its own scatter counts no more than that as scatter, and from there on growth at such a rate goes on in
proportion for a year more for every further unit of that ratio, five at most, before it goes on in equal steps. Few steps
agree by chance: their scatter is taken where it lies below nine times in ten, chi^2 by n - 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from shkplan.distributions.links import FloatArray
from shkplan.models.averaged_ets.scales import Scale
from shkplan.models.base import IntArray

__all__ = ["Plausible", "mean_square", "size", "slowed", "sobered", "steadiness", "usual_step"]

_STEADY, _LASTS = 2.0, 5.0  # times its scatter; years


@dataclass(frozen=True)
class Plausible:
    """The constants, as ``weights.json`` holds them; found on public panels by ``benchmarks/NOTES-averaged-ets.md``.

    Attributes:
        step: u above zero, as a share of the mean level.
        share_step: u between two bounds, as a share of sqrt(p (1 - p)) of their distance.
        steps: m, how many steps the usual one counts for.
        pace: growth a year that is believed in full.
        doubt: scatter of the log steps at which half of what is beyond is kept.
    """

    step: float
    share_step: float
    steps: float
    pace: float
    doubt: float


def mean_square(z: FloatArray, measured: IntArray) -> FloatArray:
    """(S,) the mean square step of a year, what is steady in it capped."""
    steps = np.diff(z, axis=1) / np.sqrt(np.diff(measured))
    return np.asarray(np.minimum(np.mean(steps**2, axis=1), (1.0 + _STEADY**2) * _at_most(steps)))


def _at_most(steps: FloatArray) -> FloatArray:
    """(S,) what the variance of (S, n - 1) steps may well be: nine times in ten less."""
    df = steps.shape[1] - 1
    return np.asarray(np.var(steps, axis=1, ddof=1) * df / special.chdtri(df, 0.9))


def steadiness(
    plausible: Plausible, values: FloatArray, lower: FloatArray, measured: IntArray
) -> tuple[FloatArray, FloatArray]:
    """(S, 1) the log growth that steady growth above a bound has before it, and what is kept of growth beyond the pace."""
    gap = np.diff(measured)
    steps = np.diff(np.log(values - lower), axis=1)
    pace = np.mean(steps / gap, axis=1, keepdims=True)
    scatter = np.sqrt(_at_most(steps / np.sqrt(gap)))[:, np.newaxis]
    years = np.clip(pace / np.maximum(scatter, 1e-9) - _STEADY, 0.0, _LASTS)
    return np.maximum(pace, 0.0) * years, 1.0 / (1.0 + (scatter / plausible.doubt) ** 2)


def size(scale: Scale, values: FloatArray) -> FloatArray:
    """(S,) what steps of (S, n) values are measured by: the largest of them; between two bounds 2 p (1 - p) of their
    distance, near a bound twice the distance from it, and sqrt(p (1 - p)) where the share never moved.
    """
    if not scale.two_sided:
        return np.asarray(np.max(np.abs(values), axis=1))
    width = (scale.upper - scale.lower)[:, 0]
    both = _binomial(scale, values)
    return np.asarray(np.where(np.ptp(values, axis=1) > 0.0, 2.0 * both**2, both) * width)


def _binomial(scale: Scale, values: FloatArray) -> FloatArray:
    """(S,) sqrt(p (1 - p)) of the mean share between two bounds."""
    share = ((values - scale.lower) / (scale.upper - scale.lower)).mean(axis=1)
    return np.asarray(np.sqrt(share * (1.0 - share)))


def usual_step(plausible: Plausible, scale: Scale, values: FloatArray) -> FloatArray:
    """(S,) u of (S, n) values, nan where no unit is known; slopes of the scales are one in the mean, so that u holds on each."""
    if scale.two_sided:
        return np.asarray(plausible.share_step * _binomial(scale, values) * (scale.upper - scale.lower)[:, 0])
    return np.where(scale.lower[:, 0] == 0.0, plausible.step * values.mean(axis=1), np.nan)


def sobered(plausible: Plausible, squares: FloatArray, usual: FloatArray, steps: int) -> FloatArray:
    """(S,) r*^2 from the mean square steps r^2 and u."""
    logs = steps * np.log(squares) + 2.0 * plausible.steps * np.log(usual)
    return np.where(np.isnan(usual), squares, np.exp(logs / (steps + plausible.steps)))


def slowed(
    plausible: Plausible,
    start: FloatArray,
    doubling: FloatArray,
    kept: FloatArray,
    centre: FloatArray,
    ahead: IntArray,
) -> None:
    """Doubt the growth that members foretell of series above a bound, in place.

    Args:
        plausible: the constants.
        start: (L, R) the last measured value on each scale.
        doubling: (L, R) how far growth by one is from there.
        kept: (R,) what is kept of growth beyond the pace.
        centre: (K, m, L, R) what members foretell.
        ahead: (m,) years beyond the last measured one; those that are not are left alone.
    """
    later = np.flatnonzero(ahead > 0)
    beyond = centre - start if later.size == ahead.size else centre[:, later] - start
    beyond -= plausible.pace * doubling * ahead[later][:, np.newaxis, np.newaxis]
    np.maximum(beyond, 0.0, out=beyond)
    beyond *= 1.0 - kept
    centre[:, later] -= beyond
