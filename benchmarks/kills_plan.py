"""A small workspace for kills: three indicators, three notebooks that need nothing but the standard library and start a process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

AS_OF = "2023-06-30"
ASKED = ("overview", "targets", "data", "--as-of", AS_OF, "--lang", "en")
RUN = ("monthly", "--as-of", AS_OF)

_REPORTS = """
timezone: Asia/Shanghai
reports:
  monthly:
    plan: small
    pages: [overview, targets, data]
    as_of: end of last month
    languages: [en]
    formats: [{formats}]
    schedule: {{every: month, day: 3, at: "06:00"}}
    own_notebooks: [overview, targets, data]
"""

_INDICATOR = """
  test.quantity_{number}:
    name: {{zh: 量{number}, en: Quantity {number}}}
    unit: "%"
    measure: level
    price_basis: none
    bounds: [0, 100]
    precision: 0.1
    targets:
      - {{kind: held, direction: at_least, number: 45.2, unit: "%", window: 2021-2025, approved: 2021-10-28, locator: 一,
         statement: {{zh: 每年不低于45.2%。, en: At or above 45.2 % in every year.}}}}
"""

_PLAN = """
id: small
region: 沙河口区
title: {zh: 测试用小规划, en: A small plan for tests}
window: 2021-2025
base_year: 2020
horizon: 2035
approved: 2021-10-28
approved_basis: published
source: {title: 测试, publisher: 测试, published: 2021-10-28}
regions: {沙河口区: {en: Shahekou District}}
domains:
  test: {zh: 测试, en: Test}
indicators:
"""

_COLUMNS = (
    "indicator,region,period,form,bound,value,unit,price_basis,status,mark,published,published_basis,source_title,publisher,"
    "source_kind,address,note_zh,note_en\n"
)
_ROW = "test.quantity_{number},沙河口区,{year},level,exact,{value},%,none,final,,{next}-03-31,assumed,测试公报,测试,yearbook or bulletin,,,\n"

_PARAMETERS = 'plan = "small"\nregion = ""\nas_of = "2023-06-30"\nto = 2035\nmodel = "auto"\nlanguage = "zh"\nseed = 20211028\nscenario = ""'
_WORK = """import os, pathlib, subprocess, sys, time
started = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"])
time.sleep({seconds})
text = (pathlib.Path(os.environ["SHKPLAN_WORKSPACE"]) / "data/observations/small.csv").read_text(encoding="utf-8")
values = [float(line.split(",")[5]) for line in text.split("\\n")[1:] if line]
shown = {{"text/html": f"<p>{{values}}</p>", "application/vnd.shkplan.results+json": {{"name": "values", "data": values}}}}
display(shown, raw=True)
started.kill()
started.wait()"""


def lay_out(root: Path, *, seconds: float = 0.3, formats: str = "html,pdf") -> Path:
    """A workspace with the small plan and its reports.yaml; each notebook sleeps so long, beside a process that it started."""
    from shkplan.workspace.notebooks import PAGES

    plan = _PLAN + "".join(_INDICATOR.format(number=number) for number in range(1, 4))
    _write(root / "data" / "plans" / "small.yaml", plan)
    publish(root, 45.3)
    _write(root / "reports.yaml", _REPORTS.format(formats=formats.replace(",", ", ")))
    for page in PAGES:
        own = {"indicator": '\nindicator = "test.quantity_1"', "scenarios": "\nscenarios = []"}.get(page, "")
        cells = [_code(_PARAMETERS + own, "parameters"), _text(f"# {page}"), _code(_WORK.format(seconds=seconds))]
        content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        for number, cell in enumerate(cells):
            cell["id"] = f"c{number}"
        _write(root / "notebooks" / f"{page}.ipynb", json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return root


def publish(root: Path, value: float) -> None:
    """Put this value into the last year of every series."""
    rows = [
        _ROW.format(number=number, year=year, next=year + 1, value=one)
        for number in range(1, 4)
        for year, one in ((2020, 45.2), (2021, 45.4), (2022, value))
    ]
    _write(root / "data" / "observations" / "small.csv", _COLUMNS + "".join(rows))


def _code(source: str, *tags: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": [*tags]},
        "outputs": [],
        "source": source,
    }


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
