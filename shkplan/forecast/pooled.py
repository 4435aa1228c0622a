"""Sister regions as a frame: the class that a panel makes, learned year by year when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from shkplan.base.errors import ParameterError, whole
from shkplan.base.messages import said
from shkplan.distributions.links import FloatArray, Identity, Link
from shkplan.forecast.frames import measured
from shkplan.models.base import IntArray
from shkplan.models.pooled import Borrowing, Classes, ReferenceClass
from shkplan.models.pooled.learning import SisterRegions, learned

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PanelSisters", "pooled"]


def pooled(
    panel: pd.DataFrame, *, name: str = "panel", growth: bool | None = None, known_to: int | None = None
) -> Borrowing:
    """The pooled model with sister regions of one's own: ``project(series, model=pooled(panel))``.

    Args:
        panel: columns ``series``, ``year``, ``value``, of one indicator in the unit of the series that will be asked about; a
            series that starts on a new basis goes on under another name. Optional ``level``: rows with anything in it are
            regions above (a province, the nation); their changes count where fewer than five sister regions have any.
        name: what the class is called beside every number that rests on it.
        growth: whether it is rates of growth, which come back, and not levels, which wander; default by the scale: rates where
            values may lie below zero.
        known_to: the last year of the panel that may be known; default each series' own last year.

    Raises:
        ParameterError: a panel without the columns, with a year twice or a number that is none.
    """
    if known_to is not None:
        known_to = whole("known_to", known_to, said("a calendar year such as 2023"))
    return Borrowing(PanelSisters.of(panel, name, growth), known_to)


@dataclass(frozen=True, eq=False)
class PanelSisters:
    """The series of a panel in their own unit.

    Attributes:
        name: of the class.
        years: (m,) consecutive years.
        values: (R, m) of the sister regions, nan where nothing was measured.
        above: (A, m) of the regions above.
        growth: whether they are rates of growth; None leaves it to the scale.
    """

    name: str
    years: IntArray
    values: FloatArray
    above: FloatArray
    growth: bool | None = None
    _on: dict[Link, _PanelClasses] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, panel: pd.DataFrame, name: str, growth: bool | None) -> PanelSisters:
        """The class of a panel; raises as :func:`pooled`."""
        try:
            rows = measured(_numbers(panel))
        except ValueError as error:
            raise ParameterError(said("reference: {error}.", error=error)) from error
        if rows.empty:
            raise ParameterError(
                said("reference: found no value, expected a row a measured year of each sister region.")
            )
        if rows["year"].dtype.kind not in "iu":
            raise ParameterError(
                said("reference: found years of type {dtype}, expected whole numbers.", dtype=rows["year"].dtype)
            )
        odd = rows[~np.isfinite(rows["value"].to_numpy(np.float64))]
        twice = rows[rows.duplicated(["series", "year"])]
        for wrong, what in ((odd, said("a value that is no number")), (twice, said("a year twice"))):
            if len(wrong):
                raise ParameterError(
                    said(
                        "reference: found {what}: {series}, {year}.",
                        what=what,
                        series=wrong["series"].iloc[0],
                        year=wrong["year"].iloc[0],
                    )
                )
        years = np.arange(int(rows["year"].min()), int(rows["year"].max()) + 1)
        higher = rows["level"].notna() & (rows["level"].astype(str).str.strip() != "") if "level" in rows else None
        sisters, above = (rows, rows.iloc[:0]) if higher is None else (rows[~higher], rows[higher])
        return cls(name, years, _wide(sisters, years), _wide(above, years), growth)

    def on(self, link: Link) -> Classes:
        """The class on the scale of a link; values at a bound or beyond are left out."""
        plain = link.scale
        if plain not in self._on:
            growth = self.growth
            if growth is None:
                growth = isinstance(plain, Identity) or plain.support[0] < 0
            z, above = (_scaled(some, plain) for some in (self.values, self.above))
            regions = SisterRegions(self.name, self.years, z, growth, above if len(above) else None)
            self._on[plain] = _PanelClasses(regions)
        return self._on[plain]


@dataclass(frozen=True, eq=False)
class _PanelClasses:
    """The class at the end of each year, learned when it is first asked for."""

    regions: SisterRegions
    found: dict[int, ReferenceClass | None] = field(default_factory=dict, repr=False)
    learning: Lock = field(default_factory=Lock, repr=False)

    @property
    def name(self) -> str:
        return self.regions.name

    def at(self, year: int) -> ReferenceClass | None:
        """The class by the windows that ended by a year."""
        last = min(year, int(self.regions.years[-1]))
        with self.learning:
            if last not in self.found:
                made = learned(_there(self.regions.until(last))) if last > self.regions.years[0] else None
                self.found[last] = made[0] if made is not None else None
            return self.found[last]

    def __getstate__(self) -> dict[str, object]:
        """Without the lock, which does not travel."""
        return {"regions": self.regions, "found": self.found}

    def __setstate__(self, state: dict[str, object]) -> None:
        for name, value in (*state.items(), ("learning", Lock())):
            object.__setattr__(self, name, value)


def _there(regions: SisterRegions) -> SisterRegions:
    """Without regions of which nothing was known yet: that they come later says nothing of a year before."""
    table = regions.values  # noqa: PD011  # of no frame
    return replace(regions, values=table[np.isfinite(table).any(axis=1)])


def _numbers(panel: pd.DataFrame) -> pd.DataFrame:
    """The panel with its values as numbers.

    Raises:
        ValueError: one is none; which, and where.
    """
    import pandas as pd

    if "value" not in panel or panel["value"].dtype.kind in "fiu":
        return panel
    values = pd.to_numeric(panel["value"], errors="coerce")
    wrong = panel[values.isna() & panel["value"].notna()]
    if len(wrong):
        first = wrong.iloc[0]
        raise ValueError(
            said(
                "found {value} ({series}, {year}), expected a number",
                value=repr(first["value"]),
                series=first.get("series"),
                year=first.get("year"),
            )
        )
    return panel.assign(value=values)


def _wide(rows: pd.DataFrame, years: IntArray) -> FloatArray:
    table = rows.pivot_table(index="series", columns="year", values="value").reindex(columns=years)
    return np.ascontiguousarray(table.to_numpy(np.float64))


def _scaled(values: FloatArray, link: Link) -> FloatArray:
    """(R, m) on the scale of a link; a value at a bound lies infinitely far out there and is left out."""
    low, high = link.support
    return link.extended(np.where((values > low) & (values < high), values, np.nan))
