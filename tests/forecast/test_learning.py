"""The command that learns the weights: what it reads, what it leaves aside, what it writes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from shkplan.base.errors import DataError, ParameterError
from shkplan.cli import app
from shkplan.forecast.learning.panels import held_out, read_panel
from shkplan.forecast.learning.prior import LEVELS, Objective, blank
from shkplan.forecast.learning.windows import blocks, windows
from shkplan.models.averaged_ets.gating import MemberGrid, prior_of


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    """Forty regions with two indicators: a share and a level."""
    rng, rows = np.random.default_rng(3), []
    for region in range(40):
        for indicator, unit, start in (("share", "%", 40.0), ("level", "yuan", 1000.0)):
            values = start * np.exp(rng.normal(0.01, 0.03, 25).cumsum())
            rows += [(f"r{region}", indicator, 2000 + t, v, unit) for t, v in enumerate(values)]
    path = tmp_path / "world_yearly.csv"
    pd.DataFrame(rows, columns=["region", "indicator", "year", "value", "unit"]).to_csv(path, index=False)
    return path


def test_a_third_of_the_regions_is_never_read(panel: Path) -> None:
    kept = {f"r{region}" for region in range(40) if not held_out(f"r{region}")}
    series = read_panel(panel)
    assert len(series) == 2 * len(kept)
    assert {(one.lower, one.upper) for one in series} == {(0.0, 100.0), (0.0, np.inf)}


def test_a_file_without_years_teaches(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("series,value\na,1\n")
    with pytest.raises(DataError, match="columns year"):
        read_panel(path)


def test_the_gradient_is_that_of_the_loss(panel: Path) -> None:
    grid = MemberGrid.of(LEVELS)
    data = blocks(windows(read_panel(panel)[:10], 2, np.random.default_rng(1)), blank(grid))
    objective = Objective(data, grid)
    theta = objective.start + 0.1 * np.random.default_rng(2).normal(size=objective.start.size)
    _, slope = objective(theta)
    for at in range(0, theta.size, 5):
        step = np.zeros_like(theta)
        step[at] = 1e-3
        rise = (objective(theta + step)[0] - objective(theta - step)[0]) / 2e-3
        assert slope[at] == pytest.approx(rise, abs=2e-4)


def test_the_command_writes_a_table_that_the_model_reads(panel: Path, tmp_path: Path) -> None:
    """The same panels and seed, the same table; panels and settings are told; no series is in it."""
    tables = []
    for name in ("one.json", "two.json"):
        told = CliRunner().invoke(app, ["learn-prior", str(panel), "--to", str(tmp_path / name), "--per-series", "2"])
        assert told.exit_code == 0, told.output
        tables.append((tmp_path / name).read_text())
    assert tables[0] == tables[1]
    prior = prior_of(json.loads(tables[0]))
    assert prior.provenance["panels"] == {"world_yearly": len(read_panel(panel))}
    assert len(tables[0]) < 4000


def test_series_of_a_panel_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """A year twice and text among numbers: named with file and series, and nothing is learned from the rest in silence."""
    rows = [f"a,{year},{year % 7}" for year in range(2000, 2015)] + [
        "b,2000,1",
        "b,2000,2",
        "c,20010,1",
        "c,2002,约3",
        "d,2001,",
    ]
    file = tmp_path / "panel.csv"
    file.write_text("\n".join(["series,year,value", *rows]), encoding="utf-8")
    with pytest.raises(ParameterError) as raised:
        read_panel(file)
    assert str(raised.value) == (
        f"{file}: b: found 2000 twice, expected each year once; c: year: found 20010, expected a calendar year from 1700 to 2200; "
        "2002: found '约3', expected a number."
    )
