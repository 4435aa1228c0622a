"""What each office is asked for, and what each figure is for."""

from __future__ import annotations

from collections.abc import Iterator

from shkplan.assessment.requests import RequestedFigure, Requests
from shkplan.assessment.views import Gap
from shkplan.display.language import say, unit, words, years
from shkplan.display.tables.base import Cell, Column, Reference, Table, table_of
from shkplan.display.verdicts import target_words
from shkplan.register.plan import Plan


def requests_table(requests: Requests) -> Table:
    """An office a group, an indicator a row: years, unit, what it is for."""
    rows: list[tuple[Cell, ...]] = []
    groups, data = [], []
    plan = requests.assessment.plan
    for office in requests:
        groups.append((len(rows), words(office.office) if office.office else say("supplier.unknown")))
        for one in office.figures:
            name = Reference(words(one.indicator.name), f"indicator/{one.indicator.id}#missing")
            rows.append((name, years(one.years), unit(one.indicator.unit), uses_of(one, plan)))
            data.append({"office": office.office, "indicator": one.indicator.id, "years": one.years})
    columns = (
        say("column.indicator"), Column(say("request.years"), "whole"), say("request.unit"), say("request.use"),
    )  # fmt: skip
    title = say("request.title", as_of=requests.assessment.as_of)
    notes = (say("request.how"),) if rows else (say("request.none"),)
    return table_of("requests", title, columns, rows, data, groups=tuple(groups), notes=notes)


def uses_of(figure: RequestedFigure, plan: Plan) -> tuple[str, ...]:
    """What the figures of an indicator are for: which target, and what they do to its verdict."""
    return tuple(dict.fromkeys(line for gap in figure.gaps for line in _uses(figure, gap, plan)))


def _uses(figure: RequestedFigure, gap: Gap, plan: Plan) -> Iterator[str]:
    target = gap.verdict.target
    yield say("request.target", target=target_words(target, plan, figure.indicator.id), clause=target.locator)
    if figure.base_year is not None:
        yield say("request.baseline", year=figure.base_year)
        return
    effects = [say(f"one_figure.{one.effect}", years=years(one.years)) for one in gap.one_figure]
    yield from effects
    if gap.due and not effects:
        yield say(f"request.together{'_one' if len(gap.due) == 1 else ''}", years=years(gap.due))
    if gap.short_by > 1:
        yield say("request.for_a_model", count=gap.short_by)
