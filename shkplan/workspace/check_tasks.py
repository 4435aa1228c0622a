"""The tasks of a workspace: what is wrong with their files, and what of them does not fit their plans."""

from __future__ import annotations

from collections.abc import Iterator

from shkplan.base.errors import Mistake
from shkplan.files.records import load
from shkplan.register.tasks import TaskFile
from shkplan.workspace.load import Workspace, read_all
from shkplan.workspace.names import Register
from shkplan.workspace.tasks import lost, twice, unfitting

__all__ = ["task_mistakes"]


def task_mistakes(base: Workspace, register: Register) -> Iterator[Mistake]:
    """Every mistake in the files of tasks; of a plan with mistakes of its own nothing is held against them."""
    good, mistakes = read_all(base.files("tasks"), lambda path: load(path, TaskFile))
    yield from mistakes
    shipped = Workspace.shipped().ids("plans") if good else []
    for path, file in good.items():
        plan = register.plan(file.plan)
        if plan is None and file.plan in shipped:
            plan = Workspace.shipped().plan(file.plan)
        if plan is not None:
            yield from unfitting(path, file, plan)
        elif register.complete and file.plan not in register.plan_ids:
            yield lost(path, file, [*register.plan_ids, *shipped])
    yield from twice(good)
