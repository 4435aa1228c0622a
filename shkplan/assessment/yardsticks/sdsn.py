"""The trend arrows of the SDG Index.

Source: SDSN, SDG Index, edition for Africa. The mean yearly change of the most recent period over the yearly change that leads in a
straight line from the base year to the goal::

    q = recent change a year / ((goal - base) / (T - base year))

On track from 1 on (or where the goal is reached), moderately improving above 0.5, stagnating from 0 on, else decreasing. The scale from 0 to
100 of the index leaves q as it is. How long the recent period is, is our convention.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from shkplan.assessment.yardsticks.base import Gauged, Scales, met, refuse, since_base
from shkplan.base.messages import message
from shkplan.register.targets import Levelled
from shkplan.register.yardsticks import SdsnRule

SCALES: Scales = {"on_track": "on_course", "moderate": "slower", "stagnating": "slower", "decreasing": "away"}


class Sdsn(NamedTuple):
    """Status, q (None where there was no way to go), recent and needed change a year, and the year the recent period starts from."""

    status: str
    q: float | None
    recent: float
    needed: float
    start: int


def sdsn(values: Mapping[int, float], base_year: int, number: float, deadline: int, up: bool, rule: SdsnRule) -> Sdsn:
    """Status of one series; see the module.

    Args:
        values: year -> value, the base year and a later one among them.
    """
    last = max(values)
    start = min(year for year in values if year >= last - rule.recent.number)
    if start == last:  # a single figure in the recent period: the change since the one before it
        start = max(year for year in values if year < last)
    recent = (values[last] - values[start]) / (last - start)
    needed = (number - values[base_year]) / (deadline - base_year)
    kept, none = met(values[last], number, up), met(values[base_year], number, up)
    q = None if none else recent / needed
    if kept or q is None:
        return Sdsn("on_track" if kept else "decreasing", q, recent, needed, start)
    if q >= rule.on_track.number:
        return Sdsn("on_track", q, recent, needed, start)
    cuts = ((q > rule.moderate.number, "moderate"), (q >= rule.stagnating.number, "stagnating"))
    return Sdsn(next((name for holds, name in cuts if holds), "decreasing"), q, recent, needed, start)


def gauge(course: Levelled, rule: SdsnRule) -> Gauged:
    """What the arrow says of a target.

    Raises:
        NotAssessable: it says nothing, with the reason.
    """
    if course.number is None:
        raise refuse("no_number")
    base, year, value = since_base(course)
    found = sdsn(course.values, course.since, course.number, course.deadline, course.up, rule)
    told = {"base": base, "base_year": course.since, "value": value, "year": year, "number": course.number}
    if met(value, course.number, course.up):
        working = message("working.reached", value=value, year=year, number=course.number)
    elif found.q is None:
        working = message("working.lost", deadline=course.deadline, **told)
    else:
        more = {"recent": found.recent, "needed": found.needed, "start": found.start, "q": found.q}
        working = message(
            "working.sdsn", start_value=course.values[found.start], deadline=course.deadline, **more, **told
        )
    return Gauged("sdsn", found.status, SCALES[found.status], found.q, working, notes=course.notes)
