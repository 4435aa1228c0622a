"""Files of tasks in a workspace: held against their plan, carried by reports, an example in a new one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import shkplan as sp
from shkplan.base.errors import DataError
from shkplan.base.messages import Message
from shkplan.files import paths
from shkplan.report.inputs import find_inputs
from shkplan.workspace.check import check, checked
from shkplan.workspace.init import init
from shkplan.workspace.load import Workspace
from shkplan.workspace.tasks import read_tasks, task_files

GOOD = Path(__file__).parents[1] / "data" / "good"
TASK = """\
plan: {plan}
tasks:
  {name}:
    name: {{zh: 公园, en: Park}}
    kind: project
    field: {field}
    locator: 三(五)
    due: {due}
    serves: [{serves}]
    milestones:
      - {{name: {{zh: 开工, en: Work begins}}, year: {due}}}
"""
SOUND = {"plan": "small", "name": "park", "field": "economy", "due": 2024, "serves": "economy.gdp_growth"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, part in (("small.yaml", "plans"), ("small.csv", "observations")):
        (tmp_path / "data" / part).mkdir(parents=True)
        shutil.copy(GOOD / name, tmp_path / "data" / part / name)
    (tmp_path / "data" / "tasks").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(paths.WORKSPACE_VARIABLE, raising=False)
    return tmp_path


def put(folder: Path, file: str = "small.yaml", **parts: object) -> None:
    (folder / "data" / "tasks" / file).write_text(TASK.format(**{**SOUND, **parts}), encoding="utf-8")


def test_a_sound_file_is_read_and_no_mistake(folder: Path) -> None:
    put(folder)
    assert check(folder) == []
    (task,), counts = read_tasks(Workspace(folder), Workspace(folder).plan())
    assert (task.id, task.due, counts) == ("park", 2024, ())


def test_what_does_not_fit_the_plan_is_told_all_at_once(folder: Path) -> None:
    put(folder, field="parks", due=2040, serves="economy.gdp_grwth")
    told = check(folder)
    assert [str(one.expected) for one in told] == [
        "a field of the plan", "the id of an indicator of the plan", "a year from 2021 to 2035", "a year from 2021 to 2035",
    ]  # fmt: skip
    assert all(one.remedy and "tasks/small.yaml" in str(one.file) for one in told)
    with pytest.raises(DataError) as caught:
        read_tasks(Workspace(folder), Workspace(folder).plan())
    assert list(caught.value.mistakes) == told


def test_a_plan_that_nobody_knows_and_an_id_given_twice_are_told(folder: Path) -> None:
    put(folder)
    put(folder, "more.yaml")
    put(folder, "lost.yaml", plan="smal")
    told = {str(one.expected) for one in check(folder)}
    assert told == {"an id that data/tasks/more.yaml has not", "the id of a plan"}


def test_tasks_of_a_shipped_plan_may_stand_in_a_workspace(folder: Path) -> None:
    """They take the place of the shipped ones, and are held against the shipped plan."""
    put(folder, plan="shahekou-14fyp")
    assert check(folder) == []
    plan = Workspace.shipped().plan("shahekou-14fyp")
    assert [path.parent.parent.parent for path in task_files(Workspace(folder), plan)] == [folder]
    (folder / "data" / "tasks" / "small.yaml").unlink()
    assert len(read_tasks(Workspace(folder), plan)[0]) == 32


def test_reports_carry_the_tasks_of_their_plan(folder: Path, tmp_path: Path) -> None:
    put(folder)
    put(folder, "other.yaml", plan="shahekou-14fyp")
    find_inputs("small").copy(tmp_path / "inputs", [])
    assert [path.name for path in sorted((tmp_path / "inputs" / "data" / "tasks").iterdir())] == ["small.yaml"]


def test_inputs_of_a_report_that_had_none_take_none_that_were_shipped_later(folder: Path) -> None:
    (folder / "data" / "reference" / "shipped").mkdir(parents=True)
    assert task_files(Workspace(folder), Workspace.shipped().plan("shahekou-14fyp")) == []


def test_the_example_of_a_new_workspace_is_left_out_once_a_real_figure_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An invented task never stands in the evaluation of a real district, and the check says that it is passed over."""
    root = tmp_path / "ours"
    init(root)
    monkeypatch.chdir(root)
    assert len(sp.assess("ours", as_of="2024-06-30").tasks) == 1
    table = root / "data" / "observations" / "ours.csv"
    rows = table.read_text("utf-8-sig").replace("EXAMPLE 示例", "统计公报").replace(",example,", ",,")
    table.write_text(rows, "utf-8-sig")
    assert not sp.assess("ours", as_of="2024-06-30").tasks
    assert not sp.assess("ours", as_of="2018-01-01").tasks
    told = [one.text("en") for one in checked(root).remarks if isinstance(one, Message)]
    assert [one for one in told if "example tasks" in one and "data/tasks/example.yaml" in one]
