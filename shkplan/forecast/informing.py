"""What informs the model of a series: which model, which years, and which pasts where years are only implied."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from shkplan.evidence.series import AnnualSeries
from shkplan.evidence.within import running
from shkplan.models import MODELS, Model, model_named
from shkplan.models.pooled import Borrowing, Classes, Known
from shkplan.register.plan import Indicator

__all__ = [
    "DEFAULT_MODEL", "HOLE", "IMPUTATIONS", "LONGEST", "MEMORY", "MODELS", "Borrowing", "Classes", "Known", "Model", "informing",
    "model_for", "model_named",
]  # fmt: skip

FloatArray = npt.NDArray[np.float64]

# Levels and flows are averaged over smoothing models. Rates of growth come back, to their own level and to the scatter that
# growth has had anywhere: NOTES-growth-rates.md.
DEFAULT_MODEL: dict[str, str] = {"growth": "mean-reverting", "level": "averaged-ets", "flow": "averaged-ets"}
# Years that inform a model. A constant mean is believed for ten years; over a generation growth has slowed too much.
MEMORY: dict[str, int] = {"mean": 10, "ets-and-mean": 10, "mean-reverting": 20}
# Years that inform any model. What lies further back is of another age (it moves the 95 % band of a series of two hundred
# years by 4 % of its width in the median), and with gaps the cost of a law grows with the cube of their number.
LONGEST = 100
IMPUTATIONS = 40  # drawn for years that are only implied; their number is part of the Monte Carlo error
HOLE = 3  # and not across so many years without a figure: one boom year beyond them would decide


def model_for(indicator: Indicator, model: str | Model = "auto") -> Model:
    """The model of a name, or itself; "auto" is the one that :data:`DEFAULT_MODEL` gives to the indicator's measure.

    Raises:
        UnknownName: no model of that name.
        ParameterError: neither a name nor a model.
    """
    named = DEFAULT_MODEL[indicator.measure] if isinstance(model, str) and model == "auto" else model
    return model_named(named)


def informing(series: AnnualSeries, model: Model) -> tuple[tuple[int, ...], FloatArray]:
    """The years that inform a model, and (m, n) imputations: the measured values, with draws of the years only implied.

    Where nothing is implied there is one. Each draw agrees with all the figures; a model fitted to each of them, with
    equal shares of the paths, carries what is not known of the past into the future (multiple imputation). What is implied
    sharpens what was measured and does not stand for it: it counts only where measured years alone would be enough, or where a
    reference class tells how any level goes on.
    """
    first = max(series.breaks, default=0)
    measured = [year for year in series.years if year >= first]
    first = max(first, max(measured, default=0) - LONGEST + 1)
    if model.name in MEMORY and measured:  # what is implied does not reach further back than what was measured
        resumed = [after for before, after in pairwise(measured) if after - before > HOLE]
        first = max([first, measured[-1] - MEMORY[model.name] + 1, *resumed[-1:]])
    known = {year: np.array([value]) for year, value in zip(series.years, series.values, strict=True) if year >= first}
    ahead = {one.year for one in running(series)}  # what these say goes into the paths, see forecast/drawing.py
    implied = series.implied.since(first) if series.implied is not None else None
    if implied is not None and (len(known) >= model.minimum or isinstance(model, Borrowing)):
        rows = np.linspace(0, len(implied.draws) - 1, IMPUTATIONS).astype(int)
        known |= {year: implied.draws[rows, at] for at, year in enumerate(implied.years) if year not in ahead}
    years = sorted(known)
    many = max((known[year].size for year in years), default=1)
    columns = [np.broadcast_to(known[year], (many,)) for year in years]
    return tuple(years), np.column_stack(columns) if columns else np.empty((0, 0))
