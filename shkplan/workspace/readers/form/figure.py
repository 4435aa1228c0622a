"""One row of the form as a figure, or everything that is wrong with it, each with its cell and what to do."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from shkplan.base import units
from shkplan.base.errors import Mistake, Place
from shkplan.base.messages import said
from shkplan.base.typed import Location, likely_day, plain, quoted
from shkplan.evidence.classification import own_form
from shkplan.evidence.observation import Observation
from shkplan.files.records import mistakes_of
from shkplan.register.consistency import spoken, within
from shkplan.register.plan import Indicator, Plan
from shkplan.workspace.readers.form.columns import CHOICES, TYPED, choice, code_of, column_word, office, source_title
from shkplan.workspace.readers.form.table import Row, spelled

_NO_FIGURE = {"-", "--", "—", "——", "/", "无", "暂无", "无数据", "空", "n/a", "na", "none", "待定", "未统计"}
_DAY = said("Write the date as YYYY-MM-DD, a day that the calendar has; or leave it empty.")
_LIST = said("Choose from the list in the cell.")
_PASTE = said("Type the result itself, or copy the cell and paste it as a value.")
# Where an entry of an observation is typed.
_TYPED_AS = {"value": "value", "bound": "bound", "status": "status", "mark": "mark", "published": "published",
             "source_title": "source", "note_zh": "note", "period": "value"}  # fmt: skip
# Words that nobody writes beside a final figure, unless they speak of an earlier one (较初步数, 原快报数).
_TENTATIVE = re.compile(
    r"(?<![较比原前由])(初步|初核|快报|速报|预计|预测|预估|暂估|暂定|待核|未核|未最终核实|待审|待定|估算|估计|"
    r"\bpreliminary\b|\bprovisional\b|\bestimated?\b|\bunverified\b|to be (confirmed|verified))",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """What every row of a sheet shares: the form's plan and year, how its file is called, and the day of import."""

    plan: Plan
    year: int
    shown: str
    today: dt.date


def figure_of(row: Row, one: Indicator, form: Setting) -> Observation | list[Mistake]:
    """The figure of a row, or what is wrong with it."""
    wrong = list(_unreadable(row, one, form))
    spoiled = {mistake.where for mistake in wrong}
    if not row.text("value"):
        expected = said("a number, since {column} is given", column=column_word(row.typed[0]))
        remedy = said("Type the figure, or clear the row.")
        wrong.append(Mistake(form.shown, row.cell("value"), said("nothing"), expected, remedy))
    try:
        figure = Observation.model_validate(_entries(row, one, form))
    except ValidationError as error:
        told = mistakes_of(error, lambda location: Place(form.shown, row.cell(_column_of(location))))
        wrong += [mistake for mistake in told if mistake.where not in spoiled and row.text("value")]
        return wrong
    value, bounds = units.convert(figure.value, figure.unit, one.unit), one.bounds
    if row.cell("value") not in spoiled and row.text("value") and not within(value, bounds):
        found = said("{value} {unit}", value=f"{figure.value:.12g}", unit=one.unit)
        remedy = said("Correct the number; it is counted in {unit}.", unit=one.unit)
        wrong.append(Mistake(form.shown, row.cell("value"), found, spoken(bounds, one.unit), remedy))
    return wrong or figure


def _entries(row: Row, one: Indicator, form: Setting) -> dict[str, Any]:
    day, who = _day(row), office(one)
    return {
        "indicator": one.id, "region": form.plan.region, "period": str(form.year),
        "form": own_form(one), "value": _number(row, one), "unit": one.unit,
        "bound": code_of("bound", row.text("bound")) or "exact", "price_basis": one.price_basis,
        "status": code_of("status", row.text("status")) or "estimate",
        "mark": code_of("mark", row.text("mark")) or "",
        "published": day or form.today, "published_basis": "stated" if day else "assumed",
        "source_title": row.text("source") or source_title(form.year, who), "publisher": who.zh,
        "source_kind": "department form", "note_zh": note_of(row), "place": Place(form.shown, row.at),
    }  # fmt: skip


def note_of(row: Row) -> str:
    """The note of a row, with the comments that hang on its cells."""
    return "；".join([*filter(None, [row.text("note")]), *(f"批注：{comment}" for comment in row.comments.values())])


def _column_of(location: Location) -> str:
    return _TYPED_AS.get(str(location[0]) if location else "value", "value")


def _number(row: Row, one: Indicator) -> object:
    """What was typed as a figure: text goes to the door of all files, a percentage counts in per cent."""
    cell = row.cells.get("value")
    if cell is None or cell.kind in ("formula", "error", "truth", "date", "disguised"):
        return 0.0  # told already
    if cell.percent and one.unit == "%":
        return cell.percentage
    return cell.value


