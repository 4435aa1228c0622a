"""Everything that was published on a plan's indicators, and what of it was known on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from shkplan.base.errors import ParameterError, among
from shkplan.base.given import must_be
from shkplan.base.messages import Message, message, said
from shkplan.base.periods import day_of
from shkplan.evidence.corrections import Corrected, undone
from shkplan.evidence.observation import Observation, frame_of
from shkplan.evidence.series import SOURCES_COLUMNS, AnnualSeries, annual_series
from shkplan.register.plan import Indicator, Plan

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.models.nowcast import Past


@dataclass(frozen=True)
class Observations:
    """The published figures for a plan; ``as_of(date)`` keeps what was published by then.

    Attributes:
        plan: whose indicators these are.
        figures: the figures, in the order of the files.
        date: the day of ``as_of``; None for everything there is.
        held_back: figures published only after that day.
        corrected: the corrections at work in these figures, each with its figure as published and as used.
        examples: invented figures of a new workspace that were left out, since real ones stand beside them.
    """

    plan: Plan
    figures: tuple[Observation, ...]
    date: dt.date | None = None
    held_back: tuple[Observation, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    examples: tuple[Observation, ...] = ()

    def __len__(self) -> int:
        return len(self.figures)

    def __iter__(self) -> Iterator[Observation]:
        return iter(self.figures)

    def as_of(self, date: dt.date | str) -> Observations:
        """What was published by a day, that day included; corrections written later than that do not count yet.

        Raises:
            ParameterError: no day, or one after that on which these figures stand already.
        """
        day = day_of(date)
        if self.date is not None and day > self.date:
            raise ParameterError(
                said(
                    "as_of: found {day}, but these figures are what was known on {date}; start from all of them.",
                    day=day,
                    date=self.date,
                )
            )
        figures = undone(self.figures, self.corrected, day)
        known = tuple(figure for figure in figures if figure.published <= day)
        later = tuple(figure for figure in figures if figure.published > day)
        corrected = tuple(one for one in self.corrected if one.correction.date <= day)
        return replace(self, figures=known, date=day, held_back=self.held_back + later, corrected=corrected)

    def vintage(self, release: Literal["first", "latest"]) -> Observations:
        """What was published first of each year, or what is known of it last.

        Args:
            release: ``"first"``: of the figures alike in indicator, region, years, form, bound and prices those
                published on the first day; ``"latest"``: all of them, from which the rule picks as ever.

        Raises:
            UnknownName: another release.
        """
        among("release", release, ("first", "latest"))
        if release == "latest":
            return self
        first: dict[tuple[object, ...], dt.date] = {}
        for figure in self.figures:
            key = _alike(figure)
            first[key] = min(first.get(key, figure.published), figure.published)
        return replace(self, figures=tuple(one for one in self.figures if one.published == first[_alike(one)]))

    @property
    def about_examples(self) -> Message | None:
        """What a reader has to know of invented figures: that some were left out, or that there are no others."""
        if self.examples:
            files = tuple(dict.fromkeys(one.place.file for one in self.examples if one.place.file))
            return message("examples.left_out", count=len(self.examples), files=files)
        invented = any(one.invented for one in (*self.figures, *self.held_back))
        return message("examples.only") if invented else None

    @property
    def any_real(self) -> bool:
        """Whether any figure, of whatever day, is none of the invented ones of a new workspace."""
        return any(not one.invented for one in (*self.figures, *self.held_back))

    def of(self, indicator: str | Indicator, region: str | None = None) -> tuple[Observation, ...]:
        """The figures of an indicator in a region (the plan's, unless another is named)."""
        name, place = self.plan[indicator].id, self.plan.region if region is None else region
        must_be("region", place, str, "a region of the plan")
        return self._of.get((name, place), ())

    @cached_property
    def _of(self) -> dict[tuple[str, str], tuple[Observation, ...]]:
        """The figures by indicator and region, in their order."""
        found: dict[tuple[str, str], list[Observation]] = {}
        for figure in self.figures:
            found.setdefault((figure.indicator, figure.region), []).append(figure)
        return {key: tuple(figures) for key, figures in found.items()}

    @cached_property
    def regions_known(self) -> frozenset[str]:
        """The regions that plan or figures know."""
        return frozenset((*self.plan.regions, *(figure.region for figure in (*self.figures, *self.held_back))))

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The regions that figures tell of, as they are met."""
        return tuple(dict.fromkeys(figure.region for figure in self.figures))

    def later(self, indicator: str, region: str) -> tuple[Observation, ...]:
        """The figures of an indicator in a region that were published only after the day."""
        return tuple(one for one in self.held_back if (one.indicator, one.region) == (indicator, region))

    @cached_property
    def _series(self) -> dict[tuple[str, str], AnnualSeries]:
        """The series that were asked for; of an indicator as the plan has it."""
        return {}

    @cached_property
    def kept_within(self) -> dict[str, dict[str, Past]]:
        """What past years told within the year, by form; filled by :mod:`shkplan.evidence.within`."""
        return {}

    def series(self, indicator: str | Indicator, region: str | None = None) -> AnnualSeries:
        """The yearly series of an indicator in a region (the plan's, unless another is named).

        Raises:
            UnknownName: no such indicator in the plan, or a region that neither plan nor figures know.
            DataError: figures in units that do not convert.
        """
        one = self.plan[indicator]
        place = self.plan.region if region is None else region
        among("region", place, self.regions_known)
        own = one.id in self.plan and self.plan[one.id] is one
        if own and (one.id, place) in self._series:
            return self._series[one.id, place]
        handed_in = any(figure.handed_in for figure in self.of(one, place))  # on a basis of their own
        splices = () if handed_in else self.plan.splices_of(one.id, place, self.date)
        made = annual_series(self.of(one, place), one, place, as_of=self.date, splices=splices)
        found = replace(made, plan=self.plan)
        if own:
            self._series[one.id, place] = found
        return found

    def evidence(self, indicator: str | Indicator, region: str | None = None) -> Figures:
        """Every published figure of an indicator, in all regions or in one, as a value to show.

        Raises:
            UnknownName: no such indicator.
        """
        return Figures(self, self.plan[indicator], region)

    def selection(self, name: str) -> Selection:
        """Some of the figures, as a value to show: several, doubtful, assumed, held_back or corrections.

        Raises:
            UnknownName: no such selection.
        """
        among("selection of figures", name, SELECTIONS)
        return Selection(self, name)

    def regions(self, indicator: str | Indicator) -> tuple[str, ...]:
        """The regions for which an indicator has figures, the plan's own first."""
        name = indicator if isinstance(indicator, str) else indicator.id
        found = [region for one, region in self._of if one == name]
        return tuple(sorted(found, key=lambda region: region != self.plan.region))

    def all_series(self) -> Iterator[AnnualSeries]:
        """The yearly series of every indicator in every region that has figures of it."""
        for one in (*self.plan.indicators.values(), *self.plan.series.values()):
            for place in self.regions(one):
                yield self.series(one, place)

    def to_frame(self) -> pd.DataFrame:
        """Every figure as a row, with all its columns."""
        return frame_of(self.figures)

    def __repr__(self) -> str:
        day = f", as of {self.date}" if self.date else ""
        return f"Observations({self.plan.id}: {len(self)} figures{day})"


SELECTIONS = ("several", "doubtful", "assumed", "held_back", "corrections")

_CHOSEN: Mapping[str, Callable[[Observations], Iterator[Observation]]] = {
    "doubtful": lambda known: (figure for figure in known if figure.mark),
    "assumed": lambda known: (figure for figure in known if figure.published_basis == "assumed"),
    "held_back": lambda known: iter(known.held_back),
    "corrections": lambda known: (one.published for one in known.corrected),
}


@dataclass(frozen=True)
class Figures:
    """Every published figure of an indicator, in all regions or in one."""

    observations: Observations
    indicator: Indicator
    region: str | None = None

    def __iter__(self) -> Iterator[Observation]:
        places = (self.region,) if self.region else self.observations.regions(self.indicator)
        return (figure for place in places for figure in self.observations.of(self.indicator, place))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def to_frame(self) -> pd.DataFrame:
        """Every figure as a row, with all its columns."""
        return frame_of(self)


@dataclass(frozen=True)
class Selection:
    """Figures told by several sources, doubtful, with assumed dates, published later, or corrected."""

    observations: Observations
    name: str

    def to_frame(self) -> pd.DataFrame:
        """Every selected figure as a row; of corrections the figure as published, and beside it what was made of it."""
        import pandas as pd

        known = self.observations
        if self.name == "several":
            rows = [row for series in known.all_series() for row in series.sources.rows]
            return pd.DataFrame(rows, columns=SOURCES_COLUMNS)
        frame = frame_of(_CHOSEN[self.name](known))
        if self.name == "corrections":
            frame["action"] = [one.correction.action for one in known.corrected]
            frame["used"] = [one.used.value if one.used else None for one in known.corrected]
            frame["used_unit"] = [one.used.unit if one.used else None for one in known.corrected]
            frame["author"] = [one.correction.author for one in known.corrected]
            frame["date"] = [one.correction.date for one in known.corrected]
        return frame


def _alike(figure: Observation) -> tuple[object, ...]:
    """What successive releases of one figure have in common."""
    return figure.indicator, figure.region, figure.period, figure.form, figure.bound, figure.price_basis
