"""What a yearly change and a shock would make of one target, at the points of a small grid: for readers without Python.

Each point is a scenario like any other, so that ``a.under(grid.scenario(change, shock))`` says the same to the bit::

    x_t + change k_t + shock s_t,    t = first, ..., deadline

with x_t the path of the baseline. Of growth, of a flow and of a limit to every year or to the mean k_t = 1: each year comes to so
much more. Of a level k_t counts the years from the first on: it grows by so much more a year. The shock falls in the first
year (s = 1), or in the last where that alone decides and nothing lasts; of a level half of it is left a year later, of growth
and of a flow nothing is. The steps are round numbers: the largest change is worth about the 80 % band of what decides, the
largest shock twice that of the first year.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby, product
from typing import TYPE_CHECKING, Any

import numpy as np

from shkplan.assessment.verdict import Verdict
from shkplan.base.messages import Message, message
from shkplan.base.recent import Recent
from shkplan.distributions.links import FloatArray
from shkplan.forecast.projection import Projection
from shkplan.register.claims import Claim
from shkplan.register.scenario import Scenario
from shkplan.register.supposing import claim, scenario

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["FAN", "Grid", "GridPoint", "grid_of"]

FAN = (0.1, 0.25, 0.5, 0.75, 0.9)  # quantiles of each year: the median, with the 50 and 80 % bands
_UP_AND_DOWN = 4  # steps of the yearly change either way
_SHOCKS = 3  # sizes of a shock beside none
_BACK = 8  # years before the first that is moved, whose figures are shown
_REMAINS = 0.5  # of a shock to a level, a year later
_WIDEST = 1.25  # the largest change, in half bands of what decides
_HARD = 2.0  # the largest shock, in half bands of the first year
_ROUND = (1.0, 1.5, 2.0, 2.5, 5.0, 10.0)
_MIDYEAR = 6  # the month up to which most of a year lies ahead
_OWN = ("own", "own and class")


@dataclass(frozen=True)
class GridPoint:
    """One point of a grid.

    Attributes:
        change, shock: what is supposed, in the unit of the grid.
        verdict: on the target; without its paths.
        delta: its probability less the baseline's, on the same paths; None where it was counted on none.
        fan: (n_years, 5) the quantiles :data:`FAN` of the years of the grid.
    """

    change: float
    shock: float
    verdict: Verdict
    delta: float | None
    fan: FloatArray = field(repr=False, compare=False)

    @property
    def data(self) -> dict[str, Any]:
        """Its numbers."""
        names = ("prob", "prob_se", "central", "low", "high")
        own = {name: getattr(self.verdict, name) for name in names}
        return {"change": self.change, "shock": self.shock, **own, "delta": self.delta}


@dataclass(frozen=True)
class Grid:
    """What a yearly change and a shock make of one target; false where there is nothing to move, with the reason.

    Attributes:
        assessment: whose target it is.
        verdict: the baseline's, on the target.
        years: the years that are moved, up to the deadline; none where it is false.
        step, shock_step: from one value to the next, in ``unit``; the shock goes the way that harms.
        reason: why it is false.
    """

    assessment: Assessment
    verdict: Verdict
    years: tuple[int, ...] = ()
    step: float = 0.0
    shock_step: float = 0.0
    reason: Message | None = None

    def __bool__(self) -> bool:
        return self.reason is None

    def __iter__(self) -> Iterator[GridPoint]:
        return iter(self.points)

    def __repr__(self) -> str:
        told = (
            self.reason or f"{len(self.changes)} changes x {len(self.shocks)} shocks, {self.years[0]}-{self.years[-1]}"
        )
        return f"Grid({self.verdict.key}: {told})"

    @property
    def unit(self) -> str:
        """That of changes and shocks: points of a percentage, else the indicator's."""
        return "个百分点" if self.verdict.indicator.unit == "%" else self.verdict.indicator.unit

    @property
    def builds(self) -> bool:
        """Whether the change adds up from year to year."""
        return self.verdict.indicator.measure == "level" and self.verdict.target.course not in ("each", "mean")

    @property
    def lingers(self) -> bool:
        """Whether half of a shock is left a year later."""
        return self.verdict.indicator.measure == "level"

    @property
    def changes(self) -> tuple[float, ...]:
        """The yearly changes, rising; 0 in the middle."""
        return tuple(_rounded(self.step * at) for at in range(-_UP_AND_DOWN, _UP_AND_DOWN + 1)) if self else ()

    @property
    def shocks(self) -> tuple[float, ...]:
        """The shocks, from none on."""
        sign = -1 if self.verdict.target.up else 1
        return tuple(_rounded(sign * self.shock_step * at) for at in range(_SHOCKS + 1)) if self else ()

    def scenario(self, change: float, shock: float = 0.0) -> Scenario:
        """What a point supposes, as a scenario; without claims where it is the baseline."""
        return scenario("grid", *self._claims(change, shock), plan=self.assessment.plan.id)

    def _claims(self, change: float, shock: float) -> Iterator[Claim]:
        """One claim a run of years that are moved alike."""
        moves = [
            (year, _rounded(change * (at + 1 if self.builds else 1) + shock * self._share(at)))
            for at, year in enumerate(self.years)
        ]
        one = self.verdict.indicator
        if not any(size for _, size in moves):
            return
        for size, run in groupby(moves, key=lambda move: move[1]):  # also where nothing is added: such a year stays
            some = [year for year, _ in run]
            span = f"{some[0]}-{some[-1]}" if len(some) > 1 else some[0]
            yield claim(one.id, span, addition=size, unit=self.unit, region=self.verdict.region)

    @property
    def shock_year(self) -> int:
        """The year the shock falls in."""
        return self.years[-1 if self.verdict.target.one_year and not self.lingers else 0]

    def _share(self, at: int) -> float:
        """What is left of a shock in the year at a position."""
        later = at + self.years[0] - self.shock_year
        return _REMAINS**later if self.lingers else float(later == 0)

    @cached_property
    def points(self) -> tuple[GridPoint, ...]:
        """All points: for each shock every change."""
        apart = replace(
            self.assessment, _under=Recent()
        )  # what is asked here is asked once: nothing of it is to be kept
        return tuple(self._point(apart, change, shock) for shock, change in product(self.shocks, self.changes))

    def _point(self, a: Assessment, change: float, shock: float) -> GridPoint:
        verdict = self.moved(change, shock, a)
        before, after = self.verdict.hits, verdict.hits
        delta = float(after.mean() - before.mean()) if before is not None and after is not None else None
        bare = replace(verdict, within=None, own=None, reference=None, case=None, hits=None, score=None)
        return GridPoint(change, shock, bare, delta, self._fan(verdict))

    def moved(self, change: float, shock: float, within: Assessment | None = None) -> Verdict:
        """The verdict at a point, of the grid or between its points; without what other assumptions make of it."""
        supposed = self.scenario(change, shock)
        if not supposed.claims:
            return self.verdict
        return (within or self.assessment).under(supposed).answered(self.verdict.indicator, self.verdict.target)[0]

    def _fan(self, verdict: Verdict) -> FloatArray:
        own = verdict.own
        assert isinstance(own, Projection)
        return np.asarray(own.quantiles(FAN)[[own.years.index(year) for year in self.shown]])

    @cached_property
    def shown(self) -> tuple[int, ...]:
        """The years of the fan: those not measured, from the last measured one before the moved ones on."""
        own, known = self.verdict.own, self.known
        assert isinstance(own, Projection)
        since = known[-1][0] if known else self.years[0]
        return tuple(year for year in own.estimated if since < year <= self.years[-1])

    @cached_property
    def known(self) -> tuple[tuple[int, float], ...]:
        """The measured years on the present basis and their values, up to eight years before the first that is moved."""
        own = self.verdict.own
        assert isinstance(own, Projection)
        pairs = zip(own.series.years, own.series.values, strict=True)
        since = max([self.years[0] - _BACK, *own.used[:1]])
        return tuple((year, float(value)) for year, value in pairs if since <= year < self.years[0])

    def to_frame(self) -> pd.DataFrame:
        """A row a point: change, shock, probability with its error, its change, what decides with its 80 % band."""
        import pandas as pd

        return pd.DataFrame([point.data for point in self.points])


