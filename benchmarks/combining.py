"""Does a combination of laws beat averaged-ets? python -m benchmarks.combining [--panels FOLDER]; prints tables, writes nothing.

Laws are mixed, not their quantiles: F = sum w_i F_i, each F_i from its quantiles, straight between them on the probit scale.
"even" takes equal weights. "stacked" weighs by the series' own past: from its last origins the parts forecast up to three
years, w_i = 1/2 of equal, 1/2 proportional to their mean CRPS to the power of -2; series with fewer than three origins of
four years take equal weights. Neither half was tuned. Weights of averaged-ets never saw the panel.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy import special

import shkplan
from benchmarks.ours import long, weights
from benchmarks.scoring import PROBS, scores
from benchmarks.series import HORIZON, PANELS, Series, competition, cut
from shkplan.distributions.links import FloatArray
from shkplan.models.averaged_ets.gating import Prior

OURS = "averaged-ets"
SETS = (
    (OURS, "drift"), (OURS, "theta"), (OURS, "holt"), (OURS, "arima"), (OURS, "local-trend"),
    (OURS, "drift", "theta"), (OURS, "holt", "theta", "arima"), ("drift", "holt", "theta", "arima"),
)  # fmt: skip
_TABLE = np.unique(np.round([*PROBS, *np.linspace(0.01, 0.99, 29), 0.001, 0.004, 0.996, 0.999], 4))
_ORIGINS, _AHEAD, _LEAST = 5, 3, 4


def main() -> None:
    """All sets on M3 and M1, at full length and cut to 8 and 5."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.combining")
    parser.add_argument("--panels", type=Path, default=PANELS)
    panels = parser.parse_args().panels
    names = sorted({name for one in SETS for name in one})
    print("| panel | given | law | sMAPE | MASE | 80 % | 95 % | MSIS |\n|---|---|---|---|---|---|---|---|")
    for panel in ("m3", "m1"):
        prior = weights(panels, panel)
        for last in (None, 8, 5):
            series = cut(competition(panels, panel), last)
            told = {name: _quantiles(series, name, prior, HORIZON) for name in names}
            past = _past(series, names, prior)
            rows = {name: told[name][:, :, np.isin(_TABLE, PROBS)] for name in names}
            for one in SETS:
                even = np.full((len(series), len(one)), 1 / len(one))
                rows["even " + ", ".join(one)] = _mixed([told[name] for name in one], even)
                rows["stacked " + ", ".join(one)] = _mixed([told[name] for name in one], _stacked(past, one))
            for name, quantiles in rows.items():
                s = scores(quantiles, series)
                print(f"| {panel} | {last or 'all'} | {name} | {s.smape:.2f} | {s.mase:.3f} | {s.covers_80:.1f} | "
                      f"{s.covers_95:.1f} | {s.msis:.1f} |", flush=True)  # fmt: skip


def _quantiles(series: Sequence[Series], name: str, prior: Prior, horizon: int) -> FloatArray:
    """(S, horizon, P); the named models on the straight scale, as in NOTES-named-models.md; nan where refused."""
    how = {"weights": prior} if name == OURS else {"link": "identity"}
    found = np.full((len(series), horizon, _TABLE.size), np.nan)
    answer = shkplan.project_panel(long(series), horizon, model=name, probs=tuple(_TABLE), progress=False, **how)
    rows = answer["series"].to_numpy().reshape(-1, horizon * _TABLE.size)[:, 0]
    found[rows] = answer["value"].to_numpy().reshape(-1, horizon, _TABLE.size)
    return found


def _past(series: Sequence[Series], names: Sequence[str], prior: Prior) -> Mapping[str, FloatArray]:
    """(S,) the mean CRPS of each model from the last origins of each series; nan where there are too few."""
    cuts, owner = [], []
    for at, one in enumerate(series):
        ends = range(max(_LEAST, one.given.size - _ORIGINS), one.given.size)
        if len(ends) >= 3:
            owner += [at] * len(ends)
            cuts += [Series("", one.given[:end], one.given[end : end + _AHEAD], 1.0) for end in ends]
    found = {}
    for name in names:
        loss = np.full(len(series), np.nan)
        if cuts:
            told = _quantiles(cuts, name, prior, _AHEAD)
            each = np.array([_crps(q[: c.came.size], c.came) for q, c in zip(told, cuts, strict=True)])
            for at in set(owner):
                loss[at] = each[np.array(owner) == at].mean()
        found[name] = loss
    return found


def _crps(quantiles: FloatArray, came: FloatArray) -> float:
    """The mean over years of the pinball loss, integrated over p."""
    below = came[:, np.newaxis] - quantiles
    return float(np.mean(np.trapezoid(2 * np.maximum(_TABLE * below, (_TABLE - 1) * below), _TABLE, axis=1)))


def _stacked(past: Mapping[str, FloatArray], names: Sequence[str]) -> FloatArray:
    """(S, K) weights from the past, half-way to equal."""
    loss = np.column_stack([past[name] for name in names])
    loss = np.where(np.isfinite(loss).all(axis=1, keepdims=True), loss, 1.0)
    own = (np.maximum(loss, 1e-9 * loss.max(axis=1, keepdims=True)) / loss.max(axis=1, keepdims=True)) ** -2.0
    return np.asarray(0.5 / len(names) + 0.5 * own / own.sum(axis=1, keepdims=True))


def _mixed(parts: Sequence[FloatArray], weights: FloatArray) -> FloatArray:
    """(S, H, 11) quantiles of the mixture of laws."""
    score, wanted = special.ndtri(_TABLE), PROBS
    answer = np.full((*parts[0].shape[:2], wanted.size), np.nan)
    for s, h in np.ndindex(answer.shape[:2]):
        rows = [part[s, h] for part in parts]
        x = np.unique(np.concatenate(rows))
        if not np.isfinite(x).all():
            continue
        share = sum(
            w * special.ndtr(np.interp(x, row, score, left=-4.0, right=4.0))
            for w, row in zip(weights[s], rows, strict=True)
        )
        answer[s, h] = np.interp(wanted, share, x)
    return answer


if __name__ == "__main__":
    main()
