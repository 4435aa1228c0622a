"""The public door: whatever is handed to a public function, the answer is an answer or one sentence, never an error from inside.

Each argument of each public function takes every animal of a zoo in turn, all others being as they should be.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import shkplan as sp
from shkplan.base.errors import DataError, ShkplanError
from shkplan.base.messages import Said
from tests.showing import DAY, scene

LONGEST = 700  # characters of a sentence
GDP, FIGURES = "economy.gdp_growth", {2018: 71.0, 2019: 72.5, 2020: 73.0, 2021: 74.0, 2022: 75.1}
NAMES = (
    "load_plan",
    "load_observations",
    "load_scenario",
    "load_archive",
    "score",
    "claim",
    "scenario",
    "scenario of claims",
    "reconstruct",
    "series",
    "follow",
    "project",
    "project_panel",
    "assess",
    "backtest",
    "backtest of a pair",
    "backtest of a panel",
    "track_record",
    "compare",
    "explore",
    "load_iamc",
    "revisions",
    "pool",
    "pooled",
    "local_trend",
    "table",
    "plot",
    "set_language",
    "a[...]",
    "a.using",
    "a.using of a series",
    "a.under",
    "a.solve",
    "a.attainable",
    "a.grid",
    "a.series",
    "a.projection",
    "a.account",
    "a.backtest",
    "a.track_record",
    "a.card",
    "a.models",
    "a.of",
    "a.group",
    "a.revisions",
    "a.sisters",
    "a.clause",
    "a.figures",
    "a.kind",
    "a.versions",
    "observations.as_of",
    "observations.vintage",
    "observations.of",
    "observations.series",
    "observations.evidence",
    "observations.selection",
    "plan[...]",
    "p.interval",
    "p.quantiles",
    "p.path",
    "p.law",
)


AT_ONCE = ("claim", "scenario")  # all mistakes of an entry, one a line


def zoo() -> dict[str, Any]:
    """What is never, or seldom, the right argument."""
    return {
        "None": None, "text": "nonsense", "no text": "", "a year in text": "2030", "0": 0, "-1": -1, "5": 5, "1.5": 1.5,
        "True": True, "nan": float("nan"), "inf": float("inf"), "numpy int": np.int64(3), "numpy float": np.float64(0.5),
        "a huge number": 10**30, "complex": 1j, "no list": [], "a list of text": ["a", "b"], "a list of lists": [[1], [2, 3]],
        "a tuple": (1, 2, 3), "no mapping": {}, "a mapping": {"a": 1}, "a mapping of None": {None: None}, "a set": {1, 2},
        "an array": np.arange(6.0).reshape(2, 3), "a frame": pd.DataFrame({"a": [1]}), "no frame": pd.DataFrame(),
        "a Series": pd.Series(["x"]), "a day": dt.date(2020, 6, 30), "a path": Path("nowhere/nothing.yaml"), "bytes": b"2020",
        "an object": object(), "a class": int, "a function": len, "a plan": scene().plan, "figures": scene().published,
        "an assessment": assessment(), "a series": own(), "a projection": projection(), "a module": np, "a range": range(3),
        "an iterator": iter([1]), "NaT": pd.NaT, "NA": pd.NA, "an exception": ValueError("x"),
    }  # fmt: skip


@cache
def assessment() -> Any:
    return sp.assess(scene().plan, scene().published, as_of=DAY, n_paths=20)


@cache
def own() -> Any:
    return sp.series(FIGURES, unit="%", bounds=(0, 100))


@cache
def projection() -> Any:
    return sp.project(own(), to=2025, n_paths=20)


def panel() -> pd.DataFrame:
    return pd.DataFrame([("a", year, value) for year, value in FIGURES.items()], columns=["series", "year", "value"])


@cache
def iamc() -> Path:
    path = Path(tempfile.mkdtemp()) / "table.csv"
    sp.compare(assessment(), assessment().under("city-pace-resumes")).to_iamc(path)
    return path


def sisters() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.concat(
        pd.DataFrame({"series": f"s{at}", "year": range(2005, 2020), "value": 50 + rng.normal(size=15).cumsum()})
        for at in range(6)
    )


@cache
def doors() -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
    """Each public function, with arguments as they should be."""
    a, quick = assessment(), {"to": 2025, "n_paths": 10}
    growth = sp.series({2019: 5.0, 2020: 4.0, 2021: 6.0}, measure="growth", unit="%")
    other = sp.project(sp.series({2019: 5.0, 2020: 4.5, 2021: 6.0, 2022: 5.0}, measure="growth", unit="%"), **quick)
    return {
        "load_plan": (sp.load_plan, {"plan": "shahekou-14fyp"}),
        "load_observations": (sp.load_observations, {"plan": scene().plan, "root": None}),
        "load_scenario": (sp.load_scenario, {"scenario": "city-pace-resumes"}),
        "load_archive": (sp.load_archive, {"folder": "nowhere"}),
        "score": (sp.score, {"plan": "shahekou-14fyp", "archive": "nowhere", "as_of": "2023-06-30"}),
        "claim": (sp.claim, {
            "indicator": GDP, "years": "2026-2030", "level": 5, "growth": None, "addition": None, "target": None, "shock": None, "like": None,
            "best_peer": False, "required": False, "region": "大连市", "unit": "%", "spread": 0.5, "interval": None, "share": None,
            "relative": None, "baseline": None, "remains": None, "shape": None, "plus": None, "among": None, "how": "condition",
            "after": "model", "reason": "why",
        }),
        "scenario": (sp.scenario, {
            "id": "test", "title": "Test", "plan": "", "parent": "", "author": "", "reference": "", "description": "", "as_of": None,
            "links": None, "models": {GDP: "mean"}, "thresholds": None,
        }),
        "scenario of claims": (lambda claims: sp.scenario("test", claims), {"claims": sp.claim(GDP, 2027, level=5)}),
        "reconstruct": (sp.reconstruct, {"observations": a.observations, "indicator": GDP, "region": None}),
        "series": (sp.series, {"values": FIGURES, "years": None, "unit": "%", "bounds": (0, 100), "measure": "level",
                               "precision": 0.1, "name": "share", "region": "here"}),
        "follow": (sp.follow, {"series": growth, "follows": other, "since": None, "seed": 1, "scenario": None, "agreed": True, **quick}),
        "project": (sp.project, {"series": own(), "since": None, "model": "drift", "link": "auto", "seed": 1, "scenario": None, **quick}),
        "project_panel": (sp.project_panel, {
            "frame": panel(), "horizon": 2, "model": "averaged-ets", "weights": None, "reference": None, "known_to": None,
            "probs": (0.5,), "link": "auto", "unit": "%", "engine": "local", "progress": False,
        }),
        "assess": (sp.assess, {
            "plan": scene().plan, "observations": scene().published, "as_of": DAY, "scenario": None, "region": "沙河口区", "to": 2030,
            "model": "auto", "link": "auto", "seed": 1, "n_paths": 20, "dependence": "joint",
        }),
        "backtest": (sp.backtest, {"series": own(), "models": ["drift"], "horizon": 2, "origins": None, "last": 1, "link": "auto",
                                   "bounds": (0, 100)}),
        "backtest of a pair": (sp.backtest, {"series": (list(FIGURES), list(FIGURES.values())), "models": ["drift"], "bounds": (0, 100)}),
        "backtest of a panel": (sp.backtest, {"series": panel(), "models": ["drift"], "bounds": (0, 100), "origins": [2021]}),
        "track_record": (sp.track_record, {"series": own(), "model": "auto"}),
        "compare": (sp.compare, {"baseline": a, "scenario": a}),
        "explore": (sp.explore, {"a": a, "target": GDP}),
        "load_iamc": (sp.load_iamc, {"path": iamc(), "plan": "shahekou-14fyp", "variables": None, "others": "skip", "since": None}),
        "revisions": (sp.revisions, {"observations": a.observations, "indicator": None, "region": None}),
        "pool": (sp.pool, {"one": "drift", "other": "mean"}),
        "pooled": (sp.pooled, {"panel": sisters(), "name": "sisters", "growth": None, "known_to": None}),
        "local_trend": (sp.local_trend, {"regressors": {"city": dict.fromkeys(range(2010, 2030), 1.0)}}),
        "table": (sp.table, {"value": own()}),
        "plot": (sp.plot, {"value": own()}),
        "set_language": (sp.set_language, {"language": "en"}),
        "a[...]": (a.__getitem__, {"key": GDP}),
        "a.using": (a.using, {"own": None, "region": "沙河口区", "to": 2030, "model": "auto", "link": "auto", "seed": 1, "n_paths": 20,
                              "dependence": "joint"}),
        "a.using of a series": (lambda it: a.using({GDP: it}), {"it": growth}),
        "a.under": (a.under, {"scenario": "city-pace-resumes"}),
        "a.solve": (a.solve, {"key": GDP, "prob": 0.8}),
        "a.attainable": (a.attainable, {"by": 2030, "prob": 0.8}),
        "a.grid": (a.grid, {"key": GDP}),
        "a.series": (a.series, {"indicator": GDP, "region": None}),
        "a.projection": (a.projection, {"indicator": GDP, "region": None}),
        "a.account": (a.account, {"indicator": GDP, "region": None}),
        "a.backtest": (a.backtest, {"indicator": GDP, "region": None, "last": 1}),
        "a.track_record": (a.track_record, {"indicator": GDP, "region": None}),
        "a.card": (a.card, {"key": GDP}),
        "a.models": (a.models, {"key": GDP}),
        "a.of": (a.of, {"indicator": GDP}),
        "a.group": (a.group, {"name": "open"}),
        "a.revisions": (a.revisions, {"indicator": None, "region": None}),
        "a.sisters": (a.sisters, {"indicator": GDP, "region": None}),
        "a.clause": (a.clause, {"indicator": GDP}),
        "a.figures": (a.figures, {"indicator": GDP, "region": None}),
        "a.kind": (a.kind, {"name": "level"}),
        "a.versions": (a.versions, {"indicator": None}),
        "observations.as_of": (a.observations.as_of, {"date": "2020-01-01"}),
        "observations.vintage": (a.observations.vintage, {"release": "first"}),
        "observations.of": (a.observations.of, {"indicator": GDP, "region": None}),
        "observations.series": (a.observations.series, {"indicator": GDP, "region": None}),
        "observations.evidence": (a.observations.evidence, {"indicator": GDP, "region": None}),
        "observations.selection": (a.observations.selection, {"name": "doubtful"}),
        "plan[...]": (a.plan.__getitem__, {"indicator": GDP}),
        "p.interval": (projection().interval, {"level": 0.8}),
        "p.quantiles": (projection().quantiles, {"probs": [0.5]}),
        "p.path": (projection().path, {"year": 2024}),
        "p.law": (projection().law, {"year": 2024}),
    }  # fmt: skip


def called(name: str, function: Callable[..., Any], given: dict[str, Any]) -> Any:
    """The call; some take their arguments by place."""
    if name == "follow":
        return function(given.pop("series"), given.pop("follows"), **given)
    if name in ("pool", "compare"):
        return function(*given.values())
    return function(next(iter(given.values()))) if len(given) == 1 else function(**given)


def test_every_public_function_is_tried() -> None:
    """A new one belongs into the list above."""
    public = {name for name in sp.__all__ if callable(getattr(sp, name)) and not isinstance(getattr(sp, name), type)}
    assert public <= set(NAMES)
    assert set(NAMES) == set(doors())


@pytest.mark.parametrize("name", NAMES)
def test_the_right_arguments_are_taken(name: str) -> None:
    """Else the zoo below would prove nothing."""
    function, right = doors()[name]
    called(name, function, dict(right))


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_argument_is_told_in_one_sentence(name: str) -> None:
    """Words of our own on one line (mistakes in a file have two each), never those of another library, in Chinese too."""
    function, right = doors()[name]
    wrong = {}
    for argument in right:
        for animal, given in zoo().items():
            try:
                called(name, function, {**right, argument: given})
            except DataError:
                continue
            except ShkplanError as error:
                told = error.text("zh")
                if (
                    ("\n" in str(error) and name not in AT_ONCE)
                    or not 0 < len(str(error)) < LONGEST
                    or not told.strip()
                ):
                    wrong[argument, animal] = f"not one sentence: {error}"
            except Exception as error:  # whatever comes is what is looked for
                if not (isinstance(error, ValueError) and error.args and isinstance(error.args[0], Said)):
                    wrong[argument, animal] = f"{type(error).__name__}: {error}"
    assert wrong == {}
