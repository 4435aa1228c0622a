"""The Global SDG Progress Chart of the UN Statistics Division, as Eustat, the Basque statistical office, restates its note of 2023.

With base v_b in year b, latest v_t, target v_T due in T::

    rate = (v_t / v_b)^(1 / (t - b)) - 1     expected = v_t (1 + rate)^(T - t)     ratio = (expected - v_b) / (v_T - v_b)

3 from 0.95 on, 2 from 0.10, else 1. Without a target the rate itself, mirrored where less is better: 3 from 2 % on, 2 from 0.5 %.
Added by Eustat: a latest value that meets the target is reached whatever the trend, and so is one within a point of a target of
0 or 100 %; rates of growth are left to experts. A base beyond the target from which the value has fallen back would turn the sign of
the ratio: it counts as 1, which is our convention.
"""

from __future__ import annotations

from typing import NamedTuple

from shkplan.assessment.yardsticks.base import Gauged, Scales, cagr, met, must_be_levels, sign, since_base
from shkplan.base.messages import message
from shkplan.register.targets import Levelled
from shkplan.register.yardsticks import UnsdRule

SCALES: Scales = {"reached": "on_course", "on_track": "on_course", "fair": "slower", "stagnating": "away"}
_SCORES = {"reached": 3, "on_track": 3, "fair": 2, "stagnating": 1}


class Unsd(NamedTuple):
    """Status, score (3, 2 or 1), the value expected at the deadline, the ratio (of a course without a number: its rate), and the rate."""

    status: str
    score: int
    expected: float
    ratio: float | None
    rate: float


def unsd(
    base: float, base_year: int, value: float, year: int, number: float | None, deadline: int, up: bool,
    rule: UnsdRule, unit: str = "",
) -> Unsd:  # fmt: skip
    """Status of one series; see the module.

    Raises:
        NotAssessable: no rate of growth can be formed: a base of zero, or opposite signs.
    """
    rate = cagr(base, value, year - base_year)
    expected = value * (1 + rate) ** (deadline - year)
    if number is None:
        along = sign(up) * rate
        cuts = ((rule.untargeted_on_track, "on_track"), (rule.untargeted_fair, "fair"))
        return _told(next((name for cut, name in cuts if along >= cut.number), "stagnating"), expected, rate, rate)
    near = unit == "%" and number in (0, 100) and abs(number - value) <= rule.near.number
    ratio = None if met(base, number, up) else (expected - base) / (number - base)
    if near or met(value, number, up):
        return _told("reached", expected, ratio, rate)
    if ratio is None:
        return _told("stagnating", expected, None, rate)
    cuts = ((rule.on_track, "on_track"), (rule.fair, "fair"))
    return _told(next((name for cut, name in cuts if ratio >= cut.number), "stagnating"), expected, ratio, rate)


def _told(status: str, expected: float, ratio: float | None, rate: float) -> Unsd:
    return Unsd(status, _SCORES[status], expected, ratio, rate)


def gauge(course: Levelled, rule: UnsdRule) -> Gauged:
    """What the progress chart says of a target.

    Raises:
        NotAssessable: it says nothing, with the reason.
    """
    must_be_levels(course)
    base, year, value = since_base(course)
    found = unsd(base, course.since, value, year, course.number, course.deadline, course.up, rule, course.unit)
    told = {"base": base, "base_year": course.since, "value": value, "year": year, "rate": 100 * found.rate}
    if course.number is None:
        working = message("working.unsd_without", **told)
    elif found.status == "reached":
        working = message("working.reached", value=value, year=year, number=course.number)
    elif found.ratio is None:
        working = message("working.lost", number=course.number, deadline=course.deadline, **told)
    else:
        more = {"number": course.number, "deadline": course.deadline, "expected": found.expected}
        working = message("working.unsd", ratio=found.ratio, **more, **told)
    return Gauged("unsd", found.status, SCALES[found.status], found.ratio, working, notes=course.notes)
