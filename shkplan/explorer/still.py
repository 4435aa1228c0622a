"""What a panel shows where there are no widgets: the baseline in a picture, and how to have sliders."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from shkplan.display.charts import plot
from shkplan.display.language import say, words
from shkplan.display.layout import RESULTS, plain
from shkplan.display.setting import on_pages
from shkplan.display.verdicts import word_of
from shkplan.explorer.answer import Explored, answer_under
from shkplan.explorer.controls import first_target, start
from shkplan.explorer.words import chances, evidence_of, needed, of_answer

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["Still", "still"]


@dataclass(frozen=True)
class Still:
    """One target as a panel would show it before anything is moved.

    Attributes:
        assessment: of which.
        answer: what is shown.
        note: whether it tells how to have sliders.
    """

    assessment: Assessment
    answer: Explored
    note: bool = True

    def __str__(self) -> str:
        told = of_answer(self.assessment, self.answer)
        lines = [
            _sentence(self.answer),
            told["asked"],
            told["band"],
            f"{say('explorer.needed')}: {needed(self.assessment, self.assessment.solve(self.answer.key))}",
        ]
        return "\n".join(line for line in [*lines, say("explorer.still_note") if self.note else ""] if line)

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, Any]:
        data = {"name": "explore", "data": plain(self.answer.data)}
        pages = on_pages(self, lambda: self, lambda one: {"text/html": one.html})
        return {"text/plain": str(self), "text/html": self.html, RESULTS: data, **pages}

    @property
    def html(self) -> str:
        """The sentence, the chart of the target where it has one, what it takes, and the note."""
        chart = plot(self.answer.verdict)
        drawn = f"<figure>{chart.svg}</figure>" if chart else ""
        note = f'<p class="shk-note">{escape(say("explorer.still_note"))}</p>' if self.note else ""
        return f'<p class="shk-lead">{escape(_sentence(self.answer))}</p>{drawn}<p>{escape(self._takes)}</p>{note}'

    @property
    def _takes(self) -> str:
        """What it takes, in one line."""
        return (
            f"{say('explorer.needed')}{say('colon')}{needed(self.assessment, self.assessment.solve(self.answer.key))}"
        )


def still(a: Assessment, target: str | None = None) -> Still:
    """The panel of a target without its sliders.

    Raises:
        UnknownName: no such target; with the nearest ones.
    """
    key = first_target(a) if target is None else target
    state = start(a, key)
    return Still(a, answer_under(a, None, key, state.to))


def _sentence(found: Explored) -> str:
    """The target, its probability, the word for it, and what it rests on."""
    name, word = words(found.verdict.indicator.name), word_of(found.verdict, signed=True)
    prob, _, _ = chances(found)
    told = say("semicolon").join(filter(None, (word, evidence_of(found.verdict))))
    return (
        say("explorer.still", name=name, prob=prob, word=told)
        if prob
        else say("explorer.still_none", name=name, word=told)
    )
