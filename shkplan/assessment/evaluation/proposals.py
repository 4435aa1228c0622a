"""Proposals to adjust the numbers of targets, for the standing committee of the people's congress to decide on.

The rule is stated, and is that of the official words (:class:`~shkplan.register.evaluation_rule.EvaluationRule`) and nothing else:

- *lower*: the word is behind, the probability is below the rule's threshold for that word, and a year that has a say is still to come;
- *raise*: the number is reached early already and would stay reached with at least the rule's probability for "faster";
- *next*: the years of the plan are over, so that nothing of it can be adjusted: for a target that lagged the number that would be reached in
  the years of the next plan.

The number proposed is the one that would be reached with :data:`PROB` on the paths of the verdict itself (a quantile of its deciding
quantity), rounded to the precision of the clause on the safe side. The target stays of its kind; the probability of the rounded number is
that of the same rule on the same random numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from shkplan.assessment.evaluation.official import OfficialWord
from shkplan.assessment.headway import headway_of
from shkplan.assessment.solving.attainable import Attainable, AttainableNumber, numbers_of
from shkplan.assessment.to_do import still_open
from shkplan.assessment.verdict import Verdict
from shkplan.base import units
from shkplan.base.errors import ParameterError
from shkplan.base.messages import Message, message
from shkplan.register.targets import Headway, Target

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["PROB", "NumberProposal", "Proposals", "asking", "number_asked", "rounded_safely", "step_of"]

PROB = 0.8  # with which the proposed number would be reached
ProposalKind = Literal["lower", "raise", "next"]
_POINT = 0.1  # to which a lead in points is rounded
_MOST = 50  # whole numbers are rounded to no more than a fiftieth of themselves


@dataclass(frozen=True)
class NumberProposal:
    """A number proposed for one target, or why none can be.

    Attributes:
        kind: to lower it, to raise it, or for the next plan.
        official: the word on the present target, with its verdict.
        proposed: the target with the number proposed; None where there is a reason.
        verdict: on that; None likewise, and where the number is the one of today.
        exact: the number before it is rounded, with its Monte Carlo error; None likewise.
        reason: why no number is proposed.
        reached: the year by which published figures have reached the number proposed, so that it asks for no more than to keep it;
            None where they have not.
    """

    kind: ProposalKind
    official: OfficialWord
    proposed: Target | None = None
    verdict: Verdict | None = field(default=None, repr=False)
    exact: AttainableNumber | None = None
    reason: Message | None = None
    reached: int | None = None

    @property
    def key(self) -> str:
        """The key of the target."""
        return self.official.key

    @property
    def current(self) -> Verdict:
        """The verdict on the present target."""
        return self.official.verdict

    @property
    def number(self) -> float | None:
        """The number proposed, in the unit of the clause; of a pace the least lead in points a year."""
        return None if self.proposed is None else number_asked(self.proposed)

    def __bool__(self) -> bool:
        return self.proposed is not None

    def __repr__(self) -> str:
        told = self.reason if self.proposed is None else f"{number_asked(self.current.target):g} to {self.number:g}"
        return f"NumberProposal({self.kind} {self.key}: {told})"


@dataclass(frozen=True)
class Proposals:
    """The proposals of an evaluation: ``a.proposals``. Approval is the standing committee's; nothing here changes a target.

    Attributes:
        assessment: of which.
    """

    assessment: Assessment

    @property
    def below(self) -> float:
        """The probability below which a target that is behind is proposed to be lowered; the rule's."""
        return self.assessment.official.rule.behind

    @property
    def above(self) -> float:
        """The probability from which a target that is reached early is proposed to be raised; the rule's."""
        return self.assessment.official.rule.faster

    @property
    def over(self) -> bool:
        """Whether the years of the plan are over, so that only the next plan can take a proposal."""
        return self.assessment.as_of.year > self.assessment.plan.window.last

    @cached_property
    def every(self) -> tuple[NumberProposal, ...]:
        """The proposals, also those without a number; those to lower first, each in the order of the plan."""
        found = list(self._next() if self.over else self._now())
        return tuple(sorted(found, key=lambda one: ("lower", "next", "raise").index(one.kind)))

    def __iter__(self) -> Iterator[NumberProposal]:
        return iter(self.every)

    def __len__(self) -> int:
        return len(self.every)

    @cached_property
    def earlier(self) -> tuple[int, int]:
        """Of this plan's own targets decided by now, how many had a probability below :attr:`below` at the end of a year before the deadline, and how many of these were reached."""
        low = self.assessment.hindcasts.first_below(self.below, least_lead=1)
        return len(low), sum(one.reached for one in low.values())

    def _now(self) -> Iterator[NumberProposal]:
        for one in self.assessment.official:
            prob = one.prob
            if prob is None or not still_open(one.verdict):
                continue
            if one.word == "behind" and prob < self.below:
                yield _adjusted(self.assessment, one, "lower")
            elif one.word == "early" and prob >= self.above:
                yield from filter(_lifts, [_adjusted(self.assessment, one, "raise")])

    def _next(self) -> Iterator[NumberProposal]:
        for one in self.assessment.lagging:
            yield _for_next(self.assessment, one.official)

    def __repr__(self) -> str:
        return f"Proposals({', '.join(f'{one.kind} {one.key}' for one in self)})"

    def to_frame(self) -> pd.DataFrame:
        """A row a proposal: number today and proposed, unit, exact quantile with its error, both probabilities with errors, evidence."""
        import pandas as pd

        columns = ("target", "kind", "word", "today", "proposed", "unit", "exact", "exact_se", "exact_unit", "prob", "prob_se",
                   "prob_proposed", "prob_proposed_se", "evidence", "reason")  # fmt: skip
        rows = [
            (one.key, one.kind, one.official.word, number_asked(one.current.target), one.number,
             getattr(one.current.target, "unit", one.current.unit), one.exact and one.exact.value, one.exact and one.exact.value_se,
             one.verdict and one.verdict.unit, one.current.prob, one.current.prob_se, one.verdict and one.verdict.prob,
             one.verdict and one.verdict.prob_se, (one.verdict or one.current).evidence, one.reason and str(one.reason)) for one in self
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)


