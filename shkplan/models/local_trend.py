r"""Local linear trend: a line whose level and slope wander, seen through the scatter of the year.

    z_t = level_t + eps_t,     level_{t+1} = level_t + slope_t + eta_t,     slope_{t+1} = slope_t + zeta_t

with independent normal shocks of variances sigma^2 ((1 - q)(1 - r), (1 - q) r, q) and a start that is unknown (flat
prior) [1]_. The corners are the other models of this house: q = 0, r = 0 is the straight line, q = 0, r = 1 the random
walk with drift; q = 1 lets only the slope move. Shapes: r from 0 to 1, q from 0 to 1, most of them at small q, where
yearly series live; averaged as in :mod:`shkplan.models.lattice_average`. At one shape the forecast is the one of
``UnobservedComponents(level="local linear trend")`` with an exact diffuse start; a test holds it to that.

What else is known may enter as regressors, z_t - sum_j c_j x_jt being the line that wanders; the coefficients c_j are
unknown (flat prior) and each takes one degree of freedom. The x are numbers of the model, not of the series: a mapping of
year to value each, which must tell every measured year and every year asked. Values of years to come are the caller's
supposition, a scenario path, and a year that is not told makes the question not assessable; nothing is filled in.

The interval holds: the years to come, the uncertainty of level, slope, coefficients, scale and of the shares of the
variances (averaged, then brought to one Student t). It does not hold: model choice (a trend that fades), breaks, errors
of measurement beyond the scatter, and any doubt about the regressors, above all about their future. On few points it is
the widest model here, since nothing pulls its slope anywhere.

References:
    .. [1] Durbin, J. and Koopman, S. (2012). Time Series Analysis by State Space Methods, 2nd ed. Oxford, sec. 3.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shkplan.base.errors import NotAssessable
from shkplan.base.messages import message, said
from shkplan.distributions.links import FloatArray
from shkplan.models.base import IntArray, measurements
from shkplan.models.lattice import Lattice, Reached, straight
from shkplan.models.lattice_average import AveragedFit, averaged

__all__ = ["LocalTrend", "LocalTrendFit"]


Told = Mapping[str, Mapping[int, float]]  # name of a regressor -> year -> value


class LocalTrend:
    """The model; two degrees of freedom are the fewest that give an interval worth printing.

    Args:
        regressors: name -> year -> value, in any unit; measured years and all that will be asked.
    """

    name = "local-trend"

    def __init__(self, regressors: Told | None = None) -> None:
        self.regressors = {name: dict(told) for name, told in (regressors or {}).items()}
        wrong = [name for name, told in self.regressors.items() if not np.all(np.isfinite(list(told.values())))]
        if wrong:
            raise ValueError(
                said(
                    "a value of the regressor {wrong} is not a finite number. Leave out a year not known",
                    wrong=repr(wrong[0]),
                )
            )

    @property
    def minimum(self) -> int:
        return 4 + len(self.regressors)

    def fit(self, years: npt.ArrayLike, values: npt.ArrayLike) -> LocalTrendFit:
        """The fit to a series on the link scale; see :meth:`shkplan.models.base.ScaleModel.fit`.

        Raises:
            NotAssessable: besides, a regressor that does not tell a measured year, or that a line can stand for.
        """
        years, values = measurements(self, years, values)
        lattice = Regressed(_TRENDS, self.regressors, years) if self.regressors else _TRENDS
        return averaged(self, LocalTrendFit, lattice, years, values)


@dataclass(frozen=True, eq=False)
class LocalTrendFit(AveragedFit):
    """A wandering line, averaged over how level and slope share the variance."""

    model = LocalTrend.name

    @property
    def shares(self) -> tuple[float, float, float]:
        """Shares of the variance of scatter, level and slope at the heaviest shape."""
        trends = self.lattice.trends if isinstance(self.lattice, Regressed) else self.lattice
        assert isinstance(trends, Trends)
        scatter, level, slope = trends.shares[self.likeliest]
        return float(scatter), float(level), float(slope)

    def _at(self, years: IntArray) -> Reached:
        if isinstance(self.lattice, Regressed):
            self.lattice.known(years)
        return super()._at(years)


class Trends(Lattice):
    """All combinations of r, the level's share, and q, the slope's."""

    def __init__(self, r: npt.ArrayLike, q: npt.ArrayLike) -> None:
        level, slope = (x.ravel() for x in np.meshgrid(np.asarray(r), np.asarray(q), indexing="ij"))
        self.shares = np.column_stack(((1 - slope) * (1 - level), (1 - slope) * level, slope))
        self.states = np.full(len(self.shares), 2)
        self.log_prior = np.zeros(len(self.shares))

    def design(self, steps: IntArray) -> FloatArray:
        return straight(steps, len(self.shares))

    def kernel(self, n: int) -> FloatArray:
        level = np.tril(np.ones((n, n)), -1)  # a shock stays from the next year on
        slope = level @ level  # and one of the slope adds up from the year after
        parts = np.stack((np.eye(n), level @ level.T, slope @ slope.T))
        return np.tensordot(self.shares, parts, 1)


class Regressed(Lattice):
    """The same, around a sum of regressors; they are parameters, so that a path draws their coefficients once."""

    def __init__(self, trends: Trends, regressors: Told, measured: IntArray) -> None:
        self.trends, self.regressors, self.first = trends, regressors, int(measured[0])
        self.states, self.log_prior = trends.states, trends.log_prior
        self.known(measured)
        x = np.array([[told[year] for told in regressors.values()] for year in measured.tolist()])
        self.middle, self.spread = x.mean(axis=0), np.maximum(np.ptp(x, axis=0), np.finfo(np.float64).tiny)
        line = np.column_stack((np.ones(measured.size), measured - measured.mean()))
        whole = np.column_stack((line / np.linalg.norm(line, axis=0), (x - self.middle) / self.spread))
        if np.linalg.matrix_rank(whole, tol=_ALIKE) < whole.shape[1]:
            raise NotAssessable(message("reason.regressor_alike", names=", ".join(regressors)))

    def known(self, years: IntArray) -> None:
        """Refuse years that a regressor does not tell."""
        for name, told in self.regressors.items():
            absent = [year for year in years.tolist() if year not in told]
            if absent:
                raise NotAssessable(message("reason.regressor_unknown", name=name, year=str(absent[0])))

    def design(self, steps: IntArray) -> FloatArray:
        """Columns of a line, then the regressors; a year that nobody asks for counts as the mean."""
        x = np.array(
            [
                [
                    told.get(self.first + step, mean)
                    for told, mean in zip(self.regressors.values(), self.middle, strict=True)
                ]
                for step in steps.tolist()
            ]
        )
        scaled = (x - self.middle) / self.spread
        wide = np.broadcast_to(scaled, (self.states.size, *scaled.shape))
        return np.concatenate((self.trends.design(steps), wide), axis=-1)

    def kernel(self, n: int) -> FloatArray:
        return self.trends.kernel(n)


_ALIKE = 1e-9  # smaller singular values mean that a line, or another regressor, says the same
_TRENDS = Trends(r=[0.0, 0.05, 0.2, 0.5, 0.8, 1.0], q=[0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0])
