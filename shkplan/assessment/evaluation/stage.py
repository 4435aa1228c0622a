"""Which evaluation of a plan is due on a day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from shkplan.register.plan import Plan

Stage = Literal["mid-term", "yearly", "final"]


def stage_of(plan: Plan, day: dt.date) -> Stage:
    """Which evaluation of a plan is due on a day: the final one once its years have ended, the mid-term one in its middle year.

    The middle year is the third of five: figures of half the plan are known in it. In the other years of the plan, and before
    its end, an evaluation is a yearly one.
    """
    window = plan.window
    if day.year > window.last:
        return "final"
    return "mid-term" if day.year == (window.first + window.last) // 2 else "yearly"
