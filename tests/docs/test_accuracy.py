"""The page on accuracy says what was measured: each of its scores stands in the results of the benchmarks."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import LANGUAGES, ROOT, sources

SCORE = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")
ROWS = {  # the row of the page, and that of the results whose numbers it takes
    "averaged-ets": "| **averaged-ets** | 0.1269",
    "AutoETS": "| AutoETS | 0.1294",
    "AutoTheta": "| AutoTheta | 0.1273",
    "46.6": "cities, services share, n = 1",
    "71.1": "cities, gdp growth, n = 1",
    "96.3": "provinces, green coverage, n = 1",
    "81.8": "provinces, registered unemployment, n = 1",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_score_stands_in_the_results(language: str) -> None:
    """No score on the page that no benchmark wrote; where a table takes a row of theirs, all of its numbers are of that row."""
    page, results = sources(language)["method/accuracy"], (ROOT / "benchmarks" / "RESULTS.md").read_text("utf-8")
    measured = set(SCORE.findall(results))
    assert set(SCORE.findall(page)) - measured == set()
    for start, theirs in ROWS.items():
        row = next(line for line in page.splitlines() if line.startswith("|") and f"| {start} |" in line)
        told = " ".join(line for line in results.splitlines() if theirs in line)
        assert set(SCORE.findall(row)) <= set(SCORE.findall(told)), start
