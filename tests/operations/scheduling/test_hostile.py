"""A path can hold anything that a disk allows: what is printed then still means that path, or it is refused; it never runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import types
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import jinja2
import pytest
import yaml
from defusedxml.ElementTree import fromstring

from shkplan.base.errors import ParameterError
from shkplan.operations.scheduling import SCHEDULERS
from shkplan.operations.scheduling.airflow import airflow_files
from shkplan.operations.scheduling.cron import cron_files
from shkplan.operations.scheduling.github import github_files
from shkplan.operations.scheduling.kubernetes import kubernetes_files
from shkplan.operations.scheduling.order import ScheduleFile, order_of
from shkplan.operations.scheduling.systemd import systemd_files
from shkplan.operations.scheduling.windows import windows_files
from shkplan.workspace.schedules.timing import Timing
from tests.operations.scheduling.making import order

MONTHLY = Timing(every="month", day=5)
HOSTILE = (
    "with blanks  in it", "统计局 报告", "it's", 'say "so"', "100%", "%h %n %%", "$HOME", "${IFS}", "$(touch broken)", "`touch broken`",
    "a;touch broken", "a&&touch broken", "a|touch broken", "a>broken", "back\\slash", "ends in\\", "ends in blank ", " begins", "-rf", "~", "*", "?[a]",
    "<b>&amp;", "]]>", "--> <!--", "{{ 7 * 7 }}", "{% raw %}", "{# a #}", "${{ secrets.X }}", "a: b", "a #b", "- a", "!!python:object", "&a *a",
    "'''", '"""', "\\u0041", "\\N{DASH}", "end.sh", "end.bash", "a=b", "@reboot", "é", "😀", "\u202eevil", "CON",
)  # fmt: skip
REFUSED = ("a\nb", "a\rb", "a\tb", "a\x00b", "a\x1bb", "a\x7fb", "a\x85b", "a\u2028b", "a\udc80b")
hostile = pytest.mark.parametrize("name", HOSTILE)
posix = pytest.mark.skipif(os.name == "nt", reason="no such names on Windows")


@pytest.mark.parametrize("name", REFUSED, ids=ascii)
@pytest.mark.parametrize("side", ["root", "python"])
def test_what_ends_a_line_is_refused(name: str, side: str) -> None:
    given: dict[str, Any] = {"root": Path("/srv"), "python": "/usr/bin/python3"}
    given[side] = Path("/srv") / name if side == "root" else f"/srv/{name}"
    with pytest.raises(ParameterError, match="a line break or another character") as refused:
        order_of(order(MONTHLY).file, given["root"], given["python"])
    assert str(refused.value).isascii()


@pytest.fixture
def place(tmp_path: Path, name: str) -> tuple[Path, Path]:
    return laid_out(tmp_path, name)


def laid_out(above: Path, name: str) -> tuple[Path, Path]:
    """A workspace of that name, and in it a program of that name that tells what it was called with."""
    folder = above / name
    folder.mkdir(parents=True)
    program = folder / f"{name} python"
    program.write_text('#!/bin/sh\npwd > "$OUT"\nprintf "%s\\n" "$@" >> "$OUT"\n', encoding="utf-8")
    program.chmod(0o755)
    return folder, program


def or_refused(make: Callable[[], tuple[ScheduleFile, ...]]) -> str:
    """The text of the first file; skipped where the path is refused in words."""
    try:
        return make()[0].text
    except ParameterError as refused:
        assert "no scheduler can be told safely" in str(refused)  # noqa: PT017  # refused or right, either is safe
        pytest.skip("refused")


@hostile
@posix
def test_a_line_of_cron_runs_the_program_in_the_folder(place: tuple[Path, Path], tmp_path: Path) -> None:
    """As cron reads a table: settings up to the end of their line, commands by sh; a % in one would be a line break."""
    folder, program = place
    text = or_refused(lambda: cron_files(order(MONTHLY, root=folder, python=str(program))))
    lines = [one for one in text.split("\n") if one and not one.startswith("#")]
    settings = dict(one.partition("=")[::2] for one in lines if re.match("[A-Z_]+=", one))
    command = next(one for one in lines if one[0].isdigit()).split(maxsplit=5)[5]
    assert "%" not in command
    called(command, {**settings, "OUT": str(tmp_path / "out")}, folder, tmp_path)


def called(command: str, environment: dict[str, str], folder: Path, elsewhere: Path, *words: str) -> None:
    """The command ran the program in its folder, and nothing else."""
    subprocess.run(["/bin/sh", "-c", command], env=environment, cwd=elsewhere, check=True)
    words = words or ("run", "--due", "--quiet", "--language", "en")
    told = "\n".join((str(folder), "-P", "-m", "shkplan.cli", *words, ""))
    assert Path(environment["OUT"]).read_text(encoding="utf-8") == told
    assert not list(elsewhere.rglob("broken"))


