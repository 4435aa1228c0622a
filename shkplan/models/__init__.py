"""The models by name. One file is one model; :mod:`shkplan.models.base` is what they all keep to.

"averaged-ets" averages over its scales, and "ets-and-mean" is half of it. Every other name is several models, since it works on the scale of a link:
"linear" is the linear trend on the identity, the log-linear trend on the log link and the logit trend on the logit.
"""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from types import MappingProxyType

from shkplan.base.errors import ParameterError, UnknownName
from shkplan.base.given import number_of, year_of
from shkplan.base.messages import said
from shkplan.base.shown import shown
from shkplan.models.arima import Arima
from shkplan.models.averaged_ets import AveragedEts
from shkplan.models.base import Fit, Model, ScaleModel
from shkplan.models.drift import Drift
from shkplan.models.holt import Holt
from shkplan.models.linear import Linear
from shkplan.models.local_trend import LocalTrend
from shkplan.models.mean import Mean
from shkplan.models.pool import Pool
from shkplan.models.pooled import Borrowing
from shkplan.models.reverting import Reverting
from shkplan.models.theta import Theta
from shkplan.models.transformed import OnLink

__all__ = ["MODELS", "Fit", "Model", "local_trend", "model_named", "pool"]

_ON_LINK: tuple[ScaleModel, ...] = (Drift(), Linear(), Mean(), Holt(), Theta(), Arima(), LocalTrend())
_HALVES = Pool("ets-and-mean", (AveragedEts(), OnLink(Mean())))
_EVERY: tuple[Model, ...] = (AveragedEts(), Reverting(), _HALVES, *(OnLink(model) for model in _ON_LINK))
MODELS: Mapping[str, Model] = MappingProxyType({model.name: model for model in _EVERY})


def model_named(name: str | Model) -> Model:
    """The model of that name; a model is itself.

    Raises:
        UnknownName: no model is called so; the nearest names that exist are told.
        ParameterError: neither a name nor a model.
    """
    if isinstance(name, str):
        if name == Borrowing.name:
            raise ParameterError(said("model: pooled borrows from sister regions; hand in sp.pooled(panel)."))
        if name not in MODELS:
            raise UnknownName("model", name, MODELS)
        return MODELS[name]
    if isinstance(name, type) or not all(hasattr(name, part) for part in ("name", "minimum", "fit")):
        raise ParameterError(
            said(
                "model: found {name}, expected a model or the name of one, such as {known}.",
                name=shown(name),
                known=next(iter(MODELS)),
            )
        )
    return name


def pool(*models: str | Model) -> Model:
    """Several models with equal weights, to be handed to ``project``, ``project_panel`` or ``backtest`` as ``model``.

    Args:
        models: names in ``MODELS``, or models; two or more. Each keeps its own minimum; a model's memory does not hold here.

    Raises:
        UnknownName: a model nobody knows.
        ParameterError: fewer than two, one of them twice, or what is no model.
    """
    return Pool("pool", tuple(model_named(one) for one in models))


def local_trend(regressors: Mapping[str, Mapping[int, float]]) -> Model:
    """The local linear trend around what else is known, to be handed to ``project`` or ``backtest`` as ``model``.

    Args:
        regressors: name -> year -> value, in any unit, for all measured years and all years that will be asked. What is
            told of years to come is a supposition, and counts as certain.
    """
    wrong = not isinstance(regressors, Mapping) or not all(
        isinstance(name, str) and isinstance(told, Mapping) for name, told in regressors.items()
    )
    for told in () if wrong else regressors.values():
        wrong = wrong or any(
            isinstance(year_of(year), str) or not isinstance(value, Real) or isinstance(number_of(value), str)
            for year, value in told.items()
        )
    if wrong:
        words = "regressors: found {found}, expected a mapping of names to numbers by year, {{'city': {{2021: 5.2}}}}."
        raise ParameterError(said(words, found=shown(regressors)))
    return OnLink(LocalTrend(regressors))
