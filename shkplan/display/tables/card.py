"""The card of one target: what is asked, the answer in words, one sentence, and the facts that a reader asks for first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from shkplan.assessment.card import Card, Change
from shkplan.assessment.verdict import Group, Verdict
from shkplan.base.messages import Message
from shkplan.display.language import (
    code,
    number,
    published,
    quantities,
    quantity,
    region,
    rounded,
    say,
    span,
    unit,
    words,
    years,
)
from shkplan.display.plain_words import distance_words, reason_sentence, sentence_case
from shkplan.display.setting import language
from shkplan.display.tables.assessment import verdict_data
from shkplan.display.tables.base import Cell, table_of
from shkplan.display.tables.claims import supposed_data, supposed_of
from shkplan.display.tables.evidence import figure_data, value_cell
from shkplan.display.tables.laid_out import LaidOut, as_html, as_text, laid_out, leading, spoken_in
from shkplan.display.tables.past import rate_data, rate_in_full
from shkplan.display.verdicts import (
    about,
    in_force,
    need,
    percents,
    rests_on,
    sign_of,
    target_words,
    too_late,
    word_of,
)
from shkplan.evidence.observation import Observation

STYLE = """\
.shk-card{border:1px solid var(--shk-rule,#d5dbe1);border-left:4px solid var(--shk-quiet,#53606d);border-radius:4px;\
background:var(--shk-soft,#f4f6f8);color:var(--shk-ink,#1c2733);padding:.9rem 1.1rem 1rem;margin:0 0 1.2rem;max-width:46rem;line-height:1.5}
.shk-card[data-group=reached],.shk-card[data-group=likely]{border-left-color:var(--shk-good,#02795c)}
.shk-card[data-group=missed],.shk-card[data-group=unlikely]{border-left-color:var(--shk-bad,#a63d00)}
.shk-card[data-group=even]{border-left-color:var(--shk-mark,#b35900)}
.shk-card p{margin:0 0 .45rem}
.shk-card p.shk-lead{font-size:1.3em;font-weight:650;line-height:1.35;margin:.35rem 0 .3rem}
.shk-card dl.shk-facts{display:grid;grid-template-columns:minmax(6.5em,auto) minmax(0,1fr);gap:.3rem 1.1rem;margin:.7rem 0 0;font-size:.94em}
.shk-card dl.shk-facts dt{float:none;width:auto;color:var(--shk-quiet,#53606d);font-weight:400;max-width:12em}
.shk-card dl.shk-facts dd{float:none;width:auto;margin:0;overflow-wrap:anywhere}
.shk-card dl.shk-facts dd ul{margin:0;padding-left:1.1em}
@media (max-width:40rem){.shk-card dl.shk-facts{grid-template-columns:minmax(0,1fr);gap:0}\
.shk-card dl.shk-facts dd{margin:0 0 .45rem}}"""

Lines = Iterator[str]  # sentences, with links as in :mod:`shkplan.display.tables.laid_out`
_MOST = 3  # regions named one by one


@dataclass(frozen=True)
class CardTable(LaidOut):
    """A card: as a table its facts, on a page a box with the answer on top.

    Attributes:
        answer: the probability in words, or the word of what is known.
    """

    answer: str = ""


def card_table(card: Card) -> CardTable:
    """The card of a target in the language in force."""
    verdict, plan = card.verdict, card.verdict.plan
    asked, answer, sentence = _asked(card), _answer(card), reason_sentence(verdict)
    found = ((name, tuple(made(card))) for name, made in _FACTS)
    facts = tuple((say(f"card.{_name(name, card)}"), lines) for name, lines in found if lines)
    head = ((say("card.target"), asked), (say("card.answer"), tuple(one for one in (answer, sentence) if one)))
    rows = tuple((name, _cell(lines)) for name, lines in (*head, *facts))
    title = say("card.title", name=verdict.indicator.name, region=region(verdict.region, plan))
    made = table_of("card", title, ("", ""), rows, card_data(card))
    layout = _layout(asked, answer, sentence, facts, verdict.group)
    return laid_out(made, layout, CardTable, answer=answer)


def _cell(lines: tuple[str, ...]) -> Cell:
    told = tuple(map(as_text, lines))
    return told if len(told) > 1 else "".join(told)


def _layout(
    asked: tuple[str, ...], answer: str, sentence: str, facts: Iterable[tuple[str, tuple[str, ...]]], group: Group
) -> str:
    """The box: what is asked, the answer, why, and the facts by name."""
    first, *rest = asked
    named = "".join(f"<dt>{as_html(name)}</dt><dd>{_listed(lines)}</dd>" for name, lines in facts)
    parts = (
        f"<style>{STYLE}</style>",
        f'<div class="shk-card" data-group="{group}"{spoken_in()}>',
        f"<p><strong>{as_html(first)}</strong></p>",
        *(f"<p>{as_html(one)}</p>" for one in rest),
        f'<p class="shk-lead">{as_html(answer)}</p>',
        f"<p>{as_html(sentence)}</p>" if sentence else "",
        f'<dl class="shk-facts">{named}</dl>' if named else "",
        "</div>",
    )
    return "\n".join(part for part in parts if part)


def _listed(lines: tuple[str, ...]) -> str:
    if len(lines) == 1:
        return as_html(lines[0])
    return "<ul>" + "".join(f"<li>{as_html(one)}</li>" for one in lines) + "</ul>"


def _to(card: Card, anchor: str) -> str:
    return f"indicator/{card.verdict.indicator.id}#{anchor}"


# The head ---------------------------------------------------------------------------------------------------------------


def _asked(card: Card) -> tuple[str, ...]:
    """The target as it is tested, then the plan's words with their place; of one approved later only that there is one."""
    verdict, target = card.verdict, card.verdict.target
    if not in_force(verdict):
        return (say("short.not_in_force"),)
    where = say("in_brackets", what=leading(say("card.locator", locator=target.locator), _to(card, "clause")))
    clause = words(target.statement).rstrip(".。") + where + say("stop").strip()
    if verdict.status == "recorded":
        return (clause,)
    told = target_words(target, verdict.plan, verdict.indicator.id)
    return (sentence_case(told), clause)


def _answer(card: Card) -> str:
    """The probability in words with the range over the models, or the word for what is known."""
    verdict = card.verdict
    if verdict.status == "recorded":
        return say("card.recorded")
    if verdict.status != "estimated":
        return sentence_case(word_of(verdict))
    spread = card.spread
    told = ""
    if spread is not None and percents(spread.low, spread.high) != percents(spread.low, spread.low):
        told = say("in_brackets", what=say("risk.models", range=percents(spread.low, spread.high)))
    return sentence_case(say("card.likely", about=about(verdict), spread=told, word=word_of(verdict, signed=True)))


# Facts ------------------------------------------------------------------------------------------------------------------


def _name(name: str, card: Card) -> str:
    """The key of a fact's name, which changes with what it tells."""
    if name != "needed":
        return name
    verdict = card.verdict
    if too_late(verdict, verdict.as_of):
        return "needed_past"
    required = verdict.required
    spare = required is not None and required.kind == "yearly_growth" and verdict.target.up and required.value <= 0
    return "enough" if spare else "needed"


def _latest(card: Card) -> Lines:
    verdict, one = card.verdict, card.verdict.indicator
    if not one.unit or not in_force(verdict):
        return
    if card.figure is not None and card.latest is not None:
        year, value = card.latest
        yield _dated(card, card.figure, quantity(published(value, one.precision), one.unit), str(year))
    elif verdict.status != "recorded":
        yield say("card.not_found" if card.nearest is None else "card.no_yearly")
    if card.nearest is not None:
        yield _dated(card, card.nearest, value_cell(card.nearest, one), span(card.nearest.period))


def _dated(card: Card, figure: Observation, amount: str, when: str) -> str:
    """A figure with its year, its state, and its source, which leads to all of them."""
    states = [code("status", figure.status), *(say(f"mark.{mark}") for mark in sorted(figure.mark))]
    key = "card.dated_so_far" if figure.period.within else "card.dated"
    told = say(key, amount=amount, period=when, state=tuple(states))
    return f"{told}{say('semicolon')}{leading(_source(figure), _to(card, 'sources'))}"


_CHINESE = re.compile("[\u3400-\u9fff]")


def _source(figure: Observation) -> str:
    """The kind of source and who published it; a Chinese publisher only where Chinese is read; of one handed in that it was."""
    kind = say("own.source") if figure.handed_in else code("source_kind", figure.source_kind)
    if figure.handed_in or (language() == "en" and _CHINESE.search(figure.publisher)):
        return kind
    return kind if figure.publisher in ("", "不详") else f"{kind}{say('in_brackets', what=figure.publisher)}"


def _distance(card: Card) -> Lines:
    found = card.distance
    told = found is not None and found.basis == "estimate" and card.verdict.target.turning  # the sentence has said it
    if card.distance is not None and not told:
        yield distance_words(card.distance, card.verdict)


def _band(card: Card) -> Lines:
    """How wide the estimate is of what decides; it is the whole band that the probability is counted on."""
    verdict = card.verdict
    if verdict.status != "estimated" or verdict.low is None or verdict.high is None or verdict.low == verdict.high:
        return
    across = verdict.low < 0 < verdict.high  # then both ends have a sign
    low, high = quantities([rounded(one, verdict.unit, across) for one in (verdict.low, verdict.high)], verdict.unit)
    yield say("card.in_band", quantity=words(verdict.quantity), low=low, high=high)


def _need(card: Card) -> Lines:
    verdict = card.verdict
    if verdict.required is None or verdict.required.kind == "margin":  # the distance says it
        return
    yield say("card.arithmetic", need=need(verdict, verdict.as_of, verdict.plan))


def _evidence(card: Card) -> Lines:
    verdict = card.verdict
    if verdict.decided_by_figures and verdict.measured:
        key = "card.by_figures" if verdict.status == "observed" else "card.by_preliminary"
        key = "own.figures" if any(one.handed_in for one in card.series.chosen) else key
        yield say(key, years=years(verdict.measured))
    elif verdict.status == "estimated":
        yield " ".join(part for part in (sign_of(verdict), _rests_on(verdict)) if part)


def _rests_on(verdict: Verdict) -> str:
    """What a probability rests on; of proxy series only which they are: their figures are told under method."""
    if not verdict.proxies:
        return rests_on(verdict)
    series = (
        words(Message("card.by_proxy", one.values), verdict.plan) for one in verdict.proxies if "by" in one.values
    )
    return say("colon").join((code("rests", verdict.evidence), say("semicolon").join(dict.fromkeys(series))))


def _scenario(card: Card) -> Lines:
    return supposed_of(card.within, card.verdict.indicator.id)


def _elsewhere(card: Card) -> Lines:
    """The regions above and the peers, the first of them one by one; then where the reference class stood."""
    one, plan = card.verdict.indicator, card.verdict.plan
    told = list[str]()
    for place in card.elsewhere[:_MOST]:
        amount = quantity(published(place.value, one.precision), one.unit)
        source = code("source_kind", place.figure.source_kind)
        figure = say("card.place", amount=amount, year=place.year, source=source)
        told.append(leading(region(place.region, plan), _to(card, "regions")) + say("colon") + figure)
    more = len(card.elsewhere) - _MOST
    told += [say("card.more_place" if more == 1 else "card.more_places", count=more)] if more > 0 else []
    if told:
        yield say("semicolon").join(told)
    if card.sisters is not None:
        known = card.sisters
        amount = quantity(rounded(known.level, one.unit), one.unit)
        yield say("card.sisters", name=known.name, regions=known.regions, amount=amount, year=known.year)


def _wanting(card: Card) -> bool:
    """Whether figures are still wanted of the target."""
    verdict = card.verdict
    return verdict.target.scored and not verdict.decided_by_figures and in_force(verdict)


def _figures(card: Card) -> Lines:
    if not _wanting(card) or not (card.gap.due or card.gap.short_by):
        return
    supplier, of = words(card.gap.supplier), card.verdict.indicator.unit
    when = say("card.in_years", years=years(card.asked)) if card.asked else say("card.so_far")
    when = say("card.in_unit", years=when, unit=unit(of)) if of != "%" else when
    whom = say("card.from", supplier=supplier) if supplier else say("card.from_nobody")
    yield leading(when, _to(card, "missing")) + whom


def _when(card: Card) -> Lines:
    usual = card.usual if _wanting(card) and (card.gap.due or card.gap.short_by) else None
    if usual is None:
        return
    key = ("in_year", "year_after", "two_after")[min(usual.after, 2)]
    place, month = region(usual.region, card.verdict.plan), say(f"card.month.n{usual.month}")
    yield say(f"card.{key}", month=month, count=usual.figures, region=place)


def _changes(card: Card) -> Lines:
    day = card.verdict.as_of
    if not _wanting(card) or day is None:
        return
    # That the last year decides is news only once it has passed.
    news = (
        one for one in card.changes if one.effect in ("breaks", "assessable", "baseline") or max(one.years) < day.year
    )
    if told := say("semicolon").join(_change(one, card) for one in news):
        yield told


def _change(change: Change, card: Card) -> str:
    if change.effect == "baseline":
        return say("card.effect.baseline", years=years(change.years), base=card.base_year)
    if change.effect != "assessable":
        of = "together_of" if change.effect == "together" and change.years != card.gap.due else change.effect
        return say(f"card.effect.{of}", years=years(change.years))
    key = "one_more" if change.figures == 1 else "more" if card.series.years else "first"
    return say(f"card.effect.{key}", count=number(change.figures))


def _rate(card: Card) -> Lines:
    told = rate_in_full(card.verdict.base_rate) if _wanting(card) else ""
    if told:
        yield told


_FACTS: tuple[tuple[str, Callable[[Card], Lines]], ...] = (
    ("latest", _latest), ("distance", _distance), ("band", _band), ("needed", _need), ("evidence", _evidence), ("scenario", _scenario),
    ("elsewhere", _elsewhere), ("figures", _figures), ("when", _when), ("changes", _changes), ("rate", _rate),
)  # fmt: skip


# Numbers ----------------------------------------------------------------------------------------------------------------


def card_data(card: Card) -> dict[str, Any]:
    """Every number of a card."""
    verdict, spread, distance, usual = card.verdict, card.spread, card.distance, card.usual
    return {
        **verdict_data(verdict),
        "models": None if spread is None else dict(spread.by),
        "latest": card.latest,
        "figure": None if card.figure is None else figure_data(card.figure),
        "nearest": None if card.nearest is None else figure_data(card.nearest),
        "distance": None if distance is None else distance._asdict(),
        "elsewhere": [{"region": one.region, "year": one.year, "value": one.value} for one in card.elsewhere],
        "sisters": None if card.sisters is None else card.sisters._asdict(),
        "due": card.gap.due,
        "short_by": card.gap.short_by,
        "usual": None if usual is None else usual._asdict(),
        "changes": [one._asdict() for one in card.changes],
        "base_rate": rate_data(verdict.base_rate),
        **supposed_data(card.within, verdict.indicator.id),
    }
