"""Pairs in growth: is own growth ahead of the reference's? python -m benchmarks.pairs [--panels FOLDER] [--to RESULTS.md].

A city beside the mean of its sister cities, a country beside the world's mean (regions set aside: crc32 of the name, a third), the nation's
income and productivity beside its GDP. Ten years of the reference are given and the last 3, 4, 5 or 8 of the own series; asked is the lead,
own less reference's compounded average growth over the next 3, 4 and 5 years. ``--learn`` prints the numbers of
``shkplan/models/pairs.py`` again, from the other two thirds.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import pairs_learned, sections
from benchmarks.series import PANELS
from shkplan import load_observations, load_plan
from shkplan.base.errors import NotAssessable
from shkplan.distributions.links import FloatArray, Support
from shkplan.forecast.learning.panels import held_out
from shkplan.models import model_named
from shkplan.models.beside import fitted
from shkplan.models.pairs import REGIONS, UNLIKE, Pairs

COMMAND, HEADING = "python -m benchmarks.pairs", "## Pairs"
METHODS = ("joint", "independent", "differences")
GIVEN, AHEAD, BACK, PATHS = (3, 4, 5, 8), (3, 4, 5), 10, 1000
_FILES = ("cn_cities.csv.gz", "cn_provinces.csv.gz", "wdi_yearly.csv.gz")
_DRAWS = 1000


@dataclass(frozen=True, eq=False)
class Task:
    """One question: growth given and come of a pair at an origin, in %."""

    pair: str
    origin: int
    reference: FloatArray
    own: FloatArray
    reference_came: FloatArray
    own_came: FloatArray


@dataclass(frozen=True, eq=False)
class Score:
    """Of one method on many questions: squared error of the probability, CRPS, whether the bands held, origin year, years given."""

    brier: FloatArray
    crps: FloatArray
    in_80: FloatArray
    in_95: FloatArray
    origin: FloatArray
    given: FloatArray


def main() -> None:
    """The run, and its section."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=(__doc__ or "").split(":")[0])
    parser.add_argument(
        "--panels", type=Path, default=PANELS, help="folder of the panels; beside the project by default"
    )
    parser.add_argument("--to", type=Path, default=sections.RESULTS)
    parser.add_argument("--quick", action="store_true", help="every eighth origin")
    parser.add_argument(
        "--learn", action="store_true", help="learn the numbers of shkplan/models/pairs.py, and print them"
    )
    asked = parser.parse_args()
    if absent := [name for name in _FILES if not (asked.panels / name).is_file()]:
        sys.exit(f"no {', '.join(absent)} in {asked.panels}: --panels FOLDER")
    if asked.learn:
        print(pairs_learned.told(asked.panels))
        return
    found = {
        name: scored(tasks, prior) for name, (tasks, prior) in questions(asked.panels, 8 if asked.quick else 1).items()
    }
    goals = [] if asked.quick else [sections.Goal(*row) for row in goals_of(found)]
    sections.write(asked.to, COMMAND, {HEADING: "\n".join(section(found))}, goals)


def questions(panels: Path, every: int) -> dict[str, tuple[list[Task], Pairs]]:
    """The three panels of pairs, each with the prior that the package has for it."""
    aside = {
        "cities": [one for one in pairs_learned.cities(panels) if held_out(one.name)],
        "countries": [one for one in pairs_learned.countries(panels) if held_out(one.name)],
    }
    return {
        "city beside its sister cities": ([*_tasks(aside["cities"], every)], REGIONS),
        "country beside the world": ([*_tasks(aside["countries"], every)], UNLIKE),
        "nation's income, productivity beside GDP": ([*_national()], UNLIKE),
    }


def _tasks(pairs: Sequence[pairs_learned.Pair], every: int) -> Iterator[Task]:
    """Every origin, or every so manieth, with ten years before it and five after."""
    for one in pairs:
        for end in range(BACK, one.years.size - max(AHEAD) + 1, every):
            for n in GIVEN:
                if one.years[end - 1 + max(AHEAD)] - one.years[end - BACK] == BACK + max(AHEAD) - 1:
                    yield Task(
                        one.name, int(one.years[end - 1]), one.reference[end - BACK : end], one.own[end - n : end],
                        one.reference[end : end + max(AHEAD)], one.own[end : end + max(AHEAD)],
                    )  # fmt: skip


