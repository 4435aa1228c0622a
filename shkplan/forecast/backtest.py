r"""Rolling origin: what each model would have said in the past, and what happened.

From every origin year the models see what lies up to it and nothing else, and are scored one to ``horizon`` years on:
how near (MASE, sMAPE), how honest (80 and 95 % coverage, CRPS, MSIS; :mod:`shkplan.forecast.scores`), and, since the product is a
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

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from shkplan.base.errors import NotAssessable, UnknownName
from shkplan.base.messages import Text, message
from shkplan.distributions.links import Bounds, FloatArray, LinkName, Support
from shkplan.distributions.marginals import Marginals
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.calibration import Calibration, Failures
from shkplan.forecast.projection import DEFAULT_PATHS, MEMORY
from shkplan.forecast.scores import ASKED, SCORES, brier, reliability, scored, yearly_change
from shkplan.models import MODELS, Fit, Model, model_named
from shkplan.models.base import IntArray, calendar

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Backtest", "backtest"]

TREND_YEARS = 5
LEAST = 4  # measured years up to the first origin
_KEY = ("model", "origin", "horizon")
QUESTIONS = {"level": 0.0, "half trend": 0.5, "full trend": 1.0}  # share of the trend that is asked for


@dataclass(frozen=True, eq=False)
class Backtest:
    """What came out; of a panel, every table begins with the column ``series``.

    Attributes:
        scores: one row a model, origin and horizon: year, truth, median, MASE, sMAPE, CRPS, MSIS, covered_80, covered_95.
        attainment: one row a model, origin, horizon and question: number, prob (said), reached (happened).
        failures: one row a model and origin without a fit, with the reason; no other model stands in. A series of a
            panel that is none, or too short to hold a year back, has one row without model and origin.
        name: of the indicator; None of arrays and panels.
    """

    scores: pd.DataFrame
    attainment: pd.DataFrame
    failures: pd.DataFrame
    name: Text | None = None

    @property
    def models(self) -> tuple[str, ...]:
        """The models that were scored at least once, in the order asked."""
        return tuple(str(name) for name in self.scores["model"].unique())

    @property
    def origins(self) -> tuple[int, ...]:
        """The origins from which a model was scored."""
        return tuple(sorted(int(year) for year in self.scores["origin"].unique()))

    def table(self, by: Sequence[str] = ("model",)) -> pd.DataFrame:
        """Mean scores of each model (or of each of the combinations of ``by``), and n, the number of forecasts."""
        rows = self.scores.groupby(list(by), sort=False)
        means = rows[list(SCORES[1:])].mean()
        return means.assign(n=rows.size()).reset_index()

    def brier(self, by: Sequence[str] = ("model", "question")) -> pd.DataFrame:
        """Brier scores against the base rate's; see :func:`shkplan.forecast.scores.brier`."""
        return brier(self.attainment, list(by))

    def reliability(self, by: Sequence[str] = ("model",), bins: int = 5) -> pd.DataFrame:
        """Said against happened; see :func:`shkplan.forecast.scores.reliability`."""
        return reliability(self.attainment, list(by), bins)

    def curve(self, model: str) -> list[dict[str, float]]:
        """The reliability of one model, bin by bin; empty where no question could be asked."""
        asked = self.attainment[self.attainment["model"] == model]
        rows = (
            reliability(asked, ["model"]).drop(columns=["model", "base_rate"]).to_dict("records") if len(asked) else []
        )
        return [{str(name): value for name, value in row.items()} for row in rows]

    def calibration(self, model: str = "") -> Calibration:
        """The reliability of one model as a value to show; default the first.

        Raises:
            UnknownName: a model that was not scored.
        """
        name = model or next(iter(self.models), "")
        if name not in self.models:
            raise UnknownName("model of a backtest", name, self.models)
        return Calibration(self, name)

    @property
    def refusals(self) -> Failures:
        """Where a model could not be fitted, as a value to show."""
        return Failures(self)

    def __repr__(self) -> str:
        return f"Backtest({len(self.models)} models, {len(self.origins)} origins, {len(self.scores)} forecasts)"


