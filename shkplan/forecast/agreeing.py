"""The other way round: own figures of years in which the followed series has none tell of it too.

A district may publish before its city. Of the city's paths those that agree with the district's figure then count more: each is
weighed by the density of the own figures given the path (:meth:`shkplan.models.beside.BesideFit.density`) and paths are drawn
again in proportion, evenly [1]_. The paths stay paths of the city's own model; how many independent ones they are worth is kept
(:attr:`Agreement.worth`) and widens the Monte Carlo error.

Where a figure lies so far from every path that a handful would outweigh all others, that handful is no law. The density is then
raised to the largest power below one that leaves paths worth :data:`LEAST` independent ones [2]_; the paths so move less than the
figure says, and an assumption tells.

References:
    .. [1] Kitagawa, G. (1996). Monte Carlo filter and smoother for non-Gaussian nonlinear state space models. JCGS 5, 1-25.
    .. [2] Neal, R. (2001). Annealed importance sampling. Statistics and Computing 11, 125-139 (tempered weights); Kong, A., Liu, J.,
       Wong, W. (1994). Sequential imputations and Bayesian missing data problems. JASA 89, 278-288 (effective sample size).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from shkplan.distributions.links import FloatArray
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.dependence import Agreement
from shkplan.forecast.projection import Projection

__all__ = ["agreeing"]

Source = Projection | AnnualSeries
LEAST = 200  # independent paths that the weighed ones are worth at least
LEAST_SHARE = 0.01  # or this share of them, where fewer were drawn than the usual 20,000: the law is then that of these
_HALVINGS = 40


def agreeing(
    sources: tuple[Source, ...], own: AnnualSeries, years: tuple[int, ...], logs: FloatArray
) -> tuple[Source, ...]:
    """The followed series with paths drawn again by how well they agree with own figures.

    Args:
        sources: the followed series, with prices where these are added; all drawn again alike.
        own: whose figures tell.
        years: in which.
        logs: (n_paths,) log density of the own figures given each path.
    """
    before = min((one.worth for one in sources if isinstance(one, Projection)), default=1.0)
    power = _power(logs, min(LEAST / logs.size, LEAST_SHARE) / before)
    weights = _weights(logs, power)
    by = Agreement(own, years, _worth(weights), power)
    chosen = _evenly(weights)
    return tuple(_again(one, chosen, by) if isinstance(one, Projection) else one for one in sources)


def _weights(logs: FloatArray, power: float) -> FloatArray:
    """(n_paths,) of sum one."""
    weights = np.exp(power * (logs - logs.max()))
    return np.asarray(weights / weights.sum())


def _worth(weights: FloatArray) -> float:
    """The share of the paths that as many independent ones are worth: the effective sample size over their number."""
    return float(1 / (weights.size * np.sum(weights**2)))


def _power(logs: FloatArray, least: float) -> float:
    """The largest power up to one that leaves the paths worth a share of them; their worth falls as it rises."""
    if _worth(_weights(logs, 1.0)) >= least:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _worth(_weights(logs, middle)) >= least else (low, middle)
    return low


def _evenly(weights: FloatArray) -> np.ndarray:
    """(n_paths,) which path stands where: as often as it weighs, and where it stood if it stands at all.

    So paths stay beside the paths of the same number of all other series.
    """
    places = (np.arange(weights.size) + 0.5) / weights.size
    drawn = np.minimum(np.searchsorted(np.cumsum(weights), places), weights.size - 1)
    times = np.bincount(drawn, minlength=weights.size)
    chosen = np.arange(weights.size)
    chosen[times == 0] = np.repeat(chosen, np.maximum(times - 1, 0))
    return chosen


def _again(one: Projection, chosen: np.ndarray, by: Agreement) -> Projection:
    paths = one.paths[chosen]
    paths.setflags(write=False)
    first = one.unclaimed
    before = None if first is one else _again(first, chosen, by)
    worth = by.worth * (one.agreement.worth if one.agreement is not None else 1.0)
    return replace(one, agreement=replace(by, worth=worth), drawing=paths, before=before)
