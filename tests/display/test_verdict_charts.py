"""Charts of verdicts: what is drawn as deciding is what decides, published and estimated never look alike, titles follow from facts."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest

from shkplan import assess, plot
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.course import courses
from shkplan.assessment.verdict import Verdict
from shkplan.display.charts import Chart, has_chart
from shkplan.display.setting import speaking
from shkplan.register.targets import KINDS
from tests.making import growth, indicator, share
from tests.showing import assessed, in_both, scene

PLANS = ("shahekou-14fyp", "china-14fyp", "china-15fyp")
DAY = "2026-11-27"
HERE, DALIAN, PACE = "沙河口区", "大连市", "economy.gdp_growth"
FLOWS = {2016: 8.0, 2017: 9.0, 2018: 11.0, 2019: 10.0, 2020: 12.0, 2021: 10.0, 2022: 9.0}
TOTAL = {"kind": "cumulative", "direction": "at_least", "number": 50, "unit": "人", "window": "2021-2025"}
HELD = {"kind": "held", "direction": "at_most", "number": 6.5, "unit": "%", "window": "2021-2025"}
LEVEL = {"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}
FORMS = {"pace": "lead", "cumulative": "total", "held": "each", "growth": "growth", "mean": "mean"}


@cache
def judged(plan: str) -> Assessment:
    return assess(plan, as_of=DAY, n_paths=400)


def every() -> list[tuple[str, Verdict]]:
    return [(plan, verdict) for plan in PLANS for verdict in judged(plan)]


def drawn(one: Any, values: dict[int, float], day: str = "2023-06-30", **settings: Any) -> tuple[Verdict, Chart]:
    verdict = assessed(one, values, day, **settings)[one.id]
    with speaking("en"):
        return verdict, plot(verdict)


def lines(chart: Chart, marker: str) -> list[tuple[list[float], list[float]]]:
    """The places of one marker in the drawing."""
    return [
        (list(line.get_xdata()), list(line.get_ydata()))
        for axes in chart.figure.axes
        for line in axes.lines
        if line.get_marker() == marker
    ]


@pytest.mark.parametrize("plan", PLANS)
def test_what_is_drawn_as_deciding_is_what_decides(plan: str) -> None:
    """Of every kind of target: the last year of what builds up, or the deadline of a fan, has the verdict's median and band."""
    for verdict in judged(plan):
        if not verdict.assessable:
            continue
        data = plot(verdict).results["data"]
        ends = [verdict.low, verdict.central, verdict.high]
        assert data["deciding"] == dict(zip(("low", "central", "high", "wanted"), [*ends, verdict.wanted], strict=True))
        assert data["prob"] == verdict.prob
        if None in ends:  # a limit has decided: no value is known
            continue
        if data["form"] in ("total", "growth", "lead", "change"):
            course = data["running"]
            shown = [course["bands"]["0.8"][-1][0], course["median"][-1], course["bands"]["0.8"][-1][1]]
            assert course["years"][-1] == verdict.target.deadline
        elif data["form"] == "value":
            year, known = (
                verdict.target.deadline,
                dict(zip(data["measured"]["years"], data["measured"]["values"], strict=True)),
            )
            at = data["projected_years"].index(year) if year in data["projected_years"] else None
            shown = [known[year]] * 3 if at is None else [*data["bands"]["0.8"][at], data["median"][at]]
            shown = shown if at is None else [shown[0], shown[2], shown[1]]
        else:
            continue
        np.testing.assert_allclose(shown, ends)


def test_every_kind_of_target_has_the_chart_of_its_quantity() -> None:
    """A pace its lead, a sum its total, a limit each year, a growth its growth; what one year decides its fan."""
    met = set()
    for _, verdict in every():
        if verdict.assessable:
            kind, form = verdict.target.kind, plot(verdict).results["data"]["form"]
            assert form == ("change" if verdict.target.adrift else FORMS.get(kind, "value")), verdict.key
            met.add(kind)
    assert met >= {"pace", "held", "growth", "level"}
    assert {kind: one.course for kind, one in KINDS.items() if one.course != "value"} == FORMS


