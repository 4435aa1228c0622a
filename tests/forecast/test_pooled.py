"""Sister regions as a frame: what they teach, what of them may be known, and what is refused."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest

import shkplan as sp
from shkplan.base.errors import NotAssessable, ParameterError
from shkplan.distributions.links import Identity, Support
from tests.making import series, share

OWN = {2012: 61.0, 2013: 62.5}


def sisters(regions: int = 12, first: int = 2000, last: int = 2020, seed: int = 0) -> pd.DataFrame:
    """Shares that rise together and part slowly."""
    rng = np.random.default_rng(seed)
    years = np.arange(first, last + 1)
    common = np.cumsum(rng.normal(0.05, 0.03, years.size))
    parts = []
    for at in range(regions):
        z = rng.normal(0.0, 0.5) + common + np.cumsum(rng.normal(0.0, 0.05, years.size))
        parts.append(pd.DataFrame({"series": f"s{at}", "year": years, "value": 100 / (1 + np.exp(-z))}))
    return pd.concat(parts, ignore_index=True)


def median(panel: pd.DataFrame, own: dict[int, float] = OWN, **asked: Any) -> np.ndarray[Any, Any]:
    made = sp.project(series(share(), own), to=max(own) + 5, model=sp.pooled(panel, **asked), n_paths=50)
    return np.asarray(made.quantiles([0.1, 0.5, 0.9]))


def test_one_value_is_enough_and_the_class_is_named() -> None:
    made = sp.project(series(share(), {2012: 61.0}), to=2017, model=sp.pooled(sisters(), name="sisters"), n_paths=50)
    assert made.borrowed is not None
    assert (made.model, made.borrowed.name, made.borrowed.regions, made.borrowed.own_figures) == (
        "pooled",
        "sisters",
        12,
        1,
    )
    assert made.borrowed.last == 2012
    low, high = made.interval(0.8).T
    assert (low[1:] < high[1:]).all()
    assert (low > 0).all()
    assert (high < 100).all()


@pytest.mark.parametrize("seed", range(5))
def test_no_year_beyond_the_last_own_figure_informs(seed: int) -> None:
    """Whatever the panel does after it, and whether it goes on at all, the same laws to the last bit."""
    panel, rng = sisters(seed=seed), np.random.default_rng(seed)
    later = panel["year"] > max(OWN)
    other = panel.copy()
    other.loc[later, "value"] = rng.uniform(1, 99, int(later.sum()))
    expected = median(panel)
    np.testing.assert_array_equal(median(other), expected)
    np.testing.assert_array_equal(median(panel[~later]), expected)
    np.testing.assert_array_equal(median(other, known_to=max(OWN)), expected)
    joining = pd.concat([other, other[later].assign(series="later " + other["series"])])
    np.testing.assert_array_equal(median(joining), expected)
    assert not np.array_equal(median(other, known_to=2020), expected)


def test_known_to_bounds_what_is_known_of_a_panel_of_series() -> None:
    """``project_panel`` asks the class as of each series' own last year, or of the one named, and of one value too."""
    panel = sisters()
    frame = pd.DataFrame({"series": ["one", "two", "two"], "year": [2012, 2012, 2013], "value": [61.0, 61.0, 62.5],
                          "lower": 0.0, "upper": 100.0})  # fmt: skip
    asked = {"model": "pooled", "probs": [0.1, 0.5, 0.9]}
    table = sp.project_panel(frame, 5, reference=panel, **asked)  # type: ignore[arg-type]
    assert table.attrs["failures"] == []
    two = table[table["series"] == "two"].pivot_table(index="year", columns="prob", values="value").to_numpy()
    law = sp.pooled(panel).fit([2012, 2013], [61.0, 62.5], Support(0.0, 100.0))
    np.testing.assert_allclose(
        two, [law.law(year).ppf(np.array([0.1, 0.5, 0.9])) for year in range(2014, 2019)], rtol=1e-9
    )
    by_then = sp.project_panel(frame, 5, reference=panel[panel["year"] <= 2012], known_to=2012, **asked)  # type: ignore[arg-type]
    same = sp.project_panel(frame, 5, reference=panel, known_to=2012, **asked)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(by_then, same)


def test_regions_above_count_where_sisters_are_few() -> None:
    """Rows of a level above are no sisters: the class is as large without them, and where sisters are many they change nothing."""
    panel = sisters()
    above = panel[panel["series"] == "s0"].assign(series="province", level="province")
    both = pd.concat([panel.assign(level=""), above], ignore_index=True)
    np.testing.assert_array_equal(median(both), median(panel))
    for blank in (None, np.nan, " "):
        np.testing.assert_array_equal(median(panel.assign(level=blank)), median(panel))
    late = panel[(panel["year"] >= 2008) | panel["series"].isin(["s1", "s2"])].assign(level="")
    moved = above.assign(value=above["value"] * np.where(above["year"] < 2008, 0.7, 1.0))
    with_above, otherwise = (median(pd.concat([late, some], ignore_index=True)) for some in (above, moved))
    assert not np.array_equal(with_above, otherwise)


