"""Probabilities under the baseline and under each scenario: a dot each, named where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from shkplan.assessment.scenarios.comparison import Compared, Comparison
from shkplan.assessment.scenarios.shift import Shift
from shkplan.assessment.verdict import Verdict
from shkplan.display.charts.base import (
    INK,
    RULE,
    SMALLEST,
    WIDTH,
    Chart,
    canvas,
    fold,
    heading,
    hover_boxes,
    level_scale,
)
from shkplan.display.charts.looks import BASELINE, ScenarioLook, scenario_look
from shkplan.display.language import code, quantity, say, words
from shkplan.display.tables.comparison import baseline_title, chance_words, change_words, scenario_title, shift_data
from shkplan.display.verdicts import SIGNS, evidence_notes, percents

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["comparison_chart", "signs_in_short"]

_MOST = 8  # targets that are drawn; a longer chart is no chart any more
_LINE = 12.5  # points, of a line of words
_PLACES = (0.0, 0.25, 0.5, 0.75, 1.0)
_ROOM = 72 * WIDTH - 26  # points that the axes have across
_BESIDE = 8.0  # points between a mark and its words
_NARROW, _DEEP = 90.0, 2  # points beside a dot that are too few for its words, and lines of them that are too many


@dataclass(frozen=True)
class _Lane:
    """One dot: where it stands, and what is said of it."""

    verdict: Verdict
    look: ScenarioLook
    label: str
    tip: str


def comparison_chart(comparison: Comparison) -> Chart:
    """Each target that moves as a heading, a lane below it for the baseline and for each scenario that moves it."""
    moved = comparison.moved
    rows = moved[:_MOST]
    titles = [scenario_title(comparison, at) for at in range(len(comparison.scenarios))]
    title = _seen(comparison, titles)
    verdicts = [one for row in rows for one in (row.before, *(shift.after for shift in row if shift.moved))]
    under = say("under_compared.dots") if len(rows) == len(moved) else say("under_compared.dots_more", shown=len(rows), count=len(moved))  # fmt: skip
    lines = "\n".join((under, *signs_in_short(verdicts))) if rows else ""
    blocks = [(fold(words(row.name), 46), list(_lanes(row, titles))) for row in rows]
    high = sum(_height(head, lanes) for head, lanes in blocks)
    with canvas(max(high, 2) * _LINE / 72 + 1.05 + 0.17 * lines.count("\n")) as (figure, axes):
        axes.set_ylim(max(high, 2), 0)
        axes.set_xlim(-0.02, 1.02)
        at = 0.0
        for head, lanes in blocks:
            at = _block(axes, head, lanes, at)
        level_scale(axes, _PLACES, ["0", "25", "50", "75", quantity("100", "%")])
        heading(axes, title, lines)
    told = [f"{words(row.name)}{say('colon')}{say('semicolon').join(lane.tip for lane in _lanes(row, titles))}" for row in rows]  # fmt: skip
    alt = f"{title}{say('stop')}{say('stop').join((*told, *evidence_notes(verdicts)))}"
    data = [{"target": row.key, "prob": row.before.prob, "scenarios": [shift_data(one) for one in row]} for row in rows]
    return Chart("comparison_chart", title, alt, figure, data, records=list(_records(rows, titles)), shows=bool(rows))


def signs_in_short(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """What the signs beside some numbers mean, on one line; the series and classes behind them stand in the words of the chart."""
    seen = {one.evidence for one in verdicts}
    told = [f"{sign} {code('rests', evidence)}" for evidence, sign in SIGNS.items() if evidence in seen]
    return (say("semicolon").join(told),) if told else ()


def _lanes(row: Compared, titles: Sequence[str]) -> Iterator[_Lane]:
    """The baseline, and each scenario that moves the target."""
    base = baseline_title(row.before.within)
    yield _lane(row.before, BASELINE, base, "")
    for at, (one, title) in enumerate(zip(row, titles, strict=True)):
        if one.moved:
            change = say("compared.points", change=change_words(one)) if one.change is not None else ""
            yield _lane(one.after, scenario_look(at), title, change)


def _lane(verdict: Verdict, look: ScenarioLook, name: str, change: str) -> _Lane:
    told = f"{name}{say('colon')}{chance_words(verdict)}"
    return _Lane(verdict, look, told, f"{told}{say('in_brackets', what=change)}" if change else told)


def _height(head: str, lanes: Sequence[_Lane]) -> float:
    """In lines: the heading, the lanes, and room below."""
    base = lanes[0].verdict.prob
    return 1.15 * (head.count("\n") + 1) + sum(_placed(lane, base).high for lane in lanes) + 0.7


class _Label(NamedTuple):
    """Where the words of a dot stand.

    Attributes:
        x: where they begin or end, between 0 and 1.
        align: "left" where they begin there.
        words: in lines.
        above: whether they stand above the dot, since beside it there is no room.
    """

    x: float
    align: str
    words: str
    above: bool

    @property
    def lines(self) -> int:
        return self.words.count("\n") + 1

    @property
    def high(self) -> float:
        """The height of the lane, in lines."""
        return 1.08 * self.lines + (0.75 if self.above else 0)


def _placed(lane: _Lane, base: float | None) -> _Label:
    """The words beyond the dot, else beyond the other end of its line, in as many lines as they need there; else above it."""
    from shkplan.display.charts.pen import measured

    at = lane.verdict.prob if lane.verdict.prob is not None else base or 0.0
    ends = (at, base if base is not None and lane.look.filled else at)
    right, left = (max(ends), "left", (1 - max(ends)) * _ROOM), (min(ends), "right", min(ends) * _ROOM)
    sides = [right, left] if at >= ends[1] else [left, right]
    wide = SMALLEST / 1000 * measured(lane.label)[0]
    for x, align, room in sides:
        if wide <= room - 2 * _BESIDE:
            return _Label(x, align, lane.label, above=False)
    x, align, room = max(sides, key=lambda one: one[2])
    per = 2 * (room - 2 * _BESIDE) / SMALLEST  # columns: a letter of Latin is about half as wide as high
    beside = _Label(x, align, fold(lane.label, max(1, int(0.95 * per))), above=False)
    if room < _NARROW or beside.lines > _DEEP:
        return _Label(0.0 if at < 0.5 else 1.0, "left" if at < 0.5 else "right", fold(lane.label, 52), above=True)
    return beside


def _block(axes: Axes, head: str, lanes: Sequence[_Lane], at: float) -> float:
    """One target: its name, a line down from the baseline's dot, and the dots; where the next one begins."""
    lines = 1.15 * (head.count("\n") + 1)
    axes.text(0, at + lines / 2, head, ha="left", va="center", color=INK, fontsize=SMALLEST, linespacing=1.15)
    base, top = lanes[0].verdict.prob, at + lines
    since = y = None  # where the baseline's line goes on, which leaves out words above a dot
    for lane in lanes:
        label = _placed(lane, base)
        y = top + (label.high - 0.4 if label.above else label.high / 2)
        _draw(axes, lane, label, (top, y), base)
        if since is not None and label.above:
            _upright(axes, base, since, top)
        since = top + 1.08 * label.lines if label.above else y if since is None else since
        top += label.high
    _upright(axes, base, since, y)
    return top + 0.7


