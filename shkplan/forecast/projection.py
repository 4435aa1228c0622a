"""From a yearly series to the law of every year and joint paths through all of them.

Measured years stand in every path as they were measured. A year between measured ones is drawn conditioned on both
sides; later years follow from the model. A scenario moves the same paths (:mod:`shkplan.forecast.claims`): what it makes so
moves later years, what it supposes to be learned all of them. Baseline and scenario so share every random number, and a
scenario without claims changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from shkplan.base.errors import NotAssessable, ParameterError
from shkplan.base.messages import Message, message, said
from shkplan.base.shown import shown
from shkplan.base.values import ByValue, alike
from shkplan.distributions.links import LinkName
from shkplan.distributions.predictive import Empirical, Law, Point, ends, probs_of
from shkplan.evidence.series import AnnualSeries
from shkplan.evidence.within import running
from shkplan.forecast.asked import FARTHEST, MOST, must_be_asked_well, must_hold
from shkplan.forecast.borrowed import Borrowed, borrowed
from shkplan.forecast.claims import reach, under_claims
from shkplan.forecast.dependence import Agreement, Dependence
from shkplan.forecast.drawing import Drawing, Drawn
from shkplan.forecast.informing import informing, model_for
from shkplan.models import Fit, Model
from shkplan.register.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.evidence.within import SoFar
    from shkplan.forecast.links import LinkEffect
    from shkplan.forecast.ratio import Ratio

__all__ = ["DEFAULT_PATHS", "DEFAULT_SEED", "FARTHEST", "MOST", "Projection", "project", "under_claims"]

FloatArray = npt.NDArray[np.float64]

DEFAULT_PATHS = 20_000
DEFAULT_SEED = 20211028  # the day the first plan was published
USUAL = (0.5, *ends(0.5), *ends(0.8), *ends(0.95))  # probabilities that charts and tables ask for


@dataclass(frozen=True, eq=False)
class Projection(ByValue):
    """Yearly laws and joint paths of one series, in the unit of its indicator.

    Attributes:
        series: what was measured.
        model: the model's name.
        fit: the model fitted to the years that inform it.
        years: the years of the paths, without a gap, measured ones included.
        n_paths: how many joint paths there are.
        seed: what the paths are drawn with.
        scenario: the scenario whose claims on this series the paths obey, if any.
        fixed: the years those claims fix.
        moved: the years whose paths the claims move, the fixed ones among them.
        implied: the years that inform the model as draws, not as measured values; the laws are then those of the paths.
        so_far: the years after the last measured one whose paths go through what model and months so far say together; likewise.
        dependence, agreement: how it follows another series, and whose figures chose among its paths; laws are then those of the paths.
        imputations: into how many runs of equal length the paths fall, each with a past of its own; 1 where nothing is implied.
        borrowed: the reference class that informed it; None where it rests on figures of its own alone.
        weighed: the share of the paths that as many independent ones would be worth, where a supposition chose among them.
        before: the paths before years of them were made so; None where none were.
        origin: the baseline, before any claim was heard; None where none was.
        links: what links from other indicators did to its paths.
        ratio: of which two series it is the ratio; laws are then those of the paths.
    """

    series: AnnualSeries
    model: str
    fit: Fit
    years: tuple[int, ...]
    n_paths: int
    seed: int
    scenario: Scenario | None = None
    fixed: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()
    implied: tuple[int, ...] = ()
    imputations: int = 1
    so_far: tuple[int, ...] = ()
    borrowed: Borrowed | None = None
    links: tuple[LinkEffect, ...] = ()
    ratio: Ratio | None = field(default=None, repr=False, compare=False)
    dependence: Dependence | None = field(default=None, repr=False, compare=False)
    agreement: Agreement | None = field(default=None, repr=False, compare=False)
    drawing: FloatArray | Drawn | None = field(default=None, repr=False, compare=False)
    weighed: float = 1.0
    before: Projection | None = field(default=None, repr=False, compare=False)
    origin: Projection | None = field(default=None, repr=False, compare=False)

    @cached_property
    def paths(self) -> FloatArray:
        """(n_paths, n_years) joint paths, drawn when they are first asked for."""
        assert self.drawing is not None
        return self.drawing if isinstance(self.drawing, np.ndarray) else self.drawing.paths()

    def __eq__(self, other: object) -> bool:
        same = super().__eq__(other)
        return alike(self.paths, other.paths) if same is True and isinstance(other, Projection) else same

    __hash__ = ByValue.__hash__

    @property
    def worth(self) -> float:
        """The share of the paths that as many independent ones would be worth, by all that chose among them."""
        return self._chosen * (self.agreement.worth if self.agreement is not None else 1.0)

    @property
    def _chosen(self) -> float:
        """The same by suppositions alone: here, in what it follows, in the parts of a ratio, in what links bring."""
        some = [*(self.dependence.follows if self.dependence is not None else ()), *(one.after for one in self.links)]
        some += [self.ratio.numerator, self.ratio.denominator] if self.ratio is not None else []
        return min([self.weighed, *(one._chosen for one in some if isinstance(one, Projection))])  # noqa: SLF001  # alike

    @cached_property
    def unclaimed(self) -> Projection:
        """The same had nothing been made so, here or in what it follows; itself where nothing was."""
        first = self.before or self
        if first.drawing is None or isinstance(first.drawing, np.ndarray):
            return first
        other = first.drawing.unclaimed
        return first if other is first.drawing else replace(first, drawing=other)

    @property
    def supposed(self) -> bool:
        """Whether no model tells of it, but the claims of a scenario alone."""
        return self.model == "claims"

    @property
    def to(self) -> int:
        """The last year it speaks of."""
        return self.years[-1]

    @property
    def nowcasts(self) -> tuple[SoFar, ...]:
        """What months so far told of years that inform it."""
        known, asked = self.series.implied, {*self.implied, *self.so_far}
        return tuple(one for one in known.nowcasts if one.year in asked) if known is not None else ()

    @cached_property
    def used(self) -> tuple[int, ...]:
        """The measured years that inform the model: those since the last break and within its memory."""
        return tuple(year for year in map(int, self.fit.years) if self.series.value(year) is not None)

    def path(self, year: int) -> FloatArray:
        """(n_paths,) values of one year.

        Raises:
            ValueError: the year lies outside the projection.
        """
        self._must_reach(year)
        return self.paths[:, self.years.index(year)]

    def _must_reach(self, year: int) -> None:
        if isinstance(year, bool) or not isinstance(year, Integral) or year not in self.years:
            raise ParameterError(
                said(
                    "{year} lies outside the projection ({first}-{to}); project(..., to={year})",
                    year=shown(year),
                    first=self.years[0],
                    to=self.to,
                )
            )

    def law(self, year: int) -> Law:
        """The law of one year: a point where measured, closed form, or the paths where these say more.

        Raises:
            ValueError: the year lies outside the projection.
        """
        self._must_reach(year)
        known = self._told(year)
        if known is not None:
            return known
        return Empirical(self.path(year)) if self.drawn(year) else self.fit.law(year)

    def _told(self, year: int) -> Law | None:
        """What figures say of a year: of itself where measured, or through others where implied; None elsewhere."""
        measured = self.series.value(year)
        if measured is not None:
            return Point(measured)
        if year in self.implied and year not in self.moved and self.series.implied is not None:
            return self.series.implied.law(year)
        return None

    def drawn(self, year: int) -> bool:
        """Whether the law of a year is that of the paths: a scenario moves it, implied years inform it, or it follows another series."""
        return (
            year in self.moved
            or bool(self.implied or self.so_far)
            or (self.dependence or self.agreement or self.ratio) is not None
        )

    def quantiles(self, probs: npt.ArrayLike) -> FloatArray:
        """(n_years, n_probs) quantiles of the years' laws at probabilities strictly between 0 and 1.

        What charts and tables usually ask for is worked out at the first question, all of it at once, and remembered.

        Raises:
            ParameterError: no probabilities, or others than those.
        """
        asked = probs_of(probs)
        if missing := sorted({p for p in asked if p not in self._columns}):
            together = missing if self._columns else sorted({*missing, *USUAL})
            self._columns.update(zip(together, self._asked(np.array(together)).T, strict=True))
        return np.column_stack([self._columns[p] for p in asked])

    @cached_property
    def _columns(self) -> dict[float, FloatArray]:
        """The quantiles of all years, by probability, as far as they were asked for."""
        return {}

    def _asked(self, probs: FloatArray) -> FloatArray:
        """(n_years, n_probs) quantiles, each year from where its law comes: figures, other figures, paths, or the model."""
        found = np.empty((len(self.years), probs.size))
        drawn, fitted = list[int](), list[int]()
        for at, year in enumerate(self.years):
            if (law := self._told(year)) is not None:
                found[at] = law.ppf(probs)
            else:
                (drawn if self.drawn(year) else fitted).append(at)
        if drawn:
            found[drawn] = np.quantile(self.paths[:, drawn], probs, axis=0, method="inverted_cdf").T
        if fitted:
            found[fitted] = self.fit.quantiles([self.years[at] for at in fitted], probs)
        return found

    def interval(self, level: float) -> FloatArray:
        """(n_years, 2) central intervals of the years' laws.

        Raises:
            ParameterError: a level outside (0, 1); 80 % is 0.8.
        """
        return self.quantiles(ends(level))

    @property
    def median(self) -> FloatArray:
        """(n_years,) medians of the years' laws."""
        return self.quantiles(0.5)[:, 0]

    def to_frame(self) -> pd.DataFrame:
        """A table with one row a year: median, ends of the 80 and 95 % intervals, whether measured or estimated."""
        import pandas as pd

        (low, high), (far_low, far_high) = self.interval(0.8).T, self.interval(0.95).T
        measured = set(self.series.years)
        return pd.DataFrame(
            {
                "year": self.years,
                "median": self.median,
                "low_80": low,
                "high_80": high,
                "low_95": far_low,
                "high_95": far_high,
                "unit": self.series.indicator.unit,
                "is": ["measured" if year in measured else "estimated" for year in self.years],
            }
        ).set_index("year")

    @property
    def estimated(self) -> tuple[int, ...]:
        """The years that were not measured."""
        return tuple(year for year in self.years if self.series.value(year) is None)

    def __repr__(self) -> str:
        ruled = f", scenario {self.scenario.id}" if self.scenario and self.fixed else ""
        span = f"{self.years[0]}-{self.to}"
        return f"Projection({self.series.indicator.id}, {self.series.region}, {self.model}, {span}{ruled})"


