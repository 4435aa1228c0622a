"""From an order to a finished report folder: check, copy the inputs, run the notebooks, gather, set the pages.

::

    <out>/<plan>/<as-of>[+<scenario>]/
        index.html   zh/overview.html ...   en/overview.html ...
        results.json     every number shown          manifest.json     what it was made from and with
        inputs/          plan, observations, scenarios and notebooks, exactly as used
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from shkplan.base.errors import ParameterError, ReportFailed, ShkplanError, UnknownName
from shkplan.base.messages import LANGUAGES, Language, lines, said
from shkplan.display.setting import spoken
from shkplan.report import manifest as record
from shkplan.report.archiving import keep_forecasts
from shkplan.report.beforehand import check_data, check_scenario
from shkplan.report.cells import read_notebook, warnings
from shkplan.report.contents import contents_of
from shkplan.report.failures import explain, place_of
from shkplan.report.folder import built_aside, no_room
from shkplan.report.inputs import find_inputs
from shkplan.report.jobs import Outcome, Surroundings, run_all
from shkplan.report.memory import memory_of
from shkplan.report.parameters import Value
from shkplan.report.places import lose_nothing, places
from shkplan.report.progress import NullProgress, out_folder, sentence
from shkplan.report.render import Edition
from shkplan.report.reports import ALL, chosen
from shkplan.report.request import DOCUMENTS, USUAL, Request, complete
from shkplan.report.results import collect, document
from shkplan.report.run import LIMITS, OUT_OF_ROOM, Job, Limits
from shkplan.report.store import NAME, Store
from shkplan.report.unchanged import Unchanged
from shkplan.workspace.archive import archive_folder
from shkplan.workspace.load import plan_ids

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReportFolder:
    """A finished report.

    Attributes:
        path: its folder.
        made: how many of its notebooks were run.
        kept: how many were still what an earlier run had made.
    """

    path: Path
    made: int = 0
    kept: int = 0

    @property
    def index(self) -> Path:
        """What to open first: the page that leads to all others, or where there are no pages the document to print."""
        pages = self.path / "index.html"
        whole = [path for name in DOCUMENTS.values() for path in sorted(self.path.glob(f"*/{name}"))]
        return pages if pages.is_file() or not whole else whole[0]

    @property
    def results(self) -> dict[str, Any]:
        """Every number shown: report -> what is shown, in order."""
        text = (self.path / record.RESULTS_FILE).read_text(encoding="utf-8")
        return dict(json.loads(text)["reports"])

    @property
    def manifest(self) -> record.Manifest:
        return record.read(self.path)


Recorder = Callable[[Request, Callable[[], ReportFolder]], ReportFolder]


def make_report(
    plan: str | Path | None = None,
    *,
    as_of: str | dt.date = "today",
    languages: Sequence[Language] = LANGUAGES,
    reports: Sequence[str] = (),
    indicators: Sequence[str] = (ALL,),
    formats: Sequence[str] = USUAL,
    out: str | Path | None = None,
    archive: bool | Path = True,
    limits: Limits = LIMITS,
    progress: NullProgress | None = None,
    fresh: bool = False,
    **parameters: Value,
) -> ReportFolder:
    """The finished folder with the reports on a plan.

    Args:
        plan: an id or a path; default the only plan of the workspace.
        as_of: the day whose knowledge counts: a date, ISO text or ``"today"``.
        languages: of the pages; the numbers are found once.
        reports: ``"overview"``, ``"targets"``, ``"indicator"``, ``"data"``, ``"scenarios"``, ``"evaluation"``,
            ``"vision"``, ``"calibration"``; default all.
        indicators: ids for the report on one indicator; default all of the plan.
        formats: ``"html"`` for pages, ``"pdf"`` and ``"docx"`` (Word) for the whole report as one document; default the first two.
        out: default ``reports`` in the workspace, or here where there is none.
        archive: whether its forecasts are kept in the archive of the workspace, or the folder of another archive.
        limits: notebooks at a time, seconds of a processor and by the clock that one may take.
        progress: who tells of the progress; default nobody.
        fresh: whether all of it is made anew, also what earlier runs made of the same inputs; the report is the same either way.
        **parameters: ``region``, ``to``, ``model``, ``seed``, ``scenario`` of the notebooks, and ``scenarios``, a list of those that
            are compared; none: all of the plan.

    Raises:
        ParameterError: parameters that no notebook takes, or an earlier report would lose pages; nothing was run.
        DataError: mistakes in the plan, the observations or the scenarios.
        ReportFailed: a notebook failed; the final place is untouched, the evidence is kept beside it.
    """
    order = ordered(plan, as_of, languages, reports, indicators, formats, **parameters)
    return _made(order, out, limits, progress or NullProgress(), archive, fresh=fresh)


def make_reports(
    plan: str | Path | None = None,
    *,
    out: str | Path | None = None,
    archive: bool | Path = True,
    limits: Limits = LIMITS,
    progress: NullProgress | None = None,
    fresh: bool = False,
    recorded: Recorder | None = None,
    **asked: Any,
) -> Iterator[ReportFolder]:
    """The finished folders with the reports on every plan there is, made one after the other, each when it is asked for.

    One that fails keeps none of the others from its place; what failed is told at the end, together.

    Args:
        plan: an id or a path, for the reports on one plan; default every plan of the workspace, else all that are shipped.
        out, archive, limits, progress, fresh, **asked: as for :func:`make_report`.
        recorded: who makes each report by calling what it is given, and writes down what became of it; default nobody.

    Raises:
        ParameterError: as for :func:`make_report`, for any of the plans; nothing was run.
        ReportFailed: at the end, which reports could not be made and why; with one plan, as for :func:`make_report`.
    """
    names: list[str | Path | None] = [plan] if plan is not None else [*plan_ids()] or [None]
    orders, refused = [], []
    for name in names:
        try:
            order = ordered(name, **asked)
            lose_nothing(order, places(order, out)[0])
            orders.append(order)
        except (ParameterError, UnknownName) as error:
            if len(names) == 1:
                raise
            refused.append(said("{name}: {error}", name=name, error=error))
    if refused:
        refused.append(said("Name one of the {count} plans if you mean only that.", count=len(names)))
        raise ParameterError(lines(refused))
    made = partial(_made, out=out, limits=limits, progress=progress or NullProgress(), archive=archive, fresh=fresh)
    return _each(orders, made, recorded or (lambda _, make: make()))


def _each(
    orders: Sequence[Request], make: Callable[[Request], ReportFolder], recorded: Recorder
) -> Iterator[ReportFolder]:
    """The reports that can be made, one after the other; then the failures of the others, if any."""
    failed = []
    for order in orders:
        try:
            made = recorded(order, partial(make, order))
        except (ShkplanError, OSError) as error:
            if len(orders) == 1:
                raise
            failed.append(said("{name}: {error}", name=order.inputs.plan.id, error=error))
        else:
            yield made
    if failed:
        told = said("{count} of {total} reports failed.", count=len(failed), total=len(orders))
        raise ReportFailed(lines([*failed, told], "\n\n"))


def ordered(
    plan: str | Path | None,
    as_of: str | dt.date = "today",
    languages: Sequence[Language] = LANGUAGES,
    reports: Sequence[str] = (),
    indicators: Sequence[str] = (ALL,),
    formats: Sequence[str] = USUAL,
    **parameters: Value,
) -> Request:
    """What is asked for, found to be possible."""
    inputs = find_inputs(plan)
    values, spoken = complete(inputs, as_of, parameters), list(dict.fromkeys(languages))
    order = Request(inputs, chosen(inputs.plan, reports, indicators), spoken, values, list(dict.fromkeys(formats)))
    order.check()
    return order


def _made(
    order: Request, out: str | Path | None, limits: Limits, progress: NullProgress, archive: bool | Path, *, fresh: bool
) -> ReportFolder:
    final, place = places(order, out)
    store = Store(final.parent.parent / NAME, reads=not fresh)
    with progress as voice:
        voice.step(said("checking plans, observations and scenarios"))
        check_data(order.inputs.root, voice)
        check_scenario(order)
        with built_aside(final, voice.step) as folder:
            lose_nothing(order, final)
            made = _build(order, folder, final, place, limits, voice, store)
        if archive:
            shelf = archive if isinstance(archive, Path) else archive_folder(out_folder(out))
            keep_forecasts(order, final, shelf, voice)
    store.sweep()
    shutil.rmtree(place_of(final), ignore_errors=True)
    _log.info("%s", spoken(said("made {folder}", folder=final)))
    return ReportFolder(final, made, len(order.reports) - made)


def _build(
    order: Request, fresh: Path, final: Path, place: str, limits: Limits, voice: NullProgress, store: Store
) -> int:
    """Fill a fresh folder with everything a report holds; how many of its notebooks were run."""
    started = record.now()
    order.inputs.copy(fresh / record.INPUTS, order.reports)
    inputs = record.checksums(fresh / record.INPUTS, fresh / record.INPUTS)
    scratch = fresh / "run"
    jobs = order.jobs(fresh, scratch / "executed")
    shared = {"languages": list(order.languages), "with": record.versions()}
    unchanged = Unchanged(store, order.inputs, str(order.values["as_of"]), shared, inputs)
    memory = memory_of(store, unchanged.around)
    surroundings = Surroundings(fresh / record.INPUTS, order.languages, scratch, memory)
    made = run(jobs, order, surroundings, limits, voice, place_of(final), unchanged)
    executed = {job.key: read_notebook(Path(job.executed)) for job in jobs}
    shutil.rmtree(scratch, ignore_errors=True)
    record.write_text(fresh / record.RESULTS_FILE, gather(executed))
    edition = edition_of(order, fresh, place)
    for name, content in contents_of(edition, executed, voice, store).items():
        (fresh / name).parent.mkdir(exist_ok=True)
        (fresh / name).write_bytes(content)
    warned = {key: warnings(notebook) for key, notebook in executed.items()}
    told = _manifest(edition, fresh, started, {key: words for key, words in warned.items() if words})
    replace(told, replaces=record.replaced(final, edition.fingerprint)).write(fresh)
    return made


def run(
    jobs: Sequence[Job],
    order: Request,
    place: Surroundings,
    limits: Limits,
    voice: NullProgress,
    evidence: Path,
    unchanged: Unchanged | None = None,
) -> int:
    """Run all jobs whose notebook no earlier run has made, telling of each; those that failed are kept under ``evidence``.

    Returns:
        How many were run.

    Raises:
        ReportFailed: which failed and why, and where the evidence is.
    """
    missing = [job for job in jobs if unchanged is None or not unchanged.take(job)]
    if len(missing) < len(jobs):
        kept = len(jobs) - len(missing)
        voice.step(said("{kept} of {total} notebooks are unchanged since an earlier run", kept=kept, total=len(jobs)))
    voice.started(len(missing))
    failed: list[Outcome] = []
    with closing(run_all(missing, place, limits, order.values)) as outcomes:
        for outcome in outcomes:
            voice.ended(outcome)
            _log.log(logging.ERROR if outcome.failure else logging.INFO, "%s", spoken(sentence(outcome)))
            if outcome.failure:
                failed.append(outcome)
            elif unchanged is not None:
                unchanged.keep(outcome.job)
            if outcome.failure and outcome.failure.error == OUT_OF_ROOM:
                raise no_room(evidence.parent)
    if failed:
        raise explain(failed, len(jobs), evidence)
    return len(missing)


def gather(executed: Mapping[str, Any]) -> str:
    """``results.json`` of executed notebooks, given by the key of their report.

    Raises:
        ReportFailed: a number that is none.
    """
    return document({key: collect(notebook, key) for key, notebook in executed.items()})


def edition_of(order: Request, fresh: Path, place: str) -> Edition:
    """What all pages of an order have in common, once its results stand in a folder.

    Args:
        order: what was run.
        fresh: the folder.
        place: the final folder, as its reader would type it.
    """
    return Edition(
        plan=order.inputs.plan,
        folder=place,
        parameters=order.values,
        languages=order.languages,
        reports=order.reports,
        scenario=order.scenario,
        fingerprint=record.sha256(fresh / record.RESULTS_FILE),
        versions=record.versions(),
        formats=order.formats,
    )


def _manifest(edition: Edition, fresh: Path, started: str, said: dict[str, str]) -> record.Manifest:
    whole = (path for name in DOCUMENTS.values() for path in fresh.glob(f"*/{name}"))
    pages = sorted([*fresh.glob("*.html"), *fresh.glob("*/*.html"), *whole], key=lambda path: path.as_posix())
    return record.Manifest(
        plan=edition.plan.id,
        folder=edition.folder,
        parameters=edition.parameters,
        languages=list(edition.languages),
        reports=[report.key for report in edition.reports],
        pages={path.relative_to(fresh).as_posix(): record.sha256(path) for path in pages},
        inputs=record.checksums(fresh / record.INPUTS, fresh / record.INPUTS),
        results=edition.fingerprint,
        versions=edition.versions,
        started=started,
        ended=max(started, record.now()),  # a clock may be set back meanwhile
        warnings=said,
    )
