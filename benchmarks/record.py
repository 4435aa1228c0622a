"""What every model's probabilities were worth on World Bank regions set aside: python -m benchmarks.record.

It writes ``shkplan/record.json``, which the package shows beside a series that is too short to be tested on itself. The
weights of averaged-ets are those of the package: they saw no region set aside, but the same years of others.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

import shkplan
from benchmarks.ours import happened
from benchmarks.series import HORIZON, PANELS, QUESTIONS, YEARS_ASKED, Window, missing, set_aside
from shkplan.base.errors import NotAssessable
from shkplan.distributions.links import FloatArray, Support
from shkplan.forecast.track_record import FILE, Kind
from shkplan.models import MODELS, Model

GIVEN = (3, 4, 5, 7, 10, 15)
MOST = 250  # windows of a kind at one length, spread evenly over all there are
BINS = 5
_PROBS = (0.025, 0.1, 0.9, 0.975)
_LOWEST_GROWTH = -100.0


def main() -> None:
    """The run, and the file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.record")
    parser.add_argument("--panels", type=Path, default=PANELS, help="folder of the panels")
    asked = parser.parse_args()
    if missing(asked.panels):
        sys.exit(missing(asked.panels))
    print(write(asked.panels))


def write(panels: Path, to: Path = FILE, given: Sequence[int] = GIVEN, most: int = MOST) -> Path:
    """The record of all models at all lengths, in a file; one row a line."""
    provenance = {
        "panel": "World Bank, World Development Indicators (CC-BY-4.0), regions set aside: crc32(name) % 3 == 0",
        "asked": f"windows at every third origin, at most {most} of a kind; bands one to {HORIZON} years ahead; "
        "are the last level, half and all of the window's trend still reached four, five and six years ahead?",
        "command": "python -m benchmarks.record (within make benchmark)",
        "measured": datetime.now(UTC).date().isoformat(),
    }
    rows = [row for n in given for row in _rows(set_aside(panels, n), n, most)]
    lines = ",\n".join("  " + json.dumps(row) for row in rows)
    head = json.dumps({"provenance": provenance}, indent=1, ensure_ascii=False)[:-2]
    to.write_text(f'{head},\n "rows": [\n{lines}\n ]\n}}\n', encoding="utf-8")
    return to


def _rows(windows: Sequence[Window], n: int, most: int) -> Iterator[dict[str, object]]:
    by_kind: dict[Kind, list[Window]] = {"level": [], "share": [], "growth": []}
    for window in windows:
        by_kind["growth" if window.lower is None else "level" if window.upper is None else "share"].append(window)
    for kind, every in by_kind.items():
        some = every[:: max(1, -(-len(every) // most))]
        for model in MODELS.values():
            if some and model.minimum <= n:
                yield {"model": model.name, "kind": kind, "given": n, **_told(model, kind, some)}


def _told(model: Model, kind: Kind, windows: Sequence[Window]) -> dict[str, object]:
    """Coverage and attainment of one model on windows of one kind; what it refuses is counted."""
    low = {"growth": _LOWEST_GROWTH, "share": 0.0, "level": 0.0}[kind]
    support = Support(low, 100.0 if kind == "share" else None)
    said, fine = [], []
    for at, window in enumerate(windows):
        try:
            fit = model.fit(np.arange(window.given.size), window.given, support)
        except (NotAssessable, ValueError):
            continue
        laws = [fit.law(window.given.size - 1 + h) for h in YEARS_ASKED]
        targets = [[w.target(share, h) for share in QUESTIONS.values()] for w in (window,) for h in YEARS_ASKED]
        said.append([[float(law.at_least(x)) for x in row] for law, row in zip(laws, targets, strict=True)])
        fine.append(at)
    kept = [windows[at] for at in fine]
    came = np.stack([happened(kept, share).reshape(-1, len(YEARS_ASKED)) for share in QUESTIONS.values()], axis=2)
    return {
        "series": len({window.series for window in kept}),
        "windows": len(kept),
        "refused": len(windows) - len(kept),
        **_covered(model, kept, support),
        **_attained(np.array(said), came, np.array([window.series for window in kept])),
    }


def _covered(model: Model, windows: Sequence[Window], support: Support) -> dict[str, float]:
    """Shares of the years that came which the 80 and 95 % bands held."""
    n = windows[0].given.size
    frame = pd.DataFrame({
        "series": np.repeat(np.arange(len(windows)), n), "year": np.tile(np.arange(n), len(windows)),
        "value": np.concatenate([window.given for window in windows]),
        "lower": support.lower, "upper": np.nan if support.upper is None else support.upper,
    })  # fmt: skip
    found = shkplan.project_panel(frame, HORIZON, model=model, probs=_PROBS, progress=False)
    assert not found.attrs["failures"]
    quantiles = found["value"].to_numpy().reshape(len(windows), HORIZON, len(_PROBS))
    came = np.stack([window.came for window in windows])
    inside = (quantiles[:, :, [1, 0]] <= came[..., np.newaxis]) & (came[..., np.newaxis] <= quantiles[:, :, [2, 3]])
    eighty, ninety_five = inside.mean(axis=(0, 1))
    return {"covered_80": round(float(eighty), 4), "covered_95": round(float(ninety_five), 4)}


def _attained(said: FloatArray, came: FloatArray, series: np.ndarray) -> dict[str, object]:
    """Brier scores and the reliability curve; errors are those of as many trials as there are series."""
    said, came, owner = said.ravel(), came.ravel(), np.repeat(series, said[0].size)
    cell = np.minimum((said * BINS).astype(int), BINS - 1)
    bins = []
    for at in range(BINS):
        here = cell == at
        if here.any():
            share, trials = float(came[here].mean()), len(set(owner[here]))
            error = float(np.sqrt(np.mean(said[here] * (1 - said[here])) / trials))
            bins.append({
                "low": at / BINS, "high": (at + 1) / BINS, "n": int(here.sum()), "said": round(float(said[here].mean()), 4),
                "happened": round(share, 4), "error": round(error, 4), "series": trials,
            })  # fmt: skip
    rate = float(came.mean())
    return {"events": int(said.size), "brier": round(float(np.mean((said - came) ** 2)), 4),
            "brier_base": round(rate * (1 - rate), 4), "base_rate": round(rate, 4), "bins": bins}  # fmt: skip


if __name__ == "__main__":
    main()
