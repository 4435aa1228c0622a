"""Links and devices where folders and files of reports stand, and what is left by processes that never were."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import Text
from shkplan.files.locks import held
from shkplan.operations.begun import unmark, write_down_the_dead
from shkplan.operations.catalogue.writing import write_catalogue
from shkplan.operations.changes import write_changes
from shkplan.operations.history import read_history
from shkplan.operations.last_run import FILE as LAST_RUN
from shkplan.operations.last_run import refused_run, write_last_run
from shkplan.operations.latest import move_latest
from shkplan.operations.notices.events import FILE as MEMORY
from shkplan.operations.notices.events import read_memory
from shkplan.operations.retention import prune
from shkplan.operations.runs import FILE, read_log
from shkplan.report.logs import log_to
from shkplan.report.progress import out_folder
from shkplan.report.store import NAME, Store, key_of
from shkplan.workspace.upgrading import planned
from tests.operations.catalogue.shelf import Shelf
from tests.operations.hostile.cases import Case, Inside, refused
from tests.operations.hostile.logs import NOW, a_shelf, after_all_of_it
from tests.operations.test_runs import a_run

KEY = key_of("page")


def _store_is_a_link(inside: Inside) -> str:
    """What it leads to is neither written to nor swept, however old."""
    reports = inside.root / "reports"
    reports.mkdir(parents=True)
    (reports / NAME).symlink_to(inside.outside, target_is_directory=True)
    old = inside.outside / "deep/victim.html"
    os.utime(old, (1, 1))
    store = Store(reports / NAME)
    store.put("pages", KEY, b"new")
    store.sweep()
    assert store.get("pages", KEY) is None
    return "harmless"


def _kind_is_a_link(inside: Inside) -> str:
    store = _store(inside)
    (inside.root / NAME / "pages").symlink_to(inside.outside / "deep", target_is_directory=True)
    os.utime(inside.outside / "deep/victim.html", (1, 1))
    store.put("pages", KEY, b"new")
    store.sweep()
    return "harmless"


def _store(inside: Inside) -> Store:
    (inside.root / NAME).mkdir(parents=True)
    return Store(inside.root / NAME)


def _entry_is_poisoned(inside: Inside, content: bytes) -> str:
    """An entry without its seal is told and made anew."""
    store = _store(inside)
    store.put("pages", KEY, b"true")
    (inside.root / NAME / "pages" / KEY).write_bytes(content)
    assert store.get("pages", KEY) is None
    assert store.made("pages", KEY, lambda: b"true") == b"true"
    return "refused"


def _entry_of_another_key(inside: Inside) -> str:
    """The seal of one entry does not open the place of another."""
    store, other = _store(inside), key_of("another page")
    store.put("pages", other, b"another")
    shutil.copy(inside.root / NAME / "pages" / other, inside.root / NAME / "pages" / KEY)
    assert store.get("pages", KEY) is None
    return "refused"


def _entry_is_a_link(inside: Inside) -> str:
    """It is replaced, and what it leads to is not."""
    store = _store(inside)
    (inside.root / NAME / "pages").mkdir()
    (inside.root / NAME / "pages" / KEY).symlink_to(inside.outside / "victim.html")
    assert store.made("pages", KEY, lambda: b"true") == b"true"
    return "harmless"


def _no_pickles(inside: Inside) -> str:
    """No module of the library reads what runs while it is read."""
    del inside
    import shkplan

    words = ("pickle", "marshal", "shelve", "dill", "joblib")
    for path in Path(shkplan.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not any(f"import {one}" in text or f"from {one}" in text for one in words), path.name
        assert "shell=True" not in text
        assert "os.system" not in text
        assert "read_pickle" not in text
        assert "allow_pickle=True" not in text
    return "harmless"


def _report_is_a_link(inside: Inside) -> str:
    """The folder of a run leads to a report elsewhere: passed over, and nothing is written or removed beside it."""
    shelf, other = a_shelf(inside), Shelf(inside.above / "other")
    elsewhere = other.folder("2026-02-28")
    (elsewhere.parent / "2026-02-28.changes").mkdir()
    run = read_log(shelf.reports).runs[-1]
    shutil.rmtree(inside.root / run.folder)
    (inside.root / run.folder).symlink_to(elsewhere, target_is_directory=True)
    before = sorted(other.root.rglob("*"))
    after_all_of_it(inside, shelf)
    prune(root=shelf.root)
    assert sorted(other.root.rglob("*")) == before
    assert not any(
        one.place and one.place.is_relative_to(other.root) for one in read_history(shelf.reports, shelf.root)
    )
    latest = json.loads((shelf.reports / "latest/monthly.json").read_text(encoding="utf-8"))
    assert latest["as_of"] == "2026-01-31"
    return "harmless"


def _changes_are_a_link(inside: Inside) -> str:
    shelf = a_shelf(inside)
    place = shelf.root / read_log(shelf.reports).runs[-1].folder
    (inside.outside / "deep/changes.json").write_text(
        json.dumps({"moved": 9, "after": {"results": "a" * 64}}), encoding="utf-8"
    )
    inside.guard()
    place.with_name(f"{place.name}.changes").symlink_to(inside.outside / "deep", target_is_directory=True)
    assert all(one.moved is None for one in read_history(shelf.reports, shelf.root))
    try:
        write_changes(shelf.batch)
    except ShkplanError:
        return "refused"
    return "harmless"


def _changes_are_a_pipe(inside: Inside) -> str:
    """Nobody waits for what never comes."""
    shelf = a_shelf(inside)
    place = shelf.root / read_log(shelf.reports).runs[-1].folder
    aside = place.with_name(f"{place.name}.changes")
    aside.mkdir()
    os.mkfifo(aside / "changes.json")
    assert all(one.moved is None for one in read_history(shelf.reports, shelf.root))
    return "harmless"


def _linked(name: str, to: str, act: Callable[[Shelf], object], *, folder: bool = False) -> Callable[[Inside], str]:
    """Something of the reports is a link that leads outside."""

    def attempt(inside: Inside) -> str:
        shelf = a_shelf(inside)
        place = shelf.reports / name
        if place.is_file():
            place.unlink()
        place.parent.mkdir(exist_ok=True)
        place.symlink_to(inside.outside / to, target_is_directory=folder)
        return refused(lambda: act(shelf), "leads out of the workspace")

    return attempt


def _begun_by_another(inside: Inside) -> str:
    """A word on a run that began, with an id that leads elsewhere: passed over."""
    shelf = a_shelf(inside)
    (shelf.reports / ".begun").mkdir()
    text = a_run().model_copy(update={"id": "../../../outside/victim"}).model_dump_json()
    (shelf.reports / ".begun/x.json").write_text(text, encoding="utf-8")
    assert write_down_the_dead(shelf.reports) == ()
    unmark(shelf.reports, a_run())
    return "harmless"


def _owner(content: str) -> Callable[[Inside], str]:
    """A word on who holds a lock that nobody wrote: the lock is taken, and nobody is ended."""

    def attempt(inside: Inside) -> str:
        inside.root.mkdir()
        lock = inside.root / "a.lock"
        lock.with_name("a.lock.owner").write_text(content, encoding="utf-8")
        with held(lock):
            pass
        return "harmless"

    return attempt


def _memory(inside: Inside) -> str:
    """What was told last, forged: rather too much is told than too little."""
    reports = inside.root / "reports"
    reports.mkdir(parents=True)
    for content in (
        "[" * 100_000,
        '{"told": 3}',
        '{"told": {"a": {"b": {"at": "9999", "run": 1, "failing": 1}}}}',
        "9" * 5_000,
    ):
        (reports / MEMORY).write_text(content, encoding="utf-8")
        assert not read_memory(reports).mentions
    return "harmless"


def _backup_is_a_link(inside: Inside) -> str:
    """An upgrade keeps what it replaces within the workspace, or does nothing."""
    (inside.root / "data/plans").mkdir(parents=True)
    plan = inside.root / "data/plans/p.yaml"
    plan.write_text("stand_ins: []\nid: p\n", encoding="utf-8")
    (inside.root / "shkplan.yaml").write_text("format: 1\n", encoding="utf-8")
    (inside.root / "backup").symlink_to(inside.outside, target_is_directory=True)
    inside.patch.chdir(inside.root)
    found = planned(inside.root)
    told = refused(found.carry_out, "leads out of the workspace")
    assert plan.read_text(encoding="utf-8") == "stand_ins: []\nid: p\n"
    return told


def _log_is_endless(inside: Inside) -> str:
    """A log that is a device is no log."""
    shelf = a_shelf(inside)
    (shelf.reports / FILE).unlink()
    (shelf.reports / FILE).symlink_to("/dev/zero")
    began = time.monotonic()
    told = refused(lambda: read_log(shelf.reports))
    assert time.monotonic() - began < 60
    return told


def _logged() -> None:
    with log_to(None):
        pass


def _lock_is_a_link(inside: Inside) -> str:
    """What it leads to is not emptied, and nobody waits for it."""
    inside.root.mkdir()
    (inside.root / "a.lock").symlink_to(inside.outside / "victim.html")
    with pytest.raises(OSError, match="symbolic"), held(inside.root / "a.lock"):
        pass
    return "refused"


def _owner_is_a_link(inside: Inside) -> str:
    inside.root.mkdir()
    (inside.root / "a.lock.owner").symlink_to(inside.outside / "victim.html")
    with held(inside.root / "a.lock"):
        pass
    return "harmless"


def _destination_is_a_link(inside: Inside) -> str:
    shelf = a_shelf(inside)
    (shelf.root / "reports/office").symlink_to(inside.outside, target_is_directory=True)
    return refused(lambda: out_folder("reports/office"), "leads out of the workspace")


_POSIX = sys.platform != "win32"
_HELD = "a link leads nothing that is written or removed out of the workspace"
_MADE = "what lies about is believed only with its seal"
CASES: list[Case] = [
    Case("store: a link in its place", _HELD, _store_is_a_link),
    Case("store: a link in the place of one kind", _HELD, _kind_is_a_link),
    Case("store: an entry is a link", _HELD, _entry_is_a_link),
    Case("store: a pickle for an entry", _MADE, lambda inside: _entry_is_poisoned(inside, b"\x80\x04cos\nsystem\n(S'touch broken'\ntR.")),
    Case("store: an empty entry", _MADE, lambda inside: _entry_is_poisoned(inside, b"")),
    Case("store: an entry cut short", _MADE, lambda inside: _entry_is_poisoned(inside, b"x" * 31)),
    Case("store: the entry of another page", _MADE, _entry_of_another_key),
    Case("code: a pickle, or a shell, anywhere", "nothing that is read runs", _no_pickles),
    Case("report: a link to a report elsewhere", _HELD, _report_is_a_link),
    Case("changes: a link in their place", _HELD, _changes_are_a_link),
    Case("runs.jsonl: a link", _HELD, _linked(FILE, "victim.json", lambda shelf: shelf.log.add(a_run()))),
    Case("shkplan.log: a link", _HELD, _linked("shkplan.log", "victim.html", lambda _: _logged())),
    Case("shkplan.jsonl: a link", _HELD, _linked("shkplan.jsonl", "victim.html", lambda _: _logged())),
    Case("last-run.json: a link", _HELD, _linked(LAST_RUN, "victim.json", lambda shelf: write_last_run(shelf.reports, refused_run(Text("a", "b"), NOW)))),
    Case("lock: a link", _HELD, _lock_is_a_link),
    Case("lock: its owner is a link", _HELD, _owner_is_a_link),
    Case("latest: a link", _HELD, _linked("latest", "deep", lambda shelf: move_latest(shelf.batch), folder=True)),
    Case("latest: a pointer is a link", _HELD, _linked("latest/monthly.html", "victim.html", lambda shelf: move_latest(shelf.batch))),
    Case("catalogue: its page is a link", _HELD, _linked("index.html", "victim.html", lambda shelf: write_catalogue(shelf.batch))),
    Case("catalogue: its feed is a link", _HELD, _linked("feed.xml", "victim.html", lambda shelf: write_catalogue(shelf.batch))),
    Case("notices.json: a link", _HELD, _linked(MEMORY, "victim.json", lambda shelf: read_memory(shelf.reports))),
    Case("destination: a link", _HELD, _destination_is_a_link),
    Case("upgrade: its backup is a link", _HELD, _backup_is_a_link),
    Case("begun: a run whose id leads elsewhere", _HELD, _begun_by_another),
    Case("notices.json: forged", "what was told may be told again", _memory),
    Case("lock: an owner of a number without end", "a lock is taken", _owner('{"pid": 1e999, "host": "x", "started": 1, "since": "2026-01-01"}')),
    Case("lock: an owner with a start of 400 digits", "a lock is taken", _owner('{"pid": 1, "host": "x", "started": 1%s, "since": "2026-01-01"}' % ("0" * 400))),
    Case("lock: an owner for a terminal", "a lock is taken", _owner('{"pid": 1, "host": "\\u001b[2J", "started": 1, "since": "2026-01-01T00:00:00+00:00"}')),
    Case("lock: brackets without end", "a lock is taken", _owner("[" * 4_000)),
    *([Case("changes: a pipe in their place", "nobody waits for what never comes", _changes_are_a_pipe),
       Case("runs.jsonl: a device without end", "a log is a file of some size", _log_is_endless)] if _POSIX else []),
]  # fmt: skip
