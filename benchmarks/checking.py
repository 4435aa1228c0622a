"""How long a check of many figures takes: ``python -m benchmarks.checking [ROWS]``.

Two workspaces, each with the plan of ``tests/data/good`` and one table: all rows in one series and year, as when a source is read
again every day, and rows over many series and years. Each step a row of figures goes through is timed alone; the
steps must grow with the rows, not with their square.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from shkplan.evidence.corrections import Correction, Locator, matched
from shkplan.evidence.observations import Observations
from shkplan.evidence.vintages import revisions
from shkplan.exchange.importing import compare
from shkplan.workspace.check import checked
from shkplan.workspace.load import Workspace
from shkplan.workspace.readers.tidy_csv import COLUMNS, read_tidy_csv

GOOD = Path(__file__).parents[1] / "tests" / "data" / "good"
FIRST = dt.date(1995, 1, 2)
CORRECTIONS = 200


def one_series_year(rows: int) -> Iterator[str]:
    """Rows of one series and year, each published by another source or on another day."""
    for number in range(rows):
        day, source = FIRST + dt.timedelta(days=number % 10_000), number // 10_000
        yield _row("economy.gdp", "本区", 1994, 100 + number % 7, day, f"年鉴{source}")


def many(rows: int) -> Iterator[str]:
    """Rows over all years from 1950 on, each told by as many sources as it takes."""
    for number in range(rows):
        year, source = 1950 + number % 70, number // 140
        region = ("本区", "全市")[number // 70 % 2]
        yield _row("economy.gdp", region, year, 100 + number % 7, dt.date(2020, 1, 2), f"年鉴{source}")


def _row(indicator: str, region: str, year: int, value: int, day: dt.date, source: str) -> str:
    cells = {
        "indicator": indicator, "region": region, "period": year, "form": "level", "bound": "exact", "value": value,
        "unit": "亿元", "price_basis": "current", "status": "final", "published": day, "published_basis": "stated",
        "source_title": source, "source_kind": "yearbook or bulletin",
    }  # fmt: skip
    return ",".join(str(cells.get(column, "")) for column in COLUMNS)


def _workspace(folder: Path, rows: Iterator[str]) -> Workspace:
    for part in ("plans", "observations", "scenarios"):
        (folder / "data" / part).mkdir(parents=True)
    shutil.copy(GOOD / "small.yaml", folder / "data" / "plans")
    (folder / "data" / "observations" / "many.csv").write_text("\n".join([",".join(COLUMNS), *rows]), encoding="utf-8")
    return Workspace(folder)


def _timed(what: str, step: Callable[[], object]) -> object:
    started, clock = time.process_time(), time.perf_counter()
    found = step()
    spent, passed = time.process_time() - started, time.perf_counter() - clock
    print(f"    {what:<44} {spent:6.2f} s of the processor, {passed:6.2f} s by the clock", flush=True)
    return found


def _correction(figure: object, number: int) -> Correction:
    names = ("indicator", "region", "period", "published", "source_title")
    locator = Locator(**{name: getattr(figure, name) for name in names})
    found = {"value": figure.value, "unit": figure.unit}  # type: ignore[attr-defined]
    replace = {"value": 99 + number % 2}
    return Correction.model_validate(
        {"figure": locator, "found": found, "replace": replace, "reason": {"zh": "误", "en": "Slip"}, "author": "x",
         "date": "2024-01-01"}
    )  # fmt: skip


def measure(name: str, rows: Iterator[str]) -> None:
    """Print what each step takes on one workspace."""
    with tempfile.TemporaryDirectory() as folder:
        base = _workspace(Path(folder), rows)
        table = base.files("observations")[0]
        print(f"{name}, {table.stat().st_size / 1e6:.1f} MB")
        figures = _timed("read", lambda: read_tidy_csv(table))
        _timed("check, the table read already", lambda: checked(base.root))
        plan = base.plan("small")
        known = _timed("load_observations", lambda: base.observations(plan))
        assert isinstance(figures, tuple)
        assert isinstance(known, Observations)
        _timed("annual series", lambda: list(known.all_series()))
        _timed("revisions", lambda: revisions(known))
        _timed("import of all of them again (compare)", lambda: compare(figures, figures))
        corrections = [_correction(figure, number) for number, figure in enumerate(figures[:CORRECTIONS])]
        _timed(f"{CORRECTIONS} corrections matched", lambda: matched(figures, corrections))


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    measure(f"{asked:,} rows of one series and year", one_series_year(asked))
    measure(f"{asked:,} rows over many", many(asked))
