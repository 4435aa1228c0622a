r"""What the simple models have in common: closed form and paths, side by side.

Drift, line and level are one sentence with three fillings. Given the data and sigma, the years not measured are

    z = m + sigma (S a + e),     a ~ N(0, I),   e ~ N(0, C)

where m is the best guess, a the error of the estimated parameters (S: how a year feels it) and e what the process
itself still adds or, in a gap, leaves open (C). Under the reference prior p(parameters, sigma) ~ 1 / sigma [1]_ the
data leave sigma^2 ~ df s^2 / chi^2(df). One year alone is then exactly Student t:

    z(year) ~ t(df, m, s sqrt(C + S S')),

and a joint path is drawn by drawing sigma and a once per path, then e. Redrawing a every year, or not at all, is the
classic mistake: bands of sums come out too narrow.

A model is therefore three functions of the years that are not measured: ``centre`` m, ``sensitivity`` S, ``noise`` C.

References:
    .. [1] Zellner, A. (1971). An Introduction to Bayesian Inference in Econometrics. Wiley, ch. III.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray
from shkplan.distributions.marginals import Students
from shkplan.distributions.predictive import Law, Point, StudentT
from shkplan.models.base import IntArray, calendar

__all__ = ["ConjugateFit"]


@dataclass(frozen=True, eq=False)
class ConjugateFit(ByValue, ABC):
    """A fit whose law is Student t in every year that was not measured.

    Attributes:
        years: (n,) the measured years.
        values: (n,) their values on the link scale.
        df: degrees of freedom of sigma.
        scale: s, the posterior scale of sigma.
    """

    model: ClassVar[str]
    years: IntArray
    values: FloatArray
    df: float
    scale: float

    @abstractmethod
    def centre(self, years: IntArray) -> FloatArray:
        """m: (n_years,) the best guess."""

    @abstractmethod
    def sensitivity(self, years: IntArray) -> FloatArray:
        """S: (n_years, n_parameters) how each year feels the independent standard errors of the parameters."""

    @abstractmethod
    def noise(self, years: IntArray) -> FloatArray:
        """C: (n_years, n_years) of what the process adds once parameters and data are given, in units of sigma^2."""

    def law(self, year: int) -> Law:
        """The law of one year: Point if measured, else Student t."""
        asked = calendar([year])
        position = int(np.searchsorted(self.years, year))
        if position < self.years.size and self.years[position] == year:
            return Point(float(self.values[position]))
        alone = self.marginals(asked)
        return StudentT(self.df, float(alone.loc[0]), float(alone.scale[0]))

    def marginals(self, years: npt.ArrayLike) -> Students:
        """The laws of rising years that were not measured, a row each."""
        asked = calendar(years)
        variance = np.diagonal(self.noise(asked)) + np.sum(self.sensitivity(asked) ** 2, axis=1)
        return Students(self.df, self.centre(asked), self.scale * np.sqrt(variance))

    def paths(self, years: npt.ArrayLike, n_paths: int, rng: np.random.Generator) -> FloatArray:
        """Joint draws, (n_paths, n_years); the same seed and years give paths that are comparable across series."""
        asked = calendar(years)
        measured = np.isin(asked, self.years)
        unknown = asked[~measured]
        by_year = np.empty((asked.size, n_paths))
        by_year[measured] = self.values[np.searchsorted(self.years, asked[measured]), np.newaxis]

        feels, root = self.sensitivity(unknown), np.linalg.cholesky(self.noise(unknown))
        sigma = self.scale * np.sqrt(self.df / rng.chisquare(self.df, n_paths))
        drawn = feels @ rng.standard_normal((n_paths, feels.shape[1])).T
        drawn += root @ rng.standard_normal((n_paths, unknown.size)).T
        drawn *= sigma
        drawn += self.centre(unknown)[:, np.newaxis]
        by_year[~measured] = drawn
        return by_year.T

    def covariance(self, years: npt.ArrayLike) -> FloatArray:
        """(n_years, n_years) of a path given data and parameters, in units of sigma^2; zero for measured years."""
        asked = calendar(years)
        unknown = ~np.isin(asked, self.years)
        covariance = np.zeros((asked.size, asked.size))
        covariance[np.ix_(unknown, unknown)] = self.noise(asked[unknown])
        return covariance
