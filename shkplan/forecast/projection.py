"""From a yearly series to the law of every year and joint paths through all of them.

Measured years stand in every path as they were measured. A year between measured ones is drawn conditioned on both
sides; later years follow from the model. A scenario moves the same paths by what its claims on some years say of the
others (:mod:`shkplan.models.draws`). Baseline and scenario so share every random number, and a scenario without claims
changes nothing.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from shkplan.base import units
from shkplan.base.errors import DataError, Mistake, NotAssessable
from shkplan.base.messages import message
from shkplan.distributions.links import LinkName, Support
from shkplan.distributions.predictive import Empirical, Law, Point
from shkplan.evidence.series import AnnualSeries
from shkplan.models import MODELS, Fit, Model, model_named
from shkplan.models.draws import Draws
from shkplan.register.plan import Indicator
from shkplan.register.scenario import Claim, Scenario

__all__ = ["MODELS", "Model", "Projection", "informing", "model_for", "model_named", "project"]

FloatArray = npt.NDArray[np.float64]

DEFAULT_PATHS = 20_000
DEFAULT_SEED = 20211028  # the day the first plan was published
# Levels and flows are averaged over smoothing models. For rates of growth neither a constant mean is right about itself (the
# average of five years lies in its 95 % band 79-87 times in 100) nor is smoothing sharp; half of each is both: see pool.py.
DEFAULT_MODEL: dict[str, str] = {"growth": "ets-and-mean", "level": "averaged-ets", "flow": "averaged-ets"}
# Years that inform a model. A constant mean is believed for ten years; over a generation growth has slowed too much.
MEMORY: dict[str, int] = {"mean": 10, "ets-and-mean": 10}
IMPUTATIONS = 40  # drawn for years that are only implied; their number is part of the Monte Carlo error
HOLE = 3  # and not across so many years without a figure: one boom year beyond them would decide


@dataclass(frozen=True)
class Projection:
    """Yearly laws and joint paths of one series, in the unit of its indicator.

    Attributes:
        series: what was measured.
        model: the model's name.
        fit: the model fitted to the years that inform it.
        years: the years of the paths, without a gap, measured ones included.
        paths: (n_paths, n_years) array.
        seed: what the paths were drawn with.
        scenario: the scenario whose claims on this series the paths obey, if any.
        fixed: the years those claims fix.
        moved: the years whose paths the claims move, the fixed ones among them.
        implied: the years that inform the model as draws, not as measured values; the laws are then those of the paths.
        imputations: into how many runs of equal length the paths fall, each with a past of its own; 1 where nothing is implied.
    """

    series: AnnualSeries
    model: str
    fit: Fit
    years: tuple[int, ...]
    paths: FloatArray
    seed: int
    scenario: Scenario | None = None
    fixed: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()
    implied: tuple[int, ...] = ()
    imputations: int = 1

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
        """The law of one year: a point where measured, closed form, or the paths where these say more.

        Raises:
            ValueError: the year lies outside the projection.
        """
        path = self.path(year)
        measured = self.series.value(year)
        if measured is not None:
            return Point(measured)
        if year in self.implied and year not in self.moved and self.series.implied is not None:
            return self.series.implied.law(year)
        return Empirical(path) if self.drawn(year) else self.fit.law(year)

    def drawn(self, year: int) -> bool:
        """Whether the law of a year is that of the paths: a scenario moves it, or implied years inform the model."""
        return year in self.moved or bool(self.implied)

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
    model: str | Model = "auto",
    link: LinkName = "auto",
    seed: int = DEFAULT_SEED,
    n_paths: int = DEFAULT_PATHS,
    scenario: Scenario | None = None,
) -> Projection:
    """The laws and joint paths of a series up to a year.

    Args:
        series: yearly values with gaps left open; those since the last break (and within the model's
            :data:`MEMORY`) inform the model. Implied years (:func:`shkplan.reconstruct`) inform it as draws.
        to: last calendar year wanted.
        since: first calendar year wanted; default the first measured one.
        model: a name in ``shkplan.models.MODELS``, or a model; "auto" takes the one :data:`DEFAULT_MODEL` gives to the measure.
        link: the scale; "auto" follows the indicator's bounds. "averaged-ets" then averages over the scales that keep
            to them; the others take one (both: logit, lower only: log, none: identity).
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
    chosen = model_for(indicator, model)
    name = chosen.name
    claims = scenario.claims_on(indicator.id, series.region) if scenario is not None else ()
    known, values = informing(series, chosen)
    if not known:
        raise NotAssessable(message("reason.no_figures", indicator=indicator.name, region=series.region))
    support = Support(*indicator.bounds, indicator.precision)
    years = tuple(range(min(since or known[0], *series.years[:1], known[0], *map(_reach, claims)), to + 1))
    rng = _generator(seed, indicator.id, series.region)
    fits, parts, fixed, moved = list[Fit](), list[FloatArray](), tuple[int, ...](), set[int]()
    for past, count in zip(values, _shares(n_paths, len(values)), strict=True):
        if not count:
            continue
        try:
            fits.append(chosen.fit(np.array(known), past, support, link))
        except ValueError as error:
            raise NotAssessable(message("reason.off_scale", indicator=indicator.name, detail=str(error))) from error
        base = draws = fits[-1].draws(np.array(years), count, rng)
        if claims:
            draws, fixed = _ruled(base, claims, support.on(link), series, known)
        moved |= {year for at, year in enumerate(years) if (draws.z[:, at] != base.z[:, at]).any()}
        parts.append(draws.paths)
    paths = np.concatenate(parts)
    for year, value in zip(series.years, series.values, strict=True):
        paths[:, years.index(year)] = value  # also those before a break: measured is measured
    paths.setflags(write=False)
    implied = tuple(year for year in known if series.value(year) is None)
    ruling = scenario if fixed else None
    return Projection(
        series, name, fits[0], years, paths, seed, ruling, fixed, tuple(sorted(moved)), implied, len(values)
    )


