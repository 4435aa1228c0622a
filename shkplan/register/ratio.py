"""An indicator that is a ratio of two others: GDP per head is GDP over the population."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from shkplan.base.typed import Record

__all__ = ["RatioOf"]

IndicatorId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]


class RatioOf(Record):
    """Of which two series, of the same region, an indicator is the ratio.

    Attributes:
        numerator, denominator: their ids. Of a rate of growth the numerator is one too, and the denominator a rate or a level.
        per: the unit that it is told for one of, such as 人 where the denominator stands in 万人; empty: that of the denominator.
        grows_by: real growth of the numerator, where its levels stand on bases that do not compare: the last figure is then carried
            on by it, and the ratio is at the prices of that year.
    """

    numerator: IndicatorId
    denominator: IndicatorId
    per: str = ""
    grows_by: IndicatorId | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The ids of all series it rests on."""
        return tuple(one for one in (self.numerator, self.denominator, self.grows_by) if one)
