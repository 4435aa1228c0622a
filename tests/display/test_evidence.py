"""What a number rests on stands beside it: a sign, what the sign means, and the series or class with its size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import Any

import pytest

from shkplan import assess, compare, load_observations, load_plan, plot, project, table
from shkplan.assessment.assessment import Assessment
from shkplan.base.messages import Text
from shkplan.display.charts.history import yearly
from shkplan.display.language import years
from shkplan.display.verdicts import briefly
from shkplan.forecast.borrowed import Borrowed
from tests.making import series as made
from tests.showing import in_both, scene

JOBS = "employment.new_jobs"
UNEMPLOYMENT, INCOME = "employment.registered_unemployment", "income.urban_disposable_growth"


@cache
def borrowing(own_figures: int) -> Assessment:
    """The shipped plan, where the projection of registered unemployment borrowed from a class."""
    whole = scene().assessment
    own = whole.projection(UNEMPLOYMENT)
    name = Text(zh="各省登记失业率", en="Registered unemployment of provinces")
    used = Borrowed(name, own.series.region, own.series.indicator.name, 31, 420, 4, 2001, 2020, own_figures)
    return whole.using({UNEMPLOYMENT: replace(own, borrowed=used)})


SHOWN: dict[str, Callable[[Assessment], Any]] = {
    "assessment": table,
    "verdict": lambda a: table(a[UNEMPLOYMENT]),
    "deciding": lambda a: table(a.deciding),
    "kind": lambda a: table(a.kind("held")),
    "comparison": lambda a: table(compare(a, a.under("city-pace-resumes"))[UNEMPLOYMENT]),
    "fan": lambda a: plot(a[UNEMPLOYMENT]),
    "comparison chart": lambda a: plot(compare(a, a.under("city-pace-resumes"))[UNEMPLOYMENT]),
}


@pytest.mark.parametrize("own_figures", [0, 5])
@pytest.mark.parametrize("name", SHOWN)
def test_a_class_is_named_wherever_its_number_is_printed(name: str, own_figures: int) -> None:
    """With its name, its regions, years, windows, and how many of these are independent, in both languages."""
    zh, en = (str(one) for one in in_both(lambda: SHOWN[name](borrowing(own_figures))))
    sign = "†" if own_figures else "‡"
    for said in (zh, en):
        assert said.count(sign) >= 2, said  # beside the number, and where it is explained
    for parts, said in (
        (("各省登记失业率", "31个地区、420个时段", "2001—2020年", "相互独立的4个"), zh),
        (
            ("Registered unemployment of provinces", "420 windows of 31 regions", "2001–2020", "4 of them independent"),
            en,
        ),
    ):
        assert all(
            part in said.replace("\n", " ").replace("  ", " ") or part in said.replace("\n", "") for part in parts
        ), said


def test_a_series_without_a_figure_is_shown_by_its_class_alone() -> None:
    """New jobs have no yearly figure: the fan, the table and the page of all targets stand on the class, and say so."""
    whole = scene().assessment
    bare = whole.series(JOBS)
    assert bare.years == ()
    values = {2010 + at: 15_000.0 + 300 * (-1) ** at for at in range(8)}
    model = project(made(bare.indicator, values, bare.region), to=2035, n_paths=whole.settings.n_paths)
    sisters = Text(zh="各市新增就业", en="New jobs of cities")
    name = bare.indicator.name
    law = replace(model, series=bare, borrowed=Borrowed(sisters, bare.region, name, 9, 60, 3, 2001, 2020, 0))
    found = whole.using({JOBS: law})
    assert (found[JOBS].evidence, found[JOBS].used, found[JOBS].latest) == ("class", (), None)
    for make, value in ((table, found[JOBS]), (plot, found[JOBS]), (table, found), (table, law)):
        zh, en = (" ".join(str(one).split()) for one in in_both(partial(make, value)))
        assert "New jobs of cities" in en
        assert "各市新增就业" in zh.replace(" ", "")
    zh, en = (one.alt for one in in_both(partial(plot, law)))
    assert "It has no yearly figure of its own." in en
    assert "未查到其本身的年度数据。" in zh
    assert "reference class: “New jobs of cities”, 60 windows of 9 regions, 2001–2020, 3 of them independent" in en


def test_a_proxy_is_named_with_the_years_that_inform_it() -> None:
    """Income per resident stands at three figures, 2017 to 2021; the sign stands beside the number."""
    zh, en = in_both(lambda: str(table(scene().assessment[INCOME])))
    assert "§" in zh
    assert "yearly figures: 3, 2017–2021" in en.replace("\n", " ")


def test_own_figures_alone_carry_no_sign() -> None:
    """Growth of product rests on own figures: nothing stands beside its number."""
    said = str(table(scene().assessment["economy.gdp_growth"]))
    assert not set("†‡§") & set(said)
    used = years(scene().assessment.projection("economy.gdp_growth").used)
    assert f"({used})" in " ".join(said.split())


def test_the_summary_says_how_many_of_a_word_rest_on_a_class() -> None:
    """One of those that are likely, and two that are even, by a class; the numbers stand in the results too."""
    zh, en = in_both(lambda: table(borrowing(0).summary))
    assert ("likely or very likely", "1", "1 using a reference class") in en.rows
    assert ("可能及以上", "1", "采用参照类1项") in zh.rows
    assert "1 likely or very likely (1 using a reference class)" in en.lead
    assert en.results["data"]["evidence"] == {"own": 1, "class": 3, "proxy": 1}


def test_whom_a_pace_has_to_match_is_named_wherever_it_is_said() -> None:
    """Found when the summary said "the 5.81 % of the reference": a reader of one page does not know which that is."""
    whole = borrowing(0)
    pace = whole["economy.gdp_growth"]
    assert pace.required is not None
    zh, en = in_both(
        lambda: (str(table(whole.at_risk)), str(table(whole.card("economy.gdp_growth"))), str(table(whole.listing)))
    )
    for chinese, english in zip(zh, en, strict=True):
        assert "大连市" in "".join(chinese.split())
        assert "Dalian" in english
        assert "才能与参照序列" not in "".join(chinese.split())
        assert "% of the reference" not in " ".join(english.split())


def test_results_hold_what_was_borrowed_and_the_years_used() -> None:
    """What a page says of evidence, ``results.json`` says in codes."""
    data = table(borrowing(5)[UNEMPLOYMENT]).results["data"]
    assert data["evidence"] == "own and class"
    assert data["borrowed"][0]["independent"] == 4
    own = scene().assessment.projection(UNEMPLOYMENT)
    assert data["used"] == list(own.used)


def test_what_is_reached_ahead_says_so_wherever_it_stands() -> None:
    """Pension participation was at the level of 2025 a year before, and one figure is too few for a model."""
    plan = load_plan("china-14fyp")
    whole = assess(plan, load_observations(plan), as_of="2025-06-01", n_paths=500)
    one = whole["welfare.pension_participation"]
    assert (one.status, one.ahead) == ("open", True)
    for value in (whole, whole.summary, one, whole.kind("level"), whole.missing, whole.card(one.key)):
        zh, en = (f"{shown} {shown._repr_html_()}" for shown in in_both(partial(table, value)))
        assert "reached ahead, so far" in en, en
        assert "提前达到" in zh.replace(" ", ""), zh
    for value in (whole, one):
        zh, en = (f"{shown.alt} {getattr(shown, 'layout', '')}" for shown in in_both(partial(plot, value)))
        assert "reached ahead, so far" in en
        assert "目前已提前达到" in zh


def test_a_change_over_years_is_shown_as_what_it_is() -> None:
    """In words where figures are listed; on the scale of yearly rates as the even one; and named where it was not read."""
    plan = load_plan("china-14fyp")
    whole = assess(plan, load_observations(plan), as_of="2025-12-31", n_paths=500)  # before the bulletin of 2025
    key = "environment.energy_intensity_change"
    series = whole.series(key)
    zh, en = (" ".join(str(one).split()) for one in in_both(partial(table, series.beside)))
    assert "−11.6 % in all" in en
    assert "累计−11.6%" in zh
    (told, _) = series.partial
    assert yearly(told, series) == pytest.approx(100 * (0.884**0.25 - 1))
    zh, en = (" ".join(str(one).split()) for one in in_both(partial(table, whole.account(key))))
    assert "it spans the change of basis in 2023: 2021–2024 −11.6 % in all" in en
    assert "跨越2023年的口径变化" in zh
    zh, en = in_both(partial(briefly, whole[key]))
    assert "so far −11.6 % over 2021–2024; figures on two bases" in en
    assert "至今2021—2024年累计−11.6%；数据口径不一致" in zh


@pytest.mark.parametrize(
    ("key", "en", "zh"),
    [
        (
            "welfare.pension_participation",
            "95 % published for 2025, against a target of 95 %: reached",
            "2025年公布数95%，目标95%：已达到",
        ),
        (
            "environment.energy_intensity_change",
            "all years have a figure: the change over 2021–2025 came to −16.11 % in all, against a fall of at least 13.5 %: reached",
            "各年均有数据：2021—2025年累计变动−16.11%，目标为降低13.5%以上：已达到",
        ),
    ],
)
def test_what_a_limit_or_a_change_has_decided_is_drawn_and_told_without_so_far(key: str, en: str, zh: str) -> None:
    """Found when the report of the nation failed on the chart of a target that a limit had decided."""
    plan = load_plan("china-14fyp")
    verdict = assess(plan, load_observations(plan), as_of="2026-11-27", n_paths=500)[key]
    assert in_both(partial(briefly, verdict)) == (zh, en)
    assert all("published" in str(shown) or "公布" in str(shown) for shown in in_both(partial(table, verdict)))
    assert all(str(shown) for shown in in_both(partial(plot, verdict)))
