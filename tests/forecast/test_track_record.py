"""The record elsewhere: which length and kind answer for a series, and that the table is one of a run."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from shkplan.base.errors import NotAssessable
from shkplan.distributions.links import FloatArray
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.track_record import FILE, kind_of, track_record
from shkplan.models import MODELS, model_named
from tests.making import growth, indicator, series, share

TABLE = json.loads(FILE.read_text(encoding="utf-8"))


def years(n: int, of: object = None) -> AnnualSeries:
    return series(of or indicator(), {2024 - n + at: 10.0 + at % 3 for at in range(1, n + 1)})  # type: ignore[arg-type]


@pytest.mark.parametrize(("n", "given"), [(1, 3), (3, 3), (4, 4), (6, 5), (9, 7), (12, 10), (40, 15)])
def test_the_nearest_length_that_is_not_longer(n: int, given: int) -> None:
    """With fewer years than any record, the shortest."""
    found = track_record(years(n))
    assert (found.model, found.given, found.kind) == ("averaged-ets", given, "level")


def test_kinds() -> None:
    assert [kind_of(one) for one in (indicator(), share(), growth())] == ["level", "share", "growth"]
    assert track_record(years(5, growth())).model == "mean-reverting"
    assert track_record(years(5, share()), "holt").model == "holt"


def test_a_model_is_not_listed_below_its_minimum() -> None:
    """At three years, those that need three."""
    assert set(track_record(years(3)).rows) == {name for name, model in MODELS.items() if model.minimum <= 3}
    assert set(track_record(years(20)).rows) == set(MODELS)
    assert track_record(years(3), "holt").given == 4


def test_a_record_as_a_table() -> None:
    """A row a model, with what stands in the record; the bins are the calibration's."""
    found = track_record(years(5))
    table = found.to_frame().set_index("model")
    assert table.index.tolist() == list(found.rows)
    assert table.loc["holt", "covered_80"] == found.rows["holt"].covered_80
    assert "bins" not in table


def test_memory_counts() -> None:
    """The constant level believes ten years, so that forty count as ten."""
    assert track_record(years(40), "mean").given == 10


def test_without_figures_there_is_nothing_to_go_on_from() -> None:
    with pytest.raises(NotAssessable) as refusal:
        track_record(series(indicator(), {}))
    assert refusal.value.reason.key == "reason.no_figures"
    with pytest.raises(ValueError, match="no record of the model 'nobody'"):
        track_record(years(5), "nobody")


def test_the_table_adds_up() -> None:
    """Every row: the bins hold all events, their shares average to the base rate, Brier scores are possible, source stated."""
    assert {"panel", "asked", "command", "measured"} <= set(TABLE["provenance"])
    assert "CC-BY-4.0" in TABLE["provenance"]["panel"]
    for row in TABLE["rows"]:
        n = np.array([one["n"] for one in row["bins"]])
        happened = np.array([one["happened"] for one in row["bins"]])
        said: FloatArray = np.array([one["said"] for one in row["bins"]])
        assert n.sum() == row["events"] == 9 * row["windows"]
        assert n @ happened / n.sum() == pytest.approx(row["base_rate"], abs=2e-4)
        assert row["base_rate"] * (1 - row["base_rate"]) == pytest.approx(row["brier_base"], abs=2e-4)
        assert np.all((said >= [one["low"] for one in row["bins"]]) & (said <= [one["high"] for one in row["bins"]]))
        assert 0 < row["covered_80"] < row["covered_95"] <= 1
        assert row["given"] >= model_named(row["model"]).minimum


def test_it_is_what_the_benchmark_writes(tmp_path: Path) -> None:
    """A small run gives rows of the same shape; where the whole run used the same windows, the same numbers."""
    record, scene = pytest.importorskip("benchmarks.record"), pytest.importorskip("benchmarks.series")
    if scene.missing(scene.PANELS):
        pytest.skip("no panels beside the project")
    found = json.loads(record.write(scene.PANELS, tmp_path / "record.json", (3,), 4).read_text(encoding="utf-8"))
    assert [set(row) for row in found["rows"]] == [set(TABLE["rows"][0])] * 3 * sum(
        model.minimum <= 3 for model in MODELS.values()
    )
    assert all(row["windows"] <= 4 for row in found["rows"])
