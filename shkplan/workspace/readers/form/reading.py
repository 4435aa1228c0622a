"""Figures out of a form that came back, or every mistake in it with its cell and what to do.

Rows are known by their id, columns by the key above them: a form may come back sorted, its sheets renamed or copied into
another workbook, as long as the hidden sheet that says which form it is came along.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from shkplan.base import units
from shkplan.base.errors import DataError, Mistake, Place
from shkplan.base.typed import Location, likely_day, plain, quoted, suggested
from shkplan.evidence.classification import own_form
from shkplan.evidence.observation import Observation
from shkplan.files import paths
from shkplan.files.records import mistakes_of
from shkplan.files.workbook import Cell, Sheet, is_workbook, letters, read_workbook
from shkplan.register.consistency import spoken, within
from shkplan.register.plan import Indicator, Plan
from shkplan.workspace.readers.form.columns import (
    ABOUT,
    CHOICES,
    FORM,
    TYPED,
    VERSION,
    asked_for,
    choice,
    code_of,
    office,
    source_title,
    words,
)  # fmt: skip

_KEYS_WITHIN = 12  # rows from the top in which the keys of the columns are looked for
_NO_FIGURE = {"-", "--", "—", "——", "/", "无", "暂无", "无数据", "空", "n/a", "na", "none", "待定", "未统计"}
_NEW_FORM = "Write a new form with shkplan form, and copy the figures into it."
_DAY = "Write the date as YYYY-MM-DD, a day that the calendar has; or leave it empty."
# Where an entry of an observation is typed.
_TYPED_AS = {"value": "value", "bound": "bound", "status": "status", "mark": "mark", "published": "published",
             "source_title": "source", "note_zh": "note", "period": "value"}  # fmt: skip
_SPOKEN = {"value": "figure"}


@dataclass(frozen=True)
class _Row:
    """A row of a sheet: its cells by the keys of their columns."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    columns: Mapping[str, int]

    @property
    def at(self) -> str:
        return f"sheet {self.sheet} row {self.number}"

    def cell(self, key: str) -> str:
        """``sheet 区统计局, cell G7 (figure)``: the place of a mistake."""
        return f"sheet {self.sheet}, cell {letters(self.columns[key])}{self.number} ({_SPOKEN.get(key, key)})"

    def text(self, key: str) -> str:
        return self.cells[key].text.strip() if key in self.cells else ""

    @property
    def typed(self) -> list[str]:
        """What was typed in the row; the bound stands there from the beginning."""
        return [key for key in TYPED if self.text(key) and key not in ("bound", "note")]


def is_form(path: Path) -> bool:
    """Whether a file is a workbook with the hidden sheet of a form."""
    if not is_workbook(path):
        return False
    return any(sheet.name == ABOUT for sheet in read_workbook(path))


def read_form(path: Path, plan: Plan, *, today: dt.date | None = None) -> list[Observation]:
    """The figures of a form that was filled in.

    Args:
        path: the workbook.
        plan: the plan the form must be of.
        today: the day of import, which stands where no day of publication was typed.

    Raises:
        DataError: a workbook that is refused, another plan's form, or mistakes in its cells; all of them at once.
    """
    shown = paths.shown(path)
    day = today or dt.date.today()  # noqa: DTZ011  # the day on the user's own calendar
    sheets = read_workbook(path)
    year = _year(sheets, plan, shown, day)
    figures: list[Observation] = []
    mistakes: list[Mistake] = []
    seen: dict[str, _Row] = {}
    rows = 0
    for sheet in sheets:
        mistakes += _merged(sheet, shown)
        for row in _table(sheet):
            rows += 1
            wrong = [*_lost(row, plan, seen, shown)]
            if not wrong and row.typed:
                found = _figure(row, plan[row.text("id")], year, plan, shown, day)
                wrong = found if isinstance(found, list) else []
                figures += [] if isinstance(found, list) else [found]
            mistakes += wrong
    if not rows:
        mistakes.append(
            Mistake(shown, "workbook", "no sheet with rows of the form", "the sheets of the form", _NEW_FORM)
        )
    if mistakes:
        raise DataError(mistakes)
    return figures


def form_remarks(path: Path, plan: Plan) -> list[str]:
    """What to know of a form beside its figures: how much of it is filled in, and what its notes say of the rest."""
    rows = [row for sheet in read_workbook(path) for row in _table(sheet) if row.text("id") in plan]
    filled = sum(bool(row.text("value")) for row in rows)
    told = [f"{paths.shown(path)}: {filled} of {len(rows)} figures are filled in."]
    told += [
        f"  no figure for {row.text('id')}: {row.text('note')}" for row in rows if not row.typed and row.text("note")
    ]
    return told


# Which form it is -----------------------------------------------------------------------------------------------------


