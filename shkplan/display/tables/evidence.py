"""What was published: figures with their sources, which of several was picked, what waits, what is doubtful."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from shkplan.base import units
from shkplan.display.language import DASH, between, code, listed, number, published, quantity, region, say, span, words
from shkplan.display.tables.base import Cell, Column, Hyperlink, Reference, Table, table_of
from shkplan.evidence.observation import Observation, rank
from shkplan.evidence.observations import Figures, Observations
from shkplan.evidence.series import AnnualSeries
from shkplan.register.plan import Indicator, Plan

_UNNAMED = ("", "不详")  # as files leave a publisher open
_RULE = ("doubtful", "source_kind", "status", "newest")  # the parts of shkplan.evidence.observation.rank, in its order


def figure_data(figure: Observation) -> dict[str, Any]:
    """Everything of a figure but its notes."""
    without = {"note_zh", "note_en", "mark"} | (set() if figure.source_copy else {"source_copy", "copy_sha256"})
    return figure.model_dump(mode="json", exclude=without) | {"mark": sorted(figure.mark)}


def value_cell(figure: Observation, of: Indicator | None = None) -> str:
    """A figure as it was published: with its bound, its unit and, for a range, what it tells of it.

    An exact figure of a year has the digits its indicator is published in, as in the yearly series.
    """
    yearly = figure.period.first == figure.period.last
    alike = of is not None and figure.unit == of.unit and figure.bound == "exact" and yearly
    amount = quantity(published(figure.value, of.precision if of is not None and alike else None), figure.unit)
    bounded = amount if figure.bound == "exact" else say(f"bound.{figure.bound}", amount=amount)
    return say(f"form.{figure.form}", amount=bounded) if figure.form in ("sum", "mean", "change") else bounded


def citation(figure: Observation) -> Cell:
    """Original title, publisher and date; a link where the address of the original is known, and one to the archived copy where one is kept."""
    day = say("date.assumed", date=figure.published) if figure.published_basis == "assumed" else str(figure.published)
    text = say(
        "citation",
        title=figure.source_title,
        publisher=say("unknown") if figure.publisher in _UNNAMED else figure.publisher,
        date=day,
    )
    kept = Reference(say("evidence.archived_copy"), figure.source_copy) if figure.source_copy else None
    return Hyperlink(text, figure.address, kept) if figure.address or kept else text


def within_words(figure: Observation, of: Indicator | None = None) -> str:
    """A figure of a year so far in one line: ``Jan–Sep 2026: 5.0 % (published 2026-10-19)``."""
    return say("within.said", period=span(figure.period), amount=value_cell(figure, of), date=figure.published)


def marks(figure: Observation) -> str:
    return listed(say(f"mark.{one}") for one in sorted(figure.mark))


# A series ---------------------------------------------------------------------------------------------------------------


def sources_table(series: AnnualSeries) -> Table:
    """The picking rule at work: years with several figures, the one picked, what decided, and the others."""
    several = series.sources.several
    rows = [(str(year), *_pick_row(picked, others, series.indicator)) for year, picked, others in several]
    columns = (
        Column(say("column.year"), "whole"),
        say("column.picked"),
        say("column.others"),
        say("column.decided_by"),
    )
    data = [_pick_data(series, *one) for one in several]
    title = say("title.sources", name=series.indicator.name, region=region(series.region, series.plan))
    notes = (say("note.rule") if rows else say("note.no_several"),)
    return table_of("sources", title, columns, rows, data, notes=notes)


def _pick_row(picked: Observation, others: list[Observation], of: Indicator) -> tuple[Cell, ...]:
    rest = tuple(f"{value_cell(figure, of)}{say('colon')}{_brief_source(figure)}" for figure in others)
    return (
        f"{value_cell(picked, of)}{say('colon')}{_brief_source(picked)}",
        rest,
        say(f"rule.{decided_by(picked, others[0])}"),
    )


def _brief_source(figure: Observation) -> str:
    cited = citation(figure)
    doubt = say("in_brackets", what=marks(figure)) if figure.mark else ""
    return f"{cited.text if isinstance(cited, Hyperlink) else cited}{doubt}"


def decided_by(picked: Observation, other: Observation) -> str:
    """Which part of the rule put one figure before another."""
    for name, mine, theirs in zip(_RULE, rank(picked), rank(other), strict=True):
        if mine != theirs:
            return name
    return "first"


def _pick_data(series: AnnualSeries, year: int, picked: Observation, others: list[Observation]) -> dict[str, Any]:
    return {
        "indicator": series.indicator.id,
        "region": series.region,
        "year": year,
        "picked": figure_data(picked),
        "others": [figure_data(figure) for figure in others],
        "decided_by": decided_by(picked, others[0]),
    }


def partial_table(series: AnnualSeries) -> Table:
    """Sums, means, bounds and rounded figures: evidence that does not enter the yearly series."""
    title = say("title.partial", name=series.indicator.name, region=region(series.region, series.plan))
    notes = () if series.partial else (say("note.no_partial", name=series.indicator.name),)
    return _figures_table("partial", title, series.partial, of=lambda _: series.indicator, notes=notes)


# Lists of figures ----------------------------------------------------------------------------------------------------


def _figures_table(
    name: str,
    title: str,
    figures: Iterable[Observation],
    *,
    of: Callable[[str], Indicator],
    plan: Plan | None = None,
    regional: bool = False,
    **more: Any,
) -> Table:
    """Figures one a row; with a plan also whose they are, where regions do not head groups of them already."""
    listed_figures = list(figures)
    shown = 0 if plan is None else 1 if regional else 2
    rows: list[tuple[Cell, ...]] = []
    for figure in listed_figures:
        whose = (words(plan[figure.indicator].name), region(figure.region, plan))[:shown] if plan else ()
        note = words(figure.note)
        said = f"{marks(figure)}{say('colon')}{note}" if figure.mark and note else marks(figure) or note
        value = value_cell(figure, of(figure.indicator))
        rows.append((*whose, span(figure.period), value, code("status", figure.status), said, citation(figure)))
    whose_columns: tuple[Column, ...] = (Column(say("column.indicator")), Column(say("column.region")))[:shown]
    columns: tuple[Column | str, ...] = (
        *whose_columns, Column(say("column.period"), "whole"), say("column.value"), Column(say("column.status"), "text"),
        say("column.remark"), say("column.source"),
    )  # fmt: skip
    return table_of(name, title, columns, rows, [figure_data(figure) for figure in listed_figures], **more)


def figures_table(value: Figures) -> Table:
    """Every published figure of an indicator, of all regions or of one."""
    observations, one, place = value.observations, value.indicator, value.region
    regions = (place,) if place else _in_order(observations, one)
    figures: list[Observation] = []
    groups = []
    for where in regions:
        groups.append((len(figures), region(where, observations.plan)))
        figures += sorted(observations.of(one, where), key=_by_year)
    title = say("title.figures", name=one.name)
    none = (
        say("note.no_figures_here", name=one.name, region=region(place, observations.plan))
        if place
        else say("note.no_figures", name=one.name)
    )
    notes = () if figures else (none,)
    return _figures_table(f"figures.{one.id}", title, figures, of=lambda _: one, groups=tuple(groups), notes=notes)


def _in_order(observations: Observations, one: Indicator) -> list[str]:
    """The regions with figures of an indicator: the plan's own, its references, its peers, any other."""
    order = {where: at for at, where in enumerate(observations.plan.places)}
    return sorted(observations.regions(one), key=lambda where: order.get(where, len(order)))


