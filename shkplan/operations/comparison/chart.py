"""The largest moves: where a probability stood, where it stands, and a bar for each cause between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from shkplan.display.charts.base import (
    INK,
    QUIET,
    RULE,
    SCENARIOS,
    SMALLEST,
    WIDTH,
    Chart,
    canvas,
    fold,
    heading,
    hover_boxes,
    level_scale,
    lines_of,
)
from shkplan.display.language import quantity, say
from shkplan.display.tables.comparison import points_words
from shkplan.operations.comparison.sides import ORDER
from shkplan.operations.comparison.tables import cause_words, chance_in_short, name_of
from shkplan.operations.comparison.values import CauseOfChange, TargetChange
from shkplan.operations.comparison.whole import ReportComparison

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["moves_chart"]

_MOST = 8  # targets that are drawn
_LINE = 12.5  # points, of a line of words
_BAR = 0.5  # of a line, the height of a bar
_PLACES = (0.0, 0.25, 0.5, 0.75, 1.0)
_ROOM = 72 * WIDTH - 26  # points that the axes have across
_BESIDE = 6.0  # points between a bar and its words
_LEAST = 5e-4


def moves_chart(found: ReportComparison) -> Chart:
    """Each target that moved as a heading, below it a bar a cause from where the probability stood to where that brings it."""
    every = [one for one in found.moved if one.change is not None and one.beyond_error]
    rows = every[:_MOST]
    title = _seen(rows)
    under = say("changes.under") if len(rows) == len(every) else say("changes.under_more", shown=len(rows), count=len(every))  # fmt: skip
    notes = (under,) if rows else ()
    heads = [fold(say("changes.head", name=name_of(one), before=chance_in_short(one.before), after=chance_in_short(one.after)), 56) for one in rows]  # fmt: skip
    high = sum(_high(head, list(_bars(one))) for head, one in zip(heads, rows, strict=True))
    with canvas(max(high, 2) * _LINE / 72 + 0.55 + lines_of(notes) + lines_of((title,), 12.5)) as (figure, axes):
        axes.set_ylim(max(high, 2), 0)
        axes.set_xlim(-0.02, 1.02)
        at = 0.0
        for head, one in zip(heads, rows, strict=True):
            at = _block(axes, head, one, at)
        level_scale(axes, _PLACES, ["0", "25", "50", "75", quantity("100", "%")])
        heading(axes, title, "\n".join(notes))
    told = [say("colon").join((name_of(one), say("semicolon").join(_told(cause) for cause in _bars(one)))) for one in rows]  # fmt: skip
    alt = say("stop").join((title, *told))
    return Chart("changes_chart", title, alt, figure, [one.row for one in rows], records=list(_records(rows)), shows=bool(rows))  # fmt: skip


def _seen(rows: list[TargetChange]) -> str:
    if not rows:
        return say("changes.seen_none")
    first = rows[0]
    return say("changes.seen", name=name_of(first), before=chance_in_short(first.before), after=chance_in_short(first.after))  # fmt: skip


def _bars(one: TargetChange) -> Iterator[CauseOfChange]:
    """The causes that move the probability by as much as shows."""
    yield from (cause for cause in one.acting if cause.change is not None and abs(cause.change) >= _LEAST)


def _high(head: str, bars: list[CauseOfChange]) -> float:
    """In lines: the heading, a bar a cause, and room below."""
    return 1.15 * (head.count("\n") + 1) + 1.1 * max(len(bars), 1) + 0.6


def _told(cause: CauseOfChange) -> str:
    return say("changes.cause", cause=cause_words(cause.kinds), change=points_words(cause.change, cause.change_se))


def _color(cause: CauseOfChange) -> str:
    """The colour of a cause, the same in every chart; of the version of the library, and of several causes together, a quiet one."""
    named = cause.kinds[0] if len(cause.kinds) == 1 else ""
    return SCENARIOS[ORDER.index(named) % len(SCENARIOS)] if named in ORDER else QUIET


def _block(axes: Axes, head: str, one: TargetChange, at: float) -> float:
    """One target: its name, its bars, and both dots; where the next one begins."""
    lines = 1.15 * (head.count("\n") + 1)
    axes.text(0, at + lines / 2, head, ha="left", va="center", color=INK, fontsize=SMALLEST, linespacing=1.15)
    assert one.before is not None
    assert one.after is not None
    start, end, top = one.before.prob or 0.0, one.after.prob or 0.0, at + lines
    bars = list(_bars(one))
    for step, cause in enumerate(bars):
        y = top + 1.1 * step + 0.55
        _bar(axes, cause, y)
        if step:
            axes.plot([cause.before or 0.0] * 2, [y - 1.1, y], color=RULE, lw=1, zorder=1)
    first, last = top + 0.55, top + 1.1 * max(len(bars), 1) - 0.55
    axes.plot(start, first, ls="", marker="o", ms=6.4, mfc="white", mec=INK, mew=1.4, zorder=5, clip_on=False)
    axes.plot(end, last, ls="", marker="o", ms=6.4, mfc=INK, mec=INK, mew=1.4, zorder=5, clip_on=False)
    return top + 1.1 * max(len(bars), 1) + 0.6


def _bar(axes: Axes, cause: CauseOfChange, y: float) -> None:
    from matplotlib.patches import Rectangle

    from shkplan.display.charts.pen import measured

    low, high = sorted((cause.before or 0.0, cause.after or 0.0))
    color = _color(cause)
    axes.add_patch(Rectangle((low, y - _BAR / 2), high - low, _BAR, facecolor=color, edgecolor="none", zorder=3))
    label = _told(cause)
    wide = SMALLEST / 1000 * measured(label)[0]
    right = (1 - high) * _ROOM >= wide + 2 * _BESIDE or high + low < 1
    x, align = (high + _BESIDE * 1.4 / _ROOM, "left") if right else (low - _BESIDE * 1.4 / _ROOM, "right")
    axes.text(x, y, label, ha=align, va="center", color=color, fontsize=SMALLEST)
    hover_boxes(axes, [(low, y - 0.5, high, y + 0.5)], [label], 14)


def _records(rows: list[TargetChange]) -> Iterator[dict[str, Any]]:
    for one in rows:
        for cause in _bars(one):
            yield {
                say("csv.target"): name_of(one), say("changes.why"): cause_words(cause.kinds), say("changes.before"): cause.before,
                say("changes.after"): cause.after, say("csv.difference"): cause.change, say("csv.error"): cause.change_se,
            }  # fmt: skip