def _year(sheets: list[Sheet], plan: Plan, shown: str, today: dt.date) -> int:
    """The year the form asks about, once it is known to be a form of this plan."""
    about = next((sheet for sheet in sheets if sheet.name == ABOUT), None)
    if about is None:
        raise DataError([Mistake(shown, "workbook", "no hidden sheet of a form", "a form of shkplan", _NEW_FORM)])
    given = {row[1].text: row[2].text for row in about.rows if 1 in row and 2 in row}
    year = given.get("year", "")
    wrong = []
    for key, expected in (("form", FORM), ("version", VERSION), ("plan", plan.id), ("region", plan.region)):
        if given.get(key) != expected:
            remedy = "Import it where that plan is, or name it with --plan." if key == "plan" else _NEW_FORM
            wrong.append(Mistake(shown, f"form, {key}", quoted(given.get(key)), expected, remedy))
    if not (year.isascii() and year.isdigit() and len(year) == 4 and 1990 <= int(year) <= today.year):
        wrong.append(Mistake(shown, "form, year", quoted(year or None), f"a year up to {today.year}", _NEW_FORM))
    if wrong:
        raise DataError(wrong)
    return int(year)


def _table(sheet: Sheet) -> Iterator[_Row]:
    """The rows below the keys of the columns; none, where a sheet has no keys."""
    for top, cells in enumerate(sheet.rows[:_KEYS_WITHIN]):
        keys = {cell.text: column for column, cell in cells.items()}
        if {"id", "value", "status"} <= keys.keys():
            for number, row in enumerate(sheet.rows[top + 1 :], start=top + 2):
                found = {key: row[column] for key, column in keys.items() if column in row}
                heading = "id" in found and found["id"].text.startswith(words("form.column.id").zh)
                if found and not heading:
                    yield _Row(
                        sheet.name, number, found, {**dict.fromkeys((*TYPED, "unit", "name"), keys["id"]), **keys}
                    )
            return


def _lost(row: _Row, plan: Plan, seen: dict[str, _Row], shown: str) -> Iterator[Mistake]:
    """A row whose id leads nowhere, to an indicator that is not asked for, or to a row that was there already."""
    name = row.text("id")
    if not name:
        if row.typed:
            remedy = "Type into the rows of the form only; give the row its id again, from another copy of the form."
            yield Mistake(shown, row.cell("id"), "nothing", f"an id, since {row.typed[0]} is given", remedy)
        return
    known = {one.id: one for one in asked_for(plan)}
    if name not in known:
        remedy = suggested(name, list(known), "Give the row the id it had, from another copy of the form.")
        yield Mistake(shown, row.cell("id"), quoted(name), f"the id of an indicator of {plan.id}", remedy)
        return
    earlier = seen.setdefault(name, row)
    if earlier is not row and row.typed:
        if earlier.typed:
            remedy = "Leave one of the rows, and clear the other."
            yield Mistake(shown, row.cell("id"), f"{name} again, as in {earlier.at}", "each indicator once", remedy)
        else:
            seen[name] = row
    yield from _changed(row, known, shown)


def _changed(row: _Row, known: Mapping[str, Indicator], shown: str) -> Iterator[Mistake]:
    """A row whose name or unit is that of another indicator: its id, or the plan, was changed since the form was made."""
    if not row.typed:
        return
    one = known[row.text("id")]
    name = row.text("name").split("\n")[0].strip()
    others = [other.id for other in known.values() if other.name.zh == name and other.id != one.id]
    if name != one.name.zh and others:
        remedy = f"Give the row its id again, {others[0]}, or the figure its own row."
        yield Mistake(shown, row.cell("id"), f"{one.id} beside {name}", f"{others[0]}, whose name that is", remedy)
    unit = row.text("unit")
    if unit and unit != one.unit:
        yield Mistake(shown, row.cell("unit"), quoted(unit), f"{one.unit}, as in the plan", _NEW_FORM)


def _merged(sheet: Sheet, shown: str) -> Iterator[Mistake]:
    """Cells that were merged over rows of figures: nobody can tell which row their content is of."""
    rows = [row.number for row in _table(sheet) if row.text("id")]
    for left, top, right, bottom in sheet.merged:
        if any(top <= number <= bottom for number in rows):
            where = f"sheet {sheet.name}, cells {letters(left)}{top}:{letters(right)}{bottom}"
            remedy = "Unmerge them, and type each figure into its own cell."
            yield Mistake(shown, where, "merged cells", "one cell an entry", remedy)


# One figure -----------------------------------------------------------------------------------------------------------


