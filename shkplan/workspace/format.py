"""The format of a workspace: which shape its files have, as ``shkplan.yaml`` at its root says; without that file it is 1.

Every format from the first on is read. A later one than is known here is refused in words, whichever command is asked, since
nobody knows what it would mean. ``shkplan upgrade`` brings a workspace to the format of today.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from shkplan.base.errors import DataError, Mistake, ShkplanError
from shkplan.base.messages import Said, said
from shkplan.base.typed import Record
from shkplan.files import paths
from shkplan.files.records import Filed, load
from shkplan.files.yaml import read_yaml

__all__ = [
    "CURRENT",
    "FILE",
    "NewerFormat",
    "WorkspaceFormat",
    "format_mistakes",
    "format_of",
    "needed_for",
    "older",
    "refuse_newer",
]

FILE = "shkplan.yaml"  # in the workspace, beside data and notebooks
CURRENT = 2
_FIRST = {1: "0.1.0", 2: "0.1.0"}  # the first version of shkplan that reads a format


class NewerFormat(ShkplanError):
    """A workspace is of a later format than this version reads."""


class WorkspaceFormat(Filed, Record):
    """``shkplan.yaml`` as a value.

    Attributes:
        format: the number of the format.
        needs: the first version of shkplan that reads it, told by versions that do not.
    """

    holds: ClassVar = (said("no entries"), said("format: and a number"), said("Write format: 1, then shkplan upgrade."))

    format: Annotated[int, Field(ge=1)]
    needs: str = ""


def needed_for(number: int) -> str:
    """The first version of shkplan that reads a format."""
    return _FIRST[number]


def format_of(root: Path) -> int:
    """The number of a workspace's format; 1 where it does not say so.

    Raises:
        NewerFormat: it is later than this version reads.
        DataError: mistakes in its file, all of them.
    """
    refuse_newer(root)
    path = root / FILE
    return load(path, WorkspaceFormat).format if paths.there(path) else 1


def refuse_newer(root: Path) -> None:
    """Nothing, unless a workspace is of a later format than this version reads; what else is wrong with the file is told by a check.

    Raises:
        NewerFormat: it is; which version is needed.
    """
    path = root / FILE
    if not path.is_file():
        return
    try:
        content = read_yaml(path).content
    except DataError:
        return
    found = content.get("format") if isinstance(content, Mapping) else None
    if type(found) is int and found > CURRENT:
        wanted = str(content.get("needs", ""))
        told = "{file}: the workspace is of format {found}; shkplan {version} reads formats up to {known}. Install shkplan {needed}; nothing was changed."
        newer = (
            said("{version} or later", version=wanted)
            if re.fullmatch(r"\d[\w.]*", wanted)
            else said("of a later version")
        )
        raise NewerFormat(
            said(
                told,
                file=paths.shown(path),
                found=found,
                version=metadata.version("shkplan"),
                known=CURRENT,
                needed=newer,
            )
        )


def format_mistakes(root: Path) -> list[Mistake]:
    """What is wrong with the file that says a workspace's format."""
    try:
        format_of(root)
    except DataError as error:
        return list(error.mistakes)
    return []


def older(root: Path) -> Said | None:
    """What is told of a workspace of an earlier format; None of one of today, and of what is shipped."""
    if paths.resolved(root) == paths.shipped():
        return None
    try:
        found = format_of(root)
    except DataError:
        return None
    told = "The workspace is of format {found} and is read as such. `shkplan upgrade` shows what format {known} changes, then upgrades it."
    return said(told, found=found, known=CURRENT) if found < CURRENT else None
