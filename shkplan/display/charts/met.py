"""How many targets are met: the number with every open one missed, and with every open one met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shkplan.assessment.met import Met
from shkplan.display.charts.base import (
    OWN,
    QUIET,
    RULE,
    Chart,
    canvas,
    heading,
    hover_boxes,
    key,
    level_scale,
    number_axis,
)
from shkplan.display.language import number, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDE, _LEAST = 0.8, 0.0005


def met_chart(met: Met) -> Chart:
    """A bar a number of targets met; hollow bars so much further right as there are open ones, and between them what nobody can tell."""
    title, more = _seen(met), len(met.open)
    under = say("under.met") if met.assessed else ""
    with canvas(2.9) as (figure, axes):
        top = float(met.law.max()) * 1.15
        axes.set_xlim(-0.7, met.total + 0.7)
        axes.set_ylim(0, top)
        number_axis(axes)
        _bars(axes, met, more, top)
        step = next(one for one in (1, 2, 5, 10, 20, 50) if met.total / one <= 10 or one == 50)
        ticks = list(range(0, met.total + 1, step))
        level_scale(axes, ticks, [str(tick) for tick in ticks], long=4, name=say("met.axis", total=met.total))
        heading(axes, title, under)
    low, high = met.interval()
    told = say(
        "met.alt",
        assessed=len(met.assessed),
        total=met.total,
        low=low,
        high=high,
        expected=number(met.expected.prob, 2),
    )
    data = [
        {"met": count, "met_with_open": count + more, "prob": float(prob)} for count, prob in enumerate(met.law)
    ]  # fmt: skip
    records = [
        {say("csv.met"): one["met"], say("csv.met_with_open"): one["met_with_open"], say("csv.prob"): one["prob"]}
        for one in data
    ]
    return Chart(
        "met_chart", title, f"{title}{say('stop')}{told}", figure, data, records=records, shows=bool(met.assessed)
    )


def _seen(met: Met) -> str:
    """How many of those with a probability are met, and how many have none."""
    if not met.assessed:
        return say("seen.met_none", total=met.total)
    low, high = met.interval()
    sure = float(max(met.law)) > 1 - 1e-12  # figures have decided all of them
    key = "met" if high > low else "met_one" if sure else "met_most_likely"
    told = say(f"seen.{key}", low=low, high=high, assessed=len(met.assessed))
    return say("seen.met_open", told=told, open=len(met.open)) if met.open else told


def _bars(axes: Axes, met: Met, more: int, top: float) -> None:
    from matplotlib.patches import Rectangle

    low, high = met.interval()
    seen = [(count, float(prob)) for count, prob in enumerate(met.law) if prob >= _LEAST]
    if more:
        axes.add_patch(Rectangle((low, 0), high + more - low, top, facecolor=RULE, alpha=0.35, lw=0, zorder=0))
        axes.text(
            (low + high + more) / 2, top * 0.94, say("met.between", open=more), ha="center", va="center", color=QUIET
        )
    full = hollow = None
    for count, prob in seen:
        full = axes.bar(count, prob, _WIDE, color=OWN, zorder=3)
        if more:
            hollow = axes.bar(count + more, prob, _WIDE, facecolor="none", edgecolor=OWN, lw=1.6, zorder=4)
    for shift in (0, more) if more else (0,):
        bars = [(count + shift - _WIDE / 2, 0.0, count + shift + _WIDE / 2, prob) for count, prob in seen]
        hover_boxes(axes, bars, [_bar(count + shift, prob) for count, prob in seen])
    if more and full is not None and hollow is not None:
        from matplotlib.lines import Line2D

        marks = [
            (Line2D([], [], ls="", marker="s", ms=8, mfc=face, mec=OWN, mew=1.4), say(word))
            for face, word in ((OWN, "met.bar_missed"), ("white", "met.bar_reached"))
        ]
        key(axes, marks, handle=11)


def _bar(count: int, prob: float) -> str:
    """What a bar tells: whole per cent."""
    if prob < 0.01:
        return say("hover.met_less", count=count)
    return say("hover.met", count=count, prob=number(100 * prob, 0))
