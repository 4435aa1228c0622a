"""The command that scores the archive of forecasts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shkplan.cli.speaking import speak_if


def score(
    plan: Annotated[str | None, typer.Option(help="Id of the plan; default: every plan in the archive.")] = None,
    as_of: Annotated[str, typer.Option(help="The day whose knowledge counts: today or YYYY-MM-DD.")] = "today",
    archive: Annotated[
        Path | None, typer.Option(help="Folder of the archive; default: archive in the workspace.")
    ] = None,
    lang: Annotated[str, typer.Option(help="zh or en; default: that of the environment.")] = "",
) -> None:
    """Score the forecasts kept by earlier reports against the figures published since, beside rules without a model."""
    from shkplan.report.archiving import archive_scored

    speak_if(lang)
    for told in archive_scored(plan, archive, as_of=as_of):
        typer.echo(f"{told}\n")
