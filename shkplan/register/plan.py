"""The register of a plan: indicators, their targets with all versions, baselines; a YAML file, typed at the door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, AliasChoices, Field, PrivateAttr, model_validator

from shkplan.base.errors import ParameterError, Place, UnknownName
from shkplan.base.messages import Text, said
from shkplan.base.periods import PeriodField
from shkplan.base.shown import shown
from shkplan.base.typed import Address, Location, Misfit, Number, Record, all_told
from shkplan.files.records import Filed
from shkplan.files.yaml import Document
from shkplan.register.consistency import loose_ends
from shkplan.register.names import Names
from shkplan.register.plan_words import spoken_place, wanted_frame
from shkplan.register.ratio import RatioOf
from shkplan.register.revisions import TargetRevision
from shkplan.register.splice import Splice
from shkplan.register.targets import Blank, Reference, Target, TargetField, Unit, Year, known_unit, misread

if TYPE_CHECKING:
    import pandas as pd

Measure = Literal["level", "flow", "growth"]
PriceBasis = Literal["none", "current", "constant"]


def _ordered(bounds: tuple[float | None, float | None]) -> tuple[float | None, float | None]:
    low, high = bounds
    if low is not None and high is not None and low >= high:
        raise Misfit(
            said("a lower bound below the upper one"), said("Correct or exchange them."), found=f"[{low:g}, {high:g}]"
        )
    return bounds


Bounds = Annotated[tuple[Number | None, Number | None], AfterValidator(_ordered)]


class Indicator(Record):
    """A quantity of the plan: what it counts, in which unit, and what the plan wants of it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")
    name: Text
    unit: Annotated[Blank, AfterValidator(lambda unit: known_unit(unit) if unit else unit)]  # stated aims have none
    measure: Measure
    price_basis: PriceBasis
    bounds: Bounds = (None, None)
    precision: Annotated[Number, Field(gt=0)] | None = None
    headline: bool = False
    growth_of: str | None = None
    deflator: str | None = None
    ratio_of: RatioOf | None = None
    real_growth: str | None = None  # the indicator that is its growth at constant prices
    department: Text | None = None
    supplier: Text | None = None
    definition: Text | None = None
    note: Text | None = None
    targets: tuple[TargetField, ...] = ()
    _names: Names = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        wrong: list[Misfit] = []
        if not self.unit and any(target.scored for target in self.targets):
            expected, remedy = (
                said("a unit, since the target is scored"),
                said("Add the unit the series is measured in."),
            )
            wrong.append(Misfit(expected, remedy, found=None, at=("unit",)))
        versions = [(target.deadline, target.approved) for target in self.targets]
        for number, (target, version) in enumerate(zip(self.targets, versions, strict=True)):
            at: Location = ("targets", number)
            if version in versions[:number]:
                expected, remedy = said("a day of its own for each version"), said("Date the revision by its approval.")
                wrong.append(Misfit(expected, remedy, found=target.approved, at=(*at, "approved")))
            wrong += target.misfits(self, at)
            wrong += misread(target, self, at)
        all_told(wrong)
        return self

    @property
    def domain(self) -> str:
        """The part of the plan it belongs to, the first half of its id."""
        return self.id.partition(".")[0]

    def targets_in_force(self, as_of: dt.date | None = None) -> tuple[Target, ...]:
        """For each deadline the version approved last, by the date if one is given; by deadline."""
        latest: dict[int, Target] = {}
        for target in sorted(self.targets, key=lambda target: target.approved):
            if as_of is None or target.approved <= as_of:
                if target.replaces is not None:
                    latest.pop(target.replaces, None)
                latest[target.deadline] = target
        return tuple(latest[deadline] for deadline in sorted(latest))

    def versions_of(self, target: Target) -> tuple[Target, ...]:
        """A version of a target and those it took the place of, the first one first."""
        found = [target]
        for old in sorted(self.targets, key=lambda one: one.approved, reverse=True):
            if old.approved < found[-1].approved and old.deadline == (found[-1].replaces or found[-1].deadline):
                found.append(old)
        return tuple(reversed(found))

    @property
    def names(self) -> Names:
        """The names of the regions and indicators of its plan, which its targets speak of by their codes."""
        return self._names

    def to_frame(self) -> pd.DataFrame:
        """One row a target in force, or one without any, as in :meth:`Plan.to_frame`."""
        return wanted_frame((self,))

    def __repr__(self) -> str:
        return f"Indicator({self.id}: {self.name})"

    __str__ = __repr__

    def key_of(self, target: Target | None) -> str:
        """What a verdict on a target is asked by: the id, with the deadline where the indicator has several."""
        several = len(self.targets_in_force()) > 1
        version = target or min(self.targets, key=lambda one: one.approved)
        return f"{self.id}@{version.deadline}" if several else self.id

    @property
    def target(self) -> Target | None:
        """The target in force with the nearest deadline."""
        return next(iter(self.targets_in_force()), None)


