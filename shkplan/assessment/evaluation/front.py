"""What stands at the two ends of an evaluation: on its title page who evaluates what, and in its annex where the figures come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shkplan.assessment.evaluation.stage import Stage

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment
    from shkplan.assessment.views import Version
    from shkplan.evidence.observation import Observation, SourceKind

__all__ = ["CitedSource", "CitedSources", "Front"]


@dataclass(frozen=True)
class Front:
    """What the title page of an evaluation tells."""

    assessment: Assessment

    def __repr__(self) -> str:
        return f"Front({self.assessment.plan.id}, {self.stage}, as of {self.assessment.as_of})"

    @property
    def stage(self) -> Stage:
        """Which evaluation it is."""
        return self.assessment.stage

    @property
    def revised(self) -> tuple[Version, ...]:
        """The revised targets in the version that the evaluation uses."""
        return tuple(one for one in self.assessment.versions() if one.replaced is None)

    def to_frame(self) -> pd.DataFrame:
        """One row: plan, region, day, stage, how many targets, how many of them revised."""
        import pandas as pd

        a = self.assessment
        row = (a.plan.id, a.region, a.as_of, self.stage, len(a.scored), len(self.revised))
        return pd.DataFrame([row], columns=["plan", "region", "as_of", "stage", "targets", "revised"])


@dataclass(frozen=True)
class CitedSource:
    """A publication, and the figures that were taken from it.

    Attributes:
        title, publisher, address: as stated with the figures; the last two may be empty.
        kind: what sort of publication it is.
        published: when.
        assumed: whether that day is assumed.
        figures: how many were taken.
        indicators: ids of whose they are.
    """

    title: str
    publisher: str
    address: str
    kind: SourceKind
    published: dt.date
    assumed: bool
    figures: int
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class CitedSources:
    """Where the figures of the plan's own region come from that speak of its base year or later, the newest first.

    Attributes:
        assessment: of which.
    """

    assessment: Assessment

    def __repr__(self) -> str:
        return f"CitedSources({len(self)} sources, {sum(one.figures for one in self)} figures)"

    def __len__(self) -> int:
        return len(self.every)

    def __iter__(self) -> Iterator[CitedSource]:
        return iter(self.every)

    @cached_property
    def every(self) -> tuple[CitedSource, ...]:
        """Each source once."""
        a = self.assessment
        found: dict[tuple[str, dt.date], list[Observation]] = {}
        for one in a.observations:
            own = one.region == a.region and one.indicator in a.plan.indicators
            if own and one.period.last >= a.plan.base_year and one.published <= a.as_of:
                found.setdefault((one.source_title, one.published), []).append(one)
        cited = (_cited(title, day, figures) for (title, day), figures in found.items())
        return tuple(sorted(cited, key=lambda one: (-one.published.toordinal(), one.title)))

    @property
    def beside(self) -> int:
        """How many more figures the models use: of other regions, and of years before."""
        return len(self.assessment.observations) - sum(one.figures for one in self)

    def to_frame(self) -> pd.DataFrame:
        """A row a source."""
        import pandas as pd

        names = ["title", "publisher", "address", "kind", "published", "assumed", "figures", "indicators"]
        return pd.DataFrame([[getattr(one, name) for name in names] for one in self], columns=names)


def _cited(title: str, day: dt.date, figures: list[Observation]) -> CitedSource:
    first = figures[0]
    publisher, address = (next(filter(None, told), "") for told in (
        [one.publisher for one in figures], [one.address for one in figures]))  # fmt: skip
    indicators = tuple(dict.fromkeys(one.indicator for one in figures))
    assumed = all(one.published_basis == "assumed" for one in figures)
    return CitedSource(title, publisher, address, first.source_kind, day, assumed, len(figures), indicators)
