"""How many targets are met: against formulas written out, and at the ends where something is open or decided."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.met import Met, met_of
from shkplan.assessment.verdict import Verdict
from shkplan.base.messages import message
from shkplan.distributions.together import COMMON
from tests.making import share
from tests.showing import scene

WHY = message("reason.stated_aim")
LEVEL = {"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}
DRAWS = 20_000
ALONE = COMMON._replace(rho=0.0)


def verdict(at: int, prob: float | None, status: str = "", nature: str | None = None, **parts: Any) -> Verdict:
    """A verdict of an indicator of its own; estimated where it has a probability."""
    one = share(LEVEL | {"nature": nature}, id=f"test.share_{at}")
    told = status or ("estimated" if prob is not None else "open")
    return Verdict(one, one.targets[0], "本区", told, WHY, prob=prob, **parts)  # type: ignore[arg-type]


def of(*verdicts: Verdict, seed: int = 7, common: Any = COMMON, draws: int = DRAWS) -> Met:
    """The number met among some verdicts."""
    plan, settings = SimpleNamespace(id="test"), SimpleNamespace(seed=seed, n_paths=draws)
    return met_of(cast("Assessment", SimpleNamespace(scored=verdicts, plan=plan, settings=settings)), common)


def convolved(*probs: float) -> np.ndarray:
    law = np.array([1.0])
    for prob in probs:
        law = np.convolve(law, [1 - prob, prob])
    return law


def test_without_dependence_it_is_the_poisson_binomial() -> None:
    """Decided ones shift it; convolution written out, four Monte Carlo errors as stated."""
    met = of(verdict(1, 0.9), verdict(2, 0.3), verdict(3, 1.0, "observed"), verdict(4, 0.0, "observed"), common=ALONE)
    law = np.array([0.0, *convolved(0.9, 0.3), 0.0])
    assert (np.abs(met.law - law) <= 4 * met.law_se).all()
    assert met.law[[0, 4]].tolist() == [0.0, 0.0]
    assert met.law.sum() == pytest.approx(1)
    assert met.expected == pytest.approx((2.2, 0.0))
    assert met.independent.prob == 0


def test_the_expected_number_is_the_sum_of_the_probabilities_whatever_the_dependence() -> None:
    """Marginals stay: the mean of the law is the sum of what is printed."""
    probs = (0.97, 0.61, 0.2, 0.5)
    met = of(*(verdict(at, prob) for at, prob in enumerate(probs)), common=COMMON._replace(rho=0.6))
    assert met.expected.prob == pytest.approx(sum(probs))
    assert float(met.law @ np.arange(5)) == pytest.approx(sum(probs), abs=1e-3)


def test_dependence_widens_the_number_and_makes_all_likelier() -> None:
    """At rho = 1 all are met with the least of the probabilities; in between, in between."""
    some = [verdict(at, prob) for at, prob in enumerate((0.8, 0.7, 0.6))]
    alone, usual, whole = (of(*some, common=COMMON._replace(rho=rho)) for rho in (0.0, COMMON.rho, 1.0))
    assert alone.every.prob == pytest.approx(0.8 * 0.7 * 0.6, abs=4 * alone.every.se)
    assert usual.independent == (pytest.approx(0.336), 0.0)
    assert whole.every.prob == pytest.approx(0.6, abs=1e-3)
    assert alone.every.prob < usual.every.prob < whole.every.prob


def test_open_targets_are_no_part_of_the_draws_and_both_ends_are_told() -> None:
    """Every open one missed: the law itself; every one met: the same, so many higher. All are met with 0 at worst."""
    met = of(verdict(1, 0.9), verdict(2, None), verdict(3, None))
    assert (met.total, len(met.assessed), len(met.open)) == (3, 1, 2)
    assert met.law == pytest.approx([0.1, 0.9], abs=1e-3)
    assert met.to_frame()["met_with_open"].tolist() == [2, 3]
    assert met.every_bounds == (0.0, met.every.prob)
    assert met.interval() == (0, 1)


def test_all_binding_ones_where_the_plan_marks_any() -> None:
    """The anticipatory one has no say in it; an open binding one leaves it between 0 and that."""
    binding = [verdict(1, 0.9, nature="binding"), verdict(2, 0.01, nature="anticipatory")]
    met = of(*binding)
    assert met.binding
    assert met.every.prob == pytest.approx(0.9, abs=1e-3)
    assert met.every_bounds == (met.every.prob, met.every.prob)
    assert of(*binding, verdict(3, None, nature="binding")).every_bounds[0] == 0
    assert of(*binding, verdict(3, None, nature="anticipatory")).every_bounds[0] == met.every.prob


def test_what_is_decided_is_exact() -> None:
    """No Monte Carlo error where nothing is open; one missed and not all can be met."""
    met = of(verdict(1, 1.0, "observed"), verdict(2, 1.0, "provisional"))
    assert met.every == (1.0, 0.0)
    assert met.law.tolist() == [0.0, 0.0, 1.0]
    assert met.law_se.tolist() == [0.0, 0.0, 0.0]
    assert met.interval() == (2, 2)
    assert of(verdict(1, 0.0, "observed"), verdict(2, 0.5)).every == (0.0, 0.0)


def test_an_estimate_is_never_impossible_nor_certain() -> None:
    """However sure each is, no number that is open gets exactly 0 or 1."""
    met = of(*(verdict(at, 0.99999) for at in range(3)))
    assert met.law.min() > 0
    assert met.law.max() < 1
    assert 0 < met.every.prob < 1


def test_the_error_of_the_probabilities_is_in_that_of_the_number() -> None:
    """One target of probability p +- e: the number has that error too, beside that of the draws."""
    met = of(verdict(1, 0.5, prob_se=0.02), verdict(2, 1.0, "observed"))
    assert met.law_se[2] == pytest.approx(np.hypot(0.02, np.sqrt(0.25 / DRAWS)), rel=0.02)
    assert met.expected.se == pytest.approx(0.02)


def test_paths_that_are_shared_keep_their_dependence() -> None:
    """Two targets on the same paths, one the opposite of the other, are never met together more often than they must."""
    rng = np.random.default_rng(1)
    paths = rng.standard_normal(DRAWS)
    same = of(verdict(1, 0.5, score=paths), verdict(2, 0.5, score=2 * paths), common=ALONE)
    opposite = of(verdict(1, 0.5, score=paths), verdict(2, 0.5, score=-paths), common=ALONE)
    assert same.every.prob == pytest.approx(0.5, abs=1e-3)
    assert opposite.every.prob == pytest.approx(0.0, abs=1e-3)
    assert [round(pair.correlation, 3) for pair in (*same.shared, *opposite.shared)] == [1.0, -1.0]
    assert of(verdict(1, 0.5, score=paths), verdict(2, 0.5, score=rng.permutation(paths))).shared == ()


@pytest.mark.parametrize("draws", [1, 2, 50])
def test_few_draws_are_few_draws_and_no_mistake(draws: int) -> None:
    """The law still adds up to one, and its error says how little it is worth."""
    met = of(*(verdict(at, 0.5, prob_se=0.1) for at in range(3)), draws=draws)
    assert met.law.sum() == pytest.approx(1)
    assert 0 < met.every.prob < 1
    assert met.every.se > 0.02


def test_the_same_seed_gives_the_same_numbers() -> None:
    """And a target more, on a stream of its own, moves those of no other."""
    some = [verdict(at, 0.5) for at in range(3)]
    assert np.array_equal(of(*some).law, of(*some).law)
    assert not np.array_equal(of(*some).law, of(*some, seed=8).law)


def test_an_outside_threshold_is_no_target_of_the_plan() -> None:
    """The shipped plan has 32 targets; the benchmark of 2035 is scored but not counted."""
    met = scene().assessment.met
    assert met.total == 32
    assert len(met.assessed) + len(met.open) == 32
    assert all(one.key != "vision.gdp_per_capita" for one in met.open)


def test_nothing_is_fitted_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the targets are judged, the number is a matter of draws."""
    a = sp.assess(scene().plan.model_copy(), scene().published, as_of="2026-06-30", n_paths=500)
    verdicts = list(a)
    monkeypatch.setattr("shkplan.assessment.assessment.project", None)
    monkeypatch.setattr("shkplan.assessment.answering.judge", None)
    assert a.met is a.met
    assert a.met.expected.prob == pytest.approx(sum(one.prob for one in verdicts if one.prob is not None))
    assert "of 32 targets assessed" in repr(a.met)


def test_scores_of_verdicts_agree_with_their_hits() -> None:
    """The paths with the highest scores are those that reach the target."""
    for one in scene().assessment.assessed:
        assert one.score is not None
        assert one.hits is not None
        if one.hits.any() and not one.hits.all():
            assert one.score[one.hits].min() >= one.score[~one.hits].max()
    assert replace(scene().assessment["economy.gdp_growth"], score=None) == scene().assessment["economy.gdp_growth"]
