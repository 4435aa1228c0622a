"""A workspace as it would be: what migrations write is read back from here, and nothing reaches the disk."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from shkplan.base.messages import Said
from shkplan.files import paths
from shkplan.files.text import decoded, read_bytes
from shkplan.files.yaml import LARGEST

__all__ = ["Draft", "FileChange", "Migration", "Task"]

_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class FileChange:
    """A file that would be replaced or added.

    Attributes:
        path: of the file.
        before, after: what it holds now, and would hold; None where it is not there.
    """

    path: Path
    before: bytes | None
    after: bytes

    @property
    def diff(self) -> str:
        """The change as a unified diff; of a notebook that of its cells, as they are read."""
        name = paths.shown(self.path)
        old, new = (_lines(self.path, one) for one in (self.before, self.after))
        first = f"a/{name}" if self.before is not None else "/dev/null"
        return "\n".join(difflib.unified_diff(old, new, first, f"b/{name}", lineterm=""))


def _lines(path: Path, content: bytes | None) -> list[str]:
    """The lines that a person reads in a file; what would move the terminal is shown by its number."""
    if content is None:
        return []
    text = _cells(content) if path.suffix.lower() == ".ipynb" else decoded(content, paths.shown(path))
    return [
        _HIDDEN.sub(lambda sign: f"\\x{ord(sign[0]):02x}", line.rstrip("\r"))
        for line in text.removesuffix("\n").split("\n")
    ]


def _cells(content: bytes) -> str:
    cells = json.loads(content)["cells"]
    return "\n".join(f"# %% [{cell['cell_type']}]\n{''.join(cell['source'])}\n" for cell in cells)


@dataclass
class Draft:
    """A workspace as it would be.

    Attributes:
        root: the workspace.
        remarks: what a person should know besides.
    """

    root: Path
    remarks: list[Said] = field(default_factory=list)
    _before: dict[Path, bytes | None] = field(default_factory=dict)
    _after: dict[Path, bytes] = field(default_factory=dict)

    def read(self, path: Path) -> bytes | None:
        """What a file holds by now; None where it is not there.

        Raises:
            DataError: something else is there, or it cannot be read.
        """
        if path in self._after:
            return self._after[path]
        if path not in self._before:
            self._before[path] = read_bytes(path, 10 * LARGEST) if paths.there(path) else None
        return self._before[path]

    def write(self, path: Path, content: bytes) -> None:
        """Let a file hold something."""
        if self.read(path) != content:
            self._after[path] = content

    def tell(self, remark: Said) -> None:
        """Let a person know."""
        self.remarks.append(remark)

    @property
    def changes(self) -> tuple[FileChange, ...]:
        """The files that would be replaced or added, in order."""
        made = (FileChange(path, self._before[path], after) for path, after in self._after.items())
        return tuple(one for one in made if one.before != one.after)


Task = Callable[[Draft], None]


@dataclass(frozen=True)
class Migration:
    """One step from a format to the next.

    Attributes:
        to: the number of the format it leads to, from the one before.
        what: what is different there, in a sentence.
        tasks: what is done, each on its own.
    """

    to: int
    what: Said
    tasks: tuple[Task, ...]
