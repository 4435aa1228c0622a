"""How often an import asks about a true figure, and how often about a slip: python -m benchmarks.jumps [--panels FOLDER].

Of regions of the panels of Chinese cities and provinces some years are known, and the next figure comes: as it was published, with a
digit more, one less, as a fraction of a percentage, with the other sign. Regions and years are drawn with a fixed seed. The
classes were learned from the same panels, so that what they add is seen a little too well. ``NOTES-jumps.md`` keeps the table.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gzip
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.series import PANELS
from shkplan.base.messages import Text
from shkplan.evidence.observation import Observation
from shkplan.evidence.series import annual_series
from shkplan.exchange.importing import Arrival, jumps_among
from shkplan.register.plan import Indicator
from shkplan.workspace.load import Workspace, class_for
from shkplan.workspace.readers.reference_class import ServedClass

KNOWN, DRAWS, SEED, HERE = (1, 2, 3, 5, 10), 400, 1, "region"
QUANTITIES = (
    ("cn_cities.csv.gz", "gdp_growth", "growth", "cn-cities-gdp-growth"),
    ("cn_cities.csv.gz", "services_share", "level", "cn-cities-services-share"),
    ("cn_provinces.csv.gz", "cpi_growth", "growth", "cn-provinces-cpi-growth"),
    ("cn_provinces.csv.gz", "green_coverage", "level", "cn-provinces-green-coverage"),
    ("cn_provinces.csv.gz", "registered_unemployment", "level", "cn-provinces-registered-unemployment"),
)
SLIPS = {"true": 1.0, "x10": 10.0, "/10": 0.1, "/100": 0.01, "sign": -1.0}
Panel = Mapping[str, Mapping[int, float]]


@dataclass(frozen=True)
class Asked:
    """Of how many figures of a kind how many were asked about."""

    figures: Counter[str]
    asked: Counter[str]

    def share(self, slip: str) -> str:
        """In per cent; nothing where the slip would leave the bounds, which an import refuses anyway."""
        return f"{100 * self.asked[slip] / self.figures[slip]:.0f}" if self.figures[slip] else "refused"


def main() -> None:
    """Print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--panels", type=Path, default=PANELS)
    print("\n".join(table(ask.parse_args().panels)))
    print("\n".join(shipped()))


def table(panels: Path) -> Iterator[str]:
    """The rows, a quantity and a number of known years each, without and with its class."""
    classes = {one.entry.id: one for one in Workspace.shipped().classes()}
    yield f"| quantity | judged by | years known | {' | '.join(SLIPS)} |"
    yield f"|---|---|---|{'---|' * len(SLIPS)}"
    for file, name, measure, class_id in QUANTITIES:
        panel = read(panels / file, name)
        one = quantity(measure)
        for served in (None, classes[class_id]):
            for known in KNOWN:
                found = measured(panel, one, known, served)
                by = "own figures" if served is None else "and the class"
                yield f"| {name} | {by} | {known} | {' | '.join(found.share(slip) for slip in SLIPS)} |"


def read(path: Path, name: str) -> Panel:
    """Region -> year -> value."""
    found: dict[str, dict[int, float]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["indicator"] == name:
                found.setdefault(row["region"], {})[int(row["year"])] = float(row["value"])
    return found


def quantity(measure: str) -> Indicator:
    """A rate of growth, or a share, in %."""
    bounds = (-100, None) if measure == "growth" else (0, 100)
    given = {
        "id": "any.rate",
        "name": Text("率", "Rate"),
        "unit": "%",
        "measure": measure,
        "price_basis": "none",
        "bounds": bounds,
    }
    return Indicator.model_validate(given)


def measured(panel: Panel, one: Indicator, known: int, served: ServedClass | None) -> Asked:
    """Draws of a region and a year whose figures are above zero, each with every slip."""
    draw, asked = random.Random(SEED), Asked(Counter(), Counter())  # noqa: S311  # nobody guesses it for gain
    regions = sorted(region for region, years in panel.items() if len(years) > known)
    for _ in range(DRAWS):
        years = panel[draw.choice(regions)]
        at = draw.randrange(known, len(years))
        first, year = sorted(years)[at - known], sorted(years)[at]
        window = {when: value for when, value in years.items() if first <= when < year}
        if min(years[year], *window.values()) <= 0:
            continue
        for slip, factor in SLIPS.items():
            value = round(years[year] * factor, 6)
            if (slip != "sign" or one.measure == "growth") and (one.bounds[1] is None or value <= one.bounds[1]):
                asked.figures[slip] += 1
                asked.asked[slip] += is_asked(one, window, year, value, served)
    return asked


def shipped() -> Iterator[str]:
    """The published figures of the shipped plans that would have been asked about, each by those of the years before."""
    workspace, told, seen = Workspace.shipped(), dict[str, None](), set[tuple[str, str, str]]()
    for plan in map(workspace.plan, workspace.ids("plans")):
        known = workspace.observations(plan)
        for one in (*plan.indicators.values(), *plan.series.values()):
            for region in plan.regions if one.unit else ():
                chosen = annual_series(known.series(one, region).chosen, one, region).chosen
                served = class_for(workspace.classes(), one.id, region)
                for at, new in enumerate(chosen[1:], start=1):
                    series = {(one.id, region): annual_series(chosen[: at + 1], one, region)}
                    found = jumps_among([Arrival("new", new)], series, {(one.id, region): served} if served else {})
                    told |= dict.fromkeys(f"- {one.id}, {region} {new.period}: {jump.found}" for jump in found)
                    seen.add((one.id, region, str(new.period)))  # the plans share some
    yield f"\nOf {len(seen)} figures of the shipped plans, each held against those before, these are asked about:\n"
    yield from told


def is_asked(one: Indicator, known: Mapping[int, float], year: int, value: float, served: ServedClass | None) -> bool:
    """Whether somebody would have to confirm a figure."""
    new = figure(one, year, value)
    series = annual_series([*(figure(one, when, there) for when, there in known.items()), new], one, HERE)
    classes = {(one.id, HERE): served} if served else {}
    return bool(jumps_among([Arrival("new", new)], {(one.id, HERE): series}, classes))


def figure(one: Indicator, year: int, value: float) -> Observation:
    """A final figure of a yearbook."""
    given = {
        "indicator": one.id, "region": HERE, "period": year, "form": "growth rate" if one.measure == "growth" else "level",
        "bound": "exact", "value": value, "unit": "%", "price_basis": "none", "status": "final",
        "published": dt.date(year + 1, 10, 1), "published_basis": "assumed", "source_title": "panel",
        "source_kind": "yearbook or bulletin",
    }  # fmt: skip
    return Observation.model_validate(given)


if __name__ == "__main__":
    main()
