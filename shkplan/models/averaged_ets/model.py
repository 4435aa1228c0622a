r"""The average of damped-trend exponential smoothing: many simple models, none of them chosen.

    y_t = l_{t-1} + phi b_{t-1} + e_t,   l_t = l_{t-1} + phi b_{t-1} + alpha e_t,   b_t = phi b_{t-1} + beta e_t

on a grid of (alpha, beta, phi), of the share of the drift that is kept, and of three scales on which the quantity may
move (:mod:`.scales`). alpha = 1, beta = 0, phi = 1 is the random walk with drift; no drift, simple smoothing; half of
it, nearly the Theta method. Nothing is optimised and nothing can fail to converge: each member is a Student t law in
closed form (:mod:`.grid`), the law of a year is their average (:mod:`.law`), and the weights are those with which
public yearly series of 3 to 28 years were best foretold, moved by the evidence of the series itself (:mod:`.gating`).

Years in a gap are held from both sides, exactly. Years before the first follow from the same members run backwards in
time, with the weights and the scatter that the series gave them. A path draws its member once, then sigma, level and
slope once, then the years: its marginals are the law. Laws and paths live on the scale of the quantity itself, since
there are several links at once.

The interval holds: the steps to come, level, drift and scatter as far as the series shows them, and which member and
which scale is right. It does not hold: errors of measurement, breaks larger than those that the public panels went
through, what is known about the future and not in the series.

Approximations: the weights are learned, not Bayes' rule (evidence is tempered); two members with different weights
never mix within one path; each shape's continuation beyond the data is a convention.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from shkplan.base.errors import NotAssessable
from shkplan.base.messages import message, said
from shkplan.base.values import ByValue
from shkplan.distributions.columns import MirroredColumns
from shkplan.distributions.links import LINE, FloatArray, LinkName, Support
from shkplan.distributions.marginals import Marginals, Mirrored
from shkplan.distributions.predictive import Law, Point
from shkplan.models.averaged_ets.columns import MixtureBlocks
from shkplan.models.averaged_ets.gating import Prior, shipped_prior
from shkplan.models.averaged_ets.grid import geometry
from shkplan.models.averaged_ets.law import MixtureLaw
from shkplan.models.averaged_ets.learned import Learned, learn
from shkplan.models.averaged_ets.scales import SHAPES, Mirror, Shape
from shkplan.models.base import CommonFit, IntArray, calendar, measurements
from shkplan.models.draws import AnyScale, Draws
from shkplan.models.together import Block, Told, refused, taken

__all__ = ["AveragedEts", "AveragedEtsFit", "inside", "shapes_of", "unmoved"]

_FINEST, _STOPPED = 0.004, 3


class AveragedEts:
    """The model; three years are the fewest that show a step and another one."""

    name = "averaged-ets"
    minimum = 3
    by_bounds = False

    def __init__(self, prior: Prior | None = None) -> None:
        self._prior = prior

    @property
    def prior(self) -> Prior:
        """The learned weights; those of the package unless others were given."""
        return self._prior or shipped_prior()

    def fit(
        self, years: npt.ArrayLike, values: npt.ArrayLike, support: Support = LINE, link: LinkName = "auto"
    ) -> AveragedEtsFit:
        """The fit to a series, in its own unit.

        Args:
            years: (n,) rising whole calendar years, gaps allowed.
            values: (n,) within the bounds; at a bound means within half a published step of it. Without a published
                step a value at a bound is read a quarter of the nearest other value's distance inside.
            support: bounds and published step; an upper bound alone is mirrored.
            link: "auto" averages over all scales that fit the support; any other keeps to one of them.

        Raises:
            ValueError: the arrays are not such a series, or a value lies outside its bounds.
            NotAssessable: fewer than three years, or figures that are all equal where nothing tells how far they move:
                without bounds, at the only one, or at one of two where no published step is given.
        """
        years, values = measurements(self, years, values)
        shapes = shapes_of(support, link)
        lower, upper = support.on(link).interval
        if unmoved(values, lower, upper, support.precision):
            raise NotAssessable(message("reason.no_spread", model=message(f"model.{self.name}")))
        mirrored = bool(np.isinf(lower) and np.isfinite(upper))
        low, high = (-upper, np.inf) if mirrored else (lower, upper)
        row = inside((-values if mirrored else values)[np.newaxis], low, high, support.precision)
        learned = learn(self.prior, years, row, np.array([[low]]), np.array([[high]]), shapes)
        return AveragedEtsFit(years, values, learned, mirrored)

    def together(self, block: Block, asked: IntArray) -> Told:
        """The laws of every series of a block that a fit takes; as in :class:`shkplan.models.together.Together`."""
        interval = block.support().on(block.link).interval
        low, high = (
            np.where(np.isinf(own), one, own) for own, one in zip((block.low, block.high), interval, strict=True)
        )
        flat = np.ptp(block.values, axis=1) == 0.0
        touching = np.any((block.values <= low[:, np.newaxis]) | (block.values >= high[:, np.newaxis]), axis=1)
        suspects = flat | touching | (block.years.size < self.minimum)
        try:
            shapes = shapes_of(block.support(), block.link)
        except ValueError:
            shapes, suspects = (), np.ones_like(flat)
        reasons = refused(self, block, suspects)
        fine = taken(flat.size, reasons)
        if not fine.size:
            return Told((), reasons)
        values, low, high = block.values[fine], low[fine], high[fine]
        mirrored = bool(np.isinf(low[0]) and np.isfinite(high[0]))
        if mirrored:
            values, low, high = -values, -high, -low
        for at in np.flatnonzero(touching[fine]):
            values[at] = inside(values[at : at + 1], low[at], high[at])[0]
        learned = learn(self.prior, block.years, values, low[:, np.newaxis], high[:, np.newaxis], shapes)
        laws = []
        for rows, part in learned.parts(asked):
            columns = MixtureBlocks((part,))
            laws.append((fine[rows], MirroredColumns(columns) if mirrored else columns))
        return Told(tuple(laws), reasons)


@dataclass(frozen=True, eq=False)
class AveragedEtsFit(ByValue, CommonFit):
    """What the members have learned from one series; a frozen value on the scale of the quantity.

    Attributes:
        years: (n,) the measured years.
        values: (n,) their values.
        learned: the members' share of it.
        mirrored: whether it is that of the quantity with a minus: with an upper bound only, it is looked at from above.
    """

    years: IntArray
    values: FloatArray
    learned: Learned
    mirrored: bool = False

    model = AveragedEts.name
    holds_choice = True

    @property
    def link(self) -> str:
        return ", ".join(dict.fromkeys(scale.shape for scale in self.learned.scales))

    @property
    def df(self) -> float:
        return self.learned.df

    @cached_property
    def scale(self) -> float:
        """Root mean square of the members' scatter of one step; the scales are normed, so it is in the unit of the data."""
        return float(np.sqrt(np.sum(self.learned.weights[0] * self.learned.squares[0]) / self.df))

    @property
    def support(self) -> tuple[float, float]:
        """The open interval in which the quantity lives."""
        one = self.learned.scales[0]
        low, high = float(one.lower[0, 0]), float(one.upper[0, 0])
        return (-high, -low) if self.mirrored else (low, high)

    def law(self, year: int) -> Law:
        """The law of one year; a measured year is a Point."""
        asked = calendar([year])
        at = int(np.searchsorted(self.years, year))
        if at < self.years.size and self.years[at] == year:
            return Point(float(self.values[at]))
        laws = self.learned.before(asked) if at == 0 else self.learned.asked(asked)
        law = MixtureLaw.of(laws, 0, 0)
        return law.mirrored() if self.mirrored else law

    def marginals(self, years: npt.ArrayLike) -> Marginals:
        """The laws of rising years that were not measured, a row each."""
        asked = calendar(years)
        early, learned = asked < self.years[0], self.learned
        sides = [tell(asked[at]) for tell, at in ((learned.before, early), (learned.asked, ~early)) if at.any()]
        rows = (sides[0] if len(sides) == 1 else sides[0].followed_by(sides[1])).rows()
        return Mirrored(rows) if self.mirrored else rows

    def draws(self, years: npt.ArrayLike, n_paths: int, rng: np.random.Generator) -> Draws:
        """Joint draws that remember their members, so that a claim can move them."""
        asked, grid = calendar(years), self.learned.prior.grid
        weights = self.learned.weights[0]
        member = rng.choice(weights.size, n_paths, p=weights.ravel())
        shape, own = np.divmod(member, weights.shape[1])
        squares = self.learned.squares[0].ravel()[member]
        sigma = np.sqrt(squares / rng.chisquare(self.df, n_paths))
        unknown = ~np.isin(asked, self.years)
        early = asked < self.years[0]
        centre = np.zeros((*weights.shape, asked.size))
        conditional = np.zeros((len(grid.process), asked.size, asked.size))
        shocks, answers = [np.empty((n_paths, 0))], [np.empty((len(grid.members), 0, asked.size))]
        for where, backwards in ((unknown & early, True), (unknown & ~early, False)):
            if where.any():
                level, slope = rng.standard_normal((2, n_paths, 1))
                shocks += [level, slope, rng.standard_normal((n_paths, int(where.sum())))]
                answers.append(self._answers(asked, where, centre, conditional, backwards=backwards))
        z = np.zeros(
            (asked.size, n_paths)
        )  # the values of a year lie together in memory: it is years that are asked for
        there = np.flatnonzero(unknown)
        answer = np.concatenate(answers, axis=1)[:, :, there]
        order, moved = _moved(np.concatenate(shocks, axis=1), answer, centre[:, :, there], member, sigma)
        for at, values in zip(there, moved, strict=True):
            z[at, order] = values
        measured = np.full(asked.size, np.nan)
        measured[~unknown] = self.values[np.searchsorted(self.years, asked[~unknown])]
        scales = self.learned.scales
        moved_on: tuple[AnyScale, ...] = tuple(Mirror(scale) for scale in scales) if self.mirrored else scales
        return Draws(asked, measured, moved_on, shape, grid.process_of[own], z.T, conditional, self.support)

    def _answers(
        self,
        asked: IntArray,
        where: npt.NDArray[np.bool_],
        centre: FloatArray,
        conditional: FloatArray,
        *,
        backwards: bool,
    ) -> FloatArray:
        """(K, 2 + m, n_asked): what each member makes of a unit shock to level, slope and the m years ``where``, on one
        side of the first measured year; their centres and what is random given level and slope are entered beside it.
        """
        grid = self.learned.prior.grid
        sign, at = (-1, np.flatnonzero(where)[::-1]) if backwards else (1, np.flatnonzero(where))
        shared = geometry(grid.process, sign * self.years[::sign], sign * asked[at])
        laws = self.learned.seen(shared, asked[at])
        centre[:, :, at] = np.stack([part[0] for part in laws.centre])
        conditional[np.ix_(np.arange(len(conditional)), at, at)] = shared.process
        answers = np.zeros((len(grid.members), 2 + at.size, asked.size))
        kept = np.sqrt(grid.keep / shared.information[grid.process_of])
        answers[:, 0, at] = shared.level[grid.process_of]
        answers[:, 1, at] = kept[:, np.newaxis] * shared.lean[grid.process_of]
        root = shared.root[grid.process_of]
        answers[np.ix_(np.arange(len(answers)), 2 + np.arange(at.size), at)] = root.transpose(0, 2, 1)
        return answers