def test_a_pace_draws_the_difference_of_the_published_rates() -> None:
    """Found when own and reference stood side by side and the difference, which decides, could not be seen: a bar for each year both published."""
    a = judged("shahekou-14fyp")
    own, other = a.observations.series(PACE, HERE), a.observations.series(PACE, DALIAN)
    both = [year for year in range(2017, 2026) if own.value(year) is not None and other.value(year) is not None]
    chart = plot(a[PACE])
    bars = {round(bar.get_x() + bar.get_width() / 2): bar.get_height() for bar in chart.figure.axes[0].patches}
    assert bars == pytest.approx({year: own.value(year) - other.value(year) for year in both})
    assert chart.results["data"]["yearly"]["known"] == both


def test_growth_at_current_prices_is_held_against_real_growth_at_constant_prices() -> None:
    """Found when nominal income stood beside real GDP on one axis: what is drawn of 2021 is real, and the reference as published."""
    a = judged("shahekou-14fyp")
    verdict = a["income.urban_disposable_growth"]
    own, other = plot(verdict).results["data"]["sides"]
    published = a.observations.series(other["indicator"], HERE)
    for year in other["known"]:
        assert other["median"][other["years"].index(year)] == published.value(year)
    case = verdict.case
    nominal, prices = (
        source.path(2022) if source.__class__.__name__ == "Projection" else np.array([source.value(2022)])
        for source in (case.own, case.deflator)
    )
    real = 100 * ((1 + nominal / 100) / (1 + prices / 100) - 1)
    assert own["median"][own["years"].index(2022)] == pytest.approx(np.median(real))


def test_a_total_adds_up() -> None:
    """Published years are summed; each later year has the quantiles of the sums of joint paths."""
    verdict, chart = drawn(indicator(TOTAL, measure="flow"), FLOWS)
    running = chart.results["data"]["running"]
    assert running["known"] == [2021, 2022]
    assert running["median"][:2] == [10.0, 19.0]
    paths = np.column_stack([verdict.own.path(year) for year in range(2021, 2026)]).cumsum(axis=1)
    np.testing.assert_allclose(running["median"], np.quantile(paths, 0.5, axis=0))
    np.testing.assert_allclose(running["bands"]["0.8"], np.quantile(paths, (0.1, 0.9), axis=0).T)
    assert chart.title == "Quantity, Here: 19 persons by 2022, 38 % of the target"


def test_growth_is_compounded() -> None:
    """From levels: the value over that of the base year; of rates: the product, as an average of the years so far."""
    whole = {
        "kind": "growth",
        "direction": "at_least",
        "number": 30,
        "unit": "%",
        "per": "window",
        "base_year": 2020,
        "window": "2021-2025",
    }
    _, chart = drawn(indicator(whole), {2018: 65.0, 2019: 66.0, 2020: 68.0, 2021: 72.0, 2022: 77.0})
    assert chart.results["data"]["running"]["median"][:2] == pytest.approx([100 * (72 / 68 - 1), 100 * (77 / 68 - 1)])
    _, chart = drawn(
        growth({**whole, "per": "year", "number": 6}), {2018: 5.0, 2019: 5.5, 2020: 4.0, 2021: 8.0, 2022: 3.0}
    )
    assert chart.results["data"]["running"]["median"][:2] == pytest.approx([8.0, 100 * (math.sqrt(1.08 * 1.03) - 1)])


def test_a_year_beyond_its_limit_is_marked() -> None:
    """Each of them and no other, of the years of the target alone; a limit at the edge of what can be is judged in print."""
    values = {2018: 9.0, 2019: 6.0, 2020: 6.1, 2021: 6.8, 2022: 6.5}
    _, chart = drawn(share(HELD), values)
    assert lines(chart, "X") == [([2021], [6.8])]
    assert chart.title == "Quantity, Here: above 6.5 % in 1 of the 2 years published"
    _, chart = drawn(
        share({**HELD, "number": 100, "direction": "at_least"}), {2019: 99.0, 2020: 99.5, 2021: 99.9, 2022: 100.0}
    )
    assert lines(chart, "X") == [([2021], [99.9])]


