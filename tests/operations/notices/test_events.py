"""When somebody is told: once when it begins to fail, once a day while it lasts, once when it is well; nothing is lost when a batch dies."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from shkplan.operations.notices import NotSent, tell_of
from shkplan.operations.notices.events import FILE, read_memory
from tests.operations.notices.conftest import NOW, OfficeOfRuns

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was told, by whom, in the order it was."""
    found: list[str] = []

    def hear(argv, notice, *args, **given):  # type: ignore[no-untyped-def]
        if argv == ("fails",):
            raise NotSent("x")
        found.append(f"{argv[0]}: {', '.join(f'{one.event} {one.run.report}' for one in notice.told)}")

    monkeypatch.setattr("shkplan.operations.notices.run_command", hear)
    return found


def ways(*names: str, when: str = "failure, success, recovery") -> str:
    return "".join(f"  {name}:\n    when: [{when}]\n    command: [{name}]\n" for name in names)


def test_a_failure_that_lasts_is_told_once_a_day(runs: OfficeOfRuns, heard: list[str]) -> None:
    """Under a job of every hour: at once, then not 23 times, then again; then that it is well."""
    runs.write(ways("a"))
    runs.run(day="2026-08-31")
    for hour in range(49):
        tell_of(runs.batch(runs.run(why="x")), NOW + hour * HOUR - hour * dt.timedelta(seconds=10))
    assert heard == ["a: failure monthly"] * 3
    tell_of(runs.batch(runs.run()), NOW + 50 * HOUR)
    tell_of(runs.batch(), NOW + 51 * HOUR)
    tell_of(runs.batch(runs.run(day="2026-10-31")), NOW + 52 * HOUR)
    assert heard[3:] == ["a: recovery monthly", "a: success monthly"]


def test_each_way_hears_what_it_asks_for(runs: OfficeOfRuns, heard: list[str]) -> None:
    runs.write(
        ways("f", when="failure")
        + ways("s", when="success")
        + ways("r", when="recovery")
        + ways("d", when="failure, recovery")
    )
    tell_of(runs.batch(runs.run()), NOW)
    assert heard == ["s: success monthly"]
    tell_of(runs.batch(runs.run(why="x")), NOW + HOUR)
    assert heard[1:] == ["f: failure monthly", "d: failure monthly"]
    tell_of(runs.batch(runs.run()), NOW + 2 * HOUR)
    assert heard[3:] == ["s: success monthly", "r: recovery monthly", "d: recovery monthly"]


def test_one_notice_tells_of_a_whole_batch(runs: OfficeOfRuns, heard: list[str]) -> None:
    runs.write(ways("a"))
    tell_of(runs.batch(runs.run(why="x"), runs.run("weekly", "2026-09-28")), NOW)
    assert heard == ["a: failure monthly, success weekly"]


def test_a_batch_that_died_before_it_told_is_told_of_by_the_next(runs: OfficeOfRuns, heard: list[str]) -> None:
    runs.write(ways("a"))
    tell_of(runs.batch(runs.run(day="2026-07-31")), NOW)
    runs.run(day="2026-08-31")
    runs.run("weekly", "2026-08-31", folder="reports/w", why="killed")
    tell_of(runs.batch(runs.run(day="2026-09-30")), NOW + HOUR)
    assert heard[1:] == ["a: success monthly, success monthly, failure weekly"]


def test_a_failure_nobody_was_told_of_is_told_by_the_next_batch(runs: OfficeOfRuns, heard: list[str]) -> None:
    runs.write(ways("a"))
    tell_of(runs.batch(runs.run(day="2026-08-31")), NOW)
    runs.run(why="killed after it was written down")
    tell_of(runs.batch(), NOW + HOUR)
    tell_of(runs.batch(), NOW + 2 * HOUR)
    assert heard[1:] == ["a: failure monthly"]


def test_what_did_not_arrive_is_tried_again_and_stops_nobody_else(runs: OfficeOfRuns, heard: list[str]) -> None:
    runs.write(ways("fails", "a"))
    with pytest.raises(NotSent, match=r"notify\.fails was not told"):
        tell_of(runs.batch(runs.run(why="x")), NOW)
    assert heard == ["a: failure monthly"]
    with pytest.raises(NotSent, match=r"notify\.fails was not told"):
        tell_of(runs.batch(), NOW + HOUR)
    assert heard == ["a: failure monthly"]


def test_a_new_way_is_not_told_of_what_is_long_past(runs: OfficeOfRuns, heard: list[str]) -> None:
    for month in range(1, 6):
        runs.run(day=f"2026-{month:02}-28")
    runs.write(ways("a"))
    tell_of(runs.batch(), NOW)
    assert heard == []
    tell_of(runs.batch(runs.run(day="2026-06-28")), NOW)
    assert heard == ["a: success monthly"]


