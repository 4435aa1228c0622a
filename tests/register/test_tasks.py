"""Tasks of a plan: what was known of them on a day, and what is told of a file that cannot be right."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.base.errors import DataError
from shkplan.files.records import load
from shkplan.register.tasks import STATUSES, PlanTask, TaskFile

SOURCE = {"title": "总结", "publisher": "区政府"}
TASK = """\
plan: small
tasks:
  park:
    name: {{zh: 公园, en: Park}}
    kind: project
    field: green
    locator: 三(五)
    history:
{history}
"""
ENTRY = (
    "      - {{status: {status}, as_of: {as_of}, source: {{title: 总结, publisher: 区政府, published: {published}}}}}"
)


def task(*history: tuple[str, str, str]) -> PlanTask:
    told = [{"status": s, "as_of": day, "source": {**SOURCE, "published": out}} for s, day, out in history]
    name = {"zh": "公园", "en": "Park"}
    return PlanTask.model_validate(
        {"id": "park", "name": name, "kind": "project", "field": "green", "locator": "三", "history": told}
    )


def written(tmp_path: Path, *history: tuple[str, str, str]) -> Path:
    lines = "\n".join(ENTRY.format(status=s, as_of=day, published=out) for s, day, out in history)
    path = tmp_path / "small.yaml"
    path.write_text(TASK.format(history=lines), encoding="utf-8")
    return path


def test_a_day_knows_what_had_been_published_by_it_and_nothing_later() -> None:
    """By the definition of an as-of date; the day of the fact is not the day it was known."""
    park = task(("planned", "2021-12-31", "2022-02-01"), ("under way", "2022-12-31", "2023-03-01"))
    told = {
        day: park.known(dt.date.fromisoformat(day)) for day in ("2022-01-31", "2022-02-01", "2023-02-28", "2023-03-01")
    }
    assert [one and one.status for one in told.values()] == [None, "planned", "planned", "under way"]


def test_a_late_word_on_an_early_day_does_not_undo_a_later_fact() -> None:
    """Of what is known the latest day it speaks of counts, whenever it was published."""
    park = task(("done", "2023-06-30", "2023-07-05"), ("under way", "2022-12-31", "2023-12-01"))
    last = park.known(dt.date(2024, 1, 1))
    assert last is not None
    assert last.status == "done"


days = st.dates(dt.date(2021, 1, 1), dt.date(2025, 12, 31))


@given(
    st.lists(st.tuples(st.sampled_from(STATUSES), days, st.integers(0, 400)), max_size=5, unique_by=lambda one: one[1]),
    days,
)
def test_what_was_published_later_changes_no_earlier_day(history: list[tuple[str, dt.date, int]], day: dt.date) -> None:
    """Entries are only added: without those published after a day, the day knows the same."""
    entries = [(s, of, of + dt.timedelta(days=late)) for s, of, late in history]
    every = task(*((s, of.isoformat(), out.isoformat()) for s, of, out in entries))
    early = task(*((s, of.isoformat(), out.isoformat()) for s, of, out in entries if out <= day))
    assert every.known(day) == early.known(day)


@pytest.mark.parametrize(
    ("history", "place", "expected"),
    [
        ([("done", "2023-08-01", "2023-07-05")], "tasks.park.history[0].as_of", "the day it was published, 2023-07-05, or an earlier one"),
        ([("done", "2023-07-01", "2023-07-05"), ("delayed", "2023-07-01", "2023-07-05")], "tasks.park.history[1].as_of",
         "one status for a day and a publication"),
        ([("finished", "2023-07-01", "2023-07-05")], "tasks.park.history[0].status",
         "one of 'done', 'under way', 'planned', 'delayed', 'stopped' or 'unknown'"),
    ],
)  # fmt: skip
def test_a_history_that_cannot_be_is_told(
    tmp_path: Path, history: list[tuple[str, str, str]], place: str, expected: str
) -> None:
    """With the entry, what was expected and what to do."""
    with pytest.raises(DataError) as caught:
        load(written(tmp_path, *history), TaskFile)
    (told,) = caught.value.mistakes
    assert place in str(told)
    assert str(told.expected) == expected
    assert told.remedy


def test_a_count_beyond_its_list_and_one_that_counts_nothing_are_told(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    entry = "name: {{zh: 项目, en: Projects}}, locator: 专栏, of: 10, {counts}as_of: 2023-06-30, source: {{title: 总结, publisher: 区, published: 2023-07-01}}"
    lines = [f"  - {{{entry.format(counts=counts)}}}" for counts in ("on_schedule: 11, done: 12, ", "")]
    path.write_text("plan: small\ncounts:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load(path, TaskFile)
    assert [str(one.expected) for one in caught.value.mistakes] == [
        "at most the 10 there are", "at most the 10 there are", "done, on_schedule, or both",
    ]  # fmt: skip