def _by_year(figure: Observation) -> tuple[Any, ...]:
    return (figure.period, rank(figure))


# All observations -----------------------------------------------------------------------------------------------------


def known_table(observations: Observations) -> Table:
    """How many years are known of each indicator, in the plan's region and its references."""
    plan = observations.plan
    places = (plan.region, *plan.references)
    rows: list[tuple[Cell, ...]] = []
    data, groups, last = [], [], ""
    for one in sorted(
        (*plan.indicators.values(), *plan.series.values()), key=lambda one: list(plan.domains).index(one.domain)
    ):
        series = {place: observations.series(one, place) for place in places}
        if not one.unit:
            continue
        if one.domain != last:
            groups.append((len(rows), words(plan.domains[one.domain])))
            last = one.domain
        rows.append((words(one.name), *(_span(series[place]) for place in places)))
        data.append(
            {"indicator": one.id}
            | {place: {"years": some.years, "partial": len(some.partial)} for place, some in series.items()}
        )
    columns = (say("column.indicator"), *(region(place, plan) for place in places))
    title = say("title.known", count=number(len(observations)))
    return table_of(
        "known",
        title,
        columns,
        rows,
        data,
        groups=tuple(groups),
        notes=(*examples_note(observations), say("note.known")),
    )


def examples_note(observations: Observations) -> tuple[str, ...]:
    """What is to be said of invented figures; nothing where there are none."""
    told = observations.about_examples
    return (words(told),) if told is not None else ()


