"""Verdicts by a reference class: against draws written out, what they rest on, and where the class keeps silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import special

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.evaluation.relaxing import relaxed
from shkplan.base.messages import LANGUAGES, Text
from shkplan.display.language import words
from shkplan.display.setting import speaking
from shkplan.models.pooled import Dynamics, Known, ReferenceClass
from shkplan.register.reference_class import ReferenceEntry
from shkplan.register.scenario import Scenario
from shkplan.workspace.readers.reference_class import ServedClass
from tests.making import HERE, growth, indicator, share
from tests.showing import assessed, scene

SERVICES, GREEN, JOBLESS = "economy.services_share", "environment.green_coverage", "employment.registered_unemployment"
SURE = 3.5  # standard errors
BOUND = {"number": 75, "unit": "%", "period": "2016-2020", "form": "mean", "bound": "lower"}
RISES = {"kind": "direction", "direction": "up", "deadline": 2025, "baseline": BOUND}
KEEPS = {
    "kind": "held", "direction": "at_least", "number": 70, "unit": "%", "window": "2021-2025",
    "baseline": {"number": 71, "unit": "%", "period": 2020, "form": "level", "bound": "exact"},
}  # fmt: skip


def serve(monkeypatch: pytest.MonkeyPatch, of: ReferenceClass, region: str = HERE) -> None:
    """A class in place of those there are, for the indicator of these tests; what others share is made before it."""
    scene()
    said = Text("言", "words")
    entry = ReferenceEntry.model_validate(
        {"id": "sisters", "title": said, "serves": {"test.quantity": said}, "only": [region], "measure": "level",
         "bounds": [0, 100], "unit": "%", "table": "sisters.csv", "source": said,
         "learned": {"panel": "sisters.csv", "indicator": "share"}}
    )  # fmt: skip
    served = ServedClass(entry, Known("sisters", {of.until: of}))
    monkeypatch.setattr(Assessment, "classes", (served,))


def still(shocks: float, last: int = 2021, mean: float = 0.9) -> ReferenceClass:
    """A class whose mean never moves, with regions that walk by independent normal shocks, on the scale of the logit."""
    years = np.arange(1996, last + 1)
    habits = Dynamics(False, 0.5, 0.0, 0.0, 0.0, df=1e6, scale=shocks)
    return ReferenceClass("sisters", years, np.full(years.size, mean), 0.3, habits, 30, 450, 4)


def walk(start: np.ndarray[Any, Any], years: int, shocks: float, rng: np.random.Generator) -> np.ndarray[Any, Any]:
    """(n, years) the years after a start."""
    return np.asarray(start[:, np.newaxis] + np.cumsum(shocks * rng.standard_normal((start.size, years)), axis=1))


# ---- the numbers


def test_a_bound_that_must_hold_from_a_stated_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """71 % in 2020 and five years of normal shocks on the logit, none below 70 %: counted on a million draws."""
    serve(monkeypatch, still(0.03))
    verdict = assessed(share(KEEPS), {}, n_paths=20_000)["test.quantity"]
    paths = walk(np.full(1_000_000, special.logit(0.71)), 5, 0.03, np.random.default_rng(1))
    expected = float((paths >= special.logit(0.70)).all(axis=1).mean())
    assert (verdict.status, verdict.evidence) == ("estimated", "class")
    assert verdict.prob is not None
    assert verdict.prob_se is not None
    assert abs(verdict.prob - expected) < SURE * verdict.prob_se


@pytest.mark.parametrize("way", ["up", "down"])
def test_a_direction_from_a_bounded_baseline(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """Levels of the class whose five years before average at least 75 %, five years on: the change from 2020 to 2025 in points.

    With independent shocks what came before says nothing of what comes after but where it starts.
    """
    serve(monkeypatch, still(0.05))
    verdict = assessed(share(RISES | {"direction": way}), {}, n_paths=20_000)["test.quantity"]
    rng = np.random.default_rng(2)
    start = 0.9 + 0.3 * rng.standard_normal(1_000_000)
    before = special.expit(np.column_stack([start, walk(start, 4, 0.05, rng)]))
    start = start[before.mean(axis=1) >= 0.75]
    change = 100 * (special.expit(walk(start, 5, 0.05, rng)[:, -1]) - special.expit(start))
    expected = float((change >= 0.05).mean() if way == "up" else (change <= -0.05).mean())
    assert (verdict.status, verdict.evidence, verdict.unit) == ("estimated", "class", "个百分点")
    assert verdict.prob is not None
    assert verdict.prob_se is not None
    assert abs(verdict.prob - expected) < SURE * verdict.prob_se
    low, middle, high = np.quantile(change, [0.1, 0.5, 0.9])
    assert (verdict.low, verdict.central, verdict.high) == pytest.approx((low, middle, high), abs=0.25)


def test_own_figures_beside_a_bounded_baseline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure of 2022 and the walk both ways from it: three years on less two years back."""
    serve(monkeypatch, still(0.05))
    verdict = assessed(share(RISES), {2022: 76.0}, n_paths=20_000)["test.quantity"]
    rng = np.random.default_rng(3)
    here = np.full(1_000_000, special.logit(0.76))
    change = 100 * (special.expit(walk(here, 3, 0.05, rng)[:, -1]) - special.expit(walk(here, 2, 0.05, rng)[:, -1]))
    assert verdict.evidence == "own and class"
    assert verdict.prob is not None
    assert verdict.prob_se is not None
    assert abs(verdict.prob - float((change >= 0.05).mean())) < SURE * verdict.prob_se


