"""What is told of a target in several places is told alike: of all targets of the shipped plans, on the page and in the results."""

from __future__ import annotations

import re
from typing import Any

import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.verdict import Verdict
from shkplan.display.language import published, quantity, rounded
from shkplan.display.setting import speaking
from shkplan.display.tables.base import Reference, Table
from shkplan.display.verdicts import about, percents, sign_of, word_code
from tests.showing import whole

SEEN = [
    ("shahekou-14fyp", "2026-11-28"),
    ("shahekou-14fyp", "2023-06-30"),
    ("china-14fyp", "2026-06-30"),
    ("china-14fyp", "2023-06-30"),
    ("china-15fyp", "2026-11-28"),
]
every_plan = pytest.mark.parametrize(("plan", "day"), SEEN)


def by_target(table: Table) -> dict[str, tuple[dict[str, Any], tuple[Any, ...]]]:
    """Key -> data and cells of its row; tables whose rows and data stand in one order."""
    return {row["target"]: (row, cells) for row, cells in zip(table.results["data"], table.rows, strict=True)}


def years_known(a: Assessment, verdict: Verdict) -> tuple[int, ...]:
    """The years of the own series, as published."""
    return a.observations.series(verdict.indicator, a.region).years


@every_plan
def test_the_latest_figure_is_that_of_the_published_series(plan: str, day: str) -> None:
    """Found when one table had a proxy's "7.0 % (2021)" for the latest figure, and another 2019 for the last."""
    a = whole(plan, day)
    with speaking("zh"):  # English tells 亿吨 in tonnes
        known = by_target(sp.table(a))
        missing = {one["target"]: one for one in sp.table(a.missing).results["data"]}
    for verdict in a.scored:
        years = years_known(a, verdict)
        last = years[-1] if years else None
        assert (verdict.latest and verdict.latest[0]) == last, verdict.key
        data, cells = known[verdict.key]
        assert (data["latest"] and data["latest"][0]) == last
        assert data["yearly_figures"] == len(years)
        if verdict.latest is not None:
            shown = quantity(published(verdict.latest[1], verdict.indicator.precision), "")
            assert cells[1].startswith(shown)
            assert str(last) in cells[1]
        if verdict.key in missing:
            assert missing[verdict.key]["last"] == last
            assert not set(missing[verdict.key]["due"]) & set(years)


@every_plan
def test_years_are_measured_where_the_own_series_has_them(plan: str, day: str) -> None:
    """Measured and missing years part the deciding ones, by the own figures alone."""
    a = whole(plan, day)
    for verdict in a.scored:
        years = set(years_known(a, verdict))
        if not verdict.decided_by_figures:  # a limit may have decided without an exact figure
            assert set(verdict.measured) <= years, verdict.key
        assert not set(verdict.estimated) & years, verdict.key
        assert not set(verdict.measured) & set(verdict.estimated)


@every_plan
def test_a_count_of_figures_is_told_with_how_many_there_are(plan: str, day: str) -> None:
    """Found when a table of models said "2 figures" in one row and "1" in the next; fewer than all are told as so many of all."""
    a = whole(plan, day)
    for verdict in a.scored:
        if verdict.assessable:
            continue
        have = len(years_known(a, verdict))
        for model in (verdict, *a.models(verdict.key)):
            for one in model.reason.roots:
                if "minimum" in one.values:
                    assert one.values["n"] == have or one.values["total"] == have, (verdict.key, one)


@every_plan
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_probability_is_the_same_in_every_table(plan: str, day: str, language: Any) -> None:
    """In per cent, with the same range over models and the same word, in the list of all, at risk, by kind and what decides."""
    a = whole(plan, day)
    with speaking(language):
        every, risky = by_target(sp.table(a)), by_target(sp.table(a.at_risk))
        deciding = by_target(sp.table(a.deciding))
        for verdict in a.assessed:
            data, cells = every[verdict.key]
            text = " ".join(map(str, cells))
            assert data["prob"] == verdict.prob
            assert data["word"] == word_code(verdict)
            spread = a.spread(verdict.key)
            range_ = percents(spread.low, spread.high) if spread else ""
            assert range_ in text
            assert about(verdict) in text
            assert about(verdict) in deciding[verdict.key][1][1]
            assert (verdict.key in risky) == verdict.at_risk
            if verdict.key in risky:
                there = " ".join(map(str, risky[verdict.key][1]))
                assert about(verdict).removesuffix(sign_of(verdict)) in there
                assert range_ in there
            for kind in (a.kind(verdict.target.kind),):
                row = by_target(sp.table(kind))[verdict.key][1]
                assert about(verdict) in " ".join(map(str, row))


@every_plan
def test_numbers_are_rounded_alike(plan: str, day: str) -> None:
    """Central and wanted values at risk are those of the table by kind and of the sentence; no Monte Carlo error stands beside."""
    a = whole(plan, day)
    with speaking("zh"):  # English tells 亿吨 in tonnes
        risky = by_target(sp.table(a.at_risk))
        for verdict in a.at_risk:
            told = risky[verdict.key][1][-1]
            kind = " ".join(map(str, by_target(sp.table(a.kind(verdict.target.kind)))[verdict.key][1]))
            if verdict.status == "estimated":
                assert "±" not in kind
                parts = {"own", "reference"} & set(verdict.reason.values) if verdict.target.compared else set[str]()
                numbers = [verdict.reason.values[name] for name in parts] or [verdict.central]
                for one in numbers:
                    shown = rounded(one, verdict.unit).lstrip("+−")
                    assert shown in told, (verdict.key, told)
                    assert shown in kind


@every_plan
def test_every_row_leads_to_its_indicator(plan: str, day: str) -> None:
    """Name, sentence and step; in HTML every link has a place of the report."""
    a = whole(plan, day)
    views = (a.summary, a.at_risk, a.todo, a.wanted, a, a.deciding, a.missing)
    for made in map(sp.table, views):
        places = re.findall(r'data-to="([^"]+)"', made._repr_html_())
        assert all(re.fullmatch(r"(overview|targets|data|indicator/[\w.]+)(#[\w-]+)?", one) for one in places)
    for row in sp.table(a).rows:
        assert isinstance(row[0], Reference)
