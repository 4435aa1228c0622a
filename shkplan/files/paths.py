"""Where things are: the workspace a user edits, or what the package ships.

A workspace is a folder that holds ``data/plans``. It is looked for from the current folder upwards; the variable
``SHKPLAN_WORKSPACE`` names it outright (a report is recomputed that way from the copies of its inputs). Without
any, the plan, figures and notebooks shipped with the package serve.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import said

WORKSPACE_VARIABLE = "SHKPLAN_WORKSPACE"
_HELD: ContextVar[Path | None] = ContextVar("workspace", default=None)
DATA = "data"  # what a workspace holds lies under it


def shipped() -> Path:
    """The folder with the shipped ``data`` and ``notebooks``: inside an installed package, or the checkout itself."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "shipped"
    return installed if installed.is_dir() else package.parent


def workspace(start: Path | None = None) -> Path | None:
    """The nearest folder with ``data/plans``, from ``start`` (default: here) upwards; None where there is none."""
    named = _HELD.get() or os.environ.get(WORKSPACE_VARIABLE)
    if named and start is None:
        return resolved(Path(named))
    here = resolved(start or Path.cwd())
    return next((folder for folder in (here, *here.parents) if (folder / DATA / "plans").is_dir()), None)


@contextmanager
def within(folder: Path) -> Iterator[None]:
    """A block, of this thread alone, that reads from a folder as its workspace, such as the inputs of a report."""
    before = _HELD.set(folder)
    try:
        yield
    finally:
        _HELD.reset(before)


def root() -> Path:
    """The workspace if there is one, else what is shipped."""
    return workspace() or shipped()


def shown(path: Path) -> str:
    """A path as a message prints it: from the workspace or the shipped folder on, so that no machine shows through.

    A link is shown by its own name, under which its user knows it, not by what it leads to.
    """
    for whole in (resolved(path.parent) / path.name, resolved(path)):
        for base in (root(), shipped(), workspace(resolved(path.parent))):
            if base is not None and whole.is_relative_to(base):
                return whole.relative_to(base).as_posix()
    return path.as_posix()


def resolved(path: Path) -> Path:
    """A path without links; as it was written where they lead in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # RuntimeError until Python 3.13; ValueError of a name no disk can have
        return Path(os.path.abspath(path))  # noqa: PTH100  # resolve is what has failed


def there(path: Path) -> bool:
    """Whether anything has that name, a link that leads nowhere included: who reads it tells what is wrong."""
    return path.exists() or path.is_symlink()


def leads_out(path: Path) -> Path | None:
    """Where a path leads that lies in a workspace by its name and outside by a link on its way; None where none does so."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100  # its own way, links and all
    real = resolved(whole)
    for base in (workspace(), workspace(whole.parent)):
        inside = base is not None and any(resolved(folder) == base for folder in whole.parents)
        if inside and base is not None and not real.is_relative_to(base):
            return real
    return None


def kept_inside(path: Path) -> Path:
    """The path, unless a link leads what would be written there out of the workspace.

    Raises:
        ShkplanError: it does; nothing was written.
    """
    real = leads_out(path)
    if real is not None:
        told = "{path} leads out of the workspace, by a link to {real}: nothing was written. Name that place itself, or put a {kind} there."
        kind = said("folder") if real.is_dir() else said("file")
        raise ShkplanError(said(told, path=shown(path), real=real.as_posix(), kind=kind))
    return path


_UNNAMEABLE = r'[<>:"/\\|?*\x00-\x1f]'
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)", re.IGNORECASE)


def file_name(words: str) -> str:
    """Words as a name that every system takes for a file, without ending."""
    name = re.sub(rf"({_UNNAMEABLE}|\s)+", " ", words).strip(" .") or "-"
    return f"{name}_" if _DEVICES.match(name) else name


def every_system_takes(name: str) -> bool:
    """Whether Windows takes a name for a file or folder as well: it keeps those of its devices, and ends none in a dot."""
    return bool(name) and not (_DEVICES.match(name) or re.search(_UNNAMEABLE, name) or name.endswith((".", " ")))
