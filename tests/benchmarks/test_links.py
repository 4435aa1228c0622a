"""The estimates behind the links: effects by dummies, errors by their formulas, and the shipped files as they are written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from benchmarks.links import EQUATIONS, LINKS, MARK, Equation, between, fitted, halves, written

rng = np.random.default_rng(5)
REGIONS, YEARS = [f"r{i:02d}" for i in range(14)], range(2001, 2021)


def panel(slopes: float = 0.0) -> pd.DataFrame:
    """y = region + year + b x, b of each region 0.5 with a spread, and a fifth of the rows missing."""
    rows = []
    for region in REGIONS:
        own, slope = rng.normal(0, 3), 0.5 + slopes * rng.normal()
        for year in YEARS:
            x = rng.normal(0, 2) + year % 4
            rows.append((region, year, x, own + (year % 5) + slope * x + rng.normal(0, 0.5)))
    frame = pd.DataFrame(rows, columns=["region", "year", "x", "y"])
    return frame.sample(frac=0.8, random_state=1).sort_values(["region", "year"])


def equation(*, year_effects: bool = False, frame: pd.DataFrame) -> Equation:
    return Equation(
        "test", "y", {"0": "x"}, "y = a + {0} x + e", ("源", "source"), lambda _: frame, year_effects=year_effects
    )


@pytest.mark.parametrize("year_effects", [False, True])
def test_effects_taken_off_are_those_of_dummies(year_effects: bool) -> None:
    """Frisch, Waugh and Lovell: the slope is that of a regression with a dummy for each region, and for each year."""
    frame = panel()
    dummies = [frame[["x"]], pd.get_dummies(frame.region, dtype=float)]
    dummies += [pd.get_dummies(frame.year, dtype=float).iloc[:, 1:]] if year_effects else []
    wanted = sm.OLS(frame.y.to_numpy(), np.column_stack(dummies)).fit().params[0]
    assert fitted(equation(year_effects=year_effects, frame=frame), frame).b[0] == pytest.approx(wanted, rel=1e-8)


def test_errors_of_a_shared_driver_are_those_of_driscoll_and_kraay() -> None:
    """Moments summed within each year, then Bartlett weights over two lags; statsmodels' small-sample factor is all that differs."""
    frame = panel()
    frame["x"] = frame.year.map(
        {year: float(value) for year, value in zip(YEARS, rng.normal(0, 2, len(YEARS)), strict=True)}
    )
    fit = fitted(equation(frame=frame), frame)
    x, y = (np.asarray(frame[c] - frame.groupby("region")[c].transform("mean"), dtype=float) for c in ("x", "y"))
    each = x * (y - fit.b[0] * x)
    moments = np.array([each[frame.year.to_numpy() == year].sum() for year in YEARS])
    middle = moments @ moments + 2 * sum((1 - lag / 3) * moments[lag:] @ moments[:-lag] for lag in (1, 2))
    plain = middle / (x @ x) ** 2
    assert 1 <= fit.v[0, 0] / plain <= 1.1


def test_what_regions_differ_by_is_found_beyond_sampling_error() -> None:
    alike, apart = panel(), panel(slopes=0.4)
    found = [between(equation(frame=one), fitted(equation(frame=one), one))[0] for one in (alike, apart)]
    assert found[0] < 0.15
    assert 0.2 < found[1] < 0.7


def test_halves_of_one_law_agree_and_of_two_do_not() -> None:
    frame = panel()
    one = halves(equation(frame=frame), frame)
    broken = frame.assign(y=frame.y + np.where(frame.year >= 2011, 1.5 * frame.x, 0.0))
    two = halves(equation(frame=broken), broken)
    assert one is not None
    assert two is not None
    assert float(str(one["p"])) > 0.001
    assert float(str(two["p"])) < 1e-4
    assert two["second_from"] == 2011


@pytest.mark.parametrize("one", EQUATIONS, ids=lambda one: one.link)
def test_the_shipped_estimate_is_what_the_command_writes(one: Equation, panels: Path) -> None:
    text = (LINKS / f"{one.link}.yaml").read_text(encoding="utf-8")
    assert text.split(MARK)[1] == written(one, one.frame(panels))
