"""What a projection took from outside its own series: a reference class of sister regions, with its size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shkplan.base.messages import Text

from shkplan.evidence.series import AnnualSeries
from shkplan.models.pooled import ReferenceClass

__all__ = ["Borrowed", "borrowed"]


@dataclass(frozen=True)
class Borrowed:
    """A reference class that informed the projection of one series.

    Attributes:
        name: what the class is called.
        region: where the series lies that borrowed.
        indicator: the name of what that series measures.
        regions: how many regions the class holds.
        windows: how many windows of theirs informed the law.
        independent: how many of them are independent: as many as do not overlap in time, where all regions move together.
        first, last: the years of those windows.
        own_figures: how many figures of the series itself informed it beside the class.
    """

    name: Text | str
    region: str
    indicator: Text | str
    regions: int
    windows: int
    independent: int
    first: int
    last: int
    own_figures: int

    @property
    def evidence(self) -> Literal["own and class", "class"]:
        """What the projection rests on: the class alone, or own figures beside it."""
        return "own and class" if self.own_figures else "class"


def borrowed(reference: object | None, series: AnnualSeries, own: int) -> Borrowed | None:
    """What the projection of a series took from the class that its fit borrowed from; None where it borrowed from none."""
    if not isinstance(reference, ReferenceClass):
        return None
    return Borrowed(
        reference.title, series.region, series.indicator.name, reference.regions, reference.windows, reference.independent,
        int(reference.years[0]), reference.until, own,
    )  # fmt: skip
