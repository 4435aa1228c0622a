"""Eurostat's assessment of the EU's sustainable development indicators, with and without a target.

Source: Eurostat (2021), Sustainable development in the European Union; thresholds with a target as Open SDG restates them. With a target the
growth observed over a horizon is held against the growth that would lead from its first year to the target::

    ratio = (y_t / y_s)^(1 / (t - s)) - 1  over  (y_T / y_s)^(1 / (T - s)) - 1

Significant progress from 95 % on, moderate from 60 %, insufficient from 0, else movement away. Without a target the growth itself: 1 % and
more, 0 to 1 %, 0 to -1 %, and less, whose bounds could not be verified: our convention. Both a short trend of five years and a long one
of fifteen are shown; the short one gives the status.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from shkplan.assessment.yardsticks.base import Gauged, Scales, cagr, met, must_be_levels, refuse, sign
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, message
from shkplan.register.targets import Levelled
from shkplan.register.yardsticks import EurostatRule

SCALES: Scales = {
    "significant": "on_course", "moderate": "slower", "insufficient": "slower", "moderate_away": "away", "away": "away",
}  # fmt: skip


class Eurostat(NamedTuple):
    """Status, ratio (of a course without a number: growth towards good), growth observed and needed a year, and the first year of the horizon."""

    status: str
    ratio: float | None
    observed: float
    needed: float | None
    start: int


def eurostat(
    values: Mapping[int, float], horizon: int, number: float | None, deadline: int, up: bool, rule: EurostatRule
) -> Eurostat:
    """Status of one series over a horizon in years; see the module.

    Raises:
        NotAssessable: fewer than two values within the horizon, a first value of zero, or opposite signs.
    """
    last = max(values)
    start = min(year for year in values if year >= last - horizon)
    if start == last:
        raise refuse("one_point", year=start)
    observed = cagr(values[start], values[last], last - start)
    along = (-sign(up) if values[start] < 0 else sign(up)) * observed
    if number is None:
        cuts = (
            (rule.untargeted_significant, "significant"), (rule.untargeted_moderate, "moderate"),
            (rule.untargeted_away, "moderate_away"),
        )  # fmt: skip
        status = next((name for cut, name in cuts if along >= cut.number), "away")
        return Eurostat(status, along, observed, None, start)
    needed = cagr(values[start], number, deadline - start)
    if met(values[last], number, up):
        return Eurostat("significant", None, observed, needed, start)
    if met(values[start], number, up):
        return Eurostat("away", None, observed, needed, start)
    ratio = along / abs(needed)
    cuts = ((rule.significant, "significant"), (rule.moderate, "moderate"), (rule.insufficient, "insufficient"))
    return Eurostat(next((name for cut, name in cuts if ratio >= cut.number), "away"), ratio, observed, needed, start)


def gauge(course: Levelled, rule: EurostatRule) -> Gauged:
    """What Eurostat's method says of a target by the short trend; what the long one says beside it.

    Raises:
        NotAssessable: it says nothing, with the reason.
    """
    must_be_levels(course)
    if course.latest is None:
        raise refuse("one_point", year=course.since)
    short, long = (int(one.number) for one in (rule.short, rule.long))
    found = eurostat(course.values, short, course.number, course.deadline, course.up, rule)
    notes = course.notes
    if min(course.values) < found.start:
        notes = (*notes, *_long(course, long, rule))
    return Gauged("eurostat", found.status, SCALES[found.status], found.ratio, _working(course, found), notes=notes)


def _long(course: Levelled, horizon: int, rule: EurostatRule) -> tuple[Message, ...]:
    """What the long trend says; nothing where no rate can be formed over it."""
    try:
        found = eurostat(course.values, horizon, course.number, course.deadline, course.up, rule)
    except NotAssessable:
        return ()
    told = {"start": found.start, "observed": 100 * found.observed, "status": message(f"gauge.eurostat.{found.status}")}
    return (message("gauge_note.long_trend", **told),)


def _working(course: Levelled, found: Eurostat) -> Message:
    assert course.latest is not None
    year, value = course.latest
    told: dict[str, object] = {
        "base": course.values[found.start],
        "base_year": found.start,
        "value": value,
        "year": year,
    }
    if course.number is None:
        return message("working.eurostat_without", observed=100 * found.observed, **told)
    if met(value, course.number, course.up):
        return message("working.reached", value=value, year=year, number=course.number)
    told |= {"number": course.number, "deadline": course.deadline}
    if found.ratio is None or found.needed is None:
        return message("working.lost", **told)
    rates = {"observed": 100 * found.observed, "required": 100 * found.needed}
    return message("working.eurostat", ratio=found.ratio, **rates, **told)
