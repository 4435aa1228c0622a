"""The tasks of a workspace: what is wrong with their files, and what of them does not fit their plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shkplan.base.errors import Mistake
from shkplan.base.messages import Message, message
from shkplan.files import paths
from shkplan.files.records import load
from shkplan.register.plan import Plan
from shkplan.register.tasks import TaskFile
from shkplan.workspace.load import Workspace, read_all
from shkplan.workspace.names import Register
from shkplan.workspace.tasks import lost, task_files, twice, unfitting

__all__ = ["example_tasks", "task_mistakes"]


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


def example_tasks(base: Workspace, plans: Iterable[Plan]) -> Iterator[Message]:
    """That the examples of a new workspace are left out, of files without mistakes, since it has real figures."""
    for plan in plans:
        files = [
            path for path in task_files(base, plan) if any(one.example for one in load(path, TaskFile).tasks.values())
        ]
        if files and base.observations(plan).any_real:
            yield message("examples.tasks", files=tuple(paths.shown(path) for path in files))
