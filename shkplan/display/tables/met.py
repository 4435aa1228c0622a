"""How many targets are met, the probability that all are, and what stands between the two ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shkplan.assessment.met import Chance, Met
from shkplan.assessment.verdict import Verdict
from shkplan.display.language import listed, number, say, words
from shkplan.display.tables.base import Cell, Table, facts
from shkplan.display.verdicts import percent, whole_percent

_LEAST = 0.0005  # numbers less probable are not listed


def met_table(met: Met) -> Table:
    """The number met among the targets with a probability, both ends for the open ones, and the correlation used."""
    title, under = say("met.title", as_of=met.assessment.as_of), met.assessment.scenario
    if under is not None:
        title = say("met.within", title=title, scenario=words(under.title))
    if not met.assessed:
        return facts("met", title, (), _data(met), notes=(say("met.none"),))
    low, high = met.interval()
    pairs: list[tuple[str, Cell]] = [
        (say("met.targets"), number(met.total)),
        (say("met.assessed"), _assessed(met)),
        (say("met.open"), number(len(met.open))),
        (say("met.expected"), say("met.of", number=number(met.expected.prob, 1), count=len(met.assessed))),
        (say("met.band"), _span(low, high, len(met.assessed))),
        (say("met.law"), _law(met)),
        *_ends(met, low, high),
        *_every(met),
        (say("met.correlation"), _correlations(met)),
    ]
    return facts("met", title, pairs, _data(met), notes=(say("met.note"),))


def _assessed(met: Met) -> str:
    """How many have a probability: decided ones, and those that do not rest on their own figures alone."""
    told = say("met.decided", count=len(met.assessed), decided=len(met.decided))
    weak = sum(one.evidence != "own" for one in met.assessed)
    return say("met.weak", told=told, count=weak) if weak else told


def _span(low: int, high: int, count: int) -> str:
    told = say("band.ends", low=number(low), high=number(high)) if high > low else number(low)
    return say("met.of", number=told, count=count)


def _law(met: Met) -> tuple[str, ...]:
    if len(met.decided) == len(met.assessed):
        return (say("met.one_sure", count=met.interval()[0]),)
    rows = ((count, float(prob)) for count, prob in enumerate(met.law))
    return tuple(say("met.one", count=count, prob=whole_percent(prob)) for count, prob in rows if prob >= _LEAST)


def _ends(met: Met, low: int, high: int) -> tuple[tuple[str, Cell], ...]:
    """The band of the number met in the whole plan, with the open ones at either end."""
    if not met.open:
        return ()
    more = len(met.open)
    return (
        (say("met.missed"), _span(low, high, met.total)),
        (say("met.reached"), _span(low + more, high + more, met.total)),
    )


def _every(met: Met) -> tuple[tuple[str, Cell], ...]:
    """The probability that all are met, or all binding ones."""
    asked, left = len(met.asked), len(met.asked_open)
    if not asked:
        return ((say("met.no_binding"), say("met.nothing_known")),)
    key = "met.all_binding" if met.binding else "met.all"
    rows: list[tuple[str, Cell]] = [(say(key, count=asked), _chance(met.every, met.asked))]
    if left:
        told = (
            say("met.whole_between", prob=percent(met.every.prob)) if met.every.prob else _chance(met.every, met.asked)
        )
        rows.append((say("met.whole", count=asked + left, open=left), told))
    if met.every.se and asked > 1:
        rows.append((say("met.independent"), percent(met.independent.prob)))
    return tuple(rows)


def _chance(found: Chance, asked: Sequence[Verdict]) -> str:
    """A probability in per cent; where it is decided, by what."""
    if found.se:
        return percent(found.prob)
    if found.prob:
        return say("met.sure", prob=number(found.prob))
    return say("met.sure_missed", names=listed(words(one.indicator.name) for one in asked if one.prob == 0))


def _correlations(met: Met) -> tuple[str, ...]:
    """The correlation of the common factor, and the pairs that share paths."""
    if len(met.assessed) - len(met.decided) < 2:
        return ()
    common = met.common
    told = [say("met.common", rho=f"{common.rho:.2f}", low=f"{common.low:.2f}", high=f"{common.high:.2f}",
                plans=common.plans, blocks=common.blocks)]  # fmt: skip
    for pair in met.shared:
        names = {"one": words(pair.one.indicator.name), "other": words(pair.other.indicator.name)}
        told.append(say("met.shared", r=number(pair.correlation, 2), **names))
    return tuple(told)


def _data(met: Met) -> dict[str, Any]:
    return {
        "targets": met.total, "assessed": [one.key for one in met.assessed], "decided": len(met.decided),
        "open": len(met.open), "law": [float(one) for one in met.law], "law_se": [float(one) for one in met.law_se],
        "expected": met.expected.prob, "expected_se": met.expected.se, "interval_80": met.interval(),
        "binding": met.binding, "asked": len(met.asked), "asked_open": len(met.asked_open), "every": met.every.prob,
        "every_se": met.every.se, "every_bounds": met.every_bounds, "independent": met.independent.prob,
        "correlation": met.common.rho,
        "shared": [{"one": one.key, "other": other.key, "correlation": r} for one, other, r in met.shared],
    }  # fmt: skip
