"""The commands of those who trust nothing: recompute a report or a bundle, sign one, and check who signed it."""

from pathlib import Path
from typing import Annotated

import typer

from shkplan.base.messages import said
from shkplan.cli.speaking import tell


def verify(
    folder: Annotated[
        Path,
        typer.Argument(
            help="The folder of one report, such as reports/our-district/2026-10-01, or a bundle (FILE.zip)."
        ),
    ],
    against: Annotated[
        Path | None, typer.Option(help="Originals that its inputs must equal: a workspace or the folder of a report.")
    ] = None,
    signed_by: Annotated[Path | None, typer.Option(help="Public key that must have signed its manifest.")] = None,
    run_notebooks: Annotated[
        bool, typer.Option("--run-notebooks", help="Run its notebooks even where they are not those installed here.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Notebooks at a time.")] = 2,
    limit: Annotated[float, typer.Option(min=1, help="Seconds of a processor that one notebook may take.")] = 300,
    clock: Annotated[float, typer.Option(min=1, help="Seconds by the clock that one notebook may take.")] = 3600,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something is wrong.")] = False,
) -> None:
    """Recompute a report from the inputs it carries; say in the last line that all agrees, or what first differs.

    A bundle is first checked for completeness: nothing in it is trusted, and a hostile archive is refused.

    Notebooks are programs: those in the folder are run where they equal the ones installed here, others only with --run-notebooks.

    Exit codes: 0 verified; 1 not verified, something differs; 2 wrong command; 3 not verified: pages, since they could not be compared.
    """
    from shkplan.bundle import verify_bundle
    from shkplan.report import Limits, progress_for
    from shkplan.report import verify as report

    limits, voice = Limits(jobs, limit, clock), progress_for(quiet)
    found = (verify_bundle if folder.is_file() else report.verify)(
        folder, limits=limits, progress=voice, run_notebooks=run_notebooks, against=against, signed_by=signed_by
    )
    for line in () if quiet else (*found.remarks, found.proved, found.line):
        tell(line)


def sign(
    folder: Annotated[Path, typer.Argument(help="The folder of one report, such as reports/our-district/2026-10-01.")],
    key: Annotated[Path, typer.Option(help="Ed25519 private key, as made by openssl or ssh-keygen.")],
) -> None:
    """Sign the manifest of a report, and with it every file: manifest.json.sig, which openssl can check too.

    Needs the optional extra “sign” of this package.
    """
    from shkplan.report import signing

    try:
        path = signing.sign(folder, key)
    except signing.NeedsPassphrase as error:
        tell(error, err=True)
        path = signing.sign(folder, key, typer.prompt(":", prompt_suffix=" ", hide_input=True))
    tell(
        said("{path}: hand it on with the report; to check it: shkplan verify REPORT --signed-by PUBLIC_KEY", path=path)
    )
