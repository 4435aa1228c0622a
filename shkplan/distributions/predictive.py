"""Predictive laws: what is known about one number, as a value.

A forecast is a law, and every figure of a report (a median, a band, a chance) is a question asked of it::

    StudentT(df, loc, scale)    an estimate whose own uncertainty is estimated too
    Point(value)                a measured year
    Linked(law, link)           a law of z, seen as a law of the quantity x = g^-1(z)
    Mixture(laws)               several answers, each as likely as another
    Empirical(sample)           what simulated paths say

``cdf`` is P(X <= x), ``sf`` is P(X > x). "The target is reached" includes the target itself; that question is
``prob``, and it differs from ``sf`` wherever a law has weight on a single number.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import integrate, special

from shkplan.base.errors import ParameterError
from shkplan.base.given import is_list
from shkplan.base.messages import said
from shkplan.base.shown import shown
from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray, Identity, LinkFunction
from shkplan.distributions.marginals import inverted

Direction = Literal["at_least", "at_most"]
Size = int | tuple[int, ...]

_GRID = special.ndtr(np.linspace(-3.5, 3.5, 15))  # where a mixture looks at its parts before it is inverted
_FAR = 1e150

__all__ = ["Direction", "Empirical", "Law", "Linked", "Mixture", "Point", "StudentT", "ends", "probs_of"]


class Law(ABC):
    """The law of one number; ``cdf``, ``sf``, ``at_least`` and ``ppf`` take arrays and answer in their shape."""

    @property
    @abstractmethod
    def support(self) -> tuple[float, float]:
        """The smallest interval that holds all the weight."""

    @abstractmethod
    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        """P(X <= x)."""

    @abstractmethod
    def sf(self, x: npt.ArrayLike) -> FloatArray:
        """P(X > x), computed directly, so that a small tail keeps its digits."""

    @abstractmethod
    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        """The quantile: the smallest x with P(X <= x) >= p."""

    @abstractmethod
    def expectation(self, function: Callable[[FloatArray], FloatArray]) -> float:
        """The mean of a bounded function of X; ``function`` takes arrays."""

    def nodes(self, p: FloatArray) -> FloatArray:
        """Rising numbers at about these rising probabilities, or more of them: where a search for quantiles looks first."""
        return self.ppf(p)

    def mean(self) -> float:
        """The mean; nan where there is none, inf where it is infinite."""
        return self.expectation(_numbers)

    def draw(self, rng: np.random.Generator, size: Size) -> FloatArray:
        """Independent draws, an array of the shape ``size``; one uniform number each, so that laws can share them."""
        return self.ppf(rng.uniform(np.finfo(np.float64).tiny, 1.0, size))

    def at_least(self, x: npt.ArrayLike) -> FloatArray:
        """P(X >= x); the same as ``sf`` where no single number has weight."""
        return self.sf(x)

    def prob(self, direction: Direction, number: float) -> float:
        """The probability that the number is reached: X >= number or X <= number, equality included.

        Raises:
            ValueError: a direction that is neither "at_least" nor "at_most".
        """
        match direction:
            case "at_least":
                return float(self.at_least(number))
            case "at_most":
                return float(self.cdf(number))
            case _:
                raise ValueError(
                    said("no direction {direction}. Say 'at_least' or 'at_most'", direction=repr(direction))
                )

    @property
    def median(self) -> float:
        """The number that X exceeds with probability one half."""
        return float(self.ppf(0.5))

    def interval(self, level: float) -> tuple[float, float]:
        """The central interval that holds X with probability ``level``.

        Raises:
            ValueError: a level outside (0, 1); 80 % is 0.8.
        """
        low, high = self.ppf(ends(level))
        return float(low), float(high)


@dataclass(frozen=True)
class StudentT(Law):
    """Student's t: loc + scale * t(df). The scale is no standard deviation; that is scale * sqrt(df / (df - 2))."""

    df: float
    loc: float
    scale: float

    def __post_init__(self) -> None:
        if not (self.df > 0 and 0 < self.scale < math.inf and math.isfinite(self.loc)):
            raise ValueError(
                said(
                    "found {law}; expected df > 0, a finite loc and a finite scale > 0. A number known exactly is a "
                    "Point",
                    law=self,
                )
            )

    @property
    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return special.stdtr(self.df, (_numbers(x) - self.loc) / self.scale).astype(np.float64)

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        return special.stdtr(self.df, (self.loc - _numbers(x)) / self.scale).astype(np.float64)

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        share = _numbers(p)
        standard = np.where(share == 0.0, -math.inf, special.stdtrit(self.df, share))  # scipy has +inf at 0
        return np.add(self.loc, self.scale * standard)

    def expectation(self, function: Callable[[FloatArray], FloatArray]) -> float:
        # Over p, not x: the integrand is bounded however narrow or heavy the law, and tanh-sinh likes steep ends.
        def integrand(p: FloatArray) -> FloatArray:
            return function(self.ppf(p))

        return float(integrate.tanhsinh(integrand, 0.0, 1.0).integral)

    def mean(self) -> float:
        return self.loc if self.df > 1 else math.nan


@dataclass(frozen=True)
class Point(Law):
    """A number that is known, such as a measured year: all weight on one value."""

    value: float

    @property
    def support(self) -> tuple[float, float]:
        return self.value, self.value

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return np.less_equal(self.value, x).astype(np.float64)

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        return np.greater(self.value, x).astype(np.float64)

    def at_least(self, x: npt.ArrayLike) -> FloatArray:
        return np.greater_equal(self.value, x).astype(np.float64)

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return np.full(np.shape(p), self.value)

    def expectation(self, function: Callable[[FloatArray], FloatArray]) -> float:
        return float(function(np.asarray(self.value)))


