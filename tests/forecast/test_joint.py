"""A projection that follows another: its laws are its paths, known years of either side stand, claims on the other move it."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import shkplan as sp
from shkplan.base.errors import NotAssessable, ParameterError
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.agreeing import _evenly, agreeing
from shkplan.forecast.growth_scale import logged
from shkplan.forecast.joint import follow, pairs_for
from shkplan.forecast.projection import Projection, project
from shkplan.models.pairs import NOMINAL, PRICES, REGIONS, UNLIKE
from shkplan.register.scenario import Scenario
from tests.making import HERE, growth, series

CITY = "市"
OF = growth()
OWN = {2017: 7.0, 2018: 7.2, 2019: 5.0, 2020: 2.1, 2021: 6.1, 2022: 5.2, 2024: 4.9}
CITYS = {2017: 7.1, 2018: 6.5, 2019: 6.5, 2020: 0.9, 2021: 8.2, 2022: 4.0, 2023: 6.0, 2024: 5.2, 2025: 5.7}
M = 4000


def city(values: dict[int, float] = CITYS, to: int = 2030) -> Projection:
    return project(series(OF, values, CITY), since=2021, to=to, n_paths=M)


def own(values: dict[int, float] = OWN) -> AnnualSeries:
    return series(OF, values)


def followed(values: dict[int, float] = OWN, of: Projection | None = None, to: int = 2030) -> Projection:
    return follow(own(values), of or city(), since=2021, to=to, n_paths=M)


def test_law_and_paths_agree_at_every_question() -> None:
    """Quantiles, law, frame and the fit's own answers are those of the sample; measured years are points."""
    made = followed()
    for at, year in enumerate(made.years):
        path = np.sort(made.path(year))
        wanted = np.quantile(path, [0.1, 0.5, 0.9], method="inverted_cdf")
        assert made.quantiles([0.1, 0.5, 0.9])[at] == pytest.approx(wanted)
        assert made.law(year).ppf([0.1, 0.5, 0.9]) == pytest.approx(wanted)
        assert made.to_frame().loc[year, "median"] == pytest.approx(wanted[1])
        if year in OWN:
            assert path[0] == path[-1] == OWN[year]
    assert made.fit.quantiles([2023, 2025], [0.5])[:, 0] == pytest.approx(made.quantiles(0.5)[[2, 4], 0])
    assert made.fit.law(2025).median == made.law(2025).median


def test_it_equals_its_copies_and_its_pickle() -> None:
    """Same figures and numbers: the same value; another year of the other series: another."""
    made = followed()
    assert made == followed() == pickle.loads(pickle.dumps(made))
    assert made.fit == followed().fit
    assert made != followed(of=city(CITYS | {2025: 9.7}))


def test_a_missing_year_follows_the_others_known_one() -> None:
    """The city's 2025 four points better: ours is better by the slope that is told, and 2023 but little moved."""
    first, better = followed(), followed(of=city(CITYS | {2025: 9.7}))
    assert first.dependence is not None
    slope, _ = first.dependence.slope, first.dependence.slope_sd
    moved = better.median - first.median
    logs = 100 * (np.log(1.097) - np.log(1.057))
    assert moved[first.years.index(2025)] == pytest.approx(slope * logs * 1.055, abs=0.35)
    assert abs(moved[first.years.index(2023)]) < 0.15


def test_years_that_neither_has_are_drawn_together() -> None:
    """Correlation of the paths in a year that neither has measured; alone it would be nothing."""
    other = city()
    made, alone = followed(of=other), project(own(), since=2021, to=2030, n_paths=M)
    assert np.corrcoef(made.path(2027), other.path(2027))[0, 1] > 0.3
    assert abs(np.corrcoef(alone.path(2027), other.path(2027))[0, 1]) < 4 / np.sqrt(M)


def test_one_figure_or_none_is_answered_by_what_other_pairs_told() -> None:
    """No year of both: the slope is the usual one, the band is wide; each own figure narrows it."""
    none, one, seven = (followed(some) for some in ({}, {2024: 4.9}, OWN))
    assert none.dependence is not None
    assert (none.dependence.slope, none.dependence.slope_sd) == pytest.approx((REGIONS.slope, REGIONS.slope_spread))
    assert none.dependence.years == ()
    widths = [float(np.ptp(made.interval(0.8)[made.years.index(2025)])) for made in (none, one, seven)]
    assert widths[0] > widths[1] > widths[2]


