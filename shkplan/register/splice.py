"""How a series that changed its basis is carried over the change: by figures on both bases, never by a guess."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from shkplan.base.messages import Text, said
from shkplan.base.typed import Misfit, Number, Record
from shkplan.register.targets import Year


class Overlap(Record):
    """One year measured on both bases, in one unit."""

    year: Year
    old: Annotated[Number, Field(gt=0)]
    new: Annotated[Number, Field(gt=0)]


class Splice(Record):
    """How a series of levels is carried over the start of a new basis: by a year known on both, or by growth on one basis.

    Without such a record bases are not joined. Values before ``year`` are multiplied by one factor; that the ratio of the
    bases was the same in all of them is an assumption, named wherever the series is shown.
    """

    indicator: str
    region: str
    year: Year  # the first on the new basis
    overlap: Overlap | None = None
    growth: Annotated[Number, Field(gt=-100)] | None = None  # of that year over the one before, %, on one basis
    published: dt.date
    source_title: str = Field(min_length=1)
    reason: Text

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.overlap is None) == (self.growth is None):
            raise Misfit(
                said("either overlap or growth"),
                said("Say one way in which the bases are joined."),
                found=said("both") if self.overlap else None,
            )
        return self

    def factor(self, values: Mapping[int, float]) -> float | None:
        """What values before the year are multiplied by; None where growth lacks the years on either side."""
        if self.overlap is not None:
            return self.overlap.new / self.overlap.old
        before, after = values.get(self.year - 1), values.get(self.year)
        if self.growth is None or not before or not after:
            return None
        return after / (before * (1 + self.growth / 100))
