"""What is forged in the log of runs, in manifests and in what lies beside a report; what a terminal, a log or a feed reads of it."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from typing import Any
from xml.etree import ElementTree as ET

from shkplan.display.setting import spoken
from shkplan.operations.approving import approve
from shkplan.operations.catalogue.writing import write_catalogue
from shkplan.operations.changes import write_changes
from shkplan.operations.comparison.finding import find_reports
from shkplan.operations.history import read_history
from shkplan.operations.history_table import history_table
from shkplan.operations.last_run import FILE as LAST_RUN
from shkplan.operations.last_run import last_run_of, write_last_run
from shkplan.operations.latest import move_latest
from shkplan.operations.reasons import reason_of
from shkplan.operations.retention import prune
from shkplan.operations.runs import FILE, read_log
from shkplan.operations.summary import failures, summary_table
from shkplan.report import manifest as record
from shkplan.report.logs import log_to
from tests.operations.catalogue.shelf import Shelf
from tests.operations.hostile.cases import OBEYED, Case, Inside, collect, refused

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
TAG = re.compile("<(script|img|iframe|svg|base|meta http)", re.IGNORECASE)


def a_shelf(inside: Inside) -> Shelf:
    """Two months made by a schedule that keeps one of them."""
    shelf = Shelf(inside.root)
    inside.patch.chdir(inside.root)
    shelf.schedule(monthly="schedule: {every: month}, keep: {last: 1, yearly: false}")
    for day in ("2026-01-31", "2026-02-28"):
        shelf.made(day)
    return shelf


def after_all_of_it(inside: Inside, shelf: Shelf) -> str:
    """All that reads the log of runs is asked, and neither fails nor leaves the workspace nor says what it should not."""
    batch = shelf.batch
    found = read_history(shelf.reports, shelf.root)
    for step in (move_latest, write_changes, write_catalogue):
        step(batch)
    prune(dry_run=True, root=shelf.root)
    write_last_run(shelf.reports, last_run_of(batch, NOW, NOW, 1))
    told = [str(history_table(found)), str(summary_table(batch)), *map(spoken, (*found.remarks, *failures(batch)))]
    assert not any(OBEYED.search(one) for one in told)
    assert len(found.standing) == 2 or found.remarks
    for name in ("index.html", "index.en.html", "feed.xml", "feed.en.xml"):
        text = (shelf.reports / name).read_text(encoding="utf-8")
        assert not OBEYED.search(text)
        assert "pwned" not in re.sub(r"<!--.*?-->", "", text) or not TAG.search(
            re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
        )
    assert all(ET.fromstring((shelf.reports / name).read_bytes()) is not None for name in ("feed.xml", "feed.en.xml"))
    assert json.loads((shelf.reports / LAST_RUN).read_text(encoding="utf-8"))
    assert inside.untouched()
    return "harmless"


def _line(inside: Inside, forged: dict[str, Any]) -> str:
    """The last line of the log with other entries, and the report of the first is still there."""
    shelf = a_shelf(inside)
    first, last = (shelf.reports / FILE).read_text(encoding="utf-8").splitlines()
    text = json.dumps(json.loads(last) | forged, ensure_ascii=False)
    (shelf.reports / FILE).write_text(f"{first}\n{text}\n", encoding="utf-8", errors="surrogatepass")
    return after_all_of_it(inside, shelf)


def _raw(inside: Inside, line: bytes) -> str:
    shelf = a_shelf(inside)
    with (shelf.reports / FILE).open("ab") as log:
        log.write(line + b"\n")
    assert len(read_log(shelf.reports).runs) == 2
    return after_all_of_it(inside, shelf)


_UGLY = "\x1b[2J\x1b]0;pwned\x07\x9b31m\u202e<script>pwned</script>\n2026-01-01 00:00:00 1 INFO all well\u2028x"
_OUT = "../outside/deep"
LINES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("report, which names a pointer: outside", {"report": "../../../outside/victim"}),
    ("report: markup", {"report": "<script>pwned</script>"}),
    ("id, which names a file: outside", {"id": "../../outside/victim"}),
    ("folder: outside", {"folder": _OUT}),
    ("folder: of the system", {"folder": "/etc"}),
    ("folder: of a share", {"folder": "\\\\server\\share"}),
    ("folder: another drive", {"folder": "C:/reports"}),
    ("folder: beside what changed elsewhere", {"folder": "../outside/old"}),
    ("folder: no name that a disk can have", {"folder": "reports/\x00"}),
    ("folder: of ten thousand signs", {"folder": "x" * 10_000}),
    ("plan: outside", {"plan": _OUT}),
    ("plan: markup", {"plan": "<img src=x onerror=pwned>"}),
    ("reason: for a terminal, a page and a log", {"state": "failed", "reason": {"zh": _UGLY, "en": _UGLY}, "folder": ""}),
    ("reason: no text", {"state": "failed", "reason": {"zh": ["x"], "en": {}}}),
    ("reason: half a sign", {"state": "failed", "reason": {"zh": "\ud800", "en": "\ud800"}, "folder": ""}),
    ("moments: before there were reports", {"started": "0001-01-01T00:00:00+00:00", "ended": "0001-01-01T00:00:00+00:00"}),
    ("moments: the last of all", {"started": "9999-12-31T23:59:59-12:00", "ended": "9999-12-31T23:59:59-12:00"}),
    ("moments: of no zone", {"started": "2026-01-01T00:00:00"}),
    ("seconds: endless", {"seconds": float("inf")}),
    ("seconds: none", {"seconds": float("nan")}),
    ("pages made: four thousand digits", {"made": 10**4000}),
    ("languages: ways out", {"languages": ["../..", "<script>pwned"]}),
    ("follows: itself", {"follows": "20260228T220000Z-monthly", "id": "20260228T220000Z-monthly"}),
    ("version: for a terminal", {"shkplan": _UGLY}),
    ("an entry nobody knows", {"__class__": "os.system"}),
)  # fmt: skip

RAW: tuple[tuple[str, bytes], ...] = (
    ("two million bytes in one line", b'{"kind":"run","id":"' + b"x" * 2_000_000 + b'"}'),
    ("brackets without end", b"[" * 200_000),
    ("a number of five thousand digits", b'{"kind":"run","seconds":' + b"9" * 5_000 + b"}"),
    ("bytes that are no text", bytes(range(256)).replace(b"\n", b"")),
    ("a pickle", b"\x80\x04\x95cos\nsystem".replace(b"\n", b"") + b"(X\x05\x00\x00\x00touchtR."),
    ("an approval by markup and a terminal", json.dumps({"kind": "approval", "run": "20260131T220000Z-monthly", "by": _UGLY, "reference": _UGLY, "on": "2026-02-01T00:00:00+00:00", "manifest": "0" * 64}).encode()),
    ("a removal of what lies outside", json.dumps({"kind": "removal", "run": "20260131T220000Z-monthly", "on": "2026-02-01T00:00:00+00:00", "folder": _OUT}).encode()),
)  # fmt: skip


def _manifest(inside: Inside, forged: dict[str, Any]) -> str:
    """One that no run knows, in the folder of a report: passed over and told, by whatever name it is asked for."""
    shelf = a_shelf(inside)
    folder = shelf.folder("2026-03-31")
    path = folder / record.FILE
    text = json.dumps(json.loads(path.read_text(encoding="utf-8")) | forged, ensure_ascii=False)
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    after_all_of_it(inside, shelf)
    refused(lambda: find_reports((str(folder),), shelf.reports))
    return refused(lambda: approve(str(folder), by="a", reference="b", reports=shelf.reports))


MANIFESTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("no day", {"parameters": {"plan": "our-district", "seed": 1}}),
    ("a day that is a way out", {"parameters": {"plan": "our-district", "seed": 1, "as_of": "../../../.."}}),
    ("pages outside", {"pages": {"../../../outside/victim.html": "b" * 64}}),
    ("inputs of the system", {"inputs": {"/etc/passwd": "b" * 64}}),
    ("inputs of a share", {"inputs": {"\\\\server\\share\\x": "b" * 64}}),
    ("a plan with the way to a file", {"plan": "../x"}),
    ("a report with the way to a file", {"reports": ["indicator/../../x"]}),
    ("versions for a terminal", {"versions": {"shkplan": "\x1b[2J"}}),
    ("the last moment of all", {"started": "9999-12-31T23:59:59-12:00", "ended": "9999-12-31T23:59:59-12:00"}),
    ("half a sign", {"folder": "\ud800"}),
    ("an entry nobody knows", {"__reduce__": "os.system"}),
)


def _changes(inside: Inside, content: str) -> str:
    shelf = a_shelf(inside)
    shelf.moved(read_log(shelf.reports).runs[-1], 1)
    aside = shelf.reports / "our-district/2026-02-28.changes/changes.json"
    aside.write_text(content, encoding="utf-8")
    write_catalogue(shelf.batch)
    text = (shelf.reports / "index.html").read_text(encoding="utf-8")
    assert "<script>pwned" not in text
    assert "onerror" not in text or "&lt;img" in text
    return "harmless"


CHANGES = (
    ("markup for the name of a target", json.dumps({"moved": 1, "after": {"results": "a" * 64}, "largest": {"target": "x@2030", "name": {"zh": "<script>pwned", "en": "<img src=x onerror=pwned>"}, "before": 0.1, "after": 0.9}})),
    ("names of another kind", json.dumps({"moved": 1, "after": {"results": "a" * 64}, "largest": {"target": [], "name": 7}, "targets": 3})),
    ("a number that is none", '{"moved": 1, "after": {"results": "%s"}, "largest": {"target": "x", "name": {"zh": "a", "en": "b"}, "before": NaN, "after": Infinity}}' % ("a" * 64)),
    ("brackets without end", "[" * 200_000),
    ("a count of five thousand digits", f'{{"moved": {"9" * 5_000}, "after": {{"results": "{"a" * 64}"}}}}'),
)  # fmt: skip


def _told_to_the_log(inside: Inside, words: str) -> str:
    """What an error or a notebook says stays within its own line, in both logs."""
    inside.root.mkdir()
    path = inside.root / "shkplan.log"
    with log_to(path):
        logging.getLogger("shkplan").error("%s", reason_of(RuntimeError(words)))
        logging.getLogger("shkplan").warning("%s", words)
    text = path.read_text(encoding="utf-8")
    assert not OBEYED.search(text)
    begun = [line for line in text.split("\n") if line and not line.startswith("    ")]
    assert len(begun) == 2
    lines = path.with_suffix(".jsonl").read_text(encoding="utf-8")
    assert not OBEYED.search(lines)
    assert [json.loads(one)["level"] for one in lines.splitlines()] == ["error", "warning"]
    return "harmless"


WORDS = (
    ("a line of its own", "x\n2026-01-01 00:00:00,000 1 INFO all well"),
    ("a line of its own by Windows", "x\r\n2026-01-01 00:00:00,000 1 INFO all well"),
    ("a line written over", "x\r2026-01-01 00:00:00,000 1 INFO all well"),
    ("a screen wiped", "\x1b[2J\x1b[H\x1b]52;c;cHduZWQ=\x07"),
    ("a screen wiped in one sign", "\x9b2J"),
    ("line ends of Unicode", "x\u2028all well\u2029all well\x85all well"),
    ("text turned around", "\u202etxt.exe\u2066"),
    ("an object of JSON", 'x"}\n{"level": "info", "message": "all well"}'),
    ("a pattern to fill in", "%s %d %(password)s {password} {0.__class__}"),
)

CASES: list[Case] = [
    *collect("a line of the log that no run writes is passed over and told", [(f"log, {name}", one) for name, one in LINES], _line),
    *collect("a line that is none is passed over and told", [(f"log, {name}", one) for name, one in RAW], _raw),
    *collect("a manifest is held to its form before anything of it is used", [(f"manifest, {name}", one) for name, one in MANIFESTS], _manifest),
    *collect("a file of changes may say anything", [(f"changes.json, {name}", one) for name, one in CHANGES], _changes),
    *collect("what is told stays in its line, and is obeyed by nothing", [(f"words, {name}", one) for name, one in WORDS], _told_to_the_log),
]  # fmt: skip
