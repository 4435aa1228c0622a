"""An archive (.zip) that a stranger has sent, unpacked without trusting it.

The format leaves much room: data before, between and behind the files, two lists of them that contradict each other, names that
lead elsewhere, links, files that grow a thousandfold. Nothing of this is needed. So an archive is taken only if it is one plain
file after the other from its first byte to its list, each as the list says, and that list ends the archive; what any of these says
of its size is held against limits before it is unpacked, and again while it is. What is odd is refused whole, in plain words.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from shkplan.base.errors import VerificationFailed
from shkplan.base.messages import Said, said
from shkplan.files.packing import FIRST_DAY, colliding, misnamed, quoted_name

__all__ = ["ROOM", "Room", "refused_archive", "unpacked"]


@dataclass(frozen=True)
class Room:
    """What an archive may take.

    Attributes:
        archive: bytes of the archive itself.
        files: how many.
        each: bytes of one, unpacked.
        whole: bytes of all together, unpacked.
        ratio: unpacked to packed, of a file that is not small.
    """

    archive: int = 1_000_000_000
    files: int = 20_000
    each: int = 300_000_000
    whole: int = 2_000_000_000
    ratio: int = 200


ROOM = Room()
_SMALL = 1_000_000  # bytes, below which nobody minds the ratio
_CHUNK = 1 << 20
_END = struct.Struct(
    "<4s4H2LH"
)  # the record that ends an archive: signature, disks, counts, size and place of the list, comment
_LOCAL = struct.Struct("<4s5H3L2H")  # what stands before each file
_UTF8 = 0x800
_FIRST = 0x21  # 1 January 1980, as the format writes it
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def refused_archive(why: str) -> VerificationFailed:
    """The error to raise of an archive that is not unpacked, or not to its end."""
    return VerificationFailed(said("not verified: the archive is refused: {why}", why=why))


def unpacked(path: Path, folder: Path, room: Room = ROOM) -> list[str]:
    """The names of the files of an archive, in its order, once they stand in a folder.

    Args:
        path: the archive; it is read only.
        folder: an empty folder; after an error part of the files may be there.
        room: what the archive may take.

    Raises:
        VerificationFailed: the first thing that is wrong with it.
        OSError: it cannot be read, or the folder not written to.
    """
    if path.stat().st_size > room.archive:
        raise refused_archive(said("it is larger than {most} MB", most=f"{room.archive / 1e6:,.0f}"))
    with path.open("rb") as file:
        entries = _listed(file, room)
        if wrong := next(_wrong(entries, room), None):
            raise refused_archive(wrong)
        starts = list(_starts(file, entries))
        for entry, start in zip(entries, starts, strict=True):
            target = folder.joinpath(*entry.filename.split("/"))
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as fresh:
                _unpack(file, start, entry, fresh)
    return [entry.filename for entry in entries]


# The list ------------------------------------------------------------------------------------------------------------


def _listed(file: IO[bytes], room: Room) -> list[zipfile.ZipInfo]:
    """The entries of the list, which stands where the end of the archive says, and goes up to it."""
    size = file.seek(0, 2)
    if size < _END.size:
        raise refused_archive(said("it is not a zip archive, or is cut short"))
    file.seek(size - _END.size)
    signature, disk, first, here, count, length, place, comment = _END.unpack(file.read(_END.size))
    if signature != b"PK\5\6":
        raise refused_archive(
            said(
                "it does not end as a zip archive does: it is not one, is cut short, or something was added at its end"
            )
        )
    if disk or first or here != count or comment or 0xFFFF in (count, here) or 0xFFFFFFFF in (length, place):
        raise refused_archive(said("its end is not that of one plain archive"))
    if place + length + _END.size != size:
        raise refused_archive(said("there is something before its first file, or between its files and its end"))
    if count > room.files:
        raise refused_archive(said("it holds {count} files, more than {most}", count=count, most=room.files))
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, struct.error, EOFError) as error:
        raise refused_archive(said("its list of files cannot be read")) from error
    if len(entries) != count or file.closed:
        raise refused_archive(said("its list of files is not as long as its end says"))
    return entries


def _wrong(entries: Sequence[zipfile.ZipInfo], room: Room) -> Iterator[Said]:
    """What is wrong with the files as they are listed, before any is unpacked."""
    for entry in entries:
        name = entry.orig_filename  # zipfile itself cuts a name short at a zero byte
        if why := misnamed(name) or _odd_kind(entry) or _odd_entry(entry) or _swollen(entry, room):
            yield why
    yield from colliding(entry.orig_filename for entry in entries)
    whole = sum(entry.file_size for entry in entries)
    if whole > room.whole:
        yield said(
            "its files unpack to {size} MB, more than {most} MB",
            size=f"{whole / 1e6:,.0f}",
            most=f"{room.whole / 1e6:,.0f}",
        )


def _odd_kind(entry: zipfile.ZipInfo) -> Said | None:
    """Whether an entry is something else than a plain file."""
    name, mode = quoted_name(entry.orig_filename), entry.external_attr >> 16
    if stat.S_ISLNK(mode):
        return said("{name} is a link", name=name)
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return said("{name} is a device or something else that is not a plain file", name=name)
    if mode & (stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX) or entry.external_attr & 0x10:
        return said("{name} asks for rights that no file of a bundle needs", name=name)
    return None


def _odd_entry(entry: zipfile.ZipInfo) -> Said | None:
    """Whether an entry uses what a plain archive does not: a password, a way of packing of its own, hidden fields."""
    name = quoted_name(entry.orig_filename)
    if entry.flag_bits & (0x1 | 0x40):
        return said("{name} is encrypted", name=name)
    if entry.compress_type not in _METHODS:
        return said("{name} is packed in a way that is not read here", name=name)
    dated = entry.date_time != FIRST_DAY or entry.internal_attr
    if entry.flag_bits & ~_UTF8 or entry.extra or entry.comment or entry.volume or dated:
        return said("{name} carries something besides its content", name=name)
    return None


def _swollen(entry: zipfile.ZipInfo, room: Room) -> Said | None:
    """Whether an entry unpacks to more than it should."""
    name = quoted_name(entry.orig_filename)
    if entry.file_size > room.each:
        size, most = f"{entry.file_size / 1e6:,.0f}", f"{room.each / 1e6:,.0f}"
        return said("{name} unpacks to {size} MB, more than {most} MB", name=name, size=size, most=most)
    if entry.file_size > max(_SMALL, room.ratio * entry.compress_size):
        return said("{name} unpacks to more than {ratio} times what is packed", name=name, ratio=room.ratio)
    return None


# The files -----------------------------------------------------------------------------------------------------------


def _starts(file: IO[bytes], entries: Sequence[zipfile.ZipInfo]) -> Iterator[int]:
    """Where the content of each file starts: they stand one behind the other up to the list, each as the list says."""
    place = 0
    for entry in entries:
        name = quoted_name(entry.orig_filename)
        file.seek(place)
        head = file.read(_LOCAL.size)
        if entry.header_offset != place or len(head) < _LOCAL.size:
            raise refused_archive(
                said("{name} is not where the list of files says, right after the file before it", name=name)
            )
        signature, _, flags, method, hour, day, check, packed, size, letters, extra = _LOCAL.unpack(head)
        own = file.read(letters)
        listed = entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8 else "cp437")
        told = (
            b"PK\3\4",
            entry.flag_bits,
            entry.compress_type,
            0,
            _FIRST,
            entry.CRC,
            entry.compress_size,
            entry.file_size,
            0,
        )
        if (signature, flags, method, hour, day, check, packed, size, extra) != told or own != listed:
            raise refused_archive(said("{name} describes itself otherwise than the list of files does", name=name))
        place += _LOCAL.size + letters
        yield place
        place += entry.compress_size
    file.seek(-_END.size, 2)
    if place != _END.unpack(file.read(_END.size))[6]:
        raise refused_archive(said("there is something between its files and its list of files"))


def _unpack(file: IO[bytes], start: int, entry: zipfile.ZipInfo, fresh: IO[bytes]) -> None:
    """Write the content of one file; never more of it than the list says."""
    name = quoted_name(entry.orig_filename)
    broken = refused_archive(said("{name} is damaged: its content is not what its checksum says", name=name))
    size, check = 0, 0
    try:
        for chunk in _content(file, start, entry):
            size, check = size + len(chunk), zlib.crc32(chunk, check)
            if size > entry.file_size:
                raise broken
            fresh.write(chunk)
    except zlib.error:
        raise broken from None
    if (size, check) != (entry.file_size, entry.CRC):
        raise broken


def _content(file: IO[bytes], start: int, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of one file piece by piece, whatever it unpacks to."""
    file.seek(start)
    left = entry.compress_size
    stream = zlib.decompressobj(-zlib.MAX_WBITS) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    while left:
        piece = file.read(min(left, _CHUNK))
        if not piece:
            return
        left -= len(piece)
        if stream is None:
            yield piece
            continue
        while piece:
            yield stream.decompress(piece, _CHUNK)
            piece = stream.unconsumed_tail
    if stream is not None:
        yield stream.flush()
        if not stream.eof or stream.unused_data:
            raise zlib.error