def _moved(
    shocks: FloatArray, answers: FloatArray, centre: FloatArray, member: IntArray, sigma: FloatArray
) -> tuple[npt.NDArray[np.intp], FloatArray]:
    """An order of the paths, and (m, n_paths) in that order centre + sigma (shocks answers) of each path's member."""
    order = np.argsort(member.astype(np.int16), kind="stable")  # so that a member's paths are one product of matrices
    ends = np.searchsorted(member[order], np.arange(len(centre) * len(answers)), side="right")
    felt, sigma = shocks.take(order, axis=0), sigma[order]
    moved = np.empty((centre.shape[-1], len(member)))
    turned, middle = answers.transpose(0, 2, 1), np.concatenate(centre)[:, :, np.newaxis]
    for one in np.unique(member):
        start, end = ends[one - 1] if one else 0, ends[one]
        block = moved[:, start:end]
        np.matmul(turned[one % len(answers)], felt[start:end].T, out=block)
        block *= sigma[start:end]
        block += middle[one]
    return order, moved


def shapes_of(support: Support, link: LinkName) -> tuple[Shape, ...]:
    """The scales that a link allows: all of them, or the one that is its like.

    Raises:
        ValueError: a link that does not go with the support; the straight scale goes with any, bent before a bound.
    """
    if link == "auto":
        return SHAPES
    if link == "identity":
        return ("straight",)
    support.link(link)
    return ("free",)


