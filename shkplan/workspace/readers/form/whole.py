"""Whether a form came back whole: its sheets, rows and columns, and the cells that nobody was to change.

What a figure may stand in, and is not read, is a mistake; what only shows that somebody tidied up is a remark.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from shkplan.base.errors import Mistake
from shkplan.base.messages import said
from shkplan.base.typed import plain, quoted
from shkplan.files.workbook import Cell, Sheet, letters
from shkplan.register.plan import Plan
from shkplan.workspace.readers.form.columns import ABOUT, TYPED, words
from shkplan.workspace.readers.form.record import LOCKED, Asked
from shkplan.workspace.readers.form.table import Row, Table, at_cell, spelled

_NEEDED = ("id", "name", "unit", *TYPED)  # without the others a form can still be read
_UNREAD = ("id", "value", "status")  # without these no row can
_TITLE = "指标数据填报表"  # what titles of forms share
_SOME = 5  # ids that a message names


def readable(table: Table) -> bool:
    """Whether rows can be read at all."""
    return not set(_UNREAD) & set(table.lost)


def torn(table: Table, shown: str) -> Iterator[Mistake]:
    """What a sheet lost: its row of keys, or columns."""
    if table.top is None:
        row = NUMBER_OF_KEYS
        yield Mistake(
            shown, said("sheet {sheet}, row of keys", sheet=table.sheet.name), said("none"),
            said("the hidden row {row} with id, name and so on, above the headings", row=row),
            said("Copy the row from the same sheet of another copy of the form, or the figures into a new form."),
        )  # fmt: skip
        return
    lost = [key for key in table.lost if key in _NEEDED]
    if lost:
        yield Mistake(
            shown, said("sheet {sheet}, row {row} (keys)", sheet=table.sheet.name, row=table.top),
            said("no column {columns}", columns=lost),
            said("the columns as the form had them, from {first} to {last}", first="id", last="note"),
            said("Undo what was removed or renamed, or copy the figures into a new form: nothing of the sheet was read."),
        )  # fmt: skip


NUMBER_OF_KEYS = 3


def missing(asked: Sequence[Asked], tables: Sequence[Table], sheets: Collection[str], shown: str) -> Iterator[Mistake]:
    """Rows and sheets that were asked for and did not come back; those of a sheet that was torn are told already.

    Args:
        sheets: the names of all sheets of the workbook.
    """
    there = {name for table in tables for name in table.ids}
    unkeyed = {table.sheet.name for table in tables if not readable(table)}
    by_sheet: dict[str, list[Asked]] = {}
    for one in asked:
        by_sheet.setdefault(one.sheet, []).append(one)
    for sheet, members in by_sheet.items():
        lost = [one.indicator for one in members if one.indicator not in there]
        if not lost or sheet in unkeyed or (len(lost) == len(members) and unkeyed - by_sheet.keys()):
            continue
        if len(lost) < len(members):
            yield _no_rows(sheet, lost, members, shown)
        elif sheet in sheets:
            yield _no_table(sheet, members, shown)
        else:
            yield _no_sheet(sheet, members, shown)


def _no_sheet(sheet: str, members: Sequence[Asked], shown: str) -> Mistake:
    expected = said("the sheet of {office} with {count} figures asked", office=members[0].office, count=len(members))
    remedy = said(
        "Copy it back from another copy of the form, empty where there are no figures. An office that answers alone copies its sheet "
        "into a workbook of its own."
    )  # fmt: skip
    return Mistake(shown, said("sheet {sheet}", sheet=sheet), said("no such sheet"), expected, remedy)


def _no_table(sheet: str, members: Sequence[Asked], shown: str) -> Mistake:
    """A sheet that lost even the headings by which it would be known."""
    office, count = members[0].office, len(members)
    expected = said("the {count} figures asked of {office} below their row of keys", count=count, office=office)
    remedy = said("Take the sheet from another copy of the form, and copy the figures into it.")
    return Mistake(shown, said("sheet {sheet}", sheet=sheet), said("no rows that can be read"), expected, remedy)


def _no_rows(sheet: str, lost: Sequence[str], members: Sequence[Asked], shown: str) -> Mistake:
    named: object = [*lost[:_SOME]]
    if len(lost) > _SOME:
        named = said("{ids} and {count} more", ids=named, count=len(lost) - _SOME)
    expected = said("a row for each of the {count} figures asked", count=len(members))
    remedy = said("Copy the rows back from another copy of the form; a row without a figure stays, empty.")
    return Mistake(
        shown, said("sheet {sheet}", sheet=sheet), said("no row of {ids}", ids=named), expected, remedy
    )  # fmt: skip


# Cells outside the yellow ones ----------------------------------------------------------------------------------------


def displaced(row: Row, locked: Mapping[str, str], shown: str) -> Iterator[Mistake]:
    """Figures where none are read: in locked cells, and in columns that are none of the form."""
    for key in (key for key in LOCKED if key != "unit"):  # which is held against the plan
        watched = key in row.columns and key in locked and (row.typed or key in ("before", "known"))
        if watched and not _same(row.text(key), locked[key]):
            yield _changed(row, key, locked[key], shown)
    for cell in row.beside:
        if _has_figure(cell):
            remedy = said("Move it to the figure, the note or another row, or delete it: what stands here is not read.")
            where = at_cell(row.sheet, cell.address)
            yield Mistake(shown, where, quoted(cell.text), said("nothing beside the columns of the form"), remedy)


def retitled(table: Table, plan: Plan, year: int, shown: str) -> Iterator[Mistake]:
    """A title or a heading that was changed to another year or region: a form of last year is easily taken for this one's."""
    if table.top is None:
        return
    for number, row in enumerate(table.sheet.rows[: table.top + 1], start=1):
        for column, cell in row.items():
            keyed = column == table.columns.get("value") and number > table.top
            if not keyed and (number >= table.top or _TITLE not in cell.text):
                continue
            where = at_cell(table.sheet.name, f"{letters(column)}{number}")
            years = [int(one) for one in re.findall(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", plain(cell.text))]
            if years and year not in years:
                expected = said("the year {year}, of which the form asked", year=year)
                remedy = said(
                    "Put it back. Figures of another year go into the form of that year (shkplan form --year)."
                )
                yield Mistake(shown, where, spelled(cell.text), expected, remedy)
            region, before = (
                plan.region_name(plan.region).zh,
                re.sub(r"\s|[0-9].*", "", plain(cell.text), flags=re.DOTALL),
            )
            if not keyed and before and re.sub(r"\s", "", region) not in before:
                expected = said("{region}, whose figures the form asked for", region=region)
                remedy = said("Put it back. Figures of another region go into a table in our columns.")
                yield Mistake(shown, where, spelled(cell.text), expected, remedy)


def _changed(row: Row, key: str, was: str, shown: str) -> Mistake:
    if key in ("before", "known"):
        remedy = said(
            "Put it back. A figure of the year asked goes into the yellow cell; one of an earlier year into the form of that year "
            "(shkplan form --year), or into a table."
        )  # fmt: skip
    else:
        remedy = said("Put it back, and write into the note in what the figure differs from what was asked.")
    return Mistake(
        shown,
        row.cell(key),
        quoted(row.text(key)) if row.text(key) else said("nothing"),
        said("{was}, as written", was=quoted(was) if was else said("nothing")),
        remedy,
    )


def _same(found: str, was: str) -> bool:
    """Whether a cell says what it said, however a program broke its lines or wrote its number."""
    one, other = (re.sub(r"\s|_x000D_", "", plain(text)) for text in (found, was))
    try:
        return one == other or float(one) == float(other)
    except ValueError:
        return False


def _has_figure(cell: Cell) -> bool:
    return cell.kind != "text" or any(char.isdigit() for char in cell.text)


# What is told and does not matter -------------------------------------------------------------------------------------


def left_aside(sheets: Sequence[Sheet], tables: Sequence[Table]) -> Iterator[str]:
    """Sheets and cells that nobody reads."""
    ours = {id(table.sheet) for table in tables}
    guide, asked = words("form.guide_sheet").zh, words("request.sheet").zh
    for sheet in sheets:
        filled = sum(len(row) for row in sheet.rows)
        if filled and id(sheet) not in ours and sheet.name not in (ABOUT, guide, asked):
            yield said(
                "sheet {sheet} is none of the form: its {count} cells were not read.", sheet=sheet.name, count=filled
            )
        elif sheet.name == guide and id(sheet) not in ours:
            for cell in _beside_the_guide(sheet):
                yield said(
                    "{place} was not read: {text}.", place=at_cell(sheet.name, cell.address), text=spelled(cell.text)
                )
    for table in tables:
        gone = [key for key in table.lost if key not in _NEEDED]
        if gone and table.top is not None:
            yield said("sheet {sheet} came back without the column {columns}, which is not needed.",
                       sheet=table.sheet.name, columns=gone)  # fmt: skip
        for row in table.rows:
            yield from _idle(row)


def _beside_the_guide(sheet: Sheet) -> Iterator[Cell]:
    """Cells that somebody filled on the first sheet, which asks for nothing: beside its steps, beside or below its list of sheets."""
    ends = next(
        (at for at, row in enumerate(sheet.rows[_LIST:], start=_LIST) if not {2, 3} <= row.keys()), len(sheet.rows)
    )
    for at, row in enumerate(sheet.rows):
        ours = () if at in _BETWEEN else (1, 2) if at < _LIST - 1 else (2, 3, 4, 5) if at < ends else ()
        yield from (cell for column, cell in row.items() if column not in ours)


_LIST = 12  # rows before the list of sheets, its heading among them
_BETWEEN = (2, 10)  # rows between the parts, counted from 0


def _idle(row: Row) -> Iterator[str]:
    """Words beside the table and below it, such as who filled it in."""
    for cell in row.beside:
        if not (row.text("id") and _has_figure(cell)):
            yield said("{place} was not read: {text}.", place=at_cell(row.sheet, cell.address), text=spelled(cell.text))
    if stray(row):
        for key in row.cells:
            if row.text(key) and key != "bound" and row.text(key) not in _titles():
                yield said("{place} was not read: {text}.", place=row.cell(key), text=spelled(row.text(key)))


def _titles() -> set[str]:
    """The lines between the parts of a sheet."""
    parts = (words("form.targets"), words("form.series"))
    return {f"{part.zh}　{part.en}" for part in parts}


def stray(row: Row) -> bool:
    """A line below the table: words where ids stand, or a note without one, and nothing typed."""
    name = row.text("id")
    return not row.typed and not (name and name.isascii())


def merged(table: Table, shown: str) -> Iterator[Mistake]:
    """Cells that were merged over rows of figures: nobody can tell which row their content is of."""
    rows = [row.number for row in table.rows if row.text("id")]
    for left, top, right, bottom in table.sheet.merged:
        if any(top <= number <= bottom for number in rows):
            area = f"{letters(left)}{top}:{letters(right)}{bottom}"
            where = said("sheet {sheet}, cells {area}", sheet=table.sheet.name, area=area)
            remedy = said("Unmerge them, and type each figure into its own cell.")
            yield Mistake(shown, where, said("merged cells"), said("one cell an entry"), remedy)
