"""Current status and anticipated progress, as the regional commissions of the UN use them.

Source: UN ESCAP, progress assessment methodology; the index of the current status as in the code of UNICEF's office for the Middle East and
North Africa. With base I_0, latest I_cv, target TV and the value I_T that a weighted straight line leads to at the deadline::

    CSI = D (I_cv - I_0) / |TV - I_0|,  D = 10 where more is better, else -10
    gap = |TV - I_T| / |TV - I_0|       only where the target is not reached by then

At parity, CSI = 10 - 10 |TV - I_cv| / |TV - I_0|. On a straight way at a share s of the time the CSI is 10 s. Neither the cut-offs of the
gap nor the weights could be read in the source: both are parameters, and our convention.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from shkplan.assessment.yardsticks.base import Gauged, Scales, met, refuse, sign, since_base
from shkplan.base.messages import message
from shkplan.distributions.links import FloatArray
from shkplan.register.targets import EXACT, Levelled
from shkplan.register.yardsticks import EscapRule

SCALES: Scales = {"maintain": "on_course", "accelerate": "slower", "reverse": "away"}
Weights = Callable[[FloatArray], FloatArray]  # years before the latest, 0 or more -> weights


class Escap(NamedTuple):
    """Status, current status index, the value the line leads to, and the gap then left (0 where the target is reached)."""

    status: str
    csi: float
    predicted: float
    gap: float


def current_status(base: float, value: float, number: float, up: bool) -> float:
    """The current status index: 0 where nothing has moved, 10 at the target.

    Raises:
        NotAssessable: the base is the target.
    """
    if abs(number - base) <= EXACT * max(abs(number), abs(base)):  # off by rounding of the last bit is no distance
        raise refuse("no_distance")
    return 10 * sign(up) * (value - base) / abs(number - base)


def parity_status(base: float, value: float, number: float) -> float:
    """The same of a target that is best neither above nor below its number."""
    return 10 - 10 * abs(number - value) / abs(number - base)


def gap_left(base: float, predicted: float, number: float) -> float:
    """What is left to the target, as a share of the way from the base."""
    return abs(number - predicted) / abs(number - base)


def geometric(share: float) -> Weights:
    """Weights of which each year has so much of that of the year after it."""
    return lambda ago: np.asarray(share**ago)


def line_to(values: Mapping[int, float], year: int, weights: Weights) -> float:
    """The value in a year on the weighted straight line through values of at least two years."""
    years = np.array(sorted(values), dtype=float)
    given, by = np.array([values[int(one)] for one in years]), weights(years[-1] - years)
    center, middle = np.average(years, weights=by), np.average(given, weights=by)
    slope = float((by * (years - center) * (given - middle)).sum() / (by * (years - center) ** 2).sum())
    return float(middle + slope * (year - center))


def escap(
    values: Mapping[int, float], base_year: int, number: float, deadline: int, up: bool, rule: EscapRule,
    weights: Weights | None = None,
) -> Escap:  # fmt: skip
    """Status of one series, from the base year on; see the module.

    Args:
        values: year -> value, the base year and a later one among them.
        weights: of the trend; those of the rule where none are given.

    Raises:
        NotAssessable: the base is the target.
    """
    since = {year: value for year, value in values.items() if year >= base_year}
    csi = current_status(since[base_year], since[max(since)], number, up)
    over = max(since) == deadline  # then the value itself is known, and no line is drawn
    predicted = since[deadline] if over else line_to(since, deadline, weights or geometric(rule.weight.number))
    gap = 0.0 if met(predicted, number, up) else gap_left(since[base_year], predicted, number)
    cuts = ((rule.maintain, "maintain"), (rule.accelerate, "accelerate"))
    # A target that was there in the base year and will not be is no matter of pace.
    lost = gap > 0 and met(since[base_year], number, up)
    status = "reverse" if lost else next((name for cut, name in cuts if gap <= cut.number), "reverse")
    return Escap(status, csi, predicted, gap)


def gauge(course: Levelled, rule: EscapRule) -> Gauged:
    """What the anticipated progress says of a target.

    Raises:
        NotAssessable: it says nothing, with the reason.
    """
    if course.number is None:
        raise refuse("no_number")
    base, year, value = since_base(course)
    found = escap(course.values, course.since, course.number, course.deadline, course.up, rule)
    working = message(
        "working.escap", base=base, base_year=course.since, value=value, year=year, number=course.number,
        deadline=course.deadline, csi=found.csi, due=10 * (year - course.since) / (course.deadline - course.since),
        predicted=found.predicted, gap=100 * found.gap,
    )  # fmt: skip
    return Gauged("escap", found.status, SCALES[found.status], found.gap, working, notes=course.notes)
