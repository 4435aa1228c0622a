"""The verdicts of the shipped plan, and what its scenarios make of them, do not move unless somebody accepts that they do."""

from __future__ import annotations

import difflib

import pytest

from tests.golden.found import DAYS, SCENARIOS, found, golden_file


@pytest.mark.parametrize("name", [*DAYS, *SCENARIOS])
def test_the_verdicts_of_a_day_and_of_a_scenario_are_those_accepted(name: str) -> None:
    """Same register, same figures, same day, same claims: the same verdicts, to the digits a reader sees."""
    path = golden_file(name)
    expected, actual = path.read_text(encoding="utf-8"), found(name)
    if actual != expected:
        beside = path.with_suffix(".actual.txt")
        beside.write_text(actual, encoding="utf-8", newline="\n")
        lines = difflib.unified_diff(expected.splitlines(), actual.splitlines(), path.name, beside.name, lineterm="")
        pytest.fail("\n".join([*lines, "If this is meant: make accept"]))
