"""What a constant path to a target needs, kind by kind: held against scipy's root finder on every path."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

from shkplan.base.periods import Period
from shkplan.distributions.links import Identity, LinkFunction, Support
from shkplan.register.targets.steering import steered
from tests.contract.test_kinds import Example, every_example, every_kind, new_plan, of_kind

N = 12


def paths_of(held: Example, link: LinkFunction) -> Any:
    """Paths about the level that meets the target, the later half of the years steered; single years are steered."""
    rng = np.random.default_rng(4)
    count = len(held.years)
    low, high = (-np.inf if held.of.bounds[0] is None else held.of.bounds[0]), (held.of.bounds[1] or np.inf)
    edge = 1e-3 * max(1.0, abs(held.exact))
    wiggle = 0.01 * max(1.0, abs(held.exact)) * rng.standard_normal((N, count))
    rows = np.clip(np.clip(held.exact, low + edge, high - edge) + wiggle, low + edge / 2, high - edge / 2)
    return steered(rows, tuple(range(count // 2, count)), link)


def others_of(held: Example) -> tuple[Any, ...]:
    rng = np.random.default_rng(5)
    return tuple(
        np.repeat(other.ends(held.years)[0], N, axis=0) + rng.standard_normal((N, len(held.years)))
        for other in held.beside.others
    )


@every_example
def test_the_path_needed_just_reaches_the_number(held: Example) -> None:
    """On each path the median that the kind names is the root of its deciding quantity less the number."""
    link = Support(*held.of.bounds, held.of.precision).link()
    paths, others, goal = paths_of(held, link), others_of(held), held.target.goal(held.beside)
    found = held.target.needed(held.beside, goal, paths, *others)
    assert found is not None, "the shipped kinds are explicit on the usual scale"
    centre = float(np.median(link.extended(paths.own[:, -1])))
    for one in np.flatnonzero(np.isfinite(found)):
        alone = [row[[one]] for row in others]

        def short(z: float, one: int = int(one), alone: list[Any] = alone) -> float:
            value = held.target.value(held.beside, paths.at(z)[[one]], *alone)
            return float(value[0]) - goal.threshold

        root = brentq(short, centre - 30, centre + 30, xtol=1e-12) if not isinstance(link, Identity) else None
        root = brentq(short, centre - 1e6, centre + 1e6, xtol=1e-12) if root is None else root
        assert found[one] == pytest.approx(root, abs=1e-6)
    best = paths.at(30.0 if held.target.up else -30.0)  # on other paths no median does: those years broke the bound
    reached = held.target.event(held.beside, best, *others)
    assert not reached[~np.isfinite(found)].any()


@every_example
def test_steering_to_its_own_median_moves_nothing(held: Example) -> None:
    """With the constant at the median of a year the paths of that year are those of the projection."""
    link = Support(*held.of.bounds, held.of.precision).link()
    paths = paths_of(held, link)
    last = paths.own[:, -1]
    there = paths.at(float(np.median(link.extended(last))))
    assert there[:, -1] == pytest.approx(last, rel=1e-9)
    kept = [at for at in range(paths.own.shape[1]) if at not in paths.free]
    assert np.array_equal(there[:, kept], paths.own[:, kept])


@every_example
def test_a_run_of_years_is_told_as_a_path_to_the_target_is(held: Example) -> None:
    """Had the path been followed, the record of its years would be that very path: a constant is its own stride."""
    of, target = held.of, held.target
    form, years = target.steers(of), range(2001, 2006)
    if form in ("rate", "sum", "limit", "mean"):
        assert target.stride(of, dict.fromkeys(years, 3.5), years) == pytest.approx(3.5)
        assert target.stride(of, dict.fromkeys(range(2002, 2006), 3.5), years) is None
        return
    level = {year: 10 + 0.5 * (year - 2000) for year in range(2000, 2006)}
    growth = {year: 10 * 1.05 ** (year - 2000) for year in range(2000, 2006)}
    found = target.stride(of, level if form == "level" else growth, years)
    assert found == pytest.approx(0.5 if form == "level" else 5.0)
    assert target.stride(of, dict.fromkeys(years, 1.0), years) is None  # the year before is missing


@every_kind
def test_a_kind_can_be_set_for_other_years(kind: str) -> None:
    """The next plan's target of the kind: due in the last year of its window, and as long as that."""
    _, target = of_kind(new_plan(), kind)
    moved = target.moved(Period(2031, 2035))
    assert moved.deadline == 2035
    assert moved.years[-1] == 2035
    assert min(moved.years) in (2031, 2035)
    assert type(moved).model_validate(moved.model_dump()) == moved


@every_example
def test_the_number_is_reached_by_a_year_once_it_was(held: Example) -> None:
    """Whether it is reached by a year agrees with the event had the deadline been that year, where that has a meaning."""
    target, years = held.target, tuple(range(min(held.target.years), max(held.target.years) + 1))
    rows = np.array(
        [np.broadcast_to(held.exact + step * max(1.0, abs(held.exact)), len(years)) for step in (-0.01, 0.01)]
    )
    found = target.reached_by(held.beside, target.goal(held.beside), rows, years)
    if found is None:
        assert target.steers(held.of) in ("limit", "rate", "sum", "growth", "mean")
        return
    at = [years.index(year) for year in held.years]
    event = target.event(held.beside, rows[:, at])
    assert list(found[:, -1]) == list(event)
