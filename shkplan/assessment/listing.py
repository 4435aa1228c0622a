"""The list of all targets: what each asks and where the plan says so, where it stands, what it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shkplan.assessment.verdict import Verdict

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment


@dataclass(frozen=True)
class Listing:
    """All targets that are assessed, those of a field together, fields and targets in the plan's order."""

    assessment: Assessment

    def __iter__(self) -> Iterator[Verdict]:
        order = {domain: position for position, domain in enumerate(self.assessment.plan.domains)}
        return iter(sorted(self.assessment.scored, key=lambda verdict: order[verdict.indicator.domain]))

    def to_frame(self) -> pd.DataFrame:
        """A row a target, as in the assessment, in the order of the list."""
        import pandas as pd

        return pd.DataFrame([verdict.row for verdict in self])
