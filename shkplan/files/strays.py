"""Files that lie about in a folder and are none of its own: what office programs, editors and systems leave behind.

They are told apart by their names alone, as such programs make them; nothing is opened.
"""

from __future__ import annotations

import re
from pathlib import Path

from shkplan.base.messages import Said, said

__all__ = ["left_behind", "of_programs", "unspoken"]

_LOCKS = re.compile(r"~\$|\.~|\.#")  # Word and Excel; LibreOffice and WPS; Emacs
_BACKUPS = re.compile(r".*(~|\.(bak|orig|old|swp|swo|swn|tmp|temp|part|crdownload|download|lock|rej))", re.IGNORECASE)
_SYSTEM = re.compile(
    r"\._.*|\.ds_store|thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r|\.directory|\.localized|__macosx|\.fuse_hidden.*|\.nfs.*"
    r"|\.goutputstream-.*|~wr[ld].*|\.spotlight-.*|\.trash.*|\$recycle\.bin",
    re.IGNORECASE,
)
_UNSPOKEN = re.compile(
    r"\.import\.lock|\..*\.[0-9]+\.new|\.git.*|\.ipynb_checkpoints|__pycache__|readme(\..*)?|licen[cs]e(\..*)?",
    re.IGNORECASE,
)


def left_behind(path: Path) -> Said | None:
    """What left a file behind, in words; None where its name is that of a file that somebody made.

    Any other name that begins with a dot is hidden from whoever looks into the folder, and no figure is to come from there.
    """
    name = path.name
    if _SYSTEM.fullmatch(name):
        return said("left by the system")
    if _LOCKS.match(name) or name.startswith(".~lock"):
        return said("the lock of an office program")
    if _BACKUPS.fullmatch(name) or (name.startswith("#") and name.endswith("#")):
        return said("left by an editor or a download")
    return said("hidden") if name.startswith(".") else None


def of_programs(path: Path) -> Said | None:
    """What left a file behind that nobody can mean, such as the lock of an office program; None for any other."""
    left = left_behind(path)
    return left if left is not None and (_SYSTEM.fullmatch(path.name) or _LOCKS.match(path.name)) else None


def unspoken(path: Path) -> bool:
    """Whether a file lies there by rights, so that nothing is to be said of it: our own locks, git's files, a README."""
    return _UNSPOKEN.fullmatch(path.name) is not None
