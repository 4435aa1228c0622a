"""Official words as grids: over tolerances, margins or year ends, and official words against ours; every cell has its word, so that grey paper tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shkplan.assessment.evaluation.known import KnownAgreement, same_word
from shkplan.assessment.evaluation.official import OUTCOMES, WORDS, OfficialWord, Word
from shkplan.assessment.evaluation.stability import Stability, Steps, StepWord
from shkplan.display.charts.base import (
    BAD,
    FAIR,
    GOOD,
    INK,
    PLAIN,
    QUIET,
    RULE,
    SMALLEST,
    Chart,
    canvas,
    figure_of,
    fitted,
    fold,
    hover_boxes,
    shifted,
    title_at_edge,
)
from shkplan.display.language import listed, number, say, words
from shkplan.register.official_results import GIVEN

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# The ground of a word's cell, and its ink.
_LOOKS: Mapping[str, tuple[str, str]] = {
    "early": (GOOD, "white"), "faster": (FAIR, INK), "on_course": (PLAIN, INK), "behind": (BAD, "white"),
    "unassessed": ("white", QUIET), "achieved": (GOOD, "white"), "not_achieved": (BAD, "white"),
}  # fmt: skip
_LINE, _MORE = 1.05, 0.75  # height of a row, and of each further line of its name


def stability_chart(value: Stability) -> Chart:
    """The word at each tolerance on the targets whose word moves."""
    return steps_chart(value.by_tolerance)


def steps_chart(steps: Steps) -> Chart:
    """The word at each step on each target whose word moves, else on each: a row a target, a column a step."""
    scale = 100 if steps.over == "margin" else 1
    heads = [f"{one:.0f}" if steps.over == "year" else number(scale * one) for one in steps.at]
    shown = steps.moved or tuple(steps.words)  # what never moves is told by the title
    names = {
        key: fold(words(steps.official[key].verdict.indicator.name), 18 if len(heads) < 5 else 14) for key in shown
    }
    heights = [_LINE + _MORE * name.count("\n") for name in names.values()]
    title = _seen(steps)
    with canvas(0.235 * sum(heights) + 1.3) as (figure, axes):
        top, boxes, told = 0.0, [], []
        for (key, name), height in zip(names.items(), heights, strict=True):
            axes.text(
                -0.6, top + height / 2, name, ha="right", va="center", fontsize=SMALLEST, color=INK, linespacing=1.1
            )
            for at, one in enumerate(steps.words[key]):
                _cell(axes, at, top, height, "" if one is None else one.word)
                boxes.append((at - 0.47, top + 0.06, at + 0.47, top + height - 0.06))
                told.append(_hover(steps, key, heads[at], one))
            top += height
        hover_boxes(axes, boxes, told)
        axes.set_xlim(-0.55, max(len(heads), 1) - 0.45)
        axes.set_ylim(top + 0.1, -0.1)
        above = shifted(axes, axes.get_xaxis_transform(), 0, 2)
        for at, head in enumerate(heads):
            axes.text(at, 1, head, transform=above, ha="center", va="bottom", color=QUIET)
        _under_title(axes, title, say(f"official.heads.{steps.over}"))
    alt = say("semicolon").join(_alt(steps, key, heads) for key in steps.words)
    data = steps.rows
    records = [
        {say("csv.indicator"): words(steps.official[key].verdict.indicator.name)}
        | {head: _word(one) for head, one in zip(heads, every, strict=True)}
        for key, every in steps.words.items()
    ]
    return Chart(
        f"official_by_{steps.over}",
        title,
        f"{title}{say('stop')}{alt}",
        figure,
        data,
        records=records,
        shows=bool(names),
    )


def _under_title(axes: Axes, title: str, told: str) -> None:
    """The title, and below it, over the columns, what these are."""
    place = shifted(axes, axes.transAxes, 0, 18)
    axes.text(1, 1, told, transform=place, ha="right", va="bottom", color=QUIET)
    title_at_edge(axes, fitted(title, 10.5, figure_of(axes)), 36)


def _seen(steps: Steps) -> str:
    """How many of the targets have one word at every step."""
    count = len(steps.words)
    return say(f"official.seen.{steps.over}", same=count - len(steps.moved), count=count)


def _word(one: StepWord | OfficialWord | None) -> str:
    return "" if one is None else say(f"official.word.{one.word}")


def _alt(steps: Steps, key: str, heads: list[str]) -> str:
    told = (f"{head} {_word(one)}" for head, one in zip(heads, steps.words[key], strict=True) if one is not None)
    return f"{words(steps.official[key].verdict.indicator.name)}{say('colon')}{listed(told)}"


def _hover(steps: Steps, key: str, head: str, one: StepWord | None) -> str:
    name = words(steps.official[key].verdict.indicator.name)
    told = f"{name}{say('semicolon')}{head}{say('colon')}{_word(one)}"
    if one is None or one.reason is None:
        return told
    return f"{told}{say('semicolon')}{words(one.reason, steps.official.assessment.plan)}"


def _cell(axes: Axes, at: int, top: float, height: float, word: str) -> None:
    from matplotlib.patches import Rectangle

    ground, ink = _LOOKS.get(word, ("white", QUIET))
    edge = RULE if ground in ("white", PLAIN) else ground
    axes.add_patch(
        Rectangle((at - 0.47, top + 0.06), 0.94, height - 0.12, facecolor=ground, edgecolor=edge, lw=0.7, zorder=2)
    )
    if word:
        axes.text(
            at,
            top + height / 2,
            say(f"official.short.{word}"),
            ha="center",
            va="center",
            fontsize=SMALLEST,
            color=ink,
            zorder=3,
        )


def agreement_chart(one: KnownAgreement) -> Chart:
    """Official words by ours: how many targets, the ones that agree framed."""
    ours = _ours(one)
    theirs = [word for word in GIVEN if any(one.matrix[word, our] for our in ours)]
    title = say("official.seen.agreement", agreed=one.agreed, both=len(one.both))
    with canvas(0.62 * max(len(theirs), 1) + 1.7) as (figure, axes):
        boxes, told = [], []
        for down, official in enumerate(theirs):
            axes.text(-0.6, down + 0.5, say(f"official.word.{official}"), ha="right", va="center", color=INK)
            for at, our in enumerate(ours):
                _count(axes, at, down, one.matrix[official, our], agrees=same_word(one.result, official, our))
                names = listed(
                    words(each.ours.verdict.indicator.name)
                    for each in one.words
                    if (each.theirs, each.ours.word) == (official, our)
                )
                if names:
                    boxes.append((at - 0.47, down + 0.05, at + 0.47, down + 0.95))
                    told.append(names)
        hover_boxes(axes, boxes, told)
        axes.set_xlim(-0.55, len(ours) - 0.45)
        axes.set_ylim(max(len(theirs), 1) + 0.1, -0.1)
        above = shifted(axes, axes.get_xaxis_transform(), 0, 2)
        for at, our in enumerate(ours):
            axes.text(at, 1, say(f"official.short.{our}"), transform=above, ha="center", va="bottom", color=QUIET)
        _under_title(axes, title, say("official.seen.ours"))
    data = [{"theirs": pair[0], "ours": pair[1], "count": count} for pair, count in one.matrix.items() if count]
    alt = listed(
        say(
            "official.seen.pair",
            theirs=say(f"official.word.{row['theirs']}"),
            ours=say(f"official.word.{row['ours']}"),
            count=row["count"],
        )
        for row in data
    )
    return Chart("official_agreement", title, f"{title}{say('stop')}{alt}", figure, data)


def _ours(one: KnownAgreement) -> list[Word]:
    given = {our for (_, our), count in one.matrix.items() if count}
    return [*WORDS, *(word for word in OUTCOMES if word in given)]


def _count(axes: Axes, at: int, down: int, count: int, *, agrees: bool) -> None:
    from matplotlib.patches import Rectangle

    ground = (GOOD if agrees else PLAIN) if count else "white"
    edge = GOOD if agrees else RULE
    axes.add_patch(
        Rectangle(
            (at - 0.47, down + 0.05), 0.94, 0.9, facecolor=ground, edgecolor=edge, lw=1.4 if agrees else 0.7, zorder=2
        )
    )
    if count:
        axes.text(at, down + 0.5, number(count), ha="center", va="center", color="white" if agrees else INK, zorder=3)
