"""The card of a target: how far, since when such figures come, what is known elsewhere, and what figures would do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from shkplan import assess
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.card import Change, Distance, Usual
from shkplan.base.errors import UnknownName
from shkplan.evidence.observations import Observations
from shkplan.register.plan import Indicator, Region
from tests.making import HERE, figure, growth, indicator, share
from tests.showing import assessed, scene

LEVEL = {"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}
CEILING = LEVEL | {"direction": "at_most", "number": 4.5}
HELD = {"kind": "held", "direction": "at_least", "number": 80, "unit": "%", "window": "2021-2025"}
SUM = {"kind": "cumulative", "direction": "at_least", "number": 500, "unit": "人", "window": "2021-2025"}
UP = {"kind": "direction", "direction": "up", "deadline": 2025}
BASE = {"number": 70, "unit": "%", "period": "2020", "form": "level", "bound": "exact"}
FALL = {
    "kind": "growth", "direction": "at_most", "number": -10, "unit": "%", "per": "window", "base_year": 2020,
    "window": "2021-2025",
}  # fmt: skip
EVERY = {2018: 70.0, 2019: 71.5, 2020: 72.0, 2021: 73.1, 2022: 73.8, 2023: 75.0, 2024: 76.0}
CITY = "某市"


def card(one: Indicator, values: Mapping[int, float], day: str = "2026-06-30") -> Any:
    return assessed(one, values, day).card(one.id)


def among(one: Indicator, figures: tuple[Any, ...], day: str = "2026-06-30") -> Assessment:
    """A plan of one indicator beside a city."""
    plan = scene().plan.model_copy(
        update={
            "indicators": {one.id: one}, "series": {}, "region": HERE, "references": (CITY,), "domains": {"test": one.name},
            "regions": {HERE: Region(en="Here"), CITY: Region(en="City")}, "peers": (),
        }
    )  # fmt: skip
    return assess(plan, Observations(plan, figures), as_of=day, n_paths=200)


@pytest.mark.parametrize(
    ("target", "values", "wanted"),
    [
        (LEVEL, EVERY, Distance("figure", -4.0, "个百分点", "target", 2024)),
        (CEILING, {2023: 4.0, 2024: 4.75}, Distance("figure", 0.25, "个百分点", "limit", 2024)),
        (HELD, {2022: 83.5}, Distance("figure", 3.5, "个百分点", "limit", 2022)),
        (LEVEL, {2024: 80.0, 2025: 86.0}, Distance("decided", 6.0, "个百分点", "target", None)),
        (HELD, dict.fromkeys(range(2021, 2026), 79.0), Distance("decided", -1.0, "个百分点", "limit", None)),
        (UP | {"baseline": BASE}, {2022: 72.5}, Distance("figure", 2.5, "个百分点", "baseline", 2022)),
    ],
)
def test_how_far_it_is(target: dict[str, Any], values: dict[int, float], wanted: Distance) -> None:
    """The latest figure less the number it is held against; what has decided less that number."""
    found = card(share(target), values).distance
    assert found is not None
    assert found._replace(value=pytest.approx(wanted.value)) == wanted


def test_a_fall_that_is_too_small_lies_above_its_number() -> None:
    """Five years of -1 % come to 100 (0.99^5 - 1) = -4.90 %, which is 5.10 points more than -10 %."""
    found = card(growth(FALL), dict.fromkeys(range(2021, 2026), -1.0)).distance
    assert found is not None
    assert (found.basis, found.than) == ("decided", "limit")
    assert found.value == pytest.approx(100 * (0.99**5 - 1) + 10)


def test_what_is_still_to_come_of_a_sum_is_told_by_what_it_takes() -> None:
    told = card(indicator(SUM, measure="flow"), dict.fromkeys(range(2018, 2024), 90.0))
    assert told.distance is None
    assert told.verdict.required.sentence.values["total"] == pytest.approx(500 - 3 * 90)


def test_nothing_is_far_where_nothing_is_known() -> None:
    assert card(share(LEVEL), {}).distance is None
    assert card(share(LEVEL), {}).latest is None


@pytest.mark.parametrize(
    ("target", "values", "wanted"),
    [
        (LEVEL, {}, {Change("decides", (2025,), 1), Change("assessable", (), 3)}),
        (HELD, {}, {Change("breaks", (2021, 2022, 2023, 2024, 2025), 1), Change("together", (2021, 2022, 2023, 2024, 2025), 5),
                    Change("assessable", (), 3)}),
        (HELD, {year: value + 10 for year, value in EVERY.items()}, {Change("decides", (2025,), 1)}),
        (LEVEL, {2024: 80.0, 2025: 86.0}, set()),
    ],
)  # fmt: skip
def test_what_figures_would_do(target: dict[str, Any], values: dict[int, float], wanted: set[Change]) -> None:
    """Years that have passed decide together; three figures make a probability; nothing is asked of what is decided."""
    assert set(card(share(target), values).changes) == wanted


def test_years_to_come_decide_nothing_yet() -> None:
    """Of a window that is still open no set of figures decides that could be had."""
    assert not [one for one in card(share(HELD), {}, "2023-06-30").changes if one.effect == "together"]


def test_a_direction_without_a_baseline_asks_for_the_base_year() -> None:
    """The plan says which way and not from where: the figure of the base year is needed beside that of the deadline."""
    told = card(share(UP | {"baseline": None}), {})
    base = scene().plan.base_year
    assert (told.base_year, told.asked) == (base, (base, 2025))
    assert told.changes == (Change("baseline", (base, 2025), 2),)


def test_when_figures_usually_come() -> None:
    """The median of the months to the first publication, here where three figures tell, else in the city; assumed days tell nothing."""
    one = share(LEVEL)

    def published(year: int, day: str, place: str = CITY, **parts: Any) -> Any:
        return figure(one, year, 70.0, place, **({"published": dt.date.fromisoformat(day)} | parts))

    told = [(2020, "2021-02-27"), (2021, "2022-03-04"), (2022, "2023-03-09"), (2023, "2024-11-30")]
    city = tuple(published(year, day) for year, day in told)
    again = published(2023, "2025-01-15")
    assert among(one, (*city, again)).card(one.id).usual == Usual(1, 3, 4, CITY)
    assert among(one, city[:2]).card(one.id).usual is None
    guessed = tuple(published(year, day, published_basis="assumed") for year, day in told)
    assert among(one, guessed).card(one.id).usual is None
    here = tuple(published(year, f"{year}-12-20", HERE, status="estimate") for year in (2021, 2022, 2023))
    assert among(one, (*here, *city)).card(one.id).usual == Usual(0, 12, 3, HERE)


def test_others_are_asked_only_where_nothing_is_known_here() -> None:
    one = share(LEVEL)
    city = (figure(one, 2022, 61.0, CITY), figure(one, 2023, 63.0, CITY))
    (told,) = among(one, city).card(one.id).elsewhere
    assert (told.region, told.year, told.value) == (CITY, 2023, 63.0)
    assert among(one, (*city, figure(one, 2020, 60.0))).card(one.id).elsewhere == ()


def test_a_bound_told_after_the_latest_figure_stands_beside_it() -> None:
    one = share(LEVEL)
    later = figure(one, 2024, 77.0, bound="lower")
    earlier = figure(one, 2021, 70.0, bound="lower")
    told = among(one, (figure(one, 2023, 76.0), later, earlier)).card(one.id)
    assert told.latest == (2023, 76.0)
    assert told.nearest == later


def test_the_card_of_a_target_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownName, match=r"test\.other"):
        assessed(share(LEVEL), {}).card("test.other")


def test_a_frame_holds_the_range_over_models() -> None:
    told = card(share(LEVEL), EVERY)
    frame = told.to_frame()
    assert list(frame.index) == [told.key]
    assert frame["models_low"].item() <= frame["prob"].item() <= frame["models_high"].item()
