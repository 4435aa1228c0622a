"""Where things are: the workspace a user edits, or what the package ships.

A workspace is a folder that holds ``data/plans``. It is looked for from the current folder upwards; the variable
``SHKPLAN_WORKSPACE`` names it outright (a report is recomputed that way from the copies of its inputs). Without
any, the plan, figures and notebooks shipped with the package serve.
"""

from __future__ import annotations

import os
from pathlib import Path

WORKSPACE_VARIABLE = "SHKPLAN_WORKSPACE"
DATA = "data"  # what a workspace holds lies under it


def shipped() -> Path:
    """The folder with the shipped ``data`` and ``notebooks``: inside an installed package, or the checkout itself."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "shipped"
    return installed if installed.is_dir() else package.parent


def workspace(start: Path | None = None) -> Path | None:
    """The nearest folder with ``data/plans``, from ``start`` (default: here) upwards; None where there is none."""
    named = os.environ.get(WORKSPACE_VARIABLE)
    if named and start is None:
        return Path(named).resolve()
    here = (start or Path.cwd()).resolve()
    return next((folder for folder in (here, *here.parents) if (folder / DATA / "plans").is_dir()), None)


def root() -> Path:
    """The workspace if there is one, else what is shipped."""
    return workspace() or shipped()


def shown(path: Path) -> str:
    """A path as a message prints it: from the workspace or the shipped folder on, so that no machine shows through."""
    whole = path.resolve()
    for base in (root(), shipped(), workspace(path.parent)):
        if base is not None and whole.is_relative_to(base):
            return whole.relative_to(base).as_posix()
    return path.as_posix()
