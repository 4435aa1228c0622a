"""What cannot be answered honestly is refused in one sentence, when it is asked and not when it is first used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.base.errors import ParameterError, UnknownName
from shkplan.base.messages import Text
from shkplan.evidence.observations import Observations
from shkplan.register.scenario import Scenario
from tests.making import figure
from tests.showing import DAY, scene

GDP, JOBS, UNEMPLOYMENT = "economy.gdp_growth", "employment.new_jobs", "employment.registered_unemployment"
DALIAN = "大连市"


@pytest.fixture(scope="module")
def a() -> Assessment:
    return sp.assess(scene().plan, scene().published, as_of=DAY, n_paths=100)


def scenario(plan: str = "shahekou-14fyp", **parts: Any) -> Scenario:
    words = Text("言", "words")
    claim = {"indicator": GDP, "years": 2025, "fix": "level", "value": 5.0, "unit": "%", "reason": words, **parts}
    return Scenario.model_validate(
        {"id": "test", "plan": plan, "title": words, "author": "test", "reference": words, "description": words,
         "claims": [claim]}
    )  # fmt: skip


def projection(a: Assessment, key: str = GDP, region: str | None = None, **asked: Any) -> Any:
    return sp.project(a.series(key, region), since=a.plan.window.first, **{"n_paths": 100, "to": 2035, **asked})


WRONG: dict[str, tuple[Callable[[Assessment], Any], type[Exception], str]] = {
    "projection of another series": (
        lambda a: a.using({JOBS: projection(a)}), ParameterError,
        f"{JOBS}: found a projection of {GDP}; make one of a.series('{JOBS}').",
    ),
    "projection of other figures": (
        lambda a: a.using({GDP: projection(sp.assess(a.plan, scene().published, as_of="2022-06-30", n_paths=100))}),
        ParameterError, f"{GDP}: the projection rests on other figures than were known on 2026-06-30; make one of a.series('{GDP}').",
    ),
    "projection that ends too early": (
        lambda a: a.using({GDP: projection(a, to=2024)}), ParameterError,
        f"{GDP}: the projection ends in 2024, the target in 2025; project(..., to=2025).",
    ),
    "projection with other paths": (
        lambda a: a.using({GDP: projection(a, n_paths=50)}), ParameterError,
        f"{GDP}: found 50 paths, expected 100 as in this assessment; project(..., n_paths=100).",
    ),
    "no projection at all": (
        lambda a: a.using({GDP: 5.5}), ParameterError, f"{GDP}: found 5.5, expected a series such as sp.series(...), or a projection of a.series('{GDP}').",
    ),
    "projection of an unknown indicator": (
        lambda a: a.using({"economy.gdp_grwth": projection(a)}), UnknownName, "'economy.gdp_grwth'. Did you mean economy.gdp_growth",
    ),
    "setting": (lambda a: a.using(modle="theta"), UnknownName, "no setting named 'modle'. Did you mean model?"),
    "setting of assess": (
        lambda a: sp.assess(a.plan, as_of=DAY, pathes=5), UnknownName, "no setting named 'pathes'. Did you mean n_paths",
    ),
    "model": (lambda a: a.using(model="thta"), UnknownName, "'thta'. Did you mean theta"),
    "model asked by name": (lambda a: a.with_model("thta"), UnknownName, "'thta'. Did you mean theta"),
    "region": (lambda a: a.using(region="大连"), UnknownName, "no region named '大连'. Did you mean 大连市"),
    "region of a series": (lambda a: a.series(GDP, "大连"), UnknownName, "no region named '大连'. Did you mean 大连市"),
    "region of a projection": (lambda a: a.projection(GDP, "大连"), UnknownName, "no region named '大连'. Did you mean 大连市"),
    "series of a number": (lambda a: a.series(3), ParameterError, "indicator: found 3, expected the id of one, such as "),
    "projection of nothing": (lambda a: a.projection(None), ParameterError, "indicator: found None, expected the id of one"),
    "link": (lambda a: a.using(link="logg"), UnknownName, "no link named 'logg'. Did you mean log"),
    "no paths": (lambda a: a.using(n_paths=0), ParameterError, "n_paths: found 0, expected a whole number from 1 to 666666."),
    "no seed": (lambda a: a.using(seed=None), ParameterError, "seed: found None, expected a whole number of at least 0."),
    "a year in quotes": (lambda a: a.using(to="2035"), ParameterError, "to: found '2035', expected a whole number from 2025 to 2095."),
    "a year too far": (lambda a: a.using(to=9999), ParameterError, "to: found 9999, expected a whole number from 2025 to 2095."),
    "a year in the plan": (lambda a: a.using(to=2024), ParameterError, "to: found 2024, expected a whole number from 2025 to 2095."),
    "region under a scenario": (
        lambda a: a.under("city-pace-resumes").using(region=DALIAN), ParameterError, "region: a scenario speaks of one region;",
    ),
    "scenario": (lambda a: a.under("shock-2026"), UnknownName, "no scenario named 'shock-2026'. Did you mean shock-2027 or shock-2027-china?"),
    "no scenario": (lambda a: a.under(5), ParameterError, "scenario: found 5, expected a scenario or the id of one."),
    "scenario of another plan": (
        lambda a: a.under(scenario(plan="example")), ParameterError, "scenario: test is one of the plan example, not of shahekou-14fyp.",
    ),
    "claim on an unknown indicator": (
        lambda a: a.under(scenario(indicator="economy.gdp_grwth")), ParameterError,
        'claims[0].indicator: found "economy.gdp_grwth", expected the id of an indicator of shahekou-14fyp. Did you mean economy.gdp_growth',
    ),
    "claim on an unknown region": (
        lambda a: a.under(scenario(region="大连")), ParameterError, 'claims[0].region: found "大连", expected a region of shahekou-14fyp. Did you mean 大连市',
    ),
    "claim on a series handed in": (
        lambda a: a.using({GDP: projection(a)}).under(scenario()), ParameterError,
        f"{GDP}: the scenario fixes years of this series, whose projection was handed in and would not hear of it.",
    ),
    "a series handed in that is claimed": (
        lambda a: a.under(scenario()).using({GDP: projection(a)}), ParameterError,
        f"{GDP}: the scenario fixes years of this series, whose projection was handed in and would not hear of it.",
    ),
    "claims without a scenario": (lambda a: a.claims, ParameterError, "claims: this assessment stands under no scenario;"),
    "observations of another plan": (
        lambda a: sp.assess(a.plan, Observations(a.plan.model_copy(update={"id": "other"}), ()), as_of=DAY), ParameterError,
        "observations: found those of other, expected those of shahekou-14fyp.",
    ),
    "plan": (lambda a: sp.assess("shahekou-14fpy", as_of=DAY), UnknownName, "'shahekou-14fpy'. Did you mean shahekou-14fyp"),
    "comparison of two plans": (
        lambda a: sp.compare(a, other_plan(a)), ParameterError, "compare: found plans shahekou-14fyp and other, expected one plan.",
    ),
    "comparison of two days": (
        lambda a: sp.compare(a, sp.assess(a.plan, scene().published, as_of="2026-06-29", n_paths=100)), ParameterError,
        "compare: found the days 2026-06-30 and 2026-06-29, expected one day.",
    ),
    **{
        f"comparison of two settings, {name}": (
            lambda a, name=name, value=value: sp.compare(a, a.using(**{name: value})), ParameterError, f"compare: found {name} ",
        )
        for name, value in {"seed": 1, "n_paths": 50, "model": "drift", "link": "log", "to": 2030, "region": DALIAN}.items()
    },
    "comparison of a baseline alone": (sp.compare, ParameterError, "compare: found a baseline alone;"),
    "comparison with a scenario twice": (
        lambda a: sp.compare(a, a.under(scenario()), a.under(scenario())), ParameterError, "compare: found the scenario ",
    ),
    "comparison, a target that is none": (
        lambda a: sp.compare(a, a)["economy.gdp_grwth"], UnknownName, "Did you mean economy.gdp_growth",
    ),
    "comparison, a scenario that is none": (
        lambda a: sp.compare(a, a.under("shock-2027"))[GDP]["shock-2072"], UnknownName, "Did you mean shock-2027",
    ),
    "comparison with a number": (lambda a: sp.compare(a, 3), ParameterError, "compare: found 3, expected assessments."),
}  # fmt: skip


def other_plan(a: Assessment) -> Assessment:
    plan = a.plan.model_copy(update={"id": "other"})
    return sp.assess(plan, Observations(plan, ()), as_of=DAY, n_paths=100)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_question_is_refused_in_one_sentence(a: Assessment, name: str) -> None:
    """What was found, what was expected, what to do; on one line."""
    ask, kind, words = WRONG[name]
    with pytest.raises(kind) as caught:
        ask(a)
    told = str(caught.value)
    assert words in told
    assert "\n" not in told
    assert told[-1] in ".?"


def test_what_fits_is_taken(a: Assessment) -> None:
    """A projection of the series decides in place of ours; one of the city's, named with its region, changes the reference."""
    mine = projection(a, seed=7)
    assert a.using({GDP: mine})[GDP].own is mine
    assert a.using({GDP: mine})[GDP].prob != a[GDP].prob
    city = projection(a, region=DALIAN, seed=7)
    assert a.using({(GDP, DALIAN): city})[GDP].reference is city
    assert a.using({GDP: mine}).using({(GDP, DALIAN): city})[GDP].own is mine
    with pytest.raises(ParameterError, match=f"found a projection of {DALIAN}, expected one of"):
        a.using({GDP: city})


