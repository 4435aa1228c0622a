"""What the golden files hold, as text that a person can read in a diff.

The verdicts of the shipped plan on three days, and what each shipped scenario makes of its plan.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from shkplan import assess, compare, load_observations, load_plan, load_scenario
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import NotAssessable
from shkplan.files import paths
from shkplan.workspace.load import Workspace

FOLDER = Path(__file__).parent
DAYS = ("2021-12-31", "2023-06-30", "2026-06-30")
SCENARIOS = tuple(Workspace.shipped().ids("scenarios"))
LATEST = "2026-06-30"  # of a scenario that was written for no day
PATHS = 2000  # of a scenario: laws of differences need few


def golden_file(name: str) -> Path:
    """The file of a day, or of a scenario."""
    return FOLDER / (f"scenario-{name}.txt" if name in SCENARIOS else f"shahekou-14fyp-{name}.txt")


def found(name: str) -> str:
    """The verdicts of a day, one paragraph each; or what a scenario supposes and changes."""
    return _of_scenario(name) if name in SCENARIOS else _of_day(name)


def _of_day(day: str) -> str:
    root = paths.shipped()
    plan = load_plan(root / "data" / "plans" / "shahekou-14fyp.yaml")
    whole = assess(plan, load_observations(plan, root), as_of=day)
    return "\n".join(_paragraph(verdict) for verdict in whole)


@cache
def _baseline(plan: str, day: str) -> Assessment:
    root = paths.shipped()
    one = load_plan(root / "data" / "plans" / f"{plan}.yaml")
    return assess(one, load_observations(one, root), as_of=day, n_paths=PATHS)


def _of_scenario(name: str) -> str:
    """The scenario's day, its claims and how far each lies in the baseline, the years it moves, the targets it moves."""
    one = load_scenario(paths.shipped() / "data" / "scenarios" / f"{name}.yaml")
    before = _baseline(one.plan, str(one.as_of or LATEST))
    after = before.under(one)
    lines = [f"{one.title}: {one.plan}, as of {before.as_of}", "", "claims: state, tail in the baseline"]
    frame = after.claims.to_frame()
    claims = after.scenario.claims if after.scenario is not None else ()
    lines += [
        f"  {claim!r}: {row.state}, {_shown(row.tail, 3)}"
        for claim, row in zip(claims, frame.itertuples(), strict=True)
    ]
    lines += ["", "medians under the baseline, and under the scenario", *_medians(before, after), ""]
    lines += ["targets moved: probability before, after, change and its error", *_targets(before, after)]
    return "\n".join(lines) + "\n"


def _medians(before: Assessment, after: Assessment) -> list[str]:
    """Of each claimed series the last claimed year and the last year there is."""
    lines = []
    series = {(claim.indicator, claim.region): claim.years.last for claim in after.scenario.claims}
    for (indicator, region), last in series.items():
        for year in sorted({last, min(last + 1, after.plan.horizon), after.plan.horizon}):
            told = " → ".join(_median(a, indicator, region, year) for a in (before, after))
            lines.append(f"  {indicator} {region} {year}: {told}")
    return lines


def _median(a: Assessment, indicator: str, region: str, year: int) -> str:
    try:
        made = a.projection(indicator, region)
    except NotAssessable:
        return "-"
    return f"{np.median(made.path(year)):.3f}" if year in made.years else "-"


def _targets(before: Assessment, after: Assessment) -> list[str]:
    rows = compare(before, after).to_frame()
    moved = rows[~rows["effect"].isin(("baseline", "same", "decided", "open", "recorded"))]
    lines = []
    for row in moved.itertuples():
        first = before[row.target]
        change = "" if row.change is None or row.change != row.change else f", {row.change:+.3f} ± {row.change_se:.3f}"
        lines.append(
            f"  {row.target}: {first.status} {_shown(first.prob, 3)} → {row.status} {_shown(row.prob, 3)}{change} {row.evidence}"
        )
        lines.append(f"    {after[row.target].reason}")
    return lines or ["  none"]


def _paragraph(verdict: Verdict) -> str:
    lines = [f"{verdict.key}: {verdict.status} {_shown(verdict.prob, 5)} {verdict.basis or ''}".rstrip()]
    band = (verdict.central, verdict.low, verdict.high, verdict.wanted, verdict.gap)
    if verdict.central is not None:
        lines.append("  " + " ".join(_shown(value, 4) for value in band) + f" {verdict.unit}")
    lines.append(f"  {verdict.reason}")
    if verdict.required:
        lines.append(f"  {verdict.required.sentence}")
    lines += [f"  - {assumption}" for assumption in verdict.assumptions]
    return "\n".join(lines) + "\n"


def _shown(value: Any, digits: int) -> str:
    return "-" if value is None or value != value else f"{value:.{digits}f}"