def test_prices_are_added_where_own_growth_is_nominal() -> None:
    """With prices two points higher in a year, nominal growth is higher by the slope, and real growth so by slope less one."""
    income = growth(id="test.income", price_basis="current")
    prices = growth(id="test.prices", price_basis="none")
    mine = series(income, {2017: 9.0, 2018: 8.5, 2019: 9.5, 2020: 3.0, 2021: 9.0})
    index = dict.fromkeys(range(2017, 2026), 2.0)
    made = [
        follow(mine, city(), series(prices, some, HERE), since=2021, to=2025, n_paths=M)
        for some in (index, index | {2024: 4.0})
    ]
    told = made[0].dependence
    assert told is not None
    assert told.pairs == "unlike"
    assert len(told.follows) == 2
    moved = np.median(made[1].path(2024) - made[0].path(2024))
    assert moved == pytest.approx(told.slope * 100 * (np.log(1.04) - np.log(1.02)) * 1.07, abs=0.3)


def test_years_implied_by_other_figures_inform_it_as_draws() -> None:
    """Dalian's urban incomes of 2021 and 2022 follow from its levels: they are no points, and inform it with their uncertainty."""
    a = sp.assess("shahekou-14fyp", as_of="2026-06-30", n_paths=400)
    mine = a.series("income.urban_disposable_growth", "大连市")
    made = follow(mine, a.projection("economy.gdp_growth"), since=2021, to=2025, n_paths=400)
    assert made.implied
    assert made.imputations > 1
    assert np.ptp(made.path(made.implied[0])) > 0


def claiming(year: int, value: float, region: str) -> Scenario:
    words = {"zh": "某", "en": "some"}
    return Scenario.model_validate({
        "id": "s", "plan": "p", "title": words, "author": "a", "reference": words, "description": words,
        "claims": [{"indicator": OF.id, "region": region, "years": year, "fix": "level", "value": value, "unit": "%", "reason": words}],
    })  # fmt: skip


def test_claims_on_the_other_move_own_growth_and_claims_on_own_hold() -> None:
    """The city claimed at 12 % in 2027 pulls ours up there; ours claimed at 1 % is 1 % on every path."""
    other = project(series(OF, CITYS, CITY), since=2021, to=2030, n_paths=M, scenario=claiming(2027, 12.0, CITY))
    free, pulled = followed(), followed(of=other)
    assert pulled.law(2027).median > free.law(2027).median + 2
    assert pulled.path(2023) == pytest.approx(free.path(2023))  # the same random numbers
    held = follow(own(), city(), since=2021, to=2030, n_paths=M, scenario=claiming(2027, 1.0, HERE))
    assert held.path(2027) == pytest.approx(np.full(M, 1.0))
    assert held.fixed == (2027,)


def test_each_kind_of_pair_has_its_prior() -> None:
    """Real growth, prices, nominal growth and any other rate of one quantity in two regions; two quantities."""
    kinds = [
        pairs_for(series(one, {2020: 1.0}), series(one, {2020: 1.0}, CITY))
        for one in (
            OF, growth(id="prices.cpi_growth", price_basis="none"), growth(price_basis="current"), growth(price_basis="none")
        )
    ]  # fmt: skip
    assert kinds == [REGIONS, PRICES, NOMINAL, NOMINAL]
    assert pairs_for(series(OF, {2020: 1.0}), series(growth(id="test.other"), {2020: 1.0})) is UNLIKE


def test_series_of_ones_own_are_no_price_indices() -> None:
    """All have one id: one name and two regions make the same quantity, and nothing makes them consumer prices, whose leads are tenths."""

    def mine(name: str, region: str, values: dict[int, float]) -> AnnualSeries:
        return sp.series(values, unit="%", measure="growth", name=name, region=region)

    ours, theirs = mine("GDP", HERE, {2021: 3.0}), mine("GDP", CITY, CITYS)
    assert pairs_for(ours, theirs) is NOMINAL
    assert pairs_for(ours, mine("income", CITY, CITYS)) is UNLIKE
    assert pairs_for(ours, mine("GDP", HERE, CITYS)) is UNLIKE
    made = sp.follow(ours, sp.project(theirs, to=2026, n_paths=M), since=2021, to=2026, n_paths=M)
    assert made.dependence is not None
    assert made.dependence.pairs == "nominal"
    assert float(np.ptp(made.interval(0.95)[made.years.index(2024)])) > 8.0  # 3.1 by the prior of prices


def test_what_cannot_be_followed_is_refused_in_one_sentence() -> None:
    """Other numbers of paths, nothing to follow, no growth, no year that the other has."""
    with pytest.raises(ParameterError, match="expected 4000"):
        follow(own(), city(), to=2030, n_paths=10)
    with pytest.raises(ParameterError, match="no series to follow"):
        follow(own(), to=2030)
    with pytest.raises(ParameterError, match="yearly growth"):
        follow(own(), 3, to=2030)  # type: ignore[arg-type]
    with pytest.raises(NotAssessable, match="neither published nor projected up to 2040"):
        follow(own(), city(), to=2040, n_paths=M)


