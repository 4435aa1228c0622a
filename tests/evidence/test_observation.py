"""Figures, and the rule that picks one of several for a year, step by step."""

from __future__ import annotations

import datetime as dt
from itertools import permutations
from typing import Any

import pytest
from pydantic import ValidationError

from shkplan.evidence.classification import tells
from shkplan.evidence.observation import Observation, frame_of, rank
from shkplan.evidence.series import annual_series
from tests.making import HERE, figure, growth, share

UNEMPLOYMENT = share(id="employment.registered_unemployment")


def told(value: float, **parts: Any) -> Observation:
    """A doubtless press figure of 2020, preliminary, of 31 March 2021: what each step is compared with."""
    given = {"source_kind": "press", "status": "preliminary", "published": dt.date(2021, 3, 31), **parts}
    return figure(UNEMPLOYMENT, 2020, value, **given)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (
            {"source_kind": "encyclopedia", "status": "estimate"},
            {"mark": "doubtful", "source_kind": "yearbook or bulletin"},
        ),
        (
            {"source_kind": "yearbook or bulletin", "status": "estimate"},
            {"source_kind": "work report", "status": "revised"},
        ),
        ({"source_kind": "work report", "status": "estimate"}, {"source_kind": "department form", "status": "final"}),
        ({"source_kind": "department form", "status": "estimate"}, {"source_kind": "press", "status": "final"}),
        ({"source_kind": "press", "status": "estimate"}, {"source_kind": "encyclopedia", "status": "final"}),
        ({"status": "revised"}, {"status": "final", "published": dt.date(2022, 3, 31)}),
        ({"status": "final"}, {"status": "preliminary", "published": dt.date(2022, 3, 31)}),
        ({"status": "preliminary"}, {"status": "estimate", "published": dt.date(2022, 3, 31)}),
        ({"published": dt.date(2021, 4, 1)}, {"published": dt.date(2021, 3, 31)}),
    ],
    ids=["undoubted", "bulletin", "work report", "form", "press", "revised", "final", "preliminary", "newest"],
)
def test_each_step_of_the_rule(better: dict[str, Any], worse: dict[str, Any]) -> None:
    """Undoubted before doubtful, then kind of source, then status, then the newest; an earlier step rules a later."""
    one, other = told(1, **better), told(2, **worse)
    assert rank(one) < rank(other)
    for order in ((one, other), (other, one)):
        series = annual_series(order, UNEMPLOYMENT, HERE)
        assert series.values == (1,)
        assert series.others == (other,)


def test_the_choice_does_not_hang_on_the_order_of_the_rows() -> None:
    """Any order of the same figures gives the same series and the same others."""
    figures = [told(1), told(2, source_kind="work report"), told(3, mark="doubtful"), told(4, status="estimate")]
    found = {(s.values, s.others) for s in (annual_series(p, UNEMPLOYMENT, HERE) for p in permutations(figures))}
    assert found == {((2,), (figures[0], figures[3], figures[2]))}


def test_a_mark_is_a_set_of_words() -> None:
    """A cell holds no mark, one, or both; nothing else."""
    assert told(1).mark == frozenset()
    assert told(1, mark="break doubtful").mark == {"doubtful", "break"}
    assert told(1, mark="doubtful").doubtful
    assert told(1, mark="break").starts_new_basis
    assert not told(1, mark="break").doubtful
    with pytest.raises(ValidationError, match="literal_error"):
        told(1, mark="dubious")


def test_a_note_in_one_language_serves_for_both() -> None:
    """The note is shown in the reader's language, or in the one there is."""
    assert told(1, note_zh="存疑", note_en="in doubt").note.text("en") == "in doubt"
    assert told(1, note_zh="存疑").note.text("en") == "存疑"
    assert told(1, note_en="in doubt").note.text("zh") == "in doubt"


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"form": "sum", "period": 2020}, "expected a range of years such as 2016-2020 for a sum"),
        ({"form": "mean", "period": 2020}, "expected a range of years such as 2016-2020 for a mean"),
        ({"period": "2016-2020"}, "expected a single year for an exact level"),
        ({"published": dt.date(2019, 12, 31)}, "expected a day in or after 2020, the years the figure speaks of"),
    ],
)
def test_form_and_period_go_together(parts: dict[str, Any], message: str) -> None:
    """Sums and means need a range, exact levels a year, and nothing is published years ahead."""
    with pytest.raises(ValidationError, match=message):
        told(1, **parts)


