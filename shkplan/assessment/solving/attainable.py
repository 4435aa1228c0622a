"""Setting the next plan's targets: for each indicator the number that would be reached with 50, 80 and 90 %.

Today's target of an indicator says what would be asked: a level, a sum, an average growth, a bound kept in every year. Set for the
years of the next plan it is judged as any target is, by the same rule on the same projections, and the number reached with probability p
is the quantile of its deciding quantity that a share p of the paths reaches; of a level with a law in closed form that of the law.
Beside it stands how many targets of the kind earlier plans met: what such forecasts leave out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from shkplan.assessment.base_rates import BaseRate, base_rate
from shkplan.assessment.following import Key, rests_on
from shkplan.assessment.solving.solve import asked_probs
from shkplan.assessment.solving.steering import Quantiles
from shkplan.assessment.verdict import Evidence, Verdict
from shkplan.base.errors import ParameterError, among, whole
from shkplan.base.messages import Message, message, said
from shkplan.base.periods import Period
from shkplan.forecast.projection import Projection
from shkplan.register.plan import Indicator
from shkplan.register.targets import Target

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["Attainable", "AttainableNumber", "AttainableTargets", "attainable_by", "numbers_of"]


@dataclass(frozen=True)
class AttainableNumber:
    """The number that would be reached with one probability, and its Monte Carlo standard error (0 in closed form)."""

    prob: float
    value: float
    value_se: float


@dataclass(frozen=True)
class Attainable:
    """What one indicator would reach.

    Attributes:
        indicator: of what.
        target: today's target.
        set_anew: the same set for the years asked.
        verdict: on that, with today's number, whether or not it can be compared.
        numbers: what would be reached, one a probability; none where there is a reason.
        base_rate: how many of its like earlier plans met; None where none is counted.
        reason: why there is no number.
    """

    indicator: Indicator
    target: Target
    set_anew: Target
    verdict: Verdict
    numbers: tuple[AttainableNumber, ...]
    base_rate: BaseRate | None
    reason: Message | None = None

    def __bool__(self) -> bool:
        return bool(self.numbers)

    @property
    def unit(self) -> str:
        """The unit of the numbers."""
        return self.verdict.unit

    @property
    def quantity(self) -> Message | None:
        """What they are numbers of, in words."""
        return self.verdict.quantity

    @property
    def evidence(self) -> Evidence:
        """What they rest on."""
        return self.verdict.evidence if self.numbers else "none"

    @property
    def comparable(self) -> bool:
        """Whether today's number can be held against these: a sum, or growth in all, over as many years; a lead and a change never."""
        builds_up = self.target.course in ("total", "growth") and getattr(self.target, "per", "window") == "window"
        alike = not builds_up or len(self.target.years) == len(self.set_anew.years)
        return bool(self.numbers) and alike and self.target.compared is None and not self.target.turning

    @property
    def today(self) -> float | None:
        """Today's target as a number in the same unit; None where it states none that can be compared."""
        return self.verdict.wanted if self.comparable else None

    @property
    def latest(self) -> tuple[int, float] | None:
        """The latest figure."""
        return self.verdict.latest

    @property
    def row(self) -> dict[str, Any]:
        """What each of its rows in a frame holds."""
        year, value = self.latest or (None, None)
        rate = self.base_rate
        return {
            "indicator": self.indicator.id, "kind": self.target.kind, "by": self.set_anew.years[-1], "unit": self.unit,
            "evidence": self.evidence, "latest_year": year, "latest": value, "today": self.today,
            "prob_today": self.verdict.prob if self.today is not None else None,
            "base_rate": None if rate is None else rate.rate, "met": None if rate is None else rate.met,
            "of": None if rate is None else rate.of, "reason": None if self.reason is None else str(self.reason),
        }  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """A row a probability; one without where there is a reason."""
        import pandas as pd

        rows = [{**self.row, "prob": one.prob, "value": one.value, "value_se": one.value_se} for one in self.numbers]
        return pd.DataFrame(rows or [{**self.row, "prob": None, "value": None, "value_se": None}])

    def __repr__(self) -> str:
        told = (
            str(self.reason)
            if self.reason is not None
            else ", ".join(f"{one.prob:g}: {one.value:.4g}" for one in self.numbers)
        )
        return f"Attainable({self.indicator.id}, by {self.set_anew.years[-1]}, {self.unit}; {told})"


