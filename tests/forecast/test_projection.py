"""Projections: the model's laws carried to the unit of the series, joint paths, scenarios as conditions."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from shkplan.base.errors import DataError, NotAssessable, ParameterError, UnknownName
from shkplan.base.messages import Text
from shkplan.evidence.series import annual_series
from shkplan.forecast.projection import project
from shkplan.models import pool
from shkplan.models.pool import Pool
from shkplan.register.scenario import Scenario
from tests.making import figure, growth, indicator, series, share

LINE = {2019: 50.0, 2020: 51.2, 2021: 51.8, 2022: 53.1, 2023: 53.9}
JOBS = {2015: 100.0, 2016: 104.0, 2017: 111.0, 2018: 113.0, 2020: 125.0, 2021: 128.0}  # 2019 missing


def scenario(*claims: dict[str, object]) -> Scenario:
    given = {
        "id": "test", "plan": "test", "title": Text("情景", "Scenario"), "author": "test",
        "reference": Text("无", "none"), "description": Text("无", "none"),
        "claims": [{"reason": Text("因", "why"), "indicator": "test.quantity", **claim} for claim in claims],
    }  # fmt: skip
    return Scenario.model_validate(given)


def test_linear_law_is_the_published_table():
    """The law of 2025 gives the probabilities of a trend line with three degrees of freedom, worked out by hand."""
    p = project(series(indicator(bounds=(None, None)), LINE), to=2025, model="linear")

    expected = {55.0: 0.97161, 55.5: 0.85835, 56.0: 0.35408, 56.5: 0.06166}
    assert {x: round(float(p.law(2025).sf(x)), 5) for x in expected} == expected
    assert p.law(2025).median == pytest.approx(55.88)


def test_drift_on_the_log_scale_against_scipy():
    """A log-linked law is the exponential of the drift's Student t: quantiles written out with scipy."""
    values = [100.0, 104.0, 111.0, 113.0, 120.0]
    p = project(series(indicator(), dict(zip(range(2016, 2021), values, strict=True))), to=2023, model="drift")

    steps = np.diff(np.log(values))
    scale = steps.std(ddof=1) * np.sqrt(3 + 9 / 4)
    expected = np.exp(np.log(120) + 3 * steps.mean() + scale * stats.t.ppf([0.1, 0.5, 0.9], df=3))
    np.testing.assert_allclose(p.law(2023).ppf([0.1, 0.5, 0.9]), expected, rtol=1e-12)


def test_paths_hold_measured_years_and_cover_the_laws():
    """Every path passes through every measured year; elsewhere the paths' quantiles are the laws'."""
    s = series(indicator(), JOBS)
    p = project(s, to=2026, n_paths=40_000)

    for year, value in JOBS.items():
        assert (p.path(year) == value).all()
    for year in (2019, 2022, 2026):
        probs = np.array([0.1, 0.5, 0.9])
        reached = p.law(year).cdf(np.quantile(p.path(year), probs))
        np.testing.assert_allclose(reached, probs, atol=4 * np.sqrt(0.25 / 40_000))


def test_years_run_without_a_gap_from_first_to_last():
    """The paths have a column for every year, the deadline itself included."""
    p = project(series(indicator(), JOBS), to=2025)

    assert p.years == tuple(range(2015, 2026))
    assert p.paths.shape == (20_000, 11)
    assert p.estimated == (2019, 2022, 2023, 2024, 2025)


def test_earlier_years_on_request():
    """A window that opens before the first figure is covered when asked for."""
    p = project(series(indicator(), JOBS), to=2022, since=2013)

    assert p.years[0] == 2013
    assert p.path(2013).std() > p.path(2014).std() > 0


def test_same_seed_same_numbers_and_streams_of_their_own():
    """A seed fixes the paths; another region draws from another stream, so that it never moves these."""
    one, again = project(series(indicator(), JOBS), to=2025), project(series(indicator(), JOBS), to=2025)
    other = project(series(indicator(), JOBS, region="别区"), to=2025)

    np.testing.assert_array_equal(one.paths, again.paths)
    assert (other.path(2025) != one.path(2025)).any()
    assert (project(series(indicator(), JOBS), to=2025, seed=1).path(2025) != one.path(2025)).any()


def test_default_model_follows_the_measure():
    """Levels are averaged over smoothing models; rates of growth come back."""
    rates = series(growth(), {2016: 5.0, 2017: 6.0, 2018: 5.5, 2019: 5.2})

    assert project(rates, to=2021).model == "mean-reverting"
    assert project(series(indicator(), JOBS), to=2025).model == "averaged-ets"


