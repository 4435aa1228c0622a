"""Series of one's own in an assessment: the same way to a verdict, which says so; refused where they are of something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.base.errors import ParameterError, UnknownName
from tests.showing import DAY, scene

GDP, SERVICES, DALIAN = "economy.gdp_growth", "economy.services_share", "大连市"
RATES = {2021: 8.0, 2022: 4.5, 2023: 5.8, 2024: 6.1, 2025: 6.4}


@pytest.fixture(scope="module")
def a() -> Assessment:
    return sp.assess(scene().plan, scene().published, as_of=DAY, n_paths=200)


def rates(values: Any = RATES, **given: Any) -> Any:
    return sp.series(values, **{"unit": "%", "measure": "growth", **given})


def test_a_series_takes_the_place_of_the_published_figures(a: Assessment) -> None:
    """In the indicator's unit, on its prices; nothing else of the assessment changes, nor does the assessment itself."""
    before, figures = a[GDP].prob, a.series(GDP)
    b = a.using({GDP: rates()})
    found = b.series(GDP)
    assert found.to_frame()["value"].to_dict() == RATES
    assert found.indicator is a.plan[GDP]
    assert (a[GDP].prob, a.series(GDP)) == (before, figures)
    assert b.series(GDP, DALIAN) == a.series(GDP, DALIAN)
    assert b.series(SERVICES) == a.series(SERVICES)
    by_permille = a.using({GDP: rates({year: 10 * value for year, value in RATES.items()}, unit="‰")})
    assert by_permille.series(GDP).to_frame()["value"].tolist() == list(RATES.values())


def test_the_verdict_says_that_figures_were_handed_in(a: Assessment) -> None:
    """All years known: decided, but provisional, since nobody published them; own figures all the same."""
    verdict = a.using({GDP: rates()})[GDP]
    assert (verdict.prob, verdict.status, verdict.evidence) == (1.0, "provisional", "own")
    first = verdict.assumptions[0]
    assert str(first) == (
        "沙河口区, GDP growth: the figures of 2021, 2022, 2023, 2024, 2025 were supplied by the user and are not "
        "published ones"
    )
    assert first.text("zh") == (
        "沙河口区地区生产总值增速：2021、2022、2023、2024、2025年数据由使用者自行提供，并非公开发布的数据"
    )


def test_what_is_missing_is_estimated_as_ever(a: Assessment) -> None:
    """A projection of the series handed in is the one that decides, and one of one's own may be made of it."""
    b = a.using({GDP: rates({2021: 8.0, 2022: 4.5, 2023: 5.8, 2024: 6.1})})
    verdict = b[GDP]
    assert verdict.status == "estimated"
    assert verdict.estimated == (2025,)
    assert any("supplied by the user" in str(told) for told in verdict.assumptions)
    mine = sp.project(b.series(GDP), since=2021, n_paths=200, model="drift")
    assert b.using({GDP: mine})[GDP].own is mine
    with pytest.raises(ParameterError, match="rests on other figures"):
        a.using({GDP: mine})


def test_the_reference_of_a_pace_may_be_handed_in(a: Assessment) -> None:
    b = a.using({(GDP, DALIAN): rates()})
    assert b.series(GDP, DALIAN).years == tuple(RATES)
    told = [str(each) for each in b[GDP].assumptions]
    assert any(
        each.startswith("大连市, GDP growth: the figures of") and "supplied by the user" in each for each in told
    )


def test_settings_and_scenarios_keep_what_was_handed_in(a: Assessment) -> None:
    b = a.using({GDP: rates({2021: 8.0, 2022: 4.5})})
    assert b.using(seed=1).series(GDP) == b.series(GDP)
    assert b.under("city-pace-resumes").series(GDP) == b.series(GDP)
    c = a.under("city-pace-resumes").using({GDP: rates({2021: 8.0, 2022: 4.5})})
    assert c[GDP].prob == b.under("city-pace-resumes")[GDP].prob
    with pytest.raises(ParameterError, match="compare: found different figures on the two sides"):
        sp.compare(a, b)


def test_a_year_that_is_not_over_is_an_estimate(a: Assessment) -> None:
    verdict = a.using({GDP: rates({**RATES, 2026: 5.0})})
    assert [one.status for one in verdict.series(GDP).chosen] == ["preliminary"] * 5 + ["estimate"]


