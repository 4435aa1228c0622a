"""From the scraps that were published to a series with stated uncertainty.

``reconstruct(observations, "economy.gdp", "沙河口区")`` gives the yearly series with, for every year that figures pin from
both sides without measuring it, draws of its value: a sum less what is known of it, a level carried on by a rate of
growth, a rounded figure, what the months so far tell. A year that figures only limit has its limits; one of which none speaks stays unknown, and
so does one of which figures contradict each other.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from shkplan.base.errors import among
from shkplan.base.given import must_be
from shkplan.base.messages import message
from shkplan.distributions.links import FloatArray, Identity, LinkFunction, Support
from shkplan.evidence.implied import Account, Implied, Pull
from shkplan.evidence.observations import Observations
from shkplan.evidence.reconstruction.clues import Clue
from shkplan.evidence.reconstruction.diagnosis import (
    Contradiction,
    Kept,
    bound_contradictions,
    contradictions,
    impossible,
)
from shkplan.evidence.reconstruction.path import Path, solved, weights_of
from shkplan.evidence.reconstruction.reading import Reading, read
from shkplan.evidence.series import AnnualSeries
from shkplan.register.plan import Indicator

__all__ = ["reconstruct"]

DRAWS = 2000
BATCH = 2000
FIRST = 5  # batches, ten times as many draws as tell that hardly any path keeps a bound
TRIES = 60
SEED = 20211028


def reconstruct(
    observations: Observations,
    indicator: str | Indicator,
    region: str | None = None,
    years: Iterable[int] | None = None,
    *,
    n_draws: int = DRAWS,
    seed: int = SEED,
) -> AnnualSeries:
    """The yearly series of an indicator with what other figures imply for the years that were not measured.

    Args:
        observations: published figures; ``observations.as_of(day)`` for what was known on a day.
        indicator: an id or an indicator of the plan.
        region: default the plan's own.
        years: the years to account for; default all that any figure speaks of.
        n_draws: joint draws of the implied years.
        seed: same seed, same draws, whatever else is reconstructed.

    Returns:
        The series of ``observations.series(...)``, with ``implied`` filled in; ``series.law(year)`` is a Point where
        measured, the law of the draws where implied, None elsewhere.

    Raises:
        UnknownName: no such indicator or region.
        DataError: figures in units that do not convert.
    """
    must_be("observations", observations, Observations, "published figures; sp.load_observations(plan)")
    one = observations.plan[indicator]
    if region is not None:
        among("region", region, observations.regions_known)
    reading = read(observations, one, observations.plan.region if region is None else region)
    rng = np.random.default_rng([seed, zlib.crc32(one.id.encode()), zlib.crc32(reading.series.region.encode())])
    evidence = _Evidence.of(reading).consistent()
    implied = evidence.weighed(n_draws, rng)
    wanted = sorted({*evidence.spoken_of, *evidence.lost}) if years is None else tuple(years)
    accounts = {year: evidence.account(year, implied) for year in sorted(wanted)}
    nowcasts = tuple(told for told in reading.nowcasts if told.year in implied.years)
    told = replace(implied, accounts=accounts, unused=evidence.reading.unused, nowcasts=nowcasts)
    return replace(reading.series, implied=told)


@dataclass(frozen=True, eq=False)
class _Evidence:
    """The clues of one indicator, and how years hang together through them.

    Attributes:
        reading: what was read.
        growth: whether the indicator is a rate of growth, so that a clue speaks of the steps between its years.
        pinned: unmeasured years that two-sided clues reach from something known.
        against: contradictions found so far.
        lost: years of which contradicted clues spoke.
    """

    reading: Reading
    growth: bool
    pinned: tuple[int, ...]
    against: tuple[Contradiction, ...] = ()
    lost: frozenset[int] = frozenset()

    @classmethod
    def of(cls, reading: Reading) -> _Evidence:
        growth = reading.series.indicator.measure == "growth"
        bare = cls(reading, growth, ())
        return replace(bare, pinned=tuple(sorted(bare._pinned())))

    def speaks_of(self, clue: Clue) -> set[int]:
        """The years of the indicator that a clue says something of."""
        if self.growth:
            return set(range(clue.years[0] + 1, clue.years[-1] + 1))
        return set(clue.years)

    @property
    def spoken_of(self) -> tuple[int, ...]:
        return tuple(sorted({year for clue in self.reading.clues for year in self.speaks_of(clue)}))

    def _pinned(self) -> set[int]:
        """Years in a group of unmeasured years joined by two-sided clues, one of which reaches what is known."""
        measured, groups = set(self.reading.series.years), list[tuple[set[int], bool]]()
        for clue in self.reading.clues:
            open_ = self.speaks_of(clue) - measured
            if clue.measured or not clue.two_sided or not open_:
                continue
            anchored = self.growth or clue.form == "total" or bool(self.speaks_of(clue) & measured)
            joined = [group for group in groups if group[0] & open_]
            groups = [group for group in groups if not group[0] & open_]
            groups.append((open_.union(*(years for years, _ in joined)), anchored or any(known for _, known in joined)))
        return {year for years, anchored in groups if anchored for year in years}

    def consistent(self) -> _Evidence:
        """The evidence without what contradicts itself, until nothing does.

        Where levels and rates of growth contradict each other, neither is believed to tell anything of the other:
        published rates are often on a comparable basis of their own. Any other two clues are both put aside.
        """
        evidence = self
        for _ in range(len(self.reading.clues)):
            against = evidence._contradictions()
            if not against:
                break
            evidence = evidence._without(against)
        return evidence

    def _contradictions(self) -> tuple[Contradiction, ...]:
        series = self.reading.series
        measured = dict(zip(series.years, series.values, strict=True))
        support = Support(*series.indicator.bounds).interval
        if found := impossible(self.reading.clues, measured, support) if not self.growth else ():
            return found
        path = self._path()
        return contradictions(path) if path is not None else ()

    def _without(self, against: tuple[Contradiction, ...]) -> _Evidence:
        blamed = [clue for one in against for clue in one.clues if not clue.measured]
        carried = any(clue.carried for clue in blamed)
        dropped = [
            clue for clue in self.reading.clues if (carried and clue.carried) or any(clue is one for one in blamed)
        ]
        why = message("clue.unused_contradicted")
        unused = [(figure, why) for clue in dropped for figure in clue.figures]
        clues = tuple(clue for clue in self.reading.clues if not any(clue is one for one in dropped))
        rest = Reading(self.reading.series, clues, tuple(dict.fromkeys((*self.reading.unused, *unused))))
        lost = {year for clue in blamed if not clue.carried for year in self.speaks_of(clue)}
        return replace(_Evidence.of(rest), against=(*self.against, *against), lost=self.lost | frozenset(lost))

    @property
    def _two_sided(self) -> tuple[Clue, ...]:
        return tuple(clue for clue in self.reading.clues if clue.two_sided)

    def _path(self) -> Path | None:
        """The path of the two-sided clues; None where all are measured years, or the scale cannot hold them."""
        if all(clue.measured for clue in self._two_sided):  # nothing to weigh against the measured years
            return None
        try:
            return solved(self._state_years(), self._link(), self._two_sided)
        except (
            ValueError,
            np.linalg.LinAlgError,
        ):  # a share measured at its bound, a level of zero: no scale holds it
            return None

    def weighed(self, n_draws: int, rng: np.random.Generator) -> Implied:
        """Draws of the pinned years that agree with every clue."""
        told = tuple(one.said for one in self.against)
        nothing = Implied((), np.empty((n_draws, 0)), {}, told)
        path = self._path() if self.pinned else None
        if path is None:
            return nothing
        kept, against = self._drawn(path, n_draws, rng)
        if against:
            return replace(nothing, contradictions=(*told, *(one.said for one in against)))
        values = self._values(path, kept)
        draws = np.column_stack([values[year] for year in self.pinned])
        if not np.isfinite(draws).all():
            return nothing
        return Implied(self.pinned, draws, {}, told, self._pulls(path, self.pinned))

    def _drawn(self, path: Path, n: int, rng: np.random.Generator) -> tuple[FloatArray, list[Contradiction]]:
        """(n, n_years) draws of z that keep all bounds; none, and why, where hardly any does."""
        bounds = [clue for clue in self.reading.clues if not clue.two_sided and self.speaks_of(clue) & set(self.pinned)]
        if not bounds:
            return path.draws(n, rng), []
        found, keeps = list[FloatArray](), list[Kept]()
        for _ in range(TRIES):
            z = path.draws(BATCH, rng)
            keeps.append(np.column_stack([_keeps(clue, z, path) for clue in bounds]))
            found.append(z[keeps[-1].all(axis=1)])
            if len(keeps) == FIRST and (against := bound_contradictions(bounds, np.concatenate(keeps), path)):
                return z[:0], list(against)
            if len(keeps) >= FIRST and sum(map(len, found)) >= n:
                break
        together = np.concatenate(found)
        return together[np.arange(n) % len(together)], []

    def _state_years(self) -> tuple[int, ...]:
        told = [year for clue in self.reading.clues for year in clue.years]
        return tuple(range(min(told), max(told) + 1))

    def _link(self) -> LinkFunction:
        indicator = self.reading.series.indicator
        return Identity() if self.growth else Support(*indicator.bounds, indicator.precision).link()

    def _values(self, path: Path, z: FloatArray) -> Mapping[int, FloatArray]:
        """Year -> values of the indicator."""
        if self.growth:
            steps = 100 * np.expm1(np.diff(z, axis=1))
            return {year: steps[:, at] for at, year in enumerate(path.years[1:])}
        x = path.link.inverse(z)
        return {year: x[:, at] for at, year in enumerate(path.years)}

    def _pulls(self, path: Path, years: tuple[int, ...]) -> tuple[Pull, ...]:
        """How far each clue moves the central value of each implied year."""
        if not years:
            return ()
        whole = self._values(path, path.centre[np.newaxis])
        found = []
        for at, clue in enumerate(path.clues):
            alone = self._values(path, path.without(at)[np.newaxis])
            found += [
                Pull(year, clue.said, float(whole[year][0] - alone[year][0]))
                for year in years
                if year in self.speaks_of(clue)
            ]
        return tuple(found)

    def account(self, year: int, implied: Implied) -> Account:
        """How one year came about."""
        clues = [clue for clue in self.reading.clues if year in self.speaks_of(clue)]
        said = tuple(dict.fromkeys(clue.said for clue in clues))
        figures = tuple({id(figure): figure for clue in clues for figure in clue.figures}.values())
        if year in self.reading.series.years:
            return Account(year, "measured", said, figures)
        if year in implied.years:
            return Account(year, "implied", said, figures)
        if year in self.pinned or year in self.lost:
            return Account(year, "contradicted", said, figures)
        own = [clue for clue in clues if not clue.two_sided and len(self.speaks_of(clue)) == 1]
        if all(clue.two_sided for clue in clues):  # nothing, or growth that starts from nowhere
            return Account(year, "unknown", said, figures)
        low, high = max([clue.low for clue in own], default=-np.inf), min([clue.high for clue in own], default=np.inf)
        if self.growth:
            low, high = 100 * np.expm1(low), 100 * np.expm1(high)
        least, most = Support(*self.reading.series.indicator.bounds).interval
        return Account(year, "bounded", said, figures, max(float(low), least), min(float(high), most))


def _keeps(clue: Clue, z: FloatArray, path: Path) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which draws keep a bound."""
    weights = weights_of([clue], path.years)[0]
    total = (z if clue.form == "growth" else path.link.inverse(z)) @ weights
    slack = 1e-9 * max(abs(clue.low) if np.isfinite(clue.low) else abs(clue.high), 1.0)
    return np.asarray((total >= clue.low - slack) & (total <= clue.high + slack))
