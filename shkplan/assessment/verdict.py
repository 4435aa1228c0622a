"""A verdict: what can be said of one target on one day, with everything that was assumed to say it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from shkplan.assessment.base_rates import BaseRate, base_rate
from shkplan.base.messages import Message
from shkplan.forecast.borrowed import Borrowed
from shkplan.forecast.projection import Projection
from shkplan.register.names import named
from shkplan.register.plan import Indicator, Plan
from shkplan.register.targets import Required, Target

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment
    from shkplan.assessment.case import Case
    from shkplan.evidence.series import AnnualSeries

Status = Literal["observed", "provisional", "estimated", "supposed", "open", "recorded"]
Evidence = Literal["own", "own and class", "proxy", "class", "none"]  # strongest first
Group = Literal["reached", "missed", "likely", "even", "unlikely", "supposed", "open", "recorded"]
GROUPS: tuple[Group, ...] = get_args(Group)
# The least probability of each word. Whatever is printed of an estimate has this many digits after the point at most.
LIKELIHOODS = ((0.9, "very_likely"), (2 / 3, "likely"), (1 / 3, "even"), (0.1, "unlikely"), (0.0, "very_unlikely"))
FINEST = 4
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Verdict:
    """The answer for one target.

    Attributes:
        indicator: what is measured.
        target: the version of the target in force.
        region: where.
        status: observed (final figures have decided), provisional (a preliminary figure, an estimate, or one told before its year was over
            has decided), estimated (a probability below one and above zero), supposed (the claims of a scenario, or a proxy, leave nothing open), open
            (no honest answer, with the reason), recorded (a stated aim, never scored).
        prob: probability that the event of the target holds; exactly 0 or 1 only where observed, or settled by claims.
        prob_se: its Monte Carlo standard error; 0 where it is observed or comes from a law in closed form.
        basis: "observation", "law", "paths" or "claims".
        central, low, high: median and 80 % band of the deciding quantity, in ``unit``; None where unknown.
        quantity: what the deciding quantity is, in words.
        gap: central estimate minus what is wanted, signed so that positive is good, in ``unit``.
        wanted: the number it is compared with, in ``unit``; for a pace the reference's central growth less tolerance.
        latest: last measured year and value of the own series; never that of a proxy.
        required: what it would take from here; None where nothing is left to do or nothing can be said.
        reason: one plain sentence.
        assumptions: what was assumed, each a sentence.
        measured, estimated: years of the window (or the deadline) that have a figure of the own series, and that have none.
        proxies: which series are proxies for missing ones, a sentence each; they are among the assumptions too.
        by_proxy: where several proxies serve, each with the probability if it alone did and its Monte Carlo error.
        borrowed: the reference classes that informed a projection it rests on, that of the own series first.
        within: the assessment it belongs to.
        own: the projection it rests on (of the proxy where there is one), or the bare series where none was needed or could be made.
        reference: what a pace is measured against.
        case: everything that may decide it, as the rule was asked; years that a figure over several covers at their even share.
        hits: (n_paths,) whether each joint path reaches the target; None where no paths were needed.
        score: (n_paths,) the deciding quantity of each path, signed so that more is better; None likewise.
    """

    indicator: Indicator
    target: Target
    region: str
    status: Status
    reason: Message
    prob: float | None = None
    prob_se: float | None = None
    basis: Literal["observation", "law", "paths", "claims"] | None = None
    quantity: Message | None = None
    unit: str = ""
    central: float | None = None
    low: float | None = None
    high: float | None = None
    wanted: float | None = None
    gap: float | None = None
    latest: tuple[int, float] | None = None
    required: Required | None = None
    assumptions: tuple[Message, ...] = ()
    measured: tuple[int, ...] = ()
    estimated: tuple[int, ...] = ()
    proxies: tuple[Message, ...] = ()
    by_proxy: tuple[tuple[Message, float, float], ...] = ()
    borrowed: tuple[Borrowed, ...] = ()
    hits: BoolArray | None = field(default=None, repr=False, compare=False)
    score: npt.NDArray[np.float64] | None = field(default=None, repr=False, compare=False)
    within: Assessment | None = field(default=None, repr=False, compare=False)
    own: Projection | AnnualSeries | None = field(default=None, repr=False, compare=False)
    reference: Projection | AnnualSeries | None = field(default=None, repr=False, compare=False)
    case: Case | None = field(default=None, repr=False, compare=False)

    @property
    def plan(self) -> Plan | None:
        """The register it belongs to."""
        return self.within.plan if self.within is not None else None

    @property
    def as_of(self) -> dt.date | None:
        """The day it stands on."""
        return self.within.as_of if self.within is not None else None

    @property
    def drawn(self) -> tuple[Projection | AnnualSeries | None, Projection | AnnualSeries | None]:
        """Own series and reference as a chart shows them: projected also where figures have decided."""
        if self.within is None or not self.decided_by_figures:
            return self.own, self.reference
        other = self.reference.series if isinstance(self.reference, Projection) else self.reference
        reference = self.within.source(other.indicator, other.region) if other is not None else None
        return self.within.source(self.indicator, self.region), reference

    @property
    def key(self) -> str:
        """The indicator's id, with the deadline where the indicator has several."""
        return self.indicator.key_of(self.target)

    def __repr__(self) -> str:
        told = "" if self.prob is None else f", probability {printed(self.prob)}"
        told += f" ({self.evidence})" if self.evidence not in ("own", "none") else ""
        return f"Verdict({self.key}, {self.region}: {self.status.replace('_', ' ')}{told}; {self.reason})"

    @property
    def assessable(self) -> bool:
        """Whether there is a probability."""
        return self.prob is not None

    @property
    def decided_by_figures(self) -> bool:
        """Whether published figures have decided, final ones or not."""
        return self.status in ("observed", "provisional")

    @property
    def evidence(self) -> Evidence:
        """What the probability rests on; a proxy series is named before a class that it borrowed from."""
        if not self.assessable or (isinstance(self.own, Projection) and self.own.supposed):
            return "none"
        if self.proxies or not self.borrowed:
            return "proxy" if self.proxies else "own"
        mine = (one for one in self.borrowed if (one.indicator, one.region) == (self.indicator.name, self.region))
        return next((one.evidence for one in mine), "own and class")

    @property
    def used(self) -> tuple[int, ...]:
        """The years that the probability rests on: measured ones which informed the model or decided, and those told so far."""
        if self.status == "estimated" and self.estimated and isinstance(self.own, Projection):
            return tuple(sorted({*self.own.used, *(one.year for one in self.own.nowcasts)}))
        return self.measured if self.assessable else ()

    @property
    def base_rate(self) -> BaseRate | None:
        """How many targets of the kind and nature earlier plans met, beside a target without a probability; its own plan is none of them."""
        if self.assessable or self.status == "recorded" or self.within is None or self.target.outside:
            return None
        mine = (self.within.plan.region, self.within.plan.window)
        return base_rate(self.target, (one for one in self.within.past_plans if (one.region, one.window) != mine))

    @property
    def ahead(self) -> bool:
        """Whether the latest own figure is already beyond a level wanted at a later deadline: reached ahead, so far.

        No model is asked, and nothing is decided by it: a level can fall again.
        """
        if self.latest is None or self.wanted is None or self.latest[0] >= self.target.deadline or self.proxies:
            return False
        if not self.target.early or self.decided_by_figures:
            return False
        value = self.latest[1]
        return value >= self.wanted if self.target.direction == "at_least" else value <= self.wanted

    @property
    def group(self) -> Group:
        """The one group of a page it stands in."""
        if self.status in ("supposed", "open", "recorded"):
            return self.status
        assert self.prob is not None
        if self.decided_by_figures:
            return "reached" if self.prob == 1 else "missed"
        return _GROUP_OF[likelihood(self.prob)]

    @property
    def label(self) -> str | None:
        """Its official word, by the rule that an evaluation prints; None outside an assessment."""
        return self.within.official[self.key].word if self.within is not None else None

    @property
    def at_risk(self) -> bool:
        """Missed, or estimated with a probability below one half."""
        return self.group == "missed" or (self.status == "estimated" and self.prob is not None and self.prob < 0.5)

    @property
    def row(self) -> dict[str, Any]:
        """What a table of verdicts holds of it."""
        names = (
            "region",
            "status",
            "evidence",
            "group",
            "prob",
            "prob_se",
            "central",
            "low",
            "high",
            "wanted",
            "gap",
            "unit",
        )
        year, value = self.latest or (None, None)
        reason = named(self.reason, self.plan.names) if self.plan is not None else self.reason
        return {
            "target": self.key, "kind": self.target.kind, "deadline": self.target.deadline,
            **{name: getattr(self, name) for name in names}, "latest_year": year, "latest": value, "reason": str(reason),
        }  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """One row, as in :meth:`Assessment.to_frame`."""
        import pandas as pd

        return pd.DataFrame([self.row]).set_index("target")

    @property
    def proxy_range(self) -> tuple[float, float] | None:
        """The least and the largest probability by any one of the proxies that serve; None where fewer than two do."""
        every = [prob for _, prob, _ in self.by_proxy]
        return (min(every), max(every)) if every else None

    @property
    def path_prob(self) -> float | None:
        """The probability counted on joint paths, for comparing scenarios that share their random numbers."""
        if self.hits is None or self.basis == "paths":
            return self.prob
        return counted(self.hits)[0]


