"""A proxy serves another series only where that one says nothing, and never decides alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from shkplan import load_plan
from shkplan.assessment import assess
from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import DataError
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.files import paths
from shkplan.register.plan import Plan

OURS, CITY = "本区", "本市"
WORDS = {"zh": "量", "en": "Quantity"}
TARGET = {"approved": "2021-01-01", "locator": "一", "statement": WORDS}


def plan_of(target: dict[str, Any], proxies: list[dict[str, Any]], **more: Any) -> Plan:
    growth = {"name": WORDS, "unit": "%", "measure": "growth", "price_basis": "constant", "bounds": (-100, None)}
    indicators = {
        "test.growth": {**growth, "id": "test.growth", "targets": [{**TARGET, **target}], **more},
        "test.other": {**growth, "id": "test.other"},
        "test.prices": {**growth, "id": "test.prices", "price_basis": "none"},
    }
    return Plan.model_validate({
        "id": "small", "region": OURS, "title": WORDS, "window": "2021-2025", "base_year": 2020, "horizon": 2035,
        "approved": "2021-01-01", "approved_basis": "approved", "regions": {OURS: {"en": "Ours"}, CITY: {"en": "City"}},
        "domains": {"test": WORDS}, "source": {"title": "t", "publisher": "p", "published": "2021-01-01"},
        "indicators": {"test.growth": indicators["test.growth"]},
        "series": {name: one for name, one in indicators.items() if name != "test.growth"}, "proxies": proxies,
    })  # fmt: skip


def told(indicator: str, region: str, values: dict[int, float], basis: str = "constant") -> list[Observation]:
    return [
        Observation.model_validate({
            "indicator": indicator, "region": region, "period": str(year), "form": "growth rate", "bound": "exact", "value": value,
            "unit": "%", "price_basis": basis, "status": "final", "published": f"{year + 1}-03-31", "published_basis": "stated",
            "source_title": "年鉴", "source_kind": "yearbook or bulletin",
        })
        for year, value in values.items()
    ]  # fmt: skip


BY_CITY = {"indicator": "test.growth", "by": {"indicator": "test.growth", "region": CITY}, "reason": WORDS}
HELD = {"kind": "held", "direction": "at_least", "number": 5, "unit": "%", "window": "2021-2025"}
PAST = {2017: 6.0, 2018: 6.5, 2019: 5.8, 2020: 6.2}


def judged(plan: Plan, *figures: list[Observation], as_of: str = "2026-06-30") -> Verdict:
    every = tuple(one for some in figures for one in some)
    return assess(plan, Observations(plan, every), as_of=as_of, n_paths=500)["test.growth"]


def test_own_figures_that_decide_are_not_replaced() -> None:
    """Own growth fell below 5 in 2021, and the city's never did: broken is broken."""
    city = told("test.growth", CITY, PAST | {2021: 9.0, 2022: 9.1, 2023: 9.2})
    verdict = judged(plan_of(HELD, [BY_CITY]), told("test.growth", OURS, {2021: 2.0}), city)
    assert (verdict.status, verdict.prob, verdict.proxies) == ("observed", 0.0, ())


def test_where_own_figures_say_nothing_another_series_stands_in_and_is_named() -> None:
    verdict = judged(plan_of(HELD, [BY_CITY]), told("test.growth", CITY, PAST | {2021: 6.1}))
    assert verdict.status == "estimated"
    assert len(verdict.proxies) == 1
    assert verdict.prob is not None
    assert 0 < verdict.prob < 1


def test_without_one_nothing_is_said() -> None:
    assert judged(plan_of(HELD, []), told("test.growth", CITY, PAST)).prob is None


def test_what_stands_in_never_counts_as_observed() -> None:
    """The city's growth is known in every year of the window; ours in none: there is no verdict on ours."""
    verdict = judged(plan_of(HELD, [BY_CITY]), told("test.growth", CITY, PAST | dict.fromkeys(range(2021, 2026), 6.3)))
    assert verdict.prob is None


def test_what_a_pace_is_measured_against_cannot_stand_in_for_it() -> None:
    """Measured against itself every path would be level: nothing is said instead."""
    pace = {"kind": "pace", "direction": "at_least", "window": "2021-2025", "base_year": 2020, "tolerance": 0,
            "reference": {"indicator": "test.growth", "region": CITY}}  # fmt: skip
    assert judged(plan_of(pace, [BY_CITY]), told("test.growth", CITY, PAST)).prob is None


@pytest.mark.parametrize("by", ["test.prices", "test.nobody"])
def test_only_a_series_of_the_same_kind_may_stand_in(by: str) -> None:
    with pytest.raises(ValidationError, match="test\\."):
        plan_of(HELD, [{**BY_CITY, "by": {"indicator": by, "region": CITY}}])


def test_a_break_is_one_for_the_model_of_growth_too() -> None:
    """Found when the ten years that a mean is believed for reached over a break: only 2019 on informs the model."""
    from shkplan.forecast.informing import informing
    from shkplan.models import model_named

    plan = plan_of(HELD, [])
    figures = told(
        "test.growth", OURS, dict.fromkeys(range(2012, 2019), 20.0) | {2019: 2.5, 2020: 2.0, 2021: 3.0, 2022: 2.4}
    )
    marked = [
        figure.model_copy(update={"mark": frozenset({"break"})}) if figure.period.first == 2019 else figure
        for figure in figures
    ]
    series = Observations(plan, tuple(marked)).series("test.growth")
    assert informing(series, model_named("ets-and-mean"))[0] == (2019, 2020, 2021, 2022)


def test_plans_that_call_proxies_stand_ins_are_read(tmp_path: Path) -> None:
    """The word of plans written before; what is wrong in them is told at the word and the line they use."""
    shipped = (paths.shipped() / "data" / "plans" / "shahekou-14fyp.yaml").read_text(encoding="utf-8")
    assert shipped.count("\nproxies:\n") == 1
    former, wrong = tmp_path / "former.yaml", tmp_path / "wrong.yaml"
    former.write_text(shipped.replace("\nproxies:\n", "\nstand_ins:\n"), encoding="utf-8")
    assert load_plan(former).proxies == load_plan("shahekou-14fyp").proxies
    lost = former.read_text(encoding="utf-8").replace(
        "by: {indicator: prices.cpi_growth", "by: {indicator: prices.nobody", 1
    )
    wrong.write_text(lost, encoding="utf-8")
    line = lost[: lost.index("prices.nobody")].count("\n") + 1
    with pytest.raises(DataError, match=rf"line {line}, stand_ins\[0\], by\.indicator: found \"prices\.nobody\""):
        load_plan(wrong)
