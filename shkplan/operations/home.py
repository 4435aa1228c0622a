"""The workspace whose reports are run, kept and scheduled."""

from __future__ import annotations

from pathlib import Path

from shkplan.base.errors import ParameterError
from shkplan.base.messages import said
from shkplan.files import paths

__all__ = ["home_of"]


def home_of(root: str | Path | None = None) -> Path:
    """The workspace.

    Args:
        root: its folder; default that of the current one.

    Raises:
        ParameterError: there is none; the shipped plans have no reports to run.
    """
    home = paths.resolved(Path(root)) if root is not None else paths.workspace()
    if home is None or not (home / paths.DATA / "plans").is_dir():
        raise ParameterError(said("no workspace here; `shkplan init` lays one out, with a reports.yaml to start from."))
    return home
