"""Any number of scenarios beside a baseline: the paired change, what became of each target, and what moved it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from shkplan import assess, claim, compare, scenario
from shkplan.assessment.scenarios.contributions import Contribution, Tornado
from shkplan.display.tables import table
from shkplan.forecast.projection import Projection
from tests.showing import scene, several

GDP, INCOME, JOBLESS = "economy.gdp_growth", "income.urban_disposable_growth", "employment.registered_unemployment"


def test_each_change_is_the_mean_of_what_the_common_paths_gain() -> None:
    """Baseline 0, scenario 1 on a path: it gains 1; its error is that of the mean of these, by the formula written out."""
    for row in several():
        for shift in row:
            before, after = row.before.hits, shift.after.hits
            if shift.effect != "moved" or before is None or after is None:
                continue
            gains = [int(b) - int(a) for a, b in zip(before, after, strict=True)]
            mean = sum(gains) / len(gains)
            variance = sum((one - mean) ** 2 for one in gains) / len(gains)
            assert shift.change == pytest.approx(mean)
            least = (variance / len(gains)) ** 0.5  # of independent paths; of paths that figures chose it is larger
            assert shift.change_se is not None
            assert shift.change_se >= least - 1e-12


def test_the_paired_error_is_smaller_than_that_of_two_separate_runs() -> None:
    """The reason to share random numbers: Var(b - a) = Var(b) + Var(a) - 2 Cov(a, b)."""
    shift = several()[GDP]["city"]
    assert shift.before.prob_se is not None
    assert shift.after.prob_se is not None
    assert shift.change_se is not None
    assert shift.change_se < np.hypot(shift.before.prob_se, shift.after.prob_se)


def test_the_error_of_a_change_counts_pasts_that_are_imputed() -> None:
    """Of 40 runs, alike within: the standard deviation of the 40 means of what paths gain, over the root of 40."""
    a = assess("shahekou-14fyp", as_of="2023-06-30", n_paths=400)
    shift = compare(a, a.under("services-stagnate"))["economy.services_share"]["services-stagnate"]
    own, before, after = shift.after.own, shift.before.hits, shift.after.hits
    assert isinstance(own, Projection)
    assert before is not None
    assert after is not None
    assert own.imputations == 40
    runs = (after.astype(int) - before.astype(int)).reshape(40, 10).mean(axis=1)
    expected = (sum((one - runs.mean()) ** 2 for one in runs) / 39 / 40) ** 0.5
    assert shift.change_se == pytest.approx(expected)
    assert expected > 1.2 * (float(np.var(after.astype(int) - before.astype(int))) / 400) ** 0.5


def test_the_baseline_against_itself_changes_nothing() -> None:
    """No target moves, and every change is exactly zero."""
    own = compare(scene().assessment, scene().assessment)
    assert own.moved == ()
    assert {one.effect for row in own for one in row} <= {"same", "decided", "open", "recorded"}
    assert {one.change for row in own for one in row} <= {0.0, None}
    assert sum(own.unmoved.values()) == len(own)


def test_a_scenario_without_claims_is_the_baseline() -> None:
    """Bit for bit."""
    base = scene().assessment
    assert compare(base, base.under(scenario("empty"))).moved == ()


def test_order_of_scenarios_changes_no_number() -> None:
    """Each is paired with the baseline alone."""
    forth, back = several(), compare(several().baseline, *several().scenarios[::-1])
    assert back.names == forth.names[::-1]
    for row in forth:
        assert [one.change for one in row] == [back[row.key][one.scenario].change for one in row]


def test_what_moves_most_stands_first() -> None:
    """By the largest change under any scenario; what a scenario first makes assessable, or settles from nothing, before it."""
    sizes = [row.size for row in several().moved]
    assert sizes == sorted(sizes, reverse=True)
    assert all(row.moved for row in several().moved)
    assert len(several().moved) + sum(several().unmoved.values()) == len(several())


def test_what_moved_a_target_is_told() -> None:
    """A claim on its own series, on what it is held against, and on what follows."""
    faster, _, city = several()[GDP]
    assert faster.movers == (f"own {GDP} 沙河口区 2024-2025",)
    assert city.movers == (f"reference {GDP} 大连市 2024-2025",)
    assert several()[INCOME]["faster"].movers == (f"reference {GDP} 沙河口区 2024-2025",)
    assert several()[JOBLESS]["faster"].movers == ()


def test_a_limit_broken_by_a_claim_is_settled_by_it_or_nearly_so() -> None:
    """Unemployment of 5 % in 2024 where at most 4.5 % is to be kept every year: on no path is it met."""
    shift = several()[JOBLESS]["slower"]
    assert shift.moved
    assert shift.after.hits is not None
    assert not shift.after.hits.any()
    assert shift.change == pytest.approx(-np.mean(shift.before.hits))


def test_what_the_others_are_held_against_is_named_and_what_it_supposed_no_longer_holds() -> None:
    """A scenario in the first place is no baseline; where only it reaches a target, that it is left is what moves the target."""
    a = scene().assessment
    first = a.under(scenario("first", claim(GDP, 2025, level=2.0), title="Slow"))
    both = compare(first, a.under(scenario("none", title="Nothing")))
    assert str(table(both).columns[1].heading) == "Slow"
    (shift,) = both[GDP]
    assert shift.moved
    assert [one.key for one in shift.moved_by] == ["mover.left"]


def test_the_frame_is_tidy() -> None:
    """A row a target and scenario, the baseline first; the numbers are those of the verdicts."""
    frame = several().to_frame()
    assert list(frame.columns[:11]) == [
        "target", "scenario", "prob", "prob_se", "change", "change_se", "central", "low", "high", "effect", "moved_by",
    ]  # fmt: skip
    assert len(frame) == len(several()) * 4
    assert list(frame["scenario"][:4]) == ["baseline", *several().names]
    assert not frame.duplicated(["target", "scenario"]).any()
    for row in several():
        mine = frame[frame["target"] == row.key].set_index("scenario")
        for shift in row:
            for name, value in (("prob", shift.after.prob), ("change", shift.change), ("central", shift.after.central)):
                found = mine.loc[shift.scenario, name]
                assert pd.isna(found) if value is None else found == value


@pytest.fixture(scope="module")
def parts() -> Tornado:
    """Two claims on one series, and one on another target's."""
    base = several().baseline
    both = scenario("parts", claim(GDP, 2024, level=6.5), claim(GDP, 2025, level=7.5), claim(JOBLESS, 2024, level=5.0))
    return compare(base, base.under(both))[GDP].tornado


