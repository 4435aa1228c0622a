r"""Who is believed: the learned weights of the members, and how far the evidence of one series may move them.

With s = log2(n / 8), n measured years cut to 3..20, a member with the levels (shape, alpha, beta / alpha, phi, keep)
of a grid weighs::

    W  ~  exp( sum over its levels of (at_8 + per_doubling s [+ share])  +  evidence )

    evidence = h_shape(n) G  +  cap(h_process(n) P)  +  cap(h_drift(n) D)

``share`` counts between two bounds only. G, P and D are the log evidence of the shape among shapes, of (alpha, beta,
phi) within its shape, and of ``keep`` within that, P and D below their best. Evidence of a dozen years is
strongly tempered, h(n) = max(at_8 + per_doubling s, 0), and never final: cap(x) = log(f + (1 - f) e^x), so that no
member is ruled out by more than 1 to f; the years to come may not be like the years seen.

All numbers stand in ``weights.json``, which ``shkplan learn-prior`` derives from public panels.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import product
from typing import Any

import numpy as np

from shkplan.base.values import ByValue
from shkplan.distributions.links import FloatArray
from shkplan.models.averaged_ets.plausible import Plausible
from shkplan.models.averaged_ets.scales import SHAPES, Shape
from shkplan.models.base import IntArray

__all__ = ["FACTORS", "MemberGrid", "Prior", "doublings", "log_sum", "prior_of", "shipped_prior"]

FACTORS = ("shape", "alpha", "ratio", "phi", "keep")
_SHORTEST, _LONGEST, _MIDDLE = 3, 20, 8


@dataclass(frozen=True, eq=False)
class MemberGrid(ByValue):
    """The members that each shape has.

    Attributes:
        levels: levels of alpha, ratio = beta / alpha, phi and keep, by name.
        members: (K, 4) alpha, ratio, phi, keep.
        process: (B, 3) the different (alpha, beta, phi).
        process_of: (K,) the process of each member.
    """

    levels: dict[str, tuple[float, ...]]
    members: FloatArray
    process: FloatArray
    process_of: IntArray

    @classmethod
    def of(cls, levels: dict[str, tuple[float, ...]]) -> MemberGrid:
        """All combinations; where neither trend nor drift is, damping makes no difference and is named once."""
        every = product(*(levels[name] for name in FACTORS[1:]))
        last = max(levels["phi"])
        members = np.array([(a, r, p, c) for a, r, p, c in every if r > 0 or c > 0 or p == last])
        parts = np.column_stack([members[:, 0], members[:, 0] * members[:, 1], members[:, 2]])
        process, process_of = np.unique(parts, axis=0, return_inverse=True)
        return cls(levels, members, process, process_of.ravel().astype(np.int64))

    @property
    def keep(self) -> FloatArray:
        return self.members[:, 3]

    @cached_property
    def design(self) -> FloatArray:
        """(3 K, P) which level of which factor a member of a shape has; P counts all levels, shapes first."""
        count = len(self.members)
        own = [np.equal.outer(self.members[:, i], self.levels[name]) for i, name in enumerate(FACTORS[1:])]
        rows = np.tile(np.hstack(own), (len(SHAPES), 1))
        return np.hstack([np.repeat(np.eye(len(SHAPES)), count, axis=0), rows]).astype(np.float64)

    @cached_property
    def _belongs(self) -> FloatArray:
        """(K, B) the mean over the members of each process."""
        belongs = np.equal.outer(self.process_of, np.arange(len(self.process))).astype(np.float64)
        return np.asarray(belongs / belongs.sum(axis=0))

    def parts(self, evidence: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Log evidence (S, L, K) as G (S, L), P and D (S, L, K)."""
        shape = log_sum(evidence)
        within = evidence - shape[:, :, np.newaxis]
        shape = shape - log_sum(shape)[:, np.newaxis]
        top = within.max(axis=2, keepdims=True)
        mean = np.exp(within - top) @ self._belongs
        process = (np.log(np.maximum(mean, 1e-300)) + top)[:, :, self.process_of]
        drift = within - process
        return shape, process - process.max(axis=2, keepdims=True), drift - drift.max(axis=2, keepdims=True)


