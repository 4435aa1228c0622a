"""What each of two reports knew and was asked with; and any mixture of both, asked as one assessment.

A mixture takes some of its parts from the later report and the rest from the earlier one. Whatever the parts, they are asked by the
same random numbers, so that a probability of one mixture less that of another is what the part between them does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.evaluation.archiving import version_of
from shkplan.assessment.settings import settings_for
from shkplan.evidence.corrections import Correction
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.files import paths
from shkplan.operations.comparison.figures import (
    FigureChange,
    applied_to,
    figure_changes,
    known_rows,
    with_changes,
)
from shkplan.register.plan import Indicator, Plan
from shkplan.register.scenario import Scenario
from shkplan.register.targets import Target

__all__ = ["ORDER", "SETTINGS", "Pair", "Side"]

SETTINGS = ("to", "model", "seed")
# The order in which causes are told apart: what was published first, then what was decided, then how it was asked.
ORDER = ("figures", "revisions", "corrections", "plan", "inputs", "day", *SETTINGS, "scenario")


@dataclass(frozen=True, eq=False)
class Side:
    """What one report knew and was asked with.

    Attributes:
        plan: the register, with its revisions.
        rows: every figure of its inputs, as published.
        corrections: every correction of its inputs.
        day: whose knowledge counts.
        settings: region, last year, model, seed.
        root: its inputs as a workspace, for all that an assessment looks up beside plan and figures.
        scenario: that it stands under, fitted to its plan; None for the baseline.
        others: digests of the files of that workspace which can move a verdict, by their places.
    """

    plan: Plan
    rows: tuple[Observation, ...] = field(repr=False)
    corrections: tuple[Correction, ...] = field(repr=False)
    day: dt.date
    settings: Mapping[str, Any]
    root: Path
    scenario: Scenario | None = None
    others: Mapping[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def in_force(self) -> tuple[Correction, ...]:
        """The corrections that count on the day."""
        return tuple(one for one in self.corrections if one.date <= self.day)

    @cached_property
    def known(self) -> tuple[Observation, ...]:
        """The figures, as published, that were known on the day."""
        return known_rows(self.rows, self.corrections, self.day)

    @cached_property
    def real(self) -> bool:
        """Whether any figure of the plan, of whatever day, is none of the invented ones of a new workspace."""
        return any(not one.invented for one in self.rows if mine(self.plan, one))

    def targets(self) -> dict[tuple[str, int], str]:
        """The version of each target in force on the day, as a digest, by indicator and deadline."""
        found = {}
        for one in self.plan.indicators.values():
            for target in one.targets_in_force(self.day):
                found[one.id, target.deadline] = version_of(one, target)
        return found


@dataclass(frozen=True, eq=False)
class Pair:
    """An earlier and a later report, whose parts can be mixed."""

    before: Side
    after: Side

    @cached_property
    def changes(self) -> tuple[FigureChange, ...]:
        """The figures that are new, revised, confirmed, removed or corrected."""
        return figure_changes(*self.known, (self.before.in_force, self.after.in_force))

    @cached_property
    def known(self) -> tuple[tuple[Observation, ...], tuple[Observation, ...]]:
        """The figures of both that either plan asks for: one that only a new indicator asks for came with the plan, and not with the figures."""
        plans = (self.before.plan, self.after.plan)
        one, other = (tuple(row for row in side.known if any(mine(plan, row) for plan in plans)) for side in (self.before, self.after))  # fmt: skip
        return one, other

    @cached_property
    def differing(self) -> tuple[str, ...]:
        """The parts in which the two differ, in the order in which causes are told apart."""
        one, other = self.before, self.after
        steps = {change.step for change in self.changes}
        differ = {name: name in steps for name in ("figures", "revisions", "corrections")}
        differ["plan"] = one.plan.model_dump() != other.plan.model_dump() or one.targets() != other.targets()
        differ["inputs"] = dict(one.others) != dict(other.others)
        differ["day"] = one.day != other.day
        differ |= {name: one.settings[name] != other.settings[name] for name in SETTINGS}
        differ["scenario"] = _claims(one.scenario) != _claims(other.scenario)
        return tuple(name for name in ORDER if differ[name])

    def mixed(self, taken: frozenset[str], changes: tuple[FigureChange, ...] | None = None) -> Assessment:
        """The assessment with some parts of the later report, and the rest of the earlier one.

        Args:
            taken: the parts of the later one.
            changes: of figures that are made; default those of the parts taken.

        Raises:
            ShkplanError: these parts do not go together, such as a scenario that claims a year which was published.
        """
        side = {name: self.after if name in taken else self.before for name in ORDER}
        if changes is None:
            changes = tuple(one for one in self.changes if one.step in taken)
        plan = self._plan(taken)
        settings = settings_for(plan, {"region": self.before.settings["region"]} | {name: side[name].settings[name] for name in SETTINGS})  # fmt: skip
        known = self._observations(plan, side["day"].day, changes, real=side["figures"].real)
        made = Assessment(plan, known, settings)
        scenario = side["scenario"].scenario
        with paths.within(side["inputs"].root):
            return made if scenario is None else made.under(scenario)

    @contextmanager
    def asking(self, taken: frozenset[str]) -> Iterator[None]:
        """A block in which a mixture is asked: it looks up there what it needs beside plan and figures."""
        with paths.within((self.after if "inputs" in taken else self.before).root):
            yield

    def _observations(self, plan: Plan, day: dt.date, changes: tuple[FigureChange, ...], *, real: bool) -> Observations:
        corrected = [one for one in changes if one.kind == "corrected"]
        whole = {step: [one for one in self.changes if (one.kind == "corrected") == step] for step in (True, False)}
        former = {id(one.former) for one in corrected}
        corrections = (*(one for one in self.before.in_force if id(one) not in former), *(one.correction for one in corrected if one.correction))  # fmt: skip
        if len(corrected) == len(whole[True]) and corrected:
            corrections = self.after.in_force
        every = sum(one.kind != "corrected" for one in changes) == len(whole[False])
        rows = self.known[1] if every and whole[False] else with_changes(self.known[0], changes)
        used, at_work = applied_to(rows, corrections)
        used = tuple(one for one in used if mine(plan, one))
        genuine = tuple(one for one in used if not one.invented)
        kept = genuine if real else used
        left = tuple(one for one in used if one.invented) if real else ()
        mine_corrected = tuple(one for one in at_work if mine(plan, one.published))
        return Observations(plan, kept, date=day, corrected=mine_corrected, examples=left)

    def _plan(self, taken: frozenset[str]) -> Plan:
        """The plan of a mixture, its targets in the versions that were in force on the day of its own report."""
        one, own = (self.after.plan, self.after.day) if "plan" in taken else (self.before.plan, self.before.day)
        day = self.after.day if "day" in taken else self.before.day
        return one if own == day else at_day(one, own, day)


def mine(plan: Plan, figure: Observation) -> bool:
    """Whether a plan asks for a figure."""
    return figure.indicator in plan and figure.region in plan.regions


def _claims(scenario: Scenario | None) -> object:
    return None if scenario is None else scenario.model_dump(exclude={"place"})


def at_day(plan: Plan, own: dt.date, day: dt.date) -> Plan:
    """A plan whose targets are in force on a day as they were on its own day: what was approved between the two has no day of its own there."""

    def moved(target: Target) -> Target:
        if own < target.approved <= day:  # not yet in force on its own day
            return target.model_copy(update={"approved": day + dt.timedelta(days=1)})
        if day < target.approved <= own:
            return target.model_copy(update={"approved": day})
        return target

    def version(one: Indicator) -> Indicator:
        found = tuple(moved(target) for target in one.targets)
        return one if found == one.targets else one.model_copy(update={"targets": found})

    some = {name: version(one) for name, one in plan.indicators.items()}
    if all(some[name] is one for name, one in plan.indicators.items()):
        return plan
    return plan.model_copy(update={"indicators": some})
