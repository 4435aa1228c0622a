"""The prices in which a figure is: by its headings, the facts, the notes of its table, or as the indicator is defined."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shkplan.base.messages import said
from shkplan.register.plan import Indicator, PriceBasis
from shkplan.workspace.readers.yearbook.block import Entry
from shkplan.workspace.readers.yearbook.cells import note_mark
from shkplan.workspace.readers.yearbook.facts import TableFacts
from shkplan.workspace.readers.yearbook.headings import prices_of
from shkplan.workspace.readers.yearbook.spots import Spot, in_quotes
from shkplan.workspace.readers.yearbook.unit import Unfit

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
