"""What is at risk, what must be done, and which figures are wanted most: a line each."""

from __future__ import annotations

from collections.abc import Iterable

from shkplan.assessment.at_risk import AtRisk
from shkplan.assessment.to_do import Step, ToDo
from shkplan.assessment.verdict import Verdict
from shkplan.assessment.wanted import WantedFigure, WantedFigures
from shkplan.base.units import difference
from shkplan.display.language import code, listed, quantity, rounded, say, words, years
from shkplan.display.tables.base import Cell, Column, Reference, Table, table_of
from shkplan.display.tables.laid_out import LaidOut, as_html, as_text, leading, paragraph, spoken_in
from shkplan.display.verdicts import about, briefly, evidence_notes, need, past, percents, word_code

_FEW = 3  # targets that a step names


# At risk ----------------------------------------------------------------------------------------------------------------


def risk_table(view: AtRisk) -> Table:
    """Each target that is missed or estimated below one half: how probable, on what evidence, and why."""
    assessment, some = view.assessment, list(view)
    rows = [
        (reference(one), probability_cell(one), code("rests_word", one.evidence), why_at_risk(one)) for one in some
    ]
    columns = (
        say("risk.target"), Column(say("column.probability"), "whole"), Column(say("all_targets.evidence"), "whole"), say("risk.why"),
    )  # fmt: skip
    data = [{"target": one.key, "prob": one.prob, "evidence": one.evidence, "word": word_code(one), "central": one.central,
             "wanted": one.wanted, "models": ends_of(one), "missing": one.estimated} for one in some]  # fmt: skip
    if rows:
        return table_of("at_risk", say("risk.title"), columns, rows, data, notes=evidence_notes(some))
    told = say("risk.none", count=len(assessment.assessed), total=len(assessment.scored))
    made = table_of("at_risk", say("risk.title"), columns, rows, data, notes=(told,))
    return LaidOut(**{**vars(made), "layout": paragraph("shk-note", told)})


def reference(verdict: Verdict, anchor: str = "") -> Reference:
    """The name of an indicator, leading to its page."""
    return Reference(words(verdict.indicator.name), f"indicator/{verdict.indicator.id}{anchor}")


def ends_of(verdict: Verdict) -> tuple[float, float] | None:
    """The least and the greatest probability of the models; None where nothing is estimated, or only one answers."""
    spread = verdict.within.spread(verdict.key) if verdict.within is not None else None
    return None if spread is None else (spread.low, spread.high)


def range_words(verdict: Verdict) -> str:
    """The range over the models in words, such as "models 15-23 %"; empty where there is none."""
    ends = ends_of(verdict)
    return "" if ends is None else say("risk.models", range=percents(*ends))


def probability_cell(verdict: Verdict) -> str:
    """The estimated probability with the range over models; of what is decided the word."""
    if verdict.status != "estimated":
        return say(f"word.{word_code(verdict)}")
    return "\n".join(part for part in (about(verdict), range_words(verdict)) if part)


def why_at_risk(verdict: Verdict) -> str:
    """Where the deciding quantity lies against what is wanted, and which years have no figure."""
    if verdict.decided_by_figures or verdict.central is None:
        return words(verdict.reason, verdict.plan)
    told = [_against(verdict)]
    if gone := past(verdict, verdict.as_of):
        told.append(say("risk.lacking", years=years(gone)))
    return say("semicolon").join(told)


def _against(verdict: Verdict) -> str:
    values, unit = verdict.reason.values, verdict.unit
    if verdict.target.compared is not None and {"own", "reference"} <= set(values):
        ends = {name: quantity(rounded(values[name], "%"), "%") for name in ("own", "reference")}
        return say("risk.pace", **ends)
    if verdict.wanted == 0 and verdict.gap is not None:
        return say("risk.moved", central=quantity(rounded(verdict.central, unit, sign=True), difference(unit)))
    shown = {name: quantity(rounded(getattr(verdict, name), unit), unit) for name in ("central", "wanted")}
    return say("risk.against", **shown)


# To do ------------------------------------------------------------------------------------------------------------------


def todo_table(view: ToDo) -> Table:
    """The steps that change most, each with the targets it changes."""
    every = list(view)
    told = [(_sentence(step), _names(step)) for step in every]
    columns, title = (say("todo.column"), say("todo.targets")), say("todo.title")
    rows = [(as_text(sentence), as_text(names)) for sentence, names in told]
    data = [{"kind": step.kind, "targets": [one.key for one in step.verdicts], "decides": [one.key for one in step.decides],
             "supplier": step.supplier, "lacks": step.lacks, "required": [_required(one) for one in step.verdicts]} for step in every]  # fmt: skip
    made = table_of("todo", title, columns, rows, data, notes=() if every else (say("todo.none"),), headed=False)
    return LaidOut(**{**vars(made), "layout": _steps(told) if told else made._repr_html_()})


