"""What was said at the end of each year beside what came: by whom, target by target, by class of probability, and of earlier plans."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from shkplan.assessment.evaluation.hindcasts import (
    OFFICIAL,
    OURS,
    READ_AS,
    SAYERS,
    Hindcast,
    HindcastReliability,
    Hindcasts,
    HindcastsByTarget,
    OfficialHindcasts,
)
from shkplan.assessment.evaluation.past_rates import CONSTANTS, PastBaseRates
from shkplan.display.language import DASH, listed, number, quantity, say, span, words
from shkplan.display.tables.assessment import reference
from shkplan.display.tables.base import Cell, Column, Table, table_of
from shkplan.display.tables.laid_out import LaidOut, as_text, in_a_row, laid_out, paragraph
from shkplan.display.tables.summary import STYLE
from shkplan.display.verdicts import evidence_notes, probability

__all__ = [
    "by_target_table", "hindcast_reliability_table", "hindcasts_lead", "hindcasts_table", "log_score", "official_hindcasts_table", "past_rates_table", "with_error",
]  # fmt: skip

_TWICE = 2.0  # standard errors, beyond which a difference is called one


def hindcasts_table(value: Hindcasts) -> Table:
    """The answer in a few sentences, and a row for us and each rule: mean probability, Brier score, log score, what we are better by."""
    lead = in_a_row(hindcasts_lead(value))
    rows = [_sayer(value, who) for who in SAYERS] if value.scored else []
    columns: tuple[Column | str, ...] = (
        say("hindcast.who"), Column(say("hindcast.mean"), "number"), Column(say("hindcast.brier"), "number"),
        Column(say("hindcast.log"), "number"), Column(say("hindcast.better"), "number"), Column(say("hindcast.skill"), "number"),
    )  # fmt: skip
    title = say("hindcast.title", as_of=value.assessment.as_of)
    notes = (
        (_counted(value), say("hindcast.note_rules"), say("hindcast.note_scores"), say("hindcast.note_today"))
        if rows
        else ()
    )
    made = table_of("hindcasts", title, columns, rows, _data(value), notes=notes)
    head = [f"<style>{STYLE}</style>", paragraph("shk-lead", lead)]
    layout = "\n".join([*head, made._repr_html_()] if rows else head)
    return laid_out(made, layout, LaidOut, lead=as_text(lead))


def hindcasts_lead(value: Hindcasts) -> Iterator[str]:
    """The answer: how much is decided, whether we said too much or too little, and who did better."""
    total = len(value.resolved) + len(value.unresolved)
    if not value.resolved:
        yield say("hindcast.lead_none", total=total)
        return
    reached = sum(one.prob == 1 for one in value.resolved)
    yield say("hindcast.lead", decided=len(value.resolved), total=total, reached=reached)
    if not value.scored:
        yield say("hindcast.lead_silent")
        return
    ours = value.record()
    bias, error = ours.bias or (0.0, None)
    clear = error is not None and abs(bias) > _TWICE * error
    key = ("low" if bias < 0 else "high") if clear else "unclear"
    yield say(
        f"hindcast.lead_{key}", forecasts=len(ours), targets=ours.clusters, said=_percent(float(ours.prob.mean())),
        came=_percent(float(ours.came.mean())), off=number(abs(100 * bias), 0), error=_error(error, 100, 0),
    )  # fmt: skip
    yield from _against(value)


def _against(value: Hindcasts) -> Iterator[str]:
    """Which rules did worse and better than we, and whether that can be told from chance."""
    ours = value.record()
    told: dict[bool, list[str]] = {True: [], False: []}
    clear = []
    for who in SAYERS[1:]:
        by, error = ours.better(value.record(who)) or (0.0, None)
        name = say("hindcast.rule_scored", rule=say(f"sayer.{who}"), brier=number(value.record(who).brier, 2))
        told[by > 0].append(name)
        if error is not None and abs(by) > _TWICE * error:
            clear.append(say(f"sayer.{who}"))
    parts = [
        say(f"hindcast.{'worse' if better else 'as_good'}", rules=listed(told[better]))
        for better in (True, False)
        if told[better]
    ]
    yield say("hindcast.lead_brier", brier=number(ours.brier, 2), parts=say("semicolon").join(parts))
    effective = number(ours.effective, 0)
    yield (
        say("hindcast.lead_clear", rules=listed(clear), effective=effective)
        if clear
        else say("hindcast.lead_chance", effective=effective)
    )


def _sayer(value: Hindcasts, who: str) -> tuple[Cell, ...]:
    record, ours = value.record(who), value.record()
    by = ours.better(record)
    skill = ours.skill(record)
    mine = who == OURS
    return (
        say(f"sayer.{who}"), _percent(float(record.prob.mean())), with_error(record.brier, record.brier_se), log_score(record.log),
        DASH if mine or by is None else with_error(by[0], by[1], sign=True),
        DASH if mine or skill is None else quantity(number(100 * skill, 0, sign=True), "%"),
    )  # fmt: skip


def log_score(score: float | None) -> str:
    return "∞" if score is not None and math.isinf(score) else number(score, 2)


def with_error(value: float | None, error: float | None, sign: bool = False) -> str:
    told = number(value, 3, sign)
    return told if error is None else f"{told} ± {number(error, 3)}"


def _error(error: float | None, scale: float, digits: int) -> str:
    return "" if error is None else f" ± {number(scale * error, digits)}"


def _percent(share: float) -> str:
    return quantity(number(100 * share, 0), "%")


def _counted(value: Hindcasts) -> str:
    """What was scored and what not, and how many of it there are."""
    ours = value.record()
    decided = sum(one.decided_then for one in value)
    errors = [one.then.prob_se or 0.0 for one in value.scored]
    return say(
        "hindcast.note_counted", forecasts=len(ours), targets=ours.clusters, days=len({one.day for one in value.scored}),
        effective=number(ours.effective, 1), silent=len(value.silent), decided=decided, unresolved=len(value.unresolved),
        error=number(max(errors, default=0.0), 3),
    )  # fmt: skip


def _data(value: Hindcasts) -> dict[str, Any]:
    found = {}
    for who in SAYERS if value.scored else ():
        record, by = value.record(who), value.record().better(value.record(who))
        log = record.log
        found[who] = {
            "mean": float(record.prob.mean()), "brier": record.brier, "brier_se": record.brier_se,
            "log": log if log is not None and math.isfinite(log) else None, "ours_better_by": by and by[0],
            "better_se": by and by[1], "skill": value.record().skill(record),
        }  # fmt: skip
    ours = value.record()
    return {
        "as_of": value.assessment.as_of, "days": list(value.days), "resolved": len(value.resolved),
        "unresolved": len(value.unresolved), "silent": len(value.silent), "forecasts": len(ours), "targets": ours.clusters,
        "effective": ours.effective, "sayers": found,
    }  # fmt: skip


def by_target_table(value: HindcastsByTarget) -> Table:
    """A row a target: our probability at the end of each year, and what came."""
    days = [day for day in value.of.days if any(one.day == day for one in value.of)]
    columns: tuple[Column | str, ...] = (
        say("column.target"), *(Column(say("hindcast.end_of", year=day.year), "number") for day in days), Column(say("hindcast.came"), "whole"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    data = []
    for verdict, mine in value:
        by_day = {one.day: one for one in mine}
        came = say(f"hindcast_chart.{'reached' if verdict.prob == 1 else 'missed'}")
        rows.append((reference(verdict), *(_said(by_day.get(day)) for day in days), came))
        data += [_told(one) for one in mine]
    latest = {one.key: one.then for one in value.of.scored}
    early = sum(verdict.status == "provisional" for verdict in value.of.resolved)
    note = say("hindcast.note_targets", early=early, decided=len(value.of.resolved))
    notes = (*evidence_notes(latest.values()), note) if rows else (say("hindcast.none"),)
    return table_of("hindcasts_by_target", say("hindcast.by_target"), columns, rows, data, notes=notes)


def _said(one: Hindcast | None) -> str:
    """Our probability then; a dash for none, and nothing once it was decided."""
    if one is None:
        return ""
    return say("hindcast.decided") if one.decided_then else probability(one.then)


def _told(one: Hindcast) -> dict[str, Any]:
    return {
        "target": one.key, "day": one.day, "lead": one.lead, "status": one.then.status, "evidence": one.then.evidence,
        "prob": one.prob, "prob_se": one.then.prob_se, "reached": one.reached, **one.naive,
    }  # fmt: skip


def hindcast_reliability_table(value: HindcastReliability) -> Table:
    """A row a class of probability: how much of it came, with its interval, and on how many targets that rests."""
    bins = value.of.record().bins
    rows = [
        (
            f"{number(one.low, 1)}{DASH}{number(one.high, 1)}", number(one.said, 2), number(one.happened, 2),
            f"{number(one.least, 2)}{DASH}{number(one.most, 2)}", number(one.n), number(one.targets),
        )
        for one in bins
    ]  # fmt: skip
    names = ("backtest.said", "backtest.happened", "hindcast.interval", "hindcast.forecasts", "hindcast.targets")
    columns: tuple[Column | str, ...] = (say("backtest.said_between"), *(Column(say(one), "number") for one in names))
    notes = (say("hindcast.note_bins"),) if rows else (say("hindcast.none"),)
    data = [vars(one) for one in bins]
    return table_of("hindcast_reliability", say("hindcast.reliability"), columns, rows, data, notes=notes)


def official_hindcasts_table(value: OfficialHindcasts) -> Table:
    """The words of an official result read as probabilities, beside ours on its day and rules without a model."""
    ours = value.record(OURS)
    rows = [
        (
            say(f"sayer.{who}"), _percent(float(record.prob.mean())), with_error(record.brier, record.brier_se), log_score(record.log),
            DASH if who == OURS or (by := ours.better(record)) is None else with_error(by[0], by[1], sign=True),
        )
        for who in (OURS, OFFICIAL, *SAYERS[1:]) for record in (value.record(who),)
    ]  # fmt: skip
    columns: tuple[Column | str, ...] = (
        say("hindcast.who"), *(Column(say(f"hindcast.{one}"), "number") for one in ("mean", "brier", "log", "better")),
    )  # fmt: skip
    result = value.result
    day, read = result.source.published, {name: _percent(share) for name, share in READ_AS.items()}
    notes = (
        say("hindcast.note_official", targets=len(value.rows), of=len(result.words), effective=number(ours.effective, 1), **read),
        say("citation", title=result.source.title, publisher=result.source.publisher, date=day),
    )  # fmt: skip
    title = say("hindcast.official", title=result.title, day=day)
    data = {
        "result": result.id,
        "rows": value.to_frame().to_dict("records"),
        "brier": {who: value.record(who).brier for who in (OFFICIAL, *SAYERS)},
    }
    return table_of("official_hindcasts", title, columns, rows, data, notes=notes)


def past_rates_table(value: PastBaseRates) -> Table:
    """A row an earlier plan: what it met, the rate by the other plans, and what that was worth beside constants."""
    constants = [say("hindcast.always", percent=_percent(said)) for said in CONSTANTS]
    columns: tuple[Column | str, ...] = (
        say("base_rate.plan"), Column(say("column.period"), "whole"), Column(say("base_rate.met"), "whole"),
        Column(say("hindcast.rate"), "number"), Column(say("hindcast.brier_rate"), "number"),
        *(Column(one, "number") for one in constants),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            words(one.plan), span(one.window), say("base_rate.count", met=one.met, of=one.targets), _percent(one.rate),
            number(one.brier(), 3), *(number(one.brier(said), 3) for said in CONSTANTS),
        )
        for one in value
    ]  # fmt: skip
    if rows:
        met, of = sum(one.met for one in value), sum(one.targets for one in value)
        scores = (number(value.brier(said), 3) for said in (None, *CONSTANTS))
        rows.append((say("hindcast.all_plans"), "", say("base_rate.count", met=met, of=of), "", *scores))
    data = [
        {"plan": str(one.plan), "window": str(one.window), "targets": one.targets, "met": one.met, "rate": one.rate, "brier": one.brier()}
        for one in value
    ]  # fmt: skip
    notes = (say("hindcast.note_past"),) if rows else (say("base_rate.none"),)
    return table_of("past_base_rates", say("hindcast.past"), columns, rows, data, notes=notes)
