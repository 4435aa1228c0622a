"""The forecasts of an archive: how many there are, what they were worth, and one by one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from shkplan.assessment.evaluation.hindcasts import OURS, SAYERS
from shkplan.assessment.evaluation.scoring import ArchiveScores, ScoredForecast, ScoredForecasts, Sort, row_of
from shkplan.display.language import DASH, number, quantity, rounded, say, words
from shkplan.display.setting import language
from shkplan.display.tables.base import Cell, Column, Table, table_of
from shkplan.display.tables.hindcasts import log_score, with_error
from shkplan.display.verdicts import SIGNS, chance
from shkplan.workspace.archive import Archive

__all__ = ["archive_table", "forecasts_table", "scores_table"]


def archive_table(value: Archive) -> Table:
    """A row a plan: how many forecasts, of how many targets, from when to when."""
    rows, data = [], []
    for plan in value.plans:
        mine = value.of(plan)
        first, last = (end(one.made.date() for one in mine) for end in (min, max))
        targets = len({one.target for one in mine})
        rows.append((plan, number(len(mine)), number(targets), str(first), str(last)))
        data.append({"plan": plan, "forecasts": len(mine), "targets": targets, "first": first, "last": last})
    names = ("hindcast.forecasts", "hindcast.targets")
    columns: tuple[Column | str, ...] = (
        say("base_rate.plan"), *(Column(say(one), "number") for one in names), Column(say("archive.first"), "whole"),
        Column(say("archive.last"), "whole"),
    )  # fmt: skip
    notes = tuple(one.text(language()) for one in value.remarks) if rows else (say("archive.empty"),)
    return table_of("archive", say("archive.title"), columns, rows, data, notes=notes)


def scores_table(value: ArchiveScores) -> Table:
    """For each sort of forecast a row for us and each rule: mean probability, Brier score with its error, log score, the difference."""
    rows: list[tuple[Cell, ...]] = []
    groups = []
    for sort in value.sorts:
        groups.append((len(rows), _sort_words(value, sort)))
        rows += [_sayer(value, sort, who) for who in SAYERS]
    columns: tuple[Column | str, ...] = (
        say("hindcast.who"), *(Column(say(f"hindcast.{one}"), "number") for one in ("mean", "brier", "log", "better")),
    )  # fmt: skip
    plan = words(value.assessment.plan.title)
    title = say("archive.scores", plan=plan, as_of=value.assessment.as_of)
    notes = tuple(_notes(value))
    data = {
        "plan": value.assessment.plan.id, "as_of": value.assessment.as_of, "waiting": len(value.waiting), "silent": len(value.silent),
        "unknown": len(value.unknown), "later": len(value.later), "alike": value.alike,
        "sorts": {sort: {who: _numbers(value, sort, who) for who in SAYERS} for sort in value.sorts},
    }  # fmt: skip
    return table_of("archive_scores", title, columns, rows, data, groups=tuple(groups), notes=notes)


def _sort_words(value: ArchiveScores, sort: Sort) -> str:
    ours = value.record(sort)
    told = say(f"archive.{sort}", forecasts=len(ours), targets=ours.clusters, effective=number(ours.effective, 1))
    laws = value.distributions(sort)
    if not laws:
        return told
    held = sum(one.covered() for one in laws)
    return say("archive.with_bands", told=told, held=held, count=len(laws), pit=number(_mean([one.pit for one in laws]), 2),
               ratio=number(value.worth_of_width(sort), 2))  # fmt: skip


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _sayer(value: ArchiveScores, sort: Sort, who: str) -> tuple[Cell, ...]:
    record = value.record(sort, who)
    by = value.record(sort).better(record)
    return (
        say("archive.ours" if who == OURS else f"sayer.{who}"), quantity(number(100 * float(record.prob.mean()), 0), "%"), with_error(record.brier, record.brier_se),
        log_score(record.log), DASH if who == OURS or by is None else with_error(*by, sign=True),
    )  # fmt: skip


def _numbers(value: ArchiveScores, sort: Sort, who: str) -> dict[str, Any]:
    record = value.record(sort, who)
    log = record.log
    return {
        "forecasts": len(record), "targets": record.clusters, "effective": record.effective, "brier": record.brier,
        "brier_se": record.brier_se, "log": log if log is not None and math.isfinite(log) else None,
    }  # fmt: skip


def _notes(value: ArchiveScores) -> Iterator[str]:
    """What is not scored, and why; what the scores are."""
    if not len(value):
        yield say("archive.nothing")
    for name in ("waiting", "silent", "unknown", "later"):
        some = getattr(value, name)
        if some:
            yield say(f"archive.{name}", count=len(some), targets=len({one.target for one in some}))
    if value.alike:
        yield say("archive.alike", count=value.alike)
    if len(value):
        yield say("archive.note")


def forecasts_table(value: ScoredForecasts) -> Table:
    """A row a forecast: when, for which target, how far ahead, its probability, what came, and where in its distribution that lies."""
    plan = value.of.assessment.plan
    rows = [(words(plan[one.record.indicator].name), *_forecast(one)) for one in value.of]
    columns: tuple[Column | str, ...] = (
        say("column.target"), Column(say("archive.as_of"), "whole"), Column(say("archive.lead"), "number"),
        Column(say("hindcast_chart.said"), "number"), Column(say("hindcast.came"), "whole"), Column(say("archive.band"), "number"),
        Column(say("archive.value"), "number"), Column(say("archive.pit"), "number"), Column("CRPS", "number"),
    )  # fmt: skip
    notes = (say("archive.note_laws"),) if rows else (say("archive.nothing"),)
    data = [row_of(one) for one in value.of]
    return table_of("archived_forecasts", say("archive.forecasts"), columns, rows, data, notes=notes)


def _forecast(one: ScoredForecast) -> tuple[Cell, ...]:
    record, law = one.record, one.distribution
    assert record.prob is not None
    error = f" ± {number(record.prob_se, 3)}" if record.prob_se else ""
    came = say(f"hindcast_chart.{'reached' if one.reached else 'missed'}")
    sign = SIGNS.get(record.evidence, "")  # type: ignore[call-overload]  # as written by a verdict
    told = (str(record.as_of), number(record.lead), f"{chance(record.prob)}{error}{sign}", came)
    if law is None or record.quantiles is None:
        return (*told, DASH, DASH, DASH, DASH)
    middle = len(record.quantiles) // 10
    low, high = (rounded(record.quantiles[at], record.quantity_unit) for at in (middle, -1 - middle))
    unit = record.quantity_unit
    return (
        *told, f"{low}{DASH}{high}", quantity(rounded(law.came, unit), unit), number(law.pit, 2), rounded(law.crps, unit),
    )  # fmt: skip
