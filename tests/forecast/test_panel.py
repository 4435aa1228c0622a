"""Panels: the same answer as one series at a time, whatever the order, the length, the gaps, and the engine."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import shkplan as sp
from shkplan.base.errors import NotAssessable, ParameterError, UnknownName
from shkplan.distributions.links import Support
from shkplan.forecast import panel as panels
from shkplan.models import MODELS, Fit

PROBS = (0.025, 0.1, 0.5, 0.9, 0.975)


def panel(seed: int = 0) -> pd.DataFrame:
    """Lengths 3 to 30, gaps, signs, units; the rows in no order."""
    rng = np.random.default_rng(seed)
    parts = []
    for at, n in enumerate((3, 9, 30, 9, 12, 9)):
        years = np.delete(np.arange(2000, 2000 + n), [n // 2] if at % 2 else [])
        values = 10.0**at * (3 + 0.2 * rng.normal(size=years.size).cumsum()) * (-1 if at == 4 else 1)
        parts.append(pd.DataFrame({"series": f"s{9 - at}", "year": years, "value": values}))
    return pd.concat(parts).sample(frac=1.0, random_state=seed)


def bounded(model: str, values: np.ndarray) -> Support:
    """How a panel reads values without bounds: above zero where none is below, rates in % above -100."""
    if model == "mean-reverting" and np.all(np.abs(values) < 100):
        return Support(-100.0)
    return Support(0.0) if np.all(values >= 0) else Support()


def test_columns_order_and_count() -> None:
    table = sp.project_panel(panel(), 4)
    assert list(table) == ["series", "year", "prob", "value"]
    assert table.equals(table.sort_values(["series", "year", "prob"], ignore_index=True))
    assert len(table) == 6 * 4 * 5
    assert sorted(set(table["prob"])) == list(PROBS)
    assert table.attrs["failures"] == []
    assert table.groupby(["series", "year"])["value"].is_monotonic_increasing.all()


def test_the_same_rows_in_another_order_give_the_same_table() -> None:
    frame = panel()
    again = frame.sample(frac=1.0, random_state=9)
    again.loc[len(again)] = ["s9", 2050, np.nan]  # a year not measured
    pd.testing.assert_frame_equal(sp.project_panel(frame, 3), sp.project_panel(again, 3))


@pytest.mark.parametrize("model", ["averaged-ets", "drift", "mean", "ets-and-mean", "mean-reverting"])
def test_the_panel_says_what_the_law_says(model: str) -> None:
    """The quick quantiles against the exact laws: within 2e-4 of the 95 % band, those in closed form to rounding."""
    table = sp.project_panel(panel(), 5, model=model).set_index(["series", "year", "prob"])["value"]
    for name, rows in panel().sort_values("year").groupby("series"):
        if len(rows) < MODELS[model].minimum:
            continue
        support = bounded(model, rows["value"].to_numpy())
        fit = MODELS[model].fit(rows["year"].to_numpy(), rows["value"].to_numpy(), support)
        for year in range(rows["year"].max() + 1, rows["year"].max() + 6):
            expected = fit.law(year).ppf(np.array(PROBS))
            slack = (2e-4 if "ets" in model else 1e-9) * (expected[-1] - expected[0])
            np.testing.assert_allclose(table[name, year].to_numpy(), expected, atol=slack, rtol=1e-9)


def test_one_bad_series_is_a_reason_and_no_failed_call() -> None:
    bad = [
        {"series": "few", "year": 2000, "value": 1.0},
        *({"series": "flat", "year": y, "value": 7.0} for y in range(2000, 2005)),
        *({"series": "zero", "year": y, "value": 0.0} for y in range(2000, 2005)),
        *({"series": "twice", "year": 2000, "value": v} for v in (1.0, 2.0, 3.0)),
        *({"series": "endless", "year": y, "value": v} for y, v in ((2000, 1.0), (2001, np.inf), (2002, 3.0))),
    ]
    frame = pd.concat([panel(), pd.DataFrame(bad)])
    table = sp.project_panel(frame, 2)
    assert [name for name, _ in table.attrs["failures"]] == ["endless", "few", "twice", "zero"]
    reasons = dict(table.attrs["failures"])
    assert "at least 3" in reasons["few"]
    assert "without any variation" in reasons["zero"]
    assert reasons["twice"] == "found 2000 twice, expected each year once"
    assert reasons["endless"] == "2001: found inf, expected a number"
    flat = table[table["series"] == "flat"]
    assert flat["value"].between(6.0, 8.0).all()
    rest = table[table["series"] != "flat"].reset_index(drop=True)
    pd.testing.assert_frame_equal(rest, sp.project_panel(panel(), 2), check_flags=False)
    assert len(dict(sp.project_panel(frame, 2, model="drift").attrs["failures"])) == 6  # s9 has three years


def test_bounds_and_links_of_each_series() -> None:
    """Columns: a share stays a share; a link of its own; one that does not go with the bounds is that series' reason."""
    years = np.arange(2010, 2020)
    rows = [
        pd.DataFrame(
            {
                "series": "share",
                "year": years,
                "value": 90 + 0.9 * np.sqrt(years - 2009) * 3,
                "upper": 100.0,
                "lower": 0.0,
            }
        ),
        pd.DataFrame({"series": "line", "year": years, "value": 5.0 + np.sin(years), "link": "identity"}),
        pd.DataFrame({"series": "log", "year": years, "value": 5.0 + np.sin(years), "link": "log"}),
        pd.DataFrame({"series": "open", "year": years, "value": 5.0 + np.sin(years), "link": "logit"}),
        pd.DataFrame({"series": "odd", "year": years, "value": 5.0 + np.sin(years), "link": "cube"}),
        pd.DataFrame({"series": "below", "year": years, "value": 5.0 + np.sin(years), "upper": 6.5}),
    ]
    frame = pd.concat(rows).assign(link=lambda d: d["link"].fillna("auto"))
    table = sp.project_panel(frame, 20, probs=(0.001, 0.999))
    ends = table.groupby("series")["value"].agg(["min", "max"])
    assert 0 < ends.loc["share", "min"] < ends.loc["share", "max"] <= 100
    assert ends.loc["line", "min"] < 0 < ends.loc["log", "min"]
    assert ends.loc["below", "max"] < 6.5
    assert [name for name, _ in table.attrs["failures"]] == ["odd", "open"]


