"""Tables as statistics yearbooks print them: years as columns (or rows), names in Chinese, footnotes, units in brackets.

What such a table cannot say of itself stands in a small file beside it, named like the table with ``.yaml`` behind
(``gdp.xlsx.yaml``)::

    region: 沙河口区               # of figures whose headings name no region
    status: final                 # estimate, preliminary, final or revised
    published: 2024-11-30
    source_title: 某某统计年鉴2024   # may be left out where the table ends with 资料来源：...
    publisher: 某某统计局
    source_kind: yearbook or bulletin
    indicator: economy.gdp        # of a table that only its title names
    unit: 亿元                     # of rows for which the table names none
    names: {全区生产总值: economy.gdp}   # names that the plan does not use
    statuses: {2023: preliminary}  # of single years, where it is another
    skip: others                  # or a list: headings passed over on purpose

Nothing is scaled: a figure keeps the unit it was printed in. What is not understood is told, not passed over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field, ValidationError, field_validator

from shkplan.base import units
from shkplan.base.errors import DataError, Mistake, Place
from shkplan.base.typed import Location, Misfit, Record, quoted, suggested
from shkplan.evidence.classification import own_form
from shkplan.evidence.observation import Form, Observation, SourceKind, Status
from shkplan.files import paths
from shkplan.files.grid import read_grid
from shkplan.files.records import Filed, mistakes_of, typed
from shkplan.files.yaml import Document, read_yaml
from shkplan.register.plan import Indicator, Plan, PriceBasis
from shkplan.register.targets import Unit
from shkplan.workspace.readers.yearbook.cells import (
    compared,
    is_blank,
    name_of,
    note_mark,
    number_of,
    prices_of,
    source_line,
    unit_of,
    without_marks,
)
from shkplan.workspace.readers.yearbook.layout import Entry, Layout, Spot, lay_out

_WHOLE = {"绝对数", "总量", "数值", "指标", "指标值"}  # headings beside 增速 that change nothing of the name
_WANTED = {  # entries without which no figure can be recorded
    "status": ("what the figures are: estimate, preliminary, final or revised", "status: final"),
    "published": ("the day of publication", "published: 2024-11-30"),
    "publisher": ("who published it", "publisher: 某某统计局"),
    "source_kind": ("yearbook or bulletin, work report, press or encyclopedia", "source_kind: yearbook or bulletin"),
}
_OTHERS = "Name it in names: {...: id}, or pass over it with skip: [...] or skip: others."


class TableFacts(Filed, Record):
    """What a wide table does not say of itself; the entries of the file beside it."""

    holds: ClassVar = (
        "no entries", "facts about the table",
        "Write status: ..., published: ..., publisher: ..., source_kind: ... below each other.",
    )  # fmt: skip

    status: Status
    published: dt.date
    publisher: str = Field(min_length=1)
    source_kind: SourceKind
    region: str = ""
    indicator: str = ""
    published_basis: Literal["stated", "assumed"] = "stated"
    source_title: str = ""
    address: str = ""
    sheet: str = ""
    unit: Unit | Literal[""] = ""
    units: dict[str, Unit] = Field(default_factory=dict)
    statuses: dict[int, Status] = Field(default_factory=dict)
    names: dict[str, str] = Field(default_factory=dict)
    skip: tuple[str, ...] = ()
    form: Form | None = None
    price_basis: PriceBasis | None = None
    basis: str = ""
    note_zh: str = ""
    note_en: str = ""

    @classmethod
    def place(cls, document: Document, location: Location) -> Place:
        """The entry, on its line where it stands in the file: it may have been given otherwise, or lack."""
        line = f"line {document.line(location)}" if location[:1] and location[0] in document.content else ""
        return Place(document.file, line, ".".join(map(str, location)) or "whole file")

    @field_validator("skip", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        if isinstance(value, str) and value != "others":
            raise Misfit("others, or a list of headings", f"Write [{value}].")
        return (value,) if isinstance(value, str) else value


def read_wide_table(path: Path, plan: Plan, **given: Any) -> list[Observation]:
    """The figures of a table with years as columns or rows, each knowing the cell it stands in.

    Args:
        path: the table, .csv or .xlsx; the facts about it stand in ``<path>.yaml`` beside it.
        plan: whose indicators and regions the headings name, in Chinese, in English or by id.
        given: facts that take the place of those in the file beside; see :class:`TableFacts`.

    Raises:
        DataError: file, facts, headings or figures that are not understood; all of them at once.
    """
    shown = paths.shown(path)
    facts = _facts(path, given)
    layout = lay_out(read_grid(path, facts.sheet))
    title = facts.source_title or next(filter(None, map(source_line, layout.notes)), "")
    wrong = list(_unfit_facts(facts, title, plan, shown))
    if wrong:
        raise DataError(wrong)
    reader = _Reader(shown, plan, facts.model_copy(update={"source_title": title}), layout)
    figures = list(reader.figures())
    if reader.mistakes:
        raise DataError(list(dict.fromkeys(reader.mistakes)))
    return figures


def facts_file(path: Path) -> Path:
    """The file beside a table that says what the table does not; where it is there, the table is a wide one."""
    return path.with_name(f"{path.name}.yaml")


def _facts(path: Path, given: Mapping[str, Any]) -> TableFacts:
    """What the file beside the table and the call say together."""
    beside = facts_file(path)
    try:
        document = read_yaml(beside) if beside.is_file() else Document(paths.shown(beside), {})
        return typed(document, TableFacts, {key: one for key, one in given.items() if one is not None})
    except DataError as error:
        raise DataError([_spelled_out(mistake) for mistake in error.mistakes]) from None


def _spelled_out(mistake: Mistake) -> Mistake:
    """What to write for an entry that is missing, for somebody who has never seen such a file."""
    wanted = _WANTED.get(mistake.where) if mistake.found == "nothing" else None
    return replace(mistake, expected=wanted[0], remedy=f"Add the line {wanted[1]}") if wanted else mistake


def _unfit_facts(facts: TableFacts, title: str, plan: Plan, shown: str) -> Iterator[Mistake]:
    told, known = f"{shown}.yaml", [*plan.indicators, *plan.series]
    if not title:
        remedy = "Add source_title, or end the table with a line 资料来源：..."
        yield Mistake(told, "source_title", "nothing", "the title of the source", remedy)
    if facts.region and facts.region not in plan.regions:
        remedy = suggested(facts.region, list(plan.regions), "Correct it, or add the region to the plan.")
        yield Mistake(told, "region", quoted(facts.region), f"a region of {plan.id}", remedy)
    for entry, ids in (
        ("indicator", filter(None, [facts.indicator])),
        ("names", facts.names.values()),
        ("units", facts.units),
    ):
        for one in ids:
            if one not in known:
                remedy = suggested(one, known, "Correct it.")
                yield Mistake(told, entry, quoted(one), f"the id of an indicator of {plan.id}", remedy)


class _Reader:
    """The headings of one table against the names of a plan; collects what is not understood."""

    def __init__(self, shown: str, plan: Plan, facts: TableFacts, layout: Layout) -> None:
        self.shown, self.plan, self.facts, self.layout = shown, plan, facts, layout
        self.mistakes: list[Mistake] = []
        self.indicators = _known_names(plan, facts)
        self.regions = {compared(name): one for one in plan.regions for name in (one, plan.regions[one].en)}
        self.skipped = {name_of(name).text for name in facts.skip} | {compared(name) for name in facts.skip}
        self.by_region = any(self._region(entry.section) for entry in layout.entries)
        self.notes = {mark: line for line in layout.notes if (mark := note_mark(line))}

    def figures(self) -> Iterator[Observation]:
        for spot in self.layout.others:
            if not self._passed_over(spot):
                self._wrong(spot, "a year, as in 2015 or 2015年", "Pass over it with skip: [...] or skip: others.")
        first: dict[tuple[str, str, int], Spot] = {}
        for entry in self.layout.entries:
            indicator = self._indicator(entry) if self._in_section(entry.section) else None
            if indicator is None or is_blank(without_marks(entry.cell.text)[0]):
                continue
            found = self._figure(entry, indicator)
            if found is None:
                continue
            earlier = first.setdefault((found.indicator, found.region, entry.year), entry.cell)
            if earlier is not entry.cell:
                remedy = "Pass over one of the headings with skip: [...]."
                expected = f"one figure of {found.indicator} for {found.region} in {entry.year}"
                self._wrong(entry.cell, expected, remedy, found=f"another beside {earlier.where}")
            yield found

    def _indicator(self, entry: Entry) -> Indicator | None:
        """What row and column together name; None where they are passed over, or nobody knows them."""
        row = [spot for spot in entry.row if self._names_something(spot)]
        chinese = [spot for spot in row if any(ord(char) > 0x2E80 for char in spot.text)]
        column = [spot for spot in entry.column if self._names_something(spot)]
        # Of several names of a row the innermost counts, and the Chinese before its translation.
        spots = [*(chinese or row)[-1:], *(spot for spot in column if name_of(spot.text).text not in _WHOLE)]
        names = [name_of(spot.text).text for spot in spots] or [compared(self.facts.indicator)]
        found = self.indicators.get("".join(names))
        if found is None and not self.skipped.intersection(names):
            self._unknown(spots, entry)
        return None if self.skipped.intersection(names) else found

    def _in_section(self, section: Spot) -> bool:
        """Whether the rows below a heading are wanted: where one heading names a region, all of them have to."""
        if not self.by_region or not section.filled or self._region(section):
            return not section.filled or name_of(section.text).text not in self.skipped
        if not self._passed_over(section):
            remedy = "Add the region to the plan, or pass over it with skip: [...] or skip: others."
            self._wrong(section, f"a region of {self.plan.id}, as other headings between the rows name", remedy)
        return False

    def _names_something(self, spot: Spot) -> bool:
        return not unit_of(spot.text) and self._region(spot) is None

    def _unknown(self, spots: list[Spot], entry: Entry) -> None:
        if not spots:
            self._wrong(
                entry.cell,
                "an indicator's name before the figures",
                "Name it, or add indicator: ... to the facts.",
                found="none",
            )
        elif "others" not in self.facts.skip:
            known = [name for one in (*self.plan.indicators, *self.plan.series) for name in _names(self.plan[one])]
            name = "".join(name_of(spot.text).text for spot in spots)
            found, remedy = quoted("，".join(spot.text for spot in spots)), suggested(name, known, _OTHERS)
            self._wrong(spots[0], f"the name or id of an indicator of {self.plan.id}", remedy, found=found)

    def _passed_over(self, spot: Spot) -> bool:
        return "others" in self.facts.skip or name_of(spot.text).text in self.skipped

    def _figure(self, entry: Entry, indicator: Indicator) -> Observation | None:
        text, mark = without_marks(entry.cell.text)
        region = next((one for spot in (*entry.row, *entry.column) if (one := self._region(spot))), None)
        region = region or self._region(entry.section) or self.facts.region
        unit = self._unit(entry, indicator)
        if not region:
            self._wrong(entry.cell, "a region", "Add region: ... to the file of facts beside the table.", found="none")
        if not unit or not region:
            return None
        value = number_of(text, unit)
        if value is None:
            remedy = "Write digits only; a figure that is about, at least or in words is entered as a row of its own."
            self._wrong(entry.cell, f"a number in {unit}, or a dash or dots where none was published", remedy)
            return None
        facts = self.facts
        notes = self._notes(entry, mark)
        try:
            return Observation(
                indicator=indicator.id, region=region, period=entry.year,
                form=facts.form or own_form(indicator), bound="exact",
                value=value[0], unit=value[1], price_basis=self._price_basis(entry, indicator), basis=facts.basis,
                status=facts.statuses.get(entry.year, facts.status), published=facts.published, published_basis=facts.published_basis,
                source_title=facts.source_title, publisher=facts.publisher, source_kind=facts.source_kind,
                address=facts.address, note_zh=notes[0], note_en=notes[1], place=Place(self.shown, entry.cell.where),
            )  # fmt: skip
        except ValidationError as error:
            place = Place(self.shown, entry.cell.where)
            self.mistakes += mistakes_of(error, lambda at: place.below(str(at[0])) if at else place)
            return None

    def _unit(self, entry: Entry, indicator: Indicator) -> str:
        """The unit of a figure, by what stands nearest to it; empty, and told, where none fits."""
        headings = (*entry.column[::-1], *entry.row[::-1])  # 增速（%） over a column goes before 亿元 beside the row
        stated = [unit_of(spot.text) or name_of(spot.text).unit for spot in headings]
        line = unit_of(self.layout.units[0]) if len(self.layout.units) == 1 else ""
        unit = next(filter(None, (*stated, self.facts.units.get(indicator.id), line, self.facts.unit)), "")
        spot = next((spot for spot in entry.row), entry.cell)
        if not unit:
            remedy = (
                f"Add units: {{{indicator.id}: {indicator.unit}}} with the unit of the table, or unit: for all rows."
            )
            told = f"unit {'、'.join(self.layout.units)}" if self.layout.units else "no unit"
            self._wrong(spot, f"the unit of {indicator.name.zh}", remedy, found=told)
        elif not indicator.unit or not units.joined(unit, indicator.unit):
            remedy = f"Check that the row is {indicator.name.zh}; if it is, correct the unit."
            self._wrong(spot, f"a unit that converts to {indicator.unit}", remedy, found=f"{spot.text} in {unit}")
            return ""
        return unit

    def _price_basis(self, entry: Entry, indicator: Indicator) -> PriceBasis:
        """As the headings say it (当年价, 不变价), else as the facts, else as the indicator is defined."""
        said = "".join(spot.text for spot in (*entry.row, *entry.column))
        return prices_of(said) or self.facts.price_basis or indicator.price_basis

    def _notes(self, entry: Entry, mark: str) -> tuple[str, str]:
        """The notes of a figure: those of the facts, and the footnotes that its marks point to."""
        headings = (*entry.row, *entry.column, entry.heading)
        marks = list(dict.fromkeys(filter(None, (mark, *(without_marks(spot.text)[1] for spot in headings)))))
        zh = [self.notes[one].rstrip("。") if one in self.notes else f"原表标有“{one}”" for one in marks]
        en = [
            f"footnote of the table: {self.notes[one].rstrip('。')}" if one in self.notes else f"marked {one}"
            for one in marks
        ]
        return (
            "；".join(filter(None, [self.facts.note_zh, *zh])),
            "; ".join(filter(None, [self.facts.note_en, *en])),
        )

    def _region(self, spot: Spot) -> str | None:
        return self.regions.get(name_of(spot.text).text) or self.regions.get(compared(spot.text))

    def _wrong(self, spot: Spot, expected: str, remedy: str, *, found: str | None = None) -> None:
        self.mistakes.append(Mistake(self.shown, spot.where, found or quoted(spot.text), expected, remedy))


def _names(indicator: Indicator) -> tuple[str, str, str]:
    return indicator.name.zh, indicator.name.en, indicator.id


def _known_names(plan: Plan, facts: TableFacts) -> dict[str, Indicator]:
    """Every spelling of an indicator's name, those of the facts before those of the plan."""
    every = (*plan.indicators.values(), *plan.series.values())
    known = [(name, one) for one in every for name in _names(one)]
    known += [(name, plan[one]) for name, one in facts.names.items() if one in plan]
    return {spelling: one for name, one in known for spelling in (compared(name), name_of(name).text)}
