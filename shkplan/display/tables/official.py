"""The official words: target by target, counted, their rule, how stable they are, and beside those of official evaluations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from shkplan.assessment.evaluation.known import Known, KnownAgreement, KnownWord
from shkplan.assessment.evaluation.official import (
    NATURES,
    OUTCOMES,
    WORDS,
    OfficialWord,
    OfficialWords,
    Word,
    WordCounts,
    progress_told,
)
from shkplan.assessment.evaluation.stability import SHIFTS, Stability, Steps, StepWord
from shkplan.assessment.verdict import Verdict
from shkplan.display.language import DASH, number, say, words
from shkplan.display.plain_words import sentence_case
from shkplan.display.tables.assessment import reference
from shkplan.display.tables.base import Cell, Column, Table, table_of
from shkplan.display.tables.together import alike, named, sentences, without
from shkplan.display.verdicts import evidence_notes, probability, probability_in_full
from shkplan.register.evaluation_rule import EvaluationRule
from shkplan.register.official_results import GIVEN

_EVERY = (*OUTCOMES, *WORDS)
_NAMED = 8  # so many targets that are not assessed are named among the counts
_NATURE = 1  # the column of natures


def official_table(official: OfficialWords) -> Table:
    """Each target with its word and what it rests on, those of a word together, the best word first."""
    order = {word: at for at, word in enumerate(_EVERY)}
    ranked = sorted(official, key=lambda one: order[one.word])
    silent = alike(one.verdict for one in ranked if _silent(one))
    counted = {one.key for some in silent.values() for one in some}
    every = [one for one in ranked if one.verdict.key not in counted]
    starts = {one.word: at for at, one in reversed(list(enumerate(every)))}
    groups = tuple((at, _group(official, word)) for word, at in sorted(starts.items(), key=lambda pair: pair[1]))
    columns: tuple[Column | str, ...] = (
        say("column.indicator"), Column(say("official.column.nature"), "whole"), say("official.column.progress"), Column(say("official.column.lead"), "number"),
        Column(say("column.probability"), "whole"), Column(say("official.column.why"), "long"),
    )  # fmt: skip
    rows = [_row(one) for one in every]
    if all(one.nature is None for one in ranked):  # a column that says so in every row takes room from the reasons
        columns, rows = without(columns, _NATURE), [without(row, _NATURE) for row in rows]
    unsaid = sentences(sentence_case(word_words("unassessed")), silent)
    notes = (
        *unsaid,
        words(official.rule.sentence),
        *evidence_notes(one.verdict for one in every if one.prob is not None),
    )
    return table_of(
        "official", title_of(official), columns, rows, [one.row for one in ranked], groups=groups, notes=notes
    )


def _silent(one: OfficialWord) -> bool:
    """Whether of a target nothing but the reason is to be said."""
    return one.word == "unassessed" and one.headway is None and one.prob is None


def title_of(official: OfficialWords) -> str:
    """How many targets have which word, in one sentence."""
    told = tuple(
        say("official.count", word=word_words(word), count=official.counts.of(word)) for word in official.counts.given
    )
    return say("official.title", count=len(official), told=told, as_of=official.assessment.as_of)


def word_words(word: str | None) -> str:
    """An official word in the language in force; a dash where there is none."""
    return DASH if word is None else say(f"official.word.{word}")


def _group(official: OfficialWords, word: Any) -> str:
    return say("official.group", word=sentence_case(word_words(word)), count=official.counts.of(word))


def _row(one: OfficialWord) -> tuple[Cell, ...]:
    lead = number(one.lead, 2) if one.on_a_way else DASH
    why = finished(words(one.reason, one.verdict.plan))
    return reference(one.verdict), nature_words(one.nature), progress_words(one), lead, _chance(one), why


def finished(told: str) -> str:
    """A sentence with its capital and its full stop."""
    stop = say("stop").strip()
    return sentence_case(told if told.endswith((stop, "。", ".")) else f"{told}{stop}")


def nature_words(nature: str | None) -> str:
    """Binding or anticipatory, or that the plan marks neither."""
    return say(f"official.nature.{nature or 'none'}")


def progress_words(one: OfficialWord) -> str:
    """The share of the way and of the time, or whether what is asked was kept so far; a dash where it cannot be measured."""
    head = one.headway
    if head is None:
        return DASH
    if not one.on_a_way:
        return words(progress_told(one.verdict, head))
    return say("official.progress", share=number(100 * head.share, 0), time=number(100 * head.time, 0), year=head.year)


def _chance(one: OfficialWord) -> str:
    return DASH if one.prob is None else probability_in_full(one.verdict)


# Counts and rule --------------------------------------------------------------------------------------------------------


def counts_table(counts: WordCounts) -> Table:
    """Words x natures, with their sums; natures that no target has are left out."""
    natures = [one for one in NATURES if any(counts[word, one] for word in _EVERY)]
    natures = natures if len(natures) > 1 else []  # one alone would repeat the sums
    columns: tuple[Column | str, ...] = (
        say("official.column.word"), *(Column(nature_words(one), "number") for one in natures),
        Column(say("official.column.all"), "number"), Column(say("column.indicator"), "long"),
    )  # fmt: skip
    given = [word for word in _EVERY if word in WORDS or counts.of(word)]
    rows = [
        [
            sentence_case(word_words(word)),
            *(str(counts[word, one]) for one in natures),
            str(counts.of(word)),
            _which(counts, word),
        ]
        for word in given
    ]
    sums = [sum(counts[word, one] for word in given) for one in natures]
    rows.append([say("official.column.all"), *map(str, sums), str(len(counts.words)), ""])
    data = [{"word": word, "nature": nature, "count": count} for (word, nature), count in counts.items() if count]
    return table_of("official_counts", title_of(counts.words), columns, rows, data, notes=(by_rule(counts.words.rule),))


def by_rule(rule: EvaluationRule) -> str:
    """Which rule gave the ratings, in a line; :func:`official_table` prints it in full, so that no page says it three times."""
    return say("official.by_rule", fixed=rule.fixed, digest=rule.digest)


def _which(counts: WordCounts, word: Word) -> str:
    """The targets with a word; of many that are not assessed none is named, another table gives their reasons."""
    some = [one.verdict for one in counts.words if one.word == word]
    return DASH if not some or (word == "unassessed" and len(some) > _NAMED) else named(some)


def rule_table(rule: EvaluationRule) -> Table:
    """Every entry of the rule with what it means; below, on what it was fixed and its digest."""
    told = rule.model_dump(mode="json", exclude={"basis"})
    rows = [(say(f"official.entry.{name}"), _entry(name, value)) for name, value in told.items()]
    columns = (say("official.column.entry"), say("official.column.value"))
    notes = (words(rule.basis), say("official.ours", digest=rule.digest))
    return table_of(
        "official_rule", say("official.rule_title"), columns, rows, told | {"digest": rule.digest}, notes=notes
    )


def _entry(name: str, value: Any) -> str:
    if name == "disagree":
        return say(f"official.disagree.{value}")
    if name == "each_year":
        return word_words(value)
    if name == "alone":
        return say("semicolon").join(say(f"official.alone.{one}") for one in value) or DASH
    if name == "evidence":
        return say("semicolon").join(say(f"rests.{one.replace(' ', '_')}") for one in value)
    return number(value) if isinstance(value, int | float) else str(value)


# Stability --------------------------------------------------------------------------------------------------------------


def stability_table(stability: Stability) -> Table:
    """Each word with how much of the grid gives it, its probability at each tolerance, and the words at past year ends."""
    years = stability.by_year.at
    columns: tuple[Column | str, ...] = (
        say("column.indicator"), say("official.column.word"), Column(say("official.column.same"), "whole"),
        *(Column(say("official.column.at_tolerance", tolerance=number(step)), "number") for step in stability.tolerances),
        *(say("official.column.year_end", year=f"{year:.0f}") for year in years),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in stability:
        verdict = one.word.verdict
        probs = (DASH if told is None else _at(verdict, told) for told in one.probs)
        then = (_short(word) for word in one.years)
        share = say("official.same", same=one.same, of=one.of)
        rows.append((reference(verdict), word_words(one.word.word), share, *probs, *then))
    data = stability.rows
    notes: tuple[str, ...] = (
        say(
            "official.stability_note",
            tolerances=_told(stability.tolerances, 1),
            margins=_told(stability.margins, 100),
            shifts=_told(SHIFTS, 100),
        ),
    )
    errors = [told[1] for one in stability for told in one.probs if told is not None]
    if errors:
        notes += (say("official.stability_error", error=number(max(0.001, round(max(errors), 3)), 3)),)
    notes += evidence_notes(one.word.verdict for one in stability if one.word.prob is not None)
    return table_of("official_stability", stability_title(stability), columns, rows, data, notes=notes)


def _short(one: OfficialWord | StepWord | None) -> str:
    """A word for a narrow cell; a dash where the target was not yet in force."""
    return DASH if one is None else say(f"official.short.{one.word}")


def stability_title(stability: Stability) -> str:
    """How many of the words are the same over the whole grid."""
    every = list(stability)
    return say("official.stability_title", same=sum(one.same == one.of for one in every), count=len(every))


def _told(steps: tuple[float, ...], by: float) -> tuple[str, ...]:
    return tuple(number(by * step) for step in steps)


def _at(verdict: Verdict, told: tuple[float, float]) -> str:
    """A probability at a tolerance: two digits, and 0 or 1 only where figures decide."""
    prob, error = told
    if prob in (0.0, 1.0):
        return number(prob)
    return probability(replace(verdict, status="estimated", prob=prob, prob_se=error))


def steps_table(steps: Steps) -> Table:
    """The word on each target at each step."""
    scale = 100 if steps.over == "margin" else 1
    heads = [say(f"official.step.{steps.over}", step=f"{scale * one:g}") for one in steps.at]
    every = {key: steps.official[key].verdict for key in steps.words}
    rows: list[tuple[Cell, ...]] = [
        (reference(every[key]), *(_short(one) for one in told)) for key, told in steps.words.items()
    ]
    data = steps.rows
    columns = (say("column.indicator"), *heads)
    return table_of(f"official_by_{steps.over}", say(f"official.steps.{steps.over}"), columns, rows, data)


# Beside official results --------------------------------------------------------------------------------------------------


def known_table(known: Known) -> Table:
    """Each official word beside ours of the same day and of today, and why they differ; a group for each official result."""
    if not known:
        title = say("official.known_title", plan=known.official.assessment.plan.title)
        return table_of("official_results", title, (), (), [], notes=(say("official.known_none"),))
    every = list(known)
    starts, at = [], 0
    for one in known.agreements:
        starts.append((at, _heading(one)))
        at += len(one.words)
    columns = (
        say("column.indicator"), Column(say("official.column.nature"), "whole"), Column(say("official.column.theirs"), "whole"), say("official.column.ours"),
        Column(say("official.column.agree"), "whole"), say("official.column.now"), Column(say("official.column.differ"), "long"),
    )  # fmt: skip
    rows = [_known_row(one) for one in every]
    if all(one.ours.word == one.now.word for one in every):
        columns, rows = without(columns, 5), [without(row, 5) for row in rows]
    notes = tuple(note for one in known.agreements for note in _notes(one))
    title = say("official.known_title", plan=known.official.assessment.plan.title)
    return table_of(
        "official_results", title, columns, rows, [one.row for one in every], groups=tuple(starts), notes=notes
    )


def _heading(one: KnownAgreement) -> str:
    return say("official.result", title=one.result.title, published=one.result.source.published)


def _known_row(one: KnownWord) -> tuple[Cell, ...]:
    agree = DASH if one.agrees is None else say("official.agree" if one.agrees else "official.differ")
    why = "" if one.why is None else finished(words(one.why, one.ours.verdict.plan))
    verdict = one.ours.verdict
    return (
        reference(verdict), nature_words(one.ours.nature), word_words(one.theirs), words(one.ours.said), agree,
        words(one.now.said), why,
    )  # fmt: skip


def _notes(one: KnownAgreement) -> Iterator[str]:
    """How often both agree, how often progress and probability alone would, and where the official result was read."""
    progress, line, probability_ = one.by_progress, one.by_line, one.by_probability
    chance, chance_course = one.by_chance
    yield say(
        "official.agreement", title=one.result.title, agreed=one.agreed, both=len(one.both), count=len(one.words),
        on_course=one.agreed_on_course, chance=number(chance, 1), chance_course=number(chance_course, 1), by_progress=progress[0], with_progress=progress[1], by_line=line[0], with_line=line[1],
        by_probability=probability_[0], with_probability=probability_[1],
    )  # fmt: skip
    yield say(f"official.read.{one.result.read}", title=one.result.source.title, publisher=one.result.source.publisher)
    if one.result.note is not None:
        yield words(one.result.note)


def agreement_table(one: KnownAgreement) -> Table:
    """Official words by ours, how many targets."""
    theirs = [word for word in GIVEN if any(one.matrix[word, ours] for ours in _EVERY)]
    ours = [word for word in (*WORDS, *OUTCOMES) if word in WORDS or any(one.matrix[word_, word] for word_ in theirs)]
    columns: tuple[Column | str, ...] = (
        say("official.column.theirs_ours"),
        *(Column(word_words(word), "number") for word in ours),
    )
    rows = [(word_words(word), *(str(one.matrix[word, our]) for our in ours)) for word in theirs]
    data = [{"theirs": pair[0], "ours": pair[1], "count": count} for pair, count in one.matrix.items() if count]
    return table_of("official_agreement", _heading(one), columns, rows, data, notes=tuple(_notes(one)))
