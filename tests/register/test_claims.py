"""Claims and scenarios typed in Python: what is understood, and what is refused in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import shkplan as sp
from shkplan.base.errors import ParameterError
from shkplan.register.claims import Addition, BestPeer, FixedLevel, GrowthRate, LikeRegion, RequiredPath, Shock
from shkplan.register.claims import TargetValue as Target

ID = "employment.new_jobs"


@pytest.mark.parametrize(
    ("typed", "form", "says"),
    [
        ({"level": 16000}, FixedLevel, {"value": 16000, "certain": True, "reach": 2023}),
        ({"level": 16000, "spread": 500}, FixedLevel, {"spread": 500, "certain": False}),
        ({"interval": (15000, 17000)}, FixedLevel, {"number": 16000, "share": 0.8, "certain": False}),
        ({"growth": 6}, GrowthRate, {"value": 6, "reach": 2022}),
        ({"addition": 2, "relative": True}, Addition, {"relative": True}),
        ({"addition": 3000, "baseline": 13000}, Addition, {"baseline": 13000}),
        ({"target": 20000, "shape": "late"}, Target, {"shape": "late", "reach": 2022}),
        ({"shock": -4, "remains": [0.5, 0.25]}, Shock, {"touched": (2023, 2024, 2025, 2026, 2027)}),
        ({"like": "大连市", "plus": 0.5}, LikeRegion, {"like": "大连市", "plus": 0.5}),
        ({"best_peer": True, "among": ["大连市"]}, BestPeer, {"among": ("大连市",)}),
        ({"required": True}, RequiredPath, {"target": ""}),
        ({"required": f"{ID}@2025"}, RequiredPath, {"target": f"{ID}@2025"}),
        ({"level": np.float64(5.5), "how": "condition"}, FixedLevel, {"value": 5.5, "how": "condition"}),
        ({"level": "1.6", "unit": "万人", "after": "permanent"}, FixedLevel, {"value": 1.6, "after": "permanent"}),
    ],
)
def test_each_form_is_typed_by_its_own_word(typed: dict[str, Any], form: type, says: dict[str, Any]) -> None:
    """One keyword names the form, the others say what belongs to it; what is left out is usual."""
    one = sp.claim(ID, "2023-2025", **typed)
    assert type(one) is form
    assert {name: getattr(one, name) for name in says} == says
    assert (one.indicator, str(one.years)) == (ID, "2023-2025")


def test_one_language_is_enough() -> None:
    """A reason, or a title, said once is said in both languages; so is one of which a file has only one."""
    for reason in ("同城", {"zh": "同城"}, {"zh": "同城", "en": "同城"}):
        told = sp.claim(ID, 2025, level=1, reason=reason).reason
        assert (told.zh, told.en) == ("同城", "同城")
    assert sp.scenario("push").title.zh == "push"


def test_a_claim_says_what_it_is_in_a_line() -> None:
    """The printed form names indicator, years and number."""
    assert repr(sp.claim(ID, "2023-2025", level=1.6, unit="万人", spread=0.1)) == (
        "FixedLevel(employment.new_jobs, 2023-2025, 1.6 ± 0.1 万人)"
    )
    assert str(sp.claim(ID, 2027, like="大连市", plus=-1)) == "LikeRegion(employment.new_jobs, 2027, as 大连市 -1)"


ONE_OF = "expected one of level=, growth=, addition=, target=, shock=, like=, best_peer=True and required=True."
NO_CLAIM: dict[str, tuple[dict[str, Any], str]] = {
    "no form": ({}, f"found none, {ONE_OF}"),
    "two forms": ({"level": 1, "growth": 2}, f"found level, growth, {ONE_OF}"),
    "three forms": ({"like": "甲", "best_peer": True, "required": True}, f"found like, best_peer, required, {ONE_OF}"),
    "a shock without size": ({"remains": (0.5,)}, f"found none, {ONE_OF}"),
    "of another form": ({"level": 1, "shape": "late", "remains": (1,)}, "remains=, shape= is none of a level; see help"),
    "a number in words": ({"level": "many"}, ', level: found "many", expected a number.'),
    "no number": ({"growth": float("nan")}, ', growth: found "nan", expected a finite number.'),
    "years turned round": ({"years": "2030-2027", "level": 1}, ', years: found "2030-2027", expected the earlier year'),
    "a list of years": ({"years": [2026, 2027], "level": 1}, "expected a year such as 2020, or a range such as"),
    "part of a year": ({"years": "2027-01..06", "level": 1}, ", years: found"),
    "spread below 0": ({"level": 1, "spread": -1}, ', spread: found "-1.0", expected a spread above 0.'),
    "no spread": ({"level": 1, "spread": 0}, "Leave spread out where the number is certain."),
    "spread and interval": ({"interval": (1, 2), "spread": 1}, "expected spread or interval. Leave one of the two out."),
    "value and interval": ({"level": 1, "interval": (1, 2)}, "Leave value out: it is the middle of the interval."),
    "interval turned round": ({"interval": (2, 1)}, 'found "[2, 1]", expected the lower end before the upper one.'),
    "interval of one point": ({"interval": (2, 2)}, "expected the lower end before the upper one."),
    "share of nothing": ({"level": 1, "share": 0.9}, "expected interval beside it."),
    "share in per cent": ({"interval": (1, 2), "share": 80}, "expected a share between 0 and 1. 80 % is 0.8."),
    "recovery beyond 1": ({"shock": -1, "remains": (0.5, 1.5)}, ', remains[1]: found "1.5", expected 1 or less.'),
    "recovery below 0": ({"shock": -1, "remains": (-0.5,)}, ', remains[0]: found "-0.5", expected 0 or more.'),
    "growth in persons": ({"growth": 5, "unit": "人"}, "expected % for a growth rate."),
    "all of it lost": ({"growth": -100}, "expected a rate above -100 %."),
    "all of it lost, in parts of a thousand": ({"growth": -1000, "unit": "‰"}, "expected a rate above -1000 ‰."),
    "growth to a loss": ({"target": -5, "shape": "even growth"}, "Even growth never reaches it: write shape: even steps."),
    "an unknown shape": ({"target": 5, "shape": "soon"}, ', shape: found "soon", expected one of'),
    "an unknown unit": ({"level": 5, "unit": "furlong"}, "expected a unit of Chinese statistics."),
    "an addition that is learned": ({"addition": 1, "how": "condition"}, "expected intervention for fix: addition."),
    "a shock that is learned": ({"shock": 1, "how": "condition"}, "claim the level to be learned."),
    "a condition that passes": ({"level": 1, "how": "condition", "after": "transient"}, "expected model, for a condition."),
    "an unknown way": ({"level": 1, "how": "hope"}, "expected one of 'intervention' or 'condition'."),
    "an unknown afterlife": ({"level": 1, "after": "never"}, ', after: found "never"'),
    "like nobody": ({"like": ""}, ", like: found"),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_CLAIM)
def test_what_is_no_claim_is_refused_in_a_sentence(name: str) -> None:
    """The answer names the indicator, the keyword as it was typed, what was expected and what to do."""
    given, answer = NO_CLAIM[name]
    with pytest.raises(ParameterError) as caught:
        sp.claim(ID, **{"years": 2027, **given})
    assert str(caught.value).startswith(f"claim on {ID}")
    assert answer in str(caught.value)
    assert "expected" not in caught.value.text("zh")


def test_everything_wrong_is_told_at_once() -> None:
    """Nobody mends a claim one mistake a run."""
    with pytest.raises(ParameterError) as caught:
        sp.claim(ID, "soon", level="many", unit="furlong", how="hope")
    told = str(caught.value).removeprefix(f"claim on {ID}, ").split("; ")
    assert [one.split(":")[0] for one in told] == ["years", "how", "level", "unit"]


NO_SCENARIO: dict[str, tuple[Callable[[], object], str]] = {
    "an id with capitals": (lambda: sp.scenario("Push"), 'scenario Push, id: found "Push", expected an id.'),
    "no claim": (lambda: sp.scenario("push", "level"), "scenario: found 'level', expected claims such as sp.claim("),
    "a day that is none": (lambda: sp.scenario("push", as_of="2023-6-30"), "expected a date. Write 2023-06-30."),
    "a switch that is none": (lambda: sp.scenario("push", links={"a": "maybe"}), "links.a: found"),
    "two claims on a year": (
        lambda: sp.scenario("push", sp.claim(ID, "2023-2025", level=1), sp.claim(ID, 2025, growth=1)),
        'claims[1].years: found "2025", expected one claim on employment.new_jobs for 2025. Remove one of the claims.',
    ),
    "a claim on what remains of a shock": (
        lambda: sp.scenario("push", sp.claim(ID, 2025, shock=1, remains=(0.5,)), sp.claim(ID, 2026, level=1)),
        "expected one claim on employment.new_jobs for 2026.",
    ),
}


@pytest.mark.parametrize("name", NO_SCENARIO)
def test_what_is_no_scenario_is_refused_in_a_sentence(name: str) -> None:
    """As with claims."""
    make, answer = NO_SCENARIO[name]
    with pytest.raises(ParameterError) as caught:
        make()
    assert answer in str(caught.value)
