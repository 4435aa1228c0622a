"""What an evaluation asks of an assessment; every answer is a value that knows its plan and its day."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from shkplan.assessment.evaluation.completion import Completion
from shkplan.assessment.evaluation.data_quality import DataQuality
from shkplan.assessment.evaluation.early_warnings import EarlyWarnings, early_warnings_of
from shkplan.assessment.evaluation.explanation import Explanation
from shkplan.assessment.evaluation.front import CitedSources, Front
from shkplan.assessment.evaluation.hindcasts import Hindcasts, hindcasts_of
from shkplan.assessment.evaluation.known import Known, known_of
from shkplan.assessment.evaluation.lagging import Lagging
from shkplan.assessment.evaluation.official import OfficialWords
from shkplan.assessment.evaluation.proposals import Proposals
from shkplan.assessment.evaluation.readings import ClauseReadings
from shkplan.assessment.evaluation.revised import Revised, revised_of
from shkplan.assessment.evaluation.stage import Stage, stage_of
from shkplan.assessment.evaluation.tasks import Tasks
from shkplan.assessment.yardsticks.side_by_side import Yardsticks
from shkplan.register.evaluation_rule import EvaluationRule
from shkplan.register.yardsticks import YardstickRules
from shkplan.workspace.load import Workspace
from shkplan.workspace.tasks import read_tasks

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

    @cached_property
    def revised(self) -> Revised:
        """Which targets were revised by the day, what was only proposed, and which version every verdict is on."""
        return revised_of(self.itself)

    @cached_property
    def yardsticks(self) -> Yardsticks:
        """What the yardsticks of others make of each target beside ours, where they agree, and where the evaluator must think."""
        return Yardsticks(self.itself, Workspace.here().single("yardsticks", YardstickRules))

    @cached_property
    def readings(self) -> ClauseReadings:
        """The targets whose clause can be read in several ways, by their keys: the verdict that decides, and the others beside it."""
        return ClauseReadings(self.itself)

    def explain(self, key: str) -> Explanation:
        """From the clause to the number: what the verdict on one target rests on, with the inputs to compute it again.

        Raises:
            UnknownName: no such target; with the nearest ones.
        """
        return Explanation(self.itself, self.itself[key])

    @property
    def stage(self) -> Stage:
        """Which evaluation of the plan is due on the day, by :func:`stage_of`."""
        return stage_of(self.plan, self.as_of)

    @cached_property
    def _earlier(self) -> dict[tuple[dt.date, str], Assessment]:
        return {}

    def put_back(self, day: dt.date, region: str | None = None) -> Assessment:
        """The same plan and settings on the figures known on an earlier day, without scenario; made once.

        Args:
            day: not after the assessment's own.
            region: whose targets; default the assessment's own.

        Raises:
            ParameterError: a later day.
        """
        a = self.itself
        if a.baseline is not None:
            return a.baseline.put_back(day, region)
        key = (day, a.region if region is None else region)
        if key == (a.as_of, a.region):
            return a
        if key not in self._earlier:
            self._earlier[key] = type(a)(a.plan, a.observations.as_of(day), replace(a.settings, region=key[1]))
        return self._earlier[key]

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

    @cached_property
    def official(self) -> OfficialWords:
        """The official word on each target, by the rule of the workspace; ``a.official[key]`` is one of them."""
        return OfficialWords(self.itself, Workspace.here().single("evaluation", EvaluationRule))

    @cached_property
    def official_results(self) -> Known:
        """What official evaluations of the plan found by the day, beside our words of theirs; false where none is known."""
        return known_of(self.official)

    @cached_property
    def completion(self) -> Completion:
        """How far each target has been carried out: base year, target, latest figure, progress, probability, official word, office."""
        return Completion(self.itself)

    @cached_property
    def lagging(self) -> Lagging:
        """The targets that lag, the worst first: which years fell short, what is missing or weak in the data, what it would take."""
        return Lagging(self.itself)

    @cached_property
    def proposals(self) -> Proposals:
        """The numbers to put before the standing committee: lowered, raised, or for the next plan once the years of this one are over."""
        return Proposals(self.itself)

    @cached_property
    def tasks(self) -> Tasks:
        """The tasks and projects that the plan names, as known on the day; false where no file lists any.

        Invented examples of a new workspace are left out once it has a real figure.

        Raises:
            DataError: mistakes in the files of tasks, all of them.
        """
        every, counts = read_tasks(Workspace.here(), self.plan)
        real = self.itself.observations.any_real
        return Tasks(self.itself, tuple(one for one in every if not (one.example and real)), counts)

    @property
    def data_quality(self) -> DataQuality:
        """On what figures the verdicts rest, a row a target: measured years of those needed, sources, estimates, revisions, breaks."""
        return DataQuality(self.itself)

    @cached_property
    def hindcasts(self) -> Hindcasts:
        """The plan put back to the end of each year, beside what figures have decided since; under a scenario, that of the baseline."""
        return hindcasts_of(self.itself)
