"""The command line: a thin door. What a command does stands in the library; here are its name, its options, its help.

Exit codes: 0 well, 1 mistakes in the data or a failed report, 2 a wrong command or parameter, 3 pages that could not be compared,
130 interrupted.
"""

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from shkplan import __version__
from shkplan.base.messages import said
from shkplan.cli.bundling import bundle, wheelhouse
from shkplan.cli.diffing import diff, history
from shkplan.cli.explaining import explain
from shkplan.cli.figures import data
from shkplan.cli.keeping import approve, notify, prune
from shkplan.cli.learning import learn_prior, learn_reference_classes
from shkplan.cli.revising import revise
from shkplan.cli.running import run
from shkplan.cli.scheduling import schedule
from shkplan.cli.scoring import score
from shkplan.cli.showing import show_import, took_scenarios
from shkplan.cli.speaking import EXAMPLES, PLAIN, Commands, Door, confirmed, speak_if, tell
from shkplan.cli.upgrading import upgrade
from shkplan.cli.verifying import sign, verify
from shkplan.cli.words import languages_named, split_names, tell_what_serves

app = Door(
    cls=Commands, no_args_is_help=True, add_completion=False, epilog=EXAMPLES, pretty_exceptions_enable=False, **PLAIN
)

OnlyPlan = Annotated[str | None, typer.Option(help="Id or file of the plan; default: the only one there is.")]
Region = Annotated[str | None, typer.Option(help="Another region of the plan; default: its own.")]
AsOf = Annotated[str, typer.Option(help="The day whose knowledge counts: today or YYYY-MM-DD.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something is wrong.")]
Jobs = Annotated[int, typer.Option(min=1, help="Notebooks at a time.")]
Limit = Annotated[float, typer.Option(min=1, help="Seconds of a processor that one notebook may take.")]
Clock = Annotated[float, typer.Option(min=1, help="Seconds by the clock that one notebook may take.")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"shkplan {__version__}")
        raise typer.Exit


@app.callback()
def shkplan(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    language: Annotated[
        str,
        typer.Option(metavar="zh|en", help="Language of what is told, anywhere on the line; default: the system's."),
    ] = "",
) -> None:
    """Targets of a five-year plan, what was measured, and the honest probability of getting there."""


@app.command()
def report(
    reports: Annotated[
        list[str] | None,
        typer.Argument(
            help="overview, targets, indicator, data, scenarios, evaluation, vision, calibration; default: all."
        ),
    ] = None,
    plan: Annotated[str | None, typer.Option(help="Id or file of the plan; default: every plan there is.")] = None,
    as_of: AsOf = "today",
    lang: Annotated[str, typer.Option(help="Languages of the pages, with commas: zh, en.")] = "zh,en",
    to: Annotated[int | None, typer.Option(help="Last year projected; default: the plan's horizon.")] = None,
    model: Annotated[str, typer.Option(help="Model of the projections; auto chooses by the evidence.")] = "auto",
    seed: Annotated[int, typer.Option(help="Seed of the random numbers: same seed, same figures.")] = 20211028,
    scenario: Annotated[str, typer.Option(help="Id of a scenario in data/scenarios.")] = "",
    scenarios: Annotated[
        str, typer.Option(help="Ids with commas of the scenarios compared; default: all of the plan.")
    ] = "",
    region: Region = None,
    indicator: Annotated[
        str, typer.Option(help="Ids with commas, for the pages on one indicator; or all that are scored.")
    ] = "all",
    format_: Annotated[str, typer.Option("--format", help="Formats with commas: html, pdf, docx.")] = "html,pdf",
    out: Annotated[Path | None, typer.Option(help="Folder of all reports; default: reports in the workspace.")] = None,
    archive: Annotated[
        bool, typer.Option("--archive/--no-archive", help="Keep the forecasts in the archive, to be scored later.")
    ] = True,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Make all of it anew, also what earlier runs made of the same figures.")
    ] = False,
    jobs: Jobs = 2,
    limit: Limit = 300,
    clock: Clock = 3600,
    quiet: Quiet = False,
    log: Annotated[
        Path | None, typer.Option(help="Log file; default: shkplan.log in the folder of all reports.")
    ] = None,
) -> None:
    """Make the reports: pages in Chinese and English, with their figures, inputs and manifest."""
    from shkplan.operations.by_hand import reports_by_hand
    from shkplan.report import Limits, log_to, progress_for

    if plan is None and not quiet:
        tell_what_serves(said("reported on"))
    given = {
        "to": to,
        "region": region,
        "model": model,
        "seed": seed,
        "scenario": scenario,
        "scenarios": split_names(scenarios),
    }
    with log_to(log, out):
        for folder in reports_by_hand(
            plan, as_of=as_of, languages=languages_named(lang), reports=reports or (), indicators=split_names(indicator),
            formats=split_names(format_), out=out, archive=archive, limits=Limits(jobs, limit, clock), progress=progress_for(quiet),
            fresh=fresh, **{name: value for name, value in given.items() if value is not None},
        ):  # fmt: skip
            if not quiet:
                typer.echo(folder.index)


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="A workspace; default: the current one.")] = None,
) -> None:
    """Read plans, observations and scenarios; tell every mistake with its place and what to do."""
    from shkplan.base.errors import DataError
    from shkplan.workspace.check import checked

    if folder is None:
        tell_what_serves(said("checked"))
    found = checked(folder, schedules=True)
    for remark in found.remarks:
        tell(remark, err=True)
    if found.mistakes:
        raise DataError(found.mistakes)
    tell(found.counts)


