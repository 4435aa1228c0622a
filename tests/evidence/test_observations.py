"""Observations: what was known on a day, to the day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.base.errors import DataError, UnknownName
from shkplan.base.periods import day_of
from shkplan.evidence.observations import Observations
from shkplan.files import paths
from shkplan.files.records import load
from shkplan.register.plan import Plan
from shkplan.workspace.load import load_observations, load_plan
from shkplan.workspace.readers.tidy_csv import read_tidy_csv
from tests.making import figure
from tests.showing import scene

GOOD = Path(__file__).parents[1] / "data" / "good"
PLAN = load(GOOD / "small.yaml", Plan)
EVERYTHING = Observations(PLAN, tuple(read_tidy_csv(GOOD / "small.csv")))
GDP = PLAN["economy.gdp_growth"]


@pytest.mark.parametrize(("day", "seen"), [("2022-03-30", 0), ("2022-03-31", 1), ("2022-04-01", 1)])
def test_the_day_of_publication_itself_counts(day: str, seen: int) -> None:
    """A figure is known from the day it was published on, that day included, and not a day sooner."""
    assert len(EVERYTHING.as_of(day).series("economy.gdp_growth")) == seen
    assert len(EVERYTHING.as_of(dt.date.fromisoformat(day)).series("economy.gdp_growth")) == seen


def test_before_a_revision_the_first_figure_stands() -> None:
    """As of a day before the revision the old figure is picked; from its day on the new one, the old beside it."""
    first = figure(GDP, 2020, 2.1, region="本区", status="preliminary", published=dt.date(2021, 3, 31))
    revised = figure(GDP, 2020, 1.8, region="本区", status="revised", published=dt.date(2022, 12, 31))
    both = Observations(PLAN, (first, revised))
    assert both.as_of("2022-12-30").series(GDP).values == (2.1,)
    later = both.as_of("2022-12-31").series(GDP)
    assert (later.values, later.others) == ((1.8,), (first,))


def test_what_is_held_back_is_kept_in_sight() -> None:
    """Figures published later are not lost: they are counted as held back, also when asked twice."""
    early = EVERYTHING.as_of("2021-12-31")
    assert (len(early), len(early.held_back)) == (3, 2)
    earlier = early.as_of("2021-10-28")
    assert (len(earlier), len(earlier.held_back)) == (2, 3)
    assert earlier.date == dt.date(2021, 10, 28)
    assert repr(earlier) == "Observations(small: 2 figures, as of 2021-10-28)"


@given(day=st.dates(dt.date(2021, 1, 1), dt.date(2023, 1, 1)), later=st.dates(dt.date(2021, 1, 1), dt.date(2023, 1, 1)))
def test_a_later_look_back_sees_the_same(day: dt.date, later: dt.date) -> None:
    """Looking back to a day from any later day gives what was known on that day; nothing is ever both or neither."""
    first, last = min(day, later), max(day, later)
    then = EVERYTHING.as_of(last).as_of(first)
    assert then.figures == EVERYTHING.as_of(first).figures
    assert {*then.figures, *then.held_back} == set(EVERYTHING.figures)
    assert len(then.figures) + len(then.held_back) == len(EVERYTHING)


@pytest.mark.parametrize("day", ["2022/03/31", "31.3.2022", "2022-02-30", "yesterday", ""])
def test_a_day_is_written_one_way(day: str) -> None:
    """Anything but YYYY-MM-DD is refused."""
    with pytest.raises(ValueError, match=r"a day such as 2023-06-30"):
        EVERYTHING.as_of(day)


def test_figures_are_found_by_indicator_and_region() -> None:
    """The plan's own region is meant unless another is named; an unknown id names the nearest."""
    assert [one.value for one in EVERYTHING.of("economy.gdp_growth")] == [6.1]
    assert [one.value for one in EVERYTHING.of(GDP, "全市")] == [8.2]
    assert EVERYTHING.regions("economy.gdp_growth") == ("本区", "全市")
    with pytest.raises(UnknownName, match=r"Did you mean economy.gdp_growth"):
        EVERYTHING.of("economy.gdp_growht")


