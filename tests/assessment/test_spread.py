"""The range over models: which models it holds, and which it must not."""

from __future__ import annotations

import pytest

import shkplan as sp


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
