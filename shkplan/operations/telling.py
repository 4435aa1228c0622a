"""What a batch says while it is at work: nothing, lines for a log, or a bar on a terminal that tells when it expects to end."""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from collections.abc import Mapping, Sequence

from rich.progress import ProgressColumn, Task
from rich.text import Text as Styled

from shkplan.base.messages import said
from shkplan.display.setting import language, spoken
from shkplan.operations.runs import Run, RunLog
from shkplan.operations.summary import sentence
from shkplan.report.progress import NullProgress, PrintedProgress, ProgressBar

__all__ = ["BatchBar", "BatchProgress", "PrintedBatch", "expected_seconds"]

_LATEST = 5  # runs of a report that tell how long it takes


def expected_seconds(log: RunLog, names: Sequence[str]) -> dict[str, float | None]:
    """How long each report is expected to take, by its last runs; None where there were none."""
    found: dict[str, float | None] = {}
    for name in names:
        took = [run.seconds for run in log.runs if run.report == name and run.succeeded][-_LATEST:]
        found[name] = statistics.median(took) if took else None
    return found


class BatchProgress(NullProgress):
    """Says nothing of a batch; the base of those who do."""

    def batch(self, expected: Mapping[str, float | None]) -> None:
        """These reports are about to be made, and take about so many seconds."""

    def report(self, name: str) -> None:
        """One of them begins."""

    def run(self, run: Run) -> None:
        """One of them is through, well or badly."""


class PrintedBatch(BatchProgress, PrintedProgress):
    """One line for each thing that happened."""

    def report(self, name: str) -> None:
        self._say(said("{report}: begun", report=name))

    def run(self, run: Run) -> None:
        self._say(sentence(run))


class BatchBar(BatchProgress, ProgressBar):
    """A progress bar over the notebooks of a report, and when the whole batch is expected to end."""

    def __init__(self) -> None:
        self._left: dict[str, float | None] = {}
        self._name, self._since = "", time.monotonic()
        self._language = language()  # the bar is drawn by a thread of its own, which speaks none
        super().__init__(_ExpectedEnd(self))

    def batch(self, expected: Mapping[str, float | None]) -> None:
        self._left = dict(expected)

    def report(self, name: str) -> None:
        self._name, self._since = name, time.monotonic()

    def run(self, run: Run) -> None:
        self._left.pop(run.report, None)
        if not run.succeeded:
            sys.stderr.write(f"{spoken(sentence(run))}\n")

    def step(self, words: str) -> None:
        super().step(said("{report}: {words}", report=self._name, words=words))

    @property
    def expected(self) -> str:
        """When the batch is expected to end, by the clock; empty where no earlier run tells."""
        seconds = list(self._left.values())
        if not seconds or None in seconds:
            return ""
        gone = min(time.monotonic() - self._since, self._left.get(self._name) or 0)
        end = dt.datetime.now().astimezone() + dt.timedelta(seconds=sum(filter(None, seconds)) - gone)
        return said("expected end {time}", time=f"{end:%H:%M:%S}").text(self._language)


class _ExpectedEnd(ProgressColumn):
    """The column that says when the batch ends."""

    def __init__(self, bar: BatchBar) -> None:
        self._bar_of = bar
        super().__init__()

    def render(self, task: Task) -> Styled:  # noqa: ARG002  # of the class above
        return Styled(self._bar_of.expected)
