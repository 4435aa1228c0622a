"""What lies about in a workspace: passed over and told in a line; what hides figures, or leads out, is told as a mistake."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from shkplan.base.errors import DataError, ShkplanError
from shkplan.exchange.export import export_plan
from shkplan.exchange.form import write_asked_form
from shkplan.exchange.importing import plan_import
from shkplan.files.atomic import replace_all
from shkplan.report.beforehand import check_data as stop_a_report
from shkplan.report.progress import NullProgress, out_folder
from shkplan.report.status import data_status
from shkplan.workspace.check import checked
from shkplan.workspace.format import CURRENT
from shkplan.workspace.init import init
from shkplan.workspace.load import Workspace

GOOD = Path(__file__).parents[1] / "data" / "good"
LEFT = (".~lock.small.csv#", ".~small.csv", "~$small.xlsx", "._small.csv", ".DS_Store", "Thumbs.db", "desktop.ini",
        "small.csv~", ".small.csv.swp", "small.csv.bak", "#small.csv#", "small.csv.part", ".hidden.csv")  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace without a mistake, which is the current one."""
    base = tmp_path / "ours"
    for name, part in (("small.yaml", "plans"), ("small.csv", "observations"), ("resumes.yaml", "scenarios")):
        (base / "data" / part).mkdir(parents=True)
        shutil.copy(GOOD / name, base / "data" / part / name)
    (base / "shkplan.yaml").write_text(f"format: {CURRENT}\n", encoding="utf-8")
    monkeypatch.chdir(base)
    return base


def told(folder: Path) -> list[str]:
    return [str(one) for one in checked(folder).remarks]


class Listening(NullProgress):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def remark(self, words: object) -> None:
        self.heard.append(str(words))


# Passed over ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LEFT)
def test_what_programs_leave_is_no_table_and_is_told(name: str, folder: Path) -> None:
    """Bytes that are no text, a name that ends as a table does: neither is read, and each is told in a line."""
    (folder / "data/observations" / name).write_bytes(b"\x00\x05\x16\x07not a table")
    (line,) = told(folder)
    assert line.startswith(f"data/observations: passed over {name} (")
    assert [path.name for path in Workspace(folder).files("observations")] == ["small.csv"]
    assert checked(folder).mistakes == ()


def test_every_stray_at_once_stops_no_report_and_is_told_in_a_line_a_folder(folder: Path) -> None:
    """What offices and editors leave, and files that lost their way, in every folder: check, status and report go on."""
    for part in ("plans", "observations", "scenarios"):
        for name in ("~$form.xlsx", "Thumbs.db"):
            (folder / "data" / part / name).write_bytes(b"\x00")
    for name in ("notes.txt", "minutes.docx", "scan.pdf", "table.csv.txt"):
        (folder / "data/observations" / name).write_bytes(b"x")
    (folder / "data/observations/2023").mkdir()
    (folder / "data/lost.csv").write_bytes(b"x")
    (folder / "data/observations/.import.lock").touch()
    (folder / "data/plans/README.md").touch()
    found = checked(folder)
    assert found.mistakes == ()
    lines = [
        "data: passed over lost.csv (not in a folder that is read).",
        "data/plans: passed over Thumbs.db (left by the system), ~$form.xlsx (the lock of an office program).",
        (
            "data/observations: passed over 2023 (a folder, in which nothing is looked for), "
            "minutes.docx (no such file is read here), notes.txt (not read: only tables that end in .csv are), "
            "scan.pdf (no such file is read here), table.csv.txt (not read: only tables that end in .csv are), 2 more."
        ),
        "data/scenarios: passed over Thumbs.db (left by the system), ~$form.xlsx (the lock of an office program).",
    ]
    assert [str(one) for one in found.remarks] == lines
    assert found.remarks[1].text("zh") == "data/plans：略过 Thumbs.db（系统遗留）、~$form.xlsx（办公软件的锁定文件）。"
    voice = Listening()
    stop_a_report(folder, voice)
    assert len(voice.heard) == len(lines)
    assert data_status(language="en").endswith("\n".join(lines))


def test_a_workspace_without_strays_says_nothing(folder: Path) -> None:
    """Nor of what belongs there: our own locks, git's files, a README, folders of sources."""
    for name in ("data/observations/.import.lock", "data/plans/.gitignore", "data/plans/README.md"):
        (folder / name).touch()
    (folder / "data/sources").mkdir()
    assert told(folder) == []


