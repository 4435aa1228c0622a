"""Telling by a program: the facts on its standard input and in its environment, no shell, and an end to waiting for it."""

from __future__ import annotations

import logging
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from shkplan.base.messages import Language, said
from shkplan.display.setting import spoken
from shkplan.operations.notices.notice import Notice, one_line
from shkplan.operations.notices.secrets import Secrets
from shkplan.operations.notices.sending import NotSent

__all__ = ["run_command"]

_LONGEST = 8_000  # bytes of what it says that are kept, its last ones
_log = logging.getLogger(__name__)


def run_command(
    argv: Sequence[str],
    notice: Notice,
    languages: Sequence[Language],
    secrets: Secrets,
    environment: Mapping[str, str],
    root: Path,
    seconds: float,
) -> None:
    """Run a program and log what it says.

    Args:
        argv: the program and its arguments, as they are.
        notice: what it is told, as JSON on its standard input and in variables ``SHKPLAN_RUN_*``.
        languages: of the words.
        secrets: struck out of what it says.
        environment: what it finds there besides.
        root: the folder it runs in.
        seconds: that it may take; then it ends, with whatever it has started.

    Raises:
        NotSent: it is not there, failed, or took too long.
    """
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as given:
        given.write(notice.json())
        given.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603  # the office's own program, from its own file
                list(argv), stdin=given, stdout=told, stderr=subprocess.STDOUT, cwd=root,
                env={**environment, **_facts(notice, languages)},
            )  # fmt: skip
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise NotSent(said("{command} cannot be run: {why}", command=argv[0], why=why)) from None
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise NotSent(
                said("{command} took more than {seconds:g} s and was ended", command=argv[0], seconds=seconds)
            ) from None
        finally:
            _end(process)
        words = secrets.struck(_last(told))
        if words:
            _log.info("%s", spoken(said("{command} says: {words}", command=argv[0], words=words)))
        if code:
            why = words.splitlines()[-1] if words else said("it says nothing")
            raise NotSent(said("{command} ended with {code}: {why}", command=argv[0], code=code, why=why))


def _facts(notice: Notice, languages: Sequence[Language]) -> dict[str, str]:
    """The facts for a program that reads no JSON: of all reports, and of the first of them."""
    found = {
        "EVENT": notice.event,
        "SUBJECT": notice.title(languages),
        "TEXT": notice.text(languages).replace("\0", ""),
        "COUNT": str(len(notice.told)),
        "LOG": notice.log,
    }
    for one in notice.told[:1]:
        reason = " / ".join(one.run.reason.text(language) for language in languages) if one.run.reason else ""
        found |= {
            "ID": one.run.id, "REPORT": one.run.report, "PLAN": one.run.plan, "AS_OF": one.run.as_of.isoformat(),
            "STATE": one.run.state, "REASON": one_line(reason), "FOLDER": one.run.folder, "OPEN": one.index,
        }  # fmt: skip
    return {f"SHKPLAN_RUN_{name}": value[:_LONGEST] for name, value in found.items()}


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program that is still at work, and what it has started."""
    import psutil

    if process.poll() is not None:
        return
    try:
        family = psutil.Process(process.pid).children(recursive=True)
    except psutil.Error:
        family = []
    process.kill()
    for one in family:
        try:
            one.kill()
        except psutil.Error:
            continue
    process.wait()


def _last(stream: BinaryIO) -> str:
    """The last of what was said, as text that a log can carry."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _LONGEST))
    text = stream.read().decode("utf-8", "replace")
    return "\n".join(line for line in map(one_line, text.splitlines()) if line)
