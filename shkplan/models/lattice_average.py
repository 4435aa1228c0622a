r"""Shapes averaged: the fit of a model whose constants a few points hardly tell.

With q_g = z'P_g z, the sum of squares that shape g of a :class:`~shkplan.models.lattice.Lattice` leaves unexplained, the
weight of the shape is its restricted likelihood [1]_ times its prior,

    log w_g = log prior_g - (df log q_g + log|K| + log|X' K^-1 X|) / 2 + constant,     df = n - rank X.

Libraries take the shape of the largest likelihood and forget that six points hardly tell shapes apart: the plug-in that
makes bands too narrow. Here the shapes are averaged, and the average is brought back to one Student t of the same mean
and the same second moments, so that law and paths remain one multivariate t:

    m = sum w_g m_g,     scale^2 = sum w_g (s_g^2 (C_g + S_g S_g') + (m_g - m)(m_g - m)'),     s_g^2 = q_g / df

An approximation, on the wide side (the spread of the means is counted as if it too had heavy tails). The coverage it
reaches is measured in ``tests/contract/test_models_coverage_averaged.py``; what else was tried stands in
``benchmarks/NOTES-named-models.md``. There is no optimiser: nothing can fail to converge, and the same series in
another unit has the same forecast to the last digits.

References:
    .. [1] Harville, D. (1977). Maximum likelihood approaches to variance component estimation, JASA 72, 320-338.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from shkplan.distributions.links import FloatArray
from shkplan.models.base import Declared, IntArray, scale_of
from shkplan.models.conjugate import ConjugateFit
from shkplan.models.lattice import Lattice, Reached, left_by, reached_from

__all__ = ["AveragedFit", "averaged"]


@dataclass(frozen=True, eq=False)
class AveragedFit(ConjugateFit):
    """A fit averaged over the shapes of ``lattice``.

    Attributes:
        lattice: the process and its grid.
        weights: (g,) of the shapes; they sum to one.
        squares: (g,) s_g^2 in units of ``scale``^2.
    """

    lattice: Lattice
    weights: FloatArray
    squares: FloatArray

    @property
    def likeliest(self) -> int:
        """The position of the heaviest shape on the grid; ``scale`` is its s."""
        return int(np.argmax(self.weights))

    def centre(self, years: IntArray) -> FloatArray:
        level, moved = float(self.values.mean()), self._at(years).weights
        return level + self.weights @ (moved @ (self.values - level))

    def sensitivity(self, years: IntArray) -> FloatArray:
        """Parameters within each shape, the means of the shapes around their mean, and whether the trend goes on."""
        at, kept, off = self._at(years), self.lattice.kept, self.values - self.values.mean()
        means = at.weights @ off
        apart = (means - self.weights @ means) / self.scale
        doubt = np.sqrt(kept * (1.0 - kept)) * (at.gone_on @ off) / self.scale
        within = (
            np.concatenate(np.moveaxis(at.feels, -1, 0))
            * np.tile(np.sqrt(self.squares), at.feels.shape[-1])[:, np.newaxis]
        )
        columns = np.vstack((within, apart, doubt))
        columns *= np.tile(np.sqrt(self.weights), len(columns) // self.weights.size)[:, np.newaxis]
        root = np.asarray(
            np.linalg.qr(columns, mode="r"), dtype=np.float64
        )  # as few columns as years, with the same S S'
        return root.T

    def noise(self, years: IntArray) -> FloatArray:
        return np.tensordot(self.weights * self.squares, self._at(years).noise, 1)

    def _at(self, years: IntArray) -> Reached:
        return reached_from(self.lattice, tuple(self.years.tolist()), tuple(years.tolist()))


_Fit = TypeVar("_Fit", bound=AveragedFit)


def averaged(model: Declared, kind: type[_Fit], lattice: Lattice, years: IntArray, values: FloatArray) -> _Fit:
    """The fit of a checked series, as a value of the model's own ``kind``.

    Raises:
        NotAssessable: some shape explains the series without any scatter.
    """
    left = left_by(lattice, tuple(years.tolist()))
    residuals = left.residual @ (values - values.mean())
    squares = np.sum(residuals**2, axis=1)
    df = years.size - lattice.design(np.arange(1)).shape[-1]
    scale_of(model, residuals[np.argmin(squares)], df, values)
    log = lattice.log_prior + left.constant - df / 2 * np.log(squares)
    weights = np.exp(log - log.max())
    weights /= weights.sum()
    scale = float(np.sqrt(squares[np.argmax(weights)] / df))
    return kind(years, values, df, scale, lattice, weights, squares / df / scale**2)
