"""Where yardsticks of levels go wrong, or stay silent: each trap with its answer, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.assessment.yardsticks import destatis, escap, eurostat, open_sdg, sdsn, unsd
from shkplan.assessment.yardsticks.base import COMMON, Gauged
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import LANGUAGES, Message, catalogue
from shkplan.register.plan import Indicator
from shkplan.register.targets import Facts, Levelled
from shkplan.register.yardsticks import YardstickRules
from shkplan.workspace.load import Workspace
from tests.making import growth, indicator, share

RULES = Workspace.shipped().single("yardsticks", YardstickRules)
ASK: dict[str, Callable[[Levelled], Gauged]] = {
    "open_sdg": lambda one: open_sdg.gauge(one, RULES.open_sdg),
    "unsd": lambda one: unsd.gauge(one, RULES.unsd),
    "escap": lambda one: escap.gauge(one, RULES.escap),
    "sdsn": lambda one: sdsn.gauge(one, RULES.sdsn),
    "eurostat": lambda one: eurostat.gauge(one, RULES.eurostat),
    "destatis": lambda one: destatis.gauge(one, RULES.destatis),
}
LEVEL = {"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}
RATES, LINES = ("open_sdg", "unsd", "eurostat"), ("escap", "sdsn", "destatis")  # by compound rates, by straight lines


def course(values: dict[int, float], number: float | None = 80.0, *, up: bool = True, **parts: Any) -> Levelled:
    return Levelled(values, 2020, number, 2025, up, "人", **parts)


def silence(name: str, one: Levelled) -> str:
    """Why a yardstick says nothing: the key of a sentence that both languages have."""
    with pytest.raises(NotAssessable) as caught:
        ASK[name](one)
    assert all(caught.value.reason.text(language) for language in LANGUAGES)
    return caught.value.reason.key


def levelled(of: Indicator, figures: dict[int, float], *others: Facts) -> Levelled | Message:
    (target,) = of.targets
    return target.levelled(Facts(of, figures, others), 2020)


def test_a_base_of_zero_has_no_rate_of_growth() -> None:
    """Open SDG puts 0.001 in its place, and says so; the others that form rates refuse; straight lines do not mind."""
    found = ASK["open_sdg"](course({2020: 0.0, 2022: 40.0}))
    assert [note.key for note in found.notes] == ["gauge_note.zero"]
    assert found.value == pytest.approx(((40 / 0.001) ** 0.5 - 1) / ((80 / 0.001) ** 0.2 - 1))
    assert silence("unsd", course({2020: 0.0, 2022: 40.0})) == "gauge_why.zero_base"
    assert silence("eurostat", course({2020: 0.0, 2022: 40.0})) == "gauge_why.zero_base"
    rising = {2018: 0.0, 2019: 0.0, 2020: 0.0, 2021: 20.0, 2022: 40.0}
    assert all(ASK[name](course(rising)).speaks for name in LINES)


def test_a_number_off_by_rounding_is_no_distance() -> None:
    """0.1 + 0.2 against 0.3: found when the gap was ten million times the way."""
    one = course({2018: 0.2, 2019: 0.2, 2020: 0.1 + 0.2, 2021: 0.28, 2022: 0.25}, 0.3)
    assert silence("escap", one) == "gauge_why.no_distance"
    assert ASK["open_sdg"](one).value is None
    assert ASK["open_sdg"](one).scale == "away"


def test_opposite_signs_have_no_rate_of_growth() -> None:
    for name in RATES:
        assert silence(name, course({2020: -10.0, 2022: 40.0})) == "gauge_why.signs"


def test_below_zero_the_direction_turns() -> None:
    """From -10 to -5, upwards to -2: the value grows towards good while its size shrinks."""
    found = open_sdg.open_sdg(-10, 2020, -5, 2022, -2, 2025, True, RULES.open_sdg)
    assert found.ratio == pytest.approx((1 - 0.5**0.5) / (1 - 0.2**0.2))
    assert found.status == "on_track"
    assert open_sdg.open_sdg(-10, 2020, -12, 2022, -2, 2025, True, RULES.open_sdg).status == "deterioration"


def test_with_fewer_points_than_it_needs_a_yardstick_says_so() -> None:
    """One figure for five of them; four in a row for Destatis; schedule asks for base and a later one."""
    for name in ("open_sdg", "unsd", "escap", "sdsn", "eurostat"):
        assert silence(name, course({2020: 50.0})) == "gauge_why.one_point"
    assert silence("destatis", course({2020: 50.0, 2021: 52.0, 2022: 54.0})) == "gauge_why.few_points"


def test_a_missing_base_year_gives_way_or_is_told() -> None:
    """Open SDG takes the next later year, and says so; those whose source has no rule stay silent."""
    found = ASK["open_sdg"](course({2018: 40.0, 2021: 50.0, 2023: 60.0}))
    assert [note.key for note in found.notes] == ["gauge_note.later_base"]
    assert found.value == pytest.approx((1.2**0.5 - 1) / (1.6**0.25 - 1))
    for name in ("unsd", "escap", "sdsn"):
        assert silence(name, course({2018: 40.0, 2021: 50.0, 2023: 60.0})) == "gauge_why.no_base"


def test_rates_of_growth_are_converted_or_refused() -> None:
    """A growth target is read as an index; a direction of a rate has none, so that only straight lines and signs speak."""
    average = {
        "kind": "growth", "direction": "at_least", "number": 6, "unit": "%", "per": "year", "base_year": 2020, "window": "2021-2025",
    }  # fmt: skip
    found = levelled(growth(average), {2021: 5.0, 2022: 6.0, 2024: 9.0})
    assert isinstance(found, Levelled)
    assert found.values == {2020: 100.0, 2021: pytest.approx(105.0), 2022: pytest.approx(111.3)}  # 2023 is missing
    assert [note.key for note in found.notes] == ["levelled.index"]
    assert all(ASK[name](found).speaks for name in RATES)
    direction = {"kind": "direction", "direction": "up", "deadline": 2025, "baseline": None}
    rates = levelled(growth(direction), dict.fromkeys(range(2018, 2023), 5.0))
    assert isinstance(rates, Levelled)
    for name in RATES:
        assert silence(name, rates) == "gauge_why.rates"
    assert ASK["destatis"](rates).status == "storm"


def test_a_target_that_was_met_at_base_is_kept_or_lost() -> None:
    """Kept it is reached for all; lost no yardstick says on course, though the sign of the way has turned."""
    kept = {2018: 80.0, 2019: 81.0, 2020: 82.0, 2021: 83.0, 2022: 83.0}
    assert all(ask(course(kept)).on_course for ask in ASK.values())
    for last in (79.0, 70.0):
        lost = {2018: 84.0, 2019: 84.0, 2020: 82.0, 2021: 81.0, 2022: last}
        assert {name for name, ask in ASK.items() if ask(course(lost)).on_course} == set()
    exact = {2018: 80.0, 2019: 80.0, 2020: 80.0, 2021: 80.0, 2022: 79.0}
    assert {name for name, ask in ASK.items() if name != "escap" and ask(course(exact)).on_course} == set()
    assert silence("escap", course(exact)) == "gauge_why.no_distance"


def test_a_sum_is_read_as_a_running_total() -> None:
    """From zero before its first year, while no year is missing; no rate of growth is formed of it."""
    flows = {"kind": "cumulative", "direction": "at_least", "number": 500, "unit": "人", "window": "2021-2025"}
    found = levelled(indicator(flows, measure="flow"), {2019: 90.0, 2020: 90.0, 2021: 100.0, 2022: 100.0, 2024: 70.0})
    assert isinstance(found, Levelled)
    assert found.values == {2020: 0.0, 2021: 100.0, 2022: 200.0}
    for name in RATES:
        assert silence(name, found) == "gauge_why.total"
    assert ASK["sdsn"](found).value == pytest.approx(1.0)
    ceiling = levelled(indicator(flows | {"direction": "at_most"}, measure="flow"), {2021: 100.0})
    assert isinstance(ceiling, Message)
    assert ceiling.key == "levelled.ceiling"


def test_of_a_limit_kept_each_year_they_see_the_latest_figure_alone() -> None:
    """A year that broke it is behind them; they say so beside what they say."""
    held = {"kind": "held", "direction": "at_most", "number": 5, "unit": "%", "window": "2021-2025"}
    found = levelled(share(held), {2018: 5.0, 2019: 5.0, 2020: 5.2, 2021: 5.6, 2022: 4.9})
    assert isinstance(found, Levelled)
    for ask in ASK.values():
        said = ask(found)
        assert said.on_course
        assert said.notes[0].key == "levelled.each_year"


def test_below_the_natural_rate_of_unemployment_open_sdg_says_nothing() -> None:
    """At 2.9 % nothing is said; at 3 % it is judged as any other."""
    held = {"kind": "held", "direction": "at_most", "number": 2.5, "unit": "%", "window": "2021-2025"}
    one = share(held, id="employment.registered_unemployment")
    for last, speaks in ((2.9, False), (3.0, True)):
        found = levelled(one, {2020: 3.4, 2022: last})
        assert isinstance(found, Levelled)
        if speaks:
            assert open_sdg.gauge(found, RULES.open_sdg, one.id).speaks
            continue
        with pytest.raises(NotAssessable, match="natural rate of 3"):
            open_sdg.gauge(found, RULES.open_sdg, one.id)


def test_equality_counts() -> None:
    """Exactly the number is reached, from either side."""
    for up, values in ((True, {2018: 77.0, 2019: 78.0, 2020: 79.0, 2021: 79.5, 2022: 80.0}),
                       (False, {2018: 83.0, 2019: 82.0, 2020: 81.0, 2021: 80.5, 2022: 80.0})):  # fmt: skip
        assert all(ask(course(values, up=up)).on_course for ask in ASK.values())


def test_the_direction_is_told_and_never_assumed() -> None:
    """The same falling figures are good for one target and bad for the other."""
    falling = {2018: 100.0, 2019: 98.0, 2020: 96.0, 2021: 94.0, 2022: 92.0}
    assert all(ask(course(falling, 90.0, up=False)).on_course for ask in ASK.values())
    assert all(ask(course(falling, 110.0)).scale == "away" for ask in ASK.values())


def test_a_pace_and_an_aim_have_no_level() -> None:
    pace = {
        "kind": "pace", "direction": "at_least", "base_year": 2020, "window": "2021-2025", "tolerance": 0,
        "reference": {"indicator": "test.other", "region": "本市"},
    }  # fmt: skip
    found = levelled(growth(pace), {2021: 5.0}, Facts(growth(id="test.other"), {2021: 4.0}))
    assert isinstance(found, Message)
    assert found.key == "levelled.pace"


def test_a_direction_starts_from_what_the_plan_states_where_no_figure_is_known() -> None:
    base = {"number": 70, "unit": "%", "period": 2020, "form": "level", "bound": "about"}
    direction = {"kind": "direction", "direction": "up", "deadline": 2025, "baseline": base}
    found = levelled(share(direction), {2022: 71.0})
    assert isinstance(found, Levelled)
    assert (found.base, found.number, found.limit) == (70.0, None, 100.0)
    assert [note.key for note in found.notes] == ["levelled.stated_base"]
    bounded = levelled(share(direction | {"baseline": base | {"bound": "lower"}}), {2022: 71.0})
    assert isinstance(bounded, Levelled)
    assert bounded.base is None


# Laws -------------------------------------------------------------------------------------------------------------------

FIGURE = st.integers(100, 20_000).map(lambda whole: whole / 100)  # as statistics print them
VALUES = st.lists(FIGURE, min_size=6, max_size=6)


@given(VALUES, FIGURE, st.booleans())
def test_every_answer_has_words_and_a_place_on_the_common_scale(values: list[float], number: float, up: bool) -> None:
    """Whatever the figures: a status of the catalogue, a common scale and a filled formula in both languages; or a refusal."""
    one = course(dict(zip(range(2017, 2023), values, strict=True)), number, up=up)
    for name, ask in ASK.items():
        try:
            said = ask(one)
        except NotAssessable:
            continue
        assert said.scale in COMMON
        assert f"gauge.{name}.{said.status}" in catalogue()
        assert said.working is not None
        assert all("{" not in said.working.text(language) for language in LANGUAGES)


@given(VALUES, FIGURE, st.booleans(), st.floats(0.1, 10))
def test_the_unit_does_not_matter(values: list[float], number: float, up: bool, factor: float) -> None:
    """In other units every yardstick says the same: all are quotients of values or of distances."""
    years = range(2017, 2023)
    one = course(dict(zip(years, values, strict=True)), number, up=up)
    other = course({year: factor * value for year, value in one.values.items()}, factor * number, up=up)
    for ask in ASK.values():
        try:
            first, second = ask(one), ask(other)
        except NotAssessable:
            continue
        if first.value is not None and second.value is not None:
            assert first.value == pytest.approx(second.value, rel=1e-6, abs=1e-6)


@given(VALUES, FIGURE)
def test_what_meets_the_target_is_on_course_for_all(values: list[float], number: float) -> None:
    """Today's value being there, no yardstick of levels asks for more; ESCAP alone asks where the trend leads."""
    values[-1] = max(values[-1], number)
    one = course(dict(zip(range(2017, 2023), values, strict=True)), number)
    for name in ("open_sdg", "unsd", "sdsn", "eurostat", "destatis"):
        assert ASK[name](one).on_course
