"""Does a report say what its own inputs say? Recomputed from the copies it carries, anywhere, by anyone, offline.

First every file is compared with its checksum in the manifest, then every figure is computed again from the inputs in
a temporary folder and compared with ``results.json``. So a digit changed in an observation is found by its checksum,
and a digit changed in the results is found even where the checksum was mended too.

To recompute is to run the notebooks that the folder carries: verify reports of people whose programs you would run.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from shkplan.errors import ParameterError, ReportFailed, VerificationFailed
from shkplan.messages import LANGUAGES, Language
from shkplan.report import manifest as record
from shkplan.report.batch import LIMITS, Limits
from shkplan.report.collect import count, first_difference
from shkplan.report.inputs import find_inputs
from shkplan.report.make import gather, run
from shkplan.report.manifest import Manifest
from shkplan.report.narration import Silence
from shkplan.report.order import Order
from shkplan.report.reports import Report

TOLERANCE = 1e-9  # relative; another machine's arithmetic may differ in the last digits, results hold ten


def verify(folder: str | Path, *, limits: Limits = LIMITS, narrator: Silence | None = None) -> str:
    """One line saying that all figures of a report were recomputed and agree.

    Args:
        folder: a report folder; nothing is written to it.
        limits: notebooks at a time, seconds a cell, seconds a notebook.
        narrator: who tells of the progress; default nobody.

    Raises:
        VerificationFailed: the first difference: a file, or a figure with both values.
    """
    report = Path(folder).resolve()
    manifest = record.read(report)
    _compare_files(report, manifest)
    stated = json.loads((report / record.RESULTS_FILE).read_text(encoding="utf-8"))
    with narrator or Silence() as voice, _workspace(report, manifest) as work:
        computed = json.loads(_recompute(work, manifest, limits, voice))
    difference = first_difference(stated["reports"], computed["reports"], TOLERANCE)
    if difference is not None:
        place, said, found = difference
        told = f"{place} is {said} in {record.RESULTS_FILE}, recomputed {found}{_other_versions(manifest)}"
        raise VerificationFailed(f"not verified: {told}")
    figures, files = count(stated["reports"]), len(manifest.inputs)
    return f"verified: {figures} figures from {files} files recomputed, all agree{_other_versions(manifest)}"


def _compare_files(report: Path, manifest: Manifest) -> None:
    """Every file against its checksum: inputs first, since all else follows from them."""
    listed = {f"{record.INPUTS}/{name}": checksum for name, checksum in manifest.inputs.items()}
    listed |= {record.RESULTS_FILE: manifest.results, **manifest.pages}
    for name, checksum in listed.items():
        path = report / name
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise VerificationFailed(f"not verified: {record.FILE} names {name}, which is outside the report")
        if not path.is_file():
            raise VerificationFailed(f"not verified: {name} is missing")
        if record.sha256(path) != checksum:
            raise VerificationFailed(f"not verified: {name} is not the file the report was made with")


@contextmanager
def _workspace(report: Path, manifest: Manifest) -> Iterator[Path]:
    """A temporary folder with the inputs as the manifest lists them, and nothing else."""
    with TemporaryDirectory(prefix="shkplan-verify-", ignore_cleanup_errors=True) as folder:
        work = Path(folder).resolve()
        for name in manifest.inputs:
            target = work / record.INPUTS / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(report / record.INPUTS / name, target)
        yield work


def _recompute(work: Path, manifest: Manifest, limits: Limits, voice: Silence) -> str:
    """The results of the report's notebooks, run again in its first language; the others were found equal to it."""
    root = work / record.INPUTS
    inputs = find_inputs(root / "data" / "plans" / f"{manifest.plan}.yaml")
    reports = [Report(*key.split("/", 1)) for key in manifest.reports]
    languages: list[Language] = [one for one in LANGUAGES if one in manifest.languages][:1]
    order = Order(inputs, reports, languages, manifest.parameters)
    try:
        order.check()
        jobs = order.jobs(work, limits.cell)
        run(jobs, root, limits, voice, work / "failed")
        return gather(jobs)
    except (ParameterError, ReportFailed) as error:
        reason = str(error).split("\nWhat is left of them")[0]
        raise VerificationFailed(f"not verified: the report cannot be recomputed.\n{reason}") from None


def _other_versions(manifest: Manifest) -> str:
    """Which versions differ from those the report was made with, for the end of the line; empty where none."""
    here: Mapping[str, Any] = record.versions()
    other = [
        f"{name} {made} (here {here.get(name)})" for name, made in manifest.versions.items() if here.get(name) != made
    ]
    return f"; made with other versions: {', '.join(other)}" if other else ""
