"""The table of completion, as evaluations set it out: nature, base year, target, latest figure, progress, probability, word, office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from shkplan.assessment.evaluation.completion import Completion, CompletionRow, StartingPoint
from shkplan.assessment.evaluation.official import OfficialWord, Word
from shkplan.assessment.verdict import Verdict
from shkplan.base.messages import Message
from shkplan.display.language import DASH, listed, number, published, quantity, say, span, words
from shkplan.display.tables.assessment import grouped, reference, verdict_data
from shkplan.display.tables.base import Cell, Column, Table, table_of
from shkplan.display.tables.evidence import value_cell
from shkplan.display.tables.led import led
from shkplan.display.tables.official import by_rule
from shkplan.display.tables.together import without
from shkplan.display.verdicts import briefly, evidence_notes, in_force, probability_in_full, target_words, whole_share
from shkplan.evidence.observation import Observation
from shkplan.register.plan import Plan
from shkplan.register.targets import Headway
from shkplan.register.targets.values import Way


def completion_table(completion: Completion) -> Table:
    """How the targets stand in a sentence, then a row a target, those of a field together; sources are numbered below."""
    a = completion.assessment
    first, last = a.plan.base_year, a.plan.window.last
    every = sorted(completion, key=lambda one: _silent(one, first))
    told = [one for one in every if not _silent(one, first)]
    cited = _Cited()
    named = any(one.office is not None for one in every)
    marked = any(one.verdict.target.nature is not None for one in every)
    rows = [_row(one, a.plan, cited, named) for one in every]
    columns: tuple[Column | str, ...] = (
        say("column.indicator"), Column(say("completion.nature"), "whole"), say("completion.base", year=first), say("completion.target", year=last),
        say("completion.latest"), say("completion.progress"), Column(say("column.probability"), "whole"), say("completion.word"),
        say("completion.office" if named else "completion.suppliers"),
    )  # fmt: skip
    groups = grouped((one.verdict for one in told), a.plan)
    if len(told) < len(every):
        group = say("together.group", group=say("completion.silent"), count=number(len(every) - len(told)))
        groups = (*groups, (len(told), group))
    if every and not marked:  # a note says so once
        columns, rows = without(columns, _NATURE), [without(row, _NATURE) for row in rows]
    title = say("completion.title", as_of=a.as_of)
    rule = (by_rule(a.official.rule),) if every else ()
    notes = (*_notes(every), *evidence_notes(one.verdict for one in every), *rule, *cited.notes)
    made = table_of("completion", title, columns, rows, list(map(_data, every)), groups=groups, notes=notes)
    return led(made, counted(completion))


_NATURE = 1  # its column


def _silent(one: CompletionRow, base: int) -> bool:
    """Whether of a target neither a figure after the base year nor a probability is known: such stand last, not before the answer."""
    verdict = one.verdict
    if one.word != "unassessed" or verdict.prob is not None or verdict.status == "recorded" or one.since is not None:
        return False
    return verdict.latest is None or verdict.latest[0] <= base


def counted(completion: Completion) -> Iterator[str]:
    """How many targets have which word, in a sentence; then those the plan only quotes."""
    total, unknown = len(completion.assessment.official), completion.counts.get("unassessed", 0)
    counts: dict[Word, int] = {word: count for word, count in completion.counts.items() if word != "unassessed"}
    if total:
        told = _told(counts) or say("completion.none_assessed")
        yield say("completion.answer", as_of=completion.assessment.as_of, total=number(total), told=told)
    if unknown:
        yield say("completion.unassessed", count=number(unknown))
    binding = Counter(one.word for one in completion if one.verdict.target.nature == "binding")
    if binding.total() > binding["unassessed"]:
        some: dict[Word, int] = {word: binding[word] for word in counts if binding[word]}
        yield say("completion.binding", total=number(binding.total()), told=_told(some))
    if quoted := len(completion) - total:
        yield say("completion.quoted", count=number(quoted))


def _told(counts: Mapping[Word, int]) -> str:
    return listed(
        say("completion.count", count=number(count), word=say(f"official.word.{word}"))
        for word, count in counts.items()
    )


class _Cited:
    """The published figures a table cites, each source with its number, in the order they are met."""

    def __init__(self) -> None:
        self.sources: dict[str, int] = {}

    def mark(self, figure: Observation) -> str:
        """The number of a figure's source."""
        day = (
            say("date.assumed", date=figure.published) if figure.published_basis == "assumed" else str(figure.published)
        )
        text = say("citation", title=figure.source_title, publisher=figure.publisher or say("unknown"), date=day)
        return say("completion.mark", number=self.sources.setdefault(text, len(self.sources) + 1))

    @property
    def notes(self) -> tuple[str, ...]:
        told = [say("completion.cited", number=at, source=text) for text, at in self.sources.items()]
        return (say("completion.sources", sources=say("semicolon").join(told)),) if told else ()


