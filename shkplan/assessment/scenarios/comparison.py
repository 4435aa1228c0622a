"""A baseline and any number of scenarios side by side: what each of them changes, target by target.

All of them share every random number, so a change in probability is the share of paths that a scenario carries over the
line less the share it drops below, and its Monte Carlo error is that of paired draws.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.scenarios.contributions import Tornado, tornado_of
from shkplan.assessment.scenarios.shift import Shift, shift_of
from shkplan.assessment.settings import Settings
from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import ParameterError, among
from shkplan.base.messages import Text, both, said
from shkplan.base.shown import shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Compared", "Comparison", "compare"]


@dataclass(frozen=True)
class Compared:
    """One target under the baseline and under each scenario; ``comparison[key]["scenario-id"]`` is a :class:`Shift`.

    Attributes:
        key: the target.
        name: the indicator's name.
        before: its verdict under the baseline.
        shifts: what each scenario makes of it, in the order of the scenarios.
    """

    key: str
    name: Text
    before: Verdict
    shifts: tuple[Shift, ...]

    def __iter__(self) -> Iterator[Shift]:
        return iter(self.shifts)

    def __len__(self) -> int:
        return len(self.shifts)

    def __getitem__(self, scenario: str) -> Shift:
        """What a scenario makes of the target.

        Raises:
            UnknownName: no such scenario in this comparison.
        """
        every = {one.scenario: one for one in self.shifts}
        among("scenario", scenario, every)
        return every[scenario]

    def _ipython_key_completions_(self) -> list[str]:
        return [one.scenario for one in self.shifts]

    def __repr__(self) -> str:
        told = ", ".join(f"{one.scenario} {one.told}" for one in self.shifts[:4])
        return f"Compared({self.key}: {told}{', ...' if len(self) > 4 else ''})"

    @property
    def moved(self) -> bool:
        """Whether any scenario moves it."""
        return any(one.moved for one in self.shifts)

    @property
    def size(self) -> float:
        """The largest change of its probability, without sign; 1 where a scenario first gives it one, or takes it away."""
        found = [1.0 if one.change is None else abs(one.change) for one in self.shifts if one.moved]
        return max(found, default=0.0)

    @property
    def tornado(self) -> Tornado:
        """What each claim, link and switch of the scenarios contributes to the change of this target."""
        return tornado_of(self.before, [one.after for one in self.shifts])


@dataclass(frozen=True)
class Comparison:
    """All targets under a baseline and under scenarios; ``comparison[key]`` is one of them.

    Attributes:
        baseline: the assessment that the others are held against.
        scenarios: the others, each under a scenario of its own.
        rows: the targets, in the order of the plan.
    """

    baseline: Assessment
    scenarios: tuple[Assessment, ...]
    rows: tuple[Compared, ...] = field(repr=False)

    def __iter__(self) -> Iterator[Compared]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def keys(self) -> tuple[str, ...]:
        """The keys of all targets."""
        return tuple(one.key for one in self.rows)

    def __getitem__(self, key: str) -> Compared:
        """One target under all scenarios.

        Raises:
            UnknownName: no such target; with the nearest ones.
        """
        among("target", key, self._by_key)
        return self._by_key[key]

    @cached_property
    def _by_key(self) -> dict[str, Compared]:
        return {one.key: one for one in self.rows}

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.keys())

    def __repr__(self) -> str:
        told = ", ".join(self.names[:4]) + (", ..." if len(self.names) > 4 else "")
        return f"Comparison({told}: {len(self.moved)} of {len(self)} targets move)"

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the scenarios, in the order they were given."""
        return tuple(_id(one) for one in self.scenarios)

    @cached_property
    def moved(self) -> tuple[Compared, ...]:
        """The targets that any scenario moves, those whose probability changes most first."""
        return tuple(sorted((one for one in self.rows if one.moved), key=lambda one: -one.size))

    @cached_property
    def unmoved(self) -> Counter[str]:
        """How many targets no scenario moves, and why: same, decided, open, recorded."""
        return Counter(one.shifts[0].effect for one in self.rows if not one.moved)

    def to_frame(self) -> pd.DataFrame:
        """A row a target and scenario, the baseline first: probability, change, the deciding quantity, what moved it.

        Columns: target, scenario, prob, prob_se, change, change_se, central, low, high, effect, moved_by, unit, status,
        evidence. Probabilities and changes are between -1 and 1; central, low and high (the 80 % band) are in ``unit``.
        """
        import pandas as pd

        first = _id(self.baseline) or "baseline"
        rows = []
        for row in self.rows:
            base = {"change": None, "change_se": None, "effect": "baseline", "moved_by": ""}
            rows.append({"target": row.key, "scenario": first, **_numbers(row.before), **base})
            rows += [
                {"target": row.key, "scenario": one.scenario, **_numbers(one.after), "change": one.change,
                 "change_se": one.change_se, "effect": one.effect, "moved_by": "; ".join(one.movers)}
                for one in row
            ]  # fmt: skip
        return pd.DataFrame(rows, columns=_COLUMNS)

    def to_iamc(self, path: str | Path | None = None) -> pd.DataFrame:
        """Every projected series under every scenario in the layout of the Integrated Assessment Modeling Consortium.

        See :func:`shkplan.assessment.scenarios.iamc.iamc_frame` for what stands where.

        Args:
            path: of a file to write as well, ending in ``.csv`` or ``.xlsx``.

        Raises:
            ParameterError: another ending.
        """
        from shkplan.assessment.scenarios.iamc import iamc_frame, write_iamc

        every = (self.baseline, *self.scenarios)
        if path is not None:
            write_iamc(every, Path(path))
        return iamc_frame(every)


