"""The state of the data: each year of each indicator has one state, and what is missing is told by who owes it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from shkplan.base.lines import width_of
from shkplan.cli import app
from shkplan.display.charts import plot
from shkplan.display.setting import speaking
from shkplan.display.tables import table
from shkplan.display.tables.status import status_text
from shkplan.evidence.coverage import KNOWN, STATES, coverage, state_of
from shkplan.evidence.implied import Implied
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from tests.evidence.test_corrections import GDP, PLAN
from tests.making import figure
from tests.showing import in_both, scene

JOBS, LEVELS = PLAN["employment.new_jobs"], PLAN["economy.gdp"]


def told(year: int, value: float, **parts: Any) -> Observation:
    return figure(GDP, year, value, region="本区", **parts)


FIGURES = (
    told(2016, 7.0),
    told(2017, 7.1, status="preliminary"),
    told(2017, 7.4, status="revised", published=dt.date(2019, 3, 31)),
    told(2018, 6.0, status="estimate", published=dt.date(2018, 12, 20)),
    told(2019, 5.0, mark="doubtful"),
    told(2020, 3.0, bound="lower"),
)
OBS = Observations(PLAN, FIGURES).as_of("2023-06-30")


def test_every_year_has_the_state_of_its_evidence() -> None:
    """From four years before the base year to the end of the window; 2023 is not over on 30 June 2023."""
    known = coverage(OBS)
    assert known.years == range(2016, 2026)
    assert known.row(GDP) == (
        "measured", "revised", "estimate", "doubtful", "partial", "missing", "missing", "ahead", "ahead", "ahead",
    )  # fmt: skip
    assert set(known.row(JOBS)) == {"missing", "ahead"}


def test_a_year_is_due_from_the_first_of_january_on() -> None:
    assert coverage(OBS.as_of("2022-12-31")).states[GDP.id, 2022] == "ahead"
    assert coverage(Observations(PLAN, FIGURES).as_of("2023-01-01")).states[GDP.id, 2022] == "missing"


def test_a_revision_that_is_not_known_yet_is_none() -> None:
    assert coverage(OBS.as_of("2018-12-31")).states[GDP.id, 2017] == "measured"


def test_a_year_that_follows_from_others_is_implied_and_a_measured_one_stays_measured() -> None:
    """What a series says of itself: implied comes before partial and missing, not before a figure."""
    plain = OBS.series(GDP)
    series = replace(plain, implied=Implied((2016, 2020, 2021), np.zeros((5, 3)), {}))
    states = [state_of(series, year, revised=False, due=True) for year in (2016, 2020, 2021, 2022)]
    assert states == ["measured", "implied", "implied", "missing"]
    assert state_of(plain, 2021, revised=False, due=True) == "missing"


def test_indicators_with_a_target_come_first_and_others_only_where_something_is_known() -> None:
    """Levels of GDP have no target: with one figure they have a row, without any they have none."""
    level = figure(LEVELS, 2020, 100.0, region="本区")
    with_levels = coverage(replace(OBS, figures=(*OBS.figures, level)))
    assert LEVELS not in coverage(OBS).indicators
    assert with_levels.indicators[with_levels.targets :] == (LEVELS,)
    assert all(one.indicator != LEVELS for one in with_levels.owed)


def test_what_is_owed_names_the_years_the_last_figure_and_what_is_partly_known() -> None:
    """GDP: 2021 and 2022 have passed, of 2020 something is known, and 2019 was the last exact figure."""
    (gdp,) = (one for one in coverage(OBS).owed if one.indicator == GDP)
    assert (gdp.years, gdp.partial, gdp.last) == ((2020, 2021, 2022), (2020,), 2019)
    (jobs,) = (one for one in coverage(OBS).owed if one.indicator == JOBS)
    assert (jobs.years, jobs.last) == (tuple(range(2016, 2023)), None)


def test_suppliers_come_by_how_much_they_owe() -> None:
    known = coverage(scene().assessment.observations)
    groups = known.by_supplier()
    counts = [sum(len(one.years) for one in owed) for _, owed in groups]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == known.count("missing", "partial") - sum(
        state in ("missing", "partial") for one in known.indicators[known.targets :] for state in known.row(one)
    )
    assert {supplier.en for supplier, _ in groups if supplier} >= {"District statistics bureau"}


# In a terminal ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "ascii", "cp1252"])
@pytest.mark.parametrize("region", ["沙河口区", "大连市"])
def test_eighty_columns_and_the_encoding_hold_everything(language: str, encoding: str, region: str) -> None:
    """No line is wider than 80 columns, and nothing turns into a question mark."""
    with speaking(language):
        text = status_text(scene().assessment.observations, region, encoding=encoding)
    assert text.encode(encoding)
    assert [line for line in text.split("\n") if width_of(line) > 80] == []
    chinese = language == "zh" and encoding in ("utf-8", "gbk")
    assert ("地区生产总值增速" in text) is chinese
    assert ("✗" in text) is (encoding == "utf-8")


def test_the_matrix_says_each_state_by_its_mark() -> None:
    with speaking("en"):
        lines = status_text(OBS, encoding="ascii").split("\n")
    assert lines[0] == "Data of Our district, as of 2023-06-30"
    head = next(line for line in lines if " 16 17" in line)
    row = next(line for line in lines if line.startswith(GDP.name.en))
    marks = {head[at : at + 2]: row[at + 1] for at in range(len(head) - 29, len(head), 3)}
    assert marks == dict(zip(map(str, range(16, 26)), "xR~?^..---", strict=True))


def test_marks_are_narrow_in_every_terminal() -> None:
    """Ambiguous width would push the columns of a Chinese terminal apart."""
    import unicodedata

    from shkplan.display.tables.status import _ASCII, _MARKS

    for marks in (_MARKS, _ASCII):
        assert set(marks) == set(STATES)
        assert len(set(marks.values())) == len(STATES)
        assert {unicodedata.east_asian_width(mark) for mark in marks.values()} <= {"N", "Na"}


def test_colour_changes_no_character() -> None:
    import re

    with speaking("en"):
        grey, coloured = (status_text(OBS, colour=colour) for colour in (False, True))
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == grey
    assert coloured != grey


def test_what_is_missing_is_told_by_supplier_with_since_when() -> None:
    with speaking("en"):
        text = status_text(scene().assessment.observations)
    assert (
        "District education bureau (3)\n  Share of children in public kindergartens: 2016–2025; no figure found" in text
    )
    assert "  High-tech enterprises: 2016–2019, 2021–2025; nothing since 2020" in text


def test_where_nothing_is_missing_a_sentence_says_so() -> None:
    every = [
        figure(one, year, 1.0, region="本区")
        for one in PLAN.indicators.values()
        if one.unit
        for year in range(2016, 2023)
    ]
    with speaking("en"):
        text = status_text(Observations(PLAN, tuple(every)).as_of("2023-12-31"))
    assert text.endswith("Nothing that was due is missing.")


def test_the_language_in_force_is_left_as_it_was() -> None:
    from shkplan.display.setting import language

    with speaking("zh"):
        status_text(OBS, encoding="ascii")
        assert language() == "zh"


# On a page ----------------------------------------------------------------------------------------------------------------


def test_table_and_chart_carry_the_same_states() -> None:
    known = scene().assessment.observations
    zh, en = in_both(lambda: table(coverage(known)))
    chart_zh, chart_en = in_both(lambda: plot(coverage(known)))
    assert zh.results["data"] == en.results["data"] == chart_zh.results["data"] == chart_en.results["data"]
    states = {state for row in zh.results["data"].values() for state in row.values()}
    assert {"measured", "estimate", "doubtful", "implied", "partial", "missing"} == states
    whole = coverage(known)
    assert chart_en.alt.endswith(
        f"A yearly figure is known for {whole.count(*KNOWN)} of {len(whole.states)} pairs of indicator and year; "
        f"past ones missing: {whole.count('missing')}."
    )


def test_names_in_the_chart_do_not_overlap() -> None:
    """27 rows and more, in both languages."""
    for chart in in_both(lambda: plot(scene().assessment.coverage)):
        chart.figure.canvas.draw()
        (axes,) = chart.figure.axes
        boxes = [one.get_window_extent() for one in axes.texts]
        assert len(boxes) > 27
        assert not [1 for at, one in enumerate(boxes) for other in boxes[at + 1 :] if one.overlaps(other)]
        assert min(box.x0 for box in boxes) >= 0


def test_another_region_may_be_asked() -> None:
    with speaking("en"):
        assert plot(coverage(scene().assessment.observations, "大连市")).title.startswith("Dalian: of ")


# At the door --------------------------------------------------------------------------------------------------------------


def call(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["data", "status", *arguments])


def test_the_command_shows_a_plan_as_of_a_day() -> None:
    told_ = call("--plan", "shahekou-14fyp", "--as-of", "2023-06-30", "--lang", "en")
    assert told_.exit_code == 0
    assert told_.stdout.startswith("Data of Shahekou District, as of 2023-06-30\n")
    assert "not due yet" in told_.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--as-of", "2023/6/30"), "as_of: found '2023/6/30', expected today or a date such as 2023-06-30."),
        (("--as-of", "2999-01-01"), "as_of: 2999-01-01 is in the future"),
        (("--region", "大连"), "no region named '大连'. Did you mean 大连市"),
        (("--lang", "fr"), "no language named 'fr'. Known: en, zh."),
        (("--plan", "shahekou"), "no plan named 'shahekou'. Did you mean shahekou-14fyp?"),
    ],
)
def test_a_wrong_option_is_refused_with_what_to_write(arguments: tuple[str, ...], words: str) -> None:
    told_ = call(*arguments)
    assert told_.exit_code == 2
    assert words in told_.stderr


def test_mistakes_in_the_corrections_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    good = Path(__file__).parents[1] / "data" / "good"
    for name, part in (("small.yaml", "plans"), ("small.csv", "observations")):
        (tmp_path / "data" / part).mkdir(parents=True)
        shutil.copy(good / name, tmp_path / "data" / part / name)
    (tmp_path / "data" / "corrections").mkdir()
    shutil.copy(good.parent / "broken" / "correction-of-no-figure.yaml", tmp_path / "data" / "corrections")
    monkeypatch.chdir(tmp_path)
    told_ = call()
    assert told_.exit_code == 1
    assert "found no figure for economy.gdp_growth, 本市, 2021" in told_.stderr