@posix
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
def test_systemd_finds_the_programs_and_the_folders(tmp_path: Path) -> None:
    """It verifies that a program is there and may run, so that a path misread is told."""
    units = tmp_path / "units"
    units.mkdir()
    for number, name in enumerate(HOSTILE):
        folder, program = laid_out(tmp_path / "places", name)
        asked = replace(order(MONTHLY, root=folder, python=str(program)), name=f"office-{number}")
        for one in systemd_files(asked):
            (units / one.name).write_bytes(one.content)
        told = re.findall("^WorkingDirectory=(.*)$", systemd_files(asked)[1].text, re.MULTILINE)
        assert [one.replace("%%", "%").rstrip("/") for one in told] == [str(folder)]
    answer = subprocess.run(
        ["systemd-analyze", "verify", *sorted(map(str, units.iterdir()))], capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, "")


@hostile
def test_a_task_of_windows_holds_the_paths(name: str) -> None:
    """Read back by an XML parser from the bytes of the file."""
    asked = order(MONTHLY, root=Path("/srv") / name, python=f"/srv/{name}/python")
    or_refused(lambda: windows_files(asked))
    task = fromstring(windows_files(asked)[0].content)
    told = {one.tag.rpartition("}")[2]: one.text for one in task.iter()}
    assert told["WorkingDirectory"] == asked.workspace
    assert told["Command"] == asked.python
    assert told["Arguments"] == "-P -m shkplan.cli run --due --quiet --language en"


@pytest.mark.parametrize("name", ["%PATH%", "a%b%c", "$(Arg0)"])
def test_what_windows_would_fill_in_is_refused(name: str) -> None:
    with pytest.raises(ParameterError, match="the name of a variable"):
        windows_files(order(MONTHLY, root=Path("/srv") / name))


@hostile
def test_a_repository_and_a_container_are_told_no_path(name: str) -> None:
    """Their files are the same wherever they are made, but for the name of the workspace in letters, digits and dashes."""
    asked = order(MONTHLY, root=Path("/srv") / name)
    assert github_files(asked)[0].text == github_files(order(MONTHLY))[0].text
    documents = list(yaml.safe_load_all(kubernetes_files(asked)[0].text))
    names = [one["metadata"]["name"] for one in documents]
    assert all(re.fullmatch("[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?", one) for one in names)
    assert kubernetes_files(asked)[0].text == kubernetes_files(replace(order(MONTHLY), name=asked.name))[0].text


class Operator:
    """An operator of Airflow, which keeps what it is given."""

    made: list[dict[str, Any]] = []  # noqa: RUF012

    def __init__(self, **given: Any) -> None:
        self.made.append(given)


class Whatever:
    """A DAG or a timetable."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self.given, self.named = given, named

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def tasks_of(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The tasks that the file of DAGs makes, and its own names."""
    modules = {
        "airflow.providers.standard.operators.bash": {"BashOperator": Operator},
        "airflow.sdk": {"DAG": Whatever},
        "airflow.timetables.trigger": {"CronTriggerTimetable": Whatever},
    }
    for path in modules:
        parts = path.split(".")
        for count in range(1, len(parts) + 1):
            monkeypatch.setitem(sys.modules, ".".join(parts[:count]), types.ModuleType(".".join(parts[:count])))
    for path, names in modules.items():
        for name, value in names.items():
            monkeypatch.setattr(sys.modules[path], name, value, raising=False)
    monkeypatch.setattr(Operator, "made", [])
    names = {"__name__": "dag"}
    exec(compile(text, "dag.py", "exec"), names)
    return Operator.made, names


@hostile
@posix
def test_a_task_of_airflow_runs_the_program_in_the_folder(
    place: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its templates are filled in as Airflow does, by Jinja; a text that ends in .sh it takes for the name of a template."""
    folder, program = place
    (task,), _ = tasks_of(airflow_files(order(MONTHLY, root=folder, python=str(program)))[0].text, monkeypatch)
    assert not any(one.endswith((".sh", ".bash")) for one in (task["cwd"], *task["env"].values()))
    template = jinja2.Environment(undefined=jinja2.StrictUndefined).from_string
    known = {"day_of": lambda rule, moment: f"{rule} of {moment}", "dag_run": types.SimpleNamespace(logical_date="D")}
    filled = {name: template(value).render(known) for name, value in task["env"].items()}
    assert template(task["cwd"]).render() == str(folder)
    assert template(task["bash_command"]).render() == task["bash_command"]
    called(
        task["bash_command"],
        {**filled, "OUT": str(tmp_path / "out")},
        folder,
        folder,
        "run",
        "r1",
        "--as-of",
        "today of D",
    )


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_comments_are_in_the_language_in_force_and_end_their_lines(scheduler: str) -> None:
    from shkplan.display.setting import speaking

    for language in ("zh", "en"):
        with speaking(language):
            for one in SCHEDULERS[scheduler](order(MONTHLY)):
                assert one.content.decode(one.encoding) == one.text
                assert one.text.endswith("\n")
                assert (re.search("[\u4e00-\u9fff]", one.text) is None) == (language == "en" or one.beside)
