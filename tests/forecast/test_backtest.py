"""Rolling origin: what each origin sees, which years are scored, what is asked."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

import shkplan as sp
from shkplan.base.errors import NotAssessable, ParameterError, UnknownName
from shkplan.forecast.backtest import Backtest, backtest
from shkplan.forecast.projection import project
from shkplan.models import MODELS, model_named
from tests.making import figure, growth, indicator, series, share

YEARS = list(range(2008, 2022))
VALUES = (100 + np.cumsum(3 + np.random.default_rng(4).normal(size=14))).tolist()


def run(**how: object) -> Backtest:
    return backtest((YEARS, VALUES), **{"models": ["drift"], **how})  # type: ignore[arg-type]


def test_one_forecast_written_out() -> None:
    """Drift from 2017, two years on: median last + 2 mu, scaled by the mean absolute change up to 2017."""
    row = run(origins=[2017], horizon=2).scores.set_index("horizon").loc[2]
    known = np.array(VALUES[:10])
    median = known[-1] + 2 * (known[-1] - known[0]) / 9
    assert (row["year"], row["truth"]) == (2019, VALUES[11])
    assert row["median"] == pytest.approx(median)
    assert row["MASE"] == pytest.approx(abs(VALUES[11] - median) / np.mean(np.abs(np.diff(known))))


def test_no_origin_sees_the_future() -> None:
    """Other values after the origin leave what was said unchanged."""
    other = VALUES[:10] + [value * 7 for value in VALUES[10:]]
    one, two = (backtest((YEARS, values), models=list(MODELS), origins=[2017]) for values in (VALUES, other))
    assert one.scores["median"].tolist() == two.scores["median"].tolist()
    assert one.attainment["prob"].tolist() == two.attainment["prob"].tolist()
    assert one.scores["MASE"].tolist() != two.scores["MASE"].tolist()


def test_origins_and_horizons_by_themselves() -> None:
    """From the fourth measured year to the last but one; no horizon beyond the data, none in a gap."""
    holed = backtest(([*YEARS[:6], *YEARS[7:]], [*VALUES[:6], *VALUES[7:]]), models=["drift"], horizon=3)
    scored = holed.scores.groupby("origin")["year"].apply(list).to_dict()
    assert list(scored) == [2011, 2012, 2013, *range(2015, 2021)]
    assert scored[2011] == [2012, 2013]
    assert scored[2013] == [2015, 2016]
    assert scored[2020] == [2021]


def test_questions_written_out() -> None:
    """From 2015, up over five years: level y0, half and full trend; said by the law, an equal value counts as reached."""
    asked = run(origins=[2015], horizon=3).attainment
    rows = asked[asked["horizon"] == 3].set_index("question")
    y0, slope = VALUES[7], (VALUES[7] - VALUES[2]) / 5
    law = model_named("drift").fit(YEARS[:8], VALUES[:8]).law(2018)
    for question, number in {"level": y0, "half trend": y0 + 1.5 * slope, "full trend": y0 + 3 * slope}.items():
        assert rows.loc[question, "number"] == pytest.approx(number)
        assert rows.loc[question, "prob"] == pytest.approx(law.prob("at_least", number))
        assert rows.loc[question, "reached"] == (VALUES[10] >= number)


def test_a_falling_series_is_asked_whether_it_falls() -> None:
    """Turned upside down, the same questions have the same answers."""
    up, down = run(), backtest((YEARS, [-value for value in VALUES]), models=["drift"])
    assert down.attainment["prob"].tolist() == pytest.approx(up.attainment["prob"].tolist())
    assert down.attainment["reached"].tolist() == up.attainment["reached"].tolist()


def test_reaching_the_level_exactly_counts() -> None:
    values = [1.0, 3.0, 2.0, 4.0, 4.0]
    found = backtest((range(2010, 2015), values), models=["drift"], horizon=1).attainment.set_index("question")
    assert found.loc["level", "reached"]
    assert not found.loc["full trend", "reached"]


def test_a_series_is_seen_as_project_sees_it() -> None:
    """Link, memory and laws are those of project() on the series cut at the origin."""
    of = growth()
    rates = {year: 6 + np.sin(year) for year in range(2000, 2022)}
    row = backtest(series(of, rates), models=["mean"], origins=[2018], horizon=3).scores.set_index("year").loc[2021]
    cut = series(of, {year: rate for year, rate in rates.items() if year <= 2018})
    assert row["median"] == pytest.approx(project(cut, to=2021, model="mean", n_paths=1).law(2021).median)


def test_years_across_a_break_are_not_compared() -> None:
    """A census moves the level in 2015: no origin before it is scored after it, none after it sees before."""
    of = indicator()
    before = series(of, dict(zip(YEARS, VALUES, strict=True)))
    chosen = tuple(
        figure(of, y, v, **({"mark": {"break"}} if y == 2015 else {})) for y, v in zip(YEARS, VALUES, strict=True)
    )
    broken = dataclasses.replace(before, chosen=chosen)
    assert broken.breaks == (2015,)
    scores = backtest(broken, models=["drift"]).scores
    assert set(scores["origin"]) == {2011, 2012, 2013, 2018, 2019, 2020}
    assert scores[scores["origin"] < 2015]["year"].max() == 2014


def test_a_model_that_cannot_be_fitted_is_told() -> None:
    """Five regular years: a row with the reason, no row of scores, and nobody stands in."""
    values = [1.0, 2.0, 3.0, 4.0, 5.0, 5.5, 7.0]
    found = backtest((range(2010, 2017), values), models=["drift", "mean"], horizon=1)
    failed = found.failures
    assert failed[["model", "origin"]].to_numpy().tolist() == [["drift", 2013], ["drift", 2014]]
    assert {reason.key for reason in failed["reason"]} == {"reason.no_spread"}
    assert found.scores["model"].value_counts().to_dict() == {"drift": 1, "mean": 3}


def test_no_question_beyond_what_can_be() -> None:
    """A share near 100 %: a trend that would leave the bounds is not asked for."""
    of = share()
    rising = series(of, dict(zip(range(2010, 2020), [90, 92, 95, 96, 97.2, 98.3, 99, 99.4, 99.8, 99.9], strict=True)))
    found = backtest(rising, models=["linear"]).attainment
    assert found["number"].max() < 100
    assert found["prob"].between(0, 1, inclusive="neither").all()


def test_tables() -> None:
    """One row a model; n counts forecasts; coverage is a share; by horizon on request; empty failures keep columns."""
    found = run(models=list(MODELS), horizon=3)
    table = found.table()
    assert table["model"].tolist() == list(MODELS)
    assert set(table["n"]) == {8 * 3 + 2 + 1}
    assert table["covered_95"].between(0, 1).all()
    one = found.scores[found.scores["model"] == "theta"]
    assert table.set_index("model").loc["theta", "CRPS"] == pytest.approx(one["CRPS"].mean())
    assert len(found.table(["model", "horizon"])) == 3 * len(MODELS)
    assert set(found.brier()["question"]) == {"level", "half trend", "full trend"}
    assert found.reliability(bins=4)["n"].sum() == len(found.attainment)
    assert list(found.failures) == ["model", "origin", "reason"]


def test_a_backtest_as_a_table() -> None:
    """A row a model, as the mean scores are."""
    found = run(models=["drift", "mean"])
    pd.testing.assert_frame_equal(found.to_frame(), found.table())


def test_years_a_model_cannot_tell_of_leave_the_others() -> None:
    """A regressor known for one year ahead only: that year is scored, and the next one is a failure."""
    told = {"city": {year: float(year % 3) for year in range(2008, 2019)}}
    found = backtest((YEARS, VALUES), models=[sp.local_trend(told)], origins=[2017], horizon=3)
    assert found.scores["year"].tolist() == [2018]
    assert [reason.key for reason in found.failures["reason"]] == ["reason.regressor_unknown"]


def test_same_call_same_numbers() -> None:
    pd.testing.assert_frame_equal(run(models=["arima"]).scores, run(models=["arima"]).scores)


def test_questions_that_cannot_be_answered_teach() -> None:
    with pytest.raises(ValueError, match="horizon 0"):
        run(horizon=0)
    for wrong in ({"horizon": "5"}, {"last": 2.5}, {"horizon": True}):
        with pytest.raises(ParameterError, match="expected a number of years, 1 or more"):
            run(**wrong)
    with pytest.raises(UnknownName, match="Did you mean log"):
        run(link="lgo")
    with pytest.raises(ValueError, match="1999 was not measured"):
        run(origins=[1999])
    with pytest.raises(UnknownName, match="Did you mean drift"):
        run(models=["drfit"])
    with pytest.raises(NotAssessable, match="one more to compare with"):
        backtest((YEARS[:4], VALUES[:4]))
    with pytest.raises(ValueError, match="one value for each year"):
        backtest((YEARS, VALUES[:4]))
    with pytest.raises(ValueError, match="strictly between"):
        backtest((YEARS, [0.0, *VALUES[1:]]), models=["drift"], bounds=(0.0, None))


def test_a_scale_that_cannot_hold_a_value_is_a_failure_of_that_model() -> None:
    """A zero has no logarithm: the drift says so, the average over scales goes on."""
    touched = series(indicator(), {2010: 1.0, 2011: 0.0, 2012: 1.0, 2013: 2.0, 2014: 3.0})
    found = backtest(touched, models=["drift", "averaged-ets"])
    assert found.scores["model"].unique().tolist() == ["averaged-ets"]
    assert found.failures["model"].tolist() == ["drift"]
    assert "strictly between" in str(found.failures["reason"][0])


def test_a_panel_is_its_series_one_by_one() -> None:
    """The same rows as two backtests of one series each, under their names; bounds from the columns."""
    other = [value**2 for value in VALUES[2:]]
    frame = pd.DataFrame({
        "series": ["b"] * 14 + ["a"] * 12, "year": YEARS + YEARS[2:], "value": VALUES + other, "lower": 0.0,
    })  # fmt: skip
    found = backtest(frame, models=["drift"], last=3)
    alone = [
        backtest(one, models=["drift"], last=3, bounds=(0.0, None)) for one in ((YEARS[2:], other), (YEARS, VALUES))
    ]
    for part in ("scores", "attainment"):
        whole = pd.concat([getattr(one, part) for one in alone], ignore_index=True)
        pd.testing.assert_frame_equal(getattr(found, part).drop(columns="series"), whole)
    assert found.scores["series"].unique().tolist() == ["a", "b"]
    assert len(found.brier(["series"])) == 2


def test_a_bad_series_of_a_panel_is_a_row_of_failures() -> None:
    """Twice the same year, too short to hold one back, a value beyond the bounds: the others are scored."""
    frame = pd.concat([
        pd.DataFrame({"series": "fine", "year": YEARS, "value": VALUES}),
        pd.DataFrame({"series": "twice", "year": [2010, 2010], "value": [1.0, 2.0]}),
        pd.DataFrame({"series": "short", "year": range(2010, 2014), "value": [1.0, 2.0, 4.0, 3.0]}),
        pd.DataFrame({"series": "wild", "year": range(2010, 2016), "value": [1.0, 2, 4, 3, 500, 6], "upper": 100.0, "lower": 0.0}),
    ])  # fmt: skip
    found = backtest(frame, models=["drift"], last=1)
    assert found.scores["series"].unique().tolist() == ["fine"]
    assert found.failures["series"].tolist() == ["short", "twice", "wild"]
    assert found.failures["reason"].map(str).str.contains("2010|one more to compare with|outside the scale").all()


def test_the_latest_origins_alone() -> None:
    assert run(last=2).origins == run().origins[-2:]
    with pytest.raises(ValueError, match="found last 0"):
        run(last=0)
    with pytest.raises(ValueError, match="no column value"):
        backtest(pd.DataFrame({"series": [], "year": []}))
