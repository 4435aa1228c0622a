"""Yearly series: exact where exact, gaps left open, other evidence kept beside."""

from __future__ import annotations

import datetime as dt

import pytest

from shkplan.base.errors import DataError, Place
from shkplan.evidence.series import AnnualSeries, annual_series
from tests.making import HERE, figure, growth, indicator, share

POPULATION = indicator(id="population.resident", unit="万人")
GDP = growth(id="economy.gdp_growth")


def test_figures_come_into_the_unit_of_the_indicator() -> None:
    """Figures in other units of the same kind are converted, exactly."""
    figures = [figure(POPULATION, 2010, 693140, unit="人"), figure(POPULATION, 2024, 68.8)]
    series = annual_series(figures, POPULATION, HERE)
    assert (series.years, series.values) == ((2010, 2024), (69.314, 68.8))
    assert series.chosen == tuple(figures)


def test_gaps_stay_gaps() -> None:
    """A year without a figure has no value; nothing is filled in, and the gaps are named."""
    series = annual_series([figure(GDP, year, 5.0) for year in (2017, 2018, 2021)], GDP, HERE)
    assert series.years == (2017, 2018, 2021)
    assert series.gaps == (2019, 2020)
    assert series.value(2019) is None
    assert series.value(2021) == 5.0
    assert len(series) == 3


def test_no_figures_make_an_empty_series() -> None:
    """A series without figures is a value too: no years, no gaps, no breaks."""
    empty = annual_series([], GDP, HERE)
    assert (len(empty), empty.years, empty.gaps, empty.breaks) == (0, (), (), ())
    assert empty.on_one_basis() == empty
    assert repr(empty) == f"AnnualSeries(economy.gdp_growth, {HERE}, 0 values, no years, %)"


def test_only_exact_yearly_figures_of_the_right_form_and_prices_enter() -> None:
    """Sums, means, bounds, "about", another form and other prices are kept beside the series, sorted by period."""
    exact = figure(GDP, 2021, 6.1)
    beside = [
        figure(GDP, 2020, 2.0, bound="lower"),
        figure(GDP, 2021, 8.0, bound="about"),
        figure(GDP, 2022, 7.0, price_basis="current"),
        figure(GDP, 2023, 5.0, form="level"),
    ]
    mean = figure(GDP, 2021, 5.0, form="mean", period="2017-2020")
    series = annual_series([*beside, exact, mean], GDP, HERE)
    assert series.values == (6.1,)
    assert series.partial == (mean, *beside)


def test_other_indicators_and_regions_stay_out() -> None:
    """A series holds the figures of its own indicator in its own region."""
    figures = [
        figure(GDP, 2021, 6.1),
        figure(GDP, 2021, 8.2, region="全市"),
        figure(growth(id="economy.other"), 2021, 1.0),
    ]
    assert annual_series(figures, GDP, HERE).values == (6.1,)
    assert annual_series(figures, GDP, "全市").values == (8.2,)


def test_a_break_starts_a_new_basis() -> None:
    """Years before the last break are not comparable with those from it on: they inform no trend."""
    marks = {2016: "", 2017: "break", 2018: "", 2019: "doubtful break", 2020: "doubtful"}
    series = annual_series(
        [figure(POPULATION, year, year, mark=mark) for year, mark in marks.items()], POPULATION, HERE
    )
    assert series.breaks == (2017, 2019)
    assert series.doubtful_years == (2019, 2020)
    assert series.on_one_basis().years == (2019, 2020)
    assert series.on_one_basis().values == (2019, 2020)


def test_assumed_dates_are_named() -> None:
    """The years that are here by an assumed date of publication are told."""
    figures = [figure(GDP, 2020, 2.1), figure(GDP, 2021, 6.1, published_basis="assumed")]
    assert annual_series(figures, GDP, HERE).assumed_dates == (2021,)


def test_units_that_do_not_convert_are_all_named() -> None:
    """A figure in a unit of another kind is an error with file and row, never a silent factor."""
    jobs = indicator(id="employment.new_jobs")
    figures = [
        figure(jobs, year, 1.0, unit=unit, place=Place("data/observations/ours, new.csv", year))
        for year, unit in ((2020, "人次"), (2021, "人"), (2022, "个"))
    ]
    with pytest.raises(DataError) as caught:
        annual_series(figures, jobs, HERE)
    assert str(caught.value) == (
        'data/observations/ours, new.csv, row 2020, unit: found "人次", expected 人.\n'
        "    Give the figure in a unit that converts (人次 and 人 measure different things; no factor joins them).\n"
        'data/observations/ours, new.csv, row 2022, unit: found "个", expected 人.\n'
        "    Give the figure in a unit that converts (个 and 人 measure different things; no factor joins them).\n"
        "2 mistakes. Nothing was changed."
    )


def test_the_table_shows_value_status_source_and_marks() -> None:
    """One row a measured year, with what a reader needs to judge it."""
    frame = annual_series(
        [figure(share(), 2020, 75.0, mark="doubtful break", published_basis="assumed")], share(), HERE
    ).to_frame()
    assert frame.loc[2020].to_dict() == {
        "value": 75.0, "unit": "%", "status": "final", "source": "年鉴", "published": dt.date(2021, 3, 31),
        "date": "assumed", "mark": "break doubtful",
    }  # fmt: skip


def test_a_series_is_a_value() -> None:
    """The same figures make equal series, and as_of is kept."""
    figures = [figure(GDP, 2020, 2.1)]
    day = dt.date(2021, 3, 31)
    assert annual_series(figures, GDP, HERE, as_of=day) == annual_series(figures, GDP, HERE, as_of=day)
    assert isinstance(annual_series(figures, GDP, HERE, as_of=day), AnnualSeries)
    assert annual_series(figures, GDP, HERE, as_of=day).as_of == day


def test_another_named_basis_is_a_break() -> None:
    """Figures on two named bases do not join; a figure without one stands on that of the years around it."""
    one = indicator()
    bases = {2017: "nine street offices", 2018: "", 2019: "nine street offices", 2020: "seven", 2021: ""}
    found = annual_series([figure(one, year, 10.0 + year, basis=basis) for year, basis in bases.items()], one, HERE)
    assert found.breaks == (2020,)
    assert found.on_one_basis().years == (2020, 2021)
