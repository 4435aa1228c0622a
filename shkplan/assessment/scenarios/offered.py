"""The scenarios that can be asked of an assessment: by id, with what each supposes, and whether its day has passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from shkplan.base.errors import DataError, ShkplanError, UnknownName
from shkplan.register.claims import Claim
from shkplan.register.scenario import Scenario
from shkplan.workspace.load import read_scenario
from shkplan.workspace.scenarios import fitted, scenarios_of

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["Scenarios"]


@dataclass(frozen=True, eq=False)
class Scenarios(Mapping[str, Scenario]):
    """The scenarios of a plan by their ids: the workspace's own, those shipped with it, and those of any plan.

    ``a.scenarios["shock-2027"]`` is the scenario, and completes with tab; ``a.under("shock-2027")`` asks what follows.
    """

    assessment: Assessment = field(repr=False)

    @cached_property
    def _files(self) -> Mapping[str, Path]:
        return scenarios_of(self.assessment.plan)

    @cached_property
    def _read(self) -> Mapping[str, Scenario | None]:
        """Each scenario that can be read; None for one with mistakes."""
        return {name: _readable(path) for name, path in self._files.items()}

    @property
    def broken(self) -> tuple[str, ...]:
        """The ids of files with mistakes, which ``shkplan check`` tells."""
        return tuple(name for name, one in self._read.items() if one is None)

    def __getitem__(self, name: str) -> Scenario:
        """The scenario of an id.

        Raises:
            UnknownName: there is none.
            DataError: mistakes in its file, all of them.
        """
        if name not in self._files:
            raise UnknownName("scenario", name, self._files)
        return self._read[name] or read_scenario(self._files[name])

    def __contains__(self, name: object) -> bool:
        return name in list(self)

    def __iter__(self) -> Iterator[str]:
        return (name for name, one in self._read.items() if one is not None)

    def __len__(self) -> int:
        return sum(one is not None for one in self._read.values())

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def claims(self, name: str) -> tuple[Claim, ...]:
        """The claims of a scenario and of its parents, each with its region; its own where these do not fit.

        Raises:
            UnknownName: no such scenario.
        """
        if name not in self._claims:
            a, one = self.assessment, self[name]
            try:
                self._claims[name] = fitted(one, a.plan, a.region).claims
            except ShkplanError:  # told where it is asked
                self._claims[name] = one.spelled_out(a.region)
        return self._claims[name]

    @cached_property
    def _claims(self) -> dict[str, tuple[Claim, ...]]:
        return {}

    def published(self, name: str) -> tuple[int, ...]:
        """The claimed years of a scenario of which a figure is known on the day of the assessment: there is nothing to suppose.

        Raises:
            UnknownName: no such scenario.
        """
        a, found = self.assessment, set[int]()
        for claim in self.claims(name):
            if claim.indicator in a.plan and claim.region in a.plan.regions:
                series = a.series(claim.indicator, claim.region)
                found |= {year for year in claim.years.years if series.value(year) is not None}
        return tuple(sorted(found))

    def to_frame(self) -> pd.DataFrame:
        """One row a scenario: id, titles, first and last year claimed, indicators, the day it was written for, parent."""
        import pandas as pd

        columns = ("scenario", "title_zh", "title_en", "first", "last", "indicators", "as_of", "published", "parent")
        return pd.DataFrame([self._row(name, one) for name, one in self.items()], columns=columns)

    def _row(self, name: str, one: Scenario) -> tuple[object, ...]:
        claims = self.claims(name)
        years = [year for claim in claims for year in claim.years.years]
        first, last = (min(years), max(years)) if years else (None, None)
        indicators = tuple(dict.fromkeys(claim.indicator for claim in claims))
        return name, one.title.zh, one.title.en, first, last, indicators, one.as_of, self.published(name), one.parent

    def __repr__(self) -> str:
        return "\n".join(["Scenarios:", *(f"  {name}: {one.title.en}" for name, one in self.items())])


def _readable(path: Path) -> Scenario | None:
    try:
        return read_scenario(path)
    except DataError:
        return None
