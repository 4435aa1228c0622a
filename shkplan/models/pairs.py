r"""What pairs of series told of how one moves with the other: the priors of :mod:`shkplan.models.beside`.

Each row is learned by maximum marginal likelihood over windows of ten years of pairs that no benchmark reports (two
thirds, by crc32 of the region's name), then the scatter is taken times 0.9, which on the leads of
the same pairs was better in CRPS, Brier score and cover; leads are spread by 0.1 at least, the step of publication. ``python -m benchmarks.pairs --learn`` prints them again.

=============  =====================================================================================
``REGIONS``    real growth of a city beside the mean of its sister cities (140 cities, 2000-2023)
``PRICES``     consumer prices of a province beside the mean of its sisters (31 provinces, 2005-2022)
``NOMINAL``    both of these, where only the reference's own scatter tells how wild such growth is
``UNLIKE``     real growth of a country beside the world's mean (138 countries): the loosest pairs there are, for two
               different quantities, of which no panel holds many pairs
=============  =====================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NOMINAL", "PRICES", "REGIONS", "UNLIKE", "Pairs"]

_RHO = (0.0, 0.3, 0.6, 0.85)


@dataclass(frozen=True)
class Pairs:
    """Usual numbers of one kind of pair, in log growth times 100; lead and scatter are times u^power.

    Attributes:
        name: its words stand in the catalogue under ``pairs.<name>``.
        count: how many pairs it was learned from.
        power: how far the scatter of the reference tells that of the pair.
        lead: A, the spread of leads.
        slope, slope_spread: B and S.
        scatter, spread: s and w.
        shares: how often each persistence is seen.
        persistence: the values of rho.
    """

    name: str
    count: int
    power: float
    lead: float
    slope: float
    slope_spread: float
    scatter: float
    spread: float
    shares: tuple[float, ...]
    persistence: tuple[float, ...] = _RHO


REGIONS = Pairs("regions", 98, 0.0, 0.49, 0.87, 0.21, 1.87, 0.47, (0.09, 0.05, 0.64, 0.23))
PRICES = Pairs("prices", 18, 0.0, 0.10, 1.04, 0.10, 0.33, 0.31, (0.02, 0.96, 0.01, 0.01))
NOMINAL = Pairs("nominal", 116, 0.5, 0.30, 0.89, 0.21, 1.43, 0.56, (0.08, 0.04, 0.71, 0.17))
UNLIKE = Pairs("unlike", 100, 0.5, 1.14, 0.88, 0.53, 1.91, 0.89, (0.22, 0.45, 0.19, 0.14))
