"""The links between indicators drawn as a graph: nodes are series, arrows lead from what moves to what follows.

Below each series stand those that it moves, a step further in. A series that several move stands below each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shkplan.assessment.links import Links, LinkState
from shkplan.display.charts.base import INK, OTHER, OWN, QUIET, Chart, canvas, fold, heading, hover_boxes, key
from shkplan.display.language import listed, number, say, words
from shkplan.display.tables.links import effect_of, end_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Node = tuple[str, str]  # indicator, region
_ROW, _STEP, _WIDE = 0.31, 0.95, 13.0  # inches a line of words; how far in a level stands, of so much in all
_WORDS = 68  # how wide a line is that begins at the edge, in narrow characters; a level further in takes some
_STYLES: Mapping[str, tuple[str, float, Any]] = {  # colour, width, dashes
    "on": (OWN, 1.9, "-"),
    "joint": (OTHER, 1.3, (0, (1, 1.6))),
    "off": (QUIET, 1.0, (0, (4, 3))),
}


@dataclass(frozen=True)
class _Row:
    """One line of the drawing: a series, how far in, the link that leads to it and the line of what moves it."""

    node: Node
    depth: int
    by: LinkState | None
    above: int


def links_chart(links: Links) -> Chart:
    """An arrow a link: drawn through where it acts, dashed where it is switched off, dotted where both are projected jointly.

    Identities between a level and its growth are left to the table.
    """
    every = [one for one in links if one.link.identity is None]
    rows = list(_rows(every))
    acting = [words(one.link.title) for one in every if one.state == "on"]
    title, texts = say("seen.links", on=len(acting), total=len(every)), list[str]()
    for row in rows:
        alike = (
            row.by is not None and row.by.driver[1] == row.node[1]
        )  # the region of what moves it need not be said again
        name = words(links.assessment.plan[row.node[0]].name) if alike else end_of(row.node, links.assessment.plan)
        effect = f"{number(row.by.link.effect[0], 2, sign=True)}  " if row.by is not None else ""
        texts.append(fold(f"{effect}{name}", int(_WORDS * (1 - row.depth * _STEP / _WIDE))))
    places = _places(texts)
    with canvas(max(2.4, _ROW * -places[-1] + 1.8) if rows else 2.4) as (figure, axes):
        axes.set_xlim(0, _WIDE)
        axes.set_ylim((places[-1] if rows else 0) - 0.6, 0.6)
        _trunks(axes, rows, places)
        for y, row, text in zip(places, rows, texts, strict=True):
            _line(axes, y, row, text)
        boxes = [
            (row.depth * _STEP, y - 0.45, _WIDE, y + 0.45)
            for y, row in zip(places, rows, strict=True)
            if row.by is not None
        ]
        hover_boxes(axes, boxes, [_tip(row.by) for row in rows if row.by is not None])
        _key(axes, every)
        heading(axes, title, say("under.links"))
    told = say("links.acting", names=listed(dict.fromkeys(acting))) if acting else say("links.acting_none")
    alt = say("links.alt", on=len(acting), off=len(every) - len(acting), acting=told)
    data = [
        {"link": one.link.id, "driver": list(one.driver), "response": list(one.response), "effect": one.link.effect[0],
         "sd": one.link.effect[1], "state": one.state}
        for one in every
    ]  # fmt: skip
    return Chart("links_chart", title, f"{title}{say('stop')}{alt}", figure, data, shows=bool(every))


def _rows(states: Sequence[LinkState]) -> Iterator[_Row]:
    """Each series that nothing moves, and below each what it moves: first what moves nothing itself."""
    moves: dict[Node, list[LinkState]] = {}
    for one in states:
        moves.setdefault(one.driver, []).append(one)
    moved = {one.response for one in states}
    count = 0

    def below(node: Node, depth: int, by: LinkState | None, above: int) -> Iterator[_Row]:
        nonlocal count
        at, count = count, count + 1
        yield _Row(node, depth, by, above)
        for link in sorted(moves.get(node, ()), key=lambda one: (one.response in moves, one.state != "on")):
            yield from below(link.response, depth + 1, link, at)

    for root in dict.fromkeys(one.driver for one in states if one.driver not in moved):
        yield from below(root, 0, None, -1)


def _kind(one: LinkState) -> str:
    return "joint" if one.why.key == "link.joint" else one.state


def _places(texts: Sequence[str]) -> list[float]:
    """(n_rows,) how far down each row stands, in lines of words."""
    found, at = list[float](), 0.0
    for text in texts:
        more = 0.8 * text.count("\n") / 2
        found.append(-(at + more))
        at += 1 + 2 * more
    return found


def _trunks(axes: Axes, rows: Sequence[_Row], places: Sequence[float]) -> None:
    """From each series down to the last that it moves."""
    last: dict[int, float] = {}
    for row, y in zip(rows, places, strict=True):
        if row.by is not None:
            last[row.above] = y
    for above, y in last.items():
        x = rows[above].depth * _STEP + 0.15
        axes.plot([x, x], [places[above] - 0.42, y], color=QUIET, lw=0.8, zorder=1)


def _line(axes: Axes, y: float, row: _Row, text: str) -> None:
    """A series, with the arrow that leads to it."""
    from matplotlib.patches import FancyArrowPatch

    x, color = row.depth * _STEP, INK
    if row.by is not None:
        color, wide, dashes = _STYLES[_kind(row.by)]
        start = x - _STEP + 0.15
        axes.plot([start, x - 0.22], [y, y], color=color, lw=wide, ls=dashes, zorder=2)
        head = FancyArrowPatch(
            (x - 0.3, y), (x - 0.06, y), arrowstyle="-|>,head_length=5,head_width=2.6", color=color, lw=wide, shrinkA=0,
            shrinkB=0, zorder=3,
        )  # fmt: skip
        axes.add_patch(head)
        color = color if row.by.state == "on" else QUIET
    axes.text(x + 0.08 * (row.by is not None), y, text, ha="left", va="center", color=color, zorder=4)


def _tip(one: LinkState | None) -> str:
    """What an arrow tells: the link, its effect, and why it acts or does not."""
    return (
        "" if one is None else f"{words(one.link.title)}{say('stop')}{effect_of(one.link)}{say('stop')}{words(one.why)}"
    )


def _key(axes: Axes, states: Sequence[LinkState]) -> None:
    from matplotlib.lines import Line2D

    kinds = {_kind(one) for one in states}
    marks = [
        (Line2D([], [], color=color, lw=wide, ls=dashes), say(f"links.key_{kind}"))
        for kind, (color, wide, dashes) in _STYLES.items()
        if kind in kinds
    ]
    if marks:
        key(axes, marks, columns=3)
