"""Which executed notebooks of earlier runs are still what a run would make now.

Beside each executed notebook stand the questions it asked of the figures and of the day, and a checksum of the answers (see
:mod:`shkplan.evidence.watched`). Everything else it may depend on is in its key. A notebook of somebody's own that does more than ask an
assessment is kept for the very same day and inputs only.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from shkplan.evidence.observations import Observations
from shkplan.evidence.watched import answers
from shkplan.files import paths
from shkplan.report.inputs import Inputs
from shkplan.report.run import Job
from shkplan.report.store import Store, key_of
from shkplan.workspace.load import Workspace

_NOTEBOOK, _ASKED = "notebooks", "asked"
_MOST = 12  # sets of questions of one notebook, the last ones
_FIGURES, _NOTEBOOKS = "data/observations/", "notebooks/"
_TO_FRAME = ("to_frame", "export", "archive")  # what gives values away to libraries that look at a day unseen


class Unchanged:
    """The executed notebooks in a store, for one run.

    Args:
        store: of the folder of all reports.
        inputs: what the report is made of.
        day: of the report.
        shared: all that every notebook of the run depends on beside figures, day and notebook: versions, languages.
        sums: the checksums of the inputs as the report carries them.
    """

    def __init__(
        self, store: Store, inputs: Inputs, day: str, shared: Mapping[str, Any], sums: Mapping[str, str]
    ) -> None:
        self._store, self._inputs, self._day, self._shared, self._sums = store, inputs, day, shared, sums

    @cached_property
    def _known(self) -> Observations:
        return Workspace(self._inputs.root).observations(self._inputs.plan).as_of(self._day)

    @cached_property
    def _others(self) -> dict[str, str]:
        """The checksums of the inputs that are neither figures nor notebooks."""
        return {name: one for name, one in self._sums.items() if not name.startswith((_FIGURES, _NOTEBOOKS))}

    @property
    def around(self) -> str:
        """A key of all that any result depends on beside figures, day and settings."""
        return key_of(self._inputs.plan.id, dict(self._shared), _shipped(), self._others)

    def _key(self, job: Job) -> str:
        content = Path(job.notebook).read_bytes()
        given: dict[str, Any] = dict(job.parameters)
        sums = self._sums
        if simple(content):
            given.pop("as_of")
            sums = self._others
        return key_of(job.key, given, dict(self._shared), _shipped(), hashlib.sha256(content).hexdigest(), sums)

    def take(self, job: Job) -> bool:
        """Put the executed notebook of an earlier run in its place, if that is what the job would make; whether it was."""
        key = self._key(job)
        for questions in self._store.get_json(_ASKED, key) or []:
            content = self._store.get(_NOTEBOOK, key_of(key, self._answered(questions)))
            if content is not None:
                Path(job.executed).parent.mkdir(parents=True, exist_ok=True)
                Path(job.executed).write_bytes(content)
                return True
        return False

    def keep(self, job: Job) -> None:
        """Keep the executed notebook of a job that was done well, for the next run."""
        key = self._key(job)
        questions = json.loads(job.asked.read_text(encoding="utf-8"))
        self._store.put(_NOTEBOOK, key_of(key, self._answered(questions)), Path(job.executed).read_bytes())
        others = [one for one in self._store.get_json(_ASKED, key) or [] if one != questions]
        self._store.put_json(_ASKED, key, [questions, *others][:_MOST])

    def _answered(self, questions: Sequence[Sequence[str]]) -> list[Any]:
        return [questions, answers(questions, self._known)]


@cache
def simple(content: bytes) -> bool:
    """Whether a notebook does nothing but ask values of this library: then its questions tell all that it depends on."""
    cells = json.loads(content)["cells"]
    codes = [
        cell for cell in cells if cell["cell_type"] == "code" and "parameters" not in cell["metadata"].get("tags", [])
    ]
    try:
        trees = [ast.parse("".join(cell["source"])) for cell in codes]
    except SyntaxError:  # a cell with a command of IPython
        return False
    nodes = [node for tree in trees for node in ast.walk(tree)]
    handed = {
        id(word.value) for node in nodes if isinstance(node, ast.Call) for word in node.keywords if word.arg == "as_of"
    }
    return all(_harmless(node, handed) for node in nodes)


def _harmless(node: ast.AST, handed: set[int]) -> bool:
    if isinstance(node, ast.Import):
        return all(one.name.split(".")[0] == "shkplan" for one in node.names)
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").split(".")[0] == "shkplan"
    if isinstance(node, ast.Name):
        return not (node.id == "as_of" and id(node) not in handed) and node.id not in _REACHING
    return not (isinstance(node, ast.Attribute) and (node.attr in _TO_FRAME or node.attr.startswith("_")))


_REACHING = (
    "open",
    "exec",
    "eval",
    "compile",
    "globals",
    "locals",
    "vars",
    "getattr",
    "input",
    "get_ipython",
    "__import__",
)


@cache
def _shipped() -> str:
    """A checksum over what is shipped beside the code; a notebook might name a plan of it."""
    folder = paths.shipped() / paths.DATA
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=lambda path: path.as_posix()):
        if path.is_file() and path.suffix in (".yaml", ".csv"):
            whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()
