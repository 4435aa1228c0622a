"""Which versions of the targets are judged, and what is only proposed: shown beside, and deciding nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from shkplan.assessment.evaluation.readings import instead
from shkplan.assessment.verdict import Verdict
from shkplan.assessment.views import Version, Versions
from shkplan.base.messages import Message, message
from shkplan.register.plan import Indicator
from shkplan.register.revisions import TargetRevision, proposals_of

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["IfApproved", "Revised", "revised_of"]


class IfApproved(NamedTuple):
    """A proposed revision beside the version that decides.

    Attributes:
        key: the target.
        revision: the entry of the record.
        verdict: on the version in force.
        if_approved: the verdict were the proposal in force, on the same figures and random numbers; it counts nowhere.
    """

    key: str
    revision: TargetRevision
    verdict: Verdict
    if_approved: Verdict


@dataclass(frozen=True)
class Revised:
    """The targets that were revised by the day, those proposed to be, and which version every verdict is on.

    Attributes:
        assessment: of which.
        indicators: whose targets.
    """

    assessment: Assessment = field(repr=False)
    indicators: tuple[Indicator, ...] = field(repr=False)

    def of(self, indicator: str) -> Revised:
        """The same of one indicator.

        Raises:
            UnknownName: no such indicator.
        """
        return replace(self, indicators=(self.assessment.plan[indicator],))

    @property
    def versions(self) -> Versions:
        """Every version of the targets that were revised by the day."""
        return Versions(self.assessment.plan, self.indicators, self.assessment.as_of)

    @property
    def in_force(self) -> tuple[Version, ...]:
        """The revised versions that decide on the day."""
        return tuple(one for one in self.versions if one.replaced is None)

    @cached_property
    def proposals(self) -> tuple[IfApproved, ...]:
        """What had been proposed by the day, and neither approved nor rejected; with what it would make of the verdict."""
        return tuple(self._proposals())

    def _proposals(self) -> Iterator[IfApproved]:
        a, mine = self.assessment, {one.id for one in self.indicators}
        for one in proposals_of(a.plan, a.as_of):
            if one.indicator.id in mine:
                key = one.indicator.key_of(one.target)
                verdict, _ = a.answered(*instead(one.indicator, one.target, one.would_be))
                yield IfApproved(key, one.revision, a[key], verdict)

    @property
    def rejected(self) -> tuple[TargetRevision, ...]:
        """The revisions that had been rejected by the day."""
        mine, day = {one.id for one in self.indicators}, self.assessment.as_of
        every = (one for one in self.assessment.plan.revisions if one.status == "rejected" and one.date <= day)
        return tuple(one for one in every if one.target.partition("@")[0] in mine)

    def __bool__(self) -> bool:
        """Whether anything was revised, proposed or rejected by the day."""
        return bool(self.versions) or bool(self.proposals) or bool(self.rejected)

    def __repr__(self) -> str:
        counts = f"{len(self.in_force)} revised, {len(self.proposals)} proposed, {len(self.rejected)} rejected"
        return f"Revised({self.assessment.plan.id}, as of {self.assessment.as_of}: {counts})"

    @property
    def sentences(self) -> tuple[Message, ...]:
        """Which versions the verdicts are on, and that proposals count nowhere: for the head of an evaluation."""
        names = tuple(one.indicator.name for one in self.in_force)
        if names:
            last = max(one.target.approved for one in self.in_force)
            told = [message("revised.some", count=len(names), names=names, last=last, as_of=self.assessment.as_of)]
        else:
            told = [message("revised.none", day=self.assessment.plan.approved, as_of=self.assessment.as_of)]
        if self.proposals:
            some = tuple(one.verdict.indicator.name for one in self.proposals)
            told.append(message("revised.proposed", count=len(some), names=some))
        return tuple(told)

    def to_frame(self) -> pd.DataFrame:
        """A row a version, and a row a proposal or rejection: number, day, status, probability now and if approved."""
        import pandas as pd

        rows = [
            {"indicator": one.indicator.id, "version": one.number, "wanted": getattr(one.target, "number", None),
             "date": one.target.approved, "status": "replaced" if one.replaced else "in force", "replaced": one.replaced}
            for one in self.versions
        ]  # fmt: skip
        rows += [
            {"indicator": one.verdict.indicator.id, "wanted": one.revision.new, "date": one.revision.date, "status": "proposed",
             "prob": one.verdict.prob, "if_approved": one.if_approved.prob}
            for one in self.proposals
        ]  # fmt: skip
        rows += [
            {"indicator": one.target.partition("@")[0], "wanted": one.new, "date": one.date, "status": "rejected"}
            for one in self.rejected
        ]
        columns = ["indicator", "version", "wanted", "date", "status", "replaced", "prob", "if_approved"]
        return pd.DataFrame(rows, columns=columns)


def revised_of(assessment: Assessment) -> Revised:
    """The revisions of all targets of a plan."""
    return Revised(assessment, tuple(assessment.plan.indicators.values()))
