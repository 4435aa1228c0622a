"""From a report to its bundle: one file that is the same to the byte wherever it is made from the same inputs and versions.

A report that is there already is taken as it is, its times included. One that is made for its bundle has no time of its own: what
its manifest tells of times is the day of the report, or what the variable ``SOURCE_DATE_EPOCH`` says, the convention of
reproducible builds.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from shkplan.base.errors import ParameterError, ReportFailed, ShkplanError
from shkplan.base.messages import said
from shkplan.bundle.parts import LOCK, SUMS, WHEELS, derived_parts, report_files, shipped_file, sums_of
from shkplan.bundle.wheelhouse import fetch_wheels
from shkplan.files.atomic import replace_all
from shkplan.files.packing import packed, quoted_name
from shkplan.files.passing import passing_folder
from shkplan.files.paths import kept_inside, workspace
from shkplan.report import manifest as record
from shkplan.report.make import make_report
from shkplan.report.progress import NullProgress, out_folder
from shkplan.report.verifying.entries import held, links_and_devices
from shkplan.workspace.archive import archive_folder

ENDING = ".zip"
_EPOCH = "SOURCE_DATE_EPOCH"
_PREFIX = "shkplan-bundle-"


def make_bundle(
    out: str | Path,
    plan: str | Path | None = None,
    *,
    report: str | Path | None = None,
    wheelhouse: bool = False,
    progress: NullProgress | None = None,
    **asked: Any,
) -> Path:
    """The file of a new bundle; an earlier one of that name is replaced once the new one is whole.

    Args:
        out: the file, which ends in ``.zip``.
        plan: an id or a path; default the only plan of the workspace.
        report: the folder of a finished report to take; default a new one is made.
        wheelhouse: whether the packages of the software go in, for machines without a network; fetching them needs one.
        progress: who tells of the progress; default nobody.
        **asked: as for :func:`shkplan.report.make.make_report`: ``as_of``, ``languages``, ``reports``, ``formats`` and so on.

    Raises:
        ParameterError: the file or the report is none to be taken; nothing was written.
        DataError, ReportFailed: as of a report.
        ShkplanError: packages that could not be fetched.
    """
    target, voice = _target(Path(out)), progress or NullProgress()
    if report is not None and (plan is not None or asked):
        raise ParameterError(
            said("an existing report is packed unchanged: give --from alone, without options for a new report.")
        )
    with passing_folder(_PREFIX) as work:
        wheels: dict[str, Path] = {}
        if wheelhouse:
            voice.step(said("fetching the packages of the software"))
            (work / WHEELS).mkdir()
            wheels = fetch_wheels(shipped_file(LOCK).decode(), work / WHEELS)
        folder = sound_report(Path(report)) if report is not None else _made(plan, work, voice, asked)
        replace_all({target: bundle_of(folder, wheels)})
    return target


def bundle_of(folder: Path, wheels: Mapping[str, Path] | None = None) -> bytes:
    """The bundle of a finished report, as bytes."""
    contents: dict[str, bytes | Path] = {**report_files(folder), **derived_parts(folder, wheels)}
    contents |= {f"{WHEELS}/{name}": path for name, path in (wheels or {}).items()}
    return packed({**contents, SUMS: sums_of(contents)})


def _target(out: Path) -> Path:
    """The file to write, found to be one that can be."""
    if out.suffix.lower() != ENDING:
        raise ParameterError(said("out: found {name}, expected a file that ends in .zip.", name=quoted_name(out.name)))
    if out.is_dir() or not out.parent.is_dir():
        told = "out: {folder} is not a folder that a file could be put into. Make it first, or name another place."
        raise ParameterError(said(told, folder=out if out.is_dir() else out.parent))
    return kept_inside(out)


def _made(plan: str | Path | None, work: Path, voice: NullProgress, asked: Mapping[str, Any]) -> Path:
    """A report made for its bundle, with the times of the convention."""
    moment = _given_moment()
    try:
        archive = (
            archive_folder(out_folder()) if workspace() else False
        )  # that of the workspace, not of the passing folder
        made = make_report(plan, out=work / "reports", archive=archive, progress=voice, **asked)
    except ReportFailed as error:  # what is left of it stands in the passing folder
        told = "{error}\nNothing was written. `shkplan report` with the same options keeps what is left of a failed notebook."
        raise ReportFailed(said(told, error=error.reason)) from None
    told_time = moment or f"{made.manifest.parameters['as_of']}T00:00:00+00:00"
    replace(made.manifest, started=told_time, ended=told_time).write(made.path)
    return made.path


def _given_moment() -> str:
    """The time that the environment gives for what is made; empty where it gives none.

    Raises:
        ParameterError: what it gives is no number of seconds.
    """
    text = os.environ.get(_EPOCH, "")
    try:
        return dt.datetime.fromtimestamp(int(text), dt.UTC).isoformat(timespec="seconds") if text else ""
    except (ValueError, OverflowError, OSError):
        told = "{variable}: found {text}, expected seconds since 1970 such as 1688083200."
        raise ParameterError(said(told, variable=_EPOCH, text=quoted_name(text))) from None


def sound_report(folder: Path) -> Path:
    """The folder, found to hold one report and nothing else, each file as its manifest says.

    Raises:
        ShkplanError: the first file that is missing, changed or foreign.
        VerificationFailed: there is no manifest.
    """
    folder = folder.resolve()
    manifest = record.read(folder)
    wrong = links_and_devices(folder)
    if not wrong:
        found = held(folder, manifest)
        wrong = [*found.fatal, *found.changed, *(quoted_name(name) for name in found.passed_over)]
    if wrong:
        raise ShkplanError(
            said(
                "{folder} is not bundled: {told}. Remove what does not belong there, or make the report again.",
                folder=folder,
                told=wrong[0],
            )
        )
    return folder