def _upright(axes: Axes, base: float | None, top: float | None, foot: float | None) -> None:
    """A piece of the line down from the baseline's dot."""
    if base is not None and top is not None and foot is not None:
        axes.plot([base, base], [top, foot], color=RULE, lw=1.4, zorder=1, solid_capstyle="butt")


def _draw(axes: Axes, lane: _Lane, label: _Label, at: tuple[float, float], base: float | None) -> None:
    """A lane that begins, and whose dot stands, at these heights."""
    (top, y), look, prob = at, lane.look, lane.verdict.prob
    if prob is not None:
        if base is not None and look.filled:
            axes.plot([base, prob], [y, y], color=look.color, lw=2, zorder=2, solid_capstyle="butt")
        face = look.color if look.filled else "white"
        axes.plot(
            prob, y, ls="", marker=look.marker, ms=6.4, mfc=face, mec=look.color, mew=1.6, zorder=4, clip_on=False
        )
        hover_boxes(axes, [(prob, y, prob, y)], [lane.tip], 12)
    step = 0.0 if label.above or prob is None else _BESIDE / _ROOM * (1 if label.align == "left" else -1)
    middle = top + 0.54 * label.lines if label.above else y
    axes.text(
        label.x + step, middle, label.words, ha=label.align, va="center", color=look.color, fontsize=SMALLEST,
        linespacing=1.15,
    )  # fmt: skip


def _seen(comparison: Comparison, titles: Sequence[str]) -> str:
    """What is to be seen: how many rise and fall under one scenario; where several lie furthest apart."""
    moved = comparison.moved
    if not moved:
        return say("seen_compared.none")
    supposed = [row for row in moved if any(one.effect == "supposed" for one in row)]
    if len(titles) == 1:
        shifts = [row.shifts[0] for row in moved]
        ways = [one.change for one in shifts if one.beyond_error and one.change]
        if not ways and supposed:
            return _supposed(supposed)
        up, down = sum(one > 0 for one in ways), sum(one < 0 for one in ways)
        return say("seen_compared.one", scenario=titles[0], up=up, down=down)
    row = max(moved, key=_apart)
    if _apart(row) == 0 and supposed:
        return _supposed(supposed)
    if _apart(row) == 0:
        return say("seen_compared.none")
    some = sorted(_clear(row), key=lambda one: one.prob or 0.0)
    low, high = (one.prob for one in (some[0], some[-1]))
    return say("seen_compared.several", name=row.name, range=percents(low or 0.0, high or 0.0))


def _supposed(rows: Sequence[Compared]) -> str:
    if len(rows) == 1:
        return say("seen_compared.supposed_one", name=rows[0].name)
    return say("seen_compared.supposed", count=len(rows))


def _clear(row: Compared) -> list[Verdict]:
    """The estimates that differ from the baseline's by more than the error of the change, and the baseline's."""
    every = (row.before, *(one.after for one in row if one.beyond_error))
    return [one for one in every if one.prob is not None and one.status == "estimated"]


def _apart(row: Compared) -> float:
    probs = [one.prob for one in _clear(row) if one.prob is not None]
    return max(probs) - min(probs) if probs else 0.0


def _records(rows: Sequence[Compared], titles: Sequence[str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        every: list[tuple[str, Verdict, Shift | None]] = [(baseline_title(row.before.within), row.before, None)]
        every += [(title, one.after, one) for title, one in zip(titles, row, strict=True)]
        for name, verdict, shift in every:
            yield {
                say("csv.target"): words(row.name), say("csv_compared.scenario"): name, say("csv.prob"): verdict.prob,
                say("csv.difference"): shift.change if shift is not None else None,
                say("csv.error"): shift.change_se if shift is not None else None,
            }  # fmt: skip
