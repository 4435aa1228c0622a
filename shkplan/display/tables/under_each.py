"""Which scenarios are compared, and which the figures of the day leave no room for."""

from __future__ import annotations

from shkplan.assessment.scenarios.under_each import Tried, UnderEach
from shkplan.base.errors import DataError
from shkplan.base.messages import Said, said
from shkplan.display.language import say, words, years
from shkplan.display.setting import spoken
from shkplan.display.tables.base import Cell, Column, Table, table_of


def under_each_table(every: UnderEach) -> Table:
    """A row a scenario: its title, what it asks, whether it is used or why not; a sentence where the plan has none."""
    rows = [_row(one) for one in every.tried]
    data = [{"scenario": one.id, "used": one.under is not None} for one in every.tried]
    columns = (
        say("under_each.scenario"),
        say("column.years"),
        Column(say("under_each.asks"), "long"),
        say("under_each.state"),
    )
    notes = () if rows else (say("under_each.none"),)
    return table_of("under_each", say("under_each.title"), columns, rows, data, notes=notes)


def _row(one: Tried) -> tuple[Cell, ...]:
    return words(one.title), years(one.years), words(one.scenario.description), _state(one)


def _state(one: Tried) -> Cell:
    """That it is used, or each thing that leaves no room for it."""
    if one.why is None:
        return say("under_each.used")
    if one.published:
        told = ((words(name), years(some)) for name, some in one.published)
        return tuple(say("under_each.published", name=name, years=when) for name, when in told)
    if not isinstance(one.why, DataError):
        return say("under_each.left_out", why=spoken(one.why))
    return tuple(say("under_each.left_out", why=spoken(_wrong(mistake))) for mistake in one.why.mistakes)


def _wrong(mistake: object) -> Said:
    """A mistake without the place in its file, which nobody who reads a page has before him."""
    return said("{where}: found {found}, expected {expected}", **vars(mistake))