def test_levels_and_rates_are_told_apart_by_the_scale() -> None:
    """Where values may lie below zero they are rates, unless it is said; a share is a level."""
    panel = sisters()
    for link, growth in ((Identity(), True), (Support(0.0, 100.0).link(), False)):
        found = sp.pooled(panel).sisters.on(link).at(2020)
        assert found is not None
        assert found.dynamics.reverting is growth
    told = sp.pooled(panel, growth=False).sisters.on(Identity()).at(2020)
    assert told is not None
    assert not told.dynamics.reverting


@pytest.mark.parametrize(
    ("change", "teaches"),
    [
        (lambda panel: panel.drop(columns="year"), "reference: no column year in the frame"),
        (lambda panel: panel.iloc[:0], "reference: found no value, expected a row a measured year"),
        (lambda panel: panel.assign(value=np.nan), "reference: found no value"),
        (
            lambda panel: panel.assign(year=panel["year"] + 0.5),
            "reference: year: found 2000.5, expected a calendar year such as 2021, and so in every row.",
        ),
        (
            lambda panel: pd.concat([panel, panel.iloc[:2]]),
            "reference: s0: found 2000, 2001 twice, expected each year once.",
        ),
        (
            lambda panel: panel.assign(value=np.inf),
            "reference: value: found inf, expected a number, and so in every row.",
        ),
        (
            lambda panel: panel.replace({"year": {2003: 20030}}).assign(
                value=lambda rows: rows["value"].astype(str) + "x"
            ),
            "reference: value: found '{first}x', expected a number, and so in every row.",
        ),
        (
            lambda panel: panel.replace({"year": {2003: 20030}}),
            "reference: {wild}; and 7 more.".replace(
                "{wild}",
                "; ".join(
                    f"{name}: year: found 20030, expected a calendar year from 1700 to 2200"
                    for name in ("s0", "s1", "s10", "s11", "s2")
                ),
            ),
        ),
        (
            lambda panel: panel[panel["series"] < "s12"],
            "reference: found 4 sister regions with figures of 21 years, expected 5 regions or more",
        ),
    ],
    ids=["no year", "empty", "nothing measured", "half a year", "twice", "endless", "text", "wild years", "few"],
)
def test_a_bad_frame_is_told_in_one_sentence(change: Any, teaches: str) -> None:
    with pytest.raises(ParameterError) as told:
        sp.pooled(change(sisters()))
    assert teaches.format(first=sisters()["value"][0]) in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(("asked", "teaches"), [({"known_to": 2012.5}, "known_to"), ({"known_to": "2012"}, "known_to")])
def test_a_year_that_is_none_is_refused(asked: Any, teaches: str) -> None:
    with pytest.raises(ParameterError, match=teaches):
        sp.pooled(sisters(), **asked)


def test_a_class_too_young_or_too_small_says_so() -> None:
    """Before its windows end there is no class: the year and the name are told; of a sister or two there never is one."""
    with pytest.raises(NotAssessable, match="by 2013 the class “panel” has too few regions or years"):
        median(sisters(first=2011))
    with pytest.raises(ParameterError, match="reference: found 2 sister regions with figures of 21 years"):
        median(sisters(regions=2))


def test_a_region_cut_at_a_new_basis_counts_once() -> None:
    """Six districts, each under two names: six regions where the column says so, and too few where three districts have four."""
    panel = sisters(regions=6)
    cut = panel.assign(region=panel["series"], series=panel["series"] + np.where(panel["year"] < 2007, " old", ""))
    for given, regions in ((cut, 6), (cut.drop(columns="region"), 12)):
        made = sp.project(series(share(), OWN), to=2018, model=sp.pooled(given), n_paths=50)
        assert made.borrowed is not None
        assert made.borrowed.regions == regions
    np.testing.assert_array_equal(median(cut), median(cut.drop(columns="region")))
    with pytest.raises(ParameterError, match="found 3 sister regions"):
        sp.pooled(cut.assign(region=cut["region"].map({f"s{at}": f"r{at % 3}" for at in range(6)})))


def test_values_beyond_the_bounds_are_told_and_those_at_a_bound_are_taken() -> None:
    """A share of 140 % is a mistake or of another unit; nobody leaves it out without a word."""
    panel = sisters()
    beyond = pd.concat([panel, pd.DataFrame({"series": "odd", "year": [2005, 2006], "value": [140.0, -3.0]})])
    told = (
        "reference: found 2 values beyond the bounds 0 to 100 of the series: odd 2005 (140), odd 2006 (-3); correct them, leave "
        "them out, or give the bounds of both."
    )
    with pytest.raises(ParameterError) as raised:
        median(beyond)
    assert str(raised.value) == told
    frame = pd.DataFrame({"series": "one", "year": [2012], "value": [61.0], "lower": 0.0, "upper": 100.0})
    assert sp.project_panel(frame, 5, model="pooled", reference=beyond).attrs["failures"] == [("one", told)]
    full = pd.concat([panel, pd.DataFrame({"series": "full", "year": range(2000, 2021), "value": 100.0})])
    assert np.isfinite(median(full)).all()


def test_it_travels() -> None:
    """To another process and back, learned or not, with the same answers."""
    model = sp.pooled(sisters())
    law = model.fit([2012], [61.0], Support(0.0, 100.0)).law(2017)
    again = pickle.loads(pickle.dumps(model))
    assert again.fit([2012], [61.0], Support(0.0, 100.0)).law(2017) == law
