"""Where a plan stands: all verdicts of a day, their summary, what decides them and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.verdict import Verdict
from shkplan.assessment.views import ByKind, Deciding, Gap, Missing
from shkplan.base.messages import inside
from shkplan.base.units import difference
from shkplan.display.language import (
    DASH,
    ends,
    listed,
    number,
    published,
    quantity,
    rounded,
    say,
    words,
    years,
)
from shkplan.display.tables.base import Cell, Column, Reference, Table, facts, table_of, without_empty
from shkplan.display.tables.laid_out import leading
from shkplan.display.tables.past import one_figure_cell, rate_cell, rate_data, rate_notes
from shkplan.display.verdicts import (
    about,
    briefly,
    evidence_notes,
    in_force,
    need,
    past,
    target_words,
    too_late,
    word_code,
    word_of,
)
from shkplan.register.plan import Plan
from shkplan.register.targets import KINDS, Required


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
        "evidence": verdict.evidence,
        "ahead": verdict.ahead,
        "used": verdict.used,
        "proxies": verdict.proxies,
        "by_proxy": [{"by": name, "prob": prob, "prob_se": error} for name, prob, error in verdict.by_proxy],
        "borrowed": [asdict(one) for one in verdict.borrowed],
        "reason": verdict.reason,
    }


def _unit_of(required: Required) -> str:
    return difference(required.unit) if required.kind in ("yearly_change", "margin") else required.unit


def reference(verdict: Verdict, anchor: str = "") -> Reference:
    """The name of an indicator, leading to its page."""
    return Reference(words(verdict.indicator.name), f"indicator/{verdict.indicator.id}{anchor}")


def leading_name(verdict: Verdict, anchor: str = "") -> str:
    """The same within a sentence."""
    one = reference(verdict, anchor)
    return leading(inside(one.text), one.to)


def grouped(verdicts: Iterable[Verdict], plan: Plan) -> tuple[tuple[int, str], ...]:
    """Where each field begins among verdicts that are in the order of fields, and its name."""
    starts: dict[str, int] = {}
    for position, verdict in enumerate(verdicts):
        starts.setdefault(verdict.indicator.domain, position)
    return tuple((position, words(plan.domains[domain])) for domain, position in starts.items())


def about_in_words(verdict: Verdict) -> str:
    """The estimated probability in per cent and in words; of what is decided the word."""
    word_ = say(f"word.{word_code(verdict)}")
    return f"{about(verdict)}\n{word_}" if verdict.status == "estimated" else word_


def word(verdict: Verdict, assessment: Assessment | None = None) -> str:
    """The word for a verdict; an estimate for years that have passed says so."""
    said = word_of(verdict)
    gone = past(verdict, assessment.as_of) if assessment is not None and verdict.status == "estimated" else ()
    return f"{said}{say('in_brackets', what=say('past_mark', years=years(gone)))}" if gone else said


def band_cell(verdict: Verdict) -> str:
    if verdict.low is None or verdict.high is None or verdict.decided_by_figures:
        return DASH
    return say("band.ends", **ends(verdict.low, verdict.high, verdict.unit))


def central_cell(verdict: Verdict) -> str:
    """The deciding quantity: as it was published where observation has decided, else the central estimate."""
    if verdict.central is None:
        return DASH
    as_published = verdict.decided_by_figures and not verdict.target.derived
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


def deciding_table(view: Deciding) -> Table:
    """For each assessed target: what is measured, what is only estimated, what it would take."""
    assessment = view.assessment
    rows: list[tuple[Cell, ...]] = [
        (
            reference(verdict),
            about_in_words(verdict),
            years(verdict.measured) or DASH,
            years(verdict.estimated) or DASH,
            words(verdict.reason, assessment.plan),
            need(verdict, assessment.as_of, assessment.plan) or DASH,
        )
        for verdict in assessment.assessed
    ]
    columns = (
        say("column.indicator"), Column(say("column.probability"), "whole"), say("column.measured"),
        say("column.estimated"), say("column.reason"), say("column.required"),
    )  # fmt: skip
    data = [verdict_data(verdict) for verdict in assessment.assessed]
    notes = evidence_notes(assessment.assessed) if rows else (say("note.no_assessed"),)
    return table_of("deciding", say("title.deciding"), columns, rows, data, notes=notes)


def missing_table(view: Missing) -> Table:
    """Which figures are missing, from whom, since when, and what they hold up; the longest lists first."""
    if view.key is not None:
        return _missing_for(view.gaps[0])
    rows: list[tuple[Cell, ...]] = []
    groups = []
    for supplier, gaps in view.by_supplier:
        groups.append((len(rows), f"{words(supplier) or say('supplier.unknown')}{say('in_brackets', what=len(gaps))}"))
        rows += [_missing_row(gap) for gap in gaps]
    columns = (
        say("column.indicator"), say("column.due"), Column(say("column.last_figure"), "whole"), say("column.for_a_model"),
        say("column.holds_up"), say("one_figure.column"), say("base_rate.column"),
    )  # fmt: skip
    data = sorted((_gap_data(gap) for gap in view), key=lambda one: str(one["target"]))
    notes = (say("note.supplier") if rows else say("note.no_missing"), *rate_notes(gap.verdict for gap in view))
    notes += tuple(_without_class(view))
    return table_of("missing", say("title.missing"), columns, rows, data, groups=tuple(groups), notes=notes)


def _without_class(view: Missing) -> Iterator[str]:
    """Which indicators no reference class tells of, by the reason."""
    reasons: dict[str, list[str]] = {}
    for gap in view:
        if gap.without_class is not None:
            reasons.setdefault(words(gap.without_class), []).append(words(gap.verdict.indicator.name))
    for reason, names in reasons.items():
        yield say("reference.without", names=listed(dict.fromkeys(names)), reason=reason)


def _missing_row(gap: Gap) -> tuple[Cell, ...]:
    verdict = gap.verdict
    reason = f"{word_of(verdict)}{say('colon')}{briefly(verdict)}"
    return (
        reference(verdict, "#missing"),
        years(gap.due) or DASH,
        str(gap.last) if gap.last else say("never"),
        number(gap.short_by) if gap.short_by else DASH,
        say("needs.outcome") if verdict.assessable else reason,
        one_figure_cell(gap.one_figure),
        rate_cell(verdict.base_rate),
    )


def _missing_for(gap: Gap) -> Table:
    """What is missing for one target: which years, since when, how many more a model needs, from whom, and why no class tells.

    What it holds up and what a figure would do stands on the card of the target.
    """
    verdict = gap.verdict
    pairs: list[tuple[str, Cell]] = [
        (say("fact.due"), years(gap.due) or say("none")),
        (say("fact.last_figure"), str(gap.last) if gap.last else say("never")),
        (say("fact.for_a_model"), number(gap.short_by) if gap.short_by else ""),
        (say("fact.supplier"), words(gap.supplier) or say("supplier.unknown")),
        (say("reference.fact"), say("reference.no_class", reason=gap.without_class) if gap.without_class else ""),
    ]
    if verdict.status == "recorded":
        pairs = [(say("fact.due"), say("needs.nothing"))]
    title = say("title.missing_for", name=verdict.indicator.name)
    notes = (say("note.supplier"), *((say("request.how"),) if gap.due else ()), *rate_notes((verdict,)))
    return facts("missing", title, pairs, _gap_data(gap), notes=notes)


def _gap_data(gap: Gap) -> dict[str, Any]:
    one = [{"effect": one.effect, "years": one.years} for one in gap.one_figure]
    told = {"target": gap.verdict.key, "due": gap.due, "last": gap.last, "short_by": gap.short_by}
    return {
        **told,
        "one_figure": one,
        "base_rate": rate_data(gap.verdict.base_rate),
        "without_class": gap.without_class,
    }


def aims_table(assessment: Assessment) -> Table:
    """What the plan states without a number: recorded, never scored."""
    aims = [verdict for verdict in assessment if verdict.status == "recorded"]
    rows = [(reference(one), words(one.target.statement), one.target.locator) for one in aims]
    columns = (say("column.aim"), say("column.statement"), say("column.clause"))
    data = [{"target": one.key, "deadline": one.target.deadline, "locator": one.target.locator} for one in aims]
    return table_of("stated_aims", say("title.aims"), columns, rows, data, notes=() if rows else (say("note.no_aims"),))


def kind_table(view: ByKind) -> Table:
    """The verdicts on all targets of one kind: central estimate, gap, what is required, reason."""
    assessment, kind = view.assessment, view.kind
    if not KINDS[kind].scored:
        return aims_table(assessment)
    verdicts = list(view)
    rows: list[tuple[Cell, ...]] = []
    for verdict in verdicts:
        said = word(verdict, assessment)
        rows.append(
            (
                reference(verdict),
                target_cell(verdict, assessment.plan),
                latest_cell(verdict),
                f"{about(verdict)}\n{said}" if verdict.status == "estimated" else said,
                _estimate_cell(verdict, assessment),
                words(verdict.reason, assessment.plan),
            )
        )
    columns = (
        say("column.indicator"), say("column.target"), Column(say("column.latest"), "whole"), say("column.result"),
        say("column.estimate"), say("column.reason"),
    )  # fmt: skip
    title = f"{say(f'kind.{kind}').capitalize()}{say('colon')}{say(f'event.{kind}')}"
    kept, cells = without_empty(columns, rows)
    data = [verdict_data(verdict) for verdict in verdicts]
    notes = evidence_notes(verdicts) if rows else (say("note.no_kind"),)
    return table_of(f"targets.{kind}", title, kept, cells, data, notes=notes)


def _estimate_cell(verdict: Verdict, assessment: Assessment) -> str:
    """Central estimate, band and gap of the deciding quantity, and what it takes from here; a line each."""
    if verdict.central is None:
        return DASH
    lines = [say("estimate.value" if verdict.decided_by_figures else "estimate.central", amount=central_cell(verdict))]
    if band_cell(verdict) != DASH:
        lines.append(say("band.eighty", band=band_cell(verdict)))
    if verdict.gap is not None and verdict.gap != verdict.central:
        lines.append(say("estimate.gap", amount=gap_cell(verdict)))
    if told := need(verdict, assessment.as_of, assessment.plan):
        late = "_past" if too_late(verdict, assessment.as_of) else ""
        margin = verdict.required is not None and verdict.required.kind == "margin"
        lines.append(told if margin else say(f"estimate.required{late}", need=told))
    return "\n".join(lines)
