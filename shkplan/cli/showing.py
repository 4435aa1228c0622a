"""An import as a table, where a person looks on, and as plain text where none does."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from shkplan.cli.speaking import tell

if TYPE_CHECKING:
    from shkplan.exchange.importing import Import


def show_import(coming: Import) -> bool:
    """Show what would change; whether somebody is there who can be asked."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        tell(coming.preview())
        return False
    from rich.console import Console

    from shkplan.exchange.importing.showing import around

    above, below = around(coming)
    typer.echo(above, nl=bool(above))
    Console().print(coming)
    typer.echo(below, nl=bool(below))
    return True


def took_scenarios(files: Sequence[Path], plan: str | None, *, write: bool) -> bool:
    """Whether files are tables of scenarios; then what they are is told, and kept where that is asked for."""
    from shkplan.exchange.iamc import taken_as_scenarios

    told = taken_as_scenarios(files, plan, write=write)
    if told is not None:
        tell(told)
    return told is not None