@dataclass(frozen=True)
class AttainableTargets:
    """What each indicator would reach by a year: ``a.attainable(by=2030)``; one by its id.

    Attributes:
        assessment: of which.
        window: the years the targets are set for.
        probs: the probabilities asked.
    """

    assessment: Assessment
    window: Period
    probs: tuple[float, ...]
    _made: dict[str, Attainable] = field(default_factory=dict, repr=False, compare=False)

    @property
    def by(self) -> int:
        """The year the targets are due."""
        return self.window.last

    def keys(self) -> tuple[str, ...]:
        """The ids of the indicators that have a target in force, in the plan's order."""
        return tuple(self._targets)

    @cached_property
    def _targets(self) -> dict[str, Target]:
        """Indicator's id -> its target in force with the nearest deadline; without aims, which state no number."""
        found = {}
        for one in self.assessment.plan.indicators.values():
            target = next(iter(one.targets_in_force(self.assessment.as_of)), None)
            if target is not None and target.scored:
                found[one.id] = target
        return found

    def __getitem__(self, indicator: str) -> Attainable:
        """What one indicator would reach.

        Raises:
            UnknownName: no such indicator, or none with a target.
        """
        among("indicator with a target", indicator, self._targets)
        if indicator not in self._made:
            self._made[indicator] = _attainable(self, self.assessment.plan[indicator], self._targets[indicator])
        return self._made[indicator]

    def __iter__(self) -> Iterator[Attainable]:
        return (self[one] for one in self._targets)

    def __len__(self) -> int:
        return len(self._targets)

    def __contains__(self, indicator: object) -> bool:
        return indicator in self._targets

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._targets)

    @cached_property
    def variant(self) -> Assessment:
        """The same day and settings with every target set for the years asked; projections are those of the assessment."""
        a = self.assessment
        anew = {
            one.id: one.model_copy(update={"targets": (self._targets[one.id].moved(self.window),)})
            for one in a.plan.indicators.values() if one.id in self._targets
        }  # fmt: skip
        plan = a.plan.model_copy(update={"indicators": {**a.plan.indicators, **anew}})
        return a.variant(a.settings, plan)

    def to_frame(self) -> pd.DataFrame:
        """A row an indicator and probability: number with its error, unit, evidence, latest figure, today's number, base rate."""
        import pandas as pd

        return pd.concat([one.to_frame() for one in self], ignore_index=True)

    def __repr__(self) -> str:
        return f"AttainableTargets({self.assessment.plan.id}, {self.window}: {len(self)} indicators)"


def attainable_by(a: Assessment, by: object, prob: object = None) -> AttainableTargets:
    """What each indicator would reach by a year; nothing is judged before it is asked for.

    The years are those of the plan where it still covers that year, else all from its end on.

    Raises:
        ParameterError: a year that is over, or beyond what is projected; no probabilities.
    """
    probs, expected = asked_probs(prob), said("a year of {first}-{last}", first=a.as_of.year, last=a.settings.to)
    year = whole("by", by, expected)
    if not a.as_of.year <= year <= a.settings.to:
        words = "by: found {found}, expected {expected}; a.using(to={found}) projects further."
        words = words if year > a.settings.to else "by: found {found}, expected {expected}."
        raise ParameterError(said(words, found=year, expected=expected))
    window = a.plan.window
    return AttainableTargets(a, Period(window.first if year <= window.last else window.last + 1, year), probs)


def _attainable(asked: AttainableTargets, one: Indicator, target: Target) -> Attainable:
    """What one indicator would reach, or why that cannot be said."""
    a = asked.assessment
    for name, region in _rests_on(
        a, one, target
    ):  # made for today's targets, so that no order of questions changes a number
        a.source(a.plan[name], region)
    anew = asked.variant.plan[one.id]
    moved = anew.targets[0]
    verdict, _ = asked.variant.answered(anew, moved)
    mine = (a.plan.region, a.plan.window)
    rate = base_rate(target, (past for past in a.past_plans if (past.region, past.window) != mine))
    numbers = () if target.two_sided else numbers_of(verdict, asked.probs)
    why = message("attainable.two_sided") if target.two_sided else None
    if not numbers and why is None:
        decided = verdict.decided_by_figures
        why = message("attainable.decided", detail=verdict.reason) if decided else verdict.reason
    return Attainable(one, target, moved, verdict, numbers, rate, why)


def _rests_on(a: Assessment, one: Indicator, target: Target) -> Iterator[Key]:
    """The series that a verdict on the target may rest on: its own, what it is held against, and proxies of both."""
    asked = [(one.id, a.region)]
    if target.compared is not None:
        asked.append((target.compared.indicator, target.compared.region))
    asked += [(proxy.by.indicator, proxy.by.region) for key in asked for proxy in a.plan.proxies_for(*key)]
    yield from dict.fromkeys(key for one_asked in asked for key in sorted(rests_on(a, one_asked)))


def numbers_of(verdict: Verdict, probs: Sequence[float]) -> tuple[AttainableNumber, ...]:
    """What would be reached, by the law of the one year that decides where it is in closed form, else on the joint paths."""
    up = verdict.target.up
    if verdict.score is None or verdict.decided_by_figures:
        return ()
    if verdict.basis == "law" and isinstance(verdict.own, Projection):
        found = verdict.own.law(verdict.target.years[-1]).ppf([1 - prob if up else prob for prob in probs])
        return tuple(AttainableNumber(prob, float(value), 0.0) for prob, value in zip(probs, found, strict=True))
    case = verdict.case
    weights = (case._imputations, case._worth) if case is not None else (1, 1.0)  # noqa: SLF001  # the target's own
    paths = Quantiles(np.asarray(verdict.score if up else -verdict.score), not up, *weights)
    return tuple(
        AttainableNumber(prob, paths.at(prob), abs(paths.ends(prob)[1] - paths.ends(prob)[0]) / 2) for prob in probs
    )
