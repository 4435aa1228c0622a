"""Where the lines of a table and the facts about it say different things: told once, never decided here."""

from __future__ import annotations

from collections.abc import Iterator

from shkplan.base import units
from shkplan.base.errors import Mistake
from shkplan.base.messages import said
from shkplan.base.typed import suggested
from shkplan.register.plan import Indicator, Plan
from shkplan.workspace.readers.yearbook.block import Block
from shkplan.workspace.readers.yearbook.cells import periods_in, unit_of
from shkplan.workspace.readers.yearbook.facts import TableFacts
from shkplan.workspace.readers.yearbook.headings import name_of, of_goals
from shkplan.workspace.readers.yearbook.layout import part_of_year
from shkplan.workspace.readers.yearbook.lines import Told
from shkplan.workspace.readers.yearbook.names import Names
from shkplan.workspace.readers.yearbook.spots import Spot, in_quotes


def contradictions(block: Block, names: Names, facts: TableFacts, plan: Plan, shown: str) -> Iterator[Mistake]:
    """What the lines above a table and the facts say differently."""
    above = block.above
    for one in above.told:
        if one.key == "region" and one.value:
            yield from _region(one, names, facts, plan, shown)
        elif one.key == "indicator" and one.value and facts.indicator:
            found = names.indicator([Spot(one.value, one.spot.where)])
            if isinstance(found, Indicator) and found.id != facts.indicator:
                yield _differs(shown, one.spot, "indicator", facts.indicator)
    yield from _units(block, facts, shown)
    for title in above.titles:
        if names.foreign(title.text) and not _own_regions(block, names):
            yield _differs(shown, title, "region", facts.region)
    if facts.year and above.years and facts.year not in {year.number for year in above.years}:
        yield _differs(shown, next(iter(above.years.values())), "year", facts.year)
    yield from _goals(block, shown)
    yield from _time(block, shown)
    part = above.part_of_year
    if part is not None and any(entry.year.month == 12 for entry in block.entries):
        yield part_of_year(shown, part)
    if facts.region and block.entries and (spot := _elsewhere(block, names, facts.region)):
        expected = said("{given}, as {entry} says in the facts about the table", given=facts.region, entry="region:")
        remedy = said("No row is of that region. Correct region: in the facts, or remove it.")
        yield Mistake(shown, spot.place, in_quotes(spot.text), expected, remedy)


def _region(one: Told, names: Names, facts: TableFacts, plan: Plan, shown: str) -> Iterator[Mistake]:
    found = names.region(Spot(one.value, one.spot.where))
    if facts.region and found != facts.region:
        yield _differs(shown, one.spot, "region", facts.region)
    elif found is None:
        otherwise = said(
            "Add the region to the plan, or say with names: {{{value}: ...}} which region of the plan it is.",
            value=one.value,
        )
        remedy = suggested(one.value, list(plan.regions), otherwise)
        yield Mistake(shown, one.spot.place, in_quotes(one.spot.text), said("a region of {plan}", plan=plan.id), remedy)


def _units(block: Block, facts: TableFacts, shown: str) -> Iterator[Mistake]:
    """The unit of a line, or in the brackets of 指标：, beside the units of the facts."""
    stated = [(unit_of(one.value), one.spot) for one in block.above.of("unit")]
    stated += [(name_of(one.value).unit, one.spot) for one in block.above.of("indicator")]
    stated += [(name_of(spot.text).unit, spot) for spot in block.above.titles if spot.text.rstrip()[-1:] in ")）]"]
    stated = [(unit, spot) for unit, spot in stated if unit]
    if len({unit for unit, _ in stated}) != 1:
        return
    unit, spot = stated[0]
    if facts.unit and facts.unit != unit and units.joined(facts.unit, unit):
        yield _differs(shown, spot, "unit", facts.unit)
    for id_, other in facts.units.items():
        if other != unit and units.joined(other, unit):
            yield _differs(shown, spot, f"units.{id_}", other)


def _goals(block: Block, shown: str) -> Iterator[Mistake]:
    """A title of goals, whose table looks like one of figures."""
    for title in filter(lambda one: of_goals(one.text), block.above.titles):
        expected = said("a title of what was measured")
        remedy = said(
            "Goals belong into the plan, not among the figures. If these were measured, pass over the line with skip: [{text}].",
            text=title.text,
        )
        yield Mistake(shown, title.place, in_quotes(title.text), expected, remedy)


def _time(block: Block, shown: str) -> Iterator[Mistake]:
    """A line 时间：2018年 above a table that has no such year."""
    there = {entry.year.number for entry in block.entries}
    for one in block.above.of("time"):
        named = {year.number for year in periods_in(one.value)}
        if there and len(named) == 1 and not named & there:
            expected = said("the years of the table: {years}", years=sorted(there))
            remedy = said("Correct the line or the headings, or pass over it with skip: [{text}].", text=one.spot.text)
            yield Mistake(shown, one.spot.place, in_quotes(one.spot.text), expected, remedy)


def _own_regions(block: Block, names: Names) -> bool:
    """Whether each figure has a region in its headings, so that none takes that of the facts."""
    return bool(block.entries) and all(
        any(map(names.region, (*entry.row, *entry.column, entry.section))) for entry in block.entries
    )


def _elsewhere(block: Block, names: Names, region: str) -> Spot | None:
    """The heading of a region where each figure has one, and none is that of the facts."""
    found: dict[str, Spot] = {}
    for entry in block.entries:
        spots = [*entry.row, *entry.column, entry.section]
        named = {one: spot for spot in spots if spot.filled and (one := names.region(spot))}
        if not named:
            return None
        found |= named
    return None if region in found else next(iter(found.values()))


def _differs(shown: str, spot: Spot, entry: str, given: object) -> Mistake:
    expected = said("{given}, as {entry} says in the facts about the table", given=given, entry=f"{entry}:")
    remedy = said(
        "One of the two is wrong: correct or remove {entry}, or pass over the line with skip: [{text}].",
        entry=f"{entry}:", text=spot.text,
    )  # fmt: skip
    return Mistake(shown, spot.place, in_quotes(spot.text), expected, remedy)