def test_a_mean_is_believed_for_ten_years():
    """Older rates of growth stand in the series but do not inform a constant mean, nor the half that is one."""
    rates = {2005: 15.0, 2015: 14.0, 2016: 4.0, 2019: 6.7, 2022: 1.8, 2025: 6.2}
    p = project(series(growth(), rates), to=2026, model="mean")

    assert list(p.fit.years) == [2016, 2019, 2022, 2025]
    assert (p.path(2005) == 15.0).all()


def test_growth_compounds_as_the_drift_of_its_index():
    """The mean of log growth factors is the random walk with drift of the index: same median, same spread."""
    rates = {2016: 4.0, 2017: 6.7, 2018: 1.8, 2019: 6.2}
    g = project(series(growth(), rates), to=2022, model="mean", n_paths=60_000)
    index = np.cumprod([100.0, *(1 + rate / 100 for rate in rates.values())])
    figures = dict(zip(range(2015, 2020), index, strict=True))
    level = project(series(indicator(), figures), to=2022, model="drift", n_paths=60_000)

    ahead = [g.years.index(year) for year in (2020, 2021, 2022)]
    compounded = index[-1] * np.prod(1 + g.paths[:, ahead] / 100, axis=1)
    probs = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    reached = level.law(2022).cdf(np.quantile(compounded, probs))
    np.testing.assert_allclose(reached, probs, atol=4 * np.sqrt(0.25 / 60_000))


def test_a_share_never_leaves_its_bounds():
    """Whatever the model draws, a share stays between 0 and 100 %."""
    p = project(series(share(), {2018: 97.0, 2019: 98.5, 2020: 99.2, 2021: 99.7, 2022: 99.8}), to=2035)

    assert (p.paths >= 0).all()
    assert (p.paths <= 100).all()
    assert 0 < p.law(2035).interval(0.95)[0] < p.law(2035).interval(0.95)[1] <= 100


def test_figures_before_a_break_do_not_inform_the_model():
    """A new basis starts a new series; older measured years still stand in the paths as they were measured."""
    of = indicator()
    old, new = {2012: 900.0, 2013: 990.0, 2014: 700.0}, {2015: 100.0, 2016: 104.0, 2017: 111.0, 2018: 113.0}
    figures = [figure(of, y, x, mark="break" if y == 2015 else "") for y, x in {**old, **new}.items()]
    broken = project(annual_series(figures, of, "本区"), to=2022)
    plain = project(series(of, new), to=2022)

    assert broken.law(2022).interval(0.8) == pytest.approx(plain.law(2022).interval(0.8))
    assert (broken.path(2013) == 990.0).all()


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({}, "reason.no_figures"),
        ({2020: 1.0, 2021: 2.0, 2022: 3.0}, "reason.too_few_points"),
        ({2019: 5.0, 2020: 5.0, 2021: 5.0, 2022: 5.0}, "reason.no_spread"),
        ({2019: 5.0, 2020: 0.0, 2021: 5.0, 2022: 6.0}, "reason.off_scale"),
    ],
)
def test_refusals_carry_their_reason(values, key):
    """What cannot be projected is refused with the reason, never filled by another model."""
    with pytest.raises(NotAssessable) as caught:
        project(series(indicator(), values), to=2025, model="drift")

    assert caught.value.reason.key == key


