"""How early a probability warns, and how often wrongly: python -m benchmarks.early_warning.

Pseudo-targets of five years are set on Chinese panels, from figures known in their base year alone: a level to be reached, a mean of five
rates of growth, a limit kept in every year. At the end of the base year and of each year after it their probability is told by the pooled
model, from the figures a district would have by then (the base year's and one more a year), with the other regions' figures until that
year as the reference. A warning is a probability below a threshold. Of targets that were met a warning was false; of targets that were
missed it was in time by as many years as were left. A third of the regions is asked about, so that none is its own reference.

It writes ``data/reference/early-warning.yaml`` (below its mark) and ``benchmarks/NOTES-early-warning.md``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

import shkplan as sp
from benchmarks.judged import independent, interval
from benchmarks.sections import HERE, shown
from benchmarks.series import PANELS
from benchmarks.tasks import CHINESE, PACE, QUESTIONS, Panel, figures_of, fold
from shkplan.base.errors import NotAssessable, ParameterError
from shkplan.distributions.links import FloatArray
from shkplan.models.pooled import Borrowing

YEARS = 5  # of a plan
LEADS = (5, 4, 3, 2, 1)  # years from the last figure to the deadline
THRESHOLDS = (1 / 3, 1 / 2, 2 / 3)
PATHS = 1000
MARK = "# Below this line: written by python -m benchmarks.early_warning"
FILE = HERE.parent / "data" / "reference" / "early-warning.yaml"
NOTES = HERE / "NOTES-early-warning.md"


@dataclass(frozen=True)
class Pseudo:
    """A target set in a base year on figures known by then.

    Attributes:
        event: level, mean or each.
        number: what is wanted.
        up: whether more is better.
    """

    event: str
    number: float
    up: bool

    def met(self, values: FloatArray) -> np.ndarray:
        """(M,) whether it is reached by (M, 5) values of its years."""
        deciding = {
            "level": values[:, -1],
            "mean": values.mean(axis=1),
            "each": values.min(axis=1) if self.up else values.max(axis=1),
        }[self.event]
        return np.asarray(deciding >= self.number if self.up else deciding <= self.number)


@dataclass(frozen=True)
class Row:
    """What was said of one pseudo-target at one lead, and what came."""

    panel: str
    event: str
    region: str
    base: int
    lead: int
    said: float
    met: bool


def main() -> None:
    """The run, its table and its notes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.early_warning")
    parser.add_argument("--panels", type=Path, default=PANELS, help="folder of the panels")
    asked = parser.parse_args()
    absent = [panel.file for panel in CHINESE if not (asked.panels / f"{panel.file}.csv.gz").is_file()]
    if absent:
        sys.exit(f"no {', '.join(sorted(set(absent)))} in {asked.panels}. Name another folder with --panels.")
    rows = [row for panel in CHINESE for row in _asked(asked.panels, panel)]
    table = [_measured(rows, event, lead, at) for event in EVENTS for lead in LEADS for at in THRESHOLDS]
    head = FILE.read_text(encoding="utf-8").partition(MARK)[0]
    FILE.write_text(head + MARK + "\n" + "".join(_yaml(one) for one in table), encoding="utf-8", newline="\n")
    NOTES.write_text("\n".join(_notes(rows, table)) + "\n", encoding="utf-8", newline="\n")


EVENTS = ("level", "mean", "each")
_CEILINGS = ("registered_unemployment",)  # of which less is better


def _asked(panels: Path, panel: Panel) -> Iterator[Row]:
    """What was said of all pseudo-targets on a panel."""
    table = figures_of(panels, panel)
    mine = table["region"].map(fold) == 0
    others = table.loc[~mine, ["series", "region", "year", "value"]]
    learned: dict[int, Borrowing | None] = {}
    series = list(table[mine].groupby("series"))
    for name, rows in shown(series, len(series), panel.title):
        known = dict(zip(rows["year"].tolist(), rows["value"].tolist(), strict=True))
        for base in sorted(known):
            if all(year in known for year in range(base - PACE + 1, base + YEARS + 1)):
                for lead in LEADS:
                    last = base + YEARS - lead
                    if last not in learned:
                        learned[last] = _class(others[others["year"] <= last], panel)
                    yield from _said(panel, str(name), known, base, lead, learned[last])


def _class(figures: pd.DataFrame, panel: Panel) -> Borrowing | None:
    """The other regions by then as a class; None where they are too few."""
    try:
        return sp.pooled(figures, name=panel.title, growth=panel.kind == "growth")
    except ParameterError:
        return None


