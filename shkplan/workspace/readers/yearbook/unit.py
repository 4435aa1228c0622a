"""The unit of a figure, by what stands nearest to it: over its column, beside its row, in the facts, above the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shkplan.base import units
from shkplan.base.messages import said
from shkplan.base.typed import quoted
from shkplan.register.plan import Indicator
from shkplan.workspace.readers.yearbook.block import Entry
from shkplan.workspace.readers.yearbook.cells import is_blank, unit_of, year_unit
from shkplan.workspace.readers.yearbook.facts import TableFacts
from shkplan.workspace.readers.yearbook.headings import is_growth, name_of
from shkplan.workspace.readers.yearbook.lines import Above
from shkplan.workspace.readers.yearbook.spots import Spot


@dataclass(frozen=True)
class Unfit:
    """Why a figure has no unit: the cell to look at, and what is wrong there."""

    spot: Spot
    found: str
    expected: str
    remedy: str


def unit_for(entry: Entry, indicator: Indicator, above: Above, facts: TableFacts) -> str | Unfit:
    """The unit of a figure of an indicator, or why there is none.

    Two units beside one row, or units of the facts that another unit of the table contradicts, are told: between 亿元 and
    万元 nobody chooses.
    """
    stated, own = _stated(entry), facts.units.get(indicator.id, "")
    wrong = next(_contradictions(entry, indicator, stated, own), None)
    if wrong is not None:
        return wrong
    spot, name = next(iter(entry.row), entry.cell), indicator.name.zh
    lines, told = above.of("unit"), above.of("indicator")
    line = unit_of(lines[0].value) if len(lines) == 1 else ""
    bracket = name_of(told[0].value).unit if len(told) == 1 else ""
    fits = line if line and units.joined(line, indicator.unit) else ""  # 价值量单位：万元 says nothing of persons
    unit = next(filter(None, (stated, own, fits, bracket, facts.unit, line)), "")
    if not unit:
        found = said("unit {unit}", unit="、".join(one.value for one in lines)) if lines else said("no unit")
        remedy = said(
            "Add units: {{{id}: {unit}}} with the unit of the table, or unit: for all rows.",
            id=indicator.id, unit=indicator.unit,
        )  # fmt: skip
        return Unfit(spot, found, said("the unit of {name}", name=name), remedy)
    if not indicator.unit or not units.joined(unit, indicator.unit):
        remedy = said("Check that the row is {name}; if it is, correct the unit.", name=name)
        expected = said("a unit that converts to {unit}", unit=indicator.unit)
        return Unfit(spot, said("{name} in {unit}", name=spot.text, unit=unit), expected, remedy)
    return unit


def _contradictions(entry: Entry, indicator: Indicator, stated: str, own: str) -> Iterator[Unfit]:
    spot = next(iter(entry.row), entry.cell)
    for one in entry.units:
        if not unit_of(one.text) and not is_blank(one.text):
            expected = said("a unit that is known, such as {unit}", unit=indicator.unit)
            remedy = said("Correct the unit, or pass over the row with skip: [...].")
            yield Unfit(one, quoted(one.text), expected, remedy)
    beside = {name_of(one.text).unit for one in entry.row} | {unit_of(one.text) for one in entry.units}
    if len(beside - {""}) > 1:
        expected = said("one unit beside {name}", name=indicator.name.zh)
        remedy = said("Correct the one that is wrong, or pass over the row with skip: [...].")
        yield Unfit(spot, said("{units}", units=sorted(beside - {""})), expected, remedy)
    if stated and own and stated != own and units.joined(stated, own):
        words = {"entry": f"units.{indicator.id}:"}
        expected = said("{given}, as {entry} says in the facts about the table", given=own, **words)
        remedy = said("One of the two is wrong: correct or remove {entry}.", **words)
        yield Unfit(spot, said("{name} in {unit}", name=spot.text, unit=stated), expected, remedy)


def _stated(entry: Entry) -> str:
    """The unit in the headings of a figure: that over its column goes before that beside its row."""
    if unit := year_unit(entry.heading.text):
        return unit
    for spot in (*entry.column[::-1], *entry.row[::-1], *entry.units):
        if unit := unit_of(spot.text) or name_of(spot.text).unit:
            return unit
        if is_growth(spot.text):
            return "%"
    return name_of(entry.section.text).unit or ("%" if is_growth(entry.section.text) else "")
