"""From format 1 to 2: scheduled reports stand in ``reports.yaml``, and plans call proxy series by their name of today."""

from __future__ import annotations

from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.workspace.init import laid_out
from shkplan.workspace.load import Workspace
from shkplan.workspace.schedules.reports_file import FILE
from shkplan.workspace.upgrading.draft import Draft, Migration
from shkplan.workspace.upgrading.splicing import keys_called, renamed

__all__ = ["TO_2"]

_OLD, _NEW = "stand_ins", "proxies"


def _scheduled_reports(draft: Draft) -> None:
    """A file of scheduled reports where there is none, as a new workspace has it."""
    path = draft.root / FILE
    first, *others = Workspace(draft.root).ids("plans") or [""]
    if first and draft.read(path) is None:
        draft.write(path, laid_out(FILE, {"id": first}).encode())
        if others:
            told = "{path} has a report on {plan}. Add one for each of the other plans: {plans}."
            draft.tell(said(told, path=paths.shown(path), plan=first, plans=others))


def _proxies(draft: Draft) -> None:
    """Plans with the word of today for their proxy series."""
    for path in Workspace(draft.root).files("plans"):
        content, shown = draft.read(path) or b"", paths.shown(path)
        if _OLD.encode() not in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        found = keys_called(content, shown, _OLD, _NEW)
        if _NEW in found and _OLD in found:
            told = "{path} has both {new} and {old}: only {new} are read. Put them together by hand."
            draft.tell(said(told, path=shown, old=_OLD, new=_NEW))
        elif _OLD in found:
            draft.write(path, renamed(content, shown, _OLD, _NEW))


TO_2 = Migration(
    2,
    said("reports.yaml holds the reports that are made by schedule; plans write proxies where they wrote stand_ins."),
    (_proxies, _scheduled_reports),
)
