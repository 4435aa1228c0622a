"""Early warnings: which targets they speak of, and what is said of their worth."""

from __future__ import annotations

import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.evaluation.early_warnings import EarlyWarnings
from shkplan.register.early_warning import EarlyWarningRule

pytestmark = pytest.mark.xdist_group("early warnings")


@pytest.fixture(scope="module")
def nation() -> Assessment:
    return sp.assess("china-14fyp", as_of="2023-12-31", n_paths=2000)


def test_warned_of_are_just_the_targets_below_the_threshold_with_years_left(nation: Assessment) -> None:
    """The threshold alone decides; nothing is left out and nothing is added."""
    warnings = nation.early_warnings
    below = {one.key for one in nation.scored if one.status == "estimated" and one.prob is not None and one.prob < 0.5}
    assert {one.verdict.key for one in warnings} == below
    for one in warnings:
        assert (one.grade == "warned") == (one.verdict.prob < warnings.rule.warn_below)  # type: ignore[operator]
    assert len({one.key for one in (*warnings.asked, *warnings.silent)}) == len(warnings.asked) + len(warnings.silent)


def test_a_lead_counts_from_the_last_figure(nation: Assessment) -> None:
    """Nursery places: 2.5 in 2022, due 2025."""
    one = next(one for one in nation.early_warnings if one.verdict.key == "welfare.nursery_places")
    assert one.verdict.latest is not None
    assert one.lead == 2025 - one.verdict.latest[0]
    assert one.worth is not None
    assert (one.worth.event, one.worth.lead) == ("level", one.lead)


def test_after_the_end_it_is_too_late() -> None:
    """Once the years of a plan are over, targets that are still estimated are named as past their deadline, and none is warned of."""
    ended = sp.assess("china-14fyp", as_of="2026-06-30", n_paths=500)
    warnings = ended.early_warnings
    assert all(one.target.deadline > 2025 for one in warnings.asked)
    assert all(one.target.deadline <= 2025 for one in warnings.too_late)


def test_another_rule_warns_of_others(nation: Assessment) -> None:
    """A threshold of one half warns of what is otherwise only watched."""
    warnings = EarlyWarnings(nation, EarlyWarningRule(warn_below=0.5, watch_below=0.5))
    assert {one.grade for one in warnings} == {"warned"}
    assert all(one.worth is None for one in warnings)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_says_the_rule_and_that_it_is_ours(nation: Assessment, language: str) -> None:
    sp.set_language(language)
    try:
        told = str(sp.table(nation.early_warnings))
    finally:
        sp.set_language("en")
    told = told.replace("\n", " " if language == "en" else "")
    assert {"en": "No official thresholds were found", "zh": "未查到官方阈值"}[language] in told
    assert {"en": "GDP growth alone", "zh": "仅有城市地区生产总值增速"}[language] in told
    assert {"en": "only 3 independent periods", "zh": "相互独立的时段仅3个"}[language] in told


def test_targets_decided_by_now_are_counted_by_the_hindcasts() -> None:
    """Each once; warned of at the first year end whose probability lay below the threshold."""
    ended = sp.assess("china-14fyp", as_of="2026-06-30", n_paths=500)
    warnings = ended.early_warnings
    scored = ended.hindcasts.scored
    assert [one.key for one in warnings.earlier] == list(dict.fromkeys(one.key for one in scored))
    for one in warnings.earlier:
        below = [
            x.day.year for x in scored if x.key == one.key and x.prob is not None and x.prob < warnings.rule.warn_below
        ]
        assert one.first == (below[0] if below else None)
        assert one.lead == (2025 - below[0] if below else None)
    carbon = next(one for one in warnings.earlier if one.key == "environment.carbon_intensity_change")
    assert carbon.missed
    assert carbon.first is not None
