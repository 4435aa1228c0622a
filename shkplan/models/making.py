"""Interventions on joint paths: a year is made what it is to be, and later years follow.

Every year before stays as it was, to the bit. What a year is made beyond what its path had is a shock; after it

* *model*: later years feel it as they feel any shock of that year, by the response of the path's own process
  (:attr:`shkplan.models.draws.Draws.responses`): all of it for a random walk, alpha of it for a level smoothed by alpha, the power
  of its persistence for a rate that reverts, nothing around a line or a constant mean;
* *transient*: later years stay as they were;
* *permanent*: later years keep the whole shift, on the scale of the path.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from shkplan.distributions.links import FloatArray
from shkplan.models.draws import Draws

__all__ = ["After", "Making"]

After = Literal["model", "transient", "permanent"]


class Making:
    """Paths while years of them are made; years are made in order.

    Args:
        draws: the paths as they were.
        responses: (B, m, m) how years feel shocks; default those of the draws.
    """

    def __init__(self, draws: Draws, responses: FloatArray | None = None) -> None:
        self.draws = draws
        self.responses = draws.responses if responses is None else responses
        self._z: dict[int, FloatArray] = {}
        self._made: dict[int, FloatArray] = {}

    def path(self, at: int) -> FloatArray:
        """(n_paths,) values of the year at a position as they now are, in the unit of the quantity."""
        if at not in self._made:
            self._made[at] = (
                self.draws.in_unit(self._z[at][np.newaxis])[0] if at in self._z else self.draws.paths[:, at]
            )
        return self._made[at]

    def make(self, at: int, values: npt.ArrayLike, after: After = "model") -> None:
        """Make the year at a position so.

        Args:
            at: the position; a later one than any before.
            values: (n_paths,) or one number, in the unit of the quantity; what is out of bounds becomes the bound.
            after: what later years do.
        """
        wanted = np.broadcast_to(np.asarray(values, dtype=np.float64), self.draws.scale.shape)
        known = np.isfinite(self.draws.measured[at]) and at not in self._z
        target = self.draws.on_scale(wanted)
        before = self.draws.on_scale(self.draws.measured[at]) if known else self._on_scale(at)
        self._z[at] = target
        self._made[at] = np.clip(wanted, *self.draws.support)
        if after != "transient":
            self._carry(at, target - before, after)

    def _carry(self, at: int, shock: FloatArray, after: After) -> None:
        """Later years once they have felt a shock."""
        measured = np.isfinite(self.draws.measured)
        for later in range(at + 1, self.draws.years.size):
            felt = self.responses[:, at, later]
            if measured[later] or (after == "model" and not felt.any()):
                continue
            share = 1.0 if after == "permanent" else felt[0] if felt.size == 1 else felt[self.draws.process]
            self._z[later] = self._on_scale(later) + share * shock
            self._made.pop(later, None)

    def _on_scale(self, at: int) -> FloatArray:
        return self._z[at] if at in self._z else self.draws.z[:, at]

    @property
    def touched(self) -> tuple[int, ...]:
        """The positions of the years that were made or felt a shock."""
        return tuple(sorted(self._z))
