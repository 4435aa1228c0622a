"""All yardsticks beside each other: what stands in a row, how two agree, where they differ and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from shkplan.assessment.yardsticks.side_by_side import Yardsticks
from shkplan.base.errors import DataError, UnknownName
from shkplan.base.messages import LANGUAGES, catalogue
from shkplan.files.records import load
from shkplan.register.yardsticks import YardstickRules
from shkplan.workspace.load import Workspace
from tests.making import share
from tests.showing import assessed, whole

LEVEL = {"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}


def gauged(values: dict[int, float], day: str = "2023-06-30", **parts: object) -> Yardsticks:
    return assessed(share(LEVEL | parts), values, day).yardsticks


def test_every_target_has_an_answer_or_a_reason_of_every_yardstick() -> None:
    """Of three plans on three days: a word and a formula, or a sentence that says why not, in both languages."""
    for plan, day in (("china-14fyp", "2023-12-31"), ("shahekou-14fyp", "2026-06-30"), ("china-15fyp", "2026-06-30")):
        a = whole(plan, day)
        assert [row.key for row in a.yardsticks] == [one.key for one in a.scored]
        for row in a.yardsticks:
            assert tuple(row.said) == a.yardsticks.names
            for one in row:
                told = one.working if one.speaks else one.reason
                assert told is not None, (row.key, one.yardstick)
                assert all(told.text(language) for language in LANGUAGES)
                assert not one.speaks or f"gauge.{one.yardstick}.{one.status}" in catalogue()


def test_a_row_counts_who_says_on_course() -> None:
    """71 % in 2022 on the way from 70 to 80: none says on course; 76 % all that speak, but for a probability of its own mind."""
    slow = gauged({2018: 69.0, 2019: 69.5, 2020: 70.0, 2021: 70.5, 2022: 71.0})["test.quantity"]
    assert (slow.for_it, slow.split) == (0, 0)
    assert [one.scale for one in slow][:7] == ["slower"] * 7
    fast = gauged({2018: 66.0, 2019: 68.0, 2020: 70.0, 2021: 73.0, 2022: 76.0})["test.quantity"]
    assert all(one.on_course for one in fast)


def test_where_the_way_and_the_last_years_differ_it_has_slowed_or_picked_up() -> None:
    """Ahead since 2020 and falling for four years; behind since 2020 and rising for five."""
    picked_up = gauged({2017: 50.0, 2018: 55.0, 2019: 60.0, 2020: 74.0, 2021: 73.0, 2022: 74.5})
    (found,) = picked_up.disagreements
    assert found.why.key == "divided.picked_up"
    slowed = gauged({2018: 77.5, 2019: 76.0, 2020: 70.0, 2021: 74.0, 2022: 74.0})
    (found,) = slowed.disagreements
    assert found.why.key == "divided.slowed"


def test_a_broken_limit_is_what_others_do_not_see() -> None:
    held = {"kind": "held", "window": "2021-2025", "deadline": None}
    target = {name: value for name, value in (LEVEL | held).items() if value is not None}
    found = assessed(
        share(target), {2018: 82.0, 2019: 82.0, 2020: 82.0, 2021: 79.0, 2022: 81.0}, "2023-06-30"
    ).yardsticks
    (differing,) = found.disagreements
    assert differing.why.key == "divided.each_year"
    assert not differing.gauged["schedule"].on_course
    assert differing.gauged["destatis"].on_course


def test_two_yardsticks_agree_on_targets_of_which_both_speak() -> None:
    """By hand from the frame of all answers: the same answer to the question whether it is on course."""
    y = whole("china-14fyp", "2023-12-31").yardsticks
    wide = y.to_frame().pivot_table(index="target", columns="yardstick", values="scale", aggfunc="first")
    for pair in y.agreement:
        both = wide[[pair.one, pair.other]].dropna() if pair.one in wide and pair.other in wide else wide[:0]
        assert len(both) == pair.both
        alike = (both[pair.one] == "on_course") == (both[pair.other] == "on_course") if len(both) else []
        assert sum(alike) == pair.alike
    assert y.agreement.between("unsd", "open_sdg") == y.agreement.between("open_sdg", "unsd")
    assert len(y.unanimous) + len(y.disagreements) == sum(len(one.speaking) > 1 for one in y)
    assert len(y.spoken_of) + len(y.silent) == len(y)


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    y = gauged({2020: 70.0})
    with pytest.raises(UnknownName, match="open_sdg"):
        y["test.quantity"]["open_sgd"]
    with pytest.raises(UnknownName, match=r"test\.quantity"):
        y["test.quantities"]


def test_every_number_says_whether_it_is_the_source_s_or_ours() -> None:
    """What could not be verified in a source stands as our convention; each yardstick names its source."""
    rules = Workspace.shipped().single("yardsticks", YardstickRules)
    ours = {(name, each) for name in rules for each, cut in rules[name].cuts.items() if cut.by == "ours"}
    unverified = {("escap", one) for one in ("maintain", "accelerate", "weight")}
    unverified |= {("eurostat", f"untargeted_{one}") for one in ("significant", "moderate", "away")}
    assert ours == unverified | {("schedule", "on_course"), ("sdsn", "recent"), ("probability", "on_course")}
    assert all(rules[name].source.title.en for name in rules)


def test_mistakes_in_the_file_are_told_with_their_places(tmp_path: Path) -> None:
    """Thresholds out of order, an unknown entry, a number that is none: all at once."""
    text = (Workspace.shipped().root / "data" / "reference" / "yardsticks.yaml").read_text(encoding="utf-8")
    wrong = text.replace("moderate: {number: 0.60, by: source}", "moderate: {number: 0.99, by: source}", 1)
    wrong = wrong.replace("sun: {number: 0.05, by: source}", "sun: {number: five, by: hearsay}", 1)
    path = tmp_path / "yardsticks.yaml"
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load(path, YardstickRules)
    told = str(caught.value)
    assert "open_sdg.moderate" in told
    assert "destatis.sun.number" in told
    assert "destatis.sun.by" in told


def test_a_workspace_may_set_its_own_numbers(tmp_path: Path) -> None:
    text = (Workspace.shipped().root / "data" / "reference" / "yardsticks.yaml").read_text(encoding="utf-8")
    own = tmp_path / "data" / "reference" / "yardsticks.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(text.replace("weight: {number: 0.8,", "weight: {number: 1,", 1), encoding="utf-8")
    assert Workspace(tmp_path).single("yardsticks", YardstickRules).escap.weight.number == 1
