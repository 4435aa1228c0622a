"""What the claims of a scenario do to the paths of one series.

Suppositions ("suppose we learn that", :mod:`shkplan.forecast.conditions`) come first and move every year; then what is made so, year
by year, which leaves earlier years alone (:mod:`shkplan.models.making`). Years that nothing moves keep the numbers of the baseline.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from shkplan.base.errors import DataError, Mistake
from shkplan.base.messages import said
from shkplan.distributions.links import FloatArray, Support
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.claimed import Saying, Told, Value, years_of
from shkplan.forecast.conditions import learned
from shkplan.models.draws import Draws
from shkplan.models.making import After, Making
from shkplan.register.claims import Claim, FixedLevel, Shock, TargetValue
from shkplan.register.scenario import Scenario
from shkplan.register.scenario_fit import mistaken

if TYPE_CHECKING:
    from shkplan.forecast.projection import Projection

__all__ = ["Hearing", "hearing", "measured_already", "reach", "under_claims"]


@dataclass(frozen=True, eq=False)
class Hearing:
    """The claims on one series: year by year which one speaks, and what it takes from elsewhere.

    Attributes:
        series: the series.
        claims: those on it.
        told: position of a claim -> what its form takes from elsewhere.
        n_paths, seed: as of the projection.
    """

    series: AnnualSeries
    claims: tuple[Claim, ...]
    told: Mapping[int, Told]
    n_paths: int
    seed: int

    @cached_property
    def sayings(self) -> tuple[Saying, ...]:
        """The claims, ready to be asked."""
        one = self.series.indicator
        return tuple(
            Saying(claim, one, self.n_paths, self.seed, self.told.get(at)) for at, claim in enumerate(self.claims)
        )

    @cached_property
    def order(self) -> tuple[tuple[int, Saying], ...]:
        """(year, who speaks of it), rising; what is said of a year itself goes before the recovery from an earlier shock."""
        found: dict[int, Saying] = {}
        for saying in self.sayings:
            for year in years_of(saying.claim):
                if year in saying.claim.years.years or year not in found:
                    found[year] = saying
        known = self.series.years
        return tuple((year, found[year]) for year in sorted(found) if year not in known)


def hearing(
    series: AnnualSeries,
    claims: Sequence[Claim],
    n_paths: int,
    seed: int,
    told: Mapping[int, Told] | None = None,
    ends: tuple[float, float] | None = None,
) -> Hearing:
    """The claims on a series, heard; ``ends`` are the bounds of its paths, where a model's scale is narrower than the quantity.

    Raises:
        DataError: one on a year that was measured, or beyond the bounds of the quantity; all of it at once.
    """
    mistakes = [*measured_already(series, claims), *_beyond(series, claims, ends)]
    if mistakes:
        raise DataError(mistakes)
    return Hearing(series, tuple(claims), told or {}, n_paths, seed)


def under_claims(
    base: Projection, claims: tuple[Claim, ...], scenario: Scenario | None, told: Mapping[int, Told] | None = None
) -> Projection:
    """The projection whose paths obey the claims; what they cannot obey is told at once.

    Args:
        base: the baseline; its random numbers serve again.
        claims: those on this series.
        scenario: whose claims they are.
        told: position of a claim -> what its form takes from elsewhere, by year.

    Raises:
        DataError: as :func:`hearing`.
    """
    drawn = () if base.drawing is None or isinstance(base.drawing, np.ndarray) else base.drawing.drawn
    heard = hearing(base.series, claims, base.n_paths, base.seed, told, drawn[0].support if drawn else None)
    first = learned(base, heard)
    supposed = tuple(year for year, saying in heard.order if saying.claim.how == "condition" and year in first.moved)
    if first is not base:
        first = replace(first, scenario=scenario, fixed=supposed)
    return _acted(first, base, heard, scenario)


def _acted(base: Projection, origin: Projection, heard: Hearing, scenario: Scenario | None) -> Projection:
    """What was supposed to be learned, once the rest is made so."""
    columns, fixed = _made(base, heard)
    if not fixed:
        return base
    paths = base.paths.T.copy()
    for at, values in columns.items():
        paths[at] = values
    paths.setflags(write=False)
    moved = tuple(
        year for at, year in enumerate(base.years) if at in columns and (paths[at] != base.paths[:, at]).any()
    )
    return replace(
        base, scenario=scenario, fixed=tuple(sorted({*base.fixed, *fixed})), drawing=paths.T, before=base, origin=origin,
        moved=tuple(sorted({*moved, *fixed, *base.moved})),
        so_far=tuple(year for year in base.so_far if year not in fixed),
    )  # fmt: skip


def _made(base: Projection, heard: Hearing) -> tuple[dict[int, FloatArray], tuple[int, ...]]:
    """Position of a year -> its values where claims were made so, and the years that are fixed."""
    todo = [(year, saying) for year, saying in heard.order if year in base.years and not _learned(saying, base)]
    implied = tuple(year for year, _ in todo if year in base.implied)
    parts, fixed = _Parts(base, implied), list[int]()
    for year, saying in todo:
        values = saying.of(year, parts.now, parts.before)
        if values is not None:
            parts.make(year, values, _after(saying.claim))
            fixed.append(year)
    return parts.columns, tuple(fixed)


def _learned(saying: Saying, base: Projection) -> bool:
    """Whether a claim was met by conditioning; of paths that do not know how they were drawn, and years only implied, it is made so."""
    return saying.claim.how == "condition" and bool(set(years_of(saying.claim)) & set(base.fixed))


def _after(claim: Claim) -> After:
    """A shock says itself what becomes of later years."""
    return "transient" if isinstance(claim, Shock) else claim.after


class _Parts:
    """The paths of all fits below each other, while years of them are made."""

    def __init__(self, base: Projection, implied: tuple[int, ...]) -> None:
        self.base = base
        drawing = base.drawing
        assert drawing is not None
        self.making: list[Making] = []
        self.alone: dict[int, FloatArray] = {}  # of paths that do not know how they were drawn
        if not isinstance(drawing, np.ndarray):
            drawn: tuple[Draws, ...] = drawing.drawn
            freed = drawing.freed(implied) if implied else None
            self.making = [Making(draws, freed) for draws in drawn]
        self.ends = np.cumsum([len(one.draws.z) for one in self.making])

    @cached_property
    def baseline(self) -> Projection:
        """What additions are added to: not what claims on a followed series have made of it already."""
        return self.base.unclaimed

    def before(self, year: int) -> Value | None:
        """The values of a year in the baseline."""
        return self.baseline.path(year) if year in self.base.years else self.base.series.value(year)

    def now(self, year: int) -> Value | None:
        """The values of a year as they come: as measured, on whatever basis, else as the paths now have it."""
        measured = self.base.series.value(year)
        if measured is not None or year not in self.base.years:
            return measured
        at = self.base.years.index(year)
        if at in self.touched:
            return self.columns_at(at)
        return self.base.paths[:, at]

    def make(self, year: int, values: Value, after: After) -> None:
        """Make a year so, in all parts."""
        at, every = self.base.years.index(year), np.asarray(values, dtype=np.float64)
        if not self.making:
            self.alone[at] = np.broadcast_to(every, (self.base.n_paths,))
            return
        shares = [every] * len(self.making) if every.ndim == 0 else np.split(every, self.ends[:-1])
        for one, share in zip(self.making, shares, strict=True):
            one.make(at, share, after)

    @property
    def touched(self) -> set[int]:
        """The positions of the years that are no longer as they were, or may be."""
        return {at for one in self.making for at in one.touched} | set(self.alone)

    def columns_at(self, at: int) -> FloatArray:
        """(n_paths,) values at a position."""
        if at in self.alone:
            return self.alone[at]
        parts = [one.path(at) for one in self.making]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    @property
    def columns(self) -> dict[int, FloatArray]:
        """Position -> values of the years that are no longer as they were."""
        return {at: self.columns_at(at) for at in sorted(self.touched)}


def reach(claim: Claim) -> int:
    """The first year a claim needs: growth takes the year before as it comes."""
    return claim.reach


def measured_already(series: AnnualSeries, claims: Sequence[Claim]) -> list[Mistake]:
    """Claims on years that were measured."""
    return [
        _already_measured(series, claim, year)
        for claim in claims
        for year in claim.years.years
        if series.value(year) is not None
    ]


def _already_measured(series: AnnualSeries, claim: Claim, year: int) -> Mistake:
    expected = said(
        "years of {region} that are not measured yet ({value:g} was published for {year})",
        region=series.region,
        value=series.value(year),
        year=year,
    )
    remedy = said("Let the claim start later, or ask with an earlier as-of date.")
    return mistaken(claim, "years", str(year), expected, remedy)


def _beyond(series: AnnualSeries, claims: Sequence[Claim], ends: tuple[float, float] | None) -> list[Mistake]:
    """Levels that the quantity cannot have."""
    one = series.indicator
    low, high = ends or Support(*one.bounds, one.precision).interval
    found = []
    for claim in claims:
        if isinstance(claim, FixedLevel | TargetValue) and claim.certain:
            value = Saying(claim, one, 1, 0).of(claim.years.last, _nothing, _nothing)
            if value is not None and not low <= float(value) <= high:
                found.append(_beyond_bounds(claim, low, high))
    return found


def _nothing(_: int) -> None:
    return None


def _beyond_bounds(claim: FixedLevel | TargetValue, low: float, high: float) -> Mistake:
    expected = said("a value between {low:g} and {high:g}", low=low, high=high)
    return mistaken(claim, "value", f"{claim.number:g} {claim.unit}", expected, said("Correct the value or its unit."))
