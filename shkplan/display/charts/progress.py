"""All targets on one page: how probable, how decided, or why nothing can be said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.verdict import Verdict
from shkplan.display.charts.base import (
    BAD,
    GOOD,
    INK,
    OWN,
    QUARTERS,
    QUIET,
    RULE,
    SMALLEST,
    Chart,
    canvas,
    fold,
    heading,
    key,
    level_scale,
    lines_of,
)
from shkplan.display.language import say, words, years
from shkplan.display.verdicts import evidence_notes, past, probability, sign_of, why_not, word_code, word_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW, _LINE, _FIELD = 0.31, 0.17, 0.38  # inches
_LEFT = -0.95  # where names begin, in units of the probability axis


def progress_chart(assessment: Assessment) -> Chart:
    """One row a scored target, by field: measured years as ticks, probability as a dot from 0 to 1."""
    order = list(assessment.plan.domains)
    verdicts = sorted(assessment.scored, key=lambda verdict: order.index(verdict.indicator.domain))
    rows = _rows(assessment, verdicts)
    height = sum(row["height"] for row in rows)
    title = say("chart.progress", as_of=assessment.as_of)
    notes = evidence_notes(verdicts)
    with canvas(height + 1.45 + lines_of(notes)) as (figure, axes):
        y = 0.0
        for row in rows:
            y += row["height"]
            _draw(axes, row, y)
        axes.set_ylim(y + 0.16, -0.05)
        axes.set_xlim(_LEFT, 1.06)
        _scale(axes, y + 0.1)
        under = say("chart.progress_under", assessed=len(assessment.assessed), of=len(assessment.scored))
        heading(axes, title, "\n".join((under, *notes)))
        _legend(axes)
    told = [
        f"{words(one.indicator.name)}{say('colon')}{_said(assessment, one)}"
        for one in verdicts
        if one.assessable or one.ahead
    ]
    told += notes
    alt = f"{title}{say('stop')}{under}{say('stop')}{say('semicolon').join(told)}"
    data = [
        {"target": one.key, "status": one.status, "word": word_code(one), "prob": one.prob, "evidence": one.evidence, "measured": one.measured,
         "due": _window(one)}
        for one in verdicts
    ]  # fmt: skip
    return Chart("progress", title, alt, figure, data)


def _rows(assessment: Assessment, verdicts: list[Verdict]) -> list[dict[str, Any]]:
    """Fields and targets in order, each with the height its name needs."""
    rows: list[dict[str, Any]] = []
    field = ""
    for verdict in verdicts:
        if verdict.indicator.domain != field:
            field = verdict.indicator.domain
            rows.append({"field": words(assessment.plan.domains[field]), "height": _FIELD})
        name = fold(words(verdict.indicator.name), 17)
        said = fold(_said(assessment, verdict, brief=True), 17) if verdict.assessable else fold(why_not(verdict), 29)
        lines = max(name.count("\n"), said.count("\n"))
        rows.append({"verdict": verdict, "name": name, "said": said, "height": _ROW + _LINE * lines})
    return rows


def _window(verdict: Verdict) -> tuple[int, ...]:
    """The years a target speaks of."""
    return verdict.target.years


def _draw(axes: Axes, row: dict[str, Any], bottom: float) -> None:
    middle = bottom - row["height"] / 2
    if "field" in row:
        axes.text(_LEFT, bottom - 0.08, row["field"], ha="left", va="bottom", color=INK, fontsize=10)
        axes.plot([_LEFT, 1.02], [bottom - 0.03] * 2, color=QUIET, lw=0.8, clip_on=False)
        return
    verdict: Verdict = row["verdict"]
    color = INK if verdict.assessable else QUIET
    axes.text(_LEFT, middle, row["name"], ha="left", va="center", color=color, fontsize=SMALLEST, linespacing=1.15)
    _draw_ticks(axes, verdict, middle)
    if not verdict.assessable:
        axes.text(0.0, middle, row["said"], ha="left", va="center", color=QUIET, fontsize=SMALLEST,
                  linespacing=1.15, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5}, zorder=2)  # fmt: skip
        return
    assert verdict.prob is not None
    axes.plot([0, 1], [middle] * 2, color=RULE, lw=2.4, solid_capstyle="round", zorder=1)
    if verdict.decided_by_figures or verdict.status == "supposed":
        mark, tone = ("s", GOOD) if verdict.prob == 1 else ("X", BAD)
        axes.plot(verdict.prob, middle, marker=mark, ms=8, color=tone, zorder=3, clip_on=False)
    else:
        axes.plot(verdict.prob, middle, marker="o", ms=8.5, mfc="white", mec=OWN, mew=2.2, zorder=3)
    side, gap = ("left", 0.045) if verdict.prob < (0.72 if len(row["said"]) < 12 else 0.5) else ("right", -0.045)
    axes.text(
        verdict.prob + gap, middle - 0.015, row["said"], ha=side, va="center", color=INK, fontsize=SMALLEST, linespacing=1.15,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8}, zorder=2,
    )  # fmt: skip


def _said(assessment: Assessment, verdict: Verdict, brief: bool = False) -> str:
    """Probability and word; in brief the sign beside the number says what it rests on."""
    if verdict.prob is None:
        return why_not(verdict)
    word = word_of(verdict)
    gone = past(verdict, assessment.as_of) if verdict.status == "estimated" else ()
    if brief:
        word = word_of(verdict, signed=True)
        return f"{probability(verdict)} {word}" if verdict.status == "estimated" else f"{word}{sign_of(verdict)}"
    mark = say("in_brackets", what=say("chart.past", years=years(gone))) if gone else ""
    return f"{probability(verdict)} {word}{mark}"


def _draw_ticks(axes: Axes, verdict: Verdict, middle: float) -> None:
    """The years of the target, filled where measured."""
    window = _window(verdict)
    start, step = -0.235, 0.037
    for face, edge, known in ((OWN, OWN, True), ("white", QUIET, False)):
        at = [start + step * place for place, year in enumerate(window) if (year in verdict.measured) is known]
        if at:
            axes.plot(at, [middle] * len(at), ls="", marker="s", ms=4.6, mfc=face, mec=edge, mew=0.8, zorder=2)


def _scale(axes: Axes, at: float) -> None:
    """The scale of probability, at the bottom and above."""
    for line in (0, 0.5, 1):
        axes.plot([line, line], [0.3, at], color=RULE, lw=0.8, zorder=0)
    labels = [f"{one:g}" for one in QUARTERS]
    level_scale(axes, QUARTERS, labels, line=False, name=say("chart.probability_axis"))


def _legend(axes: Axes) -> None:
    from matplotlib.lines import Line2D

    shapes = (
        ("o", "white", OWN, 2.2, 8, "chart.mark_estimated"),
        ("s", GOOD, GOOD, 1, 8, "chart.mark_reached"),
        ("X", BAD, BAD, 1, 8, "chart.mark_missed"),
        ("s", OWN, OWN, 1, 4.6, "chart.tick_measured"),
        ("s", "white", QUIET, 0.8, 4.6, "chart.tick_missing"),
    )
    entries = [
        (Line2D([], [], ls="", marker=mark, mfc=face, mec=edge, mew=mew, ms=size), say(word))
        for mark, face, edge, mew, size, word in shapes
    ]
    key(axes, entries, handle=11)
