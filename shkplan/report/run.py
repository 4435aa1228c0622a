"""One notebook, executed by papermill in this process; what it leaves is the executed notebook, or a failure.

Success is that nothing was raised and that every cell came to its end; only then does the notebook take its final name.
The status that papermill writes beside a cell is not asked: it says "completed" also of cells that never ran.
"""

from __future__ import annotations

import json
import re
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from shkplan.base.messages import Language, Said, in_language, said
from shkplan.report.awake import GLANCE, Awake
from shkplan.report.folder import NO_ROOM

if TYPE_CHECKING:
    from shkplan.report.parameters import Value

FORKS = sys.platform == "linux"  # elsewhere system libraries may not survive a fork

# What may go well when nothing else runs; an error of a cell comes again.
OUT_OF_ROOM = "NoRoom"
DIED, OUT_OF_CPU, OUT_OF_TIME = "DeadKernelError", "CpuTimeout", "RunTimeout"
_WORTH_ANOTHER_TRY = (DIED, OUT_OF_CPU, OUT_OF_TIME, "MemoryError", "RunFailed")


@dataclass(frozen=True)
class Limits:
    """How much a machine and a notebook may take: notebooks at a time, seconds of a processor, seconds by the clock.

    A busy machine makes every notebook slow by the clock and none by its processor time, so that the first limit is the
    one that stops a notebook gone astray; the clock is for one that waits for ever. Where the machine sleeps, it stops.
    """

    jobs: int = 2
    cpu: float = 300
    clock: float = 3600
    grace: float = 10  # seconds after which a notebook that does not heed a limit is killed

    def told(self, error: str) -> str:
        """What to say of a notebook that ran out of one."""
        if error == OUT_OF_CPU:
            return said("the notebook took more than {cpu:g} s of processor time; --limit allows it more", cpu=self.cpu)
        return said("the notebook took longer than {clock:g} s in all; --clock allows it more", clock=self.clock)


LIMITS = Limits()


@dataclass(frozen=True)
class Orders:
    """What a runner is told at its start.

    Attributes:
        starter: the process it works for.
        limits: how long a notebook may take.
        forks: whether every notebook has a process of its own.
        prepare: the parameters that all notebooks share, where it pays to prepare for them.
    """

    starter: int
    limits: Limits
    forks: bool = FORKS
    prepare: Mapping[str, Any] | None = None

    def text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Orders:
        content = json.loads(text)
        return cls(**content | {"limits": Limits(**content["limits"])})


@dataclass(frozen=True)
class Job:
    """One notebook to run: what, with which parameters, where it stands and where the executed one goes."""

    key: str
    notebook: str
    executed: str
    parameters: Mapping[str, Value]

    @property
    def draft(self) -> Path:
        """Where the executed notebook stands until it is whole."""
        whole = Path(self.executed)
        return whole.with_name(f"draft-{whole.name}")

    @property
    def asked(self) -> Path:
        """Where it is told what the executed notebook asked of figures and day."""
        return Path(self.executed).with_suffix(".asked.json")

    @property
    def left(self) -> Path | None:
        """What there is of the executed notebook, whole or not."""
        return next((path for path in (Path(self.executed), self.draft) if path.exists()), None)


@dataclass(frozen=True)
class Failure:
    """Why a notebook failed, for a person: the cell by number and failing line, the error by type and message."""

    error: str
    message: str
    cell: int | None = None
    line: str = ""
    traceback: str = ""

    def text(self, language: Language) -> str:
        """The failure in a language, as far as it was told in words of ours."""
        told = said("{error}: {message}", error=self.error, message=self.message) if self.message else self.error
        if self.cell:
            told = said("cell {number}: {line}\n    {told}", number=self.cell, line=self.line, told=told)
        return in_language(told, language)

    def __str__(self) -> str:
        return self.text("en")

    def packed(self) -> dict[str, Any]:
        """The failure as JSON can hold it, its words still to be said in either language."""
        words = self.message
        return asdict(self) | {"message": [words.template, dict(words.values)] if isinstance(words, Said) else words}

    @classmethod
    def unpacked(cls, content: Mapping[str, Any]) -> Failure:
        """The failure of what :meth:`packed` made."""
        words = content["message"]
        return cls(**{**content, "message": words if isinstance(words, str) else said(words[0], **words[1])})

    @property
    def worth_another_try(self) -> bool:
        return self.error in _WORTH_ANOTHER_TRY


