"""Figures within the year held against those of whole years: a sum so far in proportion to its months, and never falling.

What of nine months is as large as a year in other units shows as it does of years: after 人 for 万人 the figure is far from
all others. And of a flow, which adds up, no more months tell less, nor all of them less than some.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import nsmallest
from itertools import pairwise
from statistics import median, median_high, median_low

from shkplan.base import units
from shkplan.base.errors import Mistake
from shkplan.base.messages import said
from shkplan.base.periods import MONTHS
from shkplan.base.typed import quoted
from shkplan.evidence.observation import Observation
from shkplan.workspace.names import Register

__all__ = ["within_mistakes"]

PROPORTION, NEIGHBOURS = 20, 5
FALLS = 0.05  # by which revisions may leave more months below fewer


def within_mistakes(figures: Sequence[Observation], register: Register) -> Iterator[Mistake]:
    """Sums and levels so far that are out of all proportion to the years, or fall as the year goes on.

    Args:
        figures: all of a workspace.
        register: says which indicators add up over the year; a balance, such as net migration, may fall, and come to little.
    """
    groups: dict[tuple[str, str], list[Observation]] = {}
    for figure in figures:
        if figure.form == "level" and figure.bound == "exact" and figure.value and not figure.mark:
            groups.setdefault((figure.indicator, figure.region), []).append(figure)
    for (indicator, _), alike in groups.items():
        told = [figure for figure in alike if figure.period.within]
        years = [figure for figure in alike if figure.period.is_year]
        flow, nearest = register.is_flow(indicator), dict[tuple[int, str], list[float]]()
        balance = register.is_balance(indicator, (figure.value for figure in alike))
        for figure in told:
            key = (figure.period.last, figure.unit)
            if key not in nearest:  # alike for all months of a year
                nearest[key] = _sizes(figure, years)
            yield from _out_of_proportion(figure, nearest[key], flow, balance=balance)
        if flow and told and not balance:
            yield from _falling([*told, *years])


def _sizes(figure: Observation, years: Sequence[Observation]) -> list[float]:
    """The sizes of the years nearest in time, in the unit of a figure."""
    joined = (other for other in years if units.joined(other.unit, figure.unit))
    nearest = nsmallest(NEIGHBOURS, joined, key=lambda other: abs(other.period.last - figure.period.last))
    return [abs(units.convert(other.value, other.unit, figure.unit)) for other in nearest]


def _out_of_proportion(figure: Observation, sizes: Sequence[float], flow: bool, *, balance: bool) -> Iterator[Mistake]:
    near = [size * (figure.period.month / MONTHS if flow else 1.0) for size in sizes]
    least = 0.0 if balance or not near else median_low(near) / PROPORTION
    if near and not least <= abs(figure.value) <= median_high(near) * PROPORTION:
        told = "something like {usual:,.10g} {unit}, the median of the years nearest in time"
        part = "something like {usual:,.10g} {unit}, {months} months of the median of the years nearest in time"
        usual = {"usual": median(near), "unit": figure.unit}
        expected = said(part, months=figure.period.month, **usual) if flow else said(told, **usual)
        remedy = said("Check number and unit; if it was published so, mark it doubtful, or break.")
        yield figure.place.below("value").mistake(quoted(f"{figure.value:.12g} {figure.unit}"), expected, remedy)


def _falling(figures: Sequence[Observation]) -> Iterator[Mistake]:
    """Of one year figures of more months that are less than those of fewer."""
    by_year: dict[int, list[Observation]] = {}
    for figure in figures:
        by_year.setdefault(figure.period.last, []).append(figure)
    for some in by_year.values():
        rising = sorted(some, key=lambda figure: (figure.period.month, figure.published))
        for before, after in pairwise(rising):
            if before.period.month == after.period.month or not units.joined(before.unit, after.unit):
                continue
            least = units.convert(before.value, before.unit, after.unit)
            if after.value < least * (1 - FALLS):
                expected = said(
                    "at least the {least:,.10g} {unit} of {period} ({place})",
                    least=least, unit=after.unit, period=str(before.period), place=str(before.place),
                )  # fmt: skip
                remedy = said("A sum over more months is no less: check both figures, their months and units.")
                yield after.place.below("value").mistake(quoted(f"{after.value:.12g} {after.unit}"), expected, remedy)
