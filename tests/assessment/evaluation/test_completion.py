"""The table of completion: every target once, its figures those that were published, its words those of the rule."""

from __future__ import annotations

import pytest

import shkplan as sp
from shkplan.assessment.evaluation.official import OUTCOMES, WORDS
from shkplan.base.errors import UnknownName
from shkplan.base.messages import Language, Message
from shkplan.display.setting import speaking
from tests.showing import whole

SEEN = [("shahekou-14fyp", "2023-12-31"), ("china-14fyp", "2023-12-31"), ("china-14fyp", "2026-11-28")]
every_plan = pytest.mark.parametrize(("plan", "day"), SEEN)


@every_plan
def test_every_target_has_one_row_and_every_assessed_one_one_word(plan: str, day: str) -> None:
    """Nothing lost, nothing twice; words are counted over what is assessed."""
    a = whole(plan, day)
    marked = [one.key for one in a if not one.target.scored and one.target.nature is not None]
    assert sorted(a.completion.keys()) == sorted([*(one.key for one in a.scored), *marked])
    assert sum(a.completion.counts.values()) == len(a.scored)
    assert [one.word for one in a.completion if one.verdict.target.scored and one.word not in (*WORDS, *OUTCOMES)] == []
    assert len(a.completion.to_frame()) == len(a.completion)


@every_plan
def test_fields_stand_together_in_the_order_of_the_plan(plan: str, day: str) -> None:
    a = whole(plan, day)
    fields = [one.verdict.indicator.domain for one in a.completion]
    order = list(a.plan.domains)
    assert fields == sorted(fields, key=order.index)


def test_schooling_as_published_for_the_base_year_and_the_latest() -> None:
    """National statistics: 10.75 years in 2020, 10.93 in 2022; the outline asks for 11.3 by 2025."""
    one = whole("china-14fyp", "2023-12-31").completion["education.schooling_years"]
    assert one.start is not None
    assert one.start.figure is not None
    assert (one.start.number, one.verdict.latest) == (10.75, (2022, 10.93))
    assert not isinstance(one.headway, Message)
    assert one.headway.share == pytest.approx((10.93 - 10.75) / (11.3 - 10.75))
    assert one.headway.time == pytest.approx(2 / 5)


def test_a_base_year_without_a_figure_is_what_the_clause_states_and_else_unknown() -> None:
    """Shahekou: services above 75 % on average of 2016-2020, by the outline; of internship bases it states nothing."""
    completion = whole("shahekou-14fyp", "2023-12-31").completion
    start = completion["economy.services_share"].start
    assert start is not None
    assert (start.number, start.bound, start.form, start.figure) == (75.0, "lower", "mean", None)
    assert start.locator.startswith("一(一)")
    assert completion["employment.internship_bases"].start is None


def test_a_figure_of_a_later_day_is_not_there_yet() -> None:
    """On the last day of 2022 no figure for 2022 had been published of schooling."""
    row = whole("china-14fyp", "2022-12-31").completion["education.schooling_years"]
    assert row.verdict.latest is not None
    assert row.verdict.latest[0] == 2021


def test_no_office_is_said_and_not_made_up() -> None:
    """The outline of Shahekou names no office; the bureau beside a figure supplies it."""
    completion = whole("shahekou-14fyp", "2023-12-31").completion
    assert {one.office for one in completion} == {None}
    with speaking("en"):
        assert "District statistics bureau" in sp.table(completion).csv
        assert "names no responsible office" in str(sp.table(completion))


def test_an_unknown_key_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"education\.schooling_years"):
        whole("china-14fyp", "2023-12-31").completion["education.schooling_year"]


@pytest.mark.parametrize("language", ["zh", "en"])
@every_plan
def test_the_sentence_counts_what_the_table_shows(plan: str, day: str, language: Language) -> None:
    a = whole(plan, day)
    with speaking(language):
        shown = sp.table(a.completion)
        told = str(shown)
    assert len(shown.rows) == len(a.completion)
    assert {"zh": f"规划的{len(a.scored)}项目标中", "en": f"the plan’s {len(a.scored)} targets"}[
        language
    ] in told.replace("\n", "")
    unknown = a.completion.counts.get("unassessed", 0)
    assert not unknown or {"zh": f"另有{unknown}项数据不足", "en": f"figures: {unknown}"}[language] in told.replace(
        "\n", "" if language == "zh" else " "
    )
    assert a.official.rule.digest in told.replace("\n", "")
