"""The weather symbols of Destatis, Germany's statistical office.

Source: Destatis, indicators of sustainable development, as a site of Open SDG restates them. The mean yearly change of the last five years
(six values, at least four of consecutive years) is carried to the target year, and the miss is what is then short of the target over what was
short of it at the latest value::

    miss = (target - projected) / (target - latest)

Sun below 5 % or where it is reached, sun and cloud up to 20 %, cloud beyond while the value moves the right way, else thunderstorm. A
direction without a number looks at the mean change and at the last one: both right is sun, the mean alone sun and cloud, the last alone cloud, neither
thunderstorm. Of several targets of one indicator the worst counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shkplan.assessment.yardsticks.base import Gauged, Scales, met, refuse, sign
from shkplan.base.messages import message
from shkplan.register.targets import Levelled
from shkplan.register.yardsticks import DestatisRule

WORST = ("sun", "sun_cloud", "cloud", "storm")
SCALES: Scales = {"sun": "on_course", "sun_cloud": "slower", "cloud": "slower", "storm": "away"}


class Destatis(NamedTuple):
    """Symbol, miss (None where reached, or without a number), mean change a year, last change, projected value, and the first year used."""

    status: str
    miss: float | None
    mean: float
    last: float
    projected: float
    start: int


def run_of(values: Mapping[int, float], rule: DestatisRule) -> tuple[int, int]:
    """First and last of the consecutive years that are used.

    Raises:
        NotAssessable: too few.
    """
    last = max(values)
    first = last
    while first - 1 in values and last - first < rule.years.number:
        first -= 1
    if last - first + 1 < rule.least.number:
        raise refuse("few_points", count=last - first + 1, least=int(rule.least.number))
    return first, last


def destatis(
    values: Mapping[int, float], number: float | None, deadline: int, up: bool, rule: DestatisRule
) -> Destatis:
    """The symbol of one series; see the module.

    Raises:
        NotAssessable: fewer than four consecutive years up to the latest.
    """
    first, last = run_of(values, rule)
    mean, step = (values[last] - values[first]) / (last - first), values[last] - values[last - 1]
    projected = values[last] + mean * (deadline - last)
    if number is None:
        right = (sign(up) * mean > 0, sign(up) * step > 0)
        status = {(True, True): "sun", (True, False): "sun_cloud", (False, True): "cloud"}.get(right, "storm")
        return Destatis(status, None, mean, step, projected, first)
    if met(values[last], number, up):
        return Destatis("sun", None, mean, step, projected, first)
    if sign(up) * mean <= 0:
        return Destatis("storm", (number - projected) / (number - values[last]), mean, step, projected, first)
    miss = 0.0 if met(projected, number, up) else (number - projected) / (number - values[last])
    status = "sun" if miss < rule.sun.number else "sun_cloud" if miss <= rule.cloud.number else "cloud"
    return Destatis(status, miss, mean, step, projected, first)


def worst(symbols: Iterable[str]) -> str:
    """The symbol of several targets of one indicator."""
    return max(symbols, key=WORST.index)


def gauge(course: Levelled, rule: DestatisRule) -> Gauged:
    """The symbol of a target.

    Raises:
        NotAssessable: it says nothing, with the reason.
    """
    if course.latest is None:
        raise refuse("one_point", year=course.since)
    found = destatis(course.values, course.number, course.deadline, course.up, rule)
    year, value = max(course.values.items())
    told = {
        "start": found.start,
        "start_value": course.values[found.start],
        "value": value,
        "year": year,
        "mean": found.mean,
    }
    if course.number is None:
        working = message("working.destatis_without", last=found.last, **told)
    elif found.miss is None:
        working = message("working.reached", value=value, year=year, number=course.number)
    else:
        more = {"number": course.number, "deadline": course.deadline, "projected": found.projected}
        working = message("working.destatis", miss=100 * found.miss, **more, **told)
    return Gauged("destatis", found.status, SCALES[found.status], found.miss, working, notes=course.notes)
