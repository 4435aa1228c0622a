"""What an evaluation asks of an assessment; every answer is a value that knows its plan and its day."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from shkplan.assessment.evaluation.early_warnings import EarlyWarnings, early_warnings_of
from shkplan.assessment.evaluation.front import CitedSources, Front
from shkplan.assessment.evaluation.stage import Stage, stage_of

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment
    from shkplan.register.plan import Plan


class Evaluating(ABC):
    """The questions of an evaluation; what they are asked of, the assessment gives."""

    plan: Plan

    @property
    @abstractmethod
    def itself(self) -> Assessment:
        """The assessment."""

    @property
    @abstractmethod
    def as_of(self) -> dt.date:
        """The day it stands on."""

    @property
    def stage(self) -> Stage:
        """Which evaluation of the plan is due on the day, by :func:`stage_of`."""
        return stage_of(self.plan, self.as_of)

    @property
    def front(self) -> Front:
        """What the title page of an evaluation tells: plan, region, stage, day, version of the targets."""
        return Front(self.itself)

    @property
    def cited_sources(self) -> CitedSources:
        """The publications that the figures of the plan's region come from, from its base year on."""
        return CitedSources(self.itself)

    @property
    def early_warnings(self) -> EarlyWarnings:
        """The targets whose probability is low while years are left, and what such warnings were worth elsewhere."""
        return early_warnings_of(self.itself)
