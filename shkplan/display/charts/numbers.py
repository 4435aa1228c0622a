"""The numbers behind the chart of a verdict: for ``results.json``, and as rows of a CSV file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shkplan.assessment.course import Courses
from shkplan.assessment.verdict import Verdict
from shkplan.display.charts.base import Chart
from shkplan.display.charts.headline import alt_of, series_of
from shkplan.display.charts.history import history_records, series_data
from shkplan.display.language import region, say, unit, words
from shkplan.forecast.projection import Projection

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["course_record", "data_of", "finished", "records_of"]


def finished(
    verdict: Verdict, told: Courses, title: str, figure: Figure, beside: Mapping[str, Any] | None = None
) -> Chart:
    """The chart of what decides a target, once it is drawn.

    Args:
        verdict: on the target.
        told: what decides it, as drawn.
        title: what is to be seen.
        figure: the drawing.
        beside: what else is drawn, for the data.
    """
    data = data_of(verdict, told) | dict(beside or {})
    return Chart("verdict", title, alt_of(verdict, title, told), figure, data, records=records_of(verdict, told))


def records_of(verdict: Verdict, told: Courses | None = None) -> list[dict[str, Any]]:
    """What is drawn as rows of a CSV file: the published figures, then what decides year by year with its bands."""
    series = series_of(verdict)
    rows = history_records(series) if series is not None else []
    if told is None:
        return rows
    parts = [
        (
            words(verdict.quantity) if verdict.quantity is not None else words(verdict.indicator.name),
            told.running,
            told.unit,
        )
    ]
    parts += [(say("decides.csv_yearly"), told.yearly, told.scale)] if told.form in ("lead", "each") else []
    for name, course, scale in parts:
        for year in course.years if course is not None else ():
            assert course is not None
            rows.append(
                course_record(name, year, scale, course.at(year), course.at(year, 0.95))
                | {say("csv.region"): region(verdict.region, verdict.plan)}
            )
    return rows


def course_record(
    name: str, year: int, scale: str, near: tuple[float, float, float], far: tuple[float, float, float]
) -> dict[str, Any]:
    """One year of what is estimated as a row of a CSV file."""
    return {
        say("csv.indicator"): name, say("csv.period"): str(year), say("csv.unit"): unit(scale), say("csv.median"): near[1],
        say("csv.low_80"): near[0], say("csv.high_80"): near[2], say("csv.low_95"): far[0], say("csv.high_95"): far[2],
    }  # fmt: skip


def data_of(verdict: Verdict, told: Courses | None = None) -> dict[str, Any]:
    """Every number drawn, with what it belongs to."""
    series = series_of(verdict)
    data: dict[str, Any] = {
        "target": verdict.key, "indicator": verdict.indicator.id, "region": verdict.region, "prob": verdict.prob,
        "prob_se": verdict.prob_se, "status": verdict.status, "evidence": verdict.evidence, "used": verdict.used,
        "form": told.form if told is not None else "value", "unit": told.unit if told is not None else verdict.unit,
        "deciding": {name: getattr(verdict, name) for name in ("central", "low", "high", "wanted")},
        "measured": series_data(series) if series is not None else None,
    }  # fmt: skip
    if told is not None:
        data |= {"wanted": told.wanted, "yearly": told.yearly.data(), "running": told.running and told.running.data()}
        data["sides"] = [
            {"region": one.region, "indicator": one.indicator.id, **course.data()} for one, course in told.sides
        ]
    if verdict.reference is not None:
        theirs = verdict.reference.series if isinstance(verdict.reference, Projection) else verdict.reference
        data["reference"] = {"region": theirs.region, **series_data(theirs)}
    return data