def test_the_worst_year_stands_behind_the_years_that_are_estimated() -> None:
    """The verdict's own median; where every year was published there is none."""
    verdict, chart = drawn(share(HELD), {2017: 6.0, 2018: 6.2, 2019: 6.1, 2020: 6.3, 2021: 6.2})
    assert verdict.status == "estimated"
    ((_, at),) = lines(chart, "D")
    assert at == [verdict.central]
    _, whole = drawn(share(HELD), dict.fromkeys(range(2021, 2026), 6.0), "2026-06-30")
    assert lines(whole, "D") == []


def test_no_solid_line_leads_to_an_estimate() -> None:
    """Published points are joined where neighbours are published, and nowhere else: not over a gap, not over a new basis."""
    _, chart = drawn(share(LEVEL), {2015: 60.0, 2016: 62.0, 2018: 65.0, 2019: 66.0, 2020: 68.0})
    solid = {
        tuple(line.get_xdata())
        for line in chart.figure.axes[0].lines
        if line.get_linestyle() == "-" and len(line.get_xdata()) == 2 and line.get_color() == "#0173b2"
    }
    assert solid == {(2015, 2016), (2018, 2019), (2019, 2020)}
    hollow = [x for xs, _ in lines(chart, "o") for x in xs]
    assert {2017, 2021, 2022} <= set(hollow)


def test_the_chart_ends_with_the_target() -> None:
    """Found when a target of 2025 was drawn up to 2035, and its own years in a third of the width."""
    data = drawn(share(LEVEL), {2017: 62.0, 2018: 65.0, 2019: 66.0, 2020: 68.0})[1].results["data"]
    assert data["projected_years"][-1] == 2025


def test_a_step_of_the_last_digit_is_no_cliff() -> None:
    """Found when 5.58 to 5.72 filled the height: one published step is a tenth of it at most, on either panel."""
    cases = [
        (share(LEVEL), {2019: 79.9, 2020: 80.0, 2021: 79.9, 2022: 80.0}),
        (share(HELD), {2019: 6.5, 2020: 6.4, 2021: 6.5, 2022: 6.4}),
    ]
    for one, values in cases:
        for axes in drawn(one, values)[1].figure.axes:
            low, high = axes.get_ylim()
            assert high - low >= 1.0


def test_titles_say_what_is_seen() -> None:
    """By rule, from the published figures: how many years were behind, how far a level is, what was reached."""
    a = judged("shahekou-14fyp")
    zh, en = in_both(lambda: plot(a[PACE]))
    assert zh.title == "沙河口区地区生产总值增速已公布的3年中有2年低于大连市"
    assert en.title.endswith("Shahekou District: below Dalian in 2 of the 3 years published")
    reached = {2020: 79.0, 2021: 79.5, 2025: 80.5}
    assert drawn(share(LEVEL), reached, "2026-06-30")[1].title.endswith(
        "80.5 % in 2025, target of 80 % or more reached"
    )
    short = drawn(share(LEVEL), {2020: 70.0, 2021: 71.0, 2022: 72.0})[1].title
    assert short.endswith("72.0 % in 2022; target for 2025: 80 % or more")


def test_a_pace_that_is_decided_is_titled_by_what_decided_it() -> None:
    """Not by the one year behind: the average lead over the window is what was wanted."""
    verdict = judged("china-14fyp")["economy.labour_productivity_growth"]
    zh, en = in_both(lambda: plot(verdict))
    assert verdict.central is not None
    assert f"{verdict.central:.2f} points a year above" in en.title
    assert f"年均高于国内生产总值增速{verdict.central:.2f}个百分点" in zh.title


@pytest.mark.parametrize("plan", PLANS)
def test_no_title_names_a_side_while_the_band_holds_both(plan: str) -> None:
    """Found when a lead of 0.05 points below within a band from −0.65 to +0.52 was titled as below: that is not to be seen."""
    for verdict in judged(plan):
        told = courses(verdict)
        if told is None or told.form not in ("lead", "change") or verdict.status != "estimated":
            continue
        assert verdict.low is not None
        assert verdict.high is not None
        title = in_both(lambda one=verdict: plot(one).title)[1]
        if "published" not in title:  # what was published is told before what is estimated
            assert ("(80 % band)" in title.replace("\u00a0", " ")) == (verdict.low < 0 < verdict.high), title