def grid_of(a: Assessment, key: str) -> Grid:
    """The grid of one target of an assessment: of one that is estimated on its own figures, with years ahead.

    Raises:
        UnknownName: no such target.
    """
    verdict = a[key]
    years, why = _ahead(a, verdict), ""
    if a.scenario is not None:
        why = "scenario"
    elif verdict.status != "estimated" or verdict.evidence not in _OWN or not isinstance(verdict.own, Projection):
        why = "unestimated"
    elif not years:
        why = "over"
    if why:
        return Grid(a, verdict, reason=message(f"grid.none_{why}"))
    own = verdict.own
    assert isinstance(own, Projection)
    low, high = own.interval(0.8)[own.years.index(years[0])]
    half, made = float(high - low) / 2, Grid(a, verdict, years)
    most, hardest = _WIDEST * _half_of_deciding(made, half), _HARD * half
    return replace(made, step=_round_step(most / _UP_AND_DOWN), shock_step=_round_step(hardest / _SHOCKS))


def _half_of_deciding(made: Grid, half: float) -> float:
    """Half of the 80 % band of what decides, as a yearly change, by what a change of half a band of the first year does to it."""
    before, moved = made.verdict, made.moved(_rounded(half), 0.0)
    if before.low is None or before.high is None or before.central is None or moved.central is None:
        return half
    done = abs(moved.central - before.central)
    return (before.high - before.low) / 2 * half / done if done else half


def _ahead(a: Assessment, verdict: Verdict) -> tuple[int, ...]:
    """The years up to the deadline that lie ahead, this one as long as most of it does; none where figures tell of one."""
    own = verdict.own
    if not isinstance(own, Projection):
        return ()
    first = a.as_of.year + (a.as_of > dt.date(a.as_of.year, _MIDYEAR, 30))
    some = tuple(year for year in range(first, verdict.target.deadline + 1) if year in own.years)
    return some if not {*some} & {*own.series.years, *own.implied} else ()


def _round_step(size: float) -> float:
    """A round number near a size above 0."""
    power = 10.0 ** math.floor(math.log10(size)) if size > 0 else 1.0
    return _rounded(min((one * power for one in _ROUND), key=lambda one: abs(one - size)))


def _rounded(size: float) -> float:
    return float(f"{size:.10g}") + 0.0  # + 0.0 turns -0.0 into 0.0
