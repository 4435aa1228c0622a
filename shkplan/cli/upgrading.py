"""The command that brings a workspace to the format of today."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from shkplan.base.messages import said
from shkplan.cli.speaking import confirmed, tell

__all__ = ["upgrade"]


def upgrade(
    folder: Annotated[Path | None, typer.Argument(help="A workspace; default: the current one.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
    add_notebooks: Annotated[
        bool, typer.Option("--add-notebooks", help="Lay out shipped notebooks that the workspace does not have.")
    ] = False,
) -> None:
    """Bring a workspace to the format of this version: show every change first, then do all of it or nothing.

    What is replaced is kept in the folder backup. Your own entries, comments and notebooks stay.
    """
    from shkplan.workspace.upgrading import planned

    plan = planned(folder, add_notebooks=add_notebooks)
    if plan.shown:
        tell(plan.shown)
    tell(plan.told)
    if not plan.changes or dry_run:
        return
    if yes or (sys.stdin.isatty() and sys.stdout.isatty() and confirmed(said("Write it?"))):
        tell(plan.carry_out())
        return
    tell(said("Nothing was written. shkplan upgrade --yes writes it."), err=True)
    raise typer.Exit(1)
