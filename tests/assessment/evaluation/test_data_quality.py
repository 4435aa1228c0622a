"""The figures an evaluation rests on: counts add up, and nothing is counted that was not published by the day."""

from __future__ import annotations

import pytest

import shkplan as sp
from shkplan.base.messages import Language
from shkplan.display.setting import speaking
from tests.showing import whole

SEEN = [("shahekou-14fyp", "2023-12-31"), ("shahekou-14fyp", "2026-11-28"), ("china-14fyp", "2023-12-31")]
every_plan = pytest.mark.parametrize(("plan", "day"), SEEN)


@every_plan
def test_measured_and_missing_make_up_what_is_needed(plan: str, day: str) -> None:
    a = whole(plan, day)
    quality = a.data_quality
    assert len(quality) == len(a.scored) == len(quality.to_frame())
    for one in quality:
        assert sorted((*one.chosen, *one.missing)) == sorted(one.needed)
        assert all(year < a.as_of.year for year in one.needed)
        assert sum(one.sources.values()) == len(one.chosen)
        assert {*one.estimates, *one.doubtful, *one.revised} <= set(one.needed)
        assert all(figure.published <= a.as_of for figure in one.chosen.values())
    assert quality.figures == sum(quality.sources.values())
    assert quality.figures <= quality.needed


def test_gdp_growth_of_the_district_as_it_lies_in_the_data() -> None:
    """Three work reports of five years: 2021, 2022 and 2024, each told before the year was over; Dalian has all five."""
    (one,) = (
        one for one in whole("shahekou-14fyp", "2026-11-28").data_quality if one.verdict.key == "economy.gdp_growth"
    )
    assert (tuple(one.chosen), one.missing) == ((2021, 2022, 2024), (2023, 2025))
    assert one.sources == {"work report": 3}
    assert one.estimates == (2021, 2022, 2024)
    assert one.beside == ("economy.gdp_growth", "大连市", 5)
    assert (one.latest, one.behind) == (2024, 1)


@pytest.mark.parametrize("language", ["zh", "en"])
@every_plan
def test_the_sentence_says_how_many_are_there(plan: str, day: str, language: Language) -> None:
    quality = whole(plan, day).data_quality
    with speaking(language):
        told = str(sp.table(quality)).replace("\n", "" if language == "zh" else " ")
    wanted = {
        "zh": f"应有年度数据{quality.needed}个，已查到{quality.figures}个",
        "en": f"need {quality.needed} yearly figures; {quality.figures} have been found",
    }
    assert wanted[language] in told
