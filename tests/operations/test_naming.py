"""Which run a word means; several or none is told with what there is."""

from pathlib import Path

import pytest

from shkplan.base.errors import ParameterError, UnknownName
from shkplan.operations.naming import find_run, folder_of
from shkplan.operations.runs import FILE, Removal, RunLog
from tests.operations.test_runs import MOMENT, a_run

RUNS = (
    a_run(day="2026-07-31"),
    a_run("weekly", "2026-08-10", folder="reports/our-plan/2026-08-10"),
    a_run(day="2026-08-31"),
    a_run(day="2026-09-30", state="failed", folder=""),
    a_run(day="2026-09-30", id="20261001T000000Z-monthly"),
)


def log(reports: Path, *more: object) -> RunLog:
    return RunLog(reports / FILE, (*RUNS, *more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("2026-07-31", 0), ("2026-07", 0), ("2026-09", 4), ("latest", 4), ("previous", 2), ("monthly@previous", 2),
        ("monthly@2026-08", 2), ("weekly@2026", 1), ("weekly", 1), ("monthly", 4), ("weekly@latest", 1), (" 2026-07 ", 0),
        (RUNS[0].id, 0), (RUNS[0].id[:12], 0), ("our-plan@2026-07", 0), ("our-plan@latest", 4),
    ],
)  # fmt: skip
def test_the_run_that_is_meant(tmp_path: Path, word: str, expected: int) -> None:
    assert find_run(word, log(tmp_path), tmp_path) is RUNS[expected]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("2026-08", "means 2 reports"), ("2026", "means 4 reports"), ("2026-01", "found 2026-01"), ("weekly@previous", "found weekly@previous"),
        ("2026-0", "found 2026-0"), ("montly", "monthly"), ("", "expected a day"), ("../../etc", "expected a day"), ("\x00", "expected a day"),
    ],
)  # fmt: skip
def test_several_or_none_is_told_with_what_there_is(tmp_path: Path, word: str, told: str) -> None:
    with pytest.raises(ParameterError, match=told) as error:
        find_run(word, log(tmp_path), tmp_path)
    assert "reports/our-plan/2026-08-" in str(error.value)
    assert error.value.code == 2


def test_a_report_of_no_such_name_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="monthly"):
        find_run("montly@2026", log(tmp_path), tmp_path)


def test_a_report_that_was_removed_is_told_as_that(tmp_path: Path) -> None:
    removal = Removal(run=RUNS[0].id, on=MOMENT, folder=RUNS[0].folder)
    with pytest.raises(ParameterError, match="was removed"):
        find_run("2026-07", log(tmp_path, removal), tmp_path)


def test_nothing_is_there_yet(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="no report stands here yet"):
        find_run("latest", RunLog(tmp_path / FILE), tmp_path)


def test_the_folder_of_a_run_stands_in_its_workspace(tmp_path: Path) -> None:
    (tmp_path / "data/plans").mkdir(parents=True)
    reports = tmp_path / "reports/office"
    reports.mkdir(parents=True)
    assert folder_of(RUNS[0], reports) == tmp_path / "reports/our-plan/2026-07-31"
