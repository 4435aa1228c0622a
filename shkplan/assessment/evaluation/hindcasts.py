"""The plan put back to the end of each year: what was said then, on figures known then, beside what came.

Every target that figures known on the day of the assessment have decided is asked again as of 31 December of each year of the plan, up to
its deadline: by our models and by rules without any (:mod:`shkplan.assessment.evaluation.naive`), each forecast counted once for a target and
a lead. Held against it is the version of the target that was in force then. These are hindcasts, not forecasts that anybody made at the
time: figures, corrections and classes of sister regions are those known then, what the models learned once (weights, links) is today's.
The targets of one plan are few and hang together, which the errors tell (:mod:`shkplan.forecast.probability_record`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from shkplan.assessment.answering import answered, by_published
from shkplan.assessment.evaluation.archiving import targets_of
from shkplan.assessment.evaluation.naive import RULES, naive
from shkplan.assessment.evaluation.past_rates import PastBaseRates, past_base_rates
from shkplan.assessment.verdict import Verdict
from shkplan.forecast.probability_record import ProbabilityRecord
from shkplan.register.official_results import GivenWord, OfficialResult, OfficialResults
from shkplan.register.plan import Indicator
from shkplan.register.targets import Target
from shkplan.workspace.load import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = [
    "OFFICIAL", "OURS", "READ_AS", "SAYERS", "Hindcast", "HindcastReliability", "Hindcasts", "HindcastsByTarget", "OfficialHindcasts", "hindcast",
    "hindcasts_of",
]  # fmt: skip

OURS = "ours"
SAYERS: tuple[str, ...] = (OURS, *RULES)  # whose probabilities are compared
OFFICIAL = "official"
# Official words state no probability; this reading of them is our convention.
READ_AS: Mapping[GivenWord, float] = {"early": 0.95, "faster": 0.85, "on_course": 0.7, "behind": 0.25}


@dataclass(frozen=True)
class Hindcast:
    """One target at the end of one year.

    Attributes:
        key: of the target on the day of the assessment.
        day: the end of the year.
        then: the verdict on figures known on that day.
        outcome: what figures known now have decided of the version in force then.
        naive: what each rule without a model would have said.
    """

    key: str
    day: dt.date
    then: Verdict
    outcome: Verdict
    naive: Mapping[str, float] = field(repr=False)

    @property
    def lead(self) -> int:
        """The years from the day to the end of the deciding year."""
        return self.then.target.deadline - self.day.year

    @property
    def prob(self) -> float | None:
        """Our probability then; None where there was none."""
        return self.then.prob

    @property
    def reached(self) -> bool:
        """What came."""
        return self.outcome.prob == 1

    @property
    def decided_then(self) -> bool:
        """Whether published figures had decided already: no forecast, and not scored."""
        return self.then.decided_by_figures

    @property
    def scored(self) -> bool:
        """Whether there was a probability of something that was still open."""
        return self.prob is not None and not self.decided_then

    def said(self, who: str) -> float:
        """The probability by us or by a rule."""
        found = self.prob if who == OURS else self.naive[who]
        assert found is not None
        return found


@dataclass(frozen=True, eq=False)
class Hindcasts:
    """All targets that are decided by now, at the end of each year; iterates over them by target and day.

    Attributes:
        assessment: whose plan, day and figures.
        days: the ends of years asked about.
        every: each target and day, whether or not anything could be said.
        resolved, unresolved: the targets that figures have decided by now, and those that none has.
    """

    assessment: Assessment
    days: tuple[dt.date, ...]
    every: tuple[Hindcast, ...]
    resolved: tuple[Verdict, ...]
    unresolved: tuple[Verdict, ...]

    def __iter__(self) -> Iterator[Hindcast]:
        return iter(self.every)

    def __len__(self) -> int:
        return len(self.every)

    @cached_property
    def scored(self) -> tuple[Hindcast, ...]:
        """Those with a probability of something that was still open."""
        return tuple(one for one in self.every if one.scored)

    @property
    def silent(self) -> tuple[Hindcast, ...]:
        """Those of which nothing could be said then, though figures decided it later."""
        return tuple(one for one in self.every if one.prob is None)

    def at(self, day: dt.date) -> tuple[Hindcast, ...]:
        """The scored ones of one day."""
        return tuple(one for one in self.scored if one.day == day)

    def first_below(self, prob: float, *, least_lead: int = 0) -> dict[str, Hindcast]:
        """Of each target that was ever thought less probable, the first such hindcast, by the key of the target.

        Args:
            prob: the probability below which it counts.
            least_lead: years to the deadline that it counts from.
        """
        found: dict[str, Hindcast] = {}
        for one in self.scored:  # by target and day
            if one.prob is not None and one.prob < prob and one.lead >= least_lead:
                found.setdefault(one.key, one)
        return found

    def record(self, who: str = OURS, day: dt.date | None = None) -> ProbabilityRecord:
        """The probabilities of one of :data:`SAYERS` beside what came, of one day or of all."""
        rows = self.scored if day is None else self.at(day)
        return ProbabilityRecord(
            np.array([one.said(who) for one in rows], dtype=np.float64),
            np.array([float(one.reached) for one in rows], dtype=np.float64),
            tuple(one.key for one in rows),
        )

    @property
    def by_target(self) -> HindcastsByTarget:
        """Each target with its probability at the end of each year, and what came."""
        return HindcastsByTarget(self)

    @property
    def reliability(self) -> HindcastReliability:
        """Our probabilities by class, beside the share that came."""
        return HindcastReliability(self)

    @cached_property
    def official(self) -> tuple[OfficialHindcasts, ...]:
        """Each official result on the plan that was published by the day, its words read as probabilities, beside ours as of its day."""
        now, decided = self.assessment, {one.indicator.id: one for one in self.resolved}
        results = Workspace.here().single("official-results", OfficialResults).as_of(now.as_of).of(now.plan.id)
        every = (
            OfficialHindcasts(result, tuple(_of_result(now, result, decided)))
            for result in results if result.stage == "mid-term" and result.words
        )  # fmt: skip
        return tuple(one for one in every if one.rows)

    @property
    def past(self) -> PastBaseRates:
        """How well the base rate of other plans would have told what each earlier plan met."""
        return past_base_rates(self.assessment.past_plans)

    def to_frame(self) -> pd.DataFrame:
        """A row a target and day: lead, status then, our probability with its error, that of each rule, what came."""
        import pandas as pd

        return pd.DataFrame([_row(one) for one in self.every])

    def __repr__(self) -> str:
        of = self.assessment
        return (
            f"Hindcasts({of.plan.id}, as of {of.as_of}: {len(self.resolved)} targets decided, {len(self.unresolved)} not; "
            f"{len(self.scored)} forecasts scored)"
        )


@dataclass(frozen=True, eq=False)
class HindcastsByTarget:
    """The hindcasts target by target; iterates over (the target as decided, its hindcasts by day)."""

    of: Hindcasts

    def __iter__(self) -> Iterator[tuple[Verdict, tuple[Hindcast, ...]]]:
        for verdict in self.of.resolved:
            yield verdict, tuple(one for one in self.of if one.key == verdict.key)

    def to_frame(self) -> pd.DataFrame:
        """A row a target, a column a day, with our probabilities; and what came."""
        import pandas as pd

        rows = [
            {"target": verdict.key, **{str(one.day): one.prob for one in mine}, "reached": verdict.prob == 1}
            for verdict, mine in self
        ]
        return pd.DataFrame(rows)


@dataclass(frozen=True, eq=False)
class HindcastReliability:
    """Our probabilities by class, beside the share that came."""

    of: Hindcasts

    def to_frame(self) -> pd.DataFrame:
        """A row a class of probability."""
        import pandas as pd

        return pd.DataFrame([vars(one) for one in self.of.record().bins])


@dataclass(frozen=True, eq=False)
class OfficialHindcasts:
    """The words of one official result read as probabilities, beside ours on the day it was published.

    Attributes:
        result: the official result.
        rows: its targets that are decided by now and had a probability then.
    """

    result: OfficialResult
    rows: tuple[Hindcast, ...]

    def record(self, who: str) -> ProbabilityRecord:
        """The probabilities of one of :data:`SAYERS`, or of ``"official"``, beside what came."""
        said = [
            READ_AS[self.result.words[one.then.indicator.id]] if who == OFFICIAL else one.said(who) for one in self.rows
        ]
        came = [float(one.reached) for one in self.rows]
        return ProbabilityRecord(np.array(said), np.array(came), tuple(one.key for one in self.rows))

    def to_frame(self) -> pd.DataFrame:
        """A row a target: official word, what it is read as, our probability, what came."""
        import pandas as pd

        words = [self.result.words[one.then.indicator.id] for one in self.rows]
        return pd.DataFrame(
            [_row(one) | {"word": word, OFFICIAL: READ_AS[word]} for one, word in zip(self.rows, words, strict=True)]
        )


def _of_result(now: Assessment, result: OfficialResult, decided: Mapping[str, Verdict]) -> Iterator[Hindcast]:
    """The decided targets that a result gives a word to, as of the day it was published."""
    for name in result.words:
        found = hindcast(now, decided[name], result.source.published) if name in decided else None
        if found is not None and found.scored:
            yield found


def _row(one: Hindcast) -> dict[str, Any]:
    return {
        "target": one.key, "day": one.day, "lead": one.lead, "status": one.then.status, "evidence": one.then.evidence,
        OURS: one.prob, "prob_se": one.then.prob_se, **one.naive, "reached": one.reached, "scored": one.scored,
    }  # fmt: skip


def hindcasts_of(assessment: Assessment) -> Hindcasts:
    """The plan of an assessment put back to the end of each year; its scenario has no say.

    Only targets that are decided by now are asked again, so that a plan without any costs nothing.
    """
    now = assessment.without_scenario
    every = [by_published(now, one, target) for one, target in targets_of(now)]
    decided = tuple(one for one in every if one.decided_by_figures)
    days = _days(now, decided)
    found = (one for verdict in decided for one in _hindcasts(now, days, verdict))
    return Hindcasts(now, days, tuple(found), decided, tuple(one for one in every if not one.decided_by_figures))


def _days(now: Assessment, decided: tuple[Verdict, ...]) -> tuple[dt.date, ...]:
    """The ends of the years of the plan before the day, up to the last deadline of a decided target, or of the plan."""
    last = max((verdict.target.deadline for verdict in decided), default=now.plan.window.last)
    ends = (dt.date(year, 12, 31) for year in range(now.plan.window.first, last + 1))
    return tuple(day for day in ends if day < now.as_of)


def _hindcasts(now: Assessment, days: Iterable[dt.date], outcome: Verdict) -> Iterator[Hindcast]:
    """One target at the end of each year, up to the one that figures had decided by."""
    for day in days:
        found = hindcast(now, outcome, day)
        if found is not None:
            yield found
            if found.decided_then:
                return


def hindcast(now: Assessment, outcome: Verdict, day: dt.date) -> Hindcast | None:
    """A decided target as of an earlier day; None where it was not in force, due before, or its version of then is not decided."""
    one, then = outcome.indicator, now.put_back(day)
    target = _in_force(one, outcome.target, day)
    if target is None or day.year > target.deadline:
        return None
    came = outcome if target is outcome.target else by_published(now, one, target)
    if not came.decided_by_figures:
        return None
    said, _ = answered(then, one, target)
    return Hindcast(outcome.key, day, said, came, naive(then, by_published(then, one, target)))


def _in_force(one: Indicator, target: Target, day: dt.date) -> Target | None:
    """The version of a target that was in force on a day; None where none was approved by then."""
    return next((each for each in one.targets_in_force(day) if each.deadline == target.deadline), None)
