"""Two assessments side by side: what a scenario changes, target by target.

Baseline and scenario share every random number, so a change in probability is the share of paths that the scenario
carries over the line less the share it drops below, and its Monte Carlo error is that of paired draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

import numpy as np

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.settings import Settings
from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import ParameterError
from shkplan.base.messages import Text, both, said
from shkplan.base.shown import shown

if TYPE_CHECKING:
    import pandas as pd


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

    baseline: Assessment
    scenario: Assessment
    changes: tuple[Change, ...]

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def __repr__(self) -> str:
        scenario = self.scenario.scenario
        told = f"scenario {scenario.id}" if scenario else "two assessments"
        return f"Comparison({told}: the estimate of {len(self.moved)} of {len(self)} targets changes)"

    def to_frame(self) -> pd.DataFrame:
        """A row a target: probability before and after, their change with its Monte Carlo error, and its kind."""
        import pandas as pd

        rows = [
            {"target": one.key, "before": one.before.prob, "after": one.after.prob, "change": one.change,
             "change_se": one.change_se, "effect": one.effect}
            for one in self
        ]  # fmt: skip
        return pd.DataFrame(rows).set_index("target")

    @property
    def moved(self) -> tuple[Change, ...]:
        """The targets whose paths the scenario touches."""
        return tuple(change for change in self.changes if change.effect == "moved")


def compare(baseline: Assessment, scenario: Assessment) -> Comparison:
    """What changes from one assessment to another, target by target.

    Args:
        baseline: the assessment that the other is held against.
        scenario: the same plan, day, figures and settings, under another scenario: ``baseline.under(...)``.

    Raises:
        ParameterError: one is no assessment, or the two do not share plan, day, figures, settings and projections handed in, so they cannot be paired.
    """
    for side in (baseline, scenario):
        if not isinstance(side, Assessment):
            raise ParameterError(said("compare: found {side}, expected two assessments.", side=shown(side)))
    plans, days = (baseline.plan.id, scenario.plan.id), (baseline.as_of, scenario.as_of)
    if plans[0] != plans[1]:
        raise ParameterError(said("compare: found plans {plans}, expected one plan.", plans=both(plans)))
    if days[0] != days[1]:
        raise ParameterError(said("compare: found the days {days}, expected one day.", days=both(map(str, days))))
    if baseline.observations.figures != scenario.observations.figures:
        raise ParameterError(
            said("compare: found different figures on the two sides, expected the same; a.under(...) keeps them.")
        )
    if any(scenario.own.get(key) is not mine for key, mine in baseline.own.items()) or len(baseline.own) != len(
        scenario.own
    ):
        raise ParameterError(
            said("compare: found other projections handed in on one side; random numbers are not shared then.")
        )
    for one in fields(Settings):
        before, after = (getattr(side.settings, one.name) for side in (baseline, scenario))
        if before != after:
            raise ParameterError(
                said(
                    "compare: found {name} {before} and {after}, expected the same; a.under(scenario) keeps it.",
                    name=one.name,
                    before=before,
                    after=after,
                )
            )
    return Comparison(baseline, scenario, tuple(_change(before, scenario[before.key]) for before in baseline))


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
