"""A plan put back to the end of each year: by hand, by asking again as of the day, and by the laws of what was known."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache
from math import exp

import pytest

import shkplan as sp
from shkplan.assessment.evaluation.hindcasts import OFFICIAL, OURS, READ_AS, SAYERS, Hindcasts
from shkplan.assessment.evaluation.past_rates import past_base_rates
from shkplan.base.errors import ParameterError
from shkplan.evidence.observations import Observations
from shkplan.register.past import PastPlans
from shkplan.register.plan import Indicator, Plan, Region
from tests.assessment.test_base_rates import count
from tests.making import HERE, figure, growth, indicator

LEVEL = {"kind": "level", "direction": "at_least", "number": 120, "unit": "人", "deadline": 2025}
VALUES = {
    2015: 88,
    2016: 90,
    2017: 93,
    2018: 95,
    2019: 98,
    2020: 100,
    2021: 103,
    2022: 109,
    2023: 114,
    2024: 116,
    2025: 121,
}


def plan_of(*every: Indicator) -> Plan:
    given = {
        "id": "small", "region": HERE, "title": {"zh": "规划", "en": "Plan"}, "window": "2021-2025", "base_year": 2020, "horizon": 2035,
        "approved": "2021-01-01", "approved_basis": "approved",
        "source": {"title": "t", "publisher": "p", "published": "2021-01-01"},
        "regions": {HERE: Region(en="Here")}, "domains": {"test": {"zh": "试", "en": "Test"}},
        "indicators": {one.id: one.model_dump(exclude={"id"}) for one in every},
    }  # fmt: skip
    return Plan.model_validate(given)


def put_back(one: Indicator, values: dict[int, float], as_of: str = "2026-12-01", **parts: object) -> Hindcasts:
    plan = plan_of(one)
    known = Observations(plan, tuple(figure(one, year, value, **parts) for year, value in values.items()))
    return sp.assess(plan, known, as_of=as_of, n_paths=400).hindcasts


@cache
def national() -> Hindcasts:
    return sp.assess("china-14fyp", as_of="2026-06-30", n_paths=400).hindcasts


def test_each_year_end_is_what_would_have_been_said_on_that_day() -> None:
    """The probability is that of an assessment asked for as of that day; later figures, and later vintages, have no say."""
    of = national()
    for day in of.days:
        then = sp.assess("china-14fyp", as_of=day, n_paths=400)
        for one in of.at(day):
            assert one.prob == then[one.key].prob
            assert one.then.prob_se == then[one.key].prob_se


def test_what_came_is_what_figures_decided() -> None:
    """Of every target held against, the verdict of the day is by observation; undecided ones stand apart; no target is lost."""
    of = national()
    now = of.assessment
    assert all(now[one.key].decided_by_figures and (now[one.key].prob == 1) == one.reached for one in of)
    assert len(of.resolved) + len(of.unresolved) == sum(not one.target.outside for one in now.scored)
    assert {one.key for one in of.resolved} == {one.key for one in now.scored if one.decided_by_figures}


def test_each_target_counts_once_at_a_lead() -> None:
    """One forecast a target and lead, from the end of the first year to the end of the deciding one; none once it was decided."""
    of = national()
    leads = [(one.key, one.lead) for one in of.scored]
    assert len(leads) == len(set(leads))
    assert {lead for _, lead in leads} == {0, 1, 2, 3, 4}
    assert not any(one.decided_then for one in of.scored)
    assert len(of.scored) + len(of.silent) + sum(one.decided_then for one in of) == len(of)


def test_rules_without_a_model_by_hand() -> None:
    """A level from 100 to 120: at the end of 2022 the figure of 2021 is known, 103; at the end of 2024 that of 2023, 114."""
    of = put_back(indicator(LEVEL), VALUES)
    by_year = {one.day.year: one for one in of}
    assert sorted(by_year) == [2021, 2022, 2023, 2024, 2025]
    assert all(one.reached for one in of)
    first, third = by_year[2022].naive, by_year[2024].naive
    assert (first["line"], first["last"], first["change"]) == (0, 0, 0)  # 3 a year lead to 115
    assert first["softened"] == pytest.approx(1 / (1 + exp(-2 * (3 / 20 / (1 / 5) - 1))))
    assert (third["line"], third["last"], third["change"]) == (
        1,
        0,
        1,
    )  # 14 in three years lead to 123.3, 5 a year to 124
    assert third["softened"] == pytest.approx(1 / (1 + exp(-2 * (14 / 20 / (3 / 5) - 1))))
    assert (by_year[2021].naive["line"], by_year[2021].naive["half"]) == (0.5, 0.5)  # nothing since the base year


def test_rules_of_rates_keep_their_average() -> None:
    """5.5 % a year wanted: 6 and 4 known by the end of 2023 average 5; the last of 4 stays below; both miss."""
    one = growth(
        {
            "kind": "growth",
            "direction": "at_least",
            "number": 5.5,
            "unit": "%",
            "per": "year",
            "base_year": 2020,
            "window": "2021-2025",
        }
    )
    values = {
        2014: 7,
        2015: 7,
        2016: 6,
        2017: 6,
        2018: 7,
        2019: 6,
        2020: 3,
        2021: 6,
        2022: 4,
        2023: 9,
        2024: 6,
        2025: 6,
    }
    told = {row.day.year: row.naive for row in put_back(one, values)}
    assert (told[2023]["line"], told[2023]["last"], told[2023]["change"]) == (0, 0, 0)
    assert (told[2024]["line"], told[2024]["last"]) == (1, 1)  # 6, 4, 9 average 6.3; 9 goes on


def test_the_version_in_force_then_is_what_counts() -> None:
    """A number lowered in 2024 from 130 to 120: before, 130 was asked, which was missed; after, 120, which was reached."""
    old = {**LEVEL, "number": 130}
    one = indicator()
    words = {"locator": "一", "statement": {"zh": "述", "en": "Statement"}}
    targets = [{"approved": "2021-01-01", **words, **old}, {"approved": "2024-06-30", **words, **LEVEL}]
    revised = Indicator.model_validate({**one.model_dump(), "targets": targets})
    of = put_back(revised, VALUES)
    assert {row.day.year: row.reached for row in of} == {2021: False, 2022: False, 2023: False, 2024: True, 2025: True}
    assert len(of.resolved) == 1


def test_a_plan_without_an_outcome_has_nothing_to_show() -> None:
    """No target decided: no forecast is made, every score is none, and the words say so."""
    of = put_back(indicator(LEVEL), {year: value for year, value in VALUES.items() if year < 2025}, as_of="2025-06-30")
    assert (len(of), len(of.resolved), len(of.unresolved)) == (0, 0, 1)
    assert of.record().brier is None
    assert sp.table(of).lead.startswith("Published figures have not yet decided")
    assert not sp.plot(of.by_target)


def test_a_scenario_has_no_say() -> None:
    """Under a scenario the figures are held against the baseline."""
    base = national().assessment
    under = base.under(sp.scenario("faster", sp.claim("safety.grain_output", 2027, level=7.5)))
    assert under.hindcasts.to_frame().equals(base.hindcasts.to_frame())


def test_a_day_is_put_back_once() -> None:
    """Whoever asks, under a scenario or not, for one region or another: one assessment a day and region, and its own day is itself."""
    base = sp.assess("shahekou-14fyp", as_of="2024-06-30", n_paths=200)
    under = base.under("shock-2027")
    day = dt.date(2022, 12, 31)
    assert base.put_back(base.as_of) is base
    assert base.put_back(day) is base.put_back(day, base.region) is under.put_back(day)
    city = base.put_back(day, "dalian")
    assert (city.region, city.as_of, city.scenario) == ("dalian", day, None)
    assert city is under.put_back(day, "dalian")
    assert city.settings == dataclasses.replace(base.settings, region="dalian")


def test_a_later_day_is_refused() -> None:
    with pytest.raises(ParameterError):
        sp.assess("china-14fyp", as_of="2024-06-30").put_back(dt.date(2025, 1, 1))


def test_official_words_are_read_by_the_stated_convention() -> None:
    """Of the mid-term result: ours of its day, theirs as the constants say; the same targets and outcomes for all."""
    found = national().official
    assert [one.result.id for one in found] == ["china-14fyp-mid-term"]
    theirs, ours = found[0].record(OFFICIAL), found[0].record(OURS)
    assert list(theirs.prob) == [READ_AS[found[0].result.words[one.then.indicator.id]] for one in found[0].rows]
    assert list(theirs.came) == list(ours.came)
    then = sp.assess("china-14fyp", as_of="2023-12-26", n_paths=400)
    assert list(ours.prob) == [then[key].prob for key in ours.targets]


def test_earlier_plans_by_the_rate_of_the_others() -> None:
    """Two plans, 8 of 10 and 3 of 5: each by the other's (met + 1/2) / (targets + 1); Brier scores written out."""
    other = count(3, 5, region="乙")
    found = {
        one.region: one
        for one in past_base_rates(PastPlans(counts=(count(8, 10), other, count(1, 9, region="丙", stage="mid-term"))))
    }
    assert (found["甲"].rate, found["乙"].rate) == (3.5 / 6, 8.5 / 11)
    assert found["甲"].brier() == pytest.approx((8 * (1 - 3.5 / 6) ** 2 + 2 * (3.5 / 6) ** 2) / 10)
    assert found["甲"].brier(0.5) == 0.25
    assert len(past_base_rates(PastPlans(counts=(other,)))) == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_tables_and_charts_in_both_languages(language: str) -> None:
    """All are shown; the answer comes first and tells how far too low; no rule is left out; an estimate is never 0 or 1."""
    sp.set_language(language)
    of = national()
    table = sp.table(of)
    assert len(table) == len(SAYERS)
    assert str(table).startswith("19项目标中" if language == "zh" else "Published figures have decided 16 of 19")
    assert len(sp.table(of.by_target)) == len(of.resolved)
    assert len(sp.table(of.reliability)) == len(of.record().bins)
    assert len(sp.table(of.past)) == 6
    assert sp.plot(of.by_target)
    assert sp.plot(of.reliability)
    assert sp.plot(of).data == sp.plot(of.by_target).data
    assert all(0 < one.prob < 1 for one in of.scored)
