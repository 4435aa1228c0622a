"""The reports of a workspace and when they are due next; and a schedule in words."""

from __future__ import annotations

import datetime as dt

from shkplan.display.language import DASH, listed, say
from shkplan.display.tables.base import Cell, Column, Table, table_of
from shkplan.workspace.schedules.timing import AS_OF_RULES, WEEKDAYS, Timing
from shkplan.workspace.schedules.upcoming import UpcomingReport, UpcomingReports

__all__ = ["timing_words", "upcoming_table"]


def upcoming_table(value: UpcomingReports) -> Table:
    """A row a report: its schedule in words, the day it is made of, and its next three moments."""
    columns = (
        say("schedule.report"), say("schedule.when_due"), say("schedule.as_of"), Column(say("schedule.next"), "whole"),
        Column(say("schedule.second"), "whole"), Column(say("schedule.third"), "whole"),
    )  # fmt: skip
    title = say("schedule.title", zone=value.file.timezone)
    data = value.to_frame().to_dict("records")
    return table_of("schedule", title, columns, map(_row, value), data, notes=(say("schedule.how"),))


def timing_words(timing: Timing) -> str:
    """A schedule in words: monthly on day 5 at 07:00."""
    if timing.every == "day":
        return say("schedule.daily", at=timing.at)
    if timing.every == "week":
        weekday = say(f"schedule.weekday_{WEEKDAYS.index(timing.weekday or 'monday') + 1}")
        return say("schedule.weekly", weekday=weekday, at=timing.at)
    day = say("schedule.last_day") if timing.day == "last" else say("schedule.day", day=timing.day or 1)
    if timing.every == "month":
        return say("schedule.monthly", day=day, at=timing.at)
    cycle = 3 if timing.every == "quarter" else 12
    months = listed(say(f"card.month.n{month}") for month in range(timing.month or 1, 13, cycle))
    return say("schedule.in_months", months=months, day=day, at=timing.at)


def _row(one: UpcomingReport) -> tuple[Cell, ...]:
    moments = [_minute(moment) for moment in one.moments] or [DASH] * 3
    told = say("schedule.by_hand") if one.report.schedule is None else timing_words(one.report.schedule)
    return one.name, told, _rule(one.report.as_of), *moments


def _rule(rule: str) -> str:
    """The rule of the day a report is of, in words; a date as it is."""
    return say(f"schedule.rule_{rule.replace(' ', '_')}") if rule in AS_OF_RULES else rule


def _minute(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