def _required(verdict: Verdict) -> float | None:
    return verdict.required.value if verdict.required is not None else None


def _steps(told: Iterable[tuple[str, str]]) -> str:
    items = (f"<li><strong>{as_html(sentence)}</strong> {as_html(names)}</li>" for sentence, names in told)
    return f'<ol class="shk-steps"{spoken_in()}>{"".join(items)}</ol>'


def _sentence(step: Step) -> str:
    if step.kind == "path":
        (verdict,) = step.verdicts
        return say("todo.path", need=need(verdict, verdict.as_of, verdict.plan))
    if step.kind == "plan":
        one = len(step.verdicts) == 1
        return say("todo.plan_one" if one else "todo.plan", lacks=say(f"lacks.{step.lacks}"), count=len(step.verdicts))
    effect = _effect(step)
    if step.supplier is None:
        return say("todo.ask_nobody", effect=effect)
    return say("todo.ask", office=words(step.supplier), effect=effect)


def _effect(step: Step) -> str:
    """What the figures of an office change, the strongest first; not more than two things."""
    told, decided = [], step.decides
    if decided:
        risky, one = sum(verdict.at_risk for verdict in decided), len(decided) == 1
        sentence = say("todo.decides_one" if one else "todo.decides", count=len(decided))
        told.append(say("todo.at_risk_one" if one else "todo.at_risk", told=sentence, count=risky) if risky else sentence)
    for change, key in (("judgeable", "judged"), ("own", "better"), ("updates", "updated")):
        if count := sum(one.change == change for one in step.wanted):
            told.append(say(f"todo.{key}_only" if key == "judged" and not told else f"todo.{key}", count=count))
    return say("semicolon").join(told[:2])


def _names(step: Step) -> str:
    """The targets of a step, each leading to its page, with the years asked for and what would have to be."""
    by_key = {one.verdict.key: one for one in step.wanted}
    named = [_named(one, by_key.get(one.key)) for one in step.verdicts[:_FEW]]
    rest = len(step.verdicts) - len(named)
    told = listed(named + ([say("todo.more", count=rest)] if rest else [])) + say("stop").strip()
    needs = [need(one, one.as_of, one.plan) for one in step.decides if one.at_risk]
    if step.kind == "figures" and needs and needs[0]:
        told += (" " if say("stop").endswith(" ") else "") + say("todo.would_need", need=needs[0])
    return told


def _named(verdict: Verdict, wanted: WantedFigure | None) -> str:
    name = leading(words(verdict.indicator.name), f"indicator/{verdict.indicator.id}")
    if wanted is None:
        return name
    if wanted.years:
        return say("todo.named", name=name, years=years(wanted.years))
    return say("todo.named_more", name=name, count=wanted.more) if wanted.more else name


# Wanted -----------------------------------------------------------------------------------------------------------------


def wanted_table(view: WantedFigures) -> Table:
    """The most wanted figures: which, of which years, whose, and what they would change."""
    every = list(view)
    rows: list[tuple[Cell, ...]] = [
        (
            reference(one.verdict, "#missing"),
            _which(one),
            words(one.supplier) or say("supplier.unknown"),
            say(f"wanted.{one.change}"),
        )
        for one in every
    ]
    columns = (say("column.indicator"), Column(say("wanted.years"), "whole"), say("wanted.from"), say("wanted.change"))
    data = [{"target": one.verdict.key, "years": one.years, "more": one.more, "change": one.change,
             "supplier": one.supplier} for one in every]  # fmt: skip
    notes = () if every else (say("wanted.none"),)
    made = table_of("wanted", say("wanted.title"), columns, rows, data, notes=notes)
    return LaidOut(**{**vars(made), "layout": _wanted_list(every) if every else made._repr_html_()})


def _which(one: WantedFigure) -> str:
    if one.years:
        return years(one.years)
    return say("wanted.any_year") if one.more == 1 else say("wanted.any_years", count=one.more)


def _wanted_list(every: Iterable[WantedFigure]) -> str:
    items = []
    for one in every:
        name = leading(words(one.verdict.indicator.name), f"indicator/{one.verdict.indicator.id}#missing")
        what = say("todo.named", name=name, years=_which(one)) if one.years else f"{name}{say('in_brackets', what=_which(one))}"
        change = say(f"wanted.{one.change}")
        office = words(one.supplier)
        line = say("wanted.line" if office else "wanted.line_nobody", what=what, office=office, change=change)
        items.append(f"<li>{as_html(line)}</li>")
    return f'<ol class="shk-steps"{spoken_in()}>{"".join(items)}</ol>'
