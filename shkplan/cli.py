"""The command line: a thin door. What a command does stands in the library; here are its name, its options, its help.

Exit codes: 0 well, 1 mistakes in the data or a failed report, 2 a wrong command or parameter, 130 interrupted.
"""

from __future__ import annotations

import re
import signal
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from shkplan import __version__
from shkplan.errors import ParameterError, ShkplanError, UnknownName

EXAMPLES = """
Start with your own plan:

    shkplan init our-district
    cd our-district
    shkplan check
    shkplan report

A report as of a past day, in Chinese only, on two indicators:

    shkplan report overview indicator --as-of 2023-06-30 --lang zh \\
        --indicator employment.new_jobs,environment.green_coverage
"""


class Door(TyperGroup):
    """Answers every error a user can do something about with a message and an exit code, never with a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (ParameterError, UnknownName) as error:
            self._refuse(ctx, error, 2)
        except (ShkplanError, OSError) as error:
            self._refuse(ctx, error, 1)
        except KeyboardInterrupt:
            self._refuse(ctx, "interrupted; nothing was changed", 130)

    @staticmethod
    def _refuse(ctx: Any, words: object, code: int) -> None:
        typer.echo(words, err=True)
        ctx.exit(code)


app = typer.Typer(cls=Door, no_args_is_help=True, add_completion=False, epilog=EXAMPLES, pretty_exceptions_enable=False)

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something is wrong.")]
Jobs = Annotated[int, typer.Option(min=1, help="Notebooks at a time.")]
CellLimit = Annotated[float, typer.Option(min=1, help="Seconds that one cell may take.")]
RunLimit = Annotated[float, typer.Option("--limit", min=1, help="Seconds that one notebook may take in all.")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"shkplan {__version__}")
        raise typer.Exit


@app.callback()
def shkplan(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Targets of a five-year plan, what was measured, and the honest probability of getting there."""


@app.command()
def report(
    reports: Annotated[
        list[str] | None, typer.Argument(help="overview, targets, indicator, data; default: all.")
    ] = None,
    plan: Annotated[str | None, typer.Option(help="Id or file of the plan; default: every plan there is.")] = None,
    as_of: Annotated[str, typer.Option(help="The day whose knowledge counts: today or YYYY-MM-DD.")] = "today",
    lang: Annotated[str, typer.Option(help="Languages of the pages, with commas: zh, en.")] = "zh,en",
    to: Annotated[int | None, typer.Option(help="Last year projected; default: the plan's horizon.")] = None,
    model: Annotated[str, typer.Option(help="Model of the projections; auto chooses by the evidence.")] = "auto",
    seed: Annotated[int, typer.Option(help="Seed of the random numbers: same seed, same figures.")] = 20211028,
    scenario: Annotated[str, typer.Option(help="Id of a scenario in data/scenarios.")] = "",
    region: Annotated[str | None, typer.Option(help="Another region of the plan; default: its own.")] = None,
    indicator: Annotated[
        str, typer.Option(help="Ids with commas, for the pages on one indicator; or all that are scored.")
    ] = "all",
    out: Annotated[Path | None, typer.Option(help="Folder of all reports; default: reports in the workspace.")] = None,
    jobs: Jobs = 2,
    cell_limit: CellLimit = 120,
    limit: RunLimit = 600,
    quiet: Quiet = False,
    log: Annotated[
        Path | None, typer.Option(help="Log file; default: shkplan.log in the folder of all reports.")
    ] = None,
) -> None:
    """Make the reports: pages in Chinese and English, with their figures, inputs and manifest."""
    from shkplan.report import Limits, log_to, make_reports, narrator

    if plan is None and not quiet:
        _tell_what_serves("reported on")
    given = {"to": to, "region": region, "model": model, "seed": seed, "scenario": scenario}
    with log_to(log, out):
        for folder in make_reports(
            plan, as_of=as_of, languages=_split(lang), reports=reports or (), indicators=_split(indicator), out=out,
            limits=Limits(jobs, cell_limit, limit), narrator=narrator(quiet),
            **{name: value for name, value in given.items() if value is not None},
        ):  # fmt: skip
            if not quiet:
                typer.echo(folder.index)


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="A workspace; default: the current one.")] = None,
) -> None:
    """Read plans, observations and scenarios; tell every mistake with its place and what to do."""
    from shkplan.check import checked
    from shkplan.errors import DataError

    if folder is None:
        _tell_what_serves("checked")
    found = checked(folder)
    if found.mistakes:
        raise DataError(found.mistakes)
    typer.echo(found.counts)


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="The folder of one report, such as reports/our-district/2026-10-01.")],
    jobs: Jobs = 2,
    cell_limit: CellLimit = 120,
    limit: RunLimit = 600,
    quiet: Quiet = False,
) -> None:
    """Recompute a report from the inputs it carries; say in one line that all agrees, or what first differs.

    This runs the notebooks in that folder: verify reports of people whose programs you would run.
    """
    from shkplan.report import Limits, narrator
    from shkplan.verify import verify

    told = verify(folder, limits=Limits(jobs, cell_limit, limit), narrator=narrator(quiet))
    if not quiet:
        typer.echo(told)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to lay out; new or empty.")],
    region: Annotated[str, typer.Option(help="Name of your region, as in 中山区.")] = "",
    source: Annotated[str, typer.Option("--from", help="Start from a shipped plan with its figures.")] = "",
) -> None:
    """Lay out a workspace: a plan file with one worked target of each kind, observations, notebooks, a README."""
    from shkplan.workspace import init

    typer.echo(init(folder, region=region, source=source))


@app.command()
def lab(
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser window.")] = True,
    lang: Annotated[str, typer.Option(help="Language of JupyterLab's menus: en, or zh with shkplan[zh].")] = "en",
) -> None:
    """Open JupyterLab on the notebooks of the workspace."""
    from shkplan.workspace import lab

    raise typer.Exit(lab(browser=browser, language=lang))


@app.command("learn-prior")
def learn(
    panels: Annotated[list[Path], typer.Argument(help="CSV files of yearly series, such as m3_yearly.csv.gz.")],
    to: Annotated[Path, typer.Option(help="File of the table.")] = Path("weights.json"),
    per_series: Annotated[int, typer.Option(min=1, help="Windows cut from each series.")] = 6,
    seed: Annotated[int, typer.Option(help="Seed of the windows.")] = 1,
) -> None:
    """Learn the weights of the default model from public panels, and write them as a table one can read."""
    from shkplan.learning import learn_prior

    typer.echo(f"{to}: {learn_prior(panels, to, per_series=per_series, seed=seed)['provenance']}")


def _tell_what_serves(done: str) -> None:
    """Say in one line that the shipped plans serve, where no workspace is."""
    from shkplan import places

    if places.workspace() is None:
        typer.echo(f"no workspace here: the shipped plans are {done}; `shkplan init` lays one out.", err=True)


def _split(names: str) -> Any:
    """``zh,en``, ``zh, en`` or ``zh，en`` as a list."""
    return [name.strip() for name in re.split("[,，、]", names) if name.strip()]


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """The entry of the installed command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a console that cannot show a Chinese character shows a question mark
            reconfigure(errors="replace")
    signal.signal(signal.SIGTERM, _interrupt)  # a scheduler that stops us finds nothing half done
    app()


if __name__ == "__main__":
    main()
