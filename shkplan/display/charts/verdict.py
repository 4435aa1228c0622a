"""The chart of a verdict: the quantity that decides its target, in the form that quantity has."""

from __future__ import annotations

from shkplan.assessment.course import Courses, courses
from shkplan.assessment.verdict import Verdict
from shkplan.display.charts.base import Chart
from shkplan.display.charts.elsewhere import elsewhere_chart, known_elsewhere
from shkplan.display.charts.fan import told_of, value_chart
from shkplan.display.charts.held import held_chart
from shkplan.display.charts.history import history_chart
from shkplan.display.charts.lead import lead_chart
from shkplan.display.charts.running import running_chart
from shkplan.display.verdicts import in_force
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.projection import Projection

__all__ = ["has_chart", "verdict_chart"]


def has_chart(verdict: Verdict) -> bool:
    """Whether anything can be drawn for a target: figures or estimates of its own, or figures of regions above."""
    return _drawable(verdict, _courses(verdict)) or (in_force(verdict) and bool(known_elsewhere(verdict)))


def verdict_chart(verdict: Verdict) -> Chart:
    """What decides a target; without any figure of its own what is known elsewhere, and else that nothing is known."""
    told = _courses(verdict)
    if not _drawable(verdict, told):
        some = known_elsewhere(verdict) if in_force(verdict) else ()
        return elsewhere_chart(verdict, some) if some else value_chart(verdict)
    if verdict.status == "recorded" and isinstance(verdict.own, AnnualSeries):
        return history_chart(verdict.own)
    if told is None:
        return value_chart(verdict)
    return {"lead": lead_chart, "each": held_chart}.get(told.form, running_chart)(verdict, told)


def _courses(verdict: Verdict) -> Courses | None:
    """What builds up or is held year by year, as far as any year of it can be told."""
    told = courses(verdict) if in_force(verdict) else None
    if told is None:
        return None
    needed = told.yearly if told.form in ("lead", "each") else told.running
    return told if needed is not None and needed.years else None


def _drawable(verdict: Verdict, told: Courses | None) -> bool:
    """Whether there is anything of its own to draw."""
    own = verdict.own
    if told is not None or (isinstance(own, Projection) and verdict.assessable):
        return True
    series = own.series if isinstance(own, Projection) else own
    return series is not None and told_of(series)
