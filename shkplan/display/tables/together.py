"""Targets of which nothing but the same reason is to be said: one sentence that names them, instead of a wall of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from shkplan.assessment.verdict import Verdict
from shkplan.display.language import listed, number, say, words
from shkplan.display.verdicts import briefly

FEW = 3  # so many rows are read; more that say the same are counted


def alike(verdicts: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    """The reasons, in a few words, that more than a few have nothing to be said, each with those whose reason it is."""
    found: dict[str, list[Verdict]] = {}
    for one in verdicts:
        found.setdefault(briefly(one), []).append(one)
    return {why: some for why, some in found.items() if len(some) > FEW}


def named(verdicts: Iterable[Verdict]) -> str:
    """Their indicators, in the order given."""
    return listed(words(one.indicator.name, one.plan) for one in verdicts)


def sentences(group: str, reasons: dict[str, list[Verdict]]) -> Iterator[str]:
    """A sentence a reason, that of the most first: how many, and which."""
    for why, some in sorted(reasons.items(), key=lambda each: -len(each[1])):
        yield say("together.note", group=group, why=why, count=number(len(some)), names=named(some))


def without(cells: tuple[Any, ...], at: int) -> tuple[Any, ...]:
    """Cells without the one at a position: a column that says the same in every row."""
    return (*cells[:at], *cells[at + 1 :])
