"""The tasks and projects of a plan on a day: what was last published of each; unknown where nothing was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shkplan.base.errors import among
from shkplan.register.tasks import STATUSES, Milestone, PlanTask, TaskCount, TaskState, TaskStatus

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["TaskOnDay", "Tasks"]


@dataclass(frozen=True)
class TaskOnDay:
    """One task as known on a day.

    Attributes:
        task: as the plan names it.
        day: of the assessment.
    """

    task: PlanTask
    day: dt.date

    @property
    def told(self) -> TaskStatus | None:
        """What was last published of its status; None where nothing was."""
        return self.task.known(self.day)

    @property
    def status(self) -> TaskState:
        """Its status; unknown where nothing was published."""
        return self.told.status if self.told is not None else "unknown"

    @property
    def steps_done(self) -> tuple[Milestone, ...]:
        """The milestones that were known to be done."""
        return tuple(one for one in self.task.milestones if one.done and one.done.source.published <= self.day)

    @property
    def overdue(self) -> bool:
        """Whether its year has passed and it is known to be neither done nor stopped."""
        due = self.task.due
        return due is not None and due < self.day.year and self.status in ("planned", "under way", "delayed")

    def __repr__(self) -> str:
        return f"TaskOnDay({self.task.id}: {self.status})"


@dataclass(frozen=True)
class Tasks:
    """The tasks and projects of a plan as known on the day: ``a.tasks``; one by its id. False where the plan has none.

    Attributes:
        assessment: of which.
        every: the tasks, fields in the plan's order.
        tallies: counts of lists whose single projects no source names, of every day.
    """

    assessment: Assessment
    every: tuple[PlanTask, ...]
    tallies: tuple[TaskCount, ...] = ()

    def __iter__(self) -> Iterator[TaskOnDay]:
        return (TaskOnDay(one, self.assessment.as_of) for one in self.every)

    def __len__(self) -> int:
        return len(self.every)

    def __bool__(self) -> bool:
        return bool(self.every or self.counted)

    def keys(self) -> tuple[str, ...]:
        """The ids of the tasks."""
        return tuple(one.id for one in self.every)

    def __getitem__(self, name: str) -> TaskOnDay:
        """One task as known on the day.

        Raises:
            UnknownName: no task of that id.
        """
        among("task", name, self.keys())
        return next(one for one in self if one.task.id == name)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.keys())

    @cached_property
    def counts(self) -> dict[TaskState, int]:
        """How many tasks have each status, those of none left out."""
        found = Counter(one.status for one in self)
        return {status: found[status] for status in STATUSES if found[status]}

    @property
    def counted(self) -> tuple[TaskCount, ...]:
        """The counts that had been published by the day, of each list the last."""
        known = (one for one in self.tallies if one.source.published <= self.assessment.as_of)
        last = {one.name: one for one in sorted(known, key=lambda one: (one.as_of, one.source.published))}
        return tuple(last.values())

    def __repr__(self) -> str:
        told = ", ".join(f"{count} {status}" for status, count in self.counts.items())
        return f"Tasks({self.assessment.plan.id}, {self.assessment.as_of}: {told or 'none'})"

    def to_frame(self) -> pd.DataFrame:
        """A row a task: kind, field, locator, office, due year, status, its day and source, milestones done and in all, what it serves."""
        import pandas as pd

        columns = ("task", "kind", "field", "locator", "office", "due", "status", "as_of", "source", "milestones_done",
                   "milestones", "serves")  # fmt: skip
        rows = [
            (one.task.id, one.task.kind, one.task.field, one.task.locator, one.task.office and str(one.task.office), one.task.due,
             one.status, one.told and one.told.as_of, one.told and one.told.source.title, len(one.steps_done),
             len(one.task.milestones), one.task.serves) for one in self
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)
