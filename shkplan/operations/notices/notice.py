"""What is told of runs: events, and the notice made of them, as facts and as sentences in both languages."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from shkplan.base.messages import LANGUAGES, Language, Message, Text, message
from shkplan.operations.runs import Run

__all__ = ["FORMAT", "Notice", "Told"]

FORMAT = 1


@dataclass(frozen=True)
class Told:
    """One thing to tell of a report.

    Attributes:
        event: failure, success, recovery.
        run: the run it is about.
        since: when the first of the failures in a row began.
        failures: how many there are in a row, or were before a recovery.
        before: the failure before a recovery.
        good: the last good report, where this one failed.
        index: what to open first of the report, from the workspace on.
        changes: the page of changes since the report before it, from the workspace on; empty where there is none.
        tongues: the same page in each language in which there is one.
        moved: how many targets moved since then; None where nobody knows.
        size: bytes of the report.
    """

    event: Literal["failure", "success", "recovery"]
    run: Run
    since: dt.datetime | None = None
    failures: int = 0
    before: Run | None = None
    good: Run | None = None
    index: str = ""
    changes: str = ""
    tongues: Mapping[Language, str] = field(default_factory=dict)
    moved: int | None = None
    size: int = 0

    def lines(self, log: str, link: str | None, zone: dt.tzinfo) -> Iterator[Message]:
        """What there is to say of it."""
        run = self.run
        which = {"report": run.report, "plan": run.plan, "day": run.as_of.isoformat()}
        if self.event == "failure":
            yield message("notice.failed", **which)
            yield message("notice.reason", reason=run.reason or run.state)
            if self.failures > 1 and self.since is not None:
                since = f"{self.since.astimezone(zone):%Y-%m-%d %H:%M}"
                yield message("notice.since", since=since, count=self.failures)
            if self.good is None:
                yield message("notice.no_good")
            else:
                yield message("notice.last_good", day=self.good.as_of.isoformat(), where=_where(self.index, link))
            yield message("notice.log", log=log)
            yield message("notice.remedy", report=run.report, day=run.as_of.isoformat())
            return
        yield message("notice.recovered" if self.event == "recovery" else "notice.ready", **which)
        if self.before is not None:
            yield message("notice.had_failed", reason=self.before.reason or self.before.state)
        yield message("notice.where", where=_where(self.index, link))
        if self.moved is not None:
            yield message("notice.moved", count=self.moved, where=self._changes(link))
        yield message("notice.size", size=self.size / 1e6, seconds=run.seconds)

    def _changes(self, link: str | None) -> Text:
        """The page of changes, to each reader in the own language where there is one."""
        pages = {language: self.tongues.get(language, self.changes) for language in LANGUAGES}
        return Text(*(_where(pages[language], link) for language in LANGUAGES))

    def facts(self, link: str | None) -> dict[str, Any]:
        """It as values of JSON."""
        run = self.run
        return {
            "event": self.event,
            "run": run.id,
            "report": run.report,
            "plan": run.plan,
            "as_of": run.as_of.isoformat(),
            "state": run.state,
            "reason": {language: run.reason.text(language) for language in LANGUAGES} if run.reason else None,
            "started": run.started.isoformat(),
            "ended": run.ended.isoformat(),
            "seconds": run.seconds,
            "folder": run.folder,
            "open": _where(self.index, link) if self.event != "failure" else "",
            "changes": _where(self.changes, link) if self.changes else "",
            "moved": self.moved,
            "bytes": self.size,
            "failing_since": self.since.isoformat() if self.since else None,
            "failures": self.failures,
            "last_good": {"as_of": self.good.as_of.isoformat(), "open": _where(self.index, link)}
            if self.good
            else None,
        }


def _where(path: str, link: str | None) -> str:
    """A place in the workspace, or its address where the workspace can be read under one."""
    return f"{link.rstrip('/')}/{quote(path)}" if link and path else path


@dataclass(frozen=True)
class Notice:
    """What is told at one time, by one way.

    Attributes:
        told: of which reports what; none: a test.
        workspace: the name of its folder.
        log: the log with the details, from the workspace on.
        digest: of the last line of the log of runs, which pins all lines before it.
        now: when.
        zone: of the times in it.
        link: the address under which the workspace can be read.
    """

    told: tuple[Told, ...]
    workspace: str
    log: str
    digest: str
    now: dt.datetime
    zone: dt.tzinfo
    link: str | None = None

    @property
    def event(self) -> str:
        """What matters most of it: failure, recovery, success; test."""
        events = {one.event for one in self.told}
        return next((event for event in ("failure", "recovery", "success") if event in events), "test")

    @property
    def id(self) -> str:
        """The same for every attempt, so that a receiver knows a notice that came twice."""
        content = [self.workspace, *(f"{one.event} {one.run.id}" for one in self.told), self.now.isoformat()]
        return hashlib.sha256("\n".join(content).encode()).hexdigest()[:32]

    @property
    def subject(self) -> Message:
        """It in one line."""
        failed = sum(one.event == "failure" for one in self.told)
        if not self.told:
            return message("notice.subject_test", workspace=self.workspace)
        if len(self.told) > 1:
            key = "notice.subject_some_failed" if failed else "notice.subject_all"
            return message(key, workspace=self.workspace, failed=failed, count=len(self.told))
        (one,) = self.told
        which = {"workspace": self.workspace, "report": one.run.report, "day": one.run.as_of.isoformat()}
        return message(f"notice.subject_{one.event}", **which)

    def paragraphs(self) -> list[list[Message]]:
        """What there is to say, report by report, what failed first."""
        if not self.told:
            return [[message("notice.test", workspace=self.workspace)]]
        return [
            list(one.lines(self.log, self.link, self.zone))
            for one in sorted(self.told, key=lambda one: one.event != "failure")
        ]

    def title(self, languages: Sequence[Language]) -> str:
        """The subject, in one language or in both, on one line."""
        return one_line(" / ".join(self.subject.text(language) for language in languages))

    def text(self, languages: Sequence[Language]) -> str:
        """All of it as plain text, in one language or in both."""
        parts = []
        for language in languages:
            said = ["\n".join(one.text(language) for one in lines) for lines in self.paragraphs()]
            parts.append("\n\n".join([self.subject.text(language), *said]))
        return "\n\n".join(parts)

    def html(self, languages: Sequence[Language]) -> str:
        """All of it as a page of a mail."""
        body = []
        for language in languages:
            said = [
                f'<section lang="{"zh-CN" if language == "zh" else "en"}">',
                f"<h1>{_escaped(self.subject.text(language))}</h1>",
            ]
            for first, *rest in self.paragraphs():
                said += [f"<p><strong>{_escaped(first.text(language))}</strong></p>"]
                said += ["<ul>", *(f"<li>{_escaped(one.text(language))}</li>" for one in rest), "</ul>"] if rest else []
            body += [*said, "</section>"]
        style = "body{font:16px/1.6 system-ui,sans-serif;max-width:44em;margin:1em;overflow-wrap:anywhere}h1{font-size:1.2em}"
        head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{_escaped(self.title(languages))}</title>'
        return (
            f"<!doctype html><html><head>{head}<style>{style}</style></head><body>\n"
            + "\n".join(body)
            + "\n</body></html>\n"
        )

    def facts(self) -> dict[str, Any]:
        """All of it as values of JSON."""
        return {
            "format": FORMAT,
            "id": self.id,
            "event": self.event,
            "workspace": self.workspace,
            "sent": self.now.isoformat(timespec="seconds"),
            "subject": {language: self.subject.text(language) for language in LANGUAGES},
            "text": {language: self.text([language]) for language in LANGUAGES},
            "reports": [one.facts(self.link) for one in self.told],
            "log": self.log,
            "log_digest": self.digest,
        }

    def json(self) -> bytes:
        """The facts as the bytes of JSON."""
        return json.dumps(self.facts(), ensure_ascii=False, indent=1).encode("utf-8", "replace")


def one_line(text: str) -> str:
    """A text without line ends, and without anything that a header or a terminal obeys."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _escaped(text: str) -> str:
    """A text for a page, its addresses as links."""
    safe = html.escape(text).replace("\n", "<br>")
    return re.sub(r"https?://[\w./:~+%-]+", lambda found: f'<a href="{found[0]}">{found[0]}</a>', safe, flags=re.ASCII)
