"""``a.tasks``: each task as known on the day, unknown where nothing was published."""

from __future__ import annotations

import datetime as dt

import pytest

import shkplan as sp
from shkplan.base.errors import UnknownName
from shkplan.base.messages import Language
from shkplan.display.setting import speaking
from shkplan.register.tasks import STATUSES
from tests.showing import whole


def test_the_storage_station_as_known_in_three_years() -> None:
    """Connected 24 May 2022 (told 26 May), in operation from 30 October (told 12 December); phase two unknown throughout."""
    steps = {
        day: len(whole("shahekou-14fyp", day).tasks["battery-storage"].steps_done)
        for day in ("2022-05-25", "2022-11-30", "2023-12-31")
    }
    assert steps == {"2022-05-25": 0, "2022-11-30": 1, "2023-12-31": 2}
    assert whole("shahekou-14fyp", "2023-12-31").tasks["battery-storage"].status == "unknown"


def test_counts_add_up_and_unknown_is_one_of_them() -> None:
    tasks = whole("shahekou-14fyp", "2023-12-31").tasks
    assert sum(tasks.counts.values()) == len(tasks) == len(tasks.to_frame()) == 32
    assert tasks.counts == {"unknown": 32}
    assert set(tasks.counts) <= set(STATUSES)


def test_the_national_count_is_known_from_the_day_it_was_published() -> None:
    """96 of 102 major projects on schedule, told on 26 December 2023."""
    (count,) = whole("china-14fyp", "2023-12-31").tasks.counted
    assert (count.on_schedule, count.of, count.source.published) == (96, 102, dt.date(2023, 12, 26))
    assert whole("china-14fyp", "2023-06-30").tasks.counted == ()
    assert not whole("china-14fyp", "2023-06-30").tasks


def test_a_task_nobody_knows_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="battery-storage"):
        whole("shahekou-14fyp", "2023-12-31").tasks["battery-storag"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_says_how_many_are_unknown(language: Language) -> None:
    with speaking(language):
        told = str(sp.table(whole("shahekou-14fyp", "2023-12-31").tasks))
    assert {"zh": "情况不明32项", "en": "32 unknown"}[language] in told
