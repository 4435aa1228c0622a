"""How far a published figure may lie off what it stands for.

It is a judgement, stated once here: first estimates of growth in district reports differ from later ones by half a point,
as a rule; bulletins by less.
"""

from __future__ import annotations

import math
from decimal import Decimal

from shkplan.evidence.observation import Observation

# Standard deviation of what was published about what it stands for, by status: of a level relative to it, of a rate of
# growth in percentage points.
LEVEL_ERROR: dict[str, float] = {"revised": 0.0, "final": 0.0, "preliminary": 0.003, "estimate": 0.01}
GROWTH_ERROR: dict[str, float] = {"revised": 0.1, "final": 0.1, "preliminary": 0.3, "estimate": 0.5}
DOUBT = 3.0  # a doubtful figure is so many times less exact
WEAK = {"encyclopedia": 2.0}  # and so is one from a weak kind of source
GROWTH_STEP = 0.1  # percentage points in which rates of growth are printed
ABOUT = 0.02  # relative: "about 500" is believed within 2 %, or half a step of its last digit where that is coarser


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
    """What "about" leaves open: 2 %, or half a step of the last digit that is not zero, whichever is more."""
    return max(ABOUT * abs(value), 0.5 * _last_digit(value) / math.sqrt(3))


def printed_step(value: float, step: float | None) -> float:
    """The step in which a figure was printed: that of its indicator, else of its last decimal, or 1."""
    if step is not None:
        return step
    return min(_last_digit(value), 1.0) if value else 0.0


def _last_digit(value: float) -> float:
    """The place of the last digit that is not zero: 100 for 7800, 0.1 for 4.5."""
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return float(10.0**exponent) if value and isinstance(exponent, int) else 0.0
