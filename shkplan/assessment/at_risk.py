"""The targets at risk: missed, or estimated below one half; the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shkplan.assessment.verdict import Verdict

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment


@dataclass(frozen=True)
class AtRisk:
    """The verdicts on targets that are missed or estimated below one half, the worst first."""

    assessment: Assessment

    def __iter__(self) -> Iterator[Verdict]:
        return iter(sorted((one for one in self.assessment.scored if one.at_risk), key=risk))

    def __len__(self) -> int:
        return sum(one.at_risk for one in self.assessment.scored)

    def __repr__(self) -> str:
        return f"AtRisk({', '.join(one.key for one in self)})"

    def to_frame(self) -> pd.DataFrame:
        """The rows of the assessment that are at risk, the worst first."""
        return self.assessment.to_frame().loc[[one.key for one in self]]


def risk(verdict: Verdict) -> tuple[int, float]:
    """What verdicts are sorted by, those most at risk first: missed, estimated, settled by claims, reached, without an answer."""
    if verdict.prob is None:
        return 3, 0.0
    if verdict.decided_by_figures:
        return (2, 0.0) if verdict.prob == 1 else (0, 0.0)
    return 1, verdict.prob