def test_a_title_tells_the_year_that_was_due_and_no_later_one() -> None:
    """Found by asking what follows a deadline: a figure of 2027 neither reaches nor misses a target for 2025."""
    level = share(LEVEL)
    later = {2020: 79.0, 2021: 79.5, 2025: 79.8, 2026: 80.2, 2027: 81.0}
    assert drawn(level, later, "2028-06-30")[1].title.endswith("79.8 % in 2025, target of 80 % or more not reached")
    unknown = {year: value for year, value in later.items() if year != 2025}
    assert drawn(level, unknown, "2028-06-30")[1].title.endswith("81.0 % in 2027")


def test_a_key_names_no_published_figure_where_there_is_none() -> None:
    """Found when the change since a base year that nobody published had a mark for published figures in its key."""
    verdict = judged("shahekou-14fyp")["economy.services_share"]
    assert verdict.latest is None
    figure = in_both(lambda: plot(verdict))[1].figure
    words = {one.get_text().replace("\u00a0", " ") for one in figure.findobj(mpl.text.Text)}
    assert "estimate: 50, 80, 95 % bands" in words
    assert "published" not in words


def test_a_title_on_provisional_figures_says_so() -> None:
    """As the verdict beside it does."""
    verdict = judged("china-14fyp")["economy.urbanisation_rate"]
    assert verdict.status == "provisional"
    zh, en = in_both(lambda: plot(verdict).title)
    assert en.endswith("target of 65 % or more reached (on provisional figures)")
    assert zh.endswith("（按初步数）")


def test_years_that_a_scenario_fixes_are_marked() -> None:
    """Claims are neither figures nor estimates of a model."""
    verdict = scene().comparison.scenarios[0][PACE]
    chart = plot(verdict)
    ((years, _),) = lines(chart, "P")
    assert tuple(years) == tuple(year for year in verdict.own.fixed if year <= 2025)
    assert lines(plot(scene().comparison.baseline[PACE]), "P") == []


def test_without_figures_what_is_known_elsewhere_is_drawn() -> None:
    """The regions above with their names and published values; without any there is no chart, and the chart is false."""
    a = judged("shahekou-14fyp")
    verdict = a["employment.new_jobs"]
    known = a.observations.series("employment.new_jobs", DALIAN)
    chart = plot(verdict)
    assert has_chart(verdict)
    assert chart
    (beside,) = chart.results["data"]["elsewhere"]
    assert (beside["region"], beside["years"], beside["values"]) == (DALIAN, list(known.years), list(known.values))
    nothing = assessed(share(LEVEL), {})[share(LEVEL).id]
    assert not has_chart(nothing)
    assert not plot(nothing)


def test_a_verdict_without_an_answer_draws_no_estimate() -> None:
    """Where nothing may be estimated only what was published is drawn, though a model could be fitted."""
    a = judged("shahekou-14fyp")
    verdict = a["economy.fixed_investment_growth"]
    assert verdict.prob is None
    data = plot(verdict).results["data"]
    assert data["yearly"]["known"] == data["yearly"]["years"]


def test_who_points_at_a_year_reads_its_value() -> None:
    """Published years with their value, estimated ones with median and both ends of the band."""
    with speaking("en"):
        svg = plot(
            assessed(share(LEVEL), {2018: 65.0, 2019: 66.0, 2020: 68.0, 2022: 70.0}, "2023-06-30")[share(LEVEL).id]
        ).svg
    assert "<title>Here, 2019: 66.0 %" in svg
    assert "<title>2021: about" in svg


def test_a_tolerance_has_a_line_of_its_own() -> None:
    """The number wanted is less than level: level stays drawn, quietly, and the target stands below it."""
    a = scene().assessment
    told = a.plan[PACE]
    target = told.targets[-1].model_copy(update={"tolerance": 0.5})
    plan = a.plan.model_copy(
        update={"indicators": {**a.plan.indicators, PACE: told.model_copy(update={"targets": (target,)})}}
    )
    verdict = assess(plan, scene().published, as_of=DAY, n_paths=400)[PACE]
    with speaking("en"):
        chart = plot(verdict)
    assert verdict.wanted == -0.5
    assert chart.results["data"]["deciding"]["wanted"] == -0.5
    assert any(one.get_text() == "target: −0.5" for one in chart.figure.findobj(mpl.text.Text))
