"""How many targets of a plan are met: the law of their number, and the probability that all binding ones are.

The targets that have a probability are drawn together (:mod:`shkplan.distributions.together`), each with its probability as it
is printed: what figures or claims decided stands in every draw. Targets without a probability are no part of the draws. Between
"every open one is missed" and "every open one is met" lies what nobody can tell, and both ends are given; no base rate closes the gap.
Outside thresholds are no targets of the plan and are not counted.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shkplan.assessment.verdict import Verdict
from shkplan.distributions.links import FloatArray, IntArray
from shkplan.distributions.together import COMMON, BoolArray, Common, common_of, drawn_together, normal_scores, ranks_of

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["Chance", "Met", "Shared", "met_of"]

_STEP = 0.01  # by which a probability is moved to see what its own error does
_SHARED = 0.1  # rank correlation of paths from which a pair is named


class Chance(NamedTuple):
    """A probability and its Monte Carlo error; exactly 0 or 1 only where everything is decided."""

    prob: float
    se: float


class Shared(NamedTuple):
    """Two targets whose paths share a series, and the rank correlation of what decides them, signed towards good."""

    one: Verdict
    other: Verdict
    correlation: float


@dataclass(frozen=True)
class Met:
    """How many targets of a plan are met.

    Attributes:
        assessment: of which.
        assessed: the verdicts with a probability.
        open: those without.
        law: (n + 1,) probabilities that none, one, ... all of the assessed ones are met.
        law_se: (n + 1,) their Monte Carlo errors.
        every: the probability that all assessed ones are met: all binding ones where the plan marks any.
        independent: the same if they had nothing to do with each other.
        common: the correlation of the common factor.
        shared: the pairs whose paths share a series.
    """

    assessment: Assessment
    assessed: tuple[Verdict, ...] = field(repr=False)
    open: tuple[Verdict, ...] = field(repr=False)
    law: FloatArray = field(repr=False, compare=False)
    law_se: FloatArray = field(repr=False, compare=False)
    every: Chance
    independent: Chance
    common: Common = COMMON
    shared: tuple[Shared, ...] = field(default=(), repr=False, compare=False)

    @property
    def total(self) -> int:
        """How many targets the plan has."""
        return len(self.assessed) + len(self.open)

    @property
    def decided(self) -> tuple[Verdict, ...]:
        """The assessed ones that figures decided, or the claims of a scenario."""
        return tuple(one for one in self.assessed if _is_decided(one))

    @property
    def binding(self) -> bool:
        """Whether the plan marks binding targets; :attr:`every` then speaks of these alone."""
        return any(one.target.nature == "binding" for one in (*self.assessed, *self.open))

    @property
    def asked(self) -> tuple[Verdict, ...]:
        """The assessed targets of which :attr:`every` speaks: the binding ones, or all."""
        return _asked(self.assessed, self.binding)

    @property
    def asked_open(self) -> tuple[Verdict, ...]:
        """The open targets of which :attr:`every` would speak: any of them missed, and not all are met."""
        return _asked(self.open, self.binding)

    @property
    def every_bounds(self) -> tuple[float, float]:
        """The probability that all of them are met, open ones too, if every open one is missed, and if every one is met."""
        return (0.0 if self.asked_open else self.every.prob), self.every.prob

    @property
    def expected(self) -> Chance:
        """The expected number of assessed targets met; its error is that of the probabilities, added as if they were independent."""
        errors = [one.prob_se or 0.0 for one in self.assessed]
        return Chance(
            float(sum(_prob(one) for one in self.assessed)), float(np.hypot.reduce(errors)) if errors else 0.0
        )

    def at_least(self, number: int) -> float:
        """The probability that so many of the assessed ones are met, or more."""
        return float(self.law[max(number, 0) :].sum())

    def interval(self, level: float = 0.8) -> tuple[int, int]:
        """The smallest number of assessed targets met whose lower tail, and upper tail, leave at most so much outside."""
        below, tail = np.cumsum(self.law), (1 - level) / 2
        ends = (int(np.searchsorted(below, share * (1 - 1e-12))) for share in (tail, 1 - tail))
        low, high = (min(end, len(self.assessed)) for end in ends)
        return low, high

    def to_frame(self) -> pd.DataFrame:
        """A row a number of targets met: its probability with every open one missed, its error, and the number if every open one is met."""
        import pandas as pd

        numbers = np.arange(len(self.law))
        frame = {"met": numbers, "met_with_open": numbers + len(self.open), "prob": self.law, "prob_se": self.law_se}
        return pd.DataFrame(frame).set_index("met")

    def __repr__(self) -> str:
        which = "binding" if self.binding else "of these"
        told = f"{self.every.prob:.3g} +- {self.every.se:.2g}"
        return (
            f"Met({self.assessment.plan.id}: {len(self.assessed)} of {self.total} targets assessed, {len(self.decided)} decided; "
            f"expected {self.expected.prob:.3g} met; all {which} {told})"
        )


def met_of(assessment: Assessment, common: Common = COMMON) -> Met:
    """The number of targets met, from the verdicts of an assessment; nothing is fitted for it, and the same seed gives the same numbers."""
    plans = [one for one in assessment.scored if not one.target.outside]
    assessed = tuple(one for one in plans if one.assessable)
    without = tuple(one for one in plans if not one.assessable)
    moving = [one for one in assessed if not _is_decided(one)]
    scores, draws = _scores(assessment, moving), assessment.settings.n_paths
    factor = _stream(assessment, "common factor").standard_normal(draws)
    ranks = ranks_of(common_of(scores, normal_scores(factor, _stream(assessment, "ties")), common.rho))
    binding = any(one.target.nature == "binding" for one in plans)
    asked = _asked(assessed, binding)
    sure = int(sum(_prob(one) for one in assessed if _is_decided(one)))
    law, law_se = _with_error(moving, ranks, lambda hits: _law(hits, sure, len(assessed)))
    every, apart = _all(asked, moving, ranks), _product(asked)
    return Met(assessment, assessed, without, law, law_se, every, apart, common, _sharing(moving, scores))


def _stream(assessment: Assessment, *names: str) -> np.random.Generator:
    """Random numbers of their own for each purpose, so that one more target never moves those of another."""
    told = (zlib.crc32(name.encode()) for name in (assessment.plan.id, *names))
    return np.random.default_rng([assessment.settings.seed, *told])


def _is_decided(verdict: Verdict) -> bool:
    return verdict.status != "estimated"


def _prob(verdict: Verdict) -> float:
    assert verdict.prob is not None
    return verdict.prob


def _asked(verdicts: Sequence[Verdict], binding: bool) -> tuple[Verdict, ...]:
    return tuple(one for one in verdicts if one.target.nature == "binding" or not binding)


def _scores(assessment: Assessment, moving: Sequence[Verdict]) -> FloatArray:
    """(M, n) normal scores of what decides each target on its paths; draws of their own where there are no paths."""
    draws = assessment.settings.n_paths
    columns = []
    for one in moving:
        rng = _stream(assessment, one.key, "score")
        on_paths = one.score is not None and one.score.size == draws
        columns.append(normal_scores(one.score if on_paths and one.score is not None else rng.random(draws), rng))
    return np.column_stack(columns) if columns else np.empty((draws, 0))


def _law(hits: BoolArray, sure: int, total: int) -> FloatArray:
    """(total + 1,) shares of the draws by the number met; what was not seen in M draws is not impossible, what was decided is certain."""
    draws, moving = hits.shape
    seen = np.bincount(hits.sum(axis=1), minlength=moving + 1)
    law = np.zeros(total + 1)
    law[sure : sure + moving + 1] = (seen + 1 / (moving + 1)) / (draws + 1)
    return law


def _all(asked: Sequence[Verdict], moving: Sequence[Verdict], ranks: IntArray) -> Chance:
    """The probability that all of some targets are met."""
    if any(_is_decided(one) and _prob(one) == 0 for one in asked):
        return Chance(0.0, 0.0)
    keys = {one.key for one in asked}
    columns = [at for at, one in enumerate(moving) if one.key in keys]
    if not columns:
        return Chance(1.0, 0.0)
    mine = [moving[at] for at in columns]

    def every(hits: BoolArray) -> FloatArray:
        return np.array([(hits.all(axis=1).sum() + 0.5) / (len(hits) + 1)])

    (prob,), (se,) = _with_error(mine, ranks[:, columns], every)
    return Chance(float(prob), float(se))


def _product(asked: Sequence[Verdict]) -> Chance:
    """The probability that all of some targets are met if they have nothing to do with each other."""
    probs, errors = np.array([_prob(one) for one in asked]), np.array([one.prob_se or 0.0 for one in asked])
    others = np.array([np.delete(probs, at).prod() for at in range(len(probs))])
    return Chance(float(probs.prod()), float(np.sqrt(((others * errors) ** 2).sum())))


def _with_error(
    moving: Sequence[Verdict], ranks: IntArray, asked: Callable[[BoolArray], FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """A share of draws and its error: that of so many draws, and that of each probability, by what it moves."""
    probs = np.array([_prob(one) for one in moving])
    found = asked(drawn_together(probs, ranks))
    variance: FloatArray = np.asarray(found * (1 - found) / ranks.shape[0])
    for at, one in enumerate(moving):
        if one.prob_se:
            ends = [
                np.where(np.arange(len(moving)) == at, np.clip(probs + step, 0, 1), probs) for step in (-_STEP, _STEP)
            ]
            low, high = (asked(drawn_together(end, ranks)) for end in ends)
            variance = variance + np.asarray((high - low) / (ends[1][at] - ends[0][at]) * one.prob_se) ** 2
    return found, np.asarray(np.sqrt(variance))


def _sharing(moving: Sequence[Verdict], scores: FloatArray) -> tuple[Shared, ...]:
    """The pairs whose paths move together, by more than chance among so many draws."""
    if len(moving) < 2 or scores.shape[0] < 2:
        return ()
    table = np.atleast_2d(np.corrcoef(scores, rowvar=False))
    least = max(_SHARED, 4 / np.sqrt(scores.shape[0]))
    pairs = combinations(range(len(moving)), 2)
    return tuple(Shared(moving[i], moving[j], float(table[i, j])) for i, j in pairs if abs(table[i, j]) >= least)