@pytest.mark.parametrize("figures", [{2025: 77.0}, {2018: 76.0}, {2020: 75.5}, {2018: 76.0, 2023: 77.0}])
@pytest.mark.parametrize("baseline", [BOUND, None], ids=["bounded", "none"])
def test_whatever_year_was_published_the_class_is_named(
    monkeypatch: pytest.MonkeyPatch, figures: Mapping[int, float], baseline: Any
) -> None:
    """Also where the deadline itself has its figure: the start then rests on the class."""
    serve(monkeypatch, still(0.05))
    verdict = assessed(share(RISES | {"baseline": baseline}), figures)["test.quantity"]
    assert (verdict.status, verdict.evidence) == ("estimated", "own and class")
    assert [one.own_figures for one in verdict.borrowed] == [len(figures)]
    assert verdict.score is not None
    assert verdict.hits is not None
    assert verdict.score[verdict.hits].min() >= verdict.score[~verdict.hits].max()


def test_two_figures_are_no_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    """The years that a change is between are known and the baseline is a bound: nothing is left to be drawn, and nothing is decided."""
    serve(monkeypatch, still(0.05))
    assert assessed(share(RISES), {2020: 75.5, 2025: 77.0})["test.quantity"].status == "open"


def test_a_number_as_baseline_is_held_against_the_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule of the target speaks then: the value of 2025 against 71 %, and one figure decides."""
    serve(monkeypatch, still(0.05))
    a = assessed(share(RISES | {"baseline": KEEPS["baseline"]}), {})
    assert a["test.quantity"].quantity != assessed(share(RISES), {})["test.quantity"].quantity
    assert a["test.quantity"].evidence == "class"
    assert [one.effect for one in next(iter(a.missing)).one_figure] == ["decides"]


# ---- where it keeps silent


@pytest.mark.parametrize(
    ("one", "settings", "region"),
    [
        (share(RISES, id="test.other"), {}, HERE),
        (share(RISES), {"model": "theta"}, HERE),
        (share(RISES), {"link": "identity"}, HERE),
        (share(RISES), {}, "别区"),
        (indicator(RISES | {"baseline": None}), {}, HERE),
        (share({**KEEPS, "baseline": None}), {}, HERE),
    ],
    ids=["no class", "a model by name", "a scale by name", "another region", "another scale", "no start"],
)
def test_no_class_no_number(monkeypatch: pytest.MonkeyPatch, one: Any, settings: Any, region: str) -> None:
    """No class of the indicator, of the region or of the scale, a model or scale asked for by name, a level without a start."""
    serve(monkeypatch, still(0.05), region)
    verdict = assessed(one, {}, **settings)[one.id]
    assert (verdict.status, verdict.prob, verdict.evidence) == ("open", None, "none")


def test_a_class_too_young_leaves_own_figures_their_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a day when no window was published yet the class is none: own figures are projected as without it."""
    serve(monkeypatch, still(0.05))
    one, figures = share({**KEEPS, "baseline": None}), {2014: 71.0, 2015: 71.2, 2016: 71.9, 2017: 72.0}
    young, later = (assessed(one, figures, day=day) for day in ("2022-06-30", "2022-12-31"))
    assert young.sisters("test.quantity") is None
    assert young["test.quantity"].evidence == "own"
    assert later["test.quantity"].evidence == "own and class"


