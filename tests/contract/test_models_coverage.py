"""Coverage: in a world that is as the model says, an 80 % interval holds the truth in 80 % of the cases.

50,000 worlds for each model, length and pattern of gaps; 4 standard errors, fixed seeds.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from shkplan.distributions.links import FloatArray
from shkplan.distributions.predictive import StudentT
from shkplan.models import MODELS, Fit, Model
from shkplan.models.base import IntArray

# The world as each model believes it to be: (n_series, n_years) draws over consecutive years.
Process = Callable[[np.random.Generator, int, IntArray], FloatArray]
PROCESSES: dict[str, Process] = {
    "drift": lambda rng, size, years: np.cumsum(rng.normal(0.7, 0.3, (size, years.size)), axis=1),
    "linear": lambda rng, size, years: 5.0 + 0.7 * (years - 2000) + rng.normal(0.0, 0.3, (size, years.size)),
    "mean": lambda rng, size, years: rng.normal(0.06, 0.3, (size, years.size)),
}


def student(fit: Fit, year: int) -> StudentT:
    law = fit.law(year)
    assert isinstance(law, StudentT)
    return law


def test_every_model_has_a_world() -> None:
    """A new model enters with its own process, or its coverage would go untested."""
    elsewhere = {"averaged-ets", "ets-and-mean", "holt", "theta", "arima", "local-trend", "mean-reverting"}
    assert set(MODELS) == {*PROCESSES, *elsewhere}


@pytest.mark.parametrize("model", [MODELS[name] for name in PROCESSES], ids=PROCESSES.keys())
@pytest.mark.parametrize("n", [4, 6, 10, 20])
@pytest.mark.parametrize("steps", [[1], [1, 3, 1, 2]], ids=["every year", "gaps"])
def test_covers_its_own_process(model: Model, n: int, steps: list[int]) -> None:
    """If the world is as the model says, its 80 % and 95 % intervals hold the truth in 80 % and 95 % of the cases."""
    size = 50_000
    years = 2010 + np.concatenate(([0], np.cumsum(np.resize(steps, n - 1))))
    calendar = np.arange(2006, years[-1] + 9)
    world = PROCESSES[model.name](np.random.default_rng([n, len(steps)]), size, calendar)
    values = world[:, np.isin(calendar, years)]
    scales = _scales(model, years, values)
    for year in (2007, 2012, int(years[-1]) + 1, int(years[-1]) + 8):
        if year in years:
            continue
        centres, width = _centres(model, years, values, year)
        truth = world[:, np.searchsorted(calendar, year)]
        distance = np.abs(truth - centres) / (scales * width)
        for level in (0.8, 0.95):
            covered = np.mean(distance <= StudentT(model.fit(years, values[0]).df, 0.0, 1.0).interval(level)[1])
            assert abs(covered - level) <= 4 * np.sqrt(level * (1 - level) / size), (year, level, covered)


def _scales(model: Model, years: IntArray, values: FloatArray) -> FloatArray:
    """The scale of every series at once: s^2 is a quadratic form z'Qz, read off from fits to e_i and e_i + e_j."""
    unit = np.eye(years.size)
    alone = np.array([model.fit(years, row).scale ** 2 for row in unit])
    pairs = np.array([[model.fit(years, a + b).scale ** 2 for b in unit] for a in unit])
    form = (pairs - alone[:, np.newaxis] - alone) / 2
    scales: FloatArray = np.sqrt(np.sum(values @ form * values, axis=1))
    assert [model.fit(years, row).scale for row in values[:20]] == pytest.approx(scales[:20].tolist(), rel=1e-6)
    return scales


def _centres(model: Model, years: IntArray, values: FloatArray, year: int) -> tuple[FloatArray, float]:
    """The centre of every series at once, a weighted sum of its values, and the width of the law in units of s."""
    weights = np.array([student(model.fit(years, row), year).loc for row in np.eye(years.size)])
    first = model.fit(years, values[0])
    centres: FloatArray = values @ weights
    assert [student(model.fit(years, row), year).loc for row in values[:20]] == pytest.approx(centres[:20].tolist())
    return centres, student(first, year).scale / first.scale
