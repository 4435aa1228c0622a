"""Our words beside those of official evaluations: where they agree, and for each that does not, why, drawn from the data.

What is compared was said of the same day: our word on the day the official result was published, on figures known then. The word of the
assessment's own day stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

from shkplan.assessment.evaluation.official import (
    OUTCOMES,
    WORDS,
    OfficialWord,
    OfficialWords,
    Word,
    progress_told,
    word_of,
)
from shkplan.base.errors import among
from shkplan.base.messages import Message, message
from shkplan.register.official_results import GIVEN, GivenWord, OfficialResult, OfficialResults

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["Known", "KnownAgreement", "KnownWord", "known_of"]

_OURS: tuple[Word, ...] = (*WORDS, *OUTCOMES)
_COURSE = {"early": True, "faster": True, "on_course": True, "achieved": True, "behind": False, "not_achieved": False}
_BEST_FIRST: tuple[Word, ...] = ("achieved", "early", "faster", "on_course", "behind", "not_achieved")


def same_word(result: OfficialResult, theirs: GivenWord, ours: Word) -> bool:
    """Whether our word is theirs; a better one is, where the source tells its words no further apart upwards."""
    if ours == theirs or not result.or_better or ours == "unassessed" or not _COURSE[theirs]:
        return ours == theirs
    return _BEST_FIRST.index(ours) <= _BEST_FIRST.index(theirs)


@dataclass(frozen=True)
class KnownWord:
    """One target in one official result.

    Attributes:
        result: the official result.
        key: of the target.
        theirs: the official word.
        ours: our word on the day the result was published.
        now: our word on the day of the assessment.
        why: why the two differ; None where they agree.
    """

    result: OfficialResult
    key: str
    theirs: GivenWord
    ours: OfficialWord
    now: OfficialWord
    why: Message | None

    @property
    def agrees(self) -> bool | None:
        """Whether both say the same word; None where ours says nothing."""
        return None if self.ours.word == "unassessed" else same_word(self.result, self.theirs, self.ours.word)

    @property
    def agrees_on_course(self) -> bool | None:
        """Whether both have it on course or better, or both behind; None where ours says nothing."""
        return None if self.ours.word == "unassessed" else _COURSE[self.ours.word] == _COURSE[self.theirs]

    @property
    def row(self) -> dict[str, Any]:
        """What a table holds of it."""
        ours = self.ours
        return {
            "result": self.result.id, "target": self.key, "nature": ours.nature, "theirs": self.theirs, "ours": ours.word,
            "agrees": self.agrees, "by_progress": ours.by_progress, "by_probability": ours.by_probability,
            "lead": ours.lead, "prob": ours.prob, "now": self.now.word, "why": None if self.why is None else str(self.why),
        }  # fmt: skip

    def __repr__(self) -> str:
        return f"KnownWord({self.result.id}, {self.key}: theirs {self.theirs}, ours {self.ours.word})"


@dataclass(frozen=True)
class KnownAgreement:
    """One official result against our words of its day.

    Attributes:
        result: the official result.
        words: its targets, in the plan's order.
    """

    result: OfficialResult
    words: tuple[KnownWord, ...]

    @cached_property
    def matrix(self) -> Mapping[tuple[GivenWord, Word], int]:
        """(their word, our word) -> how many targets."""
        pairs = [(one.theirs, one.ours.word) for one in self.words]
        return {(theirs, ours): pairs.count((theirs, ours)) for theirs in GIVEN for ours in _OURS}

    @property
    def both(self) -> tuple[KnownWord, ...]:
        """The targets that have a word on both sides."""
        return tuple(one for one in self.words if one.agrees is not None)

    @property
    def agreed(self) -> int:
        """On how many of these the words are the same."""
        return sum(bool(one.agrees) for one in self.both)

    @property
    def agreed_on_course(self) -> int:
        """On how many of these both have it on course or better, or both behind."""
        return sum(bool(one.agrees_on_course) for one in self.both)

    @cached_property
    def by_chance(self) -> tuple[float, float]:
        """On how many both would agree, of the words and of on course or behind, were the same words dealt to the targets at random.

        The mean over all ways to deal them: the sum over all pairs of an official word and one of ours, over the number of targets.
        """
        pairs = list(product(self.both, self.both))
        alike = sum(same_word(self.result, one.theirs, other.ours.word) for one, other in pairs)
        course = sum(_COURSE[one.theirs] == _COURSE[other.ours.word] for one, other in pairs)
        count = len(self.both) or 1
        return alike / count, course / count

    @cached_property
    def by_line(self) -> tuple[int, int]:
        """The same of targets that have a way to go alone, which a straight line can be laid along: no limits, means and paces."""
        told = [
            one for one in self.words if one.ours.headway is not None and one.ours.headway.runs and one.ours.by_progress
        ]
        return sum(_like(one, one.ours.by_progress) for one in told), len(told)

    @cached_property
    def by_progress(self) -> tuple[int, int]:
        """On how many targets the word of progress alone is theirs, of how many whose share of the way can be measured."""
        told = [one for one in self.words if one.ours.lead is not None and one.ours.by_progress is not None]
        return sum(_like(one, one.ours.by_progress) for one in told), len(told)

    @cached_property
    def by_probability(self) -> tuple[int, int]:
        """The same of the word of the probability alone."""
        told = [one for one in self.words if one.ours.by_probability is not None]
        return sum(_like(one, one.ours.by_probability) for one in told), len(told)

    @property
    def disagreements(self) -> tuple[KnownWord, ...]:
        """The targets on which the words differ, or ours says nothing."""
        return tuple(one for one in self.words if not one.agrees)

    def to_frame(self) -> pd.DataFrame:
        """Their words x ours."""
        import pandas as pd

        rows = {theirs: {ours: self.matrix[theirs, ours] for ours in _OURS} for theirs in GIVEN}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("theirs")

    def __repr__(self) -> str:
        return f"KnownAgreement({self.result.id}: {self.agreed} of {len(self.both)} agree)"


@dataclass(frozen=True)
class Known:
    """The official results on a plan that were published by the day, each against our words of its own day; false where there are none.

    Attributes:
        official: our words of the assessment's day.
        agreements: one a result, the earliest first.
    """

    official: OfficialWords
    agreements: tuple[KnownAgreement, ...]

    def __bool__(self) -> bool:
        return bool(self.agreements)

    def __iter__(self) -> Iterator[KnownWord]:
        return (word for one in self.agreements for word in one.words)

    def _ipython_key_completions_(self) -> list[str]:
        return [one.result.id for one in self.agreements]

    def __getitem__(self, result: str) -> KnownAgreement:
        """The agreement with one result, by its id.

        Raises:
            UnknownName: no such result of this plan by the day.
        """
        every = {one.result.id: one for one in self.agreements}
        among("official result", result, every)
        return every[result]

    def to_frame(self) -> pd.DataFrame:
        """A row a result and target: their word, ours of that day and of today, whether they agree, why not."""
        import pandas as pd

        return pd.DataFrame([one.row for one in self])

    def __repr__(self) -> str:
        told = ", ".join(f"{one.result.id}: {one.agreed} of {len(one.both)} agree" for one in self.agreements)
        return f"Known({told or 'no official result'})"


def _like(one: KnownWord, word: Word | None) -> bool:
    return word is not None and same_word(one.result, one.theirs, word)


def known_of(official: OfficialWords) -> Known:
    """The official results known on the day of an assessment, beside our words."""
    from shkplan.workspace.load import Workspace

    a = official.assessment
    results = Workspace.here().single("official-results", OfficialResults).as_of(a.as_of).of(a.plan.id)
    return Known(official, tuple(_agreement(official, one) for one in results if one.words))


def _agreement(official: OfficialWords, result: OfficialResult) -> KnownAgreement:
    a = official.assessment
    then = OfficialWords(a.put_back(result.source.published), official.rule, plainly=True)
    keys = [(key, result.words[a[key].indicator.id]) for key in a.keys() if a[key].indicator.id in result.words]  # noqa: SIM118
    due = [(key, word) for key, word in keys if key in then.assessment]
    return KnownAgreement(result, tuple(_known(official, then, result, key, word) for key, word in due))


def _known(
    official: OfficialWords, then: OfficialWords, result: OfficialResult, key: str, theirs: GivenWord
) -> KnownWord:
    ours = then[key]
    why = None if same_word(result, theirs, ours.word) else _why(official.assessment, then, result, ours, theirs)
    return KnownWord(result, key, theirs, ours, official[key], why)


# Why they differ --------------------------------------------------------------------------------------------------------


def _why(a: Assessment, then: OfficialWords, result: OfficialResult, ours: OfficialWord, theirs: GivenWord) -> Message:
    """Why two words differ, the first of the reasons that the data show: figures, reading, ground, margin or tolerance; else none."""
    told = (
        _unsaid(a, result, ours)
        or _other_reading(then, ours, theirs)
        or _other_ground(ours, theirs)
        or _other_threshold(then, ours, theirs)
    )
    if told is not None:
        return told
    note = ours.verdict.target.note
    read_as = message("official.differs.note", note=note) if note is not None else None
    found = [one for one in (_later_figures(a, result, ours), read_as) if one is not None]
    if len(found) == 1:
        return found[0]
    return (
        message("official.differs.several", details=tuple(found))
        if found
        else message("official.differs.unexplained", detail=ours.reason)
    )


def _unsaid(a: Assessment, result: OfficialResult, ours: OfficialWord) -> Message | None:
    """That we had nothing to say, and why; with what was published of those years since."""
    if ours.word != "unassessed":
        return None
    if ours.verdict.status == "recorded":
        return message("official.differs.recorded")
    later = _later_figures(a, result, ours)
    return later if later is not None else message("official.differs.no_figure", detail=ours.reason)


def _later_figures(a: Assessment, result: OfficialResult, ours: OfficialWord) -> Message | None:
    """That figures of years over by then were not yet published, or never were; they may have been known to the evaluators."""
    over = result.source.published.year - 1
    latest = ours.verdict.latest
    if latest is not None and latest[0] >= over:
        return None
    series = a.observations.series(ours.verdict.indicator, ours.verdict.region)
    since = {year: value for year, value in zip(series.years, series.values, strict=True) if year <= over}
    year = max((year for year in since if latest is None or year > latest[0]), default=None)
    words: dict[str, Any] = {"over": over, "unit": ours.verdict.indicator.unit}
    if year is not None:
        return message("official.differs.published_later", year=year, value=since[year], **words)
    if latest is not None:
        return message("official.differs.older_figures", year=latest[0], value=latest[1], **words)
    return None


def _other_reading(then: OfficialWords, ours: OfficialWord, theirs: GivenWord) -> Message | None:
    """That another reading of the clause, as the plan's file names it, gives their word."""
    readings = then.assessment.readings
    if ours.key not in readings:
        return None
    for one in readings[ours.key].others:
        if word_of(then.assessment, one.verdict, then.rule).word == theirs:
            deciding = readings[ours.key].readings[0].name
            return message("official.differs.reading", ours=deciding, theirs=one.name)
    return None


