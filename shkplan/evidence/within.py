"""Figures within the year, and what they tell of it.

A bulletin says in October what the first nine months brought. That is kept as said, and never taken as the year; but it
tells of the year as far as such figures have told of past ones. Where enough past years are known, of the series itself
and of others in the same form, a year without a figure of its own has a nowcast (:mod:`shkplan.models.nowcast`), learned from
nothing but the figures at hand. It enters the reconstruction as evidence beside all other (:mod:`shkplan.evidence.reconstruction`),
and so informs a projection as any year that is implied.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from shkplan.base import units
from shkplan.base.errors import DataError
from shkplan.base.messages import Message, message
from shkplan.distributions.links import FloatArray, Identity, LinkFunction, Log, Support
from shkplan.evidence.exactness import GROWTH_STEP, printed_step
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.evidence.series import AnnualSeries
from shkplan.models.nowcast import Nowcast, Past, Season, nowcast, told
from shkplan.register.plan import Indicator

__all__ = ["FEWEST", "SEASONS", "SoFar", "SoFarRefused", "latest_so_far", "running", "so_far"]

FEWEST = 3  # different past years, own and of others, below which a nowcast would be a guess about its own error
SEASONS = 2  # own years told up to the same month, below which nothing is known of a season
_SEASON: dict[str, Season] = {"growth": "none", "level": "some", "flow": "much"}
# The size of errors that is usual, were only January known: a weak prior, in points of growth, and on scales of ratios.
USUAL_GROWTH, USUAL_RATIO = 1.5, 0.1


@dataclass(frozen=True)
class SoFar:
    """What the months so far tell of a year.

    Attributes:
        figure: the figure, of the latest month that tells anything.
        value, unit: in the unit of the indicator.
        centre, sd, low, high: the year by it: middle, standard deviation and 80 % interval, in that unit.
        scale: of the quantity.
        law: of the year less what is told of it, on that scale.
        step: in which values are published; None where none is known.
        grows: whether it is a sum over the months that only grows: the year is no less.
    """

    figure: Observation
    value: float
    unit: str
    centre: float
    sd: float
    low: float
    high: float
    scale: LinkFunction
    law: Nowcast = field(repr=False)
    step: float | None = None
    grows: bool = False

    @property
    def own(self) -> int:
        """From how many past years of its own it was learned."""
        return self.law.own

    @property
    def others(self) -> int:
        """From how many past years of other series."""
        return self.law.others

    @property
    def years(self) -> int:
        """How many different past years these are: what several series have in one year they hardly have apart."""
        return self.law.years

    def told(self, draws: FloatArray) -> FloatArray:
        """A model's draws of the year moved to what model and figure say together, in the unit of the indicator."""
        z = told(self.scale.extended(draws), float(self.scale.forward(self.value)), self.law, falls=not self.grows)
        return self.scale.inverse(z)

    @property
    def year(self) -> int:
        """The year of which months are known."""
        return self.figure.period.first

    @property
    def said(self) -> Message:
        """What it tells, by what it was learned from, in a sentence."""
        told = {
            name: getattr(self, name) for name in ("unit", "centre", "low", "high", "own", "others", "years", "year")
        }
        digits = f",.{max(0, -math.floor(math.log10(self.step)))}f" if self.step else ",.6g"
        value = format(self.value, digits).replace("-", "\N{MINUS SIGN}")
        return message("clue.so_far", period=self.figure.period, published=self.figure.published, value=value, **told)


@dataclass(frozen=True)
class SoFarRefused:
    """A year of which months are told that say nothing of the whole, with the reason: shown beside the figures only."""

    figure: Observation
    reason: Message

    @property
    def year(self) -> int:
        """The year of which months are known."""
        return self.figure.period.first


def latest_so_far(series: AnnualSeries) -> dict[int, Observation]:
    """Year -> the figure of its latest month so far, of years that have no figure of their own."""
    return {one.period.first: one for one in _picked(series) if series.value(one.period.first) is None}


def so_far(observations: Observations, series: AnnualSeries) -> Iterator[SoFar | SoFarRefused]:
    """Of each year without a figure of its own what its months tell, or why nothing."""
    by_year: dict[int, list[Observation]] = {}
    for figure in _picked(series):
        if series.value(figure.period.first) is None:
            by_year.setdefault(figure.period.first, []).insert(0, figure)
    for figures in by_year.values():
        every = (_told(observations, series, figure) for figure in figures)  # the latest month first
        found = next((one for one in every if isinstance(one, SoFar)), None)
        yield found or _told(observations, series, figures[0])


def running(series: AnnualSeries) -> tuple[SoFar, ...]:
    """The years after the last measured one of which their months so far tell; of a series that was reconstructed."""
    last = max(series.years, default=0)
    return tuple(one for one in series.implied.nowcasts if one.year > last) if series.implied is not None else ()


def _picked(series: AnnualSeries) -> Iterator[Observation]:
    """Exact undoubted figures within a year, one for each month of it, by the rule of figures; months rising."""
    taken = set()
    for figure in series.within:  # in the order of periods, and of the rule among equals
        if figure.bound == "exact" and not figure.doubtful and figure.period not in taken:
            taken.add(figure.period)
            yield figure


