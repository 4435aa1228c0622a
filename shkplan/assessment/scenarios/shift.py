"""What one scenario makes of one target: its verdicts before and after, the paired change, and what moved it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from shkplan.assessment.following import Key, rests_on
from shkplan.assessment.links import effects_on
from shkplan.assessment.verdict import Verdict
from shkplan.base.messages import Message, Text, message
from shkplan.base.periods import Period
from shkplan.forecast.projection import Projection

if TYPE_CHECKING:
    from shkplan.register.claims import Claim

__all__ = ["MOVES", "Effect", "Shift", "paired", "shift_of"]

# moved: an estimate on both sides, the paths differ; supposed: the claims settle it; gained, lost: it can be assessed under
# the scenario only, or under the baseline only; same: nothing touches it; decided: published figures have; open: it cannot be
# assessed under either; recorded: a stated aim.
Effect = Literal["moved", "supposed", "gained", "lost", "same", "decided", "open", "recorded"]
MOVES: tuple[Effect, ...] = ("moved", "supposed", "gained", "lost")


@dataclass(frozen=True)
class Shift:
    """One target under the baseline and under one scenario.

    Attributes:
        key: the target.
        name: the indicator's name.
        scenario: the id of the scenario; empty where there is none.
        before, after: its verdicts.
        change: probability after less before, both on the same paths; None where either cannot be assessed.
        change_se: Monte Carlo standard error of the change; None where either cannot be assessed, or published figures have decided.
        effect: what became of it.
    """

    key: str
    name: Text
    scenario: str
    before: Verdict
    after: Verdict
    change: float | None
    change_se: float | None
    effect: Effect

    @cached_property
    def moved_by(self) -> tuple[Message, ...]:
        """What of the scenario moved it.

        Claims that act on its own series, on what it is held against, on prices, on what its series follows; links; another model; an
        outside threshold. Where the first side is under a scenario too, that this one no longer holds.
        """
        if not self.moved:
            return ()
        return (*_movers(self.after), *_left(self.before, self.after))

    @property
    def moved(self) -> bool:
        """Whether the scenario touches it."""
        return self.effect in MOVES

    @property
    def beyond_error(self) -> bool:
        """Whether its probability changes by more than two standard errors of the change."""
        return self.change is not None and abs(self.change) > 2 * (self.change_se or 0)

    @property
    def movers(self) -> tuple[str, ...]:
        """What moved it, as ids: ``own economy.gdp_growth 沙河口区 2026-2030``, ``link ID``."""
        return tuple(
            " ".join(
                (one.key.rpartition(".")[2], *(str(word) for word in one.values.values() if not isinstance(word, Text)))
            )
            for one in self.moved_by
        )

    @property
    def told(self) -> str:
        """The change in a few characters, for people who program."""
        return self.effect if self.change is None or not self.moved else f"{self.change:+.4g}"

    def __repr__(self) -> str:
        told = "" if self.change is None else f", probability {self.change:+.4g}"
        return f"Shift({self.key}, {self.scenario or 'no scenario'}: {self.effect}{told})"


def shift_of(before: Verdict, after: Verdict) -> Shift:
    """What the scenario of one verdict changes against another on the same target and paths."""
    effect = _effect(before, after)
    change, error = _change(before, after, effect)
    within = after.within
    scenario = within.scenario.id if within is not None and within.scenario is not None else ""
    return Shift(before.key, before.indicator.name, scenario, before, after, change, error, effect)


def _effect(before: Verdict, after: Verdict) -> Effect:
    if before.status == "recorded":
        return "recorded"
    if not (before.assessable or after.assessable):
        return "open"
    if before.assessable != after.assessable:
        return "supposed" if after.status == "supposed" else "gained" if after.assessable else "lost"
    if before.basis == after.basis == "observation":
        return "decided"
    if not _differ(before, after):
        return "same"
    return "supposed" if after.status == "supposed" else "moved"


def _differ(before: Verdict, after: Verdict) -> bool:
    told = ("prob", "central", "low", "high", "wanted", "status")
    if any(getattr(before, name) != getattr(after, name) for name in told):
        return True
    return before.hits is not None and after.hits is not None and not np.array_equal(before.hits, after.hits)


def _change(before: Verdict, after: Verdict, effect: Effect) -> tuple[float | None, float | None]:
    if before.prob is None or after.prob is None:
        return None, None
    if effect == "decided":
        return 0.0, None
    if before.hits is not None and after.hits is not None and len(before.hits) == len(after.hits):
        return paired(before, after)
    error = float(np.hypot(before.prob_se or 0.0, after.prob_se or 0.0))
    return after.prob - before.prob, error


def paired(before: Verdict, after: Verdict) -> tuple[float, float]:
    """Mean and Monte Carlo standard error of what each of the common paths gains (1), keeps (0) or loses (-1).

    Where figures chose among paths, that many are worth fewer independent ones: the error is that of these. Where paths fall into runs,
    each with an imputed past of its own, it is at least that of the mean of so many runs, as of a probability.
    """
    assert before.hits is not None
    assert after.hits is not None
    moves = after.hits.astype(np.int8) - before.hits.astype(np.int8)
    some = [one for verdict in (before, after) for one in _sources(verdict)]
    runs = max((one.imputations for one in some), default=1)
    worth = min((one.worth for one in some), default=1.0)
    error = float(moves.std() / np.sqrt(len(moves) * worth))
    if 1 < runs <= len(moves):
        each = [float(run.mean()) for run in np.array_split(moves, runs)]
        error = max(float(np.std(each, ddof=1)) / runs**0.5, error)
    return float(moves.mean()), error


def _sources(verdict: Verdict) -> list[Projection]:
    """The projections that a verdict counts on."""
    case = verdict.case
    every = (verdict.own, verdict.reference, case.deflator if case is not None else None)
    return [one for one in every if isinstance(one, Projection)]


def _movers(verdict: Verdict) -> Iterator[Message]:
    """What of the scenario a verdict stands under reaches it."""
    a = verdict.within
    if a is None or a.scenario is None:
        return
    scenario, one, against = a.scenario, verdict.indicator, verdict.target.compared
    own: Key = (one.id, verdict.region)
    other: Key | None = (against.indicator, against.region) if against is not None else None
    prices: Key | None = (one.deflator, verdict.region) if one.deflator else None
    reach = rests_on(a, own) | (rests_on(a, other) if other is not None else set())
    places: dict[str, set[Key]] = {
        "own": {own}, "reference": {other} if other else set(), "prices": {prices} if prices else set(),
        "followed": set(reach),
    }  # fmt: skip
    claims, told = [one.claim for one in a.claims.used], set[Key]()
    for kind, keys in places.items():
        for key in dict.fromkeys((claim.indicator, claim.region) for claim in claims):
            if key in keys - told:
                told.add(key)
                yield _claimed(kind, [claim for claim in claims if (claim.indicator, claim.region) == key])
    yield from (message("mover.model", indicator=name) for name in scenario.models if (name, verdict.region) in reach)
    if verdict.key in scenario.thresholds:
        yield message("mover.threshold", indicator=one.id)
    links = {one.link.id: one.link for one in effects_on(verdict.own, verdict.reference)}
    yield from (message("mover.link", link=name, title=link.title) for name, link in links.items())


def _left(before: Verdict, after: Verdict) -> Iterator[Message]:
    """The scenario that the first of the two stands under, where it reaches it and the second is under another."""
    one, other = (side.within.scenario if side.within is not None else None for side in (before, after))
    if one is not None and one != other and any(True for _ in _movers(before)):
        yield message("mover.left", scenario=one.id, title=one.title)


def _claimed(kind: str, claims: list[Claim]) -> Message:
    """Claims on one series, with the years they speak of."""
    first, last = min(one.years.first for one in claims), max(one.years.last for one in claims)
    return message(f"mover.{kind}", indicator=claims[0].indicator, region=claims[0].region, years=Period(first, last))
