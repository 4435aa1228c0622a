"""The tasks and projects that a plan names, beside its indicators: what is to be done, by whom, by when, and what became of it.

A file ``data/tasks/<name>.yaml`` holds those of one plan. What is known of a task is a history of statuses, each with its day and
its source: nothing is overwritten, so that a report of an earlier day says what was known on it. A task of which nothing was
published is unknown, not planned and not delayed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import Field, model_validator

from shkplan.base.messages import Text, said
from shkplan.base.typed import Location, Misfit, Record, all_told
from shkplan.files.records import Filed
from shkplan.register.plan import Source
from shkplan.register.targets import Year

__all__ = ["STATUSES", "Milestone", "PlanTask", "TaskCount", "TaskFact", "TaskFile", "TaskState", "TaskStatus"]

TaskState = Literal["done", "under way", "planned", "delayed", "stopped", "unknown"]
STATUSES: tuple[TaskState, ...] = get_args(TaskState)
Name = Annotated[str, Field(min_length=1)]


class TaskFact(Record):
    """That something was the case on a day, and who published it.

    Attributes:
        as_of: the day it speaks of.
        source: where it was published, and when: it is known from that day on.
    """

    as_of: dt.date
    source: Source

    @model_validator(mode="after")
    def _not_before_it_was(self) -> Self:
        if self.source.published < self.as_of:
            expected = said("the day it was published, {day}, or an earlier one", day=self.source.published)
            raise Misfit(expected, said("Correct one of the two days."), found=self.as_of, at=("as_of",))
        return self


class TaskStatus(TaskFact):
    """What the status of a task was on a day, by one source."""

    status: TaskState
    note: Text | None = None


class Milestone(Record):
    """A step on the way: by when it is due, and where it was published that it is done; None while it was not."""

    name: Text
    year: Year | None = None
    done: TaskFact | None = None


class PlanTask(Record):
    """A task or a project that a plan names.

    Attributes:
        kind: a task is work the plan asks for, a project is something that is built or set up.
        field: a field of the plan, as its indicators have one.
        locator: where the plan names it.
        office: who is responsible; None where the plan names nobody.
        due: the year it is due; None where the plan says none.
        serves: the indicators of the plan that it serves.
        history: what was published of its status, in any order.
        example: whether it is an invented one of a new workspace, left out once a real figure is there.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: Text
    kind: Literal["task", "project"]
    field: Name
    locator: Name
    office: Text | None = None
    due: Year | None = None
    serves: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    history: tuple[TaskStatus, ...] = ()
    note: Text | None = None
    example: bool = False

    @model_validator(mode="after")
    def _one_word_a_day(self) -> Self:
        days = [(one.as_of, one.source.published) for one in self.history]
        expected = said("one status for a day and a publication")
        remedy = said("Take one of the two out, or correct its day.")
        all_told([
            Misfit(expected, remedy, found=one.as_of, at=("history", number, "as_of"))
            for number, (one, day) in enumerate(zip(self.history, days, strict=True)) if day in days[:number]
        ])  # fmt: skip
        return self

    def known(self, day: dt.date) -> TaskStatus | None:
        """What was last known of its status on a day; None where nothing had been published."""
        told = (one for one in self.history if one.source.published <= day)
        return max(told, key=lambda one: (one.as_of, one.source.published), default=None)


class TaskCount(Record):
    """How many of a list of tasks or projects were done or on schedule, as one source counts them without naming them all."""

    name: Text
    locator: Name
    of: int = Field(ge=1)
    done: int | None = Field(default=None, ge=0)
    on_schedule: int | None = Field(default=None, ge=0)
    as_of: dt.date
    source: Source
    note: Text | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        told = {name: getattr(self, name) for name in ("done", "on_schedule")}
        if all(count is None for count in told.values()):
            remedy = said("Write how many are done, or how many are on schedule.")
            raise Misfit(said("done, on_schedule, or both"), remedy, found=None, at=("on_schedule",))
        expected, remedy = said("at most the {of} there are", of=self.of), said("Check the digits.")
        all_told([
            Misfit(expected, remedy, found=count, at=(name,))
            for name, count in told.items() if count is not None and count > self.of
        ])  # fmt: skip
        return self


class TaskFile(Filed, Record):
    """The tasks and projects of one plan, as a file states them."""

    holds: ClassVar = (
        said("no entries"), said("plan and tasks"), said("See the shipped data/tasks/shahekou-14fyp.yaml."),
    )  # fmt: skip

    plan: Name
    tasks: dict[str, PlanTask] = Field(default_factory=dict)
    counts: tuple[TaskCount, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _with_ids(cls, content: Any) -> Any:
        """The content with each task knowing the id it stands under."""
        entries = content.get("tasks") if isinstance(content, Mapping) else None
        if not isinstance(entries, Mapping):
            return content
        named = {name: {**one, "id": name} if isinstance(one, Mapping) else one for name, one in entries.items()}
        return {**content, "tasks": named}

    def unfit(self, domains: Mapping[str, object], indicators: Mapping[str, object], years: range) -> Iterator[Misfit]:
        """What of the tasks does not fit their plan: fields and indicators it has not, years out of it."""
        for name, one in self.tasks.items():
            if one.field not in domains:
                remedy = said("Use one of {names}.", names=list(domains))
                yield Misfit(said("a field of the plan"), remedy, found=one.field, at=("tasks", name, "field"))
            for number, indicator in enumerate(one.serves):
                if indicator not in indicators:
                    remedy = said("Correct it, or remove it.")
                    at: Location = ("tasks", name, "serves", number)
                    yield Misfit(said("the id of an indicator of the plan"), remedy, found=indicator, at=at)
            dues: list[tuple[Location, int | None]] = [(("due",), one.due)]
            dues += [(("milestones", number, "year"), step.year) for number, step in enumerate(one.milestones)]
            for entry, year in dues:
                if year is not None and year not in years:
                    expected = said("a year from {first} to {last}", first=years[0], last=years[-1])
                    remedy = said("Correct the year, or the plan's window or horizon.")
                    yield Misfit(expected, remedy, found=year, at=("tasks", name, *entry))
