r"""How a region moves within its class, and how the class moves as a whole; what the windows of sister regions teach.

On the scale of the link, z is a region's value and c the mean of its class. Two ways of moving:

* *levels* wander: the yearly change of z - c is a shock of variance 1, a slope that fades (AR(1) with variance ``slope``
  and coefficient ``persistence``) and a drift of the region's own (variance ``constant``), and what is measured differs
  from the level by ``noise``;
* *rates of growth* come back: z - c is an AR(1) of variance 1, a constant of the region's own and ``noise``.

All variances are in units of the region's own sigma^2, which is scaled inverse chi-squared with ``df`` degrees of freedom about
``scale``^2: few figures of a region say little about its scatter, and the class says the rest. The mean of a class moves
like its regions, with ``common`` times their variance: what moves all regions at once was seen in few independent
windows, hence degrees of freedom of its own, ``common_df``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shkplan.distributions.links import FloatArray

__all__ = ["Dynamics", "counted_from"]

_FADING = 0.95  # what the level says of the drift is believed a little less each year


def counted_from(cov: FloatArray, at: int) -> FloatArray:
    """(n, n) covariance of levels counted from the one at a position."""
    return np.asarray(cov - cov[at] - cov[:, [at]] + cov[at, at])


@dataclass(frozen=True)
class Dynamics:
    """The habits of a class.

    Attributes:
        reverting: whether it is rates of growth, which come back, or levels, which wander.
        persistence: how much of a slope (of a rate's deviation) is left after a year, between 0 and 1.
        slope, constant, noise: variances in units of a region's sigma^2; a rate has no slope.
        df, scale: of the prior of sigma.
        pull, speed: which share of a level's distance from the class mean is lost in the end, and how fast (a year).
        lean: (2,) how the drift of a level depends on where it lies in its class, linear and quadratic, in units of ``scale`` a year.
        bend: (2,) how the logarithm of sigma depends on it.
    """

    reverting: bool
    persistence: float
    slope: float
    constant: float
    noise: float
    df: float
    scale: float
    pull: float = 0.0
    speed: float = 0.1
    lean: tuple[float, float] = (0.0, 0.0)
    bend: tuple[float, float] = (0.0, 0.0)

    def covariance(self, n: int) -> FloatArray:
        """(n, n) of n consecutive years of z - c, in units of sigma^2; a level counts from the first of them."""
        years = np.arange(n)
        lag = np.abs(np.subtract.outer(years, years))
        noise = self.noise * np.eye(n)
        if self.reverting:
            return np.asarray(self.persistence**lag + self.constant + noise)
        change = (lag == 0) + self.slope * self.persistence**lag + self.constant
        walked = np.cumsum(np.cumsum(change[1:, 1:], axis=0), axis=1)
        return np.asarray(np.pad(walked, ((1, 0), (1, 0))) + noise)

    def tilt(self, place: FloatArray, distance: FloatArray, ahead: FloatArray) -> FloatArray:
        """(N, h) what a level's place in its class adds to its change over the years ahead; zero for rates.

        Args:
            place: (N,) distance from the class mean in standard deviations of the class.
            distance: (N,) the same on the scale of the link.
            ahead: (h,) years ahead; nothing is added before them.
        """
        if self.reverting:
            return np.zeros((place.size, ahead.size))
        later = np.maximum(ahead, 0.0)
        lost = self.pull * -np.expm1(-self.speed * later)
        lean = self.scale * (self.lean[0] * place + self.lean[1] * (place**2 - 1.0))
        years = -np.expm1(np.log(_FADING) * later) / (1.0 - _FADING)
        return np.asarray(np.outer(lean, years) - np.outer(distance, lost))

    def bent(self, place: FloatArray) -> FloatArray:
        """(N,) what sigma^2 is multiplied by at a place in the class."""
        return np.asarray(np.exp(2.0 * (self.bend[0] * place + self.bend[1] * (place**2 - 1.0))))
