"""Corrections: beside the figure, with reason and guard; counted from their date on; never lost from sight."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.base.errors import DataError, Place
from shkplan.base.messages import Text
from shkplan.display.setting import speaking
from shkplan.display.tables import table
from shkplan.evidence.corrections import Correction, applied, matched, undone
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.files.records import load
from shkplan.register.plan import Plan
from shkplan.workspace.check import check
from shkplan.workspace.init import init
from shkplan.workspace.load import load_observations, load_plan, read_corrections
from tests.making import figure
from tests.showing import in_both

GOOD = Path(__file__).parents[1] / "data" / "good"
PLAN = load(GOOD / "small.yaml", Plan)
GDP = PLAN["economy.gdp_growth"]


def row(number: int, year: int, value: float, **parts: Any) -> Observation:
    """A figure of the district as if read from a row of a file."""
    return figure(GDP, year, value, region="本区", place=Place("data/observations/small.csv", number), **parts)


def correction(year: int, found: float, **parts: Any) -> Correction:
    given_parts = {
        "figure": {"indicator": GDP.id, "region": "本区", "period": year}, "found": {"value": found, "unit": "%"},
        "reason": Text(zh="误", en="wrong"), "author": "测试", "date": dt.date(2024, 1, 1),
        "place": Place("data/corrections/small.yaml", "line 1", "[0]"),
    }  # fmt: skip
    return Correction.model_validate({**given_parts, **parts})


def corrected(figures: list[Observation], *corrections: Correction) -> Observations:
    """Observations with corrections, none of which is refused."""
    pairs, mistakes = matched(figures, corrections)
    assert mistakes == []
    return Observations(PLAN, applied(figures, pairs), corrected=pairs)


def test_a_replaced_figure_is_used_and_the_published_one_stays_in_sight() -> None:
    """The series takes the corrected value; the figure as published stands beside it."""
    obs = corrected([row(2, 2021, 61.0)], correction(2021, 61.0, replace={"value": 6.1}))
    assert obs.series(GDP).values == (6.1,)
    assert [(one.published.value, one.used and one.used.value) for one in obs.corrected] == [(61.0, 6.1)]


def test_a_figure_may_be_dropped_rescaled_or_marked() -> None:
    """What each action makes of 6.1 %: nothing, another size in another unit, the same in doubt."""
    figures = [row(2, 2020, 6.1), row(3, 2021, 6.1), row(4, 2022, 6.1)]
    obs = corrected(
        figures, correction(2020, 6.1, drop=True), correction(2021, 6.1, rescale={"factor": 10, "unit": "‰"}),
        correction(2022, 6.1, mark="doubtful"),
    )  # fmt: skip
    assert [(one.value, one.unit, sorted(one.mark)) for one in obs] == [(61, "‰", []), (6.1, "%", ["doubtful"])]
    assert obs.series(GDP).values == (6.1, 6.1)  # 61 ‰ is 6.1 %


def test_a_redated_figure_may_be_marked_at_once() -> None:
    """A page that says 2018 and means 2017: replaced period, and doubtful."""
    obs = corrected([row(2, 2018, 7.1)], correction(2018, 7.1, replace={"period": 2017}, mark=["doubtful"]))
    assert (obs.series(GDP).years, obs.series(GDP).doubtful_years) == ((2017,), (2017,))


def test_a_correction_counts_from_its_date_on() -> None:
    """As of the day before, the figure is used as published, and no correction is shown; on the day it counts."""
    obs = corrected([row(2, 2021, 61.0)], correction(2021, 61.0, replace={"value": 6.1}))
    before, after = obs.as_of("2023-12-31"), obs.as_of("2024-01-01")
    assert (before.series(GDP).values, before.corrected) == ((61.0,), ())
    assert (after.series(GDP).values, len(after.corrected)) == ((6.1,), 1)


def test_a_dropped_figure_returns_to_its_place_on_an_earlier_day() -> None:
    """The order of files and rows decides between figures alike in rank, also after a drop was taken back."""
    figures = [row(2, 2021, 5.0), row(3, 2021, 6.0), row(10, 2022, 4.0)]
    pairs, mistakes = matched(figures[:1], [correction(2021, 5.0, drop=True)])
    assert mistakes == []
    obs = Observations(PLAN, applied(figures, pairs), corrected=pairs)
    assert obs.series(GDP).value(2021) == 6.0
    earlier = obs.as_of("2023-12-31")
    assert earlier.figures == tuple(figures)
    assert earlier.series(GDP).value(2021) == 5.0


@given(st.lists(st.sampled_from(["drop", "mark", "rescale", "none"]), min_size=1, max_size=9), st.dates())
def test_taking_corrections_back_gives_what_was_published(actions: list[str], day: dt.date) -> None:
    """Whatever was corrected, before all of the corrections the figures are those of the files, in their order."""
    figures = [row(at + 2, 2010 + at, 5.0 + at) for at in range(len(actions))]
    what: dict[str, dict[str, Any]] = {
        "drop": {"drop": True}, "mark": {"mark": ["doubtful"]}, "rescale": {"rescale": {"factor": 2}},
    }  # fmt: skip
    wanted = [
        correction(2010 + at, 5.0 + at, **what[action], date=dt.date(2021 + at, 1, 1))
        for at, action in enumerate(actions)
        if action != "none"
    ]
    pairs, mistakes = matched(figures, wanted)
    assert mistakes == []
    assert undone(applied(figures, pairs), pairs, dt.date(2020, 1, 1)) == tuple(figures)
    in_force = [one for one in pairs if one.correction.date <= day]
    assert undone(applied(figures, pairs), pairs, day) == applied(figures, in_force)


def test_figures_that_cannot_be_told_apart_are_named_with_what_tells_them() -> None:
    """Two figures fit: both rows, and the entries by which they differ."""
    figures = [row(2, 2021, 6.1), row(3, 2021, 6.1, published=dt.date(2023, 3, 31), source_title="报告")]
    _, mistakes = matched(figures, [correction(2021, 6.1, drop=True)])
    (told,) = map(str, mistakes)
    assert told == (
        "data/corrections/small.yaml, line 1, [0].figure: found 2 figures for economy.gdp_growth, 本区, 2021 "
        "(data/observations/small.csv, row 2 and data/observations/small.csv, row 3), expected exactly one.\n"
        "    Add published or source_title."
    )
    named = {"indicator": GDP.id, "region": "本区", "period": 2021, "source_title": "报告"}
    precise = correction(2021, 6.1, drop=True, figure=named)
    pairs, mistakes = matched(figures, [precise])
    assert (mistakes, [one.published for one in pairs]) == ([], figures[1:])


def test_a_mark_that_the_source_has_by_now_is_refused() -> None:
    """The guard of a mark: the table was repaired, so the correction has nothing left to do."""
    _, mistakes = matched([row(2, 2021, 6.1, mark="doubtful")], [correction(2021, 6.1, mark="doubtful")])
    assert [one.where for one in mistakes] == ["line 1, [0].mark"]


# In a workspace -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one correction: 6.1 % should have been 61 %."""
    for name, part in (("small.yaml", "plans"), ("small.csv", "observations"), ("corrections.yaml", "corrections")):
        (tmp_path / "data" / part).mkdir(parents=True)
        shutil.copy(GOOD / name, tmp_path / "data" / part / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_loading_applies_the_corrections_of_the_workspace(folder: Path) -> None:
    obs = load_observations(PLAN, folder)
    assert obs.series(GDP).values == (61,)
    assert obs.as_of("2022-06-29").series(GDP).values == (6.1,)
    assert check(folder) == []


def test_a_repaired_source_fails_loading_and_check(folder: Path) -> None:
    """Somebody mends the table: both say so, in the same words."""
    figures = folder / "data" / "observations" / "small.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace("exact,6.1,", "exact,6.3,"), encoding="utf-8")
    told = (
        "data/corrections/corrections.yaml, line 1, [0].found: found 6.1 %, expected 6.3 %, as the source now says.\n"
        "    Remove the correction if the source was repaired, else write found anew; "
        "see data/observations/small.csv, row 2."
    )
    assert [str(one) for one in check(folder)] == [told]
    with pytest.raises(DataError) as caught:
        load_observations(PLAN, folder)
    assert str(caught.value) == f"{told}\n1 mistake. Nothing was changed."


def test_check_looks_at_figures_as_they_are_used(folder: Path) -> None:
    """A unit that does not convert is told at the correction that brought it in; one it takes away is not told."""
    path = folder / "data" / "corrections" / "corrections.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("rescale: {factor: 10}", "replace: {value: 6, unit: 人}"), encoding="utf-8")
    assert [str(one).split(", expected")[0] for one in check(folder)] == [
        'data/corrections/corrections.yaml, line 1, [0], unit: found "人"'
    ]


def test_the_table_shows_both_figures_reason_and_author(folder: Path) -> None:
    """As published, as used, why, by whom, since when; the same data in both languages."""
    obs = load_observations(PLAN, folder)
    zh, en = in_both(lambda: table(obs.selection("corrections")))
    assert zh.rows[0][1:6] == ("2021", "6.1%", "61%", "缺一位", "测试，2022-06-30")
    assert en.rows[0][1:6] == ("2021", "6.1 %", "61 %", "a digit is missing", "测试, 2022-06-30")
    assert zh.results == en.results
    (data,) = zh.results["data"]
    assert (data["action"], data["published"]["value"], data["used"]["value"]) == ("rescale", 6.1, 61)


def test_where_nothing_is_corrected_a_sentence_says_so() -> None:
    with speaking("en"):
        assert str(table(Observations(PLAN, ()).selection("corrections"))) == (
            "No figure is corrected: all are used as published."
        )


def test_a_new_workspace_explains_corrections_and_its_example_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file laid out holds none; with its comment signs taken away, as it says, it holds one that fits."""
    monkeypatch.chdir(tmp_path)
    init("ours")
    path = tmp_path / "ours" / "data" / "corrections" / "example.yaml"
    assert read_corrections(path) == ()
    lines = path.read_text(encoding="utf-8").replace("\n[]\n", "\n").split("\n")
    start = next(at for at, line in enumerate(lines) if line.startswith("#- "))
    path.write_text("\n".join([*lines[:start], *(line[1:] for line in lines[start:])]), encoding="utf-8")
    monkeypatch.chdir(tmp_path / "ours")
    obs = load_observations(load_plan("ours"))
    assert [sorted(one.used.mark) for one in obs.corrected if one.used] == [["doubtful", "example"]]
    assert check() == []


def test_a_report_carries_its_corrections(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The copies of the inputs are a workspace in which the same figures are corrected."""
    from shkplan.report.inputs import find_inputs

    copies = tmp_path_factory.mktemp("inputs")
    find_inputs("small").copy(copies, ())
    original = folder / "data" / "corrections" / "corrections.yaml"
    assert (copies / "data" / "corrections" / "corrections.yaml").read_bytes() == original.read_bytes()
    assert load_observations(PLAN, copies).series(GDP).values == (61,)
