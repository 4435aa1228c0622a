"""From a yearly series to the law of every year and joint paths through all of them.

Measured years stand in every path as they were measured. A year between measured ones is drawn conditioned on both
sides; later years follow from the model. A scenario moves the same paths: given the parameters, a path of any model
here is Gaussian, so fixing a year shifts the others by their regression on it (conditioning by kriging, also known as
the least-change shocks that meet the claim). Baseline and scenario so share every random number, and a scenario
without claims changes nothing.

References:
    Matheron, G. (1973), The intrinsic random functions and their applications, Adv. Appl. Prob. 5, 439-468.
    Waggoner, D. F. and Zha, T. (1999), Conditional forecasts in dynamic multivariate models, RES 81, 639-651.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shkplan import units
from shkplan.errors import DataError, Mistake, NotAssessable
from shkplan.laws import Empirical, Law, Linked, Point
from shkplan.links import Link, LinkName, link_named
from shkplan.messages import message
from shkplan.models import Fit, model_named
from shkplan.scenario import Claim, Scenario
from shkplan.series import AnnualSeries

FloatArray = npt.NDArray[np.float64]

DEFAULT_PATHS = 20_000
DEFAULT_SEED = 20211028  # the day the first plan was published
_FAR = 700.0  # exp(700) is still a number
# A rate of growth wanders around its mean; a level grows by random yearly steps around a drift.
DEFAULT_MODEL: dict[str, str] = {"growth": "mean", "level": "drift", "flow": "drift"}
# Years that inform a model. A constant mean is believed for ten years; over a generation growth has slowed too much.
MEMORY: dict[str, int] = {"mean": 10}
HOLE = 3  # and not across so many years without a figure: one boom year beyond them would decide


@dataclass(frozen=True)
class Projection:
    """Yearly laws and joint paths of one series, in the unit of its indicator.

    Attributes:
        series: what was measured.
        model: the model's name.
        link: the scale it works on.
        fit: the model fitted on that scale, to the years that inform it.
        years: the years of the paths, without a gap, measured ones included.
        paths: (n_paths, n_years) array.
        seed: what the paths were drawn with.
        scenario: the scenario whose claims on this series the paths obey, if any.
        fixed: the years those claims fix.
        moved: the years whose paths the claims move, the fixed ones among them.
    """

    series: AnnualSeries
    model: str
    link: Link
    fit: Fit
    years: tuple[int, ...]
    paths: FloatArray
    seed: int
    scenario: Scenario | None = None
    fixed: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()

    @property
    def n_paths(self) -> int:
        return int(self.paths.shape[0])

    @property
    def to(self) -> int:
        return self.years[-1]

    def path(self, year: int) -> FloatArray:
        """(n_paths,) values of one year.

        Raises:
            ValueError: the year lies outside the projection.
        """
        if year not in self.years:
            raise ValueError(f"{year} lies outside the projection ({self.years[0]}-{self.to}); project(..., to={year})")
        return self.paths[:, self.years.index(year)]

    def law(self, year: int) -> Law:
        """The law of one year: a point where measured, closed form, or the paths where a scenario moves them.

        Raises:
            ValueError: the year lies outside the projection.
        """
        path = self.path(year)
        measured = self.series.value(year)
        if measured is not None:
            return Point(measured)
        if year in self.moved:
            return Empirical(path)
        return Linked(self.fit.law(year), self.link)

    def interval(self, level: float) -> FloatArray:
        """(n_years, 2) central intervals of the years' laws."""
        return np.array([self.law(year).interval(level) for year in self.years])

    @property
    def median(self) -> FloatArray:
        """(n_years,) medians of the years' laws."""
        return np.array([self.law(year).median for year in self.years])

    @property
    def estimated(self) -> tuple[int, ...]:
        """The years that were not measured."""
        return tuple(year for year in self.years if self.series.value(year) is None)

    def __repr__(self) -> str:
        ruled = f", scenario {self.scenario.id}" if self.scenario and self.fixed else ""
        span = f"{self.years[0]}-{self.to}"
        return f"Projection({self.series.indicator.id}, {self.series.region}, {self.model}, {span}{ruled})"