@dataclass(frozen=True)
class Linked(Law):
    """The law of x = link.inverse(z) where z has a law on the link scale; exact, since a link only ever rises.

    Numbers are compared on the link scale, where a measured value stands as ``link.forward`` put it. At an open bound
    itself there is no weight: whether a share *prints* as 100.0 % is ``prob("at_least", 100 - precision / 2)``.
    """

    law: Law
    link: LinkFunction

    @property
    def support(self) -> tuple[float, float]:
        low, high = self.law.support
        return float(self.link.inverse(low)), float(self.link.inverse(high))

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return self.law.cdf(self.link.extended(x))

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        return self.law.sf(self.link.extended(x))

    def at_least(self, x: npt.ArrayLike) -> FloatArray:
        return self.law.at_least(self.link.extended(x))

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        return self.link.inverse(self.law.ppf(p))

    def expectation(self, function: Callable[[FloatArray], FloatArray]) -> float:
        return self.law.expectation(lambda z: function(self.link.inverse(z)))

    def mean(self) -> float:
        if isinstance(self.link, Identity):
            return self.law.mean()
        if math.isinf(self.law.support[1]) and math.isinf(self.link.support[1]):
            return math.inf  # the unbounded law here is Student's, and no power tail survives an exponential
        return self.law.expectation(self.link.inverse)


@dataclass(frozen=True)
class Mixture(Law):
    """The law of X when it follows one of several continuous laws, each as likely as another."""

    laws: tuple[Law, ...]

    @property
    def support(self) -> tuple[float, float]:
        lows, highs = zip(*(law.support for law in self.laws), strict=True)
        return min(lows), max(highs)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return np.asarray(np.mean([law.cdf(x) for law in self.laws], axis=0))

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        return np.asarray(np.mean([law.sf(x) for law in self.laws], axis=0))

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        share = _numbers(p)
        inside = (share > 0.0) & (share < 1.0)
        found = np.where(share <= 0.0, self.support[0], np.where(share >= 1.0, self.support[1], math.nan))
        if inside.any():
            asked = share[inside]
            grid = np.union1d(_GRID, [asked.min(), asked.max()])  # its quantiles lie between those of the parts
            nodes = np.sort(np.concatenate([law.nodes(grid) for law in self.laws]))[np.newaxis]
            found[inside] = inverted(self.cdf, np.clip(nodes, -_FAR, _FAR), asked)[0]
        return np.asarray(found)

    def expectation(self, function: Callable[[FloatArray], FloatArray]) -> float:
        return float(np.mean([law.expectation(function) for law in self.laws]))

    def mean(self) -> float:
        return float(np.mean([law.mean() for law in self.laws]))


@dataclass(frozen=True, eq=False)
class Empirical(ByValue, Law):
    """The law that gives each number of a sample the same weight.

    A sample of M never shows a chance below 1/M; who states one from it writes (k + 1/2) / (M + 1).
    """

    sample: FloatArray

    def __post_init__(self) -> None:
        ordered = np.sort(np.asarray(self.sample, dtype=np.float64), axis=None)
        if ordered.size == 0 or np.isnan(ordered[-1]):
            raise ValueError(said("an empirical law needs at least one number, and numbers only. Drop what is missing"))
        ordered.flags.writeable = False
        object.__setattr__(self, "sample", ordered)

    @property
    def support(self) -> tuple[float, float]:
        return float(self.sample[0]), float(self.sample[-1])

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return np.searchsorted(self.sample, _numbers(x), side="right") / self.sample.size

    def sf(self, x: npt.ArrayLike) -> FloatArray:
        return (self.sample.size - np.searchsorted(self.sample, _numbers(x), side="right")) / self.sample.size

    def at_least(self, x: npt.ArrayLike) -> FloatArray:
        return (self.sample.size - np.searchsorted(self.sample, _numbers(x), side="left")) / self.sample.size

    def ppf(self, p: npt.ArrayLike) -> FloatArray:
        # Of numpy's quantiles the one that inverts the share <=; interpolation would invent values between atoms.
        return np.asarray(np.quantile(self.sample, _numbers(p), method="inverted_cdf"))

    def expectation(self, function: Callable[[FloatArray], FloatArray]) -> float:
        return float(np.mean(function(self.sample)))


def ends(level: float) -> tuple[float, float]:
    """The probabilities at the ends of the central interval of that level.

    Raises:
        ParameterError: no number, or one outside (0, 1); 80 % is 0.8.
    """
    if not isinstance(level, Real) or not 0.0 < level < 1.0:
        words = "found level {found}, expected a share between 0 and 1: 80 % is 0.8."
        raise ParameterError(said(words, found=shown(level)))
    return (1.0 - level) / 2.0, (1.0 + level) / 2.0


def probs_of(probs: object) -> list[float]:
    """Probabilities as plain numbers.

    Raises:
        ParameterError: there are none, or one does not lie strictly between 0 and 1.
    """
    try:
        plain = isinstance(probs, Real | np.ndarray) or is_list(probs)
        shares = [float(p) for p in np.atleast_1d(np.asarray(probs, dtype=np.float64))] if plain else []
    except (TypeError, ValueError):
        shares = []
    if not shares or not all(0.0 < p < 1.0 for p in shares):
        words = "found probs {found}, expected shares strictly between 0 and 1, such as 0.8 for 80 %."
        raise ParameterError(said(words, found=shown(probs)))
    return shares


def _numbers(x: npt.ArrayLike) -> FloatArray:
    return np.asarray(x, dtype=np.float64)