def test_a_bound_may_hold_for_a_range_of_years() -> None:
    """A ceiling on every year of a range is a level with a bound."""
    assert told(3.2, period="2016-2020", bound="upper").period.first == 2016
    assert growth().measure == "growth"


def test_a_change_is_the_growth_over_several_years() -> None:
    """Of a range of years, and of what is recorded as growth: a single year has a rate, a level its values."""
    one = growth()
    told = figure(one, 2024, -11.6, period="2021-2024", form="change")
    assert (tells(told, one), told.period.years) == ("change", range(2021, 2025))
    assert annual_series([told], one, HERE).partial == (told,)
    assert tells(told, UNEMPLOYMENT) in ("other form", "other prices")
    with pytest.raises(ValidationError, match="a range of years such as 2016-2020 for a change"):
        figure(one, 2024, -11.6, form="change")


# Figures within the year -----------------------------------------------------------------------------------------------


def test_a_figure_within_the_year_is_kept_as_such() -> None:
    """January to September is no value of the year; it stands beside, in the order of months."""
    one = growth(id="economy.gdp_growth")
    half = figure(one, 2025, 5.3, period="2025年上半年", published=dt.date(2025, 7, 15))
    nine = figure(one, 2025, 5.2, period="2025年1-9月", published=dt.date(2025, 10, 20))
    whole = figure(one, 2024, 5.0)
    found = annual_series([nine, whole, half], one, HERE)
    assert found.years == (2024,)
    assert found.within == (half, nine)
    assert found.partial == ()
    assert {tells(figure_, one) for figure_ in (half, nine)} == {"within"}
    assert frame_of([nine])["period"].tolist() == ["2025-01..09"]


def test_the_months_to_december_are_the_year() -> None:
    one = growth(id="economy.gdp_growth")
    told = figure(one, 2025, 5.0, period="2025-01..12")
    assert annual_series([told], one, HERE).values == (5.0,)


def mistakes_of(**parts: Any) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        figure(growth(id="economy.gdp_growth"), 2025, 5.2, **parts)
    raised = caught.value.errors()[0]["ctx"]["error"]
    return [str(one) for one in getattr(raised, "misfits", [raised])]


def test_what_a_figure_within_the_year_must_keep_to() -> None:
    """It was told after its months, and as a level or a rate."""
    (early,) = mistakes_of(period="2025-01..09", published=dt.date(2025, 9, 30))
    assert early == (
        "expected a day after 2025-09-30, when the months of 2025-01..09 are over. "
        "What is told before its months are over is a goal or a forecast."
    )
    (summed,) = mistakes_of(period="2025-01..09", published=dt.date(2025, 10, 20), form="sum")
    assert summed == (
        "expected form level or growth rate for a year so far. "
        "Figures from January on are levels or growth rates; a sum over the months is a level of its flow."
    )


def test_what_was_told_before_its_year_was_over() -> None:
    """An estimate, a year so far, or a figure of a day within its year; the last of December is the year."""
    one = growth(id="economy.gdp_growth")
    assert figure(one, 2025, 5.0, status="estimate").in_year
    assert figure(one, 2025, 5.0, published=dt.date(2025, 12, 20)).in_year
    assert figure(one, 2025, 5.2, period="2025-01..09", published=dt.date(2025, 10, 20)).in_year
    assert not figure(one, 2025, 5.0, published=dt.date(2025, 12, 31)).in_year
    assert not figure(one, 2025, 5.0).in_year
