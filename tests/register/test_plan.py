"""Plans: ids, versions of a target, completion and answers to a misspelt name."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from shkplan.base.errors import ParameterError, UnknownName
from shkplan.files.records import load
from shkplan.register.plan import Plan
from shkplan.workspace.load import load_plan, plan_ids
from tests.making import growth, indicator, share

SMALL = Path(__file__).parents[1] / "data" / "good" / "small.yaml"
FIRST, REVISED = dt.date(2021, 10, 28), dt.date(2023, 9, 1)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load(SMALL, Plan)


def ceiling(number: float, approved: dt.date, deadline: int = 2025) -> dict[str, Any]:
    return {
        "kind": "level", "direction": "at_most", "number": number, "unit": "%", "deadline": deadline, "approved": approved,
        "locator": "一", "statement": {"zh": "述", "en": "Stated"},
    }  # fmt: skip


def test_a_plan_answers_like_a_table_of_indicators(plan: Plan) -> None:
    """A plan iterates over its indicators in the order of the file; supporting series are found, not listed."""
    assert list(plan) == ["economy.gdp_growth", "employment.new_jobs", "employment.registered_unemployment"]
    assert len(plan) == 3
    assert "economy.gdp" in plan
    assert plan["economy.gdp"].name.zh == "地区生产总值"
    assert plan["employment.new_jobs"].domain == "employment"
    assert plan._ipython_key_completions_() == [*plan, "economy.gdp"]


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        (
            "employment.new_job",
            (
                "no indicator named 'employment.new_job'. "
                "Did you mean employment.new_jobs or employment.registered_unemployment?"
            ),
        ),
        ("new_jobs", "no indicator named 'new_jobs'. Did you mean employment.new_jobs?"),
        ("economy.gpd", "no indicator named 'economy.gpd'. Did you mean economy.gdp or economy.gdp_growth?"),
    ],
)
def test_a_misspelt_id_is_answered_with_the_nearest(plan: Plan, name: str, answer: str) -> None:
    """A typo names the nearest ids; the last part of an id alone finds its whole."""
    with pytest.raises(UnknownName) as caught:
        plan[name]
    assert str(caught.value) == answer


@pytest.mark.parametrize("key", [3, None, ["economy.gdp"], {}])
def test_a_key_that_is_no_id_is_refused_in_one_sentence(plan: Plan, key: Any) -> None:
    """Whatever stands in the brackets; an indicator stands for itself."""
    with pytest.raises(
        ParameterError, match=r"^indicator: found .*, expected the id of one, such as [a-z.]+"
    ) as refused:
        plan[key]
    assert "\n" not in str(refused.value)
    one = next(iter(plan.indicators.values()))
    assert plan[one] is one


def test_a_revised_target_keeps_the_old_one() -> None:
    """All versions stay; the one approved last by the day is in force, that day included."""
    both = share(targets=[ceiling(5.0, REVISED), ceiling(4.5, FIRST)])
    assert [target.number for target in both.targets] == [5.0, 4.5]

    def in_force(day: dt.date | None) -> list[float]:
        return [target.number for target in both.targets_in_force(day)]  # type: ignore[union-attr]

    assert in_force(dt.date(2021, 10, 27)) == []
    assert in_force(FIRST) == [4.5]
    assert in_force(dt.date(2023, 8, 31)) == [4.5]
    assert in_force(REVISED) == [5.0]
    assert in_force(None) == [5.0]


def test_targets_for_other_deadlines_stand_beside() -> None:
    """A revision replaces the version of its own deadline alone; the nearest deadline is the target."""
    three = share(targets=[ceiling(4.0, FIRST, 2035), ceiling(4.5, FIRST), ceiling(5.0, REVISED)])
    assert [(target.deadline, target.number) for target in three.targets_in_force()] == [(2025, 5.0), (2035, 4.0)]  # type: ignore[union-attr]
    assert three.target is not None
    assert three.target.deadline == 2025


def test_an_indicator_without_targets_has_none() -> None:
    """A supporting series has no target, and says so with None."""
    assert growth().target is None


@pytest.mark.parametrize("name", ["gdp", "Economy.gdp", "economy.", "经济.总值", "economy.gdp growth"])
def test_ids_are_ascii_domain_and_quantity(name: str) -> None:
    """An id is domain.quantity in small ASCII letters."""
    with pytest.raises(ValidationError, match="string_pattern_mismatch"):
        indicator(id=name)


def test_a_region_the_plan_does_not_list_keeps_its_name(plan: Plan) -> None:
    """Regions have both names; an unlisted one is called by its own in both languages."""
    assert (plan.region_name("全市").zh, plan.region_name("全市").en) == ("全市", "The city")
    assert plan.region_name("外地").en == "外地"


def test_a_plan_of_the_workspace_is_found_by_its_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An id is looked for in the workspace, then among the shipped plans; an unknown one names the nearest."""
    folder = tmp_path / "data" / "plans"
    folder.mkdir(parents=True)
    shutil.copy(SMALL, folder / "small.yaml")
    monkeypatch.setenv("SHKPLAN_WORKSPACE", str(tmp_path))
    assert plan_ids() == ["small"]
    assert load_plan("small").id == "small"
    assert load_plan(folder / "small.yaml").id == "small"
    assert load_plan("shahekou-14fyp").region == "沙河口区"
    with pytest.raises(UnknownName, match=r"^no plan named 'smal'. Did you mean small\?$"):
        load_plan("smal")


def test_a_plan_is_a_table_of_its_targets_in_force() -> None:
    """One row a target in force, one without target for an indicator that has none; ids in the plan's order."""
    plan = load_plan("shahekou-14fyp")
    frame = plan.to_frame()
    wanted = [(one.id, target.deadline) for one in plan.indicators.values() for target in one.targets_in_force()]
    aimed = frame.dropna(subset="kind")
    assert list(zip(aimed["indicator"], aimed["deadline"], strict=True)) == wanted
    assert list(dict.fromkeys(frame["indicator"])) == list(plan)
    jobs = aimed.set_index("indicator").loc["employment.new_jobs"]
    target = plan["employment.new_jobs"].target
    assert (jobs["kind"], jobs["number"], jobs["target_unit"]) == (target.kind, target.number, target.unit)  # type: ignore[union-attr]