def _lifts(one: NumberProposal) -> bool:
    """Whether a raised number is really more than today's; without one there is nothing to propose."""
    number, today = one.number, number_asked(one.current.target)
    if number is None or today is None:
        return False
    return number > today if one.current.target.up else number < today


def _adjusted(a: Assessment, official: OfficialWord, kind: ProposalKind) -> NumberProposal:
    """The same target with the number that would be reached."""
    verdict, target = official.verdict, official.verdict.target
    if number_asked(target) is None:
        why = "attainable.two_sided" if target.two_sided else "proposal.no_number"
        return NumberProposal(kind, official, reason=message(why))
    open_one = verdict if not verdict.decided_by_figures else _undecided(a, verdict)
    numbers = numbers_of(open_one, (PROB,)) if open_one is not None else ()
    if not numbers:
        return NumberProposal(kind, official, reason=message("proposal.no_paths", detail=verdict.reason))
    return _proposed(a, official, kind, target, numbers[0], open_one or verdict)


def _proposed(
    a: Assessment, official: OfficialWord, kind: ProposalKind, target: Target, exact: AttainableNumber, of: Verdict
) -> NumberProposal:
    """A target with the number, rounded, and what is to be expected of it."""
    unit = getattr(target, "unit", of.unit)
    value = (
        units.convert(exact.value, of.unit, unit) if unit != of.unit and units.joined(of.unit, unit) else exact.value
    )
    anew = asking(target, rounded_safely(value, _step(target), up=target.up))
    verdict = _judged(a, official.verdict, anew)
    return NumberProposal(kind, official, anew, verdict, exact, reached=_reached(a, verdict))


def _reached(a: Assessment, verdict: Verdict) -> int | None:
    """The year by which figures have gone the whole way to a number; None where they have not, or where it is a limit that they stay within."""
    way = headway_of(a, verdict)
    return way.year if isinstance(way, Headway) and way.way != "room" and way.share >= 1 else None


def _step(target: Target) -> float:
    number = number_asked(target)
    return _POINT if target.compared is not None or not number else step_of(number)


def _judged(a: Assessment, verdict: Verdict, target: Target) -> Verdict:
    """The verdict on another target of the same indicator, by the same rule on the same projections."""
    one = verdict.indicator.model_copy(update={"targets": (target,)})
    plan = a.plan.model_copy(update={"indicators": {**a.plan.indicators, one.id: one}})
    return a.variant(a.settings, plan).answered(one, target)[0]


def _undecided(a: Assessment, verdict: Verdict) -> Verdict | None:
    """The verdict on a number that is not settled yet, whose paths tell what can still come; None where every number is."""
    target, number = verdict.target, number_asked(verdict.target)
    assert number is not None
    low, high = verdict.indicator.bounds
    easier_up = target.up == (verdict.prob == 1)  # a reached number is made harder, a missed one easier
    bound, away = (high, 1.0) if easier_up else (low, -1.0)
    for share in (0.5, 0.9):
        there = number + away * max(abs(number), 1.0) if bound is None else number + share * (bound - number)
        found = _judged(a, verdict, asking(target, there))
        if not found.decided_by_figures and found.score is not None:
            return found
    return None


def _for_next(a: Assessment, official: OfficialWord) -> NumberProposal:
    """The number that would be reached in as many years after the plan; the kind stays."""
    window = a.plan.window
    try:
        found: Attainable = a.attainable(2 * window.last - window.first + 1, PROB)[official.verdict.indicator.id]
    except ParameterError as error:
        return NumberProposal("next", official, reason=message("proposal.not_reached", detail=str(error)))
    if found.reason is not None or not found.numbers:
        return NumberProposal("next", official, reason=found.reason)
    if number_asked(found.set_anew) is None:
        return NumberProposal("next", official, reason=message("proposal.no_number"))
    return _proposed(a, official, "next", found.set_anew, found.numbers[0], found.verdict)


def number_asked(target: Target) -> float | None:
    """The number that a revision would change, in the unit of the clause, of a pace its least lead in points; None where it has none of its own."""
    if not target.adjusted or target.two_sided:
        return None
    found = float(getattr(target, target.adjusted))
    return 0.0 - found if target.compared is not None else found  # behind by a tolerance at most


def asking(target: Target, number: float) -> Target:
    """The same target with another such number."""
    return target.model_copy(update={target.adjusted: 0.0 - number if target.compared is not None else number})


def step_of(number: float) -> float:
    """The precision of a number as a clause writes it: its last place; of a whole number its last place that is no zero, within 2 % of it."""
    text = f"{abs(number):.10g}"
    places = len(text.partition(".")[2])
    if places:
        return 10.0**-places
    step = 1.0
    while number % (10 * step) == 0 and 10 * step * _MOST <= abs(number):
        step *= 10
    return step


def rounded_safely(value: float, step: float, *, up: bool) -> float:
    """A number rounded to a step on the side that is easier to reach: down where more is better, up where less is."""
    steps = value / step
    near = round(steps)
    whole = near if math.isclose(steps, near, abs_tol=1e-9) else (math.floor(steps) if up else math.ceil(steps))
    return float(round(whole * step, 10)) + 0.0
