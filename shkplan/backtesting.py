r"""Rolling origin: what each model would have said in the past, and what happened.

From every origin year the models see what lies up to it and nothing else, and are scored one to ``horizon`` years on:
how near (MASE, sMAPE), how honest (80 and 95 % coverage, CRPS, MSIS; :mod:`shkplan.scores`), and, since the product is a
probability, how good a probability. Three questions a plan would have asked at the origin, in the direction the series
was moving, with g the average yearly change of the last (up to) ``TREND_YEARS`` years:

    level        is the value of the origin year still reached h years on?      y_h >= y_0
    half trend   is half of the trend kept?                                     y_h >= y_0 + h g / 2
    full trend   does the trend continue?                                       y_h >= y_0 + h g

(for a falling series <= throughout). There is nothing random in it: laws are asked, not paths.

What it does not tell: figures are those of today, not those that were published by the origin (revisions flatter every
model alike); errors of one series overlap and hang together, so ten origins are far fewer than ten independent trials.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from shkplan.errors import NotAssessable
from shkplan.laws import Direction, Law
from shkplan.links import Bounds, FloatArray, LinkName, Support
from shkplan.messages import Text, message
from shkplan.models import MODELS, model_named
from shkplan.models.base import IntArray, calendar
from shkplan.projection import DEFAULT_PATHS, MEMORY
from shkplan.scores import SCORES, brier, reliability, score, yearly_change
from shkplan.series import AnnualSeries

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Backtest", "backtest"]

TREND_YEARS = 5
LEAST = 4  # measured years up to the first origin
_KEY = ("model", "origin", "horizon")
QUESTIONS = {"level": 0.0, "half trend": 0.5, "full trend": 1.0}  # share of the trend that is asked for


@dataclass(frozen=True, eq=False)
class Backtest:
    """What came out.

    Attributes:
        scores: one row a model, origin and horizon: year, truth, median, MASE, sMAPE, CRPS, MSIS, covered_80, covered_95.
        attainment: one row a model, origin, horizon and question: number, prob (said), reached (happened).
        failures: one row a model and origin without a fit, with the reason; no other model stands in.
    """

    scores: pd.DataFrame
    attainment: pd.DataFrame
    failures: pd.DataFrame

    def table(self, by: Sequence[str] = ("model",)) -> pd.DataFrame:
        """Mean scores of each model (or of each of the combinations of ``by``), and n, the number of forecasts."""
        rows = self.scores.groupby(list(by), sort=False)
        means = rows[list(SCORES[1:])].mean()
        return means.assign(n=rows.size()).reset_index()

    def brier(self, by: Sequence[str] = ("model", "question")) -> pd.DataFrame:
        """Brier scores against the base rate's; see :func:`shkplan.scores.brier`."""
        return brier(self.attainment, list(by))

    def reliability(self, by: Sequence[str] = ("model",), bins: int = 5) -> pd.DataFrame:
        """Said against happened; see :func:`shkplan.scores.reliability`."""
        return reliability(self.attainment, list(by), bins)


def backtest(
    series: AnnualSeries | tuple[npt.ArrayLike, npt.ArrayLike],
    *,
    models: Sequence[str] = tuple(MODELS),
    horizon: int = 5,
    origins: Sequence[int] | None = None,
    link: LinkName = "auto",
    bounds: Bounds = (None, None),
) -> Backtest:
    """The rolling-origin scores of models on one series.

    Args:
        series: yearly values, or a pair (years, values).
        models: names in ``shkplan.models.MODELS``.
        horizon: years ahead, at most; only measured years on the origin's basis are scored.
        origins: last years that the models see; default every measured year with :data:`LEAST` up to it and one after.
        link: the scale; "auto" follows the bounds.
        bounds: of a pair; an ``AnnualSeries`` has those of its indicator.

    Raises:
        UnknownName: a model nobody knows.
        ValueError: a horizon below 1, an origin that was not measured, or a pair whose values the scale cannot hold
            (a series that a model's scale cannot hold is among its failures).
        NotAssessable: the series is too short to hold any year back.
    """
    import pandas as pd

    if horizon < 1:
        raise ValueError(f"found horizon {horizon}; give the number of years ahead, 1 or more")
    past = _of_series(series, link) if isinstance(series, AnnualSeries) else _of_pair(*series, link, bounds)
    chosen = past.origins() if origins is None else tuple(past.checked(origin) for origin in origins)
    if not chosen:
        raise NotAssessable(message("reason.no_origin", n=len(past.years), least=LEAST))
    scores, attainment, failures = [], [], []
    for name, origin in product(models, chosen):
        try:
            law_of = past.seen_by(name, origin)
        except NotAssessable as refusal:
            failures.append((name, origin, refusal.reason))
            continue
        for year, truth in past.after(origin, horizon):
            law, key = law_of(year), {"model": name, "origin": origin, "horizon": year - origin}
            scores.append(key | {"year": year, "truth": truth} | score(law, truth, past.change(origin)))
            attainment += [key | answer for answer in past.asked(law, origin, year, truth)]
    return Backtest(
        pd.DataFrame(scores, columns=[*_KEY, "year", "truth", *SCORES]),
        pd.DataFrame(attainment, columns=[*_KEY, "question", "number", "prob", "reached"]),
        pd.DataFrame(failures, columns=["model", "origin", "reason"]),
    )


