"""What can be asked of a whole assessment; every answer is a value that knows its plan and its day."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from shkplan.assessment import views
from shkplan.assessment.at_risk import AtRisk
from shkplan.assessment.card import Card, card_of
from shkplan.assessment.classes import sisters_of
from shkplan.assessment.evaluation.questions import Evaluating
from shkplan.assessment.following import reference_of
from shkplan.assessment.headway import headway_of
from shkplan.assessment.links import Links, baseline_of
from shkplan.assessment.listing import Listing
from shkplan.assessment.met import Met, met_of
from shkplan.assessment.requests import Requests, requests_of
from shkplan.assessment.scenarios.claims import Claims
from shkplan.assessment.scenarios.grid import Grid, grid_of
from shkplan.assessment.scenarios.in_force import InForce, in_force_of
from shkplan.assessment.scenarios.offered import Scenarios
from shkplan.assessment.scenarios.under_each import UnderEach, under_each
from shkplan.assessment.solving.attainable import AttainableTargets, attainable_by
from shkplan.assessment.solving.solve import Solution, solve_for
from shkplan.assessment.spread import Spread, spread_of
from shkplan.assessment.to_do import ToDo
from shkplan.assessment.wanted import WantedFigures
from shkplan.base.errors import NotAssessable, ParameterError, among, whole
from shkplan.base.messages import Message, Text, said
from shkplan.evidence.coverage import Coverage, coverage
from shkplan.evidence.vintages import Revisions, revisions
from shkplan.forecast.informing import model_for
from shkplan.forecast.projection import Projection
from shkplan.workspace.load import Workspace
from shkplan.workspace.readers.reference_class import ServedClass

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment
    from shkplan.assessment.settings import Settings
    from shkplan.evidence.observations import Figures, Observations
    from shkplan.evidence.series import AnnualSeries, SeriesAccount
    from shkplan.forecast.backtest import Backtest
    from shkplan.forecast.informing import Borrowing
    from shkplan.forecast.track_record import TrackRecord
    from shkplan.register.links import Link
    from shkplan.register.past import PastPlans
    from shkplan.register.plan import Indicator, Plan
    from shkplan.register.scenario import Scenario
    from shkplan.register.targets import Headway

Asked = TypeVar("Asked")


class Questions(Evaluating):
    """The questions of an assessment beside those on single targets; what they are asked of, the assessment gives."""

    observations: Observations
    settings: Settings
    scenario: Scenario | None
    _tested: dict[tuple[tuple[str, str], int | None], Backtest | NotAssessable]

    @property
    @abstractmethod
    def region(self) -> str:
        """Whose targets."""

    @abstractmethod
    def series(self, indicator: str | Indicator, region: str | None = None) -> AnnualSeries:
        """The yearly series as known on the day."""

    def _place(self, region: str | None) -> str:
        """A region of the plan; the assessment's own where none is named.

        Raises:
            UnknownName: the plan knows none of that name.
        """
        if region is not None:
            among("region", region, self.plan.regions)
        return self.region if region is None else region

    @property
    def summary(self) -> views.Summary:
        """How many targets stand where, and why so many cannot be assessed."""
        return views.Summary(self.itself)

    @property
    def at_risk(self) -> AtRisk:
        """The verdicts on targets that are missed or estimated below one half, the worst first."""
        return AtRisk(self.itself)

    @property
    def todo(self) -> ToDo:
        """What must be done, what changes most first: three steps; ``a.todo.most(None)`` gives all."""
        return ToDo(self.itself)

    @property
    def wanted(self) -> WantedFigures:
        """The most wanted figures, the most telling first: three; ``a.wanted.most(None)`` gives all."""
        return WantedFigures(self.itself)

    @property
    def deciding(self) -> views.Deciding:
        """For each assessed target: what is measured, what is only estimated, what it would take."""
        return views.Deciding(self.itself)

    @cached_property
    def met(self) -> Met:
        """How many targets of the plan are met, jointly, and the probability that all binding ones are."""
        return met_of(self.itself)

    @cached_property
    def past_plans(self) -> PastPlans:
        """What had become of the targets of earlier plans, as known on the day; where base rates come from."""
        return Workspace.here().past_plans().as_of(self.as_of)

    @cached_property
    def classes(self) -> tuple[ServedClass, ...]:
        """The reference classes of the workspace, and the shipped ones."""
        return Workspace.here().classes()

    @cached_property
    def known_links(self) -> tuple[Link, ...]:
        """The links between indicators of the workspace, and the shipped ones; whether they act is told by :attr:`links`."""
        shared = self.itself._shared  # noqa: SLF001  # an assessment it was made from
        return shared.known_links if shared is not None else Workspace.here().links()

    @property
    def links(self) -> Links:
        """The links between indicators, with what they do, where that comes from, and their switches."""
        return Links(self.itself)

    @cached_property
    def without_scenario(self) -> Assessment:
        """The same plan, day and settings without the scenario; itself where there is none."""
        return baseline_of(self.itself)

    @cached_property
    def without_class(self) -> Mapping[str, Text]:
        """Why indicators have no reference class, by their ids."""
        return Workspace.here().without_class()

    def sisters(self, indicator: str | Indicator, region: str | None = None) -> Borrowing | None:
        """The model that borrows from the reference class of a series, for a projection of one's own; None where none serves it.

        Raises:
            UnknownName: no such indicator or region.
        """
        return sisters_of(self.itself, self.plan[indicator], self._place(region))

    @property
    def missing(self) -> views.Missing:
        """Which figures are missing, from whom, since when, and what they hold up."""
        return self.missing_of(None)

    def missing_of(self, key: str | None) -> views.Missing:
        """What is missing for one target."""
        return views.missing_of(self.itself, key)

    @property
    def requests(self) -> Requests:
        """What each office is asked for: figures of years that have passed, and what they decide."""
        return requests_of(self.itself)

    def kind(self, name: str) -> views.ByKind:
        """The verdicts on all targets of one kind, such as ``"held"``."""
        return views.by_kind(self.itself, name)

    @property
    def listing(self) -> Listing:
        """All targets by field: clause, target, latest figure, what it takes."""
        return Listing(self.itself)

    @cached_property
    def scenarios(self) -> Scenarios:
        """The scenarios of the plan by their ids, for :meth:`~shkplan.assessment.Assessment.under`."""
        return Scenarios(self.itself)

    @cached_property
    def claims(self) -> Claims:
        """What the scenario supposes, claim by claim, and what became of it.

        Raises:
            ParameterError: this assessment stands under none.
        """
        if self.scenario is None:
            raise ParameterError(
                said("claims: this assessment stands under no scenario; a.under(...) gives one that does.")
            )
        return Claims(self.itself, self.scenario)

    @property
    def in_force(self) -> InForce:
        """The scenario it is under, with what of that is not used; false where it is under none."""
        return in_force_of(self.itself)

    def under_each(self, scenarios: Iterable[str | Scenario] | None = None) -> UnderEach:
        """This assessment under several scenarios, None: all of its plan; those left out are named with the reason."""
        return under_each(self.itself, scenarios)

    def clause(self, indicator: str) -> views.Clause:
        """What the plan states of an indicator, in the version in force on the day."""
        return views.Clause(self.plan, self.plan[indicator], self.as_of)

    def versions(self, indicator: str | None = None) -> views.Versions:
        """Every version of the targets that were revised by the day, of one indicator or of all."""
        some = self.plan.indicators.values() if indicator is None else (self.plan[indicator],)
        return views.Versions(self.plan, tuple(some), self.as_of)

    @cached_property
    def coverage(self) -> Coverage:
        """Which years of which indicator are known."""
        return coverage(self.observations, self.region)

    def revisions(self, indicator: str | None = None, region: str | None = None) -> Revisions:
        """Every year that was published more than once, of one indicator or of all."""
        return revisions(self.observations, indicator, self._place(region) if region is not None else None)

    def figures(self, indicator: str, region: str | None = None) -> Figures:
        """Every published figure of an indicator, in all regions or in one."""
        return self.observations.evidence(indicator, self._place(region) if region is not None else None)

    def account(self, indicator: str, region: str | None = None) -> SeriesAccount:
        """How each year of a series came about: measured, implied by other figures, limited, contradicted, unknown."""
        return self.series(indicator, region).account

    def card(self, key: str) -> Card:
        """One target at a glance: the figure, how far, what it takes, how sure, and what would tell more.

        Args:
            key: of a target; the id of its indicator where that has one.

        Raises:
            UnknownName: no such target; with the nearest ones.
        """
        return card_of(self.itself, key)

    def models(self, key: str) -> views.Models:
        """What each model of this library says of one target."""
        return views.models_of(self.itself, key)

    def spread(self, key: str) -> Spread | None:
        """How far the models lie apart on one target; None where nothing is estimated, or only one answers."""
        return spread_of(self.itself, key)

    def solve(self, key: str, prob: float | Sequence[float] | None = None) -> Solution:
        """What it takes to reach one target: the constant path of the years that can still be steered, or why there is none.

        Args:
            key: of a target.
            prob: the probability it is to be reached with, or several; 50, 80 and 90 % where none is named.

        Raises:
            UnknownName: no such target; with the nearest ones.
            ParameterError: no probability strictly between 0 and 1.
        """
        return solve_for(self.itself, key, prob)

    def attainable(self, by: int, prob: float | Sequence[float] | None = None) -> AttainableTargets:
        """For each indicator the number that would be reached by a year: for setting the next plan's targets.

        Args:
            by: the year they are due.
            prob: the probability they are reached with, or several; 50, 80 and 90 % where none is named.

        Raises:
            ParameterError: a year that is over or not projected; no probability strictly between 0 and 1.
        """
        return attainable_by(self.itself, by, prob)

    def headway(self, key: str) -> Headway | Message:
        """How far figures have come towards one target, and how much of the time they had; or why that cannot be told."""
        return headway_of(self.itself, self.itself.plain(key))

    def grid(self, key: str) -> Grid:
        """What a yearly change and a shock would make of one target; false where there is nothing to move."""
        return grid_of(self.itself, key)

    def model(self, indicator: str) -> str:
        """The name of the model that projects an indicator; "beside" where it follows another series."""
        one, whole = self.plan[indicator], self.itself
        if reference_of(whole, one, self.region) is not None:
            found = whole.source(one, self.region)
            if isinstance(found, Projection):
                return found.model
        return model_for(one, self.settings.model).name

    def backtest(self, indicator: str, region: str | None = None, *, last: int | None = 10) -> Backtest | NotAssessable:
        """Every model put back to earlier years of a series and compared with what came; or why that cannot be (then false)."""
        from shkplan.forecast.backtest import backtest

        series = self.observations.series(indicator, self._place(region))
        last = None if last is None else whole("last", last, "a number of years, 1 or more", least=1)
        key = ((series.indicator.id, series.region), last)
        if key not in self._tested:
            self._tested[key] = _or_why(lambda: backtest(series, last=last), self.plan)
        return self._tested[key]

    def track_record(self, indicator: str, region: str | None = None) -> TrackRecord | NotAssessable:
        """How the models did on public series of the kind, given about as many years; or why none can tell (then false)."""
        from shkplan.forecast.track_record import track_record

        series = self.observations.series(indicator, self._place(region))
        return _or_why(lambda: track_record(series, self.settings.model_name), self.plan)


def _or_why(answer: Callable[[], Asked], plan: Plan) -> Asked | NotAssessable:
    """An answer, or the reason why there is none, with its region named in both languages: it is shown without its plan."""
    try:
        return answer()
    except NotAssessable as refusal:
        where = refusal.reason.values.get("region")
        if not isinstance(where, str):
            return refusal
        return NotAssessable(Message(refusal.reason.key, {**refusal.reason.values, "region": plan.region_name(where)}))
