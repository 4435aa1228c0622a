"""Open SDG's progress measure, by which its sites colour their indicators.

Source: Open SDG (2025), docs/progress-methodology.md of open-sdg/open-sdg, and ``ProgressMeasure`` of sdg-build. With base y_0 in year
t_0, latest y_t, target y_T due in T, and d = 1 where more is better, else -1::

    observed = (y_t / y_0)^(1 / (t - t_0)) - 1        required = (y_T / y_0)^(1 / (T - t_0)) - 1
    ratio    = s d observed / |required|              s = -1 where the base is below zero, else 1

Reached is reached whatever the ratio. Without a target x = s d observed is held against thresholds times a coefficient C of the
natural limit. A base or target of zero is set to 0.001; opposite signs, and fewer than two points, get no status; a missing base year
gives way to the next later one. Growth rates are not valid input: the kinds of target give an index. Its default direction is not used:
every clause of a plan tells its own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from shkplan.assessment.yardsticks.base import Gauged, Scales, cagr, met, must_be_levels, refuse, sign
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, message
from shkplan.register.targets import EXACT, Levelled
from shkplan.register.yardsticks import OpenSdgRule

SCALES: Scales = {
    "achieved": "on_course", "on_track": "on_course", "moderate": "slower", "limited": "slower", "deterioration": "away",
}  # fmt: skip


class OpenSdg(NamedTuple):
    """Status, ratio (of a course without a number: x), score from -5 to 5, observed and required growth a year."""

    status: str
    ratio: float | None
    score: float
    observed: float | None
    required: float | None


def limit_coefficient(base: float, limit: float | None, rule: OpenSdgRule) -> float:
    """C: how much of the usual growth can be asked of a value near its natural limit; 1 where it has none, 0 at it.

    With b = |base|, l = |limit| and a = 4.44: 1 from 2 l on; 1 - (b / l)^a up to l; 1 - ((2 l - b) / l)^a between.
    """
    if limit is None:
        return 1.0
    b, most, a = abs(base), abs(limit), rule.limit_exponent.number
    if b >= 2 * most:
        return 1.0
    return float(1 - ((b if b <= most else 2 * most - b) / most) ** a)


def parity(value: float, rule: OpenSdgRule) -> float:
    """A ratio that is best at 1 as one that is best when small: max(y, 1 / y), and 1 from 0.97 to 1.03."""
    if rule.parity_from.number <= value <= rule.parity_to.number:
        return 1.0
    return max(value, 1 / value)


def score_with(ratio: float, rule: OpenSdgRule) -> float:
    """The score of a ratio, by straight lines between its knots."""
    at, scores = (np.array(side) for side in zip(*rule.score, strict=True))
    return float(np.interp(ratio, at, scores))


def score_without(x: float, coefficient: float, rule: OpenSdgRule) -> float:
    """The score of growth in the direction of good, without a target; what falls is scored without the coefficient."""
    at, scores = (np.array(side) for side in zip(*rule.untargeted_score, strict=True))
    if x >= 0 and coefficient == 0:
        return float(scores[-1])
    return float(np.interp(x, np.where(at > 0, at * coefficient, at), scores))


def open_sdg(
    base: float, base_year: int, value: float, year: int, number: float | None, deadline: int, up: bool,
    rule: OpenSdgRule, limit: float | None = None,
) -> OpenSdg:  # fmt: skip
    """Status and score of one series; see the module.

    Raises:
        NotAssessable: base and latest value, or base and target, have opposite signs, or no later year.
    """
    if year <= base_year:
        raise refuse("one_point", year=base_year)
    base, towards = base or rule.zero.number, -sign(up) if base < 0 else sign(up)
    if number is None:
        observed = cagr(base, value, year - base_year)
        return _without(towards * observed, limit_coefficient(base, limit, rule), observed, rule)
    done, number = met(value, number, up), number or rule.zero.number
    try:
        observed, required = cagr(base, value, year - base_year), cagr(base, number, deadline - base_year)
    except NotAssessable:
        if not done:
            raise
        return OpenSdg("achieved", None, 5.0, None, None)
    ratio = towards * observed / abs(required) + 0.0 if abs(required) > EXACT else None  # no minus before nothing
    if done:
        return OpenSdg("achieved", ratio, 5.0, observed, required)
    if ratio is None:  # the base was the target, and the value is not any more
        return OpenSdg("deterioration", None, -5.0, observed, required)
    cuts = ((rule.on_track, "on_track"), (rule.moderate, "moderate"), (rule.limited, "limited"))
    status = next((name for cut, name in cuts if ratio >= cut.number), "deterioration")
    return OpenSdg(status, ratio, score_with(ratio, rule), observed, required)


def _without(x: float, coefficient: float, observed: float, rule: OpenSdgRule) -> OpenSdg:
    cuts = (
        (rule.untargeted_substantial, "on_track"), (rule.untargeted_moderate, "moderate"), (rule.untargeted_limited, "limited"),
    )  # fmt: skip
    status = next((name for cut, name in cuts if x >= cut.number * coefficient), "deterioration")
    return OpenSdg(status, x, score_without(x, coefficient, rule), observed, None)


def gauge(course: Levelled, rule: OpenSdgRule, indicator: str = "") -> Gauged:
    """What Open SDG says of a target.

    Raises:
        NotAssessable: it says nothing, with the reason.
    """
    must_be_levels(course)
    base_year, notes = _base_year(course)
    if course.latest is None or course.latest[0] <= base_year:
        raise refuse("one_point", year=base_year)
    (year, value), base = course.latest, course.values[base_year]
    if indicator in rule.unemployment and value < rule.natural_unemployment.number:
        raise refuse("natural_rate", value=value, number=rule.natural_unemployment.number)
    if base == 0 or course.number == 0:
        notes = (*notes, message("gauge_note.zero", number=rule.zero.number))
    found = open_sdg(base, base_year, value, year, course.number, course.deadline, course.up, rule, course.limit)
    told: dict[str, object] = {"base": base, "base_year": base_year, "value": value, "year": year}
    if course.number is None:
        told |= {"coefficient": limit_coefficient(base, course.limit, rule), "observed": 100 * (found.observed or 0)}
        working = message("working.open_sdg_without", **told)
    else:
        working = _working(found, told | {"number": course.number, "deadline": course.deadline})
    return Gauged("open_sdg", found.status, SCALES[found.status], found.ratio, working, notes=(*course.notes, *notes))


def _base_year(course: Levelled) -> tuple[int, tuple[Message, ...]]:
    """The base year, or the next later year with a value, and that it is so."""
    later = [year for year in course.values if year >= course.since]
    if not later:
        raise refuse("no_base", year=course.since)
    first = min(later)
    return first, () if first == course.since else (message("gauge_note.later_base", year=first, since=course.since),)


def _working(found: OpenSdg, told: dict[str, object]) -> Message:
    if found.status == "achieved":
        return message("working.reached", value=told["value"], year=told["year"], number=told["number"])
    if found.observed is None or found.required is None or found.ratio is None:
        return message("working.lost", **told)
    rates = {"observed": 100 * found.observed, "required": 100 * found.required}
    return message("working.open_sdg", ratio=found.ratio, score=found.score, **rates, **told)
