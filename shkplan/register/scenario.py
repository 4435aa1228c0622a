"""A scenario: a small file of claims that explains itself. It says what is fixed, never what follows from it.

What a claim can say stands in :mod:`shkplan.register.claims`. Beside claims a scenario may switch links between indicators
on or off, give a series another model, and set the number of an outside threshold. One without any changes nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from shkplan.base.errors import Place
from shkplan.base.messages import Text, either, said
from shkplan.base.periods import Period
from shkplan.base.typed import Location, Misfit, Number, Record, all_told, suggested
from shkplan.files.records import Filed, PlaceOf
from shkplan.files.yaml import Document
from shkplan.register.claims import FORMS, Claim, TextInOne
from shkplan.register.scenario_file import saved

if TYPE_CHECKING:
    import pandas as pd

SWITCHES = ("links", "models", "thresholds")  # what a scenario says beside claims, by names
_LONGEST = 100  # of an id: ".yaml", and what is written aside first, must fit into the 255 bytes of a name
_DEVICE = re.compile(r"con|prn|aux|nul|com\d|lpt\d")  # Windows opens these, whatever ending follows


class Scenario(Filed, Record):
    """A named set of claims with a header: who asks, on what ground, against which baseline.

    Attributes:
        plan: the plan it speaks of; empty: of any that knows its indicators.
        as_of: the day whose figures it was written for, where it is not any day.
        parent: the id of a scenario whose claims hold too, where this one claims nothing else.
        links: link's id -> whether it acts.
        models: indicator's id -> the model of its series.
        thresholds: target's key -> the number of its outside threshold.
    """

    holds: ClassVar = (said("no entries"), said("a scenario: id, title, claims and so on"), said("See a shipped one."))

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    plan: str = ""
    title: TextInOne
    author: str = ""
    reference: TextInOne = Text("", "")
    baseline: Literal["as measured"] = "as measured"
    description: TextInOne = Text("", "")
    as_of: dt.date | None = None
    parent: str = ""
    claims: tuple[Claim, ...] = ()
    links: Mapping[str, bool] = Field(default_factory=dict)
    models: Mapping[str, str] = Field(default_factory=dict)
    thresholds: Mapping[str, Number] = Field(default_factory=dict)

    @classmethod
    def place(cls, document: Document, location: Location) -> Place:
        """Where an entry stands; the form of a claim is no step of the file."""
        form = location[:1] == ("claims",) and len(location) > 2 and location[2] in FORMS
        return super().place(document, (*location[:2], *location[3:]) if form else location)

    @classmethod
    def misspelt(cls, location: Location) -> str:
        """The nearest entry of a scenario or of the form of a claim, or the forms that have such an entry."""
        name, form = str(location[-1]), str(location[2]) if len(location) == 4 else ""
        remove = said("Remove it, or correct its spelling.")
        if form not in FORMS:
            return suggested(name, list(cls.model_fields), remove) if len(location) == 1 else ""
        if others := [other for other, one in FORMS.items() if name in one.model_fields and name != "place"]:
            return said("It is one of fix: {forms}. Remove it, or correct fix.", forms=either(others))
        return suggested(name, [one for one in FORMS[form].model_fields if one != "place"], remove)

    def placed(self, place_of: PlaceOf) -> Self:
        """The scenario, its claims knowing where they stand."""
        known = (one.model_copy(update={"place": place_of(("claims", at))}) for at, one in enumerate(self.claims))
        return self.model_copy(update={"claims": tuple(known)}) if self.claims else self

    @field_validator("id")
    @classmethod
    def _names_a_file(cls, name: str) -> str:
        """The id is the name of a file, which every system must take."""
        if len(name) > _LONGEST or _DEVICE.fullmatch(name):
            expected = said("an id of at most {count} characters that is no name of a device", count=_LONGEST)
            raise Misfit(expected, said("Write another id: a file is named by it."), found=name)
        return name

    @model_validator(mode="after")
    def _one_claim_a_year(self) -> Self:
        all_told(doubled(self.claims))
        return self

    def save(self, folder: str | Path | None = None, *, overwrite: bool = False) -> Path:
        """Keep the scenario as a file, ``data/scenarios/<id>.yaml`` of the workspace, from which its id loads it again.

        Args:
            folder: another folder.
            overwrite: whether a file of that name that holds something else may be replaced.

        Returns:
            The path of the file. One that holds the same already is left alone, comments and all.

        Raises:
            ParameterError: a file of that name holds something else, or there is no workspace.
        """
        return saved(self, folder, overwrite=overwrite)

    def to_frame(self) -> pd.DataFrame:
        """A table with one row a claim."""
        import pandas as pd

        columns = ("indicator", "region", "years", "fix", "value", "unit", "how", "after", "reason_zh", "reason_en")
        rows = [
            (
                one.indicator,
                one.region,
                str(one.years),
                one.fix,
                getattr(one, "value", None),
                getattr(one, "unit", ""),
                one.how,
                one.after,
                one.reason.zh,
                one.reason.en,
            )
            for one in self.claims
        ]
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        return f"Scenario({self.id}: {len(self.claims)} claims)"

    __str__ = __repr__

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

    def upon(self, parent: Scenario) -> Scenario:
        """This scenario with what its parent says of years, links, models and thresholds of which it says nothing itself.

        Both must name their regions (:meth:`at`). Of a parent's claim the years are left out of which this one claims
        something; one whose years hang together, such as a shock, is left out as a whole.
        """
        taken = {(one.indicator, one.region, year) for one in self.claims for year in one.touched}
        kept = tuple(part for one in parent.claims for part in _left_of(one, taken))
        switches = {
            name: {**getattr(parent, name), **getattr(self, name)} for name in ("links", "models", "thresholds")
        }
        return self.model_copy(update={"claims": (*kept, *self.claims), **switches})

    def claims_on(self, indicator: str, region: str) -> tuple[Claim, ...]:
        """The claims on one series; a claim without a region speaks of whichever is asked about."""
        return tuple(c for c in self.claims if c.indicator == indicator and c.region in ("", region))


def doubled(claims: tuple[Claim, ...]) -> list[Misfit]:
    """Claims on a year that an earlier claim has fixed already."""
    wrong: list[Misfit] = []
    seen: set[tuple[str, str, int]] = set()
    for number, claim in enumerate(claims):
        keys = {(claim.indicator, claim.region, year) for year in claim.touched}
        if twice := sorted(year for *_, year in keys & seen):
            expected = said("one claim on {indicator} for {years}", indicator=claim.indicator, years=twice)
            at = ("claims", number, "years")
            wrong.append(Misfit(expected, said("Remove one of the claims."), found=str(claim.years), at=at))
        seen |= keys
    return wrong


def _left_of(claim: Claim, taken: set[tuple[str, str, int]]) -> tuple[Claim, ...]:
    """A claim without the years of its series that are taken: itself, parts of it, or nothing."""
    free = [year for year in claim.touched if (claim.indicator, claim.region, year) not in taken]
    if len(free) == len(claim.touched):
        return (claim,)
    if not claim.by_years:
        return ()
    starts = [year for year in free if year - 1 not in free]
    ends = [year for year in free if year + 1 not in free]
    return tuple(
        claim.model_copy(update={"years": Period(first, last)}) for first, last in zip(starts, ends, strict=True)
    )
