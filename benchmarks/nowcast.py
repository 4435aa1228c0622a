"""Figures within the year: what they told of years that have come out since. python -m benchmarks.nowcast [--cases] [--to RESULTS.md].

Every figure within a year of the shipped observations is held against the year's figure of today, in two ways: as of the day on
which it was published, knowing what was known then; and with the year left out of all that is known today, which asks the
law of errors alone, of more years. Held against: the figure taken as the year, and the model without it. Continuous ranked
probability scores are in points of growth, of flows in % of the year, of levels on the scale of their bounds times 100.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import shkplan as sp
from benchmarks import sections
from shkplan.base.errors import NotAssessable
from shkplan.distributions.links import FloatArray
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.evidence.within import SoFar, so_far
from shkplan.forecast.projection import Projection
from shkplan.models.nowcast import ERROR_DF

COMMAND, HEADING = "python -m benchmarks.nowcast", "## Within the year"
PLANS = ("shahekou-14fyp", "china-15fyp")
WAYS = ("with the model", "nowcast", "model alone", "as the year", "pro rata")
TOLD = """Figures within the year of the shipped observations, held against the year's figure of today: mean CRPS (growth: points; flows: % of the year; levels:
on the scale of their bounds, times 100), in brackets how many 80 % bands held, and what share of them where each calendar year counts as one. As of
the day: knowing what was known on the day of publication, where the model speaks too; the year left out: by all that is known today but the year, of
every series, and what its months told by then. Nothing was tuned on it but the tails of the errors (3 or 4 degrees of freedom are alike; their mean
over 1 to 8 has the better scores, and bands half as wide that hold less). Years hang together: those of 2020 and 2021 are most of what no band holds,
and investment in 2025, which had one past year of its own. The share held of nine years that owe each other nothing scatters by 13 points."""
DRAWS = 4000


@dataclass(frozen=True)
class Case:
    """One figure within a year, what the year came to, and what was said of it: (n,) draws by way of saying it, on the scale."""

    figure: Observation
    measure: str
    came: float
    said: dict[str, FloatArray]

    @property
    def unit(self) -> float:
        return 1.0 if self.measure == "growth" else 100.0

    def crps(self, way: str) -> float:
        draws = np.sort(self.said[way])
        n = draws.size
        spread = float(((2 * np.arange(1, n + 1) - n - 1) * draws).sum()) / n**2
        return self.unit * (float(np.abs(draws - self.came).mean()) - spread)

    def held(self, way: str, level: float = 0.8) -> bool:
        low, high = np.quantile(self.said[way], [(1 - level) / 2, (1 + level) / 2])
        return bool(low <= self.came <= high)


def main() -> None:
    """Both ways of asking, and their section."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=(__doc__ or "").split(".", maxsplit=1)[0])
    parser.add_argument("--panels", help="not needed here; every section takes it")
    parser.add_argument("--to", type=Path, default=sections.RESULTS)
    parser.add_argument("--quick", action="store_true", help="the same; it takes a minute")
    parser.add_argument("--cases", action="store_true", help="every case, a line each")
    asked = parser.parse_args()
    lines = list[str]()
    for name in PLANS:
        every = sp.load_observations(sp.load_plan(name))
        cases, rest = list(then(every)), list(left_out(every))
        both = [case for case in cases if "model alone" in case.said]
        lines += [*table(f"{name}, as of the day", both, WAYS), *table(f"{name}, the year left out", rest, WAYS)]
        for case in (*cases, *rest) if asked.cases else ():
            figure = case.figure
            scores = ", ".join(f"{way} {case.crps(way):.2f}{'' if case.held(way) else '!'}" for way in case.said)
            print(f"{figure.indicator} {figure.region} {figure.period} {figure.value:g}: {scores}")
    head = "| | figures, of years | " + " | ".join(WAYS) + " |\n|---|---|" + "---|" * len(WAYS)
    sections.write(asked.to, COMMAND, {HEADING: "\n".join((TOLD, "", head, *lines))})


