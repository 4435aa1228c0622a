"""The base rate beside a target that nothing else can be said of: how many of its like earlier plans met.

It is the record of other plans and never the probability of this target: it enters no probability, no group and no count of targets met.
Targets of one plan hang together (:mod:`shkplan.distributions.together`), so that n of them tell as much as n / (1 + (n - 1) c) that do not, c being the
correlation of two events. With so many counted, the interval is that of the Beta posterior under Jeffreys' prior [1]_.

References:
    .. [1] Brown, L. D., Cai, T. T. and DasGupta, A. (2001), Interval estimation for a binomial proportion, Stat. Sci. 16, 101-133.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from scipy.special import betaincinv

from shkplan.distributions.together import COMMON, correlation_of_events
from shkplan.register.past import Nature, PastCount
from shkplan.register.targets import Target

__all__ = ["BaseRate", "base_rate"]

_FEWEST = 5  # targets of a class; with fewer the wider class speaks


@dataclass(frozen=True)
class BaseRate:
    """How many targets of a class earlier plans met.

    Attributes:
        nature: binding or anticipatory; None where the class holds both.
        kind: the kind of target; None where the class holds all.
        met, of: how many were met, of how many.
        low, high: the 80 % interval of the share.
        rate: the mean of the posterior, never 0 or 1.
        counts: which plans, as their sources count them.
    """

    nature: Nature | None
    kind: str | None
    met: int
    of: int
    low: float
    high: float
    rate: float
    counts: tuple[PastCount, ...] = field(repr=False)

    @property
    def plans(self) -> int:
        """How many plans there are behind it: the independent pieces of evidence."""
        return len({(one.region, one.window) for one in self.counts})


def base_rate(target: Target, past: Iterable[PastCount]) -> BaseRate | None:
    """The base rate of the narrowest class of a target with enough outcomes: kind and nature, nature, all; None where there is none.

    Args:
        target: of a nature, or of none where the plan marks none.
        past: what was known of earlier plans; counts at mid-term are no outcomes.
    """
    outcomes = [one for one in past if one.stage == "final"]
    nature = target.nature
    for kind, wanted in ((target.kind, nature), (None, nature), (None, None)):
        some = tuple(one for one in outcomes if kind in (None, one.kind) and wanted in (None, one.nature))
        if sum(one.targets for one in some) >= _FEWEST:
            return _rate_of(some, kind, wanted)
    return None


def _rate_of(counts: tuple[PastCount, ...], kind: str | None, nature: Nature | None) -> BaseRate:
    met, of = sum(one.met for one in counts), sum(one.targets for one in counts)
    by_plan = Counter[tuple[object, ...]]()
    for one in counts:
        by_plan[one.region, one.window] += one.targets
    alike = correlation_of_events((met + 0.5) / (of + 1), COMMON.rho)
    worth = sum(n / (1 + (n - 1) * alike) for n in by_plan.values())
    hits, misses = met / of * worth + 0.5, (1 - met / of) * worth + 0.5
    low, high = (float(betaincinv(hits, misses, share)) for share in (0.1, 0.9))
    return BaseRate(nature, kind, met, of, low, high, hits / (worth + 1), counts)
