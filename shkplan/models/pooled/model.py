r"""The pooled model: where a region with few figures goes, by what its sister regions did.

    z = c + d,     c the mean of the class,     d the region's deviation from it

c is known up to the last year of the class and goes on like its last twenty years, with honest doubt; d moves as those of
the sister regions did (:mod:`.dynamics`) and is conditioned on whatever the region itself has published, in any years. One
figure gives the level; two begin to give a slope of its own; with every further one the region's own history takes over.
Given sigma all of it is Gaussian, so the law of any years together is one multivariate Student t in closed form: no
year is filled in, a gap is held from both sides, and paths and laws are the same thing.

The interval holds: what the class may do as a whole, with as many degrees of freedom as it has independent windows, and
how regions part from it. It does not hold: that the region may be of another kind than its class.

References:
    Gelman, A. et al. (2013), Bayesian Data Analysis, ch. 5 (partial pooling); Flyvbjerg, B. (2006), From Nobel Prize to
    project management, PMJ 37(3) (reference classes); measured in ``benchmarks/NOTES-pooled.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from shkplan.base.errors import NotAssessable
from shkplan.base.messages import message
from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray
from shkplan.distributions.marginals import Students
from shkplan.distributions.predictive import Law, Point, StudentT
from shkplan.models.base import IntArray, calendar, measurements
from shkplan.models.pooled.dynamics import counted_from
from shkplan.models.pooled.reference_class import Classes, ReferenceClass
from shkplan.models.pooled.whole import WHOLE_DF

__all__ = ["Pooled", "PooledFit"]

_AHEAD = 5  # years: the horizon at which the shares of region and class in the variance are weighed


@dataclass(frozen=True)
class Pooled:
    """The model, on the scale of the link.

    Attributes:
        classes: what was known of the class, year by year.
        known_to: the last year of which the class may know; default the series' own last year.
    """

    classes: Classes
    known_to: int | None = None

    name = "pooled"
    minimum = 1

    def fit(self, years: npt.ArrayLike, values: npt.ArrayLike) -> PooledFit:
        """The fit to (n,) values on the scale of the class; raises as :meth:`shkplan.models.base.Model.fit`."""
        when, what = measurements(self, years, values)
        last = int(when[-1]) if self.known_to is None else self.known_to
        reference = self.classes.at(last)
        if reference is None:
            raise NotAssessable(message("reason.class_too_young", name=self.classes.name, year=last))
        return PooledFit(when, what, reference)


@dataclass(frozen=True, eq=False)
class PooledFit(ByValue):
    """A region within its class, on the scale of the link.

    Attributes:
        years: (n,) its measured years.
        values: (n,) their values.
        reference: the class.
    """

    years: IntArray
    values: FloatArray
    reference: ReferenceClass

    model = "pooled"

    @cached_property
    def _place(self) -> tuple[float, float]:
        """Where the last figure lies in the class: in standard deviations, and on the scale."""
        mean, _ = self.reference.common(self.years[-1:])
        distance = self.values[-1] - mean[0]
        return float(self.reference.place(np.array([distance]), np.zeros(1))[0]), float(distance)

    @cached_property
    def _scatter(self) -> tuple[float, float]:
        """sigma^2 of the region, and its degrees of freedom."""
        habits = self.reference.dynamics
        bent = float(habits.bent(np.array([self._place[0]]))[0])
        prior = habits.df * habits.scale**2 * bent
        _, here, _, mean, shared, alone = self._arranged(self.years)
        seen = alone + shared / (habits.scale**2 * bent)
        off, seen = self._counted(self.values - mean[here], seen[np.ix_(here, here)])
        if not off.size:
            return prior / habits.df, habits.df
        return float(prior + off @ np.linalg.solve(seen, off)) / (habits.df + off.size), habits.df + off.size

    def _counted(self, off: FloatArray, cov: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Deviations that have a distribution: of levels, those from the last one."""
        if self.reference.dynamics.reverting:
            return off, cov
        return (off - off[-1])[:-1], counted_from(cov, -1)[:-1, :-1]

    def _arranged(self, asked: IntArray) -> tuple[IntArray, IntArray, IntArray, FloatArray, FloatArray, FloatArray]:
        """The calendar of measured and asked years, where these lie in it, and on it: mean and covariance of the class, and of a region."""
        years = np.arange(min(self.years[0], asked[0]), max(self.years[-1], asked[-1]) + 1)
        mean, shared = self.reference.common(years)
        alone = self.reference.dynamics.covariance(years.size)
        return years, self.years - years[0], asked - years[0], mean, shared, alone

    def _moments(self, asked: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """(m,) centre and (m, m) covariance of asked years, and what of it is that of the class."""
        habits, (sigma2, _) = self.reference.dynamics, self._scatter
        years, here, there, mean, shared, alone = self._arranged(asked)
        both, centre, rest = sigma2 * alone + shared, mean.copy(), here
        off = self.values - mean[here]
        if not habits.reverting:
            at = here[-1]
            both, shared = (counted_from(c, at) for c in (both, shared))
            centre, rest, off = mean + off[-1], here[:-1], (off - off[-1])[:-1]
            place, distance = (np.array([one]) for one in self._place)
            centre += habits.tilt(place, distance, (years - self.years[-1]).astype(np.float64))[0]
        gain = np.linalg.solve(both[np.ix_(rest, rest)], both[np.ix_(rest, there)]).T
        left = both[np.ix_(there, there)] - gain @ both[np.ix_(rest, there)]
        return centre[there] + gain @ off, (left + left.T) / 2, shared[np.ix_(there, there)]

    @cached_property
    def df(self) -> float:
        """Degrees of freedom of the sum of region and class, by their shares in the variance five years on.

        1 / df = (1 - share) / df_region + share / df_class: the sum of two Student laws has tails between theirs (its 95 % band is
        within 2 % of the exact one, its 80 % band up to 6 % too narrow, for 3 to 30 degrees of freedom).
        """
        year = np.array([self.years[-1] + _AHEAD])
        _, total, shared = self._moments(year)
        share = float(np.clip(shared[0, 0] / total[0, 0], 0.0, 1.0))
        return 1.0 / ((1.0 - share) / self._scatter[1] + share / WHOLE_DF)

    @property
    def scale(self) -> float:
        """sigma, of the yearly shock of the region."""
        return float(np.sqrt(self._scatter[0]))

    def law(self, year: int) -> Law:
        """The law of one year; a measured year is a Point."""
        if year in self.years:
            return Point(float(self.values[np.searchsorted(self.years, year)]))
        centre, total, _ = self._moments(calendar([year]))
        return StudentT(self.df, float(centre[0]), float(np.sqrt(total[0, 0])))

    def marginals(self, years: npt.ArrayLike) -> Students:
        """The laws of rising years that were not measured, a row each."""
        centre, total, _ = self._moments(calendar(years))
        return Students(self.df, centre, np.sqrt(np.diagonal(total)))

    def paths(self, years: npt.ArrayLike, n_paths: int, rng: np.random.Generator) -> FloatArray:
        """(n_paths, n_years) joint draws; sigma once per path."""
        asked = calendar(years)
        found = np.empty((n_paths, asked.size))
        known = np.isin(asked, self.years)
        found[:, known] = self.values[np.searchsorted(self.years, asked[known])]
        if known.all():
            return found
        centre, total, _ = self._moments(asked[~known])
        stretch = np.sqrt(self.df / rng.chisquare(self.df, n_paths))[:, np.newaxis]
        shocks = rng.standard_normal((n_paths, centre.size)) @ np.linalg.cholesky(total).T
        found[:, ~known] = centre + stretch * shocks
        return found

    def covariance(self, years: npt.ArrayLike) -> FloatArray:
        """(n_years, n_years) of a path, in units of sigma^2; zero for measured years."""
        asked = calendar(years)
        found, new = np.zeros((asked.size, asked.size)), ~np.isin(asked, self.years)
        if new.any():
            found[np.ix_(new, new)] = self._moments(asked[new])[1] / self._scatter[0]
        return found
