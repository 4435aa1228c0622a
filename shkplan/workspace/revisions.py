"""The revisions of a plan's targets, from ``data/revisions/<plan>.yaml`` beside the plan: read with it, and added to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from shkplan.base.errors import DataError, Mistake, Place
from shkplan.base.messages import said
from shkplan.base.recent import Recent
from shkplan.base.typed import Misfits, suggested
from shkplan.files import paths
from shkplan.files.records import PlaceOf, load, mistakes_from, place_in
from shkplan.register.plan import Plan
from shkplan.register.revisions import RevisionFile, with_revisions
from shkplan.workspace.folders import KINDS, of_one_id, read_from

__all__ = ["REVISIONS", "applied", "folder_of", "revised", "revision_files", "revision_mistakes"]

REVISIONS = "revisions"  # below the data
_MADE: Recent[tuple[int, int], tuple[Plan, RevisionFile, Plan]] = Recent()  # a plan that was read once is one value


def folder_of(plan_file: Path, data: Path) -> Path:
    """Where the revisions of a plan lie: in the workspace of its file, else in ``data``."""
    whole = paths.resolved(plan_file.parent)
    return whole.parent / REVISIONS if whole.name == "plans" else data / REVISIONS


def revision_files(folder: Path, plan: str) -> list[Path]:
    """The file of the revisions of a plan; none where no target of it was revised."""
    return [path for path in read_from(folder, KINDS["revisions"]) if path.stem == plan]


def revised(plan: Plan, folder: Path) -> Plan:
    """The plan with its approved revisions as versions of their targets; itself where there are none.

    Raises:
        DataError: mistakes in the file, or entries that do not fit the plan, all of them; or two files.
    """
    files = revision_files(folder, plan.id)
    if not files:
        return plan
    if len(files) > 1:
        raise DataError(list(of_one_id(files)))
    entries = load(files[0], RevisionFile)
    known = _MADE.get((id(plan), id(entries)))
    if known is None or known[0] is not plan or known[1] is not entries:
        known = (plan, entries, applied(plan, entries, partial(place_in, files[0], RevisionFile)))
        _MADE[id(plan), id(entries)] = known
    return known[2]


def applied(plan: Plan, entries: RevisionFile, place_of: PlaceOf) -> Plan:
    """The plan with revisions.

    Args:
        plan: as its file states it.
        entries: its revisions.
        place_of: where an entry stands.

    Raises:
        DataError: entries that do not fit the plan or those before them, all of them.
    """
    try:
        return with_revisions(plan, entries.entries)
    except Misfits as wrong:
        raise DataError(mistakes_from(wrong, place_of)) from None


def revision_mistakes(folder: Path, plans: dict[str, Plan], broken: bool) -> Iterator[Mistake]:
    """What is wrong with the files of revisions of a workspace, as far as their plans can be read.

    Args:
        folder: where they lie.
        plans: by id.
        broken: whether some plan could not be read, so that nobody knows its id.
    """
    files = read_from(folder, KINDS["revisions"])
    yield from of_one_id(files)
    for path in files:
        plan = plans.get(path.stem)
        if plan is None and not broken:
            expected, otherwise = said("the id of a plan"), said("Name the file as its plan is.")
            remedy = suggested(path.stem, list(plans), otherwise)
            yield Place(paths.shown(path), said("file")).mistake(path.stem, expected, remedy)
        try:
            entries = load(path, RevisionFile)
            if plan is not None:
                applied(plan, entries, partial(place_in, path, RevisionFile))
        except DataError as error:
            yield from error.mistakes
