"""Where a report goes, and that nothing is lost there."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from shkplan.base.errors import ParameterError
from shkplan.base.messages import LANGUAGES, said
from shkplan.files.paths import kept_inside, resolved
from shkplan.report.manifest import RESULTS_FILE
from shkplan.report.progress import out_folder, usual_folder
from shkplan.report.reports import chosen
from shkplan.report.request import DOCUMENTS, FORMATS, Request


def places(order: Request, out: str | Path | None) -> tuple[Path, str]:
    """The final folder, and how its reader will type it: from the workspace on, or its name where it is elsewhere."""
    folder = out_folder(out)
    usual = folder in (order.inputs.root / "reports", resolved(usual_folder()))
    return kept_inside(folder / order.inputs.plan.id / order.name), order.place if usual else order.name


def lose_nothing(order: Request, final: Path) -> None:
    """Refuse a partial report where it would take the place of one with more pages.

    Raises:
        ParameterError: the whole report of this plan has pages that are there and were not asked for.
    """
    whole = Request(order.inputs, chosen(order.inputs.plan), LANGUAGES, order.values, FORMATS)
    there = {path.relative_to(final).as_posix() for path in final.glob("*/*") if path.suffix[1:] in FORMATS}
    lost = sorted(there & whole.pages - order.pages) or sorted(_chapters(final) & _keys(whole) - _keys(order))
    if lost:
        told = (
            "{final} holds a report with {count} pages that this one would not have, such as {lost}. "
            "Name another folder (--out; destination in reports.yaml), or remove that report; nothing was changed."
        )
        raise ParameterError(said(told, final=final, count=len(lost), lost=lost[0]))


def _keys(order: Request) -> set[str]:
    return {report.key for report in order.reports}


def _chapters(final: Path) -> set[str]:
    """The keys of the reports in a document that is there already; where none is there, none."""
    if not any(path for name in DOCUMENTS.values() for path in final.glob(f"*/{name}")):
        return set()
    with suppress(OSError, ValueError, LookupError, TypeError):
        return set(json.loads((final / RESULTS_FILE).read_text(encoding="utf-8"))["reports"])
    return set()
