"""Two overviews side by side: what a scenario changes, target by target.

Baseline and scenario share every random number, so a change in probability is the share of paths that the scenario
carries over the line less the share it drops below, and its Monte Carlo error is that of paired draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from shkplan.assessment.overview import Overview
from shkplan.assessment.verdict import Verdict
from shkplan.base.messages import Text


@dataclass(frozen=True)
class Change:
    """One target under baseline and scenario.

    Attributes:
        key: the target.
        name: the indicator's name.
        before, after: its verdicts.
        change: probability after less before, both on the same paths; None where either cannot be assessed.
        change_se: Monte Carlo standard error of the change.
        effect: moved (the paths differ), same (no claim touches it), decided (observation has decided), unknown.
    """

    key: str
    name: Text
    before: Verdict
    after: Verdict
    change: float | None
    change_se: float | None
    effect: Literal["moved", "same", "decided", "unknown"]

    def __repr__(self) -> str:
        told = "" if self.change is None else f", probability {self.change:+.4g}"
        return f"Change({self.key}: {self.effect}{told})"


@dataclass(frozen=True)
class Comparison:
    """All targets under a baseline and a scenario."""

    baseline: Overview
    scenario: Overview
    changes: tuple[Change, ...]

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def __repr__(self) -> str:
        scenario = self.scenario.scenario
        told = f"scenario {scenario.id}" if scenario else "two overviews"
        return f"Comparison({told}: the estimate of {len(self.moved)} of {len(self)} targets changes)"

    @property
    def moved(self) -> tuple[Change, ...]:
        """The targets whose paths the scenario touches."""
        return tuple(change for change in self.changes if change.effect == "moved")


def compare(baseline: Overview, scenario: Overview) -> Comparison:
    """What changes from one overview to another, target by target.

    Raises:
        ValueError: the two do not share plan, day, seed and number of paths, so they cannot be paired.
    """
    for name in ("as_of", "seed", "n_paths", "to", "model", "link", "region"):
        if getattr(baseline, name) != getattr(scenario, name):
            raise ValueError(f"the two overviews differ in {name}; make both with the same {name}")
    if baseline.plan.id != scenario.plan.id:
        raise ValueError("the two overviews are of different plans")
    pairs = ((verdict, scenario.verdicts[key]) for key, verdict in baseline.verdicts.items())
    return Comparison(baseline, scenario, tuple(_change(before, after) for before, after in pairs))


def _change(before: Verdict, after: Verdict) -> Change:
    name = before.indicator.name
    if before.hits is None or after.hits is None:
        effect: Literal["decided", "unknown"] = "decided" if before.basis == after.basis == "observation" else "unknown"
        return Change(before.key, name, before, after, 0.0 if effect == "decided" else None, None, effect)
    moves = after.hits.astype(np.int8) - before.hits.astype(np.int8)
    touched = _differ(before, after)
    error = float(moves.std() / np.sqrt(len(moves)))
    return Change(before.key, name, before, after, float(moves.mean()), error, "moved" if touched else "same")


def _differ(before: Verdict, after: Verdict) -> bool:
    return (before.central, before.low, before.high) != (after.central, after.low, after.high) or bool(
        np.any(before.hits != after.hits)
    )
