"""Interventions on joint paths: earlier years to the bit, later ones by the model's own recursion."""

from __future__ import annotations

import numpy as np
import pytest

from shkplan.distributions.links import Support
from shkplan.models import MODELS
from shkplan.models.averaged_ets.grid import geometry
from shkplan.models.draws import Draws, responses_of
from shkplan.models.making import Making

YEARS = np.array([2012, 2013, 2014, 2015, 2016, 2018, 2019, 2020])
VALUES = np.array([4.0, 4.6, 4.1, 5.2, 5.6, 5.1, 6.3, 6.0])
ASKED = np.arange(2012, 2029)
AT = int(np.searchsorted(ASKED, 2023))


def drawn(name: str) -> Draws:
    fit = MODELS[name].fit(YEARS, VALUES, Support(None, None))
    return fit.draws(ASKED, 400, np.random.default_rng(7))


def made(draws: Draws, after: str = "model", value: float = 9.0) -> np.ndarray:
    """The paths once 2023 is made so."""
    making = Making(draws)
    making.make(AT, value, after)  # type: ignore[arg-type]
    paths = draws.paths.copy()
    for at in making.touched:
        paths[:, at] = making.path(at)
    return paths


@pytest.mark.parametrize("name", MODELS)
def test_years_before_stay_to_the_bit_and_the_year_is_met_by_every_path(name: str) -> None:
    """What is made so in 2023 is so, and nothing before it moves, whatever the model; measured years stay measured."""
    draws = drawn(name)
    for after in ("model", "transient", "permanent"):
        paths = made(draws, after)
        np.testing.assert_array_equal(paths[:, :AT], draws.paths[:, :AT])
        assert (paths[:, AT] == 9.0).all()
        if after == "transient":
            np.testing.assert_array_equal(paths[:, AT + 1 :], draws.paths[:, AT + 1 :])


@pytest.mark.parametrize("name", MODELS)
def test_later_years_feel_a_shock_by_the_root_of_the_covariance(name: str) -> None:
    """On the path's scale the move of year s is L_st / L_tt of the shock, L the Cholesky root numpy takes of C."""
    draws = drawn(name)
    open_ = np.isnan(draws.measured)
    making = Making(draws)
    making.make(AT, 9.0)
    shock = draws.on_scale(9.0) - draws.z[:, AT]
    where = np.flatnonzero(open_)
    here = int(np.flatnonzero(where == AT)[0])
    roots = np.linalg.cholesky(draws.conditional_covariance[:, where[:, np.newaxis], where])
    for later, at in enumerate(where):
        if at > AT:
            gain = roots[draws.process, later, here] / roots[draws.process, here, here]
            expected = draws.in_unit((draws.z[:, at] + gain * shock)[np.newaxis])[0]
            np.testing.assert_allclose(making.path(at), expected, rtol=1e-7, atol=1e-7)


def test_a_smoothing_model_carries_its_psi_weights() -> None:
    """Of members (alpha, beta, phi): psi_j = alpha + beta (phi + ... + phi^j), Hyndman et al., ch. 2, after years without a gap."""
    members = np.array([[0.3, 0.0, 0.0], [0.8, 0.2, 0.9], [0.5, 0.1, 1.0]])
    found = responses_of(geometry(members, np.arange(2012, 2021), np.arange(2021, 2027)).process)
    for (alpha, beta, phi), response in zip(members, found, strict=True):
        for start in range(6):
            for j in range(1, 6 - start):
                expected = alpha + beta * sum(phi**k for k in range(1, j + 1))
                assert response[start, start + j] == pytest.approx(expected, abs=1e-9)


def test_a_line_and_a_constant_mean_forget_a_shock_and_a_random_walk_keeps_it() -> None:
    """The corners: no later year moves, or all by the whole shift."""
    for name in ("linear", "mean"):
        draws = drawn(name)
        np.testing.assert_array_equal(made(draws)[:, AT + 1 :], draws.paths[:, AT + 1 :])
    draws = drawn("drift")
    np.testing.assert_allclose(made(draws) - draws.paths, made(draws, "permanent") - draws.paths, atol=1e-9)
    np.testing.assert_allclose((made(draws) - draws.paths)[:, AT + 1 :].T, np.tile(9.0 - draws.paths[:, AT], (5, 1)))


def test_a_rate_that_comes_back_moves_less_each_year() -> None:
    """After a shock a reverting rate is carried ever less, and never beyond the shock."""
    draws = drawn("mean-reverting")
    moved = np.abs(made(draws) - draws.paths)[:, AT:]
    assert (np.diff(moved.mean(axis=0)) < 0).all()
    assert (moved[:, 1:] <= moved[:, :1] + 1e-9).all()


def test_two_shocks_in_a_row_are_each_met() -> None:
    """The second is what the second year has beyond what the first left it; both are met, and years between follow."""
    draws = drawn("averaged-ets")
    making = Making(draws)
    making.make(AT, 9.0)
    between = making.path(AT + 1).copy()
    making.make(AT + 2, 4.0)
    assert (making.path(AT) == 9.0).all()
    assert (making.path(AT + 2) == 4.0).all()
    np.testing.assert_array_equal(making.path(AT + 1), between)


def test_a_pinned_year_keeps_what_pinned_it() -> None:
    """A year that months so far tell of is not moved by an earlier shock, and can be made another itself."""
    draws = drawn("drift")
    told = draws.pinned(AT + 1, draws.paths[:, AT + 1] + 1.0)
    making = Making(told)
    making.make(AT, 9.0)
    assert AT + 1 not in making.touched
    making = Making(told)
    making.make(AT + 1, 9.0)
    np.testing.assert_allclose(making.path(AT + 2) - told.paths[:, AT + 2], 9.0 - told.paths[:, AT + 1])
