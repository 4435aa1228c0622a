"""A panel as a frame: the columns ``series``, ``year`` and ``value``, one row a measured year; read here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("series", "year", "value")


def lacking(frame: pd.DataFrame, columns: Sequence[str] = COLUMNS) -> list[str]:
    """Which of the columns a frame does not have."""
    return [name for name in columns if name not in frame]


def a_panel(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame itself, where it is a panel.

    Raises:
        ValueError: a column is missing.
    """
    if missing := lacking(frame):
        raise ValueError(f"no column {', '.join(missing)} in the frame; it needs series, year and value")
    return frame


def measured(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a panel that have a value, by series and year.

    Raises:
        ValueError: a column is missing.
    """
    data = a_panel(frame).dropna(subset="value")
    names, years = data["series"], data["year"].to_numpy()
    if names.is_monotonic_increasing and np.all(
        (years[1:] >= years[:-1]) | (names.to_numpy()[1:] != names.to_numpy()[:-1])
    ):
        return data  # sorting a frame that is sorted would take as long as its forecast
    return data.sort_values(["series", "year"], kind="stable")
