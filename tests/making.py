"""Small plans, indicators and series for the tests, each made in one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from shkplan.base.messages import Text
from shkplan.evidence.observation import Observation
from shkplan.evidence.series import AnnualSeries, annual_series
from shkplan.register.plan import Indicator

APPROVED = dt.date(2021, 1, 1)
HERE = "本区"


def indicator(target: Mapping[str, Any] | None = None, **parts: Any) -> Indicator:
    """An indicator in 人, a level above zero, with at most one target."""
    given: dict[str, Any] = {
        "id": "test.quantity", "name": Text(zh="量", en="Quantity"), "unit": "人", "measure": "level",
        "price_basis": "none", "bounds": (0, None),
    }  # fmt: skip
    targets = (
        []
        if target is None
        else [{"approved": APPROVED, "locator": "一", "statement": Text("述", "Statement"), **target}]
    )
    return Indicator.model_validate({**given, "targets": targets, **parts})


def share(target: Mapping[str, Any] | None = None, **parts: Any) -> Indicator:
    """A share between 0 and 100 %, published to a tenth."""
    return indicator(target, **{"unit": "%", "bounds": (0, 100), "precision": 0.1, **parts})


def growth(target: Mapping[str, Any] | None = None, **parts: Any) -> Indicator:
    """A yearly rate of growth in constant prices."""
    given = {"unit": "%", "measure": "growth", "price_basis": "constant", "bounds": (-100, None), "precision": 0.1}
    return indicator(target, **{**given, **parts})


def figure(of: Indicator, year: int, value: float, region: str = HERE, **parts: Any) -> Observation:
    """A final yearbook figure, published at the end of March of the next year."""
    given: dict[str, Any] = {
        "indicator": of.id, "region": region, "period": year, "bound": "exact", "value": value, "unit": of.unit,
        "form": "growth rate" if of.measure == "growth" else "level", "price_basis": of.price_basis,
        "status": "final", "published": dt.date(year + 1, 3, 31), "published_basis": "stated",
        "source_title": "年鉴", "source_kind": "yearbook or bulletin",
    }  # fmt: skip
    return Observation.model_validate({**given, **parts})


def series(of: Indicator, values: Mapping[int, float], region: str = HERE) -> AnnualSeries:
    return annual_series([figure(of, year, value, region) for year, value in values.items()], of, region)