class Source(Record):
    """Where the plan was published."""

    title: str
    publisher: str
    published: dt.date
    address: Address = ""


class Region(Record):
    """A region that the plan names: its Chinese name is its key."""

    en: str


class Baseline(Record):
    """One figure the plan states of the years before it."""

    indicator: str | None = None
    name: Text
    number: Number
    unit: Unit
    period: PeriodField
    form: Literal["level", "growth rate", "sum", "mean"]
    bound: Literal["exact", "lower", "upper", "about"]
    locator: str
    note: Text | None = None


class Proxy(Record):
    """A proxy series, for use where the plan's region has no figures of its own; always named where it is used.

    ``region`` is whose lack it fills, the plan's own if left out.
    """

    indicator: str
    region: str | None = None
    by: Reference
    reason: Text


class Plan(Filed, Record):
    """A plan as its file states it; ``plan["employment.new_jobs"]`` is an indicator.

    ``references`` are the regions above its own, ``peers`` regions of its own rank: both stand beside it in the reports.
    """

    holds: ClassVar = (said("no entries"), said("a plan: id, region, title and so on"), said("See a shipped plan."))

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    region: str
    title: Text
    window: PeriodField
    base_year: Year
    horizon: Year
    approved: dt.date
    approved_basis: Literal["approved", "published"]
    source: Source
    references: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    regions: dict[str, Region]
    domains: dict[str, Text]
    indicators: dict[str, Indicator]
    series: dict[str, Indicator] = Field(default_factory=dict)
    proxies: tuple[Proxy, ...] = Field(default=(), validation_alias=AliasChoices("proxies", "stand_ins"))
    splices: tuple[Splice, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    _revisions: tuple[TargetRevision, ...] = PrivateAttr(default=())  # no field: they stand in a file of their own

    @model_validator(mode="before")
    @classmethod
    def _with_ids(cls, content: Any) -> Any:
        """The content with each indicator knowing the id it stands under, and each target the day the plan was approved."""
        if not isinstance(content, Mapping):
            return content
        day = (
            content.get("approved") or dt.date.min
        )  # a plan without a day is told once, and not with each of its targets
        named = {
            part: {name: _named(one, name, day) if isinstance(one, Mapping) else one for name, one in entries.items()}
            for part in ("indicators", "series")
            if isinstance(entries := content.get(part), Mapping)
        }
        return {**content, **named}

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        all_told(list(loose_ends(self.model_dump())))
        for one in (*self.indicators.values(), *self.series.values()):
            one._names = self.names  # noqa: SLF001  # no field: a file does not state it
        return self

    @property
    def names(self) -> Names:
        """The name of every region and every indicator, by its code."""
        entries = (*self.series.values(), *self.indicators.values())
        return {name: self.region_name(name) for name in self.regions} | {one.id: one.name for one in entries}

    @classmethod
    def loose_ends(cls, content: Any) -> Iterable[Misfit]:
        """Names in a plan that lead nowhere, though entries of it have a wrong shape."""
        return loose_ends(content)

    @classmethod
    def place(cls, document: Document, location: Location) -> Place:
        """``line 41, employment.new_jobs, targets[0].number``, as a person would say it."""
        if location[:1] == ("proxies",) and "proxies" not in document.content:
            location = ("stand_ins", *location[1:])  # as plans written before 2026-12 call them
        head, tail = spoken_place(location)
        return Place(
            document.file, said("line {number}", number=document.line(location)), f"{head}, {tail}" if tail else head
        )

    def __getitem__(self, name: str | Indicator) -> Indicator:
        """The indicator or series of an id; an indicator is itself.

        Raises:
            UnknownName: no such indicator.
            ParameterError: a key that is neither an id nor an indicator.
        """
        if isinstance(name, Indicator):
            return name
        if not isinstance(name, str):
            known = next(iter(self), "economy.gdp_growth")
            raise ParameterError(
                said("indicator: found {name}, expected the id of one, such as {known}.", name=shown(name), known=known)
            )
        found = self.indicators.get(name) or self.series.get(name)
        if found is None:
            raise UnknownName("indicator", name, (*self.indicators, *self.series))
        return found

    def __repr__(self) -> str:
        return f"Plan({self.id}: {len(self)} indicators)"

    __str__ = __repr__

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]  # a plan iterates over ids, not over fields
        return iter(self.indicators)

    def __len__(self) -> int:
        return len(self.indicators)

    def __contains__(self, name: object) -> bool:
        return name in self.indicators or name in self.series

    def _ipython_key_completions_(self) -> list[str]:
        return [*self.indicators, *self.series]

    def to_frame(self) -> pd.DataFrame:
        """A table with one row a target in force, and one an indicator without: what the plan wants of it by when."""
        return wanted_frame(self.indicators.values())

    @property
    def revisions(self) -> tuple[TargetRevision, ...]:
        """The revisions of its targets that are on record, in the order of the record; those approved are versions of them."""
        return self._revisions

    def with_history(self, revisions: tuple[TargetRevision, ...]) -> Self:
        """The same plan, knowing the revisions that its versions come from."""
        known = self.model_copy()
        known._revisions = revisions  # noqa: SLF001  # its own
        return known

    @property
    def headlines(self) -> tuple[Indicator, ...]:
        """The indicators that the plan puts first."""
        return tuple(one for one in self.indicators.values() if one.headline)

    def splices_of(self, indicator: str, region: str, as_of: dt.date | None = None) -> tuple[Splice, ...]:
        """The splices of a series that were published by a day, the latest year first."""
        mine = (one for one in self.splices if (one.indicator, one.region) == (indicator, region))
        known = [one for one in mine if as_of is None or one.published <= as_of]
        return tuple(sorted(known, key=lambda one: -one.year))

    def proxies_for(self, indicator: str, region: str) -> tuple[Proxy, ...]:
        """The proxies of a series, the best first."""
        wanted = (indicator, region)
        return tuple(one for one in self.proxies if (one.indicator, one.region or self.region) == wanted)

    @property
    def places(self) -> tuple[str, ...]:
        """Its own region, its references and its peers: the order in which reports show them."""
        return tuple(dict.fromkeys((self.region, *self.references, *self.peers)))

    def region_name(self, region: str) -> Text:
        """A region in both languages; one the plan does not list keeps its own name."""
        known = self.regions.get(region)
        return Text(zh=region, en=known.en if known else region)


def _named(entry: Mapping[str, Any], name: str, day: object) -> dict[str, Any]:
    """An indicator with its id, and its targets with the plan's day of approval where they have none of their own."""
    if not isinstance(targets := entry.get("targets"), list | tuple):
        return {**entry, "id": name}
    dated = [{"approved": day, **one} if isinstance(one, Mapping) else one for one in targets]
    return {**entry, "id": name, "targets": dated}
