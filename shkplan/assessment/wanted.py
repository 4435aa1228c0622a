"""Which figures are wanted most: what each would change, of which years, and whose it is.

A figure may decide a target, make it one that can be judged at all, bring figures of its own to borrowed evidence, or bring an
estimate up to date. They are ranked in this order; among those that do the same first what is at risk, the likelier missed the
earlier, then what asks for fewer years, what binds, and the plan's own order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from shkplan.assessment.one_figure import curable, settling
from shkplan.assessment.verdict import Verdict
from shkplan.assessment.views import Gap
from shkplan.base.errors import whole
from shkplan.base.messages import Text

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

Worth = Literal["decides", "judgeable", "own", "updates"]
CHANGES: tuple[Worth, ...] = get_args(Worth)
FEW = 3  # as many as a reader takes in at a glance


@dataclass(frozen=True)
class WantedFigure:
    """The figures that one target lacks, and what they would change.

    Attributes:
        verdict: on the target.
        years: which years have passed without a figure; empty where any recent years would do.
        more: how many yearly figures a model needs before it says anything; 0 where it says something.
        change: decides (the figures settle it), judgeable (a probability can be given), own (figures of its own join borrowed evidence), updates.
        supplier: whose figures they are; None where nobody is named.
    """

    verdict: Verdict
    years: tuple[int, ...]
    more: int
    change: Worth
    supplier: Text | None = field(repr=False)

    def __repr__(self) -> str:
        which = ", ".join(map(str, self.years)) or f"{self.more} more years"
        return f"WantedFigure({self.verdict.key}, {which}: {self.change})"


@dataclass(frozen=True)
class WantedFigures:
    """The most wanted figures of an assessment, the most telling first.

    Attributes:
        assessment: of which.
        limit: how many at most; None for all.
    """

    assessment: Assessment
    limit: int | None = FEW

    def __iter__(self) -> Iterator[WantedFigure]:
        return iter(ranked(self.assessment)[: self.limit])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __repr__(self) -> str:
        return f"WantedFigures({', '.join(map(repr, self))})"

    def most(self, limit: int | None) -> WantedFigures:
        """The same with another limit.

        Raises:
            ParameterError: not a whole number of 1 or more.
        """
        few = None if limit is None else whole("limit", limit, "a number of figures, 1 or more", least=1)
        return WantedFigures(self.assessment, few)

    def to_frame(self) -> pd.DataFrame:
        """A row a target: its years, how many more a model needs, what they would change, whose they are."""
        import pandas as pd

        names = ("target", "years", "more", "change", "supplier")
        rows = [(one.verdict.key, one.years, one.more, one.change, one.supplier and str(one.supplier)) for one in self]
        return pd.DataFrame(rows, columns=names)


def ranked(assessment: Assessment) -> list[WantedFigure]:
    """Every wanted figure, the most telling first."""
    found = [one for one in map(_wanted, assessment.missing) if one is not None]
    return sorted(found, key=_rank)


def _rank(one: WantedFigure) -> tuple[int, bool, float, int, bool]:
    verdict = one.verdict
    risk = verdict.prob if verdict.at_risk and verdict.prob is not None else 1.0
    binding = verdict.target.nature == "binding"
    return CHANGES.index(one.change), not verdict.at_risk, risk, len(one.years) or one.more, not binding


def _wanted(gap: Gap) -> WantedFigure | None:
    """What the missing figures of a target would change; None where none is due, or figures alone would not help."""
    verdict = gap.verdict
    change = _change(gap)
    if change is None:
        return None
    more = 0 if verdict.assessable else gap.short_by
    years = () if change == "judgeable" and len(gap.due) < more else gap.due  # others are needed beside these
    return WantedFigure(verdict, years, more, change, gap.supplier)


def _change(gap: Gap) -> Worth | None:
    verdict = gap.verdict
    if not (verdict.assessable or curable(verdict.reason)):
        return None
    if gap.due and gap.due == settling(verdict):
        return "decides"
    if not verdict.assessable:
        return "judgeable" if gap.short_by else None
    if not gap.due:
        return None
    return "own" if verdict.evidence in ("class", "proxy") else "updates"
