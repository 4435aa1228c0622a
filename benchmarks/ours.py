"""What averaged-ets says, with weights that did not see the panel reported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np
import pandas as pd

import shkplan
from benchmarks.scoring import PROBS, Answers
from benchmarks.series import HORIZON, QUESTIONS, YEARS_ASKED, Series, Window
from shkplan.distributions.links import FloatArray, Support
from shkplan.forecast.learning import learn_prior
from shkplan.models.averaged_ets import AveragedEts
from shkplan.models.averaged_ets.gating import Prior, prior_of

PANELS = ("m1", "m3", "wdi")


def weights(panels: Path, without: str, **settings: int) -> Prior:
    """Weights learned here and now from all panels but one, as ``shkplan learn-prior`` does."""
    files = [panels / f"{name}_yearly.csv.gz" for name in PANELS if name != without]
    with TemporaryDirectory() as folder:
        return prior_of(learn_prior(files, Path(folder) / "weights.json", **settings))


def quantiles(series: Sequence[Series], prior: Prior) -> tuple[FloatArray, float]:
    """(S, 6, 11) by the public call with these weights, nan where refused; and its processor seconds, building no frame."""
    frame = long(series)
    begun = process_time()
    answer = shkplan.project_panel(frame, HORIZON, weights=prior, probs=tuple(PROBS), progress=False)
    seconds = process_time() - begun
    found = np.full((len(series), HORIZON, PROBS.size), np.nan)
    rows = answer["series"].to_numpy().reshape(-1, HORIZON * PROBS.size)[:, 0]
    found[rows] = answer["value"].to_numpy().reshape(-1, HORIZON, PROBS.size)
    return found, seconds


def windowed(windows: Sequence[Window], prior: Prior | None) -> FloatArray:
    """(S, 6, 11) of windows within their bounds by the public call, nan where refused; no prior: the weights of the package."""
    frame = long([Series("", one.given, one.came, 1.0) for one in windows])
    bounds = np.array([(one.lower, one.upper) for one in windows], dtype=np.float64)[frame["series"].to_numpy()]
    link = np.where(
        np.isnan(bounds).all(axis=1), "identity", "auto"
    )  # rates of growth that were all positive may still fall
    frame = frame.assign(lower=bounds[:, 0], upper=bounds[:, 1], link=link)
    answer = shkplan.project_panel(frame, HORIZON, weights=prior, probs=tuple(PROBS), progress=False)
    found = np.full((len(windows), HORIZON, PROBS.size), np.nan)
    found[answer["series"].to_numpy().reshape(-1, HORIZON * PROBS.size)[:, 0]] = (
        answer["value"].to_numpy().reshape(-1, HORIZON, PROBS.size)
    )
    return found


def long(series: Sequence[Series]) -> pd.DataFrame:
    """The years given, a row each, series named by their position."""
    lengths = [one.given.size for one in series]
    return pd.DataFrame(
        {
            "series": np.repeat(np.arange(len(series)), lengths),
            "year": np.concatenate([np.arange(n) for n in lengths]),
            "value": np.concatenate([one.given for one in series]),
        }
    )


def attained(windows: Sequence[Window], prior: Prior | None) -> dict[str, Answers]:
    """Said and happened for each question, from the exact laws; no prior: the weights of the package."""
    model = AveragedEts(prior)
    fits = [model.fit(np.arange(w.given.size), w.given, Support(w.lower, w.upper)) for w in windows]
    said: dict[str, list[float]] = {name: [] for name in QUESTIONS}
    for window, fit in zip(windows, fits, strict=True):
        for ahead in YEARS_ASKED:
            law = fit.law(window.given.size - 1 + ahead)
            for name, share in QUESTIONS.items():
                said[name].append(float(law.at_least(window.target(share, ahead))))
    return {name: Answers(np.array(said[name]), happened(windows, share)) for name, share in QUESTIONS.items()}


def happened(windows: Sequence[Window], share: float) -> FloatArray:
    """Whether the target was reached, window by window and year by year."""
    return np.array([float(w.came[h - 1] >= w.target(share, h)) for w in windows for h in YEARS_ASKED])
