"""Early warnings: targets whose probability is low while years are left, and what such a warning was worth elsewhere.

A warning is a probability below a threshold of the rule (:class:`~shkplan.register.early_warning.EarlyWarningRule`); nothing is computed for
it. Its worth was measured on pseudo-targets whose outcome is known: beside a warning stands how often one so many years before the
deadline was false, and how many of the targets missed in the end were found by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from shkplan.assessment.at_risk import risk
from shkplan.assessment.verdict import Verdict
from shkplan.register.early_warning import EarlyWarningRule, WarningEvent, WarningWorth
from shkplan.workspace.load import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment
    from shkplan.assessment.evaluation.hindcasts import Hindcast
    from shkplan.register.targets import Target

__all__ = ["EarlierWarning", "EarlyWarning", "EarlyWarnings", "early_warnings_of"]

_SURE = 2.0  # Monte Carlo errors from a threshold within which it cannot be told on which side of it a probability lies


@dataclass(frozen=True)
class EarlyWarning:
    """One target that is warned of or watched.

    Attributes:
        verdict: on the target.
        grade: warned of, or only watched.
        lead: years from the last figure (the base year's where there is none) to the deadline.
        below: the threshold it lies below.
        worth: what warnings of such events were worth at that lead; None where nothing was measured.
    """

    verdict: Verdict
    grade: Literal["warned", "watched"]
    lead: int
    below: float
    worth: WarningWorth | None = field(repr=False)

    @property
    def near(self) -> bool:
        """Whether the probability lies within two of its Monte Carlo errors of the threshold."""
        assert self.verdict.prob is not None
        return self.below - self.verdict.prob < _SURE * (self.verdict.prob_se or 0.0)


@dataclass(frozen=True)
class EarlierWarning:
    """What became of a target of the plan that is decided by now, and when it was first warned of at the end of a year.

    Attributes:
        key: of the target.
        missed: whether it was missed.
        first: the year at whose end its probability was first below the threshold; None where it never was.
        lead: years from then to the deadline; None likewise.
    """

    key: str
    missed: bool
    first: int | None
    lead: int | None


@dataclass(frozen=True)
class EarlyWarnings:
    """The targets of an assessment that are warned of or watched, the least probable first.

    Attributes:
        assessment: of which.
        rule: the thresholds, and what they were worth.
    """

    assessment: Assessment
    rule: EarlyWarningRule = field(repr=False)

    @cached_property
    def every(self) -> tuple[EarlyWarning, ...]:
        """All of them."""
        found = (self._one(verdict) for verdict in sorted(self.asked, key=risk))
        return tuple(one for one in found if one is not None)

    @property
    def asked(self) -> tuple[Verdict, ...]:
        """The estimated targets with years left: those that a warning is still in time for."""
        day = self.assessment.as_of.year
        return tuple(one for one in self.assessment.scored if one.status == "estimated" and one.target.deadline >= day)

    @property
    def too_late(self) -> tuple[Verdict, ...]:
        """The estimated targets whose deadline has passed: their figures are still to come, and no warning is in time."""
        asked = {one.key for one in self.asked}
        return tuple(one for one in self.assessment.scored if one.status == "estimated" and one.key not in asked)

    @property
    def silent(self) -> tuple[Verdict, ...]:
        """The open targets with years left: nothing warns of them, since nothing can be said."""
        day = self.assessment.as_of.year
        return tuple(one for one in self.assessment.scored if one.status == "open" and one.target.deadline >= day)

    @cached_property
    def earlier(self) -> tuple[EarlierWarning, ...]:
        """The targets of this plan that are decided by now and had a probability at the end of a year: whether they were warned of.

        Too few, and too much alike, for a rate; they are counted.
        """
        hindcasts = self.assessment.hindcasts
        warned = hindcasts.first_below(self.rule.warn_below)
        outcomes = {one.key: one.reached for one in hindcasts.scored}
        return tuple(_earlier(key, missed=not reached, warned=warned.get(key)) for key, reached in outcomes.items())

    def __iter__(self) -> Iterator[EarlyWarning]:
        return iter(self.every)

    def __len__(self) -> int:
        return len(self.every)

    def __repr__(self) -> str:
        return f"EarlyWarnings({', '.join(f'{one.verdict.key} {one.grade}' for one in self) or 'none'})"

    def _one(self, verdict: Verdict) -> EarlyWarning | None:
        """The warning of a target; None where its probability gives no cause."""
        rule, prob = self.rule, verdict.prob
        if prob is None or prob >= rule.watch_below:
            return None
        warned = prob < rule.warn_below
        below = rule.warn_below if warned else rule.watch_below
        since = verdict.latest[0] if verdict.latest is not None else self.assessment.plan.base_year
        lead = max(verdict.target.deadline - max(since, self.assessment.plan.base_year), 1)
        worth = rule.worth(event_of(verdict.target), lead, below)
        return EarlyWarning(verdict, "warned" if warned else "watched", lead, below, worth)

    def to_frame(self) -> pd.DataFrame:
        """A row a warning: probability with error and evidence, threshold, years left, false alarms and targets found."""
        import pandas as pd

        rows = [
            {
                "target": one.verdict.key, "grade": one.grade, "prob": one.verdict.prob, "prob_se": one.verdict.prob_se,
                "evidence": one.verdict.evidence, "below": one.below, "lead": one.lead,
                "false_alarms": one.worth.false_alarms[0] if one.worth else None,
                "found": one.worth.found[0] if one.worth else None,
                "windows": one.worth.windows if one.worth else None,
            }
            for one in self
        ]  # fmt: skip
        return pd.DataFrame(rows)


def _earlier(key: str, *, missed: bool, warned: Hindcast | None) -> EarlierWarning:
    if warned is None:
        return EarlierWarning(key, missed, None, None)
    return EarlierWarning(key, missed, warned.day.year, warned.lead)


def event_of(target: Target) -> WarningEvent:
    """Which of the measured events a target is most like: the value of one year, every year, or all years together."""
    if target.each_year:
        return "each"
    return "level" if target.one_year else "mean"


def early_warnings_of(assessment: Assessment) -> EarlyWarnings:
    """The early warnings of an assessment, by the rule of the workspace."""
    return EarlyWarnings(assessment, Workspace.here().single("early-warning", EarlyWarningRule))
