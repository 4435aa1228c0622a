"""A request to each office: a letter (Word) and a workbook (Excel) that comes back as a form does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from shkplan.assessment import assess
from shkplan.assessment.assessment import Assessment
from shkplan.base.errors import ParameterError
from shkplan.base.messages import Language, said
from shkplan.display.language import say, words
from shkplan.display.setting import language, speaking
from shkplan.exchange.request.letter import letter
from shkplan.exchange.request.workbook import workbook
from shkplan.files import paths
from shkplan.files.atomic import replace_all
from shkplan.workspace.load import Workspace

__all__ = ["write_asked_requests", "write_requests"]


def write_requests(
    assessment: Assessment, folder: Path, *, offices: Sequence[str] = (), speak: Language | None = None,
    force: bool = False,
) -> list[Path]:  # fmt: skip
    """The files written: for each office ``<office>.docx`` and ``<office>.xlsx``; none where nothing is missing.

    Args:
        assessment: what lacks figures.
        folder: where the files go; made if need be.
        offices: names of the offices, in Chinese or English; default all that are asked for anything.
        speak: language of the letters and of the files' names; the workbooks speak both. Default the one in force.
        force: write over files that are there, perhaps filled in.

    Raises:
        UnknownName: nothing is asked of an office of that name.
        ParameterError: files that are there.
    """
    asked, content = assessment.requests, dict[Path, bytes]()
    with speaking(speak or language()):
        for one in [asked[name] for name in offices] or asked:
            office = words(one.office) if one.office else say("supplier.unknown")
            place = folder / paths.file_name(office)
            book = place.with_name(f"{place.name}.xlsx")
            content[book] = workbook(assessment, one)
            content[place.with_name(f"{place.name}.docx")] = letter(assessment, one, office, book.name)
    there = [path for path in content if path.exists()]
    if there and not force:
        told = said(
            "{file} is there already, perhaps filled in. Name another folder with --out, or --force; nothing was written.",
            file=paths.shown(there[0]),
        )
        raise ParameterError(told)
    folder.mkdir(parents=True, exist_ok=True)
    replace_all(content)
    return list(content)


def write_asked_requests(
    plan: str | Path | None, folder: Path, *, as_of: str | date = "today", offices: Sequence[str] = (),
    force: bool = False,
) -> list[Path]:  # fmt: skip
    """The files written for a plan of the workspace; see :func:`write_requests`."""
    workspace = Workspace.here()
    asked = workspace.plan(plan)
    known = assess(asked, workspace.observations(asked), as_of=as_of)
    return write_requests(known, folder, offices=offices, force=force)
