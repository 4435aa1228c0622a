"""What changed about figures: what we corrected in them, and what was published of one year after another."""

from __future__ import annotations

from typing import Any

from shkplan.base.units import difference
from shkplan.display.language import code, listed, number, published, quantity, region, say, span, words
from shkplan.display.tables.base import Cell, Column, Table, table_of
from shkplan.display.tables.evidence import citation, figure_data, marks, value_cell
from shkplan.evidence.corrections import Corrected
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.evidence.vintages import Revision, Revisions
from shkplan.register.plan import Plan


def corrections_table(observations: Observations) -> Table:
    """Every correction in force: the figure as published, as used, why, and who says so since when."""
    plan = observations.plan
    rows = [_corrected_row(one, plan) for one in observations.corrected]
    columns = (
        say("column.indicator"), Column(say("column.year"), "whole"), say("column.as_published"), say("column.as_used"),
        say("column.why"), say("column.who_since"), say("column.source"),
    )  # fmt: skip
    data = [_corrected_data(one) for one in observations.corrected]
    notes = (say("note.corrections") if rows else say("note.no_corrections"),)
    return table_of("corrections", say("title.corrections"), columns, rows, data, notes=notes)


def _corrected_row(one: Corrected, plan: Plan) -> tuple[Cell, ...]:
    before, after, why = one.published, one.used, one.correction
    indicator = plan[before.indicator]
    whose = say("title.indicator", name=indicator.name, region=region(before.region, plan))
    used = say("correction.drop")
    if after is not None:
        told = [value_cell(after, indicator)]
        told += [span(after.period)] if after.period != before.period else []
        told += [str(after.published)] if after.published != before.published else []
        told += [code("status", after.status)] if after.status != before.status else []
        told += [after.basis] if after.basis != before.basis else []
        told += [marks(after)] if after.mark else []
        used = listed(told)
    who = say("correction.by", author=why.author, date=why.date)
    return (
        whose,
        span(before.period),
        value_cell(before, indicator),
        used,
        words(why.reason),
        who,
        citation(before),
    )


def _corrected_data(one: Corrected) -> dict[str, Any]:
    why = one.correction
    return {
        "indicator": one.published.indicator,
        "region": one.published.region,
        "action": why.action,
        "author": why.author,
        "date": str(why.date),
        "published": figure_data(one.published),
        "used": figure_data(one.used) if one.used is not None else None,
    }


def revisions_table(found: Revisions) -> Table:
    """Years with different figures one a row; those whose figures agree are counted below."""
    observations, one_of = found.observations, found.indicator
    plan = observations.plan
    name, title, none = "revisions", say("title.revisions"), say("note.no_revisions")
    if one_of is not None:
        name, title = f"revisions.{one_of.id}", say("title.revisions_of", name=one_of.name)
        none = say("note.no_revisions_of", name=one_of.name)
    rows: list[tuple[Cell, ...]] = []
    for one in found.revised:
        whose = say("title.indicator", name=one.indicator.name, region=region(one.region, plan))
        picked = observations.series(one.indicator, one.region).value(one.year)
        rows.append(
            (
                whose,
                str(one.year),
                tuple(_release(figure, one) for figure in one.releases),
                change_cell(one),
                _in_use(one, picked),
            )
        )
    columns = (
        say("column.indicator"), Column(say("column.year"), "whole"), say("column.in_turn"),
        Column(say("column.revision"), "number"), Column(say("column.in_use"), "number"),
    )  # fmt: skip
    agreeing = len(found) - len(rows)
    notes = [say("note.revisions")] if rows else [none]
    notes += [say("note.confirmed", count=number(agreeing))] if agreeing else []
    return table_of(name, title, columns, rows, [revisions_data(one) for one in found], notes=tuple(notes))


def _release(figure: Observation, of: Revision) -> str:
    key = "revision.doubtful" if figure.doubtful else "revision.release"
    kind = code("source_kind", figure.source_kind)
    return say(key, amount=value_cell(figure, of.indicator), date=figure.published, source_kind=kind)


def change_cell(one: Revision) -> str:
    """The last figure less the first, with its sign and the unit of a difference."""
    change = round(one.change, 9)
    told = number(change, sign=True)
    return quantity(told, difference(one.indicator.unit)) if change else say("revision.same")


def _in_use(one: Revision, picked: float | None) -> str:
    return published(picked, one.indicator.precision)


def revisions_data(one: Revision) -> dict[str, Any]:
    """Every release of a year, with its value in the indicator's unit."""
    return {
        "indicator": one.indicator.id,
        "region": one.region,
        "year": one.year,
        "change": round(one.change, 9),
        "releases": [
            figure_data(figure) | {"in_unit": value} for figure, value in zip(one.releases, one.values, strict=True)
        ],
    }
