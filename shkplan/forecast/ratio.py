r"""A ratio of two series projected from both, path by path.

With g and p the paths of the numerator's growth (%) and of the denominator (a level)::

    a rate of growth    100 ((1 + g(t)/100) / (p(t) / p(t-1)) - 1), and 1 + p(t)/100 for p(t) / p(t-1) where p is a rate itself
    a level             f n(t) / p(t), f joining the units
    a level carried on  y(b) prod_{b < s <= t} (1 + g(s)/100) / (p(t) / p(b)), at the prices of its year b

The year b is the last with a figure of the ratio itself, or of its numerator where that is later. Measured years of the ratio stay
as measured. What one part feels of a scenario, of links, and of the uncertainty of its model the ratio feels too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from shkplan.base import units
from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.growth_scale import Growth
from shkplan.forecast.projection import Projection
from shkplan.forecast.sampled import PathsFit
from shkplan.models.draws import Draws

__all__ = ["Ratio", "RatioFit", "ratio"]

Source = Projection | AnnualSeries


@dataclass(frozen=True)
class Ratio:
    """How a projection came about as a ratio.

    Attributes:
        numerator, denominator: the projected series; of a level that is carried on the growth of the numerator.
        anchor: the series whose last figure is carried on; None where nothing is.
        base_year: the year of that figure, at whose prices the ratio stands.
    """

    numerator: Projection
    denominator: Projection
    anchor: AnnualSeries | None = None
    base_year: int | None = None


class RatioFit(PathsFit):
    """That nothing was fitted to the ratio itself: its paths are drawn by its parts."""

    model: ClassVar[str] = "ratio"


@dataclass(frozen=True)
class _LogScale:
    """Logarithms times 100, for levels."""

    def extended(self, x: npt.ArrayLike) -> FloatArray:
        with np.errstate(divide="ignore"):
            return np.asarray(100 * np.log(np.maximum(np.asarray(x, dtype=np.float64), 0.0)))

    def inverse(self, z: npt.ArrayLike) -> FloatArray:
        return np.asarray(np.exp(np.asarray(z) / 100))


@dataclass(frozen=True, eq=False)
class RatioDrawing(ByValue):
    """The paths of a ratio, and how its years go together: by the covariance of the paths themselves, on a log scale.

    No process of its own drew them, so that a claim on one year moves the others by their regression over the paths.
    """

    series: AnnualSeries
    years: tuple[int, ...]
    sample: FloatArray

    @cached_property
    def drawn(self) -> tuple[Draws, ...]:
        """One, on all paths."""
        low, high = self.series.indicator.bounds
        rates = self.series.indicator.measure == "growth"
        ends = (-100.0 if rates else 0.0) if low is None else low, np.inf if high is None else high
        scale = Growth(*ends) if rates else _LogScale()
        values = [self.series.value(year) for year in self.years]
        measured = np.array([np.nan if value is None else value for value in values])
        z = scale.extended(self.sample)
        covariance = np.cov(z) if z.shape[1] > 1 else np.zeros((len(z), len(z)))
        alike = np.zeros(self.sample.shape[1], dtype=np.int64)
        return (
            Draws(
                np.array(self.years), measured, (scale,), alike, alike, z.T, np.atleast_2d(covariance)[np.newaxis], ends
            ),
        )

    @property
    def unclaimed(self) -> RatioDrawing:
        return self

    def freed(self, years: Iterable[int]) -> FloatArray | None:  # noqa: ARG002  # none is only implied
        return None

    def paths(self) -> FloatArray:
        """(n_paths, n_years) paths."""
        return self.sample.T

    def together(self, parts: Sequence[FloatArray]) -> FloatArray:
        """The paths of all fits below each other: there is one."""
        return np.concatenate(parts)


def ratio(
    series: AnnualSeries, numerator: Source, denominator: Projection, *, per: str = "", growth: Projection | None = None
) -> Projection | None:
    """The projection of a ratio; None where there is no year of both, or no figure to carry on.

    Args:
        series: own figures, with or without any.
        numerator: what is divided; bare figures suffice where these are carried on.
        denominator: what by.
        per: the unit of the denominator that the ratio is told for one of; default its own.
        growth: real growth of the numerator, by which its last figure is carried on.
    """
    if growth is not None:
        return _carried(series, _bare(numerator), denominator, growth, per)
    if not isinstance(numerator, Projection):
        return None
    rates, found = series.indicator.measure == "growth", dict[int, FloatArray]()
    for year in _common(numerator, denominator):
        told = _growth(numerator, denominator, year) if rates else _quotient(series, numerator, denominator, year, per)
        if told is not None:
            found[year] = told
    return _made(series, found, Ratio(numerator, denominator)) if found else None


def _growth(numerator: Projection, denominator: Projection, year: int) -> FloatArray | None:
    if denominator.series.indicator.measure == "growth":
        factor = 1 + denominator.path(year) / 100
    elif year - 1 in denominator.years:
        factor = denominator.path(year) / denominator.path(year - 1)
    else:
        return None
    return np.asarray(100 * ((1 + numerator.path(year) / 100) / factor - 1))


def _quotient(series: AnnualSeries, one: Projection, other: Projection, year: int, per: str) -> FloatArray:
    return np.asarray(one.path(year) * _joined(series, one.series, other.series, per) / other.path(year))


def _joined(series: AnnualSeries, one: AnnualSeries, other: AnnualSeries, per: str) -> float:
    """What joins the units: 亿元 over 万人, told in 元 for one 人, is 10,000 times as many."""
    below = other.indicator.unit
    return units.convert(1.0, one.indicator.unit, series.indicator.unit) / units.convert(1.0, below, per or below)


def _carried(
    series: AnnualSeries, levels: AnnualSeries, denominator: Projection, growth: Projection, per: str
) -> Projection | None:
    """From the last figure of the ratio, or of its numerator where that is later, by growth over the change of the denominator."""
    first = [year for year in levels.years if year in denominator.years]
    last = max((*first[-1:], *series.years[-1:]), default=None)
    if last is None or last not in denominator.years:
        return None
    own, level = series.value(last), levels.value(last)
    anchor = series if own is not None else levels
    start = own if own is not None else (level or 0.0) * _joined(series, levels, denominator.series, per)
    total = np.full(denominator.n_paths, start)
    total = total if own is None else total * denominator.path(last)
    found = {last: total / denominator.path(last)}
    for year in range(last + 1, min(denominator.to, growth.to) + 1):
        if year not in growth.years or year not in denominator.years:
            return None
        total = total * (1 + growth.path(year) / 100)
        found[year] = total / denominator.path(year)
    return _made(series, found, Ratio(growth, denominator, anchor, last))


def _made(series: AnnualSeries, found: dict[int, FloatArray], how: Ratio) -> Projection:
    """The projection, over the last years without a gap; measured is measured."""
    last = max(found)
    first = next(year for year in range(last, min(found) - 2, -1) if year - 1 not in found)
    years, driver = tuple(range(first, last + 1)), how.numerator
    low, high = series.indicator.bounds
    known = {year: series.value(year) for year in years}
    rows = [
        np.clip(found[year], low, high) if known[year] is None else np.full(driver.n_paths, known[year])
        for year in years
    ]
    sample = np.stack(rows)
    sample.setflags(write=False)
    moved = {*how.numerator.moved, *how.denominator.moved}
    since = min(moved, default=last + 1)
    return Projection(
        series, RatioFit.model, RatioFit(years, sample), years, driver.n_paths, driver.seed,
        moved=tuple(year for year in years if year >= since and known[year] is None), imputations=driver.imputations,
        agreement=driver.agreement, borrowed=driver.borrowed or how.denominator.borrowed, ratio=how, drawing=RatioDrawing(series, years, sample),
    )  # fmt: skip


def _bare(one: Source) -> AnnualSeries:
    return one.series if isinstance(one, Projection) else one


def _common(one: Projection, other: Projection) -> list[int]:
    return sorted(set(one.years) & set(other.years))