def _told(observations: Observations, series: AnnualSeries, figure: Observation) -> SoFar | SoFarRefused:
    one, month = series.indicator, figure.period.month
    season, scale = _SEASON[one.measure], _scale(one)
    value = _value(figure, series)
    low, high = scale.support
    if not low < value < high:
        return SoFarRefused(figure, message("so_far.off_scale"))
    pasts = _pasts(observations, one)
    own = pasts.pop(series.region + one.id, _columns([]))
    if season == "much" and own.told_at(month) < SEASONS:
        return SoFarRefused(figure, message("so_far.no_season", n=own.told_at(month), least=SEASONS))
    usual = USUAL_GROWTH if season == "none" else USUAL_RATIO
    if season != "none" and isinstance(scale, Identity):
        usual *= _size(value, series)
    rounding = _rounding(figure, value, one, scale)
    law = nowcast(own, list(pasts.values()), month, season=season, usual=usual, rounding=rounding)
    if law.years < FEWEST:
        return SoFarRefused(figure, message("so_far.too_few", n=law.years, least=FEWEST))
    grows = season == "much" and one.bounds[0] is not None and one.bounds[0] >= 0
    return _of(figure, value, one, scale, law, grows=grows)


def _of(figure: Observation, value: float, one: Indicator, scale: LinkFunction, law: Nowcast, *, grows: bool) -> SoFar:
    half = law.half(0.8)
    off = [law.rise(share) for share in (0.5, 0.1, 0.9)] if grows else [law.centre + x for x in (0.0, -half, half)]
    centre, low, high = (float(x) for x in scale.inverse(float(scale.forward(value)) + np.array(off)))
    return SoFar(
        figure,
        value,
        one.unit,
        centre,
        law.sd / float(scale.derivative(centre)),
        low,
        high,
        scale,
        law,
        one.precision,
        grows,
    )


def _size(value: float, series: AnnualSeries) -> float:
    """How large a quantity is whose months may come to nothing by chance: a balance of 0 so far leaves as much open as another."""
    return max(float(np.sqrt(np.mean(np.square([value, *series.values])))), 1e-9)


def _pasts(observations: Observations, one: Indicator) -> dict[str, Past]:
    """Every series on the scale of an indicator by region and id, with its past years; made once for the figures at hand."""
    kept = observations.kept_within
    form = _form(one)
    if form not in kept:
        found = dict[str, Past]()
        for name, region in dict.fromkeys((f.indicator, f.region) for f in observations if f.period.within):
            if name in observations.plan and _form(observations.plan[name]) == form:
                with suppress(DataError):  # which whoever asks for that series is told
                    found[region + name] = _past(observations.series(name, region))
        kept[form] = {key: past for key, past in found.items() if past.years.size}
    return dict(kept[form])


def _past(series: AnnualSeries) -> Past:
    """What the months told of past years that have a figure by now, on the scale."""
    scale = _scale(series.indicator)
    low, high = scale.support
    rows = list[tuple[int, int, float, float]]()
    for figure in _picked(series):
        year, value, chosen = figure.period.first, _value(figure, series), _last_word(series, figure.period.first)
        if chosen is None:
            continue
        whole = _value(chosen, series)
        if not (low < value < high and low < whole < high):
            continue
        error = float(scale.forward(whole)) - float(scale.forward(value))
        one = series.indicator
        rounding = math.hypot(_rounding(figure, value, one, scale), _rounding(chosen, whole, one, scale))
        rows.append((year, figure.period.month, error, rounding))
    return _columns(rows)


def _last_word(series: AnnualSeries, year: int) -> Observation | None:
    """The first figure of a year, by the rule, that was told of the whole of it; an estimate ahead of it teaches nothing."""
    every = (figure for figure in (*series.chosen, *series.others) if figure.period.first == year)
    return next((figure for figure in every if figure.stands), None)


def _columns(rows: list[tuple[int, int, float, float]]) -> Past:
    years, months, errors, rounding = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Past(
        np.array(years, np.int64), np.array(months, np.int64), np.array(errors, float), np.array(rounding, float)
    )


def _value(figure: Observation, series: AnnualSeries) -> float:
    growth = series.indicator.measure == "growth"
    value = units.convert(figure.value, figure.unit, "%" if growth else series.indicator.unit)
    return value if growth else value * series.factor(figure.period.first)


def _rounding(figure: Observation, value: float, one: Indicator, scale: LinkFunction) -> float:
    """Standard deviation of what rounding in print does to a figure, on the scale."""
    step = (
        GROWTH_STEP
        if one.measure == "growth"
        else units.convert(printed_step(figure.value, None), figure.unit, one.unit)
    )
    return (one.precision or step) / math.sqrt(12) * float(scale.derivative(value))


def _scale(one: Indicator) -> LinkFunction:
    """Growth in points; flows, which add up over the months, by ratios; levels on the scale of their bounds."""
    if one.measure == "growth":
        return Identity()
    if one.measure == "flow" and one.bounds == (0, None):
        return Log()
    return Support(*one.bounds).link()


def _form(one: Indicator) -> str:
    """What series must share to teach each other: the measure, the kind of scale, and the unit where no ratios are told."""
    scale = _scale(one)
    unit = one.unit if isinstance(scale, Identity) and one.measure != "growth" else ""
    return f"{one.measure} {type(scale).__name__} {unit}"
