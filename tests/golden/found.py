"""What the golden files hold: the verdicts of the shipped plan on three days, as text that a person can read in a diff."""

from __future__ import annotations

from pathlib import Path

from shkplan import assess, load_observations, load_plan
from shkplan.assessment.verdict import Verdict
from shkplan.files import paths

FOLDER = Path(__file__).parent
DAYS = ("2021-12-31", "2023-06-30", "2026-06-30")


def golden_file(day: str) -> Path:
    return FOLDER / f"shahekou-14fyp-{day}.txt"


def found(day: str) -> str:
    """The verdicts of a day, one paragraph each."""
    root = paths.shipped()
    plan = load_plan(root / "data" / "plans" / "shahekou-14fyp.yaml")
    whole = assess(plan, load_observations(plan, root), as_of=day)
    return "\n".join(_paragraph(verdict) for verdict in whole)


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


def _shown(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
