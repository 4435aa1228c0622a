"""The command that hands a report over whole."""

from pathlib import Path
from typing import Annotated

import typer

from shkplan.base.messages import said
from shkplan.cli.speaking import tell
from shkplan.cli.words import languages_named, split_names


def bundle(
    out: Annotated[Path, typer.Option(help="The archive to write, which ends in .zip.")],
    plan: Annotated[str | None, typer.Option(help="Id or file of the plan; default: the only one there is.")] = None,
    as_of: Annotated[str, typer.Option(help="The day whose knowledge counts: today or YYYY-MM-DD.")] = "",
    reports: Annotated[
        str, typer.Option(help="Reports with commas, as for `shkplan report`; default: all of them.")
    ] = "",
    lang: Annotated[str, typer.Option(help="Languages of the pages, with commas: zh, en.")] = "",
    format_: Annotated[str, typer.Option("--format", help="Formats with commas, as for `shkplan report`.")] = "",
    from_: Annotated[
        Path | None, typer.Option("--from", help="Folder of an existing report to pack; default: a new one is made.")
    ] = None,
    wheelhouse: Annotated[
        bool, typer.Option("--wheelhouse", help="Include the software packages; fetching them needs a network.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something is wrong.")] = False,
) -> None:
    """Pack a report with everything needed to recompute it elsewhere; `shkplan verify FILE.zip` does so.

    The same inputs and versions give the same file to the byte.
    """
    from shkplan.bundle import make_bundle
    from shkplan.report import progress_for

    asked = {
        "as_of": as_of,
        "reports": split_names(reports),
        "languages": languages_named(lang) if lang else (),
        "formats": split_names(format_),
    }
    given = {name: value for name, value in asked.items() if value}
    made = make_bundle(out, plan, report=from_, wheelhouse=wheelhouse, progress=progress_for(quiet), **given)
    if not quiet:
        tell(made)


def wheelhouse(
    folder: Annotated[Path, typer.Argument(help="The folder to write; new or empty.")],
) -> None:
    """Fetch the software and its packages into a folder, from which it installs on a machine without a network.

    That machine needs the same system and the same version of Python as this one.
    """
    from shkplan.bundle.parts import LOCK, shipped_file
    from shkplan.bundle.wheelhouse import write_wheelhouse

    listed = write_wheelhouse(folder, shipped_file(LOCK).decode())
    told = "There: python -m pip install --no-index --find-links {folder} --require-hashes -r {listed}"
    tell(said(told, folder=folder.as_posix(), listed=listed.as_posix()))