def table(name: str, cases: list[Case], ways: tuple[str, ...]) -> list[str]:
    """A row for each measure: the mean score of each way of saying it, and how often its 80 % band held."""
    rows = []
    for measure in sorted({case.measure for case in cases}):
        mine = [case for case in cases if case.measure == measure]
        years = {(case.figure.indicator, case.figure.region, case.figure.period.first) for case in mine}
        cells = list[str]()
        for way in ways:
            some = [case for case in mine if way in case.said]
            score = f"{np.mean([case.crps(way) for case in some]):.2f}" if some else ""
            band = _held(some, way) if some and way not in ("as the year", "pro rata") else ""
            cells.append(score + band)
        rows.append(f"| {name}: {measure} | {len(mine)}, of {len(years)} | " + " | ".join(cells) + " |")
    return rows


def _held(cases: list[Case], way: str) -> str:
    """How many bands held, and what share where each year counts as one: figures of one year are no evidence apart."""
    by_year: dict[int, list[bool]] = {}
    for case in cases:
        by_year.setdefault(case.figure.period.first, []).append(case.held(way))
    share = np.mean([np.mean(held) for held in by_year.values()])
    return f" ({sum(map(sum, by_year.values()))}; {100 * share:.0f} % of {len(by_year)})"


def then(every: Observations) -> Iterator[Case]:
    """Each figure as of its day, where its year was open then and is known today."""
    for figure, came in _known_since(every):
        then_known = every.as_of(figure.published)
        one = every.plan[figure.indicator]
        found = _so_far(then_known, figure)
        if found is None:
            continue
        bare = replace(then_known, figures=tuple(one for one in then_known.figures if not one.period.within))
        said = _said(found, one.measure)
        for way, known in (("with the model", then_known), ("model alone", bare)):
            try:
                own = sp.assess(every.plan, known, as_of=figure.published, n_paths=DRAWS).projection(one, figure.region)
            except NotAssessable:
                continue
            said[way] = found.scale.extended(_path(own, figure.period.first))
        yield Case(figure, one.measure, float(found.scale.forward(came)), said)


def left_out(every: Observations) -> Iterator[Case]:
    """Each figure with its year out of what is known today, of all series: what a year brings to one it brings to others."""
    for figure, came in _known_since(every):
        one, measure = figure.period, every.plan[figure.indicator].measure
        known = tuple(
            other
            for other in every.figures
            if not one.first <= other.period.last
            or not one.last >= other.period.first
            or (other.period.within and other.period.month <= one.month)
        )
        found = _so_far(replace(every, figures=known), figure)
        if found is not None:
            yield Case(figure, measure, float(found.scale.forward(came)), _said(found, measure))


def _known_since(every: Observations) -> Iterator[tuple[Observation, float]]:
    for series in every.all_series():
        taken = set()
        for figure in series.within:
            came = series.value(figure.period.first)
            if came is not None and not figure.doubtful and figure.period not in taken:
                taken.add(figure.period)
                yield figure, came


def _so_far(known: Observations, figure: Observation) -> SoFar | None:
    series = known.series(figure.indicator, figure.region)
    told = (one for one in so_far(known, series) if isinstance(one, SoFar))
    return next((one for one in told if one.figure.period == figure.period), None)


def _said(found: SoFar, measure: str) -> dict[str, FloatArray]:
    rng = np.random.default_rng(1)
    sds = rng.choice(found.law.sds, DRAWS, p=found.law.weights)
    at = float(found.scale.forward(found.value))
    said = {"nowcast": at + found.law.centre + sds * rng.standard_t(ERROR_DF, DRAWS)}
    if measure != "flow":
        return said | {"as the year": np.array([at])}
    return said | {"pro rata": found.scale.forward(np.array([found.value * 12 / found.figure.period.month]))}


def _path(own: Projection, year: int) -> FloatArray:
    return own.path(year) if year in own.years else np.full(1, np.nan)


if __name__ == "__main__":
    main()
