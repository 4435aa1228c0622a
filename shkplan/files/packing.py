"""Many files as one archive (.zip): the same bytes for the same files, whoever packs them, where and when.

No time, owner or place of the machine goes in: every file has the first day that the format knows, the same right to read, and
its place by name. The content is packed by zlib; another build of zlib may pack it otherwise, which :mod:`shkplan.files.unpacking`
does not mind: what counts there is what comes out.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from shkplan.base.characters import beyond_display, invisible, visible
from shkplan.base.messages import Said, said

LONGEST = 200  # characters of a whole name: Windows takes 260 with the folder it is unpacked in
_MODE = 0o100644 << 16  # a plain file that its owner may write and everybody read
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_TAKEN = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)  # by Windows


def packed(contents: Mapping[str, bytes | Path]) -> bytes:
    """An archive of files.

    Args:
        contents: by name in the archive, with ``/`` between folders: the content, or a file that holds it.

    Raises:
        ValueError: a name that :func:`misnamed` or :func:`colliding` would refuse.
    """
    wrong = next((why for name in contents if (why := misnamed(name)) is not None), None)
    if wrong := wrong or next(colliding(contents), None):
        raise ValueError(str(wrong))
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, allowZip64=False, compresslevel=9) as archive:
        for name in sorted(contents):
            content = contents[name]
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.create_system, entry.external_attr, entry.compress_type = 3, _MODE, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content if isinstance(content, bytes) else content.read_bytes())
    return whole.getvalue()


def quoted_name(name: str) -> str:
    """A name of a stranger's as a message may print it: nothing in it is obeyed by a terminal or ends the line."""
    shown = "".join(f"\\u{ord(char):04x}" if invisible(char) else char for char in visible(name))
    return f'"{shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}..."}"'


def misnamed(name: str) -> Said | None:
    """Why a name may not stand in an archive: it leads out of the folder it is unpacked in, or not every system takes it. None where it may."""
    quoted, parts = quoted_name(name), name.split("/")
    unseen = any(invisible(char) or unicodedata.category(char) == "Cc" for char in name)
    why: Said | None = None
    if not name or len(name) > LONGEST:
        why = said("{name}: a name that is empty or longer than {most} characters", name=quoted, most=LONGEST)
    elif unseen or beyond_display(name, name=True):
        why = said("{name}: a name with invisible or forbidden characters", name=quoted)
    elif "\\" in name:
        why = said("{name}: a name with a backslash", name=quoted)
    elif name.startswith("/") or re.match("[A-Za-z]:", name):
        why = said("{name}: a name that leads to another place on the disk", name=quoted)
    elif name.endswith("/"):
        why = said("{name}: an entry for a folder; only files are packed", name=quoted)
    elif any(part in ("", ".", "..") for part in parts):
        why = said("{name}: a name that leads out of the folder it is unpacked in", name=quoted)
    elif any(re.search('[<>:"|?*]', part) or part[-1] in ". " or _TAKEN.fullmatch(part) for part in parts):
        why = said("{name}: a file name that not every system accepts", name=quoted)
    return why


def colliding(names: Iterable[str]) -> Iterator[Said]:
    """Names that would be one file, on this system or another: twice the same, in other letters, or a file where a folder is."""
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for name in names:
        key = _compared(name)
        if key in seen:
            same = name == seen[key]
            told = "{name} is there twice" if same else "{name} and {other} are one name on many systems"
            yield said(told, name=quoted_name(name), other=quoted_name(seen[key]))
        seen[key] = name
        parts = key.split("/")
        folders |= {"/".join(parts[:at]): name for at in range(1, len(parts))}
    for key in sorted(seen.keys() & folders.keys()):
        yield said(
            "{name} is a file, and a folder for {other}", name=quoted_name(seen[key]), other=quoted_name(folders[key])
        )


def _compared(name: str) -> str:
    """A name as systems compare it that know no case, and take letters with marks for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
