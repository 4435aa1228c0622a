"""Tasks and projects by field: where the plan names them, who does them by when, what was last published of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shkplan.assessment.evaluation.tasks import TaskOnDay, Tasks
from shkplan.display.language import DASH, code, listed, number, say, words
from shkplan.display.tables.base import Cell, Column, Table, table_of, without_empty
from shkplan.display.tables.led import led
from shkplan.register.plan import Plan, Source
from shkplan.register.tasks import TaskCount


def tasks_table(tasks: Tasks) -> Table:
    """The answer in a sentence, then a row a task, those of a field together; columns that say nothing are left out."""
    plan, every = tasks.assessment.plan, list(tasks)
    rows = [_row(one, plan) for one in every]
    columns: list[Column | str] = [
        say("tasks.task"), Column(say("tasks.kind"), "whole"), Column(say("column.clause"), "whole"), say("tasks.office"),
        Column(say("tasks.due"), "whole"), say("tasks.status"), say("tasks.steps"), say("tasks.serves"),
    ]  # fmt: skip
    kept, cells = without_empty(columns, rows)
    starts: dict[str, int] = {}
    for at, one in enumerate(every):
        starts.setdefault(one.task.field, at)
    groups = tuple((at, words(plan.domains[name])) for name, at in starts.items())
    data = {"tasks": [_data(one) for one in every], "counts": [one.model_dump(mode="json") for one in tasks.counted]}
    title = say("tasks.title", as_of=tasks.assessment.as_of)
    made = table_of("tasks", title, kept, cells, data, groups=groups, notes=tuple(_notes(every)))
    return led(made, _answer(tasks))


def _answer(tasks: Tasks) -> Iterator[str]:
    """How many there are and how they stand, and what sources count."""
    if tasks.every:
        told = [
            say("tasks.count", count=number(count), status=code("task_status", status))
            for status, count in tasks.counts.items()
        ]
        yield say("tasks.answer", count=number(len(tasks)), told=listed(told))
    yield from map(_tally, tasks.counted)
    if not tasks:
        yield say("tasks.none")


def _tally(count: TaskCount) -> str:
    told = {"done": count.done, "on_schedule": count.on_schedule}
    parts = [
        say(f"tasks.tally_{name}", count=number(value), of=number(count.of))
        for name, value in told.items()
        if value is not None
    ]
    return say("tasks.tally", name=count.name, told=listed(parts), day=count.as_of, source=_source(count.source))


def _source(source: Source) -> str:
    return say("citation", title=source.title, publisher=source.publisher, date=source.published)


def _row(one: TaskOnDay, plan: Plan) -> list[Cell]:
    task = one.task
    serves = tuple(words(plan[name].name) for name in task.serves)
    return [
        words(task.name), code("task_kind", task.kind), task.locator, words(task.office), str(task.due) if task.due else "",
        _status(one), _steps(one), serves if len(serves) > 1 else "".join(serves) or DASH,
    ]  # fmt: skip


def _status(one: TaskOnDay) -> str:
    """The word with its day; a task whose year has passed says so."""
    word = code("task_status", one.status)
    marks = [] if one.told is None else [str(one.told.as_of)]
    marks += [say("tasks.overdue")] if one.overdue else []
    return f"{word}{say('in_brackets', what=say('semicolon').join(marks))}" if marks else word


def _steps(one: TaskOnDay) -> Cell:
    """Each milestone, with the day it was done."""
    done = {step.name: step.done.as_of for step in one.steps_done if step.done}
    told = tuple(
        say("tasks.step_done", name=step.name, day=done[step.name]) if step.name in done
        else say("tasks.step_open" if step.year is None else "tasks.step_due", name=step.name, year=step.year)
        for step in one.task.milestones
    )  # fmt: skip
    return told if len(told) > 1 else "".join(told)


def _notes(every: list[TaskOnDay]) -> Iterator[str]:
    if every and all(one.task.office is None for one in every):
        yield say("tasks.no_office")
    if every and all(one.task.due is None for one in every):
        yield say("tasks.no_due")
    sources = [one.told.source for one in every if one.told is not None]
    sources += [step.done.source for one in every for step in one.steps_done if step.done]
    if sources:
        yield say("tasks.sources", sources=say("semicolon").join(dict.fromkeys(map(_source, sources))))
    if any(one.status == "unknown" for one in every):
        yield say("tasks.unknown")


def _data(one: TaskOnDay) -> dict[str, Any]:
    task, told = one.task, one.told
    return {
        "task": task.id, "kind": task.kind, "field": task.field, "locator": task.locator, "office": task.office, "due": task.due,
        "status": one.status, "overdue": one.overdue, "as_of": told and told.as_of, "source": told and told.source.title,
        "milestones": [{"name": step.name, "year": step.year, "done": step.done.as_of if step in one.steps_done and step.done else None}
                       for step in task.milestones],
        "serves": task.serves,
    }  # fmt: skip
