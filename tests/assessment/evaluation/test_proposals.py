"""Proposals: only by the printed rule, on the safe side, with a probability that is what was promised."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shkplan as sp
from shkplan.assessment.evaluation.proposals import PROB, asking, number_asked, rounded_safely, step_of
from shkplan.assessment.to_do import still_open
from shkplan.base.messages import Language
from shkplan.display.setting import speaking
from shkplan.register.targets import KINDS
from tests.assessment.evaluation.variants import with_limit
from tests.showing import whole

MID, FINAL = ("china-14fyp", "2023-12-31"), ("china-14fyp", "2026-11-28")
SEEN = [
    MID,
    FINAL,
    ("shahekou-14fyp", "2023-12-31"),
    ("shahekou-14fyp", "2025-06-30"),
    ("shahekou-14fyp", "2026-11-28"),
]
every_plan = pytest.mark.parametrize(("plan", "day"), SEEN)
steps = st.sampled_from([0.01, 0.1, 0.5, 1.0, 100.0, 1000.0])


@pytest.mark.parametrize(
    ("number", "step"),
    [(11.3, 0.1), (45.2, 0.1), (4.5, 0.1), (-13.5, 0.1), (46.0, 1), (200.0, 1), (100.0, 1), (65_000.0, 1000), (50_000.0, 1000),
     (1_000_000.0, 10_000), (0.25, 0.01), (-18.0, 1)],
)  # fmt: skip
def test_a_number_is_as_fine_as_it_is_written(number: float, step: float) -> None:
    """Its last place; of a whole number its closing zeros, as long as that is no more than a fiftieth of it: 6.5万 is 1,000."""
    assert step_of(number) == pytest.approx(step)


@given(st.floats(-1e6, 1e6), steps, st.booleans())
def test_rounding_is_on_the_side_that_is_easier_and_by_less_than_a_step(value: float, step: float, up: bool) -> None:
    found = rounded_safely(value, step, up=up)
    slack = 1e-8 * max(step, abs(value))
    assert found <= value + slack if up else found >= value - slack
    assert abs(found - value) < step + slack
    assert math.isclose(found / step, round(found / step), abs_tol=1e-6)


@given(st.integers(-1000, 1000), steps, st.booleans())
def test_a_number_on_a_step_stays(count: int, step: float, up: bool) -> None:
    assert rounded_safely(count * step, step, up=up) == pytest.approx(count * step)


def test_a_number_that_figures_have_passed_is_marked() -> None:
    """Schooling was 10.93 years in 2022 and nursery places 2.5: numbers below these ask for nothing; of the base year's 10.75 nothing is said."""
    a = whole(*MID)
    found = {one.key: one for one in a.proposals if one.kind == "lower"}
    for one in found.values():
        latest = one.current.latest
        if one.current.target.one_year and latest is not None and one.number is not None:
            assert (one.reached == latest[0]) == (latest[1] >= one.number)
    assert found["education.schooling_years"].reached == 2022
    with speaking("en"):
        assert "have reached the number proposed already" in " ".join(str(sp.table(a.proposals)).split())


def test_what_became_of_low_probabilities_is_counted() -> None:
    """By the end of 2026: each target counted once, however many year ends it was low at; before any is decided there is nothing to count."""
    a = whole(*FINAL)
    rows = a.hindcasts.to_frame()
    low = rows[rows.scored & (rows.lead > 0) & (rows.ours < a.official.rule.behind)].drop_duplicates("target")
    assert a.proposals.earlier == (len(low), int(low.reached.sum()))
    assert len(low) > int(low.reached.sum()) > 0
    assert whole(*MID).proposals.earlier == (0, 0)


@every_plan
def test_what_is_proposed_would_be_reached_as_promised(plan: str, day: str) -> None:
    """The share of the paths that reach the rounded number is at least the one promised, but for its Monte Carlo error."""
    a = whole(plan, day)
    for one in a.proposals:
        if one.verdict is not None:
            assert one.verdict.prob is not None
            assert one.verdict.prob >= PROB - 4 * (one.verdict.prob_se or 0.0) - 1e-6
            assert one.proposed is not None
            assert one.proposed.kind == one.current.target.kind