# Read under other names -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["other.yml", "other.YAML", "other.YML"])
def test_a_second_plan_with_another_ending_is_read(name: str, folder: Path) -> None:
    """By check, by its id, and by whatever asks for all plans."""
    text = (GOOD / "small.yaml").read_text(encoding="utf-8").replace("id: small", "id: other", 1)
    (folder / "data/plans" / name).write_text(text, encoding="utf-8")
    workspace = Workspace(folder)
    assert workspace.ids("plans") == ["other", "small"]
    assert workspace.plan("other").id == "other"
    assert (checked(folder).plans, checked(folder).mistakes) == (2, ())


def test_scenarios_corrections_and_tables_with_other_endings_are_read(folder: Path) -> None:
    """One rule for all folders."""
    (folder / "data/scenarios/resumes.yaml").rename(folder / "data/scenarios/resumes.yml")
    (folder / "data/observations/small.csv").rename(folder / "data/observations/small.CSV")
    (folder / "data/corrections").mkdir()
    shutil.copy(GOOD / "corrections.yaml", folder / "data/corrections/ours.yml")
    workspace, found = Workspace(folder), checked(folder)
    assert (found.scenarios, found.figures, found.mistakes) == (1, 5, ())
    assert workspace.scenario("resumes").id == "resumes"
    assert len(workspace.observations(workspace.plan()).corrected) == 1


@pytest.mark.parametrize(("part", "name"), [("plans", "small"), ("scenarios", "resumes")])
def test_two_files_of_one_id_are_told(part: str, name: str, folder: Path) -> None:
    """Nobody knows which is meant: neither is taken by its name."""
    shutil.copy(folder / f"data/{part}/{name}.yaml", folder / f"data/{part}/{name}.yml")
    mistake = (
        f"data/{part}/{name}.yml, file: found a second file for {name}, beside {name}.yaml, expected one file for each id.\n"
        "    Remove one of the two, or give it another name and id."
    )
    assert [str(one) for one in checked(folder).mistakes] == [mistake]
    with pytest.raises(DataError) as caught:
        Workspace(folder).file(part, name)  # type: ignore[arg-type]
    assert str(caught.value) == f"{mistake}\n1 mistake. Nothing was changed."


# No files, though they are named as such ------------------------------------------------------------------------------


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(20_000_000_000)


