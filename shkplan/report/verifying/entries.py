"""What lies in the folder of a report: the files that its manifest lists, each with its checksum, and nothing else."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.report import manifest as record
from shkplan.report.fields import is_plain, quoted
from shkplan.report.manifest import Manifest
from shkplan.report.signing import SIGNATURE
from shkplan.workspace.folders import CARRIED, KINDS, REFERENCE

_OF_THE_SYSTEM = (".DS_Store", "Thumbs.db", "desktop.ini")  # what file managers leave behind
_DATA = f"{record.INPUTS}/{paths.DATA}"

# Folders that every report has, whether or not there is anything in them.
_LAID_OUT = {f"{_DATA}/{name}" for name in (*KINDS, f"{REFERENCE}/{CARRIED}")} | {f"{record.INPUTS}/notebooks"}


@dataclass(frozen=True)
class FolderHeld:
    """What was found in a folder.

    Attributes:
        foreign: what makes it a folder that no report is: links, devices, strays, missing or unlisted files.
        altered: what was changed in a file that is set or run as it is: pages and notebooks.
        changed: what was changed in a file that can be computed from all the same: inputs and results.
        passed_over: what file managers left behind.
    """

    foreign: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()

    @property
    def fatal(self) -> tuple[str, ...]:
        """After these there is nothing to compute, or nothing that should be run."""
        return (*self.foreign, *self.altered)


def links_and_devices(report: Path) -> list[str]:
    """What in a folder is no plain file or folder of its own, or bears a name that hides something; a line each."""
    return [told for path, found in _walk(report) if (told := _odd(path.relative_to(report).as_posix(), found))]


def _walk(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Everything below a folder, by name; no link is followed."""
    for entry in sorted(os.scandir(folder), key=lambda one: one.name):
        found = entry.stat(follow_symlinks=False)
        yield Path(entry.path), found
        if stat.S_ISDIR(found.st_mode):
            yield from _walk(Path(entry.path))


def _odd(name: str, found: os.stat_result) -> str:
    """What is odd about an entry; empty where nothing is."""
    shown = quoted(name)
    if not is_plain(name):
        return said("the name {name} holds characters that do not show", name=shown)
    if stat.S_ISLNK(found.st_mode):
        return said("{name} is a link; a report holds only files", name=shown)
    if stat.S_ISDIR(found.st_mode):
        return ""
    if not stat.S_ISREG(found.st_mode):
        return said("{name} is a device or a pipe; a report holds only files", name=shown)
    if found.st_nlink > 1:
        told = "{name} has a second name elsewhere (a hard link), through which it may change; copy the folder and verify the copy"
        return said(told, name=shown)
    return ""


def held(report: Path, manifest: Manifest) -> FolderHeld:
    """What differs between a folder without links and what its manifest lists."""
    listed = {f"{record.INPUTS}/{name}": checksum for name, checksum in manifest.inputs.items()}
    listed |= {record.RESULTS_FILE: manifest.results, **manifest.pages}
    files, folders, left = _contents(report)
    foreign, altered, changed = list[str](_alike(files)), list[str](), list[str]()
    for name, checksum in listed.items():
        if name not in files:
            foreign.append(said("{name} is missing", name=quoted(name)))
        elif record.sha256(report / name) != checksum:
            place = altered if name in manifest.pages or name.endswith(".ipynb") else changed
            place.append(said("{name} is not the file the report was made with", name=quoted(name)))
    strays = files - {*listed, record.FILE, SIGNATURE}
    told = "{name} is not a file of this report, {file} does not list it"
    foreign += [said(told, name=quoted(name), file=record.FILE) for name in sorted(strays)]
    empty = folders - _LAID_OUT - {name.rsplit("/", up)[0] for name in files for up in range(1, name.count("/") + 1)}
    foreign += [said("{name} is an empty folder, which no report has", name=quoted(name)) for name in sorted(empty)]
    foreign += _misplaced(listed, manifest)
    return FolderHeld(tuple(foreign), tuple(altered), tuple(changed), tuple(sorted(left)))


def _contents(report: Path) -> tuple[set[str], set[str], set[str]]:
    """The files of a report, its folders, and what file managers left behind, by their places."""
    files, folders, left = set[str](), set[str](), set[str]()
    for path, found in _walk(report):
        name = path.relative_to(report).as_posix()
        place = folders if stat.S_ISDIR(found.st_mode) else left if path.name in _OF_THE_SYSTEM else files
        place.add(name)
    above = {name.rsplit("/", up)[0] for name in folders for up in range(1, name.count("/") + 1)}
    return files, folders - above, left


def _alike(files: set[str]) -> Iterator[str]:
    """Names that are one and the same on some systems."""
    first: dict[str, str] = {}
    for name in sorted(files):
        other = first.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
        if other != name:
            yield said("{name} and {other} are the same file on some systems", name=quoted(name), other=quoted(other))


def _misplaced(listed: Mapping[str, str], manifest: Manifest) -> Iterator[str]:
    """Pages among the inputs, or files at the place of the manifest itself."""
    for name in manifest.pages:
        if name.split("/")[0] == record.INPUTS or name in (record.FILE, record.RESULTS_FILE, SIGNATURE):
            yield said("{name} is listed as a page", name=quoted(name))
    if len(listed) < len(manifest.inputs) + len(manifest.pages) + 1:
        yield said("{file} lists a file twice", file=record.FILE)