@pytest.mark.parametrize("value", [-100.0, -120.0])
def test_a_year_that_lost_all_is_refused_as_it_is_alone(value: float) -> None:
    """No logarithm of it: refused in the words of a projection, own or the other's, and not moved to where one can be taken."""
    lost, known = own(OWN | {2021: -99.0}), series(OF, CITYS, CITY)
    assert follow(lost, city(), since=2021, to=2026, n_paths=M).years[0] == 2021
    unbound = growth(bounds=(None, None))
    mine, theirs = series(unbound, OWN | {2021: value}), series(unbound, CITYS | {2021: value}, CITY)
    with pytest.raises(NotAssessable, match="lie outside the scale of the model") as told:
        follow(mine, city(), to=2026, n_paths=M)
    assert f"2021: found {value:g}" in str(told.value)
    with pytest.raises(NotAssessable, match="lie outside the scale of the model"):
        follow(own(), theirs, to=2025, n_paths=M)
    assert follow(own(), known, to=2025, n_paths=M).years[-1] == 2025


def test_paths_drawn_again_stand_as_often_as_they_weigh_and_where_they_stood() -> None:
    """Counts are within one of weight times number; whatever stands at all stands in its own place too."""
    weights = np.random.default_rng(1).exponential(size=1000)
    weights /= weights.sum()
    chosen = _evenly(weights)
    times = np.bincount(chosen, minlength=1000)
    assert np.abs(times - 1000 * weights).max() < 1
    assert (chosen[times > 0] == np.flatnonzero(times > 0)).all()


def test_own_figures_tell_of_years_the_other_lacks_as_bayes_has_it() -> None:
    """The other's median, weighed by the density of the own figure given each path, by hand."""
    other = city({year: value for year, value in CITYS.items() if year <= 2022})
    mine = OWN | {2023: 9.0}
    made = follow(own(mine), other, since=2021, to=2026, n_paths=M)
    assert made.dependence is not None
    again = made.dependence.follows[0]
    assert isinstance(again, Projection)
    fit = made.fit.drawing.fits[0]  # type: ignore[attr-defined]
    path, both = other.path(2023), np.column_stack([other.path(2023), other.path(2024)])
    weights = np.exp(fit.density(np.array([2023, 2024]), logged([9.0, 4.9]), logged(both)))
    at = np.argsort(path)
    by_hand = path[at][np.searchsorted(np.cumsum(weights[at]), weights.sum() / 2)]
    assert np.median(again.path(2023)) == pytest.approx(by_hand, abs=0.1)
    assert by_hand > np.median(path) + 0.5
    assert again.agreement is not None
    assert again.agreement.worth == pytest.approx(weights.sum() ** 2 / (M * (weights**2).sum()))


@pytest.mark.parametrize("low", [-5.0, -15.0])
def test_a_figure_that_hardly_any_path_agrees_with_leaves_no_handful_of_them(low: float) -> None:
    """The city has no 2020, ours fell: untempered 2 or 3 of 4,000 paths would be all; they stay worth 40 (200 of 20,000), and move down."""
    calm = dict(zip(range(2010, 2020), [6.5, 7.4, 6.0, 5.8, 7.0, 6.2, 6.9, 5.9, 7.1, 6.4], strict=True))
    other = project(series(OF, calm, CITY), since=2018, to=2023, n_paths=M)
    made = follow(own(calm | {2020: low}), other, since=2018, to=2023, n_paths=M)
    assert made.dependence is not None
    again = made.dependence.follows[0]
    assert isinstance(again, Projection)
    assert again.agreement is not None
    assert again.agreement.power < 1
    assert again.agreement.worth == pytest.approx(0.01, rel=1e-6)
    assert np.unique(again.path(2020)).size > 40
    assert again.law(2020).median < other.law(2020).median - 1
    logs = made.fit.drawing.fits[0].density(np.array([2020]), logged([low]), logged(other.path(2020))[:, np.newaxis])  # type: ignore[attr-defined]
    weights = np.exp(logs - logs.max())
    assert weights.sum() ** 2 / (weights**2).sum() < 40
    weights **= again.agreement.power
    assert weights.sum() ** 2 / (weights**2).sum() == pytest.approx(40, rel=1e-6)


def test_paths_that_were_chosen_once_are_chosen_again_only_as_far_as_they_are_worth_it() -> None:
    """Ours, then a neighbour's figure as odd: the product of both worths does not fall below a hundredth of the paths."""
    other = project(series(OF, CITYS, CITY), since=2021, to=2028, n_paths=M)
    once = agreeing((other,), own(), (2026,), -0.5 * ((other.path(2026) - 30.0) / 0.5) ** 2)
    (twice,) = agreeing(once, own(), (2027,), -0.5 * ((other.path(2027) + 20.0) / 0.5) ** 2)
    assert isinstance(twice, Projection)
    assert twice.agreement is not None
    assert twice.agreement.worth == pytest.approx(0.01, rel=0.01)
