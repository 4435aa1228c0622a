"""Figures within the year beside those of years: a balance may fall, and come to nothing, and a sum may not."""

from __future__ import annotations

import datetime as dt

import pytest

from benchmarks import hidden
from shkplan.base.periods import Period
from shkplan.evidence.observation import Observation
from shkplan.workspace.check_figures import figure_mistakes
from shkplan.workspace.names import Register

MIGRATION = Register((hidden.plan(None, None),))
OUTPUT = Register((hidden.plan(0, None),))


def told(period: str, value: float, **parts: object) -> Observation:
    day = Period.parse(period).ends + dt.timedelta(days=20)
    return hidden.figure(period, value, **{"published": day, **parts})


def mistakes(register: Register, *figures: Observation) -> list[str]:
    return [str(one.found) for one in figure_mistakes(figures, register)]


YEARS = (told("2019", 30.0), told("2020", -33.0), told("2021", 70.0), told("2022", -25.0))


@pytest.mark.parametrize(("half", "nine"), [(-12.0, -20.0), (12.0, 0.1), (0.2, -0.1), (-20.0, -20.0)])
def test_a_balance_may_fall_and_come_to_little(half: float, nine: float) -> None:
    """Net migration of so many years, half of which were below zero."""
    assert mistakes(MIGRATION, *YEARS, told("2023-01..06", half), told("2023-01..09", nine)) == []
    assert mistakes(MIGRATION, *YEARS, told("2023", nine)) == []


def test_a_balance_is_asked_about_its_unit_all_the_same() -> None:
    """Persons where ten thousands were meant are far above all others."""
    assert mistakes(MIGRATION, *YEARS, told("2023", 300_000.0)) == ['"300000 亿元"']


def test_what_only_may_be_negative_and_never_was_is_held_in_proportion() -> None:
    years = tuple(told(str(year), 100.0) for year in range(2018, 2023))
    for register in (MIGRATION, OUTPUT):
        assert mistakes(register, *years, told("2023", 0.1)) == ['"0.1 亿元"']
        fallen = mistakes(register, *years, told("2023-01..06", 60.0), told("2023-01..09", 50.0))
        assert fallen == ['"50 亿元"']