def _national() -> Iterator[Task]:
    """The nation's published figures, three years ahead, wherever own years and the reference's are without a gap."""
    plan = load_plan("china-14fyp")
    every = load_observations(plan)
    gdp = dict(_rows(every.series("economy.gdp_growth", "中国")))
    for name in ("income.resident_disposable_growth", "economy.labour_productivity_growth"):
        own = dict(_rows(every.series(name, "中国")))
        for origin in range(min(own), max(own) - min(AHEAD) + 1):
            ahead = range(origin + 1, origin + 1 + min(AHEAD))
            back = [year for year in range(origin - BACK + 1, origin + 1) if year in gdp]
            if not all(year in own and year in gdp for year in ahead):
                continue
            for n in GIVEN:
                given = range(origin - n + 1, origin + 1)
                if all(year in own and year in gdp for year in given) and back[-n:] == list(given):
                    yield Task(
                        name, origin, np.array([gdp[y] for y in back]), np.array([own[y] for y in given]),
                        np.array([gdp[y] for y in ahead]), np.array([own[y] for y in ahead]),
                    )  # fmt: skip


def _rows(series: object) -> Iterator[tuple[int, float]]:
    return zip(series.years, series.values, strict=True)  # type: ignore[attr-defined]


# Laws --------------------------------------------------------------------------------------------------------------------


def scored(tasks: Sequence[Task], prior: Pairs) -> dict[str, Score]:
    """The scores of each method on questions that none of them refused."""
    rows: dict[str, list[tuple[float, ...]]] = {name: [] for name in METHODS}
    references: dict[tuple[str, int], FloatArray] = {}
    for at, task in enumerate(tasks):
        key = task.pair, task.origin
        if key not in references:
            references[key] = _projected(task.reference, task.reference_came.size, at, _ABOVE)
        try:
            leads = _leads(task, prior, references[key], at)
        except NotAssessable:
            continue
        for name, lead in leads.items():
            rows[name] += [_score(task, lead[h - 1], h) for h in AHEAD if h <= task.own_came.size]
    return {name: Score(*np.array(found, dtype=np.float64).T) for name, found in rows.items()}


_ABOVE, _LINE = Support(-100.0, None, 0.1), Support(None, None, 0.1)


def _leads(task: Task, prior: Pairs, reference: FloatArray, seed: int) -> dict[str, list[FloatArray]]:
    """Of each method, the paths of the lead over one year, two, ..."""
    n, ahead = task.own.size, task.own_came.size
    x, y = _logs(task.reference), _logs(task.own)
    fit = fitted(prior, np.arange(1 - n, 1), y, x[-n:], x)
    beside, *_ = fit.draws(np.arange(1, ahead + 1), _logs(reference), np.random.default_rng([seed, 1]))
    theirs = [_average(_logs(reference)[:, :h]) for h in range(1, ahead + 1)]
    own = _logs(_projected(task.own, ahead, seed, _ABOVE))
    apart = _projected(task.own - task.reference[-n:], ahead, seed, _LINE)
    return {
        "joint": [_average(beside[:, :h]) - theirs[h - 1] for h in range(1, ahead + 1)],
        "independent": [_average(own[:, :h]) - theirs[h - 1] for h in range(1, ahead + 1)],
        "differences": [apart[:, :h].mean(axis=1) for h in range(1, ahead + 1)],
    }


def _projected(given: FloatArray, ahead: int, seed: int, support: Support) -> FloatArray:
    """Paths of the package's default for rates of growth."""
    fit = model_named("ets-and-mean").fit(np.arange(1 - given.size, 1), given, support)
    return fit.paths(np.arange(1, ahead + 1), PATHS, np.random.default_rng([seed, 2]))


def _score(task: Task, lead: FloatArray, h: int) -> tuple[float, ...]:
    came = float(_average(_logs(task.own_came[:h])) - _average(_logs(task.reference_came[:h])))
    prob = (np.count_nonzero(lead >= 0) + 0.5) / (lead.size + 1)
    low, low80, high80, high = np.quantile(lead, [0.025, 0.1, 0.9, 0.975])
    ordered, ranks = np.sort(lead), np.arange(1, lead.size + 1)
    spread = float(np.sum((2 * ranks - lead.size - 1) * ordered)) / lead.size**2
    return (
        (prob - (came >= 0)) ** 2, float(np.mean(np.abs(lead - came))) - spread, low80 <= came <= high80, low <= came <= high,
        task.origin, task.own.size,
    )  # fmt: skip