def test_bad_requests_teach():
    """A year before the data, a year outside and an unknown model are told what to do."""
    s = series(indicator(), JOBS)
    with pytest.raises(ValueError, match="before the last measured year 2021; give a later year"):
        project(s, to=2020)
    with pytest.raises(ValueError, match=r"2036 lies outside the projection \(2015-2025\)"):
        project(s, to=2025).path(2036)
    with pytest.raises(UnknownName, match="Did you mean drift"):
        project(s, to=2025, model="drfit")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            {"to": 9999},
            "to: found 9999, expected 1955 to 2081: test.quantity was measured 2015-2021, .* more than 60 years",
        ),
        ({"since": 1, "to": 2025}, "since: found 1, expected 1955 to 2081"),
        ({"to": "2035"}, "to: found '2035', expected a calendar year such as 2035"),
        ({"to": 2035.0}, "to: found 2035.0, expected a calendar year"),
        ({"to": True}, "to: found True, expected a calendar year"),
        ({"since": 2015.5}, "since: found 2015.5, expected a calendar year"),
        ({"seed": None}, "seed: found None, expected a whole number, 0 or more"),
        ({"seed": -1}, "seed: found -1, expected a whole number, 0 or more"),
        ({"n_paths": 0}, "n_paths: found 0, expected a number of paths, 1 or more"),
        ({"n_paths": 1e4}, "n_paths: found 10000.0, expected a number of paths"),
        (
            {"n_paths": 10**9},
            r"found 1000000000 paths of 21 years, expected at most 40,000,000 numbers .* 1,904,761 paths",
        ),
    ],
)
def test_what_is_no_question_is_refused_in_one_sentence(asked, told):
    """Found, expected, remedy; before anything is allocated, and as the caller's mistake, not as an answer."""
    with pytest.raises(ParameterError, match=told):
        project(series(indicator(), JOBS), **asked)


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda s: project(s, model=None), "model: found None, expected a model or the name of one, such as"),
        (lambda s: project(s, model=3), "model: found 3, expected a model or the name of one"),
        (lambda s: project(s, model=Pool), "model: found <class .*Pool'>, expected a model"),
        (lambda s: project(s, scenario="city"), "scenario: found 'city', expected a scenario; shkplan.load_scenario"),
        (lambda _: project({2015: 1.0}), "series: found a dict, expected a yearly series; shkplan.series"),
        (lambda s: project(s, since=2030, to=2025), "since: found 2030, expected a year up to to=2025"),
        (lambda s: project(s).interval("a"), "found level 'a', expected a share between 0 and 1: 80 % is 0.8"),
        (lambda s: project(s).interval(80), "found level 80, expected a share between 0 and 1: 80 % is 0.8"),
        (lambda s: project(s).quantiles([]), r"found probs \[\], expected shares strictly between 0 and 1"),
        (lambda s: project(s).quantiles(["a"]), r"found probs \['a'\], expected shares"),
        (lambda s: project(s).quantiles([[0.1, 0.2]]), r"found probs \[\[0.1, 0.2\]\], expected shares"),
        (lambda s: project(s).quantiles([0.5, float("nan")]), r"found probs \[0.5, nan\], expected shares"),
        (lambda _: pool(), "pool: found none; give two models or more, each once"),
        (lambda _: pool("drift", 3), "model: found 3, expected a model or the name of one"),
    ],
)
def test_what_is_of_another_kind_is_refused_in_one_sentence(ask, told):
    """Found when a word in the place of a model, a scenario or a share ended in an error from deep inside."""
    with pytest.raises(ParameterError, match=told) as refused:
        ask(series(indicator(), JOBS))
    assert "\n" not in str(refused.value)


def test_seeds_and_counts_of_numpy_are_the_same_numbers():
    """A seed or a number of paths from an array gives the very projection that a plain one gives."""
    s = series(indicator(), JOBS)
    ours = project(s, to=2025, seed=np.int64(7), n_paths=np.int64(50))
    assert ours == project(s, to=2025, seed=7, n_paths=50)
    assert (type(ours.seed), type(ours.n_paths)) == (int, int)


def test_numbers_of_numpy_are_numbers():
    """A year from an array is a year; an unknown link is told with the known ones."""
    s = series(indicator(), JOBS)
    assert project(s, to=np.int64(2025), n_paths=np.int32(10)).paths.shape == (10, 11)
    with pytest.raises(UnknownName, match="Did you mean log"):
        project(s, link="lgo")


def test_too_few_since_a_break_names_the_breaks():
    """Eighteen figures of which two are comparable: the reason says so, in both languages."""
    of = indicator()
    figures = [figure(of, y, 100.0 + y - 2000, mark="break" if y in (2014, 2018) else "") for y in range(2002, 2020)]
    with pytest.raises(NotAssessable) as refusal:
        project(annual_series(figures, of, "本区"), to=2025)
    reason = refusal.value.reason
    assert reason.key == "reason.too_few_since_break"
    for language in ("en", "zh"):
        told = reason.text(language)
        assert all(number in told for number in ("2", "18", "2014", "2018", "3"))
    with pytest.raises(NotAssessable) as refusal:  # too few without the breaks as well: still one of two
        project(annual_series(figures[11:13], of, "本区"), to=2025)
    reason = refusal.value.reason
    assert (reason.key, reason.values["n"], reason.values["total"]) == ("reason.too_few_since_break", 1, 2)
    with pytest.raises(NotAssessable) as refusal:
        project(annual_series(figures[:2], of, "本区"), to=2025)
    assert refusal.value.reason.key == "reason.too_few_points"


def test_too_few_close_together_says_of_how_many():
    """Found when one model told of two figures and the next one of one: a mean does not look across five years without any."""
    of = indicator()
    with pytest.raises(NotAssessable) as refusal:
        project(annual_series([figure(of, 2015, 88.0), figure(of, 2020, 90.0)], of, "本区"), to=2025, model="mean")
    reason = refusal.value.reason
    assert (reason.key, reason.values["n"], reason.values["total"]) == ("reason.too_few_recent", 1, 2)


