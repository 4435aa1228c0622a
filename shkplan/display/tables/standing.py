"""Where a plan stands: all verdicts of a day, their summary, what decides them and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from shkplan.assessment.overview import Overview
from shkplan.assessment.verdict import Required, Verdict
from shkplan.display.language import (
    DASH,
    briefly,
    difference,
    has,
    in_force,
    need,
    number,
    past,
    probability_in_full,
    published,
    quantity,
    roots,
    rounded,
    say,
    target_words,
    too_late,
    word_code,
    word_of,
    words,
    years,
)  # fmt: skip
from shkplan.display.tables.base import Cell, Column, Table, facts, table_of, without_empty
from shkplan.evidence.coverage import supplier_of
from shkplan.forecast.projection import DEFAULT_MODEL
from shkplan.models import model_named
from shkplan.register.plan import Plan

WORDS = (
    "reached",
    "missed",
    "supposed_reached",
    "supposed_missed",
    "very_likely",
    "likely",
    "even",
    "unlikely",
    "very_unlikely",
    "not_assessable",
)


def verdict_data(verdict: Verdict) -> dict[str, Any]:
    """Every number and code of a verdict."""
    plain = (
        "region", "status", "prob", "prob_se", "basis", "unit", "central", "low", "high", "wanted", "gap", "latest",
        "measured", "estimated",
    )  # fmt: skip
    required = verdict.required
    return {
        "target": verdict.key,
        "kind": verdict.target.kind,
        "deadline": verdict.target.deadline,
        "word": word_code(verdict),
        **{name: getattr(verdict, name) for name in plain},
        "required": {"kind": required.kind, "value": required.value, "unit": _unit_of(required)} if required else None,
        "stand_ins": verdict.stand_ins,
        "reason": verdict.reason,
    }


def _unit_of(required: Required) -> str:
    return difference(required.unit) if required.kind in ("yearly_change", "margin") else required.unit


def word(verdict: Verdict, overview: Overview | None = None) -> str:
    """The word for a verdict; an estimate for years that have passed says so."""
    said = word_of(verdict)
    gone = past(verdict, overview.as_of) if overview is not None and verdict.status == "estimated" else ()
    return f"{said}{say('in_brackets', what=say('past_mark', years=years(gone)))}" if gone else said


def band_cell(verdict: Verdict) -> str:
    if verdict.low is None or verdict.high is None or verdict.status == "observed":
        return DASH
    low, high = (rounded(end, verdict.unit) for end in (verdict.low, verdict.high))
    return say("band.ends", low=low, high=quantity(high, verdict.unit))


def central_cell(verdict: Verdict) -> str:
    """The deciding quantity: as it was published where observation has decided, else the central estimate."""
    if verdict.central is None:
        return DASH
    as_published = verdict.status == "observed" and verdict.target.kind not in ("pace", "growth")
    told = (
        published(verdict.central, verdict.indicator.precision)
        if as_published
        else rounded(verdict.central, verdict.unit)
    )
    return quantity(told, verdict.unit)


def gap_cell(verdict: Verdict) -> str:
    return (
        DASH
        if verdict.gap is None
        else quantity(rounded(verdict.gap, verdict.unit, sign=True), difference(verdict.unit))
    )


def target_cell(verdict: Verdict, plan: Plan | None) -> str:
    """The target in short words; of one approved later nothing."""
    return target_words(verdict.target, plan, verdict.indicator.id) if in_force(verdict) else DASH


def latest_cell(verdict: Verdict) -> str:
    if verdict.latest is None:
        return DASH
    year, value = verdict.latest
    return f"{quantity(published(value, verdict.indicator.precision), verdict.indicator.unit)}{say('in_brackets', what=year)}"


def _grouped(overview: Overview, verdicts: list[Verdict]) -> tuple[tuple[int, str], ...]:
    starts: dict[str, int] = {}
    for position, verdict in enumerate(verdicts):
        starts.setdefault(verdict.indicator.domain, position)
    return tuple((position, words(overview.plan.domains[domain])) for domain, position in starts.items())


def by_domain(overview: Overview) -> list[Verdict]:
    """The scored verdicts, those of a field together, fields in the plan's order."""
    order = {domain: position for position, domain in enumerate(overview.plan.domains)}
    return sorted(overview.scored, key=lambda verdict: order[verdict.indicator.domain])


