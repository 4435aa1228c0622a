"""What the claims of a scenario do to verdicts, and what is told of each: nothing is dropped in silence."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.base.errors import DataError, ParameterError
from shkplan.display.setting import speaking
from shkplan.display.tables import table
from shkplan.forecast.projection import Projection
from shkplan.register.scenario import Scenario

CITY, JOBS, GDP, INCOME = "大连市", "employment.new_jobs", "economy.gdp_growth", "income.urban_disposable_growth"
GREEN, SERVICES, BEDS = "environment.green_coverage", "economy.services_share", "elderly.geriatric_beds"


@pytest.fixture(scope="module")
def a() -> Assessment:
    """The day on which the plan's window was open."""
    return sp.assess("shahekou-14fyp", as_of="2023-06-30", n_paths=1000)


def of(*claims: Any, **parts: Any) -> Scenario:
    return sp.scenario("x", *claims, **parts)


@pytest.mark.parametrize("plan", ["shahekou-14fyp", "china-15fyp"])
def test_the_empty_scenario_changes_no_bit(plan: str) -> None:
    """Every verdict equals the baseline's, its paths and hits too."""
    base = sp.assess(plan, as_of="2026-06-30", n_paths=400)
    same = base.under(of())
    for before, after in zip(base, same, strict=True):
        assert before == after
        if before.hits is not None:
            np.testing.assert_array_equal(before.hits, after.hits)
    assert list(same.claims) == []


# A series without figures -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "prob"), [(13000, 1.0), (12999, 0.0), (16000, 1.0)])
def test_levels_of_every_year_settle_a_target_as_supposed(a: Assessment, level: float, prob: float) -> None:
    """13,000 new jobs in each of five years are 65,000, which are wanted; not by figures, and it says so."""
    verdict = a.under(of(sp.claim(JOBS, "2021-2025", level=level)))[JOBS]
    assert (verdict.status, verdict.prob, verdict.basis) == ("supposed", prob, "claims")
    assert (verdict.evidence, verdict.group) == ("none", "supposed")
    assert verdict.central == 5 * level
    assert "not by figures" in str(verdict.reason)


def test_levels_of_some_years_leave_it_open_and_say_how_far_it_is(a: Assessment) -> None:
    """16,000 a year from 2023 are 48,000 of 65,000; 2021 and 2022 are named; the claim is used in part."""
    b = a.under(of(sp.claim(JOBS, "2023-2025", level=16000)))
    verdict = b[JOBS]
    assert verdict.status == "open"
    assert "48,000 persons of 65,000 persons" in str(verdict.reason)
    assert "2021, 2022" in str(verdict.reason)
    (heard,) = b.claims
    assert (heard.state, heard.years) == ("in part", (2023, 2024, 2025))


def test_claims_outside_the_window_settle_nothing(a: Assessment) -> None:
    """Jobs of the next plan say nothing of this one's sum, and the reason tells that they are other years."""
    verdict = a.under(of(sp.claim(JOBS, "2026-2030", level=13000)))[JOBS]
    assert (verdict.status, verdict.reason.key) == ("open", "reason.supposed_elsewhere")
    assert verdict.reason.values["missing"] == (2021, 2022, 2023, 2024, 2025)


def test_what_cannot_be_lost_any_more_is_settled_by_some_years(a: Assessment) -> None:
    """Four years of 16,250 are 65,000, whatever the fifth brings, since jobs do not count below nothing."""
    verdict = a.under(of(sp.claim(JOBS, "2021-2024", level=16250)))[JOBS]
    assert (verdict.status, verdict.prob) == ("supposed", 1.0)
    assert a.under(of(sp.claim(JOBS, "2021-2024", level=16249)))[JOBS].status == "open"


def test_a_spread_gives_a_probability_that_is_never_certain(a: Assessment) -> None:
    """13,200 give or take 100, alike in all years: P(5 x >= 65,000) = Phi(2); far off it is still not 0."""
    verdict = a.under(of(sp.claim(JOBS, "2021-2025", level=13200, spread=100)))[JOBS]
    assert verdict.status == "estimated"
    assert verdict.prob == pytest.approx(0.97725, abs=0.002)
    assert verdict.prob_se is not None
    assert verdict.prob_se > 0
    far = a.under(of(sp.claim(JOBS, "2021-2025", level=9000, spread=1)))[JOBS]
    assert 0 < (far.prob or 0) < 0.001


