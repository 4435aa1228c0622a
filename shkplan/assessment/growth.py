"""Targets of growth: compounded over the window, held against a number, as an average a year or in all.

With yearly rates g of the years after the base year, the growth over the window is the product of 1 + g / 100; with
levels it is the value of the last year over that of the base year. Its root of as many years as the window has is the
average a year.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np

from shkplan.assessment.assumptions import about_projection
from shkplan.assessment.case import BAND, Case, path, paths, reaches
from shkplan.assessment.pace import contradicted
from shkplan.assessment.verdict import Required, Verdict
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, message
from shkplan.forecast.projection import FloatArray, Projection
from shkplan.register.targets import Growth


def judge_growth(case: Case) -> Verdict:
    target = case.target
    assert isinstance(target, Growth)
    case.must_be_on_one_basis(target.base_year, target.deadline)
    if lacking := contradicted(case):
        raise NotAssessable(lacking[0])
    up, known = target.direction == "at_least", _known(case)
    shared = {"number": target.number, "window": target.window, "per": message(f"growth.per_{target.per}")}
    quantity = message(f"quantity.growth_per_{target.per}", window=target.window)
    sure, lost = (float(_told(end, target)) for end in (_ends(case, known) if up else _ends(case, known)[::-1]))
    reached = bool(reaches(np.array(sure), target.number, up))
    if reached or not reaches(np.array(lost), target.number, up):
        outcome = f"{'reached' if reached else 'missed'}{'_early' if case.estimated else ''}"
        parts: dict[str, object] = {"wanted": target.number, "quantity": quantity}
        if not case.estimated:
            gap = (sure - target.number) * (1 if up else -1)
            parts |= {"central": sure, "low": sure, "high": sure, "gap": gap}
        reason = message(f"reason.growth_observed_{outcome}", growth=sure, measured=case.measured, **shared)
        return replace(case.decided(reached, reason, **parts), unit="%")
    own = case.projection()
    growth = _told(known * _drawn(own, case), target)
    verdict = case.judged(
        _estimate(case, growth, shared), reaches(growth, target.number, up), growth, target.number, quantity=quantity,
        required=_required(case, known), assumptions=about_projection(own, case.window, case.as_of),
    )  # fmt: skip
    return replace(verdict, unit="%")


def _rates(case: Case) -> bool:
    """Whether the quantity is itself a rate of growth."""
    return case.indicator.measure == "growth"


def _known(case: Case) -> FloatArray:
    """The factor of growth over the measured years; of levels, the last year's (1 while it is not known) over the base year's."""
    target = case.target
    assert isinstance(target, Growth)
    if _rates(case):
        return np.asarray((1 + case.observed(case.measured) / 100).prod())
    base = case.series.value(target.base_year)
    if base is None or base <= 0:
        raise NotAssessable(message("reason.no_base_year", year=target.base_year))
    return np.asarray((case.observed(case.measured)[0] if case.measured else 1.0) / base)


def _drawn(own: Projection, case: Case) -> FloatArray:
    """(n_paths,) what the years not measured make of it: the factor of their growth, or the level of the last year."""
    if _rates(case):
        return np.asarray((1 + paths(own, case.estimated) / 100).prod(axis=1))
    return path(own, case.estimated[0])


def _ends(case: Case, known: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The least and the greatest factor that growth can come to, by what the quantity can be in the years not measured."""
    if not case.estimated or not known:
        return known, known
    low, high = case.indicator.bounds
    if _rates(case):
        left = len(case.estimated)
        least, most = (1 + max(low or -100.0, -100.0) / 100) ** left, inf if high is None else (1 + high / 100) ** left
    else:
        least, most = max(low or 0.0, 0.0), inf if high is None else high
    return known * least, known * most


def _told(factor: FloatArray, target: Growth) -> FloatArray:
    """Factors of growth over the window in %, as an average a year where the target speaks of one."""
    root = 1 / len(target.years) if target.per == "year" else 1.0
    return np.asarray(100 * (np.maximum(factor, 0.0) ** root - 1))


def _estimate(case: Case, growth: FloatArray, shared: dict[str, object]) -> Message:
    """Where growth stands and what the paths make of it."""
    target, unit = case.target, case.indicator.unit
    assert isinstance(target, Growth)
    low, central, high = (float(x) for x in np.quantile(growth, [(1 - BAND) / 2, 0.5, (1 + BAND) / 2]))
    words = {"low": low, "central": central, "high": high, **shared}
    if _rates(case):
        so_far = 100 * (float(_known(case)) - 1)
        key = "reason.growth_estimated" if case.measured else "reason.growth_estimated_none"
        return message(key, so_far=so_far, measured=case.measured, missing=case.estimated, **words)
    base = case.series.value(target.base_year)
    return message(
        "reason.growth_estimated_level", base=base, unit=unit, base_year=target.base_year, year=target.deadline, **words
    )


def _required(case: Case, known: FloatArray) -> Required | None:
    """The even yearly growth (%) still needed; None where a level is there already."""
    target, up = case.target, case.target.direction == "at_least"
    assert isinstance(target, Growth)
    wanted = (1 + target.number / 100) ** (len(target.years) if target.per == "year" else 1)
    if _rates(case):
        if float(known) <= 0:
            return None
        years, missing = case.estimated, wanted / float(known)
    else:
        if not case.series.years or case.series.values[-1] <= 0 or float(known) <= 0:
            return None  # no yearly growth leads there
        year, value = case.series.years[-1], case.series.values[-1]
        years, missing = tuple(range(year + 1, target.deadline + 1)), wanted / (float(known) * value)
        if not years or bool(reaches(np.array(1 / missing), 1.0, up)):
            return None
    value = 100 * (missing ** (1 / len(years)) - 1)
    return Required(
        "yearly_growth", value, "%", message(f"required.growth_{target.direction}", value=value, years=years)
    )
