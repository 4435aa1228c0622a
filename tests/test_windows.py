"""Windows: what can be told of it without one. No call that only POSIX has is on the way of an office's run; names are legal; text is the same bytes.

The rest (the Task Scheduler, files that another program holds open, the switch for long paths) is listed in the how-to for operators.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shkplan
from shkplan.base.errors import DataError
from shkplan.files import paths
from shkplan.workspace.schedules.reports_file import read_reports
from tests import windows_way
from tests.report.conftest import lay_out

PACKAGE = Path(shkplan.__file__).parent
ROOT = PACKAGE.parent
# Only entered where processes fork (FORKS of report/run), or behind a question of the one that calls it.
BEHIND = {("report/runner.py", "_Child"), ("report/runner.py", "_Forking"), ("report/processes.py", "_members")}
ASKED = ("os.name", "sys.platform")  # what a branch asks of the system


# The whole package, as it is written ------------------------------------------------------------------------------------


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _posix(node: ast.AST) -> str:
    """The name of a call or module that only POSIX has; empty for anything else."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        missing = {"os": windows_way.NO_OS, "signal": windows_way.NO_SIGNAL}.get(node.value.id, frozenset())
        return f"{node.value.id}.{node.attr}" if node.attr in missing else ""
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        lost = [one for one in names if one.partition(".")[0] in windows_way.NO_MODULES]
        if isinstance(node, ast.ImportFrom) and node.module in ("os", "signal"):
            lost = [one.name for one in node.names if one.name in windows_way.NO_OS | windows_way.NO_SIGNAL]
        return ", ".join(lost)
    if isinstance(node, ast.keyword) and node.arg in ("preexec_fn", "pass_fds", "process_group"):
        return f"{node.arg}="
    return ""


def _asks(node: ast.AST) -> bool:
    """Whether a piece of code asks which system it is on, or whether something is there."""
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and ast.unparse(part) in ASKED:
            return True
        if isinstance(part, ast.Call) and ast.unparse(part.func) in ("hasattr", "getattr"):
            return True
    return False


def _reached(tree: ast.Module, name: str) -> Iterator[str]:
    """Uses of what only POSIX has for which nobody asked where they stand."""

    def look(node: ast.AST, inside: bool) -> Iterator[str]:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            inside = inside or (name, node.name) in BEHIND or (isinstance(node, ast.FunctionDef) and _asks(node))
        elif isinstance(node, ast.If | ast.IfExp) and _asks(node.test):
            inside = True
        if not inside and (found := _posix(node)):
            yield f"{name}:{getattr(node, 'lineno', '')}: {found}"
        for child in ast.iter_child_nodes(node):
            yield from look(child, inside)

    yield from look(tree, inside=False)


def test_no_call_that_only_posix_has_is_reached_without_a_branch() -> None:
    """Forks, process groups, timers, sessions, rights of POSIX: only behind a question, or in what runs where processes fork."""
    assert [use for name, tree in _modules() for use in _reached(tree, name)] == []


@pytest.mark.parametrize("code", [
    "import fcntl", "import os\ndef f():\n    os.fork()", "from signal import SIGKILL", "import os\nos.killpg(1, 9)",
    "import signal\nsignal.setitimer(0, 1)", "import os\nif True:\n    os.geteuid()",
])  # fmt: skip
def test_the_search_finds_such_calls(code: str) -> None:
    """The search itself: what it is there for is found, and a branch is seen."""
    tree = ast.parse(code)
    assert list(_reached(tree, "x.py"))
    assert not list(_reached(ast.parse("import os\nif os.name == 'posix':\n    os.fork()"), "x.py"))


def test_text_is_read_and_written_in_one_encoding_with_one_line_end() -> None:
    """No open() without an encoding; no text that is written gets the line ends of the system, else checksums differ."""
    lost = []
    for name, tree in _modules():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given_ = {one.arg for one in node.keywords}
            if called == "read_text" and "encoding" not in given_ and not node.args:
                lost.append(f"{name}:{node.lineno}: read_text without encoding")
            ours = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "record"
            if called == "write_text" and not ours and len(node.args) == 1 and not {"encoding", "newline"} <= given_:
                lost.append(f"{name}:{node.lineno}: write_text without encoding and newline")
    assert lost == []


def test_no_day_is_written_as_only_some_systems_can() -> None:
    """%-d and %e are no part of C; on Windows they raise."""
    for name, tree in _modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not any(mark in node.value for mark in ("%-d", "%-m", "%-H", "%e ", "%P")), (
                    f"{name}:{node.lineno}"
                )


def test_no_file_of_ours_has_a_name_that_windows_refuses() -> None:
    """In the repository: no device, no sign, no two names that differ in case alone, none too long below a folder of a usual depth."""
    told = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=False)
    names = [one for one in told.stdout.decode().split("\0") if one]
    for name in names:
        assert all(paths.every_system_takes(step) for step in name.split("/")), name
        assert len(name) < 150, name
    assert len({name.casefold() for name in names}) == len(names)


# Names that are made -----------------------------------------------------------------------------------------------------

DEVICES = ("con", "NUL", "aux.txt", "COM1", "lpt9.x.y", "prn ", "con .txt", "com²")


@pytest.mark.parametrize(
    "name", [*DEVICES, "", "a.", "a ", "a:b", 'a"', "a<b", "a|b", "a?b", "a*b", "a/b", "a\\b", "a\tb"]
)
def test_names_that_windows_keeps_or_refuses_are_known(name: str) -> None:
    """By the rules for names of files that Microsoft states."""
    assert not paths.every_system_takes(name)


@pytest.mark.parametrize(
    "name", ["concern", "com10", "auxiliary.txt", "2026-09-30", "大连市", "a.b", ".store", "nul-1"]
)
def test_other_names_are_taken(name: str) -> None:
    assert paths.every_system_takes(name)


