"""How the joint paths of a series are drawn: from the model fitted to each past that is held possible."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from shkplan.base.errors import NotAssessable, ParameterError
from shkplan.base.messages import message
from shkplan.distributions.links import LinkName, Support
from shkplan.evidence.series import AnnualSeries
from shkplan.evidence.within import SoFar
from shkplan.models import Fit, Model
from shkplan.models.draws import Draws

FloatArray = npt.NDArray[np.float64]


class Drawn(Protocol):
    """Whatever draws the paths of a projection when they are first asked for."""

    @property
    def drawn(self) -> tuple[Draws, ...]:
        """The draws of each fit, below each other; kept, so that scenarios share them."""

    @property
    def unclaimed(self) -> Drawn:
        """The same where no series that is followed hears of claims."""

    def freed(self, years: Iterable[int]) -> FloatArray | None:
        """(B, m, m) how years feel shocks if some that are only implied were free; None where no model tells."""

    def paths(self) -> FloatArray:
        """(n_paths, n_years) joint paths."""

    def together(self, parts: Sequence[FloatArray]) -> FloatArray:
        """The paths of all fits below each other."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """How the paths of a projection are drawn: a model, what informs it, and what it is asked.

    Attributes:
        series, model, link: what is fitted to what.
        known: the years that inform the model.
        values: (m, n) their values, a row for each past that is held possible.
        years, n_paths, seed: what is asked.
        so_far: what is told of years after the last measured one by their months so far.
    """

    series: AnnualSeries
    model: Model
    link: LinkName
    known: tuple[int, ...]
    values: FloatArray
    years: tuple[int, ...]
    n_paths: int
    seed: int
    so_far: tuple[SoFar, ...] = ()

    def freed(self, years: Iterable[int]) -> FloatArray | None:
        """How years feel shocks by the model fitted without some years that are only implied; None where too few are left."""
        gone = set(years)
        kept = [at for at, year in enumerate(self.known) if year not in gone]
        fewer = replace(self, known=tuple(self.known[at] for at in kept), values=self.values[:1, kept])
        try:
            alone = fewer.first.draws(np.array(self.years), 1, np.random.default_rng(self.seed))
        except NotAssessable:
            return None
        found = alone.responses
        return found if found.shape == self.drawn[0].conditional_covariance.shape else None

    @cached_property
    def drawn(self) -> tuple[Draws, ...]:
        """The draws of each fit, kept."""
        return tuple(self.draws())

    @property
    def unclaimed(self) -> Drawing:
        """Itself: it follows nothing."""
        return self

    @cached_property
    def first(self) -> Fit:
        """The model fitted to the first past."""
        return self._fitted(self.values[0])

    def _fitted(self, past: FloatArray) -> Fit:
        indicator = self.series.indicator
        support = Support(*indicator.bounds, indicator.precision)
        try:
            return self.model.fit(np.array(self.known), past, support, self.link)
        except ParameterError:  # of the model that was handed in, not of the figures
            raise
        except ValueError as error:
            raise NotAssessable(message("reason.off_scale", indicator=indicator.name, detail=str(error))) from error

    def draws(self) -> Iterator[Draws]:
        """The draws of each fit, as even a share of the paths as whole numbers allow."""
        rng = generator(self.seed, self.series.indicator.id, self.series.region)
        for at, count in enumerate(shares(self.n_paths, len(self.values))):
            if count:
                fit = self._fitted(self.values[at]) if at else self.first
                yield with_so_far(fit.draws(np.array(self.years), count, rng), self.so_far)

    def paths(self) -> FloatArray:
        """(n_paths, n_years) joint paths; measured is measured."""
        return self.together([draws.paths for draws in (self.__dict__.get("drawn") or self.draws())])

    def together(self, parts: Sequence[FloatArray]) -> FloatArray:
        """The paths of all fits below each other, with measured years as measured, those before a break too."""
        by_year = np.concatenate([part.T for part in parts], axis=1) if len(parts) > 1 else parts[0].T
        if set(self.series.years) > set(self.known):
            by_year = by_year.copy()
            for year, value in zip(self.series.years, self.series.values, strict=True):
                by_year[self.years.index(year)] = value
        by_year.setflags(write=False)
        return by_year.T


def with_so_far(draws: Draws, so_far: Iterable[SoFar]) -> Draws:
    """Draws that go through what the model and the months so far say of a year together; the least change of each path."""
    for one in so_far:
        if one.year in draws.years:
            at = int(np.searchsorted(draws.years, one.year))
            draws = draws.pinned(at, one.told(draws.paths[:, at]))
    return draws


def shares(n_paths: int, imputations: int) -> list[int]:
    """How many paths each imputation gets: as alike as whole numbers go."""
    return [n_paths // imputations + (at < n_paths % imputations) for at in range(imputations)]


def generator(seed: int, *names: str) -> np.random.Generator:
    """A stream of its own for each series, so that adding one never moves the numbers of another."""
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])
