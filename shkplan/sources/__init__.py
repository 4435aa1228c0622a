"""Readers of what was measured. Only these open the files under ``data/observations``."""

from __future__ import annotations

from pathlib import Path

from shkplan import places
from shkplan.errors import DataError, Mistake
from shkplan.evidence import Observation
from shkplan.observations import Observations
from shkplan.plan import Plan
from shkplan.sources.tidy_csv import read_tidy_csv

__all__ = ["load_observations", "observation_files", "read_tidy_csv"]


def observation_files(root: Path) -> list[Path]:
    """The observation files of a workspace, by name."""
    return sorted((root / "data" / "observations").glob("*.csv"))


def load_observations(plan: Plan, root: Path | None = None) -> Observations:
    """Every published figure for the plan's indicators and series in its regions, from all observation files.

    Args:
        plan: whose indicators and regions are wanted; rows of other plans in the same folder are passed over.
        root: the workspace; default the current one, else what is shipped.

    Raises:
        DataError: mistakes in the files, all of them.
    """
    figures: list[Observation] = []
    mistakes: list[Mistake] = []
    for path in observation_files(root or places.root()):
        try:
            figures.extend(read_tidy_csv(path))
        except DataError as error:
            mistakes.extend(error.mistakes)
    if mistakes:
        raise DataError(mistakes)
    return Observations(
        plan, tuple(figure for figure in figures if figure.indicator in plan and figure.region in plan.regions)
    )