@dataclass(frozen=True)
class CellReached:
    """The code cell that runs, counted as a reader counts code cells, from 1, without the one papermill injects."""

    cell: int = 0
    line: str = ""

    def failure(self, error: str, message: str, traceback: str = "") -> Failure:
        return Failure(error, message, self.cell or None, _failing_line(traceback) or self.line, traceback)


class _OutOf(BaseException):
    """A limit is reached; no cell that catches errors shall catch this one."""


class CpuTimeout(_OutOf):
    """The notebook used up its processor time."""


class RunTimeout(_OutOf):
    """The notebook took too long by the clock."""


def execute(job: Job, limits: Limits, tell: Callable[[CellReached], None] = lambda _: None) -> Failure | None:
    """Run one notebook here and now; None is success.

    Args:
        job: which.
        limits: how long.
        tell: called with each code cell reached, by one who speaks for this process should it die.
    """
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    from shkplan.report.asked import asking
    from shkplan.report.shell import ENGINE

    reached, given = CellReached(), {"progress_bar": False, "kernel_name": "python3", "language": "python"}

    def started(cell: Any) -> None:
        nonlocal reached
        if cell.cell_type == "code" and "injected-parameters" not in cell.metadata.get("tags", []):
            reached = CellReached(reached.cell + 1, cell.source.strip().split("\n")[0])
            tell(reached)

    Path(job.executed).parent.mkdir(parents=True, exist_ok=True)
    given |= {"engine_name": ENGINE, "request_save_on_cell_execute": False, "draft": job.draft, "started": started}
    try:
        with _limited(limits), asking(job.asked, job.parameters):
            done = execute_notebook(job.notebook, str(job.draft), parameters=dict(job.parameters), **given)
    except PapermillExecutionError as error:
        out = error.ename in (OUT_OF_CPU, OUT_OF_TIME)
        message = limits.told(error.ename) if out else error.evalue
        return reached.failure(error.ename, message, "\n".join(error.traceback))
    except _OutOf as error:
        return reached.failure(type(error).__name__, limits.told(type(error).__name__))
    except OSError as error:  # of papermill or the draft; one of a cell arrives as above
        return Failure(OUT_OF_ROOM if error.errno in NO_ROOM else type(error).__name__, str(error))
    if done.metadata.papermill.exception:  # sys.exit() is no error to papermill, though the rest never ran
        return reached.failure("Interrupted", said("the cell never came to its end"))
    job.draft.replace(job.executed)
    return None


@contextmanager
def _limited(limits: Limits) -> Iterator[None]:
    """A block in which the cell at work is interrupted when a limit is reached; Windows has no such timers."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    awake, glance = Awake(), min(GLANCE, limits.clock / 2)

    def used_up(*_: object) -> NoReturn:
        raise CpuTimeout

    def look(*_: object) -> None:
        if awake.look() >= limits.clock:
            raise RunTimeout

    timers = {signal.ITIMER_PROF: (signal.SIGPROF, used_up, limits.cpu, 0.0),
              signal.ITIMER_REAL: (signal.SIGALRM, look, glance, glance)}  # fmt: skip
    for timer, (number, handler, first, then) in timers.items():
        signal.signal(number, handler)
        signal.siginterrupt(number, False)
        signal.setitimer(timer, first, then)
    try:
        yield
    finally:
        for timer, (number, *_) in timers.items():
            signal.setitimer(timer, 0)
            signal.signal(number, signal.SIG_DFL)


def _failing_line(traceback: str) -> str:
    """The line of the cell at which a traceback of IPython points; empty where it points at none."""
    _, header, frame = traceback.partition("Cell In[")
    pointed = re.search(r"^-+> *[0-9]+ (.*)$", frame.split("\n\n", 1)[0], re.MULTILINE) if header else None
    if pointed is None and header:  # a cell that is no Python has no frame, its line stands below the header
        pointed = re.match(r"[^\n]*\n +(.*)\n *\^", frame)
    return pointed[1].strip() if pointed else ""
