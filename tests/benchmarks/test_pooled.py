"""The pooled tasks: what may be known at an origin, questions and references by hand, and what answers are worth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.analogues import analogues, base_rates, climatology, naive, windows
from benchmarks.judged import effective, independent, interval, judged, probability, reliability, worst
from benchmarks.methods import PROBS, own
from benchmarks.pace import distinct
from benchmarks.scoring import Answers
from benchmarks.tasks import QUESTIONS, Group, Panel, Task, chinese, fold, world_bank

YEARS = np.arange(2000, 2011)


def task(values: list[float], came: float, region: str = "here", ahead: int = 5) -> Task:
    given = np.array(values)
    years = np.arange(2010 - given.size + 1, 2011)
    back = min(5, given.size - 1)
    pace, scale = (given[-1] - given[-1 - back]) / back, float(np.abs(np.diff(given)).mean())
    return Task(region, years, given, came, float(pace), scale, ahead)


def group(tasks: list[Task], rows: dict[str, list[float]], kind: str = "growth", ahead: int = 5) -> Group:
    """Sisters' figures end in 2010."""
    parts = [
        pd.DataFrame({"series": name, "year": np.arange(2011 - len(values), 2011), "value": values})
        for name, values in rows.items()
    ]
    return Group("indicator", kind, 2010, tasks, pd.concat(parts, ignore_index=True))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A panel of three regions with a new basis in 2005, and one doubted figure."""
    rows = [
        {
            "region": f"区{at}",
            "indicator": "share",
            "year": year,
            "value": 10.0 * at + (year - 2000) ** 1.5 % 7,
            "doubt": "",
        }
        for at in range(6)
        for year in range(2000, 2016)
    ]
    table = pd.DataFrame(rows)
    table.loc[(table["region"] == "区1") & (table["year"] == 2012), "doubt"] = "jump: doubtful"
    table.to_csv(tmp_path / "made.csv.gz", index=False)
    return tmp_path


def test_nothing_later_than_the_origin_and_nothing_of_itself_is_known(folder: Path) -> None:
    """The reference ends at the origin and holds no region that is asked about; no window spans the new basis."""
    groups = list(chinese(folder, Panel("made", "share", "share", (2005,))))
    assert {one.origin for one in groups} == set(range(2006, 2011))
    for one in groups:
        assert one.reference["year"].max() <= one.origin
        known = {name.split(",")[0] for name in one.reference["series"]}
        assert not known & {each.region for each in one.tasks}
        assert known | {f"区{at}" for at in range(6) if fold(f"区{at}") == one.fold} == {f"区{at}" for at in range(6)}
        assert all(each.years[0] >= 2005 and each.years[-1] == one.origin for each in one.tasks)
        of = windows(one.reference, "share", 5, 0)
        assert of.ended.size == 0 or of.ended.min() >= 2010
    asked = [(one.origin, each.region) for one in groups for each in one.tasks]
    assert len(asked) == len(set(asked))
    assert (2007, "区1") not in asked  # what came in 2012 is doubted
    assert (2007, "区2") in asked


def test_a_question_is_kept_or_bettered_in_the_direction_of_the_trend() -> None:
    """Up by 2 a year to 20: five years on 20, 25 and 30 are asked, at least; down by 2: 20, 15 and 10, at most."""
    up, down = task([10, 12, 14, 16, 18, 20.0], 26.0), task([30, 28, 26, 24, 22, 20.0], 26.0)
    assert [up.target(share) for share in QUESTIONS.values()] == [20, 25, 30]
    assert [down.target(share) for share in QUESTIONS.values()] == [20, 15, 10]
    assert [up.happened(share) for share in QUESTIONS.values()] == [True, True, False]
    assert [down.happened(share) for share in QUESTIONS.values()] == [False, False, False]
    row = 20 + np.sqrt(25) * np.array([-1.0, 1.0]).mean() + np.zeros(PROBS.size) + np.linspace(-5, 5, PROBS.size)
    assert probability(row, up, 0.0) == pytest.approx(0.5)
    assert probability(row, up, 0.5) == pytest.approx(1 - probability(row, task([30, 28, 26, 24, 22, 20.0], 0), -0.5))


def test_climatology_is_the_sisters_changes() -> None:
    """Sisters rise by 5 and by 15 in five years: the median is 10 above the last figure, the ends are theirs."""
    one = group([task([1, 2, 3, 4, 5, 6.0], 9.0)], {"a": [0, 1, 2, 3, 4, 5.0], "b": [0, 3, 6, 9, 12, 15.0]})
    row = climatology(one, 1, PROBS)[0]
    assert row[PROBS.size // 2] == pytest.approx(16.0)
    assert row[0] == pytest.approx(6 + 5.05)
    assert np.isnan(climatology(group([task([1, 2.0], 9.0)], {"a": [0, 1.0]}), 1, PROBS)).all()  # no window has ended


def test_analogues_lean_to_sisters_at_the_same_level() -> None:
    """Sisters at 5 rise by 10, sisters at 50 fall by 10; a region at 5 is told to rise."""
    sisters = {f"low {at}": [5.0, 0, 0, 0, 0, 15] for at in range(5)} | {
        f"high {at}": [50.0, 0, 0, 0, 0, 40] for at in range(5)
    }
    one = group([task([5.0, 5.1], 0.0), task([50.0, 50.1], 0.0)], sisters)
    told = analogues(one, 1, np.array([0.5]))
    np.testing.assert_allclose(told[:, 0], [15.1, 40.1], atol=0.1)


def test_naive_by_hand() -> None:
    """Steps 1 and 3: 1.2816 sqrt(5) sqrt(5) on either side of the last figure at 10 and 90 %; one figure has no spread."""
    one = group([task([1, 2, 5.0], 0.0)], {"a": [0.0]})
    row = naive(one, 3, np.array([0.1, 0.5, 0.9]))[0]
    np.testing.assert_allclose(row, 5 + np.array([-1, 0, 1]) * 1.281551566 * 5, rtol=1e-8)
    assert np.isnan(naive(one, 1, np.array([0.1, 0.9]))).all()


def test_base_rates_by_hand() -> None:
    """Of windows 2005-2010 after the trend of 2000-2005: a keeps all of it, b a quarter, c falls back."""
    a, b, c = [list(np.interp(YEARS, [2000, 2005, 2010], ends)) for ends in ([0, 5, 11], [0, 5, 6], [0, 5, 4])]
    one = group([task([1, 2.0], 0.0)], {"a": a, "b": b, "c": c})
    later = one.reference["year"].isin((2000, 2005, 2010))
    one = Group(one.indicator, one.kind, one.origin, one.tasks, one.reference[later])
    assert base_rates(one, QUESTIONS, 5) == {
        "level": pytest.approx(2 / 3),
        "half trend": pytest.approx(1 / 3),
        "full trend": pytest.approx(1 / 3),
    }
    assert base_rates(group([task([1, 2.0], 0.0)], {"a": [1.0]}), QUESTIONS, 5)["level"] == 0.5


def test_alike_errors_count_as_few_events() -> None:
    """Ten events in two clusters that come out together, said 1/2: the sums are 2.5 each, (2 * 6.25) / 2.5 = 5, so 10 / 5 = 2."""
    answers = Answers(np.full(10, 0.5), np.repeat([1.0, 0.0], 5))
    assert effective(answers, np.repeat([0, 1], 5)) == pytest.approx(2.0)
    assert effective(answers, np.arange(10)) == 10.0  # each by itself: 10 * .25 / 2.5 = 1
    assert reliability(answers, np.repeat([0, 1], 5)) == [(0.5, 0.5, 10, pytest.approx(2.0))]
    assert worst([(0.3, 0.4, 100, 9), (0.1, 0.9, 99, 9)]) == pytest.approx(0.1)


def test_blocks_hold_origins_together() -> None:
    """0 until 2004, 1 from 2005 on, blocks of five in a circle: one in a hundred draws has mean 0, four have .1, so the 2.5 % point is .1.

    Origins drawn one by one give a narrower interval: blocks keep alike what is alike.
    """
    origin = np.repeat(np.arange(2000, 2010), 30)
    values = np.where(origin < 2005, 0.0, 1.0)

    def mean(rows: np.ndarray) -> float:
        return float(values[rows].mean())

    low, high = interval(origin, mean, 5)
    assert (low, high) == (0.1, 0.9)
    single = interval(origin, mean, 1)
    assert low < single[0] < 0.5 < single[1] < high
    assert np.isnan(interval(np.full(5, 2000), mean, 5)).all()
    assert independent(np.arange(2005, 2019), 5) == 3


def test_what_is_refused_is_left_out_and_counted() -> None:
    one = group([task([1, 2, 3.0], 4.0), task([2, 2.5, 3.0], 9.0)], {"a": [0.0]})
    rows = np.stack([np.linspace(0, 8, PROBS.size), np.full(PROBS.size, np.nan)])
    found = judged([one], [rows])
    assert (found.came.tolist(), found.refused, found.error.tolist()) == ([4.0], 1, [0.0])
    assert found.held(0.1, 0.9).tolist() == [True]


def test_own_figures_alone_need_three() -> None:
    one = group([task([1, 2, 3, 2, 4, 3.0], 4.0)], {"a": [0.0]})
    assert np.isnan(own(one, 2)).all()
    assert np.isfinite(own(one, 3)).all()


def test_the_world_banks_regions_asked_about_are_those_set_aside(panels: Path) -> None:
    groups = world_bank(panels)
    assert sum(len(one.tasks) for one in groups) == 320  # as the sketch of the issue counts them
    for one in groups:
        assert all(fold(each.region) == 0 and each.years[-1] == one.origin for each in one.tasks)
        assert (one.reference["series"].map(fold) != 0).all()
        assert one.reference["year"].max() <= one.origin


def test_the_series_timed_are_distinct(panels: Path) -> None:
    frame = distinct(panels, 3000)
    assert frame["series"].nunique() == 3000
    first = frame.groupby("series")["value"].first()
    assert first.nunique() > 2990