def overview_table(overview: Overview) -> Table:
    """All scored targets by field: evidence, probability, band, word, reason."""
    verdicts = by_domain(overview)
    rows: list[tuple[Cell, ...]] = []
    data = []
    for verdict in verdicts:
        figures = len(overview.observations.series(verdict.indicator, overview.region))
        latest = f"{latest_cell(verdict)}\n{say('known.count', count=figures)}" if figures else DASH
        band = band_cell(verdict)
        prob = probability_in_full(verdict)
        prob = prob if band == DASH else f"{prob}\n{say('band.eighty', band=band)}"
        said = words(verdict.reason, overview.plan) if verdict.assessable else briefly(verdict)
        result = f"{word(verdict, overview)}{say('colon')}{said}"
        rows.append(
            (
                words(verdict.indicator.name),
                target_cell(verdict, overview.plan),
                latest,
                prob,
                result,
            )
        )
        data.append({**verdict_data(verdict), "yearly_figures": figures})
    columns = (
        say("column.indicator"), say("column.target"), Column(say("column.latest"), "whole"), say("column.probability"),
        say("column.result"),
    )  # fmt: skip
    notes = (say("note.probability"), say("note.words"))
    return table_of(
        "overview", say("title.overview"), columns, rows, data, groups=_grouped(overview, verdicts), notes=notes
    )


def summary_table(overview: Overview) -> Table:
    """How many targets stand where, and why so many cannot be assessed."""
    counts = Counter(word_code(verdict) for verdict in overview.scored)
    why = Counter(_why(verdict) for verdict in overview.scored if not verdict.assessable)
    plan = overview.plan
    own = [verdict for verdict in overview.scored if verdict.target.kind != "benchmark"]
    recorded = len(overview) - len(overview.scored)
    rows: list[tuple[str, str]] = [
        (say("count.targets", deadline=plan.window.last), number(len(own))),
        (say("count.vision", horizon=plan.horizon), number(len(overview.scored) - len(own))),
        (say("count.aims"), number(recorded)),
        (say("count.assessed"), number(len(overview.assessed))),
    ]
    rows += [
        (say("count.of_these", what=say(f"word.{name}")), number(counts[name])) for name in WORDS[:-1] if counts[name]
    ]
    rows.append((say("count.not_assessable"), number(counts["not_assessable"])))
    rows += [(say("count.of_these", what=say(f"why.{name}")), number(count)) for name, count in why.most_common()]
    data = {
        "targets": len(own),
        "vision": len(overview.scored) - len(own),
        "aims": recorded,
        "assessed": len(overview.assessed),
        "words": {name: counts[name] for name in WORDS},
        "not_assessable_because": dict(why),
    }
    columns = ("", Column(say("column.count"), "number"))
    return table_of("summary", say("title.summary", as_of=overview.as_of), columns, rows, data)


def _why(verdict: Verdict) -> str:
    """The first reason why a target cannot be assessed, as a class."""
    key = roots(verdict.reason)[0].key.removeprefix("reason.")
    return key if has(f"why.{key}") else "other"


def deciding_table(overview: Overview) -> Table:
    """For each assessed target: what is measured, what is only estimated, what it would take."""
    rows: list[tuple[Cell, ...]] = [
        (
            words(verdict.indicator.name),
            probability_in_full(verdict),
            years(verdict.measured) or DASH,
            years(verdict.estimated) or DASH,
            words(verdict.reason, overview.plan),
            _need_cell(verdict, overview) or DASH,
        )
        for verdict in overview.assessed
    ]
    columns = (
        say("column.indicator"), Column(say("column.probability"), "whole"), say("column.measured"),
        say("column.estimated"), say("column.reason"), say("column.required"),
    )  # fmt: skip
    data = [verdict_data(verdict) for verdict in overview.assessed]
    notes = () if rows else (say("note.no_assessed"),)
    return table_of("deciding", say("title.deciding"), columns, rows, data, notes=notes)


def _need_cell(verdict: Verdict, overview: Overview) -> str:
    told = need(verdict, overview.as_of, overview.plan)
    return say("estimate.required_past", need=told) if too_late(verdict, overview.as_of) else told


def missing_table(overview: Overview) -> Table:
    """Which figures are missing, from whom, since when, and what they hold up; the longest lists first."""
    suppliers: dict[str, list[Verdict]] = {}
    for verdict in overview.scored:
        if verdict.status == "observed":
            continue
        suppliers.setdefault(words(supplier_of(verdict.indicator)) or say("supplier.unknown"), []).append(verdict)
    known_years = {
        verdict.key: overview.observations.series(verdict.indicator, overview.region).years for verdict in overview
    }
    ordered = sorted(suppliers.items(), key=lambda item: -len(item[1]))
    rows: list[tuple[Cell, ...]] = []
    groups, data = [], []
    for supplier, verdicts in ordered:
        groups.append((len(rows), f"{supplier}{say('in_brackets', what=len(verdicts))}"))
        for verdict in verdicts:
            due = _due(verdict, overview)
            reason = f"{say('word.not_assessable')}{say('colon')}{briefly(verdict)}"
            series = known_years[verdict.key]
            short = _short_by(verdict, len(series))
            rows.append(
                (
                    words(verdict.indicator.name),
                    years(due) or DASH,
                    str(series[-1]) if series else say("never"),
                    number(short) if short else DASH,
                    reason if not verdict.assessable else say("needs.outcome"),
                )
            )
            data.append({"target": verdict.key, "due": due, "last": series[-1] if series else None, "short_by": short})
    columns = (
        say("column.indicator"), say("column.due"), Column(say("column.last_figure"), "whole"), Column(say("column.for_a_model"), "number"),
        say("column.holds_up"),
    )  # fmt: skip
    data.sort(key=lambda one: str(one["target"]))
    notes = (say("note.supplier") if rows else say("note.no_missing"),)
    return table_of("missing", say("title.missing"), columns, rows, data, groups=tuple(groups), notes=notes)


