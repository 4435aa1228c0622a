"""Which reports there are: each one notebook, one question, one page in each language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shkplan.base.errors import UnknownName
from shkplan.base.messages import Message, Text, message
from shkplan.register.plan import Plan
from shkplan.workspace.notebooks import PAGES

KINDS = PAGES
ALL = "all"


@dataclass(frozen=True)
class Report:
    """One notebook run for one question; ``indicator`` is empty except in the report on one indicator."""

    kind: str
    indicator: str = ""

    @property
    def key(self) -> str:
        """What the report is called in ``results.json``: ``overview``, ``indicator/employment.new_jobs``."""
        return f"{self.kind}/{self.indicator}" if self.indicator else self.kind

    @property
    def stem(self) -> str:
        """The name of its page, without ending."""
        return self.key.replace("/", "-")

    @property
    def notebook(self) -> str:
        return f"{self.kind}.ipynb"

    @property
    def compares(self) -> bool:
        """Whether it sets several scenarios side by side."""
        return self.kind == "scenarios"

    @property
    def evaluates(self) -> bool:
        """Whether it is the evaluation, a document by itself."""
        return self.kind == "evaluation"

    def title(self, plan: Plan) -> Text | Message:
        return plan[self.indicator].name if self.indicator else message(f"report.{self.kind}.title")

    @property
    def tab(self) -> Message:
        """Its name in the bar of all pages, in a word."""
        return message(f"report.{self.kind}.tab")


def chosen(plan: Plan, kinds: Iterable[str] = (), indicators: Iterable[str] = (ALL,)) -> list[Report]:
    """The reports asked for, in the order of :data:`KINDS` and of the plan; all of them where nothing is asked.

    Raises:
        UnknownName: a report or an indicator nobody knows.
    """
    wanted = set(kinds) or set(KINDS)
    for kind in sorted(wanted):
        if kind not in KINDS:
            raise UnknownName("report", kind, KINDS)
    reports: list[Report] = []
    for kind in KINDS:
        if kind in wanted:
            one_each = kind == "indicator"
            reports += [Report(kind, one) for one in _indicators(plan, indicators)] if one_each else [Report(kind)]
    return reports


def _indicators(plan: Plan, names: Iterable[str]) -> Sequence[str]:
    wanted = set(names)
    if ALL in wanted:  # a stated aim is quoted among the targets; it has nothing a page of its own could show
        return [name for name, one in plan.indicators.items() if any(target.scored for target in one.targets)]
    for name in sorted(wanted):
        if name not in plan.indicators:
            raise UnknownName("indicator", name, plan.indicators)
    return [name for name in plan.indicators if name in wanted]