def test_figures_of_an_earlier_day_answer_for_no_later_one(a: Assessment) -> None:
    """Found when figures as of 2023 gave a verdict said to stand on 2026; left alone they answer for their own day."""
    plan, earlier = a.plan, sp.load_observations(a.plan).as_of("2023-06-30")
    with pytest.raises(
        ParameterError, match="as_of: found 2026-06-30, but these figures are what was known on 2023-06-30"
    ):
        sp.assess(plan, earlier, as_of="2026-06-30")
    assert str(sp.assess(plan, earlier).as_of) == "2023-06-30"


def test_only_equal_figures_and_projections_are_compared(a: Assessment) -> None:
    """Found when first releases, or a projection with other random numbers, were set against a baseline as a scenario is."""
    first = sp.assess(a.plan, sp.load_observations(a.plan).vintage("first"), as_of=DAY, n_paths=a.settings.n_paths)
    with pytest.raises(ParameterError, match="compare: found different figures"):
        sp.compare(a, first)
    with pytest.raises(ParameterError, match="compare: found other projections handed in"):
        sp.compare(a, a.using({GDP: projection(a, seed=7)}))


def test_a_projection_that_obeys_claims_is_refused(a: Assessment) -> None:
    """There is one way to a scenario: under it."""
    claims = sp.load_scenario("city-pace-resumes").at(a.region)
    claimed = sp.project(a.series(GDP), scenario=claims, n_paths=a.settings.n_paths)
    with pytest.raises(ParameterError, match="obeys claims of a scenario"):
        a.using({GDP: claimed})


