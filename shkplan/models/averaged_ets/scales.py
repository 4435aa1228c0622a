r"""Three scales for a quantity: straight, half-way and free, each bent so that it ends well outside the data.

A series above a bound may move in steps that are equal (straight), proportional (free) or between the two::

    support          straight   half-way            free
    (a, inf)         u          2 sqrt(u)           log u                  u = x - a
    (a, b)           p          arcsin sqrt(p)      log(p / (1 - p))       p = (x - a) / (b - a)
    whole line       x          -                   -

Inside the range of the data a scale is this map z = g(x), divided by the geometric mean of g' over the values (the
Box-Cox normalisation [1]_): the Jacobian of the series is then one and evidence on different scales compares
directly. Outside, at knots m (half the least distance to the lower bound) and M (1.15 times the greatest one, more where
growth has been steady, or half the least distance to the upper bound), it goes on as smooth as it can::

    below m:   x = a + (m - a) exp((z - g(m)) / (g'(m) (m - a)))       never reaches a
    above M:   x = M + (z - g(M)) / g'(M)                              a log that explodes no more
               x = b - (b - M) exp(-(z - g(M)) / (g'(M) (b - M)))      between two bounds: never reaches b

a strictly rising map of the whole line onto the support, with a continuous slope.

References:
    .. [1] Box, G. and Cox, D. (1964). An analysis of transformations. J. R. Statist. Soc. B 26, 211-252.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray

Shape = Literal["straight", "halfway", "free"]
SHAPES: tuple[Shape, ...] = ("straight", "halfway", "free")

__all__ = ["SHAPES", "Mirror", "Scale", "Shape", "changed", "every_extended", "scale_for", "scales_for"]
BEND = 1.15
_FIELDS = ("lower", "upper", "low", "high", "unit")


@dataclass(frozen=True, eq=False)
class Scale(ByValue):
    """One shape fitted to S series of like support; the fields are (S, 1) and methods take (S, k) arrays.

    Attributes:
        shape: straight, halfway or free.
        lower, upper: the bounds, infinite where there is none; all S have them or none has.
        low, high: the knots m and M.
        unit: geometric mean of g' over the values.
    """

    shape: Shape
    lower: FloatArray
    upper: FloatArray
    low: FloatArray
    high: FloatArray
    unit: FloatArray

    @property
    def two_sided(self) -> bool:
        return bool(np.isfinite(self.upper.flat[0]))

    @property
    def unbounded(self) -> bool:
        return bool(np.isinf(self.lower.flat[0]))

    def extended(self, x: npt.ArrayLike) -> FloatArray:
        """The place of any number on the scale; at and beyond the ends of the support it is infinitely far away."""
        return next(every_extended((self,), np.asarray(x, dtype=np.float64)))

    def within(self, x: FloatArray) -> FloatArray:
        """The place of numbers between the knots, as all the values are."""
        return np.asarray((x if self.unbounded else self._map(x)) / self.unit)

    def slope(self, x: FloatArray) -> FloatArray:
        """dz/dx there."""
        return np.asarray(self._slope(x) / self.unit)

    def inverse(self, z: npt.ArrayLike) -> FloatArray:
        """The value at z."""
        z = np.asarray(z, dtype=np.float64)
        if self.unbounded:
            return np.asarray(z * self.unit)
        raw = z * self.unit
        start, end = self._map(self.low), self._map(self.high)
        x = self._unmap(np.clip(raw, start, end))
        depth = self.low - self.lower
        beyond = raw < start  # an exponential costs more than all the rest: only where it is needed
        if beyond.any():
            under = (raw - start)[beyond] / np.broadcast_to(self._slope(self.low) * depth, raw.shape)[beyond]
            x[beyond] += np.broadcast_to(depth, raw.shape)[beyond] * np.expm1(under)
        raw -= end
        over = np.maximum(raw, 0.0, out=raw)
        over /= self._slope(self.high)
        if self.two_sided:
            room = self.upper - self.high
            return np.clip(x - room * np.expm1(-over / room), self.lower, self.upper)
        x += over
        return np.maximum(x, self.lower, out=x)

    def log_derivative(self, x: FloatArray) -> FloatArray:
        """The log of dz/dx."""
        if self.unbounded:
            return np.zeros_like(x) - np.log(self.unit)
        with np.errstate(divide="ignore"):
            inside = np.log(self._slope(np.clip(x, self.low, self.high)))
            depth = self.low - self.lower
            tail = -np.log(np.clip(x - self.lower, 0.0, depth) / depth)
            if self.two_sided:
                room = self.upper - self.high
                tail = tail - np.log(np.clip(self.upper - x, 0.0, room) / room)
        return inside + tail - np.log(self.unit)

    def _map(self, x: FloatArray) -> FloatArray:
        return _raw(self.shape, x, self.lower, self.upper)

    def _slope(self, x: FloatArray) -> FloatArray:
        return _raw_slope(self.shape, x, self.lower, self.upper)

    def _unmap(self, z: FloatArray) -> FloatArray:
        if not self.two_sided:
            match self.shape:
                case "straight":
                    return self.lower + z
                case "halfway":
                    return self.lower + (z / 2.0) ** 2
                case "free":
                    return self.lower + np.exp(z)
        match self.shape:
            case "straight":
                share = z
            case "halfway":
                share = np.sin(z) ** 2
            case "free":
                share = special.expit(z)
        return self.lower + (self.upper - self.lower) * share


@dataclass(frozen=True)
class Mirror:
    """A scale of -x, for a quantity with an upper bound only, which is looked at from above."""

    scale: Scale

    def extended(self, x: npt.ArrayLike) -> FloatArray:
        return self.scale.extended(-np.asarray(x, dtype=np.float64))

    def inverse(self, z: npt.ArrayLike) -> FloatArray:
        return -self.scale.inverse(z)


def every_extended(scales: tuple[Scale, ...], x: FloatArray) -> Iterator[FloatArray]:
    """The places of numbers on scales of the same series, whose ends and knots are the same; see :meth:`Scale.extended`."""
    one = scales[0]
    if one.unbounded:
        yield from (np.asarray(x / scale.unit) for scale in scales)
        return
    inner, depth, room = np.clip(x, one.low, one.high), one.low - one.lower, one.upper - one.high
    with np.errstate(divide="ignore", invalid="ignore"):
        below = depth * np.log(np.clip(x - one.lower, 0.0, depth) / depth)
        if one.two_sided:
            above = -room * np.log(np.clip(one.upper - x, 0.0, room) / room)
        else:
            above = np.maximum(x - one.high, 0.0)
        for scale in scales:
            steep = (_raw_slope(scale.shape, knot, one.lower, one.upper) for knot in (one.low, one.high))
            z = _raw(scale.shape, inner, one.lower, one.upper)
            for tail in (below, above):
                z += next(steep) * tail
            yield z / scale.unit


def changed(scales: tuple[Scale, ...], change: Callable[[FloatArray], FloatArray]) -> tuple[Scale, ...]:
    """The scales with their fields changed, what they share only once."""
    done = dict[int, FloatArray]()
    for scale in scales:
        for name in _FIELDS:
            own = getattr(scale, name)
            if id(own) not in done:
                done[id(own)] = change(own)
    return tuple(Scale(scale.shape, *(done[id(getattr(scale, name))] for name in _FIELDS)) for scale in scales)


def scale_for(
    shape: Shape, values: FloatArray, lower: FloatArray, upper: FloatArray, steady: FloatArray | float = 0.0
) -> Scale:
    """The scale of (S, n) values, strictly inside bounds of shape (S, 1); see :func:`scales_for`."""
    return scales_for((shape,), values, lower, upper, steady)[0]


def scales_for(
    shapes: tuple[Shape, ...],
    values: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
    steady: FloatArray | float = 0.0,
) -> tuple[Scale, ...]:
    """The scales of (S, n) values, strictly inside bounds of shape (S, 1).

    Growth above a lower bound alone goes on as it was for another 15 %, times e^``steady``, then in equal steps.
    """
    least, greatest = values.min(axis=1, keepdims=True), values.max(axis=1, keepdims=True)
    if np.isinf(lower.flat[0]):
        one = np.ones_like(lower)
        return tuple(Scale(shape, lower, upper, least, greatest, one) for shape in shapes)
    slopes = (np.log(_raw_slope(shape, values, lower, upper)) for shape in shapes)
    units = [np.exp(np.mean(slope, axis=1, keepdims=True)) for slope in slopes]
    low = (lower + least) / 2.0
    high = (
        (upper + greatest) / 2.0 if np.isfinite(upper.flat[0]) else lower + BEND * np.exp(steady) * (greatest - lower)
    )
    return tuple(Scale(shape, lower, upper, low, high, unit) for shape, unit in zip(shapes, units, strict=True))


def _raw(shape: Shape, x: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    distance = x - lower
    if np.isinf(upper.flat[0]):
        match shape:
            case "straight":
                return distance
            case "halfway":
                return 2.0 * np.sqrt(distance)
            case "free":
                return np.log(distance)
    share = distance / (upper - lower)
    match shape:
        case "straight":
            return share
        case "halfway":
            return np.arcsin(np.sqrt(share))
        case "free":
            return np.log(distance) - np.log(upper - x)


def _raw_slope(shape: Shape, x: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    distance = x - lower
    if np.isinf(upper.flat[0]):
        match shape:
            case "straight":
                return np.ones_like(x)
            case "halfway":
                return 1.0 / np.sqrt(distance)
            case "free":
                return 1.0 / distance
    share = distance / (upper - lower)
    width = upper - lower
    match shape:
        case "straight":
            return np.ones_like(x) / width
        case "halfway":
            return 1.0 / (2.0 * width * np.sqrt(share * (1.0 - share)))
        case "free":
            return 1.0 / (width * share * (1.0 - share))
