"""What was said of each year, and when: the successive published figures of an indicator over the day of publication."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from shkplan.base.errors import ParameterError
from shkplan.display.charts.base import (
    BAD,
    FOURTH,
    GOOD,
    INK,
    MARK,
    OTHER,
    OWN,
    QUIET,
    SMALLEST,
    Chart,
    canvas,
    heading,
    number_axis,
    settle,
    year_axis,
)
from shkplan.display.charts.evidence import KINDS
from shkplan.display.charts.history import legend
from shkplan.display.language import code, number, region, say, unit, years
from shkplan.display.layout import width_of
from shkplan.evidence.vintages import Revision, Revisions

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLORS = (OWN, MARK, GOOD, OTHER, BAD, FOURTH)


def revisions_chart(value: Revisions) -> Chart:
    """A line a year from its first published figure to the last one, labelled with what changed; hollow where doubtful."""
    plan, one = value.observations.plan, value.indicator
    if one is None:
        raise ParameterError("revisions: a chart shows those of one indicator; a.revisions(indicator).")
    where = value.region or plan.region
    found = [year for year in value if year.region == where]
    title = say("chart.revisions", name=one.name, region=region(where, plan))
    with canvas(3.6 if found else 1.4) as (figure, axes):
        for position, year in enumerate(found):
            _line(axes, year, _COLORS[position % len(_COLORS)])
        if found:
            _days(axes, found)
            number_axis(axes)
        axes.margins(y=0.2)
        heading(axes, title, say("chart.revisions_under", unit=unit(one.unit)) if found else say("chart.no_revisions"))
        _kinds(axes, found)
        if found:
            _labels(axes, found)
    told = say("chart.alt_revisions", count=len(found), years=years(sorted({one_.year for one_ in found})))
    alt = f"{title}{say('stop')}{told if found else say('chart.no_revisions')}"
    data = [_data(year) for year in found]
    return Chart(f"revisions.{one.id}", title, alt, figure, data)


def _line(axes: Axes, one: Revision, color: str) -> None:
    """The releases of a year, held until the next one; a mark each, by the kind of source."""
    days = [_on(figure.published) for figure in one.releases]
    axes.plot(days, one.values, color=color, lw=1.5, drawstyle="steps-post", zorder=2)
    for day, value, figure in zip(days, one.values, one.releases, strict=True):
        face = "white" if figure.doubtful else color
        mark = KINDS[figure.source_kind][1]
        axes.plot(day, value, ls="", marker=mark, ms=6.3, mfc=face, mec=color, mew=1.3, zorder=3)


def _on(day: dt.date) -> float:
    """A day as a place on an axis of years."""
    return day.year + (day.timetuple().tm_yday - 1) / 365.25


def _days(axes: Axes, found: Sequence[Revision]) -> None:
    days = [figure.published.year for one in found for figure in one.releases]
    first, last = min(days), max(days) + 1
    year_axis(axes, first, max(last, first + 3), say("chart.published_on"))


Box = tuple[float, float, float, float]  # left, middle, width, height, in points


def _labels(axes: Axes, found: Sequence[Revision]) -> None:
    """At the end of each line its year and what changed, where it covers neither a mark nor another label."""
    settle(axes)  # so that places on the page are known
    scale = 72 / axes.figure.dpi  # pixels to points

    def place(day: dt.date, value: float) -> tuple[float, float]:
        x, y = axes.transData.transform((_on(day), value))
        return scale * x, scale * y

    taken = [_line_box(place, one) for one in found]
    start, edge = scale * axes.bbox.x0, scale * axes.figure.bbox.width
    for one in sorted(found, key=lambda one: (one.values[-1], one.year)):
        x, y = place(one.releases[-1].published, one.values[-1])
        words = _label(one)
        wide, high = 0.55 * SMALLEST * width_of(words), 1.2 * SMALLEST
        sides = [side for side in (x + 7, x - 7 - wide) if start < side < edge - wide]
        boxes = [(side, y + lift, wide, high) for lift in _LIFTS for side in sides or (x + 7,)]
        box = next((box for box in boxes if not any(_meets(box, other) for other in taken)), boxes[0])
        taken.append(box)
        right = box[0] > x
        far = abs(box[1] - y) > high
        told = axes.annotate(
            words, (_on(one.releases[-1].published), one.values[-1]), xytext=(7 if right else -7, box[1] - y),
            textcoords="offset points", va="center", ha="left" if right else "right", color=INK, fontsize=SMALLEST,
            annotation_clip=False, arrowprops={"arrowstyle": "-", "color": QUIET, "lw": 0.6} if far else None,
        )  # fmt: skip
        told.set_in_layout(False)  # or the axes would move away from under the labels


_LIFTS = sorted(range(-120, 121, 4), key=abs)  # points
_MARK = 8.0


def _line_box(place: Callable[[dt.date, float], tuple[float, float]], one: Revision) -> Box:
    """What a year's line and its marks cover."""
    points = [place(figure.published, value) for figure, value in zip(one.releases, one.values, strict=True)]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, high = min(y for _, y in points), max(y for _, y in points)
    return left - _MARK / 2, (low + high) / 2, right - left + _MARK, high - low + _MARK


def _meets(one: Box, other: Box) -> bool:
    """Whether two boxes overlap."""
    beside = one[0] + one[2] < other[0] or other[0] + other[2] < one[0]
    return not beside and abs(one[1] - other[1]) < (one[3] + other[3]) / 2


def _label(one: Revision) -> str:
    change = number(round(one.change, 9), sign=True) if one.revised else say("revision.same")
    return f"{one.year}{say('colon')}{change}"


def _kinds(axes: Axes, found: Sequence[Revision]) -> None:
    figures = [figure for one in found for figure in one.releases]
    for kind, (_, mark) in KINDS.items():
        if any(figure.source_kind == kind for figure in figures):
            axes.plot([], [], marker=mark, ls="", color=QUIET, ms=6, label=code("source_kind", kind))
    if any(figure.doubtful for figure in figures):
        axes.plot([], [], marker="o", ls="", mfc="white", mec=QUIET, ms=6, mew=1.3, label=say("chart.hollow"))
    legend(axes)


def _data(one: Revision) -> dict[str, Any]:
    releases = [
        {"published": str(figure.published), "value": value, "source_kind": figure.source_kind, "doubtful": figure.doubtful}
        for figure, value in zip(one.releases, one.values, strict=True)
    ]  # fmt: skip
    return {"indicator": one.indicator.id, "region": one.region, "year": one.year, "change": round(one.change, 9),
            "releases": releases}  # fmt: skip
