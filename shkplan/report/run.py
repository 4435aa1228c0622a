"""One notebook, executed by papermill; what it leaves is the executed notebook and a verdict.

Whether the run succeeded is never read from the notebook: after a killed kernel, a cell out of time or Ctrl-C
papermill's metadata say "completed" for every cell, also for those that never ran. Success is that nothing was raised
and that the last cell started also came back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shkplan.report.parameters import Value


@dataclass(frozen=True)
class Job:
    """One notebook to run: what, with which parameters, where it stands and where its files go."""

    key: str
    language: str
    notebook: str
    executed: str
    parameters: Mapping[str, Value]
    cell_limit: float

    @property
    def verdict(self) -> Path:
        """The file that appears when the notebook is through."""
        return Path(self.executed).with_suffix(".verdict.json")

    def tell(self, failure: Failure | None) -> None:
        """Write the verdict, at once whole: null, or the failure as a table."""
        draft = self.verdict.with_suffix(".draft")
        draft.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(failure and asdict(failure)), encoding="utf-8")
        draft.replace(self.verdict)

    def told(self) -> Failure | None:
        """The verdict; None is success."""
        table = json.loads(self.verdict.read_text(encoding="utf-8"))
        return Failure(**table) if table else None


@dataclass(frozen=True)
class Failure:
    """Why a notebook failed, for a person: the cell by number and failing line, the error by type and message."""

    error: str
    message: str
    cell: int | None = None
    line: str = ""
    traceback: str = ""

    def __str__(self) -> str:
        where = f"cell {self.cell}: {self.line}\n    " if self.cell else ""
        return f"{where}{self.error}: {self.message}" if self.message else f"{where}{self.error}"


class _Track:
    """Which code cell the kernel has reached, and whether it came back from every one of them.

    Cells are counted as a reader of the notebook counts code cells, from 1, without the one papermill injects.
    """

    def __init__(self) -> None:
        self.number = 0
        self.line = ""
        self.open = False

    def started(self, cell: Any, cell_index: int) -> None:
        del cell_index
        if cell.cell_type == "code" and "injected-parameters" not in cell.metadata.get("tags", []):
            self.number += 1
            self.line = cell.source.strip().split("\n")[0]
            self.open = bool(cell.source.strip())

    def returned(self, cell: Any, cell_index: int, execute_reply: Any) -> None:
        del cell, cell_index
        self.open = execute_reply["content"]["status"] != "ok"

    def failure(self, error: str, message: str, traceback: str = "") -> Failure:
        return Failure(error, message, self.number or None, _failing_line(traceback) or self.line, traceback)


def execute(job: Job, kernel_manager: type[Any]) -> Failure | None:
    """Run one notebook here and now; None is success.

    Args:
        job: which, and how.
        kernel_manager: the class of what starts its kernel.
    """
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    track = _Track()
    Path(job.executed).parent.mkdir(parents=True, exist_ok=True)
    try:
        execute_notebook(
            job.notebook,
            job.executed,
            parameters=dict(job.parameters),
            progress_bar=False,
            kernel_name="python3",
            language="python",
            execution_timeout=job.cell_limit,
            kernel_manager_class=kernel_manager,
            on_cell_start=track.started,
            on_cell_executed=track.returned,
        )
    except PapermillExecutionError as error:
        return track.failure(error.ename, error.evalue, _plain("\n".join(error.traceback)))
    except CellTimeoutError:
        return track.failure("CellTimeoutError", f"the cell took longer than {job.cell_limit:g} s")
    except DeadKernelError:
        return track.failure("DeadKernelError", "the kernel died, often for want of memory")
    return track.failure("Interrupted", "the cell never came to its end") if track.open else None


def _failing_line(traceback: str) -> str:
    """The line of the cell at which a traceback of IPython points; empty where it points at none."""
    _, header, frame = traceback.partition("Cell In[")
    pointed = re.search(r"^-+> *[0-9]+ (.*)$", frame.split("\n\n", 1)[0], re.MULTILINE) if header else None
    if pointed is None and header:  # a cell that is no Python has no frame, its line stands below the header
        pointed = re.match(r"[^\n]*\n +(.*)\n *\^", frame)
    return pointed[1].strip() if pointed else ""


def _plain(trace: str) -> str:
    from nbconvert.filters import strip_ansi

    return str(strip_ansi(trace))
