"""What a link does to joint paths: a deviation of the driver moves the response, path by path.

See :mod:`shkplan.register.links` for the equations. Each path takes a draw of the coefficients from their normal law, with random
numbers of a stream of its own, so that neither the response nor any other series takes others for it. Where no driver moves, the
response is returned as it is, bit for bit; years of it that were measured, or that a claim fixes, stay.

What the driver's doubt brings to the response is in the response's own paths already. Where these follow the driver's, or the link
holds by definition, the difference is taken path by path; where both were drawn apart it cannot be, since y0 + b (v - x0) would make the
response less certain the better its driver is known. There the mean of the driver moves, and of its spread what exceeds the baseline's;
what a driver that is known better would take off the spread of the response is not claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    """A link that acts on a series, with its driver under the baseline and under the scenario.

    Attributes:
        link: which.
        before, after: the driver.
        together: whether the response's paths follow those of the driver, path by path.
    """

    link: Link
    before: Projection
    after: Projection
    together: bool = False

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
    columns, effects = dict[int, FloatArray](), list[LinkEffect]()
    free = [made.series.value(year) is None and year not in made.fixed for year in made.years]
    for one in sorted(moving, key=lambda each: each.link.id):
        if found := _deviation(one, made, free):
            effects.append(_applied(one, made, columns, found))
    if not effects:
        return made
    by_year = made.paths.T.copy()
    for at, values in columns.items():
        by_year[at] = values
    by_year.setflags(write=False)
    years = tuple(sorted({*made.moved, *(year for effect in effects for year in effect.years)}))
    return replace(made, drawing=by_year.T, moved=years, links=(*made.links, *effects))


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


def _deviation(one: Moving, made: Projection, free: Sequence[bool]) -> dict[int, FloatArray]:
    """Position of a year -> (n_paths,) d of the module's equations; only of years that move."""
    moved, found = _of_driver(one, made.years), dict[int, FloatArray]()
    if not moved:
        return found
    drawn = coefficients(one.link, made.series.region, made.seed, made.n_paths).T
    by_term = dict(zip(one.link.terms, drawn, strict=True))
    carry = by_term.pop("carry", None)
    for at in range(min(moved), len(made.years)):
        parts = [values * moved[at - int(term)] for term, values in by_term.items() if at - int(term) in moved]
        if carry is not None and at - 1 in found:
            parts.append(carry * found[at - 1])
        if free[at] and parts and (total := np.sum(parts, axis=0)).any():
            found[at] = total
    return found


def _of_driver(one: Moving, years: tuple[int, ...]) -> dict[int, FloatArray]:
    """Position of a year -> (n_paths,) deviation of the driver: a difference, or of logarithms; only of years that moved."""
    found = dict[int, FloatArray]()
    for at, year in enumerate(years):
        if year not in one.before.years or year not in one.after.years:
            continue
        x0, x = one.before.path(year), one.after.path(year)
        if np.array_equal(x, x0):
            continue
        logs = one.link.form not in ("difference", "percentage")
        if one.together or one.link.identity is not None:
            found[at] = _log(x, x0, x, x0) if logs else x - x0
        else:
            found[at] = _apart(*((_log(each, 1.0, x, x0) for each in (x, x0)) if logs else (x, x0)))
    return found


def _log(above: FloatArray, below: FloatArray | float, x: FloatArray, x0: FloatArray) -> FloatArray:
    """(n_paths,) log(above / below), 0 where either of x and x0 has no logarithm."""
    known = (x > 0) & (x0 > 0)
    return np.asarray(np.log(np.where(known, above, 1.0) / np.where(known, below, 1.0)))


def _apart(x: FloatArray, x0: FloatArray) -> FloatArray:
    """(n_paths,) what a driver's move brings to paths drawn apart from it: the mean, and the spread beyond the baseline's."""
    shift, spread, usual = np.mean(x - x0), float(np.var(x)), float(np.var(x0))
    beyond = spread - usual
    if beyond <= _NO_WIDER * usual:
        return np.full(x.shape, shift)
    return np.asarray(shift + (x - x.mean()) * np.sqrt(beyond / spread))


_NO_WIDER = 1e-9  # of the variance: rounding


def _applied(
    one: Moving, made: Projection, columns: dict[int, FloatArray], deviation: dict[int, FloatArray]
) -> LinkEffect:
    """The years moved by d, inside the bounds of the response, written into the columns; and what that came to."""
    indicator = made.series.indicator
    low, high = Support(*indicator.bounds, indicator.precision).interval
    inside = np.nextafter(low, np.inf), np.nextafter(high, -np.inf)
    shifts, stopped, touched = list[float](), 0, 0
    for at, d in deviation.items():
        before = columns.get(at, made.paths[:, at])
        wanted = _moved(one.link, before, d)
        kept = np.clip(wanted, *inside)
        columns[at] = np.where(d != 0, kept, before)
        shifts.append(float((columns[at] - before).mean()))
        stopped += int(np.count_nonzero((kept != wanted) & (d != 0)))
        touched += int(np.count_nonzero(d))
    years = tuple(made.years[at] for at in deviation)
    return LinkEffect(one.link, one.driver, years, tuple(shifts), stopped / touched, one.after)


def _moved(link: Link, y: FloatArray, d: FloatArray) -> FloatArray:
    """(n_paths,) values moved by d, as the form of the link has it."""
    if link.form == "difference":
        return y + d
    if link.form == "growth":
        return (_ALL + y) * np.exp(d) - _ALL
    return np.asarray(y * np.exp(d / _ALL if link.form == "percentage" else d))
