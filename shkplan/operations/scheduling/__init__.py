"""Units for schedulers, made from ``reports.yaml``: one module for each scheduler, none of which is needed to make its units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from shkplan.base.errors import ShkplanError, among
from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.files.atomic import replace_all
from shkplan.operations.home import home_of
from shkplan.operations.scheduling.airflow import airflow_files
from shkplan.operations.scheduling.container import container_files
from shkplan.operations.scheduling.cron import cron_files
from shkplan.operations.scheduling.github import github_files
from shkplan.operations.scheduling.kubernetes import kubernetes_files
from shkplan.operations.scheduling.order import ScheduleFile, ScheduleOrder, order_of
from shkplan.operations.scheduling.systemd import systemd_files
from shkplan.operations.scheduling.windows import windows_files
from shkplan.workspace.schedules.reports_file import read_reports

__all__ = ["SCHEDULERS", "ScheduleFile", "on_one_page", "schedule_files", "write_schedule"]

SCHEDULERS: Mapping[str, Callable[[ScheduleOrder], tuple[ScheduleFile, ...]]] = {
    "cron": cron_files,
    "systemd": systemd_files,
    "windows": windows_files,
    "github": github_files,
    "airflow": airflow_files,
    "k8s": kubernetes_files,
    "container": container_files,
}


def schedule_files(scheduler: str, root: Path | None = None, *, python: str | None = None) -> tuple[ScheduleFile, ...]:
    """The files that make a scheduler run the reports of a workspace, with comments in the language in force.

    Args:
        scheduler: one of :data:`SCHEDULERS`.
        root: the workspace; default the current one.
        python: the interpreter that has shkplan; default this one.

    Raises:
        UnknownName: no such scheduler.
        DataError: mistakes in ``reports.yaml``; or there is none.
        ParameterError: no workspace; no report has a schedule; or a path that the scheduler cannot be told.
    """
    among("scheduler", scheduler, SCHEDULERS)
    home = home_of(root)
    return SCHEDULERS[scheduler](order_of(read_reports(home), home, python))


def write_schedule(files: tuple[ScheduleFile, ...], folder: Path, *, force: bool = False) -> list[Path]:
    """The files of a scheduler, written: all of them or none.

    Args:
        files: of a scheduler.
        folder: made where it is not there.
        force: write over files that are there.

    Raises:
        ShkplanError: a file is there that says something else; nothing was written.
        OSError: it cannot be written.
    """
    contents = {folder / one.name: one.content for one in files}
    there = [path.name for path, content in contents.items() if paths.there(path) and path.read_bytes() != content]
    if there and not force:
        told = "{file} is there already, and says something else. Name another folder with --out, or --force; nothing was written."
        raise ShkplanError(said(told, file=there))
    for path in contents:
        paths.kept_inside(path).parent.mkdir(parents=True, exist_ok=True)
    replace_all(contents)
    return list(contents)


def on_one_page(files: tuple[ScheduleFile, ...]) -> str:
    """The files of a scheduler that are to be read as one text; where there are several, each below its name."""
    first, *rest = (one for one in files if not one.beside)
    return "\n".join(f"# ===== {one.name} =====\n{one.text}" for one in (first, *rest)) if rest else first.text
