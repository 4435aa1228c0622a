"""What stands in a folder of reports: where its pages are, what changed, or why it cannot be read."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import LANGUAGES, Language, Text, in_language, said
from shkplan.files import paths
from shkplan.operations.catalogue.entries import Moves, ToRead
from shkplan.operations.history import CHANGES, CHANGES_FILE, PastReport, changes_folder
from shkplan.report import manifest as record
from shkplan.report.manifest import Manifest
from shkplan.report.reports import Report
from shkplan.report.request import DOCUMENTS

__all__ = ["day_in", "days_in", "examined", "moves_of", "relative", "to_read"]

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\+(.+))?", re.ASCII)
_FORMATS: tuple[Literal["pdf", "docx"], ...] = ("pdf", "docx")


def days_in(reports: Path) -> Iterator[Path]:
    """The folders of a folder of reports that are called after a day; half-written ones are hidden, and never met."""
    for plan in _visible(reports):
        yield from (folder for folder in _visible(plan) if day_in(folder.name) and not folder.name.endswith(CHANGES))


def _visible(folder: Path) -> Iterator[Path]:
    try:
        found = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    yield from (Path(entry.path) for entry in found if not entry.name.startswith(".") and entry.is_dir())


def day_in(name: str) -> tuple[dt.date, str] | None:
    """The day a folder is called after, and the settings behind it; None where it is called otherwise."""
    found = _DAY.fullmatch(name)
    if not found:
        return None
    try:
        return dt.date.fromisoformat(found[1]), found[2] or ""
    except ValueError:
        return None


def examined(folder: Path) -> tuple[Manifest | None, Text | None]:
    """The manifest of a folder that stands, or None and why it, or what it tells of, cannot be read."""
    why: str = said("none of its pages and documents is there")
    if paths.leads_out(folder) is not None:
        why = said("a link leads out of the workspace")
    elif not (folder / record.FILE).is_file():
        why = said("it holds no {file}", file=record.FILE)
    else:
        try:
            manifest = record.read(folder)
            dt.date.fromisoformat(str(manifest.parameters.get("as_of")))
            if any((folder / page).is_file() for page in manifest.pages):
                return manifest, None
        except ShkplanError as error:
            why = error.args[0]
        except OSError as error:
            why = error.strerror or type(error).__name__
        except ValueError:
            why = said("its manifest names no day")
    return None, Text(_from_there(why, folder, "zh"), _from_there(why, folder, "en"))


def _from_there(why: str, folder: Path, language: Language) -> str:
    """What is wrong, with no place of this machine in it."""
    return (
        in_language(why, language).replace(f"{folder.as_posix()}/", "").replace(f"{folder}{os.sep}", "").rstrip(".。")
    )


def to_read(past: PastReport, reports: Path) -> Iterator[ToRead]:
    """What a report says there is to read, where it is there."""
    manifest, folder = past.manifest, past.place
    if manifest is None or folder is None:
        return
    kind, _, indicator = manifest.reports[0].partition("/")
    first = Report(kind, indicator).stem
    spoken: Sequence[Language] = [one for one in LANGUAGES if one in manifest.languages]
    places: list[tuple[Literal["html", "pdf", "docx"], Language, str]] = [
        *(("html", language, f"{language}/{first}.html") for language in spoken),
        *((form, language, f"{language}/{DOCUMENTS[form]}") for form in _FORMATS for language in spoken),
    ]
    for form, language, place in places:
        if place in manifest.pages and (folder / place).is_file():
            yield ToRead(form, language, relative(folder / place, reports))


def relative(path: Path, start: Path) -> str:
    """How a page in one folder leads to a path, with / and nothing in it that a browser reads otherwise."""
    try:
        steps = Path(os.path.relpath(path, start)).parts
    except ValueError:  # on another drive of Windows
        return path.as_uri()
    return "/".join(quote(step, safe="") for step in steps)


def moves_of(past: PastReport, reports: Path) -> Moves | None:
    """What is told of changes beside a report; None where nothing that counts."""
    if past.moved is None or past.place is None:
        return None
    aside = changes_folder(past.place)
    pages = {one: relative(aside / f"{one}.html", reports) for one in LANGUAGES if (aside / f"{one}.html").is_file()}
    try:
        content = json.loads((aside / CHANGES_FILE).read_bytes())
        return Moves(past.moved, pages, *_largest(content))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Moves(past.moved, pages)


def _largest(content: Any) -> tuple[Text, float | None, float | None]:
    """The target that moved most, with its estimated probability before and after."""
    told = content["largest"]
    sides = next((one for one in content.get("targets", ()) if one["target"] == told["target"]), told)
    before, after = (_estimate(told.get(key), sides.get(key)) for key in ("before", "after"))
    return Text(str(told["name"]["zh"]), str(told["name"]["en"])), before, after


def _estimate(share: Any, side: Any) -> float | None:
    """A probability, unless published figures or claims settle it."""
    settled = isinstance(side, dict) and side.get("status") != "estimated"
    return float(share) if isinstance(share, int | float) and 0 <= share <= 1 and not settled else None
