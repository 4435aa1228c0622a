"""A scenario: a small file of claims that explains itself. It says what is fixed, never what follows from it.

A claim fixes one indicator of one region in some years:

=============  ====================================================================================
``fix``        what it means for each of the years
=============  ====================================================================================
level          the value itself (for an indicator of growth: the yearly rate)
growth rate    the value grows by so much on the year before, which is taken as it comes
addition       so much is added to what the baseline gives
=============  ====================================================================================

Years after the last fixed one follow from the model. A scenario without claims changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import Field, model_validator

from shkplan.base import units
from shkplan.base.messages import Text, said
from shkplan.base.periods import PeriodField
from shkplan.base.typed import Misfit, Number, Record, all_told
from shkplan.files.records import Filed
from shkplan.register.targets import Unit

if TYPE_CHECKING:
    import pandas as pd


class Claim(Record):
    """What a scenario supposes of one indicator in its years."""

    indicator: str
    region: str = ""  # the plan's own where it is empty
    years: PeriodField
    fix: Literal["level", "growth rate", "addition"]
    value: Number
    unit: Unit
    reason: Text

    @model_validator(mode="after")
    def _growth_is_a_rate(self) -> Self:
        if self.fix == "growth rate" and not units.joined(self.unit, "%"):
            raise Misfit(
                said("% for a growth rate"),
                said("Write the rate in %, or fix: addition."),
                found=self.unit,
                at=("unit",),
            )
        return self


class Scenario(Filed, Record):
    """A named set of claims with a header: who asks, on what ground, against which baseline."""

    holds: ClassVar = (said("no entries"), said("a scenario: id, title, claims and so on"), said("See a shipped one."))

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    plan: str
    title: Text
    author: str
    reference: Text
    baseline: Literal["as measured"] = "as measured"
    description: Text
    claims: tuple[Claim, ...] = ()

    @model_validator(mode="after")
    def _one_claim_a_year(self) -> Self:
        all_told(doubled(self.claims))
        return self

    def to_frame(self) -> pd.DataFrame:
        """A table with one row a claim."""
        import pandas as pd

        columns = ("indicator", "region", "years", "fix", "value", "unit", "reason_zh", "reason_en")
        rows = [
            (one.indicator, one.region, str(one.years), one.fix, one.value, one.unit, one.reason.zh, one.reason.en)
            for one in self.claims
        ]
        return pd.DataFrame(rows, columns=columns)

    def at(self, region: str) -> Scenario:
        """The same scenario, its claims without a region now speaking of this one.

        Raises:
            ValueError: two claims then fix the same year of one series.
        """
        claims = self.spelled_out(region)
        all_told(doubled(claims))
        return self.model_copy(update={"claims": claims})

    def spelled_out(self, region: str) -> tuple[Claim, ...]:
        """The claims, each with its region."""
        return tuple(claim if claim.region else claim.model_copy(update={"region": region}) for claim in self.claims)

    def claims_on(self, indicator: str, region: str) -> tuple[Claim, ...]:
        """The claims on one series; a claim without a region speaks of whichever is asked about."""
        return tuple(c for c in self.claims if c.indicator == indicator and c.region in ("", region))


def doubled(claims: tuple[Claim, ...]) -> list[Misfit]:
    """Claims on a year that an earlier claim has fixed already."""
    wrong: list[Misfit] = []
    seen: set[tuple[str, str, int]] = set()
    for number, claim in enumerate(claims):
        keys = {(claim.indicator, claim.region, year) for year in claim.years.years}
        if twice := sorted(year for *_, year in keys & seen):
            expected = said("one claim on {indicator} for {years}", indicator=claim.indicator, years=twice)
            at = ("claims", number, "years")
            wrong.append(Misfit(expected, said("Remove one of the claims."), found=str(claim.years), at=at))
        seen |= keys
    return wrong
