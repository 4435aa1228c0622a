"""The workspace as a value: its plans, figures and scenarios; the only plan, said in one place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from shkplan.base.errors import DataError, ParameterError, UnknownName
from shkplan.exchange.export import export_plan
from shkplan.exchange.form import write_asked_form
from shkplan.exchange.importing import plan_import
from shkplan.workspace.load import Workspace, load_observations, load_plan

GOOD = Path(__file__).parents[1] / "data" / "good"


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with one small plan and its figures, which is the current one."""
    workspace = Workspace(tmp_path)
    for kind, name in (("plans", "small.yaml"), ("observations", "small.csv")):
        workspace.folder(kind).mkdir(parents=True)  # type: ignore[arg-type]
        shutil.copyfile(GOOD / name, workspace.folder(kind) / name)  # type: ignore[arg-type]
    monkeypatch.chdir(tmp_path)
    return workspace


def test_a_workspace_holds_what_its_folder_holds(ours: Workspace) -> None:
    """Files by name, ids from the names, the plan and its figures."""
    assert Workspace.here() == ours
    assert (ours.ids("plans"), ours.ids("scenarios"), ours.notebooks) == (["small"], [], [])
    plan = ours.plan()
    assert (plan.id, ours.plan("small"), ours.plan(ours.file("plans", "small"))) == ("small", plan, plan)
    assert ours.observations(plan) == load_observations(plan, ours.root)


def test_a_shipped_plan_serves_where_ours_has_none_of_that_id(ours: Workspace) -> None:
    assert ours.plan("shahekou-14fyp") == Workspace.shipped().plan("shahekou-14fyp")
    with pytest.raises(UnknownName, match=r"no plan named 'smal'\. Did you mean small"):
        ours.plan("smal")
    with pytest.raises(UnknownName, match="no scenario named"):
        ours.scenario("smal")


def test_the_only_plan_is_asked_for_in_one_sentence_everywhere(ours: Workspace, tmp_path: Path) -> None:
    """Where there are two, form, import and export name both and say how to choose; where there is none, how to get one."""
    shutil.copyfile(GOOD / "small.yaml", ours.folder("plans") / "other.yaml")
    told = r"^2 plans in .*plans: other, small\. Name one with --plan\.$"
    for asked in (
        ours.plan,
        lambda: write_asked_form(None, 2023),
        lambda: plan_import([GOOD / "small.csv"]),
        lambda: export_plan(None, tmp_path / "out", ["csv"]),
    ):
        with pytest.raises(ParameterError, match=told):
            asked()
    for path in ours.files("plans"):
        path.unlink()
    with pytest.raises(ParameterError, match=r"^0 plans in .*\. `shkplan init` lays a workspace out\.$"):
        ours.plan()


def test_a_second_load_gives_the_same_values_until_a_file_changes(ours: Workspace) -> None:
    """Nothing is read into two copies; a row that was mended is seen."""
    plan = load_plan("small")
    assert load_plan("small") is plan
    first = load_observations(plan)
    assert all(one is other for one, other in zip(first, load_observations(plan), strict=True))
    path = ours.files("observations")[0]
    path.write_bytes(path.read_bytes() + path.read_bytes().splitlines(keepends=True)[-1])
    assert len(load_observations(plan)) == len(first) + 1


def test_mistakes_of_all_files_are_told_together(ours: Workspace) -> None:
    plan = ours.plan()
    ours.folder("corrections").mkdir()
    (ours.folder("corrections") / "c.yaml").write_text("a: 1\n", encoding="utf-8")
    (ours.folder("observations") / "z.csv").write_text("indicator\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        ours.observations(plan)
    assert {one.file for one in caught.value.mistakes} == {"data/corrections/c.yaml", "data/observations/z.csv"}
