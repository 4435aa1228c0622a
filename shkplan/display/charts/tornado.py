"""What each part of a scenario contributes to the change of one target: a bar by itself, and one for what is lost without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from shkplan.assessment.scenarios.contributions import Contribution, Tornado
from shkplan.display.charts.base import (
    INK,
    QUIET,
    SMALLEST,
    Chart,
    canvas,
    fold,
    heading,
    honest_span,
    hover_boxes,
    level_scale,
    lines_of,
)
from shkplan.display.charts.looks import scenario_look
from shkplan.display.language import DASH, number, say, words
from shkplan.display.parts import part_words
from shkplan.display.tables.comparison import link_titles, points_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["tornado_chart"]

_MOST = 12  # parts that are drawn
_LINE = 12.5  # points, of a line of words
_BARS = 2.7  # lines, of both bars of a part and the room below
_BAR = 0.62  # of a line, the height of a bar
_ROOM = 0.24  # of the scale, beyond the longest bar, for its number


def tornado_chart(tornado: Tornado) -> Chart:
    """Two bars a part: full for what it changes alone, hollow for what is lost when it is left out."""
    order = list(dict.fromkeys(one.scenario for one in tornado))
    every = [one for one in tornado if one.alone or one.left_out]
    rows = every[:_MOST]
    links = link_titles(tornado)
    heads = [fold(part_words(one.part, tornado.before.plan, links), 58) for one in rows]
    firsts = [len(order) > 1 and (at == 0 or rows[at - 1].scenario != one.scenario) for at, one in enumerate(rows)]
    titles = [fold(_title(tornado, one), 58) if first else "" for one, first in zip(rows, firsts, strict=True)]
    title = _seen(tornado, rows)
    high = sum(_lines(head) + _lines(name) + _BARS for head, name in zip(heads, titles, strict=True))
    left_alone = len(tornado) - len(every)
    rest = (say("under_compared.tornado_rest", count=left_alone),) if left_alone else ()
    notes = ((say("under_compared.tornado"),) if rows else ()) + rest
    with canvas(max(high, 2) * _LINE / 72 + 0.5 + lines_of(notes) + lines_of((title,), 12.5)) as (figure, axes):
        axes.set_ylim(max(high, 2), 0)
        edges = [100 * value for one in rows for value in (one.alone, one.left_out) if value is not None]
        _across(axes, edges)
        at = 0.0
        for one, head, name in zip(rows, heads, titles, strict=True):
            color = scenario_look(order.index(one.scenario)).color
            at = _part(axes, one, head, color, _words(axes, name, color, at))
        heading(axes, title, "\n".join(notes))
    told = [
        f"{_told(tornado, one, head, several=len(order) > 1)}{say('colon')}{_both(one)}"
        for one, head in zip(rows, heads, strict=True)
    ]
    data = [
        {"target": tornado.key, "scenario": one.scenario, "part": one.told, "alone": one.alone, "alone_se": one.alone_se,
         "left_out": one.left_out, "left_out_se": one.left_out_se}
        for one in tornado
    ]  # fmt: skip
    alt = say("stop").join((title, *(one.replace("\n", " ") for one in told)))
    return Chart("tornado_chart", title, alt, figure, data, records=list(_records(tornado)), shows=bool(rows))


def _told(tornado: Tornado, one: Contribution, head: str, *, several: bool) -> str:
    """A part, after its scenario where there are several."""
    return f"{_title(tornado, one)}{say('comma')}{head}" if several else head


def _lines(words_of: str) -> float:
    """How high they stand, in lines; 0 where there are none."""
    return 1.12 * (words_of.count("\n") + 1) if words_of else 0.0


def _words(axes: Axes, told: str, color: str, at: float) -> float:
    """Words at the left edge; where what is below them begins."""
    lines = _lines(told)
    axes.text(
        _left(axes), at + lines / 2, told, ha="left", va="center", color=color, fontsize=SMALLEST, linespacing=1.15
    )
    return at + lines


def _title(tornado: Tornado, one: Contribution) -> str:
    scenarios = (after.within.scenario for after in tornado.afters if after.within is not None)
    return next((words(each.title) for each in scenarios if each is not None and each.id == one.scenario), "")


def _across(axes: Axes, edges: Sequence[float]) -> None:
    """A scale around 0 in percentage points, with room for numbers at both ends."""
    low, high = honest_span([0.0, *edges], 0.1, growth=True)
    room = _ROOM * (high - low)
    low = min(low, 0.0) - (room if min(edges, default=0.0) < 0 else 0)
    high = max(high, 0.0) + (room if max(edges, default=0.0) > 0 else 0)
    axes.set_xlim(low, high)
    from matplotlib.ticker import MaxNLocator

    ticks = [
        float(one) for one in MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high) if low <= one <= high
    ]
    level_scale(axes, ticks, [number(round(one, 9), sign=True) for one in ticks])


def _part(axes: Axes, one: Contribution, head: str, color: str, at: float) -> float:
    """The words of a part and its two bars; where the next one begins."""
    top = _words(axes, head, INK, at)
    for step, (change, error, full) in enumerate(
        ((one.alone, one.alone_se, True), (one.left_out, one.left_out_se, False))
    ):
        _bar(axes, change, error, top + 0.5 + 1.05 * step, color if full else "none", color)
    axes.plot([0, 0], [top, top + 2.05], color=INK, lw=0.9, zorder=3.5)
    hover_boxes(axes, [(0, top, 0, top + 2.0)], [_both(one)], 30)
    return top + _BARS


def _left(axes: Axes) -> float:
    return axes.get_xlim()[0]


def _bar(axes: Axes, change: float | None, error: float | None, y: float, face: str, edge: str) -> None:
    from matplotlib.patches import Rectangle

    value = 100 * change if change is not None else 0.0
    if change is not None:
        axes.add_patch(Rectangle((min(value, 0), y - _BAR / 2), abs(value), _BAR, facecolor=face, edgecolor=edge, lw=1.3, zorder=3))  # fmt: skip
    side = "left" if value >= 0 else "right"
    low, high = axes.get_xlim()
    step = 0.012 * (high - low) * (1 if value >= 0 else -1)
    told = points_words(change, error) if change is not None else DASH
    axes.text(value + step, y, told, ha=side, va="center", color=QUIET, fontsize=SMALLEST)


def _both(one: Contribution) -> str:
    alone = f"{say('part.alone')} {points_words(one.alone, one.alone_se)}"
    return f"{alone}{say('semicolon')}{say('part.left_out')} {points_words(one.left_out, one.left_out_se)}"


def _seen(tornado: Tornado, rows: Sequence[Contribution]) -> str:
    """Which part changes most by itself."""
    clear = [one for one in rows if one.alone is not None and abs(one.alone) > 2 * (one.alone_se or 0)]
    if not tornado:
        return say("seen_compared.tornado_open", name=tornado.name)
    if not clear:
        return say("seen_compared.tornado_none", name=tornado.name)
    most = max(clear, key=lambda one: abs(one.alone or 0.0))
    change = say("compared.points", change=number(100 * (most.alone or 0.0), 1, sign=True))
    part = part_words(most.part, tornado.before.plan, link_titles(tornado), of=tornado.before.indicator.id)
    return say("seen_compared.tornado", name=tornado.name, part=part, change=change)


def _records(tornado: Tornado) -> Iterator[dict[str, Any]]:
    for one in tornado:
        yield {
            say("csv_compared.scenario"): _title(tornado, one), say("part.part"): part_words(one.part, tornado.before.plan, link_titles(tornado)),
            say("part.alone"): one.alone, say("part.left_out"): one.left_out,
        }  # fmt: skip
