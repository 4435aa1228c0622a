"""Official results beside our words: counted as published, compared on the same day, every disagreement with its reason."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import shkplan as sp
from shkplan.assessment import Assessment
from shkplan.assessment.evaluation.known import Known
from shkplan.base.errors import DataError, UnknownName
from shkplan.files.records import load
from shkplan.register.official_results import OfficialResults
from shkplan.workspace.load import Workspace

MIDTERM = "china-14fyp-mid-term"


@pytest.fixture(scope="module")
def known(midterm: Assessment) -> Known:
    return midterm.official_results


def test_the_shipped_results_count_what_their_sources_count() -> None:
    """4, 5, 7 and 4 of 20 (Xinhua, 26 December 2023), all of them named; 4, 14 and 16 of 41 in Hubei; 7 and 11 of 23 in Ningde."""
    every = {one.id: one for one in Workspace.shipped().single("official-results", OfficialResults)}
    nation = every[MIDTERM]
    assert dict(nation.counts) == {"early": 4, "faster": 5, "on_course": 7, "behind": 4}
    assert len(nation.words) == nation.targets == 20
    assert [dict(every["hubei-13fyp-mid-term"].counts)[word] for word in ("early", "faster", "on_course")] == [
        4,
        14,
        16,
    ]
    assert [dict(every["ningde-12fyp-mid-term"].counts)[word] for word in ("faster", "on_course", "behind")] == [
        7,
        11,
        5,
    ]
    assert all(one in sp.load_plan("china-14fyp") for result in every.values() if result.plan for one in result.words)


def test_a_result_is_known_from_the_day_it_was_published_on() -> None:
    before = sp.assess("china-14fyp", as_of="2023-12-25").official_results
    assert not before
    assert sp.assess("shahekou-14fyp", as_of="2023-12-26").official_results.agreements == ()
    with pytest.raises(UnknownName):
        before[MIDTERM]


def test_straight_line_progress_agrees_with_eight_of_ten(known: Known) -> None:
    """Of the targets with a way to go whose share of it can be measured; counted apart from this library for the design."""
    assert known[MIDTERM].by_line == (8, 10)


def test_the_matrix_counts_every_target_once(known: Known) -> None:
    one = known[MIDTERM]
    assert sum(one.matrix.values()) == len(one.words) == 20
    assert one.agreed == sum(one.matrix[word, word] for word in one.result.counts)
    assert len(one.disagreements) == 20 - one.agreed
    assert int(one.to_frame().to_numpy().sum()) == 20


def test_what_chance_would_agree_on_stands_beside(known: Known) -> None:
    """Of 15 targets with both words the products of the counts over 15."""
    one = known[MIDTERM]
    shuffled, rng = [word.ours.word for word in one.both], np.random.default_rng(1)
    drawn = []
    for _ in range(4000):
        rng.shuffle(shuffled)
        drawn.append(sum(word.theirs == ours for word, ours in zip(one.both, shuffled, strict=True)))
    theirs, ours = (Counter(words) for words in ([x.theirs for x in one.both], [x.ours.word for x in one.both]))
    assert one.by_chance[0] == pytest.approx(sum(theirs[word] * ours[word] for word in theirs) / len(one.both))
    assert one.by_chance[0] == pytest.approx(np.mean(drawn), abs=4 * np.std(drawn) / 4000**0.5)
    behind = sum(word.ours.word == "behind" for word in one.both)
    both = len(one.both)
    late = theirs["behind"]
    assert one.by_chance[1] == pytest.approx(((both - late) * (both - behind) + late * behind) / both)


def test_every_disagreement_has_its_reason(known: Known) -> None:
    """A sentence in both languages, drawn from the data."""
    for one in known:
        assert (one.why is None) == bool(one.agrees)
        assert one.why is None or (one.why.text("zh") and one.why.text("en"))
    told = {one.key: one.why.key for one in known if one.why is not None}
    assert told["health.life_expectancy"] == "official.differs.reading"
    assert told["innovation.high_value_patents"] == "official.differs.probability"
    assert told["economy.digital_core_share"] == "official.differs.older_figures"
    assert told["economy.gdp_growth"] == "official.differs.recorded"


def test_later_assessments_compare_the_words_of_the_day_of_the_result(known: Known) -> None:
    """What is known today changes our word of today, and not that of December 2023."""
    later = sp.assess("china-14fyp", as_of=dt.date(2026, 6, 30)).official_results
    assert {one.key: one.ours.word for one in later[MIDTERM].words} == {one.key: one.ours.word for one in known}
    assert any(one.now.word == "achieved" for one in later)
    statement = later["china-14fyp-2025-07"]
    assert all(one.agrees for one in statement.words)  # ahead of expectation may be reached early too


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """More words than targets, a word counted less often than it is given, ids without a plan."""
    path = tmp_path / "official-results.yaml"
    path.write_text(
        """\
results:
  - id: one
    title: {zh: 某评估, en: Some evaluation}
    plan: null
    region: 某市
    window: 2016-2020
    stage: mid-term
    targets: 3
    counts: {faster: 4}
    words: {economy.gdp_growth: behind}
    source: {title: t, publisher: p, published: 2021-01-01}
    read: copy
""",
        encoding="utf-8",
    )
    with pytest.raises(DataError) as refused:
        load(path, OfficialResults)
    told = "\n".join(str(one) for one in refused.value.mistakes)
    assert "expected at most the 3 targets" in told
    assert "expected at least 1, the number of targets given this rating" in told
    assert "expected a plan, whose indicators have these ids" in told