@pytest.mark.parametrize("model", ["averaged-ets", "mean", "theta", "ets-and-mean", "mean-reverting"])
def test_reasons_are_those_of_the_fits(model: str) -> None:
    """What a model refuses is refused in the same words alone and in a panel; what it takes is in both."""
    every = {
        "fine": ([3.0, 4.0, 4.5, 6.0], None, None),
        "two": ([3.0, 4.0], None, None),
        "flat": ([3.0, 3.0, 3.0, 3.0], None, None),
        "nearly flat": ([3.0, 3.0, 3.0, 3.0 + 1e-15], None, None),
        "zeros": ([0.0, 1.0, 0.0, 3.0], 0.0, None),
        "below": ([-1.0, 1.0, 2.0, 3.0], 0.0, None),
        "at a bound": ([90.0, 95.0, 98.0, 100.0], 0.0, 100.0),
        "capped": ([1.0, 3.0, 2.0, 4.0], None, 5.0),
    }
    rows = [(name, 2000 + t, x, a, b) for name, (values, a, b) in every.items() for t, x in enumerate(values)]
    frame = pd.DataFrame(rows, columns=["series", "year", "value", "lower", "upper"]).astype(
        {"lower": float, "upper": float}
    )
    found = dict(sp.project_panel(frame, 2, model=model).attrs["failures"])
    for name, (values, lower, upper) in every.items():
        support = bounded(model, np.array(values)) if lower is None and upper is None else Support(lower, upper)
        told = ""
        try:
            MODELS[model].fit(np.arange(len(values)), np.array(values), support)
        except (NotAssessable, ValueError) as error:
            told = str(error)
        assert found.get(name, "") == told


def test_a_model_of_ones_own_is_asked_series_by_series() -> None:
    """It knows of no blocks, alone and in a pool."""

    class Own:
        name, minimum = "drift", 3

        def fit(self, *args: Any) -> Fit:
            return MODELS["drift"].fit(*args)

    pd.testing.assert_frame_equal(
        sp.project_panel(panel(), 3, model=Own()), sp.project_panel(panel(), 3, model="drift")
    )
    both = [sp.project_panel(panel(), 3, model=sp.pool(one, "averaged-ets")) for one in (Own(), "drift")]
    np.testing.assert_allclose(both[0]["value"], both[1]["value"], rtol=1e-3)


