"""Does a report say what its own inputs say? Recomputed from the copies it carries, anywhere, by anyone, offline.

First the folder is held against its manifest: every entry of it is one that a manifest may have, every file has its checksum,
and there is no file beside these. Then every figure is computed again from the inputs in a temporary folder and compared with
``results.json``, and every page is set again: compared byte by byte where the versions are here that made the report, else by
all its words and numbers. So a digit changed anywhere is found, by its checksum or, where the checksum was mended too, by what
the inputs give.

To recompute is to run notebooks. Those are run that are installed here, where the folder's equal them; others only for whoever
asks for it, since they are programs. Without them the answer is that nothing is known of the pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from shkplan.base.errors import PagesNotCompared, VerificationFailed
from shkplan.base.messages import Said, lines, said
from shkplan.files import paths
from shkplan.report import manifest as record
from shkplan.report import signing
from shkplan.report.fields import quoted
from shkplan.report.manifest import Manifest
from shkplan.report.progress import NullProgress
from shkplan.report.request import Request
from shkplan.report.results import count, first_difference
from shkplan.report.run import LIMITS, Limits
from shkplan.report.verifying import recomputing
from shkplan.report.verifying.entries import held, links_and_devices
from shkplan.report.verifying.originals import AgainstOriginals, beside, root_of
from shkplan.report.verifying.quotes import TOLERANCE
from shkplan.report.verifying.reading import VersionsHere, compare

_SHOWN = 20  # findings told


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
        VerificationFailed: the first difference: a file, a figure with both values, or words of a page.
        PagesNotCompared: nothing differs, but pages could not be compared: notebooks that were not run, or another version's look.
        ParameterError: ``against`` or ``signed_by`` is not what is taken.
    """
    report = Path(folder).resolve()
    root = root_of(against) if against is not None else None
    manifest = record.read(report)
    if odd := links_and_devices(report):
        raise _failed(odd)
    if signed_by is not None:
        signing.check(report, signed_by)
    case = _Case(report, manifest, root, run_notebooks)
    with progress or NullProgress() as voice, recomputing.workspace(report, manifest) as work:
        found = case.recomputed(work, limits, voice)
    figures, files = count(found.results), len(manifest.inputs)
    return Verified(
        line=said(
            "verified: {figures} figures from {files} files recomputed, all agree{versions}{pages}",
            figures=figures,
            files=files,
            versions=case.versions.other,
            pages=case.pages,
        ),
        figures=figures,
        files=files,
        digest=record.sha256(report / record.FILE),
        pages="bytes" if case.versions.same else "text",
        remarks=case.remarks(signed_by),
        proved=case.proved(),
    )


def _failed(told: Sequence[str], before: Sequence[str] = ()) -> VerificationFailed:
    """The error that tells what was found: the first in the last line, more of it above."""
    above = [*before, *(said("    also: {told}", told=one) for one in told[1:_SHOWN])]
    last = said("not verified: {told}", told=told[0])
    return VerificationFailed(lines([*above, last]) if above else last)


