"""How far the targets of a plan have been carried out, as mid-term and final evaluations set it out: a row a target, by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from shkplan.assessment.evaluation.official import OUTCOMES, WORDS, OfficialWord, Word
from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import among
from shkplan.base.messages import Message, Text
from shkplan.base.periods import Period
from shkplan.evidence.observation import Observation
from shkplan.register.plan import Baseline
from shkplan.register.targets import Headway
from shkplan.register.targets.values import Base

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["Completion", "CompletionRow", "StartingPoint", "starting_point"]


@dataclass(frozen=True)
class StartingPoint:
    """What is known of an indicator in the base year of its plan.

    Attributes:
        number, unit, period: the figure.
        form, bound: whether it is a value of the year, a mean or a sum of years, and whether the number is the value or only bounds it.
        figure: the published figure; None where the plan itself states it.
        locator: where the plan states it; empty for a published figure.
    """

    number: float
    unit: str
    period: Period
    form: Literal["level", "growth rate", "sum", "mean"]
    bound: Literal["exact", "lower", "upper", "about"]
    figure: Observation | None = field(default=None, repr=False)
    locator: str = ""


@dataclass(frozen=True)
class CompletionRow:
    """What an evaluation reports of one target.

    Attributes:
        verdict: on the version of the target in force.
        official: its official word, with the reason.
        headway: how far figures have come, beside the time; or why that cannot be told.
        start: what is known of the base year; None where nothing is.
        latest: the figure of the latest year of the own series; None where there is none.
        since: a bound, a sum or a rounded figure that tells of later years than that; None where there is none.
        revised: the day the version in force was approved, where it replaced another; else None.
        office: who is responsible by the plan; None where it names nobody.
        supplier: who would usually supply the figures; None where nobody is named.
    """

    verdict: Verdict
    official: OfficialWord
    headway: Headway | Message = field(repr=False)
    start: StartingPoint | None = field(repr=False)
    latest: Observation | None = field(repr=False)
    since: Observation | None = field(repr=False)
    revised: dt.date | None
    office: Text | None = field(repr=False)
    supplier: Text | None = field(repr=False)

    @property
    def key(self) -> str:
        """The key of the target."""
        return self.verdict.key

    @property
    def word(self) -> Word:
        """Its official word."""
        return self.official.word


@dataclass(frozen=True)
class Completion:
    """The table of completion: ``a.completion``, fields in the plan's order; one row by the key of its target.

    A stated aim that the plan marks as binding or anticipatory has a row too: it is one of the plan's main indicators, quoted and not
    assessed, and counted in no word.

    Attributes:
        assessment: of which.
    """

    assessment: Assessment

    @cached_property
    def _verdicts(self) -> dict[str, Verdict]:
        order = {domain: position for position, domain in enumerate(self.assessment.plan.domains)}
        every = (one for one in self.assessment if one.target.scored or one.target.nature is not None)
        return {one.key: one for one in sorted(every, key=lambda one: order[one.indicator.domain])}

    @cached_property
    def _rows(self) -> dict[str, CompletionRow]:
        return {key: _row(self.assessment, one) for key, one in self._verdicts.items()}

    def __iter__(self) -> Iterator[CompletionRow]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._verdicts)

    def keys(self) -> tuple[str, ...]:
        """The keys of the targets."""
        return tuple(self._verdicts)

    def __getitem__(self, key: str) -> CompletionRow:
        """What is reported of one target.

        Raises:
            UnknownName: no such target among them.
        """
        among("target", key, self._verdicts)
        return self._rows[key]

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._verdicts)

    @property
    def counts(self) -> dict[Word, int]:
        """How many assessed targets have each word, the best first; words of none are left out."""
        counts = self.assessment.official.counts
        return {word: counts.of(word) for word in (*OUTCOMES, *WORDS) if counts.of(word)}

    def __repr__(self) -> str:
        told = ", ".join(f"{word} {count}" for word, count in self.counts.items())
        return f"Completion({self.assessment.plan.id}, {self.assessment.as_of}, {self.assessment.stage}: {told})"

    def to_frame(self) -> pd.DataFrame:
        """A row a target: nature, base year figure, number wanted, latest figure, shares of way and time, probability, word, office."""
        import pandas as pd

        return pd.DataFrame([_frame_row(one) for one in self]).set_index("target") if len(self) else pd.DataFrame()


def _row(a: Assessment, verdict: Verdict) -> CompletionRow:
    one, target = verdict.indicator, verdict.target
    series = a.observations.series(one, a.region)
    latest = series.chosen[-1] if series.years else None
    start = starting_point(a, verdict)
    known = series.years[-1] if series.years else 0 if start is None else a.plan.base_year
    later = [figure for figure in series.partial if figure.period.last > known]
    since = max(later, key=lambda figure: (figure.period.last, figure.period.first, figure.published), default=None)
    earlier = [old for old in one.targets if old.deadline == target.deadline and old.approved < target.approved]
    return CompletionRow(
        verdict,
        a.official[verdict.key],
        a.headway(verdict.key) if target.scored else verdict.reason,
        start,
        latest,
        since,
        target.approved if earlier else None,
        one.department,
        one.supplier,
    )


def starting_point(a: Assessment, verdict: Verdict) -> StartingPoint | None:
    """What is known of a target's indicator in the plan's base year: as published, else as the clause or the plan states it."""
    one, target, year = verdict.indicator, verdict.target, a.plan.base_year
    series = a.observations.series(one, a.region)
    figures = dict(zip(series.years, zip(series.values, series.chosen, strict=True), strict=True))
    if year in figures:
        value, figure = figures[year]
        form: Literal["level", "growth rate"] = "growth rate" if one.measure == "growth" else "level"
        return StartingPoint(value, one.unit, Period(year, year), form, "exact", figure)
    if target.start is not None:
        return _stated(target.start, target.locator)
    stated = [base for base in a.plan.baselines if base.indicator == one.id]
    last = max(stated, key=lambda base: (base.period.last, base.period.first), default=None)
    return None if last is None else _stated(last, last.locator)


def _stated(base: Base | Baseline, locator: str) -> StartingPoint:
    return StartingPoint(base.number, base.unit, base.period, base.form, base.bound, locator=locator)


def _frame_row(one: CompletionRow) -> dict[str, object]:
    verdict, start, way = one.verdict, one.start, one.headway
    shares = (way.share, way.time, way.lead) if isinstance(way, Headway) else (None,) * 3
    year, value = verdict.latest or (None, None)
    return {
        "target": one.key, "field": verdict.indicator.domain, "nature": verdict.target.nature,
        "base": start and start.number, "base_unit": start and start.unit, "base_period": start and str(start.period),
        "base_bound": start and start.bound, "deadline": verdict.target.deadline,
        "wanted": getattr(verdict.target, "number", None), "wanted_unit": getattr(verdict.target, "unit", None),
        "revised": one.revised, "latest_year": year, "latest": value, "unit": verdict.indicator.unit,
        **dict(zip(("share", "time", "lead"), shares, strict=True)),
        "prob": verdict.prob, "prob_se": verdict.prob_se, "evidence": verdict.evidence, "word": one.word,
        "reason": str(one.official.reason), "office": one.office and str(one.office), "supplier": one.supplier and str(one.supplier),
    }  # fmt: skip