def test_projecting_needs_no_frames_and_no_charts():
    """Whoever only projects does not wait for pandas, statsmodels or seaborn."""
    told = "import sys, shkplan.forecast.projection; print(sorted({'pandas', 'statsmodels', 'seaborn'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True).stdout == "[]\n"


# The table of quantiles -----------------------------------------------------------------------------------------------


def claimed() -> Scenario:
    return scenario({"years": "2024", "fix": "level", "value": 150.0, "unit": "人"})


@pytest.mark.parametrize("model", ["auto", "ets-and-mean", "linear"])
@pytest.mark.parametrize("under", [None, claimed()])
def test_bands_are_the_laws_year_by_year(model, under):
    """Median and bands of all years at once are those of each year's law, under a scenario too."""
    p = project(series(indicator(), JOBS), to=2026, model=model, n_paths=999, scenario=under)
    for level in (0.5, 0.8, 0.95, 0.77):
        expected = [p.law(year).interval(level) for year in p.years]
        np.testing.assert_allclose(p.interval(level), expected, rtol=1e-7)
    np.testing.assert_allclose(p.median, [p.law(year).median for year in p.years], rtol=1e-7)
    with pytest.raises(ValueError, match=r"80 % is 0\.8"):
        p.interval(80)


def test_the_table_is_worked_out_once(monkeypatch):
    """However often bands are asked for, the model is asked once."""
    p, asked = project(series(indicator(), JOBS), n_paths=10), []
    ask = type(p.fit).quantiles
    monkeypatch.setattr(type(p.fit), "quantiles", lambda *given: asked.append(1) or ask(*given))
    for _ in range(2):
        _ = p.interval(0.5), p.interval(0.8), p.interval(0.95), p.median, p.to_frame()
    assert len(asked) == 1


def test_a_projection_as_a_table():
    """One row a year; a measured year has no width and says so."""
    p = project(series(indicator(), JOBS), to=2023, n_paths=10)
    table = p.to_frame()
    assert table.index.tolist() == list(range(2015, 2024))
    assert table.loc[2019, "is"] == "estimated"
    assert table.loc[2020, ["is", "median", "low_95", "high_95"]].tolist() == ["measured", 125.0, 125.0, 125.0]
    row = table.loc[2023, ["low_95", "low_80", "median", "high_80", "high_95"]]
    assert row.is_monotonic_increasing
    assert row["low_80"] == pytest.approx(p.law(2023).interval(0.8)[0])


@pytest.mark.parametrize("under", [None, claimed()])
def test_a_copy_of_a_projection_equals_it(under):
    """Equal by value: a deep copy, and what comes out of a pickle; with one number other, it is another one."""
    p = project(series(indicator(), JOBS), n_paths=50, scenario=under)
    _ = p.median
    for again in (copy.deepcopy(p), pickle.loads(pickle.dumps(p)), project(p.series, n_paths=50, scenario=under)):
        assert again == p
        assert again.interval(0.8).tolist() == p.interval(0.8).tolist()
    assert project(p.series, n_paths=50, seed=1, scenario=under) != p
    assert p != "a projection"


# Scenarios ------------------------------------------------------------------------------------------------------------


def test_the_empty_scenario_changes_nothing():
    """No claim, no change: the same paths bit by bit and the same laws."""
    s = series(indicator(), JOBS)
    base, same = project(s, to=2030), project(s, to=2030, scenario=scenario())

    np.testing.assert_array_equal(base.paths, same.paths)
    assert same.scenario is None
    assert same.law(2030).ppf(0.9) == base.law(2030).ppf(0.9)


def test_a_fixed_level_is_met_by_every_path_and_carried_on_by_a_random_walk():
    """After the year made so a random walk keeps the shift; every year before it stays as it was, to the bit."""
    s = series(indicator(bounds=(None, None)), JOBS)
    claim = {"years": 2025, "fix": "level", "value": 200, "unit": "人"}
    base = project(s, to=2030, model="drift")
    ruled = project(s, to=2030, model="drift", scenario=scenario(claim))

    assert (ruled.path(2025) == 200).all()
    np.testing.assert_allclose(ruled.path(2028) - base.path(2028), 200 - base.path(2025))
    for year in range(base.years[0], 2025):
        np.testing.assert_array_equal(ruled.path(year), base.path(year))


