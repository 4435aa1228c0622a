"""Bases join only where a record says how: by a year known on both, or by growth on one basis."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from benchmarks import hidden
from shkplan.evidence.observations import Observations
from shkplan.evidence.reconstruction import reconstruct
from shkplan.forecast.projection import project
from shkplan.register.plan import Plan
from shkplan.register.splice import Splice

BEFORE = {2015: 90.0, 2016: 96.0, 2017: 100.0, 2018: 108.0}
AFTER = {2019: 132.0, 2020: 140.0}


def splice(**parts: Any) -> Splice:
    given = {"indicator": "test.flow", "region": hidden.HERE, "year": 2019, "published": "2020-12-31",
             "source_title": "普查公告", "reason": {"zh": "普查", "en": "census"}}  # fmt: skip
    return Splice.model_validate(given | parts)


def known(*splices: Splice, more: tuple[Any, ...] = ()) -> Observations:
    plan: Plan = hidden.plan(0, None).model_copy(update={"splices": splices})
    told = [
        *(hidden.figure(y, v) for y, v in BEFORE.items()),
        *(hidden.figure(y, v, mark="break" if y == 2019 else "") for y, v in AFTER.items()),
    ]
    return Observations(plan, (*told, *more))


def test_without_a_record_bases_stay_apart() -> None:
    series = known().series("test.flow")
    assert series.breaks == (2019,)
    assert series.values[:4] == (90, 96, 100, 108)
    assert series.spliced == ()


def test_a_year_on_both_bases_gives_the_factor() -> None:
    """2018 was 108 on the old basis and is 121.5 on the new: earlier values times 1.125."""
    series = known(splice(overlap={"year": 2018, "old": 108, "new": 121.5})).series("test.flow")
    assert series.breaks == ()
    assert series.values == pytest.approx((101.25, 108, 112.5, 121.5, 132, 140))
    assert [figure.value for figure in series.chosen] == [90, 96, 100, 108, 132, 140]  # as published


def test_growth_on_one_basis_gives_it_too() -> None:
    """132 is 10 % above what 2018 would have been: 120, so that earlier values stand times 120 / 108."""
    series = known(splice(growth=10)).series("test.flow")
    assert series.values == pytest.approx((100, 106.6667, 111.1111, 120, 132, 140), abs=1e-4)


def test_growth_without_the_year_before_joins_nothing() -> None:
    """A gap at the break: the bases stay apart."""
    whole = known(splice(growth=10))
    some = Observations(whole.plan, tuple(figure for figure in whole if figure.period.first != 2018))
    assert some.series("test.flow").breaks == (2019,)


def test_two_splices_multiply() -> None:
    one = splice(overlap={"year": 2018, "old": 108, "new": 121.5})
    two = splice(year=2017, overlap={"year": 2016, "old": 100, "new": 110})
    assert known(one, two).series("test.flow").values[:2] == pytest.approx((90 * 1.1 * 1.125, 96 * 1.1 * 1.125))


def test_a_splice_counts_from_its_publication_on() -> None:
    asked = known(splice(overlap={"year": 2018, "old": 108, "new": 121.5}))
    later = Observations(
        asked.plan, tuple(figure.model_copy(update={"published": dt.date(2020, 1, 1)}) for figure in asked)
    )
    assert later.as_of("2020-12-30").series("test.flow").breaks == (2019,)
    assert later.as_of("2020-12-31").series("test.flow").breaks == ()


def test_a_projection_over_a_splice_names_it() -> None:
    """All six years inform the model, and the assumption stands beside the number."""
    from shkplan.assessment.assumptions import about_projection

    ahead = project(known(splice(growth=10)).series("test.flow"), to=2023, n_paths=200)
    assert len(ahead.fit.years) == 6
    told = [str(one) for one in about_projection(ahead, (2023,), None)]
    assert any("before 2019 are converted to the new basis with the factor 1.1111" in one for one in told)


def test_a_sum_on_the_old_basis_is_carried_over_and_one_across_is_not_read() -> None:
    """Three years of the old basis come to 250, that is 250 times 1.125 on the new one."""
    old = hidden.figure("2013-2015", 250, form="sum")
    across = hidden.figure("2018-2021", 520, form="sum")
    series = reconstruct(
        known(splice(overlap={"year": 2018, "old": 108, "new": 121.5}), more=(old, across)), "test.flow"
    )
    assert series.implied is not None
    assert series.implied.years == (2013, 2014)
    assert series.implied.draws.sum(axis=1) == pytest.approx((250 - 90) * 1.125, rel=1e-4)
    assert [figure for figure, _ in series.implied.unused] == [across]


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"growth": 5, "overlap": {"year": 2018, "old": 1, "new": 2}},
        {"growth": -100},
        {"overlap": {"year": 2018, "old": 0, "new": 1}},
    ],
)
def test_a_record_says_one_way(parts: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        splice(**parts)
