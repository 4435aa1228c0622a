"""The archive of forecasts: only ever added to, read whatever happened to it, and never lost in silence."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shkplan as sp
from shkplan.workspace.archive import (
    FOLDER_VARIABLE,
    ArchivedForecast,
    append,
    archive_folder,
    load_archive,
    quantile_probs,
)

MADE = dt.datetime(2026, 11, 5, 9, 30, tzinfo=dt.UTC)


def forecast(**parts: Any) -> ArchivedForecast:
    given = {
        "plan": "small", "target": "test.quantity", "indicator": "test.quantity", "region": "本区", "version": "v1", "deadline": 2030,
        "as_of": "2026-11-05", "state": "s1", "made": MADE, "status": "estimated", "evidence": "own", "basis": "law", "prob": 0.62,
        "prob_se": 0.0, "quantity_unit": "人", "wanted": 120.0, "quantiles": [1.0, 2.0, 3.0], "model": "averaged-ets",
        "shkplan": "0.1.0", "report": "r1",
    }  # fmt: skip
    return ArchivedForecast.model_validate(given | parts)


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    """A file for each plan and year of making; the same entries again, in the order they were made."""
    first, later, other = forecast(), forecast(made=MADE.replace(year=2027), as_of="2027-11-05"), forecast(plan="large")
    for one in (later, first, other):
        assert append(tmp_path, [one]) == 1
    found = load_archive(tmp_path)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.jsonl")) == [
        "large/2026.jsonl", "small/2026.jsonl", "small/2027.jsonl",
    ]  # fmt: skip
    assert found.of("small") == (first, later)
    assert found.plans == ("large", "small")
    assert found.remarks == ()
    assert list(found.to_frame().columns) == list(ArchivedForecast.model_fields)


def test_the_same_report_made_again_adds_nothing(tmp_path: Path) -> None:
    """However often, on whatever day: a record is new where anything but when it was made, and in which report, is."""
    append(tmp_path, [forecast(), forecast(target="test.other")])
    assert (
        append(tmp_path, [forecast(made=MADE + dt.timedelta(days=40), report="r2"), forecast(target="test.other")]) == 0
    )
    assert append(tmp_path, [forecast(prob=0.63), forecast(state="s2")]) == 2
    assert len(load_archive(tmp_path)) == 4


@pytest.mark.parametrize("cut", [1, 20, 150])
def test_a_torn_last_line_is_told_and_what_follows_stands_on_its_own(tmp_path: Path, cut: int) -> None:
    """A machine died while writing: the whole lines are read, the torn one is told with its number, the next report is not lost in it."""
    append(tmp_path, [forecast(), forecast(state="s2")])
    file = tmp_path / "small" / "2026.jsonl"
    file.write_bytes(file.read_bytes()[:-cut])
    kept = 2 if cut == 1 else 1  # without its line feed alone it is still whole
    assert len(load_archive(tmp_path)) == kept
    assert append(tmp_path, [forecast(state="s3")]) == 1
    found = load_archive(tmp_path)
    assert [one.state for one in found] == [*["s1", "s2", "s3"][:kept], "s3"]
    assert len(found.remarks) == (0 if cut == 1 else 1)
    if found.remarks:
        assert "2026.jsonl: passed over line 2 (1 in all)" in found.remarks[0]


@pytest.mark.parametrize("line", ["{}", "[]", "nonsense", '{"plan": "small"}', '{"format": 2}', "\udcff"])
def test_a_line_changed_by_hand_is_passed_over(tmp_path: Path, line: str) -> None:
    """Whatever stands there; in Chinese too."""
    append(tmp_path, [forecast()])
    file = tmp_path / "small" / "2026.jsonl"
    file.write_bytes(line.encode("utf-8", "surrogateescape") + b"\n" + file.read_bytes())
    found = load_archive(tmp_path)
    assert list(found) == [forecast()]
    assert "第 1 行" in found.remarks[0].text("zh")


def test_many_lines_passed_over_are_told_in_one(tmp_path: Path) -> None:
    append(tmp_path, [forecast()])
    file = tmp_path / "small" / "2026.jsonl"
    file.write_bytes(b"x\n" * 40 + file.read_bytes())
    assert load_archive(tmp_path).remarks[0].count(",") == 6


def test_reports_made_at_once_lose_nothing(tmp_path: Path) -> None:
    """Eight writers, one file: every record once, no line torn."""
    writers = [
        threading.Thread(target=append, args=(tmp_path, [forecast(state=f"{at}-{part}") for part in range(20)]))
        for at in range(8)
    ]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    found = load_archive(tmp_path)
    assert (len(found), found.remarks) == (160, ())


def test_a_folder_that_is_not_there_is_an_empty_archive(tmp_path: Path) -> None:
    found = load_archive(tmp_path / "nowhere")
    assert len(found) == 0
    assert "next report" in str(sp.table(found))


def test_where_the_archive_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the workspace wherever the reports go; without one beside them; where the variable says, if it says so."""
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    monkeypatch.delenv("SHKPLAN_WORKSPACE", raising=False)
    (tmp_path / "bare").mkdir()
    monkeypatch.chdir(tmp_path / "bare")
    assert archive_folder(tmp_path / "out" / "reports") == tmp_path / "out" / "archive"
    (tmp_path / "work" / "data" / "plans").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")
    assert archive_folder(tmp_path / "out" / "reports") == tmp_path / "work" / "archive"
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "named"))
    assert archive_folder() == tmp_path / "named"


def test_the_day_of_making_is_never_before_the_day_known() -> None:
    """In China it is the 6th already while the record, in universal time, is of the 5th."""
    assert forecast(as_of="2026-11-06").day == dt.date(2026, 11, 6)
    assert forecast(as_of="2026-10-06").day == dt.date(2026, 11, 5)
    assert forecast().lead == 4


def test_quantiles_hold_the_tenths() -> None:
    """0.10, 0.50 and 0.90 are among them, so that the median and the 80 % band are read and not interpolated."""
    assert [round(one, 9) for one in quantile_probs()][2::10] == [0.1, 0.5, 0.9]


texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).filter(lambda text: text.strip() == text)


@given(
    target=texts, region=texts, prob=st.floats(0, 1), quantiles=st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=25),
    settings=st.dictionaries(st.sampled_from(["to", "seed", "model"]), st.integers() | texts),
)  # fmt: skip
def test_any_record_is_one_line_and_comes_back(
    target: str, region: str, prob: float, quantiles: list[float], settings: dict[str, Any]
) -> None:
    """Line ends, quotes and signs of any script within its words never break a line; the same record is read again, and is the same forecast."""
    one = forecast(target=target, region=region, prob=prob, quantiles=quantiles, settings=settings)
    assert one.line.count("\n") == 1
    again = ArchivedForecast.model_validate_json(one.line)
    assert again == one
    assert again.identity == one.identity
