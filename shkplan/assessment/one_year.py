"""Targets that one year decides: a level, a benchmark, a direction from a baseline."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from shkplan.assessment.assumptions import about_projection
from shkplan.assessment.case import BAND, EXACT, Case, at_published_precision, path, reaches
from shkplan.assessment.verdict import Required, Verdict
from shkplan.base import units
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, message
from shkplan.register.targets import Benchmark, Direction, Level


def judge_level(case: Case) -> Verdict:
    target = case.target
    assert isinstance(target, Level | Benchmark)
    number, notes = _wanted(case)
    threshold, more = at_published_precision(case.indicator, target.direction, number)
    return _one_year(case, number, threshold, "level", (*notes, *more))


def judge_direction(case: Case) -> Verdict:
    target, indicator = case.target, case.indicator
    assert isinstance(target, Direction)
    base = target.baseline
    if base is None:
        raise NotAssessable(message("reason.no_baseline"))
    if base.bound in ("lower", "upper"):
        raise NotAssessable(message("reason.bounded_baseline", number=base.number, unit=base.unit, period=base.period))
    case.must_be_on_one_basis(base.period.last, target.deadline)
    number = units.convert(base.number, base.unit, indicator.unit)
    # To move is to differ in print: by half a published step, or at all where no step is known.
    step = indicator.precision / 2 if indicator.precision else 2 * EXACT * max(abs(number), 1.0)
    about = (message("assumption.about_baseline", number=base.number, unit=base.unit),) if base.bound == "about" else ()
    return _one_year(case, number, number + step if target.direction == "up" else number - step, "direction", about)


def _one_year(case: Case, number: float, threshold: float, kind: str, notes: tuple[Message, ...]) -> Verdict:
    """An event on the value of the deadline alone: it reaches the threshold, which tells of the number in print."""
    year, unit = case.target.deadline, case.indicator.unit
    quantity, latest = message("quantity.level", year=year), case.series.value(year)
    up = case.target.direction in ("at_least", "up")
    wanted = threshold if kind == "level" else number
    if latest is not None:
        reached = bool(reaches(np.array(latest), threshold, up))
        key = f"reason.{kind}_observed_{'reached' if reached else 'missed'}"
        reason = message(key, year=year, value=latest, unit=unit, number=number)
        gap = (latest - wanted) * (1 if up else -1)
        found = {"central": latest, "low": latest, "high": latest, "wanted": wanted, "gap": gap, "quantity": quantity}
        return case.decided(reached, reason, **found)
    own = case.projection()
    drawn, law = path(own, year), own.law(year)
    low, high = law.interval(BAND)
    reason = message(
        f"reason.{kind}_estimated", year=year, central=law.median, low=low, high=high, unit=unit, number=number
    )
    verdict = case.judged(
        reason, reaches(drawn, threshold, up), drawn, wanted, quantity=quantity,
        required=_yearly_change(case, wanted), assumptions=(*about_projection(own, case.window, case.as_of), *notes),
    )  # fmt: skip
    if own.drawn(year):
        return verdict
    floor = 0.5 / (own.n_paths + 1)
    prob = float(np.clip(law.prob("at_least" if up else "at_most", threshold), floor, 1 - floor))
    gap = (law.median - wanted) * (1 if up else -1)
    return replace(verdict, prob=prob, prob_se=0.0, basis="law", central=law.median, low=low, high=high, gap=gap)


def _wanted(case: Case) -> tuple[float, tuple[Message, ...]]:
    """The number of a level or benchmark in the indicator's unit, and what was assumed to have it."""
    target, own_unit = case.target, case.indicator.unit
    assert isinstance(target, Level | Benchmark)
    if isinstance(target, Level):
        return units.convert(target.number, target.unit, own_unit), ()
    notes = [message("assumption.threshold", number=target.number, unit=target.unit)]
    if units.joined(target.unit, own_unit):
        return units.convert(target.number, target.unit, own_unit), tuple(notes)
    rate = target.exchange_rate
    if rate is None or rate.number is None:
        raise NotAssessable(message("reason.no_exchange_rate", unit=target.unit, own=own_unit))
    notes.append(message("assumption.exchange_rate", rate=rate.number, unit=rate.unit))
    return target.number * rate.number, tuple(notes)


def _yearly_change(case: Case, number: float) -> Required | None:
    """The even yearly change from the last figure to the number at the deadline; None when it is there already."""
    year, value = case.series.years[-1], case.series.values[-1]
    up = case.target.direction in ("at_least", "up")
    if year >= case.target.deadline or bool(reaches(np.array(value), number, up)):
        return None
    left = case.target.deadline - year
    change = (number - value) / left
    words = {"value": change, "unit": case.indicator.unit, "year": case.target.deadline}
    if value > 0 and number > 0:
        sentence = message("required.yearly_change", growth=100 * ((number / value) ** (1 / left) - 1), **words)
    else:
        sentence = message("required.yearly_change_plain", **words)
    return Required("yearly_change", change, case.indicator.unit, sentence)
