"""Text of a table that came from elsewhere, in whichever of the encodings of Chinese offices it was saved."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from shkplan import places
from shkplan.errors import DataError, Mistake

MAX_TEXT = 20_000_000  # bytes
_SAVE = "Save the file as CSV UTF-8 (comma delimited)."


def read_text(path: Path) -> tuple[str, str]:
    """The text of a file and the encoding it was read in: UTF-8, with or without a mark, else GB18030 (GBK, GB2312).

    Bytes that are UTF-8 are never taken for anything else. What is left is taken for GB18030 only where it gives
    characters that somebody assigned; the caller says so, since a wrong guess shows in the words.

    Raises:
        DataError: unreadable, too large, or neither.
    """
    shown = places.shown(path)
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_TEXT else b""
    except OSError as error:
        raise DataError([Mistake(shown, "file", str(error.strerror), "a readable file", "Check the path.")]) from error
    if size > MAX_TEXT:
        expected = f"at most {MAX_TEXT / 1e6:.0f} MB"
        raise DataError([Mistake(shown, "file", f"{size / 1e6:,.0f} MB", expected, "Import it in parts.")])
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content:
        raise DataError([Mistake(shown, "file", "text in UTF-16, or no text", "text in UTF-8 or GB18030", _SAVE)])
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8-sig" or not any(unicodedata.category(char) in ("Co", "Cn") for char in text):
            return text, "UTF-8" if encoding == "utf-8-sig" else "GB18030"
    raise DataError([Mistake(shown, "file", "text in another encoding", "text in UTF-8 or GB18030", _SAVE)])
