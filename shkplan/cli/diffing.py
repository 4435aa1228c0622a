"""The commands of whoever wants to know what was made, and what has changed since."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shkplan.base.errors import among
from shkplan.cli.speaking import speak_if, tell

Reports = Annotated[Path | None, typer.Option(help="Folder of all reports; default: reports in the workspace.")]
Language = Annotated[str | None, typer.Option(help="zh or en; default: that of the environment.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something is wrong.")]


def diff(
    before: Annotated[
        str, typer.Argument(metavar="RUN1", help="A day or its beginning (2026-09), NAME@2026-09, latest, previous, a run's id, or a folder.")
    ] = "previous",
    after: Annotated[str, typer.Argument(metavar="RUN2", help="The later report, named in the same ways.")] = "latest",
    format_: Annotated[str, typer.Option("--format", help="text, json, or html: a page beside the later report.")] = "text",
    plan: Annotated[str | None, typer.Option(help="Id of the plan whose reports are meant.")] = None,
    region: Annotated[str | None, typer.Option(help="Region of the reports that are meant.")] = None,
    reports: Reports = None,
    lang: Language = None,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Tell which targets moved from one report to another, by how much, and why: new figures, revisions, corrections, plan, day, settings, scenario.

    Both reports are computed again from the inputs they carry; no notebook is run.
    """
    import json

    from shkplan.operations.changes import write_pages
    from shkplan.operations.comparison import compare_folders
    from shkplan.operations.comparison.finding import find_reports
    from shkplan.operations.comparison.tables import figures_table
    from shkplan.report import progress_for

    among("format", format_, ("text", "json", "html"))
    speak_if(lang)
    one, other = find_reports((before, after), reports, plan, region)
    found = compare_folders(one, other, progress=progress_for(quiet))
    if format_ == "json":
        typer.echo(json.dumps(found.data, ensure_ascii=False, allow_nan=False, indent=1, default=str))
    elif format_ == "html":
        typer.echo(write_pages(found, other, one))
    else:
        typer.echo(str(found.table))
        if found.figures:
            typer.echo(f"\n{figures_table(found, moving=True)}")


def history(
    plan: Annotated[str | None, typer.Option(help="Id of the plan; default: all.")] = None,
    report: Annotated[str | None, typer.Option(help="Name of a report in reports.yaml; default: all.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only what failed or was interrupted.")] = False,
    format_: Annotated[str, typer.Option("--format", help="text, json or csv.")] = "text",
    reports: Reports = None,
    lang: Language = None,
) -> None:
    """List the reports, the newest first: when, of which day, what became of them, why one failed, what moved."""
    import json

    from shkplan.display.spoken_csv import as_csv
    from shkplan.operations.history import read_history
    from shkplan.operations.history_table import history_table
    from shkplan.workspace.schedules.reports_file import zone_of_reports

    among("format", format_, ("text", "json", "csv"))
    speak_if(lang)
    found = read_history(reports).of(plan, report, failed=failed)
    for remark in found.remarks:
        tell(remark, err=True)
    if format_ == "json":
        typer.echo(json.dumps([one.row for one in found], ensure_ascii=False, indent=1, default=str))
    elif format_ == "csv":
        typer.echo(as_csv([{name: str(value) if value is not None else None for name, value in one.row.items()} for one in found]), nl=False)  # fmt: skip
    else:
        typer.echo(str(history_table(found, zone_of_reports())))
