"""A workspace whose plan has several offices, and forms filled in as a clerk would."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl

from shkplan.exchange.form import write_form
from shkplan.register.plan import Plan
from shkplan.workspace.load import load_observations, load_plan
from shkplan.workspace.readers.form.columns import NUMBER

HERE = Path(__file__).parent / "data" / "forms"
YEAR = 2023
STATUS = "初步 preliminary"


def lay_out(folder: Path) -> Path:
    """A copy of the workspace."""
    return Path(shutil.copytree(HERE, folder / "workspace"))


def plan() -> Plan:
    return load_plan(HERE / "data" / "plans" / "offices.yaml")


def blank(folder: Path, **options: Any) -> Path:
    """A form for 2023."""
    path = folder / "form.xlsx"
    path.write_bytes(_written(**options))
    return path


@cache
def _written(**options: Any) -> bytes:
    """What many tests fill in or tear apart is written once."""
    with TemporaryDirectory() as folder:
        path = write_form(plan(), load_observations(plan(), HERE), YEAR, Path(folder) / "form.xlsx", **options)
        return path.read_bytes()


def filled(path: Path, rows: Mapping[str, Mapping[str, Any]], then: Callable[[Any], None] = lambda book: None) -> Path:
    """The form with cells typed in, by id and column; a figure without a status is given one."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows(min_row=5, max_row=60):
            typed = dict(rows.get(str(row[0].value), {}))
            if typed and "status" not in typed:
                typed["status"] = STATUS
            for key, value in typed.items():
                row[NUMBER[key] - 1].value = value
    then(book)
    book.save(path)
    return path


def cell(book: Any, name: str, key: str) -> Any:
    """The cell of an indicator's row in a column."""
    for sheet in book:
        for row in sheet.iter_rows(min_row=5, max_row=60):
            if row[0].value == name:
                return row[NUMBER[key] - 1]
    raise LookupError(name)
