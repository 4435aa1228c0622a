"""Rates of growth ten and twenty years ahead, by thirds of volatility: python -m benchmarks.far.

World Bank regions set aside, growth of GDP, every origin with ten figures or more. Volatility is the standard deviation of the
figures given, so that no third is chosen by what came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks import methods as who
from benchmarks import sections
from benchmarks.judged import independent, interval
from benchmarks.methods import PROBS
from benchmarks.scoring import crps
from benchmarks.sections import Goal
from benchmarks.tasks import Group, IntArray, Task, fold
from shkplan.distributions.links import FloatArray
from shkplan.forecast.informing import DEFAULT_MODEL
from shkplan.forecast.projection import FARTHEST

COMMAND = "python -m benchmarks.far"
HEADING = "## Growth far ahead"
AHEAD = (10, 20)
DEFAULT, OTHER, OWN = (
    f"default ({DEFAULT_MODEL['growth']})",
    "averaged-ets of all years",
    "climatology (own mean and spread)",
)
THIRDS = ("calm", "middle", "volatile")
_LEAST = 10
_WIDE = (0.025, 0.975)
QUICK = 4


@dataclass(frozen=True, eq=False)
class Far:
    """Answers of one method: quantiles, what came, origin, region, volatility of the figures given, and which windows they are."""

    quantiles: FloatArray
    came: FloatArray
    origin: IntArray
    region: np.ndarray
    spread: FloatArray
    rows: IntArray

    @property
    def held(self) -> np.ndarray:
        low, high = (self.quantiles[:, int(np.argmin(np.abs(PROBS - p)))] for p in _WIDE)
        return (low <= self.came) & (self.came <= high)


def main() -> None:
    """The run, and its section."""
    asked = sections.asked(__doc__, "far")
    growth = pd.read_csv(asked.panels / "wdi_yearly.csv.gz").query("indicator.str.contains('GDP growth')")
    found = {ahead: _found(list(_groups(growth, ahead, QUICK if asked.quick else 1)), ahead) for ahead in AHEAD}
    inside = _beyond(growth)
    goals = [] if asked.quick else list(_goals(found, inside))
    sections.write(asked.to, COMMAND, {HEADING: "\n".join(_section(found, inside))}, goals)


def _groups(growth: pd.DataFrame, ahead: int, every: int) -> Iterator[Group]:
    """All origins; regions set aside are asked about, the others' figures until then are the reference."""
    aside = growth["region"].map(fold) == 0
    others = growth[~aside].rename(columns={"region": "series"})[["series", "year", "value"]]
    known = {str(region): rows.sort_values("year") for region, rows in growth[aside].groupby("region")}
    for origin in range(int(growth["year"].min()) + _LEAST - 1, int(growth["year"].max()) - ahead + 1):
        tasks = [
            task
            for region in sorted(known)[::every]
            if (task := _task(region, known[region], origin, ahead)) is not None
        ]
        if tasks:
            yield Group("GDP growth", "growth", origin, tasks, others[others["year"] <= origin])


def _task(region: str, rows: pd.DataFrame, origin: int, ahead: int) -> Task | None:
    given, later = rows[rows["year"] <= origin], rows[rows["year"] == origin + ahead]
    years = given["year"].to_numpy(np.int64)
    if later.empty or years.size < _LEAST or years[-1] != origin or (np.diff(years) != 1).any():
        return None
    values = given["value"].to_numpy(np.float64)
    return Task(region, years, values, float(later["value"].iloc[0]), 0.0, float(np.abs(np.diff(values)).mean()), ahead)


def climatology(group: Group) -> FloatArray:
    """Mean and spread of all figures given, t law of one more: mean +- t s sqrt(1 + 1/n)."""
    rows = [
        np.mean(y) + stats.t.ppf(PROBS, y.size - 1) * np.std(y, ddof=1) * np.sqrt(1 + 1 / y.size)
        for y in (task.given for task in group.tasks)
    ]
    return np.stack(rows)


def _averaged(group: Group) -> FloatArray:
    return who.panel(group, None, model="averaged-ets")


def _found(groups: Sequence[Group], ahead: int) -> dict[str, Far]:
    every = {
        who.POOLED: lambda group: who.pooled(group, None),
        DEFAULT: lambda group: who.own(group, None),
        OTHER: _averaged,
        OWN: climatology,
    }
    answers: dict[str, list[FloatArray]] = {name: [] for name in every}
    for group in sections.shown(groups, len(groups), f"growth, {ahead} years ahead"):
        for name, method in every.items():
            answers[name].append(method(group))
    tasks = [(group.origin, task) for group in groups for task in group.tasks]
    found = {name: _kept(tasks, np.concatenate(rows)) for name, rows in answers.items()}
    return {name: one for name, one in found.items() if one.came.size}


def _kept(tasks: Sequence[tuple[int, Task]], quantiles: FloatArray) -> Far:
    fine = np.flatnonzero(np.isfinite(quantiles).all(axis=1))
    some = [tasks[int(at)] for at in fine]
    return Far(
        quantiles[fine],
        np.array([task.came for _, task in some]),
        np.array([origin for origin, _ in some]),
        np.array([task.region for _, task in some]),
        np.array([np.std(task.given, ddof=1) for _, task in some]),
        fine,
    )


