"""The rule of the official words, chosen on other plans: python -m benchmarks.official_words [--panels FOLDER].

Pseudo-targets over the panels, and the growth targets that cities announced, each with a mid-term: two of its five years known. A rule (margin of the
lead, two probabilities, what decides where they disagree) is worth what its word tells of the outcome: the log score of the share reached under each word,
the shares learned on all other panels. Nothing of the national plan is read here, and no window ends after 2020. See NOTES-official-words.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

import shkplan as sp
from benchmarks.series import PANELS
from shkplan.distributions.links import FloatArray

YEARS, KNOWN, LAST = 5, 2, 2020
STRETCHES = (0.75, 1.0, 1.25)  # of the trend of the five years before
MARGINS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
FASTER, BEHIND = (0.8, 0.85, 0.9, 0.95), (0.2, 0.25, 1 / 3, 0.4, 0.5)
WAYS = ("progress", "probability", "worse", "better")
LEAST = {
    "faster": 0.8,
    "on_course": 0.5,
}  # what a word says: share of its targets that are reached, at least; of those behind fewer than half
CONVENTION = (0.1, 0.9, 1 / 3, "worse")  # kept unless another rule is better by more than a standard error
WORDS = ("early", "faster", "on_course", "behind")
_PROBS = tuple(np.round(np.concatenate([[0.005], np.arange(0.02, 0.99, 0.02), [0.995]]), 3))
_DOUBTS = ("doubtful", "interpolated", "imputed", "do not sum", "jump")
# Panel, indicator (of the World Bank by the beginning of its name), whether more is better.
SHARES = (
    ("cn_cities", "services_share", True), ("cn_provinces", "services_share", True), ("cn_provinces", "green_coverage", True),
    ("cn_provinces", "registered_unemployment", False), ("wdi_yearly", "Urban population", True), ("wdi_yearly", "Services VA", True),
    ("wdi_yearly", "Forest area", True), ("wdi_yearly", "PM2.5", False), ("wdi_yearly", "GDP per capita PPP", True),
    ("wdi_yearly", "R&D", True), ("wdi_yearly", "Unemployment", False),
)  # fmt: skip


def main() -> None:
    """The table of rules."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.official_words", description=(__doc__ or "").split(":")[0]
    )
    parser.add_argument(
        "--panels", type=Path, default=PANELS, help="folder of the panels; beside the project by default"
    )
    panels = parser.parse_args().panels
    cases = pd.concat([*(_levels(panels, *which) for which in SHARES), _growth(panels)], ignore_index=True)
    print(
        cases.groupby("panel").agg(n=("lead", "size"), reached=("reached", "mean"), early=("early", "mean")).round(3),
        "\n",
    )
    found = pd.DataFrame([_scored(cases, rule) for rule in product(MARGINS, FASTER, BEHIND, WAYS)])
    found["behind_prob"] = found["behind_prob"].round(3)
    print(found.sort_values("score", ascending=False).head(12).to_string(index=False), "\n")
    kept = found[found["kept"]]
    print(
        f"{len(kept)} of {len(found)} rules keep what their words say:",
        kept.sort_values("score", ascending=False).head(12).to_string(index=False),
        "",
        sep="\n",
    )
    best = kept.loc[kept["score"].idxmax()]
    mine = _scored(cases, CONVENTION)
    gap = _by_panel(cases, _rule(best)) - _by_panel(cases, CONVENTION)
    error = float(np.std(gap, ddof=1) / np.sqrt(gap.size))
    print(
        f"best {_rule(best)} {best['score']:.4f}; convention {mine['score']:.4f}; difference {gap.mean():.4f}, standard error over panels {error:.4f}\n"
    )
    told = (
        ("convention", CONVENTION),
        ("best that keeps its words", _rule(best)),
        ("best of all", _rule(found.loc[found["score"].idxmax()])),
    )
    for name, rule in told:
        print(name, _by_word(cases, rule).to_string(), "\n", sep="\n")
    print(
        "progress alone, by margin: its score less that of the margin of the convention, and the standard error over panels"
    )
    for margin in MARGINS:
        gap = _by_panel(cases, (margin, *CONVENTION[1:3], "progress")) - _by_panel(cases, (*CONVENTION[:3], "progress"))
        print(f"{margin:5.2f} {gap.mean():+.4f} {np.std(gap, ddof=1) / np.sqrt(gap.size):.4f}")