def _row(one: CompletionRow, plan: Plan, cited: _Cited, named: bool) -> tuple[Cell, ...]:
    verdict, target = one.verdict, one.verdict.target
    wanted = target_words(target, plan, verdict.indicator.id) if in_force(verdict) else DASH
    if not target.scored:
        wanted = words(target.statement)
    if one.revised is not None:
        wanted = f"{wanted}{say('in_brackets', what=say('completion.revised', day=one.revised))}"
    return (
        reference(verdict), say(f"completion.nature_{target.nature or 'none'}"), _start(one.start, verdict.indicator.precision, cited), wanted,
        _latest(one, cited), progress_cell(one.headway, one.verdict), probability_in_full(verdict), word_cell(one.official), _office(one, named),
    )  # fmt: skip


def _start(start: StartingPoint | None, precision: float | None, cited: _Cited) -> str:
    """The figure of the base year with its source; what the plan states with its place there."""
    if start is None:
        return say("all_targets.not_found")
    if start.figure is not None:
        told = quantity(published(start.number, precision), start.unit)
        return f"{told} {cited.mark(start.figure)}"
    amount = quantity(number(start.number), start.unit)
    amount = amount if start.bound == "exact" else say(f"bound.{start.bound}", amount=amount)
    amount = say(f"form.{start.form}", amount=amount) if start.form in ("sum", "mean") else amount
    return (
        f"{amount}{say('in_brackets', what=say('completion.stated', period=span(start.period), locator=start.locator))}"
    )


def _latest(one: CompletionRow, cited: _Cited) -> str:
    """The latest figure with its year and source; below it a bound or a sum of later years."""
    indicator = one.verdict.indicator
    lines = []
    if one.latest is not None and one.verdict.latest is not None:
        year, value = one.verdict.latest
        told = quantity(published(value, indicator.precision), indicator.unit)
        lines.append(f"{told}{say('in_brackets', what=year)} {cited.mark(one.latest)}")
    if one.since is not None:
        told = value_cell(one.since, indicator)
        lines.append(f"{told}{say('in_brackets', what=span(one.since.period))} {cited.mark(one.since)}")
    return "\n".join(lines) or say("all_targets.not_found")


def progress_cell(way: Headway | Message, verdict: Verdict) -> str:
    """The share of the way beside that of the time, in the words of what the share is of."""
    if isinstance(way, Message):
        return DASH
    shares = {"share": _share(way.share), "time": _share(way.time), "year": way.year}
    if way.runs and (way.share < 0 or whole_share(way.share) > 100):
        return say("completion.way_away" if way.share < 0 else "completion.way_beyond", **shares)
    ratio = way.share / way.time if (told := _way(way, verdict)) == "mean" else way.lead
    return say(f"completion.way_{told}", **shares, ratio=_share(ratio))


def _way(way: Headway, verdict: Verdict) -> Way:
    """What the share is of; an average with a ceiling uses nothing up and is told as an average."""
    return "mean" if way.way == "room" and not verdict.target.spanning else way.way


def _share(share: float) -> str:
    return quantity(str(whole_share(share)).replace("-", "−"), "%")


def word_cell(official: OfficialWord) -> str:
    """The word; of what is not assessed why, in a few words."""
    verdict = official.verdict
    if official.word != "unassessed":
        return say(f"official.word.{official.word}")
    if verdict.status == "recorded":
        return say("word.recorded")
    return say("completion.not_assessed", why=say("completion.class_only") if verdict.assessable else briefly(verdict))


def _office(one: CompletionRow, named: bool) -> str:
    """Who is responsible; where the plan names nobody, who would usually supply the figures, marked where it names others."""
    if one.office is not None or (one.supplier is not None and not named):
        return words(one.office or one.supplier)
    return say("completion.supplier", name=one.supplier) if one.supplier is not None else say("completion.nobody")


def _notes(every: list[CompletionRow]) -> Iterator[str]:
    """What the columns mean, and what the plan leaves open."""
    if every and all(one.verdict.target.nature is None for one in every):
        yield say("completion.no_nature")
    if every and all(one.office is None for one in every):
        yield say("completion.no_office")
    ways = dict.fromkeys(_way(one.headway, one.verdict) for one in every if isinstance(one.headway, Headway))
    if ways:
        yield say("completion.ways", told=say("semicolon").join(say(f"completion.means_{way}") for way in ways))
    if any(one.revised for one in every):
        yield say("completion.in_force")


def _data(one: CompletionRow) -> dict[str, Any]:
    start = one.start
    told = None if start is None else {
        "number": start.number, "unit": start.unit, "period": str(start.period), "form": start.form, "bound": start.bound,
        "source": start.figure.source_title if start.figure else None, "locator": start.locator,
    }  # fmt: skip
    way = (
        {"headway": None, "headway_why": one.headway}
        if isinstance(one.headway, Message)
        else {"headway": asdict(one.headway)}
    )
    return {
        **verdict_data(one.verdict), "nature": one.verdict.target.nature, "start": told, **way, "official": one.word,
        "official_why": one.official.reason, "revised": one.revised, "office": one.office, "supplier": one.supplier,
    }  # fmt: skip
