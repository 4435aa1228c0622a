"""Vintages: what was said of a year then, and what is said of it now."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from typing import Any

import pytest

from shkplan.assessment import assess
from shkplan.base.errors import ParameterError, UnknownName
from shkplan.display.charts import plot
from shkplan.display.setting import speaking
from shkplan.display.tables import table
from shkplan.evidence.coverage import coverage
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import SELECTIONS, Observations
from shkplan.evidence.vintages import revisions
from shkplan.forecast.projection import project
from tests.evidence.test_corrections import GDP, PLAN, corrected, correction
from tests.making import figure
from tests.showing import PATHS, in_both, scene

JOBS = PLAN["employment.new_jobs"]


def told(year: int, value: float, day: str, **parts: Any) -> Observation:
    return figure(GDP, year, value, region="本区", published=dt.date.fromisoformat(day), **parts)


EARLY = told(2018, 6.6, "2019-01-20", status="preliminary")
SAME = told(2018, 6.6, "2019-03-31", status="preliminary", source_kind="press")
LATE = told(2018, 6.1, "2020-12-30", status="revised")
OTHER = told(2019, 6.0, "2020-01-20", status="final")
ALL = Observations(PLAN, (LATE, EARLY, SAME, OTHER))


def test_the_first_view_holds_what_was_published_first_of_each_year() -> None:
    """Of 2018 the January figure, whatever was said of it later; the other years as they are."""
    first = ALL.vintage("first")
    assert (first.series(GDP).years, first.series(GDP).values) == ((2018, 2019), (6.6, 6.0))
    assert first.figures == (EARLY, OTHER)


def test_the_latest_view_is_what_the_rule_picks() -> None:
    assert ALL.vintage("latest").series(GDP).values == ALL.series(GDP).values == (6.1, 6.0)


def test_an_exact_figure_is_the_first_of_its_own_kind() -> None:
    """About 8, told in January, does not hide the first exact figure of March."""
    about = told(2021, 8.0, "2022-01-31", bound="about", status="estimate")
    exact = told(2021, 8.2, "2022-03-31")
    assert Observations(PLAN, (about, exact)).vintage("first").series(GDP).values == (8.2,)


def test_an_unknown_release_is_refused() -> None:
    with pytest.raises(UnknownName, match="first"):
        ALL.vintage("frist")  # type: ignore[arg-type]


def test_both_views_respect_the_day_and_the_corrections() -> None:
    """As of a day a later release is not there; a correction counts from its date on in either order."""
    assert ALL.as_of("2019-06-30").vintage("latest").series(GDP).values == (6.6,)
    obs = corrected([EARLY, LATE], correction(2018, 6.6, replace={"value": 6.5}, figure=_named(EARLY)))
    assert obs.vintage("first").as_of("2024-01-01").series(GDP).values == (6.5,)
    assert obs.vintage("first").as_of("2023-12-31").series(GDP).values == (6.6,)
    assert obs.as_of("2023-12-31").vintage("first").series(GDP).values == (6.6,)


def _named(of: Observation) -> dict[str, Any]:
    return {"indicator": of.indicator, "region": of.region, "period": 2018, "published": of.published}


def test_revisions_go_from_the_first_release_to_the_last() -> None:
    """2018 was told three times: 6.6, 6.6, 6.1; 2019 once, which is no revision."""
    (found,) = revisions(ALL, GDP)
    assert (found.year, found.releases, found.revised) == (2018, (EARLY, SAME, LATE), True)
    assert found.values == (6.6, 6.6, 6.1)
    assert found.change == pytest.approx(-0.5)
    assert found.steps == pytest.approx((0, -0.5))


def test_as_of_a_day_only_what_was_published_by_then_was_revised() -> None:
    """In June 2019 the second release confirmed the first; in January there was but one."""
    (confirmed,) = revisions(ALL.as_of("2019-06-30"), GDP)
    assert (confirmed.releases, confirmed.revised) == ((EARLY, SAME), False)
    assert revisions(ALL.as_of("2019-01-31"), GDP).years == ()


def test_values_are_held_against_each_other_in_one_unit() -> None:
    """1.3 万人 and 13,500 人: 500 persons more."""
    figures = (
        figure(JOBS, 2021, 1.3, region="本区", unit="万人"),
        figure(JOBS, 2021, 13_500, region="本区", published=dt.date(2023, 3, 31)),
    )
    (found,) = revisions(Observations(PLAN, figures), JOBS)
    assert found.change == pytest.approx(500)


def test_a_change_is_told_against_the_first_figure() -> None:
    """From 10,000 to 13,500 persons: 35 %; a rate of 6.6 % made 6.1 %: 0.5 points; of nothing there is no share."""
    later = dt.date(2023, 3, 31)
    jobs = [figure(JOBS, 2021, 10_000, region="本区"), figure(JOBS, 2021, 13_500, region="本区", published=later)]
    none = [figure(JOBS, 2020, 0, region="本区"), figure(JOBS, 2020, 5, region="本区", published=later)]
    found = {(one.indicator.id, one.year): one for one in revisions(Observations(PLAN, (*ALL, *jobs, *none)))}
    assert found[JOBS.id, 2021].relative_change == pytest.approx(35.0)
    assert (found[GDP.id, 2018].relative_change, found[GDP.id, 2018].in_points) == (-0.5, True)
    assert (found[JOBS.id, 2020].relative_change, found[JOBS.id, 2020].in_points) == (None, False)
    drawn = plot(revisions(Observations(PLAN, (*ALL, *jobs, *none)))).results["data"]
    assert [one["relative_change"] for one in drawn] == [one.relative_change for one in found.values()]


def test_two_figures_of_one_day_bounds_and_other_prices_are_no_revisions() -> None:
    """Of one day the better counts; at least 6 tells no value; nominal growth is another quantity."""
    other = [
        told(2018, 9.9, "2019-01-20", status="preliminary", mark="doubtful"),
        told(2018, 6.0, "2019-06-30", bound="lower"),
        told(2018, 9.0, "2019-07-31", price_basis="current"),
    ]
    assert revisions(Observations(PLAN, (EARLY, *other)), GDP).years == ()


def test_revisions_know_their_plan_and_day_and_are_a_table_of_releases() -> None:
    """6.6 of January, told again in March (on one day the rule picks), 6.1 of December: three rows, in order of days."""
    found = revisions(ALL.as_of("2020-12-31"), GDP)
    assert (found.plan, found.as_of, [one.year for one in found], found[0].revised) == (
        PLAN, dt.date(2020, 12, 31), [2018], True,
    )  # fmt: skip
    frame = found.to_frame()
    assert frame["value"].tolist() == [6.6, 6.6, 6.1]
    assert frame["published"].tolist() == [EARLY.published, SAME.published, LATE.published]
    assert set(frame["indicator"]) == {GDP.id}
    assert list(frame.columns[:3]) == ["indicator", "region", "year"]


def test_coverage_knows_its_plan_and_day_and_is_a_table() -> None:
    """One row an indicator, one column a year, the state in the cell."""
    seen = coverage(ALL.as_of("2020-12-31"))
    assert (seen.plan, seen.as_of) == (PLAN, dt.date(2020, 12, 31))
    frame = seen.to_frame()
    assert frame.loc[GDP.id, 2018] == "revised"
    assert frame.shape == (len(seen.indicators), len(seen.years))


def test_the_shipped_figures_tell_of_real_revisions() -> None:
    """Growth of 2011 in Dalian: 14 % in the January report, 13.5 % in the bulletin of March."""
    found = {one.year: one for one in revisions(scene().published, "economy.gdp_growth", "大连市")}
    assert found[2011].values == (14.0, 13.5)
    assert [one.published for one in found[2011].releases] == [dt.date(2012, 1, 6), dt.date(2012, 3, 20)]
    assert not found[2018].revised


def test_the_table_tells_the_releases_the_change_and_which_is_in_use() -> None:
    zh, en = in_both(lambda: table(revisions(ALL, GDP)))
    assert en.rows[0][1:] == (
        "2018",
        (
            "6.6 % (2019-01-20, yearbook or bulletin)",
            "6.6 % (2019-03-31, press)",
            "6.1 % (2020-12-30, yearbook or bulletin)",
        ),
        "−0.5 percentage points",
        "6.1",
    )
    assert zh.rows[0][3] == "−0.5个百分点"
    assert zh.results == en.results
    assert [one["in_unit"] for one in zh.results["data"][0]["releases"]] == [6.6, 6.6, 6.1]


def test_a_year_that_was_only_confirmed_is_counted_below_the_table() -> None:
    with speaking("en"):
        told_ = table(revisions(ALL.as_of("2019-06-30")))
    assert (len(told_), len(told_.results["data"])) == (0, 1)
    assert told_.notes == (
        "No year was published more than once with different figures.",
        "Further years for which a later publication gives the same figure: 1.",
    )


def test_the_chart_draws_a_line_a_year_and_says_what_changed() -> None:
    zh, en = in_both(lambda: plot(revisions(scene().published, "economy.gdp_growth", "大连市")))
    (axes,) = en.figure.axes
    assert {"2011: −0.5", "2021: +0.2", "2022: −0.5", "2018: no change"} <= {one.get_text() for one in axes.texts}
    lines = [list(line.get_ydata()) for line in axes.lines if len(line.get_ydata())]
    assert [14.0, 13.5] in lines
    assert zh.results == en.results
    assert {one["year"]: one["change"] for one in en.results["data"]}[2011] == -0.5


def test_labels_of_the_chart_cover_neither_each_other_nor_leave_the_page() -> None:
    with speaking("zh"):
        chart = plot(revisions(scene().published, "economy.gdp_growth", "大连市"))
    chart.figure.canvas.draw()
    (axes,) = chart.figure.axes
    boxes = [one.get_window_extent() for one in axes.texts if re.match(r"\d{4}：", one.get_text())]
    assert len(boxes) == 6
    assert not [1 for at, one in enumerate(boxes) for other in boxes[at + 1 :] if one.overlaps(other)]
    assert all(box.x0 > 0 and box.x1 < chart.figure.bbox.width for box in boxes)


def test_without_revisions_the_chart_says_so() -> None:
    with speaking("en"):
        chart = plot(revisions(ALL, "employment.new_jobs"))
    assert chart.alt.endswith("no year was published more than once")
    assert chart.results["data"] == []


def test_a_misspelt_indicator_is_answered() -> None:
    """Whoever is asked, the observations or the assessment."""
    for ask in (lambda name: revisions(ALL, name), ALL.evidence, scene().assessment.revisions):
        with pytest.raises(UnknownName, match=r"Did you mean economy\.gdp_growth"):
            ask("economy.gpd_growth")
    with pytest.raises(UnknownName, match="selection of figures"):
        ALL.selection("revision")


# The day, at every door ---------------------------------------------------------------------------------------------------


def test_views_of_an_assessment_know_what_was_known_on_its_day() -> None:
    """The same as of the observations narrowed beforehand."""
    day, known = "2020-06-30", ALL.as_of("2020-06-30")
    a = assess(PLAN, ALL, as_of=day)
    for made, wanted in (
        (a.observations, known), (a.coverage, coverage(known)), (a.revisions(), revisions(known)),
        (a.revisions(GDP.id), revisions(known, GDP)), (a.figures(GDP.id), known.evidence(GDP)),
        *((a.observations.selection(name), known.selection(name)) for name in SELECTIONS),
    ):  # fmt: skip
        assert table(made).results == table(wanted).results
    for made, wanted in (
        (a.coverage, coverage(known)), (a.revisions(GDP.id), revisions(known, GDP)), (a.figures(GDP.id), known.evidence(GDP)),
    ):  # fmt: skip
        assert plot(made).results == plot(wanted).results
    assert table(a.revisions()).results != table(revisions(ALL)).results


def test_every_value_stands_on_its_own_day_and_takes_no_other() -> None:
    """A series of June cannot be shown as of May: nothing later is silently told as earlier."""
    a, day, key = scene().assessment, dt.date(2026, 6, 30), "economy.gdp_growth"
    days = (
        a.as_of, a[key].as_of, a.series(key).as_of, a.projection(key).series.as_of, a.coverage.as_of, a.clause(key).as_of,
        a.versions().as_of, a.revisions().observations.date, a.figures(key).observations.date, a.account(key).series.as_of,
        a.missing.assessment.as_of, scene().comparison.baseline.as_of, scene().comparison.scenarios[0].as_of,
    )  # fmt: skip
    assert set(days) == {day}
    for show in (table, plot):
        assert list(inspect.signature(show).parameters) == ["value"]
    later = project(scene().published.series(key), to=2035, n_paths=PATHS)
    assert later.series.as_of is None
    with pytest.raises(ParameterError, match="other figures than were known on 2022-06-30"):
        assess(scene().plan, scene().published, as_of="2022-06-30", n_paths=PATHS).using({key: later})
