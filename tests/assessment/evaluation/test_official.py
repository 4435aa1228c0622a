"""The official word: by the rule written out, from progress and probability, with a reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shkplan as sp
from shkplan.assessment import Assessment
from shkplan.assessment.evaluation.official import OUTCOMES, WORDS, word_of
from shkplan.assessment.rules import judge
from shkplan.assessment.verdict import Verdict
from shkplan.register.evaluation_rule import EvaluationRule
from shkplan.register.targets import Headway
from shkplan.workspace.load import Workspace
from tests.making import series, share

LEVEL = {"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}
HELD = {"kind": "held", "direction": "at_least", "number": 80, "unit": "%", "window": "2021-2025"}
RULE = (
    Workspace.shipped()
    .single("evaluation", EvaluationRule)
    .model_copy(update={"margin": 0.1, "faster": 0.9, "behind": 1 / 3, "early": 0.5, "disagree": "worse"})
)


def verdict(prob: float | None, target: dict[str, Any] = LEVEL, latest: float = 75.0) -> Verdict:
    """An estimate of a probability, on own figures up to 2023."""
    one = share(target)
    made = judge(one, series(one, {2022: latest - 1, 2023: latest}))
    estimated = {"status": "estimated", "prob": prob, "prob_se": 0.0} if prob is not None else {}
    return replace(made, wanted=80.0, **estimated)  # type: ignore[arg-type]


def word(progress: Headway | None, made: Verdict, rule: EvaluationRule = RULE, day: str = "2023-12-31") -> str:
    """The word of a rule where headway is given."""
    plan = SimpleNamespace(window=SimpleNamespace(first=2021))
    a: Any = SimpleNamespace(as_of=dt.date.fromisoformat(day), headway=lambda _key: progress, plan=plan)
    return word_of(a, made, rule).word


@pytest.mark.parametrize(
    ("share_", "prob", "expected"),
    [
        (0.66, 0.95, "faster"),  # 0.66 / 0.6 = 1.1, the margin itself
        (0.65, 0.95, "on_course"),  # progress 1.083 on course, the worse of the two words
        (0.55, 0.5, "on_course"),
        (0.54, 0.5, "behind"),  # 0.54 / 0.6 = 0.9, the margin itself
        (0.60, 0.33, "behind"),
        (0.60, 1 / 3, "on_course"),
        (0.70, 0.89, "on_course"),
        (-0.2, 0.95, "behind"),
    ],
)
def test_the_four_words_by_the_rule_written_out(share_: float, prob: float, expected: str) -> None:
    """lead = share / time with time 0.6; faster from 1.1 or .9, behind to .9 or under a third; where they differ the worse."""
    assert word(Headway(share_, 0.6, 2023), verdict(prob)) == expected


def test_a_number_reached_already_is_early_while_it_stays_probable() -> None:
    """81 % in 2023 where 80 % are wanted in 2025; with .49 it may fall again, and the worse word stands."""
    reached = Headway(1.1, 0.6, 2023)
    assert word(reached, verdict(0.5, latest=81.0)) == "early"
    assert word(reached, verdict(0.49, latest=81.0)) == "on_course"
    assert word(None, verdict(0.95, latest=81.0)) == "early"  # reached in the base year: no headway, still early


def test_no_word_is_given_before_a_year_of_the_plan_has_a_figure() -> None:
    """Figures up to 2023 say nothing of a plan from 2024 on, however probable its target; of one from 2023 on they do."""
    made = verdict(0.95, latest=81.0)
    for first, expected in ((2023, "early"), (2024, "unassessed")):
        plan = SimpleNamespace(window=SimpleNamespace(first=first))
        a: Any = SimpleNamespace(as_of=dt.date(2024, 6, 30), headway=lambda _key: None, plan=plan)
        assert word_of(a, made, RULE).word == expected
    a = SimpleNamespace(as_of=dt.date(2024, 6, 30), headway=lambda _key: None, plan=plan)
    assert word_of(a, made, RULE).reason.key == "official.why.no_plan_year"
    assert word_of(a, made, RULE.model_copy(update={"figures": 0})).word == "early"


def test_what_wins_is_the_rule_s() -> None:
    """Progress says behind (0.3 of 0.6), the probability faster (.95)."""
    for disagree, expected in (
        ("progress", "behind"),
        ("probability", "faster"),
        ("worse", "behind"),
        ("better", "faster"),
    ):
        rule = RULE.model_copy(update={"disagree": disagree})
        assert word(Headway(0.3, 0.6, 2023), verdict(0.95), rule) == expected


@given(
    share_=st.floats(-2, 0.99), more=st.floats(0, 2), prob=st.floats(0.001, 0.998), likelier=st.floats(0, 0.5),
    margin=st.floats(0, 0.6), behind=st.floats(0.05, 0.5), disagree=st.sampled_from(["progress", "probability", "worse", "better"]),
)  # fmt: skip
def test_more_progress_or_more_probability_never_gives_a_worse_word(
    share_: float, more: float, prob: float, likelier: float, margin: float, behind: float, disagree: str
) -> None:
    """Whatever the rule: a law, by hypothesis."""
    rule = RULE.model_copy(update={"margin": margin, "behind": behind, "faster": behind + 0.3, "disagree": disagree})
    less = word(Headway(share_, 0.6, 2023), verdict(prob), rule)
    better = word(Headway(min(share_ + more, 0.99), 0.6, 2023), verdict(min(prob + likelier, 0.999)), rule)
    assert WORDS.index(better) <= WORDS.index(less)  # type: ignore[arg-type]


def test_one_ground_alone_decides_where_the_rule_lets_it() -> None:
    """No probability: progress decides, or nothing; no headway: the probability, or nothing. Why is told."""
    neither = RULE.model_copy(update={"alone": ()})
    assert word(Headway(0.7, 0.6, 2023), verdict(None)) == "faster"
    assert word(Headway(0.7, 0.6, 2023), verdict(None), neither) == "unassessed"
    assert word(None, verdict(0.2)) == "behind"
    assert word(None, verdict(0.2), neither) == "unassessed"
    plan = SimpleNamespace(window=SimpleNamespace(first=2021))
    a: Any = SimpleNamespace(as_of=dt.date(2023, 12, 31), headway=lambda _key: None, plan=plan)
    told = word_of(a, verdict(None), RULE)
    assert told.word == "unassessed"
    assert str(told.reason) == str(verdict(None).reason)


def test_a_target_that_every_year_can_break_is_on_course_at_best() -> None:
    assert word(None, verdict(0.99, HELD)) == "on_course"
    assert word(None, verdict(0.2, HELD)) == "behind"
    assert word(None, verdict(0.99, HELD), RULE.model_copy(update={"each_year": "faster"})) == "faster"


def test_once_figures_decide_the_outcome_is_told_after_the_deadline_and_a_word_before() -> None:
    """A bound broken in 2022 is behind in 2023 and not achieved in 2026; a level of 2025 is achieved in 2026."""
    one = share(HELD)
    broken = judge(one, series(one, {2021: 82.0, 2022: 79.0}))
    assert (word(None, broken), word(None, broken, day="2026-06-30")) == ("behind", "not_achieved")
    other = share(LEVEL)
    assert word(None, judge(other, series(other, {2025: 80.0})), day="2026-06-30") == "achieved"


def test_a_reference_class_alone_gives_no_word() -> None:
    """What sister regions do says nothing of how this plan was carried out."""
    a = sp.assess("shahekou-14fyp", as_of="2023-06-30")
    by_class = [one for one in a.official if one.verdict.evidence == "class"]
    assert by_class
    assert {one.word for one in by_class} == {"unassessed"}
    assert all("reference class" in str(one.reason) for one in by_class)


def test_every_scored_target_has_one_word_and_is_counted_once(midterm: Assessment) -> None:
    """By word and nature; a verdict tells its word as its label."""
    a = midterm
    assert len(a.official) == len(a.scored) == sum(a.official.counts.values())
    assert {one.word for one in a.official} <= {*WORDS, *OUTCOMES}
    assert all(a[one.key].label == one.word for one in a.official)
    natures = a.official.counts.to_frame()
    assert natures.sum().to_dict() == {"binding": 8, "anticipatory": 11, "none": 0}
    assert list(a.official.to_frame().index) == [one.key for one in a.scored]
    assert all(one.reason.text("zh") and one.reason.text("en") for one in a.official)


def test_figures_of_a_proxy_count_as_figures_of_the_plan() -> None:
    """Urban income of the district: own figures up to 2019, a proxy's of 2021 and the city's of 2023."""
    a = sp.assess("shahekou-14fyp", as_of="2025-12-31", n_paths=400)
    one = a.official["income.urban_disposable_growth"]
    assert (one.verdict.latest or (0, 0))[0] < 2021
    assert one.verdict.evidence == "proxy"
    assert one.word == one.by_probability
