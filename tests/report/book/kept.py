"""A report of two pages without its notebooks: what they would have shown stands here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shkplan.base.messages import LANGUAGES
from shkplan.display.layout import PAGES
from shkplan.report.render import Edition
from shkplan.report.reports import Report
from shkplan.workspace.load import load_plan

SMALL = Path(__file__).parents[1] / "workspace" / "data" / "plans" / "small.yaml"
GREEN = Report("indicator", "environment.green_coverage")


def heading(text: str, *tags: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": text, "metadata": {"tags": list(tags)}}


def shown(html: str, *tags: str) -> dict[str, Any]:
    """A cell that shows the same HTML in both languages."""
    data = {"text/html": html, PAGES: {language: {"text/html": html} for language in LANGUAGES}}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    return {"cell_type": "code", "source": "secret_code()", "metadata": {"tags": list(tags)}, "outputs": [output]}


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    return {"cells": list(cells)}


@pytest.fixture(name="edition")
def kept_edition() -> Edition:
    return Edition(
        plan=load_plan(SMALL),
        folder="reports/small/2023-06-30",
        parameters={
            "plan": "small",
            "as_of": "2023-06-30",
            "region": "沙河口区",
            "to": 2035,
            "model": "auto",
            "seed": 1,
        },
        languages=LANGUAGES,
        reports=[Report("overview"), GREEN, Report("data")],
        scenario=None,
        fingerprint="0123abcd",
        versions={"shkplan": "0.1.0"},
        formats=("html", "pdf"),
    )


@pytest.fixture(name="executed")
def kept_executed() -> dict[str, Any]:
    to_sources = '<p><a data-to="indicator/environment.green_coverage#sources">to its sources</a></p>'
    return {
        "overview": notebook(
            heading("# Answer", "id-summary"),
            shown(to_sources),
            heading("## Left side", "id-todo"),
            shown("<p>left</p>", "half"),
            heading("## Right side", "id-wanted"),
            shown("<p>right</p>", "half"),
            heading("## Every target", "id-all"),
            shown("<p>after the contents</p>"),
        ),
        GREEN.key: notebook(
            heading("# One indicator", "id-card"),
            shown("<p>card</p>"),
            shown("<p>chart</p>", "id-chart"),
            heading("## Where from", "id-sources", "fold"),
            shown('<p><a href="overview.html">back</a> <a data-to="#chart">up</a></p>'),
            heading("## Nothing", "id-models"),
            shown('<p class="shk-none">none</p>'),
        ),
        "data": notebook(heading("# Data"), heading("## Known"), shown("<p>known</p>")),
    }
