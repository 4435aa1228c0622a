"""What a yardstick says of a target, and what several of them share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, message
from shkplan.register.targets import Levelled, reaches

CommonScale = Literal["on_course", "slower", "away"]
COMMON: tuple[CommonScale, ...] = get_args(CommonScale)


@dataclass(frozen=True)
class Gauged:
    """What one yardstick says of one target.

    Attributes:
        yardstick: which one.
        status: its own word, as a code of the catalogue under ``gauge.<yardstick>``; empty where it says nothing.
        scale: the same on a scale common to all: on course, moving but too slowly, or not moving and away; None where it says nothing.
        value: the number it judges by; None where there is none.
        working: its formula, filled in with the numbers of the target.
        reason: why it says nothing.
        notes: what was converted, or left out of account.
    """

    yardstick: str
    status: str = ""
    scale: CommonScale | None = None
    value: float | None = None
    working: Message | None = None
    reason: Message | None = None
    notes: tuple[Message, ...] = ()

    @property
    def speaks(self) -> bool:
        """Whether it says anything."""
        return self.scale is not None

    @property
    def on_course(self) -> bool:
        """Whether it says that the target is on course."""
        return self.scale == "on_course"


def met(value: float, number: float, up: bool) -> bool:
    """Whether a value reaches a number; equality counts."""
    return bool(reaches(np.array(value), number, up))


def refuse(key: str, **values: object) -> NotAssessable:
    """The error to raise where a yardstick does not apply, with its reason."""
    return NotAssessable(message(f"gauge_why.{key}", **values))


def cagr(first: float, last: float, years: int) -> float:
    """The compound annual growth rate (last / first)^(1 / years) - 1.

    Raises:
        NotAssessable: the two have opposite signs, or there is nothing to grow from.
    """
    if first == 0:
        raise refuse("zero_base")
    if last / first < 0:
        raise refuse("signs", first=first, last=last)
    return float((last / first) ** (1 / years) - 1)


def since_base(course: Levelled) -> tuple[float, int, float]:
    """The base value, the latest year and its value.

    Raises:
        NotAssessable: either is not known.
    """
    if course.base is None:
        raise refuse("no_base", year=course.since)
    if course.latest is None:
        raise refuse("one_point", year=course.since)
    return course.base, *course.latest


def must_be_levels(course: Levelled) -> None:
    """Refuses what no rate of growth can be formed of.

    Raises:
        NotAssessable: rates of growth themselves, or a running total, which begins at zero.
    """
    if course.rates:
        raise refuse("rates")
    if course.total:
        raise refuse("total")


def sign(up: bool) -> int:
    """1 where more is better, else -1."""
    return 1 if up else -1


Scales = Mapping[str, CommonScale]
