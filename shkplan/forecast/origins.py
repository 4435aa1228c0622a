"""What a backtest lets models see of a series from an origin, and what a plan would have asked there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from shkplan.base.errors import NotAssessable
from shkplan.base.given import is_missing
from shkplan.base.messages import Text, message, said
from shkplan.distributions.links import Bounds, FloatArray, LinkName, Support
from shkplan.distributions.marginals import Marginals
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.frames import measured, once_a_series
from shkplan.forecast.informing import LONGEST, MEMORY
from shkplan.forecast.projection import DEFAULT_PATHS
from shkplan.forecast.scores import yearly_change
from shkplan.models import Fit, Model
from shkplan.models.base import IntArray, calendar

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LEAST", "QUESTIONS", "TREND_YEARS", "Past", "of_pair", "of_panel", "of_series"]

TREND_YEARS = 5
LEAST = 4  # measured years up to the first origin
QUESTIONS = {"level": 0.0, "half trend": 0.5, "full trend": 1.0}  # share of the trend that is asked for


@dataclass(frozen=True, eq=False)
class Past:
    """A series of which models see a part; first years of a basis, and the name of an indicator where it has one."""

    years: IntArray
    values: FloatArray
    support: Support
    link: LinkName
    breaks: tuple[int, ...] = ()
    name: Text | None = None

    def origins(self) -> tuple[int, ...]:
        """Measured years with enough up to them on their basis, and one after them on the same."""
        enough = (int(y) for y in self.years if np.sum(self._same_basis(y) & (self.years <= y)) >= LEAST)
        return tuple(y for y in enough if np.any(self._same_basis(y) & (self.years > y)))

    def checked(self, origin: int) -> int:
        """The origin, once it is one.

        Raises:
            ValueError: it was not measured.
        """
        if origin not in self.years:
            raise ValueError(
                said("origin {origin} was not measured. Choose among {years}", origin=origin, years=list(self.years))
            )
        return origin

    def seen_by(self, model: Model, origin: int) -> Fit:
        """A model that knows the years up to the origin, within its memory."""
        known = self._same_basis(origin) & (self.years <= origin)
        known &= self.years > origin - MEMORY.get(model.name, LONGEST)
        try:
            return model.fit(self.years[known], self.values[known], self.support, self.link)
        except ValueError as error:
            if self.name is None:
                raise
            raise NotAssessable(message("reason.off_scale", indicator=self.name, detail=str(error))) from error

    def after(self, origin: int, horizon: int) -> tuple[IntArray, FloatArray]:
        """Measured years ahead on the same basis, with their values."""
        ahead = self._same_basis(origin) & (self.years > origin) & (self.years <= origin + horizon)
        return self.years[ahead], self.values[ahead]

    def change(self, origin: int) -> float:
        known = self._same_basis(origin) & (self.years <= origin)
        return yearly_change(self.years[known], self.values[known]) if known.sum() > 1 else 0.0

    def asked(
        self, told: Marginals, origin: int, years: IntArray, truths: FloatArray
    ) -> Iterator[tuple[int, dict[str, object]]]:
        """The questions by position of their year, what was said and what happened; none whose number cannot be."""
        known = self._same_basis(origin) & (self.years <= origin) & (self.years >= origin - TREND_YEARS)
        back, values = self.years[known], self.values[known]
        slope = float(values[-1] - values[0]) / max(int(back[-1] - back[0]), 1)
        low, high = self.support.on(self.link).interval
        shares = np.array(list(QUESTIONS.values()))
        numbers = float(values[-1]) + shares * slope * (years[:, np.newaxis] - origin)
        below = told.cdf(numbers)
        floor = 0.5 / (DEFAULT_PATHS + 1)  # an estimate never says never
        probs = np.clip(1.0 - below if slope >= 0 else below, floor, 1 - floor)
        for (at, i), number in np.ndenumerate(numbers):
            if low < number < high:
                reached = bool(truths[at] >= number if slope >= 0 else truths[at] <= number)
                said = {"number": float(number), "prob": float(probs[at, i]), "reached": reached}
                yield at, {"question": list(QUESTIONS)[i], **said}

    def _same_basis(self, origin: int) -> npt.NDArray[np.bool_]:
        first = max((year for year in self.breaks if year <= origin), default=self.years[0])
        ends = min((year for year in self.breaks if year > origin), default=self.years[-1] + 1)
        return np.asarray((self.years >= first) & (self.years < ends))


def of_series(series: AnnualSeries, link: LinkName) -> Past:
    of = series.indicator
    years = calendar(np.array(series.years, dtype=np.int64))
    return Past(years, np.array(series.values), Support(*of.bounds, of.precision), link, series.breaks, of.name)


def of_panel(frame: pd.DataFrame, link: LinkName, bounds: Bounds) -> Iterator[tuple[object, Past | str]]:
    """Each series by its name, or why it is none."""
    found = measured(frame)
    told: dict[int, Past | str] = {**found.empty, **found.reasons}
    (starts, ends), none = found.spans, (np.nan if bound is None else float(bound) for bound in bounds)
    (lows, odd), (highs, more) = (
        once_a_series(found, starts, name, bound) for name, bound in zip(("lower", "upper"), none, strict=True)
    )
    for at, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        place, rows = int(found.code[start]), found.rows.iloc[start:end]
        told[place] = (more | odd).get(at) or _of_rows(
            str(found.names[place]), rows, link, (_bound(lows[at]), _bound(highs[at]))
        )
    yield from ((found.names[place], told[place]) for place in sorted(told))
    if found.nameless is not None:
        yield None, found.nameless


def _of_rows(name: str, rows: pd.DataFrame, link: LinkName, bounds: Bounds) -> Past | str:
    """One series of a panel, or why it is none."""
    if bounds == (None, None) and rows["value"].min() > 0:
        bounds = (0.0, None)  # as project_panel counts it
    if "link" in rows and not is_missing(rows["link"].iloc[0]):
        link = rows["link"].iloc[0]
    try:
        return of_pair(rows["year"], rows["value"], link, bounds, Text(name, name))
    except ValueError as error:
        return str(error.args[0]) if not isinstance(error.args[0], str) else error.args[0]


def _bound(given: float) -> float | None:
    return None if np.isnan(given) or np.isinf(given) else float(given)


def of_pair(
    years: npt.ArrayLike, values: npt.ArrayLike, link: LinkName, bounds: Bounds, name: Text | None = None
) -> Past:
    when, what = calendar(years), np.array(values, dtype=np.float64)
    if what.shape != when.shape:
        raise ValueError(
            said(
                "found {size} years and values of shape {shape}. Give one value for each year",
                size=when.size,
                shape=what.shape,
            )
        )
    return Past(when, what, Support(*bounds), link, name=name)
