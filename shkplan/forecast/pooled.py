"""Sister regions as a frame: the class that a panel makes, learned year by year when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from shkplan.base.errors import ParameterError, whole
from shkplan.base.given import all_of, is_missing, must_be
from shkplan.base.messages import said
from shkplan.distributions.links import FloatArray, Identity, LinkFunction
from shkplan.forecast.frames import Measured, measured
from shkplan.models.base import IntArray
from shkplan.models.pooled import Borrowing, Classes, ReferenceClass
from shkplan.models.pooled.learning import LEAST_REGIONS, LEAST_YEARS, SisterRegions, learned

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PanelSisters", "pooled"]

_SHOWN = 5  # mistakes; a panel has thousands of rows


def pooled(
    panel: pd.DataFrame, *, name: str = "panel", growth: bool | None = None, known_to: int | None = None
) -> Borrowing:
    """The pooled model with sister regions of one's own: ``project(series, model=pooled(panel))``.

    Args:
        panel: of pandas, polars or arrow, with the columns ``series``, ``year``, ``value``, of one indicator in the unit of the
            series that will be asked about. A series that starts on a new basis goes on under another name; an optional column
            ``region`` then says whose both are, so that the region counts once. Optional ``level``: series with anything in it
            are regions above (a province, the nation); their changes count where fewer than five sister regions have any.
        name: what the class is called beside every number that rests on it.
        growth: whether it is rates of growth, which come back, and not levels, which wander; default by the scale: rates where
            values may lie below zero.
        known_to: the last year of the panel that may be known; default each series' own last year.

    Raises:
        ParameterError: a panel without the columns, or with series that cannot be read, all told; too few regions or years.
    """
    if known_to is not None:
        known_to = whole("known_to", known_to, "a calendar year such as 2023")
    must_be("name", name, str, "what the class is called, such as 'districts of Liaoning'")
    must_be("growth", growth, (bool, type(None)), "True for rates of growth, False for levels, or None")
    sisters = PanelSisters.of(panel, name, growth)
    sisters.must_be_enough()
    return Borrowing(sisters, known_to)


@dataclass(frozen=True, eq=False)
class PanelSisters:
    """The series of a panel in their own unit.

    Attributes:
        name: of the class.
        years: (m,) consecutive years.
        values: (R, m) of the sister regions, nan where nothing was measured.
        above: (A, m) of the regions above.
        growth: whether they are rates of growth; None leaves it to the scale.
        series: (R,) what each of the sisters' series is called.
        regions: (R,) whose each is, where the panel says so.
    """

    name: str
    years: IntArray
    values: FloatArray
    above: FloatArray
    growth: bool | None = None
    series: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    _on: dict[LinkFunction, _PanelClasses] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, panel: pd.DataFrame, name: str, growth: bool | None) -> PanelSisters:
        """The class of a panel; raises as :func:`pooled`."""
        found = _read(panel)
        rows, (starts, ends) = found.rows, found.spans
        first, when = rows.iloc[starts], rows["year"].to_numpy(np.int64)
        years = np.arange(when.min(), when.max() + 1)
        table = np.full((len(starts), len(years)), np.nan)
        table[np.repeat(np.arange(len(starts)), ends - starts), when - years[0]] = rows["value"].to_numpy(np.float64)
        higher = np.array(
            [not is_missing(one) for one in first["level"]] if "level" in first else [False] * len(starts)
        )
        sisters = np.flatnonzero(~higher)
        series = tuple(str(found.names[found.code[starts[at]]]) for at in sisters)
        regions = tuple(str(one) for one in first["region"].iloc[sisters]) if "region" in first else ()
        return cls(name, years, table[~higher], table[higher], growth, series, regions)

    def must_be_enough(self) -> None:
        """Refuse a class that could teach nothing.

        Raises:
            ParameterError: too few regions, or years.
        """
        regions, years = len(set(self.regions or self.series)), int(np.isfinite(self.values).any(axis=0).sum())
        if regions < LEAST_REGIONS or years < LEAST_YEARS:
            words = (
                "reference: found {regions} sister regions with figures of {years} years, expected {least} regions or more with "
                "figures of {fewest} years or more; a smaller class says nothing."
            )
            asked = {"regions": regions, "years": years, "least": LEAST_REGIONS, "fewest": LEAST_YEARS}
            raise ParameterError(said(words, **asked))

    def on(self, link: LinkFunction) -> Classes:
        """The class on the scale of a link; values at a bound are left out.

        Raises:
            ParameterError: values beyond the bounds; which.
        """
        plain = link.scale
        if plain not in self._on:
            self._must_be_within(*plain.support)
            growth = self.growth
            if growth is None:
                growth = isinstance(plain, Identity) or plain.support[0] < 0
            z, above = (_scaled(some, plain) for some in (self.values, self.above))
            regions = SisterRegions(self.name, self.years, z, growth, above if len(above) else None)
            self._on[plain] = _PanelClasses(regions, self.regions)
        return self._on[plain]

    def _must_be_within(self, low: float, high: float) -> None:
        """Refuse sisters that cannot be of the quantity that is asked about."""
        beyond = np.argwhere((self.values < low) | (self.values > high)).tolist()
        if beyond:
            each = [f"{self.series[row]} {self.years[at]} ({self.values[row, at]:g})" for row, at in beyond[:_SHOWN]]
            words = (
                "reference: found {count} values beyond the bounds {low:g} to {high:g} of the series: {each}; correct them, "
                "leave them out, or give the bounds of both."
            )
            each += ["..."] * (len(beyond) > _SHOWN)
            raise ParameterError(said(words, count=len(beyond), low=low, high=high, each=each))


def _read(panel: pd.DataFrame) -> Measured:
    """The rows of the sisters; a region without a value is none of them.

    Raises:
        ParameterError: no value, or series that cannot be read, the first few of them told.
    """
    found = measured(panel, "reference")
    wrong = [said("{name}: {told}", name=name, told=told) for name, told in found.wrong]
    if wrong:
        raise ParameterError(said("reference: {told}.", told=all_of(wrong, _SHOWN)))
    if found.rows.empty:
        words = "reference: found no value, expected a row a measured year of each sister region."
        raise ParameterError(said(words))
    return found


@dataclass(frozen=True, eq=False)
class _PanelClasses:
    """The class at the end of each year, learned when it is first asked for; ``of`` says whose the series are, where known."""

    regions: SisterRegions
    of: tuple[str, ...] = ()
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
                self.found[last] = self._counted(made[0], last) if made is not None else None
            return self.found[last]

    def _counted(self, made: ReferenceClass, last: int) -> ReferenceClass | None:
        """The class with a region counted once whose series was cut at a new basis; None where these are too few."""
        if not self.of:
            return made
        years, table = self.regions.years, self.regions.values  # noqa: PD011  # of no frame
        known = np.isfinite(table[:, (years >= made.years[0]) & (years <= last)]).any(axis=1)
        regions = len({self.of[at] for at in np.flatnonzero(known)})
        return replace(made, regions=regions) if regions >= LEAST_REGIONS else None

    def __getstate__(self) -> dict[str, object]:
        """Without the lock, which does not travel."""
        return {"regions": self.regions, "of": self.of, "found": self.found}

    def __setstate__(self, state: dict[str, object]) -> None:
        for name, value in (*state.items(), ("learning", Lock())):
            object.__setattr__(self, name, value)


def _there(regions: SisterRegions) -> SisterRegions:
    """Without regions of which nothing was known yet: that they come later says nothing of a year before."""
    table = regions.values  # noqa: PD011  # of no frame
    return replace(regions, values=table[np.isfinite(table).any(axis=1)])


def _scaled(values: FloatArray, link: LinkFunction) -> FloatArray:
    """(R, m) on the scale of a link; a value at a bound lies infinitely far out there and is left out."""
    low, high = link.support
    return link.extended(np.where((values > low) & (values < high), values, np.nan))
