"""What is the same of many targets is said once, and nothing is lost by it."""

from __future__ import annotations

import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.display.language import words


@pytest.fixture(scope="module")
def district() -> Assessment:
    return sp.assess("shahekou-14fyp", as_of="2023-12-31")


def test_targets_with_the_same_reason_stand_in_one_sentence_and_every_one_is_named(district: Assessment) -> None:
    table = sp.table(district.official)
    assert len(table) < 12 < len(district.official) == len(table.data)
    told = " ".join((*table.notes, *(str(row[0]) for row in table.rows)))
    assert all(words(one.verdict.indicator.name) in told for one in district.official)


def test_the_reader_meets_what_is_known_before_what_is_not(district: Assessment) -> None:
    table = sp.table(district.completion)
    assert len(table) == len(district.completion)
    start, heading = table.groups[-1]
    assert "no figure since the base year" in heading
    assert f"({len(table) - start})" in heading
    assert not any("broadly" in str(row) for row in table.rows[start:])


def test_a_nature_that_no_target_has_takes_no_column(district: Assessment) -> None:
    assert {len(sp.table(district.official).columns), len(sp.table(district.completion).columns)} == {5, 8}
    counts = sp.table(district.official.counts)
    assert counts.rows[-1][1] == str(len(district.official))
    assert "GDP growth" in str(counts.rows[2][-1])


def test_figures_nobody_has_are_counted_in_a_sentence(district: Assessment) -> None:
    table = sp.table(district.data_quality)
    assert len(table) < 12
    assert "26 targets" in table.notes[0]
    assert len(table.data) == len(district.data_quality)


def test_only_words_that_move_are_drawn(district: Assessment) -> None:
    steps = district.official.stability.by_tolerance
    assert 0 < len(steps.moved) < len(steps.words)
    assert len({row["target"] for row in sp.plot(steps).data}) == len(steps.words)
