"""What has changed from one report of a plan to another, as one value: targets with their causes, figures, and the two reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shkplan.base.errors import ShkplanError, among
from shkplan.base.messages import Text
from shkplan.operations.comparison.figures import FigureChange
from shkplan.operations.comparison.values import TargetChange
from shkplan.register.plan import Plan

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.display.charts.base import Chart
    from shkplan.display.tables.base import Table

__all__ = ["ComparedReport", "ReportComparison"]


@dataclass(frozen=True)
class ComparedReport:
    """One of the two reports that are compared.

    Attributes:
        id: of its run, or its folder.
        day: whose knowledge counts.
        parameters: what it was asked with.
        results: the digest of its results.
        versions: of the library and what it rests on.
        folder: as its reader would type it.
        scenario: the title of its scenario; None for the baseline.
    """

    id: str
    day: dt.date
    parameters: Mapping[str, Any] = field(repr=False)
    results: str
    versions: Mapping[str, str] = field(repr=False)
    folder: str = ""
    scenario: Text | None = None

    @property
    def version(self) -> str:
        """The version of the library with the fingerprint of its code, as in ``0.1.0 (e21e8e31fab7)``."""
        return f"{self.versions.get('shkplan', '?')} ({self.versions.get('code', '?')})"

    @property
    def row(self) -> dict[str, Any]:
        """What a file of changes holds of it."""
        return {
            "id": self.id, "as_of": self.day.isoformat(), "folder": self.folder, "results": self.results,
            "parameters": {name: self.parameters[name] for name in sorted(self.parameters)}, "versions": dict(sorted(self.versions.items())),
        }  # fmt: skip


@dataclass(frozen=True)
class ReportComparison:
    """What has changed from one report of a plan to another, and why.

    Attributes:
        plan: the register, by the later report.
        region: whose targets.
        before, after: the two reports.
        targets: every target of either, in the order of the later plan.
        figures: the figures that are new, revised, confirmed, corrected or gone.
        differing: the causes there may be, in the order in which they were brought in.
        here: the version of library and code that computed both again.
        apart: why causes could not be told apart, by those that were left together.
    """

    plan: Plan = field(repr=False)
    region: str
    before: ComparedReport
    after: ComparedReport
    targets: tuple[TargetChange, ...] = field(repr=False)
    figures: tuple[FigureChange, ...] = field(default=(), repr=False)
    differing: tuple[str, ...] = ()
    here: str = ""
    apart: tuple[tuple[tuple[str, ...], ShkplanError], ...] = ()

    def __iter__(self) -> Iterator[TargetChange]:
        return iter(self.targets)

    def __len__(self) -> int:
        return len(self.targets)

    @cached_property
    def _by_key(self) -> dict[str, TargetChange]:
        return {one.key: one for one in self}

    def __getitem__(self, key: str) -> TargetChange:
        """One target.

        Raises:
            UnknownName: no such target in either report; with the nearest ones.
        """
        among("target", key, self._by_key)
        return self._by_key[key]

    @property
    def moved(self) -> tuple[TargetChange, ...]:
        """The targets that a reader has to know of, those furthest first that moved; then those that came, went or changed their state."""
        return tuple(sorted((one for one in self if one.moved), key=lambda one: -abs(one.change or 0.0)))

    @property
    def furthest(self) -> TargetChange | None:
        """The target whose probability moved furthest; None where none moved by more than its Monte Carlo error."""
        return next((one for one in self.moved if one.beyond_error), None)

    @property
    def unmoved(self) -> Mapping[str, int]:
        """How many of the other targets are the same, and how many within the Monte Carlo error."""
        rest = [one.effect for one in self if not one.moved]
        return {effect: rest.count(effect) for effect in ("within", "same") if effect in rest}

    @property
    def same_code(self) -> bool:
        """Whether both reports were made by the very version that computed them again."""
        return self.before.version == self.after.version == self.here

    def to_frame(self) -> pd.DataFrame:
        """A row a target and cause: before, after, change with its Monte Carlo error, alone; the whole as the cause ``total``."""
        import pandas as pd

        columns = ["target", "effect", "cause", "before", "after", "change", "change_se", "error", "alone", "alone_se"]
        rows = []
        for one in self:
            states = [side.prob if side is not None else None for side in (one.before, one.after)]
            whole = ("total", *states, one.change, one.change_se, one.how, None, None)
            each = [("+".join(c.kinds), c.before, c.after, c.change, c.change_se, c.how, c.alone, c.alone_se) for c in one.acting]  # fmt: skip
            rows += [(one.key, one.effect, *told) for told in (*each, whole)]
        return pd.DataFrame(rows, columns=columns)

    @property
    def data(self) -> dict[str, Any]:
        """Every number, as ``changes.json`` holds it: the same in every language."""
        return {
            "format": 1, "plan": self.plan.id, "region": self.region, "before": self.before.row, "after": self.after.row, "here": self.here,
            "moved": len(self.moved), "largest": self._largest, "order": list(self.differing), "targets": [one.row for one in self],
            "figures": [one.row for one in self.figures], "apart": [list(kinds) for kinds, _ in self.apart],
        }  # fmt: skip

    @property
    def _largest(self) -> dict[str, Any] | None:
        """The target whose probability moved furthest, for whoever lists many comparisons."""
        one = self.furthest
        if one is None or one.before is None or one.after is None:
            return None
        name = {"zh": one.name.zh, "en": one.name.en}
        return {
            "target": one.key,
            "name": name,
            "before": one.before.prob,
            "after": one.after.prob,
            "change": one.change,
        }

    @property
    def table(self) -> Table:
        """The targets that moved with their causes, in the language in force."""
        from shkplan.operations.comparison.tables import moved_table

        return moved_table(self)

    @property
    def figures_table(self) -> Table:
        """The figures that changed, with sources, values before and after, and what each moves."""
        from shkplan.operations.comparison.tables import figures_table

        return figures_table(self)

    def plot(self) -> Chart:
        """The largest moves, before and after, with what each cause adds; in the language in force."""
        from shkplan.operations.comparison.chart import moves_chart

        return moves_chart(self)

    def _repr_mimebundle_(self, **asked: object) -> dict[str, Any]:
        return self.table._repr_mimebundle_(**asked)

    def __repr__(self) -> str:
        days = f"{self.before.day} to {self.after.day}"
        return f"ReportComparison({self.plan.id}, {days}: {len(self.moved)} of {len(self)} targets moved)"