_COLUMNS = [
    "target", "scenario", "prob", "prob_se", "change", "change_se", "central", "low", "high", "effect", "moved_by", "unit",
    "status", "evidence",
]  # fmt: skip


def _numbers(verdict: Verdict) -> dict[str, Any]:
    names = ("prob", "prob_se", "central", "low", "high", "unit", "status", "evidence")
    return {name: getattr(verdict, name) for name in names}


def _id(assessment: Assessment) -> str:
    return assessment.scenario.id if assessment.scenario is not None else ""


def compare(baseline: Assessment, *scenarios: Assessment) -> Comparison:
    """What each of some assessments changes against the first, target by target.

    Args:
        baseline: the assessment that the others are held against.
        *scenarios: the same plan, day, figures and settings, each under another scenario: ``baseline.under(...)``.

    Raises:
        ParameterError: one is no assessment, two are under one scenario, or one does not share plan, day, figures, settings and projections
            handed in, so that it cannot be paired.
    """
    for side in (baseline, *scenarios):
        if not isinstance(side, Assessment):
            raise ParameterError(said("compare: found {side}, expected assessments.", side=shown(side)))
    if not scenarios:
        raise ParameterError(
            said("compare: found a baseline alone; add assessments under scenarios: compare(a, a.under(...)).")
        )
    twice = [name for name, count in Counter(map(_id, scenarios)).items() if count > 1]
    if twice:
        raise ParameterError(
            said("compare: found the scenario {name} twice; give each an id of its own.", name=twice[0] or "-")
        )
    for side in scenarios:
        _must_pair(baseline, side)
    rows = [
        Compared(
            before.key, before.indicator.name, before, tuple(shift_of(before, one[before.key]) for one in scenarios)
        )
        for before in baseline
    ]
    return Comparison(baseline, scenarios, tuple(rows))


def _must_pair(baseline: Assessment, scenario: Assessment) -> None:
    """Refuse two assessments whose random numbers, or whose questions, are not the same."""
    plans, days = (baseline.plan.id, scenario.plan.id), (baseline.as_of, scenario.as_of)
    if plans[0] != plans[1]:
        raise ParameterError(said("compare: found plans {plans}, expected one plan.", plans=both(plans)))
    if days[0] != days[1]:
        raise ParameterError(said("compare: found the days {days}, expected one day.", days=both(map(str, days))))
    if baseline.observations.figures != scenario.observations.figures:
        raise ParameterError(
            said("compare: found different figures on the two sides, expected the same; a.under(...) keeps them.")
        )
    others = any(scenario.own.get(key) is not mine for key, mine in baseline.own.items())
    if others or len(baseline.own) != len(scenario.own):
        raise ParameterError(
            said("compare: found other projections handed in on one side; random numbers are not shared then.")
        )
    for one in fields(Settings):
        before, after = (getattr(side.settings, one.name) for side in (baseline, scenario))
        if before != after:
            words = "compare: found {name} {before} and {after}, expected the same; a.under(scenario) keeps it."
            raise ParameterError(said(words, name=one.name, before=before, after=after))
