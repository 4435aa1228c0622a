"""The command that carries ``reports.yaml`` out."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shkplan.base.errors import DataError
from shkplan.base.messages import said
from shkplan.cli.speaking import tell

if TYPE_CHECKING:
    from shkplan.operations.batch import Batch
    from shkplan.operations.planning import Planned
    from shkplan.operations.telling import BatchProgress


def run(
    names: Annotated[list[str] | None, typer.Argument(help="Names of reports in reports.yaml.")] = None,
    due: Annotated[
        bool, typer.Option("--due", help="Those whose moment has passed and whose report is not there.")
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="All of them, due or not.")] = False,
    as_of: Annotated[
        str, typer.Option(help="Another day than the rule of each report gives: today or YYYY-MM-DD.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be made, of which day and where; make nothing.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Notebooks at a time.")] = 2,
    limit: Annotated[float, typer.Option(min=1, help="Seconds of a processor that one notebook may take.")] = 300,
    clock: Annotated[float, typer.Option(min=1, help="Seconds by the clock that one notebook may take.")] = 3600,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Make all of it anew, also what earlier runs made of the same figures.")
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Wait for another run that is at work, or end with code 75.")
    ] = True,
    dask: Annotated[
        str, typer.Option(help="Address of a Dask scheduler whose workers see the same folder: tcp://HOST:PORT.")
    ] = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something is wrong.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Tell every step, also where no person is at the terminal.")
    ] = False,
    log: Annotated[
        Path | None, typer.Option(help="Log file; default: shkplan.log in the folder of all reports.")
    ] = None,
) -> None:
    """Make the reports of reports.yaml that are named or due, one after the other; a failing one stops no other.

    Without a terminal, as under cron, only what is wrong is told. Every run is written down in reports/runs.jsonl, the last one in
    reports/last-run.json for monitoring; the logs are reports/shkplan.log and, as JSON lines, reports/shkplan.jsonl.

    Exit codes: 0 all well, or nothing due; 1 a report failed, or what follows it; 2 wrong command, or mistakes in reports.yaml;
    75 another run is at work (--no-wait); 130 interrupted.
    """
    from shkplan.operations.running import Interrupted, plan_reports, run_reports
    from shkplan.report import Limits, log_to

    asked: dict[str, Any] = {"due": due, "every": every, "as_of": as_of or None}
    said_all = not quiet and (verbose or sys.stderr.isatty())
    try:
        if dry_run:
            _show_plans(plan_reports(names or (), **asked))
            return
        with log_to(log):
            batch = run_reports(
                names or (),
                **asked,
                limits=Limits(jobs, limit, clock),
                progress=_voice(said_all),
                fresh=fresh,
                wait=wait,
                dask=dask,
            )
    except DataError as error:  # of reports.yaml alone: mistakes in the data are told of each report
        tell(error, err=True)
        raise typer.Exit(2) from None
    except Interrupted as stop:
        _show(stop.batch, everything=said_all)
        tell(said("interrupted; what was made before stands."), err=True)
        raise typer.Exit(130) from None
    _show(batch, everything=said_all)
    if not batch.well:
        raise typer.Exit(1)


def _voice(said_all: bool) -> "BatchProgress":
    """Who tells of the progress: a bar on a terminal, lines elsewhere, nobody where nobody listens."""
    from shkplan.operations.telling import BatchBar, BatchProgress, PrintedBatch

    if not said_all:
        return BatchProgress()
    return BatchBar() if sys.stderr.isatty() else PrintedBatch()


def _show_plans(plans: "tuple[Planned, ...]") -> None:
    """What would be made; where something stands against it the exit code is 1."""
    from shkplan.operations.summary import plan_table

    typer.echo(str(plan_table(plans)))
    if any(one.wrong for one in plans):
        raise typer.Exit(1)


def _show(batch: "Batch", *, everything: bool) -> None:
    """What became of the batch: a table, what was missed, when the next is due; of failures always."""
    from shkplan.operations.running import missed_commands
    from shkplan.operations.summary import failures, next_due, summary_table

    if batch.runs and (everything or not batch.well):
        typer.echo(str(summary_table(batch)), err=not everything)
    for words in failures(batch):
        tell(words, err=True)
    for command in missed_commands(batch):
        tell(said("missed; to make it: {command}", command=command), err=True)
    if everything and not batch.runs:
        tell(next_due(batch))