def project(
    series: AnnualSeries,
    *,
    to: int = 2035,
    since: int | None = None,
    model: str | Model = "auto",
    link: LinkName = "auto",
    seed: int = DEFAULT_SEED,
    n_paths: int = DEFAULT_PATHS,
    scenario: Scenario | None = None,
) -> Projection:
    """The laws and joint paths of a series up to a year.

    Args:
        series: yearly values with gaps left open; those since the last break (and within the model's
            :data:`MEMORY`) inform the model. Implied years (:func:`shkplan.reconstruct`) inform it as draws.
        to: last calendar year wanted.
        since: first calendar year wanted; default the first measured one.
        model: a name in ``shkplan.models.MODELS``, or a model; "auto" takes the one :data:`DEFAULT_MODEL` gives to the measure.
        link: the scale; "auto" follows the indicator's bounds. "averaged-ets" then averages over the scales that keep
            to them; the others take one (both: logit, lower only: log, none: identity).
        seed: same seed, same numbers, whatever else is projected in the same session.
        n_paths: number of joint paths.
        scenario: claims that the paths of this series obey.

    Raises:
        NotAssessable: too few figures, no spread to learn from, or values the scale cannot hold.
        DataError: a scenario fixes a year that was measured, or in a unit that does not convert.
        ParameterError: no series, model or scenario where one belongs; ``to`` before the last measured year or ``since``, years more than :data:`FARTHEST` beyond the measured ones, more
            numbers than :data:`MOST`, or a year, seed or number of paths that is none.
        UnknownName: a model or link nobody knows.
    """
    must_be_asked_well(series, to, since, seed, n_paths, link, scenario)
    seed, n_paths = int(seed), int(n_paths)  # those of numpy are the same numbers
    indicator = series.indicator
    chosen = model_for(indicator, model)
    claims = scenario.claims_on(indicator.id, series.region) if scenario is not None else ()
    known, values = informing(series, chosen)
    if not known:
        raise NotAssessable(message("reason.no_figures", indicator=indicator.name, region=series.region))
    if len(known) < min(chosen.minimum, len(series.years)):
        raise NotAssessable(_too_few_left(series, chosen, len(known)))
    years = tuple(range(min(since or known[0], *series.years[:1], known[0], *map(reach, claims)), to + 1))
    must_hold(n_paths, len(years))
    so_far = tuple(one for one in running(series) if one.year in years)
    drawing = Drawing(series, chosen, link, known, values, years, n_paths, seed, so_far)
    if not isinstance(
        model, str
    ):  # one of somebody's own may know no year beyond its regressors: refused now, not when drawn
        drawing.first.draws(np.array(years), 1, np.random.default_rng(seed))
    made = Projection(
        series, chosen.name, drawing.first, years, n_paths, seed,
        implied=tuple(year for year in known if series.value(year) is None), imputations=len(values), drawing=drawing,
        borrowed=borrowed(drawing.first.reference, series, sum(series.value(year) is not None for year in known)),
        so_far=tuple(one.year for one in so_far),
    )  # fmt: skip
    return under_claims(made, claims, scenario) if claims else made


def _too_few_left(series: AnnualSeries, model: Model, n: int) -> Message:
    """Too few figures, since new bases cut the others off, or years without any that the model does not look across."""
    words = {"n": n, "total": len(series.years), "model": message(f"model.{model.name}"), "minimum": model.minimum}
    if series.breaks:
        return message("reason.too_few_since_break", breaks=series.breaks, **words)
    return message("reason.too_few_recent", **words)