def backtest(
    series: AnnualSeries | tuple[npt.ArrayLike, npt.ArrayLike] | pd.DataFrame,
    *,
    models: Sequence[str | Model] = tuple(MODELS),
    horizon: int = 5,
    origins: Sequence[int] | None = None,
    last: int | None = None,
    link: LinkName = "auto",
    bounds: Bounds = (None, None),
) -> Backtest:
    """The rolling-origin scores of models on one series, or on every series of a panel.

    Args:
        series: yearly values; or a pair (years, values); or a panel, a frame with the columns ``series``, ``year`` and
            ``value`` and optionally ``link``, ``lower`` and ``upper``, read as :func:`shkplan.project_panel` reads it.
        models: names in ``shkplan.models.MODELS``, or models.
        horizon: years ahead, at most; only measured years on the origin's basis are scored.
        origins: last years that the models see; default every measured year with :data:`LEAST` up to it and one after.
            In a panel an origin that a series did not measure is passed over in that series.
        last: only so many origins, the latest, of every series; default all.
        link: the scale; "auto" follows the bounds.
        bounds: of a pair, and of a panel without such columns; an ``AnnualSeries`` has those of its indicator.

    Raises:
        UnknownName: a model nobody knows.
        ValueError: a horizon or ``last`` below 1, an origin that was not measured, a panel without its columns, or a
            pair whose values the scale cannot hold (an indicator or a panel has such a series among its failures).
        NotAssessable: no figures, or too few to hold any year back; of a panel: all of its series are.
    """
    for name, number in (("horizon", horizon), ("last", last)):
        if number is not None and number < 1:
            raise ValueError(f"found {name} {number}; give a number of years, 1 or more")
    rows = _Rows([model_named(one) if isinstance(one, str) else one for one in models], horizon)
    if isinstance(series, AnnualSeries):
        if not series.years:
            raise NotAssessable(message("reason.no_figures", indicator=series.indicator.name, region=series.region))
        rows.add(_of_series(series, link), origins, last)
        return rows.told(series.indicator.name)
    if isinstance(series, tuple):
        rows.add(_of_pair(*series, link, bounds), origins, last)
        return rows.told()
    refusals = []
    for label, past in _of_panel(series, link, bounds):
        if isinstance(past, str):
            rows.refused(label, past)
            continue
        try:
            rows.add(
                past, [year for year in origins if year in past.years] if origins is not None else None, last, label
            )
        except NotAssessable as refusal:
            rows.refused(label, refusal.reason)
            refusals.append(refusal)
    if refusals and not rows.tried:
        raise refusals[0]
    return rows.told(panel=True)