def unmoved(values: FloatArray, lower: float, upper: float, precision: float | None = None) -> bool:
    """Whether (n,) values are all equal and nothing tells how far such a quantity moves: a level above zero, a share between
    its bounds, or at one where the published step is known, tell it by what is usual.
    """
    level, both = float(values[0]), bool(np.isfinite(upper - lower))
    inside_both = both and (lower < level < upper or precision is not None)
    return bool(np.ptp(values) == 0.0) and not (inside_both or (lower == 0.0 < level and np.isinf(upper)))


def inside(values: FloatArray, lower: float, upper: float, precision: float | None = None) -> FloatArray:
    """(S, n) values, those at a bound moved inside it by a quarter of a step.

    The step is the published one, or the least distance of another value if that is less. Without a published one a series that
    has stopped there (the latest three values) is read within 0.4 % of what it was before: five years of nothing after 50 are not 12.

    Raises:
        ValueError: a value beyond its bounds.
    """
    if np.any((values < lower) | (values > upper)):
        found = values[(values < lower) | (values > upper)][0]
        raise ValueError(
            said(
                "found {found:g} outside the bounds {lower:g} to {upper:g}. Correct the value or the bounds",
                found=found,
                lower=lower,
                upper=upper,
            )
        )
    for bound, inwards in ((lower, 1.0), (upper, -1.0)):
        if np.isfinite(bound):
            away = np.abs(values - bound)
            inset = _inset(away, precision)
            values = np.where(away > 0, values, bound + inwards * inset)
    return values


def _inset(away: FloatArray, precision: float | None) -> FloatArray:
    """(S, 1) how far inside a bound a value at it is read, from (S, n) distances."""
    nearest = np.min(np.where(away > 0, away, np.inf), axis=1, keepdims=True)
    if precision is not None:
        return np.asarray(np.minimum(nearest, precision) / 4)
    stopped = np.all(away[:, -_STOPPED:] == 0.0, axis=1, keepdims=True) & np.any(away > 0, axis=1, keepdims=True)
    usual = np.sum(away, axis=1, keepdims=True) / np.maximum(np.sum(away > 0, axis=1, keepdims=True), 1)
    return np.asarray(np.where(stopped, np.minimum(nearest / 4, _FINEST * usual), nearest / 4))
