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

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, get_args

import numpy as np
import numpy.typing as npt

from shkplan.base.errors import NotAssessable, ParameterError, among, whole
from shkplan.base.given import bounds_of, is_list
from shkplan.base.messages import Text, message, said
from shkplan.base.shown import shown
from shkplan.distributions.links import Bounds, FloatArray, LinkName
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.calibration import Calibration, Failures
from shkplan.forecast.origins import LEAST, Past, of_pair, of_panel, of_series
from shkplan.forecast.scores import ASKED, SCORES, brier, reliability, scored
from shkplan.models import MODELS, Fit, Model, model_named
from shkplan.models.base import IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Backtest", "backtest"]

_KEY = ("model", "origin", "horizon")


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

    def to_frame(self) -> pd.DataFrame:
        """A row a model: its mean scores; of a panel too."""
        return self.table()

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
        among("model of a backtest", name, self.models)
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
    _asked_well(horizon, last, link)
    models, origins = _models(models), _origins(origins)
    bounds = bounds_of(bounds)
    rows = _Rows([model_named(one) for one in models], horizon)
    if isinstance(series, AnnualSeries):
        if not series.years:
            raise NotAssessable(message("reason.no_figures", indicator=series.indicator.name, region=series.region))
        rows.add(of_series(series, link), origins, last)
        return rows.told(series.indicator.name)
    if isinstance(series, tuple) and len(series) == 2:
        rows.add(of_pair(*series, link, bounds), origins, last)
        return rows.told()
    refusals = []
    for label, past in of_panel(series, link, bounds):
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


def _models(models: object) -> list[str | Model]:
    """Names or models, of which one alone is one of them."""
    if not isinstance(models, Iterable) or not is_list(models):
        return [models]  # type: ignore[list-item]  # what is no model is told where its name is looked up
    return list(models)


def _origins(origins: object) -> list[int] | None:
    """The years that were asked for as origins.

    Raises:
        ParameterError: no list of whole years.
    """
    if origins is None:
        return None
    if not isinstance(origins, Iterable) or not is_list(origins):
        words = "{name}: found {found}, expected {expected}."
        raise ParameterError(said(words, name="origins", found=shown(origins), expected=said("a list of years")))
    return [whole("origins", year, "calendar years such as [2018, 2019]") for year in origins]


def _asked_well(horizon: object, last: object, link: object) -> None:
    """Refuse what is no question.

    Raises:
        ParameterError: a number of years that is none.
        UnknownName: a link nobody knows.
    """
    for name, number in (("horizon", horizon), ("last", last)):
        if (name == "horizon" or number is not None) and whole(name, number, said("a number of years, 1 or more")) < 1:
            raise ParameterError(
                said("found {name} {number}; give a number of years, 1 or more", name=name, number=number)
            )
    among("link", link, get_args(LinkName))


class _Rows:
    """The rows of a backtest as they are found."""

    def __init__(self, models: Sequence[Model], horizon: int) -> None:
        self.models, self.horizon, self.tried = models, horizon, 0
        self.scores: list[dict[str, object]] = []
        self.quantiles, self.truths, self.changes = list[FloatArray](), list[FloatArray](), list[FloatArray]()
        self.attainment: list[dict[str, object]] = []
        self.failures: list[dict[str, object]] = []

    def add(self, past: Past, origins: Sequence[int] | None, last: int | None, label: object = None) -> None:
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
        self, key: dict[str, object], past: Past, origin: int, fit: Fit, years: IntArray, truths: FloatArray
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
