"""Text of files that others wrote: decoded safely, and nothing guessed.

Statistics offices send tables in UTF-8, in UTF-8 with a byte order mark (Excel), in UTF-16 (Excel's "Unicode text", known by
its mark) and in GBK or GB18030 (older systems). GB18030 takes almost any pair of bytes for a character, so a text is taken
for it only where nothing speaks against it.
"""

from __future__ import annotations

import codecs
import errno
import stat
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

from shkplan.base.errors import DataError, Mistake, Place
from shkplan.base.messages import said
from shkplan.files import paths

LARGEST_FILE = 20_000_000  # bytes; a yearbook table has some ten thousand
UTF8, UTF16, CHINESE = "UTF-8", "UTF-16", "GB18030"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAVE = said("Save the file as CSV UTF-8 (in Excel: CSV UTF-8 (comma delimited)).")


def read_text(path: Path) -> str:
    """The text of a file in UTF-8 or UTF-16 (with its mark), or in GBK or GB18030.

    Raises:
        DataError: unreadable, larger than any table, no text, or text in another encoding.
    """
    return decoded(read_bytes(path), paths.shown(path))


def read_bytes(path: Path, largest: int | None = None) -> bytes:
    """The bytes of a file that is no larger than it can be; what is no file is not opened, since a pipe would wait for ever.

    Args:
        path: of a file of somebody else.
        largest: more bytes are not read; default the :data:`LARGEST_FILE` of a table.

    Raises:
        DataError: unreadable, no file, or larger.
    """
    place, most = Place(paths.shown(path), said("file")), LARGEST_FILE if largest is None else largest
    try:
        there = path.stat()
        if stat.S_ISREG(there.st_mode) and there.st_size <= most:
            with path.open("rb") as file:
                content = file.read(most + 1)
            if len(content) <= most:  # a file may grow while it is read
                return content
    except OSError as error:
        raise DataError([_unreadable(place, path, error)]) from error
    if not stat.S_ISREG(there.st_mode):
        kind = next((said(words) for is_one, words in _NO_FILE.items() if is_one(there.st_mode)), said("no file"))
        remedy = said("Move it away, or give it a name that does not end in {ending}.", ending=path.suffix or path.name)
        raise DataError([place.mistake(kind, said("a file"), remedy)])
    found = said("{size} MB", size=f"{max(there.st_size, most + 1) / 1e6:,.1f}".removesuffix(".0"))
    if largest is None:
        expected = said("a table of at most {size:.0f} MB", size=most / 1e6)
        remedy = said("Save the one table that is wanted as a file of its own.")
    else:
        expected = said("at most {size:.0f} MB", size=most / 1e6)
        remedy = said("See whether it is the file that is meant; what people type is far smaller.")
    raise DataError([place.mistake(found, expected, remedy)])


_NO_FILE: Mapping[Callable[[int], bool], str] = {
    stat.S_ISDIR: "a folder",
    stat.S_ISFIFO: "a named pipe",
    stat.S_ISCHR: "a device",
    stat.S_ISBLK: "a device",
    stat.S_ISSOCK: "a socket",
}


def _unreadable(place: Place, path: Path, error: OSError) -> Mistake:
    """Why a file cannot be opened; of a link where it leads."""
    if path.is_symlink() and error.errno in (errno.ENOENT, errno.ELOOP):
        circle = said("a link that leads in a circle")
        found = circle if error.errno == errno.ELOOP else said("a link that leads nowhere")
        return place.mistake(found, said("a readable file"), said("Put the file itself there, or remove the link."))
    return place.mistake(str(error.strerror), said("a readable file"), said("Check the path."))


def decoded(content: bytes, shown: str) -> str:
    """Bytes as text: UTF-16 with its mark, else UTF-8, else GB18030 where that is beyond doubt.

    Args:
        content: the file as it is.
        shown: its name as a message should print it.

    Raises:
        DataError: no text, or text in another encoding.
    """
    return decoded_as(content, shown)[0]


def decoded_as(content: bytes, shown: str) -> tuple[str, str]:
    """Bytes as text, and the encoding they were read in: :data:`UTF8`, :data:`UTF16` or :data:`CHINESE`.

    Raises:
        DataError: as :func:`decoded`.
    """
    text, encoding, broken = _decoded(content)
    if text is None:
        raise DataError([_broken(shown, content, encoding, broken)])
    if "\0" in text:
        at = content.find(b"\0") if encoding != UTF16 else 2 * text.index("\0") + 2
        found = said("a NUL byte at offset {at}", at=at)
        remedy = said("This is no text file, or a damaged one. {save}", save=_SAVE)
        raise DataError([Mistake(shown, said("file"), found, said("text"), remedy)])
    return text, encoding


def _decoded(content: bytes) -> tuple[str | None, str, UnicodeDecodeError | None]:
    if content.startswith(_UTF16):
        try:
            return content.decode("utf-16"), UTF16, None
        except UnicodeDecodeError as error:
            return None, UTF16, error
    if b"\0" in content:  # told as what it is, whatever else is wrong
        return content.decode("latin-1"), UTF8, None
    try:
        return content.decode("utf-8-sig"), UTF8, None
    except UnicodeDecodeError as error:
        return _chinese(content), CHINESE, error


def _broken(shown: str, content: bytes, encoding: str, error: UnicodeDecodeError | None) -> Mistake:
    """The mistake of bytes that are no text in the encoding they seem to be in."""
    if encoding != UTF16 and error is not None:
        return not_utf8(shown, error)
    at = error.start + 2 if error else len(content)  # counted from behind the mark
    found = said("text in UTF-16 that is broken at offset {at}", at=at)
    return Mistake(shown, said("file"), found, said("text in UTF-8 or UTF-16"), _SAVE)


def not_utf8(shown: str, error: UnicodeDecodeError) -> Mistake:
    """The mistake of a file in another encoding."""
    found = said("byte {byte} at offset {at}", byte=f"{error.object[error.start]:#04x}", at=error.start)
    remedy = said("Save the file as UTF-8 (in Excel: CSV UTF-8).")
    return Mistake(shown, said("file"), found, said("text in UTF-8"), remedy)


def _chinese(content: bytes) -> str | None:
    """Text in GB18030; None where it is rather broken UTF-8, or where few of its characters are ones that people use."""
    as_utf8 = content.decode("utf-8", errors="replace")
    broken = as_utf8.count("\ufffd")
    if sum(not char.isascii() for char in as_utf8) - broken > broken:
        return None
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return None
    foreign = [char for char in text if not char.isascii()]
    if any(unicodedata.category(char) in {"Cc", "Cn", "Co"} for char in foreign):  # controls, private, unassigned
        return None
    return text if 2 * sum(map(_common, foreign)) >= len(foreign) else None


def _common(char: str) -> bool:
    """Whether a character is one of the 3,755 that GB 2312 puts first, or a sign: what Chinese texts are made of."""
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and (0xA1 <= code[0] <= 0xA3 or 0xB0 <= code[0] <= 0xD7)
