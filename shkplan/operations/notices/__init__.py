"""Who is told what became of reports: by a command, a webhook, a mail. A notice that fails spoils no report."""

from __future__ import annotations

import datetime as dt
import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from shkplan.base.errors import ParameterError, ShkplanError, among
from shkplan.base.messages import LANGUAGES, Said, Text, lines, said
from shkplan.display.setting import spoken
from shkplan.files import paths
from shkplan.operations.batch import REPORTS, Batch
from shkplan.operations.notices.commands import run_command
from shkplan.operations.notices.events import events_of, read_memory
from shkplan.operations.notices.mails import send_mail
from shkplan.operations.notices.notice import Notice, Told
from shkplan.operations.notices.secrets import Secrets, hidden, read_secrets, without
from shkplan.operations.notices.sending import NotSent, attempted
from shkplan.operations.notices.webhooks import host_of, post
from shkplan.operations.reasons import reason_of
from shkplan.operations.runs import Run, read_log
from shkplan.workspace.schedules.notify import Notify
from shkplan.workspace.schedules.reports_file import ReportsFile, read_reports

__all__ = ["NotSent", "hidden", "send_notices", "send_test", "tell_of", "those_told", "way_in_words"]

LOG = "shkplan.log"  # among the reports
_ENDING = 5.0  # seconds beyond its time after which an attempt is given up that has not ended itself
_log = logging.getLogger(__name__)


def send_notices(batch: Batch) -> None:
    """Tell everybody who is to be told of a batch, and of earlier ones that died before they told.

    Raises:
        NotSent: which notices did not arrive and why; the others did, and the reports stand.
    """
    log = read_log(batch.reports)  # what was removed since is not offered
    tell_of(replace(batch, log=log), batch.now or dt.datetime.now(dt.UTC))


def tell_of(batch: Batch, now: dt.datetime, pause: Callable[[float], None] = time.sleep) -> None:
    """As :func:`send_notices`, at a moment, and with a way to wait between attempts."""
    if batch.file is None or not batch.file.notify:
        return
    memory, failed = read_memory(batch.reports), list[NotSent]()
    fresh = {run.id for run in batch.runs}
    for name, way in batch.file.notify.items():
        reports = [report for report, one in batch.file.reports.items() if one.notify is None or name in one.notify]
        told, after = events_of(way, reports, batch.log, fresh, memory.of(name), batch.root, now)
        if told:
            try:
                _Sender(batch.root, batch.reports, batch.file, batch.log.digest, now, pause).send(name, told)
            except NotSent as error:
                failed.append(error)
                if not error.partly:
                    continue
        memory = memory.after(name, after)
    if failed:
        raise NotSent(lines(failed))


def send_test(name: str | None = None, root: Path | None = None) -> Iterator[tuple[Said, bool]]:
    """Send a test notice to everybody, or to one, and say of each what became of it and whether it arrived.

    Args:
        name: of one, under ``notify`` in ``reports.yaml``.
        root: the workspace; default the current one.

    Raises:
        DataError: mistakes in ``reports.yaml``.
        UnknownName: nobody of that name.
        ParameterError: nobody is to be told anything.
    """
    home = paths.resolved(root) if root is not None else paths.root()
    file, reports = those_told(name, home), home / REPORTS
    sender = _Sender(home, reports, file, read_log(reports).digest, dt.datetime.now(dt.UTC))
    for one in file.notify if name is None else (name,):
        try:
            sender.send(one, ())
            yield said("{name} ({way}): sent", name=one, way=way_in_words(file.notify[one])), True
        except NotSent as error:
            yield said("{error}", error=error), False


def those_told(name: str | None = None, root: Path | None = None) -> ReportsFile:
    """``reports.yaml`` of a workspace in which somebody is to be told.

    Args:
        name: of one who has to be there.
        root: the workspace; default the current one.

    Raises:
        DataError: mistakes in it.
        UnknownName: nobody of that name.
        ParameterError: nobody is to be told anything.
    """
    file = read_reports(root)
    if not file.notify:
        raise ParameterError(said("reports.yaml names nobody to tell; add them under notify."))
    if name is not None:
        among("name under notify", name, file.notify)
    return file


def way_in_words(way: Notify) -> str:
    """Where a way leads, without its secrets."""
    if way.command is not None:
        return said("command {command}", command=way.command[0])
    if way.mail is not None:
        return said("mail to {addresses} by {host}", addresses=list(way.mail.to), host=way.mail.host)
    hook = way.webhook
    assert hook is not None
    where = host_of(hook.url) if hook.url is not None else hook.url_env
    return said("webhook {where}", where=where)


@dataclass(frozen=True)
class _Sender:
    """Who sends notices of one batch."""

    root: Path
    reports: Path
    file: ReportsFile
    digest: str
    now: dt.datetime
    pause: Callable[[float], None] = field(default=time.sleep)

    def send(self, name: str, told: Sequence[Told]) -> None:
        """Send one notice, in several attempts if need be.

        Raises:
            NotSent: it did not arrive; nothing secret is in what is said of it.
        """
        way = self.file.notify[name]
        secrets: Secrets | None = None
        try:
            secrets = read_secrets(way)
            notice = self._notice(way, told, secrets)
            once = partial(self._once, way, notice, secrets)
            if way.command is not None:  # a program is ended by whoever started it
                once()
            else:
                attempted(once, way.retries, way.timeout + _ENDING, self.pause)
        except (ShkplanError, OSError, ValueError, UnicodeError) as error:
            failed = said("notify.{name} was not told: {why}", name=name, why=_struck(reason_of(error), secrets))
            raise NotSent(failed, partly=getattr(error, "partly", False)) from None
        _log.info("%s", spoken(said("notify.{name} was told: {subject}", name=name, subject=notice.subject)))

    def _notice(self, way: Notify, told: Sequence[Told], secrets: Secrets) -> Notice:
        log = (self.reports / LOG).relative_to(self.root).as_posix()
        clean = [replace(one, run=_clean(one.run, secrets), before=_clean(one.before, secrets)) for one in told]
        return Notice(tuple(clean), self.root.name, log, self.digest, self.now, self.file.zone, way.link)

    def _once(self, way: Notify, notice: Notice, secrets: Secrets) -> None:
        """One attempt."""
        spoken_there = LANGUAGES if way.language == "both" else (way.language,)
        if way.command is not None:
            rest = without(self.file.notify.values(), os.environ)
            run_command(way.command, notice, spoken_there, secrets, rest, self.root, way.timeout)
        elif way.webhook is not None:
            post(way.webhook, notice, spoken_there, secrets, self.root, way.timeout)
        elif way.mail is not None:
            send_mail(way.mail, notice, spoken_there, secrets, self.root, way.timeout)


def _struck(words: Text | None, secrets: Secrets | None) -> Text | None:
    """Words in both languages, without a secret in either."""
    if words is None or secrets is None:
        return words
    return Text(secrets.struck(words.zh), secrets.struck(words.en))


def _clean(run: Run | None, secrets: Secrets) -> Any:
    """A run without a secret in the reason why it failed."""
    return None if run is None else run.model_copy(update={"reason": _struck(run.reason, secrets)})
