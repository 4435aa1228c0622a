"""What a report says while it is made: nothing, plain lines, or a progress bar on a terminal; and its log."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Self

from shkplan.base.errors import ParameterError, ReportFailed, ShkplanError
from shkplan.base.messages import Message, Said, said
from shkplan.display.setting import language, spoken
from shkplan.files import paths
from shkplan.report.jobs import Outcome

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

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
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


class _Log(RotatingFileHandler):
    """A log that says once, in one line, that it cannot be written; the report goes on without it."""

    broken = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the name that logging calls
        del record
        self._tell(sys.exc_info()[1])

    def close(self) -> None:
        try:
            super().close()
        except OSError as error:
            self._tell(error)

    def _tell(self, error: BaseException | None) -> None:
        if not self.broken:
            why = getattr(error, "strerror", None) or error
            told = said(
                "{file} cannot be written ({why}); the report goes on without a log.", file=self.baseFilename, why=why
            )
            sys.stderr.write(f"{spoken(told)}\n")
        self.broken = True


@contextmanager
def log_to(file: Path | None, out: str | Path | None = None) -> Iterator[None]:
    """Append what happens to a log file, which is set aside at a megabyte; five old ones are kept.

    Args:
        file: the log; default ``shkplan.log`` among the reports.
        out: the folder of all reports, as for :func:`~shkplan.report.make_report`.

    Raises:
        ParameterError: the log that was named cannot be written.
        ReportFailed: the folder of all reports cannot be written to.
    """
    path = file or out_folder(out) / "shkplan.log"
    _open_once(path, named=file is not None)
    handler = _Log(path, maxBytes=1_000_000, backupCount=5, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(message)s"))
    logger = logging.getLogger("shkplan")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    except BaseException as error:
        words = error.text(language()) if isinstance(error, ShkplanError) else error
        logger.error("%s: %s", type(error).__name__, words)  # noqa: TRY400  # the message is the whole story
        raise
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        handler.close()


def _open_once(path: Path, *, named: bool) -> None:
    """Find out before the work, not in the middle of it, that a log cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("a", encoding="utf-8").close()
    except OSError as error:
        why = error.strerror or error
        if named:
            told = said(
                "--log {path} cannot be written ({why}). Name another file; nothing was made.", path=path, why=why
            )
            raise ParameterError(told) from error
        told = said(
            "{folder} cannot be written to ({error}). Name another folder with --out; nothing was made.",
            folder=path.parent,
            error=why,
        )
        raise ReportFailed(told) from error
