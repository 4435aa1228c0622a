"""One question, one answer: whichever way a target is asked after, the probability is the same to the last bit."""

from __future__ import annotations

import inspect
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.verdict import Verdict
from shkplan.base.messages import Text
from shkplan.files import paths
from shkplan.register.scenario import Scenario

DAY = "2026-06-30"
FEW = 1000
KEYS = (
    "economy.fixed_investment_growth",  # figures that contradict each other
    "economy.gdp_growth",  # a pace
    "employment.registered_unemployment",  # held
    "income.urban_disposable_growth",  # by a proxy
    "employment.new_jobs",  # a sum nobody knows
    "vision.gdp_per_capita",  # a benchmark
)


@pytest.fixture(scope="module")
def a() -> Assessment:
    return sp.assess("shahekou-14fyp", as_of=DAY)


@pytest.fixture(scope="module")
def few() -> Assessment:
    """By few paths, for what is asked in many ways."""
    return sp.assess("shahekou-14fyp", as_of=DAY, n_paths=FEW)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the two notebooks on all targets show, as data."""
    file = tmp_path_factory.mktemp("jobs") / "jobs.json"
    folder = paths.shipped() / "notebooks"
    jobs = [
        {"notebook": str(folder / f"{name}.ipynb"), "parameters": {"as_of": DAY}} for name in ("overview", "targets")
    ]
    file.write_text(json.dumps(jobs), encoding="utf-8")
    script = Path(__file__).parents[1] / "notebooks" / "running.py"
    done = subprocess.run([sys.executable, str(script), str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [one for answer in json.loads(file.with_suffix(".answers.json").read_text()) for one in answer["shown"]]


def without_claims() -> Scenario:
    nothing = Text("无", "none")
    return Scenario(
        id="none",
        plan="shahekou-14fyp",
        title=nothing,
        author="test",
        reference=nothing,
        description=nothing,
        claims=(),
    )


def of(frame: pd.DataFrame, key: str, column: str = "prob") -> float | None:
    value = frame.loc[key, column]
    return None if pd.isna(value) else float(value)


def by_key(data: list[Mapping[str, Any]], key: str) -> Mapping[str, Any]:
    (row,) = (one for one in data if one["target"] == key)
    return row


def answers(a: Assessment, key: str) -> dict[str, float | None]:
    """The probability of a target by every way there is to it."""
    verdict = a[key]
    one, whole = verdict.indicator.id, sp.compare(a, a.under(without_claims()))
    change, frame = whole[key], whole.to_frame()
    kind = a.kind(verdict.target.kind)
    said = {
        "for v in a": next(v.prob for v in a if v.key == key),
        "a.of": next(v.prob for v in a.of(one) if v.key == key),
        "a.group": next(v.prob for v in a.group(verdict.group) if v.key == key),
        "a.to_frame": of(a.to_frame(), key),
        "verdict.to_frame": of(verdict.to_frame(), key),
        "a.kind": next(v.prob for v in kind if v.key == key),
        "asked by the parts": sp.assess(plan := sp.load_plan("shahekou-14fyp"), sp.load_observations(plan), as_of=DAY, n_paths=FEW)[key].prob,
        "a.using()": a.using()[key].prob,
        "a.using, the same seed": a.using(seed=a.settings.seed)[key].prob,
        "a.under, no claims": a.under(without_claims())[key].prob,
        "table(a)": by_key(sp.table(a).results["data"], key)["prob"],
        "table(verdict)": sp.table(verdict).results["data"]["prob"],
        "table(kind)": by_key(sp.table(kind).results["data"], key)["prob"],
        "plot(a)": by_key(sp.plot(a).results["data"], key)["prob"],
        "plot(verdict)": sp.plot(verdict).results["data"]["prob"],
        "compare, before": change.before.prob,
        "compare, after": change["none"].after.prob,
        "compare, frame": of(frame[frame["scenario"] == "none"].set_index("target"), key),
    }  # fmt: skip
    if verdict.assessable:
        said["table(deciding)"] = by_key(sp.table(a.deciding).results["data"], key)["prob"]
        said["a.deciding"] = of(a.deciding.to_frame().set_index("target"), key)
        told = sp.table(change).results["data"]
        said["table(comparison), before"], said["table(comparison), after"] = told["prob"], told["scenarios"][0]["prob"]
    return said


@pytest.mark.parametrize("key", KEYS)
def test_every_public_way_gives_the_same_probability(few: Assessment, key: str) -> None:
    """Verdicts, frames, tables, charts, comparisons; other settings that are none, a scenario that claims nothing."""
    wanted = few[key].prob
    assert {way: prob for way, prob in answers(few, key).items() if prob != wanted} == {}


@pytest.mark.parametrize("key", ["economy.gdp_growth", "economy.fixed_investment_growth"])
def test_the_default_model_among_all_says_the_same(a: Assessment, key: str) -> None:
    """The row of the default model in the table of models is the verdict."""
    models, name = a.models(key), a.model(a[key].indicator.id)
    assert models.verdicts[name].prob == a[key].prob
    assert sp.table(models).results["data"][name]["prob"] == a[key].prob
    assert of(models.to_frame().set_index("model"), name) == a[key].prob


def test_a_projection_made_from_the_parts_and_handed_in_says_the_same(a: Assessment) -> None:
    """The README's own recipe, project, let follow and then ask, is another way to the same answer."""
    key = "economy.gdp_growth"
    sisters = a.sisters(key, "大连市") or "auto"
    city = sp.project(a.series(key, "大连市"), since=a.plan.window.first, to=a.settings.to, model=sisters)
    own = sp.follow(a.series(key), city, since=a.plan.window.first, to=a.settings.to)
    assert a.using({key: own})[key].prob == a[key].prob
    apart = sp.project(a.series(key), since=a.plan.window.first, to=a.settings.to, model=a.sisters(key) or "auto")
    assert a.using({key: apart})[key].prob == a.using(dependence="independent")[key].prob


