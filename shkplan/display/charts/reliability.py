"""Said against happened: are the probabilities worth what they say?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shkplan.display.charts.base import (
    INK,
    MARK,
    OWN,
    QUIET,
    Chart,
    canvas,
    heading,
    hover,
    level_scale,
    shifted,
    upright_scale,
)
from shkplan.display.charts.history import legend
from shkplan.display.language import number, say
from shkplan.forecast.calibration import Calibration
from shkplan.forecast.track_record import TrackRecord

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_EDGE = 0.04
_FIFTHS = (0, 0.2, 0.4, 0.6, 0.8, 1)


def calibration_chart(value: Calibration) -> Chart:
    """The reliability of one model, on the series itself or on public series."""
    model, of = value.model, value.of
    if isinstance(of, TrackRecord):
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
    of = say(f"model.{model}")
    fit = sum(abs(one["happened"] - one["said"]) <= 2 * one["error"] for one in bins)
    title = (
        say("seen.reliability", model=of, fit=fit, count=len(bins)) if bins else say("backtest.reliability", model=of)
    )
    title = title[:1].upper() + title[1:]
    with canvas(4.6) as (figure, axes):
        probability_square(axes)
        if base is not None:
            _draw(axes, bins, base)
        lines = (under, say("under.agrees")) if bins else (say("reliability.nothing"),)
        heading(axes, title, say("semicolon").join(lines))
        legend(axes, 1)
    told = [
        say("reliability.alt", said=number(one["said"], 2), happened=number(one["happened"], 2), n=number(one["n"]))
        for one in bins
    ]
    words = f"{title}{say('stop')}{under}{say('stop')}{say('semicolon').join(told)}"
    data = {"model": model, "base_rate": base, "bins": bins, **about}
    names = ("said", "happened", "standard_error", "count")
    records = [
        dict(
            zip(
                (say(f"csv.{name}") for name in names),
                (one["said"], one["happened"], one["error"], one["n"]),
                strict=True,
            )
        )
        for one in bins
    ]
    return Chart("reliability_chart", title, words, figure, data, records=records, shows=bool(bins))


def probability_square(axes: Axes) -> None:
    """Said from left to right, happened upwards, and the line on which both are the same."""
    axes.set_xlim(-_EDGE, 1 + _EDGE)
    axes.set_ylim(-_EDGE, 1 + _EDGE)
    axes.set_aspect("equal")
    level_scale(axes, _FIFTHS, [f"{one:g}" for one in _FIFTHS], name=say("reliability.x"))
    upright_scale(axes, _FIFTHS, [f"{one:g}" for one in _FIFTHS], name=say("reliability.y"))
    axes.plot([0, 1], [0, 1], color=QUIET, lw=1.2, ls=(0, (4, 3)), label=say("reliability.perfect"), zorder=1)


def _draw(axes: Axes, bins: Sequence[dict[str, float]], base: float) -> None:
    """The points with two standard errors around what should have happened; how many events beside each."""
    axes.axhline(base, color=MARK, lw=1.2, label=say("reliability.base", share=number(base, 2)), zorder=1)
    x, y = [one["said"] for one in bins], [one["happened"] for one in bins]
    axes.plot(x, y, color=OWN, lw=1.8, marker="o", ms=6, label=say("reliability.curve"), zorder=3)
    for one in bins:  # a share has no room below 0 and above 1
        ends = [max(0.0, one["happened"] - 2 * one["error"]), min(1.0, one["happened"] + 2 * one["error"])]
        axes.plot([one["said"]] * 2, ends, color=OWN, lw=1.3, marker="_", ms=6, mew=1.3, zorder=3)
    for one in bins:
        right = one["said"] < 0.85
        axes.text(one["said"], one["happened"], number(one["n"]), color=INK, zorder=4, va="center",
                  transform=shifted(axes, axes.transData, 6 if right else -6, 0), ha="left" if right else "right",
                  bbox={"facecolor": "white", "alpha": 0.75, "lw": 0, "pad": 0.6})  # fmt: skip
    told = [
        say(
            "hover.reliability",
            said=number(100 * one["said"], 0),
            happened=number(100 * one["happened"], 0),
            n=number(one["n"]),
        )
        for one in bins
    ]
    hover(axes, x, y, told)
