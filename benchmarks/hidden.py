"""How well hidden years are found again: years of complete public series behind sums, means, rates of growth and bounds.

    python -m benchmarks.hidden --panels ../shared/panels

Each case hides some years of eleven, tells what a yearbook might have told instead, reconstructs, and holds the band against
what was hidden. Beside the error of the median stands that of a straight line between the years known, scaled to the sum
where there is one. Errors are in units of the mean absolute yearly change.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.series import PANELS, missing
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.evidence.reconstruction import reconstruct
from shkplan.forecast.learning.panels import held_out
from shkplan.register.plan import Plan

YEARS = range(2012, 2023)
HERE = "区"
SOURCES = ("wdi set aside", "wdi", "m1", "m3")


@dataclass(frozen=True)
class Case:
    """What was told of a series, and what was hidden.

    Attributes:
        name: of the kind of case.
        indicator: id of what is reconstructed.
        told: the figures.
        truth: year -> hidden value.
        total: what the hidden years add up to, where a sum or mean tells it.
    """

    name: str
    indicator: str
    told: tuple[Observation, ...]
    truth: Mapping[int, float]
    total: float | None = None


def plan(lower: float | None, upper: float | None) -> Plan:
    """A plan with a flow and its growth, within bounds."""
    words = {"zh": "量", "en": "Quantity"}
    quantity = {"name": words, "unit": "亿元", "price_basis": "current"}
    growth = {"measure": "growth", "unit": "%", "growth_of": "test.flow", "bounds": (-100, None), "precision": 0.1}
    return Plan.model_validate({
        "id": "hidden", "region": HERE, "title": words, "window": "2021-2025", "base_year": 2020, "horizon": 2035,
        "approved": "2021-01-01", "approved_basis": "approved", "regions": {HERE: {"en": "Here"}}, "domains": {"test": words},
        "source": {"title": "t", "publisher": "p", "published": "2021-01-01"}, "indicators": {},
        "series": {
            "test.flow": {"id": "test.flow", **quantity, "measure": "flow", "bounds": (lower, upper), "precision": 1e-6},
            "test.growth": {"id": "test.growth", **quantity, **growth},
        },
    })  # fmt: skip


def figure(period: object, value: float, **parts: Any) -> Observation:
    """A final figure, published when all of it was over."""
    given = {
        "indicator": "test.flow", "region": HERE, "period": str(period), "form": "level", "bound": "exact", "value": value,
        "unit": "亿元", "price_basis": "current", "status": "final", "published": dt.date(2024, 1, 1),
        "published_basis": "stated", "source_title": "年鉴", "source_kind": "yearbook or bulletin",
    }  # fmt: skip
    return Observation.model_validate(given | parts)


def cases(values: Sequence[float], rng: np.random.Generator, *, grows: bool) -> Iterator[Case]:
    """The cases of one series of eleven years; those with rates of growth only where growth moves it."""
    x = dict(zip(YEARS, map(float, values), strict=True))
    five = sum(x[year] for year in range(2014, 2019))

    def levels(years: Sequence[int]) -> list[Observation]:
        return [figure(year, x[year]) for year in years]

    def hidden(*years: int) -> dict[int, float]:
        return {year: x[year] for year in years}

    summed = figure("2014-2018", five, form="sum")
    yield Case("sum, two of five known", "test.flow", (*levels([2015, 2018, 2019, 2020, 2021, 2022]), summed),
               hidden(2014, 2016, 2017), x[2014] + x[2016] + x[2017])  # fmt: skip
    yield Case(
        "sum, none of five known", "test.flow", (*levels(range(2019, 2023)), summed), hidden(*range(2014, 2019)), five
    )
    three = x[2015] + x[2016] + x[2017]
    yield Case("mean of three", "test.flow",
               (*levels([2012, 2013, 2014, *range(2018, 2023)]), figure("2015-2017", three / 3, form="mean")),
               hidden(2015, 2016, 2017), three)  # fmt: skip
    if grows:
        yield from _with_growth(x, five, levels, rng)


def _with_growth(x: Mapping[int, float], five: float, levels: Any, rng: np.random.Generator) -> Iterator[Case]:
    """Cases with rates: estimates of growth half a point off, and a sum that is only said to be above a round number."""
    rate = {year: 100 * (x[year] / x[year - 1] - 1) for year in list(x)[1:]}
    if max(map(abs, rate.values())) > 60:
        return
    growth = {"indicator": "test.growth", "form": "growth rate", "unit": "%"}
    told = [
        figure(year, round(rate[year] + rng.normal(0, 0.5), 1), status="estimate", **growth)
        for year in (2016, 2017, 2018)
    ]
    above = figure("2014-2018", float(f"{five * (1 - rng.uniform(0, 0.03)):.3g}"), form="sum", bound="lower")
    bound = [above] if above.value <= five else []
    yield Case("growth and a bound", "test.flow", (*levels([2014, 2017, 2020, 2021]), *told, *bound),
               {year: x[year] for year in (2015, 2016, 2018)})  # fmt: skip
    average = round(100 * ((x[2018] / x[2014]) ** 0.25 - 1), 1)
    known = [figure(year, round(rate[year], 1), **growth) for year in (2013, 2014, 2017, *range(2019, 2023))]
    mean = figure("2015-2018", average, **growth | {"form": "mean"})
    yield Case(
        "average growth of four", "test.growth", (*known, mean), {year: rate[year] for year in (2015, 2016, 2018)}
    )


def found(case: Case, plan: Plan) -> Iterator[dict[str, object]]:
    """One row a hidden year."""
    series = reconstruct(Observations(plan, case.told), case.indicator, n_draws=500)
    line = np.interp(list(case.truth), series.years, series.values)
    if case.total is not None and line.sum():
        line = line * case.total / line.sum()
    for (year, truth), straight in zip(case.truth.items(), line, strict=True):
        row: dict[str, object] = {
            "case": case.name,
            "year": year,
            "contradicted": bool(series.implied and series.implied.contradictions),
        }
        law = series.law(year)
        if law is not None:
            inside = {
                f"covered_{level:.0%}": low <= truth <= high
                for level in (0.8, 0.95)
                for low, high in [law.interval(level)]
            }
            row |= inside | {"error": abs(law.median - truth), "straight": abs(straight - truth)}
        yield row


def panel(folder: Path, source: str) -> Iterator[tuple[np.ndarray, float | None, float | None]]:
    """Series of twelve years or more without a gap, with bounds."""
    name = source.split(maxsplit=1)[0]
    frame = pd.read_csv(folder / f"{name}_yearly.csv.gz").rename(columns={"t": "year", "series_id": "series"})
    if name == "wdi":
        frame = frame[frame["region"].map(held_out).astype(bool) == ("aside" in source)]
        frame = frame.assign(series=frame["indicator"] + frame["region"])
    for _, rows in frame.sort_values(["series", "year"]).groupby("series"):
        values, steps = rows["value"].to_numpy(np.float64), np.diff(rows["year"].to_numpy())
        if values.size < 12 or (steps != 1).any() or not np.diff(values).any():
            continue
        share = (
            name == "wdi" and str(rows["unit"].iloc[0]).startswith("%") and 10 < values.max() < 100 and values.min() > 0
        )
        yield values, 0.0 if values.min() > 0 else None, 100.0 if share else None


def measured(folder: Path, source: str, count: int, seed: int = 1) -> pd.DataFrame:
    """One row a hidden year, for ``count`` series of a panel."""
    rng = np.random.default_rng(seed)
    everything = list(panel(folder, source))
    rows: list[dict[str, object]] = []
    for at in rng.permutation(len(everything))[:count]:
        values, lower, upper = everything[at]
        start = int(rng.integers(0, values.size - len(YEARS) + 1))
        window = values[start : start + len(YEARS)]
        change = float(np.mean(np.abs(np.diff(window))))
        if change <= 1e-3 * abs(float(window.mean())):  # it hardly moves: nothing to find
            continue
        for case in cases(window, rng, grows=(lower, upper) == (0, None)):
            unit = change if case.indicator == "test.flow" else 100 * change / abs(float(window.mean()))
            rows += [row | {"unit": unit} for row in found(case, plan(lower, upper))]
    return pd.DataFrame(rows)


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Cover in %, errors in units of the yearly change, and how many hidden years got no law."""
    rows = rows.assign(
        error=rows["error"] / rows["unit"], straight=rows["straight"] / rows["unit"], without=rows["error"].isna()
    )
    told = rows[~rows["without"]].groupby("case", sort=False)
    table = told[["covered_80%", "covered_95%"]].agg(lambda column: 100 * column.astype(float).mean())
    table = table.join(told[["error", "straight"]].mean()).assign(years=told.size())
    return table.assign(without=rows.groupby("case")["without"].sum()).round(
        {"covered_80%": 1, "covered_95%": 1, "error": 3, "straight": 3}
    )


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--panels", type=Path, default=PANELS)
    ask.add_argument("--series", type=int, default=200, help="of each panel")
    given = ask.parse_args()
    if absent := missing(given.panels):
        raise SystemExit(absent)
    for source in SOURCES:
        rows = measured(given.panels, source, given.series)
        print(f"\n{source}\n{summary(rows).to_string()}")


if __name__ == "__main__":
    main()
