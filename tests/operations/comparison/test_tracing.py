"""Causes of change: each begins where the one before ended, so that they add up to the whole, whatever the two reports are."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shkplan.assessment import assess
from shkplan.evidence.corrections import Correction
from shkplan.evidence.observations import Observations
from shkplan.files import paths
from shkplan.operations.comparison.sides import ORDER, Pair, Side
from shkplan.operations.comparison.tracing import Tracer, rounded
from shkplan.operations.comparison.values import CauseOfChange
from shkplan.register.scenario import Scenario
from tests.making import HERE
from tests.operations.comparison.sides import FIRST, GREEN, LATER, PACE, known, plan_of, side

GREENS = {2015: 38.0, 2016: 39.0, 2017: 40.0, 2018: 40.1, 2019: 41.1, 2020: 42.1, 2021: 42.2, 2022: 43.2}
PACES = {2015: 6.0, 2016: 6.3, 2017: 5.8, 2018: 6.1, 2019: 5.6, 2020: 5.9, 2021: 5.4, 2022: 5.7}
WHICH = ((GREEN, 2025), (PACE, 2025))


def traced(before: Side, after: Side) -> dict[tuple[str, int], tuple[CauseOfChange, ...]]:
    """The causes of each target that both have."""
    tracer = Tracer(Pair(before, after))
    return {which: tracer.causes(which) for which in tracer.end}


def correction(year: int, value: float, day: dt.date, **action: Any) -> Correction:
    """One of a green figure."""
    return Correction.model_validate({
        "figure": {"indicator": GREEN, "region": HERE, "period": year}, "found": {"value": value, "unit": "%"},
        "reason": {"zh": "误", "en": "wrong"}, "author": "甲", "date": day, **action,
    })  # fmt: skip


def scenario(**claim: Any) -> Scenario:
    """One that fixes a level of green."""
    given = {
        "indicator": GREEN,
        "region": HERE,
        "years": "2024-2025",
        "fix": "level",
        "value": 46,
        "unit": "%",
        **claim,
    }
    return Scenario.model_validate({
        "id": "greener", "plan": "small", "title": {"zh": "更绿", "en": "Greener"},
        "description": {"zh": "更绿", "en": "Greener"}, "claims": [given],
    })  # fmt: skip


def test_the_parts_of_a_change_add_up(tmp_path: Path) -> None:
    """New and revised figures and another model: the causes in order, each where the one before ended, the whole to the last digit."""
    plan = plan_of()
    before = side(tmp_path, known(plan, GREENS, PACES))
    after = side(
        tmp_path, known(plan, GREENS | {2022: 44.0, 2023: 43.9}, PACES | {2023: 4.1}), day=LATER, model="theta"
    )
    for which, causes in traced(before, after).items():
        assert [one.kinds for one in causes] == [("figures",), ("revisions",), ("day",), ("model",)]
        ends = [Tracer(Pair(before, after)).start[which], Tracer(Pair(before, after)).end[which]]
        assert [causes[0].before, causes[-1].after] == [one.prob for one in ends if one is not None]
        told = sum((Decimal(repr(one.change)) for one in causes), Decimal(0))
        assert told == Decimal(repr(causes[-1].after)) - Decimal(repr(causes[0].before))


figures = st.dictionaries(st.integers(2014, 2023), st.integers(300, 600).map(lambda tenths: tenths / 10), min_size=5)
asked = st.fixed_dictionaries({
    "model": st.sampled_from(["drift", "mean", "theta"]), "seed": st.integers(1, 2), "to": st.sampled_from([2026, 2030]),
    "day": st.sampled_from([FIRST, LATER]),
})  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=figures, other=figures, ask=asked, again=asked, number=st.sampled_from([40.0, 45.0]))
def test_whatever_two_reports_are_the_causes_add_up(
    tmp_path: Path, one: dict[int, float], other: dict[int, float], ask: Any, again: Any, number: float
) -> None:
    """Any figures, days, settings and numbers: the causes of a target begin at the first report, end at the second, and leave no gap."""
    before = side(tmp_path, known(plan_of(), one, PACES), **ask)
    after = side(tmp_path, known(plan_of(number), other, PACES), plan=plan_of(number), **again)
    tracer = Tracer(Pair(before, after))
    for which in tracer.end:
        causes = tracer.causes(which)
        ends = [side[which].prob if side[which] is not None else None for side in (tracer.start, tracer.end)]  # type: ignore[union-attr]
        if causes:
            assert [causes[0].before, causes[-1].after] == ends
        else:
            assert ends[0] == ends[1]
        assert all(a.after == b.before for a, b in pairwise(causes))
        assert [kind for cause in causes for kind in cause.kinds] == [name for name in ORDER if name in tracer.pair.differing]  # fmt: skip


def test_both_ends_are_what_a_report_says(tmp_path: Path) -> None:
    """The first mixture is the earlier assessment, the last one the later, path by path."""
    plan = plan_of()
    rows = known(plan, GREENS | {2023: 43.9}, PACES | {2023: 4.1})
    before, after = side(tmp_path, rows), side(tmp_path, rows, day=LATER, seed=7)
    tracer = Tracer(Pair(before, after))
    for one, mixture in ((before, tracer.start), (after, tracer.end)):
        with paths.within(tmp_path):
            a = assess(plan, Observations(plan, rows), as_of=one.day, **one.settings)
            for key, which in zip((GREEN, PACE), WHICH, strict=True):
                found = mixture[which]
                assert found is not None
                assert found.prob == rounded(a[key].prob)
                if a[key].hits is not None:
                    assert np.array_equal(found.verdict.hits, a[key].hits)  # type: ignore[arg-type]


def test_a_figure_published_between_the_days_is_a_new_figure(tmp_path: Path) -> None:
    """It lies in the files of both, and only the later day knows it: that is no passing of time."""
    rows = known(plan_of(), GREENS | {2023: 43.9}, PACES)
    causes = traced(side(tmp_path, rows), side(tmp_path, rows, day=LATER))[GREEN, 2025]
    assert [one.kinds for one in causes] == [("figures",), ("day",)]
    assert causes[0].change
    assert causes[1].change == 0


def test_a_correction_is_its_own_cause(tmp_path: Path) -> None:
    """Figures, day and settings are the same, and a correction was written: it alone acts, on its target alone."""
    rows = known(plan_of(), GREENS, PACES)
    written = correction(2022, 43.2, FIRST, replace={"value": 41.9})
    before, after = side(tmp_path, rows), side(tmp_path, rows, corrections=[written])
    pair = Pair(before, after)
    assert pair.differing == ("corrections",)
    (found,) = pair.changes
    assert (found.kind, found.before and found.before.value, found.after and found.after.value) == ("corrected", 43.2, 41.9)  # fmt: skip
    tracer = Tracer(pair)
    moved = {which: tracer.causes(which) for which in WHICH}
    assert [bool(one.change) for one in (*moved[GREEN, 2025], *moved[PACE, 2025])] == [True, False]
    (told,) = tracer.figures(moved)
    assert told.moved is not None
    (by,) = told.moved
    assert (by.target, by.change) == (GREEN, moved[GREEN, 2025][0].change)


def test_a_correction_counts_from_its_day_on(tmp_path: Path) -> None:
    """It lies in the inputs of both; only the later report is of a day on which it counts."""
    rows = known(plan_of(), GREENS, PACES)
    written = correction(2022, 43.2, dt.date(2024, 1, 1), drop=True)
    sides = [side(tmp_path, rows, corrections=[written], day=day) for day in (FIRST, LATER)]
    pair = Pair(*sides)
    assert pair.differing == ("corrections", "day")
    assert pair.changes[0].after is None


def test_another_number_of_a_target_is_the_plan(tmp_path: Path) -> None:
    """A revision that both files hold and that was approved between the two days is a cause of its own, not the day."""
    plan = plan_of(revised=(40.0, dt.date(2023, 12, 1)))
    rows = known(plan, GREENS, PACES)
    causes = traced(side(tmp_path, rows, plan=plan), side(tmp_path, rows, plan=plan, day=LATER))[GREEN, 2025]
    assert [one.kinds for one in causes] == [("plan",), ("day",)]
    assert causes[0].change is not None
    assert causes[0].change > 0
    assert causes[1].change == 0


def test_a_scenario_is_a_cause(tmp_path: Path) -> None:
    """What it supposes acts last."""
    rows = known(plan_of(), GREENS, PACES)
    causes = traced(side(tmp_path, rows), side(tmp_path, rows, scenario=scenario()))[GREEN, 2025]
    assert [one.kinds for one in causes] == [("scenario",)]
    assert causes[0].after == 1


def test_what_cannot_be_told_apart_stands_together(tmp_path: Path) -> None:
    """A year that the earlier scenario fixes has been published, and the later report drops the scenario: no report can hold both."""
    rows = known(plan_of(), GREENS | {2023: 43.9}, PACES)
    before = side(tmp_path, rows, scenario=scenario(years="2023-2025"))
    tracer = Tracer(Pair(before, side(tmp_path, rows, day=LATER)))
    assert [one.kinds for one in tracer.causes((GREEN, 2025))] == [("figures", "day", "scenario")]
    assert tracer.apart


def test_causes_that_act_together_say_what_each_does_alone(tmp_path: Path) -> None:
    """A revision and another model: the first acts alone as it does in its turn; the second does something else without it."""
    rows = known(plan_of(), GREENS, PACES)
    later = known(plan_of(), GREENS | {2022: 44.5}, PACES)
    first, second = traced(side(tmp_path, rows), side(tmp_path, later, model="theta"))[GREEN, 2025]
    assert first.alone == first.change
    (only,) = traced(side(tmp_path, rows), side(tmp_path, rows, model="theta"))[GREEN, 2025]
    assert second.alone == only.change


def test_the_error_of_a_difference_is_that_of_paired_paths(tmp_path: Path) -> None:
    """Standard deviation over the paths of what each gains or loses, over the root of their number."""
    plan = plan_of()
    before, after = side(tmp_path, known(plan, GREENS, PACES)), side(tmp_path, known(plan, GREENS, PACES | {2022: 4.9}))
    tracer = Tracer(Pair(before, after))
    (cause,) = tracer.causes((PACE, 2025))
    one, other = (mixture[PACE, 2025].verdict.hits for mixture in (tracer.start, tracer.end))  # type: ignore[union-attr]
    assert one is not None
    assert other is not None
    moves = other.astype(float) - one.astype(float)
    assert cause.how == "paired"
    assert cause.change_se == pytest.approx(moves.std() / np.sqrt(len(moves)))


def test_another_seed_moves_nothing_beyond_the_errors_of_both(tmp_path: Path) -> None:
    """Its error is that of two estimates made apart: the root of the sum of squares."""
    rows = known(plan_of(), GREENS, PACES)
    tracer = Tracer(Pair(side(tmp_path, rows), side(tmp_path, rows, seed=2)))
    (cause,) = tracer.causes((PACE, 2025))
    ends = [mixture[PACE, 2025].verdict.prob_se for mixture in (tracer.start, tracer.end)]  # type: ignore[union-attr]
    assert cause.how == "apart"
    assert cause.change_se == pytest.approx(np.hypot(ends[0] or 0, ends[1] or 0))
    assert cause.change is not None
    assert abs(cause.change) < 4 * (cause.change_se or 0)


def test_the_same_figure_told_once_more_is_no_new_figure(tmp_path: Path) -> None:
    """Another source for a year that was known: the same value is confirmed, another is a revision, and neither is new."""
    plan = plan_of()
    rows = known(plan, GREENS, PACES)
    again = [rows[7].model_copy(update={"source_title": "另一年鉴"}), rows[6].model_copy(update={"source_title": "另一年鉴", "value": 42.6})]  # fmt: skip
    pair = Pair(side(tmp_path, rows), side(tmp_path, (*rows, *again)))
    assert sorted(one.kind for one in pair.changes) == ["confirmed", "revised"]
    assert pair.differing == ("revisions",)


def test_a_row_that_moved_in_its_file_is_no_change(tmp_path: Path) -> None:
    """Rows in another order, and notes, tell nothing else."""
    rows = known(plan_of(), GREENS, PACES)
    other = tuple(one.model_copy(update={"note_zh": "注"}) for one in rows[::-1])
    assert Pair(side(tmp_path, rows), side(tmp_path, other)).differing == ()
