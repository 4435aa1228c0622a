"""The commands that keep reports: who answers for one, which ones go, and who is told."""

from typing import TYPE_CHECKING, Annotated

import typer

from shkplan.base.messages import said
from shkplan.cli.speaking import confirmed, tell

if TYPE_CHECKING:
    from shkplan.operations.retention import Pruning


def approve(
    run: Annotated[
        str,
        typer.Argument(
            help="A day such as 2026-09-30 or its beginning, NAME@2026-09, latest, previous, the id of a run, or a folder."
        ),
    ],
    by: Annotated[str, typer.Option(help="Who approves it.")],
    reference: Annotated[str, typer.Option(help="The document that approves it, such as its number.")] = "",
    withdraw: Annotated[str, typer.Option(help="Withdraw an approval instead, for this reason.")] = "",
) -> None:
    """Approve a report: it is then kept for ever, and never replaced.

    The folder is first held to its manifest. Approvals are lines of reports/runs.jsonl, which is only ever added to; one is
    withdrawn by another line.
    """
    from shkplan.operations import approving

    if withdraw:
        found, _ = approving.withdraw(run, by=by, reason=withdraw)
        tell(
            said("{folder}: no longer approved; it may be replaced, and goes when its time comes.", folder=found.folder)
        )
        return
    found, approval = approving.approve(run, by=by, reference=reference)
    told = "{folder}: approved by {by} ({reference}); manifest {digest}"
    tell(said(told, folder=found.folder, by=approval.by, reference=approval.reference, digest=approval.manifest))


def prune(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Names of reports in reports.yaml; default: all whose entry says how many to keep."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be removed, and remove nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Remove without asking.")] = False,
) -> None:
    """Remove old reports: all but the last ones, one of each year, and every approved one, as reports.yaml says.

    Only folders go that are exactly what a run of this workspace left there. Folders that the log of runs does not know, and those
    that were changed by hand, stay.
    """
    from shkplan.operations.retention import prune as remove

    planned = remove(names or (), dry_run=True)
    _show(planned)
    if dry_run or not planned.going:
        return
    if not (yes or confirmed(said("Remove {count} reports?", count=len(planned.going)))):
        tell(said("Nothing was removed."), err=True)
        raise typer.Exit(1)
    done = remove(names or ())
    for trouble in done.troubles:
        tell(trouble, err=True)
    tell(said("Removed: {count} reports.", count=len(done.going) - len(done.troubles)))
    if done.troubles:
        raise typer.Exit(1)


def _show(planned: "Pruning") -> None:
    from shkplan.operations.tables import pruning_table

    if not planned.decisions:
        tell(said("No report of reports.yaml limits how many stay, or none was made yet."))
        return
    typer.echo(str(pruning_table(planned)))
    tell(
        said(
            "To remove: {count} of {total} reports, {size:.1f} MB.",
            count=len(planned.going),
            total=len(planned.decisions),
            size=planned.size / 1e6,
        )
    )


def notify(
    name: Annotated[str | None, typer.Argument(help="A name under notify in reports.yaml; default: all.")] = None,
    test: Annotated[bool, typer.Option("--test", help="Send each a test notice.")] = False,
) -> None:
    """Show who is told of reports and of what, or send everybody a test notice and say what became of it."""
    from shkplan.operations.notices import send_test, those_told
    from shkplan.operations.tables import ways_table

    if not test:
        typer.echo(str(ways_table(those_told(name), name)))
        return
    well = True
    for told, arrived in send_test(name):
        tell(told, err=not arrived)
        well &= arrived
    if not well:
        raise typer.Exit(1)
