"""The figures of one table of a sheet: headings against the names of a plan, cells against what a figure is."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase, digits
from typing import Any

from pydantic import ValidationError

from shkplan.base.errors import Mistake, Place
from shkplan.base.messages import said
from shkplan.base.periods import Period
from shkplan.base.typed import quoted, suggested
from shkplan.evidence.classification import own_form
from shkplan.evidence.observation import Observation
from shkplan.files.records import mistakes_of
from shkplan.register.plan import Indicator, Plan
from shkplan.workspace.readers.yearbook.block import Block, Entry
from shkplan.workspace.readers.yearbook.cells import is_blank, spoiled_year, unit_of, within_year
from shkplan.workspace.readers.yearbook.facts import TableFacts
from shkplan.workspace.readers.yearbook.headings import is_growth, is_whole, name_of, narrows
from shkplan.workspace.readers.yearbook.layout import part_of_year
from shkplan.workspace.readers.yearbook.names import Candidates, Names
from shkplan.workspace.readers.yearbook.remarks import Remarks
from shkplan.workspace.readers.yearbook.spots import Account, Spot
from shkplan.workspace.readers.yearbook.value import Unfit, prices_for, prices_told, unit_for, value_of


class Reader:
    """One table read; collects what is not understood, and accounts for every cell of its rows."""

    def __init__(self, shown: str, plan: Plan, facts: TableFacts, names: Names, account: Account) -> None:
        self.shown, self.plan, self.facts, self.names, self.account = shown, plan, facts, names, account
        self.mistakes: list[Mistake] = []
        self.first: dict[tuple[str, str, Period], Spot] = {}
        self.lacking: dict[str, Mistake] = {}
        self.passed: dict[str, None] = {}  # names of what is passed over

    def figures(self, block: Block) -> Iterator[Observation]:
        """The figures of a table of the sheet."""
        self.lacking.clear()
        self.block, self.remarks = block, Remarks(self.shown, block, self.facts)
        lines = (*block.above.titles, *block.notes)
        self.prices = prices_told(spot for spot in lines if not self.names.skips(spot))
        self.by_region = any(self._region(entry.section) for entry in block.entries)
        self.places = {self._level(s) for entry in block.entries for s in entry.row if self._region(s)}
        self._strays(block)
        for entry in block.entries:
            if not entry.cell.filled:
                continue
            indicator = self._indicator(entry) if self._in_section(entry) and self._of_regions(entry) else None
            if indicator is None:
                self.account.take("passed over", entry.cell)
                if self.account.roles[entry.cell.where] == "passed over":
                    self.passed |= dict.fromkeys(spot.text for spot in (*entry.row, *entry.column)[-1:])
            elif is_blank(entry.cell.text):
                self.account.take("none published", entry.cell)
            elif found := self._figure(entry, indicator):
                self.account.take("figure", entry.cell)
                yield found

    def _strays(self, block: Block) -> None:
        for stray in block.others:
            spot = stray.heading
            if spoiled_year(spot.text) and not within_year(spot.text) and not self.names.skips(spot):
                remedy = said("Write it as 2015年, or pass over it by its name, as in skip: [{text}].", text=spot.text)
                self._wrong(spot, said("a year, as in 2015 or 2015年"), remedy, cells=stray.cells)
            elif self._passed_over(spot):
                self.passed |= {spot.text: None}
                self.account.settle("passed over", *stray.cells)
            elif within_year(spot.text):
                self._mistake(part_of_year(self.shown, spot), *stray.cells)
            else:
                remedy = said("Pass over it with skip: [...] or skip: others.")
                self._wrong(spot, said("a year, as in 2015 or 2015年"), remedy, cells=stray.cells)

    # What it is of ------------------------------------------------------------------------------------------------

    def _indicator(self, entry: Entry) -> Indicator | None:
        """What row and column together name; None where they are passed over, or nobody knows them."""
        row = [spot for spot in entry.row if self._names_something(spot)]
        chinese = [spot for spot in row if any(ord(char) > 0x2E80 for char in spot.text)]
        column = [spot for spot in entry.column if self._names_something(spot)]
        # Of several names of a row the innermost counts, and the Chinese before its translation.
        spots = [spot for spot in (*(chinese or row)[-1:], *column) if not is_whole(spot.text)]
        outer = [spot for spot in (entry.section, *(chinese or row)[:-1]) if spot.filled and not self._region(spot)]
        if outer and isinstance(self.names.indicator([outer[-1], *spots]), Indicator):
            spots = [outer[-1], *spots]  # 农村 above 居民人均可支配收入 is not the income of all
        else:
            spots = [*(spot for spot in outer if narrows(spot.text)), *spots]  # nor 男 above 常住人口 all people
        if entry.section.filled and is_growth(entry.section.text) and not any(is_growth(spot.text) for spot in spots):
            spots.append(entry.section)
        if self.names.skips(*spots):
            return None
        if all(is_growth(spot.text) for spot in spots):
            spots = [*self._named_above(entry), *spots]
        found = self.names.indicator(spots)
        if isinstance(found, Indicator):
            return found
        self._unknown(spots, entry, found)
        return None

    def _named_above(self, entry: Entry) -> list[Spot]:
        """What names the figures of rows that name nothing: the heading above them, 指标：, or the facts."""
        if entry.section.filled and name_of(entry.section.text).text in self.names.indicators:
            return [entry.section]
        if self.facts.indicator:
            return [Spot(self.facts.indicator, entry.cell.where)]
        told = self.block.above.of("indicator")
        return [Spot(told[0].value, told[0].spot.where)] if len(told) == 1 else []

    def _in_section(self, entry: Entry) -> bool:
        """Whether the rows below a heading are wanted: where one heading names a region, all of them have to."""
        section = entry.section
        other = section.filled and self.names.elsewhere(section.text, self._own_region())
        if not (self.by_region or other) or not section.filled or (self._region(section) and not other):
            return not section.filled or not self.names.skips(section)
        if not self._passed_over(section):
            expected = said("a region of {plan}, as other headings between the rows name", plan=self.plan.id)
            expected = expected if self.by_region else said("a region of {plan}", plan=self.plan.id)
            remedy = said("Add the region to the plan, or pass over it with skip: [...] or skip: others.")
            self._wrong(section, expected, remedy, cells=(entry.cell,))
        return False

    def _of_regions(self, entry: Entry) -> bool:
        """Whether each heading that must name a region does: one below 地区, or in a column where others name regions."""
        for spot in (*entry.row, *entry.column):
            beside = spot in entry.row and len(entry.row) > 1 and self._level(spot) in self.places
            beside = beside or (spot in entry.row and self.names.elsewhere(spot.text, self._own_region()))
            if (spot.where in self.block.regions or beside) and self._names_something(spot):
                if not self._passed_over(spot):
                    remedy = said("Add the region to the plan, or pass over it with skip: [...] or skip: others.")
                    expected = said("a region of {plan}", plan=self.plan.id)
                    nearest = suggested(spot.text, list(self.plan.regions), remedy)
                    self._wrong(spot, expected, nearest, cells=(entry.cell,))
                return False
        return True

    def _level(self, spot: Spot) -> str:
        """The level of a heading of rows: its column, or its row where years head the rows."""
        address = spot.where.removeprefix("cell ")
        return address.lstrip(ascii_uppercase) if self.block.turned else address.rstrip(digits)

    def _names_something(self, spot: Spot) -> bool:
        return not unit_of(spot.text) and self._region(spot) is None

    def _unknown(self, spots: list[Spot], entry: Entry, found: Candidates | None) -> None:
        odd = self.names.odd_unit(spots)
        if not spots:
            expected = said("an indicator's name before the figures")
            self._lacks("name", entry.cell, expected, said("Name it, or add indicator: ... to the facts."))
        elif odd is not None:
            unit, known = name_of(odd.text).odd_unit, self.names.indicators[name_of(odd.text).bare][0]
            expected = said("a unit that is known, such as {unit}", unit=known.unit)
            remedy = said(
                "Write {unit} as a unit that is known, or pass over the row with skip: [{text}].",
                unit=unit,
                text=odd.text,
            )
            self._wrong(odd, expected, remedy, cells=(entry.cell,))
        elif found is not None:
            ids = [one.id for one in found.several]
            expected = said("the name of one indicator; it may be {ids}", ids=ids)
            remedy = said("Say which with names: {{...: id}}, or pass over it with skip: [...].")
            self._wrong(spots[-1], expected, remedy, cells=(entry.cell,), found=_joined(spots))
        elif "others" not in self.facts.skip:
            name = "".join(name_of(spot.text).text for spot in spots)
            otherwise = said("Name it in names: {{...: id}}, or pass over it with skip: [...] or skip: others.")
            nearest = suggested(name, self.names.known, otherwise)
            expected = said("the name or id of an indicator of {plan}", plan=self.plan.id)
            self._wrong(spots[0], expected, nearest, cells=(entry.cell,), found=_joined(spots))

    def _passed_over(self, spot: Spot) -> bool:
        return "others" in self.facts.skip or self.names.skips(spot)

    def _region(self, spot: Spot) -> str | None:
        return self.names.region(spot) if spot.filled else None

    def _region_of(self, entry: Entry) -> str:
        """The region of a figure: of its headings, the heading above, the line 地区：, the facts."""
        headings = (self._region(spot) for spot in (*entry.row, *entry.column, entry.section))
        return next(filter(None, headings), None) or self._own_region()

    def _own_region(self) -> str:
        """The region of figures whose headings name none."""
        lines = self.block.above.of("region")
        told = self._region(Spot(lines[0].value, lines[0].spot.where)) if len(lines) == 1 else None
        return told or self.facts.region

    # What it is ---------------------------------------------------------------------------------------------------

    def _figure(self, entry: Entry, indicator: Indicator) -> Observation | None:
        region, unit = self._region_of(entry), self._unit(entry, indicator)
        if not region:
            remedy = said("Add region: ... to the file of facts beside the table.")
            self._lacks("region", entry.cell, said("a region"), remedy)
        if not unit or not region:
            return None
        value = value_of(entry.cell, unit, self.remarks)
        status = self.remarks.status(entry)
        if value is None:
            self.account.take("none published", entry.cell)
            return None
        prices = prices_for(entry, indicator, self.prices, self.facts)
        for one in (value, prices):
            if isinstance(one, Unfit):
                self._unfit(one, entry.cell)
        if isinstance(value, Unfit) or isinstance(prices, Unfit):
            return None
        if isinstance(status, Mistake):
            self._mistake(status, entry.cell)
            return None
        period = Period(entry.year.number, entry.year.number, entry.year.month)
        earlier = self.first.setdefault((indicator.id, region, period), entry.cell)
        if earlier is not entry.cell:
            words = {"id": indicator.id, "region": region, "year": str(period)}
            expected = said("one figure of {id} for {region} in {year}", **words)
            remedy = said("Pass over one of the headings with skip: [...].")
            self._wrong(entry.cell, expected, remedy, found=said("another beside {cell}", cell=earlier.place))
            return None
        return self._observation(
            entry,
            indicator,
            period=period,
            region=region,
            value=value[0],
            unit=value[1],
            status=status,
            price_basis=prices,
        )

    def _observation(self, entry: Entry, indicator: Indicator, **parts: Any) -> Observation | None:
        facts, (zh, en) = self.facts, self.remarks.notes(entry)
        try:
            return Observation(
                indicator=indicator.id, form=facts.form or own_form(indicator), bound="exact",
                basis=facts.basis, published=facts.published,
                published_basis=facts.published_basis, source_title=facts.source_title, publisher=facts.publisher,
                source_kind=facts.source_kind, address=facts.address,
                source_copy=facts.source_copy, copy_sha256=facts.copy_sha256, note_zh=zh, note_en=en,
                place=Place(self.shown, entry.cell.place), **parts,
            )  # fmt: skip
        except ValidationError as error:
            place = Place(self.shown, entry.cell.place)
            self.mistakes += mistakes_of(error, lambda at: place.below(str(at[0])) if at else place)
            self.account.settle("mistake", entry.cell)
            return None

    def _unit(self, entry: Entry, indicator: Indicator) -> str:
        """The unit of a figure; empty, and told, where none fits."""
        found = unit_for(entry, indicator, self.block.above, self.facts)
        if isinstance(found, str):
            return found
        self._unfit(found, entry.cell)
        return ""

    def _unfit(self, one: Unfit, cell: Spot) -> None:
        self._wrong(one.spot, one.expected, one.remedy, found=one.found, cells=(cell,))

    def _wrong(
        self, spot: Spot, expected: str, remedy: str, *, found: str | None = None, cells: tuple[Spot, ...] = ()
    ) -> None:
        self._mistake(Mistake(self.shown, spot.place, found or quoted(spot.text), expected, remedy), spot, *cells)

    def _lacks(self, what: str, cell: Spot, expected: str, remedy: str) -> None:
        """What is nowhere in a table is told at the first cell that needs it."""
        one = self.lacking.setdefault(what, Mistake(self.shown, cell.place, said("none"), expected, remedy))
        self._mistake(one, cell)

    def _mistake(self, mistake: Mistake, *cells: Spot) -> None:
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)
        self.account.settle("mistake", *cells)


def _joined(spots: list[Spot]) -> str:
    return quoted("，".join(spot.text for spot in spots))
