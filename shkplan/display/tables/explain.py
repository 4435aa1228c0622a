"""From the clause to the number: one target step by step, as a table in a notebook and as plain lines in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from shkplan.assessment.evaluation.explanation import Explanation, UnusedFigure, UsedFigure
from shkplan.base.lines import wrapped
from shkplan.base.messages import Message
from shkplan.display.language import (
    code,
    listed,
    number,
    published,
    quantities,
    quantity,
    region,
    rounded,
    say,
    span,
    words,
    years,
)
from shkplan.display.setting import page_languages
from shkplan.display.tables.base import Cell, Hyperlink, Reference, Table, table_of
from shkplan.display.tables.evidence import citation
from shkplan.display.tables.yardsticks import SYMBOLS, computed
from shkplan.display.verdicts import probability_in_full, rests_on, target_words, word_of
from shkplan.evidence.observation import Observation
from shkplan.forecast.projection import Projection
from shkplan.register.names import named

_Rows = Iterator[tuple[str, Cell]]
WIDTH = 100  # columns of a terminal


def explanation_table(found: Explanation) -> Table:
    """What stands under each of ten heads, each with what it is."""
    verdict, plan = found.verdict, found.assessment.plan
    heads = (
        ("clause", _clause), ("used", _used), ("unused", _unused), ("implied", _implied), ("model", _model), ("law", _law),
        ("verdict", _verdict), ("gauges", _gauges), ("official", _official), ("versions", _versions),
    )  # fmt: skip
    rows: list[tuple[str, Cell]] = []
    groups = []
    for name, told in heads:
        if some := [row for row in told(found) if row[1]]:
            groups.append((len(rows), say(f"explain.{name}")))
            rows += some
    title = say("explain.title", name=words(verdict.indicator.name), region=region(verdict.region, plan))
    return table_of(
        "explanation", title, ("", ""), rows, _data(found), groups=tuple(groups), notes=(say("explain.note"),)
    )


def explained(found: Explanation) -> str:
    """The same as lines that fit a terminal: heads, and below each what is what."""
    table = explanation_table(found)
    starts, lines = dict(table.groups), [table.title]
    for at, (name, cell) in enumerate(table.rows):
        if at in starts:
            lines += ["", starts[at]]
        told = _plain(cell)
        label = f"  {_plain(name)[0]}{say('colon')}"
        if len(told) > 1:
            lines.append(label.rstrip())
        for one in told:
            first, *more = wrapped(one if len(told) > 1 else f"{label}{one}", WIDTH - 6)
            lines += [f"    - {first}" if len(told) > 1 else first, *(f"      {line.strip()}" for line in more)]
    notes = [line for note in table.notes for line in wrapped(note, WIDTH)]
    return "\n".join([*lines, "", *notes])


def _plain(cell: Cell) -> tuple[str, ...]:
    if isinstance(cell, Hyperlink):
        return (f"{cell.text} {cell.address}",)
    return (cell.text,) if isinstance(cell, Reference) else cell if isinstance(cell, tuple) else (cell,)


# The parts --------------------------------------------------------------------------------------------------------------


def _clause(found: Explanation) -> _Rows:
    verdict, plan = found.verdict, found.assessment.plan
    target, goal, (version, of) = verdict.target, found.goal, found.version
    yield say("explain.plan"), f"{words(plan.title)}{say('in_brackets', what=target.locator)}"
    yield say("fact.statement"), words(target.statement)
    yield say("explain.asked"), target_words(target, plan, verdict.indicator.id)
    yield say("fact.kind"), f"{say(f'kind.{target.kind}')}{say('colon')}{say(f'event.{target.kind}')}"
    if isinstance(goal, Message):
        yield say("explain.threshold"), words(goal, plan) if target.scored else ""
    else:
        told = f"{words(goal.quantity, plan)}{say('colon')}{quantity(number(goal.threshold), goal.unit)}"
        yield say("explain.threshold"), told
    yield say("explain.years"), years(target.deciding(verdict.indicator)) if target.scored else ""
    yield say("explain.approved"), say("explain.version", number=version, of=of, date=str(target.approved))
    yield (
        say("revised.why" if version > 1 else "fact.reading"),
        words(target.note),
    )  # of a later version its note says why it came


def _used(found: Explanation) -> _Rows:
    if not found.used:
        yield say("explain.none_used"), say("explain.no_figure")
    for one in found.used:
        yield _year(found, one), _told(one)


def _year(found: Explanation, one: UsedFigure) -> str:
    if one.series.indicator.id == found.verdict.indicator.id and one.series.region == found.verdict.region:
        return say("explain.year", year=one.year)
    plan = found.assessment.plan
    return say(
        "explain.whose", year=one.year, name=words(one.series.indicator.name), region=region(one.series.region, plan)
    )


def _told(one: UsedFigure) -> Cell:
    amount = quantity(published(one.value, one.series.indicator.precision), one.series.indicator.unit)
    roles = listed(say(f"explain_role.{role}") for role in one.roles)
    return _with_source(say("explain.value", amount=amount, roles=roles), one.figure)


def _with_source(told: str, figure: Observation) -> Cell:
    source = citation(figure)
    address = source.address if isinstance(source, Hyperlink) else ""
    whole = say("explain.from_source", told=told, source=source.text if isinstance(source, Hyperlink) else str(source))
    return Hyperlink(whole, address) if address else whole


def _unused(found: Explanation) -> _Rows:
    if not found.unused and found.used:
        yield say("explain.none_used"), say("explain.every_used")
    for one in found.unused:
        yield span(one.figure.period), _not_used(one)


def _not_used(one: UnusedFigure) -> Cell:
    figure = one.figure
    amount = quantity(number(figure.value), figure.unit)
    return _with_source(say("explain.value", amount=amount, roles=words(one.why)), figure)


def _implied(found: Explanation) -> _Rows:
    unit = found.verdict.indicator.unit
    for one in found.implied:
        low, high = quantities([rounded(end, unit) for end in (one.low, one.high)], unit)
        median = quantity(rounded(one.median, unit), unit)
        yield say("explain.year", year=one.year), say("explain.implied_year", median=median, low=low, high=high)
    if not found.implied and found.projections:
        yield say("explain.none_used"), say("explain.implied_none")


def _model(found: Explanation) -> _Rows:
    plan = found.assessment.plan
    for own in found.projections:
        whose = say(
            "in_brackets",
            what=f"{region(own.series.region, plan)}{say('colon').strip()}{words(own.series.indicator.name)}",
        )
        mine = own is found.projections[0]
        yield say("explain.name"), f"{say(f'model.{own.model}')}{'' if mine else whose}"
        yield say("explain.chosen"), _chosen(found, own) if mine else ""
        yield say("explain.parameters"), _parameters(own)
    if found.projections:
        settings = found.assessment.settings
        yield say("explain.drawing"), say("explain.drawn", paths=settings.n_paths, seed=str(settings.seed))
    yield say("explain.assumed"), tuple(words(one, plan) for one in found.verdict.assumptions)


def _chosen(found: Explanation, own: Projection) -> str:
    one, a = found.verdict.indicator, found.assessment
    if (one.id, found.verdict.region) in a.own:
        return say("explain.own_projection")
    if own.dependence is not None:
        return say("explain.beside")
    if own.borrowed is not None:
        return say("explain.by_class")
    return say(f"explain.auto_{one.measure}") if a.settings.model == "auto" else say("explain.asked_for")


def _parameters(own: Projection) -> str:
    if not own.used or own.dependence is not None or own.ratio is not None or own.supposed:
        return ""
    fit = own.fit
    told = {"n": len(own.used), "first": str(own.used[0]), "last": str(own.used[-1]), "link": fit.link or "–"}
    return words(Message("explain.figures_of_fit", {**told, "scale": float(fit.scale), "df": float(fit.df)}))


def _law(found: Explanation) -> _Rows:
    verdict = found.verdict
    yield say("explain.quantity"), words(verdict.quantity, found.assessment.plan)
    if not found.quantiles:
        yield say("explain.central"), say("explain.no_law" if verdict.assessable else "explain.no_law_open")
    for prob, value in found.quantiles.items():
        name = say("explain.central") if prob == 0.5 else say("explain.quantile", prob=100 * prob)
        yield name, quantity(rounded(value, verdict.unit), verdict.unit)


def _verdict(found: Explanation) -> _Rows:
    verdict, plan = found.verdict, found.assessment.plan
    yield say("fact.word"), word_of(verdict)
    yield say("explain.probability"), probability_in_full(verdict) if verdict.assessable else ""
    yield say("explain.how"), _computed(found)
    yield say("explain.evidence"), rests_on(verdict) if verdict.assessable and verdict.status == "estimated" else ""
    yield say("fact.reason"), words(named(verdict.reason, plan.names), plan)


def _computed(found: Explanation) -> str:
    verdict = found.verdict
    if not verdict.assessable:
        return ""
    if verdict.decided_by_figures:
        return say("explain.by_figures")
    if verdict.status == "supposed":
        return say("explain.by_claims")
    if found.hits is not None:
        k, m = found.hits
        plain = abs((k + 0.5) / (m + 1) - (verdict.prob or 0)) < 1e-12
        return say("explain.counted" if plain else "explain.counted_weighed", k=k, m=m, prob=verdict.prob)
    goal = found.goal
    threshold = "" if isinstance(goal, Message) else quantity(number(goal.threshold), goal.unit)
    return say("explain.by_law", year=str(verdict.target.deadline), threshold=threshold)


def _gauges(found: Explanation) -> _Rows:
    row = found.gauged
    others = [one for one in row or () if one.yardstick != "probability"]
    for one in others:
        lines = computed(one, found.assessment.plan)
        told = lines if isinstance(lines, tuple) else (str(lines),)
        if one.speaks:
            head = f"{SYMBOLS[one.scale]} {say(f'gauge.{one.yardstick}.{one.status}')}"
            yield say(f"gauge_name.{one.yardstick}"), (f"{head}{say('semicolon')}{told[0]}", *told[1:])
    for why in dict.fromkeys(one.reason for one in others if one.reason is not None):
        names = listed(say(f"gauge_name.{one.yardstick}") for one in others if one.reason == why)
        yield names, f"{code('common_scale', 'silent')}{say('semicolon')}{words(why, found.assessment.plan)}"


def _official(found: Explanation) -> _Rows:
    one = found.official
    if one is not None:
        yield say("explain.word"), words(one.said)
        yield say("explain.why"), words(one.reason, found.assessment.plan)
        yield say("explain.rule"), words(found.assessment.official.rule.sentence)


def _versions(found: Explanation) -> _Rows:
    if not page_languages():  # a page tells it once, in its head
        yield say("explain.as_of"), str(found.assessment.as_of)
    every = found.versions.items()
    yield (
        say("explain.libraries"),
        listed(say("explain.library", name=name, version=version) for name, version in every),
    )


def _data(found: Explanation) -> dict[str, object]:
    verdict = found.verdict
    return {
        "target": found.key, "version": found.version, "prob": verdict.prob, "prob_se": verdict.prob_se, "basis": verdict.basis,
        "used": [{"indicator": one.series.indicator.id, "region": one.series.region, "year": one.year, "value": one.value,
                  "roles": one.roles} for one in found.used],
        "unused": [{"period": str(one.figure.period), "value": one.figure.value, "why": one.why} for one in found.unused],
        "quantiles": {f"{prob:g}": value for prob, value in found.quantiles.items()}, "hits": found.hits,
    }  # fmt: skip