def by_year(parts: Tornado, year: int) -> Contribution:
    return next(one for one in parts if one.part.indicator == GDP and one.part.years.first == year)  # type: ignore[union-attr]


def test_a_part_alone_is_the_scenario_of_that_claim(parts: Tornado) -> None:
    """Asked for by hand: a scenario of one claim against the baseline."""
    base = several().baseline
    alone = compare(base, base.under(scenario("one", claim(GDP, 2024, level=6.5))))[GDP]["one"]
    assert by_year(parts, 2024).alone == alone.change
    assert by_year(parts, 2024).alone_se == alone.change_se


def test_a_part_left_out_is_the_whole_less_the_rest(parts: Tornado) -> None:
    """With all claims, less with all but this one, on the same paths."""
    base = several().baseline
    rest = base.under(scenario("rest", claim(GDP, 2025, level=7.5), claim(JOBLESS, 2024, level=5.0)))
    whole = parts.afters[0]
    assert whole.within is not None
    assert by_year(parts, 2024).left_out == compare(rest, whole.within)[GDP]["parts"].change


def test_a_part_that_does_not_reach_the_target_contributes_nothing(parts: Tornado) -> None:
    """Unemployment does not enter the pace of growth."""
    (jobless,) = (one for one in parts if one.part.indicator == JOBLESS)  # type: ignore[union-attr]
    assert (jobless.alone, jobless.left_out) == (0.0, 0.0)


def test_the_largest_part_stands_first_and_the_frame_holds_all(parts: Tornado) -> None:
    assert [one.size for one in parts] == sorted((one.size for one in parts), reverse=True)
    frame = parts.to_frame()
    assert list(frame.columns) == ["target", "scenario", "part", "alone", "alone_se", "left_out", "left_out_se"]
    assert list(frame["alone"]) == [one.alone for one in parts]