def test_it_is_shown_like_any_other(a: Assessment) -> None:
    b = a.using({GDP: rates({2021: 8.0, 2022: 4.5})})
    assert "supplied by the user and are not published" in " ".join(str(sp.table(b[GDP])).split())
    assert sp.plot(b[GDP]).title
    assert len(b.to_frame()) == len(a)


WRONG: dict[str, tuple[Callable[[], Any], str, str]] = {
    "measure": (
        lambda: sp.series(RATES, unit="%"),
        "found the measure level, expected growth: sp.series(..., measure='growth')",
        "measure 为 level，应为 growth：sp.series(..., measure='growth')",
    ),
    "no unit": (
        lambda: rates(unit=""),
        "found the unit '', expected '%' or one that converts: sp.series(..., unit='%')",
        "单位为 ''，应为 '%' 或可换算的单位：sp.series(..., unit='%')",
    ),
    "another unit and years to come": (
        lambda: rates({2024: 1.0, 2030: 2.0}, unit="万人"),
        (
            "found the unit '万人', expected '%' or one that converts: sp.series(..., unit='%'); found figures of 2030, which nobody can "
            "have on 2026-06-30; a.under(a scenario) supposes values of years to come"
        ),
        (
            "单位为 '万人'，应为 '%' 或可换算的单位：sp.series(..., unit='%')；含 2030 年的数据，而在 2026-06-30 尚无人能有；"
            "对未来年份的假定请用 a.under(情景)"
        ),
    ),
    "another region": (
        lambda: rates(region=DALIAN),
        "found a series of 大连市, expected one of 沙河口区",
        "现为 大连市 的序列，应为 沙河口区 的序列",
    ),
    "beyond the bounds": (
        lambda: rates({2021: -120.0}),
        "2021: found -120, expected a value within the bounds of the indicator, -100 to inf",
        "2021：现为 -120，应在指标的上下限 -100 至 inf 之内",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_series_of_something_else_is_refused(a: Assessment, case: str) -> None:
    """All that speaks against it in one sentence, in both languages."""
    made, english, chinese = WRONG[case]
    with pytest.raises(ParameterError) as raised:
        a.using({GDP: made()})
    assert (str(raised.value), raised.value.text("zh")) == (f"{GDP}: {english}.", f"{GDP}：{chinese}。")


def test_another_indicator_of_the_plan_is_none_of_this(a: Assessment) -> None:
    with pytest.raises(ParameterError) as raised:
        a.using({GDP: a.series(SERVICES)})
    assert str(raised.value).startswith(f"{GDP}: found a series of {SERVICES}, expected one of {GDP};")
    same = a.using({GDP: a.series(GDP)})
    pd.testing.assert_series_equal(same.series(GDP).to_frame()["value"], a.series(GDP).to_frame()["value"])


@pytest.mark.parametrize(
    ("given", "error", "told"),
    [
        ({GDP: RATES}, ParameterError, f"{GDP}: found {{2021: 8.0, 2022: 4.5, 2023: 5.8, 2024: 6.1, 2025: 6.4}}, expected a series"),
        ({GDP: pd.Series(RATES)}, ParameterError, "expected a series such as sp.series(...), or a projection of"),
        ({GDP: None}, ParameterError, f"{GDP}: found None, expected a series such as sp.series(...)"),
        ({5: rates()}, ParameterError, "using: found the key 5, expected the id of an indicator, or (id, region)."),
        ({(GDP,): rates()}, ParameterError, "using: found the key ('economy.gdp_growth',), expected the id"),
        ({(GDP, "大连"): rates()}, UnknownName, "no region named '大连'. Did you mean 大连市"),
        ({"economy.gdp_grwth": rates()}, UnknownName, "Did you mean economy.gdp_growth"),
        ([GDP], ParameterError, "using: found ['economy.gdp_growth'], expected {indicator: series or projection}, or settings"),
        ({GDP: sp.project(rates(), n_paths=10)}, ParameterError,
         f"{GDP}: found a projection of data of one's own; hand in the series itself, a.using({{'{GDP}': series}})."),
    ],
)  # fmt: skip
def test_what_is_no_series_is_told(a: Assessment, given: Any, error: type[Exception], told: str) -> None:
    with pytest.raises(error) as raised:
        a.using(given)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)
