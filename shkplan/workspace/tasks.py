"""The tasks and projects of a plan, from ``data/tasks``: a workspace's own files, and for a shipped plan the shipped ones beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from shkplan.base.errors import DataError, Mistake
from shkplan.base.messages import said
from shkplan.base.typed import Misfit, quoted, suggested
from shkplan.files import paths
from shkplan.files.records import load, place_in
from shkplan.register.plan import Plan
from shkplan.register.tasks import PlanTask, TaskCount, TaskFile
from shkplan.workspace.load import Workspace, read_all

__all__ = ["lost", "read_tasks", "task_files", "twice", "unfitting"]


def task_files(here: Workspace, plan: Plan) -> list[Path]:
    """The files that speak of a plan: the workspace's own; for a plan that it has not, the shipped ones.

    One that cannot be read is listed: what is wrong with it is told where it is used. The inputs of a report hold all there were.
    """
    own = [path for path in here.files("tasks") if _speaks(path, plan)]
    if own or here.carried or plan.id in here.ids("plans"):
        return own
    return [path for path in Workspace.shipped().files("tasks") if _speaks(path, plan)]


def _speaks(path: Path, plan: Plan) -> bool:
    try:
        return load(path, TaskFile).plan == plan.id
    except DataError:
        return True


def read_tasks(here: Workspace, plan: Plan) -> tuple[tuple[PlanTask, ...], tuple[TaskCount, ...]]:
    """The tasks of a plan, in the order of its fields, and counts of tasks that no source names one by one.

    Raises:
        DataError: mistakes in the files, all of them.
    """
    good, mistakes = read_all(task_files(here, plan), lambda path: load(path, TaskFile))
    mistakes += [one for path, file in good.items() for one in unfitting(path, file, plan)]
    mistakes += twice(good)
    if mistakes:
        raise DataError(mistakes)
    order = {name: at for at, name in enumerate(plan.domains)}
    every = (task for file in good.values() for task in file.tasks.values())
    counts = tuple(count for file in good.values() for count in file.counts)
    return tuple(sorted(every, key=lambda task: order[task.field])), counts


def unfitting(path: Path, file: TaskFile, plan: Plan) -> Iterator[Mistake]:
    """What of the tasks of a file does not fit their plan."""
    last = max(plan.window.last, plan.horizon)
    known = {**plan.indicators, **plan.series}
    for misfit in file.unfit(plan.domains, known, range(plan.window.first, last + 1)):
        yield _told(path, misfit)


def lost(path: Path, file: TaskFile, known: list[str]) -> Mistake:
    """That the tasks of a file are those of no plan that anybody knows."""
    remedy = suggested(file.plan, known, said("Correct it, or add the plan."))
    return _told(path, Misfit(said("the id of a plan"), remedy, found=file.plan, at=("plan",)))


def twice(files: dict[Path, TaskFile]) -> Iterator[Mistake]:
    """Ids that two files of one plan give."""
    first: dict[tuple[str, str], Path] = {}
    for path, file in files.items():
        for name in file.tasks:
            earlier = first.setdefault((file.plan, name), path)
            if earlier is not path:
                expected = said("an id that {file} has not", file=paths.shown(earlier))
                remedy = said("Rename or remove one of the two.")
                yield _told(path, Misfit(expected, remedy, found=name, at=("tasks", name)))


def _told(path: Path, misfit: Misfit) -> Mistake:
    return place_in(path, TaskFile, misfit.at).mistake(quoted(misfit.found), misfit.expected, misfit.remedy)
