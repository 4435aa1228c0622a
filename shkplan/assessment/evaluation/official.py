"""The official word on each target: reached early, faster, on course, behind; or why there is none.

Two grounds speak: progress (the share of the way over the share of the time) and the probability of reaching the number.
How they give one word is configuration, :class:`~shkplan.register.evaluation_rule.EvaluationRule`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, get_args

from shkplan.assessment.evaluation.relaxing import relaxed
from shkplan.assessment.verdict import Verdict
from shkplan.base.messages import Message, message
from shkplan.register.evaluation_rule import EvaluationRule
from shkplan.register.targets import EXACT, Headway

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment
    from shkplan.assessment.evaluation.stability import Stability

__all__ = ["OUTCOMES", "WORDS", "OfficialWord", "OfficialWords", "Word", "WordCounts", "progress_told", "word_of"]

Word = Literal["early", "faster", "on_course", "behind", "unassessed", "achieved", "not_achieved"]
WORDS: tuple[Word, ...] = ("early", "faster", "on_course", "behind", "unassessed")  # 提前实现 ... 数据不足，暂不评估
OUTCOMES: tuple[Word, ...] = ("achieved", "not_achieved")  # 已实现, 未实现: after the deadline, by published figures
NATURES = ("binding", "anticipatory", None)
_BEST_FIRST: tuple[Word, ...] = ("early", "faster", "on_course", "behind")
assert {*WORDS, *OUTCOMES} == set(get_args(Word))


@dataclass(frozen=True)
class OfficialWord:
    """The word on one target, and what it rests on.

    Attributes:
        verdict: on the target.
        word: its official word.
        reason: one sentence that says why.
        lead: the share of the way over the share of the time; None where that has no meaning.
        headway: the two shares; None likewise.
        prob: the probability the word rests on; None where it rests on none.
        by_progress, by_probability: the word that each ground alone would give; None where it says nothing.
    """

    verdict: Verdict
    word: Word
    reason: Message
    lead: float | None = None
    headway: Headway | None = None
    prob: float | None = None
    by_progress: Word | None = None
    by_probability: Word | None = None

    @property
    def key(self) -> str:
        """The key of the target."""
        return self.verdict.key

    @property
    def nature(self) -> str | None:
        """Binding or anticipatory; None where the plan marks neither."""
        return self.verdict.target.nature

    @property
    def said(self) -> Message:
        """The word in both languages; of a stated aim that it is quoted and not assessed."""
        return message(f"official.word.{'recorded' if self.verdict.status == 'recorded' else self.word}")

    @property
    def on_a_way(self) -> bool:
        """Whether figures move along a way, beside which the share of the time means something."""
        return self.headway is not None and _on_a_way(self.verdict, self.headway)

    @property
    def settled(self) -> bool:
        """Whether published figures have decided."""
        return self.verdict.decided_by_figures

    @property
    def row(self) -> dict[str, Any]:
        """What a table of words holds of it."""
        head, verdict = self.headway, self.verdict
        return {
            "target": self.key, "nature": self.nature, "word": self.word, "by_progress": self.by_progress,
            "by_probability": self.by_probability, "share": head and head.share, "time": head and head.time, "lead": self.lead,
            "prob": self.prob, "prob_se": verdict.prob_se if self.prob is not None else None,
            "evidence": verdict.evidence, "reason": str(self.reason),
        }  # fmt: skip

    def __repr__(self) -> str:
        return f"OfficialWord({self.key}: {self.word})"


@dataclass(frozen=True)
class WordCounts(Mapping[tuple[Word, str | None], int]):
    """How many targets have which word and nature: ``counts["behind", "binding"]``; ``counts.of("behind")`` of all natures."""

    words: OfficialWords

    @cached_property
    def _counted(self) -> dict[tuple[Word, str | None], int]:
        every = [(one.word, one.nature) for one in self.words]
        return {(word, nature): every.count((word, nature)) for word in (*WORDS, *OUTCOMES) for nature in NATURES}

    def __getitem__(self, key: tuple[Word, str | None]) -> int:
        return self._counted[key]

    def __iter__(self) -> Iterator[tuple[Word, str | None]]:
        return iter(self._counted)

    def __len__(self) -> int:
        return len(self._counted)

    def of(self, word: Word) -> int:
        """How many targets have a word, whatever their nature."""
        return sum(count for (one, _), count in self._counted.items() if one == word)

    @property
    def given(self) -> tuple[Word, ...]:
        """The words that any target has, the best first."""
        return tuple(word for word in (*OUTCOMES, *WORDS) if self.of(word))

    def to_frame(self) -> pd.DataFrame:
        """Words x natures."""
        import pandas as pd

        rows = {word: {nature or "none": self[word, nature] for nature in NATURES} for word in (*WORDS, *OUTCOMES)}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("word")

    def __repr__(self) -> str:
        return f"WordCounts({', '.join(f'{word} {self.of(word)}' for word in self.given)})"


@dataclass(frozen=True)
class OfficialWords:
    """The official words of an assessment, in the order of the plan; ``a.official[key]`` is one of them.

    Attributes:
        assessment: whose words they are.
        rule: how progress and probability give a word.
        plainly: whether the verdicts go without what other assumptions make of them, where many are asked for and few shown.
    """

    assessment: Assessment
    rule: EvaluationRule
    plainly: bool = False

    @cached_property
    def _words(self) -> dict[str, OfficialWord]:
        return {}

    @cached_property
    def _judged(self) -> Assessment:
        """The assessment with the tolerance of the rule."""
        return relaxed(self.assessment, self.rule.tolerance)

    def __getitem__(self, key: str) -> OfficialWord:
        """The word on a target.

        Raises:
            UnknownName: no such target; with the nearest ones.
        """
        if key not in self._words:
            verdict = self._judged.plain(key) if self.plainly else self._judged[key]
            self._words[key] = word_of(self._judged, verdict, self.rule)
        return self._words[key]

    def __iter__(self) -> Iterator[OfficialWord]:
        return (self[verdict.key] for verdict in self.assessment.scored)

    def __len__(self) -> int:
        return len(self.assessment.scored)

    def _ipython_key_completions_(self) -> list[str]:
        return [one.key for one in self.assessment.scored]

    @cached_property
    def stability(self) -> Stability:
        """How stable each word is over tolerances and margins of the rule, and over past years."""
        from shkplan.assessment.evaluation.stability import Stability

        return Stability.of(self)

    @cached_property
    def counts(self) -> WordCounts:
        """How many targets have which word and nature; stated aims are not among them."""
        return WordCounts(self)

    def of(self, word: Word) -> tuple[OfficialWord, ...]:
        """The targets of one word."""
        return tuple(one for one in self if one.word == word)

    def to_frame(self) -> pd.DataFrame:
        """A row a target: nature, word, what each ground says, shares, lead, probability, reason."""
        import pandas as pd

        return pd.DataFrame([one.row for one in self]).set_index("target")

    def __repr__(self) -> str:
        told = ", ".join(f"{word} {self.counts.of(word)}" for word in self.counts.given)
        return f"OfficialWords({self.assessment.plan.id}, as of {self.assessment.as_of}: {told})"


def word_of(a: Assessment, verdict: Verdict, rule: EvaluationRule) -> OfficialWord:
    """The word of the rule on one verdict.

    Args:
        a: the assessment it belongs to.
        verdict: on the target; the tolerance of the rule is the business of whoever made it.
        rule: that gives the word.
    """
    if verdict.status == "recorded":
        return OfficialWord(verdict, "unassessed", message("official.why.recorded"))
    if verdict.decided_by_figures:
        return _decided(a, verdict)
    headway = a.headway(verdict.key)
    found = headway if isinstance(headway, Headway) and headway.time > 0 else None
    if verdict.status != "supposed" and found is None and _plan_years(a, verdict) < rule.figures:
        return OfficialWord(verdict, "unassessed", _too_early(verdict))
    progress = _by_progress(verdict, found, rule)
    prob = verdict.prob if verdict.status == "supposed" or verdict.evidence in rule.evidence else None
    probability = _by_probability(progress, prob, rule)
    why_not = headway if isinstance(headway, Message) else None
    return _weighed(verdict, rule, found, (progress, probability), prob, why_not)


def _plan_years(a: Assessment, verdict: Verdict) -> int:
    """How many years of the plan have a figure: of those that the verdict rests on, a year told so far among them, the latest, and those of its proxies."""
    years = {*verdict.used, *([verdict.latest[0]] if verdict.latest is not None else [])}
    if verdict.proxies:
        serving = (one.by for one in a.plan.proxies_for(verdict.indicator.id, verdict.region))
        years |= {year for by in serving for year in a.series(by.indicator, by.region).years}
    return sum(year >= a.plan.window.first for year in years)


def _too_early(verdict: Verdict) -> Message:
    """Why there is no word yet: nothing can be said at all, a class alone would speak, or no year of the plan has a figure."""
    if not verdict.assessable:
        return message("official.why.open", detail=verdict.reason)
    return message("official.why.class_only" if verdict.evidence == "class" else "official.why.no_plan_year")


def _decided(a: Assessment, verdict: Verdict) -> OfficialWord:
    """What published figures have decided: the outcome, or while years of the target are left, early or behind."""
    reached, over = verdict.prob == 1, a.as_of.year > verdict.target.deadline
    word: Word = ("achieved" if reached else "not_achieved") if over else ("early" if reached else "behind")
    keys = {"achieved": "decided_reached", "not_achieved": "decided_missed", "early": "early_decided", "behind": "behind_decided"}  # fmt: skip
    headway = a.headway(verdict.key)
    found = headway if isinstance(headway, Headway) and headway.time > 0 else None
    reason = message(f"official.why.{keys[word]}", detail=verdict.reason)
    return OfficialWord(verdict, word, reason, None if found is None else found.lead, found, verdict.prob)


def _by_progress(verdict: Verdict, headway: Headway | None, rule: EvaluationRule) -> Word | None:
    """The word of progress alone."""
    if verdict.ahead or (headway is not None and headway.share >= 1 and verdict.target.early):
        return "early"
    if headway is None:
        return None
    if not _on_a_way(verdict, headway):
        return "on_course" if headway.lead >= 1 - EXACT else "behind"
    if headway.lead >= 1 + rule.margin - EXACT:  # 0.54 / 0.6 is nine tenths, whatever the last bit
        return "faster"
    return "on_course" if headway.lead > 1 - rule.margin + EXACT else "behind"


def _on_a_way(verdict: Verdict, headway: Headway) -> bool:
    """Whether figures move along a way, or use up the room of a sum; a limit, a mean or a pace is only kept or not."""
    return headway.runs or (headway.way == "room" and bool(verdict.target.spanning))


def _by_probability(progress: Word | None, prob: float | None, rule: EvaluationRule) -> Word | None:
    """The word of the probability alone; that a number is reached already is for progress to say."""
    if prob is None:
        return None
    if progress == "early" and prob >= rule.early:
        return "early"
    if prob >= rule.faster:
        return "faster"
    return "on_course" if prob >= rule.behind else "behind"


def _weighed(
    verdict: Verdict,
    rule: EvaluationRule,
    headway: Headway | None,
    words: tuple[Word | None, Word | None],
    prob: float | None,
    why_not: Message | None,
) -> OfficialWord:
    """One word of the two grounds, with its reason."""
    progress, probability = words
    told = {"progress": progress_told(verdict, headway), "probability": _probability_told(prob), "why": why_not}
    word, reason = _between(rule, words, told, verdict)
    capped = verdict.target.each_year and word in _BEST_FIRST[: _BEST_FIRST.index(rule.each_year)]
    if capped:
        reason = message("official.why.capped", detail=reason, word=message(f"official.word.{rule.each_year}"))
        word = rule.each_year
    lead = None if headway is None else headway.lead
    return OfficialWord(verdict, word, reason, lead, headway, prob, progress, probability)


def _between(
    rule: EvaluationRule, words: tuple[Word | None, Word | None], told: Mapping[str, Message | None], verdict: Verdict
) -> tuple[Word, Message]:
    progress, probability = words
    if progress is not None and probability is not None:
        if progress == probability:
            return progress, message("official.why.both", progress=told["progress"], probability=told["probability"])
        named = {"by_progress": message(f"official.word.{progress}"), "by_probability": message(f"official.word.{probability}")}  # fmt: skip
        order = sorted((progress, probability), key=_BEST_FIRST.index)
        chosen = {"progress": progress, "probability": probability, "worse": order[1], "better": order[0]}
        reason = message("official.why.differ", disagree=message(f"official.disagree.{rule.disagree}"), **named, **told)
        return chosen[rule.disagree], reason
    if progress is not None and "progress" in rule.alone:
        return progress, message("official.why.progress", progress=told["progress"])
    if probability is not None and "probability" in rule.alone:
        key = "official.why.probability" if told["why"] is None else "official.why.probability_because"
        return probability, message(key, probability=told["probability"], why=told["why"])
    if verdict.assessable:
        return "unassessed", message("official.why.class_only")
    return "unassessed", message("official.why.open", detail=verdict.reason)


def progress_told(verdict: Verdict, headway: Headway | None) -> Message | None:
    """How far figures have come, in words: shares of way and time, or whether what is asked was kept; None where nothing can be said."""
    if headway is not None and not verdict.ahead and not _on_a_way(verdict, headway):
        key = "official.ground.kept" if headway.lead >= 1 - EXACT else "official.ground.not_kept"
        return message(key, year=headway.year)
    if headway is None or headway.share >= 1:
        year = verdict.latest[0] if verdict.latest is not None else None
        return message("official.ground.progress_reached", year=year) if headway is not None or verdict.ahead else None
    shares = {"share": 100 * headway.share, "time": 100 * headway.time}
    if headway.share < 0:
        return message("official.ground.away", year=headway.year, time=shares["time"])
    return message("official.ground.progress", year=headway.year, lead=headway.lead, **shares)


def _probability_told(prob: float | None) -> Message | None:
    """The probability in whole per cent; an estimate is never told as none or all."""
    if prob is None:
        return None
    end = "_most" if prob > 0.99 else "_least" if prob < 0.01 else ""
    return message(f"official.ground.probability{end}", prob=100 * prob)
