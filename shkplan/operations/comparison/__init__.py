"""What has changed from one report to the next, and why: ``compare_reports(RUN1, RUN2)`` gives a :class:`ReportComparison`.

Both reports are computed again from the inputs they carry, then the parts of the later one are brought in one after the other
(:mod:`~shkplan.operations.comparison.tracing`). What is left between a report as it was recorded and as it is computed here is the work
of another version of the library, and named so.
"""

from __future__ import annotations

from pathlib import Path

from shkplan.base.errors import ParameterError
from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.files.passing import passing_folder
from shkplan.operations.comparison.comparing import Comparing
from shkplan.operations.comparison.finding import find_reports
from shkplan.operations.comparison.recorded import recorded, side_of
from shkplan.operations.comparison.sides import Pair, Side
from shkplan.operations.comparison.values import CauseOfChange, TargetChange, TargetState
from shkplan.operations.comparison.whole import ComparedReport, ReportComparison
from shkplan.operations.history import PastReport
from shkplan.report import manifest as record
from shkplan.report.manifest import Manifest
from shkplan.report.progress import NullProgress

__all__ = ["CauseOfChange", "ReportComparison", "TargetChange", "TargetState", "compare_folders", "compare_reports"]

_PREFIX = "shkplan-changes-"


def compare_reports(
    before: str,
    after: str = "latest",
    *,
    reports: str | Path | None = None,
    plan: str | None = None,
    region: str | None = None,
    progress: NullProgress | None = None,
) -> ReportComparison:
    """What has changed from one report to another.

    Args:
        before, after: each a day or its beginning such as 2026-09, NAME@2026-09, ``latest``, ``previous``, the id of a run, or a folder.
        reports: the folder of all reports; default ``reports`` in the workspace.
        plan, region: of which reports are looked for.
        progress: who tells of the progress; default nobody.

    Raises:
        UnknownName: no such report, plan or region; with those there are.
        ParameterError: several reports of that name, or two of different plans or regions.
        VerificationFailed: the folder of one is not as its manifest lists it.
    """
    one, other = find_reports((before, after), reports, plan, region)
    return compare_folders(one, other, progress=progress)


def compare_folders(before: PastReport, after: PastReport, *, progress: NullProgress | None = None) -> ReportComparison:
    """What has changed from one report to another, both standing.

    Raises:
        ParameterError: they are of different plans or regions, or one and the same.
        VerificationFailed: the folder of one is not as its manifest lists it.
    """
    sides = [(_place(one), _manifest(one)) for one in (before, after)]
    _refuse(sides[0], sides[1])
    with progress or NullProgress() as voice, passing_folder(_PREFIX) as work:
        voice.step(said("reading both reports"))
        was, now = (recorded(*one) for one in sides)
        read = [side_of(*one, work / str(at)) for at, one in enumerate(sides)]
        pair = Pair(*read)
        told = (_told(before, sides[0][1], read[0]), _told(after, sides[1][1], read[1]))
        return Comparing(pair, (was, now), told, voice).comparison()


def _refuse(one: tuple[Path, Manifest], other: tuple[Path, Manifest]) -> None:
    """Refuse two reports that cannot be compared.

    Raises:
        ParameterError: they are of different plans or regions, or one and the same.
    """
    if paths.resolved(one[0]) == paths.resolved(other[0]):
        raise ParameterError(said("diff: both are the same report, {folder}. Name two.", folder=paths.shown(one[0])))
    for words, values in (
        ("diff: found reports on the plans {one} and {other}, expected two on one plan.", [side.plan for _, side in (one, other)]),
        ("diff: found reports on the regions {one} and {other}, expected two on one region.", [str(side.parameters.get("region")) for _, side in (one, other)]),
    ):  # fmt: skip
        if values[0] != values[1]:
            raise ParameterError(said(words, one=values[0], other=values[1]))


def _place(one: PastReport) -> Path:
    assert one.place is not None
    return one.place


def _manifest(one: PastReport) -> Manifest:
    return one.manifest if one.manifest is not None else record.read(_place(one))


def _told(one: PastReport, manifest: Manifest, side: Side) -> ComparedReport:
    title = side.scenario.title if side.scenario is not None else None
    return ComparedReport(one.id, side.day, manifest.parameters, manifest.results, manifest.versions, paths.shown(_place(one)), title)  # fmt: skip
