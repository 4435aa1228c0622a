"""The range over models: which models it holds, and which it must not."""

from __future__ import annotations

import pytest

import shkplan as sp
from shkplan.assessment.spread import Spread
from tests.showing import in_both


@pytest.mark.parametrize(
    ("plan", "key"),
    [
        ("china-15fyp", "economy.urbanisation_rate"),
        ("shahekou-14fyp", "employment.registered_unemployment"),
        ("china-15fyp", "safety.grain_output"),
    ],
)
def test_beside_a_borrowed_verdict_stand_the_models_on_own_figures(plan: str, key: str) -> None:
    """Found when "about 75 %" stood without a range where models on own figures alone lie between 1 and 94 %: those are stronger
    evidence than the verdict's own, and none of it was told."""
    a = sp.assess(plan, as_of="2026-11-28", n_paths=400)
    alone = [a.with_model(name)[key] for name in sp.MODELS]
    every = [a[key].prob, *(one.prob for one in alone if one.evidence in ("own", "own and class"))]
    found = a.spread(key)
    assert found is not None
    assert (found.low, found.high) == (min(every), max(every))  # type: ignore[type-var]


def test_a_verdict_by_a_class_alone_has_no_range() -> None:
    """No model of one series answers without a figure; a range of one would pretend that models agree."""
    a = sp.assess("shahekou-14fyp", as_of="2026-11-28", n_paths=400)
    assert a["economy.services_share"].evidence == "class"
    assert a.spread("economy.services_share") is None


def test_it_tells_its_ends_and_each_model() -> None:
    """Found in a notebook, where it showed itself as empty brackets."""
    spread = Spread({"verdict": 0.181, "theta": 0.19, "mean": 0.2329, "linear": 0.1475})
    assert repr(spread) == "Spread(0.147 to 0.233: verdict 0.181, theta 0.19, mean 0.233, linear 0.147)"
    assert spread.to_frame().set_index("model")["prob"].to_dict() == dict(spread.by)


def test_it_has_a_table_in_both_languages() -> None:
    """A row a model, first the verdict's own, to the whole per cent as the range is told."""
    spread = Spread({"verdict": 0.181, "theta": 0.194, "linear": 0.1475})
    zh, en = in_both(lambda: sp.table(spread))
    assert [row[1] for row in en.rows] == ["18 %", "19 %", "15 %"]
    assert [row[0] for row in en.rows] == ["the verdict itself", "Theta method", "linear trend"]
    assert zh.rows[0] == ("评估结论本身", "18%")
    assert en.results["data"] == dict(spread.by)
