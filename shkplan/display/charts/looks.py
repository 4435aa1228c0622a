"""How a region and a scenario look: one colour and one marker each, the same in every chart.

Of a region its place in the plan decides: its own region, those above it, its peers. A dash is never that of a median or an
estimate, which are broken evenly. Of a scenario its place in the comparison decides. Every colour can be read as a word on
white (4.5 to 1 and more), and none of them means a target, something met or something missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shkplan.display.charts.base import QUIET, REGIONS, SCENARIOS

if TYPE_CHECKING:
    from shkplan.register.plan import Plan

__all__ = ["BASELINE", "RegionLook", "ScenarioLook", "look_of", "scenario_look"]

_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p", "h", "<", ">", "d")
_DASHES: tuple[Any, ...] = ("-", (0, (8, 1.6)), (0, (5, 1.6, 1, 1.6)), (0, (1.2, 1.4)))


@dataclass(frozen=True)
class RegionLook:
    """The look of a region.

    Attributes:
        color: of its line, its marks and its name.
        marker: of its figures.
        dash: of its line, as matplotlib takes it.
        width: of its line, in points; the plan's own region has the widest, its peers the thinnest.
    """

    color: str
    marker: str
    dash: Any
    width: float


def look_of(region: str, plan: Plan | None = None) -> RegionLook:
    """The look of a region in the charts of a plan; a region that it does not name comes after those it names."""
    places = plan.places if plan is not None else ()
    at = places.index(region) if region in places else len(places)
    above = 1 + len(plan.references) if plan is not None else 1
    dash = _DASHES[min(at, 3)] if at < above else "-"
    width = 1.6 if at == 0 else 1.3 if at < above else 0.9
    return RegionLook(REGIONS[at % len(REGIONS)], _MARKERS[at % len(_MARKERS)], dash, width)


@dataclass(frozen=True)
class ScenarioLook:
    """The look of a scenario, or of the baseline.

    Attributes:
        color: of its marks, its fan and its name.
        marker: of its probability.
        filled: whether the marker is; that of the baseline is hollow.
    """

    color: str
    marker: str
    filled: bool = True


BASELINE = ScenarioLook(QUIET, "o", filled=False)


def scenario_look(at: int) -> ScenarioLook:
    """The look of a scenario, by its place among those compared, 0 for the first; of more than eight colours come again."""
    return ScenarioLook(SCENARIOS[at % len(SCENARIOS)], _MARKERS[at % len(_MARKERS)])
