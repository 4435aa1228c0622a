"""What was said of each year, and when.

Of one indicator the successive published figures over the day of publication; of several, whose units differ, what the
last figure of each revised year says against the first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from shkplan.base.lines import width_of
from shkplan.display.charts.base import (
    INK,
    MARK,
    OWN,
    QUIET,
    RULE,
    SMALLEST,
    Chart,
    canvas,
    fold,
    heading,
    hover,
    key,
    level_scale,
    settle,
    year_axis,
)
from shkplan.display.charts.evidence import KINDS
from shkplan.display.charts.history import legend, scaled
from shkplan.display.charts.looks import look_of
from shkplan.display.charts.seen import value_words
from shkplan.display.language import (
    code,
    number,
    published,
    quantities,
    quantity,
    region,
    rounded,
    say,
    unit,
    words,
    years,
)
from shkplan.display.tables.vintages import change_cell
from shkplan.evidence.vintages import Revision, Revisions
from shkplan.register.plan import Indicator

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def revisions_chart(value: Revisions) -> Chart:
    """Of one indicator a line a year from its first published figure to the last one; of several a row a revised year."""
    return _several(value) if value.indicator is None else _one(value, value.indicator)


# One indicator -----------------------------------------------------------------------------------------------------------


def _one(value: Revisions, one: Indicator) -> Chart:
    """A line a year, labelled with what changed; quiet where nothing did, hollow where doubtful."""
    plan = value.plan
    where = value.region or plan.region
    found = [year for year in value if year.region == where]
    title = _seen(found, one, region(where, plan))
    with canvas(3.6 if found else 0.9) as (figure, axes):
        for year in found:
            _line(axes, year, look_of(where, plan).color if year.revised else QUIET)
        if found:
            _days(axes, found)
            scaled(axes, [value for year in found for value in year.values], one)
        heading(
            axes,
            title,
            say("chart.revisions_under", unit=say("under.unit", unit=unit(one.unit)))
            if found
            else say("chart.no_revisions"),
        )
        _kinds(axes, found)
        if found:
            _labels(axes, found)
    told = say("chart.alt_revisions", count=len(found), years=years(sorted({one_.year for one_ in found})))
    alt = f"{title}{say('stop')}{told if found else say('chart.no_revisions')}"
    data = [_data(year) for year in found]
    return Chart(f"revisions.{one.id}", title, alt, figure, data, records=_records(found, value), shows=bool(found))


def _seen(found: Sequence[Revision], one: Indicator, where: str) -> str:
    """How many of the years published repeatedly were revised, and the largest change."""
    about = {"name": one.name, "region": where, "count": len(found)}
    revised = [year for year in found if year.revised]
    if not revised:
        return say("seen.revisions_none", **about) if found else say("chart.revisions", **about)
    most = max(revised, key=lambda year: abs(year.change))
    return say("seen.revisions", revised=len(revised), change=change_cell(most), year=most.year, **about)


def _records(found: Sequence[Revision], of: Revisions) -> list[dict[str, Any]]:
    """A release a row of a CSV file, in the unit of the indicator."""
    return [
        {
            say("csv.indicator"): words(one.indicator.name),
            say("csv.region"): region(one.region, of.plan),
            say("csv.year"): one.year,
            say("csv.published"): str(figure.published),
            say("csv.value"): value,
            say("csv.unit"): unit(one.indicator.unit),
            say("csv.status"): code("status", figure.status),
            say("csv.doubtful"): figure.doubtful,
            say("csv.source"): figure.source_title,
        }
        for one in found
        for figure, value in zip(one.releases, one.values, strict=True)
    ]


def _line(axes: Axes, one: Revision, color: str) -> None:
    """The releases of a year, held until the next one; a mark each, by the kind of source."""
    days = [_on(figure.published) for figure in one.releases]
    axes.plot(days, one.values, color=color, lw=2.0 if one.revised else 0.8, drawstyle="steps-post", zorder=2)
    for day, value, figure in zip(days, one.values, one.releases, strict=True):
        face = "white" if figure.doubtful else color
        mark = KINDS[figure.source_kind]
        axes.plot(
            day, value, ls="", marker=mark, ms=6.3 if one.revised else 4.8, mfc=face, mec=color, mew=1.3, zorder=3
        )
    hover(axes, days, one.values, [_release_words(one, at) for at in range(len(one.releases))])


def _release_words(one: Revision, at: int) -> str:
    figure, value = one.releases[at], value_words(one.values[at], one.indicator)
    source = code("source_kind", figure.source_kind)
    value += say("chart.doubtful") if figure.doubtful else ""
    return say("hover.release", year=one.year, date=figure.published, value=value, source=source)


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
    low, top = scale * axes.bbox.y0, scale * axes.bbox.y1
    start, edge = scale * axes.bbox.x0, scale * axes.figure.bbox.width
    for one in sorted(found, key=lambda one: (one.values[-1], one.year)):
        x, y = place(one.releases[-1].published, one.values[-1])
        words = _label(one)
        wide, high = 0.55 * SMALLEST * width_of(words), 1.2 * SMALLEST
        sides = [side for side in (x + 7, x - 7 - wide) if start < side < edge - wide]
        lifts = [lift for lift in _LIFTS if low + high / 2 < y + lift < top - high / 2] or [0]
        boxes = [(side, y + lift, wide, high) for lift in lifts for side in sides or (x + 7,)]
        box = next((box for box in boxes if not any(_meets(box, other) for other in taken)), boxes[0])
        taken.append(box)
        right = box[0] > x
        far = abs(box[1] - y) > high
        told = axes.annotate(
            words, (_on(one.releases[-1].published), one.values[-1]), xytext=(7 if right else -7, box[1] - y),
            textcoords="offset points", va="center", ha="left" if right else "right", color=INK if one.revised else QUIET, fontsize=SMALLEST,
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
    for kind, mark in KINDS.items():
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


# Several indicators ------------------------------------------------------------------------------------------------------

_LEAST = 0.01  # a smaller change in % or points has no digits to be told
_INCHES = 0.19  # a line of words
_GAP = 1.9  # lines that a mark takes, with the room below it


def _several(value: Revisions) -> Chart:
    """A row a revised year of an indicator in a region: what changed from the first figure to the last, in % or points."""
    found = value.revised
    title = say(
        "seen.revised",
        count=len(found),
        up=sum(one.change > 0 for one in found),
        down=sum(one.change < 0 for one in found),
    )
    title = title if found else say("chart.revised")
    rows = [(fold(_whose(one, value), 50), fold(_change(one), 50)) for one in found]
    lines = [name.count("\n") + told.count("\n") + 2 for name, told in rows]
    agreeing = len(value) - len(found)
    confirmed = say("note.confirmed", count=number(agreeing)) if agreeing else ""
    under = confirmed if found else say("note.no_revisions")
    with canvas(_INCHES * sum(high + _GAP for high in lines) + (2.1 if found else 1.3)) as (figure, axes):
        heading(axes, title, under)
        if found:
            _relative_scale(axes, found)
            top = 0.0
            for one, both, high in zip(found, rows, lines, strict=True):
                _row(axes, one, both, top, top + high + 0.5)
                top += high + _GAP
            axes.set_ylim(top, -0.3)
            _units(axes, found)
    told = [f"{_whose(one, value)}{say('colon')}{_change(one)}" for one in found]
    alt = f"{title}{say('stop')}{say('semicolon').join(told) or under}"
    data = [_data(one) | {"relative_change": one.relative_change, "in_points": one.in_points} for one in found]
    return Chart("revisions", title, alt, figure, data, records=_records(found, value), shows=bool(found))


def _whose(one: Revision, of: Revisions) -> str:
    """Name, region and year."""
    return say("chart.revised_row", name=one.indicator.name, region=region(one.region, of.plan), year=one.year)


def _change(one: Revision) -> str:
    """The different figures in their order, and what the last of them says against the first."""
    digits, of = one.indicator.precision, one.indicator.unit
    values = [at for at, before in zip(one.values, (None, *one.values), strict=False) if at != before]
    figures = " → ".join(quantities([published(at, digits) for at in values], of))
    change = one.relative_change
    if change is None:
        return figures
    signed = number(round(change, 9), sign=True) if one.in_points else rounded(change, sign=True)
    signed = signed if abs(change) >= _LEAST else say("seen.tiny", least=number(_LEAST))
    told = quantity(signed, "个百分点" if one.in_points else "%") if change else say("revision.same")
    return f"{figures}{say('in_brackets', what=told)}"


def _row(axes: Axes, one: Revision, told: tuple[str, str], top: float, rail: float) -> None:
    """Words, and below them a rail with the change as a mark; without one where there is no share of nothing."""
    name, change = told
    across = axes.get_yaxis_transform()
    place: dict[str, Any] = {"transform": across, "ha": "left", "va": "top", "fontsize": SMALLEST, "linespacing": 1.15}
    axes.text(0, top, name, color=INK, **place)
    axes.text(0, top + name.count("\n") + 1, change, color=QUIET, **place)
    axes.plot([0, 1], [rail, rail], transform=across, color=RULE, lw=2.0, solid_capstyle="round", zorder=1)
    axes.plot(0, rail, ls="", marker="|", ms=8, color=QUIET, zorder=2)
    if one.relative_change is not None:
        axes.plot([0, one.relative_change], [rail, rail], color=_side(one), lw=2.4, zorder=2)
        axes.plot(one.relative_change, rail, ls="", marker=_shape(one), ms=6.8, color=_side(one), zorder=3)
        hover(axes, [one.relative_change], [rail], [f"{name}\n{change}".replace("\n", " ")])


def _side(one: Revision) -> str:
    return OWN if one.change >= 0 else MARK


def _shape(one: Revision) -> str:
    return "D" if one.in_points else "o"


def _relative_scale(axes: Axes, found: Sequence[Revision]) -> None:
    """From the largest cut to the largest rise, zero among them."""
    from matplotlib.ticker import MaxNLocator

    changes = [one.relative_change or 0.0 for one in found]
    low, high = min(0.0, *changes), max(0.0, *changes)
    room = 0.06 * (high - low) or 1.0
    ticks = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(low, high)
    ticks = [float(at) for at in ticks if low - room <= at <= high + room]
    axes.set_xlim(low - room, high + room)
    level_scale(axes, ticks, [number(round(at, 9), sign=True) for at in ticks], long=4, name=say("chart.revised_by"))


def _units(axes: Axes, found: Sequence[Revision]) -> None:
    """Which mark stands for which unit of change."""
    from matplotlib.lines import Line2D

    there = {one.in_points: Line2D([], [], ls="", marker=_shape(one), ms=6.8, color=QUIET) for one in found}
    key(axes, [(there[points], say(f"revised_in.{'points' if points else 'share'}")) for points in sorted(there)],
        handle=11)  # fmt: skip