def test_green_coverage_held_is_supposed_and_the_class_fills_what_is_not(a: Assessment) -> None:
    """45.2 % in all five years settles it; from 2023 on the first two years are the reference class's."""
    assert a.under(of(sp.claim(GREEN, "2021-2025", level=45.2)))[GREEN].status == "supposed"
    part = a.under(of(sp.claim(GREEN, "2023-2025", level=45.2)))
    verdict = part[GREEN]
    assert (verdict.status, verdict.evidence) == ("estimated", "class")
    assert isinstance(verdict.own, Projection)
    assert (verdict.own.path(2024) == 45.2).all()
    assert part.claims[0].state == "used"


def test_a_share_that_stagnates_is_judged_by_the_class_of_its_start(a: Assessment) -> None:
    """75 % in 2025 against a start known only as at least 75 %: hardly a rise, and not settled, since the start is not known."""
    verdict = a.under(of(sp.claim(SERVICES, "2023-2025", level=75)))[SERVICES]
    assert (verdict.status, verdict.evidence) == ("estimated", "class")
    assert verdict.prob is not None
    assert 0 < verdict.prob < (a[SERVICES].prob or 0) - 0.2


def test_an_addition_needs_something_to_be_added_to(a: Assessment) -> None:
    """Without a baseline it is named as unused, with the reason; with a stated one it acts, and that is marked."""
    b = a.under(of(sp.claim(JOBS, "2021-2025", addition=3000), sp.claim(GDP, 2024, level=6)))
    assert [one.state for one in b.claims] == ["unused", "used"]
    assert "state a baseline" in str(b.claims[0].reasons[0])
    stated = a.under(of(sp.claim(JOBS, "2021-2025", addition=3000, baseline=13000)))
    assert stated[JOBS].central == 80000
    assert "assumed baseline of 13,000" in str(stated.claims[0].reasons[0])


# Interventions ------------------------------------------------------------------------------------------------------------


def shocked(a: Assessment, year: int) -> Assessment:
    return a.under(of(sp.claim(GDP, year, level=2.1), sp.claim(GDP, year, level=0.9, region=CITY)))


@pytest.mark.parametrize("day", ["2023-06-30", "2026-06-30"])
def test_a_shock_in_2027_rewrites_no_earlier_year_and_helps_no_target(day: str) -> None:
    """Of district, city and income every year up to 2026 stays to the bit, so that no target of 2025 moves."""
    base = sp.assess("shahekou-14fyp", as_of=day, n_paths=1000)
    b = shocked(base, 2027)
    for key in (GDP, INCOME):
        before, after = base[key], b[key]
        assert before.prob == after.prob
        own, moved = before.own, after.own
        assert isinstance(own, Projection)
        assert isinstance(moved, Projection)
        for year in own.years:
            assert np.array_equal(own.path(year), moved.path(year)) or year >= 2027
    assert (b.projection(GDP).path(2027) == 2.1).all()
    assert np.median(b.projection(GDP).path(2028)) < np.median(base.projection(GDP).path(2028))


def test_later_shocks_of_the_reference_reach_the_district_from_that_year_on(a: Assessment) -> None:
    """Claimed of the city alone, the district follows it from 2027 on, and not before."""
    b = a.under(of(sp.claim(GDP, 2027, level=0.9, region=CITY)))
    before, after = a.projection(GDP), b.projection(GDP)
    moved = [year for year in before.years if not np.array_equal(before.path(year), after.path(year))]
    assert moved[0] == 2027
    assert np.median(after.path(2027)) < np.median(before.path(2027)) - 1


def test_as_another_region_is_its_path_and_a_distance(a: Assessment) -> None:
    """Each path of the district is the same path of the city, half a point higher; nothing can be lost by the pace then."""
    b = a.under(of(sp.claim(GDP, "2023-2025", like=CITY, plus=0.5)))
    city = b[GDP].reference
    assert isinstance(city, Projection)
    own = b[GDP].own
    assert isinstance(own, Projection)
    np.testing.assert_allclose(own.path(2024), b.projection(GDP, CITY).path(2024) + 0.5)


def test_the_best_peer_is_told(a: Assessment) -> None:
    """The highest mean growth of those with figures, over common years; worked out from the published figures."""
    (heard,) = a.under(of(sp.claim(GDP, "2023-2025", best_peer=True))).claims
    told = next(reason for reason in heard.reasons if reason.key == "claim.best_peer")
    region, years = told.values["region"], told.values["years"]
    means = {}
    for place in (*a.plan.peers, *a.plan.references):
        series = a.series(GDP, place)
        values = [series.value(year) for year in years]
        if None not in values:
            means[place] = np.mean([value for value in values if value is not None])
    assert region == max(means, key=lambda one: means[one])
    assert told.values["mean"] == pytest.approx(means[region])


