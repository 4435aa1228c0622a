"""On what figures an evaluation rests: of each target which years are measured, by whom, and what is to be said against them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from shkplan.assessment.verdict import Verdict
from shkplan.evidence.observation import Observation, SourceKind
from shkplan.evidence.series import AnnualSeries
from shkplan.evidence.vintages import revisions

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["DataQuality", "TargetData", "data_quality_of"]


@dataclass(frozen=True)
class TargetData:
    """The figures of one target.

    Attributes:
        verdict: on the target.
        needed: the years of the plan up to its deadline that have passed.
        chosen: year -> the figure that counts for it, of the years needed.
        revised: of these the years of which different figures were published.
        breaks: years since the base year in which figures begin on a new basis that does not join the one before.
        latest: the last year of the own series with a figure; None where there is none.
        published: the day the figure of that year was published; None likewise.
        day: of the assessment.
        beside: of a series it is held against, its region, and how many of the years needed have a figure there; None where it is held
            against a number.
    """

    verdict: Verdict
    needed: tuple[int, ...]
    chosen: Mapping[int, Observation] = field(repr=False)
    revised: tuple[int, ...]
    breaks: tuple[int, ...]
    latest: int | None
    published: dt.date | None
    day: dt.date
    beside: tuple[str, str, int] | None = None

    @property
    def missing(self) -> tuple[int, ...]:
        """The years needed that have no figure."""
        return tuple(year for year in self.needed if year not in self.chosen)

    @property
    def complete(self) -> bool:
        """Whether every such year has a figure."""
        return not self.missing

    @property
    def sources(self) -> dict[SourceKind, int]:
        """How many of the figures come from which kind of source."""
        return dict(Counter(figure.source_kind for figure in self.chosen.values()))

    @property
    def estimates(self) -> tuple[int, ...]:
        """The years whose figure was told as an estimate, or before the year was over."""
        return tuple(year for year, figure in self.chosen.items() if figure.in_year)

    @property
    def preliminary(self) -> tuple[int, ...]:
        """The years whose figure is preliminary."""
        return tuple(
            year for year, figure in self.chosen.items() if figure.status == "preliminary" and not figure.in_year
        )

    @property
    def doubtful(self) -> tuple[int, ...]:
        """The years whose figure is marked as doubtful."""
        return tuple(year for year, figure in self.chosen.items() if figure.doubtful)

    @property
    def behind(self) -> int | None:
        """By how many years the latest figure lags the last year that has passed; None where there is no figure."""
        return None if self.latest is None else max(0, self.day.year - 1 - self.latest)


@dataclass(frozen=True)
class DataQuality:
    """On what figures the verdicts of a day rest: ``a.data_quality``, a row a target.

    Attributes:
        assessment: of which.
    """

    assessment: Assessment

    @cached_property
    def rows(self) -> tuple[TargetData, ...]:
        """One a target that is assessed, fields in the plan's order."""
        return tuple(data_quality_of(self.assessment, one) for one in self.assessment.listing)

    def __iter__(self) -> Iterator[TargetData]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def figures(self) -> int:
        """How many yearly figures the targets have of the years they need; one that serves two targets counts twice."""
        return sum(len(one.chosen) for one in self)

    @property
    def needed(self) -> int:
        """How many such years there are."""
        return sum(len(one.needed) for one in self)

    @property
    def complete(self) -> tuple[TargetData, ...]:
        """The targets that have a figure of every year needed so far; those that need none yet are not among them."""
        return tuple(one for one in self if one.needed and one.complete)

    @property
    def without(self) -> tuple[TargetData, ...]:
        """The targets whose own series has no figure of any year."""
        return tuple(one for one in self if one.latest is None)

    @property
    def sources(self) -> dict[SourceKind, int]:
        """How many of the figures come from which kind of source, the commonest first."""
        found = Counter[SourceKind]()
        for one in self:
            found.update(one.sources)
        return dict(found.most_common())

    def __repr__(self) -> str:
        a = self.assessment
        return f"DataQuality({a.plan.id}, {a.as_of}: {self.figures} of {self.needed} figures needed so far)"

    def to_frame(self) -> pd.DataFrame:
        """A row a target: years needed, measured, estimated, revised, doubtful, breaks, latest figure with its day, kinds of source."""
        import pandas as pd

        rows = [
            {"target": one.verdict.key, "needed": one.needed, "measured": tuple(one.chosen), "missing": one.missing,
             "estimates": one.estimates, "preliminary": one.preliminary, "revised": one.revised, "doubtful": one.doubtful,
             "breaks": one.breaks, "latest": one.latest, "published": one.published, "behind": one.behind,
             "sources": one.sources, "beside": one.beside} for one in self
        ]  # fmt: skip
        return pd.DataFrame(rows).set_index("target") if rows else pd.DataFrame()


def data_quality_of(a: Assessment, verdict: Verdict) -> TargetData:
    """The figures of one target as known on the day of an assessment."""
    one, target = verdict.indicator, verdict.target
    series: AnnualSeries = a.observations.series(one, a.region)
    first = min(a.plan.window.first, *target.years)
    needed = tuple(range(first, min(target.deadline + 1, a.as_of.year)))
    figures = dict(zip(series.years, series.chosen, strict=True))
    revised = {found.year for found in revisions(a.observations, one, a.region) if found.revised}
    last = series.chosen[-1] if series.years else None
    beside = None
    if target.compared is not None:
        other = a.observations.series(a.plan[target.compared.indicator], target.compared.region)
        beside = target.compared.indicator, target.compared.region, sum(year in other.years for year in needed)
    return TargetData(
        verdict,
        needed,
        {year: figures[year] for year in needed if year in figures},
        tuple(year for year in needed if year in revised),
        tuple(year for year in series.breaks if year > a.plan.base_year),
        series.years[-1] if series.years else None,
        last.published if last is not None else None,
        a.as_of,
        beside,
    )
