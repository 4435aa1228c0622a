"""What a figure is: its unit, its prices and its number; or why it is none, and which cell to look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from shkplan.base import units
from shkplan.base.messages import said
from shkplan.base.typed import quoted
from shkplan.register.plan import Indicator, PriceBasis
from shkplan.workspace.readers.yearbook.block import Entry
from shkplan.workspace.readers.yearbook.cells import (
    is_blank,
    note_mark,
    number_of,
    unit_of,
    without_letter,
    without_marks,
    year_unit,
)
from shkplan.workspace.readers.yearbook.facts import TableFacts
from shkplan.workspace.readers.yearbook.headings import is_growth, name_of, prices_of
from shkplan.workspace.readers.yearbook.lines import Above
from shkplan.workspace.readers.yearbook.remarks import Remarks
from shkplan.workspace.readers.yearbook.spots import Spot, in_quotes


@dataclass(frozen=True)
class Unfit:
    """Why a figure is none: the cell to look at, and what is wrong there."""

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


# Prices ---------------------------------------------------------------------------------------------------------------

_OF_GROWTH = re.compile(r"增|速度|指数|比上年")


def prices_told(lines: Iterable[Spot]) -> tuple[PriceBasis, Spot] | None:
    """The prices that title and notes tell of all levels of a table; None where they tell of none, or of both."""
    told: dict[PriceBasis, Spot] = {}
    for spot in lines:
        if not note_mark(spot.text):
            for clause in re.split(r"[，,；;。]", spot.text):
                if (basis := prices_of(clause)) and not _OF_GROWTH.search(clause):
                    told.setdefault(basis, spot)
    return next(iter(told.items())) if len(told) == 1 else None


def prices_for(
    entry: Entry, indicator: Indicator, told: tuple[PriceBasis, Spot] | None, facts: TableFacts
) -> PriceBasis | Unfit:
    """The prices of a figure; a contradiction where the table says another than the facts, or than the plan."""
    spots = (*entry.row, *entry.column, entry.section)
    headed = next(((basis, spot) for spot in spots if (basis := prices_of(spot.text))), None)
    given = facts.price_basis or indicator.price_basis
    if indicator.price_basis == "none" or indicator.measure == "growth":
        return headed[0] if headed else given
    if headed and facts.price_basis and headed[0] != facts.price_basis:
        expected = said(
            "{given}, as {entry} says in the facts about the table", given=facts.price_basis, entry="price_basis:"
        )
        remedy = said("One of the two is wrong: correct or remove {entry}.", entry="price_basis:")
        return Unfit(headed[1], in_quotes(headed[1].text), expected, remedy)
    if told and not headed and told[0] != given:
        expected = said("prices of {name} as the facts or the plan say: {basis}", name=indicator.name.zh, basis=given)
        remedy = said(
            "Write price_basis: {basis} in the facts, or pass over the line with skip: [{text}].",
            basis=told[0],
            text=told[1].text,
        )
        return Unfit(told[1], in_quotes(told[1].text), expected, remedy)
    return headed[0] if headed else given


# Number ---------------------------------------------------------------------------------------------------------------

# What such letters mean as a rule, to be said by whoever knows.
_USUAL = {
    "r": ("修订数", "revised"),
    "p": ("初步数", "preliminary"),
    "e": ("预计数", "estimate"),
    "f": ("预计数", "estimate"),
}


def value_of(cell: Spot, unit: str, remarks: Remarks) -> tuple[float, str] | Unfit | None:
    """The number of a cell and its unit; None where a mark that a note explains stands in place of a number."""
    if cell.area:  # a figure of several years or rows is of none of them
        found = said("{value} in the merged cells {area}", value=quoted(cell.text), area=cell.area)
        expected = said("a figure of one year, one region and one indicator")
        remedy = said("Unmerge the cells and write the figure where it belongs.")
        return Unfit(replace(cell, where=f"cell {cell.area.partition(':')[0]}"), found, expected, remedy)
    text, mark = without_marks(cell.text)
    if not text and remarks.explains(mark):
        return None
    number, letter = without_letter(text)
    value = number_of(number if remarks.explains(letter) else text, unit) if text else None
    if value is not None:
        return value
    expected = said("a number in {unit}, or a dash or dots where none was published", unit=unit)
    return Unfit(cell, quoted(cell.text), expected, _remedy(text, letter))


def _remedy(text: str, letter: str) -> str:
    if not text:
        return said(
            "A number in brackets may be negative, or a footnote: write -5, or a dash where none was published."
        )
    if letter:
        return said(
            "Say what {letter} means: in a note below the table ({letter} 为{meaning}), or with marks: {{{letter}: {status}}} in "
            "the facts.",
            letter=letter,
            meaning=_USUAL.get(letter.lower(), _USUAL["r"])[0],
            status=_USUAL.get(letter.lower(), _USUAL["r"])[1],
        )
    return said("Write digits only; a figure that is about, at least or in words is entered as a row of its own.")