@pytest.mark.parametrize("chunk", [1, 5, 16])
def test_the_size_of_a_chunk_changes_nothing(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many patterns, and more series of a pattern than a chunk holds: every series once, the same answer."""
    frame = pd.concat([panel(seed).assign(series=lambda d, seed=seed: d["series"] + str(seed)) for seed in range(9)])
    whole = sp.project_panel(frame, 3)
    monkeypatch.setattr(panels, "CHUNK", chunk * 3)
    monkeypatch.setattr(panels, "FEWEST", 1)
    np.testing.assert_allclose(sp.project_panel(frame, 3)["value"], whole["value"], rtol=1e-5)


def test_calls_that_cannot_be_answered_teach() -> None:
    frame = panel()
    with pytest.raises(ValueError, match="no column value"):
        sp.project_panel(frame.drop(columns="value"), 3)
    with pytest.raises(ValueError, match="horizon 0"):
        sp.project_panel(frame, 0)
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        sp.project_panel(frame, 3, probs=(50,))
    with pytest.raises(UnknownName):
        sp.project_panel(frame, 3, model="averaged-est")
    assert sp.project_panel(frame.iloc[:0], 3).empty


def test_a_bar_only_where_it_takes_long(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """And none in a log."""
    made, make = [], panels._bar
    monkeypatch.setattr(panels, "_bar", lambda total: made.append(total) or make(total))  # type: ignore[func-returns-value]
    sp.project_panel(panel(), 3)
    assert made == []
    monkeypatch.setattr(panels, "PATIENCE", -1.0)
    sp.project_panel(panel(), 3)
    assert len(made) == 1
    assert capsys.readouterr().err.strip() == ""
    sp.project_panel(panel(), 3, progress=False)
    assert len(made) == 1


def test_a_dask_cluster_gives_the_same_table() -> None:
    """Two workers, each a process of its own."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install shkplan[cluster]")
    local = sp.project_panel(panel(), 3)
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**settings) as cluster, distributed.Client(cluster):
        spread = sp.project_panel(panel(), 3, engine="dask")
        drift = sp.project_panel(panel(), 3, model="drift", engine="dask")
    pd.testing.assert_frame_equal(local, spread)
    pd.testing.assert_frame_equal(sp.project_panel(panel(), 3, model="drift"), drift)


def test_without_dask_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ImportError, match=r"shkplan\[cluster\]"):
        sp.project_panel(panel(), 3, engine="dask")


def test_weights_of_ones_own(tmp_path: Path) -> None:
    """The table of the package given as a file changes nothing; one that knows neither drift nor trend stays behind."""
    table = json.loads(files("shkplan.models.averaged_ets").joinpath("weights.json").read_text(encoding="utf-8"))
    same, other = tmp_path / "same.json", tmp_path / "other.json"
    same.write_text(json.dumps(table), encoding="utf-8")
    for row in table["levels"]:
        row["at_8"] += 50.0 * (row["factor"] in ("keep", "ratio") and row["level"] == 0)
    other.write_text(json.dumps(table), encoding="utf-8")
    rising = pd.DataFrame({"series": "a", "year": range(2010, 2018), "value": [5.0, 6, 7.2, 8, 9.1, 10, 11.2, 12]})
    plain = sp.project_panel(rising, 5)
    pd.testing.assert_frame_equal(sp.project_panel(rising, 5, weights=same), plain)
    median = sp.project_panel(rising, 5, weights=other)["value"][22]
    assert median < plain["value"][22] - 1


