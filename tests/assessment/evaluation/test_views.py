"""Every answer of an evaluation shows itself in a terminal as one short line, and has one row a thing as a frame."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from shkplan.assessment import Assessment
from tests.showing import whole

KEY = "education.schooling_years"
VIEWS = (
    "revised", "yardsticks", "yardsticks.agreement", "yardsticks.disagreements", "readings", "cited_sources", "early_warnings", "official",
    "official.counts", "official.stability", "official.stability.by_year", "official_results", "completion", "lagging", "proposals", "tasks",
    "data_quality", "hindcasts", "hindcasts.by_target", "hindcasts.reliability", "hindcasts.past",
)  # fmt: skip
ONE: dict[str, Callable[[Assessment], Any]] = {
    "word": lambda a: a.official[KEY],
    "completion row": lambda a: a.completion[KEY],
    "agreement": lambda a: a.official_results["china-14fyp-mid-term"],
    "known word": lambda a: a.official_results["china-14fyp-mid-term"].words[0],
    "front": lambda a: a.front,
    "gauged": lambda a: a.yardsticks[KEY],
    "lagging target": lambda a: a.lagging[KEY],
    "proposal": lambda a: next(iter(a.proposals)),
    "readings": lambda a: a.readings[KEY],
    "warning": lambda a: next(iter(a.early_warnings)),
    "explanation": lambda a: a.explain(KEY),
}


def national() -> Assessment:
    return whole("china-14fyp", "2023-12-31")


@pytest.mark.parametrize("make", [*map(operator.attrgetter, VIEWS), *ONE.values()], ids=[*VIEWS, *ONE])
def test_it_shows_itself_in_a_line(make: Callable[[Assessment], Any]) -> None:
    """Not longer than three lines of a terminal, whatever it holds; no file, plan or record is poured out."""
    told = repr(make(national()))
    assert "\n" not in told
    assert len(told) <= 480
    assert told.startswith(type(make(national())).__name__)


@pytest.mark.parametrize("name", VIEWS)
def test_it_is_a_frame(name: str) -> None:
    assert isinstance(operator.attrgetter(name)(national()).to_frame(), pd.DataFrame)