def _day(row: Row) -> dt.date | None:
    """The day typed as a date or as text of any usual shape."""
    cell = row.cells.get("published")
    if cell is None:
        return None
    if isinstance(cell.value, dt.datetime):
        return cell.value.date()
    likely = likely_day(cell.text) if cell.kind in ("text", "number") else ""
    return dt.date.fromisoformat(likely) if likely else None


# What cannot be read --------------------------------------------------------------------------------------------------


def _unreadable(row: Row, one: Indicator, form: Setting) -> Iterator[Mistake]:
    """Cells that cannot be read at all, one mistake each."""
    for key in TYPED:
        yield from _unreadable_cell(row, key, form)
    yield from _unreadable_number(row, one, form)
    if row.text("value") and not row.text("status"):
        yield Mistake(form.shown, row.cell("status"), said("nothing"), _one_of("status"), _LIST)
    yield from _unreadable_day(row, form)
    yield from _contradicted(row, form)


def _one_of(key: str) -> str:
    return said("one of {choices}", choices=[choice(key, code) for code in CHOICES[key]])


def _unreadable_cell(row: Row, key: str, form: Setting) -> Iterator[Mistake]:
    cell = row.cells.get(key)
    if cell is None:
        return
    if cell.kind == "disguised":  # its value says what it shows
        remedy = said("Set the cell's format to General, and type the number that is meant.")
        yield Mistake(form.shown, row.cell(key), cell.text, said("a cell that shows what it holds"), remedy)
    elif cell.kind in ("formula", "error"):
        asked = {"value": said("a number"), "published": said("a date")}.get(key, said("what is asked for"))
        remedy = _DAY if key == "published" else _PASTE
        formula = said("a formula, {formula}", formula=quoted(cell.text))
        found = formula if cell.kind == "formula" else quoted(cell.text)
        yield Mistake(form.shown, row.cell(key), found, asked, remedy)
    elif any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in cell.text):
        found = said("characters that cannot be printed")
        yield Mistake(form.shown, row.cell(key), found, said("plain text"), said("Type it again."))
    elif key in CHOICES and code_of(key, cell.text) is None:
        yield Mistake(form.shown, row.cell(key), quoted(cell.text), _one_of(key), _LIST)


def _unreadable_number(row: Row, one: Indicator, form: Setting) -> Iterator[Mistake]:
    cell = row.cells.get("value")
    if cell is None:
        return
    asked = said("a number in {unit}", unit=one.unit)
    if cell.kind in ("truth", "date"):
        remedy = said("Set the cell's format to General, and type the number again.")
        found = said("a date, {date}", date=cell.text) if cell.kind == "date" else quoted(cell.text)
        yield Mistake(form.shown, row.cell("value"), found, asked, remedy)
    elif cell.percent and one.unit != "%":
        remedy = said("Set the cell's format to General, and type the number in {unit}.", unit=one.unit)
        yield Mistake(form.shown, row.cell("value"), quoted(cell.text), asked, remedy)
    elif cell.kind == "text" and plain(cell.text).lower() in _NO_FIGURE:
        remedy = said("Leave the cell empty where there is no figure; the note may say why.")
        yield Mistake(form.shown, row.cell("value"), quoted(cell.text), asked, remedy)


def _unreadable_day(row: Row, form: Setting) -> Iterator[Mistake]:
    cell, day = row.cells.get("published"), _day(row)
    if cell is None or cell.kind in ("formula", "error"):
        return
    if day is None:
        yield Mistake(form.shown, row.cell("published"), quoted(cell.text), said("a date"), _DAY)
    elif day > form.today:
        remedy = said("Write the day on which it was published; or leave it empty.")
        expected = said("a day up to today, {today}", today=str(form.today))
        yield Mistake(form.shown, row.cell("published"), str(day), expected, remedy)


def _contradicted(row: Row, form: Setting) -> Iterator[Mistake]:
    """A figure called final beside words that say it is not."""
    if code_of("status", row.text("status")) != "final":
        return
    for words in (row.text("note"), *row.comments.values()):
        if _TENTATIVE.search(words):
            found = said("{status} beside {words}", status=spelled(row.text("status")), words=spelled(words))
            expected = said(
                "a status that goes with these words, such as {status}", status=choice("status", "preliminary")
            )
            remedy = said("Choose the status that holds; where it is final, take these words out of note or comment.")
            yield Mistake(form.shown, row.cell("status"), found, expected, remedy)
            return