def model_for(indicator: Indicator, model: str | Model = "auto") -> Model:
    """The model of a name, or itself; "auto" is the one that :data:`DEFAULT_MODEL` gives to the indicator's measure.

    Raises:
        UnknownName: no model of that name.
    """
    named = DEFAULT_MODEL[indicator.measure] if isinstance(model, str) and model == "auto" else model
    return model_named(named) if isinstance(named, str) else named


def informing(series: AnnualSeries, model: Model) -> tuple[tuple[int, ...], FloatArray]:
    """The years that inform a model, and (m, n) imputations: the measured values, with draws of the years only implied.

    Where nothing is implied there is one. Each draw agrees with all the figures; a model fitted to each of them, with
    equal shares of the paths, carries what is not known of the past into the future (multiple imputation). What is implied
    sharpens what was measured and does not stand for it: it counts only where measured years alone would be enough.
    """
    first = max(series.breaks, default=0)
    measured = [year for year in series.years if year >= first]
    if model.name in MEMORY and measured:  # what is implied does not reach further back than what was measured
        resumed = [after for before, after in pairwise(measured) if after - before > HOLE]
        first = max([first, measured[-1] - MEMORY[model.name] + 1, *resumed[-1:]])
    known = {year: np.array([value]) for year, value in zip(series.years, series.values, strict=True) if year >= first}
    implied = series.implied.since(first) if series.implied is not None else None
    if implied is not None and len(known) >= model.minimum:
        rows = np.linspace(0, len(implied.draws) - 1, IMPUTATIONS).astype(int)
        known |= {year: implied.draws[rows, at] for at, year in enumerate(implied.years)}
    years = sorted(known)
    many = max((known[year].size for year in years), default=1)
    columns = [np.broadcast_to(known[year], (many,)) for year in years]
    return tuple(years), np.column_stack(columns) if columns else np.empty((0, 0))


def _shares(n_paths: int, imputations: int) -> list[int]:
    """How many paths each imputation gets: as alike as whole numbers go."""
    return [n_paths // imputations + (at < n_paths % imputations) for at in range(imputations)]


def _generator(seed: int, *names: str) -> np.random.Generator:
    """A stream of its own for each series, so that adding one never moves the numbers of another."""
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])


def _ruled(
    base: Draws, claims: tuple[Claim, ...], support: Support, series: AnnualSeries, known: tuple[int, ...]
) -> tuple[Draws, tuple[int, ...]]:
    """Draws that obey the claims, taken year by year, rising; and the years they fix."""
    draws, years = base, base.years.tolist()
    todo = sorted(((year, claim) for claim in claims for year in claim.years.years if year in years), key=_first)
    for year, claim in todo:
        if series.value(year) is not None:
            raise DataError([_already_measured(series, claim, year)])
        if year in known:
            raise DataError([_already_implied(series, claim, year)])
        at = years.index(year)
        if claim.fix == "growth rate":
            before = series.value(year - 1)  # as measured, on whatever basis; else as it comes
            draws = draws.held(at - 1) if before is None else draws.pinned(at - 1, before)
        draws = draws.pinned(at, _claimed(claim, draws, base, at, support, series))
    return draws, tuple(year for year, _ in todo)


def _reach(claim: Claim) -> int:
    """The first year a claim needs: growth takes the year before as it comes."""
    return claim.years.first - (claim.fix == "growth rate")


def _first(item: tuple[int, Claim]) -> int:
    return item[0]


def _claimed(
    claim: Claim, draws: Draws, base: Draws, at: int, support: Support, series: AnnualSeries
) -> FloatArray | float:
    """What a claim puts at a year, in the unit of the indicator: a number a path, or one for all."""
    if claim.fix == "growth rate":
        rate = units.convert(claim.value, claim.unit, "%")
        return np.asarray(draws.paths[:, at - 1] * (1 + rate / 100))
    points = claim.fix == "addition" and claim.unit == "个百分点"  # what is added to a percentage
    unit = "%" if points else claim.unit
    value = units.convert(claim.value, unit, series.indicator.unit)
    if claim.fix == "addition":
        return base.paths[:, at] + value
    if not support.interval[0] < value < support.interval[1]:
        raise DataError([_beyond_bounds(claim, support)])
    return value


def _already_measured(series: AnnualSeries, claim: Claim, year: int) -> Mistake:
    where = f"claim on {claim.indicator}, {claim.years}"
    expected = f"years of {series.region} that are not measured yet ({series.value(year):g} was published for {year})"
    return Mistake(
        "scenario", where, str(year), expected, "Let the claim start later, or ask with an earlier as-of date."
    )


def _already_implied(series: AnnualSeries, claim: Claim, year: int) -> Mistake:
    where = f"claim on {claim.indicator}, {claim.years}"
    expected = (
        f"years of {series.region} of which no other figures tell (sp.reconstruct shows what they tell of {year})"
    )
    return Mistake(
        "scenario", where, str(year), expected, "Let the claim start later, or ask with an earlier as-of date."
    )


def _beyond_bounds(claim: Claim, support: Support) -> Mistake:
    low, high = support.interval
    where, found = f"claim on {claim.indicator}, {claim.years}", f"{claim.value:g} {claim.unit}"
    return Mistake("scenario", where, found, f"a value between {low:g} and {high:g}", "Correct the value or its unit.")