def test_a_report_may_have_its_own_circle(runs: OfficeOfRuns, heard: list[str]) -> None:
    text = "reports:\n  monthly: {plan: p, notify: [b]}\n  weekly: {plan: p, notify: []}\nnotify:\n" + ways("a", "b")
    (runs.root / "reports.yaml").write_text(text, encoding="utf-8")
    tell_of(runs.batch(runs.run(), runs.run("weekly", "2026-09-28"), runs.run("", "2026-09-29")), NOW)
    assert heard == ["b: success monthly"]


def test_a_clock_set_back_does_not_silence_a_failure(runs: OfficeOfRuns, heard: list[str]) -> None:
    runs.write(ways("a"))
    tell_of(runs.batch(runs.run(why="x")), NOW + 365 * 24 * HOUR)
    tell_of(runs.batch(runs.run(why="x")), NOW)
    tell_of(runs.batch(runs.run(why="x")), NOW + HOUR)
    assert heard == ["a: failure monthly"] * 2


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"told": 3}',
        '{"told": {"a": {"monthly": {}}}}',
        '{"told": {"a": {"monthly": {"run": 1, "at": "2026-01-01T00:00:00"}}}}',
        "\x00",
        "{" * 9999,
    ],
)
def test_a_memory_that_cannot_be_read_is_none(runs: OfficeOfRuns, heard: list[str], content: str) -> None:
    runs.write(ways("a"))
    (runs.reports / FILE).write_text(content, encoding="utf-8")
    tell_of(runs.batch(runs.run(why="x")), NOW)
    assert heard == ["a: failure monthly"]
    assert read_memory(runs.reports).of("a")["monthly"].failing


def test_a_report_that_was_replaced_or_removed_meanwhile_is_not_offered(runs: OfficeOfRuns, heard: list[str]) -> None:
    runs.write(ways("a"))
    first, second = runs.run(), runs.run()
    tell_of(runs.batch(first, second), NOW)
    assert heard == ["a: success monthly"]


def test_how_many_targets_moved_is_told_where_that_is_known(
    runs: OfficeOfRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    monkeypatch.setattr(
        "shkplan.operations.notices.run_command", lambda argv, notice, *args: found.append(notice.facts())
    )
    monkeypatch.setattr("shkplan.operations.notices.events.moved_in", lambda place, results: 3)
    runs.write(ways("a"))
    run = runs.run()
    beside = Path(f"{runs.root / run.folder}.changes")
    beside.mkdir()
    (beside / "zh.html").touch()
    tell_of(runs.batch(run), NOW)
    (one,) = found[0]["reports"]
    assert (one["moved"], one["changes"]) == (3, "reports/our-plan/2026-09-30.changes/zh.html")
    assert (
        "Targets that moved since the last report: 3 (reports/our-plan/2026-09-30.changes/zh.html)"
        in found[0]["text"]["en"]
    )
    assert one["bytes"] == 1002


def test_each_reader_is_led_to_the_changes_in_the_own_language(
    runs: OfficeOfRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    monkeypatch.setattr(
        "shkplan.operations.notices.run_command", lambda argv, notice, *args: found.append(notice.facts())
    )
    monkeypatch.setattr("shkplan.operations.notices.events.moved_in", lambda place, results: 3)
    runs.write(ways("a"))
    run = runs.run()
    beside = Path(f"{runs.root / run.folder}.changes")
    beside.mkdir()
    for language in ("zh", "en"):
        (beside / f"{language}.html").touch()
    tell_of(runs.batch(run), NOW)
    told = found[0]["text"]
    assert [f"2026-09-30.changes/{language}.html" in told[language] for language in ("zh", "en")] == [True, True]
    assert "changes/en.html" not in told["zh"]


def test_what_failed_is_told_first(runs: OfficeOfRuns, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    monkeypatch.setattr(
        "shkplan.operations.notices.run_command", lambda argv, notice, *args: found.append(notice.facts())
    )
    runs.write(ways("a"))
    tell_of(runs.batch(runs.run(), runs.run("weekly", "2026-09-28", why="x")), NOW)
    told = found[0]["text"]["en"]
    assert 0 < told.index("weekly (") < told.index("monthly (")


def test_nobody_is_told_of_reports_made_by_hand(runs: OfficeOfRuns) -> None:
    import dataclasses

    tell_of(dataclasses.replace(runs.batch(runs.run("", "2026-09-29")), file=None), NOW)
    assert not (runs.reports / FILE).exists()


def test_the_memory_is_plain(runs: OfficeOfRuns, heard: list[str]) -> None:
    runs.write(ways("a"))
    run = runs.run(why="x")
    tell_of(runs.batch(run), NOW)
    assert json.loads((runs.reports / FILE).read_text(encoding="utf-8")) == {
        "format": 1, "told": {"a": {"monthly": {"run": run.id, "failing": True, "at": NOW.isoformat()}}},
    }  # fmt: skip
