"""What must be done: the steps that change most, each with the targets it changes.

A step is one of three. *path*: a target at risk whose window is open takes this much from here, which is arithmetic and no forecast.
*figures*: an office is asked for the figures it has and we have not. *plan*: a number that the plan itself leaves out. Paths come
first, the likelier missed the earlier, since they alone change what happens; then by how many targets at risk a step decides,
how many it decides at all, and how many it touches.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from shkplan.assessment.verdict import Verdict
from shkplan.assessment.wanted import FEW, WantedFigure, ranked
from shkplan.base.errors import whole
from shkplan.base.messages import Text

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

OF_PLAN = ("no_baseline", "bounded_baseline", "no_exchange_rate", "no_deflator_named")  # what only the plan can tell


@dataclass(frozen=True)
class Step:
    """One thing to do.

    Attributes:
        kind: path, figures or plan.
        verdicts: on the targets it changes, the most telling first.
        wanted: of figures which; empty for the other two.
        supplier: of figures whose they are; None where nobody is named.
        lacks: of the plan what it leaves out, such as ``no_baseline``.
    """

    kind: Literal["path", "figures", "plan"]
    verdicts: tuple[Verdict, ...]
    wanted: tuple[WantedFigure, ...] = ()
    supplier: Text | None = field(default=None, repr=False)
    lacks: str = ""

    @property
    def decides(self) -> tuple[Verdict, ...]:
        """The verdicts on the targets that the figures decide."""
        return tuple(one.verdict for one in self.wanted if one.change == "decides")

    @property
    def rank(self) -> tuple[float, ...]:
        """What steps are ordered by, the smallest first."""
        if self.kind == "path":
            return 0.0, self.verdicts[0].prob or 0.0
        risky = sum(one.at_risk for one in self.decides)
        return 1.0, -risky, -len(self.decides), -len(self.verdicts)

    def __repr__(self) -> str:
        whose = f", {self.supplier}" if self.supplier else ""
        return f"Step({self.kind}{whose}: {', '.join(_keys(self.verdicts))})"


@dataclass(frozen=True)
class ToDo:
    """What must be done, what changes most first.

    Attributes:
        assessment: of which.
        limit: how many steps at most; None for all.
    """

    assessment: Assessment
    limit: int | None = FEW

    def __iter__(self) -> Iterator[Step]:
        return iter(steps(self.assessment)[: self.limit])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __repr__(self) -> str:
        return f"ToDo({', '.join(map(repr, self))})"

    def most(self, limit: int | None) -> ToDo:
        """The same with another limit.

        Raises:
            ParameterError: not a whole number of 1 or more.
        """
        few = None if limit is None else whole("limit", limit, "a number of steps, 1 or more", least=1)
        return ToDo(self.assessment, few)

    def to_frame(self) -> pd.DataFrame:
        """A row a step: its kind, the targets it changes, which of them it decides, whose the figures are."""
        import pandas as pd

        rows = [
            (one.kind, _keys(one.verdicts), _keys(one.decides), one.supplier and str(one.supplier), one.lacks)
            for one in self
        ]
        return pd.DataFrame(rows, columns=["kind", "targets", "decides", "supplier", "lacks"])


def _keys(verdicts: tuple[Verdict, ...]) -> tuple[str, ...]:
    return tuple(one.key for one in verdicts)


def steps(assessment: Assessment) -> list[Step]:
    """Every step, what changes most first."""
    return sorted((*_paths(assessment), *_requests(assessment), *_gaps_of_plan(assessment)), key=lambda one: one.rank)


def still_open(verdict: Verdict) -> bool:
    """Whether a year that has a say in the target is still to come, so that something can be done about it."""
    day = verdict.as_of
    return day is not None and any(year >= day.year for year in verdict.estimated)


def _paths(assessment: Assessment) -> Iterator[Step]:
    for verdict in assessment.scored:
        asked = verdict.required is not None and verdict.required.kind != "margin"
        if asked and verdict.status == "estimated" and verdict.at_risk and still_open(verdict):
            yield Step("path", (verdict,))


def _requests(assessment: Assessment) -> Iterator[Step]:
    by_office: dict[Text | None, list[WantedFigure]] = {}
    for one in ranked(assessment):
        by_office.setdefault(one.supplier, []).append(one)
    for supplier, some in by_office.items():
        yield Step("figures", tuple(one.verdict for one in some), tuple(some), supplier)


def _gaps_of_plan(assessment: Assessment) -> Iterator[Step]:
    by_gap: dict[str, list[Verdict]] = {}
    for verdict in assessment.scored:
        names = {one.key.removeprefix("reason.") for one in verdict.reason.roots} if not verdict.assessable else set()
        for name in OF_PLAN:
            if name in names:
                by_gap.setdefault(name, []).append(verdict)
                break
    for name, some in by_gap.items():
        yield Step("plan", tuple(some), lacks=name)
