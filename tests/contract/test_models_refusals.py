"""What every model refuses: a reason where the series is at fault, a lesson where the caller is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from shkplan.base.errors import NotAssessable
from shkplan.base.messages import message
from shkplan.models import MODELS, Model
from shkplan.models.transformed import OnLink

YEARS = np.array([2010, 2011, 2014, 2015, 2016, 2020, 2021])
VALUES = np.array([3.0, 3.9, 5.6, 6.6, 6.9, 9.3, 10.4])
every_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
# The average has seen on other series how far off a forecast may be: a perfect line has a width (test_averaged_ets.py).
REGULAR = [model for model in MODELS.values() if isinstance(model, OnLink)]


@every_model
def test_minimum_is_declared_and_enforced(model: Model) -> None:
    """At the minimum a fit with at least two degrees of freedom; one year less is a reason in both languages."""
    least = model.minimum
    assert model.fit(YEARS[:least], VALUES[:least]).df >= 2
    with pytest.raises(NotAssessable) as refusal:
        model.fit(YEARS[: least - 1], VALUES[: least - 1])
    assert refusal.value.reason.key == "reason.too_few_points"
    assert all(str(number) in refusal.value.reason.text("zh") for number in (least - 1, least))
    with pytest.raises(NotAssessable, match="at least"):
        model.fit([], [])


@pytest.mark.parametrize("model", REGULAR, ids=lambda model: model.name)
@pytest.mark.parametrize("level", [0.0, 0.1, 1e6])
def test_a_perfectly_regular_series_is_not_assessable(model: Model, level: float) -> None:
    """No scatter, no honest probability: 1.0 or 0.0 from an interval of zero width is what must not be printed."""
    slope = 0.0 if model.name == "mean" else 0.1
    with pytest.raises(NotAssessable) as refusal:
        model.fit(YEARS, level + slope * (YEARS - 2010))
    assert refusal.value.reason.key == "reason.no_spread"
    assert message(f"model.{model.name}").text("zh") in refusal.value.reason.text("zh")


@every_model
@pytest.mark.parametrize(
    ("years", "values", "teaches"),
    [
        ([2019, 2020, 2021, 2022], [1.0, 2.0, 4.0], "one value for each year"),
        ([2019, 2021, 2020, 2022], [1.0, 2.0, 4.0, 3.0], "year 2021 is followed by 2020. Sort"),
        ([2019, 2020, 2020, 2022], [1.0, 2.0, 4.0, 3.0], "name each once"),
        ([2019.0, 2020.5, 2021.0, 2022.0], [1.0, 2.0, 4.0, 3.0], "Pass int"),
        ([[2019, 2020, 2021, 2022]], [1.0, 2.0, 4.0, 3.0], "expected a list"),
        ([2019, 2020, 2021, 2022], [1.0, np.nan, 4.0, 3.0], "value of 2020 .* Leave a year out"),
        ([2019, 2020, 2021, 2022], [1.0, 2.0, 4.0, np.inf], "value of 2022"),
    ],
)
def test_bad_input_teaches(model: Model, years: Any, values: Any, teaches: str) -> None:
    """What was found, and what to do about it."""
    with pytest.raises(ValueError, match=teaches):
        model.fit(years, values)


@every_model
def test_bad_questions_teach(model: Model) -> None:
    """Half a year, or years out of order, are no question a path can answer."""
    fit, rng = model.fit(YEARS, VALUES), np.random.default_rng(1)
    with pytest.raises(ValueError, match="Pass int"):
        fit.law(2025.5)  # type: ignore[arg-type]
    for ask in (lambda years: fit.paths(years, 3, rng), lambda years: fit.draws(years, 3, rng)):
        with pytest.raises(ValueError, match="Sort the years"):
            ask([2025, 2024])
