"""Does a bundle say what its own inputs say? First whether it is whole, then what a report is asked, then all beside the report.

Nothing in the archive is trusted: it is unpacked under limits (:mod:`shkplan.files.unpacking`), every file is held to the list of
checksums and the list to the files, and only what a bundle may hold is let in. A forger may have mended all that; therefore tables,
descriptors, lock file and README are made again from the report and compared, and the report is recomputed from its inputs.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from shkplan.base.errors import ShkplanError, VerificationFailed
from shkplan.base.messages import said
from shkplan.bundle.parts import LOCK, REPORT, SUMS, TABLES, WHEELS, derived_parts, sha256_of, sums_of, sums_read
from shkplan.files.lock import unlocked
from shkplan.files.packing import quoted_name
from shkplan.files.passing import passing_folder
from shkplan.files.unpacking import ROOM, Room, refused_archive, unpacked
from shkplan.report import manifest as record
from shkplan.report.verify import Verified, verify
from shkplan.report.verifying.quotes import first_other_sign

_PREFIX = "shkplan-verify-bundle-"
_ZIP = b"PK\3\4"
_COPIES = f"{REPORT}/{record.INPUTS}/data/copies/"


def verify_bundle(file: str | Path, *, room: Room = ROOM, **asked: Any) -> Verified:
    """That a bundle is whole, and that all of its report was recomputed and agrees.

    Args:
        file: the bundle; nothing beside it is written.
        room: what the archive may take on the disk.
        **asked: as for :func:`shkplan.report.verify.verify`.

    Raises:
        VerificationFailed: the first thing that is wrong.
    """
    path = Path(file)
    with passing_folder(_PREFIX) as work:
        names = unpacked(path, work, room)
        sums = _whole(work, names)
        _only_what_belongs(work, names)
        report = work / REPORT
        uncompared = _compare_parts(work, names)
        done = verify(report, **asked)
        told = said("bundle: {count} files, checksum of {list} {sums}", count=len(names), list=SUMS, sums=sums)
        line = done.line
        if uncompared:
            words = "{line}; beside the report not compared, since another version of shkplan made them: {names}"
            line = said(words, line=line, names=uncompared)
        return replace(done, line=line, remarks=(told, *done.remarks))


def _whole(work: Path, names: Iterable[str]) -> str:
    """The checksum of the list of checksums, once every file is as the list says.

    Raises:
        VerificationFailed: a file that is not listed, missing, or another one.
    """
    there = set(names)
    if SUMS not in there:
        raise refused_archive(said("it has no {list}, so it is not a bundle of shkplan", list=SUMS))
    try:
        listed = sums_read((work / SUMS).read_text(encoding="utf-8"))
    except ValueError:
        raise refused_archive(said("{list} is not a list of checksums", list=SUMS)) from None
    for name in sorted(listed.keys() ^ (there - {SUMS})):
        told = "{name} is missing" if name in listed else "{name} is not in {list}"
        raise refused_archive(said(told, name=quoted_name(name), list=SUMS))
    for name, checksum in sorted(listed.items()):
        if record.sha256(work / name) != checksum:
            raise refused_archive(said("{name} is not the file that {list} lists", name=quoted_name(name), list=SUMS))
    if (work / SUMS).read_bytes() != sums_of({name: work / name for name in listed}):
        raise refused_archive(said("{list} is not a list of checksums", list=SUMS))
    return record.sha256(work / SUMS)


def _only_what_belongs(work: Path, names: Iterable[str]) -> None:
    """Refuse archives within the archive, but for those that a bundle needs, and wheels that the lock file does not know."""
    for name in names:
        with (work / name).open("rb") as stream:
            if stream.read(4) != _ZIP:
                continue
        document = name.startswith(f"{REPORT}/") and name.endswith(".docx")
        if document:
            _small_document(work / name, name)
        elif not name.startswith((f"{WHEELS}/", _COPIES)):
            raise refused_archive(said("{name} is an archive within the archive", name=quoted_name(name)))


def _small_document(path: Path, name: str) -> None:
    """Refuse a document that unpacks to more than one of a report does."""
    try:
        with zipfile.ZipFile(path) as document:
            parts = document.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        raise refused_archive(said("{name} is not a document", name=quoted_name(name))) from None
    whole = sum(part.file_size for part in parts)
    if whole > ROOM.each or any(part.file_size > max(1_000_000, ROOM.ratio * part.compress_size) for part in parts):
        raise refused_archive(said("{name} unpacks to more than a document needs", name=quoted_name(name)))


def _compare_parts(work: Path, names: Iterable[str]) -> list[str]:
    """What could not be compared, once all beside the report is what the report makes.

    Raises:
        VerificationFailed: the first file that is not, with the first line that differs.
    """
    wheels = {name.removeprefix(f"{WHEELS}/"): work / name for name in names if name.startswith(f"{WHEELS}/")}
    manifest = f"{REPORT}/{record.FILE}"
    if manifest not in names:
        raise refused_archive(said("{name} is missing", name=quoted_name(manifest)))
    try:
        made = derived_parts(work / REPORT, wheels)
        same = record.read(work / REPORT).versions.get("code") == record.versions()["code"]
    except (ShkplanError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise VerificationFailed(said("not verified: the report cannot be read.\n{error}", error=error)) from None
    beside = {name for name in names if not name.startswith((f"{REPORT}/", f"{WHEELS}/"))} - {SUMS}
    if odd := sorted(beside ^ made.keys()):
        told = "{name} does not belong in a bundle" if odd[0] in beside else "{name} is missing"
        raise refused_archive(said(told, name=quoted_name(odd[0])))
    other = [name for name in sorted(made) if (work / name).read_bytes() != made[name]]
    for name in other:
        if same or (name.startswith(f"{TABLES}/") and _rows(work / name) != _cells(made[name])):
            raise VerificationFailed(
                said("not verified: {name} {told}", name=name, told=_first_line((work / name).read_bytes(), made[name]))
            )
    _locked(wheels, (work / LOCK).read_text(encoding="utf-8"))
    return [*other, *([f"{WHEELS}/"] if wheels and LOCK in other else [])]


def _locked(wheels: Mapping[str, Path], lock: str) -> None:
    for name in unlocked({name: sha256_of(path) for name, path in wheels.items()}, lock):
        raise refused_archive(said("{name} is not a package that {lock} lists", name=quoted_name(name), lock=LOCK))


def _rows(path: Path) -> list[list[str]]:
    return _cells(path.read_bytes())


def _cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8", errors="replace"), newline="")))


def _first_line(stands: bytes, made: bytes) -> str:
    """Where two texts first differ: the line, and a window of each around the first other sign."""
    for number, pair in enumerate(zip_longest(_lines(stands), _lines(made), fillvalue=""), 1):
        if windows := first_other_sign(*pair):
            words = "says {stands} in line {number} where the report makes {made}"
            return said(words, stands=windows[0], made=windows[1], number=number)
    return said("does not end where the report ends it")


def _lines(content: bytes) -> Iterator[str]:
    yield from content.decode("utf-8", errors="replace").split("\n")
