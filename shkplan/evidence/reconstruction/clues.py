"""From published figures to clues: what each says of the path of an indicator.

Two things can be said of a path x of yearly values. A *total* is a weighted sum of values: one level, a sum over a range,
a mean. A *growth* is the logarithm of the ratio of two values: one rate, or rates compounded. Either is stated with an
error, or bounded from one side, or both.

How far a figure may lie off is a judgement, stated once here: first estimates of growth in district reports differ from
later ones by half a point, as a rule; bulletins by less.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from shkplan.base.messages import Message
from shkplan.evidence.observation import Observation

__all__ = [
    "ABOUT",
    "GROWTH_ERROR",
    "LEVEL_ERROR",
    "Clue",
    "about_error",
    "growth_clue",
    "growth_error",
    "level_error",
    "total_clue",
]

# Standard deviation of what was published about what it stands for, by status: of a level relative to it, of a rate of
# growth in percentage points.
LEVEL_ERROR: dict[str, float] = {"revised": 0.0, "final": 0.0, "preliminary": 0.003, "estimate": 0.01}
GROWTH_ERROR: dict[str, float] = {"revised": 0.1, "final": 0.1, "preliminary": 0.3, "estimate": 0.5}
DOUBT = 3.0  # a doubtful figure is so many times less exact
WEAK = {"encyclopedia": 2.0}  # and so is one from a weak kind of source
ABOUT = 0.02  # relative: "about 500" is believed within 2 %, or half a step of its last digit where that is coarser


@dataclass(frozen=True)
class Clue:
    """One statement about the path.

    Attributes:
        form: whether ``weights`` apply to values or to their logarithms.
        weights: year -> weight.
        value, sd: the two-sided statement, in the unit of the form; nan where only bounded.
        low, high: limits, infinite where there is none.
        said: the sentence with its arithmetic.
        figures: what it rests on.
        measured: whether it is the measured value of its year itself.
        carried: whether it carries growth over to levels, or levels to growth.
    """

    form: Literal["total", "growth"]
    weights: Mapping[int, float]
    said: Message
    figures: tuple[Observation, ...]
    value: float = math.nan
    sd: float = math.nan
    low: float = -math.inf
    high: float = math.inf
    measured: bool = False
    carried: bool = False

    @property
    def years(self) -> tuple[int, ...]:
        """The years it speaks of."""
        return tuple(sorted(self.weights))

    @property
    def two_sided(self) -> bool:
        return math.isfinite(self.value)


def total_clue(figure: Observation, value: float, weights: Mapping[int, float], said: Message, sd: float) -> Clue:
    """A level, sum or mean, exact, about or bounded, in the indicator's unit."""
    return _sided(Clue("total", weights, said, (figure,)), figure.bound, value, sd)


def growth_clue(
    figures: tuple[Observation, ...], rate: float, years: tuple[int, int], said: Message, sd: float, *, carried: bool
) -> Clue:
    """Growth of ``rate`` % a year, above -100, from one year to another; ``sd`` in percentage points a year."""
    first, last = years
    span = last - first
    log, error = span * math.log1p(rate / 100), span * sd / (100 + rate)
    bound = next((figure.bound for figure in figures if figure.bound != "exact"), "exact")
    return _sided(Clue("growth", {first: -1.0, last: 1.0}, said, figures, carried=carried), bound, log, error)


def _sided(clue: Clue, bound: str, value: float, sd: float) -> Clue:
    match bound:
        case "lower":
            return replace(clue, low=value)
        case "upper":
            return replace(clue, high=value)
        case _:
            return replace(clue, value=value, sd=sd)


def level_error(figure: Observation, value: float, step: float | None) -> float:
    """Standard deviation of a level, sum or mean, in its unit: by status and source, and the rounding of print."""
    relative = LEVEL_ERROR[figure.status]
    if figure.form == "sum" and figure.status == "preliminary":
        relative = 0.0  # an account of years that have closed
    if figure.doubtful:
        relative = max(relative, LEVEL_ERROR["estimate"]) * DOUBT
    relative *= WEAK.get(figure.source_kind, 1.0)
    rough = about_error(value) if figure.bound == "about" else 0.0
    return math.hypot(relative * abs(value), rough, printed_step(value, step) / math.sqrt(12))


def growth_error(figure: Observation, step: float | None) -> float:
    """Standard deviation of a rate of growth, in percentage points."""
    error = GROWTH_ERROR[figure.status] * (DOUBT if figure.doubtful else 1.0) * WEAK.get(figure.source_kind, 1.0)
    rough = 0.5 if figure.bound == "about" else 0.0
    return math.hypot(error, rough, (step or 0.0) / math.sqrt(12))


def about_error(value: float) -> float:
    """What "about" leaves open: 2 %, or half a step of the last digit that is not nought, whichever is more."""
    return max(ABOUT * abs(value), 0.5 * _last_digit(value) / math.sqrt(3))


def printed_step(value: float, step: float | None) -> float:
    """The step in which a figure was printed: that of its indicator, else of its last decimal, or 1."""
    if step is not None:
        return step
    return min(_last_digit(value), 1.0) if value else 0.0


def _last_digit(value: float) -> float:
    """The place of the last digit that is not nought: 100 for 7800, 0.1 for 4.5."""
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return float(10.0**exponent) if value and isinstance(exponent, int) else 0.0
