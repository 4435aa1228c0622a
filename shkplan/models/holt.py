r"""Damped Holt smoothing: a level and a slope, both corrected by every year's surprise; the slope fades.

    z_t = l_{t-1} + phi b_{t-1} + e_t,    l_t = l_{t-1} + phi b_{t-1} + alpha e_t,    b_t = phi b_{t-1} + alpha beta* e_t

with e_t ~ N(0, sigma^2) independent: ETS(A,Ad,N) in the taxonomy of [1]_. The state before the first measured year
(l, b) is unknown and stays so (flat prior), so k years after that year, k from 0,

    z = l + b (phi + ... + phi^(k+1)) + sum of earlier shocks, each with the weight alpha + alpha beta* (phi + ... + phi^j)

j years after it struck. Shapes: alpha from 0.05 to 0.99, beta* from 0.02 to 0.8, phi from 0.8 to 1, all alike before
the data speak; averaged as in :mod:`shkplan.models.lattice_average`. At one shape the forecast is the one of
``statsmodels.tsa.statespace.exponential_smoothing.ExponentialSmoothing`` with a diffuse start; a test holds it to that.

The interval holds: the years to come, the uncertainty of level, slope, scale and of the smoothing and damping
constants (averaged, then brought to one Student t). It does not hold: model choice, breaks, errors of measurement. The
past before the first measured year is far less certain than the future: a slope that fades forwards grows backwards.

References:
    .. [1] Hyndman, R., Koehler, A., Ord, K., Snyder, R. (2008). Forecasting with Exponential Smoothing. Springer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shkplan.distributions.links import FloatArray
from shkplan.models.base import IntArray, measurements
from shkplan.models.lattice import Lattice, filtered
from shkplan.models.lattice_average import AveragedFit, averaged

__all__ = ["Holt", "HoltFit"]


class Holt:
    """The model; two degrees of freedom are the fewest that give an interval worth printing."""

    name = "holt"
    minimum = 4

    def fit(self, years: npt.ArrayLike, values: npt.ArrayLike) -> HoltFit:
        """The fit to a series on the link scale; see :meth:`shkplan.models.base.ScaleModel.fit`."""
        return averaged(self, HoltFit, _SMOOTHING, *measurements(self, years, values))


@dataclass(frozen=True, eq=False)
class HoltFit(AveragedFit):
    """Smoothing averaged over its constants."""

    model = Holt.name

    @property
    def constants(self) -> tuple[float, float, float]:
        """(alpha, beta*, phi) of the heaviest shape."""
        assert isinstance(self.lattice, Smoothing)
        at = self.likeliest
        return float(self.lattice.alpha[at]), float(self.lattice.beta[at]), float(self.lattice.phi[at])


class Smoothing(Lattice):
    """All combinations of the given smoothing and damping constants."""

    def __init__(self, alpha: npt.ArrayLike, beta: npt.ArrayLike, phi: npt.ArrayLike) -> None:
        every = np.meshgrid(*(np.asarray(x, dtype=np.float64) for x in (alpha, beta, phi)), indexing="ij")
        self.alpha, self.beta, self.phi = (x.ravel() for x in every)
        self.states = np.full(self.alpha.size, 2)
        self.log_prior = np.zeros(self.alpha.size)

    def design(self, steps: IntArray) -> FloatArray:
        slope = self._faded(steps + 1)
        return np.stack((np.ones_like(slope), slope), axis=-1)

    def kernel(self, n: int) -> FloatArray:
        response = self.alpha[:, np.newaxis] * (1.0 + self.beta[:, np.newaxis] * self._faded(np.arange(n)))
        response[:, :1] = 1.0
        return filtered(response)

    def _faded(self, k: IntArray) -> FloatArray:
        """The sum phi + ... + phi^k for every shape and k; for k < 0 what makes it run backwards."""
        phi = self.phi[:, np.newaxis]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(phi == 1.0, k, phi * (1.0 - phi ** k.astype(np.float64)) / (1.0 - phi))


_SMOOTHING = Smoothing(
    alpha=[0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.99],
    beta=[0.02, 0.15, 0.4, 0.8],
    phi=[0.8, 0.87, 0.93, 0.98, 1.0],
)