def _logs(growth: FloatArray) -> FloatArray:
    return np.asarray(100 * np.log1p(np.maximum(growth, -99.9) / 100))


def _average(logs: FloatArray) -> FloatArray:
    """Average yearly growth (%), compounded."""
    return np.asarray(100 * np.expm1(logs.mean(axis=-1) / 100))


# Told --------------------------------------------------------------------------------------------------------------------


def section(found: Mapping[str, Mapping[str, Score]]) -> Iterator[str]:
    """The tables."""
    yield (
        "Own growth given for 3, 4, 5 or 8 years, the reference's for 10; the lead (own less the reference's compounded average, points a year) over the next 3, 4 "
        "and 5 years, the nation's over 3. Regions set aside (crc32 of the name, a third), from which nothing was learned; their years were seen in other regions. "
        "`joint`: `shkplan/models/beside.py`; `independent`: own and reference each by the default model; `differences`: the default model on own less reference. "
        "In brackets the joint law's gain and its 95 % interval, by blocks of origin years.\n"
    )
    for name, methods in found.items():
        one = methods["joint"]
        yield f"### {name[0].upper()}{name[1:]}: {one.brier.size} questions, {np.unique(one.origin).size} origin years\n"
        yield "| given | method | Brier | CRPS | 80 % | 95 % |\n|---|---|---|---|---|---|"
        for n in (None, *GIVEN):
            rows = np.ones(one.given.size, dtype=bool) if n is None else one.given == n
            for method, score in methods.items() if rows.any() else ():
                brier, crps = (_told(score, one, rows, what, method) for what in ("brier", "crps"))
                yield (
                    f"| {n or 'all'} | {method} | {brier} | {crps} | {100 * score.in_80[rows].mean():.1f} | "
                    f"{100 * score.in_95[rows].mean():.1f} |"
                )
        yield ""


def _told(score: Score, joint: Score, rows: np.ndarray, what: str, method: str) -> str:
    values = getattr(score, what)
    told = f"{values[rows].mean():.3f}"
    if method == "joint" or rows.sum() < rows.size:
        return told
    low, high = interval(values - getattr(joint, what), joint.origin)
    return f"{told} ({np.mean(values - getattr(joint, what)):+.3f}, {low:+.3f} to {high:+.3f})"


def interval(gain: FloatArray, block: FloatArray) -> tuple[float, float]:
    """95 % interval of a mean, whole origin years drawn again."""
    rng, years = np.random.default_rng(1), np.unique(block)
    sums = np.array([[gain[block == year].sum(), np.sum(block == year)] for year in years])
    drawn = sums[rng.integers(0, years.size, (_DRAWS, years.size))].sum(axis=1)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
    return float(low), float(high)


def goals_of(found: Mapping[str, Mapping[str, Score]]) -> Iterator[tuple[str, str, str, bool, str, bool]]:
    """On, wanted, found, met, interval, within error."""
    for name, methods in found.items():
        joint = methods["joint"]
        for what in ("brier", "crps"):
            for other in ("independent", "differences"):
                gain = getattr(methods[other], what) - getattr(joint, what)
                low, high = interval(gain, joint.origin)
                label = {"brier": "Brier", "crps": "CRPS"}[what]
                yield (
                    f"{name}: {label} of the lead less than {other}", "> 0 gained", f"{gain.mean():.4f}", bool(gain.mean() > 0),
                    f"{low:.4f} to {high:.4f}", bool(high > 0),
                )  # fmt: skip
        held = 100 * joint.in_80
        low, high = interval(held, joint.origin)
        if (
            low == high == 100
        ):  # all held: what so many origin years can tell is that of a binomial (Clopper and Pearson 1934)
            low = 100 * 0.025 ** (1 / np.unique(joint.origin).size)
        met = 75 <= round(float(held.mean()), 1) <= 85
        yield (
            f"{name}: 80 % band of the lead",
            "75-85",
            f"{held.mean():.1f}",
            met,
            f"{low:.1f} to {high:.1f}",
            low <= 85 and high >= 75,
        )


if __name__ == "__main__":
    main()
