"""What is at risk, what must be done, and which figures are wanted most: a line each."""

from __future__ import annotations

from collections.abc import Iterable

from shkplan.assessment.at_risk import AtRisk
from shkplan.assessment.to_do import Step, ToDo
from shkplan.assessment.verdict import Verdict
from shkplan.assessment.wanted import WantedFigure, WantedFigures
from shkplan.base.units import difference
from shkplan.display.language import code, listed, number, quantity, rounded, say, words, years
from shkplan.display.plain_words import sentence_case, who_and_whom
from shkplan.display.tables.assessment import leading_name, reference
from shkplan.display.tables.base import Cell, Column, Table, table_of
from shkplan.display.tables.laid_out import LaidOut, as_html, as_text, in_a_row, laid_out, paragraph, spoken_in, strong
from shkplan.display.verdicts import SIGNS, about, need, past, percents, sign_of, word_code

_FEW = 3  # targets that a step names
_STEPS = ".shk-steps.shk-steps{font-size:.95em;line-height:1.5;margin:0 0 .8rem;padding-left:1.5em}.shk-steps.shk-steps li{margin:0 0 .3rem}"


# At risk ----------------------------------------------------------------------------------------------------------------


def risk_table(view: AtRisk) -> Table:
    """Each target that is missed or estimated below one half: how probable, on what evidence, and why."""
    assessment, some = view.assessment, list(view)
    rows = [(reference(one), probability_cell(one), code("rests_word", one.evidence), why_at_risk(one)) for one in some]
    columns = (
        say("risk.target"), Column(say("column.probability"), "whole"), Column(say("all_targets.evidence"), "whole"), say("risk.why"),
    )  # fmt: skip
    data = [{"target": one.key, "prob": one.prob, "evidence": one.evidence, "word": word_code(one), "central": one.central,
             "wanted": one.wanted, "models": ends_of(one), "missing": one.estimated} for one in some]  # fmt: skip
    if rows:
        return table_of("at_risk", say("risk.title"), columns, rows, data)
    told = say("risk.none", count=len(assessment.assessed), total=len(assessment.scored))
    made = table_of("at_risk", say("risk.title"), columns, rows, data, notes=(told,))
    return laid_out(made, paragraph("shk-note", told), LaidOut)


def ends_of(verdict: Verdict) -> tuple[float, float] | None:
    """The least and the greatest probability of the models; None where nothing is estimated, or only one answers."""
    spread = verdict.within.spread(verdict.key) if verdict.within is not None else None
    return None if spread is None else (spread.low, spread.high)


def range_words(verdict: Verdict) -> str:
    """The range over the models in words, such as "models 15-23 %"; empty where there is none."""
    ends = ends_of(verdict)
    return "" if ends is None else say("risk.models", range=percents(*ends))


def plainly(verdict: Verdict) -> str:
    """The estimated probability, and what it rests on where not on own figures alone; of what is decided the word."""
    if verdict.status != "estimated":
        return say(f"group.{verdict.group}")
    weak = code("weak", verdict.evidence) if verdict.evidence in SIGNS else ""
    return say("comma").join(part for part in (without_sign(verdict), weak) if part)


def without_sign(verdict: Verdict) -> str:
    """The estimated probability; what it rests on stands beside it in words."""
    return about(verdict).removesuffix(sign_of(verdict))


def probability_cell(verdict: Verdict) -> str:
    """The estimated probability with the range over models; of what is decided the word."""
    if verdict.status != "estimated":
        return say(f"word.{word_code(verdict)}")
    models = range_words(verdict)
    return f"{without_sign(verdict)}{say('in_brackets', what=models) if models else ''}"


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
        return say("risk.pace", whom=who_and_whom(verdict)["whom"], **ends)
    if verdict.wanted == 0 and verdict.gap is not None:
        return say("risk.moved", central=quantity(rounded(verdict.central, unit, sign=True), difference(unit)))
    central, wanted = verdict.central or 0.0, verdict.wanted or 0.0
    if verdict.target.falls and central < 0:
        return say("risk.fall", central=quantity(rounded(-central, unit), unit), wanted=quantity(number(-wanted), unit))
    return say("risk.against", central=quantity(rounded(central, unit), unit), wanted=quantity(number(wanted), unit))


# To do ------------------------------------------------------------------------------------------------------------------


