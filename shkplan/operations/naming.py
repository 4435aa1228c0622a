"""Which run a word means: a day, a report and a day, latest, previous, an id, or a folder."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from shkplan.base.errors import ParameterError, UnknownName, VerificationFailed, nearest
from shkplan.base.messages import Said, lines, said
from shkplan.files import paths
from shkplan.operations.runs import Run, RunLog
from shkplan.report import manifest
from shkplan.report.fields import is_plain, quoted

__all__ = ["find_run", "folder_of", "run_of_folder"]

_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_LATEST, _PREVIOUS = "latest", "previous"
_SHOWN = 12  # runs at a time


def find_run(text: str, log: RunLog, reports: Path) -> Run:
    """The run that a word means, of those whose report stands; by its id any run that succeeded.

    Args:
        text: a day or its beginning such as 2026-09, ``NAME@2026-09``, ``latest``, ``previous`` (also ``NAME@previous``), the name of a
            report for its latest, the id of a run, or the folder of a report, which need not be in the log.
        log: the log of runs.
        reports: the folder of all reports.

    Raises:
        ParameterError: no run is meant, or several: with those there are.
    """
    word = text.strip()
    by_id = [run for run in log.runs if run.succeeded and run.id == word]
    if by_id:
        return by_id[-1]
    name, at, when = word.rpartition("@")
    chosen = [run for run in log.standing if not at or name in (run.report, run.plan)]
    if at and not chosen:
        raise UnknownName("report", name, {run.report or run.plan for run in log.standing})
    found = _by_time(when, chosen) or _by_name(word, log.standing)
    if not found and not at and is_plain(word):
        found = _by_folder(word, log, reports)
    return _the_one(word, found, log)


def folder_of(run: Run, reports: Path) -> Path:
    """Where the report of a run stands.

    Args:
        run: one that succeeded.
        reports: the folder of all reports, within its workspace.
    """
    path = Path(run.folder)
    return path if path.is_absolute() else (paths.workspace(reports) or reports.parent) / path


def run_of_folder(folder: Path, reports: Path) -> Run:
    """The run that made a folder the log does not know, from its manifest.

    Raises:
        VerificationFailed: it holds no manifest that can be read.
    """
    found = manifest.read(folder)
    started, ended = (dt.datetime.fromisoformat(moment) for moment in (found.started, found.ended))
    root, place = paths.workspace(reports) or reports.parent, paths.resolved(folder)
    return Run(
        id=f"{started.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}-{found.plan}",
        plan=found.plan,
        as_of=dt.date.fromisoformat(str(found.parameters["as_of"])),
        state="succeeded",
        started=started,
        ended=ended,
        seconds=max(0.0, (ended - started).total_seconds()),
        folder=place.relative_to(root).as_posix() if place.is_relative_to(root) else place.as_posix(),
        languages=tuple(found.languages),
        formats=tuple(dict.fromkeys(page.rpartition(".")[2] for page in found.pages)),
        results=found.results,
        manifest=manifest.sha256(folder / manifest.FILE),
        made=len(found.reports),
        shkplan=found.versions.get("shkplan", ""),
    )


def _newest_first(runs: Iterable[Run]) -> list[Run]:
    return sorted(runs, key=lambda run: (run.as_of, run.started), reverse=True)


def _by_time(when: str, runs: Sequence[Run]) -> list[Run]:
    """Runs of a day, or of the days that begin so; the latest; the one before it of the same report."""
    if when == _LATEST:
        return _newest_first(runs)[:1]
    if when == _PREVIOUS:
        newest = _newest_first(runs)
        same = [run for run in newest[1:] if (run.report, run.plan) == (newest[0].report, newest[0].plan)]
        return same[:1]
    if not _DAY.fullmatch(when):
        return []
    return [run for run in runs if f"{run.as_of.isoformat()}-".startswith(f"{when}-")]


def _by_name(word: str, runs: Sequence[Run]) -> list[Run]:
    """The latest of a report, by its name; or the runs whose id begins so."""
    named = _newest_first(run for run in runs if run.report == word)
    if named:
        return named[:1]
    return [run for run in runs if len(word) >= len("20261003T") and run.id.startswith(word)]


def _by_folder(word: str, log: RunLog, reports: Path) -> list[Run]:
    """The run whose report stands in a folder, named from here, from the workspace or from the folder of all reports on."""
    root = paths.workspace(reports) or reports.parent
    for base in (Path.cwd(), root, reports):
        folder = paths.resolved(base / word)
        if (folder / manifest.FILE).is_file():
            known = [run for run in log.standing if paths.resolved(folder_of(run, reports)) == folder]
            try:
                return known or [run_of_folder(folder, reports)]
            except (VerificationFailed, ValueError, LookupError) as error:
                told = "RUN: {word} holds a report that cannot be read: {error}"
                raise ParameterError(said(told, word=word, error=error)) from None
    return []


def _the_one(word: str, found: Sequence[Run], log: RunLog) -> Run:
    if len(found) == 1:
        return found[0]
    word = quoted(word)
    if found:
        told = said("RUN: {word} means {count} reports. Name one of them by its id:", word=word, count=len(found))
        raise ParameterError(lines([told, *map(_line, _newest_first(found)[:_SHOWN])]))
    if not log.standing:
        raise ParameterError(said("RUN: found {word}, but no report stands here yet.", word=word))
    gone = [run for run in log.runs if run.succeeded and run.id in log.removed and _by_time(word, [run])]
    if gone:
        raise ParameterError(said("RUN: the report of {word} was removed, since its retention had passed.", word=word))
    known = [run.report for run in log.standing if run.report]
    near = nearest(word, dict.fromkeys([*known, *(run.as_of.isoformat() for run in log.standing)]))
    expected = "RUN: found {word}, expected a day such as 2026-09-30, NAME@2026-09, latest, previous, an id or a folder. There are:"
    runs = [
        run for run in _newest_first(log.standing) if not near or run.report in near or run.as_of.isoformat() in near
    ]
    raise ParameterError(lines([said(expected, word=word), *map(_line, runs[:_SHOWN])]))


def _line(run: Run) -> Said:
    """A run as one line of a list."""
    return said("    {id}  {day}  {folder}", id=run.id, day=run.as_of.isoformat(), folder=run.folder)