def _rule(row: pd.Series) -> tuple[float, float, float, str]:
    behind = min(BEHIND, key=lambda one: abs(one - row["behind_prob"]))
    return float(row["margin"]), float(row["faster_prob"]), behind, str(row["way"])


# Pseudo-targets -------------------------------------------------------------------------------------------------------


def _levels(panels: Path, file: str, indicator: str, up: bool) -> pd.DataFrame:
    """A row a target and stretch: the number is the figure of the base year and a share of the trend of the five years before."""
    table = pd.read_csv(panels / f"{file}.csv.gz")
    table = table[table["indicator"].str.startswith(indicator) & (table["year"] <= LAST)]
    if "doubt" in table:
        table = table[~table["doubt"].fillna("").map(lambda told: any(word in told for word in _DOUBTS))]
    wide = table.pivot_table(index="region", columns="year", values="value")
    windows = [(region, base) for base in wide.columns for region in _whole(wide, int(base))]
    said = _quantiles(wide, windows, indicator)
    rows = []
    for region, base in windows:
        row, sign = wide.loc[region], 1 if up else -1
        trend = row[base] - row[base - YEARS]
        if trend * sign <= 0 or (region, base) not in said:
            continue
        for stretch in STRETCHES:
            number, now, end = row[base] + stretch * trend, row[base + KNOWN], row[base + YEARS]
            below = float(np.interp(number, said[region, base], _PROBS))
            rows.append({
                "lead": (now - row[base]) / (number - row[base]) * YEARS / KNOWN, "early": (now - number) * sign >= 0,
                "prob": 1 - below if up else below, "reached": (end - number) * sign >= 0, "base": base, "region": region,
            })  # fmt: skip
    return pd.DataFrame(rows).assign(panel=f"{file} {indicator}")


def _whole(wide: pd.DataFrame, base: int) -> Iterator[str]:
    """The regions with every figure from five years before the base year to the mid-term, and that of the end."""
    years = [*range(base - YEARS, base + KNOWN + 1), base + YEARS]
    if all(year in wide.columns for year in years):
        yield from wide.index[wide[years].notna().all(axis=1)]


def _quantiles(wide: pd.DataFrame, windows: list[tuple[str, int]], indicator: str) -> dict[tuple[str, int], FloatArray]:
    """Quantiles of the deadline's value, on figures up to the mid-term."""
    rows = [
        {"series": f"{region}|{base}", "year": year, "value": wide.loc[region, year]}
        for region, base in windows
        for year in range(max(int(wide.columns[0]), base - 15), base + KNOWN + 1)
        if year in wide.columns and pd.notna(wide.loc[region, year])
    ]
    bounds = {} if "per capita" in indicator or "PM2.5" in indicator else {"lower": 0.0, "upper": 100.0}
    frame = pd.DataFrame(rows).assign(**bounds)
    made = sp.project_panel(frame, YEARS - KNOWN, probs=_PROBS, progress=False, unit="")
    return {
        (name.split("|")[0], int(name.split("|")[1])): part.loc[part["year"] == part["year"].max()]
        .sort_values("prob")["value"]
        .to_numpy()
        for name, part in made.groupby("series")
    }


def _growth(panels: Path) -> pd.DataFrame:
    """The growth that cities announced for a year, asked of the average of five years from that one."""
    table = pd.read_csv(panels / "cn_cities.csv.gz")
    wide = table[table["indicator"] == "gdp_growth"].pivot_table(index="region", columns="year", values="value")
    wanted = pd.read_csv(panels / "cn_growth_targets.csv.gz").pivot_table(
        index="region", columns="year", values="target"
    )
    rows = []
    for region, base in product(wanted.index.intersection(wide.index), range(2007, LAST - YEARS + 1)):
        goal, years = wanted.loc[region].get(base + 1), range(base + 1, base + YEARS + 1)
        row = wide.loc[region]
        if goal is None or np.isnan(goal) or goal <= 0 or row[list(years)].isna().any():
            continue
        known, whole = (np.log1p(row[list(years)[:n]] / 100).sum() for n in (KNOWN, YEARS))
        history = row.loc[base - 7 : base + KNOWN].dropna()
        of = sp.series({int(year): float(value) for year, value in history.items()}, unit="%")
        paths = sp.project(of, to=base + YEARS, n_paths=500).paths[:, -(YEARS - KNOWN) :]
        needed = YEARS * np.log1p(goal / 100)
        rows.append({
            "lead": known / needed * YEARS / KNOWN, "early": False, "reached": whole >= needed, "base": base, "region": region,
            "prob": (np.sum(known + np.log1p(np.maximum(paths / 100, -0.99)).sum(axis=1) >= needed) + 0.5) / (len(paths) + 1),
        })  # fmt: skip
    return pd.DataFrame(rows).assign(panel="cn_growth_targets")


