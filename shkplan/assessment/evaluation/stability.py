"""How stable an official word is: over tolerances, margins and probabilities of the rule, and over the year ends since the plan began.

Where the probability decides, the margin of progress moves nothing: a word just inside one of the bounds of the probability is stable only
where these are moved as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

from shkplan.assessment.evaluation.official import OfficialWord, OfficialWords, Word, word_of
from shkplan.assessment.evaluation.relaxing import relaxed
from shkplan.base.messages import Message
from shkplan.base.remembered import remembered, remembering
from shkplan.evidence.watched import digest_of
from shkplan.register.evaluation_rule import EvaluationRule

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["MARGINS", "SHIFTS", "TOLERANCES", "Stability", "Stable", "StepWord", "Steps"]

TOLERANCES = (0.0, 0.25, 0.5, 1.0)
MARGINS = (0.05, 0.1, 0.15, 0.2, 0.3)
SHIFTS = (-0.1, -0.05, 0.0, 0.05, 0.1)  # by which the probabilities of the rule are moved, all of them alike
_LEAST = 0.01  # to which one of them can fall; the greatest is as far from 1


@dataclass(frozen=True)
class StepWord:
    """The word on a target at one step, and the numbers it rests on.

    Attributes:
        word: of the rule.
        lead: by how much progress is ahead of time, where that says anything.
        prob, prob_se: the probability and its Monte Carlo error; None where there is none.
        reason: why; at year ends, which are remembered by their numbers, it is not told.
    """

    word: Word
    lead: float | None
    prob: float | None
    prob_se: float | None
    reason: Message | None = None

    @classmethod
    def of(cls, one: OfficialWord) -> StepWord:
        """The same of a whole official word."""
        error = one.verdict.prob_se if one.prob is not None else None
        return cls(one.word, one.lead, one.prob, error, one.reason)

    @property
    def numbers(self) -> dict[str, Any]:
        """The word and the numbers, as values of JSON."""
        return {"word": self.word, "lead": self.lead, "prob": self.prob, "prob_se": self.prob_se}


@dataclass(frozen=True)
class Steps:
    """The word on each target at each step of something that moves.

    Attributes:
        official: the words they are compared with.
        over: what moves: the tolerance, the margin, or the year at whose end the words are given.
        at: its steps.
        words: target's key -> its word at each step; None where the target was not in force.
    """

    official: OfficialWords
    over: Literal["tolerance", "margin", "year"]
    at: tuple[float, ...]
    words: Mapping[str, tuple[StepWord | None, ...]]

    @property
    def moved(self) -> tuple[str, ...]:
        """Keys of the targets whose word is not the same at every step."""
        return tuple(key for key, every in self.words.items() if len({one and one.word for one in every}) > 1)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """A row a target and step: word, lead, probability with its error."""
        return [
            {"target": key, self.over: step, **_numbers(one)}
            for key, every in self.words.items()
            for step, one in zip(self.at, every, strict=True)
        ]

    def to_frame(self) -> pd.DataFrame:
        """A row a target and step: word, lead, probability with its error."""
        import pandas as pd

        return pd.DataFrame(self.rows)

    def __repr__(self) -> str:
        return f"Steps(words of {len(self.words)} targets over {self.over} {', '.join(f'{one:g}' for one in self.at)})"


@dataclass(frozen=True)
class Stable:
    """How stable the word on one target is.

    Attributes:
        word: by the rule.
        same, of: at how many of the grid's tolerances, margins and moved probabilities the word is the same, of how many.
        probs: the probability at each tolerance; None where there is none.
        years: the word at each year end; None where the target was not yet in force.
    """

    word: OfficialWord
    same: int
    of: int
    probs: tuple[tuple[float, float] | None, ...]
    years: tuple[StepWord | None, ...]

    @property
    def share(self) -> float:
        """Of the grid that gives the same word."""
        return self.same / self.of


@dataclass(frozen=True)
class Stability:
    """How stable each word is; ``stability[key]`` of one target; targets that have no word are passed over.

    Attributes:
        official: the words.
        tolerances, margins: the grid, with :data:`SHIFTS`; those of the rule are among them.
    """

    official: OfficialWords
    tolerances: tuple[float, ...]
    margins: tuple[float, ...]

    @classmethod
    def of(cls, official: OfficialWords) -> Stability:
        """Over the usual grid and that of the rule."""
        rule = official.rule
        return cls(
            official,
            *(tuple(sorted({*grid, own})) for grid, own in ((TOLERANCES, rule.tolerance), (MARGINS, rule.margin))),
        )

    @cached_property
    def _grid(self) -> dict[str, dict[tuple[float, float, float], OfficialWord]]:
        """Target's key -> (tolerance, margin, shift) -> its word; each tolerance is judged once."""
        found: dict[str, dict[tuple[float, float, float], OfficialWord]] = {one.key: {} for one in self.official}
        for tolerance in self.tolerances:
            a = relaxed(self.official.assessment, tolerance)
            verdicts = {key: a.plain(key) for key in found}
            for margin, shift in product(self.margins, SHIFTS):
                rule = _moved(self.official.rule.model_copy(update={"margin": margin, "tolerance": tolerance}), shift)
                for key, verdict in verdicts.items():
                    found[key][tolerance, margin, shift] = word_of(a, verdict, rule)
        return found

    def __getitem__(self, key: str) -> Stable:
        """How stable the word on a target is.

        Raises:
            UnknownName: no such target; with the nearest ones.
        """
        word, grid = self.official[key], self._grid[self.official[key].key]
        same = sum(one.word == word.word for one in grid.values())
        at = (grid[tolerance, self.official.rule.margin, 0.0] for tolerance in self.tolerances)
        probs = tuple(None if one.prob is None else (one.prob, one.verdict.prob_se or 0.0) for one in at)
        return Stable(word, same, len(grid), probs, self.by_year.words[key])

    def __len__(self) -> int:
        return sum(one.word != "unassessed" for one in self.official)

    def __iter__(self) -> Iterator[Stable]:
        return (self[one.key] for one in self.official if one.word != "unassessed")

    def grid(self, key: str) -> Mapping[tuple[float, float], OfficialWord]:
        """(tolerance, margin) -> the word on a target, by the probabilities of the rule."""
        return {
            (tolerance, margin): one
            for (tolerance, margin, shift), one in self._grid[self.official[key].key].items()
            if not shift
        }

    @cached_property
    def by_tolerance(self) -> Steps:
        """The words at each tolerance, with the margin of the rule."""
        margin = self.official.rule.margin
        words = {
            key: tuple(StepWord.of(grid[step, margin, 0.0]) for step in self.tolerances)
            for key, grid in self._grid.items()
        }
        return Steps(self.official, "tolerance", self.tolerances, self._told(words))

    @cached_property
    def by_margin(self) -> Steps:
        """The words at each margin, with the tolerance of the rule."""
        tolerance = self.official.rule.tolerance
        words = {
            key: tuple(StepWord.of(grid[tolerance, step, 0.0]) for step in self.margins)
            for key, grid in self._grid.items()
        }
        return Steps(self.official, "margin", self.margins, self._told(words))

    @cached_property
    def by_year(self) -> Steps:
        """The words at the end of each year of the plan, on what was known then, and on the day itself."""
        a = self.official.assessment
        days = [day for year in a.plan.window.years if (day := dt.date(year, 12, 31)) < a.as_of]
        past = [self._then(a.put_back(day)) for day in days]
        words = {one.key: tuple(then.get(one.key) for then in past) for one in self.official}
        return Steps(self.official, "year", tuple(float(day.year) for day in days), self._told(words))

    def _then(self, past: Assessment) -> dict[str, StepWord]:
        """The words on an earlier day, by target; they are the same whenever they are asked for, and so are remembered."""
        rule, settings, keys = self.official.rule, past.settings, [one.key for one in self.official]

        def made() -> dict[str, dict[str, Any]]:
            words = OfficialWords(past, rule, plainly=True)
            return {key: StepWord.of(words[key]).numbers for key in keys if key in past}

        if not remembering() or not isinstance(settings.model, str):
            return {key: StepWord(**one) for key, one in made().items()}
        known = past.observations
        figures = [digest_of(some) for some in (known.figures, filter(None, (one.used for one in known.corrected)))]
        depends = [rule.model_dump(mode="json"), asdict(settings), str(past.as_of), keys, figures]
        return {key: StepWord(**one) for key, one in remembered("year-ends", depends, made).items()}

    def _told(self, words: Mapping[str, tuple[StepWord | None, ...]]) -> dict[str, tuple[StepWord | None, ...]]:
        """Without the targets of which no step says anything."""
        return {
            key: every for key, every in words.items()
            if self.official[key].word != "unassessed" or any(one is not None and one.word != "unassessed" for one in every)
        }  # fmt: skip

    @property
    def rows(self) -> list[dict[str, Any]]:
        """A row a target: word, how much of the grid gives it, probability at each tolerance, word at each year end."""
        rows: list[dict[str, Any]] = []
        for one in self:
            probs = {f"prob_{step:g}": prob and prob[0] for step, prob in zip(self.tolerances, one.probs, strict=True)}
            years = {f"{year:g}": _numbers(then)["word"] for year, then in zip(self.by_year.at, one.years, strict=True)}
            rows.append(
                {"target": one.word.key, "word": one.word.word, "same": one.same, "of": one.of, **probs, **years}
            )
        return rows

    def to_frame(self) -> pd.DataFrame:
        """The same as a frame."""
        import pandas as pd

        return pd.DataFrame(self.rows)

    def __repr__(self) -> str:
        told = list(self)
        whole = sum(one.same == one.of for one in told)
        over = f"tolerances {self.tolerances}, margins {self.margins} and probabilities moved by {SHIFTS}"
        return f"Stability({whole} of {len(told)} words the same over {over})"


def _moved(rule: EvaluationRule, shift: float) -> EvaluationRule:
    """The rule with its probabilities moved, none of them to 0 or 1."""
    if not shift:
        return rule
    moved = {name: min(max(getattr(rule, name) + shift, _LEAST), 1 - _LEAST) for name in ("early", "faster", "behind")}
    return rule.model_copy(update=moved)


def _numbers(one: StepWord | None) -> dict[str, Any]:
    """What a word rests on; None where the target was not in force."""
    return dict.fromkeys(("word", "lead", "prob", "prob_se")) if one is None else one.numbers
