"""The command that makes schedulers run the reports of a workspace, and shows when they are due."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shkplan.base.errors import ParameterError
from shkplan.base.messages import said
from shkplan.cli.speaking import speak_if

__all__ = ["schedule"]


def schedule(
    print_: Annotated[
        str,
        typer.Option(
            "--print",
            help="The scheduler whose files are printed: cron, systemd, windows, github, airflow, k8s, container.",
        ),
    ] = "",
    out: Annotated[Path | None, typer.Option(help="Folder to write the files into; default: they are printed.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over files that are there.")] = False,
    lang: Annotated[str, typer.Option(help="Language of the comments: zh, en; default: that of the system.")] = "",
) -> None:
    """Show when the reports of reports.yaml are due, or print what makes a scheduler run them."""
    speak_if(lang)
    if print_:
        _units(print_, out, force=force)
    elif out is not None:
        raise ParameterError(
            said("Name the scheduler whose files are to be written, as in --print systemd --out units.")
        )
    else:
        typer.echo(_upcoming())


def _units(scheduler: str, out: Path | None, *, force: bool) -> None:
    from shkplan.operations.scheduling import on_one_page, schedule_files, write_schedule

    files = schedule_files(scheduler)
    if out is None:
        typer.echo(on_one_page(files), nl=False)
    for path in write_schedule(files, out, force=force) if out is not None else ():
        typer.echo(path)


def _upcoming() -> str:
    import datetime as dt

    from shkplan.display.tables import table
    from shkplan.operations.home import home_of
    from shkplan.workspace.schedules.reports_file import read_reports
    from shkplan.workspace.schedules.upcoming import upcoming_reports

    return str(table(upcoming_reports(read_reports(home_of()), dt.datetime.now(dt.UTC))))