class _Rows:
    """The rows of a backtest as they are found."""

    def __init__(self, models: Sequence[Model], horizon: int) -> None:
        self.models, self.horizon, self.tried = models, horizon, 0
        self.scores: list[dict[str, object]] = []
        self.quantiles, self.truths, self.changes = list[FloatArray](), list[FloatArray](), list[FloatArray]()
        self.attainment: list[dict[str, object]] = []
        self.failures: list[dict[str, object]] = []

    def add(self, past: _Past, origins: Sequence[int] | None, last: int | None, label: object = None) -> None:
        """Every model at every origin of one series."""
        chosen = past.origins() if origins is None else tuple(past.checked(origin) for origin in origins)
        if not chosen:
            raise NotAssessable(message("reason.no_origin", n=len(past.years), least=LEAST))
        for model, origin in product(self.models, sorted(chosen)[-last:] if last else chosen):
            self.tried += 1
            key: dict[str, object] = {"series": label, "model": model.name, "origin": origin}
            try:
                fit = past.seen_by(model, origin)
                for years, truths in self._at_once(fit, past.after(origin, self.horizon)):
                    self._said(key, past, origin, fit, years, truths)
            except NotAssessable as refusal:
                self.failures.append(key | {"reason": refusal.reason})

    @staticmethod
    def _at_once(fit: Fit, ahead: tuple[IntArray, FloatArray]) -> Iterator[tuple[IntArray, FloatArray]]:
        """The years ahead all together; one by one where a model cannot tell of some of them."""
        years, truths = ahead
        try:
            fit.marginals(years)
        except NotAssessable:
            yield from ((years[[at]], truths[[at]]) for at in range(years.size))
        else:
            yield years, truths

    def _said(
        self, key: dict[str, object], past: _Past, origin: int, fit: Fit, years: IntArray, truths: FloatArray
    ) -> None:
        """The forecasts of years ahead, and the answers to what a plan would have asked."""
        told = fit.marginals(years)
        rows = [key | {"horizon": int(year) - origin} for year in years]
        self.scores += [row | {"year": int(year), "truth": y} for row, year, y in zip(rows, years, truths, strict=True)]
        self.quantiles.append(told.quantiles(ASKED))
        self.truths.append(truths)
        self.changes.append(np.full(years.size, past.change(origin)))
        self.attainment += [rows[at] | answer for at, answer in past.asked(told, origin, years, truths)]

    def refused(self, label: object, reason: object) -> None:
        self.failures.append({"series": label, "model": None, "origin": None, "reason": reason})

    def told(self, name: Text | None = None, panel: bool = False) -> Backtest:
        """The tables, with the column ``series`` for a panel."""
        import pandas as pd

        first = ["series"] if panel else []
        scores = pd.DataFrame(self.scores, columns=[*first, *_KEY, "year", "truth", *SCORES])
        if self.quantiles:
            scores = scores.assign(
                **scored(*(np.concatenate(part) for part in (self.quantiles, self.truths, self.changes)))
            )
        return Backtest(
            scores,
            pd.DataFrame(self.attainment, columns=[*first, *_KEY, "question", "number", "prob", "reached"]),
            pd.DataFrame(self.failures, columns=[*first, "model", "origin", "reason"]),
            name,
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

    def seen_by(self, model: Model, origin: int) -> Fit:
        """A model that knows the years up to the origin, within its memory."""
        known = self._same_basis(origin) & (self.years <= origin)
        known &= self.years > origin - MEMORY.get(model.name, 10_000)
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


def _of_series(series: AnnualSeries, link: LinkName) -> _Past:
    of = series.indicator
    years = calendar(np.array(series.years, dtype=np.int64))
    return _Past(years, np.array(series.values), Support(*of.bounds, of.precision), link, series.breaks, of.name)


def _of_panel(frame: pd.DataFrame, link: LinkName, bounds: Bounds) -> Iterator[tuple[object, _Past | str]]:
    """Each series by its name, or why it is none."""
    missing = [name for name in ("series", "year", "value") if name not in frame]
    if missing:
        raise ValueError(f"no column {', '.join(missing)} in the frame; it needs series, year and value")
    for label, rows in frame.dropna(subset="value").sort_values(["series", "year"], kind="stable").groupby("series"):
        first = rows.iloc[0]
        low, high = (first.get(name, bound) for name, bound in zip(("lower", "upper"), bounds, strict=True))
        own: Bounds = (_bound(low), _bound(high))
        if own == (None, None) and rows["value"].min() > 0:
            own = (0.0, None)  # as project_panel counts it
        try:
            yield (
                label,
                _of_pair(
                    rows["year"].to_numpy(), rows["value"], first.get("link", link), own, Text(*2 * (str(label),))
                ),
            )
        except ValueError as error:
            yield label, str(error)


def _bound(given: float | None) -> float | None:
    return None if given is None or np.isnan(given) else float(given)


def _of_pair(
    years: npt.ArrayLike, values: npt.ArrayLike, link: LinkName, bounds: Bounds, name: Text | None = None
) -> _Past:
    when, what = calendar(years), np.array(values, dtype=np.float64)
    if what.shape != when.shape:
        raise ValueError(f"found {when.size} years and values of shape {what.shape}. Give one value for each year")
    return _Past(when, what, Support(*bounds), link, name=name)