def project(
    series: AnnualSeries,
    *,
    to: int = 2035,
    since: int | None = None,
    model: str = "auto",
    link: LinkName = "auto",
    seed: int = DEFAULT_SEED,
    n_paths: int = DEFAULT_PATHS,
    scenario: Scenario | None = None,
) -> Projection:
    """The laws and joint paths of a series up to a year.

    Args:
        series: yearly values with gaps left open; those since the last break (and within the model's
            :data:`MEMORY`) inform the model.
        to: last calendar year wanted.
        since: first calendar year wanted; default the first measured one.
        model: a name in ``shkplan.models.MODELS``; "auto" takes the one :data:`DEFAULT_MODEL` gives to the measure.
        link: the scale; "auto" follows the indicator's bounds (both: logit, lower only: log, none: identity).
        seed: same seed, same numbers, whatever else is projected in the same session.
        n_paths: number of joint paths.
        scenario: claims that the paths of this series obey.

    Raises:
        NotAssessable: too few figures, no spread to learn from, or values the scale cannot hold.
        DataError: a scenario fixes a year that was measured, or in a unit that does not convert.
        ValueError: ``to`` before the last measured year.
    """
    indicator = series.indicator
    if series.years and to < series.years[-1]:
        raise ValueError(f"to={to} is before the last measured year {series.years[-1]}; give a later year")
    name = DEFAULT_MODEL[indicator.measure] if model == "auto" else model
    chosen = model_named(name)
    used = series.on_one_basis()
    if name in MEMORY:
        used = used.latest(MEMORY[name], HOLE)
    if not used.years:
        raise NotAssessable(message("reason.no_figures", indicator=indicator.name, region=series.region))
    try:
        scale = link_named(link, indicator.bounds, indicator.precision)
        on_link = scale.forward(np.array(used.values))
    except ValueError as error:
        raise NotAssessable(message("reason.off_scale", indicator=indicator.name, detail=str(error))) from error
    fit = chosen.fit(np.array(used.years), on_link)
    years = tuple(range(min(since or used.years[0], series.years[0]), to + 1))
    drawn = fit.paths(np.array(years), n_paths, _generator(seed, indicator.id, series.region))
    base = drawn
    fixed: tuple[int, ...] = ()
    if scenario is not None:
        own = scenario.claims_on(indicator.id, series.region)
        drawn, fixed = _ruled(base, fit.covariance(np.array(years)), years, scale, own, series)
    moved = tuple(year for at, year in enumerate(years) if (drawn[:, at] != base[:, at]).any())
    paths = scale.inverse(drawn)
    for year, value in zip(series.years, series.values, strict=True):
        paths[:, years.index(year)] = value  # also those before a break: measured is measured
    paths.setflags(write=False)
    return Projection(series, name, scale, fit, years, paths, seed, scenario if fixed else None, fixed, moved)


def _generator(seed: int, *names: str) -> np.random.Generator:
    """A stream of its own for each series, so that adding one never moves the numbers of another."""
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])


def _ruled(
    base: FloatArray,
    covariance: FloatArray,
    years: tuple[int, ...],
    link: Link,
    claims: tuple[Claim, ...],
    series: AnnualSeries,
) -> tuple[FloatArray, tuple[int, ...]]:
    """Paths on the link scale that obey the claims, and the years they fix.

    One year at a time, rising: the residual at the year moves all others by their regression on it, and what is left
    of the covariance no longer knows the year. That is Gaussian conditioning on all the fixed years together.
    """
    paths, left = base.copy(), covariance.copy()
    todo = sorted((year, claim) for claim in claims for year in claim.years.years if year in years)
    for year, claim in sorted(todo, key=lambda item: item[0]):
        if series.value(year) is not None:
            raise DataError([_already_measured(series, claim, year)])
        at = years.index(year)
        if claim.fix == "growth rate" and at:
            paths, left = _pinned(paths, left, at - 1, paths[:, at - 1])  # the year before is taken as it comes
        paths, left = _pinned(paths, left, at, _claimed(claim, paths, base, at, link, series))
    return paths, tuple(year for year, _ in todo)


def _claimed(
    claim: Claim, paths: FloatArray, base: FloatArray, at: int, link: Link, series: AnnualSeries
) -> FloatArray:
    """(n_paths,) what a claim puts at a year, on the link scale."""
    if claim.fix == "growth rate":
        rate = units.convert(claim.value, claim.unit, "%")
        return _within(link, link.inverse(paths[:, at - 1]) * (1 + rate / 100))
    points = claim.fix == "addition" and claim.unit == "个百分点"  # what is added to a percentage
    unit = "%" if points else claim.unit
    value = units.convert(claim.value, unit, series.indicator.unit)
    if claim.fix == "addition":
        return _within(link, link.inverse(base[:, at]) + value)
    if not link.support[0] < value < link.support[1]:
        raise DataError([_beyond_bounds(claim, link)])
    return np.full(len(paths), link.forward(np.array([value]))[0])


def _within(link: Link, values: FloatArray) -> FloatArray:
    """Values on the link scale; a path that a claim carries to a bound or beyond stays as near to it as numbers go."""
    return np.clip(link.extended(values), -_FAR, _FAR)


def _pinned(paths: FloatArray, left: FloatArray, at: int, value: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Paths and remaining covariance once the value at one position is known."""
    if left[at, at] <= 1e-12:  # known already
        return paths, left
    gain = left[at] / left[at, at]
    moved = paths + np.outer(value - paths[:, at], gain)
    moved[:, at] = value
    rest = left - np.outer(left[:, at], gain)
    rest[at, :] = rest[:, at] = 0.0
    return moved, rest


def _already_measured(series: AnnualSeries, claim: Claim, year: int) -> Mistake:
    where = f"claim on {claim.indicator}, {claim.years}"
    expected = f"years of {series.region} that are not measured yet ({series.value(year):g} was published for {year})"
    return Mistake(
        "scenario", where, str(year), expected, "Let the claim start later, or ask with an earlier as-of date."
    )


def _beyond_bounds(claim: Claim, link: Link) -> Mistake:
    low, high = link.support
    where, found = f"claim on {claim.indicator}, {claim.years}", f"{claim.value:g} {claim.unit}"
    return Mistake("scenario", where, found, f"a value between {low:g} and {high:g}", "Correct the value or its unit.")
