"""What each office is asked for: the figures an assessment lacks, their years, and what they decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shkplan.assessment.views import Gap, missing_of
from shkplan.base.errors import among
from shkplan.base.messages import Text
from shkplan.register.plan import Indicator

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment


@dataclass(frozen=True)
class RequestedFigure:
    """One indicator that an office is asked for.

    Attributes:
        indicator: what.
        gaps: what it holds up, a target each.
        years: which years, the earliest first; the base year among them where the plan gives no baseline.
        base_year: that year; None where no baseline is missing.
    """

    indicator: Indicator
    gaps: tuple[Gap, ...] = field(repr=False)
    years: tuple[int, ...]
    base_year: int | None = None

    def __repr__(self) -> str:
        return f"RequestedFigure({self.indicator.id}, {', '.join(map(str, self.years))})"


@dataclass(frozen=True)
class OfficeRequest:
    """What one office is asked for; ``office`` is None where the plan names nobody."""

    office: Text | None
    figures: tuple[RequestedFigure, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """All years asked about."""
        return tuple(sorted({year for one in self.figures for year in one.years}))

    def __repr__(self) -> str:
        return f"OfficeRequest({self.office or 'nobody named'}: {', '.join(one.indicator.id for one in self.figures)})"


@dataclass(frozen=True)
class Requests:
    """What all offices are asked for, the longest list first; empty where no figure of a year that has passed is missing."""

    assessment: Assessment
    offices: tuple[OfficeRequest, ...] = field(repr=False)

    def __iter__(self) -> Iterator[OfficeRequest]:
        return iter(self.offices)

    def __len__(self) -> int:
        return len(self.offices)

    def __repr__(self) -> str:
        return f"Requests({len(self)} offices, {sum(len(one.figures) for one in self)} figures)"

    def __getitem__(self, office: str) -> OfficeRequest:
        """The request to one office, by its Chinese or English name.

        Raises:
            UnknownName: nothing is asked of an office of that name.
        """
        named = {name: one for one in self if one.office for name in (one.office.zh, one.office.en)}
        among("office", office, named)
        return named[office]

    def to_frame(self) -> pd.DataFrame:
        """A row an office, indicator and year: the office and the name in Chinese, as the form and the letters have them."""
        import pandas as pd

        rows = [
            (office.office.zh if office.office else "", one.indicator.id, one.indicator.name.zh, year, one.indicator.unit)
            for office in self for one in office.figures for year in one.years
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["office", "indicator", "name", "year", "unit"])


def requests_of(assessment: Assessment) -> Requests:
    """What each office is asked for, from what is missing for the targets that figures have not decided."""
    offices: dict[Text | None, dict[str, list[Gap]]] = {}
    for gap in missing_of(assessment, None):
        if gap.verdict.indicator.unit and (gap.due or baseline_missing(gap)):
            offices.setdefault(gap.supplier, {}).setdefault(gap.verdict.indicator.id, []).append(gap)
    found = [
        OfficeRequest(office, tuple(_figure(assessment, gaps) for gaps in asked.values()))
        for office, asked in offices.items()
    ]
    return Requests(assessment, tuple(sorted(found, key=lambda one: -len(one.figures))))


def _figure(assessment: Assessment, gaps: list[Gap]) -> RequestedFigure:
    base = assessment.plan.base_year if any(map(baseline_missing, gaps)) else None
    years = {year for gap in gaps for year in gap.due} | ({base} if base is not None else set())
    return RequestedFigure(gaps[0].verdict.indicator, tuple(gaps), tuple(sorted(years)), base)


def baseline_missing(gap: Gap) -> bool:
    """Whether the plan says which way and not from where."""
    return any(one.key == "reason.no_baseline" for one in gap.verdict.reason.roots)