@app.command()
def form(
    plan: OnlyPlan = None,
    year: Annotated[int | None, typer.Option(help="The year asked about; default: last year.")] = None,
    out: Annotated[Path | None, typer.Option(help="The workbook to write; default: form-YEAR.xlsx here.")] = None,
    split: Annotated[str, typer.Option(help="department: a sheet for each; none: all in one sheet.")] = "department",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write the Excel form that departments fill in, in Chinese and English, with what is known beside each cell."""
    from shkplan.exchange.form import write_asked_form

    path = write_asked_form(plan, year, out, split=split, force=force)
    told = said("{path}: send it out; when it comes back: shkplan import {name}", path=path, name=path.name)
    tell(told)


@app.command()
def request(
    plan: OnlyPlan = None,
    as_of: AsOf = "today",
    office: Annotated[str, typer.Option(help="Names of offices with commas; default: all that owe figures.")] = "",
    lang: Annotated[str, typer.Option(help="Language of the letters: zh, en; default: that of the system.")] = "",
    reply_by: Annotated[
        str, typer.Option(help="Day by which an answer is asked for, YYYY-MM-DD; default: a blank to fill in.")
    ] = "",
    out: Annotated[Path, typer.Option(help="Folder of the files.")] = Path("requests"),
    force: Annotated[bool, typer.Option("--force", help="Write over files that are there.")] = False,
) -> None:
    """Ask each office for the figures it owes: a letter (Word) and a workbook (Excel) that `shkplan import` takes back."""
    from shkplan.exchange.request import write_asked_requests

    speak_if(lang)
    asked = split_names(office)
    written = write_asked_requests(plan, out, as_of=as_of, offices=asked, reply_by=reply_by, force=force)
    for path in written:
        typer.echo(path)
    told = said(
        "{count} files: send each office its letter and workbook; when a workbook comes back: shkplan import FILE",
        count=len(written),
    )
    tell(told if written else said("No figure of a year that has passed is missing: nobody need be asked."))


@app.command("import")
def import_(
    files: Annotated[
        list[Path], typer.Argument(help="Forms that came back, or tables: .xlsx, .ods, .xls, .csv or other text.")
    ],
    plan: OnlyPlan = None,
    into: Annotated[str, typer.Option(help="File of data/observations to add to; default: the region's.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
    confirm: Annotated[
        list[str], typer.Option(help="Ids with commas of indicators whose jump is right, or all; repeatable.")
    ] = [],  # noqa: B006
) -> None:
    """Take figures in: show what changes and what is missing, then write all of it or nothing; or tell every mistake at once."""
    from shkplan.exchange.importing import plan_import, settled

    if took_scenarios(files, plan, write=yes and not dry_run):
        return
    coming = plan_import(files, plan, into=into)
    asks = show_import(coming)
    if coming.added and not dry_run:
        told, written = settled(
            coming, yes=yes, confirmed=split_names(",".join(confirm)), ask=confirmed if asks else None
        )
        tell(told, err=not written)
        if not (written or asks):  # a script that forgot --yes has to hear of it
            raise typer.Exit(1)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to lay out; new or empty.")],
    region: Annotated[str, typer.Option(help="Name of your region, as in 中山区.")] = "",
    source: Annotated[str, typer.Option("--from", help="Start from a shipped plan with its figures.")] = "",
    window: Annotated[
        str, typer.Option(help="Years of the plan after it, as in 2026-2030: laid out to be filled in.")
    ] = "",
) -> None:
    """Lay out a workspace: a plan file with one worked target of each kind, observations, notebooks, a README."""
    from shkplan.workspace.init import init

    tell(init(folder, region=region, source=source, window=window))


@app.command()
def lab(
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser window.")] = True,
    lang: Annotated[str, typer.Option(help="Language of JupyterLab's menus: en, or zh with shkplan[zh].")] = "en",
) -> None:
    """Open JupyterLab on the notebooks of the workspace."""
    from shkplan.workspace.init import lab

    raise typer.Exit(lab(browser=browser, language=lang))


@app.command("export")
def export_figures(
    plan: OnlyPlan = None,
    format_: Annotated[
        str, typer.Option("--format", help="csv, xlsx, datapackage, iamc; several with commas.")
    ] = "csv,xlsx,datapackage",
    as_of: AsOf = "today",
    lang: Annotated[str, typer.Option(help="Language of the workbook: zh, en; default: that of the system.")] = "",
    out: Annotated[Path, typer.Option(help="Folder of the files.")] = Path("exports"),
) -> None:
    """Write the published figures with their sources as tidy CSV, Excel workbook and Frictionless Data Package, or projections as IAMC table."""
    from shkplan.exchange.export import export_plan

    speak_if(lang)
    typer.echo("\n".join(str(path) for path in export_plan(plan, out, split_names(format_), as_of)))


@app.command()
def fetch(
    file: Annotated[Path, typer.Argument(help="What to fetch: a file such as data/sources/world-bank.yaml.")],
    plan: OnlyPlan = None,
    out: Annotated[Path | None, typer.Option(help="CSV file of the figures; default: named like the file.")] = None,
) -> None:
    """Fetch figures from the World Bank or an SDMX service into a tidy CSV file, to be looked at before it is used.

    Needs a connection, and the extra worldbank or sdmx of this package; everything else works offline.
    """
    from shkplan.exchange.export import fetch_to

    target = out or Path(f"{file.stem}.csv")
    fetched = fetch_to(target, file, plan)
    for line in (said("{file}: {count} figures", file=target, count=len(fetched.figures)), *fetched.remarks):
        tell(line)


app.add_typer(data, name="data")
app.command()(run)
app.command()(approve)
app.command()(prune)
app.command()(notify)
app.command()(bundle)
app.command()(verify)
app.command()(sign)
app.command()(revise)
app.command()(schedule)
app.command()(score)
app.command()(explain)
app.command()(diff)
app.command()(history)
app.command()(upgrade)
app.command()(wheelhouse)
app.command("learn-prior")(learn_prior)
app.command("learn-reference")(learn_reference_classes)


_STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]


def _interrupt(*_: object) -> None:
    for number in _STOPS:  # one is enough: what comes again, while this one is obeyed, would cut the clearing up in two
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> None:
    """The entry of the installed command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a console that cannot show a Chinese character shows a question mark
            reconfigure(errors="replace")
    for number in _STOPS:  # whoever stops us, or closes the window, finds nothing half done
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup asks for, and a shell in the background
            signal.signal(number, _interrupt)
    app()


if __name__ == "__main__":
    main()