def _other_ground(ours: OfficialWord, theirs: GivenWord) -> Message | None:
    """That one of our two grounds gives their word, and the other one ours."""
    if ours.by_progress == theirs:
        return message("official.differs.probability", prob=100 * (ours.prob or 0.0), share=_share(ours))
    if ours.by_probability == theirs:
        return message("official.differs.progress", prob=100 * (ours.prob or 0.0), share=_share(ours))
    return None


def _share(ours: OfficialWord) -> Message:
    """How far and in how much of the time; that it cannot be measured where it cannot."""
    return progress_told(ours.verdict, ours.headway) or message("official.differs.share_none")


def _other_threshold(then: OfficialWords, ours: OfficialWord, theirs: GivenWord) -> Message | None:
    """That another margin, tolerance or probability of the rule gives their word: the nearest to the rule's."""
    rule = then.rule
    grid = then.stability.grid(ours.key)
    found = [
        (abs(tolerance - rule.tolerance) + abs(margin - rule.margin), tolerance, margin)
        for (tolerance, margin), one in grid.items()
        if one.word == theirs
    ]
    if found:
        _, tolerance, margin = min(found)
        which = "both" if tolerance != rule.tolerance and margin != rule.margin else "margin" if margin != rule.margin else "tolerance"  # fmt: skip
        by = message(f"official.tolerance.{'points' if ours.verdict.target.in_points else 'share'}", by=tolerance)
        return message(f"official.differs.{which}", tolerance=by, margin=100 * margin, share=_share(ours))
    for name, least in _PROBABILITIES:
        other = rule.model_copy(update={name: least})
        if other.behind < other.faster and word_of(then.assessment, ours.verdict, other).word == theirs:
            told = {"prob": 100 * (ours.prob or 0.0), "least": 100 * least, "own": 100 * getattr(rule, name)}
            return message(f"official.differs.least_{name}", **told)
    return None


_PROBABILITIES = tuple(
    (name, least)
    for name, every in (("faster", (0.75, 0.85, 0.7, 0.9, 0.95)), ("behind", (0.2, 0.3, 1 / 3, 0.15, 0.4)))
    for least in every
)
