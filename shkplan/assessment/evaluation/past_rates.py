"""How well the base rate tells what a plan will meet: each earlier plan by the record of all others.

Of an earlier plan only counts are known, no figures of its targets at the time, so that no model can be put back to it. What can be
asked is the record itself: n targets, m of them met, and a rate p from the other plans have the Brier score (m (1 - p)^2 + (n - m) p^2) / n.
The other plans are all others, later ones too: most counts were published long after the plan had ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shkplan.base.messages import Text
from shkplan.base.periods import Period
from shkplan.register.past import PastCount, PastPlans

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CONSTANTS", "PastBaseRates", "PastPlanRate", "past_base_rates"]

CONSTANTS = (0.5, 0.9)


@dataclass(frozen=True)
class PastPlanRate:
    """One earlier plan by the record of the others.

    Attributes:
        plan, region, window: which.
        targets, met: how many were set and met.
        rate: the share that the other plans met, as (met + 1/2) / (targets + 1).
    """

    plan: Text
    region: str
    window: Period
    targets: int
    met: int
    rate: float

    def brier(self, prob: float | None = None) -> float:
        """The Brier score of a probability for all of its targets; default that of the base rate."""
        said = self.rate if prob is None else prob
        return (self.met * (1 - said) ** 2 + (self.targets - self.met) * said**2) / self.targets


@dataclass(frozen=True, eq=False)
class PastBaseRates:
    """Every earlier plan whose outcome was counted; iterates over them by their years."""

    plans: tuple[PastPlanRate, ...]

    def __iter__(self) -> Iterator[PastPlanRate]:
        return iter(self.plans)

    def __len__(self) -> int:
        return len(self.plans)

    def brier(self, prob: float | None = None) -> float | None:
        """The Brier score over the targets of all of them; None where there is no plan."""
        total = sum(one.targets for one in self)
        return sum(one.brier(prob) * one.targets for one in self) / total if total else None

    def to_frame(self) -> pd.DataFrame:
        """A row a plan: targets, met, the rate of the others, its Brier score and those of constants."""
        import pandas as pd

        rows = [
            {"plan": str(one.plan), "window": str(one.window), "targets": one.targets, "met": one.met, "rate": one.rate,
             "brier": one.brier(), **{f"brier_{said:g}": one.brier(said) for said in CONSTANTS}}
            for one in self
        ]  # fmt: skip
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        return f"PastBaseRates({len(self)} plans, {sum(one.targets for one in self)} targets)"


def past_base_rates(past: PastPlans) -> PastBaseRates:
    """Each plan with counted outcomes by the record of the others; none where fewer than two are known."""
    by_plan: dict[tuple[str, Period], list[PastCount]] = {}
    for one in past:
        if one.stage == "final":
            by_plan.setdefault((one.region, one.window), []).append(one)
    sums = {
        key: (sum(one.met for one in counts), sum(one.targets for one in counts)) for key, counts in by_plan.items()
    }
    if len(sums) < 2:
        return PastBaseRates(())
    met, targets = (sum(pair[at] for pair in sums.values()) for at in (0, 1))
    found = [
        PastPlanRate(by_plan[key][0].plan, *key, n, m, (met - m + 0.5) / (targets - n + 1))
        for key, (m, n) in sums.items()
    ]
    return PastBaseRates(tuple(sorted(found, key=lambda one: (one.window.first, one.region))))
