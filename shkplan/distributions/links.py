"""Links: the scale on which a quantity may wander freely.

A model moves on the whole real line; a population is above zero, a share lies between 0 and 100 %, a growth rate
above -100 %. A link is the strictly rising map z = g(x) from where the quantity lives to the whole line, so that no
path of a model can leave the support once it is mapped back::

    Identity         z = x                              anything
    Log(lower)       z = log(x - lower)                 above a bound
    Logit(lower, upper)   z = log((x - lower) / (upper - x))   between two bounds

Two readers ask a link for z. Data go through ``forward``, which refuses what cannot be a value. Questions ("is 120 %
reached?") go through ``extended``, where anything at or beyond a bound lies infinitely far out.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from shkplan.base.messages import said

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
LinkName = Literal["auto", "identity", "log", "logit"]
Bounds = tuple[float | None, float | None]

__all__ = [
    "LINE",
    "Bounds",
    "FloatArray",
    "Identity",
    "IntArray",
    "LinkFunction",
    "LinkName",
    "Log",
    "Logit",
    "Support",
    "link_named",
]


class LinkFunction(ABC):
    """A strictly rising map from the support of a quantity onto the real line; all methods take arrays."""

    @property
    @abstractmethod
    def support(self) -> tuple[float, float]:
        """The open interval in which the quantity lives, in its own unit."""

    @property
    def scale(self) -> LinkFunction:
        """The same scale without the published step, which does not change it."""
        return self

    @abstractmethod
    def inverse(self, z: npt.ArrayLike) -> FloatArray:
        """The quantity at z; minus and plus infinity give the ends of the support."""

    @abstractmethod
    def derivative(self, x: npt.ArrayLike) -> FloatArray:
        """dz/dx at a value of the quantity: the Jacobian that carries a density from x to z."""

    @abstractmethod
    def _map(self, x: FloatArray) -> FloatArray:
        """g(x), without a look at whether x may be."""

    def _readable(self, x: npt.ArrayLike) -> FloatArray:
        """The values, all inside the support."""
        values = np.asarray(x, dtype=np.float64)
        low, high = self.support
        outside = ~((values > low) & (values < high))
        if np.any(outside):
            found = values[outside].flat[0]
            raise ValueError(
                said(
                    "found {found:g} where {link} takes only values strictly between {low:g} and {high:g}. Correct "
                    "the value, give bounds that hold it, or choose another link",
                    found=found,
                    link=self,
                    low=low,
                    high=high,
                )
            )
        return values

    def forward(self, x: npt.ArrayLike) -> FloatArray:
        """Values of a series on the link scale.

        Raises:
            ValueError: a value outside the support; no value is moved inside in silence.
        """
        return self._map(self._readable(x))

    def extended(self, x: npt.ArrayLike) -> FloatArray:
        """Any number on the link scale: minus infinity at or below the support, plus infinity at or above it."""
        with np.errstate(divide="ignore"):
            return self._map(np.clip(np.asarray(x, dtype=np.float64), *self.support))


@dataclass(frozen=True)
class Identity(LinkFunction):
    """z = x, for a quantity without bounds."""

    @property
    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf

    def inverse(self, z: npt.ArrayLike) -> FloatArray:
        return np.asarray(z, dtype=np.float64)

    def derivative(self, x: npt.ArrayLike) -> FloatArray:
        return np.ones_like(self._readable(x))

    def _map(self, x: FloatArray) -> FloatArray:
        return x


@dataclass(frozen=True)
class Log(LinkFunction):
    """z = log(x - lower), for a quantity above a bound; equal steps of z are equal growth. Rates in %: lower=-100."""

    lower: float = 0.0

    @property
    def support(self) -> tuple[float, float]:
        return self.lower, math.inf

    def inverse(self, z: npt.ArrayLike) -> FloatArray:
        with np.errstate(over="ignore"):  # a Student t may well mean a number beyond 1e308: infinity says so
            return np.add(self.lower, np.exp(z))

    def derivative(self, x: npt.ArrayLike) -> FloatArray:
        return 1.0 / (self._readable(x) - self.lower)

    def _map(self, x: FloatArray) -> FloatArray:
        return np.log(x - self.lower)


@dataclass(frozen=True)
class Logit(LinkFunction):
    """z = log((x - lower) / (upper - x)), for a share between two bounds.

    "100.0 %" is print for "within half a published step of 100". With the published step ``precision`` = p such a
    value is read at the middle of that half step, p/4 inside the bound; without it, it is refused.
    """

    lower: float
    upper: float
    precision: float | None = None

    def __post_init__(self) -> None:
        if not -math.inf < self.lower < self.upper < math.inf:
            raise ValueError(
                said(
                    "a logit needs two finite bounds, lower below upper; found {lower} and {upper}",
                    lower=self.lower,
                    upper=self.upper,
                )
            )
        if self.precision is not None and not 0 < self.precision < self.upper - self.lower:
            raise ValueError(
                said(
                    "found precision {precision:g}; give the published step of the value, above 0 and below "
                    "{width:g}, such as 0.1",
                    precision=self.precision,
                    width=self.upper - self.lower,
                )
            )

    @property
    def support(self) -> tuple[float, float]:
        return self.lower, self.upper

    @property
    def scale(self) -> LinkFunction:
        return replace(self, precision=None)

    def inverse(self, z: npt.ArrayLike) -> FloatArray:
        share = special.expit(np.asarray(z, dtype=np.float64))
        return np.clip(self.lower * (1.0 - share) + self.upper * share, self.lower, self.upper)

    def derivative(self, x: npt.ArrayLike) -> FloatArray:
        values = self._readable(x)
        return 1.0 / (values - self.lower) + 1.0 / (self.upper - values)

    def _map(self, x: FloatArray) -> FloatArray:
        return np.log(x - self.lower) - np.log(self.upper - x)

    def _readable(self, x: npt.ArrayLike) -> FloatArray:
        values = np.asarray(x, dtype=np.float64)
        if self.precision is not None:
            printed = (values >= self.lower) & (values <= self.upper)
            inset = self.precision / 4
            values = np.where(printed, np.clip(values, self.lower + inset, self.upper - inset), values)
        elif np.any((values == self.lower) | (values == self.upper)):
            raise ValueError(
                said(
                    "found a value exactly at a bound of {link}. Say how finely it is published (precision=0.1 for "
                    "one decimal), so that it can be read as within half a step of the bound",
                    link=self,
                )
            )
        return super()._readable(values)


def link_named(name: LinkName, bounds: Bounds = (None, None), precision: float | None = None) -> LinkFunction:
    """The link of that name which keeps a quantity inside its bounds.

    Args:
        name: "auto" takes a logit between two bounds, a log above one, the identity without any.
        bounds: lower and upper bound in the unit of the quantity; None or an infinity where there is none.
        precision: the published step of the values, in their unit; only a logit needs it.

    Raises:
        ValueError: an unknown name, or a link that would let a path leave the bounds.
    """
    lower, upper = (None if bound is None or math.isinf(bound) else float(bound) for bound in bounds)
    natural = "identity" if lower is None and upper is None else "log" if upper is None else "logit"
    match natural if name == "auto" else name:
        case "logit" if lower is not None and upper is not None:
            return Logit(lower, upper, precision)
        case "log" if upper is None:
            return Log(0.0 if lower is None else lower)
        case "identity" if natural == "identity":
            return Identity()
        case "logit":
            raise ValueError(
                said(
                    "found bounds {bounds}, but a logit needs both. Give the missing one, or drop the other",
                    bounds=str(bounds),
                )
            )
        case "log" | "identity":
            raise ValueError(
                said(
                    "a path on the {name} link can leave the bounds {bounds}. Use link 'auto', which takes the "
                    "{natural}, or drop the bound",
                    name=name,
                    bounds=str(bounds),
                    natural=natural,
                )
            )
        case _:
            raise ValueError(said("no link named {name}. Choose 'auto', 'identity', 'log' or 'logit'", name=repr(name)))


@dataclass(frozen=True)
class Support:
    """Where a quantity lives, and how finely it is published.

    Attributes:
        lower, upper: the bounds in its unit; None where there is none.
        precision: the published step of its values, None where it is not known.
    """

    lower: float | None = None
    upper: float | None = None
    precision: float | None = None

    @property
    def interval(self) -> tuple[float, float]:
        """The bounds as numbers, infinite where there is none."""
        return -math.inf if self.lower is None else self.lower, math.inf if self.upper is None else self.upper

    def on(self, link: LinkName) -> Support:
        """The support once a link is chosen: a log without any bound means a quantity above zero."""
        return replace(self, lower=0.0) if link == "log" and self.interval == (-math.inf, math.inf) else self

    def link(self, name: LinkName = "auto") -> LinkFunction:
        """The link of that name that keeps to it; see :func:`link_named`."""
        return link_named(name, (self.lower, self.upper), self.precision)


LINE = Support()