@given(st.text())
def test_words_become_a_name_that_every_system_takes(words: str) -> None:
    """Whatever an office is called."""
    assert paths.every_system_takes(paths.file_name(words))


@pytest.mark.parametrize("report", ["con", "nul", "com1"])
def test_a_report_is_not_named_like_a_device(report: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """latest/con.html could not be written there."""
    (tmp_path / "data/plans").mkdir(parents=True)
    (tmp_path / "reports.yaml").write_text(f"reports:\n  {report}: {{plan: small}}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="every system"):
        read_reports(tmp_path)


@pytest.mark.parametrize("folder", ["reports/aux", "reports/a.", "reports/what?", "out/nul.d/x"])
def test_a_report_does_not_go_to_a_folder_that_windows_refuses(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data/plans").mkdir(parents=True)
    text = json.dumps({"reports": {"monthly": {"plan": "small", "destination": folder}}})
    (tmp_path / "reports.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError):
        read_reports(tmp_path)


def test_time_zones_are_there_where_the_system_has_none() -> None:
    """Windows has no time zones of that kind: the package tzdata has, and is among what is installed."""
    code = "import zoneinfo; zoneinfo.reset_tzpath(()); print(zoneinfo.ZoneInfo('Asia/Shanghai').key)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "Asia/Shanghai"
    )
    assert ZoneInfo("Asia/Shanghai").key == "Asia/Shanghai"


# The way of Windows, gone on Linux ---------------------------------------------------------------------------------------

REPORTS = """\
reports:
  monthly: {plan: small, pages: [overview], as_of: end of last month, languages: [zh], formats: [html, pdf],
            schedule: {every: month, day: 3, at: "06:00"}, own_notebooks: [overview]}
"""
ON_THE_WAY = """\
import sys
from typer.testing import CliRunner
import shkplan.report.run, shkplan.report.jobs
assert not shkplan.report.run.FORKS
from shkplan.cli import app
for line in sys.stdin.read().splitlines():
    done = CliRunner().invoke(app, line.split())
    if done.exit_code:
        sys.exit(f"{line}: {done.exit_code}: {done.output} {done.exception!r}")
"""


def _as_on_windows(place: Path) -> dict[str, str]:
    """The environment of a process, and of those it starts, whose ``shkplan`` sees the system as on Windows."""
    place.mkdir()
    (place / "sitecustomize.py").write_text(
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom tests import windows_way\nwindows_way.install()\n",
        encoding="utf-8",
    )
    path = os.pathsep.join([str(place), str(ROOT)])
    return {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "0", "SHKPLAN_LANGUAGE": "en"}


def test_the_way_is_that_of_windows(tmp_path: Path) -> None:
    """What a module of ours sees there, while others see the system that it is."""
    code = """
import os, shkplan.report.run as run, shkplan.report.processes as processes
print(run.sys.platform, run.os.name if hasattr(run, "os") else "nt", hasattr(run.signal, "setitimer"), hasattr(processes.os, "getsid"))
print(os.name, hasattr(os, "fork"))
"""
    told = subprocess.run(
        [sys.executable, "-c", code], env=_as_on_windows(tmp_path / "w"), capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["win32", "nt", "False", "False", "posix", "True"]


def test_the_run_of_an_office_goes_the_way_of_windows(tmp_path: Path) -> None:
    """Check, run what is due, verify, upgrade, forms: no fork, no timer, no session, no right of POSIX is asked for."""
    office = lay_out(tmp_path / "办公室 1")
    (office / "reports.yaml").write_text(REPORTS, encoding="utf-8")
    commands = [
        "check",
        "upgrade --yes",
        "run --due --quiet",
        "run --due --quiet",
        "data status",
        "form --year 2023",
        "export",
    ]
    environment = _as_on_windows(tmp_path / "w")
    done = subprocess.run([sys.executable, "-c", ON_THE_WAY], input="\n".join(commands), env=environment, cwd=office,
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    made = [path for path in (office / "reports").rglob("*") if path.is_file()]
    assert [path.name for path in made if path.name == "index.html"]
    for path in made:
        place = path.relative_to(office).as_posix()
        assert all(paths.every_system_takes(step) for step in place.split("/")), place
        packed = path.suffix in (".pdf", ".woff2") or ".store" in path.parts
        assert packed or b"\r\n" not in path.read_bytes(), place
    runs = [json.loads(line) for line in (office / "reports/runs.jsonl").read_text("utf-8").splitlines()]
    assert [(one["state"], paths.every_system_takes(one["id"])) for one in runs] == [("succeeded", True)]


@pytest.mark.parametrize("console", ["cp936", "cp1252", "ascii"])
def test_a_console_of_another_encoding_shows_what_it_can(console: str, tmp_path: Path) -> None:
    """Chinese on a console without Chinese becomes question marks; nothing raises, exit codes stay."""
    office = lay_out(tmp_path / "office")
    (office / "reports.yaml").write_text("reports: {con: {plan: small}}\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0", "PYTHONIOENCODING": console}
    for words, code in (("--help",), 0), (("upgrade", "--dry-run"), 0), (("run", "--due"), 2):
        line = [sys.executable, "-m", "shkplan.cli", "--language", "zh", *words]
        done = subprocess.run(line, env=environment, cwd=office, capture_output=True, check=False)
        assert done.returncode == code, (words, done.stderr)
        assert b"Traceback" not in done.stderr
        shown = (done.stdout + done.stderr).decode(
            "utf-8" if console == "ascii" else console
        )  # click mends ascii itself
        assert any("\u4e00" <= char <= "\u9fff" for char in shown) == (console != "cp1252"), shown
