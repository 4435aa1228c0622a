"""The other way round: own figures of years in which the followed series has none tell of it too.

A district may publish before its city. Of the city's paths those that agree with the district's figure then count more: each is
weighed by the density of the own figures given the path (:meth:`shkplan.models.beside.BesideFit.density`) and paths are drawn
again in proportion, evenly [1]_. The paths stay paths of the city's own model; how many independent ones they are worth is kept
(:attr:`Agreement.worth`) and widens the Monte Carlo error.

References:
    .. [1] Kitagawa, G. (1996). Monte Carlo filter and smoother for non-Gaussian nonlinear state space models. JCGS 5, 1-25.
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
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    worth = float(1 / (weights.size * np.sum(weights**2)))
    chosen = _evenly(weights)
    return tuple(
        _again(one, chosen, Agreement(own, years, worth)) if isinstance(one, Projection) else one for one in sources
    )


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
    before = one.agreement.worth if one.agreement is not None else 1.0
    return replace(one, agreement=replace(by, worth=by.worth * before), drawing=paths)