# Rules ----------------------------------------------------------------------------------------------------------------


def _words(cases: pd.DataFrame, rule: tuple[float, float, float, str]) -> FloatArray:
    """(n,) the position of each word, the best first."""
    margin, faster, behind, way = rule
    lead, prob, early = (cases[name].to_numpy() for name in ("lead", "prob", "early"))
    progress = np.where(early, 0, np.where(lead >= 1 + margin, 1, np.where(lead > 1 - margin, 2, 3)))
    probability = np.where(early & (prob >= 0.5), 0, np.where(prob >= faster, 1, np.where(prob >= behind, 2, 3)))
    both = {
        "progress": progress,
        "probability": probability,
        "worse": np.maximum(progress, probability),
        "better": np.minimum(progress, probability),
    }
    return both[way]


def _by_panel(cases: pd.DataFrame, rule: tuple[float, float, float, str]) -> FloatArray:
    """(panels,) the mean log score of the share reached under a word, as the other panels tell it, each panel alike."""
    words, reached = _words(cases, rule), cases["reached"].to_numpy().astype(float)
    panel, count = pd.factorize(cases["panel"])[0], cases["panel"].nunique()
    size = np.bincount(panel, minlength=count)
    given = np.bincount(panel * 4 + words, minlength=4 * count).reshape(count, 4) / size[:, None]
    came = np.bincount(panel * 4 + words, weights=reached, minlength=4 * count).reshape(count, 4) / size[:, None]
    rates = (came.sum(axis=0) - came + 0.005) / (given.sum(axis=0) - given + 0.01)  # of all panels but each
    rate = np.clip(rates, 1e-3, 1 - 1e-3)
    return np.asarray((came * np.log(rate) + (given - came) * np.log(1 - rate)).sum(axis=1))


def _scored(cases: pd.DataFrame, rule: tuple[float, float, float, str]) -> dict[str, object]:
    score = float(_by_panel(cases, rule).mean())
    early, faster, on_course, behind = _rates(cases, rule)
    kept = min(early, faster) >= LEAST["faster"] and on_course >= LEAST["on_course"] and behind < LEAST["on_course"]
    told = {"early": early, "faster": faster, "on_course": on_course, "behind": behind}
    return {
        "margin": rule[0],
        "faster_prob": rule[1],
        "behind_prob": rule[2],
        "way": rule[3],
        "score": score,
        "kept": kept,
    } | told


def _rates(cases: pd.DataFrame, rule: tuple[float, float, float, str]) -> FloatArray:
    """(4,) the share reached of the targets of each word, panels alike."""
    words, reached = _words(cases, rule), cases["reached"].to_numpy().astype(float)
    panel, count = pd.factorize(cases["panel"])[0], cases["panel"].nunique()
    given = np.bincount(panel * 4 + words, minlength=4 * count).reshape(count, 4).astype(float)
    came = np.bincount(panel * 4 + words, weights=reached, minlength=4 * count).reshape(count, 4)
    size = given.sum(axis=1, keepdims=True)
    return np.asarray((came / size).sum(axis=0) / np.maximum((given / size).sum(axis=0), 1e-12))


def _by_word(cases: pd.DataFrame, rule: tuple[float, float, float, str]) -> pd.DataFrame:
    """How often each word was given, and how often its targets were reached; panels alike."""
    told = cases.assign(word=[WORDS[word] for word in _words(cases, rule)])
    share = pd.crosstab(told["panel"], told["word"], normalize="index").mean()
    reached = told.pivot_table(index="panel", columns="word", values="reached").mean()
    return pd.DataFrame({"share": share, "reached": reached}).loc[list(WORDS)].round(3)


if __name__ == "__main__":
    main()
