"""A form that came back: its figures and what was asked, or every mistake in it with its cell and what to do.

Rows are known by their id, columns by the key above them: a form may come back sorted, its sheets renamed, or one of them copied
into another workbook, since each says which form it is of. What was written and did not come back is told.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shkplan.base.errors import DataError, Mistake
from shkplan.base.messages import Text, said
from shkplan.base.typed import quoted, suggested
from shkplan.evidence.observation import Observation
from shkplan.files import paths
from shkplan.register.plan import Indicator, Plan
from shkplan.workspace.readers.came import Came
from shkplan.workspace.readers.form import whole
from shkplan.workspace.readers.form.answers import Answer
from shkplan.workspace.readers.form.columns import ABOUT, FORM, OLD_VERSIONS, VERSION, asked_for, column_word, office
from shkplan.workspace.readers.form.figure import Setting, figure_of, note_of
from shkplan.workspace.readers.form.opening import beside_sheets, hidden_cells, is_guide, may_be_form, sheets_of
from shkplan.workspace.readers.form.record import Asked, FormRecord, Origin, read_record
from shkplan.workspace.readers.form.table import Row, Table, spelled, tables_of

_NEW_FORM = said("Write a new form with shkplan form, and copy the figures into it.")
_ENTRIES = {"form": Text("表式", "form"), "version": Text("版本", "version"), "plan": Text("规划", "plan"),
            "region": Text("地区", "region"), "year": Text("年份", "year")}  # fmt: skip
_DATES = re.compile(r"[0-9]{4}(?=年)|[0-9]{1,2}(?=[月日])|[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}|(?:19|20)[0-9]{2}")


def is_form(path: Path) -> bool:
    """Whether a file is a form, or holds a sheet of one."""
    sheets = may_be_form(path)
    ours = any(sheet.name == ABOUT for sheet in sheets) or bool(tables_of(sheets, ours=False))
    return ours or any(is_guide(sheet) for sheet in sheets)


def read_form(path: Path, plan: Plan, *, today: dt.date | None = None) -> list[Observation]:
    """The figures of a form that was filled in; see :func:`answered`."""
    return list(answered(path, plan, today=today).figures)


def answered(path: Path, plan: Plan, *, today: dt.date | None = None) -> Came:
    """What came back of a form.

    Args:
        path: the workbook: the form, or one that a sheet of it was copied into.
        plan: the plan the form must be of.
        today: the day of import, which stands where no day of publication was typed.

    Raises:
        DataError: a workbook that is refused, another plan's form, one that did not come back whole, or mistakes in its cells; all at
            once.
    """
    shown = paths.shown(path)
    day = today or dt.date.today()  # noqa: DTZ011  # the day on the user's own calendar
    sheets = sheets_of(path)
    hidden = read_record(sheets)
    tables = tables_of(sheets, ours=hidden is not None)
    parts = _parts(hidden, tables, plan, shown, day)
    mistakes = [mistake for table in tables for mistake in (*whole.torn(table, shown), *whole.merged(table, shown))]
    for part in parts:
        mistakes += part.read(mistakes, {sheet.name for sheet in sheets})
    if not parts:
        remedy = said("Save the whole form as Excel workbook (.xlsx): a text file holds only the sheet that was open.")
        mistakes.append(Mistake(shown, said("file"), said("the guide of a form alone"), said("the form"), remedy))
    if mistakes:
        raise DataError(mistakes)
    remarks = [*(remark for part in parts for remark in part.remarks()), *whole.left_aside(sheets, tables)]
    remarks += [*_hidden(path, parts), *beside_sheets(path)]
    return Came(
        tuple(figure for part in parts for figure in part.figures),
        tuple(said("{file}: {remark}", file=shown, remark=remark) for remark in remarks),
        tuple(answer for part in parts for answer in part.answers()),
    )


# Which form it is -----------------------------------------------------------------------------------------------------


@dataclass
class _Part:
    """The sheets of one form within a workbook: nearly always all of them.

    Attributes:
        asked: what the form asked for; of an old one what the plan asks now.
        old: the form does not say itself what it asked for.
    """

    form: Setting
    asked: Sequence[Asked]
    old: bool
    tables: list[Table] = field(default_factory=list)
    figures: list[Observation] = field(default_factory=list)
    seen: dict[str, Row] = field(default_factory=dict)

    def read(self, told: Sequence[Mistake], sheets: Collection[str]) -> list[Mistake]:
        """Take the figures in; what is wrong with them, beside what was told already, and what of them is not in the sheets."""
        mistakes: list[Mistake] = []
        known = {one.id: one for one in asked_for(self.form.plan)}
        locked = {one.indicator: one.locked for one in self.asked}
        asked = {one.indicator for one in self.asked}
        for table in self.tables:
            mistakes += whole.retitled(table, self.form.plan, self.form.year, self.form.shown)
        for row in (row for table in self.tables if whole.readable(table) for row in table.rows):
            wrong = list(_lost(row, known, asked, self.form, self.seen))
            if not wrong and row.text("id") in known:
                wrong += _changed(row, known, self.form.shown)
                wrong += whole.displaced(row, {} if wrong else locked.get(row.text("id"), {}), self.form.shown)
                if row.typed:
                    found = figure_of(row, known[row.text("id")], self.form)
                    wrong += found if isinstance(found, list) else []
                    self.figures += [] if isinstance(found, list) else [found]
            mistakes += wrong
        if not self.old:
            mistakes += whole.missing(self.asked, self.tables, sheets, self.form.shown)
        elif not self.tables:
            nowhere, expected = said("no sheet with rows of the form"), said("the sheets of the form")
            mistakes.append(Mistake(self.form.shown, said("workbook"), nowhere, expected, _NEW_FORM))
        return [mistake for mistake in mistakes if mistake not in told]

    def answers(self) -> Iterator[Answer]:
        """Whether each figure that was asked for is there."""
        plan = self.form.plan
        for one in self.asked:
            row = self.seen.get(one.indicator)
            who, name = Text(one.office, one.office), Text(one.indicator, one.indicator)
            if one.indicator in plan:
                known = plan[one.indicator]
                name = known.name
                who = office(known) if one.office in ("", office(known).zh) else who
            yield Answer(
                self.form.shown, row.sheet if row else one.sheet, who, one.indicator, name, self.form.year, plan.region,
                filled=bool(row and row.text("value")), here=row is not None, note=note_of(row) if row else "",
            )  # fmt: skip

    def remarks(self) -> Iterator[str]:
        """What to know of its rows."""
        if self.old:
            yield said("an old form, which does not say what it asked for: held against the plan as it is today.")
        for row in self.seen.values():
            for address, comment in row.comments.items():
                at = said("sheet {sheet}, cell {address}", sheet=row.sheet, address=address)
                yield said("{place}: the comment {words} was taken into the note.", place=at, words=spelled(comment))
            note = row.text("note")
            if row.typed and re.search("[0-9]", _DATES.sub("", note)):
                yield said("{place}: the note holds a number, {words}; the figure taken is {value}.",
                           place=row.cell("note"), words=spelled(note), value=row.text("value"))  # fmt: skip


def _hidden(path: Path, parts: Sequence[_Part]) -> Iterator[str]:
    """Figures that nobody saw who looked at the sheet: they are read, since hiding is how people tidy up."""
    is_hidden = hidden_cells(path) if any(part.figures for part in parts) else None
    for row in (row for part in parts for row in part.seen.values() if row.typed):
        if is_hidden is not None and is_hidden(row.sheet, row.number, row.columns["value"]):
            at = row.cell("value")
            yield said("{place} is hidden in its sheet and was read: {value}.", place=at, value=row.text("value"))


def _parts(hidden: FormRecord | None, tables: Sequence[Table], plan: Plan, shown: str, today: dt.date) -> list[_Part]:
    """The forms in a workbook, each with its sheets.

    Raises:
        DataError: a form of another plan, or sheets that do not say of which they are.
    """
    parts: dict[Origin, _Part] = {}
    wrong: list[Mistake] = []
    for table in (None, *tables):
        record = hidden if table is None else table.record or hidden
        if record is None:
            wrong += _unnamed(table, shown) if table else []
            continue
        if record.origin not in parts:
            where = said("form") if table is None else said("sheet {sheet}", sheet=table.sheet.name)
            told = list(_foreign(record.origin, plan, where, shown, today))
            wrong += told
            year = int(record.origin.year) if not told else 0
            old = record.asked is None
            asked = (
                [Asked("", office(one).zh, one.id) for one in asked_for(plan)] if record.asked is None else record.asked
            )
            parts[record.origin] = _Part(Setting(plan, year, shown, today), list(asked), old)
        part = parts[record.origin]
        if table is not None:
            part.tables.append(table)
            there = {one.indicator for one in part.asked}  # another sheet of the same form, copied into this workbook
            part.asked = [*part.asked, *(one for one in record.asked or () if one.indicator not in there)]
    if wrong:
        raise DataError(wrong)
    return list(parts.values())


def _unnamed(table: Table, shown: str) -> Iterator[Mistake]:
    """A sheet that was copied out of its form, without what says which form that was."""
    remedy = said("Copy the whole sheet back into the form it is from, or the figures into a new form (shkplan form).")
    where = said("sheet {sheet}", sheet=table.sheet.name)
    found = said("a sheet of a form that does not say its plan and year")
    yield Mistake(shown, where, found, said("the form itself, with its hidden sheet"), remedy)


def _foreign(origin: Origin, plan: Plan, where: str, shown: str, today: dt.date) -> Iterator[Mistake]:
    """In what a form is none of this plan, or of a year nobody can know."""
    versions = (VERSION, *OLD_VERSIONS)
    for key, found, allowed in (
        ("form", origin.form, (FORM,)), ("version", origin.version, versions),
        ("plan", origin.plan, (plan.id,)), ("region", origin.region, (plan.region,)),
    ):  # fmt: skip
        if found not in allowed:
            other = said("Import it where that plan is, or name it with --plan.")
            remedy = other if key == "plan" else _NEW_FORM
            at = said("{where}, {entry}", where=where, entry=_ENTRIES[key])
            yield Mistake(shown, at, quoted(found) if found else said("nothing"), allowed[0], remedy)
    year = origin.year
    if not (year.isascii() and year.isdigit() and len(year) == 4 and 1990 <= int(year) <= today.year):
        at = said("{where}, {entry}", where=where, entry=_ENTRIES["year"])
        expected = said("a year up to {year}", year=today.year)
        yield Mistake(shown, at, quoted(year) if year else said("nothing"), expected, _NEW_FORM)


# Whose row it is ------------------------------------------------------------------------------------------------------


def _lost(
    row: Row, known: Mapping[str, Indicator], asked: Collection[str], form: Setting, seen: dict[str, Row]
) -> Iterator[Mistake]:
    """A row whose id leads nowhere, to an indicator that is not asked for, or to a row that was there already."""
    name, shown = row.text("id"), form.shown
    if not name:
        if row.typed:
            remedy = said(
                "Type into the rows of the form only; give the row its id again, from another copy of the form."
            )
            expected = said("an id, since {column} is given", column=column_word(row.typed[0]))
            yield Mistake(shown, row.cell("id"), said("nothing"), expected, remedy)
        return
    if name not in known:
        dropped = name in asked and not row.typed  # from the plan, since the form was written
        if not (dropped or whole.stray(row)):
            otherwise = said("Give the row the id it had, from another copy of the form.")
            expected = said("the id of an indicator of {plan}", plan=form.plan.id)
            yield Mistake(shown, row.cell("id"), quoted(name), expected, suggested(name, list(known), otherwise))
        return
    earlier = seen.setdefault(name, row)
    if earlier is not row and row.typed:
        if earlier.typed:
            found = said("{id} again, as in {place}", id=name, place=earlier.at)
            remedy = said("Leave one of the rows, and clear the other.")
            yield Mistake(shown, row.cell("id"), found, said("each indicator once"), remedy)
        else:
            seen[name] = row


def _changed(row: Row, known: Mapping[str, Indicator], shown: str) -> Iterator[Mistake]:
    """A row whose name or unit is that of another indicator: its id, or the plan, was changed since the form was made."""
    if not row.typed:
        return
    one = known[row.text("id")]
    name = row.text("name").split("\n")[0].strip()
    others = [other.id for other in known.values() if other.name.zh == name and other.id != one.id]
    if name != one.name.zh and others:
        found = said("{id} beside {name}", id=one.id, name=name)
        expected = said("{id}, whose name that is", id=others[0])
        remedy = said("Give the row its id again, {id}, or the figure its own row.", id=others[0])
        yield Mistake(shown, row.cell("id"), found, expected, remedy)
    unit = row.text("unit")
    if unit and unit != one.unit:
        yield Mistake(shown, row.cell("unit"), quoted(unit), said("{unit}, as in the plan", unit=one.unit), _NEW_FORM)
