"""Notebooks that shkplan laid out are renewed; somebody's own are left, and told."""

from __future__ import annotations

import copy
import datetime as dt
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.shipped_notebooks import LIST, ROOT, shipped_ever
from shkplan.workspace.upgrading import planned
from shkplan.workspace.upgrading.renewed import fingerprint
from tests.workspace.upgrading.conftest import Lay

DAY = dt.date(2026, 12, 1)
TODAY = ROOT / "notebooks" / "overview.ipynb"


def _whole_history() -> bool:
    try:
        told = subprocess.run(
            ["git", "-C", str(ROOT), "rev-parse", "--is-shallow-repository"],
            check=False,
            capture_output=True,
            text=True,
        )
    except OSError:
        return False
    return told.stdout.strip() == "false"


def _earlier() -> bytes:
    """The first version of a notebook that was ever shipped."""
    log = ["git", "-C", str(ROOT), "log", "--format=%H", "--diff-filter=AM", "--", "notebooks/overview.ipynb"]
    first = subprocess.run(log, capture_output=True, text=True, check=True).stdout.split()[-1]
    show = ["git", "-C", str(ROOT), "show", f"{first}:notebooks/overview.ipynb"]
    return subprocess.run(show, capture_output=True, check=True).stdout


needs_history = pytest.mark.skipif(not _whole_history(), reason="the history of the repository is not here")


@needs_history
def test_the_list_has_every_version_that_was_shipped() -> None:
    """After a change of a notebook ``python -m benchmarks.shipped_notebooks`` writes it again."""
    assert json.loads(LIST.read_text("utf-8")) == shipped_ever()


def test_the_list_has_the_notebooks_of_today() -> None:
    """Where there is no history either: the next version has to know them."""
    known = json.loads(LIST.read_text("utf-8"))
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        assert fingerprint(path.read_bytes()) in known[path.name], path.name


@needs_history
@pytest.mark.parametrize("ran", [False, True])
def test_an_earlier_shipped_notebook_is_renewed_and_kept(lay: Lay, ran: bool) -> None:
    """Also one that was run in JupyterLab; what it was lies in the backup."""
    folder = lay("shahekou-14fyp")
    own, old = folder / "notebooks/overview.ipynb", _earlier()
    if ran:
        old = _ran(old)
    own.write_bytes(old)
    planned(folder).carry_out(DAY)
    assert own.read_bytes() == TODAY.read_bytes()
    assert (folder / "backup/2026-12-01-format-1/notebooks/overview.ipynb").read_bytes() == old
    own.write_bytes(old)  # and again in a workspace that is of today's format
    upgrade = planned(folder)
    assert [one.path.name for one in upgrade.changes] == ["overview.ipynb"]
    assert "# %% [markdown]" in upgrade.shown


def _ran(content: bytes) -> bytes:
    notebook = json.loads(content)
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            cell["execution_count"] = number
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["1\n"]}]
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.13.0"}
    return json.dumps(notebook).encode()


def test_own_notebooks_are_left_and_told(lay: Lay) -> None:
    """One with another line, one of another name; the other one was never shipped and is nobody else's business."""
    folder = lay("")
    own = folder / "notebooks/overview.ipynb"
    notebook = json.loads(own.read_text("utf-8"))
    notebook["cells"][0]["source"] += ["\nours"]
    own.write_text(json.dumps(notebook), encoding="utf-8")
    (folder / "notebooks/ours.ipynb").write_bytes(TODAY.read_bytes())
    before = own.read_bytes()
    upgrade = planned(folder)
    upgrade.carry_out(DAY)
    assert own.read_bytes() == before
    assert [str(one) for one in upgrade.remarks] == [
        "notebooks/overview.ipynb is your own: no version of shkplan shipped it so. It was left as it is."
    ]


def test_a_notebook_that_is_not_there_is_laid_out_only_when_asked_for(lay: Lay) -> None:
    """Somebody may have taken it away on purpose."""
    folder = lay("")
    own = folder / "notebooks/vision.ipynb"
    shipped = own.read_bytes()
    own.unlink()
    upgrade = planned(folder)
    upgrade.carry_out(DAY)
    assert not own.exists()
    assert "--add-notebooks" in upgrade.shown
    planned(folder, add_notebooks=True).carry_out(DAY)
    assert own.read_bytes() == shipped


CELLS = json.loads(TODAY.read_text("utf-8"))


@given(st.data())
def test_another_cell_is_another_notebook(data: st.DataObject) -> None:
    """Any change of a kind, a tag or a word makes it somebody's own; outputs do not."""
    changed: dict[str, Any] = copy.deepcopy(CELLS)
    cell = data.draw(st.sampled_from(changed["cells"]))
    what = data.draw(st.sampled_from(["word", "tag", "kind", "gone"]))
    if what == "word":
        cell["source"] = ["".join(cell["source"]), data.draw(st.text("ab c#\n", min_size=1))]
    elif what == "tag":
        cell["metadata"].setdefault("tags", []).append("ours")
    elif what == "kind":
        cell["cell_type"] = "raw"
    else:
        changed["cells"].remove(cell)
    assert fingerprint(json.dumps(changed).encode()) != fingerprint(TODAY.read_bytes())
    assert fingerprint(_ran(TODAY.read_bytes())) == fingerprint(TODAY.read_bytes())


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"cells": [1]}', b"\xff", b'{"cells": [{"cell_type": 1}]}'])
def test_what_is_no_notebook_has_no_fingerprint(content: bytes, lay: Lay) -> None:
    """It is somebody's own, and left."""
    assert fingerprint(content) == ""
    folder = lay("")
    own: Path = folder / "notebooks/overview.ipynb"
    own.write_bytes(content)
    planned(folder).carry_out(DAY)
    assert own.read_bytes() == content
