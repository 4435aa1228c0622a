"""The plan put back to the end of each year: a line a target with what came, and said against happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shkplan.assessment.evaluation.hindcasts import Hindcast, HindcastReliability, Hindcasts, HindcastsByTarget
from shkplan.assessment.verdict import Verdict
from shkplan.display.charts.base import (
    BAD,
    GOOD,
    INK,
    OWN,
    RULE,
    SMALLEST,
    Chart,
    canvas,
    heading,
    hover,
    key,
    level_scale,
    shifted,
)
from shkplan.display.charts.history import legend
from shkplan.display.charts.reliability import probability_square
from shkplan.display.language import number, quantity, say, words
from shkplan.display.verdicts import probability
from shkplan.forecast.probability_record import ReliabilityBin

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["hindcast_reliability_chart", "hindcasts_chart"]

_HIGH = 40.0  # points a target
_PART = 0.5  # of its row that its line may take


def hindcasts_chart(value: HindcastsByTarget) -> Chart:
    """A row a target: its probability at the end of each year as a line from foot (0) to top (100 %), and at the end what came."""
    rows = [(verdict, [one for one in mine if one.scored]) for verdict, mine in value]
    rows = [(verdict, mine) for verdict, mine in rows if mine]
    title = _title(value.of) if rows else say("hindcast.by_target")
    with canvas(1.35 + len(rows) * _HIGH / 72) as (figure, axes):
        if rows:
            _draw_rows(axes, rows)
        heading(axes, title, say("hindcast_chart.under") if rows else say("hindcast_chart.nothing"))
    data = [
        {"target": one.key, "day": one.day, "lead": one.lead, "prob": one.prob, "prob_se": one.then.prob_se, "reached": one.reached}
        for _, mine in rows
        for one in mine
    ]  # fmt: skip
    told = say("semicolon").join(_row_words(verdict, mine) for verdict, mine in rows)
    return Chart(
        "hindcasts_chart", title, f"{title}{say('stop')}{told}", figure, data, records=_records(rows), shows=bool(rows)
    )


def _title(of: Hindcasts) -> str:
    reached = sum(one.prob == 1 for one in of.resolved)
    said = quantity(number(100 * float(of.record().prob.mean()), 0), "%")
    return say("hindcast_chart.title_few", decided=len(of.resolved), reached=reached, said=said)


def _row_words(verdict: Verdict, mine: Sequence[Hindcast]) -> str:
    probs = [say("hindcast_chart.point", year=one.day.year, prob=probability(one.then)) for one in mine]
    return say("hindcast_chart.row", name=words(verdict.indicator.name), probs=tuple(probs), came=_came(verdict))


def _came(verdict: Verdict) -> str:
    return say(f"hindcast_chart.{'reached' if verdict.prob == 1 else 'missed'}")


def _records(rows: Sequence[tuple[Verdict, Sequence[Hindcast]]]) -> list[dict[str, Any]]:
    return [
        {say("column.target"): words(verdict.indicator.name), say("column.year"): one.day.year, say("csv.prob"): one.prob,
         say("hindcast.came"): _came(verdict)}
        for verdict, mine in rows
        for one in mine
    ]  # fmt: skip


def _draw_rows(axes: Axes, rows: Sequence[tuple[Verdict, Sequence[Hindcast]]]) -> None:
    from matplotlib.lines import Line2D

    years = sorted({one.day.year for _, mine in rows for one in mine})
    axes.set_xlim(years[0] - 0.3, years[-1] + 0.75)
    axes.set_ylim(len(rows) - 0.1, -0.25)  # the first on top
    level_scale(axes, years, [str(year) for year in years], long=3)
    for at, (verdict, mine) in enumerate(rows):
        foot, top = at + 0.92, at + 0.92 - _PART
        for height in (foot, top):
            axes.plot([years[0] - 0.3, years[-1] + 0.3], [height, height], color=RULE, lw=0.7, zorder=0.5)
        axes.text(years[0] - 0.3, top, words(verdict.indicator.name), ha="left", va="bottom", color=INK, fontsize=SMALLEST,
                  transform=shifted(axes, axes.transData, 0, 3.5))  # fmt: skip
        x, y = [one.day.year for one in mine], [foot - _PART * (one.prob or 0.0) for one in mine]
        axes.plot(x, y, color=OWN, lw=1.6, marker="o", ms=4.5, mec="white", mew=0.5, zorder=3)
        hover(axes, x, y, [say("hindcast_chart.point", year=one.day.year, prob=probability(one.then)) for one in mine])
        reached = verdict.prob == 1
        axes.plot([years[-1] + 0.55], [top if reached else foot], ls="", marker="o" if reached else "X", ms=7,
                  color=GOOD if reached else BAD, zorder=3)  # fmt: skip
    marks = [
        (Line2D([], [], color=OWN, lw=1.6, marker="o", ms=4.5), say("hindcast_chart.said")),
        (Line2D([], [], ls="", color=GOOD, marker="o", ms=7), say("hindcast_chart.reached")),
        (Line2D([], [], ls="", color=BAD, marker="X", ms=7), say("hindcast_chart.missed")),
    ]
    key(axes, marks, 3)


def hindcast_reliability_chart(value: HindcastReliability) -> Chart:
    """Our probabilities by class beside the share that came, with its interval; the number of targets beside each point."""
    record = value.of.record()
    bins = record.bins
    fit = sum(one.least <= one.said <= one.most for one in bins)
    title = say("hindcast_chart.reliability", fit=fit, count=len(bins)) if bins else say("hindcast.reliability")
    under = say("hindcast_chart.nothing")
    if bins:
        under = say("hindcast_chart.reliability_under", forecasts=len(record), targets=record.clusters, effective=number(record.effective, 1))  # fmt: skip
    with canvas(4.7) as (figure, axes):
        probability_square(axes)
        _draw_bins(axes, bins)
        heading(axes, title, under)
        legend(axes, 1)
    told = [_bin_words(one) for one in bins]
    alt = say("stop").join((title, under, *((say("semicolon").join(told),) if told else ())))
    names = ("said", "happened", "count")
    records = [
        dict(zip((say(f"csv.{name}") for name in names), (one.said, one.happened, one.targets), strict=True))
        for one in bins
    ]
    return Chart(
        "hindcast_reliability_chart", title, alt, figure, [vars(one) for one in bins], records=records, shows=bool(bins)
    )


def _bin_words(one: ReliabilityBin) -> str:
    values = {name: number(getattr(one, name), 2) for name in ("said", "happened", "least", "most")}
    return say("hindcast_chart.alt", n=one.targets, **values)


def _draw_bins(axes: Axes, bins: Sequence[ReliabilityBin]) -> None:
    if not bins:
        return
    x, y = [one.said for one in bins], [one.happened for one in bins]
    axes.plot(x, y, color=OWN, lw=1.8, marker="o", ms=6, label=say("hindcast_chart.reliability_curve"), zorder=3)
    for one in bins:
        axes.plot([one.said] * 2, [one.least, one.most], color=OWN, lw=1.3, marker="_", ms=6, mew=1.3, zorder=3)
        right = one.said < 0.85
        axes.text(one.said, one.happened, number(one.targets), color=INK, zorder=4, va="center",
                  transform=shifted(axes, axes.transData, 6 if right else -6, 0), ha="left" if right else "right",
                  bbox={"facecolor": "white", "alpha": 0.75, "lw": 0, "pad": 0.6})  # fmt: skip
    told = [
        say(
            "hindcast_chart.hover",
            said=number(100 * one.said, 0),
            happened=number(100 * one.happened, 0),
            n=one.targets,
        )
        for one in bins
    ]
    hover(axes, x, y, told)
