"""No two words of a chart overlap, for every chart of the shipped plans, by the SVG as it is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from shkplan import assess, plot
from shkplan.assessment.assessment import Assessment
from shkplan.display.charts import Chart
from shkplan.display.setting import speaking
from tests.display.boxes import boxes, collisions
from tests.display.test_charts import SHOWN

PLANS = ("shahekou-14fyp", "china-14fyp", "china-15fyp")


@cache
def asked(plan: str) -> Assessment:
    return assess(plan, as_of="2026-06-30", n_paths=200)


def charts(a: Assessment) -> Iterator[tuple[str, Chart]]:
    """Every chart that the pages of a plan show, but for backtests."""
    yield "met", plot(a.met)
    yield "coverage", plot(a.coverage)
    yield "revisions", plot(a.revisions())
    for verdict in a:
        yield f"verdict {verdict.key}", plot(verdict)
    for one in a.plan.indicators:
        yield f"figures {one}", plot(a.figures(one))
        yield f"revisions {one}", plot(a.revisions(one))
        yield f"regions {one}", plot([a.series(one, where) for where in a.plan.places])
        for where in a.plan.places[:2]:
            yield f"series {one} {where}", plot(a.series(one, where))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("plan", PLANS)
def test_no_words_of_a_chart_of_a_shipped_plan_overlap(plan: str, language: str) -> None:
    """Whatever the figures of a plan are: nothing covers a word, and none leaves the drawing."""
    with speaking(language):
        found = {name: told for name, made in charts(asked(plan)) if (told := collisions(made.svg))}
    assert found == {}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", SHOWN)
def test_no_words_of_an_unusual_chart_overlap(name: str, language: str) -> None:
    """Empty ones, decided ones, those of heavy tails, of scenarios and of backtests."""
    with speaking(language):
        made = SHOWN[name]()
    assert collisions(made.svg) == []


def test_the_boxes_are_those_of_the_letters() -> None:
    """Two words at one place are found, two lines one above the other are apart."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" font-size="10" viewBox="0 0 100 100">{}</svg>'
    one = '<text x="10" y="{}" textLength="30">word</text>'
    assert [words for words, _ in boxes(drawing.format(one.format(20)))] == ["word"]
    assert collisions(drawing.format(one.format(20) + one.format(20))) == ["'word' over 'word'"]
    assert collisions(drawing.format(one.format(20) + one.format(32))) == []
    assert collisions(drawing.format('<text x="80" y="20" textLength="30">far</text>')) == ["'far' leaves the drawing"]
