"""Where a target stands on the chart of its series: a height, the years it speaks of, and its name in the legend."""

from __future__ import annotations

from shkplan.base import units
from shkplan.display.language import say
from shkplan.evidence.series import AnnualSeries
from shkplan.register.targets import Benchmark, Cumulative, Direction, Growth, Held, Level, Target

Mark = tuple[float, tuple[float, float], str]
_WIDE, _WIDER = 0.4, 0.5  # years on either side of a window, and of a single year


def mark_of(target: Target, series: AnnualSeries) -> Mark | None:
    """The height, the span of years and the legend of a target; None where its kind has none on this scale."""
    unit = series.indicator.unit
    if isinstance(target, Growth):
        return _growth(target, series)
    if isinstance(target, Direction):
        return _baseline(target, unit)
    if not isinstance(target, Level | Benchmark | Held | Cumulative) or not units.joined(target.unit, unit):
        return None
    number = units.convert(target.number, target.unit, unit)
    if isinstance(target, Level | Benchmark):
        return number, _around(target.deadline), say("chart.target")
    span = (target.window.first - _WIDE, target.window.last + _WIDE)
    if isinstance(target, Held):
        return number, span, say("chart.target_held")
    return number / len(target.window.years), span, say("chart.target_share")


def _baseline(target: Direction, unit: str) -> Mark | None:
    base = target.baseline
    if base is None or not units.joined(base.unit, unit):
        return None
    span = (base.period.first - _WIDE, target.deadline + _WIDE)
    return units.convert(base.number, base.unit, unit), span, say("chart.target_baseline")


def _growth(target: Growth, series: AnnualSeries) -> Mark | None:
    """Of yearly rates the even one that meets the target; of levels the one that meets it at the deadline."""
    years, factor = target.years, 1 + target.number / 100
    if series.indicator.measure == "growth":
        even = factor if target.per == "year" else factor ** (1 / len(years))
        return 100 * (even - 1), (years[0] - _WIDE, years[-1] + _WIDE), say("chart.target_growth")
    base = series.value(target.base_year)
    if base is None:
        return None
    return (
        base * (factor ** len(years) if target.per == "year" else factor),
        _around(target.deadline),
        say("chart.target"),
    )


def _around(year: int) -> tuple[float, float]:
    return year - _WIDER, year + _WIDER