def test_other_settings_keep_projections_handed_in_or_refuse_them(a: Assessment) -> None:
    """Found when a.using({...}).using(seed=5) went back to our own projection without a word."""
    mine = a.using({GDP: projection(a, seed=7)})
    assert mine.using(seed=5).own == mine.own
    with pytest.raises(ParameterError, match=r"found \d+ paths, expected 300"):
        mine.using(n_paths=300)


def test_one_figure_too_late_or_too_old_closes_no_other_target(a: Assessment) -> None:
    """Found when a figure beyond the last year asked for, or a series of the sixties, left a whole assessment without answers."""
    short = a.using(to=2025)
    assert short[GDP].prob is not None
    late = figure(a.plan[GDP], 2026, 5.0, region=a.region, published=dt.date(2027, 3, 1))
    later = Observations(a.plan, (*sp.load_observations(a.plan).figures, late))
    assert len(sp.assess(a.plan, later, as_of="2027-06-30", to=2025, n_paths=200).to_frame()) == len(a)
    old = tuple(figure(a.plan[GDP], year, 5.0 + year % 3, region=a.region) for year in (1966, 1967, 1968))
    made = sp.assess(a.plan, Observations(a.plan, old), as_of=DAY, n_paths=200)
    assert (made[GDP].status, "reason.too_old" in str(made[GDP].reason.values) + made[GDP].reason.key) == ("open", True)


def test_eight_threads_ask_at_once() -> None:
    """Found when the memory of assessments changed while another thread looked through it."""
    days = [f"2023-0{1 + at % 8}-28" for at in range(80)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda day: sp.assess("shahekou-14fyp", as_of=day, n_paths=100), days))
    assert [str(one.as_of) for one in made] == days
