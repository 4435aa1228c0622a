"""时序进度: the share of the way over the share of the time.

A level: p = (y_t - y_0) / (y_T - y_0); a total: p = sum of the years / number, the base year not among them; growth: p by logarithms;
a limit kept each year: p = years kept / years; s = years that have figures / years of the target; the lead is p / s. The kinds of
target tell share and time (``Target.headway``). Source: usual practice of plan evaluations; no official formula was found.
"""

from __future__ import annotations

from shkplan.assessment.yardsticks.base import CommonScale, Gauged
from shkplan.base.messages import Message, message
from shkplan.register.targets import Headway
from shkplan.register.yardsticks import ScheduleRule


def schedule(way: Headway | Message, rule: ScheduleRule) -> Gauged:
    """What the schedule says: on course where the lead is 1 or more; what moved away, broke its limit or used up its ceiling is away."""
    if isinstance(way, Message):
        return Gauged("schedule", reason=way)
    lead = way.lead
    status = "on_course" if lead >= rule.on_course.number - 1e-12 else "behind"
    lost = way.share < 0 or way.way == "kept" or (way.way == "room" and way.share > 1)
    scale: CommonScale = "on_course" if status == "on_course" else "away" if lost else "slower"
    key = {"room": "schedule_room", "index": "schedule_index", "mean": "schedule_mean", "kept": "schedule_kept"}.get(
        way.way, "schedule"
    )
    working = message(f"working.{key}", share=100 * way.share, time=100 * way.time, lead=lead, year=way.year)
    return Gauged("schedule", status, scale, lead, working)