def _thirds(one: Far) -> Iterator[tuple[str, np.ndarray]]:
    """Rows by volatility."""
    cuts = np.quantile(one.spread, [1 / 3, 2 / 3])
    third = np.searchsorted(cuts, one.spread)
    yield from ((name, third == at) for at, name in enumerate(THIRDS))


def _score(one: Far) -> FloatArray:
    return crps(one.quantiles, one.came, PROBS)


def _section(found: Mapping[int, Mapping[str, Far]], inside: Mapping[str, float]) -> Iterator[str]:
    yield (
        "Growth of GDP of World Bank regions set aside, every origin with at least ten figures; thirds of the windows by the standard deviation of the "
        "figures given. CRPS in points. In brackets 95 % intervals by blocks of origins that overlap: the world's good and bad years are common to all "
        "regions, and the table says how many windows fit side by side in time.\n"
    )
    yield "| ahead | method | windows | 95 % covers: calm | middle | volatile | CRPS: calm | middle | volatile | all |\n|---|---|---|---|---|---|---|---|---|---|"
    for ahead, methods in found.items():
        for name, one in methods.items():
            covers = " | ".join(
                f"{100 * one.held[rows].mean():.1f} {_block(one, rows, ahead)}" for _, rows in _thirds(one)
            )
            score = _score(one)
            each = " | ".join(f"{score[rows].mean():.2f}" for _, rows in _thirds(one))
            many = f"{one.came.size}, {np.unique(one.region).size} regions, {independent(one.origin, ahead)} in time"
            yield f"| {ahead} | {name} | {many} | {covers} | {each} | {score.mean():.2f} |"
    yield f"\n{FARTHEST} years ahead, from the last figure: share of regions whose 95 % band lies within the 95 % range of all figures of the class until then.\n"
    yield "| method | share within | median width of the band over that of the range |\n|---|---|---|"
    yield from (
        f"| {name} | {100 * share:.0f} % | {inside[f'{name} width']:.2f} |"
        for name, share in inside.items()
        if not name.endswith("width")
    )


def _block(one: Far, rows: np.ndarray, ahead: int) -> str:
    held = 100.0 * one.held[rows]

    def mean(some: IntArray) -> float:
        return float(held[some].mean())

    low, high = interval(one.origin[rows], mean, ahead)
    return f"({low:.0f}-{high:.0f})"


def _beyond(growth: pd.DataFrame) -> dict[str, float]:
    """Of each method: how many bands of the farthest year lie within the class's 95 % range, and how wide they are beside it."""
    aside = growth["region"].map(fold) == 0
    others = growth[~aside].rename(columns={"region": "series"})[["series", "year", "value"]]
    tasks = []
    for region, rows in growth[aside].sort_values("year").groupby("region"):
        years, values = rows["year"].to_numpy(np.int64), rows["value"].to_numpy(np.float64)
        if years.size >= _LEAST and not (np.diff(years) != 1).any() and years[-1] == growth["year"].max():
            tasks.append(Task(str(region), years, values, float("nan"), 0.0, 1.0, FARTHEST))
    group = Group("GDP growth", "growth", int(growth["year"].max()), tasks, others)
    least, most = np.quantile(others["value"], _WIDE)
    every: dict[str, Callable[[], FloatArray]] = {
        who.POOLED: lambda: who.pooled(group, None),
        DEFAULT: lambda: who.own(group, None),
        OTHER: lambda: _averaged(group),
    }
    found = {}
    for name, method in every.items():
        told = method()
        told = told[np.isfinite(told).all(axis=1)]
        if told.size:
            low, high = (told[:, int(np.argmin(np.abs(PROBS - p)))] for p in _WIDE)
            found[name] = float(np.mean((low >= least) & (high <= most)))
            found[f"{name} width"] = float(np.median(high - low)) / float(most - least)
    return found


def _goals(found: Mapping[int, Mapping[str, Far]], inside: Mapping[str, float]) -> Iterator[Goal]:
    ahead = AHEAD[0]
    for name, one in found[ahead].items():
        if name not in (who.POOLED, DEFAULT):
            continue
        for third, rows in _thirds(one):
            got = round(100 * float(one.held[rows].mean()), 1)
            ends = _block(one, rows, ahead)[1:-1]
            low, high = map(float, ends.split("-"))
            on = f"Growth {ahead} years ahead, {name}: 95 % band, {third} third"
            yield Goal(on, "93-97", f"{got}", 93 <= got <= 97, ends, low <= 97 and high >= 93)
        yield _beside(f"Growth {ahead} years ahead, {name}: CRPS over climatology's", one, found[ahead][OWN])
    for name in (who.POOLED, DEFAULT):
        if name in inside:
            told = f"{100 * inside[name]:.0f} % of regions"
            yield Goal(
                f"Growth {FARTHEST} years ahead, {name}: band within the class's 95 % range",
                "all",
                told,
                inside[name] == 1,
            )


def _beside(on: str, one: Far, other: Far) -> Goal:
    """The ratio of mean CRPS on the windows that both answered."""
    assert other.rows.size > one.rows.max()  # climatology refuses nothing
    mine, own = _score(one), _score(other)[one.rows]

    def ratio(rows: IntArray) -> float:
        return float(mine[rows].mean() / own[rows].mean())

    got, (low, high) = ratio(np.arange(mine.size)), interval(one.origin, ratio, AHEAD[0])
    return Goal(on, "< 1", f"{got:.3f}", got < 1, f"{low:.2f}-{high:.2f}", low < 1)


if __name__ == "__main__":
    main()