@dataclass(frozen=True, eq=False)
class Prior(ByValue):
    """The learned table.

    Attributes:
        grid: the members.
        at_8, per_doubling, share: (P,) of the levels.
        temper_at_8, temper_per_doubling: (3,) of shape, process and drift.
        floor: f, what evidence leaves of a member at least, in proportion.
        sigma_df: how many years the scatter is believed to be like the steps of the series, before they are seen.
        growth: the drift expected of a quantity that has a lower bound only, in root mean square steps a year.
        plausible: how far such series step and how fast they go on growing.
        provenance: panels, command and settings behind the table.
    """

    grid: MemberGrid
    at_8: FloatArray
    per_doubling: FloatArray
    share: FloatArray
    temper_at_8: FloatArray
    temper_per_doubling: FloatArray
    floor: float
    sigma_df: float
    growth: float
    plausible: Plausible
    provenance: dict[str, object]

    def weights(self, evidence: FloatArray, n: int, shapes: tuple[Shape, ...], *, shares: bool) -> FloatArray:
        """(S, L, K) weights that sum to one, from log evidence of the same shape, L being that of ``shapes``."""
        linear = self.at_8 + self.per_doubling * doublings(n) + (self.share if shares else 0.0)
        prior = (self.grid.design @ linear).reshape(len(SHAPES), -1)[[SHAPES.index(shape) for shape in shapes]]
        heat = np.maximum(self.temper_at_8 + self.temper_per_doubling * doublings(n), 0.0)
        shape, process, drift = self.grid.parts(evidence)
        told = heat[0] * shape[:, :, np.newaxis] + capped(heat[1] * process, self.floor)
        score = prior + told + capped(heat[2] * drift, self.floor)
        weights = np.exp(score - score.max(axis=(1, 2), keepdims=True))
        return np.asarray(weights / weights.sum(axis=(1, 2), keepdims=True))


def log_sum(x: FloatArray) -> FloatArray:
    """The log of the sum of exp(x) over the last axis; scipy's looks for many kinds of arrays, ten times as long."""
    top = x.max(axis=-1)
    return np.asarray(top + np.log(np.exp(x - top[..., np.newaxis]).sum(axis=-1)))


def doublings(n: int) -> float:
    """s, the doublings of length beyond 8 years."""
    return math.log2(min(max(n, _SHORTEST), _LONGEST) / _MIDDLE)


def capped(x: FloatArray, floor: float) -> FloatArray:
    """log(f + (1 - f) e^x)."""
    return np.asarray(np.log(floor + (1.0 - floor) * np.exp(x)))


@cache
def shipped_prior() -> Prior:
    """The table that the package carries."""
    return prior_of(json.loads(resources.files(__package__).joinpath("weights.json").read_text(encoding="utf-8")))


def prior_of(table: Mapping[str, Any]) -> Prior:
    """The prior in a table as ``weights.json`` holds it."""
    rows = table["levels"]
    levels = {name: tuple(float(row["level"]) for row in rows if row["factor"] == name) for name in FACTORS[1:]}
    temper = [table["evidence"][name] for name in ("shape", "process", "drift")]
    return Prior(
        grid=MemberGrid.of(levels),
        at_8=_column(rows, "at_8"),
        per_doubling=_column(rows, "per_doubling"),
        share=_column(rows, "share"),
        temper_at_8=_column(temper, "at_8"),
        temper_per_doubling=_column(temper, "per_doubling"),
        floor=float(table["floor"]),
        sigma_df=float(table["sigma_df"]),
        growth=float(table["growth"]),
        plausible=Plausible(**{name: float(value) for name, value in table["plausible"].items()}),
        provenance=table["provenance"],
    )


def _column(rows: list[dict[str, float]], name: str) -> FloatArray:
    return np.array([float(row[name]) for row in rows])
