"""What sliders say, and the scenario that says the same."""

import pytest

import shkplan as sp
from shkplan.base.errors import ParameterError, UnknownName
from shkplan.explorer.state import State, claims_of, open_years, scenario_of

GROWTH, SHARE, JOBS = "economy.gdp_growth", "economy.services_share", "employment.new_jobs"


def test_years_that_figures_tell_of_cannot_be_claimed(district) -> None:
    """The district's growth is published up to 2022; its jobs of no year of the window."""
    assert open_years(district, GROWTH, 2026) == (2023, 2024, 2025, 2026)
    assert open_years(district, JOBS, 2025) == (2021, 2022, 2023, 2024, 2025)


def test_an_addition_to_growth_is_one_claim_over_all_open_years(district) -> None:
    assert claims_of(district, State(GROWTH, 2025, size=0.5)) == (sp.claim(GROWTH, "2023-2025", addition=0.5),)


def test_an_addition_to_a_level_adds_up_from_year_to_year(district) -> None:
    """x more a year: x, 2x, 3x ... above the baseline."""
    found = claims_of(district, State(SHARE, 2025, size=0.1))
    assert [one.value for one in found] == [0.1, 0.2, 0.3, 0.4, 0.5]


def test_a_limit_kept_every_year_is_shifted_as_a_whole(district) -> None:
    """Green coverage is a level whose target holds in every year."""
    found = claims_of(district, State("environment.green_coverage", 2025, size=0.1))
    assert {one.value for one in found} == {0.1}


def test_a_shock_alone_is_a_shock_and_recovers_by_even_steps(district) -> None:
    found = claims_of(district, State(GROWTH, 2030, shock_year=2027, shock=-3.0, recovery=2))
    assert found == (sp.claim(GROWTH, 2027, shock=-3.0, remains=(0.6667, 0.3333)),)


def test_a_shock_and_a_change_add_up_year_by_year(district) -> None:
    """.5 in every year, and -3, -2, -1 from 2024 on."""
    found = claims_of(district, State(GROWTH, 2028, size=0.5, shock_year=2024, shock=-3.0, recovery=2))
    assert {year: one.value for one in found for year in one.years.years} == {
        2023: 0.5, 2024: -2.5, 2025: -1.5, 2026: -0.5, 2027: 0.5, 2028: 0.5,
    }  # fmt: skip


def test_a_value_that_is_set_takes_the_shock_too(district) -> None:
    found = claims_of(district, State(GROWTH, 2025, form="level", size=6.0, shock_year=2025, shock=-1.0))
    assert found == (sp.claim(GROWTH, "2023-2024", level=6.0), sp.claim(GROWTH, 2025, level=5.0))


@pytest.mark.parametrize(
    "state", [State(GROWTH, 2025), State(GROWTH, 2025, size=0.0), State(GROWTH, 2025, shock_year=2024)]
)
def test_sliders_at_rest_claim_nothing(district, state) -> None:
    assert claims_of(district, state) == ()
    assert scenario_of(district, state) is None


def test_a_value_of_nothing_is_a_claim(district) -> None:
    """No jobs at all is something else than no claim."""
    assert claims_of(district, State(JOBS, 2025, form="level", size=0.0)) == (sp.claim(JOBS, "2021-2025", level=0.0),)


def test_the_scenario_names_plan_and_parent(district) -> None:
    found = scenario_of(district, State(GROWTH, 2025, parent="city-pace-resumes"), "mine", "Mine")
    assert (found.id, found.plan, found.parent, found.claims) == ("mine", "shahekou-14fyp", "city-pace-resumes", ())


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"target": GROWTH, "to": 2025, "size": "much"}, "expected numbers and names"),
        ({"target": GROWTH}, "expected numbers and names"),
        ({"target": GROWTH, "to": 2025, "recovery": 11}, "from 0 to 10"),
        ({"target": GROWTH, "to": 2025, "colour": 1}, "no entry of a state named 'colour'"),
        ({"target": GROWTH, "to": 2025, "form": "gift"}, "no form of a claim named 'gift'"),
    ],
)
def test_what_no_slider_says_is_refused_in_a_sentence(given, told) -> None:
    with pytest.raises((ParameterError, UnknownName), match=told):
        State.of(given)


def test_a_shock_in_a_measured_year_is_refused(district) -> None:
    with pytest.raises(ParameterError, match="found the year 2022, expected one without a figure, from 2023 to 2025"):
        claims_of(district, State(GROWTH, 2025, shock_year=2022, shock=1.0))


def test_an_unknown_target_is_answered_with_the_nearest(district) -> None:
    with pytest.raises(UnknownName, match=r"economy\.gdp_growth"):
        open_years(district, "economy.gdp_groth", 2025)


def test_an_id_that_is_none_is_refused(district) -> None:
    with pytest.raises(ParameterError, match="small letters"):
        scenario_of(district, State(GROWTH, 2025, size=1.0), "My scenario")
