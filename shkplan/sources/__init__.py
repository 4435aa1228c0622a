"""Readers of what was measured. Only these open the files under ``data/observations``.

==================================================  ===============================================================reader                                              what it takes
==================================================  ======================================================================
:func:`~shkplan.sources.tidy_csv.read_tidy_csv`     the tidy table: one figure a row; what the workspace keeps
:func:`~shkplan.sources.wide_table.read_wide_table` a table of a yearbook: years as columns or rows, CSV or Excel
:func:`~shkplan.sources.remote.fetch`               the World Bank or a service that speaks SDMX
==================================================  ======================================================================
=======
Corrections from ``data/corrections`` are applied here and nowhere else; what was published stays beside what is used.
"""

from __future__ import annotations

from pathlib import Path

from shkplan import places
from shkplan.corrections import Correction, applied, correction_files, matched, read_corrections
from shkplan.errors import DataError, Mistake
from shkplan.evidence import Observation
from shkplan.observations import Observations
from shkplan.plan import Plan
from shkplan.sources.tidy_csv import read_tidy_csv
from shkplan.sources.wide_table import read_wide_table

__all__ = ["load_observations", "observation_files", "read_tidy_csv", "read_wide_table"]


def observation_files(root: Path) -> list[Path]:
    """The observation files of a workspace, by name."""
    return sorted((root / "data" / "observations").glob("*.csv"))


def load_observations(plan: Plan, root: Path | None = None) -> Observations:
    """Every published figure for the plan's indicators and series, from all observation files, corrections applied.

    Args:
        plan: whose indicators are wanted; rows of other plans in the same folder are passed over.
        root: the workspace; default the current one, else what is shipped.

    Raises:
        DataError: mistakes in the files, all of them; a correction whose figure its source has changed is one.
    """
    base = root or places.root()
    figures: list[Observation] = []
    corrections: list[Correction] = []
    mistakes: list[Mistake] = []
    for path in observation_files(base):
        try:
            figures.extend(read_tidy_csv(path))
        except DataError as error:
            mistakes.extend(error.mistakes)
    for path in correction_files(base):
        try:
            corrections.extend(read_corrections(path))
        except DataError as error:
            mistakes.extend(error.mistakes)
    corrected, refused = matched(figures, corrections) if not mistakes else ((), [])
    if mistakes or refused:
        raise DataError([*mistakes, *refused])
    mine = tuple(figure for figure in applied(figures, corrected) if figure.indicator in plan)
    return Observations(plan, mine, corrected=tuple(one for one in corrected if one.published.indicator in plan))