@dataclass(frozen=True, eq=False)
class _Past:
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
        if origin not in self.years:
            raise ValueError(f"origin {origin} was not measured. Choose among {', '.join(map(str, self.years))}")
        return origin

    def seen_by(self, name: str, origin: int) -> Callable[[int], Law]:
        """The laws of a model that knows the years up to the origin, within its memory."""
        model = model_named(name)
        known = self._same_basis(origin) & (self.years <= origin) & (self.years > origin - MEMORY.get(name, 10_000))
        try:
            return model.fit(self.years[known], self.values[known], self.support, self.link).law
        except ValueError as error:
            if self.name is None:
                raise
            raise NotAssessable(message("reason.off_scale", indicator=self.name, detail=str(error))) from error

    def after(self, origin: int, horizon: int) -> list[tuple[int, float]]:
        """Measured years ahead on the same basis, with their values."""
        ahead = self._same_basis(origin) & (self.years > origin) & (self.years <= origin + horizon)
        return [(int(year), float(value)) for year, value in zip(self.years[ahead], self.values[ahead], strict=True)]

    def change(self, origin: int) -> float:
        known = self._same_basis(origin) & (self.years <= origin)
        return yearly_change(self.years[known], self.values[known]) if known.sum() > 1 else 0.0

    def asked(self, law: Law, origin: int, year: int, truth: float) -> Iterator[dict[str, object]]:
        """The questions, what was said and what happened; none whose number lies outside what can be."""
        known = self._same_basis(origin) & (self.years <= origin) & (self.years >= origin - TREND_YEARS)
        years, values = self.years[known], self.values[known]
        slope = float(values[-1] - values[0]) / max(int(years[-1] - years[0]), 1)
        direction: Direction = "at_least" if slope >= 0 else "at_most"
        low, high = self.support.on(self.link).interval
        floor = 0.5 / (DEFAULT_PATHS + 1)  # an estimate never says never
        for question, share in QUESTIONS.items():
            number = float(values[-1]) + share * slope * (year - origin)
            if low < number < high:
                prob = float(np.clip(law.prob(direction, number), floor, 1 - floor))
                reached = truth >= number if slope >= 0 else truth <= number
                yield {"question": question, "number": number, "prob": prob, "reached": bool(reached)}

    def _same_basis(self, origin: int) -> npt.NDArray[np.bool_]:
        first = max((year for year in self.breaks if year <= origin), default=self.years[0])
        ends = min((year for year in self.breaks if year > origin), default=self.years[-1] + 1)
        return np.asarray((self.years >= first) & (self.years < ends))


def _of_series(series: AnnualSeries, link: LinkName) -> _Past:
    of = series.indicator
    years = calendar(np.array(series.years, dtype=np.int64))
    return _Past(years, np.array(series.values), Support(*of.bounds, of.precision), link, series.breaks, of.name)


def _of_pair(years: npt.ArrayLike, values: npt.ArrayLike, link: LinkName, bounds: Bounds) -> _Past:
    when, what = calendar(years), np.array(values, dtype=np.float64)
    if what.shape != when.shape:
        raise ValueError(f"found {when.size} years and values of shape {what.shape}. Give one value for each year")
    return _Past(when, what, Support(*bounds), link)
