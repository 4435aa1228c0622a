"""The folders of a workspace: which of the files in them are read, which are passed over and why.

A file that is read has the ending of its folder and a name that somebody gave it. A name with the right ending and no file
behind it (a folder, a pipe, a link that leads nowhere) is among those that are read, so that reading tells of it: figures may
be missing. Everything else is passed over, and told in a line: it stops nobody's work, and nobody takes it for read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from shkplan.base.errors import Mistake, Place
from shkplan.base.messages import Said, said
from shkplan.files import paths
from shkplan.files.strays import left_behind, unspoken

__all__ = [
    "CARRIED",
    "KINDS",
    "REFERENCE",
    "Kind",
    "of_one_id",
    "read_from",
    "reference_entries",
    "remarks",
    "workbooks",
]

Kind = Literal["plans", "observations", "corrections", "scenarios", "links", "tasks", "revisions"]
_YAML = (".yaml", ".yml")
KINDS: Mapping[Kind, tuple[str, ...]] = {
    "plans": _YAML, "observations": (".csv",), "corrections": _YAML, "scenarios": _YAML, "links": _YAML, "tasks": _YAML,
    "revisions": _YAML,
}  # fmt: skip
REFERENCE = Path("reference")  # below the data
CARRIED = "shipped"  # below the reference of a report: what was shipped when it was made
_WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".et", ".ods", ".numbers")  # told as a mistake: they may hold figures
_TABLES = (".tsv", ".tab", ".txt")
_MOST = 5  # names told of one folder


def read_from(folder: Path, endings: Sequence[str]) -> list[Path]:
    """The files of a folder that are read, by name, whatever the case of their endings."""
    return [path for path in _entries(folder) if path.suffix.lower() in endings and left_behind(path) is None]


def reference_entries(folder: Path) -> list[Path]:
    """The YAML files of a folder of reference classes."""
    return read_from(folder, _YAML)


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:  # not there, or none
        return []


def of_one_id(files: Sequence[Path]) -> Iterator[Mistake]:
    """Files that give the same id, as ours.yaml and ours.yml do: nobody knows which is meant."""
    first: dict[str, Path] = {}
    for path in files:
        earlier = first.setdefault(path.stem, path)
        if earlier is not path:
            found = said("a second file for {id}, beside {other}", id=path.stem, other=earlier.name)
            remedy = said("Remove one of the two, or give it another name and id.")
            yield Place(paths.shown(path), "file").mistake(found, said("one file for each id"), remedy)


def workbooks(folder: Path) -> Iterator[Mistake]:
    """Files of spreadsheet programs among the tables; they may hold figures, which nobody reads there."""
    for path in _entries(folder):
        if path.suffix.lower() in _WORKBOOKS and left_behind(path) is None:
            remedy = said("Save its sheet as CSV UTF-8 (comma delimited) in this folder, and take the workbook away.")
            yield Place(paths.shown(path), "file").mistake(said("a workbook"), said("a table in CSV"), remedy)


def remarks(root: Path) -> tuple[Said, ...]:
    """What was passed over in the data of a workspace, a line a folder; and which files are read through a link from outside."""
    data = root / paths.DATA
    folders: dict[Path, tuple[str, ...]] = {data: (), **{data / kind: endings for kind, endings in KINDS.items()}}
    folders[data / REFERENCE] = (*_YAML, ".csv")
    folders[root / "notebooks"] = (".ipynb",)
    lines = [line for folder, endings in folders.items() if (line := _line(folder, endings)) is not None]
    return (*lines, *_linked(folder for folder in folders if folder != data))


def _line(folder: Path, endings: Sequence[str]) -> Said | None:
    """What was passed over in one folder; None where all was read."""
    found = [(path, why) for path in _entries(folder) if (why := _why(path, folder, endings)) is not None]
    if not found:
        return None
    found.sort(key=lambda one: left_behind(one[0]) is not None)  # what somebody made first: it may hold figures
    files = [said("{name} ({why})", name=path.name, why=why) for path, why in found[:_MOST]]
    if len(found) > _MOST:
        files.append(said("{count} more", count=len(found) - _MOST))
    return said("{folder}: passed over {files}.", folder=paths.shown(folder), files=files)


_OF_DATA = frozenset({*KINDS, REFERENCE.name, "sources", "copies"})


def _why(path: Path, folder: Path, endings: Sequence[str]) -> Said | None:
    """Why an entry of a folder is passed over; None where it is read, or lies there by rights."""
    if unspoken(path) or (folder.name == paths.DATA and path.name in _OF_DATA and path.is_dir()):
        return None
    left = left_behind(path)
    if left is not None or path.suffix.lower() in endings:
        return left
    return _unread(path, folder.name)


def _unread(path: Path, folder: str) -> Said | None:
    """Why a file that somebody made is not read in a folder; None where that is nothing to speak of, or a mistake and told as one."""
    suffix = path.suffix.lower()
    if folder == "notebooks" or (folder == "observations" and suffix in _WORKBOOKS):
        return None  # people keep what they like beside their notebooks
    if path.is_dir():
        own = folder == REFERENCE.name and path.name == CARRIED
        return None if own else said("a folder, in which nothing is looked for")
    if folder == "observations" and suffix in _TABLES:
        return said("not read: only tables that end in .csv are")
    return said("not in a folder that is read") if folder == paths.DATA else said("no such file is read here")


def _linked(folders: Iterator[Path]) -> Iterator[Said]:
    """Files that are read through links which lead out of the workspace."""
    for path in (path for folder in folders for path in _entries(folder)):
        if path.is_file() and left_behind(path) is None and paths.leads_out(path) is not None:
            yield said("{path} is read through a link that leads out of the workspace.", path=paths.shown(path))