def _said(
    panel: Panel, name: str, known: dict[int, float], base: int, lead: int, model: Borrowing | None
) -> Iterator[Row]:
    """The probabilities of the targets set in one base year, at one lead; none where the model refuses."""
    last, to = base + YEARS - lead, base + YEARS
    measure, bounds = ("growth", (None, None)) if panel.kind == "growth" else ("level", (0, 100))
    figures = {year: known[year] for year in range(base, last + 1)}
    if model is None:
        return
    try:
        own = sp.series(figures, unit="%", bounds=bounds, measure=measure)
        ahead = sp.project(own, to=to, since=base, model=model, n_paths=PATHS)
    except NotAssessable:
        return
    paths = np.asarray(ahead.paths)[:, -YEARS:]
    came = np.array([[known[year] for year in range(base + 1, to + 1)]])
    for target in _targets(panel, known, base):
        said = (np.count_nonzero(target.met(paths)) + 0.5) / (PATHS + 1)
        yield Row(panel.title, target.event, name, base, lead, float(said), bool(target.met(came)[0]))


def _targets(panel: Panel, known: dict[int, float], base: int) -> Iterator[Pseudo]:
    """What somebody might have set in the base year, easy, middling and ambitious."""
    before = np.array([known[year] for year in range(base - PACE + 1, base + 1)])
    if panel.kind == "growth":
        yield from (Pseudo("mean", float(before.mean()) - less, up=True) for less in (2.0, 1.0, 0.0))
        yield from (Pseudo("each", float(before.min()) - less, up=True) for less in (2.0, 1.0, 0.0))
        return
    pace = float(before[-1] - before[0]) / (PACE - 1)
    yield from (Pseudo("level", float(before[-1]) + share * pace * YEARS, up=pace >= 0) for share in QUESTIONS.values())
    if panel.indicator in _CEILINGS:
        yield from (Pseudo("each", number, up=False) for number in (float(before.max()), float(before[-1])))
    else:
        yield from (Pseudo("each", number, up=True) for number in (float(before.min()), float(before[-1])))


@dataclass(frozen=True)
class Measured:
    """What warnings at a threshold were worth at one lead.

    Attributes:
        targets, missed: how many, and how many of them were missed.
        windows: independent ones in time.
        false: share warned of among those met; its interval by blocks of base years.
        found: share warned of among those missed.
        wrong: share met among those warned of.
    """

    event: str
    lead: int
    threshold: float
    targets: int
    missed: int
    windows: int
    false: tuple[float, float, float]
    found: tuple[float, float, float]
    wrong: float


def _measured(rows: Sequence[Row], event: str, lead: int, threshold: float) -> Measured:
    mine = [row for row in rows if (row.event, row.lead) == (event, lead)]
    said, met = np.array([row.said for row in mine]), np.array([row.met for row in mine])
    base = np.array([row.base for row in mine])
    warned = said < threshold
    return Measured(
        event, lead, threshold, len(mine), int((~met).sum()), independent(base, YEARS),
        _share(warned, met, base), _share(warned, ~met, base),
        float(met[warned].mean()) if warned.any() else float("nan"),
    )  # fmt: skip


def _share(warned: np.ndarray, among: np.ndarray, base: np.ndarray) -> tuple[float, float, float]:
    """The share warned of among some, with its 95 % interval."""

    def share(rows: np.ndarray) -> float:
        some = warned[rows][among[rows]]
        return float(some.mean()) if some.size else 0.0

    return share(np.arange(base.size)), *interval(base, share, YEARS)


def _yaml(one: Measured) -> str:
    false, found = (f"[{', '.join(f'{x:.3f}' for x in part)}]" for part in (one.false, one.found))
    return (
        f"  - {{event: {one.event}, lead: {one.lead}, below: {one.threshold:.4f}, targets: {one.targets}, missed: {one.missed}, "
        f"windows: {one.windows}, false_alarms: {false}, found: {found}, wrong: {one.wrong:.3f}}}\n"
    )


def _notes(rows: Sequence[Row], table: Sequence[Measured]) -> Iterator[str]:
    yield "# Early warnings: how early, and how often wrongly\n\nWritten by `python -m benchmarks.early_warning`; do not edit.\n"
    yield __doc__.split("\n\n")[1] + "\n"
    yield "In %, 95 % intervals by blocks of five base years in brackets, too narrow with so few windows; *false*: warned of among those met; *found*: warned of among those missed; *wrong*: met among those warned of.\n"
    yield "| event | years left | warned below | targets | missed | independent windows | false | found | wrong |\n|---|---|---|---|---|---|---|---|---|"
    for one in table:
        false, found = (
            f"{100 * at:.0f} ({100 * low:.0f}-{100 * high:.0f})" for at, low, high in (one.false, one.found)
        )
        yield (
            f"| {one.event} | {one.lead} | {one.threshold:.2f} | {one.targets} | {100 * one.missed / one.targets:.0f} % | {one.windows} "
            f"| {false} | {found} | {100 * one.wrong:.0f} |"
        )
    yield "\n| panel | event | targets at each lead | missed |\n|---|---|---|---|"
    for panel, event in dict.fromkeys((row.panel, row.event) for row in rows):
        mine = [row for row in rows if (row.panel, row.event, row.lead) == (panel, event, LEADS[0])]
        yield f"| {panel} | {event} | {len(mine)} | {100 * np.mean([not row.met for row in mine]):.0f} % |"


if __name__ == "__main__":
    main()
