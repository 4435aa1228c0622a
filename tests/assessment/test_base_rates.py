"""Base rates by the record of earlier plans, and what one figure more would do: by hand and by scipy."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from scipy import stats

import shkplan as sp
from shkplan.assessment.base_rates import base_rate
from shkplan.assessment.one_figure import one_figure
from shkplan.base.messages import Text
from shkplan.distributions.together import COMMON, correlation_of_events
from shkplan.register.past import PastCount
from shkplan.register.targets import Target
from tests.making import share
from tests.showing import assessed, scene

LEVEL = {"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}
HELD = {"kind": "held", "direction": "at_least", "number": 80, "unit": "%", "window": "2021-2025"}


def target(nature: str | None = None, **parts: Any) -> Target:
    return share(LEVEL | {"nature": nature} | parts).targets[0]


def count(
    met: int, of: int, nature: str | None = None, kind: str | None = None, region: str = "甲", **parts: Any
) -> PastCount:
    given = {
        "plan": Text("规划", "Plan"), "region": region, "level": "city", "window": "2011-2015", "stage": "final", "nature": nature,
        "kind": kind, "targets": of, "met": met, "source": {"title": "t", "publisher": "p", "published": dt.date(2016, 1, 1)},
    }  # fmt: skip
    return PastCount.model_validate(given | parts)


def test_one_target_a_plan_is_worth_one_each() -> None:
    """Nothing is shared between plans: Jeffreys' interval of 7 of 10, by scipy."""
    found = base_rate(target(), [count(int(at < 7), 1, region=str(at)) for at in range(10)])
    assert found is not None
    assert (found.met, found.of, found.plans) == (7, 10, 10)
    assert (found.low, found.high) == pytest.approx(stats.beta(7.5, 3.5).ppf([0.1, 0.9]))
    assert found.rate == pytest.approx(7.5 / 11)


def test_targets_of_one_plan_are_worth_less() -> None:
    """20 of 25 in one plan: n / (1 + 24 c) with c the correlation of two events, from the bivariate normal of scipy."""
    p, quantile = 20.5 / 26, stats.norm.ppf(20.5 / 26)
    both = stats.multivariate_normal([0, 0], [[1, COMMON.rho], [COMMON.rho, 1]]).cdf([quantile, quantile])
    alike = (both - p**2) / (p * (1 - p))
    assert correlation_of_events(p, COMMON.rho) == pytest.approx(alike, abs=1e-4)
    worth = 25 / (1 + 24 * alike)
    found = base_rate(target(), [count(20, 25)])
    assert found is not None
    assert (found.low, found.high) == pytest.approx(
        stats.beta(0.8 * worth + 0.5, 0.2 * worth + 0.5).ppf([0.1, 0.9]), abs=1e-3
    )
    apart = stats.beta(20.5, 5.5).ppf([0.1, 0.9])
    assert found.high - found.low > apart[1] - apart[0]


def test_the_narrowest_class_with_enough_outcomes_speaks() -> None:
    """Kind and nature, then nature, then all; what is at mid-term is no outcome."""
    past = [
        count(5, 6, "binding", "level", "甲"), count(9, 9, "binding", None, "乙"), count(10, 20, "anticipatory", None, "丙"),
        count(40, 40, "anticipatory", None, "丁", stage="mid-term"),
    ]  # fmt: skip
    told = [base_rate(one, past) for one in (target("binding"), target("anticipatory"), share(HELD).targets[0])]
    assert [(one.kind, one.nature, one.met, one.of) for one in told if one] == [
        ("level", "binding", 5, 6), (None, "anticipatory", 10, 20), (None, None, 24, 35),
    ]  # fmt: skip
    assert base_rate(target(), [count(2, 3)]) is None


def test_it_is_never_certain() -> None:
    """Nine of nine met does not make the tenth sure."""
    found = base_rate(target("binding"), [count(9, 9, "binding")])
    assert found is not None
    assert 0.5 < found.low < found.rate < found.high < 1


def test_it_stands_beside_open_targets_alone_and_enters_nothing() -> None:
    """What has a probability has none; aims and outside thresholds have none; probabilities and groups know nothing of it."""
    a = scene().assessment
    for verdict in a:
        assert (verdict.base_rate is not None) == (verdict.status == "open" and not verdict.target.outside)
    rated = a["employment.new_jobs"]
    assert (rated.prob, rated.group, rated.evidence) == (None, "open", "none")
    assert len(a.met.assessed) == len(a.assessed)


def test_a_plan_is_no_evidence_on_itself() -> None:
    """And no report knows what was published after its day."""
    national = sp.assess("china-14fyp", as_of="2024-12-31", n_paths=200)
    rates = [verdict.base_rate for verdict in national if verdict.base_rate is not None]
    assert rates
    assert all((one.region, str(one.window)) != ("中国", "2021-2025") for rate in rates for one in rate.counts)
    earlier = sp.assess("shahekou-14fyp", as_of="2021-12-31", n_paths=200)
    rate = earlier["employment.new_jobs"].base_rate
    assert rate is not None
    assert max(one.source.published for one in rate.counts) <= dt.date(2021, 12, 31)


@pytest.mark.parametrize(
    ("given", "values", "day", "expected"),
    [
        (LEVEL, {}, "2026-06-30", [("decides", (2025,))]),
        (LEVEL, {2022: 70.0, 2023: 71.5}, "2024-06-30", [("decides", (2025,)), ("assessable", ())]),
        (HELD, {2021: 85.0}, "2024-06-30", [("breaks", (2022, 2023, 2024, 2025))]),
        (HELD, dict.fromkeys(range(2021, 2025), 85.0), "2025-06-30", [("decides", (2025,))]),
        (LEVEL | {"deadline": 2022}, {2022: 90.0}, "2024-06-30", []),
    ],
)
def test_what_one_figure_more_does(given: Any, values: Any, day: str, expected: Any) -> None:
    """The only year that is missing decides; a bound can only be broken; one short of a model makes it assessable."""
    a = assessed(share(given), values, day)
    gap = next(iter(a.missing_of("test.quantity")))
    assert [tuple(one) for one in gap.one_figure] == expected


def test_no_figure_cures_what_else_stands_in_the_way() -> None:
    """A baseline that the plan does not give, contradictions, two bases: nothing is promised."""
    a = scene().assessment
    for key in ("innovation.tech_smes", "economy.fixed_investment_growth", "economy.services_share"):
        assert one_figure(a[key], 1) == ()


def test_the_promise_is_kept() -> None:
    """Given the figure, the target is decided or assessable as was said."""
    lacking = assessed(share(LEVEL), {2022: 70.0, 2023: 71.5}, "2026-06-30")
    assert [one.effect for one in next(iter(lacking.missing_of("test.quantity"))).one_figure] == [
        "decides",
        "assessable",
    ]
    assert assessed(share(LEVEL), {2022: 70.0, 2023: 71.5, 2025: 79.0}, "2026-06-30")[
        "test.quantity"
    ].decided_by_figures
    assert (
        assessed(share(LEVEL), {2022: 70.0, 2023: 71.5, 2024: 72.0}, "2026-06-30")["test.quantity"].status
        == "estimated"
    )
    broken = assessed(share(HELD), {2021: 85.0, 2023: 70.0}, "2024-06-30")["test.quantity"]
    assert (broken.status, broken.prob) == ("observed", 0.0)