def _span(series: AnnualSeries) -> str:
    waiting = say("known.partial", count=len(series.partial)) if series.partial else ""
    if not series.years:
        return waiting or DASH
    ends = f"{series.years[0]}{between()}{series.years[-1]}" if len(series) > 1 else str(series.years[0])
    counted = say("known.years", count=len(series), span=ends)
    return f"{counted}{say('semicolon')}{waiting}" if waiting else counted


def several_table(observations: Observations) -> Table:
    """Every year with several exact figures, in the plan's region and its references: picked, others, what decided."""
    rows: list[tuple[Cell, ...]] = []
    data, agreeing = [], 0
    for series in observations.all_series():
        for year, picked, others in series.sources.several:
            data.append(_pick_data(series, year, picked, others))
            if all(_alike(picked, other, series) for other in others):
                agreeing += 1
                continue
            whose = say("title.indicator", name=series.indicator.name, region=region(series.region, series.plan))
            rows.append((whose, str(year), *_pick_row(picked, others, series.indicator)))
    columns = (
        say("column.indicator"), Column(say("column.year"), "whole"), say("column.picked"), say("column.others"),
        say("column.decided_by"),
    )  # fmt: skip
    notes = [say("note.agreeing", count=agreeing)] if agreeing else []
    notes = [*notes, say("note.rule")] if rows else [say("note.no_several"), *notes]
    return table_of("several", say("title.several"), columns, rows, data, notes=tuple(notes))


def _alike(one: Observation, other: Observation, series: AnnualSeries) -> bool:
    """Whether two figures tell the same, in the unit of the series."""
    mine, theirs = (units.convert(figure.value, figure.unit, series.indicator.unit) for figure in (one, other))
    return math.isclose(mine, theirs, rel_tol=1e-9)


def doubtful_table(observations: Observations) -> Table:
    """Figures marked doubtful, and figures that start a new basis."""
    plan = observations.plan
    order = {where: at for at, where in enumerate(plan.places)}
    figures = [figure for figure in observations if figure.mark]
    figures.sort(
        key=lambda figure: (order.get(figure.region, len(order)), figure.region, figure.indicator, figure.period)
    )
    groups = {figure.region: at for at, figure in reversed(list(enumerate(figures)))}
    headings = tuple(sorted((at, region(where, plan)) for where, at in groups.items()))
    notes = () if figures else (say("note.no_doubtful"),)
    return _figures_table(
        "doubtful",
        say("title.doubtful"),
        figures,
        of=plan.__getitem__,
        plan=plan,
        regional=True,
        groups=headings,
        notes=notes,
    )


def held_back_table(observations: Observations) -> Table:
    """Figures published only after the day of the report."""
    figures = sorted(observations.held_back, key=lambda figure: (figure.published, figure.region, figure.indicator))
    title = say("title.held_back", date=observations.date or DASH, count=number(len(figures)))
    plan = observations.plan
    notes = () if figures else (say("note.none_held_back"),)
    return _figures_table("held_back", title, figures, of=plan.__getitem__, plan=plan, notes=notes)


def assumed_table(observations: Observations) -> Table:
    """How many publication dates were assumed, by kind of source."""
    counts = Counter((figure.source_kind, figure.published_basis) for figure in observations)
    kinds = list(dict.fromkeys(figure.source_kind for figure in sorted(observations, key=rank)))
    rows = [
        (code("source_kind", kind), number(counts[kind, "stated"]), number(counts[kind, "assumed"])) for kind in kinds
    ]
    columns = (
        say("column.source_kind"), Column(say("column.date_stated"), "number"), Column(say("column.date_assumed"), "number"),
    )  # fmt: skip
    data = {kind: {"stated": counts[kind, "stated"], "assumed": counts[kind, "assumed"]} for kind in kinds}
    return table_of("assumed", say("title.assumed"), columns, rows, data, notes=(say("note.assumed"),))
