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

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from shkplan import places
from shkplan.door import Location, Number, Record, mistakes_of, read_yaml
from shkplan.errors import DataError, Mistake, UnknownName
from shkplan.messages import Text
from shkplan.periods import PeriodField
from shkplan.targets import Unit


class Claim(Record):
    indicator: str
    region: str = ""  # the plan's own where it is empty
    years: PeriodField
    fix: Literal["level", "growth rate", "addition"]
    value: Number
    unit: Unit
    reason: Text


class Scenario(Record):
    """A named set of claims with a header: who asks, on what ground, against which baseline."""

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
        seen: set[tuple[str, str, int]] = set()
        for claim in self.claims:
            for year in claim.years.years:
                if (key := (claim.indicator, claim.region, year)) in seen:
                    raise ValueError(f"one claim for {claim.indicator} in {year}|Remove one of the claims.")
                seen.add(key)
        return self

    def claims_on(self, indicator: str, region: str, own_region: str) -> tuple[Claim, ...]:
        """The claims on one series; a claim without region speaks of ``own_region``."""
        return tuple(c for c in self.claims if c.indicator == indicator and (c.region or own_region) == region)


def scenario_ids(root: Path | None = None) -> list[str]:
    """The ids of the scenarios in a workspace (default: the current one, else what is shipped)."""
    return sorted(path.stem for path in ((root or places.root()) / "data" / "scenarios").glob("*.yaml"))


def load_scenario(scenario: str | Path) -> Scenario:
    """The scenario of an id (the workspace's, else a shipped one) or of a path to its YAML file.

    Raises:
        UnknownName: no scenario of that id.
        DataError: mistakes in the file, all of them.
    """
    path = Path(scenario)
    if path.suffix not in (".yaml", ".yml"):
        folders = [root / "data" / "scenarios" for root in (places.root(), places.shipped())]
        found = next((f / f"{scenario}.yaml" for f in folders if (f / f"{scenario}.yaml").is_file()), None)
        if found is None:
            raise UnknownName("scenario", str(scenario), {*scenario_ids(), *scenario_ids(places.shipped())})
        path = found
    return read_scenario(path)


def read_scenario(path: Path) -> Scenario:
    """The scenario of one file; see :func:`load_scenario`."""
    shown = places.shown(path)
    content, line_of = read_yaml(path, shown)
    if not isinstance(content, Mapping):
        raise DataError([Mistake(shown, "file", "no entries", "a scenario with id, title, claims", "See a shipped one.")])

    def where(location: Location) -> str:
        words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
        return f"line {line_of(location)}, {words.lstrip('.') or 'whole file'}"

    try:
        return Scenario.model_validate(content)
    except ValidationError as error:
        raise DataError(mistakes_of(error, shown, where)) from None
