"""What an evaluation asks of an assessment; every answer is a value that knows its plan and its day."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Literal

from shkplan.assessment.evaluation.early_warnings import EarlyWarnings, early_warnings_of

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment
    from shkplan.register.plan import Plan

Stage = Literal["mid-term", "yearly", "final"]


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
        """Which evaluation of the plan is due on the day: the final one once its years have ended, the mid-term one in its middle year.

        The middle year is the third of five: figures of half the plan are known in it. In the other years of the plan, and before
        its end, an evaluation is a yearly one.
        """
        window = self.plan.window
        if self.as_of.year > window.last:
            return "final"
        return "mid-term" if self.as_of.year == (window.first + window.last) // 2 else "yearly"

    @property
    def early_warnings(self) -> EarlyWarnings:
        """The targets whose probability is low while years are left, and what such warnings were worth elsewhere."""
        return early_warnings_of(self.itself)
