"""What a report says while it is made: nothing, plain lines, or a progress bar on a terminal."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Self

from shkplan.base.messages import Message, Said, said
from shkplan.display.setting import spoken
from shkplan.files import paths
from shkplan.report.jobs import Outcome

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

_log = logging.getLogger(__name__)


class NullProgress:
    """Says nothing; the base of those who do."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def step(self, words: str) -> None:
        """A stage of the work begins."""

    def started(self, total: int) -> None:
        """So many notebooks are about to run."""

    def ended(self, outcome: Outcome) -> None:
        """One notebook is through, well or badly."""

    def remark(self, words: Said | Message) -> None:
        """What stops nothing and should be known; it stands in the log in any case, once for each report."""
        _log.warning("%s", spoken(words))


class PrintedProgress(NullProgress):
    """One line for each thing that happened, for logs and pipes."""

    def __init__(self) -> None:
        self._total = self._through = 0
        self._remarks: set[str] = set()

    def step(self, words: str) -> None:
        self._say(words)

    def started(self, total: int) -> None:
        self._total, self._through = total, 0

    def ended(self, outcome: Outcome) -> None:
        self._through += 1
        self._say(f"[{self._through}/{self._total}] {spoken(sentence(outcome))}")

    def remark(self, words: Said | Message) -> None:
        super().remark(words)
        if str(words) not in self._remarks:  # the reports of several plans look at the same files
            self._remarks.add(str(words))
            self._say(spoken(words))

    def _say(self, words: str) -> None:
        sys.stderr.write(f"{spoken(words)}\n")
        sys.stderr.flush()


class ProgressBar(NullProgress):
    """A progress bar, with failures standing above it."""

    def __init__(self, *columns: ProgressColumn) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), *columns,
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self._task = self._bar.add_task("", total=None)
        self._remarks: set[str] = set()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    def step(self, words: str) -> None:
        self._bar.update(self._task, description=spoken(words))

    def started(self, total: int) -> None:
        self._bar.update(self._task, total=total, completed=0)

    def ended(self, outcome: Outcome) -> None:
        if outcome.failure:
            self._bar.console.print(spoken(sentence(outcome)), markup=False, highlight=False)
        self._bar.update(self._task, advance=1, description=outcome.job.key)

    def remark(self, words: Said | Message) -> None:
        super().remark(words)
        if str(words) not in self._remarks:
            self._remarks.add(str(words))
            self._bar.console.print(spoken(words), markup=False, highlight=False)


def progress_for(quiet: bool) -> NullProgress:
    """The voice that fits: a bar on a terminal, lines elsewhere, none if asked to be quiet."""
    if quiet:
        return NullProgress()
    return ProgressBar() if sys.stderr.isatty() else PrintedProgress()


def sentence(outcome: Outcome) -> Said:
    """One outcome in one line."""
    key, seconds = outcome.job.key, outcome.seconds
    if outcome.failure is None:
        return said("{key} done, {seconds:.1f} s", key=key, seconds=seconds)
    return said("{key} failed: {error}, {seconds:.1f} s", key=key, error=outcome.failure.error, seconds=seconds)


def out_folder(out: str | Path | None = None) -> Path:
    """The folder of all reports: as named, else the usual one.

    Raises:
        ShkplanError: a link leads it out of the workspace.
    """
    return paths.kept_inside(Path(out) if out else usual_folder()).resolve()


def usual_folder() -> Path:
    """``reports`` in the workspace, or here where there is none."""
    return (paths.workspace() or Path.cwd()) / "reports"