def test_a_rate_of_growth_has_no_start_to_state(monkeypatch: pytest.MonkeyPatch) -> None:
    """A class of shares does not serve a rate of growth: the scales differ."""
    serve(monkeypatch, still(0.05))
    assert assessed(growth(RISES | {"baseline": None}), {})["test.quantity"].status == "open"


# ---- the shipped plan


@pytest.fixture(scope="module")
def a() -> Assessment:
    return scene().assessment


@pytest.mark.parametrize(("key", "evidence"), [(SERVICES, "class"), (GREEN, "class"), (JOBLESS, "own and class")])
def test_what_the_shipped_verdicts_rest_on(a: Assessment, key: str, evidence: str) -> None:
    """The class, its size, years and independent windows stand beside the number in both languages; the English has no Chinese."""
    verdict = a[key]
    (rests,) = verdict.borrowed
    assert verdict.evidence == evidence
    assert rests.regions >= 30
    assert rests.windows > 100
    assert rests.independent in (2, 3, 4)
    for language in LANGUAGES:
        with speaking(language):
            told = [words(one, a.plan) for one in (verdict.reason, *verdict.assumptions)]
        name = rests.name.text(language) if isinstance(rests.name, Text) else rests.name
        sizes = (str(rests.regions), str(rests.windows), str(rests.independent), str(rests.last))
        assert any(name in line and all(size in line for size in sizes) for line in told)
        assert not any("2020–2020" in line for line in told)
        assert language == "zh" or not any("\u4e00" <= letter <= "\u9fff" for line in told for letter in line)


def test_a_start_by_a_class_follows_from_no_figure(a: Assessment) -> None:
    """It is told as drawn from the class and not as implied by other figures, in the assumptions and in the table."""
    for key in (SERVICES, GREEN):
        assert not any(one.key == "assumption.implied" for one in a[key].assumptions)
        with speaking("en"):
            assert not any("implied" in row for row in sp.table(a.projection(key)).rows)


@pytest.mark.parametrize(("day", "last"), [("2022-06-30", 2020), ("2022-12-31", 2021), ("2024-06-30", 2022)])
def test_no_window_informs_before_it_was_published(day: str, last: int) -> None:
    """A report on a summer's day of 2022 knows only classes whose windows ended by 2020, one at its end those of 2021 too."""
    then = sp.assess(scene().plan, scene().published, as_of=day, n_paths=200)
    found = [one for verdict in then for one in verdict.borrowed]
    assert {SERVICES, GREEN, JOBLESS} <= {verdict.key for verdict in then if verdict.borrowed}
    assert max(one.last for one in found) == last


def test_the_projection_is_to_be_had_and_to_be_handed_in(a: Assessment) -> None:
    """``a.projection`` of a series without figures is that of the verdict; handed in it gives the verdict again."""
    for key in (SERVICES, GREEN):
        assert a.projection(key) is a[key].own
        assert a.using({key: a.projection(key)})[key].prob == a[key].prob
    with pytest.raises(sp.NotAssessable, match="no yearly figure"):
        a.projection("employment.new_jobs")


