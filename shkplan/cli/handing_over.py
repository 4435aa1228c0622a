"""The commands by which a report is handed over: signed, packed with all it needs, and verified by whoever gets it."""

from pathlib import Path
from typing import Annotated

import typer

from shkplan.base.messages import said
from shkplan.cli.options import Clock, Jobs, Limit, Quiet
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
        Path | None, typer.Option("--from", help="The folder of a finished report to take; default: a new one is made.")
    ] = None,
    wheelhouse: Annotated[
        bool, typer.Option("--wheelhouse", help="Put the packages of the software in; fetching them needs a network.")
    ] = False,
    quiet: Quiet = False,
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
    jobs: Jobs = 2,
    limit: Limit = 300,
    clock: Clock = 3600,
    quiet: Quiet = False,
) -> None:
    """Recompute a report from the inputs it carries; say in the last line that all agrees, or what first differs.

    Of a bundle it is first found whether it is whole: nothing in it is trusted, and a hostile archive is refused.

    Notebooks are programs: those in the folder are run where they equal the ones installed here, others only with --run-notebooks.

    Exit codes: 0 verified; 1 not verified, something differs; 2 wrong command; 3 not verified: pages, since they could not be compared.
    """
    from shkplan.bundle import verify_bundle
    from shkplan.report import Limits, progress_for
    from shkplan.report.verify import verify

    limits, voice = Limits(jobs, limit, clock), progress_for(quiet)
    found = (verify_bundle if folder.is_file() else verify)(
        folder, limits=limits, progress=voice, run_notebooks=run_notebooks, against=against, signed_by=signed_by
    )
    for line in () if quiet else (*found.remarks, found.proved, found.line):
        tell(line)


def sign(
    folder: Annotated[Path, typer.Argument(help="The folder of one report, such as reports/our-district/2026-10-01.")],
    key: Annotated[Path, typer.Option(help="Private key of Ed25519, as openssl or ssh-keygen makes it.")],
) -> None:
    """Sign the manifest of a report, and with it every file: manifest.json.sig, which openssl can check too.

    Needs the extra sign of this package.
    """
    from shkplan.report.signing import NeedsPassphrase, sign

    try:
        path = sign(folder, key)
    except NeedsPassphrase as error:
        tell(error, err=True)
        path = sign(folder, key, typer.prompt(":", prompt_suffix=" ", hide_input=True))
    tell(
        said("{path}: hand it on with the report; to check it: shkplan verify REPORT --signed-by PUBLIC_KEY", path=path)
    )
