"""Made-up tables of a made-up district, read in one line by the tests of the yearbook's reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment

from shkplan.base.errors import DataError
from shkplan.base.messages import Language
from shkplan.evidence.observation import Observation
from shkplan.register.plan import Plan
from shkplan.workspace.load import load_plan
from shkplan.workspace.readers.yearbook.table import TableReading, read_table

__all__ = ["FACTS", "PLAN", "figures", "mistakes", "read_table", "reading", "told", "written"]

PLAN: Plan = load_plan(Path(__file__).parents[1] / "data" / "good" / "example.yaml")
FACTS: dict[str, Any] = {
    "region": "示例区", "status": "final", "published": dt.date(2024, 1, 5), "publisher": "示例区统计局",
    "source_kind": "yearbook or bulletin", "source_title": "示例统计年鉴（虚构）",
}  # fmt: skip
Table = str | list[list[object]]


def written(
    folder: Path, table: Table, merged: tuple[str, ...] = (), comments: Mapping[str, str] | None = None
) -> Path:
    """A table as a file: text as CSV, rows of cells as a workbook."""
    if isinstance(table, str):
        path = folder / "table.csv"
        path.write_text(table, encoding="utf-8")
        return path
    path, book = folder / "table.xlsx", openpyxl.Workbook()
    sheet: Any = book.active
    for row in table:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    for address, words in (comments or {}).items():
        sheet[address].comment = Comment(words, "示例")
    book.save(path)
    return path


def reading(folder: Path, table: Table, **given: Any) -> TableReading:
    """What a table gives, with its mistakes and the account of its cells."""
    cells = {key: given.pop(key) for key in ("merged", "comments") if key in given}
    return read_table(written(folder, table, **cells), PLAN, **{**FACTS, **given})


def figures(folder: Path, table: Table, **given: Any) -> list[tuple[str, str, str, float, str]]:
    """The figures of a table without mistakes."""
    found = reading(folder, table, **given)
    assert not found.mistakes, "\n".join(map(str, found.mistakes))
    return told(found.figures)


def told(found: tuple[Observation, ...]) -> list[tuple[str, str, str, float, str]]:
    """What figures say, each in a line."""
    return [(one.indicator.split(".")[1], one.region, str(one.period), one.value, one.unit) for one in found]


def mistakes(folder: Path, table: Table, language: Language = "en", **given: Any) -> list[str]:
    """What a table is told, without the name of the file, each in one line."""
    try:
        found = reading(folder, table, **given).mistakes
    except DataError as error:
        found = error.mistakes
    words = [one.text(language).replace("\n    ", " ") for one in found]
    comma = "，" if language == "zh" else ", "
    return [one.split("table.", 1)[1].split(comma, 1)[1] for one in words]