def todo_table(view: ToDo) -> Table:
    """The steps that change most, each with the targets it changes."""
    every = list(view)
    told = [_sentence(step) for step in every]
    data = [{"kind": step.kind, "targets": [one.key for one in step.verdicts], "decides": [one.key for one in step.decides],
             "supplier": step.supplier, "lacks": step.lacks, "required": [_required(one) for one in step.verdicts]} for step in every]  # fmt: skip
    notes = () if every else (say("todo.none"),)
    rows = [(f"{at}.", as_text(one)) for at, one in enumerate(told, 1)]
    made = table_of("todo", say("todo.title"), ("", say("todo.column")), rows, data, notes=notes)
    return laid_out(made, _in_order(told) if told else made._repr_html_(), LaidOut)


def _required(verdict: Verdict) -> float | None:
    return verdict.required.value if verdict.required is not None else None


def _in_order(told: Iterable[str]) -> str:
    """Sentences as a numbered list."""
    items = "".join(f"<li>{as_html(one)}</li>" for one in told)
    return f'<style>{_STEPS}</style>\n<ol class="shk-steps"{spoken_in()}>{items}</ol>'


def _sentence(step: Step) -> str:
    """What to do, for which targets, and what that changes."""
    names, one = _names(step), len(step.verdicts) == 1
    if step.kind == "path":
        (verdict,) = step.verdicts
        told = need(verdict, verdict.as_of, verdict.plan)
        return sentence_case(say("todo.path", name=strong(names), chance=plainly(verdict), need=told))
    if step.kind == "plan":
        lacks = strong(say(f"lacks.{step.lacks}"))
        return say("todo.plan_one" if one else "todo.plan", lacks=lacks, count=len(step.verdicts), names=names)
    if step.supplier is None:
        told = say("todo.ask_nobody", names=names, effect=_effect(step))
    else:
        told = say("todo.ask", office=strong(words(step.supplier)), names=names, effect=_effect(step))
    needs = ((one.indicator.name, need(one, one.as_of, one.plan)) for one in step.decides if one.at_risk)
    would = next((say("todo.would_need", name=name, need=takes) for name, takes in needs if takes), "")
    return in_a_row(part for part in (told, would) if part)


def _effect(step: Step) -> str:
    """The most that the figures of an office change, and the next."""
    told, decided = [], step.decides
    if decided:
        risky, one = sum(verdict.at_risk for verdict in decided), len(decided) == 1
        sentence = say("todo.decides_one" if one else "todo.decides", count=len(decided))
        told.append(
            say("todo.at_risk_one" if one else "todo.at_risk", told=sentence, count=risky) if risky else sentence
        )
    counts = ((change, sum(one.change == change for one in step.wanted)) for change in ("judgeable", "own", "updates"))
    told += [say(f"todo.{change}", count=count) for change, count in counts if count]
    return say("semicolon").join(told[:2])


def _names(step: Step) -> str:
    """The targets of a step, each leading to its page, with the years asked for."""
    by_key = {one.verdict.key: one for one in step.wanted}
    named = [_named(one, by_key.get(one.key)) for one in step.verdicts[:_FEW]]
    rest = len(step.verdicts) - len(named)
    return listed(named) + (say("todo.more", count=rest) if rest else "")


def _named(verdict: Verdict, wanted: WantedFigure | None) -> str:
    name = leading_name(verdict)
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
    notes = (say("request.how"),) if every else (say("wanted.none"),)
    made = table_of("wanted", say("wanted.title"), columns, rows, data, notes=notes)
    shown = "\n".join([_in_order(map(_line, every)), *(paragraph("shk-note", one) for one in notes)])
    return laid_out(made, shown if every else made._repr_html_(), LaidOut)


def _which(one: WantedFigure) -> str:
    if one.years:
        return years(one.years)
    return say("wanted.any_year") if one.more == 1 else say("wanted.any_years", count=one.more)


def _line(one: WantedFigure) -> str:
    """A wanted figure in a sentence."""
    name = leading_name(one.verdict, "#missing")
    which = _which(one)
    what = say("todo.named", name=name, years=which) if one.years else f"{name}{say('in_brackets', what=which)}"
    office, change = words(one.supplier), say(f"wanted.{one.change}")
    return sentence_case(
        say("wanted.line" if office else "wanted.line_nobody", what=what, office=office, change=change)
    )