def likelihood(prob: float) -> str:
    """The word for an estimated probability, taken from its number at the finest it is ever printed."""
    return next(word for least, word in LIKELIHOODS if round(prob, FINEST) >= round(least, FINEST))


_GROUP_OF: dict[str, Group] = {
    "very_likely": "likely", "likely": "likely", "even": "even", "unlikely": "unlikely", "very_unlikely": "unlikely",
}  # fmt: skip


def printed(prob: float) -> str:
    """Four digits, and 0 or 1 only where it is that."""
    told = f"{prob:.4g}"
    return told if prob in (0.0, 1.0) or 0.0 < float(told) < 1.0 else ">0.9999" if prob > 0.5 else "<0.0001"


def counted(hits: BoolArray, imputations: int = 1, worth: float = 1.0) -> tuple[float, float]:
    """Probability (k w + 1/2) / (M w + 1) of an event seen on k of M paths worth w M, and its Monte Carlo standard error.

    Never 0 or 1: not seen in M draws is not impossible, still less in the few that weighed paths are worth.

    Args:
        hits: (M,) whether each path reaches the target.
        imputations: into how many runs the paths fall, each with an imputed past of its own. Paths of one run are alike in it, so
            that the error is that of the mean of so many runs.
        worth: the share of the paths that as many independent ones would be worth.
    """
    total = len(hits)
    prob = (float(np.count_nonzero(hits)) * worth + 0.5) / (total * worth + 1)
    error = float(np.sqrt(prob * (1 - prob) / (total * worth)))
    if 1 < imputations <= total:
        each = [float(run.mean()) for run in np.array_split(hits, imputations)]
        return prob, max(float(np.std(each, ddof=1)) / imputations**0.5, error)
    return prob, error