def test_a_fixed_level_of_a_trend_line_moves_no_other_year():
    """Around a given line the years are independent: fixing one says nothing of the next."""
    s = series(indicator(bounds=(None, None)), LINE)
    base = project(s, to=2030, model="linear")
    claim = {"years": 2026, "fix": "level", "value": 0, "unit": "人"}
    ruled = project(s, to=2030, model="linear", scenario=scenario(claim))

    np.testing.assert_array_equal(ruled.path(2027), base.path(2027))


def test_conditioning_is_the_gaussian_formula():
    """Two years learned together give the joint normal formula, written out with the bridge covariance, path by path.

    The paths chosen are those that come near; each is then moved by the regression on what is learned.
    """
    s = series(indicator(bounds=(None, None)), {2018: 10.0, 2019: 11.0, 2020: 11.5, 2021: 13.0})
    claims = scenario(
        {"years": 2023, "fix": "level", "value": 16, "unit": "人", "how": "condition"},
        {"years": 2026, "fix": "level", "value": 17, "unit": "人", "how": "condition"},
    )
    base, ruled = project(s, to=2027, model="drift"), project(s, to=2027, model="drift", scenario=claims)

    ahead = np.arange(2022, 2028)
    covariance = np.minimum.outer(ahead - 2021, ahead - 2021).astype(float)  # random walk from its last value
    at = [1, 4]
    gain = covariance[:, at] @ np.linalg.inv(covariance[np.ix_(at, at)])
    first = base.years.index(2022)
    residual = np.array([16.0, 17.0]) - base.paths[:, [base.years.index(2023), base.years.index(2026)]]
    every = base.paths[:, first:] + residual @ gain.T
    known = {row.round(7).tobytes() for row in every}
    assert sum(row.round(7).tobytes() in known for row in ruled.paths[:, first:]) > 0.99 * base.n_paths
    assert ruled.weighed == pytest.approx(0.05, rel=0.01)


def test_a_growth_claim_takes_the_year_before_as_it_comes():
    """Growth of 10 % holds on every path, and leaves the year before untouched."""
    s = series(indicator(), JOBS)
    base = project(s, to=2026)
    ruled = project(
        s, to=2026, scenario=scenario({"years": "2023-2024", "fix": "growth rate", "value": 10, "unit": "%"})
    )

    np.testing.assert_allclose(ruled.path(2022), base.path(2022))
    np.testing.assert_allclose(ruled.path(2023), 1.1 * base.path(2022))
    np.testing.assert_allclose(ruled.path(2024), 1.21 * base.path(2022))


def test_an_addition_adds_to_the_baseline():
    """So much more than the baseline in each of the years, on every path, in any unit that converts."""
    s = series(indicator(), JOBS)
    base = project(s, to=2026)
    claim = {"years": "2023-2024", "fix": "addition", "value": 0.01, "unit": "万人"}
    ruled = project(s, to=2026, scenario=scenario(claim))

    np.testing.assert_allclose(ruled.path(2023), base.path(2023) + 100)
    np.testing.assert_allclose(ruled.path(2024), base.path(2024) + 100)


def test_a_claim_on_a_measured_year_is_refused():
    """A scenario speaks of the unknown; a measured year cannot be fixed, and the message says which figure stands there."""
    claim = {"years": 2021, "fix": "level", "value": 1, "unit": "人"}

    with pytest.raises(DataError, match="128 was published for 2021"):
        project(series(indicator(), JOBS), to=2026, scenario=scenario(claim))


def test_claims_on_others_do_not_touch_this_series():
    """A claim names its indicator and region; other series keep their paths."""
    s = series(indicator(), JOBS)
    elsewhere = {"years": 2025, "fix": "level", "value": 1, "unit": "人", "region": "别区"}
    another = {"years": 2025, "fix": "level", "value": 1, "unit": "人", "indicator": "test.other"}

    np.testing.assert_array_equal(
        project(s, to=2026, scenario=scenario(elsewhere, another)).paths, project(s, to=2026).paths
    )


def test_years_a_scenario_does_not_move_keep_their_closed_form():
    """Fixing 2026 around a constant mean says nothing of 2030: the same law, not an echo of it from the paths."""
    s = series(growth(), {2016: 5.0, 2017: 6.0, 2018: 5.5, 2019: 5.2})
    claim = {"years": 2026, "fix": "addition", "value": -2, "unit": "个百分点"}
    base, ruled = (project(s, to=2030, model="mean", scenario=asked) for asked in (None, scenario(claim)))

    assert ruled.moved == ruled.fixed == (2026,)
    assert ruled.law(2030) == base.law(2030)
    np.testing.assert_allclose(ruled.path(2026), base.path(2026) - 2)