def test_the_table_has_every_column() -> None:
    """One row a figure, with its period as it was written."""
    frame = EVERYTHING.to_frame()
    assert len(frame) == 5
    assert frame["period"].tolist() == ["2021", "2021", "2021", "2016-2020", "2016-2020"]
    assert frame.loc[2, ["value", "unit", "note_zh"]].tolist() == [1.3, "万人", "全年预计数"]


def test_figures_and_selections_are_tables_of_the_same_columns() -> None:
    """Each a part of all figures, chosen as its name says; what is empty keeps the columns."""
    known = scene().published
    columns = list(known.to_frame().columns)
    figures = known.evidence("economy.gdp_growth", "大连市")
    assert figures.to_frame()["value"].tolist() == [one.value for one in known.of("economy.gdp_growth", "大连市")]
    beside = known.series("economy.gdp").beside.to_frame()
    assert len(beside) == len(known.series("economy.gdp").partial) > 0
    doubtful, assumed = (known.selection(name).to_frame() for name in ("doubtful", "assumed"))
    assert len(doubtful) == sum(bool(one.mark) for one in known) > 0
    assert set(assumed["published_basis"]) == {"assumed"}
    later = scene().earlier.selection("held_back").to_frame()
    assert (len(later), min(later["published"]) > "2022-06-30") == (len(scene().earlier.held_back), True)
    none = known.selection("held_back").to_frame()
    assert len(none) == 0
    for frame in (figures.to_frame(), beside, doubtful, assumed, later, none):
        assert list(frame.columns) == columns
    corrected = known.selection("corrections").to_frame()
    assert len(corrected) == len(known.corrected)
    assert list(corrected.columns) == [*columns, "action", "used", "used_unit", "author", "date"]


def test_the_figures_of_a_year_are_told_apart_by_which_was_picked() -> None:
    """Growth of 2011 in Dalian: 13.5 % is in the series, 14 % beside it; one picked figure a year, in every series."""
    known = scene().published
    frame = known.series("economy.gdp_growth", "大连市").sources.to_frame()
    assert frame[frame["year"] == 2011][["picked", "value"]].to_numpy().tolist() == [[True, 13.5], [False, 14.0]]
    every = known.selection("several").to_frame()
    assert list(every.columns) == list(frame.columns)
    assert (every.groupby(["indicator", "region", "year"])["picked"].sum() == 1).all()
    assert len(every[(every["indicator"] == "economy.gdp_growth") & (every["region"] == "大连市")]) == len(frame)
    assert list(known.series("employment.new_jobs").sources.to_frame().columns) == list(frame.columns)


def test_all_files_are_read_and_all_mistakes_told(tmp_path: Path) -> None:
    """Figures of all files come together in the order of their names; mistakes of all files are told at once."""
    folder = tmp_path / "data" / "observations"
    folder.mkdir(parents=True)
    (tmp_path / "data" / "plans").mkdir()
    header, *rows = (GOOD / "small.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "b.csv").write_text(header + rows[0], encoding="utf-8")
    (folder / "a.csv").write_text(
        header + rows[2] + rows[1].replace("economy.gdp_growth", "other.plan"), encoding="utf-8"
    )
    found = load_observations(PLAN, tmp_path)
    assert [str(one.place) for one in found] == ["data/observations/a.csv, row 2", "data/observations/b.csv, row 2"]
    (folder / "a.csv").write_text(header + rows[0].replace("6.1", "seven"), encoding="utf-8")
    (folder / "b.csv").write_text(header + rows[0].replace("6.1", "six"), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_observations(PLAN, tmp_path)
    assert [mistake.file for mistake in caught.value.mistakes] == ["data/observations/a.csv", "data/observations/b.csv"]


def test_a_misspelt_region_is_answered_with_the_nearest() -> None:
    """Found when 大连 gave an empty series without a word: a region nobody knows is an error, with the likely one."""
    root = paths.shipped()
    published = load_observations(load_plan(root / "data" / "plans" / "shahekou-14fyp.yaml"), root)

    with pytest.raises(UnknownName, match="大连市"):
        published.series("economy.gdp_growth", region="大连")


@pytest.mark.parametrize("day", [2026, "2026-6-30", None])
def test_a_day_that_is_none_is_told_how_to_be_written(day: object) -> None:
    """Found when overview(as_of=2026) fell over comparing dates with numbers."""
    with pytest.raises(ValueError, match="a day such as 2023-06-30"):
        day_of(day)  # type: ignore[arg-type]
