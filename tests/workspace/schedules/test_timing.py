"""When reports are due: held against dateutil, which every pandas brings."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import MO, MONTHLY, WEEKLY, YEARLY, rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from shkplan.workspace.schedules.timing import AS_OF_RULES, Timing, day_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
RULES = [
    (Timing(every="week", at="07:30"), {"freq": WEEKLY, "byweekday": MO}),
    (Timing(every="month", day=3), {"freq": MONTHLY, "bymonthday": 3}),
    (Timing(every="month", day="last"), {"freq": MONTHLY, "bymonthday": -1}),
    (Timing(every="quarter", month=2, day=10), {"freq": MONTHLY, "bymonth": (2, 5, 8, 11), "bymonthday": 10}),
    (Timing(every="year", month=3, day=15), {"freq": YEARLY, "bymonth": 3, "bymonthday": 15}),
]
MOMENTS = st.integers(1_609_459_200, 2_082_672_000).map(lambda second: dt.datetime.fromtimestamp(second, dt.UTC))


@pytest.mark.parametrize(("timing", "asked"), RULES, ids=[rule.every for rule, _ in RULES])
@settings(max_examples=25)
@given(now=MOMENTS, zone=st.sampled_from([SHANGHAI, BERLIN]))
def test_the_moments_are_those_of_dateutil(timing: Timing, asked: dict, now: dt.datetime, zone: ZoneInfo) -> None:
    start = dt.datetime.combine(now.astimezone(zone).date() - dt.timedelta(days=800), timing.time)
    moments = [naive.replace(tzinfo=zone) for naive in rrule(dtstart=start, count=900, **asked)]
    assert timing.last_before(now, zone) == max(moment for moment in moments if moment <= now)
    assert timing.next_after(now, zone) == min(moment for moment in moments if moment > now)


def test_the_day_of_a_rule_by_hand() -> None:
    today = dt.date(2026, 8, 3)
    expected = {
        "today": today,
        "end of last month": dt.date(2026, 7, 31),
        "end of last quarter": dt.date(2026, 6, 30),
        "end of last year": dt.date(2025, 12, 31),
        "2026-05-01": dt.date(2026, 5, 1),
    }
    assert {rule: day_of(rule, today) for rule in expected} == expected
    assert set(AS_OF_RULES) <= set(expected)
