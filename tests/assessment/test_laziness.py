"""Nothing is computed before it is asked for, and nothing twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

import shkplan as sp
from shkplan.assessment import answering
from shkplan.assessment import assessment as room
from shkplan.assessment.assessment import Assessment
from shkplan.register.plan import Plan
from shkplan.register.targets import Pace
from tests.making import share
from tests.showing import DAY, assessed, scene

Counts = dict[str, Counter[tuple[str, ...]]]


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    """How often each series was projected and reconstructed, and each target judged."""
    scene()  # what all tests share is made before anything is counted
    found: Counts = {"project": Counter(), "by model": Counter(), "reconstruct": Counter(), "judge": Counter()}
    project, reconstruct, judge = room.project, room.reconstruct, answering.judge

    def projected(series: Any, **asked: Any) -> Any:
        asked_for = asked["model"]
        model = asked_for if isinstance(asked_for, str) else asked_for.name
        found["project"][series.indicator.id, series.region] += 1
        found["by model"][series.indicator.id, series.region, model] += 1
        return project(series, **asked)

    def reconstructed(observations: Any, one: Any, region: str) -> Any:
        found["reconstruct"][one.id, region] += 1
        return reconstruct(observations, one, region)

    def judged(one: Any, *parts: Any, **asked: Any) -> Any:
        found["judge"][one.id, str(asked["target"] and asked["target"].deadline)] += 1
        return judge(one, *parts, **asked)

    monkeypatch.setattr(room, "project", projected)
    monkeypatch.setattr(room, "reconstruct", reconstructed)
    monkeypatch.setattr(answering, "judge", judged)
    return found


def fresh() -> Assessment:
    """An assessment that shares nothing with any other: of a copy of the plan."""
    return sp.assess(scene().plan.model_copy(), scene().published, as_of=DAY, n_paths=100)


def may_be_asked(plan: Plan, key: str) -> set[tuple[str, str]]:
    """The series a verdict may need: own, reference, price index, the proxies of these, and all that these follow in turn."""
    wanted: set[tuple[str, str]] = set()
    todo = {(key, plan.region)}
    while todo:
        name, region = one = todo.pop()
        wanted.add(one)
        todo |= {(proxy.by.indicator, proxy.by.region) for proxy in plan.proxies_for(name, region)} - wanted
        paces = [target for target in plan[name].targets if isinstance(target, Pace)] if region == plan.region else []
        if paces:
            beside = {(target.reference.indicator, target.reference.region) for target in paces}
            prices = plan[name].deflator
            todo |= (beside | ({(prices, region)} if prices else set())) - wanted
    return wanted


def test_making_one_and_asking_for_its_keys_computes_nothing(counts: Counts) -> None:
    """Its keys, length, another with other settings: no series is even read; under a scenario only what it claims."""
    a = fresh()
    assert (len(a), len(a.keys()), "economy.gdp_growth" in a) == (41, 41, True)
    a.using(seed=1)
    repr(a)
    assert set(map(len, counts.values())) == {0}
    a.under("city-pace-resumes")  # a claim that cannot be is told at once; what own growth follows is made for that
    assert counts["project"] == Counter([("economy.gdp_growth", "大连市")])
    assert counts["judge"] == Counter()


@pytest.mark.parametrize(
    "key", ["economy.gdp_growth", "income.urban_disposable_growth", "employment.registered_unemployment"]
)
def test_one_verdict_projects_only_what_it_rests_on(counts: Counts, key: str) -> None:
    """The indicator's own series, what its pace is measured against, and their proxies."""
    a = fresh()
    a[key]
    assert set(counts["project"]) <= may_be_asked(a.plan, key)
    assert (key, a.region) in counts["project"]
    assert set(counts["reconstruct"]) <= may_be_asked(a.plan, key)
    assert {name for name, _ in counts["judge"]} == {key}


def test_what_figures_or_words_decide_needs_no_projection(counts: Counts) -> None:
    """A stated aim is never scored, and a share that was published for its deadline has reached it."""
    fresh()["vision.strength"]
    one = share({"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025})
    values = {2021: 70.1, 2022: 72.4, 2023: 74.0, 2024: 77.2, 2025: 81.0}
    assert assessed(one, values)[one.id].status == "observed"
    assert counts["project"] == counts["reconstruct"] == Counter()


def test_whatever_is_asked_afterwards_nothing_is_made_twice(counts: Counts) -> None:
    """All targets, every view, table and chart of them, and settings that change nothing: once is enough."""
    a = fresh()
    for _ in range(2):
        sp.table(a)
        sp.plot(a)
        for view in (a.summary, a.deciding, a.missing, a.kind("pace"), a["economy.gdp_growth"]):
            sp.table(view)
        a.to_frame()
        a.group("open")
        a.account("economy.gdp_growth")
        a.series("economy.gdp_growth", "大连市")
        a.projection("economy.gdp_growth", "大连市")
        sp.compare(a, a)
    assert set(counts["by model"].values()) == set(counts["reconstruct"].values()) == {1}
    before = counts["project"].copy()
    list(a.using({"economy.gdp_growth": a.projection("economy.gdp_growth")}))
    assert counts["project"] == before


def test_a_scenario_projects_anew_only_what_it_claims_something_of(counts: Counts) -> None:
    """No model is fitted again for it: what the shock makes so it makes of the baseline's paths; all others are the baseline's."""
    a = fresh()
    list(a)
    before = counts["project"].copy()
    scenario = sp.load_scenario("shock-2027")
    for _ in range(2):
        b = a.under(scenario)
        list(b)
        sp.compare(a, b)
    claimed = {(claim.indicator, claim.region or a.region) for claim in scenario.claims}
    assert len(claimed) == 2
    assert counts["project"] - before == Counter()
    assert b.projection("employment.registered_unemployment") is a.projection("employment.registered_unemployment")
    assert a.under(scenario) is b


def test_another_model_reads_the_figures_no_second_time(counts: Counts) -> None:
    """What is measured does not depend on the model: series are reconstructed once for all of them."""
    a = fresh()
    list(a)
    before = counts["reconstruct"].copy()
    list(a.with_model("drift"))
    assert counts["reconstruct"] == before
    assert a.with_model("drift") is a.with_model("drift")


def test_the_same_question_is_answered_by_the_same_assessment() -> None:
    """A report asks on every page; other values, another day or other settings are another question."""
    plan, published = scene().plan, scene().published
    one = sp.assess(plan, published, as_of=DAY, n_paths=100)
    assert sp.assess(plan, published, as_of=DAY, n_paths=100) is one
    assert sp.assess(plan, published, as_of=DAY, n_paths=101) is not one
    assert sp.assess(plan, published, as_of="2026-06-29", n_paths=100) is not one
    assert sp.assess(plan.model_copy(), published, as_of=DAY, n_paths=100) is not one
