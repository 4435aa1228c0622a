"""Verdicts by the outside view: what a reference class says of a target whose own series has no figure, or no baseline.

A direction needs the change since the baseline alone, which a class can tell of a district that published no figure, or only
a bound. A bound to be held, or a level, needs a start; it is what the plan states of the years before it. Either is
marked as resting on the class wherever it is shown, with the size of the class and its independent windows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from shkplan.assessment.assumptions import about_projection
from shkplan.assessment.case import Case, spread_of
from shkplan.assessment.classes import sisters_of
from shkplan.assessment.following import model_of
from shkplan.assessment.links import linked
from shkplan.assessment.scenarios.claiming import claimed
from shkplan.assessment.verdict import Verdict
from shkplan.base import units
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, message
from shkplan.base.periods import Period
from shkplan.distributions.links import Support
from shkplan.evidence.implied import Implied
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.projection import Projection, project
from shkplan.forecast.starting import Stated
from shkplan.forecast.starting import started as started_at
from shkplan.register.plan import Indicator
from shkplan.register.targets import EXACT, Goal, Target, reaches

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["ByClass", "by_class", "class_alone"]

ByClass = tuple[Projection, tuple[Message, ...]]  # a projection, and what was assumed for it

_NUMBERED = ("level", "mean")


def by_class(a: Assessment, one: Indicator, target: Target | None, refused: Verdict) -> Verdict:
    """The verdict by a class where own figures and proxies had none; that refusal itself where no class can tell either."""
    if target is None or target.compared is not None or target.derived or one.measure == "flow":
        return refused
    bare, stated = a.series(one), _stated(a, one, target)
    asked = target.adrift or (not bare.years and stated is not None)
    if not asked or model_of(a, one.id) != "auto":
        return refused
    try:
        started = not bare.years and (one.id, a.region) not in a.own
        found = _projected(a, bare, stated, target.deadline if started else None)
        if found is None or found[0].borrowed is None:
            return refused
        own, notes = found
        if target.adrift:
            return _by_change(a, one, target, own, stated, notes) or refused
        verdict = a.ruled(one, target, own)
    except NotAssessable:
        return refused
    return replace(verdict, assumptions=(*notes, *verdict.assumptions)) if verdict.status == "estimated" else refused


def class_alone(a: Assessment, one: Indicator, region: str) -> Projection | None:
    """The projection of a series without figures that its first verdict by a class rests on."""
    mine = a.of(one.id) if region == a.region else ()
    found = (verdict.own for verdict in mine if verdict.evidence == "class")
    return next((own for own in found if isinstance(own, Projection)), None)


def _stated(a: Assessment, one: Indicator, target: Target) -> Stated | None:
    """What the plan states of the years before: the baseline of the target, or of the indicator."""
    own = (target.start,) if target.start is not None else ()
    every = (*own, *(base for base in a.plan.baselines if base.indicator == one.id))
    for base in every:
        if base.form in _NUMBERED and units.joined(base.unit, one.unit):
            number = units.convert(base.number, base.unit, one.unit)
            return Stated(number, base.period.first, base.period.last, base.bound, one.precision or 0.0)
    return None


def _projected(a: Assessment, bare: AnnualSeries, stated: Stated | None, start_for: int | None) -> ByClass | None:
    """The projection beside a class; made once, whatever number it is held against.

    Args:
        a: the assessment.
        bare: the own series.
        stated: what the plan states of the years before.
        start_for: the deadline of a target whose series has no figure to start from; None where it has one.
    """
    one = bare.indicator
    made_from = (one.id, bare.region, stated, start_for)
    if made_from not in a.by_classes:
        found = _from_figures(a, one, stated) if start_for is None else _from_start(a, bare, stated, start_for)
        a.by_classes[made_from] = found
    return a.by_classes[made_from]


def _from_start(a: Assessment, bare: AnnualSeries, stated: Stated | None, deadline: int) -> ByClass | None:
    """A projection from where the series may have started, and what was assumed for it; None where no class can tell."""
    one, year = bare.indicator, stated.last if stated is not None else a.plan.base_year
    model = sisters_of(a, one, bare.region)
    link = Support(*one.bounds, one.precision).link()
    reference = model.reference(link) if model is not None else None
    draws = started_at(reference, link, year, stated, a.settings.seed) if reference is not None else None
    if reference is None or draws is None:
        return None
    series = replace(bare, implied=Implied((year,), draws[:, np.newaxis], {}))
    asked = a.settings.projecting | {"model": model, "to": max(a.settings.to, deadline)}
    made = claimed(a, project(series, since=min(a.plan.window.first, year), **asked), bare)
    made = linked(a, (one.id, bare.region), made)
    if not isinstance(made, Projection):
        return None
    words = {"indicator": one.name, "region": bare.region, "year": year, "name": reference.title}
    if stated is None:
        return made, (message("assumption.start_by_class", **words),)
    told = {**words, "number": stated.number, "unit": one.unit, "period": Period(first=stated.first, last=stated.last)}
    return made, (message(_how_started(stated), **told),)


def _how_started(stated: Stated) -> str:
    """The sentence on a start: a value of one year, a bound of one, or what agrees with an average over several."""
    one_year = stated.first == stated.last
    if stated.bound in ("lower", "upper"):
        return f"assumption.start_{stated.bound}{'_in' if one_year else ''}"
    return f"assumption.start_{stated.bound if one_year else 'exact'}"


def _from_figures(a: Assessment, one: Indicator, stated: Stated | None) -> ByClass | None:
    """The projection of own figures beside a class, back to the year that a change is counted from."""
    own, base = a.source(one, a.region), stated.last if stated is not None else a.plan.base_year
    if not isinstance(own, Projection):
        return None
    if base in own.years or own.borrowed is None:
        return own, ()
    asked = a.settings.projecting | {"model": sisters_of(a, one, a.region), "to": own.to}
    made = claimed(a, project(own.series, since=base, **asked), own.series)
    made = linked(a, (one.id, a.region), made)
    return None if isinstance(made, Message) else (made, ())


def _by_change(
    a: Assessment, one: Indicator, target: Target, own: Projection, stated: Stated | None, notes: tuple[Message, ...]
) -> Verdict | None:
    """The verdict on a direction by the change since the last year of its baseline, on joint paths; None where a year is not covered, or both are known."""
    base = stated.last if stated is not None else a.plan.base_year
    known = [own.series.value(year) is not None for year in (base, target.deadline)]
    if base not in own.years or target.deadline not in own.years or all(known):  # two figures are no estimate
        return None
    case = Case(one, target, own.series, own, as_of=a.as_of)
    change = own.path(target.deadline) - own.path(base)
    step = one.precision / 2 if one.precision else 2 * EXACT
    wanted = step if target.up else -step
    unit = units.difference(one.unit)
    goal = Goal(0.0, wanted, 0.0, unit, message("quantity.change_since", base=base, year=target.deadline))
    spread = spread_of(change)
    reason = message(
        "reason.direction_change_estimated", base=base, year=target.deadline, unit=unit, **spread._asdict(),
    )  # fmt: skip
    if own.fixed and own.series.value(base) is None:
        last = own.fixed[-1]
        told = {"number": float(np.median(own.path(last))), "last": last, "base": base, "unit": one.unit}
        reason = message("supposed.start_by_class", detail=reason, **told)
    seen = (*notes, *about_projection(own, case.window, a.as_of))
    made = case.counted(
        reason, reaches(change, wanted, target.up), spread, goal, alike=False, required=None, assumptions=seen
    )
    rests = () if own.borrowed is None else (own.borrowed,)  # also where the deadline has a figure: the start has none
    return replace(made, within=a, own=own, borrowed=rests, score=change if target.up else -change)
