"""From published figures to clues: what each says of the path of an indicator.

Two things can be said of a path x of yearly values. A *total* is a weighted sum of values: one level, a sum over a range,
a mean. A *growth* is the logarithm of the ratio of two values: one rate, or rates compounded. Either is stated with an
error, or bounded from one side, or both.

How far a figure may lie off is told in :mod:`shkplan.evidence.exactness`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from shkplan.base.messages import Message
from shkplan.evidence.observation import Observation

__all__ = ["Clue", "growth_clue", "total_clue"]


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
        so_far: whether it is what the months so far tell of their year; an odd year contradicts no other.
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
    so_far: bool = False

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
