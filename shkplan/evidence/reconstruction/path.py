r"""The path between the figures: a random walk with a drift whose steps hang together.

On the link scale z (logarithms of a level, log-odds of a share) yearly steps are

    z_t - z_{t-1} = mu + u_t,    u_t = phi u_{t-1} + e_t,    sd(u_t) = sigma,

with a level as good as unknown, mu ~ N(0, 0.1^2), and (phi, sigma) averaged over a grid by how well they explain the
clues (their evidence), starting from :data:`STEP_PRIOR`. Growth clues are linear in z; totals are taken to first order
about the central path, which is then found again until it stands still. Given (phi, sigma) all is Gaussian and
conditioned in closed form; draws are made by Matheron's rule, carried onto the totals (the least change in the metric of
what is known without them), and kept only where every bound holds, which weighs the grid by the bounds as well.

One approximation: the density of a total is taken to first order; the total itself is met, within its own error.

References:
    Chilès, J.-P. and Delfiner, P. (2012). Geostatistics, 2nd ed., section 7.3: conditioning by kriging.
    Moauro, F. and Savio, G. (2005). Temporal disaggregation using multivariate structural time series models,
    Econometrics Journal 8, 214-234: sums as observations of a state.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product

import numpy as np

from shkplan.distributions.links import FloatArray, Identity, LinkFunction
from shkplan.evidence.reconstruction.clues import Clue

__all__ = ["Member", "Path", "solved"]

PHIS = (-0.4, 0.0, 0.4, 0.8)
SIGMAS = tuple(float(x) for x in np.geomspace(0.003, 0.8, 9))
STEP_PRIOR = (math.log(0.08), 1.2)  # mean and sd of log sigma: yearly steps of some 8 %, within wide limits
DRIFT_SD = 0.1
LEVEL_SD = 2.0
EXACT = 1e-6  # nothing is pinned closer than this, for the sake of the arithmetic
ROUNDS = 12  # of the central path
STEPS = 6  # of a draw onto its totals


@dataclass(frozen=True, eq=False)
class Member:
    """One (phi, sigma) of the grid, with the measured years pinned, then conditioned on the other clues.

    Attributes:
        weight: its share of the average.
        start: (n,) mean of z with measured years pinned.
        prior: (n, n) covariance of z with measured years pinned.
        gain: (n, k) what a clue's surprise moves.
        precision: (k, k) inverse covariance of the surprises, in units of the clues' errors.
        surprise: (k,) what the clues said beyond the start, in those units.
    """

    weight: float
    start: FloatArray
    prior: FloatArray
    gain: FloatArray
    precision: FloatArray
    surprise: FloatArray

    @property
    def mean(self) -> FloatArray:
        """(n,) mean of z given all two-sided clues."""
        return np.asarray(self.start + self.gain @ self.surprise)

    def free(self, n: int, rng: np.random.Generator) -> FloatArray:
        """(n, n_years) draws of z that know the measured years alone."""
        values, vectors = np.linalg.eigh(self.prior)
        root = vectors * np.sqrt(np.clip(values, 0, None))
        return np.asarray(self.start + rng.standard_normal((n, len(self.start))) @ root.T)


@dataclass(frozen=True, eq=False)
class Path:
    """What measured years and two-sided clues say of z.

    Attributes:
        years: (n,) the years of z, without a gap.
        link: from values to z.
        clues: the two-sided clues that are no measured values, in the order of the rows below.
        pins: the clues that are.
        rows: (k, n) what each clue looks at, per unit of its error.
        said: (k,) what it says, in that unit.
        members: the grid.
        centre: (n,) the posterior mean of z, about which totals were taken.
    """

    years: tuple[int, ...]
    link: LinkFunction
    clues: tuple[Clue, ...]
    pins: tuple[Clue, ...]
    rows: FloatArray
    said: FloatArray
    members: tuple[Member, ...]
    centre: FloatArray

    def draws(self, n: int, rng: np.random.Generator) -> FloatArray:
        """(n, n_years) draws of z that agree with every two-sided clue."""
        which = rng.choice(len(self.members), n, p=[member.weight for member in self.members])
        z = np.empty((n, len(self.years)))
        for at, member in enumerate(self.members):
            mine = which == at
            if mine.any():
                z[mine] = self._drawn(member, int(mine.sum()), rng)
        return z

    def _drawn(self, member: Member, n: int, rng: np.random.Generator) -> FloatArray:
        free = member.free(n, rng)
        surprise = self.said - free @ self.rows.T - rng.standard_normal((n, len(self.clues)))
        z = free + surprise @ member.gain.T
        return z if isinstance(self.link, Identity) else self._onto_totals(z, member)

    def _onto_totals(self, z: FloatArray, member: Member) -> FloatArray:
        """Draws moved so that each total is in values what it was to first order."""
        totals = [clue for clue in self.clues if clue.form == "total"]
        if not totals:
            return z
        weights = weights_of(totals, self.years)
        centre = self.link.inverse(self.centre)
        wanted = (centre + (z - self.centre) / self.link.derivative(centre)) @ weights.T
        left = self._without_totals(member)
        for _ in range(STEPS):
            x = self.link.inverse(z)
            looks = weights * (1 / self.link.derivative(x))[:, np.newaxis, :]
            moved = looks @ left
            inner = moved @ looks.transpose(0, 2, 1)
            ridge = 1e-9 * np.trace(inner, axis1=1, axis2=2)[:, np.newaxis, np.newaxis] + 1e-300
            steps = np.linalg.solve(inner + ridge * np.eye(len(totals)), (wanted - x @ weights.T)[:, :, np.newaxis])
            z = z + np.clip((moved.transpose(0, 2, 1) @ steps)[:, :, 0], -1.0, 1.0)
        return z

    def _without_totals(self, member: Member) -> FloatArray:
        """(n, n) covariance of z that knows all but the totals: the metric in which a draw is moved the least."""
        rows = self.rows[[clue.form != "total" for clue in self.clues]]
        crossed = member.prior @ rows.T
        return member.prior - crossed @ np.linalg.solve(rows @ crossed + np.eye(len(rows)), crossed.T)

    def without(self, clue: int) -> FloatArray:
        """(n,) the mean of z when one clue is left out, averaged over the grid."""
        mean = np.zeros(len(self.years))
        for member in self.members:
            alone = (member.precision @ member.surprise)[clue] / member.precision[clue, clue]
            mean += member.weight * (member.mean - member.prior @ self.rows.T @ member.precision[:, clue] * alone)
        return mean

    def off(self, clue: Clue) -> float:
        """How many standard deviations a clue lies off what all the others say."""
        return float(self._off[next(at for at, one in enumerate(self.clues) if one is clue)])

    @cached_property
    def _off(self) -> FloatArray:
        """(k,) for each clue."""
        precision = np.array([one.precision for one in self.members])
        beyond = np.abs(precision @ np.array([one.surprise for one in self.members])[:, :, np.newaxis])[:, :, 0]
        weights = np.array([one.weight for one in self.members])
        return np.asarray(weights @ (beyond / np.sqrt(np.diagonal(precision, axis1=1, axis2=2))))

    def leaving_out(self, clue: Clue) -> Path:
        """The path that does not know one clue."""
        return solved(self.years, self.link, tuple(one for one in (*self.pins, *self.clues) if one is not clue))


def solved(years: tuple[int, ...], link: LinkFunction, clues: tuple[Clue, ...]) -> Path:
    """The path given two-sided clues.

    Raises:
        ValueError: a measured value that the link cannot hold.
    """
    pins = tuple(clue for clue in clues if clue.measured and clue.form == "total")
    others = tuple(clue for clue in clues if clue not in pins)
    typical, unit = _typical(link, clues)
    centre = np.full(len(years), typical)
    known = {years.index(clue.years[0]): float(link.forward(clue.value)) for clue in pins}
    grid = _Grid.of(len(years), known, typical, unit)
    for _ in range(ROUNDS):
        rows, said = _linear(others, years, link, centre, unit)
        members = grid.given(rows, said)
        before, centre = centre, sum((one.weight * one.mean for one in members), np.zeros(len(years)))
        if np.allclose(centre, before, rtol=0, atol=1e-10 * unit) or isinstance(link, Identity):
            break
    return Path(years, link, others, pins, rows, said, members, centre)


def weights_of(clues: list[Clue], years: tuple[int, ...]) -> FloatArray:
    """(k, n) the weights of clues over the years of the path."""
    table = np.zeros((len(clues), len(years)))
    for row, clue in enumerate(clues):
        for year, weight in clue.weights.items():
            table[row, years.index(year)] = weight
    return table


def _typical(link: LinkFunction, clues: tuple[Clue, ...]) -> tuple[float, float]:
    """A middling z, and its unit: 1 on a scale of ratios, else the size of the values."""
    values = [clue.value / sum(clue.weights.values()) for clue in clues if clue.form == "total"]
    low, high = link.support
    inside = [value for value in values if low < value < high]
    if not inside:
        return 0.0, 1.0
    unit = max(map(abs, values)) or 1.0
    return float(link.forward(np.median(inside))), unit if isinstance(link, Identity) else 1.0


def _linear(
    clues: tuple[Clue, ...], years: tuple[int, ...], link: LinkFunction, centre: FloatArray, unit: float
) -> tuple[FloatArray, FloatArray]:
    """Rows (k, n) and what they say (k,), per unit of each clue's error, to first order about the centre."""
    x = link.inverse(centre)
    slope = 1 / link.derivative(x)
    rows, said = weights_of(list(clues), years), np.array([clue.value for clue in clues])
    errors = np.array([clue.sd for clue in clues])
    for at, clue in enumerate(clues):
        if clue.form == "total":
            said[at] += rows[at] @ (slope * centre - x)
            rows[at] *= slope
        errors[at] = math.hypot(errors[at], EXACT * unit * float(np.abs(rows[at]).max()))
    return rows / errors[:, np.newaxis], said / errors


