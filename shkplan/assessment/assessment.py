"""A plan, the figures known on a day, and settings: every question about its targets is asked of this value.

``assess(plan, as_of=...)`` costs next to nothing. A series is reconstructed and projected, and a target judged, when it
is first asked for, and once. Two ways lead to a verdict that differs: other settings (:meth:`Assessment.using`) and a
scenario (:meth:`Assessment.under`); each gives another assessment, which shares with this one whatever stays the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shkplan.assessment import settings as asked
from shkplan.assessment.alternatives import untouched, with_alternatives
from shkplan.assessment.answering import answered, ruled
from shkplan.assessment.by_class import ByClass, class_alone
from shkplan.assessment.classes import sisters_of
from shkplan.assessment.following import Key, differs, followed, following, model_of, same_claims, sources_differ
from shkplan.assessment.handed_in import with_series
from shkplan.assessment.links import linked
from shkplan.assessment.proxies import Beside, Proxied
from shkplan.assessment.questions import Questions
from shkplan.assessment.ratios import quotient
from shkplan.assessment.scenarios.claiming import as_projection, claimed
from shkplan.assessment.scenarios.thresholds import thresholded
from shkplan.assessment.settings import Settings
from shkplan.assessment.verdict import GROUPS, Group, Verdict
from shkplan.base.errors import NotAssessable, ParameterError, among
from shkplan.base.messages import Message, message, said
from shkplan.base.recent import Recent
from shkplan.evidence.observations import Observations
from shkplan.evidence.reconstruction import reconstruct
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.projection import FARTHEST, Projection, project
from shkplan.register.plan import Indicator, Plan, Proxy
from shkplan.register.scenario import Scenario
from shkplan.register.targets import Target

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.forecast.backtest import Backtest


@dataclass(frozen=True, eq=False)
class Assessment(Questions):
    """The targets of a plan on one day; ``a["economy.gdp_growth"]`` is a :class:`Verdict`.

    Attributes:
        plan: the register.
        observations: what was known on that day.
        settings: region, last year, model, link, seed, number of paths.
        scenario: the scenario it stands under, if any.
        own: projections handed in by :meth:`using`, by indicator's id and region.
    """

    plan: Plan
    observations: Observations
    settings: Settings
    scenario: Scenario | None = None
    own: Mapping[Key, Projection] = field(default_factory=dict, repr=False)
    _shared: Assessment | None = field(default=None, repr=False)
    _series: dict[Key, AnnualSeries] = field(default_factory=dict, repr=False)
    _projections: dict[Key, Projection | Message] = field(default_factory=dict, repr=False)
    _verdicts: dict[str, Verdict] = field(default_factory=dict, repr=False)
    _under: Recent[str, Assessment] = field(default_factory=Recent, repr=False)
    _models: dict[str, Assessment] = field(default_factory=dict, repr=False)
    _tested: dict[tuple[Key, int | None], Backtest | NotAssessable] = field(default_factory=dict, repr=False)
    _alone: dict[Key, Projection | Message] = field(default_factory=dict, repr=False)
    _told: dict[str, tuple[Verdict, tuple[Proxy, ...]]] = field(default_factory=dict, repr=False)
    by_classes: dict[object, ByClass | None] = field(
        default_factory=dict, repr=False
    )  # as made, by what they were made from
    hearing: set[Key] = field(default_factory=set, repr=False)  # the series whose claims are being heard
    proxied: dict[tuple[Key, Key | None], Proxied | None] = field(
        default_factory=dict, repr=False
    )  # as made, by series

    @property
    def itself(self) -> Assessment:
        return self

    # What was asked --------------------------------------------------------------------------------------------------

    @property
    def as_of(self) -> dt.date:
        """The day whose knowledge it rests on."""
        assert self.observations.date is not None
        return self.observations.date

    @property
    def region(self) -> str:
        """Whose targets are judged."""
        return self.settings.region

    @cached_property
    def asked(self) -> Mapping[str, tuple[Indicator, Target | None]]:
        """Key -> indicator and the version of the target in force; None where all were approved later."""
        found = {}
        for one in self.plan.indicators.values():
            for target in one.targets_in_force(self.as_of) or (None,):
                found[one.key_of(target)] = thresholded(self, one, target)
        return found

    # Verdicts --------------------------------------------------------------------------------------------------------

    def __getitem__(self, key: str) -> Verdict:
        """The verdict on a target: by its indicator's id, with ``@deadline`` where that has several targets.

        Raises:
            UnknownName: no such target; with the nearest ones.
        """
        among("target", key, self.asked)
        if key not in self._verdicts:
            base, asked_for = self.baseline, self.asked[key]
            if base is not None and untouched(self, *asked_for, key):
                self._verdicts[key] = replace(base[key], within=self)
            else:
                self._verdicts[key] = with_alternatives(self, *asked_for, *self._plainly(key))
        return self._verdicts[key]

    def _plainly(self, key: str) -> tuple[Verdict, tuple[Proxy, ...]]:
        """The verdict without what other assumptions make of it, and the proxies it rests on; made once."""
        if key not in self._told:
            self._told[key] = self.answered(*self.asked[key])
        return self._told[key]

    def plain(self, key: str) -> Verdict:
        """The verdict on a target without what other assumptions would make of it, for who asks for many and shows few.

        Raises:
            UnknownName: no such target; with the nearest ones.
        """
        among("target", key, self.asked)
        return self[key] if key in self._verdicts or self.scenario is not None else self._plainly(key)[0]

    def keys(self) -> tuple[str, ...]:
        """The keys of all targets, in the plan's order; nothing is judged for them."""
        return tuple(self.asked)

    def __iter__(self) -> Iterator[Verdict]:
        return (self[key] for key in self.asked)

    def __len__(self) -> int:
        return len(self.asked)

    def __contains__(self, key: object) -> bool:
        return key in self.asked

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.asked)

    def of(self, indicator: str) -> tuple[Verdict, ...]:
        """The verdicts on all targets of an indicator, by deadline."""
        one = self.plan[indicator]
        return tuple(self[key] for key, (other, _) in self.asked.items() if other.id == one.id)

    @property
    def scored(self) -> tuple[Verdict, ...]:
        """The verdicts on targets, without stated aims, which are never scored."""
        return tuple(verdict for verdict in self if verdict.status != "recorded")

    @property
    def assessed(self) -> tuple[Verdict, ...]:
        """The verdicts that have a probability."""
        return tuple(verdict for verdict in self.scored if verdict.assessable)

    def group(self, name: Group) -> tuple[Verdict, ...]:
        """The verdicts of one group: reached, missed, likely, even, unlikely, supposed, open or recorded."""
        among("group of verdicts", name, GROUPS)
        return tuple(verdict for verdict in self if verdict.group == name)

    # What they rest on -----------------------------------------------------------------------------------------------

    def series(self, indicator: str | Indicator, region: str | None = None) -> AnnualSeries:
        """The yearly series as known on the day, with the years that other figures imply.

        Raises:
            UnknownName: no such indicator or region.
        """
        one = self.plan[indicator]
        key = (one.id, self._place(region))
        if self._shared is not None:
            return self._shared.series(one, key[1])
        if key not in self._series:
            self._series[key] = reconstruct(self.observations, one, key[1])
        return self._series[key]

    def projection(self, indicator: str | Indicator, region: str | None = None) -> Projection:
        """The projection of a series; of one without figures that of the class which its first verdict by one rests on.

        Raises:
            UnknownName: no such indicator or region.
            NotAssessable: the model cannot be fitted to it; says why.
        """
        found = self._projected(self.plan[indicator], region)
        if isinstance(found, Message) or found.supposed:  # a class tells of the years that no claim fixes
            found = class_alone(self, self.plan[indicator], self._place(region)) or found
        if isinstance(found, Message):
            raise NotAssessable(found)
        return found

    def _projected(self, one: Indicator, region: str | None = None) -> Projection | Message:
        """The projection of a series, or the reason why there is none; made once."""
        key = (one.id, self._place(region))
        if key in self.own:
            return self.own[key]
        if self._shared is not None and not differs(self, self._shared, key):
            return self._shared._projected(one, key[1])  # noqa: SLF001  # another of this class
        if key not in self._projections:
            made = quotient(self, key) or self._beside(one, key[1]) or self._by_itself(key)
            self._projections[key] = linked(self, key, made)
        return self._projections[key]

    def _beside(self, one: Indicator, region: str) -> Projection | None:
        """The projection of a series that follows others; under claims on it alone, from the baseline's."""
        sources, base = followed(self, one, region), self.baseline
        if (
            base is not None
            and base.settings == self.settings
            and not sources_differ(sources, followed(base, one, region))
        ):
            known = base._projected(one, region) if sources else None  # noqa: SLF001
            found = known if isinstance(known, Projection) and known.dependence is not None else None
            return None if found is None else as_projection(claimed(self, found, found.series))
        return following(self, self.series(one, region), sources)

    @property
    def baseline(self) -> Assessment | None:
        """The assessment without its scenario; None where there is none."""
        return self.without_scenario if self.scenario is not None else None

    def _by_itself(self, key: Key) -> Projection | Message:
        """The projection of a series by its own figures, made once for all that claim the same of it."""
        if self._shared is not None and same_claims(self, self._shared, key):
            return self._shared._by_itself(key)  # noqa: SLF001
        if key not in self._alone:
            base = self.baseline if model_of(self, key[0]) == self.settings.model else None
            made = base._by_itself(key) if base is not None else self._made(self.series(*key))  # noqa: SLF001
            self._alone[key] = claimed(self, made, self.series(*key))
        return self._alone[key]

    def alone(self, series: AnnualSeries) -> Projection | Message:
        """The projection of a series by its own figures, under what the scenario claims of it; or why there is none."""
        return claimed(self, self._made(series), series)

    def _made(self, series: AnnualSeries) -> Projection | Message:
        """A projection up to the last year asked for, or the last one measured if that is later; or why there is none."""
        asked_for = self.settings.projecting
        last = series.years[-1] if series.years else asked_for["to"]
        if asked_for["to"] - last > FARTHEST:
            return message("reason.too_old", last=last, to=asked_for["to"])
        try:
            given = asked_for | {"to": max(asked_for["to"], last)}
            given |= {"model": model_of(self, series.indicator.id)}
            if (sisters := sisters_of(self, series.indicator, series.region)) is not None and series.years:
                given |= {"model": sisters}
            return project(series, since=min(self.plan.window.first, last), **given)
        except NotAssessable as error:
            return error.reason

    def source(self, one: Indicator, region: str) -> Projection | AnnualSeries:
        """The projection of a series; the bare series where it is refused."""
        found = self._projected(one, region)
        return found if isinstance(found, Projection) else self.observations.series(one, region)

    # Other assessments -----------------------------------------------------------------------------------------------

    def using(self, own: Mapping[str | Key, Projection | AnnualSeries] | None = None, **settings: Any) -> Assessment:
        """The same plan and day with other settings, or with data or projections of one's own.

        Args:
            own: indicator's id, or (id, region) for a series that others are held against -> a series (:func:`shkplan.series`) in
                place of the published figures, or a projection of the series as known on the day, which decides in place of ours.
            settings: any of region, to, model, link, seed, n_paths.

        Raises:
            UnknownName: no such setting, indicator, region, model or link.
            ParameterError: a series of another quantity; a projection of another series, of other figures, or not up to the deadline.
        """
        changed, scenario = asked.changed(self.plan, self.settings, settings), self.scenario
        if scenario is not None and changed.region != self.region:
            words = "region: a scenario speaks of one region; assess the other one, then .under(...)."
            raise ParameterError(said(words))
        handed, mine = asked.by_key(own, changed.region, self.plan)
        figures = with_series(self.observations, handed)
        known = Assessment(self.plan, figures, changed) if handed else self
        for key, projection in ({**self.own, **mine} if handed or settings else mine).items():
            asked.must_be_of(projection, known.series(*key), changed)
        asked.must_not_meet(mine := {**self.own, **mine}, scenario)
        shared, series = None if handed or settings else self, {} if handed else self._series
        made = Assessment(self.plan, figures, changed, scenario, mine, shared, series)
        return made._heard()

    def with_model(self, name: str) -> Assessment:
        """The same with another model, made once; what several questions on one page share."""
        if name not in self._models:
            self._models[name] = self.using(model=name)
        return self._models[name]

    def under(self, scenario: str | Scenario) -> Assessment:
        """The same plan, day and settings under a scenario: an id, or a scenario.

        Raises:
            UnknownName: no such scenario.
            ParameterError: a scenario of another plan, or one that claims years of a projection handed in.
            DataError: a claim on a year that was measured, beyond bounds, or in a unit that does not convert.
        """
        found = asked.scenario_for(self.plan, self.region, scenario)
        asked.must_not_meet(self.own, found)
        base = self if self.scenario is None else self.baseline
        if (key := found.model_dump_json()) not in self._under:
            made = Assessment(self.plan, self.observations, self.settings, found, self.own, base, self._series)
            self._under[key] = made._heard()
        return self._under[key]

    def _heard(self) -> Assessment:
        """Itself, once all claims were heard: one that cannot be is told at once."""
        for claim in self.scenario.claims if self.scenario is not None else ():
            self._projected(self.plan[claim.indicator], claim.region)
        return self

    def variant(self, settings: Settings, plan: Plan) -> Assessment:
        """The same with other settings or other proxies, sharing whatever these do not change."""
        alike = settings == self.settings and plan.model_copy(update={"indicators": self.plan.indicators}) == self.plan
        known: dict[str, Any] = {"_alone": self._alone, "by_classes": self.by_classes if alike else {}}
        return Assessment(plan, self.observations, settings, self.scenario, self.own, self, self._series, **known)

    def to_frame(self) -> pd.DataFrame:
        """A row a target: key, kind, deadline, status, evidence, probability with its error, band, word's group."""
        import pandas as pd

        return pd.DataFrame([verdict.row for verdict in self]).set_index("target")

    def __repr__(self) -> str:
        under = f", under {self.scenario.id}" if self.scenario else ""
        return f"Assessment({self.plan.id}, {self.region}, as of {self.as_of}{under}: {len(self)} targets)"

    # One verdict -----------------------------------------------------------------------------------------------------

    def answered(self, one: Indicator, target: Target | None) -> tuple[Verdict, tuple[Proxy, ...]]:
        """The verdict, and the proxies it rests on."""
        return answered(self, one, target)

    def ruled(self, one: Indicator, target: Target | None, own: Projection) -> Verdict:
        """What the rule of a target that is held against a number says of a projection."""
        return ruled(self, one, target, own, Beside(), None)
