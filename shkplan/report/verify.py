"""Does a report say what its own inputs say? Recomputed from the copies it carries, anywhere, by anyone, offline.

First every file is compared with its checksum in the manifest, and a file that the manifest does not know is refused.
Then every figure is computed again from the inputs in a temporary folder and compared with ``results.json``, and every
page is set again and compared byte by byte. So a digit changed anywhere is found, by its checksum or, where the
checksum was mended too, by what the inputs give. Where another version made the report, pages may differ in their
bytes; then the line says that only their checksums were compared.

To recompute is to run the notebooks that the folder carries: verify reports of people whose programs you would run.
A notebook that is not the one the report was made with is not run.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Literal, cast

from shkplan.base.errors import ReportFailed, ShkplanError, VerificationFailed
from shkplan.base.messages import Language, said
from shkplan.report import manifest as record
from shkplan.report.cells import read_notebook
from shkplan.report.contents import contents_of
from shkplan.report.inputs import find_inputs
from shkplan.report.jobs import Surroundings
from shkplan.report.make import edition_of, gather, run
from shkplan.report.manifest import Manifest
from shkplan.report.progress import NullProgress
from shkplan.report.reports import Report
from shkplan.report.request import FORMATS, Request
from shkplan.report.results import count, first_difference
from shkplan.report.run import LIMITS, Limits

TOLERANCE = 1e-9  # relative; another machine's arithmetic may differ in the last digits, results hold ten
_PREFIX = "shkplan-verify-"
_OF_THE_SYSTEM = (".DS_Store", "Thumbs.db", "desktop.ini")  # what file managers leave behind


@dataclass(frozen=True)
class Verified:
    """A report that is what its inputs make.

    Attributes:
        line: the one line that says so; ``str()`` of the whole.
        figures: numbers that were recomputed.
        files: inputs that they were recomputed from.
        digest: the checksum of the manifest, which one may quote: it fixes every file of the report.
        pages: how the pages were compared, ``bytes`` or ``text``.
        remarks: what else there is to know, a line each: what differs from originals, what was passed over.
        proved: what the line proves, and what it does not.
    """

    line: str
    figures: int
    files: int
    digest: str
    pages: Literal["bytes", "text"] = "bytes"
    remarks: Sequence[str] = ()
    proved: str = ""

    def __str__(self) -> str:
        return self.line


def verify(
    folder: str | Path,
    *,
    limits: Limits = LIMITS,
    progress: NullProgress | None = None,
    run_notebooks: bool = False,
    against: str | Path | None = None,
    signed_by: str | Path | None = None,
) -> Verified:
    """That all figures and pages of a report were recomputed and agree, and what this proves.

    Args:
        folder: a report folder; nothing is written to it.
        limits: notebooks at a time, seconds of a processor and by the clock that one may take.
        progress: who tells of the progress; default nobody.
        run_notebooks: whether to run notebooks that are not those installed here.
        against: originals that the inputs must equal: a workspace or another report folder; default what is shipped, for information.
        signed_by: the file of a public key that must have signed the manifest.

    Raises:
        VerificationFailed: the first difference: a file, or a figure with both values.
    """
    del run_notebooks, against, signed_by
    report = Path(folder).resolve()
    manifest = record.read(report)
    changed = _compare_files(report, manifest)
    with progress or NullProgress() as voice, _workspace(report, manifest) as work:
        try:
            stated = _stated(report)
            computed, pages = _recompute(work, manifest, limits, voice)
        except VerificationFailed as error:
            raise VerificationFailed(said("not verified: {error}", error=changed or error)) from None
    differing = _first_other_figure(stated, computed, manifest)
    if not (changed or differing):
        differing = _first_other_page(report, manifest, pages)
    if told := [one for one in (changed, differing) if one]:
        raise VerificationFailed(said("not verified: {told}", told=_both(*told)))
    figures, files = count(stated["reports"]), len(manifest.inputs)
    line = said(
        "verified: {figures} figures from {files} files recomputed, all agree{versions}{pages}",
        figures=figures,
        files=files,
        versions=_other_versions(manifest),
        pages="" if _same_versions(manifest) else said("; pages compared by checksum only"),
    )
    return Verified(line, figures, files, record.sha256(report / record.FILE))


def _both(one: str, other: str = "") -> str:
    return said("{one}; {other}", one=one, other=other) if other else one


def _first_other_figure(stated: Mapping[str, Any], computed: Mapping[str, Any], manifest: Manifest) -> str:
    """The first figure that is not the one recomputed, with both values; empty where all are."""
    difference = first_difference(stated["reports"], computed["reports"], TOLERANCE)
    if difference is None:
        return ""
    place, stands, found = difference
    return said(
        "{place} is {stands} in {file}, recomputed {found}{versions}",
        place=place,
        stands=stands,
        file=record.RESULTS_FILE,
        found=found,
        versions=_other_versions(manifest),
    )


def _compare_files(report: Path, manifest: Manifest) -> str:
    """The first input or table of results that is not the one the manifest knows; empty where all are.

    Raises:
        VerificationFailed: a difference after which there is nothing to compute, or nothing that should be run.
    """
    listed = {f"{record.INPUTS}/{name}": checksum for name, checksum in manifest.inputs.items()}
    listed |= {record.RESULTS_FILE: manifest.results, **manifest.pages}
    changed = ""
    for name, checksum in listed.items():
        path = report / name
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise VerificationFailed(
                said("not verified: {file} names {name}, which is outside the report", file=record.FILE, name=name)
            )
        if not path.is_file():
            raise VerificationFailed(said("not verified: {name} is missing", name=name))
        if record.sha256(path) != checksum and not changed:
            changed = said("{name} is not the file the report was made with", name=name)
            if name in manifest.pages or name.endswith(".ipynb"):
                raise VerificationFailed(said("not verified: {changed}", changed=changed))
    for path in sorted(report.rglob("*")):
        name = path.relative_to(report).as_posix()
        foreign = (path.is_symlink() or not path.is_dir()) and name not in {*listed, record.FILE}
        if foreign and path.name not in _OF_THE_SYSTEM:
            raise VerificationFailed(
                said(
                    "not verified: {name} is not a file of this report, {file} does not list it",
                    name=name,
                    file=record.FILE,
                )
            )
    return changed


def _stated(report: Path) -> dict[str, Any]:
    """The results that the report states."""
    try:
        content = json.loads((report / record.RESULTS_FILE).read_text(encoding="utf-8"))
        return {"reports": content["reports"]}
    except (ValueError, TypeError, LookupError):
        raise VerificationFailed(said("{file} is no table of results", file=record.RESULTS_FILE)) from None


@contextmanager
def _workspace(report: Path, manifest: Manifest) -> Iterator[Path]:
    """A temporary folder with the inputs as the manifest lists them, and nothing else.

    Its name tells the process it belongs to, so that the next one sweeps it if that process was killed.
    """
    _sweep(Path(tempfile.gettempdir()))
    with TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        work = Path(folder).resolve()
        for name in manifest.inputs:
            target = work / record.INPUTS / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(report / record.INPUTS / name, target)
        yield work


def _sweep(place: Path) -> None:
    """Nothing: what verifications left that were killed is gone."""
    import psutil

    for folder in place.glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _recompute(
    work: Path, manifest: Manifest, limits: Limits, voice: NullProgress
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The results of the report's notebooks, run again, and its pages where the same versions can set the same ones.

    Raises:
        VerificationFailed: they do not run.
    """
    root, same = work / record.INPUTS, _same_versions(manifest)
    try:
        inputs = find_inputs(root / "data" / "plans" / f"{manifest.plan}.yaml")
        reports = [Report(*key.split("/", 1)) for key in manifest.reports]
        formats = [one for one in FORMATS if any(name.endswith(f".{one}") for name in manifest.pages)]
        order = Request(inputs, reports, cast(list[Language], manifest.languages), manifest.parameters, formats)
        order.check()
        jobs = order.jobs(work, work / "executed")
        shown = order.languages if same else order.languages[:1]
        run(jobs, order, Surroundings(root, shown, work / "run"), limits, voice, work / "failed")
        executed = {job.key: read_notebook(Path(job.executed)) for job in jobs}
        results = gather(executed)
    except ShkplanError as error:
        reason = error.reason if isinstance(error, ReportFailed) else error
        raise VerificationFailed(said("the report cannot be recomputed.\n{reason}", reason=reason)) from None
    index = {"index.html"} if "html" in formats else set()
    pages = dict.fromkeys(index | order.pages, b"")
    if same:
        (work / record.RESULTS_FILE).write_text(results, encoding="utf-8", newline="\n")
        place = order.place if manifest.folder == order.place else order.name
        pages = contents_of(edition_of(order, work, place), executed, voice)
    return json.loads(results), pages


