"""The numbers of ``shkplan/models/pairs.py``: learned by maximum marginal likelihood, printed by python -m benchmarks.pairs --learn.

Windows of ten years of pairs not set aside, back from the last year without overlap; for each the evidence of the own growth given the
reference's, summed over the grid of scatter and persistence of :mod:`shkplan.models.beside`, as far as two and a half standard deviations.
The scatter is then taken times 0.9: on the leads of these same pairs (next 3 to 5 years, 3 to 8 given) CRPS, Brier score and cover were better
with it than without. Leads are spread by a tenth at least, the step of publication.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import optimize, special

from shkplan.distributions.links import FloatArray, IntArray
from shkplan.forecast.learning.panels import held_out
from shkplan.models.pairs import NOMINAL

YEARS, SHARPENED, LEAST_LEAD = 10, 0.9, 0.1
_DOUBT = "doubtful|interpolated|imputed|do not sum"
_SCATTER = np.linspace(-2.5, 2.5, 13)
_LEAST_UNIT = 0.3
_START = np.array([np.log(1.5), np.log(0.6), np.log(0.4), np.log(0.3), 0.9, 0.0, 0.0, 0.0])


@dataclass(frozen=True, eq=False)
class Pair:
    """Growth (%) of a region and the mean of all others of its panel."""

    name: str
    years: IntArray
    reference: FloatArray
    own: FloatArray


def cities(panels: Path) -> list[Pair]:
    return _pairs(_chinese(panels / "cn_cities.csv.gz", "gdp_growth"))


def prices(panels: Path) -> list[Pair]:
    return _pairs(_chinese(panels / "cn_provinces.csv.gz", "cpi_growth"))


def countries(panels: Path) -> list[Pair]:
    frame = pd.read_csv(panels / "wdi_yearly.csv.gz")
    return _pairs(frame[frame["indicator"].str.startswith("GDP growth")])


def _chinese(path: Path, indicator: str) -> pd.DataFrame:
    frame = pd.read_csv(path)
    return frame[(frame["indicator"] == indicator) & ~frame["doubt"].fillna("").str.contains(_DOUBT)]


def _pairs(frame: pd.DataFrame) -> list[Pair]:
    wide = frame.pivot_table(index="year", columns="region", values="value")
    found = []
    for name in wide.columns:
        own = wide[name].dropna()
        others = wide.drop(columns=name).mean(axis=1).reindex(own.index)
        if own.size >= YEARS + 2:
            found.append(Pair(str(name), own.index.to_numpy(), others.to_numpy(), own.to_numpy()))
    return found


def told(panels: Path) -> str:
    """The rows, as they stand in the package."""
    every = {
        "regions": ([*_windows(cities(panels))], 0.0),
        "prices": ([*_windows(prices(panels))], 0.0),
        "nominal": ([*_windows(cities(panels)), *_windows(prices(panels))], 0.5),
        "unlike": ([*_windows(countries(panels))], 0.5),
    }
    return "\n".join(_row(name, windows, power) for name, (windows, power) in every.items())


def _windows(pairs: Sequence[Pair]) -> Iterator[tuple[str, FloatArray, FloatArray]]:
    for one in pairs:
        for end in range(one.years.size, YEARS - 1, -YEARS) if not held_out(one.name) else ():
            if one.years[end - 1] - one.years[end - YEARS] == YEARS - 1:
                part = slice(end - YEARS, end)
                yield one.name, _logs(one.reference[part]), _logs(one.own[part])


def _row(name: str, windows: Sequence[tuple[str, FloatArray, FloatArray]], power: float) -> str:
    x, y = np.array([one[1] for one in windows]), np.array([one[2] for one in windows])
    best = optimize.minimize(
        lambda asked: -float(np.mean(_evidence(asked, x, y, power))) + 0.002 * float(np.sum(asked[5:] ** 2)), _START,
        method="Nelder-Mead",
        options={"initial_simplex": np.vstack([_START, _START + 0.4 * np.eye(_START.size)]), "maxfev": 600, "xatol": 0.01, "fatol": 1e-4},
    ).x  # fmt: skip
    scatter, spread, lead, slope_spread = np.exp(best[:4])
    shares = ", ".join(f"{share:.2f}" for share in special.softmax([0.0, *best[5:]]))
    return (
        f"{name}: {len({one[0] for one in windows})} pairs, {len(windows)} windows, power {power:g}, lead {max(lead, LEAST_LEAD):.2f}, slope {best[4]:.2f}, "
        f"slope_spread {slope_spread:.2f}, scatter {SHARPENED * scatter:.2f}, spread {spread:.2f}, shares ({shares})"
    )


def _evidence(asked: FloatArray, x: FloatArray, y: FloatArray, power: float) -> FloatArray:
    """(S,) log evidence of each window."""
    scatter, spread, lead, slope_spread = np.exp(asked[:4])
    apart = x - x.mean(axis=1, keepdims=True)
    unit = np.hypot(x.std(axis=1), _LEAST_UNIT) ** power
    rest = y - x.mean(axis=1, keepdims=True) - asked[4] * apart
    told = np.log(special.softmax([0.0, *asked[5:]]))[:, np.newaxis] + special.log_softmax(-(_SCATTER**2) / 2)
    years = np.arange(YEARS)
    common = (lead * unit)[:, np.newaxis, np.newaxis] ** 2 + slope_spread**2 * apart[:, :, np.newaxis] * apart[
        :, np.newaxis
    ]
    cells = []
    for i, rho in enumerate(NOMINAL.persistence):
        among = rho ** np.abs(np.subtract.outer(years, years))
        for j, at in enumerate(_SCATTER):
            sigma = (scatter * np.exp(spread * at) * unit)[:, np.newaxis, np.newaxis]
            root = np.linalg.cholesky(sigma**2 * among + common)
            z = np.linalg.solve(root, rest[..., np.newaxis])[..., 0]
            size = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
            cells.append(told[i, j] - 0.5 * (z**2).sum(axis=1) - size)
    return np.asarray(special.logsumexp(cells, axis=0))


def _logs(growth: FloatArray) -> FloatArray:
    return np.asarray(100 * np.log1p(np.maximum(growth, -99.0) / 100))