@every_plan
def test_only_what_the_rule_names_is_proposed_and_all_of_it(plan: str, day: str) -> None:
    a = whole(plan, day)
    lowered = {one.key for one in a.proposals if one.kind == "lower"}
    rule = a.official.rule
    named = {
        one.key
        for one in a.official
        if one.word == "behind" and one.prob is not None and one.prob < rule.behind and still_open(one.verdict)
    }
    assert lowered == (set() if a.proposals.over else named)
    for one in a.proposals:
        number, today = one.number, number_asked(one.current.target)
        if one.kind == "raise":
            assert one.official.word == "early"
        if one.kind != "next" and number is not None and today is not None:
            assert (number > today) == (one.current.target.up == (one.kind == "raise"))


def test_a_limit_that_was_broken_is_proposed_above_what_was_published() -> None:
    """Surveyed unemployment was 5.6 % in 2022: no limit below that can be kept."""
    (one,) = (one for one in with_limit(whole(*MID)).proposals if one.key == "employment.surveyed_unemployment")
    assert one.number is not None
    assert one.number >= 5.6
    assert one.current.prob == 0


def test_a_level_by_its_law_is_the_quantile_of_the_law() -> None:
    """Schooling: 80 % of its law for 2025 lies above the exact number; 10.86 is rounded down to 10.8."""
    (one,) = (one for one in whole(*MID).proposals if one.key == "education.schooling_years")
    assert one.exact is not None
    own = one.current.own
    assert own is not None
    assert 1 - own.law(2025).cdf([one.exact.value])[0] == pytest.approx(PROB, abs=1e-6)  # type: ignore[union-attr]
    assert one.number == pytest.approx(math.floor(one.exact.value * 10) / 10)


def test_after_the_end_of_the_plan_everything_is_for_the_next() -> None:
    proposals = whole(*FINAL).proposals
    assert proposals.over
    assert {one.kind for one in proposals} == {"next"}
    assert {one.proposed.years[-1] for one in proposals if one.proposed is not None} == {2030}
    with speaking("en"):
        assert "its targets can no longer be adjusted" in str(sp.table(proposals)).replace("\n", " ")


@pytest.mark.parametrize("kind", KINDS)
def test_asking_for_the_number_that_is_asked_changes_nothing(kind: str) -> None:
    """Of every kind, on the targets of the shipped plans."""
    for plan in ("shahekou-14fyp", "china-14fyp", "china-15fyp"):
        for one in sp.load_plan(plan).indicators.values():
            for target in one.targets:
                number = number_asked(target)
                if target.kind == kind and number is not None:
                    assert asking(target, number) == target
                    assert number_asked(asking(target, number + 1)) == pytest.approx(number + 1)


def test_nothing_that_is_proposed_changes_the_assessment() -> None:
    """Approval is not ours: the verdict on the present target is the same before and after."""
    a = whole(*MID)
    before = a["education.schooling_years"].prob
    assert a.proposals.every
    assert (
        a["education.schooling_years"].prob
        == before
        == sp.assess(MID[0], as_of=MID[1], n_paths=400)["education.schooling_years"].prob
    )


@pytest.mark.parametrize("language", ["zh", "en"])
@every_plan
def test_the_rule_and_the_approval_are_printed(plan: str, day: str, language: Language) -> None:
    a = whole(plan, day)
    with speaking(language):
        shown = sp.table(a.proposals)
        told = str(shown).replace("\n", " " if language == "en" else "")
    assert len(shown.rows) == len(a.proposals)
    if not a.proposals.over:
        assert {"zh": "建议规则", "en": "The rule:"}[language] in told
    if len(a.proposals) and not a.proposals.over:
        assert {"zh": "人大常委会批准", "en": "standing committee"}[language] in told