def test_the_same_again(a: Assessment) -> None:
    again = sp.assess(scene().plan, scene().published, as_of=a.as_of, n_paths=a.settings.n_paths)
    assert [again[key].row for key in (SERVICES, GREEN)] == [a[key].row for key in (SERVICES, GREEN)]
    assert a.using(seed=1)[SERVICES].prob != a[SERVICES].prob


def test_it_counts_among_the_targets_met(a: Assessment) -> None:
    assert {SERVICES, GREEN} <= {one.key for one in a.met.assessed}


def test_scenarios_go_on(a: Assessment) -> None:
    """One that says nothing of the series changes nothing but by a link; one that fixes its year is obeyed and named."""
    silent = sp.load_scenario("city-pace-resumes").model_copy(update={"links": {"services-growth": False}})
    assert a.under(silent)[SERVICES].prob == a[SERVICES].prob
    said = Text("言", "words")
    claim = {"indicator": SERVICES, "years": 2025, "fix": "level", "value": 95.0, "unit": "%", "reason": said}
    fixed = Scenario.model_validate(
        {"id": "test", "plan": a.plan.id, "title": said, "author": "test", "reference": said, "description": said,
         "claims": [claim]}
    )  # fmt: skip
    verdict = a.under(fixed)[SERVICES]
    assert verdict.prob is not None
    assert verdict.prob > 0.99
    assert any(one.key == "assumption.scenario" for one in verdict.assumptions)


def test_an_open_target_says_why_no_class_tells_of_it(a: Assessment) -> None:
    """Every open target with a unit has its reason, in its facts and beneath the table of all; none that has a class."""
    gaps = {gap.verdict.key: gap for gap in a.missing}
    assert gaps[SERVICES].without_class is None
    opened = [gap for gap in gaps.values() if gap.verdict.status == "open"]
    assert opened
    for language in LANGUAGES:
        with speaking(language):
            beneath = " ".join(sp.table(a.missing).notes)
            for gap in opened:
                assert words(gap.without_class) in beneath
                assert words(gap.verdict.indicator.name) in beneath
    with speaking("en"):
        facts = sp.table(a.missing_of("employment.new_jobs")).rows
    (why,) = (str(cell) for name, cell in facts if name == "Reference class")
    assert why.startswith("none. No year-by-year panel of this indicator")


def test_a_class_of_ones_own_tables_that_was_never_learned_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Assessment, "classes", ())
    (gap,) = assessed(share(KEEPS), {}).missing
    assert "learn-reference" in str(gap.without_class)
    assert gap.short_by == 3


def test_with_a_class_one_figure_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A level without any start: the class needs one figure, where the default model would need three."""
    serve(monkeypatch, still(0.05))
    level = {"kind": "level", "direction": "at_least", "number": 70, "unit": "%", "deadline": 2025}
    (gap,) = assessed(share(level), {}).missing
    assert (gap.verdict.status, gap.short_by) == ("open", 1)
    assert {one.effect for one in gap.one_figure} == {"decides", "assessable"}
    assert assessed(share(level), {2023: 71.0})["test.quantity"].evidence == "own and class"


def test_the_models_of_a_target_begin_with_the_one_it_rests_on(a: Assessment) -> None:
    for key in (SERVICES, JOBLESS):
        assert next(iter(a.models(key))) is a[key]


def test_one_figure_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, still(0.05))
    told = [str(one) for one in assessed(share(KEEPS), {2021: 71.5})["test.quantity"].assumptions]
    assert any("on one yearly figure (2021);" in line for line in told)
    assert not any("2021–2021" in line for line in told)


def test_a_projection_beside_a_class_is_made_once_for_all_numbers() -> None:
    """A number that may be missed by some is held against the projection that is there; other settings make their own."""
    a = sp.assess("shahekou-14fyp", as_of="2026-06-30")
    key = next(verdict.key for verdict in a if verdict.evidence == "class")
    assert relaxed(a, 1.0)[key].own is a[key].own
    assert a.variant(replace(a.settings, seed=5), a.plan)[key].own is not a[key].own
