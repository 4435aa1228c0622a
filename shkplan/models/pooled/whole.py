"""Where the mean of a class goes: what moves all its regions at once, and how little its own past says of that.

Regions of a country move together, so that hundreds of windows may be three or four independent ones. The mean of a class
is therefore a series of its own, and two views of it are averaged: that it goes on as the average of smoothing models says
of any series, and, of a level, that its lasting drift goes on (yearly changes are a shock, a slope that fades and a drift;
the shares were learned from 3,094 windows of twenty years of World Bank regions not set aside,
``benchmarks/NOTES-pooled.md``). What parts the two views is doubt of its own. Beyond five years a rate trends no
further, and varies as widely as the class ever did.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from shkplan.base.errors import NotAssessable
from shkplan.distributions.links import FloatArray, IntArray
from shkplan.models.averaged_ets import AveragedEts
from shkplan.models.base import Fit
from shkplan.models.pooled.dynamics import Dynamics, counted_from

__all__ = ["WHOLE_DF", "foretold", "widths"]

LONG = 20  # years of the class mean that say where it goes
WHOLE_DF = 4.0  # degrees of freedom of what moves all regions at once: a handful of independent windows
_LASTING = Dynamics(False, persistence=0.74, slope=1.03, constant=1.35, noise=1.33, df=WHOLE_DF, scale=1.0)
_INFLATION = 0.83  # of the variance that the residuals of its own years tell
_NEAR, _KEPT = 5, 0.8  # years to which smoothing of rates was tried, and what is left of it in each further one
_FADING = 20  # half-life in years of what a change says of the lasting drift
_SMOOTHING = AveragedEts()


def widths(mean: FloatArray, years: IntArray, asked: IntArray, reverting: bool) -> tuple[FloatArray, FloatArray]:
    """(k,) centres of the class mean in rising years that are not known, and (k,) variances as those of Student laws.

    Args:
        mean: (m,) the class mean in consecutive ``years``, on the scale of its link.
        reverting: whether it is a rate of growth.
    """
    centre, covariance = foretold(mean, years, asked, reverting)
    return centre, np.diagonal(covariance)


def foretold(mean: FloatArray, years: IntArray, asked: IntArray, reverting: bool) -> tuple[FloatArray, FloatArray]:
    """(k,) centres as of :func:`widths`, and (k, k) the covariance: Student with :data:`WHOLE_DF` degrees of freedom."""
    mean, years = mean[-LONG:], years[-LONG:]
    drifting, covariance = _drifting(mean, years, asked)
    try:
        # from the last year: on the scale of a link zero means nothing, and smoothing takes it for the zero of a quantity
        fit = _SMOOTHING.fit(years, mean - mean[-1])
    except NotAssessable:  # it never moved
        return drifting, covariance
    centre, smooth = _smoothed(fit, mean, asked)
    sure = np.sqrt(np.diagonal(covariance))
    together = covariance / np.outer(sure, sure)
    if reverting:
        if np.any(asked > years[-1] + _NEAR):
            near = _smoothed(fit, mean, years[-1:] + _NEAR)
            centre, smooth = _come_back(mean, asked - years[-1], (centre, smooth), near)
        return centre, together * np.sqrt(np.outer(smooth, smooth))
    spread = np.sqrt((smooth + sure**2) / 2 + ((centre - drifting) / 2) ** 2)
    return (centre + drifting) / 2, together * np.outer(spread, spread)


def _smoothed(fit: Fit, mean: FloatArray, asked: IntArray) -> tuple[FloatArray, FloatArray]:
    """Centres and variances where smoothing goes on, the fit counting from the last year."""
    low, centre, high = mean[-1] + fit.quantiles(asked, [0.1, 0.5, 0.9]).T
    return centre, ((high - low) / (2 * special.stdtrit(WHOLE_DF, 0.9))) ** 2


def _come_back(
    mean: FloatArray, ahead: IntArray, told: tuple[FloatArray, FloatArray], near: tuple[FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Centres and variances of rates: from :data:`_NEAR` years on, a rate stays about where it is then, as widely as the class ever varied."""
    (centre, variance), rest = told, float(near[0][0])
    about = max(float(near[1][0]), float(mean.var(ddof=1)))
    kept = _KEPT ** np.maximum(ahead - _NEAR, 0)
    apart = kept * (1 - kept) * (centre - rest) ** 2
    return kept * centre + (1 - kept) * rest, kept * variance + (1 - kept) * about + apart


def _drifting(mean: FloatArray, years: IntArray, asked: IntArray) -> tuple[FloatArray, FloatArray]:
    """Centres and covariance where the lasting drift goes on."""
    age = years[-1] - years
    weight = 0.5 ** (age[1:] / _FADING)
    drift = float(weight @ np.diff(mean) / weight.sum())
    calendar = np.arange(min(years[0], asked[0]), max(years[-1], asked[-1]) + 1)
    here, there = years - calendar[0], asked - calendar[0]
    cov = counted_from(_LASTING.covariance(calendar.size), here[-1])
    here = here[:-1]
    inverse = np.linalg.inv(cov[np.ix_(here, here)])
    gain = cov[np.ix_(there, here)] @ inverse
    off = (mean - mean[-1] + drift * age)[:-1]
    sigma2 = _INFLATION * float(off @ inverse @ off) / here.size + 1e-12
    left = sigma2 * (cov[np.ix_(there, there)] - gain @ cov[np.ix_(here, there)])
    return mean[-1] + drift * (asked - years[-1]) + gain @ off, (left + left.T) / 2
