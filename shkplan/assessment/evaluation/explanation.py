"""From the clause to the number: what one verdict rests on, step by step, with the inputs to compute it again."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from shkplan.assessment.headway import published_facts
from shkplan.assessment.verdict import Verdict
from shkplan.assessment.yardsticks.side_by_side import GaugedTarget
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, message
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.projection import Projection
from shkplan.register.targets import Goal

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment
    from shkplan.assessment.evaluation.official import OfficialWord
    from shkplan.evidence.observation import Observation

__all__ = ["Explanation", "FigureRole", "ImpliedYear", "UnusedFigure", "UsedFigure"]

FigureRole = Literal["decides", "compared", "informs", "informs_other", "base"]
PROBS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
_LIBRARIES = ("shkplan", "numpy", "scipy", "pandas")


class UsedFigure(NamedTuple):
    """A yearly value that the verdict or its schedule rests on, the figure behind it, and what it does."""

    series: AnnualSeries
    year: int
    value: float
    figure: Observation
    roles: tuple[FigureRole, ...]


class UnusedFigure(NamedTuple):
    """A published figure of the own series that the verdict does not rest on, and why not."""

    figure: Observation
    why: Message


class ImpliedYear(NamedTuple):
    """A year without a figure of which others tell: median and 80 % band."""

    year: int
    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Explanation:
    """What one verdict rests on.

    Attributes:
        assessment: in which it was made.
        verdict: on the target.
    """

    assessment: Assessment
    verdict: Verdict

    @property
    def key(self) -> str:
        """Of the target."""
        return self.verdict.key

    # Clause -----------------------------------------------------------------------------------------------------------

    @property
    def version(self) -> tuple[int, int]:
        """Which version of the target is in force, and of how many known on the day."""
        target, day = self.verdict.target, self.assessment.as_of
        alike = [one for one in self.verdict.indicator.targets if one.deadline == target.deadline]
        known = sorted(one.approved for one in alike if one.approved <= max(day, target.approved))
        return known.index(target.approved) + 1 if target.approved in known else len(known), len(known)

    @property
    def goal(self) -> Goal | Message:
        """What is wanted of the deciding quantity; or why the plan does not tell."""
        try:
            return self.verdict.target.goal(published_facts(self.assessment, self.verdict))
        except NotAssessable as error:
            return error.reason

    # Figures ----------------------------------------------------------------------------------------------------------

    @property
    def series(self) -> AnnualSeries:
        """The own series as it was published."""
        return self.assessment.observations.series(self.verdict.indicator, self.verdict.region)

    @property
    def projections(self) -> tuple[Projection, ...]:
        """What was projected for it: the own series first, then those it is held against."""
        sources = (self.verdict.own, self.verdict.reference)
        return tuple(one for one in sources if isinstance(one, Projection) and self.verdict.status == "estimated")

    @cached_property
    def used(self) -> tuple[UsedFigure, ...]:
        """The yearly values it rests on, own ones first, each with its roles."""
        return tuple(self._used())

    def _used(self) -> Iterator[UsedFigure]:
        target, since = self.verdict.target, self.assessment.plan.base_year
        deciding = target.deciding(self.verdict.indicator)
        informing = {(one.series.indicator.id, one.series.region): one.used for one in self.projections}
        levels = target.one_year or (target.compounds and self.verdict.indicator.measure != "growth")
        start = (since if target.one_year else min(target.years) - 1) if levels else None
        for own, series in self._sides():
            informs = informing.get((series.indicator.id, series.region), ())
            for year, value, figure in zip(series.years, series.values, series.chosen, strict=True):
                roles: list[FigureRole] = []
                if year in deciding:
                    roles.append("decides" if own else "compared")
                if year in informs:
                    roles.append("informs" if own else "informs_other")
                if own and year == start:
                    roles.append("base")
                if roles:
                    yield UsedFigure(series, year, value, figure, tuple(roles))

    def _sides(self) -> Iterator[tuple[bool, AnnualSeries]]:
        """Own series and those it is held against, as published."""
        yield True, self.series
        known, plan, one = self.assessment.observations, self.assessment.plan, self.verdict.indicator
        against = self.verdict.target.compared
        if against is not None:
            yield False, known.series(plan[against.indicator], against.region)
            if one.deflator is not None and plan[against.indicator].price_basis != one.price_basis:
                yield False, known.series(plan[one.deflator], self.verdict.region)

    @cached_property
    def unused(self) -> tuple[UnusedFigure, ...]:
        """The figures of the own series that it does not rest on, the latest first."""
        found = sorted(self._unused(), key=lambda one: (one.figure.period.last, one.figure.published), reverse=True)
        return tuple(found)

    def _unused(self) -> Iterator[UnusedFigure]:
        series, a = self.series, self.assessment
        of = (series.indicator.id, series.region)
        rests = {one.year for one in self.used if (one.series.indicator.id, one.series.region) == of}
        for year, figure in zip(series.years, series.chosen, strict=True):
            if year not in rests:
                yield UnusedFigure(figure, self._why_not(year))
        for figure in series.others:
            yield UnusedFigure(figure, message("explain.other_chosen", year=figure.period.last))
        for figure in series.partial:
            kind = figure.form if figure.bound == "exact" else f"bound_{figure.bound}"
            yield UnusedFigure(figure, message(f"explain.partial_{kind.replace(' ', '_')}"))
        for figure in series.within:
            yield UnusedFigure(figure, message("explain.within"))
        for figure in a.observations.later(*of):
            yield UnusedFigure(figure, message("explain.later", day=str(a.as_of)))

    def _why_not(self, year: int) -> Message:
        """Why a yearly figure of the own series plays no part."""
        breaks = [one for one in self.series.breaks if one > year]
        if breaks:
            return message("explain.before_break", year=breaks[-1])
        if year > self.verdict.target.deadline:
            return message("explain.after", deadline=self.verdict.target.deadline)
        model = self.projections[0] if self.projections else None
        if model is not None and model.used and year < model.used[0]:
            return message("explain.too_old", first=model.used[0])
        return message("explain.no_part")

    @property
    def implied(self) -> tuple[ImpliedYear, ...]:
        """The years of the own series that other figures tell of, as far as the model rests on them."""
        own = self.projections[0] if self.projections else None
        if own is None or own.series.implied is None:
            return ()
        laws = [(year, own.series.implied.law(year)) for year in own.implied]
        return tuple(ImpliedYear(year, *(float(end) for end in law.ppf([0.1, 0.5, 0.9]))) for year, law in laws)

    # Law --------------------------------------------------------------------------------------------------------------

    @property
    def quantiles(self) -> Mapping[float, float]:
        """Quantiles of the deciding quantity, in the unit of the verdict; empty where nothing is estimated."""
        verdict = self.verdict
        if verdict.status != "estimated":
            return {}
        own = self.projections[0] if self.projections else None
        if verdict.basis == "law" and own is not None:
            law = own.law(verdict.target.deadline)
            return dict(zip(PROBS, map(float, law.ppf(PROBS)), strict=True))
        if verdict.score is None:
            return {}
        values = verdict.score if verdict.target.up else -verdict.score
        return dict(zip(PROBS, map(float, np.quantile(values, PROBS)), strict=True))

    @property
    def hits(self) -> tuple[int, int] | None:
        """On how many of how many paths the target is reached; None where nothing was counted on paths."""
        if self.verdict.hits is None or self.verdict.basis != "paths":
            return None
        return int(np.count_nonzero(self.verdict.hits)), len(self.verdict.hits)

    # What others make of it -------------------------------------------------------------------------------------------

    @property
    def gauged(self) -> GaugedTarget | None:
        """What every yardstick says of it; None of an aim that is quoted and not assessed."""
        return self.assessment.yardsticks[self.key] if self.verdict.target.scored else None

    @property
    def official(self) -> OfficialWord | None:
        """Its official word, with the rule that gave it; None of an aim."""
        return self.assessment.official[self.key] if self.verdict.target.scored else None

    @cached_property
    def versions(self) -> Mapping[str, str]:
        """Of Python and of the libraries that compute the numbers."""
        found = {"python": platform.python_version()}
        for name in _LIBRARIES:
            try:
                found[name] = metadata.version(name)
            except metadata.PackageNotFoundError:
                found[name] = "–"
        return found

    def to_frame(self) -> pd.DataFrame:
        """A row a published figure: year, value, what it does, or why it plays no part."""
        import pandas as pd

        rows = [
            {"indicator": one.series.indicator.id, "region": one.series.region, "period": str(one.year), "value": one.value,
             "unit": one.series.indicator.unit, "used": True, "roles": ", ".join(one.roles), "why": "",
             "source": one.figure.source_title, "published": one.figure.published}
            for one in self.used
        ]  # fmt: skip
        rows += [
            {"indicator": one.figure.indicator, "region": one.figure.region, "period": str(one.figure.period),
             "value": one.figure.value, "unit": one.figure.unit, "used": False, "roles": "", "why": str(one.why),
             "source": one.figure.source_title, "published": one.figure.published}
            for one in self.unused
        ]  # fmt: skip
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        return f"Explanation({self.verdict!r}: {len(self.used)} figures used, {len(self.unused)} not)"
