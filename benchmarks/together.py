"""How the outcomes of several targets of one region hang together: python -m benchmarks.together --panels ../shared/panels.

Pretended plans: in one region, from one origin on, every indicator of a panel gets a target for the fifth year (today's level,
half or all of its trend of five years, whichever the names draw), and the default model its probability. One number is learned,
the correlation of a common factor (:mod:`shkplan.distributions.together`), by maximum likelihood of which targets were met
together, on World Bank regions not set aside. It is then held against independence on regions set aside and on Chinese
provinces: is the number of targets met within the band that was told, and how good is the probability that all are?
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

import shkplan
from benchmarks.series import PANELS, missing
from shkplan.distributions.links import FloatArray
from shkplan.distributions.together import COMMON
from shkplan.forecast.learning.panels import held_out

HORIZON = 5
GIVEN = (7, 20)  # yearly figures: at least, at most
PROBS = np.concatenate([[0.005, 0.02], np.arange(0.05, 0.951, 0.025), [0.98, 0.995]]).round(4)
SHARES = (0.0, 0.5, 1.0)  # of the trend of five years that a target asks for
ORIGINS = tuple(range(1996, 2019))
BLOCK = 5  # origins that share most of their years
FEWEST = 3  # targets of a pretended plan
RHOS = np.arange(0.0, 0.41, 0.01)
DRAWS = 1000  # of blocks
# What is better; of two measures of one thing (GDP per head twice, industry beside services) one is left out.
GOOD = {
    "GDP growth": 1, "GDP per capita NY.GDP.PCAP.CD": 1, "Services": 1, "Urban population": 1, "Forest": 1, "R&D": 1,
    "Unemployment": -1, "PM2.5": -1, "services_share": 1, "green_coverage": 1, "registered_unemployment": -1, "cpi_growth": -1,
}  # fmt: skip
WITHOUT_BOUND = ("growth",)
ABOVE_ZERO = ("PM2.5", "per capita", "R&D")


@dataclass(frozen=True, eq=False)
class Pretended:
    """The targets of one region from one origin on: what was said of each, and whether it was met."""

    region: str
    origin: int
    names: tuple[str, ...]
    said: FloatArray
    met: FloatArray

    @property
    def block(self) -> int:
        """Origins that share most of their years are drawn again together."""
        return self.origin // BLOCK


def world(panels: Path, *, aside: bool) -> pd.DataFrame:
    """World Bank series of regions set aside, or of the others."""
    frame = pd.read_csv(panels / "wdi_yearly.csv.gz")
    return frame[frame["region"].map(held_out).astype(bool) == aside]


def provinces(panels: Path) -> pd.DataFrame:
    """Chinese provinces, without figures that are doubted."""
    frame = pd.read_csv(panels / "cn_provinces.csv.gz")
    return frame[~frame["doubt"].astype(str).str.contains("doubt|implaus|interpol|imput|do not sum|other coverage|dip")]


def pretended(frame: pd.DataFrame, origins: Sequence[int]) -> list[Pretended]:
    """The plans of all regions from some origins on; each three times, so that every indicator is asked for each share of its trend."""
    by: dict[tuple[str, int, int], list[tuple[str, float, float]]] = {}
    for origin in origins:
        for name in GOOD:
            for (region, turn), answer in _targets(frame, name, origin):
                by.setdefault((region, origin, turn), []).append((name, *answer))
    plans = []
    for (region, origin, _), some in sorted(by.items()):
        names, said, met = zip(*some, strict=True)
        if len(names) >= FEWEST:
            plans.append(Pretended(region, origin, names, np.array(said), np.array(met)))
    return plans


def _targets(frame: pd.DataFrame, name: str, origin: int) -> Iterator[tuple[tuple[str, int], tuple[float, float]]]:
    """Region and turn, probability and outcome, for every region that has the figures."""
    rows = frame[frame["indicator"].str.contains(name, regex=False)]
    given, came = {}, {}
    for region, mine in rows.sort_values("year").groupby("region"):
        known = mine[(mine["year"] <= origin) & (mine["year"] > origin - GIVEN[1])]
        later, years = mine[mine["year"] == origin + HORIZON], known["year"].to_numpy()
        if len(known) < GIVEN[0] or len(later) != 1 or years[-1] != origin or years[-6] != origin - 5:
            continue
        if np.ptp(known["value"].to_numpy()) > 0:
            given[str(region)], came[str(region)] = known, float(later["value"].iloc[0])
    laws, sign = (_laws(name, given) if given else {}), GOOD[name]
    for region, law in laws.items():
        values = given[region]["value"].to_numpy(np.float64)
        pace = (values[-1] - values[-6]) / 5
        for turn in range(len(SHARES)):
            share = SHARES[(zlib.crc32(f"{region}, {name}, {origin}".encode()) + turn) % len(SHARES)]
            bar = values[-1] + share * HORIZON * (pace if pace * sign > 0 else 0.0)
            below = float(np.interp(bar, law, PROBS, left=PROBS[0], right=PROBS[-1]))
            met = float((came[region] - bar) * sign >= 0)
            yield (region, turn), (1 - below if sign > 0 else below, met)


def _laws(name: str, given: Mapping[str, pd.DataFrame]) -> dict[str, FloatArray]:
    """The quantiles of the fifth year."""
    growth = any(word in name for word in WITHOUT_BOUND) or name == "GDP growth"
    low = np.nan if growth else 0.0
    high = np.nan if growth or any(word in name for word in ABOVE_ZERO) else 100.0
    frame = pd.concat([rows.assign(series=region) for region, rows in given.items()])
    frame = frame[["series", "year", "value"]].assign(lower=low, upper=high)
    if not growth:
        frame = frame[(frame["value"] > 0) & (frame["value"] < (100 if high == 100 else np.inf))]
    model = "ets-and-mean" if growth else "averaged-ets"
    told = shkplan.project_panel(
        frame, HORIZON, model=model, probs=tuple(PROBS), link="identity" if growth else "auto", progress=False
    )
    ahead = told.groupby("series")["year"].transform("max") == told["year"]
    return {str(region): rows["value"].to_numpy() for region, rows in told[ahead].groupby("series")}


# The one number, and how well it does ----------------------------------------------------------------------------------

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(41)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def shares(said: FloatArray, rho: float) -> FloatArray:
    """(nodes, n) the probability of each target given the common factor."""
    return np.asarray(ndtr((ndtri(said) - np.sqrt(rho) * _NODES[:, np.newaxis]) / np.sqrt(1 - rho)))


def likelihood(plan: Pretended, rho: float) -> float:
    """The log likelihood of what was met together."""
    given = shares(plan.said, rho)
    return float(np.log(_WEIGHTS @ np.where(plan.met > 0, given, 1 - given).prod(axis=1)))


def counts(said: FloatArray, rho: float) -> FloatArray:
    """(n + 1,) the distribution of how many are met."""
    given, law = shares(said, rho), np.zeros((_NODES.size, said.size + 1))
    law[:, 0] = 1.0
    for at in range(said.size):
        law[:, 1:] = law[:, 1:] * (1 - given[:, [at]]) + law[:, :-1] * given[:, [at]]
        law[:, 0] *= 1 - given[:, at]
    return np.asarray(_WEIGHTS @ law)


def learned(plans: Sequence[Pretended]) -> tuple[float, tuple[float, float], FloatArray]:
    """The most likely correlation, its 80 % interval over blocks of origins drawn again, and the log likelihood at each."""
    table = np.array([[likelihood(plan, rho) for rho in RHOS] for plan in plans])
    owner = np.array([plan.block for plan in plans])
    blocks = [table[owner == block].sum(axis=0) for block in np.unique(owner)]
    rng = np.random.default_rng(1)
    drawn = rng.integers(0, len(blocks), (DRAWS, len(blocks)))
    best = RHOS[np.argmax(np.array(blocks)[drawn].sum(axis=1), axis=1)]
    low, high = np.quantile(best, [0.1, 0.9])
    return float(RHOS[np.argmax(table.sum(axis=0))]), (float(low), float(high)), table.sum(axis=0)


def scored(plans: Sequence[Pretended], rho: float) -> pd.DataFrame:
    """A row a plan: cover of the 80 % band of the number met, log score of the number, and what was said of "all met"."""
    rng, rows = np.random.default_rng(2), []
    for plan in plans:
        law, came = counts(plan.said, rho), int(plan.met.sum())
        below = np.concatenate([[0.0], np.cumsum(law)])
        pit = below[came] + rng.uniform() * law[came]  # randomised: a number has jumps
        three = counts(plan.said[:FEWEST], rho)[-1]
        rows.append({
            "block": plan.block, "targets": plan.said.size, "said": plan.said.mean(), "met": plan.met.mean(),
            "covered": 100.0 * (0.1 <= pit <= 0.9), "log": np.log(law[came]), "all said": law[-1],
            "all": float(plan.met.all()), "brier": (law[-1] - plan.met.all()) ** 2, "three said": three,
            "three": float(plan.met[:FEWEST].all()), "brier three": (three - plan.met[:FEWEST].all()) ** 2,
        })  # fmt: skip
    return pd.DataFrame(rows)


def section(panels: Path) -> str:
    """What stands in RESULTS.md: the correlation of the package against independence, on panels it was not learned from."""
    sets = {
        "World Bank, set aside": pretended(world(panels, aside=True), ORIGINS),
        "Chinese provinces": pretended(provinces(panels), range(2011, 2018)),
    }
    head = "plans|correlation|blocks|plans, targets|said, met|80 % of the number|log score|all met: said, seen, Brier"
    lines = [f"| {' | '.join(head.split('|'))} | first three: said, seen, Brier |", "|" + "---|" * 9]
    for name, plans in sets.items():
        alone = scored(plans, 0.0)
        for rho in (0.0, COMMON.rho):
            rows = scored(plans, rho)
            mean = rows.drop(columns="block").mean()
            cover, gain = _blocks(rows["covered"], rows["block"]), _blocks(rows["log"] - alone["log"], rows["block"])
            log = f"{mean['log']:.3f}" + (f" ({gain[0]:+.3f} to {gain[1]:+.3f})" if rho else "")
            lines.append(
                f"| {name} | {rho:g} | {rows['block'].nunique()} | {len(rows)} ({mean['targets']:.1f}) | {mean['said']:.3f}, {mean['met']:.3f} "
                f"| {mean['covered']:.1f} ({cover[0]:.0f} to {cover[1]:.0f}) | {log} "
                f"| {mean['all said']:.3f}, {mean['all']:.3f}, {mean['brier']:.4f} "
                f"| {mean['three said']:.3f}, {mean['three']:.3f}, {mean['brier three']:.4f} |"
            )
    return "\n".join(lines)


def _blocks(values: pd.Series[float], block: pd.Series[int]) -> tuple[float, float]:
    """The 80 % interval of a mean, blocks of origins drawn again; of the log score that of the gain on independence."""
    sums, sizes = values.groupby(block).sum().to_numpy(), values.groupby(block).size().to_numpy()
    drawn = np.random.default_rng(3).integers(0, sums.size, (DRAWS, sums.size))
    low, high = np.quantile(sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1), [0.1, 0.9])
    return float(low), float(high)


def main() -> None:
    """Learn the correlation, or hold that of the package against independence."""
    ask = argparse.ArgumentParser(prog="python -m benchmarks.together")
    ask.add_argument("--panels", type=Path, default=PANELS, help="folder of the panels")
    ask.add_argument("--learn", action="store_true", help="learn the correlation again, on regions not set aside")
    given = ask.parse_args()
    if absent := missing(given.panels):
        raise SystemExit(absent)
    if not given.learn:
        print(section(given.panels))
        return
    plans = pretended(world(given.panels, aside=False), ORIGINS)
    rho, (low, high), _ = learned(plans)
    print(
        f"{len(plans)} plans, origins {ORIGINS[0]}-{ORIGINS[-1]}: correlation {rho:.2f}, 80 % interval {low:.2f} to {high:.2f}"
    )
    for block in sorted({plan.block for plan in plans}):
        some = [plan for plan in plans if plan.block == block]
        said, met = (np.concatenate([getattr(plan, name) for plan in some]).mean() for name in ("said", "met"))
        print(f"  {block * BLOCK}-: {len(some)} plans, {learned(some)[0]:.2f}; said {said:.2f}, met {met:.2f}")


if __name__ == "__main__":
    main()
