"""Said against happened: are the probabilities worth what they say?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shkplan.display.charts.base import INK, MARK, OWN, QUIET, SMALLEST, Chart, canvas, heading
from shkplan.display.language import number, say
from shkplan.forecast.calibration import Calibration
from shkplan.forecast.track_record import Record

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_EDGE = 0.04


def calibration_chart(value: Calibration) -> Chart:
    """The reliability of one model, on the series itself or on public series."""
    model, of = value.model, value.of
    if isinstance(of, Record):
        row = of.rows[model]
        under = say(
            "reliability.elsewhere", kind=say(f"record.{of.kind}"), given=number(of.given),
            series=number(row.series), events=number(row.events),
        )  # fmt: skip
        about: dict[str, object] = {"where": "elsewhere", "kind": of.kind, "given": of.given}
        return _chart(model, value.bins, row.base_rate, under, about)
    asked = of.attainment[of.attainment["model"] == model]
    base = float(asked["reached"].mean()) if len(asked) else None
    own = of.scores[of.scores["model"] == model]
    under = say("reliability.own", origins=number(own["origin"].nunique()), events=number(len(asked)))
    return _chart(model, value.bins, base, under, {"where": "own"})


def _chart(
    model: str, bins: Sequence[dict[str, float]], base: float | None, under: str, about: dict[str, object]
) -> Chart:
    title = say("backtest.reliability", model=say(f"model.{model}"))
    with canvas(4.3) as (figure, axes):
        axes.set_xlim(-_EDGE, 1 + _EDGE)
        axes.set_ylim(-_EDGE, 1 + _EDGE)
        axes.set_aspect("equal")
        ticks = [0, 0.2, 0.4, 0.6, 0.8, 1.0]
        axes.set_xticks(ticks, [f"{one:g}" for one in ticks])
        axes.set_yticks(ticks, [f"{one:g}" for one in ticks])
        axes.set_xlabel(say("reliability.x"), loc="right")
        axes.set_ylabel(say("reliability.y"), loc="top")
        axes.plot([0, 1], [0, 1], color=QUIET, lw=1.2, ls=(0, (4, 3)), label=say("reliability.perfect"), zorder=1)
        if base is not None:
            _draw(axes, bins, base)
        heading(axes, title, under if bins else say("reliability.nothing"))
        figure.legend(loc="outside lower left", ncols=1, handlelength=1.8, labelspacing=0.4)
    told = [
        say("reliability.alt", said=number(one["said"], 2), happened=number(one["happened"], 2), n=number(one["n"]))
        for one in bins
    ]
    words = f"{title}{say('stop')}{under}{say('stop')}{say('semicolon').join(told)}"
    return Chart("reliability_chart", title, words, figure, {"model": model, "base_rate": base, "bins": bins, **about})


def _draw(axes: Axes, bins: Sequence[dict[str, float]], base: float) -> None:
    """The points with two standard errors around what should have happened; how many events beside each."""
    axes.axhline(base, color=MARK, lw=1.2, label=say("reliability.base", share=number(base, 2)), zorder=1)
    x, y = [one["said"] for one in bins], [one["happened"] for one in bins]
    spread = [2 * one["error"] for one in bins]
    low = [min(spread[at], y[at]) for at in range(len(y))]  # a share has no room below 0 and above 1
    high = [min(spread[at], 1 - y[at]) for at in range(len(y))]
    axes.errorbar(x, y, yerr=[low, high], color=OWN, lw=1.8, elinewidth=1.3, capsize=3, marker="o", ms=6,
                  label=say("reliability.curve"), zorder=3)  # fmt: skip
    for one in bins:
        right = one["said"] < 0.85
        axes.annotate(number(one["n"]), (one["said"], one["happened"]), xytext=(6 if right else -6, 0),
                      textcoords="offset points", ha="left" if right else "right", va="center", fontsize=SMALLEST,
                      color=INK, zorder=4, bbox={"facecolor": "white", "alpha": 0.75, "lw": 0, "pad": 0.6})  # fmt: skip
