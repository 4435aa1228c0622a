"""Which figures speak of an indicator's path, and what each of them says.

Levels, sums, means, bounds and "about" figures of the indicator itself; rates of growth of it, its own or those of the
indicator that is its growth; for a growth rate, the levels it is the growth of. Price bases stay apart: a rate at
constant prices says something of a level at current prices only together with a rate of prices, where the plan names
both. Nothing is read across a break.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from shkplan.base import units
from shkplan.base.messages import Message, message
from shkplan.evidence.classification import Tells, tells
from shkplan.evidence.consistency import growth_of_levels
from shkplan.evidence.exactness import GROWTH_STEP, growth_error, level_error
from shkplan.evidence.observation import Observation, rank
from shkplan.evidence.observations import Observations
from shkplan.evidence.reconstruction.clues import Clue, growth_clue, total_clue
from shkplan.evidence.reconstruction.months import so_far_clues, within_the_year
from shkplan.evidence.series import AnnualSeries
from shkplan.evidence.within import SoFar
from shkplan.register.plan import Indicator
from shkplan.register.targets import even_rate

__all__ = ["Reading", "read"]

PROXY_ERROR = 2.0  # percentage points a year: prices of consumers, or of another region, for those of the indicator


@dataclass(frozen=True)
class Reading:
    """What was read.

    Attributes:
        series: the measured years.
        clues: what figures say.
        unused: figures that say nothing here, each with the reason.
        nowcasts: years of which their months so far tell.
    """

    series: AnnualSeries
    clues: tuple[Clue, ...]
    unused: tuple[tuple[Observation, Message], ...]
    nowcasts: tuple[SoFar, ...] = ()


def read(observations: Observations, indicator: Indicator, region: str) -> Reading:
    """The clues to an indicator in a region.

    Raises:
        UnknownName: no such region.
        DataError: figures in units that do not convert.
    """
    series = observations.series(indicator, region)
    teller = _Growth if indicator.measure == "growth" else _Level
    told = teller(observations, series)
    every = list(told.clues())
    clues, unused, kept = _told_once(every), list(told.unused()), list[Clue]()
    nowcasts, refused = within_the_year(observations, series, clues)
    clues += [clue for one in nowcasts for clue in so_far_clues(one, series)]
    unused += refused
    spliced, breaks = {splice.year for splice, _ in series.spliced}, {*series.breaks, *_marked(clues)}
    for clue in clues:
        between = breaks | spliced if clue.form == "total" else breaks  # growth is on one basis
        broken = tuple(year for year in sorted(between) if clue.years[0] < year <= clue.years[-1])
        if broken:
            unused += [(figure, message("clue.unused_break", years=broken)) for figure in clue.figures]
        elif lost := _from_nothing(clue, series):
            unused += [(figure, message("clue.unused_zero", years=lost)) for figure in clue.figures]
        elif _elsewhere(clue, series):
            unused += [(figure, message("clue.unused_basis", basis=figure.basis)) for figure in clue.figures]
        else:
            kept.append(clue)
    used = {id(figure) for clue in kept for figure in clue.figures}
    again = [figure for clue in every for figure in clue.figures if id(figure) not in used]
    named = {id(figure) for figure, _ in unused}
    unused += [(figure, message("clue.unused_other")) for figure in again if id(figure) not in named]
    weighed = tuple(_with_base_error(clue, series) for clue in kept)
    return Reading(series, weighed, tuple(dict.fromkeys(unused)), tuple(nowcasts))


def _told_once(clues: Iterable[Clue]) -> list[Clue]:
    """The clues, each statement once: of several that say the same thing the one the rule of figures puts first.

    A rate that was published goes before one that is put together from others.
    """
    found: list[Clue] = []
    best: dict[object, Clue] = {}
    for clue in clues:
        if clue.measured:
            found.append(clue)
            continue
        key = (clue.form, clue.carried, tuple(sorted(clue.weights.items())), clue.two_sided, clue.low > -math.inf)
        other = best.get(key)
        if other is None or _order(clue) < _order(other):
            best[key] = clue
    return [*found, *best.values()]


def _order(clue: Clue) -> tuple[object, ...]:
    return (len(clue.figures), *rank(clue.figures[0]))


def _marked(clues: list[Clue]) -> set[int]:
    """Years whose figure says that it starts a new basis, exact or not."""
    return {figure.period.first for clue in clues for figure in clue.figures if figure.starts_new_basis}


def _elsewhere(clue: Clue, series: AnnualSeries) -> bool:
    """Whether a figure names another basis than a measured year it speaks of."""
    named = {
        figure.basis
        for year, figure in zip(series.years, series.chosen, strict=True)
        if year in clue.weights and figure.basis
    }
    return any(figure.basis and named - {figure.basis} for figure in clue.figures if not clue.measured)


def _from_nothing(clue: Clue, series: AnnualSeries) -> tuple[int, ...]:
    """The years at either end of a growth where zero or less was measured: from there, or to there, no rate leads."""
    if clue.form != "growth" or series.indicator.measure == "growth":
        return ()
    values = {year: series.value(year) for year in sorted(clue.weights)}
    return tuple(year for year, value in values.items() if value is not None and value <= 0)


def _with_base_error(clue: Clue, series: AnnualSeries) -> Clue:
    """The clue with the errors of the measured years inside it; they stand as published, but need not be exact."""
    if clue.measured or not clue.two_sided or series.indicator.measure == "growth":
        return clue
    errors = [clue.sd]
    for year, weight in clue.weights.items():
        value = series.value(year)
        if value:  # of zero there is no growth, and no scale that growth is read on holds it
            error = level_error(series.chosen[series.years.index(year)], value, series.indicator.precision)
            errors.append(error / abs(value) if clue.form == "growth" else weight * error)
    return replace(clue, sd=math.hypot(*errors))


@dataclass(frozen=True)
class _Level:
    """What tells of a level or a flow."""

    observations: Observations
    series: AnnualSeries

    @property
    def grows(self) -> bool:
        """Whether growth is what moves it: a quantity above zero, and no share, which its bounds hold back."""
        return self.series.indicator.bounds == (0, None)

    def clues(self) -> Iterator[Clue]:
        yield from _measured(self.series)
        for figure in self.series.partial:
            if figure.form == "growth rate":
                if self.grows and _rate_like(figure, self.series.indicator):
                    yield _rate(figure, carried=True)
            elif _speaks(figure, self.series.indicator):
                yield from _totals(figure, self.series)
        if self.grows:
            yield from self._grown()
            yield from self._chained()

    def _grown(self) -> Iterator[Clue]:
        """The rates of the indicators that are the growth of this one."""
        for one in _rates_of(self.observations, self.series.indicator):
            rates = self.observations.series(one, self.series.region)
            for figure in (*rates.chosen, *rates.partial):
                if _rate_like(figure, one):
                    yield _rate(figure, carried=True)

    def unused(self) -> Iterator[tuple[Observation, Message]]:
        for figure in self.series.partial:
            rate = figure.form == "growth rate"
            if rate and not self.grows:
                yield figure, message("clue.unused_no_growth")
            elif rate and figure.value <= -100:
                yield figure, message("clue.unused_all_lost")
            elif not rate and not _speaks(figure, self.series.indicator):
                yield figure, message("clue.unused_form")
            elif figure.price_basis != self.series.indicator.price_basis:
                yield figure, message("clue.unused_prices")

    def _chained(self) -> Iterator[Clue]:
        """Growth at current prices from growth at constant prices and a rate of prices, where the plan names both."""
        indicator, plan = self.series.indicator, self.observations.plan
        if indicator.real_growth is None or indicator.deflator is None:
            return
        real = self.observations.series(indicator.real_growth, self.series.region)
        indices = [self.observations.series(indicator.deflator, self.series.region)]
        indices += [
            self.observations.series(one.by.indicator, one.by.region)
            for one in plan.proxies_for(indicator.deflator, self.series.region)
        ]
        for year, rate, figure in zip(real.years, real.values, real.chosen, strict=True):
            for index in indices:
                prices = index.value(year)
                if prices is None or min(rate, prices) <= -100:
                    continue
                price = index.chosen[index.years.index(year)]
                nominal = 100 * ((1 + rate / 100) * (1 + prices / 100) - 1)
                error = (
                    growth_error(figure, GROWTH_STEP) ** 2 + growth_error(price, GROWTH_STEP) ** 2 + PROXY_ERROR**2
                ) ** 0.5
                said = message(
                    "clue.chained",
                    last=year,
                    rate=rate,
                    prices=prices,
                    index=index.indicator.name,
                    region=index.region,
                    nominal=nominal,
                )
                yield growth_clue((figure, price), nominal, (year - 1, year), said, error, carried=True)
                break


@dataclass(frozen=True)
class _Growth:
    """What tells of a rate of growth: the path is an index, its yearly steps are the rates."""

    observations: Observations
    series: AnnualSeries

    def clues(self) -> Iterator[Clue]:
        step = self.series.indicator.precision or GROWTH_STEP
        for year, value, figure in zip(self.series.years, self.series.values, self.series.chosen, strict=True):
            if value > -100:
                said = message("clue.growth", first=year - 1, last=year, side=message("side.exact"), rate=value)
                clue = growth_clue((figure,), value, (year - 1, year), said, step / 12**0.5, carried=False)
                yield replace(clue, measured=True)
        for figure in self.series.partial:
            if _rate_like(figure, self.series.indicator):
                yield _rate(figure, carried=False)
        yield from self._ratios()

    def unused(self) -> Iterator[tuple[Observation, Message]]:
        for figure in self.series.partial:
            if not _rate_like(figure, self.series.indicator):
                same = figure.price_basis == self.series.indicator.price_basis
                key = "unused_all_lost" if same and figure.value <= -100 else "unused_form" if same else "unused_prices"
                yield figure, message(f"clue.{key}")
        levels = self._levels()
        for year, value, figure in zip(levels.years, levels.values, levels.chosen, strict=True) if levels else ():
            if value <= 0:
                yield figure, message("clue.unused_zero", years=(year,))

    def _levels(self) -> AnnualSeries | None:
        """The levels of what this is the growth of, where they stand on its prices."""
        of = self.series.indicator.growth_of
        if of is None or self.observations.plan[of].price_basis != self.series.indicator.price_basis:
            return None
        return self.observations.series(of, self.series.region)

    def _ratios(self) -> Iterator[Clue]:
        """Growth from neighbouring levels of what this is the growth of."""
        levels = self._levels()
        if levels is None:
            return
        chosen = dict(zip(levels.years, levels.chosen, strict=True))
        for one in growth_of_levels(levels):
            first, last = one.first, one.last
            said = message(
                "clue.ratio", first=first, last=last, low=levels.value(first), high=levels.value(last),
                unit=levels.indicator.unit, rate=one.rate,
            )  # fmt: skip
            figures = (chosen[first], chosen[last])
            yield growth_clue(figures, one.rate, (first, last), said, one.sd, carried=True)


def _measured(series: AnnualSeries) -> Iterator[Clue]:
    for year, value, figure in zip(series.years, series.values, series.chosen, strict=True):
        said = message("clue.level", year=year, side=message("side.exact"), value=value, unit=series.indicator.unit)
        yield replace(total_clue(figure, value, {year: 1.0}, said, 0.0), measured=True)


def _totals(figure: Observation, series: AnnualSeries) -> Iterator[Clue]:
    """A level that is rounded or bounded, a sum or a mean; a bound on a range of levels holds in each year."""
    indicator = series.indicator
    value = units.convert(figure.value, figure.unit, indicator.unit) * series.factor(figure.period.last)
    error = level_error(figure, value, indicator.precision)
    words = {"side": message(f"side.{figure.bound}"), "value": value, "unit": indicator.unit}
    years = tuple(figure.period.years)
    if figure.form == "level":
        for year in years:
            yield total_clue(figure, value, {year: 1.0}, message("clue.level", year=year, **words), error)
        return
    weight = 1.0 if figure.form == "sum" else 1 / len(years)
    said = message(f"clue.{figure.form}", period=figure.period, **words)
    yield total_clue(figure, value, dict.fromkeys(years, weight), said, error)


def _rate(figure: Observation, *, carried: bool) -> Clue:
    """A rate of growth of one year, the yearly average of a range, or the compounded change over one."""
    rate = units.convert(figure.value, figure.unit, "%")
    first, last = figure.period.first - 1, figure.period.last
    if figure.form == "change":
        even, error = even_rate(rate, last - first), growth_error(figure, GROWTH_STEP)
        said = message("clue.change", first=first, last=last, side=message(f"side.{figure.bound}"), rate=rate)
        a_year = error * (100 + even) / (100 + rate) / (last - first)
        return growth_clue((figure,), even, (first, last), said, a_year, carried=carried)
    key = "clue.growth" if figure.period.is_year else "clue.average"
    said = message(key, first=first, last=last, side=message(f"side.{figure.bound}"), rate=rate)
    error = growth_error(figure, GROWTH_STEP)
    return growth_clue((figure,), rate, (first, last), said, error, carried=carried)


def _rate_like(figure: Observation, indicator: Indicator) -> bool:
    """Whether a figure is a rate of growth above -100 %, or a mean of rates, on the indicator's prices."""
    rates: tuple[Tells, ...] = (
        ("value", "about", "bound", "mean", "change") if indicator.measure == "growth" else ("rate",)
    )
    return tells(figure, indicator) in rates and figure.value > -100


def _speaks(figure: Observation, indicator: Indicator) -> bool:
    """Whether a figure that is no rate says something of a level or a flow."""
    return tells(figure, indicator) not in ("rate", "other form", "other prices")


def _rates_of(observations: Observations, indicator: Indicator) -> list[Indicator]:
    """The indicators that are the growth of this one, on its prices."""
    everything: Mapping[str, Indicator] = {**observations.plan.indicators, **observations.plan.series}
    return [
        one for one in everything.values() if one.growth_of == indicator.id and one.price_basis == indicator.price_basis
    ]
