"""What one source says of one thing: the same again, a word of another day, or a contradiction.

Import asks before it writes, and check asks of what is written: there is one rule. A source that told another thing on
another day has revised its figure, and both stay. Of two different words of one source on one day only one can be right,
unless one of them is marked doubtful: then somebody has seen the two, and the series takes the other.

Each question is answered from what that source told of that thing alone, and by looking up: a hundred thousand rows of
one year cost a hundred thousand looks, not the square of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from shkplan.base import units
from shkplan.base.errors import Mistake
from shkplan.base.messages import Said, said
from shkplan.evidence.observation import Observation
from shkplan.workspace.readers.form.columns import words

__all__ = [
    "Own",
    "Told",
    "amount",
    "contradiction",
    "contradictions",
    "from_source",
    "one_source",
    "origin",
    "place_of",
]


class _Placed(NamedTuple):
    """A figure, and how many were told of its thing before it."""

    at: int
    figure: Observation


@dataclass
class _Source:
    """What one source told of one thing: the newest figure, the newest of each word, and the first of each day by doubt."""

    newest: _Placed | None = None
    days: dict[tuple[dt.date, bool], _Placed] = field(default_factory=dict)
    words: dict[object, _Placed] = field(default_factory=dict)

    def add(self, placed: _Placed) -> None:
        figure, word = placed.figure, _word(placed.figure)
        if self.newest is None or figure.published > self.newest.figure.published:
            self.newest = placed
        self.days.setdefault((figure.published, figure.doubtful), placed)
        same = self.words.get(word)
        if same is None or figure.published > same.figure.published:
            self.words[word] = placed


@dataclass
class _Thing:
    """What was told of one thing, by each source, and by all its last word."""

    count: int = 0
    last: dict[tuple[str, str], Observation] = field(default_factory=dict)
    sources: dict[tuple[str, str], _Source] = field(default_factory=dict)


@dataclass(frozen=True)
class Own:
    """What a source had told of a thing before it told a figure of it.

    Attributes:
        newest: the figure published last; None where it had told none.
        same: the newest that says the same.
        contradicted: one of the same day, as free of doubt, that says another thing.
    """

    newest: Observation | None = None
    same: Observation | None = None
    contradicted: Observation | None = None


class Told:
    """Figures by the thing they tell of and the source that tells it."""

    def __init__(self, figures: Iterable[Observation] = ()) -> None:
        self._things: dict[tuple[object, ...], _Thing] = {}
        for figure in figures:
            self.add(figure)

    def add(self, figure: Observation) -> None:
        thing = self._things.setdefault(_thing(figure), _Thing())
        placed = _Placed(thing.count, figure)
        thing.count += 1
        names = list(_names(figure))
        for name in names:
            thing.sources.setdefault(name, _Source()).add(placed)
        before = thing.last.get(names[-1])
        if before is None or figure.published >= before.published:
            thing.last[names[-1]] = figure

    def last_words(self, figure: Observation) -> tuple[Observation, ...]:
        """The last word of each source on what a figure tells of."""
        thing = self._things.get(_thing(figure))
        return tuple(thing.last.values()) if thing else ()

    def own(self, figure: Observation) -> Own:
        """What the source of a figure had told of the same thing."""
        thing = self._things.get(_thing(figure))
        mine = [thing.sources[name] for name in _names(figure) if name in thing.sources] if thing else []
        newest = _latest(source.newest for source in mine if source.newest is not None)
        same = _latest(source.words[word] for source in mine if (word := _word(figure)) in source.words)
        if same is not None and (same is newest or figure.published <= same.published):
            return Own(newest, same)
        day = figure.published, figure.doubtful
        return Own(newest, same, _latest(source.days[day] for source in mine if day in source.days))


def _latest(some: Iterable[_Placed]) -> Observation | None:
    """The one published last, of several of that day the first."""
    best = max(some, key=lambda placed: (placed.figure.published, -placed.at), default=None)
    return best.figure if best else None


def _thing(figure: Observation) -> tuple[object, ...]:
    """What two figures must share to speak of the same thing."""
    return figure.indicator, figure.region, figure.period, figure.form, figure.bound, figure.price_basis, figure.basis


def _names(figure: Observation) -> Iterator[tuple[str, str]]:
    """By what a source is known: its title; two forms of one department are one source, whatever they cite."""
    yield "title", figure.source_title
    if figure.source_kind == "department form":
        yield "office", figure.publisher


def one_source(figure: Observation, other: Observation) -> bool:
    """Whether two figures are of one source."""
    return not set(_names(figure)).isdisjoint(_names(other))


def _word(figure: Observation) -> object:
    """What a figure says; 1.04 万人 says the same as 10400 人."""
    return figure.status, figure.mark, units.canonical(figure.value, figure.unit)


def contradictions(figures: Iterable[Observation]) -> Iterator[Mistake]:
    """Figures that say another thing than their own source says of it on the same day, in whatever order they stand."""
    days: dict[tuple[object, ...], list[Observation]] = {}
    for figure in figures:
        days.setdefault((*_thing(figure), figure.published), []).append(figure)
    for alike in (some for some in days.values() if len(some) > 1):
        told = Told()
        for figure in alike:
            against = told.own(figure).contradicted
            if against is not None:
                yield contradiction(figure, against)
            told.add(figure)


def contradiction(figure: Observation, other: Observation) -> Mistake:
    """That a figure contradicts another one of its source."""
    expected = said(
        "{figure}, as in {place}, or a later day of publication", figure=from_source(other), place=place_of(other)
    )
    remedy = said(
        "If the figure was revised, write the day of the revision. If not, correct the one of the two that is wrong."
    )
    return figure.place.below(figure.indicator).mistake(from_source(figure), expected, remedy)


# How a figure is said -------------------------------------------------------------------------------------------------


def amount(figure: Observation) -> Said:
    """A figure as a line of a preview says it: ``about 4.5 %``."""
    value = said("{value} {unit}", value=f"{figure.value:.12g}", unit=figure.unit)
    match figure.bound:
        case "about":
            return said("about {amount}", amount=value)
        case "lower":
            return said("at least {amount}", amount=value)
        case "upper":
            return said("at most {amount}", amount=value)
    return value


def origin(figure: Observation) -> Said:
    """``preliminary, 2023年公报, 2024-03-31``"""
    title = "".join(char if char.isprintable() else " " for char in figure.source_title)  # a terminal obeys some others
    told = said("{status}, {title}, {day}", status=words(f"form.status.{figure.status}"), title=title,
                day=str(figure.published))  # fmt: skip
    return said("{origin}, date assumed", origin=told) if figure.published_basis == "assumed" else told


def from_source(figure: Observation) -> Said:
    """A figure with its origin."""
    return said("{amount} ({origin})", amount=amount(figure), origin=origin(figure))


def place_of(figure: Observation) -> str:
    """Where a figure was read."""
    if not figure.place.where:
        return figure.place.file
    return said("{file}, {where}", file=figure.place.file, where=figure.place.where)
