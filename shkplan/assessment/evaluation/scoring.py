"""The forecasts of the archive, scored when figures have decided their targets.

Counted once for a target, a state of knowledge and a lead in whole years: of twelve reports a year that know the same figures the first counts.
A forecast made when figures had decided already, a report as of an earlier day, is one put back: it is scored apart, and so is one with settings
of its own. What came is judged by the version of the target that the forecast was of; rules without a model are asked as of the same day.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from shkplan.assessment.answering import by_published
from shkplan.assessment.asking import assess
from shkplan.assessment.evaluation.archiving import version_of
from shkplan.assessment.evaluation.hindcasts import OURS
from shkplan.assessment.evaluation.naive import naive
from shkplan.assessment.verdict import Verdict
from shkplan.base.given import must_be
from shkplan.forecast.probability_record import ProbabilityRecord
from shkplan.forecast.quantile_scores import QuantileForecast
from shkplan.register.plan import Indicator, Plan
from shkplan.register.targets import Target
from shkplan.workspace.archive import Archive, ArchivedForecast, load_archive

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["SORTS", "ArchiveScores", "ScoredForecast", "ScoredForecasts", "Sort", "row_of", "score", "scores_of"]

Sort = Literal["issued", "other_settings", "put_back"]
SORTS: tuple[Sort, ...] = get_args(Sort)


@dataclass(frozen=True)
class ScoredForecast:
    """One forecast of the archive whose target figures have decided.

    Attributes:
        record: as it was made.
        outcome: what figures say of the version it was of.
        sort: issued before figures decided, with the usual settings; with settings of its own; or put back.
        naive: what rules without a model say as of its day.
    """

    record: ArchivedForecast
    outcome: Verdict
    sort: Sort
    naive: Mapping[str, float] = field(repr=False)

    @property
    def reached(self) -> bool:
        """What came."""
        return self.outcome.prob == 1

    @property
    def distribution(self) -> QuantileForecast | None:
        """The predictive distribution beside the deciding quantity; None where there is none, or where figures decide without it."""
        if self.record.quantiles is None or self.outcome.central is None:
            return None
        return QuantileForecast(self.record.quantiles, self.outcome.central)

    def said(self, who: str) -> float:
        """The probability of the forecast, or by a rule."""
        found = self.record.prob if who == OURS else self.naive[who]
        assert found is not None
        return found


@dataclass(frozen=True, eq=False)
class ArchiveScores:
    """What the forecasts of an archive for one plan were worth, as known on a day.

    Attributes:
        assessment: of the plan on the day; what decides.
        archive: the forecasts.
        scored: those whose target is decided, each counted once.
        silent: reports in which nothing could be said of a target that is decided now, counted likewise.
        waiting: forecasts whose target is not decided yet, counted likewise.
        unknown: forecasts of targets, or of versions of them, that the plan no longer has.
        later: forecasts made after the day.
        alike: how many records were left out, being one of the others again.
    """

    assessment: Assessment
    archive: Archive
    scored: tuple[ScoredForecast, ...]
    silent: tuple[ArchivedForecast, ...]
    waiting: tuple[ArchivedForecast, ...]
    unknown: tuple[ArchivedForecast, ...]
    later: tuple[ArchivedForecast, ...]
    alike: int

    def __len__(self) -> int:
        return len(self.scored)

    def __iter__(self) -> Iterator[ScoredForecast]:
        return iter(self.scored)

    def of(self, sort: Sort) -> tuple[ScoredForecast, ...]:
        """Those of one sort."""
        return tuple(one for one in self.scored if one.sort == sort)

    @cached_property
    def sorts(self) -> tuple[Sort, ...]:
        """The sorts of which there are any, in their order."""
        there = Counter(one.sort for one in self.scored)
        return tuple(one for one in SORTS if there[one])

    def record(self, sort: Sort, who: str = OURS) -> ProbabilityRecord:
        """The probabilities of one sort, or of a rule on the same targets and days, beside what came."""
        rows = self.of(sort)
        return ProbabilityRecord(
            np.array([one.said(who) for one in rows], dtype=np.float64),
            np.array([float(one.reached) for one in rows], dtype=np.float64),
            tuple(one.record.target for one in rows),
        )

    def distributions(self, sort: Sort) -> tuple[QuantileForecast, ...]:
        """The predictive distributions of one sort beside what came."""
        return tuple(found for one in self.of(sort) if (found := one.distribution) is not None)

    def worth_of_width(self, sort: Sort) -> float | None:
        """The CRPS of a target's distributions over the error of their medians, the median over targets; None where no median was off.

        Below 1 the distributions told more than their medians; normal ones that are calibrated have 0.71.
        """
        sums: dict[str, tuple[float, float]] = {}
        for one in self.of(sort):
            if (law := one.distribution) is not None:
                crps, error = sums.get(one.record.target, (0.0, 0.0))
                sums[one.record.target] = crps + law.crps, error + law.error
        ratios = [crps / error for crps, error in sums.values() if error]
        return float(np.median(ratios)) if ratios else None

    @property
    def forecasts(self) -> ScoredForecasts:
        """The scored ones, one by one."""
        return ScoredForecasts(self)

    def to_frame(self) -> pd.DataFrame:
        """A row a scored forecast: probability, rules, what came, CRPS, PIT, whether the 80 % band held it."""
        import pandas as pd

        return pd.DataFrame([row_of(one) for one in self.scored])

    def __repr__(self) -> str:
        return (
            f"ArchiveScores({self.assessment.plan.id}, as of {self.assessment.as_of}: {len(self)} forecasts scored, "
            f"{len(self.waiting)} waiting, {self.alike} alike)"
        )


@dataclass(frozen=True, eq=False)
class ScoredForecasts:
    """The scored forecasts of an archive, one by one."""

    of: ArchiveScores

    def to_frame(self) -> pd.DataFrame:
        """A row a scored forecast."""
        return self.of.to_frame()


def row_of(one: ScoredForecast) -> dict[str, Any]:
    """What a table of scored forecasts holds of one."""
    law = one.distribution
    told = (
        {}
        if law is None
        else {"came": law.came, "crps": law.crps, "error": law.error, "pit": law.pit, "covered_80": law.covered()}
    )
    return {
        "target": one.record.target, "as_of": one.record.as_of, "made": one.record.made, "lead": one.record.lead, "sort": one.sort,
        OURS: one.record.prob, "prob_se": one.record.prob_se, "evidence": one.record.evidence, **one.naive, "reached": one.reached,
        "unit": one.record.quantity_unit, **dict.fromkeys(("came", "crps", "error", "pit", "covered_80")), **told,
    }  # fmt: skip


def score(
    plan: str | Path | Plan, archive: Archive | str | Path | None = None, *, as_of: dt.date | str = "today"
) -> ArchiveScores:
    """What the archived forecasts for a plan were worth by the figures known on a day.

    Args:
        plan: a plan, its id, or the path of its file.
        archive: the archive, or its folder; default that of the workspace.
        as_of: the day whose knowledge counts.

    Raises:
        UnknownName: no such plan.
        ParameterError: no day.
        DataError: mistakes in the plan or its figures.
    """
    must_be("archive", archive, (Archive, str, Path, type(None)), "an archive, its folder, or nothing")
    kept = archive if isinstance(archive, Archive) else load_archive(archive)
    return scores_of(assess(plan, as_of=as_of), kept)


def scores_of(now: Assessment, archive: Archive) -> ArchiveScores:
    """The forecasts of an archive for the plan of an assessment, held against what its figures have decided."""
    mine = archive.of(now.plan.id)
    later = tuple(one for one in mine if one.day > now.as_of)
    known = [one for one in mine if one.day <= now.as_of]
    versions = {
        version_of(one, target): (one, target) for one in now.plan.indicators.values() for target in one.targets
    }
    kept = list(_once(one for one in known if one.version in versions and one.region in now.plan.regions))
    scored: list[ScoredForecast] = []
    silent: list[ArchivedForecast] = []
    waiting: list[ArchivedForecast] = []
    for record in kept:
        one, target = versions[record.version]
        outcome = by_published(now.put_back(now.as_of, record.region), one, target)
        if not outcome.decided_by_figures:
            waiting.append(record)
        elif record.prob is None:
            silent.append(record)
        else:
            scored.append(_scored(now, record, one, target, outcome))
    unknown = tuple(one for one in known if one.version not in versions or one.region not in now.plan.regions)
    alike = len(known) - len(unknown) - len(kept)
    return ArchiveScores(now, archive, tuple(scored), tuple(silent), tuple(waiting), unknown, later, alike)


def _once(records: Iterable[ArchivedForecast]) -> Iterator[ArchivedForecast]:
    """The first of those alike in target, version, region, state of knowledge, lead and settings, by the time they were made."""
    seen = set()
    for one in sorted(records, key=lambda one: (one.made, one.as_of)):
        key = (one.target, one.version, one.region, one.state, one.lead, repr(sorted(one.settings.items())))
        if key not in seen:
            seen.add(key)
            yield one


def _scored(
    now: Assessment, record: ArchivedForecast, one: Indicator, target: Target, outcome: Verdict
) -> ScoredForecast:
    then = now.put_back(record.as_of, record.region)
    known = by_published(now.put_back(record.day, record.region), one, target).decided_by_figures
    sort: Sort = "put_back" if known else "other_settings" if record.settings else "issued"
    return ScoredForecast(record, outcome, sort, naive(then, by_published(then, one, target)))
