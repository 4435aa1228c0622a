"""Growth compounded over the window reaches the number, as an average a year or in all.

With yearly rates g of the years after the base year, the growth over the window is the product of 1 + g / 100; with
levels it is the value of the last year over that of the base year. Its root of as many years as the window has is the
average a year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, message, said
from shkplan.base.typed import Location, Misfit, Number
from shkplan.register.consistency import unconverted
from shkplan.register.targets.base import WindowRecord
from shkplan.register.targets.levelled import Levelled, as_measured
from shkplan.register.targets.number import NumberRecord, amount
from shkplan.register.targets.steering import Form, Steered, compounding
from shkplan.register.targets.values import (
    BoolArray,
    CourseForm,
    Facts,
    FloatArray,
    Goal,
    Headway,
    Mark,
    Quantity,
    Required,
    Spread,
    Way,
    Year,
    even_rate,
    printed_as,
    reaches,
)


class Growth(NumberRecord, WindowRecord):
    """Growth over the window, compounded: ``per: year`` speaks of its average a year, ``per: window`` of the whole change."""

    compounds: ClassVar[bool] = True
    derived: ClassVar[bool] = True
    spanning: ClassVar[Literal["", "sum", "change"]] = "change"
    course: ClassVar[CourseForm] = "growth"

    kind: Literal["growth"]
    number: Annotated[Number, Field(gt=-100)]
    per: Literal["year", "window"]
    base_year: Year

    @property
    def years(self) -> tuple[int, ...]:
        """The years whose growth is compounded."""
        return tuple(range(self.base_year + 1, self.window.last + 1))

    def deciding(self, of: Quantity) -> tuple[int, ...]:
        return self.years if _rates(of) else (self.deadline,)

    @property
    def comparable(self) -> tuple[int, int] | None:
        return self.base_year, self.deadline

    def misfits(self, of: Quantity, at: Location) -> Iterator[Misfit]:
        yield from before_window(self, self.base_year, at)
        if of.unit:
            yield from unconverted(self.unit, "%", (*at, "unit"))

    def goal(self, facts: Facts) -> Goal:
        base = None if _rates(facts.of) else facts.figures.get(self.base_year)
        if base is None and not _rates(facts.of):
            raise NotAssessable(message("reason.no_base_year", year=self.base_year))
        if base is not None and base <= 0:
            words = {"year": self.base_year, "base": base, "unit": facts.of.unit}
            raise NotAssessable(message("reason.base_not_positive", **words))
        quantity = message(f"quantity.{self._told}_per_{self.per}", window=self.window)
        threshold, notes = self.number, tuple[Message, ...]()
        if self.at_precision is not None:
            threshold = printed_as(self.number, self.direction, self.at_precision)
            notes = (message("assumption.at_precision", step=self.at_precision, number=self.number, unit="%"),)
        return Goal(self.number, threshold, threshold, "%", quantity, notes)

    def shared(self, figure: float, years: int) -> float:
        """The even yearly rate (%)."""
        return even_rate(figure, years)

    def value(self, facts: Facts, own: FloatArray, *others: FloatArray) -> FloatArray:
        """Growth over the window in %, as an average a year where the target speaks of one."""
        factor = compounded(own) if _rates(facts.of) else np.maximum(own[:, 0], 0.0) / facts.figures[self.base_year]
        root = 1 / len(self.years) if self.per == "year" else 1.0
        return np.asarray(100 * (factor**root - 1))

    def running(self, facts: Facts, own: FloatArray, *others: FloatArray) -> FloatArray:
        """Growth since the base year in %, as an average of the years so far where the target speaks of one."""
        known = (
            np.maximum(1 + own / 100, 0.0).cumprod(axis=1)
            if _rates(facts.of)
            else np.maximum(own, 0.0) / facts.figures[self.base_year]
        )
        roots = 1 / np.arange(1, own.shape[1] + 1) if self.per == "year" else 1.0
        return np.asarray(100 * (known**roots - 1))

    def decided(self, facts: Facts, goal: Goal, reached: bool) -> Message:
        growth = self.known(facts)
        outcome = f"{'reached' if reached else 'missed'}{'_early' if growth is None else ''}"
        words = {} if growth is None else {"growth": growth}
        asked = {"measured": self.measured(facts), **self._asked()}
        return message(f"reason.{self._told}_observed_{outcome}", **asked, **words)

    def estimated(self, facts: Facts, goal: Goal, spread: Spread, own: FloatArray, *others: FloatArray) -> Message:
        words = {**spread._asdict(), **self._asked()}
        if not _rates(facts.of):
            where = {"base": facts.figures[self.base_year], "unit": facts.of.unit, "base_year": self.base_year}
            return message(f"reason.{self._told}_estimated_level", **where, year=self.deadline, **words)
        measured, so_far = self.measured(facts), 100 * (self._so_far(facts) - 1)
        key = f"reason.{self._told}_estimated{'' if measured else '_none'}"
        return message(key, so_far=so_far, measured=measured, missing=self.missing(facts), **words)

    def steers(self, of: Quantity) -> Form:
        return "rate" if _rates(of) else "growth"

    def needed(self, facts: Facts, goal: Goal, paths: Steered, *others: FloatArray) -> FloatArray | None:
        if not _rates(facts.of):
            level = facts.figures[self.base_year] * self._factor_of(goal.threshold)
            return np.asarray(paths.link.extended(level) - paths.off[:, -1])
        if not compounding(paths.link):
            return None
        with np.errstate(divide="ignore"):
            so_far = np.log1p(np.maximum(paths.kept / 100, -1.0)).sum(axis=1)
        return np.asarray(
            (np.log(self._factor_of(goal.threshold)) - so_far - paths.off.sum(axis=1)) / len(paths.free) + np.log(100)
        )

    def stride(self, of: Quantity, figures: Mapping[int, float], years: Sequence[int]) -> float | None:
        """Growth a year (%), of rates or of a level."""
        if _rates(of):
            return even_growth(figures, years)
        ends = figures.get(years[0] - 1), figures.get(years[-1])
        if ends[0] is None or ends[1] is None or ends[0] <= 0:
            return None
        return even_rate(100 * (ends[1] / ends[0] - 1), len(years))

    def reached_by(self, facts: Facts, goal: Goal, own: FloatArray, years: Sequence[int]) -> BoolArray | None:
        """The growth since the base year; an average a year belongs to its window, and a ceiling is kept and not reached."""
        if self.per == "year" or not (self.up or self.falls):
            return None
        if not _rates(facts.of):
            return reaches(own, facts.figures[self.base_year] * self._factor_of(goal.threshold), self.up)
        if self.base_year + 1 not in years:
            return None
        first = list(years).index(self.base_year + 1)
        factors = np.ones_like(own)
        factors[:, first:] = np.maximum(1 + own[:, first:] / 100, 0.0).cumprod(axis=1)
        return reaches(factors, self._factor_of(goal.threshold), self.up)

    def required(self, facts: Facts, goal: Goal, *others: FloatArray) -> Required | None:
        """The even yearly growth (%) still needed; None where a level is there already, or no growth leads there."""
        so_far, years = self._so_far(facts), self.missing(facts)
        if not _rates(facts.of):
            years = tuple(range(facts.latest[0] + 1, self.deadline + 1)) if facts.latest else ()
        if so_far <= 0 or not years:
            return None
        missing = self._factor / so_far
        if not _rates(facts.of) and bool(reaches(np.array(1 / missing), 1.0, self.up)):
            return None
        value = 100 * (missing ** (1 / len(years)) - 1)
        sentence = message(f"required.growth_{self.direction}", value=value, years=years)
        if value < 0:
            sentence = message("required.growth_spare" if self.up else "required.fall", value=-value, years=years)
        return Required("yearly_growth", value, "%", sentence)

    def headway(self, facts: Facts, since: int) -> Headway | Message:
        """Of the growth wanted in all, counted in logarithms, so that even growth is on its way evenly.

        Of growth of at most so much, or of a fall of no more, it is the room used.
        """
        goal = self.goal(facts)  # of levels there must be one of the base year, above zero
        known = self.measured(facts) if _rates(facts.of) else self._since_base(facts)
        if not known:
            return message("headway.no_year", window=self.window)
        wanted = self._factor_of(goal.threshold)
        so_far = self._so_far(facts) if _rates(facts.of) else facts.figures[known[-1]] / facts.figures[self.base_year]
        if wanted == 1.0 or so_far <= 0:
            return message("headway.no_growth" if wanted == 1.0 else "headway.nothing_left", year=known[-1])
        way: Way = "growth" if self.up == (wanted > 1.0) else "room"
        return Headway(float(np.log(so_far) / np.log(wanted)), len(known) / len(self.years), known[-1], way)

    def levelled(self, facts: Facts, since: int) -> Levelled | Message:
        """The level and what it is to grow to; yearly rates as the index they compound to, 100 in the base year, while none is missing."""
        self.goal(facts)
        if not _rates(facts.of):
            number = facts.figures[self.base_year] * self._factor
            return as_measured(facts, self.base_year, number, self.deadline, self.up)
        values = {self.base_year: 100.0}
        for year in self.years:
            if year not in facts.figures:
                break
            values[year] = values[year - 1] * max(1 + facts.figures[year] / 100, 0.0)
        if len(values) == 1:
            return message("headway.no_year", window=self.window)
        notes = (message("levelled.index", year=self.base_year),)
        return Levelled(values, self.base_year, 100 * self._factor, self.deadline, self.up, "", notes=notes)

    def _since_base(self, facts: Facts) -> tuple[int, ...]:
        """The years from the base year to the latest figure of the window, of levels."""
        last = max((year for year in facts.figures if year <= self.deadline), default=self.base_year)
        return tuple(range(self.base_year + 1, last + 1))

    @property
    def _factor(self) -> float:
        """What the base year's value is multiplied by where the target is met exactly."""
        return self._factor_of(self.number)

    def _factor_of(self, growth: float) -> float:
        """The same for another growth (%), as the target counts it."""
        return float((1 + growth / 100) ** (len(self.years) if self.per == "year" else 1))

    def _so_far(self, facts: Facts) -> float:
        """The factor of growth by what is measured: over the measured years, or from the base year to the last figure."""
        if _rates(facts.of):
            return float(compounded(np.array([[facts.figures[year] for year in self.measured(facts)]]))[0])
        return facts.latest[1] / facts.figures[self.base_year] if facts.latest else 1.0

    @property
    def falls(self) -> bool:
        return not self.up and self.number < 0

    @property
    def _told(self) -> Literal["growth", "fall"]:
        return "fall" if self.falls else "growth"

    def _asked(self) -> dict[str, object]:
        number = -self.number if self.falls else self.number
        return {"number": number, "window": self.window, "per": message(f"growth.per_{self.per}")}

    def short(self, indicator: str = "") -> Message:
        asked = {"per": message(f"growth.per_{self.per}"), **self.when}
        if self.falls:
            return message("target.fall", amount=amount(-self.number, self.unit), **asked)
        key = "target.growth" if self.up else "target.growth_at_most"
        return message(key, amount=amount(self.number, self.unit), **asked)

    def brief(self, indicator: str = "") -> Message:
        told, per = super().brief(indicator), message(f"growth.per_{self.per}")
        if not self.falls:
            return message(told.key, per=per, **told.values)
        fall = {**told.values, "sign": message("brief_sign.at_least"), "amount": amount(-self.number, self.unit)}
        return message("brief.fall", per=per, **fall)

    def mark(self, of: Quantity, figures: Mapping[int, float]) -> Mark | None:
        """Of yearly rates the even one that meets the target; of levels the one that meets it at the deadline."""
        if _rates(of):
            even = 100 * (self._factor ** (1 / len(self.years)) - 1)
            return Mark(even, self.years[0], self.years[-1], message("chart.target_growth"))
        base = figures.get(self.base_year)
        if base is None:
            return None
        return Mark(base * self._factor, self.deadline, self.deadline, message("chart.target"))


def _rates(of: Quantity) -> bool:
    """Whether the quantity is itself a rate of growth."""
    return of.measure == "growth"


def compounded(rates: FloatArray) -> FloatArray:
    """(n,) factors of growth of (n, n_years) yearly rates (%); what has lost all of it stays lost."""
    factors = np.maximum(1 + rates / 100, 0.0)
    with np.errstate(invalid="ignore"):  # nothing of something without end
        return np.where((factors == 0).any(axis=1), 0.0, factors.prod(axis=1))


def even_growth(figures: Mapping[int, float], years: Sequence[int]) -> float | None:
    """The even yearly rate (%) that consecutive yearly rates compound to; None where one is missing."""
    if any(year not in figures for year in years):
        return None
    whole = compounded(np.array([[figures[year] for year in years]]))[0]
    return even_rate(float(100 * (whole - 1)), len(years))


def before_window(target: WindowRecord, base_year: int, at: Location) -> Iterator[Misfit]:
    """That growth of the window does not start from a year before it."""
    if base_year >= target.window.first:
        expected = said("a year before the window {window}", window=target.window)
        yield Misfit(expected, said("Growth of the window starts from it."), found=base_year, at=(*at, "base_year"))