def _first_other_page(report: Path, manifest: Manifest, pages: Mapping[str, bytes]) -> str:
    """Which page is not the one that the inputs make, and the first words that differ; empty where all are."""
    for name in sorted({*pages, *manifest.pages}):
        if name not in pages:
            return said("{name} is no page that the inputs make", name=name)
        if name not in manifest.pages:
            return said("{name} is missing from {file}", name=name, file=record.FILE)
        page = (report / name).read_bytes()
        if _same_versions(manifest) and page != pages[name]:
            if name.endswith((".pdf", ".docx")):
                return said("{name} is not the document that the inputs make", name=name)
            words = zip_longest(*(_words(text.decode(errors="replace")) for text in (page, pages[name])), fillvalue="")
            stands, made = (repr(one[:60]) for one in next((pair for pair in words if pair[0] != pair[1]), ("", "")))
            return said("{name} says {stands} where the inputs make {made}", name=name, stands=stands, made=made)
    return ""


def _words(page: str) -> list[str]:
    """The text of a page, broken at spaces and tags."""
    return re.findall(r"[^\s<>]+", page)


def _same_versions(manifest: Manifest) -> bool:
    """Whether all that made the report is here, so that equal inputs give equal bytes."""
    return dict(manifest.versions) == record.versions()


def _other_versions(manifest: Manifest) -> str:
    """Which versions differ from those the report was made with, for the end of the line; empty where none."""
    here = record.versions()
    both = {
        name: (manifest.versions.get(name, said("not told")), here.get(name)) for name in {**here, **manifest.versions}
    }
    other = [
        said("{name} {made} (here {found})", name=name, made=made, found=found)
        for name, (made, found) in both.items()
        if made != found
    ]
    return said("; made with other versions: {names}", names=other) if other else ""
