"""How figures and estimates look in every chart of a verdict: points that were published, bands that were not.

A published value is a filled point, a solid line joins neighbours on one basis. An estimate is a hollow point or a broken
line within a band of three shades; no solid line ever leads to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from shkplan.assessment.course import LEVELS, Course
from shkplan.display.charts.base import (
    BAD,
    INK,
    MARK,
    OWN,
    QUIET,
    SMALLEST,
    end_label,
    hover,
    hover_boxes,
    key,
    level_scale,
    shifted,
)
from shkplan.display.charts.history import figure_words, filled, firmness
from shkplan.display.language import ends, number, published, quantity, rounded, say
from shkplan.evidence.series import AnnualSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from shkplan.forecast.projection import FloatArray

SHADES = {0.95: 0.14, 0.8: 0.2, 0.5: 0.3}  # one upon the other, so that dark pages show them as well
_BROKEN = (0, (4, 2))
_SLIM, _WIDE = 3.2, 8.0  # points, of the bar of a year


def stretches(years: Sequence[int]) -> list[list[int]]:
    """Runs of neighbouring years."""
    found: list[list[int]] = []
    for year in years:
        if found and year == found[-1][-1] + 1:
            found[-1].append(year)
        else:
            found.append([year])
    return found


def draw_fan(
    axes: Axes, years: Sequence[int], median: FloatArray, bands: Mapping[float, FloatArray], known: Sequence[int] = (),
    color: str = OWN,
) -> None:  # fmt: skip
    """Three shades around a broken line of medians; nothing of it between two years that are known."""
    for run in stretches(years):
        at = [years.index(year) for year in run]
        for level in LEVELS[::-1]:
            low, high = bands[level][at].T
            if np.ptp(bands[level][at], axis=1).max() > 0:
                axes.fill_between(run, low, high, color=color, alpha=SHADES[level], lw=0, zorder=1)
        for first, second in pairwise(run):
            if not (first in known and second in known):
                pair = [median[years.index(first)], median[years.index(second)]]
                axes.plot([first, second], pair, color=color, lw=1.1, ls=_BROKEN, zorder=2)


def draw_bars(axes: Axes, course: Course, some: Sequence[int], color: str = OWN) -> None:
    """Years that were not measured, each with a bar for its 80 % band and a hollow point for its median."""
    for year in some:
        draw_bar(axes, year, course, year, color, _SLIM)


def draw_fixed(axes: Axes, source: object, course: Course) -> list[tuple[Any, str]]:
    """The years that the claims of a scenario fix; with their mark and its words for the key."""
    some = [year for year in getattr(source, "fixed", ()) if year in course.years]
    if not some:
        return []
    (mark,) = axes.plot(some, [course.at(year)[1] for year in some], ls="", marker="P", ms=6.6, color=BAD, zorder=6)
    return [(mark, say("chart.fixed"))]


def draw_bar(axes: Axes, x: float, course: Course, year: int, color: str, wide: float = _WIDE) -> None:
    """One year of a course as an upright bar: 95 % thin, 80 % thick, hollow median."""
    low, middle, high = course.at(year)
    far_low, _, far_high = course.at(year, 0.95)
    if far_high > far_low:
        axes.plot([x, x], [far_low, far_high], color=color, lw=1, alpha=0.45, zorder=2)
        axes.plot([x, x], [low, high], color=color, lw=wide, alpha=0.35, solid_capstyle="butt", zorder=2)
    face = color if year in course.known else "white"
    axes.plot([x], [middle], ls="", marker="o", ms=5.2, mfc=face, mec=color, mew=1.3, zorder=5)


def draw_points(
    axes: Axes, years: Sequence[int], values: Sequence[float], *, color: str = OWN, marker: str = "o", dash: Any = "-",
    width: float = 1.5, size: float = 5.6, breaks: Sequence[int] = (), bare: int | None = None,
) -> None:  # fmt: skip
    """Published values: filled points, a solid line between neighbours on one basis; a bare year has no point."""
    known = dict(zip(years, values, strict=True))
    for first in years:
        if first + 1 in known and first + 1 not in breaks:
            axes.plot([first, first + 1], [known[first], known[first + 1]], color=color, lw=width, ls=dash, zorder=3)
    seen = [year for year in years if year != bare]
    axes.plot(
        seen, [known[year] for year in seen], ls="", marker=marker, ms=size, mfc=color, mec="white", mew=0.6, zorder=4
    )


def draw_breaks(axes: Axes, series: AnnualSeries, first: int) -> None:
    """A new basis as a gap with a word in it."""
    foot = axes.get_xaxis_transform()
    for year in series.breaks:
        if year > first:
            axes.plot([year - 0.5] * 2, [0, 1], color=BAD, lw=0.9, ls=(0, (1, 1.6)), zorder=1, transform=foot)
            axes.text(
                year - 0.5, 1, say("chart.break"), transform=shifted(axes, foot, -3, 0), rotation=90, ha="right", va="top",
                color=BAD, fontsize=SMALLEST,
            )  # fmt: skip


_WORTH = 1.6  # times the height without them
SLOT = 1.6  # years behind the last one, where what sums them up stands
_PER_LABEL, _ROOM, NAMED = (
    25.0,
    205.0,
    150.0,
)  # points: of the label of a year, of all of them, and of all beside long names


def worth_showing(course: Course, some: Sequence[int], values: Sequence[float]) -> list[float]:
    """What a scale must hold: some values and the 80 % bands of some years; the 95 % ones where they cost little of the height."""
    near = [*values, *(edge for year in some for edge in course.at(year)[::2])]
    far = [*near, *(edge for year in some for edge in course.at(year, 0.95)[::2])]
    if not near:
        return []
    return far if max(far) - min(far) <= _WORTH * (max(near) - min(near)) else near


def cut_off(axes: Axes, course: Course) -> str:
    """The note that the widest band leaves the drawing; empty where it does not."""
    low, high = axes.get_ylim()
    band = course.bands[max(LEVELS)]
    return say("chart.cut") if band.size and (band.min() < low - 1e-9 or band.max() > high + 1e-9) else ""


def years_scale(axes: Axes, first: int, last: int, *, slot: bool = False, room: float = _ROOM) -> None:
    """Whole years up to the last one, which always has its label, and room behind it for what sums them up; in so many points."""
    step = next(one for one in (1, 2, 5, 10, 100) if (last - first + 1 + SLOT * slot) * _PER_LABEL <= one * room)
    ticks = [year for year in range(first, last + 1) if (last - year) % step == 0]
    axes.set_xlim(first - 0.7, last + (SLOT + 0.6 if slot else 0.7))
    level_scale(axes, ticks, [str(year) for year in ticks], long=4)


def draw_today(axes: Axes, as_of: dt.date | None, last: int) -> None:
    """The day of the report, quieter than the target's own year; a year's figure stands in the middle of its year."""
    if as_of is None or as_of > dt.date(last + 1, 3, 15):  # beyond the edge: the chart is the same on any such day
        return
    at = as_of.year + (as_of - dt.date(as_of.year, 1, 1)).days / 366 - 0.5
    if axes.get_xlim()[0] < at < last + 0.7:
        axes.axvline(at, color=QUIET, lw=0.7, ls=(0, (1, 2)), zorder=0.8)


def draw_number(axes: Axes, at: float, first: float, last: float, words: str, *, broken: bool = False) -> None:
    """The number a target states, over the years it speaks of, with its words at the end."""
    axes.plot(
        [first, last], [at, at], color=MARK, lw=1.3 if broken else 2.2, ls=_BROKEN if broken else "-", zorder=3.5,
        solid_capstyle="butt",
    )  # fmt: skip
    end_label(axes, last, at, words, MARK, width=12)


def draw_deadline(axes: Axes, year: int) -> None:
    """The year in which a target is due."""
    axes.axvline(year, color=MARK, lw=0.9, ls=(0, (2, 2)), zorder=1)


def draw_soft(axes: Axes, series: AnnualSeries, since: int, size: float = 6.4) -> list[tuple[Any, str]]:
    """Points of figures that are not full, half filled or hollow, over those drawn; with their words for the key."""
    found = list[tuple[Any, str]]()
    for kind in ("half", "hollow"):
        some = [(year, value) for year, value, one in zip(series.years, series.values, series.chosen, strict=True)
                if year >= since and firmness(one) == kind]  # fmt: skip
        if some:
            (mark,) = axes.plot(*zip(*some, strict=True), ls="", marker="o", ms=size, zorder=4.5, **filled(kind, OWN))
            found.append((mark, say(f"mark_of.{kind}")))
    return found


def tip_figures(axes: Axes, series: AnnualSeries, since: int) -> None:
    """Who points at published values reads them with who published them, and when."""
    some = [
        (year, value, one)
        for year, value, one in zip(series.years, series.values, series.chosen, strict=True)
        if year >= since
    ]
    hover(
        axes,
        [year for year, _, _ in some],
        [value for _, value, _ in some],
        [figure_words(one, series) for *_, one in some],
    )


def tip_known(
    axes: Axes, years: Sequence[int], values: Sequence[float], unit: str, precision: float | None, name: str = "",
    *, key: Literal["tip_known", "tip_built"] = "tip_known",
) -> None:  # fmt: skip
    """Who points at published values, or at what they come to (``tip_built``), reads them and which of both they are."""
    digits = [number(round(value, 2)) if precision is None else published(value, precision) for value in values]
    told = [quantity(one, unit) for one in digits]
    words = [
        say(f"decides.{key}", name=_before(name), year=year, value=value)
        for year, value in zip(years, told, strict=True)
    ]
    hover(axes, years, values, words)


def tip_bands(
    axes: Axes, course: Course, some: Sequence[int], unit: str, name: str = "", *, at: float | None = None
) -> None:
    """Who points at the band of a year reads its median and both ends."""
    spans, words = [], []
    for year in some:
        low, middle, high = course.at(year)
        x = year if at is None else at
        spans.append((x - 0.3, low, x + 0.3, high))
        words.append(
            say(
                "decides.tip_band", name=_before(name), year=year, value=quantity(rounded(middle, unit), unit),
                **ends(low, high, unit),
            )
        )  # fmt: skip
    hover_boxes(axes, spans, words)


def _before(name: str) -> str:
    return f"{name}{say('comma')}" if name else ""


def draw_key(
    axes: Axes, *, known: bool, fan: bool = False, bars: bool = False, also: Sequence[tuple[Any, str]] = ()
) -> None:
    """What point, hollow point, shades and bars mean, as far as they are drawn."""
    from matplotlib.lines import Line2D

    entries: list[tuple[Any, str]] = []
    if known:
        entries.append(
            (Line2D([], [], color=OWN, lw=1.5, marker="o", ms=5.6, mec="white", mew=0.6), say("decides.key_known"))
        )
    entries += also
    hollow = Line2D([], [], ls="", marker="o", ms=5.2, mfc="white", mec=OWN, mew=1.3)
    if bars:
        bar = Line2D([], [], color=OWN, lw=_WIDE, alpha=0.35, solid_capstyle="butt")
        entries.append(((bar, hollow), say("decides.key_bar")))
    if fan:
        wide = zip(LEVELS[::-1], (10, 6.5, 3), strict=True)
        shades = [Line2D([], [], color=OWN, lw=lw, alpha=SHADES[level], solid_capstyle="butt") for level, lw in wide]
        entries.append(((*shades, Line2D([], [], color=OWN, lw=1.1, ls=_BROKEN)), say("decides.key_fan")))
    key(axes, entries, 2)


def draw_slot(axes: Axes, last: int, words: str = "") -> None:
    """A line between the years and what sums them up, and its words below."""
    axes.axvline(last + SLOT / 2, color=QUIET, lw=0.5, zorder=0.8)
    foot, x = shifted(axes, axes.get_xaxis_transform(), 0, -7.5), last + SLOT
    axes.text(x, 0, words, transform=foot, ha="center", va="top", color=INK, fontsize=SMALLEST)
