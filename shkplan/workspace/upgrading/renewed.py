"""Notebooks that shkplan laid out and nobody changed: brought up to date, whatever the format of the workspace.

What was shipped ever since is known by its cells, in ``shipped_notebooks.json``: outputs and numbers of runs, which JupyterLab
leaves in a file, make nobody's own notebook of it. A notebook with other cells is somebody's own, and left.
``python -m benchmarks.shipped_notebooks`` writes the list again.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files

from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.workspace.load import Workspace
from shkplan.workspace.upgrading.draft import Draft

__all__ = ["KNOWN", "fingerprint", "notebooks_added", "notebooks_renewed"]

KNOWN = "shipped_notebooks.json"


def fingerprint(content: bytes) -> str:
    """The digest (sha256) of the kinds, tags and words of a notebook's cells; empty where it is no notebook."""
    try:
        cells = json.loads(content)["cells"]
        said_by = [
            (cell["cell_type"], sorted(cell["metadata"].get("tags", ())), "".join(cell["source"]).replace("\r\n", "\n"))
            for cell in cells
        ]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return ""
    return hashlib.sha256(json.dumps(said_by, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _known() -> dict[str, list[str]]:
    text = files("shkplan.workspace.upgrading").joinpath(KNOWN).read_text(encoding="utf-8")
    listed: dict[str, list[str]] = json.loads(text)
    return listed


def notebooks_renewed(draft: Draft) -> None:
    """Every notebook that was shipped with an earlier version, and is as it was, as it is shipped today."""
    for shipped in Workspace.shipped().notebooks:
        own = draft.root / "notebooks" / shipped.name
        there, today = draft.read(own), shipped.read_bytes()
        if there is None:
            told = "{path} is shipped with this version and not in the workspace. `shkplan upgrade --add-notebooks` lays it out."
            draft.tell(said(told, path=paths.shown(own)))
        elif fingerprint(there) in _known().get(shipped.name, ()):
            if fingerprint(there) != fingerprint(today):
                draft.write(own, today)
        elif fingerprint(there) != fingerprint(today):
            told = "{path} is your own: no version of shkplan shipped it so. It was left as it is."
            draft.tell(said(told, path=paths.shown(own)))


def notebooks_added(draft: Draft) -> None:
    """The shipped notebooks that the workspace does not have."""
    for shipped in Workspace.shipped().notebooks:
        own = draft.root / "notebooks" / shipped.name
        if draft.read(own) is None:
            draft.write(own, shipped.read_bytes())
