"""The commands that learn tables from public panels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shkplan.base.messages import said
from shkplan.cli.speaking import tell


def learn_prior(
    panels: Annotated[list[Path], typer.Argument(help="CSV files of yearly series, such as m3_yearly.csv.gz.")],
    to: Annotated[Path, typer.Option(help="File of the table.")] = Path("weights.json"),
    per_series: Annotated[int, typer.Option(min=1, help="Windows cut from each series.")] = 60,
    seed: Annotated[int, typer.Option(help="Seed of the windows.")] = 1,
) -> None:
    """Learn the weights of the default model from public panels, and write them as a table one can read."""
    from shkplan.forecast import learning

    learned = learning.learn_prior(panels, to, per_series=per_series, seed=seed)
    windows, series = learned["provenance"]["windows"], sum(learned["provenance"]["panels"].values())
    tell(said("{file}: learned from {windows} windows of {series} series.", file=to, windows=windows, series=series))


def learn_reference_classes(
    panels: Annotated[list[Path], typer.Argument(help="CSV files of sister regions, such as cn_cities.csv.gz.")],
    name: Annotated[
        str, typer.Option("--class", help="Id or YAML file of one class; default: all of the panels.")
    ] = "",
    to: Annotated[
        Path | None, typer.Option(help="Folder of the tables; default: data/reference of the workspace.")
    ] = None,
) -> None:
    """Learn reference classes from panels of sister regions, and write what they teach as tables one can read."""
    from shkplan.exchange.reference import learn_reference

    for line in learn_reference(panels, name, to):
        tell(line)