def test_what_is_required_just_reaches_the_target(a: Assessment) -> None:
    """Of a sum without figures 13,000 a year; of a pace the growth after which about half of the paths are there."""
    verdict = a.under(of(sp.claim(JOBS, "2021-2025", required=True)))[JOBS]
    assert (verdict.central, verdict.prob) == (65000, 1.0)
    paced = a.under(of(sp.claim(GDP, "2023-2025", required=True)))[GDP]
    assert paced.prob == pytest.approx(0.5, abs=0.06)


def test_a_model_is_switched_for_one_series(a: Assessment) -> None:
    """As if that model had been asked for; other series keep theirs, to the bit."""
    b = a.under(of(models={GDP: "mean"}))
    assert b[GDP].prob == a.using(model="mean")[GDP].prob
    assert b["employment.registered_unemployment"] == a["employment.registered_unemployment"]


# Conditions ---------------------------------------------------------------------------------------------------------------


def test_what_is_learned_moves_other_years_and_costs_paths(a: Assessment) -> None:
    """A fast 2024 of the district tells of 2023 too; the error is that of the paths that come near."""
    claim = sp.claim(GDP, 2024, level=9, how="condition")
    b, made = a.under(of(claim)), a.under(of(claim.model_copy(update={"how": "intervention"})))
    before = np.median(a.projection(GDP).path(2023))
    assert np.median(b.projection(GDP).path(2023)) > before + 0.1
    assert np.median(made.projection(GDP).path(2023)) == before
    assert (b[GDP].prob_se or 0) > 2 * (made[GDP].prob_se or 0)
    np.testing.assert_allclose(b.projection(GDP).path(2024), 9)


# What is told -------------------------------------------------------------------------------------------------------------


def test_each_claim_is_told_with_its_plausibility_and_contribution(a: Assessment) -> None:
    """Alone and left out they agree where the other claim touches another target."""
    b = a.under(of(sp.claim(GDP, "2023-2025", level=4), sp.claim(SERVICES, "2023-2025", level=75)))
    first = b.claims[0].plausibility
    assert first is not None
    assert 0 < first.tail < 1
    assert first.below < 0.5
    assert set(b.claims.moved) >= {GDP, SERVICES}
    for one in b.claims.contributions(GDP):
        assert one.alone == one.left_out
    frame = b.claims.to_frame()
    assert list(frame["state"]) == ["used", "used"]


@pytest.mark.parametrize(
    ("level", "words"),
    [(5.9, "near the median"), (0.0, "unusually low"), (12.0, "unusually high")],
)
def test_a_claim_is_placed_by_how_many_paths_are_as_far(a: Assessment, level: float, words: str) -> None:
    """Near the median it says so without a number; a share stands only beside what is rare, and it is the two-sided tail."""
    b = a.under(of(sp.claim(GDP, 2024, level=level)))
    with speaking("en"):
        told = str(table(b.claims).rows[0][4])
    assert words in told
    paths = a.projection(GDP).path(2024)
    tail = 2 * min(np.mean(paths <= level), np.mean(paths >= level))
    assert ("%" in told) == (tail < 0.2)


def test_a_claim_on_a_series_without_figures_is_placed_in_what_a_class_says(a: Assessment) -> None:
    """Green coverage has no figure: its verdict by a class is the baseline; new jobs have none."""
    b = a.under(of(sp.claim(GREEN, "2021-2025", level=45.2), sp.claim(JOBS, "2021-2025", level=13000)))
    green, jobs = b.claims
    assert a[GREEN].evidence == "class"
    assert green.plausibility is not None
    assert 0 < green.plausibility.tail < 1
    assert jobs.plausibility is None


def test_one_year_beyond_a_limit_to_every_year_settles_the_target() -> None:
    """4.6 % against at most 4.5 % in every year: no path keeps it; at 4.4 % the other years still decide."""
    n, rate = sp.assess("shahekou-14fyp", as_of="2023-06-30", n_paths=400), "employment.registered_unemployment"
    beyond, within = (n.under(of(sp.claim(rate, 2024, level=level)))[rate] for level in (4.6, 4.4))
    assert (beyond.status, beyond.prob) == ("supposed", 0.0)
    assert "2024" in str(beyond.reason)
    assert within.status == "estimated"
    assert within.prob is not None
    assert 0 < within.prob < 1


def test_a_region_by_its_english_name_is_told_the_name_of_the_data(a: Assessment) -> None:
    """The plan knows both: Dalian is 大连市, in whatever letters; a name it has in neither language is left to the nearest."""
    with speaking("en"):
        for name in ("Dalian", "dalian"):
            with pytest.raises(ParameterError, match="Write 大连市"):
                a.under(of(sp.claim(GDP, 2024, like=name)))
        with pytest.raises(ParameterError, match="Did you mean 大连市"):
            a.under(of(sp.claim(GDP, 2024, like="大连")))