def missing_for(overview: Overview, key: str) -> Table:
    """What is missing for one target: which years, since when, how many more a model needs, from whom."""
    verdict = overview[key]
    one, series = verdict.indicator, overview.observations.series(verdict.indicator, overview.region)
    due, short = _due(verdict, overview), _short_by(verdict, len(series))
    supplier = words(supplier_of(one)) or say("supplier.unknown")
    pairs: list[tuple[str, Cell]] = [
        (say("fact.due"), years(due) or say("none")),
        (say("fact.last_figure"), str(series.years[-1]) if series.years else say("never")),
        (say("fact.for_a_model"), number(short) if short else ""),
        (say("fact.holds_up"), briefly(verdict) if not verdict.assessable else say("needs.outcome") if due else ""),
        (say("fact.supplier"), supplier),
    ]
    if verdict.status == "recorded":
        due, short = (), 0
        pairs = [(say("fact.due"), say("needs.nothing"))]
    data = {"target": key, "due": due, "last": series.years[-1] if series.years else None, "short_by": short}
    return facts("missing", say("title.missing_for", name=one.name), pairs, data, notes=(say("note.supplier"),))


def _due(verdict: Verdict, overview: Overview) -> tuple[int, ...]:
    """Years of the target that have passed without a figure."""
    return tuple(year for year in verdict.estimated if year < overview.as_of.year)


def _short_by(verdict: Verdict, figures: int) -> int:
    """How many yearly figures more the model needs before it says anything."""
    if verdict.assessable:
        return 0
    return max(0, model_named(DEFAULT_MODEL[verdict.indicator.measure]).minimum - figures)


def aims_table(overview: Overview) -> Table:
    """What the plan states without a number: recorded, never scored."""
    aims = [verdict for verdict in overview if verdict.status == "recorded"]
    rows = [(words(one.indicator.name), words(one.target.statement), one.target.locator) for one in aims]
    columns = (say("column.aim"), say("column.statement"), say("column.clause"))
    data = [{"target": one.key, "deadline": one.target.deadline, "locator": one.target.locator} for one in aims]
    return table_of("stated_aims", say("title.aims"), columns, rows, data, notes=() if rows else (say("note.no_aims"),))


def by_kind(overview: Overview, kind: str) -> Table:
    """The verdicts on all targets of one kind: central estimate, gap, what is required, reason."""
    if kind == "stated_aim":
        return aims_table(overview)
    verdicts = [verdict for verdict in overview.scored if verdict.target.kind == kind]
    rows: list[tuple[Cell, ...]] = []
    for verdict in verdicts:
        said = word(verdict, overview)
        rows.append(
            (
                words(verdict.indicator.name),
                target_cell(verdict, overview.plan),
                latest_cell(verdict),
                f"{probability_in_full(verdict)}\n{said}" if verdict.assessable else said,
                _estimate_cell(verdict, overview),
                words(verdict.reason, overview.plan),
            )
        )
    columns = (
        say("column.indicator"), say("column.target"), Column(say("column.latest"), "whole"), say("column.result"),
        say("column.estimate"), say("column.reason"),
    )  # fmt: skip
    title = f"{say(f'kind.{kind}').capitalize()}{say('colon')}{say(f'event.{kind}')}"
    kept, cells = without_empty(columns, rows)
    data = [verdict_data(verdict) for verdict in verdicts]
    notes = () if rows else (say("note.no_kind"),)
    return table_of(f"targets.{kind}", title, kept, cells, data, notes=notes)


def _estimate_cell(verdict: Verdict, overview: Overview) -> str:
    """Central estimate, band and gap of the deciding quantity, and what it takes from here; a line each."""
    if verdict.central is None:
        return DASH
    lines = [
        say("estimate.value" if verdict.status == "observed" else "estimate.central", amount=central_cell(verdict))
    ]
    if band_cell(verdict) != DASH:
        lines.append(say("band.eighty", band=band_cell(verdict)))
    if verdict.gap is not None and verdict.gap != verdict.central:
        lines.append(say("estimate.gap", amount=gap_cell(verdict)))
    if told := _need_cell(verdict, overview):
        ahead = (
            not too_late(verdict, overview.as_of) and verdict.required is not None and verdict.required.kind != "margin"
        )
        lines.append(say("estimate.required", need=told) if ahead else told)
    return "\n".join(lines)


KINDS = ("level", "held", "cumulative", "growth", "pace", "benchmark", "direction", "stated_aim")
OVERVIEW_VIEWS: Mapping[str, Callable[[Overview], Table]] = {
    "": overview_table,
    "summary": summary_table,
    "deciding": deciding_table,
    "missing": missing_table,
}
