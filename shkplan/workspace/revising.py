"""A revision of a target taken into ``data/revisions``: added below what is there, which stays as it was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from shkplan.base.errors import ParameterError, among
from shkplan.base.messages import Said, said
from shkplan.base.periods import day_of
from shkplan.files import paths
from shkplan.files.atomic import replace_all
from shkplan.files.records import load, typed
from shkplan.files.text import decoded
from shkplan.files.yaml import Document, parsed
from shkplan.register.plan import Plan
from shkplan.register.revisions import RevisionFile, RevisionStatus
from shkplan.workspace.load import Workspace
from shkplan.workspace.revisions import REVISIONS, applied, revision_files

__all__ = ["Recorded", "revise"]

_HEAD = """\
# Revisions of the targets of {plan}, in the order they were recorded: entries are added below and never changed.
# 目标调整记录，按登记先后排列：只在下面续记，不改动已有各条。
"""


@dataclass(frozen=True)
class Recorded:
    """What was recorded, or would be.

    Attributes:
        path: the file.
        added: the entry as it stands in it.
        status: what it is.
        target: the key of the target.
        written: whether it was; not where it was only to be shown.
    """

    path: Path
    added: str
    status: RevisionStatus
    target: str
    written: bool

    @property
    def told(self) -> Said:
        """One line on what was done."""
        words = {"path": paths.shown(self.path), "target": self.target}
        if not self.written:
            return said("{path}: nothing was written; this would be added.", **words)
        if self.status == "proposed":
            return said(
                "{path}: the proposal on {target} is on record; it decides nothing until it is approved.", **words
            )
        if self.status == "rejected":
            return said("{path}: the proposal on {target} is on record as rejected.", **words)
        return said("{path}: the revision of {target} is on record and in force from its day on.", **words)


def revise(
    target: str, plan: str | Path | None = None, *, to: float, reason: str, deadline: int | None = None,
    date: dt.date | str = "today", approved: str = "", rejected: str = "", by: str = "", dry_run: bool = False,
) -> Recorded:  # fmt: skip
    """Record a revision of a target in the workspace; what was recorded before is kept as it is written.

    Args:
        target: its key.
        plan: the plan's id; None for the only one of the workspace.
        to: the new number, in the unit of the target.
        reason: why, in one of the two languages.
        deadline: the new deadline; None where that stays.
        date: of the proposal, the approval or the rejection.
        approved, rejected: the document by which it was; of neither, it is a proposal.
        by: who decided, such as the standing committee; left out, the document speaks for itself.
        dry_run: whether nothing is to be written.

    Raises:
        ParameterError: no workspace here, or a plan that is not its own; approved and rejected at once; no reason.
        UnknownName: no such plan or target.
        DataError: the entry does not fit the plan or what was recorded before, or the file has mistakes.
    """
    status = _status(approved, rejected)
    if not reason.strip():
        raise ParameterError(said("reason: missing; say why the target is revised."))
    here, base = _own_plan(plan)
    day = dt.date.today() if date == "today" else day_of(date)  # noqa: DTZ011  # the day on the user's own calendar
    number, unit = _in_force(here.plan(base.id), target, day)
    entry: dict[str, Any] = {"target": target, "old": _plain(number), "new": _plain(to), "unit": unit}
    entry |= {"deadline": deadline} if deadline is not None else {}
    entry |= {"reason": reason.strip(), "date": day, "status": status}
    document = approved or rejected
    entry |= {"approval": {"by": by or document, "document": document}} if document else {}
    return _add(here, base, entry, status, dry_run=dry_run)


def _status(approved: str, rejected: str) -> RevisionStatus:
    if approved and rejected:
        raise ParameterError(said("approved, rejected: both are given; a revision is one or the other."))
    return "approved" if approved else "rejected" if rejected else "proposed"


def _own_plan(plan: str | Path | None) -> tuple[Workspace, Plan]:
    """The workspace and its own plan, as its file states it.

    Raises:
        ParameterError: none here, or the plan is only shipped.
    """
    here = Workspace.here()
    name = here.only_plan if plan is None else str(plan)
    if paths.workspace() is None or name not in here.ids("plans"):
        known = Workspace.shipped().ids("plans") if paths.workspace() is None else here.ids("plans")
        among("plan", name, [*known, *Workspace.shipped().ids("plans")])
        told = "{plan} is a shipped plan; only a plan of your own workspace can be revised. Copy it first: shkplan init FOLDER --from {plan}"
        raise ParameterError(said(told, plan=name))
    return here, load(here.file("plans", name), Plan)


def _in_force(plan: Plan, key: str, day: dt.date) -> tuple[float, str]:
    """Number and unit of a target on a day; of one that nobody knows, or without a number, the door of the file tells more."""
    known = {one.key_of(target): target for one in plan.indicators.values() for target in one.targets_in_force(day)}
    if not known:
        told = "date: found {day}; no target of {plan} was in force then, its targets are of {approved}."
        raise ParameterError(said(told, day=day, plan=plan.id, approved=plan.approved))
    among("target", key, known)
    target = known[key]
    number, unit = getattr(target, "number", None), getattr(target, "unit", "")
    if number is None:
        told = "{target} has no number that could be revised; add a version in the plan file, with its day."
        raise ParameterError(said(told, target=key))
    return float(number), unit


def _plain(number: float) -> float | int:
    return int(number) if float(number).is_integer() else number


def _add(here: Workspace, base: Plan, entry: dict[str, Any], status: RevisionStatus, *, dry_run: bool) -> Recorded:
    """The entry below what the file holds; checked as a whole before anything is written."""
    folder = here.root / paths.DATA / REVISIONS
    path = next(iter(revision_files(folder, base.id)), folder / f"{base.id}.yaml")
    before = path.read_bytes() if path.exists() else _HEAD.format(plan=base.id).encode()
    added, content = _below(before, entry, path)
    document = parsed(content, paths.shown(path))
    file = typed(document, RevisionFile)
    earlier = typed(parsed(before, paths.shown(path)), RevisionFile).entries
    if file.entries[:-1] != earlier:  # a file whose last lines are not what they look like
        told = "{path}: the entry cannot be added below the last line; write it by hand:\n{entry}"
        raise ParameterError(said(told, path=paths.shown(path), entry=added))
    applied(base, file, partial(_place, document))
    if not dry_run:
        paths.kept_inside(folder).mkdir(parents=True, exist_ok=True)
        replace_all({path: content})
    return Recorded(path, added, status, entry["target"], not dry_run)


def _place(document: Document, location: Sequence[int | str]) -> Any:
    return RevisionFile.place(document, tuple(location))


def _below(before: bytes, entry: dict[str, Any], path: Path) -> tuple[str, bytes]:
    """The lines of an entry, and the file with them below; comments, order and line ends as they are."""
    text = decoded(before, paths.shown(path))
    document = parsed(before, paths.shown(path))
    indent = 0
    if document.content:
        if document.node is None or getattr(document.node, "flow_style", False):
            told = "{path}: found a list in brackets; write each entry on lines of its own that begin with a hyphen."
            raise ParameterError(said(told, path=paths.shown(path)))
        indent = document.node.start_mark.column
    elif document.node is not None:  # [] of an empty list
        start, end = document.node.start_mark.index, document.node.end_mark.index
        text = text[:start].rstrip(" ") + text[end:].lstrip("\n")
    written = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=False)
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    added = "".join(" " * indent + line + "\n" for line in written.splitlines())
    glue = "" if not text or text.endswith("\n") else end_of_line
    return written, (text + glue + added.replace("\n", end_of_line)).encode()
