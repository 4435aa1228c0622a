"""The range over models as a value of its own."""

from __future__ import annotations

import pytest

from shkplan.assessment.spread import Spread


def test_it_tells_its_ends_and_each_model() -> None:
    """Found in a notebook, where it showed itself as empty brackets."""
    spread = Spread({"verdict": 0.181, "theta": 0.19, "mean": 0.2329, "linear": 0.1475})
    assert (spread.low, spread.high) == (0.1475, 0.2329)
    assert repr(spread) == "Spread(0.147 to 0.233: verdict 0.181, theta 0.19, mean 0.233, linear 0.147)"
    frame = spread.to_frame()
    assert frame.set_index("model")["prob"].to_dict() == pytest.approx(dict(spread.by))