def test_figures_that_contradict_each_other_give_no_probability_anywhere(a: Assessment) -> None:
    """Found when fixed investment was not assessable in one place and 0.76, likely, in two others."""
    verdict = a["economy.fixed_investment_growth"]
    assert (verdict.status, verdict.prob, verdict.evidence, verdict.group) == ("open", None, "none", "open")
    assert "contradict" in str(verdict.reason)
    with_it = a.using({verdict.indicator.id: sp.project(a.series(verdict.indicator.id), to=a.settings.to)})
    assert with_it[verdict.key].prob is None
    assert all(one.prob is None for one in a.models(verdict.key))


def test_the_notebooks_of_a_report_say_the_same(a: Assessment, pages: list[dict[str, Any]]) -> None:
    """Every probability of a target in the data of two notebooks is that of the verdict, and none is left out."""
    seen = set()
    for one in pages:
        rows = one["data"] if isinstance(one["data"], list) else [one["data"]]
        for row in rows:
            if isinstance(row, dict) and "target" in row and "prob" in row:
                assert row["prob"] == a[row["target"]].prob, (one["name"], row["target"])
                seen.add((one["name"], row["target"]))
    for key in KEYS:
        assert {("assessment", key), ("listing", key)} <= seen
    assert {("listing", verdict.key) for verdict in a.assessed} <= seen


# By introspection --------------------------------------------------------------------------------------------------------


def classes() -> dict[str, set[type]]:
    """Every class of the library by its name."""
    found: dict[str, set[type]] = {}
    for module in pkgutil.walk_packages(sp.__path__, "shkplan."):
        if module.name.rpartition(".")[2] in ("__main__", "worker", "kernel"):
            continue
        for name, one in vars(import_module(module.name)).items():
            if inspect.isclass(one) and one.__module__.startswith("shkplan."):
                found.setdefault(name, set()).add(one)
    return found


def given_back(one: type) -> str:
    """The annotations of all fields, properties and methods of a class, as text."""
    said = [str(note) for base in one.__mro__ for note in vars(base).get("__annotations__", {}).values()]
    for _, member in inspect.getmembers_static(one):  # a widget warns of some that are got
        function = getattr(member, "fget", None) or getattr(member, "func", None) or member
        said.append(str(getattr(function, "__annotations__", {}).get("return", "")))
    return " ".join(said)


def reached(annotation: str, known: Mapping[str, set[type]]) -> set[type]:
    """Every class that an answer of this type leads to, by whatever is asked of it."""
    seen: set[type] = set()
    waiting = [annotation]
    while waiting:
        for name in set(re.findall(r"\w+", waiting.pop())):
            for one in known.get(name, set()) - seen:
                seen.add(one)
                waiting.append(given_back(one))
    return seen


def test_no_other_public_name_leads_to_a_verdict() -> None:
    """Of all public names only assess and compare give back something that a verdict, or a count of hits, can be had of; and the
    panel of sliders, which asks an assessment, and score, which holds kept forecasts against what an assessment says was decided.

    table and plot take any value and show what it holds; their own values hold data, which the tests above compare.
    """
    known = classes()
    assert Verdict in known["Verdict"]
    leads = {
        name
        for name in sp.__all__
        if callable(value := getattr(sp, name))
        and Verdict in reached(value.__name__ if inspect.isclass(value) else str(inspect.signature(value).return_annotation), known)
    }  # fmt: skip
    assert leads == {"assess", "compare", "explore", "score"}


def test_no_other_public_function_takes_a_target() -> None:
    """A target, a verdict or a plan with figures is asked of one function; two places could answer differently."""
    takes = {
        name: " ".join(str(parameter.annotation) for parameter in inspect.signature(value).parameters.values())
        for name in sp.__all__
        if callable(value := getattr(sp, name)) and not inspect.isclass(value)
    }
    assert not [name for name, said in takes.items() if re.search(r"\b(Target|Verdict|Pace|Level)\b", said)]
    both = {name for name, said in takes.items() if "Plan" in said and ("Observations" in said or "Projection" in said)}
    assert both == {"assess"}
    assert {name for name, said in takes.items() if "Assessment" in said} == {"compare", "explore"}
    for show in (sp.table, sp.plot):
        assert list(inspect.signature(show).parameters) == ["value"]
