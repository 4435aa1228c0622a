"""Targets that are revised: the command that records it, and shows what is on record."""

from __future__ import annotations

from typing import Annotated

import typer

from shkplan.base.errors import ParameterError
from shkplan.base.messages import said
from shkplan.cli.speaking import speak_if, tell

__all__ = ["revise"]


def revise(
    target: Annotated[str, typer.Argument(help="Key of the target: an id, with @deadline where it has several.")] = "",
    plan: Annotated[str | None, typer.Option(help="Id of the plan; default: the only one there is.")] = None,
    to: Annotated[float | None, typer.Option(help="The new number, in the unit of the target.")] = None,
    deadline: Annotated[int | None, typer.Option(help="The new deadline, where that changes too.")] = None,
    reason: Annotated[str, typer.Option(help="Why, in a sentence.")] = "",
    date: Annotated[str, typer.Option(help="Day of proposal, approval or rejection: today or YYYY-MM-DD.")] = "today",
    approved: Annotated[str, typer.Option(help="Document by which it was approved.")] = "",
    proposed: Annotated[
        bool, typer.Option("--proposed", help="It is only proposed: shown, and decides nothing.")
    ] = False,
    rejected: Annotated[str, typer.Option(help="Document by which the proposal was rejected.")] = "",
    by: Annotated[str, typer.Option(help="Who decided, such as the standing committee.")] = "",
    listed: Annotated[bool, typer.Option("--list", help="Show all revisions on record, and change nothing.")] = False,
    as_of: Annotated[
        str, typer.Option(help="Of --list, the day whose knowledge counts: today or YYYY-MM-DD.")
    ] = "today",
    lang: Annotated[str | None, typer.Option(help="zh or en; default: that of the environment.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be recorded, and write nothing.")] = False,
) -> None:
    """Record a proposed or approved revision of a target; what was on record before is kept."""
    from shkplan.workspace.revising import revise as record

    speak_if(lang)
    if listed:
        typer.echo(_on_record(plan, as_of))
        return
    if not target or to is None:
        raise ParameterError(said("Name the target and its new number: shkplan revise KEY --to NUMBER --reason ..."))
    if sum(map(bool, (approved, proposed, rejected))) != 1:
        raise ParameterError(said("Say what it is: one of --proposed, --approved DOCUMENT or --rejected DOCUMENT."))
    done = record(
        target, plan, to=to, reason=reason, deadline=deadline, date=date, approved=approved, rejected=rejected, by=by, dry_run=dry_run,
    )  # fmt: skip
    tell(done.told)
    if dry_run:
        typer.echo(done.added)


def _on_record(plan: str | None, as_of: str) -> str:
    from shkplan.assessment.asking import assess
    from shkplan.display.tables import table
    from shkplan.workspace.load import Workspace

    return str(table(assess(Workspace.here().plan(plan), as_of=as_of).revised))
