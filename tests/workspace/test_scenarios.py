"""Scenarios beside their plan and their parents: what is refused, and what holds of several generations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import shkplan as sp
from shkplan.base.errors import DataError, ParameterError
from shkplan.register.plan import Plan
from shkplan.register.scenario import Scenario
from shkplan.workspace.scenarios import DEEPEST, fitted, scenarios_of

GDP, JOBS, UNEMPLOYMENT, OWN = (
    "economy.gdp_growth",
    "employment.new_jobs",
    "employment.registered_unemployment",
    "沙河口区",
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return sp.load_plan("shahekou-14fyp")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace without scenarios."""
    (tmp_path / "data" / "plans").mkdir(parents=True)
    monkeypatch.setenv("SHKPLAN_WORKSPACE", str(tmp_path))
    return tmp_path / "data" / "scenarios"


# What is refused ------------------------------------------------------------------------------------------------------

HOSTILE: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown indicator": (
        {"indicator": "economy.gdp_grwth", "level": 5},
        'indicator: found "economy.gdp_grwth", expected the id of an indicator of shahekou-14fyp. Did you mean economy.gdp_growth',
    ),
    "a region that looks alike": (
        {"region": "大连巿", "level": 5}, 'region: found "大连巿", expected a region of shahekou-14fyp. Did you mean 大连市',
    ),
    "a year before the window": ({"years": 2020, "level": 5}, 'years: found "2020", expected years from 2021 to 2035.'),
    "a year after the horizon": ({"years": "2030-2036", "level": 5}, "expected years from 2021 to 2035."),
    "growth of growth": ({"growth": 5}, f"{GDP} is itself a growth rate: fix its level."),
    "per cent added to a percentage": (
        {"addition": 1, "unit": "%"}, "expected 个百分点 for points added. Write unit: 个百分点, or relative: true for per cent",
    ),
    "a shock of per cent": ({"indicator": UNEMPLOYMENT, "shock": 1, "unit": "%"}, "expected 个百分点 for points added."),
    "per cent added to persons": (
        {"indicator": JOBS, "addition": 10, "unit": "%"}, "Write unit: 人, or relative: true for per cent of the value.",
    ),
    "another unit": ({"indicator": JOBS, "level": 1.6, "unit": "万元"}, "expected a unit that converts to 人."),
    "person-times": ({"indicator": JOBS, "level": 1.6, "unit": "万人次"}, "expected a unit that converts to 人."),
    "beyond the bounds": ({"indicator": UNEMPLOYMENT, "level": 101}, 'value: found "101 %", expected 0 to 100 %.'),
    "a fall by more than all": ({"level": -150}, 'value: found "-150 %", expected -100 % or more.'),
    "an interval beyond the bounds": (
        {"indicator": UNEMPLOYMENT, "interval": (-1, 3)}, 'interval: found "-1 %", expected 0 to 100 %.',
    ),
    "like itself": ({"like": OWN}, f"like: found \"{OWN}\", expected another region than {OWN}."),
    "like nobody known": ({"like": "大连"}, 'like: found "大连", expected a region of shahekou-14fyp. Did you mean 大连市'),
    "the best of itself": ({"best_peer": True, "among": [OWN]}, f"among[0]: found \"{OWN}\", expected peers of {OWN}."),
    "required without a target": (
        {"indicator": "economy.gdp", "required": True}, "expected an indicator with a target that is assessed.",
    ),
    "required by another target": ({"required": "economy.gdp_growth@2030"}, "target: found"),
    "the best without a direction": ({"indicator": "economy.gdp", "best_peer": True}, "Nothing says what best peer means"),
    "a stated aim": ({"indicator": "vision.ecology", "level": 5}, "expected an indicator that is measured."),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_claim_that_does_not_fit_is_refused_in_a_sentence(plan: Plan, name: str) -> None:
    """Whatever is asked of a plan in Python is refused as in a file, with what to do."""
    given, answer = HOSTILE[name]
    one = sp.scenario("test", sp.claim(**{"indicator": GDP, "years": 2027, **given}))
    with pytest.raises(ParameterError) as caught:
        fitted(one, plan, plan.region)
    assert str(caught.value).startswith("scenario test, claims[0].")
    assert answer in str(caught.value)
    assert "expected" not in caught.value.text("zh")