class _Case:
    """One report being verified: what was found so far."""

    def __init__(self, report: Path, manifest: Manifest, root: Path | None, run_notebooks: bool) -> None:
        self._report, self._manifest, self._root = report, manifest, root
        self._held = held(report, manifest)
        if self._held.fatal:
            raise _failed(self._held.fatal)
        self._foreign = recomputing.foreign_notebooks(report, manifest)
        self._runs = run_notebooks or not self._foreign
        self.versions = VersionsHere(manifest.versions, record.versions())
        self._beside: AgainstOriginals | None = None
        self._drawn: Sequence[str] = ()

    def recomputed(self, work: Path, limits: Limits, voice: NullProgress) -> recomputing.Recomputed:
        """What the inputs make, which is what the report says.

        Raises:
            VerificationFailed: it is not.
            PagesNotCompared: nobody can tell.
        """
        wrong = [*self._held.changed]
        try:
            order = recomputing.order_of(work, self._manifest)
            wrong += self._against(work, order)
            states = recomputing.stated(self._report)
            if not self._runs:
                raise self._not_run(wrong)
            found = recomputing.recompute(work, order, self._manifest, limits, voice)
        except PagesNotCompared:
            raise
        except VerificationFailed as error:
            raise _failed(wrong) if wrong else error from None
        differing = self._first_other_figure(states, found.results)
        unsure = ""
        if not (wrong or differing):
            seen = compare(self._report, self._manifest, found.pages, self.versions)
            unsure, self._drawn = seen.unsure, seen.drawn
            differing = lines([seen.differing, self.versions.other], "") if seen.differing else ""
        if told := [*wrong, *filter(None, [differing])]:
            raise VerificationFailed(
                lines([*self._differences(), said("not verified: {told}", told=lines(told, "; "))])
            )
        if unsure:
            words = "not verified: pages: {unsure}; {figures} figures recomputed, all agree{versions}"
            told_ = said(words, unsure=unsure, figures=count(found.results), versions=self.versions.other)
            raise PagesNotCompared(told_)
        return found

    def _against(self, work: Path, order: Request) -> list[str]:
        """What differs from originals that were given; nothing where none were."""
        inputs = work / record.INPUTS
        self._beside = beside(inputs, order.inputs, order.reports, self._root or paths.shipped())
        if self._root is None or self._beside.same:
            return []
        found = self._beside
        first = next(iter(found.differing), None) or quoted(next(iter([*found.own, *found.lacking])))
        number = len(found.differing) + len(found.own) + len(found.lacking)
        return [said("inputs that differ from the originals: {count}, the first: {first}", count=number, first=first)]

    def _not_run(self, wrong: Sequence[str]) -> VerificationFailed:
        """The error that nothing was computed."""
        if wrong:
            return _failed(wrong, self._differences())
        told = (
            "not verified: pages: notebooks that are not those installed here ({names}) were not run, so nothing was recomputed; "
            "{files} files have the checksums of the manifest. Read the notebooks, then: --run-notebooks"
        )
        files = len(self._manifest.inputs) + len(self._manifest.pages) + 1
        names = [quoted(name) for name in self._foreign[:_SHOWN]]
        return PagesNotCompared(lines([*self._differences(), said(told, names=names, files=files)]))

    def _first_other_figure(self, states: Mapping[str, Any], found: Mapping[str, Any]) -> str:
        """The first figure that is not the one recomputed, with both values; empty where all are."""
        try:
            difference = first_difference(states, found, TOLERANCE)
        except OverflowError:  # a whole number that no computer takes for another
            difference = (record.RESULTS_FILE, said("too large"), said("a number"))
        if difference is None:
            return ""
        place, stands, made = (one if isinstance(one, Said) else quoted(one) for one in difference)
        return said(
            "{place} is {stands} in {file}, recomputed {found}{versions}",
            place=place,
            stands=stands,
            file=record.RESULTS_FILE,
            found=made,
            versions=self.versions.other,
        )

    def _differences(self) -> list[str]:
        """How the inputs stand to the originals, a line each, where it matters: originals were given, or notebooks not run."""
        if self._beside is None or (self._root is None and self._runs):
            return []
        return [] if self._beside.same else [*self._beside.lines(self._originals)]

    @property
    def _originals(self) -> Said:
        """What the originals are called."""
        return said("the originals") if self._root else said("this installation")

    @property
    def pages(self) -> str:
        """How the pages were compared, for the end of the line; empty where byte for byte."""
        if self.versions.same:
            return ""
        told = "; pages compared by all their words and numbers (unrounded ones to a relative {tolerance:g}){drawn}"
        drawn = (
            said("; not compared: how drawings and documents look in {names}", names=list(self._drawn[:_SHOWN]))
            if self._drawn
            else ""
        )
        return said(told, tolerance=TOLERANCE, drawn=drawn)

    def remarks(self, signed_by: str | Path | None) -> list[str]:
        """What else there is to know of a verified report, a line each."""
        told: list[str] = [*self._beside.lines(self._originals)] if self._beside else []
        if self._held.passed_over:
            names = [quoted(name) for name in self._held.passed_over]
            told.append(said("passed over, left by a file manager: {names}", names=names))
        if signed_by is not None:
            told.append(said("signed by the key in {file}", file=Path(signed_by).name))
        elif (self._report / signing.SIGNATURE).exists():
            told.append(said("{file} was not checked: --signed-by PUBLIC_KEY", file=signing.SIGNATURE))
        digest = record.sha256(self._report / record.FILE)
        return [*told, said("sha256 of {file}: {digest}", file=record.FILE, digest=digest)]

    def proved(self) -> Said:
        """What was proved, and what was not."""
        whose = _OTHERS if self._foreign else _INSTALLED
        return lines([said(_PROVED), said(whose), said(_NOT_PROVED)], " ")


_PROVED = "This proves that every file is the one listed in the manifest with this sha256, and that every figure and page is what the notebooks make of the inputs in the folder."
_INSTALLED = "The notebooks are those installed here."
_OTHERS = "The notebooks are the report's own: what they compute, only reading them can tell."
_NOT_PROVED = "It does not prove that the inputs are what was published: compare them with their sources, or with originals by --against. The times in the manifest and the warnings of notebooks are the maker's word; who the maker is, a signature tells."
