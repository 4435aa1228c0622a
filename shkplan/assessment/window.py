"""Targets that a window of years decides: a bound held in each, a sum over all."""

from __future__ import annotations

import numpy as np

from shkplan.assessment.assumptions import about_projection
from shkplan.assessment.case import BAND, EXACT, Case, at_published_precision, paths, reaches
from shkplan.assessment.verdict import Required, Verdict
from shkplan.base import units
from shkplan.base.messages import message
from shkplan.register.targets import Cumulative, Held


def judge_held(case: Case) -> Verdict:
    target, unit = case.target, case.indicator.unit
    assert isinstance(target, Held)
    up = target.direction == "at_least"
    number = units.convert(target.number, target.unit, unit)
    threshold, notes = at_published_precision(case.indicator, target.direction, number)
    worst = np.min if up else np.max
    quantity = message("quantity.worst", window=target.window)
    seen = case.observed(case.measured)
    broken = tuple(y for y, x in zip(case.measured, seen, strict=True) if not reaches(x, threshold, up))
    if broken or not case.estimated:
        at = float(worst(seen))
        parts: dict[str, object] = {"central": at, "low": at, "high": at, "wanted": threshold, "quantity": quantity}
        gap = (at - threshold) * (1 if up else -1)
        key = "reason.held_broken" if broken else "reason.held_kept"
        reason = message(key, years=broken, number=number, unit=unit, window=target.window)
        return case.decided(not broken, reason, gap=gap, **parts)
    own = case.projection()
    drawn = paths(own, case.window)
    key = "reason.held_estimated" if case.measured else "reason.held_estimated_none"
    reason = message(key, measured=case.measured, estimated=case.estimated, number=number, unit=unit)
    return case.judged(
        reason, np.asarray(reaches(drawn, threshold, up).all(axis=1)), np.asarray(worst(drawn, axis=1)), threshold,
        quantity=quantity, required=_margin(case, threshold, up), assumptions=(*about_projection(own, case.window, case.as_of), *notes),
    )  # fmt: skip


def judge_cumulative(case: Case) -> Verdict:
    target, unit = case.target, case.indicator.unit
    assert isinstance(target, Cumulative)
    up = target.direction == "at_least"
    number = units.convert(target.number, target.unit, unit)
    case.must_be_on_one_basis(target.window.first, target.window.last)
    done = float(case.observed(case.measured).sum())
    quantity = message("quantity.sum", window=target.window)
    words = {"done": done, "unit": unit, "number": number, "window": target.window, "measured": case.measured}
    enough = bool(reaches(np.array(done), number, up=True))
    cannot_fall = (case.indicator.bounds[0] or 0.0) >= 0 and case.indicator.bounds[0] is not None
    over = done > number * (1 + EXACT)
    if not case.estimated or (cannot_fall and ((up and enough and case.measured) or (not up and over))):
        reached = enough if up else not over
        outcome = ("reached" if reached else "missed") if up else ("kept" if reached else "over")
        parts: dict[str, object] = {"wanted": number, "quantity": quantity}
        if not case.estimated:
            parts |= {"central": done, "low": done, "high": done, "gap": (done - number) * (1 if up else -1)}
        return case.decided(reached, message(f"reason.cumulative_{outcome}", **words), **parts)
    own = case.projection()
    total = paths(own, case.window).sum(axis=1)
    low, central, high = (float(x) for x in np.quantile(total, [(1 - BAND) / 2, 0.5, (1 + BAND) / 2]))
    reason = message("reason.cumulative_estimated", central=central, low=low, high=high, **words)
    left = len(case.estimated)
    sentence = message(
        "required.yearly_sum", total=number - done, unit=unit, value=(number - done) / left, years=case.estimated
    )
    required = Required("yearly_sum", (number - done) / left, unit, sentence) if up else None
    return case.judged(
        reason, reaches(total, number, up), total, number, quantity=quantity, required=required,
        assumptions=about_projection(own, case.window, case.as_of),
    )  # fmt: skip


def _margin(case: Case, number: float, up: bool) -> Required | None:
    """How far the last figure lies inside the bound (or outside, then with a minus)."""
    if not case.series.years:
        return None
    year, value = case.series.years[-1], case.series.values[-1]
    room = (value - number) * (1 if up else -1)
    key = "required.margin" if room >= 0 else "required.margin_gone"
    return Required(
        "margin", room, case.indicator.unit, message(key, value=abs(room), unit=case.indicator.unit, year=year)
    )