def test_switches_that_nobody_knows_are_refused(plan: Plan) -> None:
    """Models, links and thresholds are looked up; all of it is told at once."""
    one = sp.scenario(
        "test", models={GDP: "thete", "economy.gdp_grwth": "theta"}, thresholds={JOBS: 70000, "vision.gdp_per_capita": -1},
    )  # fmt: skip
    with pytest.raises(ParameterError) as caught:
        fitted(one, plan, plan.region)
    told = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in told] == [
        f"scenario test, models.{GDP}", "scenario test, models.economy.gdp_grwth", f"scenario test, thresholds.{JOBS}",
        "scenario test, thresholds.vision.gdp_per_capita",
    ]  # fmt: skip
    assert told[0].endswith("Did you mean theta? Correct it.")
    known = sp.scenario(
        "test", models={GDP: "theta"}, thresholds={"vision.gdp_per_capita": 40000}, links={"services-growth": False},
    )  # fmt: skip
    assert fitted(known, plan, plan.region) == known


def test_of_a_scenario_from_a_file_the_line_is_told(plan: Plan, folder: Path) -> None:
    """Two mistakes in a file are two mistakes with the file and its lines, told together."""
    sp.scenario("test", sp.claim(GDP, 2027, growth=5), sp.claim(JOBS, 2040, level=1)).save()
    with pytest.raises(DataError) as caught:
        fitted(sp.load_scenario("test"), plan, plan.region)
    assert str(caught.value).splitlines()[::2] == [
        'data/scenarios/test.yaml, line 6, claims[0].fix: found "growth rate", expected level or addition.',
        'data/scenarios/test.yaml, line 10, claims[1].years: found "2040", expected years from 2021 to 2035.',
        "2 mistakes. Nothing was changed.",
    ]


def test_a_claim_on_a_region_said_and_left_out_is_one_claim_too_many(plan: Plan) -> None:
    """The plan's own region is the region of a claim that names none."""
    one = sp.scenario("test", sp.claim(GDP, 2027, level=5), sp.claim(GDP, 2027, level=6, region=OWN))
    with pytest.raises(
        ParameterError, match=r"claims\[1\].years: found \"2027\", expected one claim on economy.gdp_gr"
    ):
        fitted(one, plan, plan.region)
    assert len(fitted(one, plan, "大连市").claims) == 2


def test_a_link_that_nobody_knows_is_refused(plan: Plan) -> None:
    """Links of the header are looked up among those of the workspace and the shipped ones."""
    with pytest.raises(ParameterError, match=r"links.services-grwth: .* Did you mean services-growth"):
        fitted(sp.scenario("test", links={"services-grwth": True}), plan, plan.region)


# Parents --------------------------------------------------------------------------------------------------------------


def years_of(one: Scenario) -> dict[str, str]:
    """Which form holds in which years."""
    return {str(claim.years): f"{claim.indicator.partition('.')[2]} {claim.fix}" for claim in one.claims}


def test_of_a_parent_holds_what_its_child_leaves_open(plan: Plan, folder: Path) -> None:
    """A year claimed by both is the child's; a parent's shock is kept whole or not at all; switches are those of both."""
    sp.scenario(
        "above", sp.claim(GDP, "2026-2030", level=5), sp.claim(JOBS, "2026-2028", level=13000),
        sp.claim(UNEMPLOYMENT, 2031, shock=1, remains=(0.5,)), models={GDP: "mean", JOBS: "drift"}, links={"services-growth": True},
    ).save()  # fmt: skip
    child = sp.scenario(
        "below", sp.claim(GDP, 2028, level=3, region=OWN), sp.claim(UNEMPLOYMENT, 2032, level=3), parent="above",
        models={JOBS: "theta"},
    )  # fmt: skip
    whole = fitted(child, plan, OWN)
    assert years_of(whole) == {
        "2026-2027": "gdp_growth level", "2029-2030": "gdp_growth level", "2026-2028": "new_jobs level",
        "2028": "gdp_growth level", "2032": "registered_unemployment level",
    }  # fmt: skip
    assert {claim.region for claim in whole.claims} == {OWN}
    assert (whole.id, dict(whole.models), dict(whole.links)) == (
        "below",
        {GDP: "mean", JOBS: "theta"},
        {"services-growth": True},
    )
    assert fitted(whole, plan, OWN) == whole


