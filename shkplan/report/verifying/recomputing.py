"""The report made again from its own inputs, in a temporary folder: its figures, and its pages as its own versions would set them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from shkplan.base.errors import ReportFailed, ShkplanError, VerificationFailed
from shkplan.base.messages import Language, in_language, lines, said
from shkplan.files import paths
from shkplan.files.passing import passing_folder
from shkplan.report import manifest as record
from shkplan.report import results
from shkplan.report.cells import read_notebook
from shkplan.report.contents import contents_of
from shkplan.report.fields import quoted, strict
from shkplan.report.inputs import find_inputs
from shkplan.report.jobs import Surroundings
from shkplan.report.make import edition_of, gather, run
from shkplan.report.manifest import Manifest
from shkplan.report.progress import NullProgress
from shkplan.report.reports import Report
from shkplan.report.request import FORMATS, Request
from shkplan.report.run import Limits

_PREFIX = "shkplan-verify-"


@dataclass(frozen=True)
class Foreign:
    """Words of others in several lines, each marked as theirs, so that none of them passes for a line of ours."""

    words: Any

    def text(self, language: Language) -> str:
        told = self.words.text(language) if isinstance(self.words, ShkplanError) else in_language(self.words, language)
        return "\n".join(f"    | {quoted(line)}" for line in str(told).splitlines())


@dataclass(frozen=True)
class Recomputed:
    """What the inputs of a report make: its results, and its pages by their place."""

    results: Mapping[str, Any]
    pages: Mapping[str, bytes]


def stated(report: Path) -> Mapping[str, Any]:
    """The results that a report states, by page.

    Raises:
        VerificationFailed: the file is none that this library wrote.
    """
    text = (report / record.RESULTS_FILE).read_bytes().decode("utf-8", errors="replace")
    try:
        content = strict(text)
        assert set(content) == {"format", "reports"}
        assert results.document(content["reports"]) == text
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError):
        raise VerificationFailed(
            said("not verified: {file} is not a table of results", file=record.RESULTS_FILE)
        ) from None
    return dict(content["reports"])


def foreign_notebooks(report: Path, manifest: Manifest) -> list[str]:
    """The notebooks of a report that are not, byte for byte, those installed here."""
    ours = paths.shipped()
    names = [name for name in manifest.inputs if not name.startswith(f"{paths.DATA}/")]
    return [name for name in names if not _equal(report / record.INPUTS / name, ours / name)]


def _equal(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


@contextmanager
def workspace(report: Path, manifest: Manifest) -> Iterator[Path]:
    """A temporary folder with the inputs as the manifest lists them, and nothing else."""
    with passing_folder(_PREFIX) as work:
        for name in manifest.inputs:
            target = work / record.INPUTS / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(report / record.INPUTS / name, target)
        yield work


def order_of(work: Path, manifest: Manifest) -> Request:
    """What the report was asked for, found to be possible with its inputs.

    Raises:
        VerificationFailed: it is not, or the manifest tells of it what cannot be.
    """
    plan = work / record.INPUTS / paths.DATA / "plans" / f"{manifest.plan}.yaml"
    with _failing():
        if not plan.is_file():
            raise ReportFailed(said("{name} is missing", name=plan.relative_to(work).as_posix()))
        inputs = find_inputs(plan)
        reports = [Report(*key.split("/", 1)) for key in manifest.reports]
        formats = [one for one in FORMATS if any(name.endswith(f".{one}") for name in manifest.pages)]
        order = Request(inputs, reports, cast(list[Language], manifest.languages), manifest.parameters, formats)
        order.check()
        read = {place.as_posix() for place in inputs.files(reports)}
    if unread := sorted(manifest.inputs.keys() - read):
        told = "not verified: {name} is listed among the inputs, and no report on this plan takes it"
        raise VerificationFailed(said(told, name=quoted(f"{record.INPUTS}/{unread[0]}")))
    if manifest.folder not in (order.place, order.name):
        told = "not verified: {file}: folder: found {found}, expected {place} or {name}"
        found = quoted(manifest.folder)
        raise VerificationFailed(said(told, file=record.FILE, found=found, place=order.place, name=order.name))
    return order


def recompute(work: Path, order: Request, manifest: Manifest, limits: Limits, voice: NullProgress) -> Recomputed:
    """The results of the report's notebooks, run again, and its pages with the versions and the fingerprint that it states.

    Raises:
        VerificationFailed: they do not run.
    """
    with _failing():
        jobs = order.jobs(work, work / "executed")
        place = Surroundings(work / record.INPUTS, order.languages, work / "run")
        run(jobs, order, place, limits, voice, work / "failed")
        executed = {job.key: read_notebook(Path(job.executed)) for job in jobs}
        found = gather(executed)
        (work / record.RESULTS_FILE).write_text(found, encoding="utf-8", newline="\n")
        edition = edition_of(order, work, manifest.folder)
        executed = {key: _as_made(notebook, manifest.versions) for key, notebook in executed.items()}
        told = {
            name: manifest.versions[name]
            for name in {**edition.versions, **manifest.versions}
            if name in manifest.versions
        }
        pages = contents_of(replace(edition, versions=told, fingerprint=manifest.results), executed, voice)
    return Recomputed(json.loads(found)["reports"], pages)


def _as_made(notebook: Any, made: Mapping[str, str]) -> Any:
    """A notebook that tells the versions of its report where it tells those that are here: that they differ is no difference of pages."""
    text, here = json.dumps(notebook, ensure_ascii=False), record.versions()
    for name, version in made.items():
        if here.get(name, version) != version:
            text = re.sub(rf"(?<![\w-]){re.escape(f'{name} {here[name]}')}(?![\w.])", f"{name} {version}", text)
    return json.loads(text)


@contextmanager
def _failing() -> Iterator[None]:
    """A block in which whatever goes wrong means that the report cannot be recomputed."""
    try:
        yield
    except ShkplanError as error:
        reason = error.reason if isinstance(error, ReportFailed) else error
        told = said("not verified: the report cannot be recomputed, for the reason above")
        raise VerificationFailed(lines([Foreign(reason), told])) from None
