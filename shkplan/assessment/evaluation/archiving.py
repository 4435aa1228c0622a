"""What a report says of every target, as records for the archive: probability, predictive distribution, and what they rest on."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from shkplan.assessment.answering import answered, by_published
from shkplan.assessment.assumptions import chained
from shkplan.assessment.case import Source, series_of
from shkplan.assessment.verdict import Verdict
from shkplan.evidence.observations import Observations
from shkplan.forecast.projection import Projection
from shkplan.register.plan import Indicator
from shkplan.register.targets import Target
from shkplan.workspace.archive import ArchivedForecast, quantile_probs

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["forecasts_of", "series_behind", "state_of", "targets_of", "version_of"]

_WORDS = {"statement", "note", "locator", "alternatives"}  # of a target, which do not change its event
_DIGITS = 7  # significant, of a quantile
_TELLING = (
    "indicator",
    "region",
    "period",
    "form",
    "bound",
    "value",
    "unit",
    "price_basis",
    "basis",
    "status",
)  # of a figure
_LONG = 16  # characters of a digest


def forecasts_of(
    a: Assessment, made: dt.datetime, *, settings: Mapping[str, Any], shkplan: str, report: str
) -> tuple[ArchivedForecast, ...]:
    """A record for every target of the plan itself that no figure has decided yet.

    Args:
        a: an assessment without a scenario.
        made: when.
        settings: what was not as usual.
        shkplan: its version.
        report: digest of the results of the report.
    """
    asked = ((one, target) for one, target in targets_of(a) if not by_published(a, one, target).decided_by_figures)
    verdicts = (answered(a, one, target)[0] for one, target in asked)
    common: dict[str, Any] = {"plan": a.plan.id, "as_of": a.as_of, "made": made, "settings": dict(settings)}
    return tuple(
        ArchivedForecast(**common, **_told(a, one), shkplan=shkplan, report=report)
        for one in verdicts
        if one.status in ("estimated", "open")
    )


def targets_of(a: Assessment) -> Iterator[tuple[Indicator, Target]]:
    """The targets of the plan itself that have an event, in the versions in force; held against no threshold from outside."""
    for one in a.plan.indicators.values():
        for target in one.targets_in_force(a.as_of):
            if target.scored and not target.outside:
                yield one, target


def _told(a: Assessment, one: Verdict) -> dict[str, Any]:
    """What a record holds of a verdict."""
    found: dict[str, Any] = {
        "target": one.key, "indicator": one.indicator.id, "region": one.region, "deadline": one.target.deadline,
        "version": version_of(one.indicator, one.target), "state": state_of(a.observations, one), "status": one.status,
    }  # fmt: skip
    if not one.assessable:
        return found | {"reason": next((root.key for root in one.reason.roots), one.reason.key)}
    quantiles = quantiles_of(one)
    return found | {
        "evidence": one.evidence, "basis": one.basis, "prob": one.prob, "prob_se": one.prob_se, "quantity_unit": one.unit,
        "wanted": one.wanted, "quantiles": quantiles, "model": one.own.model if isinstance(one.own, Projection) else "",
    }  # fmt: skip


def quantiles_of(one: Verdict) -> tuple[float, ...] | None:
    """Of the predictive distribution of the deciding quantity: of the law where that decides, else of the paths; None where neither is there.

    None also of a target with two sides, whose paths are kept as their distance from what is wanted, to either side.
    """
    if one.target.two_sided:
        return None
    probs = np.array(quantile_probs())
    own = one.case.own if one.case is not None else None
    if one.basis == "law" and own is not None and one.case is not None:
        values = np.asarray(own.law(one.case.window[-1]).ppf(probs), dtype=np.float64)
    elif one.score is not None:
        values = np.quantile(one.score if one.target.up else -one.score, probs)
    else:
        return None
    return tuple(float(f"{value:.{_DIGITS}g}") for value in values) if np.isfinite(values).all() else None


def version_of(indicator: Indicator, target: Target) -> str:
    """The digest of what a target asks for: a change of its words is no new version."""
    return _digest([indicator.id, indicator.unit, target.model_dump(mode="json", exclude=_WORDS)])


def state_of(observations: Observations, one: Verdict) -> str:
    """The digest of the figures that a verdict rests on: of its series, those it is held against, and those it follows.

    By what they tell, and not by who told it: the same figure published once more is no new state of knowledge.
    """
    known = (key for key in series_behind(one) if key[0] in observations.plan)
    figures = (figure for key in known for figure in observations.of(*key))
    rows = {tuple(str(getattr(figure, name)) for name in _TELLING) for figure in figures}
    return _digest(sorted(rows))


def series_behind(one: Verdict) -> set[tuple[str, str]]:
    """Indicator and region of every series that a verdict rests on."""
    case = one.case
    found = {(one.indicator.id, one.region)}
    if case is None:
        return found
    every: Iterable[Source | None] = (
        case.series, case.own, case.reference, case.deflator, case.levels, case.reference_levels, one.own, one.reference,
    )  # fmt: skip
    for source in every:
        if source is not None:
            found |= {(series_of(each).indicator.id, series_of(each).region) for each in (source, *chained(source))}
    return found


def _digest(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:_LONG]
