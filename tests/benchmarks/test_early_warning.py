"""What warnings were worth, counted by hand on six targets."""

from __future__ import annotations

import numpy as np

from benchmarks import early_warning as bench


def test_shares_are_counted_among_those_met_and_those_missed() -> None:
    """Of three met one was warned of, of three missed two; of three warned of one was met."""
    said = [(0.2, True), (0.8, True), (0.9, True), (0.1, False), (0.3, False), (0.7, False)]
    rows = [bench.Row("panel", "level", "here", 2000 + at, 2, prob, met) for at, (prob, met) in enumerate(said)]
    found = bench._measured(rows, "level", 2, 0.5)
    assert (found.targets, found.missed) == (6, 3)
    assert (found.false[0], found.found[0], found.wrong) == (1 / 3, 2 / 3, 1 / 3)


def test_the_three_events() -> None:
    """The last year, the mean, the worst year; a ceiling the other way round."""
    values = np.array([[1.0, 2.0, 3.0, 4.0, 5.0]])
    assert bench.Pseudo("level", 5.0, up=True).met(values)[0]
    assert bench.Pseudo("mean", 3.0, up=True).met(values)[0]
    assert not bench.Pseudo("each", 2.0, up=True).met(values)[0]
    assert bench.Pseudo("each", 5.0, up=False).met(values)[0]
