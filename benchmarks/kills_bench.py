"""A report to stop, and the look at what a stop has left; see :mod:`benchmarks.kills`."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from benchmarks.kills_plan import AS_OF, ASKED, RUN, lay_out, publish
from shkplan.report.manifest import FILE, checksums, read
from shkplan.report.processes import RUNNER
from shkplan.report.store import NAME
from shkplan.report.verifying.entries import held

GLANCE = 5.0  # seconds that a process may survive the one it works for
INTERRUPTED = 130

_MARK = "SHKPLAN_KILLS"
_WHOM = ("command", "command", "runner", "notebook", "all")
_KEPT = (".lock",)  # what may lie hidden after a stop that was handled
_KILLED = (*_KEPT, ".owner", ".new", ".old")  # and after a kill, for the next run to sweep
_SIGNALS = (signal.SIGKILL,) * 6 + (signal.SIGTERM, signal.SIGINT) if os.name != "nt" else (signal.SIGTERM,)


@dataclass(frozen=True)
class Blow:
    """One stop: whose process, by which signal, how long after the start, and what was wrong afterwards."""

    whom: str
    number: signal.Signals
    after: float
    code: int
    found: str
    hidden: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    def __str__(self) -> str:
        how = f"{self.whom} after {self.after:.2f} s by {self.number.name}"
        left = f", hidden: {' '.join(self.hidden)}" if self.hidden else ""
        return f"{how}: ended with {self.code}, the {self.found} report{left}; {'; '.join(self.wrong) or 'recovered'}"


@dataclass
class Bench:
    """A workspace with an old report in its place, and what an undisturbed run makes of the new figures.

    Attributes:
        folder: where everything lies.
        formats: of the report.
        reports: the folder of reports; default in ``folder``, for ``shkplan run`` in the workspace.
        command: ``report``, or ``run`` for all that an office's run does.
        seconds, at_work: how long an undisturbed run takes, and how long of it processes run notebooks.
        old, new: checksums of both reports by file, without the manifest.
    """

    folder: Path
    formats: str = "html,pdf"
    reports: Path | None = None
    command: str = "report"
    seconds: float = 0.0
    at_work: float = 0.0
    old: dict[str, str] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.command == "run":
            self.reports = self.root / "reports"
        lay_out(self.root, formats=self.formats)
        self.temporary.mkdir()
        self._run()
        self.old = self._content()
        shutil.copytree(self.report, self.folder / "old")
        shutil.copytree(self.report.parents[1] / NAME, self.folder / "old-store")
        publish(self.root, 45.6)
        self._measure()
        self.new = self._content()
        if not self.old or self.old == self.new:
            raise RuntimeError("no report to try kills on")
        self.back()

    def _measure(self) -> None:
        """How long an undisturbed run takes, and its notebooks."""
        began, times = time.monotonic(), list[float]()
        with self.started() as process:
            while process.poll() is None:
                if any(map(_is_runner, _below(process.pid))):
                    times.append(time.monotonic())
                time.sleep(0.02)
        self.seconds, self.at_work = time.monotonic() - began, times[-1] - times[0]

    @property
    def root(self) -> Path:
        return self.folder / "work"

    @property
    def report(self) -> Path:
        return (self.reports or self.folder / "reports") / "small" / AS_OF

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    def struck(self, chance: random.Random) -> Blow:
        """One stop at random, what it left, and whether the next run recovers."""
        whom, number = chance.choice(_WHOM), chance.choice(_SIGNALS)
        mark, began = uuid.uuid4().hex, time.monotonic()
        with self.started(mark=mark) as process:
            if whom in ("runner", "notebook"):
                while process.poll() is None and not any(map(_is_runner, _below(process.pid))):
                    time.sleep(0.02)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(
                    chance.uniform(0.0, 0.8 * self.at_work if whom in ("runner", "notebook") else self.seconds)
                )
            whom = _strike(process, whom, number)
            after = time.monotonic() - began
            code = process.wait()
        wrong = [*self._alive(mark), *self._lying(handled=code == INTERRUPTED), *self._locked()]
        hidden = tuple(sorted(path.suffix for path in self.report.parent.glob(".*") if path.suffix != ".lock"))
        found = self.found()
        if found not in ("old", "new"):
            wrong.append(found)
        wrong += self.recovered()
        self.back()
        return Blow(whom, number, after, code, found, hidden, tuple(wrong))

    @contextlib.contextmanager
    def started(
        self, *more: str, mark: str = "", quiet: bool = True, stderr: int = subprocess.DEVNULL
    ) -> Iterator[subprocess.Popen[bytes]]:
        """The command at work in a process, which is ended with the block if it has not ended before."""
        package = str(Path(__file__).resolve().parents[1])
        own = {
            _MARK: mark,
            "TMPDIR": str(self.temporary),
            "PYTHONPATH": package,
            "SHKPLAN_ARCHIVE": str(self.folder / "archive"),
        }
        own |= {"SHKPLAN_WORKSPACE": str(self.root)}
        out = ("--format", self.formats, "--out", str(self.report.parents[1]), *(["-q"] if quiet else []))
        asked = ["run", *RUN, *(["-q"] if quiet else [])] if self.command == "run" else ["report", *ASKED, *out]
        words = [sys.executable, "-m", "shkplan.cli", *asked, *more]
        with _heard():
            process = subprocess.Popen(
                words, env=os.environ | own, cwd=self.root, stdout=subprocess.DEVNULL, stderr=stderr
            )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stderr:
                process.stderr.close()

    def _run(self, mark: str = "") -> int:
        """The exit code of a run that nobody disturbs."""
        with self.started(mark=mark) as process:
            return process.wait()

    def _content(self) -> dict[str, str]:
        found = checksums(self.report, self.report)
        return {name: checksum for name, checksum in found.items() if name != FILE}

    def found(self) -> str:
        """Which report stands there, if it is whole."""
        try:
            wrong = [*held(self.report, read(self.report)).fatal, *held(self.report, read(self.report)).changed]
            content = self._content()
        except Exception as error:  # whatever it is, it is told
            return f"no report: {error}"
        if wrong:
            return f"broken: {wrong[0]}"
        return "old" if content == self.old else "new" if content == self.new else "other"

    def _alive(self, mark: str) -> list[str]:
        """The processes of a run that are left a few seconds after it, whoever their parent is now; they are ended."""
        until = time.monotonic() + GLANCE
        while (alive := _marked(mark)) and time.monotonic() < until:
            time.sleep(0.05)
        left = []
        for one in alive:
            with contextlib.suppress(psutil.Error):
                left.append(f"process {' '.join(one.cmdline())[:60]}")
                one.kill()
        return left

    def _lying(self, *, handled: bool) -> list[str]:
        """What lies where it should not."""
        allowed = _KEPT if handled else _KILLED
        beside = [path for path in self.report.parent.iterdir() if path != self.report and path.suffix not in allowed]
        wrong = [f"{path.relative_to(self.folder)} lies there" for path in [*self.temporary.iterdir(), *beside]]
        return [*wrong, *self._unread(), *self._astray()]

    def _unread(self) -> Iterator[str]:
        """Lines of the archive and of the log of runs that cannot be read, and a word for monitoring that cannot."""
        reports = self.report.parents[1]
        for path in [
            *(self.folder / "archive").glob("*/*.jsonl"),
            *reports.glob("[!.]*.json*"),
            *reports.glob("latest/[!.]*.json"),
        ]:
            text = path.read_text(encoding="utf-8")
            for line in text.splitlines() if path.suffix == ".jsonl" else [text]:
                try:
                    json.loads(line)
                except ValueError:
                    yield f"{path.name}: {line[:40]}"

    def _astray(self) -> Iterator[str]:
        """Pages among the reports that are cut short, and pointers that lead nowhere."""
        reports = self.report.parents[1]
        for path in [*reports.glob("[!.]*.html"), *reports.glob("latest/[!.]*.html")]:
            if not path.read_text(encoding="utf-8").rstrip().endswith("</html>"):
                yield f"{path.name} is cut short"
        for path in reports.glob("latest/[!.]*.json"):
            if not (self.root / json.loads(path.read_text(encoding="utf-8"))["index"]).is_file():
                yield f"{path.name} leads nowhere"

    def _locked(self) -> list[str]:
        """The locks that are still held."""
        wrong = []
        for path in self.folder.rglob(".*.lock"):
            try:
                FileLock(path).acquire(timeout=0).lock.release()
            except Timeout:
                wrong.append(f"{path.name} is held")
        return wrong

    def recovered(self) -> list[str]:
        """What is wrong after the next run, which nobody disturbs."""
        mark = uuid.uuid4().hex
        code = self._run(mark)
        wrong = [f"the next run ended with {code}"] if code else []
        wrong += [f"after the next run the {found} report"] if (found := self.found()) != "new" else []
        hidden = [path.name for path in self.report.parent.glob(".*") if path.suffix != ".lock"]
        hidden += [path.name for path in self.report.parents[1].glob(".*.new")]
        return [
            *wrong,
            *(f"{name} after the next run" for name in hidden),
            *self._alive(mark),
            *self._lying(handled=True),
        ]

    def back(self) -> None:
        """The old report in its place again, and nothing beside it."""
        shutil.rmtree(self.report.parent, ignore_errors=True)
        shutil.copytree(self.folder / "old", self.report)
        store = self.report.parents[1] / NAME
        shutil.rmtree(store, ignore_errors=True)  # it would know the new figures already, and run no notebook
        shutil.copytree(self.folder / "old-store", store)


def _strike(command: subprocess.Popen[bytes], whom: str, number: signal.Signals) -> str:
    """Send the signal to the process that is meant, once there is one; who that was at last."""
    while command.poll() is None:
        below = _below(command.pid)
        runners = [one.pid for one in below if _is_runner(one) and _parent(one) == command.pid]
        meant = {"command": [command.pid], "runner": runners, "all": [command.pid, *(one.pid for one in below)],
                 "notebook": [one.pid for one in below if _is_runner(one) and _parent(one) in runners]}[whom]  # fmt: skip
        for pid in meant if whom == "all" else meant[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        if meant:
            return whom
        time.sleep(0.005)
    return "nobody"


@contextlib.contextmanager
def _heard() -> Iterator[None]:
    """Interrupts are heard by what is started here: what a shell starts in the background ignores them, and hands that down."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _below(pid: int) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return psutil.Process(pid).children(recursive=True)
    return []


def _is_runner(one: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return RUNNER in one.cmdline()
    return False


def _parent(one: psutil.Process) -> int:
    with contextlib.suppress(psutil.Error):
        return int(one.ppid())
    return 0


def _marked(mark: str) -> list[psutil.Process]:
    """The processes that descend from one run."""
    found = []
    for one in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if one.environ().get(_MARK) == mark and one.status() != psutil.STATUS_ZOMBIE:
                found.append(one)
    return found