@dataclass(frozen=True, eq=False)
class _Grid:
    """Every (phi, sigma) with the measured years pinned: what stays the same while the central path is looked for.

    Attributes:
        start: (m, n) means of z.
        prior: (m, n, n) covariances of z.
        logs: (m,) how well the measured years alone speak for each, with the prior of the steps.
    """

    start: FloatArray
    prior: FloatArray
    logs: FloatArray

    @classmethod
    def of(cls, n: int, known: Mapping[int, float], typical: float, unit: float) -> _Grid:
        at, values = list(known), np.array(list(known.values())) - typical
        own, pulls, priors = _pinned(n, tuple(at), unit)
        start = typical + values @ pulls
        start[:, at] = typical + values
        steps = [(math.log(sigma) - STEP_PRIOR[0]) / STEP_PRIOR[1] for _, sigma in product(PHIS, SIGMAS)]
        return cls(start, priors, _log_normal(np.broadcast_to(values, (len(own), len(at))), own) - np.square(steps) / 2)

    def given(self, rows: FloatArray, said: FloatArray) -> tuple[Member, ...]:
        """Every member that weighs anything, conditioned on the clues."""
        surprise = said - self.start @ rows.T
        crossed = self.prior @ rows.T
        total = rows @ crossed + np.eye(len(rows))
        precision = np.linalg.inv(total)
        gain, logs = crossed @ precision, self.logs + _log_normal(surprise, total)
        weights = np.exp(logs - logs.max())
        keep = np.flatnonzero(weights > 1e-4 * weights.max())
        whole = float(weights[keep].sum())
        return tuple(
            Member(float(weights[at]) / whole, self.start[at], self.prior[at], gain[at], precision[at], surprise[at])
            for at in keep
        )