def test_a_parent_alone_is_the_scenario(plan: Plan, folder: Path) -> None:
    """A child that says nothing supposes what its parent does, down all generations."""
    sp.scenario("g1", sp.claim(GDP, 2027, level=1)).save()
    for at in range(2, DEEPEST + 2):
        sp.scenario(f"g{at}", parent=f"g{at - 1}").save()
    oldest = fitted(sp.load_scenario("g1"), plan, OWN)
    assert fitted(sp.load_scenario(f"g{DEEPEST + 1}"), plan, OWN).claims == oldest.claims
    with pytest.raises(ParameterError, match=f"at most {DEEPEST} generations"):
        fitted(sp.scenario("g", parent=f"g{DEEPEST + 1}"), plan, OWN)


def test_what_is_no_parent_is_refused(plan: Plan, folder: Path) -> None:
    """A circle is told with its way; a name nobody knows with the nearest; one of another plan by both plans."""
    sp.scenario("one", parent="two").save()
    sp.scenario("two", parent="three").save()
    sp.scenario("three", parent="one").save()
    sp.scenario("theirs", plan="china-15fyp").save()
    for parent, answer in {
        "one": r"does not rest on this one \(test → one → two → three → one\)",
        "two": r"found \"two\", expected a scenario that does not rest",
        "shock-2028": "expected the id of a scenario. Did you mean shock-2027",
        "theirs": "expected a scenario of shahekou-14fyp, not of china-15fyp",
    }.items():
        with pytest.raises(ParameterError, match=answer):
            fitted(sp.scenario("test", parent=parent, plan="shahekou-14fyp"), plan, OWN)


def test_mistakes_of_a_parent_are_told_in_its_file(plan: Plan, folder: Path) -> None:
    """What does not fit of a parent stands in the parent's file, beside what does not fit of the child."""
    sp.scenario("above", sp.claim(GDP, 2040, level=5)).save()
    with pytest.raises(DataError) as caught:
        fitted(sp.scenario("below", sp.claim(GDP, 2041, level=5), parent="above"), plan, OWN)
    assert [line.split(":")[0] for line in str(caught.value).splitlines()[::2]][:2] == [
        "scenario below, claims[0].years", "data/scenarios/above.yaml, line 6, claims[0].years",
    ]  # fmt: skip


# Which there are ------------------------------------------------------------------------------------------------------


def test_the_scenarios_of_a_plan_are_its_own_and_those_of_any_plan(plan: Plan, folder: Path) -> None:
    """The workspace's own come before the shipped ones; another plan's are left out, and what this plan does not know."""
    sp.scenario("anywhere", sp.claim(GDP, 2027, level=5)).save()
    sp.scenario("theirs", sp.claim(GDP, 2027, level=5), plan="china-15fyp").save()
    sp.scenario("nowhere", sp.claim("economy.unheard_of", 2027, level=5)).save()
    sp.scenario("shock-2027", plan="shahekou-14fyp").save()
    found = scenarios_of(plan)
    assert {"anywhere", "shock-2027", "city-pace-resumes"} <= set(found)
    assert not {"theirs", "nowhere"} & set(found)
    assert found["shock-2027"] == folder / "shock-2027.yaml"


def test_what_is_no_claim_is_told_in_words_of_files(tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text("id: odd\ntitle: odd\nclaims:\n  - economy.gdp_growth\n", encoding="utf-8")
    with pytest.raises(
        DataError, match=r'line 4, claims\[0\]: found "economy\.gdp_growth", expected entries of its own\.'
    ):
        sp.load_scenario(path)
