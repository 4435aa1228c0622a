"""What a link does to joint paths: a deviation of the driver moves the response, path by path.

See :mod:`shkplan.register.links` for the equations. Each path takes a draw of the coefficients from their normal law, with random
numbers of a stream of its own, so that neither the response nor any other series takes others for it. Where no driver moves, the
response is returned as it is, bit for bit; years of it that were measured, or that a claim fixes, stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from shkplan.distributions.links import FloatArray, Support
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.drawing import generator
from shkplan.forecast.projection import Projection
from shkplan.register.links import Link

__all__ = ["LinkEffect", "Moving", "as_chosen", "coefficients", "linked_to"]

_STREAM = "link"  # keeps its random numbers apart from those of series
_ALL = 100.0  # %


@dataclass(frozen=True)
class Moving:
    """A link that acts on a series, with its driver under the baseline and under the scenario."""

    link: Link
    before: Projection
    after: Projection

    @property
    def driver(self) -> AnnualSeries:
        return self.after.series


@dataclass(frozen=True)
class LinkEffect:
    """What a link did to a projection.

    Attributes:
        link: which.
        driver: the series that moved.
        years: the years of the response that it moved.
        shift: (n_years,) the mean change of each, in the unit of the response.
        at_bound: the share of moved values that a bound stopped.
        after: the driver as it moved, path beside path of the response.
    """

    link: Link
    driver: AnnualSeries
    years: tuple[int, ...]
    shift: tuple[float, ...]
    at_bound: float = 0.0
    after: Projection | None = field(default=None, repr=False, compare=False)


def linked_to(made: Projection, moving: Iterable[Moving]) -> Projection:
    """The projection of a series moved by the links of drivers that moved; itself where none did.

    Args:
        made: as its own claims leave it.
        moving: the active links into it; of a driver that did not move nothing comes.
    """
    paths, effects = made.paths, list[LinkEffect]()
    free = np.array([made.series.value(year) is None and year not in made.fixed for year in made.years])
    for one in sorted(moving, key=lambda each: each.link.id):
        found = _deviation(one, made, free)
        if found.any():
            paths, effect = _applied(one, paths, found, made)
            effects.append(effect)
    if not effects:
        return made
    paths.setflags(write=False)
    years = tuple(sorted({*made.moved, *(year for effect in effects for year in effect.years)}))
    return replace(
        made,
        drawing=paths,
        moved=years,
        links=(*made.links, *effects),
        before=made.before or made,
        origin=made.origin or made,
    )


def coefficients(link: Link, region: str, seed: int, n_paths: int) -> FloatArray:
    """(n_paths, n_terms) draws of the coefficients of a link; what stays of a deviation lies between 0 and 1."""
    covariance = np.array(link.covariance)
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    drawn = generator(seed, _STREAM, link.id, region).standard_normal((n_paths, len(link.terms)))
    found = np.asarray(link.coefficients) + drawn @ root.T
    for at, term in enumerate(link.terms):
        if term == "carry":
            found[:, at] = np.clip(found[:, at], 0.0, 1.0)
    return np.asarray(found, dtype=np.float64)


def as_chosen(after: Projection, before: Projection, beside: Projection) -> Projection:
    """The moved driver with its paths chosen as those of its baseline were that a series follows.

    Own figures of a follower choose among the paths of what it follows (:mod:`shkplan.forecast.agreeing`); the scenario keeps
    that choice, so that each path of the driver stands beside the path of the response that follows it.

    Args:
        after: the driver under the scenario.
        before: its baseline.
        beside: the baseline as it is followed; the same where nothing chose.
    """
    if beside is before or beside.agreement is None:
        return after
    year = max(beside.years, key=lambda each: float(np.ptp(before.path(each))) if each in before.years else 0.0)
    order = np.argsort(before.path(year), kind="stable")
    chosen = order[np.minimum(np.searchsorted(before.path(year)[order], beside.path(year)), order.size - 1)]
    paths = after.paths[chosen]
    paths.setflags(write=False)
    return replace(after, agreement=beside.agreement, drawing=paths)


def _deviation(one: Moving, made: Projection, free: np.ndarray) -> FloatArray:
    """(n_paths, n_years) d of the module's equations; zero until the driver first moves, and in years that stay."""
    moved = _of_driver(one, made.years)
    found = np.zeros((made.n_paths, len(made.years)))
    if not moved.any():
        return found
    by_term = dict(
        zip(one.link.terms, coefficients(one.link, made.series.region, made.seed, made.n_paths).T, strict=True)
    )
    carry = by_term.pop("carry", np.zeros(made.n_paths))
    for at in range(len(made.years)):
        if not free[at]:
            continue
        found[:, at] = carry * found[:, at - 1] if at else 0.0
        for term, values in by_term.items():
            if at >= int(term):
                found[:, at] += values * moved[:, at - int(term)]
    return found


def _of_driver(one: Moving, years: tuple[int, ...]) -> FloatArray:
    """(n_paths, n_years) deviation of the driver: a difference, or of logarithms; zero in years that either has not."""
    found = np.zeros((one.after.n_paths, len(years)))
    for at, year in enumerate(years):
        if year not in one.before.years or year not in one.after.years:
            continue
        x0, x = one.before.path(year), one.after.path(year)
        if x is x0 or np.array_equal(x, x0):
            continue
        if one.link.form in ("difference", "percentage"):
            found[:, at] = x - x0
        else:
            found[:, at] = np.where((x > 0) & (x0 > 0), np.log(np.maximum(x, _TINY) / np.maximum(x0, _TINY)), 0.0)
    return found


_TINY = np.finfo(np.float64).tiny


def _applied(one: Moving, paths: FloatArray, d: FloatArray, made: Projection) -> tuple[FloatArray, LinkEffect]:
    """The paths moved by d, inside the bounds of the response."""
    form = one.link.form
    if form == "difference":
        wanted = paths + d
    elif form == "growth":
        wanted = (_ALL + paths) * np.exp(d) - _ALL
    else:
        wanted = paths * np.exp(d / _ALL if form == "percentage" else d)
    indicator = made.series.indicator
    low, high = Support(*indicator.bounds, indicator.precision).interval
    kept = np.clip(wanted, np.nextafter(low, np.inf), np.nextafter(high, -np.inf))
    touched = d != 0
    found = np.where(touched, kept, paths)
    columns = touched.any(axis=0)
    years = tuple(year for year, moved in zip(made.years, columns, strict=True) if moved)
    shift = (found - paths)[:, columns].mean(axis=0)
    stopped = float((kept != wanted)[touched].mean())
    return found, LinkEffect(one.link, one.driver, years, tuple(float(x) for x in shift), stopped, one.after)
