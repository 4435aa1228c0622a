"""How one series depends on another, as a value that stands beside every number that rests on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shkplan.evidence.series import AnnualSeries
    from shkplan.forecast.projection import Projection

__all__ = ["Agreement", "Dependence"]


@dataclass(frozen=True)
class Dependence:
    """What a projection that follows another series knows of the two.

    Attributes:
        follows: the series it follows, and the prices that are added where own growth is nominal and the other's real.
        years: the years known of both that told how.
        slope, slope_sd: by how many points own growth changes with one of the other's, and how sure that is.
        lead, lead_sd: how many points own growth usually lies above the other's.
        correlation: of the two over these years; None below three.
        pairs: the kind of pairs that told what is usual, as under ``pairs.<name>`` in the catalogue.
        count: how many pairs those were.
    """

    follows: tuple[Projection | AnnualSeries, ...]
    years: tuple[int, ...]
    slope: float
    slope_sd: float
    lead: float
    lead_sd: float
    correlation: float | None
    pairs: str
    count: int


@dataclass(frozen=True)
class Agreement:
    """That figures of another series chose among the paths.

    Attributes:
        series: the other series, whose own growth is measured where this one is not.
        years: those years.
        worth: the share of the paths that so many independent ones would be worth; the Monte Carlo error is that of these.
        power: of the density of the figures that the paths were weighed by; below 1 where so few paths agree with the figures
            that these alone would leave no law.
    """

    series: AnnualSeries
    years: tuple[int, ...]
    worth: float
    power: float = 1.0
