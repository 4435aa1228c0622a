"""How far the sliders of a target reach, in which steps, and from which years on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shkplan.base import units
from shkplan.base.errors import ParameterError
from shkplan.base.messages import said
from shkplan.explorer.answer import judged, projected
from shkplan.explorer.state import Form, State, asked, open_years

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment
    from shkplan.forecast.projection import Projection
    from shkplan.register.plan import Indicator
    from shkplan.register.targets import Target

__all__ = ["Controls", "Slider", "controls", "first_target", "nice", "start", "targets_of"]

_STEPS = 50  # to either side of 0, and half of those over the levels
_UNKNOWN = (0.0, 100.0)  # of a quantity of which no number is known at all
_LOOKED_AT = 10  # figures that tell how far a level may reach


@dataclass(frozen=True)
class Slider:
    """One slider: its ends, its step, and where it starts, in ``unit``."""

    low: float
    high: float
    step: float
    start: float
    unit: str

    @property
    def data(self) -> dict[str, Any]:
        return vars(self)


@dataclass(frozen=True)
class Controls:
    """The sliders of one target.

    Attributes:
        forms: which forms a claim can take: an addition needs a projection that it is added to.
        rising: whether an addition adds up from year to year.
        addition, level, shock: the sliders; None where that form cannot be.
        years: the years that can be claimed.
        deadline: the last year that decides the target.
        last: the last year that can be shown.
    """

    forms: tuple[Form, ...]
    rising: bool
    addition: Slider | None
    level: Slider
    shock: Slider | None
    years: tuple[int, ...]
    deadline: int
    last: int


def controls(a: Assessment, key: str) -> Controls:
    """The sliders of a target: what its baseline's uncertainty and figures make worth asking.

    Raises:
        UnknownName: no such target.
    """
    one, target = asked(a, key)
    base, deadline, last = projected(a, key), max(target.years), a.settings.to
    forms: tuple[Form, ...] = ("addition", "level") if base is not None else ("level",)
    years = open_years(a, key, last)
    wide = _width(base, deadline)
    rising = one.measure == "level" and not target.each_year
    share = max(1, len([year for year in years if year <= deadline])) if rising else 1
    return Controls(
        forms, rising, _around(wide / share, units.difference(one.unit)) if wide else None, _levels(a, one, target, base),
        _around(2 * wide, units.difference(one.unit)) if wide else None, years, deadline, last,
    )  # fmt: skip


def start(a: Assessment, key: str) -> State:
    """The state a panel opens with: the baseline up to the target's deadline, or two years past the first open one."""
    found = controls(a, key)
    return State(key, max(found.deadline, *found.years[:2], a.plan.window.last), form=found.forms[0])


def targets_of(a: Assessment) -> tuple[str, ...]:
    """The keys of the targets that a panel can show: those with an event, in force on the day."""
    every = ((one, target) for one in a.plan.indicators.values() for target in one.targets_in_force(a.as_of))
    return tuple(one.key_of(target) for one, target in every if target.scored)


def first_target(a: Assessment) -> str:
    """The first target that has a probability which sliders can move; the first of all where none has."""
    every = targets_of(a)
    if not every:
        raise ParameterError(said("explore: the plan {plan} has no target with an event on that day.", plan=a.plan.id))
    return next((key for key in every if a[key].status == "estimated"), every[0])


def nice(value: float) -> float:
    """The nearest of 1, 2 and 5 times a power of ten that is no less."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= value * (1 - 1e-9))


def _width(base: Projection | None, deadline: int) -> float:
    """Half of the 80 % band of the deadline's year, or of the last one projected; 0 where nothing is projected."""
    if base is None or not base.estimated:
        return 0.0
    year = max((year for year in base.estimated if year <= deadline), default=base.estimated[0])
    low, high = base.interval(0.8)[base.years.index(year)]
    return float(high - low) / 2


def _around(reach: float, unit: str) -> Slider:
    """A slider to either side of 0."""
    step = nice(reach / _STEPS)
    end = round(_STEPS * step, 12)
    return Slider(-end, end, step, 0.0, unit)


def _levels(a: Assessment, one: Indicator, target: Target, base: Projection | None) -> Slider:
    """A slider over what was measured last, what is projected and what is wanted; it starts where the baseline does."""
    series = a.series(one)
    mark = target.mark(one, dict(zip(series.years, series.values, strict=True)))
    wanted = mark.at if mark is not None else judged(a, one.key_of(target)).wanted
    known = [*series.values[-_LOOKED_AT:]] + ([] if wanted is None else [wanted])
    begin = wanted
    if base is not None and base.estimated:
        at = [base.years.index(year) for year in (base.estimated[0], base.estimated[-1])]
        known += [float(end) for end in base.interval(0.8)[at].ravel()]
        begin = float(base.median[at[0]])
    low, high = _reach(known, one.bounds)
    step = nice((high - low) / (2 * _STEPS))
    low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    begin = round((low if begin is None else min(max(begin, low), high)) / step) * step
    return Slider(round(low, 12), round(high, 12), step, round(begin, 12), one.unit)


def _reach(known: Sequence[float], bounds: tuple[float | None, float | None]) -> tuple[float, float]:
    """The ends of a slider over some numbers: a quarter of their spread beyond them, within the bounds."""
    bottom, top = bounds
    if not known or min(known) == max(known) == 0:
        low, high = _UNKNOWN
    else:
        spread = max(max(known) - min(known), max(map(abs, known)) / 20)
        margin = spread / 4 if max(known) > min(known) else max(map(abs, known)) / 2
        low, high = min(known) - margin, max(known) + margin
    return (low if bottom is None else max(low, bottom)), (high if top is None else min(high, top))
