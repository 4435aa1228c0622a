"""The logs of reports: one to be read, and the same as JSON lines for those who gather logs."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from shkplan.base.characters import harmless
from shkplan.base.errors import ParameterError, ReportFailed, ShkplanError
from shkplan.base.messages import said
from shkplan.display.setting import language, spoken
from shkplan.files import paths
from shkplan.report.progress import out_folder

__all__ = ["about", "event", "log_to"]

_REPORT: ContextVar[str] = ContextVar("shkplan_report", default="")  # which report is at work


@contextmanager
def about(report: str) -> Iterator[None]:
    """A block whose lines in the log are about one report."""
    before = _REPORT.set(report)
    try:
        yield
    finally:
        _REPORT.reset(before)


def event(name: str, **fields: Any) -> dict[str, Any]:
    """What ``logging`` takes as ``extra`` for a line that says what happened, with its fields."""
    return {"event": name, "fields": fields}


class _Lines(logging.Formatter):
    """A line of the log to be read; what follows its first line is indented, so that no message begins a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """It with nothing in it that a terminal obeys."""
        return harmless(super().format(record)).replace("\n", "\n    ")


_OBEYED = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")  # of what JSON leaves as it is


class _JsonLines(logging.Formatter):
    """A line of the log as JSON: time, level, event, report, message, fields."""

    def format(self, record: logging.LogRecord) -> str:
        """One object in one line, whatever the message holds."""
        content = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", "message"),
            "report": _REPORT.get(),
            "message": record.getMessage(),
            "process": record.process,
            "fields": getattr(record, "fields", {}),
        }
        if record.exc_info:
            content["traceback"] = self.formatException(record.exc_info)
        text = json.dumps(content, ensure_ascii=False, default=str)
        return _OBEYED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


class _Log(RotatingFileHandler):
    """A log that says once, in one line, that it cannot be written; the report goes on without it."""

    broken = False
    told = True

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the name that logging calls
        del record
        self._tell(sys.exc_info()[1])

    def close(self) -> None:
        try:
            super().close()
        except OSError as error:
            self._tell(error)

    def _tell(self, error: BaseException | None) -> None:
        if self.told and not self.broken:
            why = getattr(error, "strerror", None) or error
            told = said(
                "{file} cannot be written ({why}); the report goes on without a log.", file=self.baseFilename, why=why
            )
            sys.stderr.write(f"{spoken(told)}\n")
        self.broken = True


@contextmanager
def log_to(file: Path | None, out: str | Path | None = None) -> Iterator[None]:
    """Append what happens to two logs, which are set aside at a megabyte; five old ones of each are kept.

    Args:
        file: the log to be read; default ``shkplan.log`` among the reports. JSON lines go beside it: ``shkplan.jsonl``.
        out: the folder of all reports, as for :func:`~shkplan.report.make_report`.

    Raises:
        ParameterError: the log that was named cannot be written.
        ReportFailed: the folder of all reports cannot be written to.
        ShkplanError: a link leads a log that nobody named out of the workspace.
    """
    path = file or out_folder(out) / "shkplan.log"
    for one in (path, path.with_suffix(".jsonl")) if file is None else ():
        paths.kept_inside(one)
    _open_once(path, named=file is not None)
    handlers = [_handler(path, _Lines(_LINE))]
    if path.suffix != ".jsonl":
        handlers.append(_handler(path.with_suffix(".jsonl"), _JsonLines(), told=False))
    logger = logging.getLogger("shkplan")
    level = logger.level
    for handler in handlers:
        logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    except BaseException as error:
        words = error.text(language()) if isinstance(error, ShkplanError) else error
        logger.error("%s: %s", type(error).__name__, words)  # noqa: TRY400  # the message is the whole story
        raise
    finally:
        logger.setLevel(level)
        for handler in handlers:
            logger.removeHandler(handler)
            handler.close()


_LINE = "%(asctime)s %(process)d %(levelname)s %(message)s"


def _handler(path: Path, form: logging.Formatter, *, told: bool = True) -> _Log:
    """A log that is written; of two side by side one tells that it cannot be."""
    handler = _Log(path, maxBytes=1_000_000, backupCount=5, encoding="utf-8", delay=True)
    handler.setFormatter(form)
    handler.told = told
    return handler


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
            "{folder} cannot be written to ({error}). Make it writable, or name another folder (--out; destination in reports.yaml); nothing was made.",
            folder=path.parent,
            error=why,
        )
        raise ReportFailed(told) from error
