"""What other figures say of a year that was not measured: draws of its value, and the account they rest on.

A sum over five years, a rate of growth, a rounded figure or a bound speaks of years for which no level was published.
:mod:`shkplan.evidence.reconstruction` works out what they leave possible; here is what it answers with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from shkplan.base.messages import Message, said
from shkplan.distributions.links import FloatArray
from shkplan.distributions.predictive import Empirical
from shkplan.evidence.observation import Observation

if TYPE_CHECKING:
    from shkplan.evidence.within import SoFar

__all__ = ["Account", "Implied", "Pull"]

State = Literal["measured", "implied", "bounded", "contradicted", "unknown"]


@dataclass(frozen=True)
class Account:
    """How one year came about.

    Attributes:
        year: which.
        state: measured; implied (figures pin it from both sides); bounded (figures only limit it); contradicted (they
            contradict each other); unknown (none speaks of it).
        clues: what each figure says of the year, a sentence with its arithmetic.
        figures: the published figures behind those sentences.
        low, high: the limits that figures set a bounded year, infinite where there is none; None otherwise.
    """

    year: int
    state: State
    clues: tuple[Message, ...] = ()
    figures: tuple[Observation, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Pull:
    """What one piece of evidence does to one implied year: the central value with it, less the one without it."""

    year: int
    clue: Message
    shift: float


@dataclass(frozen=True, eq=False)
class Implied:
    """Years that were not measured, as far as figures speak of them.

    Attributes:
        years: the implied years, rising; those that carry draws.
        draws: (n_draws, n_years) joint draws, each row one past that agrees with all the figures.
        accounts: year -> how it came about, for every year asked, the measured ones among them.
        contradictions: where figures contradict each other, both named.
        pulls: which piece of evidence pulls which implied year where.
        unused: figures that were not read, each with the reason.
        nowcasts: those of the years of which their months so far tell.
    """

    years: tuple[int, ...]
    draws: FloatArray
    accounts: Mapping[int, Account]
    contradictions: tuple[Message, ...] = ()
    pulls: tuple[Pull, ...] = ()
    unused: tuple[tuple[Observation, Message], ...] = field(default=())
    nowcasts: tuple[SoFar, ...] = ()

    def law(self, year: int) -> Empirical:
        """The law of an implied year.

        Raises:
            ValueError: the year is not implied.
        """
        if year not in self.years:
            raise ValueError(
                said("{year} is not implied by any figures; implied are {years}", year=year, years=list(self.years))
            )
        return Empirical(self.draws[:, self.years.index(year)])

    def state(self, year: int) -> State:
        """measured, implied, bounded, contradicted or unknown."""
        return self.accounts[year].state if year in self.accounts else "unknown"

    def since(self, first: int) -> Implied | None:
        """The implied years from one on; None where there are none."""
        keep = [at for at, year in enumerate(self.years) if year >= first]
        if not keep:
            return None
        return Implied(
            tuple(self.years[at] for at in keep), np.ascontiguousarray(self.draws[:, keep]), self.accounts,
            self.contradictions, self.pulls, self.unused, tuple(one for one in self.nowcasts if one.year >= first),
        )  # fmt: skip