def _figure(
    row: _Row, one: Indicator, year: int, plan: Plan, shown: str, today: dt.date
) -> Observation | list[Mistake]:
    """The figure of a row, or what is wrong with it."""
    wrong = list(_unreadable(row, one, shown, today))
    spoiled = {mistake.where for mistake in wrong}
    if not row.text("value"):
        wrong.append(Mistake(shown, row.cell("value"), "nothing", f"a number, since {row.typed[0]} is given",
                             "Type the figure, or clear the row."))  # fmt: skip
    day = _day(row)
    who = office(one)
    given: dict[str, Any] = {
        "indicator": one.id, "region": plan.region, "period": str(year),
        "form": own_form(one), "value": _number(row, one), "unit": one.unit,
        "bound": code_of("bound", row.text("bound")) or "exact", "price_basis": one.price_basis,
        "status": code_of("status", row.text("status")) or "estimate",
        "mark": code_of("mark", row.text("mark")) or "",
        "published": day or today, "published_basis": "stated" if day else "assumed",
        "source_title": row.text("source") or source_title(year, who), "publisher": who.zh,
        "source_kind": "department form", "note_zh": row.text("note"), "place": Place(shown, row.at),
    }  # fmt: skip
    try:
        figure = Observation.model_validate(given)
    except ValidationError as error:
        told = mistakes_of(error, lambda location: Place(shown, row.cell(_column_of(location))))
        wrong += [mistake for mistake in told if mistake.where not in spoiled and row.text("value")]
        return wrong
    value, bounds = units.convert(figure.value, figure.unit, one.unit), one.bounds
    if row.cell("value") not in spoiled and row.text("value") and not within(value, bounds):
        wrong.append(Mistake(shown, row.cell("value"), f"{figure.value:.12g} {one.unit}", spoken(bounds, one.unit),
                             f"Correct the number; it is counted in {one.unit}."))  # fmt: skip
    return wrong or figure


def _column_of(location: Location) -> str:
    return _TYPED_AS.get(str(location[0]) if location else "value", "value")


def _number(row: _Row, one: Indicator) -> object:
    """What was typed as a figure: text goes to the door of all files, a percentage counts in per cent."""
    cell = row.cells.get("value")
    if cell is None or cell.kind in ("formula", "error", "truth", "date"):
        return 0.0  # told already
    if cell.percent and one.unit == "%":
        return cell.percentage
    return cell.value


def _day(row: _Row) -> dt.date | None:
    """The day typed as a date or as text of any usual shape."""
    cell = row.cells.get("published")
    if cell is None:
        return None
    if isinstance(cell.value, dt.datetime):
        return cell.value.date()
    likely = likely_day(cell.text) if cell.kind in ("text", "number") else ""
    return dt.date.fromisoformat(likely) if likely else None


def _unreadable(row: _Row, one: Indicator, shown: str, today: dt.date) -> Iterator[Mistake]:
    """Cells that cannot be read at all, one mistake each."""
    for key in TYPED:
        cell = row.cells.get(key)
        if cell is not None and cell.kind in ("formula", "error"):
            asked = {"value": "a number", "published": "a date"}.get(key, "what is asked for")
            remedy = _DAY if key == "published" else "Type the result itself, or copy the cell and paste it as a value."
            found = f"a formula, {quoted(cell.text)}" if cell.kind == "formula" else quoted(cell.text)
            yield Mistake(shown, row.cell(key), found, asked, remedy)
        elif cell is not None and any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in cell.text):
            yield Mistake(shown, row.cell(key), "characters that cannot be printed", "plain text", "Type it again.")
        elif cell is not None and key in CHOICES and code_of(key, cell.text) is None:
            listed = ", ".join(choice(key, code) for code in CHOICES[key])
            yield Mistake(
                shown, row.cell(key), quoted(cell.text), f"one of {listed}", "Choose from the list in the cell."
            )
    yield from _unreadable_number(row, one, shown)
    if row.text("value") and not row.text("status"):
        listed = ", ".join(choice("status", code) for code in CHOICES["status"])
        yield Mistake(shown, row.cell("status"), "nothing", f"one of {listed}", "Choose from the list in the cell.")
    yield from _unreadable_day(row, shown, today)


def _unreadable_number(row: _Row, one: Indicator, shown: str) -> Iterator[Mistake]:
    cell = row.cells.get("value")
    if cell is None:
        return
    asked = f"a number in {one.unit}"
    if cell.kind in ("truth", "date"):
        remedy = "Set the cell's format to General, and type the number again."
        found = f"a date, {cell.text}" if cell.kind == "date" else quoted(cell.text)
        yield Mistake(shown, row.cell("value"), found, asked, remedy)
    elif cell.percent and one.unit != "%":
        remedy = f"Set the cell's format to General, and type the number in {one.unit}."
        yield Mistake(shown, row.cell("value"), quoted(cell.text), asked, remedy)
    elif cell.kind == "text" and plain(cell.text).lower() in _NO_FIGURE:
        remedy = "Leave the cell empty where there is no figure; the note may say why."
        yield Mistake(shown, row.cell("value"), quoted(cell.text), asked, remedy)


def _unreadable_day(row: _Row, shown: str, today: dt.date) -> Iterator[Mistake]:
    cell, day = row.cells.get("published"), _day(row)
    if cell is None or cell.kind in ("formula", "error"):
        return
    if day is None:
        yield Mistake(shown, row.cell("published"), quoted(cell.text), "a date", _DAY)
    elif day > today:
        remedy = "Write the day on which it was published; or leave it empty."
        yield Mistake(shown, row.cell("published"), str(day), f"a day up to today, {today}", remedy)
