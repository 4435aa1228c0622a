"""A projection that follows another series: what both have known teaches how, and each path follows the same path of the other.

The law is that of :mod:`shkplan.models.beside`. Years of the other series that were measured are conditioned on; years
neither has are drawn together, path by path, with whatever model and scenario the other series' paths have. Where own growth
is nominal and the other's real, prices are added to the other's first: nominal growth and prices so move together. The
result is a :class:`~shkplan.forecast.projection.Projection` like any other; its laws are those of its paths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce

import numpy as np

from shkplan.base.errors import NotAssessable, ParameterError, whole
from shkplan.base.given import a_year, must_be
from shkplan.base.messages import message, said
from shkplan.base.shown import shown
from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray
from shkplan.evidence.own import OWN
from shkplan.evidence.series import AnnualSeries
from shkplan.evidence.within import SoFar, running
from shkplan.forecast.agreeing import agreeing
from shkplan.forecast.claims import reach, under_claims
from shkplan.forecast.dependence import Dependence
from shkplan.forecast.drawing import generator, shares, with_so_far
from shkplan.forecast.growth_scale import Growth, logged
from shkplan.forecast.informing import IMPUTATIONS
from shkplan.forecast.projection import DEFAULT_PATHS, DEFAULT_SEED, Projection
from shkplan.forecast.sampled import FollowingFit
from shkplan.models.beside import BesideFit, fitted
from shkplan.models.draws import Draws, responses_of
from shkplan.models.pairs import NOMINAL, PRICES, REGIONS, UNLIKE, Pairs
from shkplan.register.scenario import Scenario

__all__ = ["Source", "follow", "pairs_for"]

Source = Projection | AnnualSeries
MEMORY = 10  # years back from the last known of both: further back another economy moved
_ALL = -100.0  # %
_PRICES = "prices"  # the domain of price indices
MOST_AHEAD = 4  # own figures that choose among the other's paths; more would leave few of these


def follow(
    series: AnnualSeries, *follows: Source, since: int | None = None, to: int = 2035, seed: int = DEFAULT_SEED,
    n_paths: int = DEFAULT_PATHS, scenario: Scenario | None = None, agreed: bool = True,
) -> Projection:  # fmt: skip
    """The projection of yearly growth that follows another series.

    Args:
        series: own yearly growth (%), with or without figures. Of two series of one's own, one name and two regions say that they are
            one quantity.
        follows: the series it follows, projected or fully known, and with it price growth where own is nominal and it is real.
        since, to: first and last calendar year; only years that the other series has are answered.
        seed, n_paths: as of the other's projection, of which each path is followed by one.
        agreed: whether own figures of years in which the other is only projected tell of it too; what is followed then stands
            in the result (``dependence.follows``), with its paths weighed.
        scenario: claims that own paths obey; those on the other series its paths have obeyed.

    Raises:
        NotAssessable: there is no year in which the other series is known or projected up to ``to``, or a year lost all (-100 %).
        ParameterError: no series of growth, or as many paths as the other's projection has not.
    """
    _asked_well(series, follows, n_paths, scenario, agreed)
    to, seed = (
        a_year("to", to, "a calendar year such as 2035"),
        whole("seed", seed, "a whole number, 0 or more", least=0),
    )
    since = None if since is None else a_year("since", since, "a calendar year such as 2015")
    beside = Beside(follows)
    for one in (series, *beside.sources):
        _must_have_logs(one)
    claims = scenario.claims_on(series.indicator.id, series.region) if scenario is not None else ()
    wanted = range(min([since or to, *series.years[-1:], *map(reach, claims)]), to + 1)
    lacking = [year for year in wanted if series.value(year) is None and not beside.has(year)]
    years = tuple(year for year in wanted if year > max(lacking, default=year - 1))
    if not years:
        told = beside.sources[0]
        raise NotAssessable(
            message("reason.nothing_to_follow", indicator=told.indicator.name, region=told.region, to=to)
        )
    so_far = tuple(one for one in running(series) if one.year in years)
    drawing = Following(series, beside, years, n_paths, seed, so_far)
    if agreed and drawing.ahead:
        drawing = replace(drawing, beside=Beside(drawing.agreed))
    made = Projection(
        series, FollowingFit.model, FollowingFit(drawing), years, n_paths, seed, implied=drawing.implied,
        imputations=len(drawing.fits), dependence=drawing.dependence, drawing=drawing,
        so_far=tuple(one.year for one in so_far),
    )  # fmt: skip
    return under_claims(made, claims, scenario) if claims else made


def _asked_well(series: object, follows: tuple[object, ...], n_paths: object, scenario: object, agreed: object) -> None:
    """Refuse what does not fit together, in one sentence."""
    whole("n_paths", n_paths, "a number of paths, 1 or more", least=1)
    must_be("scenario", scenario, (Scenario, type(None)), "a scenario, or nothing; sp.load_scenario(id)")
    must_be("agreed", agreed, bool, "True or False")
    for one in (series, *follows):
        found = one.series if isinstance(one, Projection) else one
        if not isinstance(found, AnnualSeries) or found.indicator.measure != "growth":
            raise ParameterError(
                said("follow: found {one}, expected series of yearly growth, or projections of such.", one=shown(one))
            )
        if isinstance(one, Projection) and one.n_paths != n_paths:
            raise ParameterError(
                said(
                    "n_paths: found {n_paths}, expected {theirs} as in {one}; each path follows one of it.",
                    n_paths=n_paths,
                    theirs=one.n_paths,
                    one=shown(one),
                )
            )
    if not follows:
        raise ParameterError(
            said("follow: found no series to follow; hand in the projection of one: follow(own, reference).")
        )


def _must_have_logs(series: AnnualSeries) -> None:
    """Refuse a year that lost all, or more: its growth has no logarithm."""
    one = series.on_one_basis()
    for year, value in zip(one.years, one.values, strict=True):
        if value <= _ALL:
            found = said(
                "{year}: found {value:g} where log growth takes only values above {least:g}. Correct the value",
                year=year,
                value=value,
                least=_ALL,
            )
            raise NotAssessable(message("reason.off_scale", indicator=series.indicator.name, detail=found))


def pairs_for(own: AnnualSeries, other: AnnualSeries) -> Pairs:
    """The kind of pairs that tells what is usual of two series.

    Series of one's own share an id whatever they measure: they measure the same if they have one name and two regions.
    """
    one, two = own.indicator, other.indicator
    same = one.id == two.id and (one.id != OWN or (one.name == two.name and own.region != other.region))
    if not same:
        return UNLIKE
    return PRICES if one.domain == _PRICES else REGIONS if one.price_basis == "constant" else NOMINAL


@dataclass(frozen=True)
class Beside:
    """The series that is followed, with prices added where there are two; in log growth times 100."""

    parts: tuple[Source, ...]

    @cached_property
    def sources(self) -> tuple[AnnualSeries, ...]:
        return tuple(part.series if isinstance(part, Projection) else part for part in self.parts)

    @cached_property
    def known(self) -> dict[int, float]:
        """Its measured years on one basis."""
        every = [one.on_one_basis() for one in self.sources]
        shared = reduce(set[int].intersection, (set(one.years) for one in every))
        return {year: sum(float(logged(one.value(year) or 0.0)) for one in every) for year in sorted(shared)}

    def has(self, year: int) -> bool:
        """Whether it is known or projected in a year."""
        return all(
            one.value(year) is not None or (isinstance(part, Projection) and year in part.years)
            for part, one in zip(self.parts, self.sources, strict=True)
        )

    def paths(self, years: tuple[int, ...], n_paths: int) -> FloatArray:
        """(n_paths, m) of these years; measured years alike in all."""
        found = np.zeros((n_paths, len(years)))
        for part, one in zip(self.parts, self.sources, strict=True):
            for at, year in enumerate(years):
                value = one.value(year)
                path = np.array(value) if value is not None or not isinstance(part, Projection) else part.path(year)
                found[:, at] += logged(path)
        return found


@dataclass(frozen=True, eq=False)
class Following(ByValue):
    """How the paths are drawn: a fit for each past that is held possible, each with its share of the other's paths."""

    series: AnnualSeries
    beside: Beside
    years: tuple[int, ...]
    n_paths: int
    seed: int
    so_far: tuple[SoFar, ...] = ()

    @property
    def unclaimed(self) -> Following:
        """The same where what is followed hears of no claims."""
        parts = tuple(part.unclaimed if isinstance(part, Projection) else part for part in self.beside.parts)
        alike = all(one is other for one, other in zip(parts, self.beside.parts, strict=True))
        return self if alike else replace(self, beside=Beside(parts))

    @cached_property
    def drawn(self) -> tuple[Draws, ...]:
        """The draws of each fit, kept."""
        return tuple(self.draws())

    def freed(self, years: Iterable[int]) -> FloatArray:
        """How years feel shocks if some years that are only implied were free."""
        gone, fit = set(years), self.fits[0]
        kept = np.array([year not in gone for year in self.used])
        fewer = replace(fit, years=fit.years[kept], rest=fit.rest[kept], apart=fit.apart[kept])
        free = np.array([self.series.value(year) is None and year not in fewer.years for year in self.years])
        found = np.zeros((len(fit.prior.persistence), len(self.years), len(self.years)))
        asked = np.array(self.years)[free]
        for i, rho in enumerate(fit.prior.persistence):
            found[i][np.ix_(free, free)] = fewer.leftover(rho, asked)[1]
        return responses_of(found)

    @cached_property
    def used(self) -> tuple[int, ...]:
        """The own years, measured or implied, that are known of both."""
        first = max(self.series.breaks, default=0)
        own = {*self.series.years, *(self.series.implied.years if self.series.implied is not None else ())}
        own -= {one.year for one in running(self.series)}
        both = sorted(year for year in own if year >= first and year in self.beside.known)
        return tuple(year for year in both if year > both[-1] - MEMORY)

    @property
    def implied(self) -> tuple[int, ...]:
        """The years that inform it as draws."""
        return tuple(year for year in self.used if self.series.value(year) is None)

    @cached_property
    def fits(self) -> tuple[BesideFit, ...]:
        """One; where own years are only implied, one a draw of them."""
        known = self.beside.known
        recent = np.array([known[year] for year in sorted(known)[-MEMORY:]])
        other = np.array([known[year] for year in self.used])
        prior = pairs_for(self.series, self.beside.sources[0])
        return tuple(
            fitted(prior, np.array(self.used, dtype=np.int64), logged(past), other, recent) for past in self.pasts
        )

    @cached_property
    def ahead(self) -> tuple[int, ...]:
        """The years with an own figure in which the other series is only projected."""
        known, last = self.beside.known, max(self.series.breaks, default=0)
        own = [year for year in self.series.years if year >= last and year in self.years]
        every = [year for year in own if year not in known and self.beside.has(year)]
        return tuple(every[-MOST_AHEAD:])

    @property
    def agreed(self) -> tuple[Source, ...]:
        """The other series, those of its paths counting more that agree with own figures.

        What is made so of the other changes nothing of what figures say of its paths: these count as they did before.
        """
        own = logged([self.series.value(year) or 0.0 for year in self.ahead])
        other = self.unclaimed.beside.paths(self.ahead, self.n_paths)
        logs = self.fits[0].density(np.array(self.ahead, dtype=np.int64), own, other)
        return agreeing(self.beside.parts, self.series, self.ahead, logs)

    @cached_property
    def pasts(self) -> FloatArray:
        """(m, n) own growth in the used years."""
        implied = self.series.implied if self.implied else None
        if implied is None:
            return np.array([[self.series.value(year) or 0.0 for year in self.used]])
        rows = np.linspace(0, len(implied.draws) - 1, IMPUTATIONS).astype(int)
        drawn = {year: implied.draws[rows, at] for at, year in enumerate(implied.years)}
        columns = [
            drawn[year] if year in self.implied else np.full(rows.size, self.series.value(year)) for year in self.used
        ]
        return np.column_stack(columns)

    @cached_property
    def dependence(self) -> Dependence:
        first, own, both = self.fits[0], self.pasts[0], self.used
        other = [self.beside.known[year] for year in both]
        tells = len(both) >= 3 and np.ptp(own) > 0 and np.ptp(other) > 0
        correlation = float(np.corrcoef(logged(own), other)[0, 1]) if tells else None
        return Dependence(
            self.beside.parts, both, *first.slope, *first.lead, correlation, first.prior.name, first.prior.count
        )

    def draws(self) -> Iterator[Draws]:
        """The draws of each fit, on its share of the other's paths."""
        rng = generator(self.seed, self.series.indicator.id, self.series.region)
        measured = np.array([_or_nan(self.series.value(year)) for year in self.years])
        open_ = tuple(year for year in self.years if self.series.value(year) is None)
        where = np.isnan(measured)
        every, first = self.beside.paths(open_, self.n_paths), 0
        for fit, count in zip(self.fits, shares(self.n_paths, len(self.fits)), strict=True):
            if count:
                drawn = self._drawn(fit, measured, where, every[first : first + count], rng)
                yield with_so_far(drawn, self.so_far)
                first += count

    def _drawn(
        self, fit: BesideFit, measured: FloatArray, where: np.ndarray, other: FloatArray, rng: np.random.Generator
    ) -> Draws:
        years = np.array(self.years, dtype=np.int64)
        implied = np.isin(years, self.implied)
        free = where & ~implied
        z = np.zeros((years.size, len(other)))
        paths, process, open_ = fit.draws(years[free], other[:, ~implied[where]], rng)
        z[free] = paths.T
        past = fit.rest + fit.centre + fit.prior.slope * fit.apart
        for year in self.implied:
            if year in self.years:
                z[self.years.index(year)] = past[self.used.index(year)]
        conditional = np.zeros((len(open_), years.size, years.size))
        conditional[:, np.outer(free, free)] = open_.reshape(len(open_), -1)
        scale = Growth(*self.ends)
        alike = np.zeros(len(other), dtype=np.int64)
        return Draws(years, measured, (scale,), alike, process, z.T, conditional, self.ends)

    @property
    def ends(self) -> tuple[float, float]:
        """The bounds of own growth."""
        low, high = self.series.indicator.bounds
        return (-100.0 if low is None else max(low, -100.0)), (np.inf if high is None else high)

    def paths(self) -> FloatArray:
        """(n_paths, n_years) joint paths; measured is measured."""
        return self.together([draws.paths for draws in (self.__dict__.get("drawn") or self.draws())])

    def together(self, parts: Sequence[FloatArray]) -> FloatArray:
        """The paths of all fits below each other."""
        found = np.concatenate(parts)
        found.setflags(write=False)
        return found


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value