def test_a_threshold_that_only_the_scenario_states_is_told_beside_the_comparison() -> None:
    """GDP per head has no number without it; against the same threshold alone the claims' own change is told."""
    key = "vision.gdp_per_capita"
    b = sp.assess("shahekou-14fyp", as_of="2026-06-30", n_paths=400)
    shock, same = b.under("shock-2027"), b.under(sp.scenario("same", thresholds={key: 20_000}))
    with speaking("en"):
        bare, beside = table(sp.compare(b, shock)), table(sp.compare(same, shock))
    assert [any("states the threshold" in note for note in made.notes) for made in (bare, beside)] == [True, False]
    change = sp.compare(same, shock)[key]["shock-2027"].change
    assert change is not None
    assert change < 0


def test_the_page_names_what_is_not_used(a: Assessment) -> None:
    """In both languages, with the reason; what is used comes first, whatever the order of the scenario."""
    b = a.under(of(sp.claim(BEDS, 2024, addition=100), sp.claim(GDP, 2024, level=6), title="Try"))
    for language, word in (("en", "not used"), ("zh", "未采用")):
        with speaking(language):
            made = table(b.claims)
        assert [word in str(row[5]) for row in made.rows] == [False, True]
        assert any(re.search(r"1 \(|1项", note) for note in made.notes)
    assert [one["state"] for one in made.results["data"]["claims"]] == ["unused", "used"]


# Refused ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: sp.claim("economy.gdp_grwth", 2024, level=6), "economy.gdp_growth"),
        (lambda: sp.claim(GDP, 2024, level=6, region="大连"), "大连市"),
        (lambda: sp.claim(GDP, 1990, level=6), "2021"),
        (lambda: sp.claim(GDP, 2024, growth=6), "growth rate"),
        (lambda: sp.claim(GREEN, 2024, addition=1, unit="%"), "个百分点"),
        (lambda: sp.claim(GREEN, 2024, level=145), "100"),
    ],
)
def test_a_scenario_that_does_not_fit_is_refused(a: Assessment, make: Any, told: str) -> None:
    """In Python as in a file: unknown names, years out of range, rates of rates, per cent of a percentage, impossible values."""
    with pytest.raises((ParameterError, DataError), match=told):
        a.under(of(make()))


def test_a_scenario_of_another_plan_and_a_measured_year_are_refused(a: Assessment) -> None:
    """The first by its name; the second with the figure that was published."""
    with pytest.raises(ParameterError, match="china-15fyp"):
        a.under(of(plan="china-15fyp"))
    with pytest.raises(DataError, match=r"5\.2 was published for 2022"):
        a.under(of(sp.claim(GDP, "2022-2023", level=6)))


def test_regions_that_copy_each_other_are_refused(a: Assessment) -> None:
    """The district as the city and the city as the district say nothing."""
    with pytest.raises(DataError, match="circle"):
        a.under(of(sp.claim(GDP, 2024, like=CITY), sp.claim(GDP, 2024, region=CITY, like="沙河口区")))


def test_what_is_made_so_after_what_was_learned_is_felt_by_later_years(a: Assessment) -> None:
    """Of the city, whose past is imputed in many runs: a shock of 2025 is felt in 2026 as much as without what is learned of 2024."""
    base = a.projection(GDP, region=CITY)
    assert base.imputations > 1
    at = float(np.median(base.path(2024)))
    learned = sp.claim(GDP, 2024, level=at + 1, region=CITY, how="condition")
    made = sp.claim(GDP, 2025, level=at - 3, region=CITY)
    alone, first, both = (
        a.under(of(*each)).projection(GDP, region=CITY) for each in ((made,), (learned,), (learned, made))
    )
    assert np.array_equal(first.path(2024), both.path(2024))

    def felt(before: Projection, after: Projection) -> float:
        moved = {year: float(np.mean(after.path(year) - before.path(year))) for year in (2025, 2026)}
        assert moved[2025] < -1
        return moved[2026] / moved[2025]

    assert felt(base, alone) > 0.3
    assert felt(first, both) == pytest.approx(felt(base, alone), abs=0.15)


def test_a_series_projected_by_a_class_keeps_its_years_under_a_claim(a: Assessment) -> None:
    """What is projected is what the verdict rests on: the year claimed as claimed, all others by the class; without a class, the claim."""
    b = a.under(of(sp.claim(SERVICES, 2025, level=70)))
    found = b.projection(SERVICES)
    assert found.years == a.projection(SERVICES).years
    assert np.all(found.path(2025) == pytest.approx(70))
    assert found is b[SERVICES].own
    assert a.under(of(sp.claim(JOBS, 2024, level=9000))).projection(JOBS).years == (2024,)