def test_what_is_no_table_of_weights_is_told(tmp_path: Path) -> None:
    """The file, and where such a table comes from."""
    (tmp_path / "w.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"w\.json: found no table of weights .* learn-prior"):
        sp.project_panel(panel(), 2, weights=tmp_path / "w.json")
    with pytest.raises(
        ParameterError, match=r"weights: found no file .*none\.json; `shkplan learn-prior` writes one\."
    ):
        sp.project_panel(panel(), 2, weights=tmp_path / "none.json")
    with pytest.raises(ValueError, match="only averaged-ets has any"):
        sp.project_panel(panel(), 2, model="drift", weights=tmp_path / "w.json")


def test_counts_with_zeros_stay_above_zero() -> None:
    """Where no bounds are given, nothing below zero was seen and no link is asked for, nothing below zero is foretold."""
    counts = pd.DataFrame({"series": "a", "year": range(2010, 2020), "value": [3, 0, 2, 1, 0, 0, 4, 1, 0, 2]})
    assert sp.project_panel(counts, 5)["value"].min() >= 0
    below = counts.assign(value=counts["value"] - 1)
    assert sp.project_panel(below, 5)["value"].min() < -1
    assert sp.project_panel(counts, 5, link="identity")["value"].min() < 0


def test_the_bounds_of_others_in_a_panel_change_nothing() -> None:
    """A level and a rate above -100 %, measured in the same years, are what each is alone."""
    years = range(2010, 2018)
    level = pd.DataFrame({"series": "a", "year": years, "value": [50.0, 51, 50.5, 52, 51.5, 53, 52, 54], "lower": 0.0})
    rate = pd.DataFrame(
        {"series": "b", "year": years, "value": [5.0, 5.1, 4.9, 5.2, 5.0, 4.8, 5.1, 5.0], "lower": -100.0}
    )
    both = sp.project_panel(pd.concat([level, rate]), 3)
    alone = pd.concat([sp.project_panel(one, 3) for one in (level, rate)], ignore_index=True)
    pd.testing.assert_frame_equal(both, alone, check_flags=False, rtol=1e-6)


@pytest.mark.parametrize("unit", [1e160, 1e-170])
@pytest.mark.parametrize("model", ["averaged-ets", "drift", "ets-and-mean", "mean"])
def test_values_too_large_or_small_for_arithmetic_are_a_reason(unit: float, model: str) -> None:
    """Their squares are no numbers of a computer: a reason in words, in a panel and alone, and the others are answered."""
    years, values = np.arange(2010, 2018), np.array([3.0, 3.2, 3.1, 3.4, 3.3, 3.5, 3.4, 3.6])
    odd, fine = (
        pd.DataFrame({"series": name, "year": years, "value": by * values}) for name, by in (("a", unit), ("b", 1.0))
    )
    table = sp.project_panel(pd.concat([odd, fine]), 2, model=model)
    ((name, why),) = table.attrs["failures"]
    assert name == "a"
    assert "expected values of 1e-100 to 1e+100 in size" in why
    assert set(table["series"]) == {"b"}
    assert np.isfinite(table["value"]).all()
    with pytest.raises(NotAssessable, match="Choose another unit"):
        sp.project(
            sp.series(dict(zip(years.tolist(), unit * values, strict=True)), bounds=(0, None)), to=2020, model=model
        )


def test_an_answer_that_is_no_number_is_a_reason() -> None:
    """Of a model of one's own, too: nothing that is no number stands in the table."""

    class Odd:
        name, minimum = "drift", 2

        def fit(self, *given: Any) -> Fit:
            fit = MODELS["drift"].fit(*given)
            return (
                SimpleNamespace(quantiles=lambda years, p: np.full((len(years), len(p)), np.nan))
                if given[1][0] < 5
                else fit
            )

    years = range(2010, 2014)
    parts = [
        pd.DataFrame({"series": n, "year": years, "value": [v, v + 1, v + 3, v + 4]})
        for n, v in (("a", 1.0), ("b", 9.0))
    ]
    table = sp.project_panel(pd.concat(parts), 2, model=Odd())
    assert table.attrs["failures"] == [("a", "the model drift gave quantiles that are no numbers")]
    assert set(table["series"]) == {"b"}


def test_rates_of_a_panel_are_above_minus_one_hundred_where_the_model_is_one_of_rates() -> None:
    """Without bounds, `mean-reverting` reads values between -100 and 100 as growth in %; others, and levels, stay as they were."""
    years = range(2010, 2016)
    rates = pd.DataFrame({"series": "a", "year": years, "value": [6.7, 7.0, 7.0, 6.9, 6.8, 7.0]})
    level, low = rates.assign(value=100 * rates["value"]), rates.assign(value=rates["value"] - 120)
    asked: dict[str, Any] = {"horizon": 3, "model": "mean-reverting"}
    pd.testing.assert_frame_equal(
        sp.project_panel(rates, **asked), sp.project_panel(rates.assign(lower=-100.0), **asked)
    )
    pd.testing.assert_frame_equal(sp.project_panel(level, **asked), sp.project_panel(level.assign(lower=0.0), **asked))
    assert sp.project_panel(low, **asked).attrs["failures"] == []
    assert sp.project_panel(rates, 3, model="drift")["value"].min() > 0