@pytest.mark.parametrize(
    ("make", "found", "expected", "remedy"),
    [
        (_pipe, "a named pipe", "a file", "Move it away, or give it a name that does not end in .csv."),
        (_socket, "a socket", "a file", "Move it away, or give it a name that does not end in .csv."),
        (Path.mkdir, "a folder", "a file", "Move it away, or give it a name that does not end in .csv."),
        (
            lambda path: path.symlink_to("/dev/zero"), "a device", "a file",
            "Move it away, or give it a name that does not end in .csv.",
        ),
        (
            lambda path: path.symlink_to("nowhere.csv"), "a link that leads nowhere", "a readable file",
            "Put the file itself there, or remove the link.",
        ),
        (
            lambda path: path.symlink_to(path.name), "a link that leads in a circle", "a readable file",
            "Put the file itself there, or remove the link.",
        ),
        (_sparse, "20,000 MB", "a table of at most 20 MB", "Save the one table that is wanted as a file of its own."),
    ],
    ids=["pipe", "socket", "folder", "device", "broken link", "circle", "20 GB"],
)  # fmt: skip
def test_what_is_no_table_is_told_and_not_waited_for(
    make: object, found: str, expected: str, remedy: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe would wait for ever, a device never ends, a link leads nowhere: each is told, since figures may be missing."""
    monkeypatch.chdir(folder / "data/observations")
    make(folder / "data/observations/more.csv")  # type: ignore[operator]
    assert [str(one) for one in checked(folder).mistakes] == [
        f"data/observations/more.csv, file: found {found}, expected {expected}.\n    {remedy}"
    ]


@pytest.mark.parametrize("name", ["data/plans/more.yaml", "data/scenarios/more.yml", "data/corrections/more.yaml",
                                  "data/reference/more.yaml", "data/reference/record.yaml", "notebooks/more.ipynb"])  # fmt: skip
def test_a_pipe_in_any_folder_is_told(name: str, folder: Path) -> None:
    """No reader of a workspace opens it."""
    (folder / name).parent.mkdir(exist_ok=True)
    os.mkfifo(folder / name)
    ending = Path(name).suffix
    assert [str(one) for one in checked(folder).mistakes] == [
        f"{name}, file: found a named pipe, expected a file.\n    Move it away, or give it a name that does not end in {ending}."
    ]


# Links that lead out --------------------------------------------------------------------------------------------------


@pytest.fixture
def outside(folder: Path) -> Path:
    """A folder beside the workspace."""
    place = folder.parent / "elsewhere"
    place.mkdir()
    return place


def refusal(path: str, real: Path, kind: str = "folder") -> str:
    return (
        f"{path} leads out of the workspace, by a link to {real.as_posix()}: nothing was written. "
        f"Name that place itself, or put a {kind} there."
    )


def test_reading_through_a_link_is_allowed_and_told(folder: Path, outside: Path) -> None:
    """Several workspaces may share one table; whoever looks at one of them knows that it is not all in it."""
    (folder / "data/observations/small.csv").rename(outside / "small.csv")
    (folder / "data/observations/small.csv").symlink_to(outside / "small.csv")
    found = checked(folder)
    assert (found.figures, found.mistakes) == (5, ())
    assert told(folder) == ["data/observations/small.csv is read through a link that leads out of the workspace."]


def test_no_import_writes_through_a_link(folder: Path, outside: Path) -> None:
    """The table of another workspace stays as it is."""
    (folder / "data/observations/small.csv").rename(outside / "small.csv")
    (folder / "data/observations/small.csv").symlink_to(outside / "small.csv")
    before = (outside / "small.csv").read_bytes()
    lines = (GOOD / "small.csv").read_text(encoding="utf-8").splitlines()
    table = folder / "came.csv"
    table.write_text("\n".join([lines[0], lines[1].replace("2021年统计公报", "2022年年鉴")]), encoding="utf-8")
    with pytest.raises(ShkplanError) as caught:
        plan_import([table], "small")
    assert str(caught.value) == refusal("data/observations/small.csv", outside / "small.csv", "file")
    assert caught.value.text("zh") == (
        f"data/observations/small.csv 是通向工作区之外（{(outside / 'small.csv').as_posix()}）的链接：未写入任何内容。"
        "请直接指定该位置，或在此处放一个真正的文件。"
    )
    assert (outside / "small.csv").read_bytes() == before
    assert sorted(path.name for path in outside.iterdir()) == ["small.csv"]


def test_no_form_export_report_or_workspace_goes_through_a_link(folder: Path, outside: Path) -> None:
    """By one rule, and before anything is made."""
    for name in ("exports", "reports", "new"):
        (folder / name).symlink_to(outside)
    (folder / "form.xlsx").symlink_to(outside / "form.xlsx")
    asked: dict[str, tuple[Callable[[], object], str]] = {
        "form.xlsx": (lambda: write_asked_form("small", 2024, Path("form.xlsx"), force=True), "file"),
        "exports/small.csv": (lambda: export_plan("small", Path("exports"), ["csv"]), "file"),
        "reports": (out_folder, "folder"),
        "new": (lambda: init("new"), "folder"),
    }
    for name, (write, kind) in asked.items():
        with pytest.raises(ShkplanError) as caught:
            write()
        real = outside / Path(name).name if name in ("form.xlsx", "exports/small.csv") else outside
        assert str(caught.value) == refusal(name, real, kind)
    assert list(outside.iterdir()) == []


def test_a_place_outside_that_is_named_is_written_to(folder: Path, outside: Path) -> None:
    """Only what seems to lie in the workspace and does not is refused; a link within the workspace is followed."""
    replace_all({outside / "x": b"1"})
    (folder / "kept").mkdir()
    (folder / "link").symlink_to(folder / "kept")
    replace_all({folder / "link/x": b"2"})
    assert ((outside / "x").read_bytes(), (folder / "kept/x").read_bytes()) == (b"1", b"2")


def test_nothing_is_written_over_a_pipe(folder: Path) -> None:
    """Nor read from it, to be put back."""
    os.mkfifo(folder / "x.csv")
    with pytest.raises(ShkplanError) as caught:
        replace_all({folder / "x.csv": b"1"})
    assert str(caught.value) == "x.csv is no file: nothing was written. Name another place."
