"""The contract between the models and the rest of the house.

A model sees a series and nothing else: ``years``, whole calendar years that rise, with gaps where nothing was
measured; ``values`` in their unit; and the ``support`` in which such a value can lie. It gives back a :class:`Fit`,
which answers in the same unit for any year, asked alone (``law``) or together with others (``draws``):

* a measured year has its measured value, exactly, whatever the model would have said;
* a year in a gap is held from both sides;
* years before the first and after the last have honest laws too.

Most models know one scale only, on which the whole real line is allowed (:class:`ScaleModel`, :class:`ScaleFit`);
:mod:`shkplan.models.transformed` puts them on the link that fits the support. The default model averages over scales and
therefore takes the support as it is.

A series that a model cannot be fitted to is not an error of the program but an answer, ``NotAssessable``, with its
reason. Nothing falls back in silence on another model.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from shkplan.base.errors import NotAssessable
from shkplan.base.messages import message, said
from shkplan.distributions.links import LINE, FloatArray, IntArray, LinkName, Support
from shkplan.distributions.marginals import Marginals, Students
from shkplan.distributions.predictive import Law

if TYPE_CHECKING:
    from shkplan.models.draws import Draws


__all__ = [
    "CommonFit",
    "Declared",
    "Fit",
    "IntArray",
    "Model",
    "ScaleFit",
    "ScaleModel",
    "beyond_arithmetic",
    "calendar",
    "measurements",
    "scale_of",
]

# Scatter below this share of the values is what floating point leaves of a perfectly regular series.
_ROUNDING = 1e-12
LARGEST = 1e100  # in size; squares of values stay numbers of a computer, and so do their sums and products


class Declared(Protocol):
    """What a model says of itself before it has seen a series."""

    @property
    def name(self) -> str:
        """ASCII, as in ``MODELS``; its words stand in the catalogue under ``model.<name>``."""

    @property
    def minimum(self) -> int:
        """The fewest measured years it can be fitted to."""


class Fit(Protocol):
    """What a model has learned from one series; a frozen value, in the unit of the series."""

    @property
    def model(self) -> str:
        """The name of the model."""

    @property
    def link(self) -> str:
        """The scale on which its paths move, or the scales, with commas."""

    @property
    def holds_choice(self) -> bool:
        """Whether its laws also hold the doubt which of several models, and which scale, is right."""

    @property
    def reference(self) -> object | None:
        """The reference class it borrowed from; None where it knows its own series alone."""

    @property
    def years(self) -> IntArray:
        """(n,) the measured years."""

    @property
    def values(self) -> FloatArray:
        """(n,) their values."""

    @property
    def df(self) -> float:
        """Degrees of freedom: how much the series tells about its own scatter."""

    @property
    def scale(self) -> float:
        """s, the estimate of the scatter sigma of one step on the scale of the model."""

    def law(self, year: int) -> Law:
        """The law of one year; a measured year is a Point."""

    def marginals(self, years: npt.ArrayLike) -> Marginals:
        """The laws of rising years that were not measured, a row each."""

    def quantiles(self, years: npt.ArrayLike, probs: npt.ArrayLike) -> FloatArray:
        """(n_years, n_probs) quantiles of the laws of rising ``years`` at probabilities strictly between 0 and 1.

        A measured year has its value at every probability.
        """

    def draws(self, years: npt.ArrayLike, n_paths: int, rng: np.random.Generator) -> Draws:
        """Joint paths of the rising ``years`` that a claim can move; the parameters are drawn once per path."""

    def paths(self, years: npt.ArrayLike, n_paths: int, rng: np.random.Generator) -> FloatArray:
        """The paths alone, (n_paths, n_years)."""


class CommonFit(ABC):
    """What every fit answers in the same manner, once it can tell the laws of years that were not measured."""

    years: IntArray
    values: FloatArray

    @property
    def reference(self) -> object | None:
        """The reference class it borrowed from; None: most know their own series alone."""
        return None

    @abstractmethod
    def marginals(self, years: npt.ArrayLike) -> Marginals:
        """As in :class:`Fit`."""

    @abstractmethod
    def draws(self, years: npt.ArrayLike, n_paths: int, rng: np.random.Generator) -> Draws:
        """As in :class:`Fit`."""

    def quantiles(self, years: npt.ArrayLike, probs: npt.ArrayLike) -> FloatArray:
        """(n_years, n_probs) quantiles; as in :class:`Fit`."""
        asked, p = calendar(years), np.atleast_1d(np.asarray(probs, dtype=np.float64))
        if not np.all((p > 0.0) & (p < 1.0)):
            raise ValueError(
                said(
                    "found probs {probs}, expected shares strictly between 0 and 1, such as 0.8 for 80 %",
                    probs=p.tolist(),
                )
            )
        known = np.isin(asked, self.years)
        found = np.empty((asked.size, p.size))
        found[known] = self.values[np.searchsorted(self.years, asked[known])][:, np.newaxis]
        if not known.all():
            found[~known] = self.marginals(asked[~known]).quantiles(p)
        return found

    def paths(self, years: npt.ArrayLike, n_paths: int, rng: np.random.Generator) -> FloatArray:
        """(n_paths, n_years) joint paths; measured years stand as measured."""
        return self.draws(years, n_paths, rng).paths


class Model(Declared, Protocol):
    """A way to learn from a series."""

    def fit(self, years: npt.ArrayLike, values: npt.ArrayLike, support: Support = LINE, link: LinkName = "auto") -> Fit:
        """The fit to a series.

        Args:
            years: (n,) rising whole calendar years, gaps allowed.
            values: (n,) in their unit.
            support: where a value can lie.
            link: the scale; "auto" leaves it to the support.

        Raises:
            ValueError: the arrays are not such a series, or the scale cannot hold a value.
            NotAssessable: the series is too short for this model, or without any scatter around it.
        """


class ScaleFit(Protocol):
    """What a model of one scale has learned, on that scale throughout."""

    @property
    def model(self) -> str:
        """The name of the model."""

    @property
    def years(self) -> IntArray:
        """(n,) the measured years."""

    @property
    def df(self) -> float:
        """As in :class:`Fit`."""

    @property
    def scale(self) -> float:
        """As in :class:`Fit`."""

    def law(self, year: int) -> Law:
        """The law of one year; a measured year is a Point."""

    def marginals(self, years: npt.ArrayLike) -> Students:
        """The laws of rising years that were not measured, a row each."""

    def paths(self, years: npt.ArrayLike, n_paths: int, rng: np.random.Generator) -> FloatArray:
        """Joint draws of the rising ``years``, (n_paths, n_years); the parameters are drawn once per path."""

    def covariance(self, years: npt.ArrayLike) -> FloatArray:
        """(n_years, n_years) of a path given data and parameters, in units of sigma^2; zero for measured years."""


class ScaleModel(Declared, Protocol):
    """A model of one scale, on which the whole real line is allowed."""

    def fit(self, years: npt.ArrayLike, values: npt.ArrayLike) -> ScaleFit:
        """The fit to (n,) values on that scale; raises as :meth:`Model.fit`."""


def calendar(years: npt.ArrayLike) -> IntArray:
    """CommonFit calendar years that rise, as a read-only array of its own.

    Raises:
        ValueError: years that are no whole numbers, or out of order, or twice there.
    """
    found = np.array(years)
    if found.ndim != 1 or (found.size and found.dtype.kind not in "iu"):
        raise ValueError(
            said(
                "found years of type {dtype} and shape {shape}, expected a list of whole numbers such as [2020, "
                "2021, 2023]. Pass int; a missing year is left out",
                dtype=found.dtype,
                shape=found.shape,
            )
        )
    if not np.all(np.diff(found) > 0):
        where = int(np.argmin(np.diff(found) > 0))
        raise ValueError(
            said(
                "year {before} is followed by {after}. Sort the years and name each once",
                before=found[where],
                after=found[where + 1],
            )
        )
    found = found.astype(np.int64)
    found.flags.writeable = False
    return found


def measurements(model: Declared, years: npt.ArrayLike, values: npt.ArrayLike) -> tuple[IntArray, FloatArray]:
    """A series that the model can be fitted to, as read-only arrays of its own; the check that all models share.

    Raises:
        ValueError: lengths that differ, years that do not rise, values that are not finite or too large for arithmetic.
        NotAssessable: fewer measured years than ``model.minimum``.
    """
    when, what = calendar(years), np.array(values, dtype=np.float64)
    if what.shape != when.shape:
        raise ValueError(
            said(
                "found {size} years and values of shape {shape}. Give one value for each year",
                size=when.size,
                shape=what.shape,
            )
        )
    if not np.all(np.isfinite(what)):
        year = when[~np.isfinite(what)][0]
        raise ValueError(
            said("the value of {year} is not a finite number. Leave a year out where nothing was measured", year=year)
        )
    if odd := beyond_arithmetic(what):
        raise ValueError(odd)
    if when.size < model.minimum:
        words = message(f"model.{model.name}")
        raise NotAssessable(message("reason.too_few_points", model=words, n=when.size, minimum=model.minimum))
    what.flags.writeable = False
    return when, what


def beyond_arithmetic(values: FloatArray) -> str:
    """Why sums of squares of finite values are no numbers of a computer; empty where they are."""
    largest = float(np.max(np.abs(values), initial=0.0))
    if largest == 0.0 or 1.0 / LARGEST <= largest <= LARGEST:
        return ""
    return said(
        "found {largest:g} as the largest value, expected values of {low:g} to {high:g} in size. Choose another unit",
        largest=largest,
        low=1.0 / LARGEST,
        high=LARGEST,
    )


def scale_of(model: Declared, residuals: FloatArray, df: int, values: FloatArray) -> float:
    """The posterior scale of sigma, s = sqrt(sum of squared residuals / df).

    Args:
        model: who asks, for the wording of a refusal.
        residuals: what the model leaves unexplained, each of variance sigma^2.
        df: residuals less estimated parameters.
        values: (n,) the series, the measure of what counts as rounding.

    Raises:
        NotAssessable: a perfectly regular series says nothing about its own uncertainty. A scale of zero would turn
            the probability of any target into a certainty.
    """
    scale = float(np.sqrt(np.sum(residuals**2) / df))
    if scale <= _ROUNDING * float(np.max(np.abs(values))):
        raise NotAssessable(message("reason.no_spread", model=message(f"model.{model.name}")))
    return scale
