"""What the months so far say of the path of an indicator: the clue that a nowcast is (:mod:`shkplan.evidence.within`)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from shkplan.base.messages import Message, message
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.evidence.reconstruction.clues import Clue, growth_clue, total_clue
from shkplan.evidence.series import AnnualSeries
from shkplan.evidence.within import SoFar, SoFarRefused, so_far

__all__ = ["so_far_clues", "within_the_year"]


def within_the_year(
    observations: Observations, series: AnnualSeries, clues: list[Clue]
) -> tuple[list[SoFar], list[tuple[Observation, Message]]]:
    """What figures within the year tell of their years, and those that tell nothing; a year that was told whole needs none."""
    whole = {clue.years[-1] for clue in clues if clue.two_sided and not clue.carried and _one_year(clue)}
    nowcasts, refused = list[SoFar](), list[tuple[Observation, Message]]()
    for one in so_far(observations, series):
        if isinstance(one, SoFarRefused):
            refused.append((one.figure, one.reason))
        elif one.year in whole:
            refused.append((one.figure, message("clue.unused_other")))
        else:
            nowcasts.append(one)
    return nowcasts, refused


def _one_year(clue: Clue) -> bool:
    """Whether it speaks of the value of one year."""
    return len(clue.weights) == 1 if clue.form == "total" else clue.years[-1] - clue.years[0] == 1


def so_far_clues(one: SoFar, series: AnnualSeries) -> Iterator[Clue]:
    """The clues that a nowcast is: a value of its year with an error; of a sum that only grows the months are the least."""
    if series.indicator.measure == "growth":
        clue = growth_clue((one.figure,), one.centre, (one.year - 1, one.year), one.said, one.sd, carried=False)
    else:
        clue = total_clue(one.figure, one.centre, {one.year: 1.0}, one.said, one.sd)
    yield replace(clue, so_far=True)
    if one.grows:
        yield replace(clue, value=math.nan, sd=math.nan, low=one.value)