@lru_cache(256)
def _pinned(n: int, at: tuple[int, ...], unit: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """What pinned years do to each member: their own covariance, their pull on all years, and the covariance that is left.

    Series measured in the same years share it, and so do all the paths of one series that leave out a clue.
    """
    own, pulls, left = list[FloatArray](), list[FloatArray](), list[FloatArray]()
    places = list(at)
    for phi, sigma in product(PHIS, SIGMAS):
        prior = unit**2 * covariance(n, phi, sigma)
        own.append(prior[np.ix_(places, places)])
        pulls.append(np.asarray(np.linalg.solve(own[-1], prior[places])) if places else np.zeros((0, n)))
        pinned = prior - prior[:, places] @ pulls[-1]
        pinned[places], pinned[:, places] = 0.0, 0.0
        left.append(np.asarray((pinned + pinned.T) / 2))
    stacks = np.array(own), np.array(pulls), np.array(left)
    for stack in stacks:
        stack.setflags(write=False)
    return stacks


def _log_normal(x: FloatArray, variance: FloatArray) -> FloatArray:
    """(m,) log densities of centred normal laws, the constant left out."""
    if not x.shape[1]:
        return np.zeros(len(x))
    standard = np.linalg.solve(variance, x[:, :, np.newaxis])[:, :, 0]
    return np.asarray(-0.5 * ((x * standard).sum(axis=1) + np.linalg.slogdet(variance)[1]))


@lru_cache(2048)
def covariance(n: int, phi: float, sigma: float) -> FloatArray:
    """(n, n) prior covariance of z: unknown level, unknown drift, steps that hang together."""
    years = np.arange(n, dtype=np.float64)
    steps = sigma**2 * phi ** np.abs(years[1:, np.newaxis] - years[1:])
    summed = np.zeros((n, n))
    summed[1:, 1:] = np.tril(np.ones((n - 1, n - 1))) @ steps @ np.triu(np.ones((n - 1, n - 1)))
    # Counted from the middle, so that the level is as unknown at one end as at the other.
    centred = years - years.mean()
    shift = np.eye(n) - np.full((n, n), 1 / n)
    found = np.asarray(LEVEL_SD**2 + DRIFT_SD**2 * np.outer(centred, centred) + shift @ summed @ shift.T)
    found.setflags(write=False)
    return found
