"""Tables as statistics yearbooks print them: years as columns (or rows), names in Chinese, footnotes, units in brackets.

What such a table cannot say of itself stands in a small file beside it; see :mod:`shkplan.workspace.readers.yearbook.facts`.
Nothing is scaled: a figure keeps the unit it was printed in. What is not understood is told, not passed over: every
filled cell ends as a figure, a heading, a unit, a fact, a note, as passed over by rule, or as a mistake.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shkplan.base.errors import DataError, Mistake
from shkplan.base.messages import Said, said
from shkplan.base.typed import compared, quoted
from shkplan.evidence.observation import Observation
from shkplan.files import paths
from shkplan.files.grid import CellGrid, read_grid
from shkplan.register.plan import Plan
from shkplan.workspace.readers.came import Came
from shkplan.workspace.readers.yearbook.cells import letters_told, note_mark
from shkplan.workspace.readers.yearbook.contradictions import contradictions
from shkplan.workspace.readers.yearbook.facts import TableFacts, beside, facts_file, facts_of, facts_shown, unfit
from shkplan.workspace.readers.yearbook.layout import Layout, lay_out
from shkplan.workspace.readers.yearbook.lines import fits, is_continued, labelled, source_line, statuses_in
from shkplan.workspace.readers.yearbook.names import Names
from shkplan.workspace.readers.yearbook.reader import Reader
from shkplan.workspace.readers.yearbook.spots import Role, Spot, in_quotes

__all__ = [
    "TableFacts",
    "TableReading",
    "facts_file",
    "is_wide_table",
    "read_table",
    "read_wide_table",
    "take_wide_table",
]


@dataclass(frozen=True)
class TableReading:
    """What a sheet gave.

    Attributes:
        figures: each knows the cell it stands in.
        mistakes: what is not understood; where there is one, nothing counts as read.
        roles: what became of each filled cell, by its place.
        passed: the names of what was passed over.
        sheets: other sheets that hold something and were not read.
        remarks: how the cells were read.
    """

    figures: tuple[Observation, ...]
    mistakes: tuple[Mistake, ...]
    roles: Mapping[str, Role]
    passed: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


_SHORT = 4  # characters: 注, 说明


def read_wide_table(path: Path, plan: Plan, **given: Any) -> list[Observation]:
    """The figures of a table with years as columns or rows, or of one year, each knowing the cell it stands in.

    Args:
        path: the table, any file of cells; the facts about it stand in ``<path>.yaml`` beside it.
        plan: whose indicators and regions the headings name, in Chinese, in English or by id.
        given: facts that take the place of those in the file beside; see :class:`TableFacts`.

    Raises:
        DataError: file, facts, headings or figures that are not understood; all of them at once.
    """
    return list(_sound(read_table(path, plan, **given)).figures)


def take_wide_table(path: Path, plan: Plan) -> Came:
    """The same figures, and what was not read of the table, by which rule: never silently.

    Raises:
        DataError: as :func:`read_wide_table`.
    """
    reading = _sound(read_table(path, plan))
    return Came(tuple(reading.figures), tuple(_remarks(reading, paths.shown(path))))


def _sound(reading: TableReading) -> TableReading:
    """A reading without mistakes.

    Raises:
        DataError: all of them.
    """
    if reading.mistakes:
        raise DataError(reading.mistakes)
    return reading


def read_table(path: Path, plan: Plan, **given: Any) -> TableReading:
    """The same with the account of all cells; mistakes in the table are told in it.

    Raises:
        DataError: the file cannot be opened, has no years, or facts are missing or do not fit.
    """
    shown, document = paths.shown(path), beside(path)
    sheet, year = (given.get(key) or document.content.get(key) for key in ("sheet", "year"))
    grid = read_grid(path, sheet if isinstance(sheet, str) else "")
    layout = lay_out(grid, year if isinstance(year, int) else None)
    facts = facts_of(document, given, _told(layout))
    wrong = list(unfit(facts, plan, shown))
    if wrong:
        raise DataError(wrong)
    return _read(grid, layout, facts, plan)


def _remarks(reading: TableReading, file: str) -> list[str]:
    """What was not read of a table, and by which rule."""
    counts, told = Counter(reading.roles.values()), list[str](reading.remarks)
    if counts["passed over"]:
        names = [*reading.passed[:12], *(["..."] if len(reading.passed) > 12 else [])]
        words = {"file": file, "count": counts["passed over"], "names": names}
        told.append(said("{file}: cells passed over as skip: says: {count} ({names})", **words))
    if counts["none published"]:
        words = {"file": file, "count": counts["none published"]}
        told.append(said("{file}: cells that say that no figure was published: {count}", **words))
    if reading.sheets:
        told.append(said("{file}: other sheets were not read: {names}", file=file, names=reading.sheets))
    return told


def is_wide_table(path: Path) -> bool:
    """Whether a file is such a table: facts stand beside it, or its cells show a row or a column of years."""
    if facts_file(path).is_file():
        return True
    with suppress(DataError):
        return bool(lay_out(read_grid(path)).blocks)
    return False


def _told(layout: Layout) -> dict[str, str]:
    """What the lines above and below the tables say in place of entries of the facts."""
    told = {key: one for block in reversed(layout.blocks) for key, one in block.above.facts().items()}
    notes = (spot.text for block in layout.blocks for spot in block.notes)
    title = next(filter(None, map(source_line, notes)), "")
    return {"source_title": title, **told} if title else told


def _read(grid: CellGrid, layout: Layout, facts: TableFacts, plan: Plan) -> TableReading:
    names, account = Names(plan, facts), layout.account
    reader = Reader(grid.shown, plan, facts, names, account)
    figures: list[Observation] = []
    for one in layout.blocks:
        block = replace(one, above=one.above.without(names.skipped))
        reader.mistakes += contradictions(block, names, facts, plan, grid.shown)
        figures += reader.figures(block)
    for spot in account.left:
        if compared(spot.text) in names.skipped:
            account.take("passed over", spot)
    mistakes = [*reader.mistakes, *_left(layout, grid.shown), *_of_other_years(layout, facts, grid.shown)]
    loose = _loose_comments(grid, layout)
    mistakes += _of_another_status(loose, facts, grid.shown)
    account.settle("mistake", *(account.filled[one.where] for one in mistakes if one.where in account.filled))
    if not figures and not mistakes:
        mistakes.append(_nothing(layout, grid.shown))
    told = tuple(dict.fromkeys(mistakes))
    kept = [said("{file}: a comment that belongs to no figure: {cell}, {text}", file=grid.shown, cell=cell, text=text)
            for cell, text in loose.items()]  # fmt: skip
    kept += _borne_by_none(layout, names, facts, grid.shown)
    return TableReading(
        tuple(figures), told, dict(account.roles), tuple(reader.passed), grid.passed, (*grid.remarks, *kept)
    )


def _borne_by_none(layout: Layout, names: Names, facts: TableFacts, shown: str) -> list[Said]:
    """Notes of a whole table, which no figure bears: 注：本表不含飞地. Whoever imports it has to know them."""
    lines: dict[str, Spot] = {}
    for spot in (spot for block in layout.blocks for spot in block.notes):
        apart = note_mark(spot.text) or letters_told(spot.text) or source_line(spot.text) or is_continued(spot.text)
        if (
            not apart
            and not labelled(spot.text)
            and len(spot.text) > _SHORT
            and not names.skips(spot)
            and spot.text not in facts.note_zh
        ):
            lines.setdefault(spot.text, spot)
    return [
        said("{file}: a note that no figure bears, to be kept in note_zh: of the facts: {cell}, {text}",
             file=shown, cell=spot.place, text=text) for text, spot in lines.items()
    ]  # fmt: skip


def _left(layout: Layout, shown: str) -> Iterator[Mistake]:
    """The cells that nobody took, each of which may be a figure lost."""
    for spot in layout.account.left:
        expected = said("a figure below a year and beside a name, a heading or a note")
        remedy = said("Move it to where it belongs, remove it, or pass over it with skip: [{text}].", text=spot.text)
        yield Mistake(shown, spot.place, quoted(spot.text), expected, remedy)
        layout.account.settle("mistake", spot)


def _of_other_years(layout: Layout, facts: TableFacts, shown: str) -> Iterator[Mistake]:
    """Facts about years that the table does not have: a slip there would leave a figure with the status of the others."""
    years = {entry.year.number for block in layout.blocks for entry in block.entries}
    named = [("statuses", year) for year in facts.statuses] + ([("year", facts.year)] if facts.year else [])
    for entry, year in named:
        if years and year not in years:
            expected = said("a year of the table: {years}", years=sorted(years))
            yield Mistake(facts_shown(shown), entry, quoted(year), expected, said("Correct or remove it."))


def _loose_comments(grid: CellGrid, layout: Layout) -> dict[str, str]:
    """The comments that hang on no figure and on none of its headings, by the place of their cell."""
    entries = [entry for block in layout.blocks for entry in block.entries if entry.cell.filled]
    heard = {spot.where for one in entries for spot in (one.cell, one.heading, *one.row, *one.column)}
    return {said("cell {address}", address=address): " ".join(text.split())
            for address, text in grid.comments.items() if f"cell {address}" not in heard}  # fmt: skip


def _of_another_status(loose: Mapping[str, str], facts: TableFacts, shown: str) -> Iterator[Mistake]:
    """Comments on a title or an empty cell that call figures preliminary or estimated, where nothing else does."""
    for cell, text in loose.items():
        doubts = [
            one for one in statuses_in(text) if one in ("preliminary", "estimate") and not fits(facts.status, one)
        ]
        if doubts and not facts.statuses and not any(mark in text for mark in facts.marks):
            expected = said(
                "a remark that fits {status}, as status: says in the facts about the table",
                status=f"status: {facts.status}",
            )
            remedy = said("Say of which years in statuses: {{year: {told}}}, or correct status:.", told=doubts[0])
            yield Mistake(shown, cell, in_quotes(text), expected, remedy)


def _nothing(layout: Layout, shown: str) -> Mistake:
    """A table of which nothing was read, and why."""
    counts = Counter(layout.account.roles.values())
    found = said(
        "no figure that is wanted: {passed} cells passed over, {blank} without a figure",
        passed=counts["passed over"], blank=counts["none published"],
    )  # fmt: skip
    remedy = said(
        "Name the rows that are wanted in names: {{...: id}}, and see that skip: passes over no more than it should."
    )
    return Mistake(shown, said("file"), found, said("at least one figure of the plan"), remedy)
