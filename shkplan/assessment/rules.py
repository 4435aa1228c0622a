"""From a target and a projection to a verdict. Nothing is fitted here: events are counted on joint paths, or asked of laws.

What was observed counts as observed. Reaching the number exactly counts. A target whose number is the bound of the
quantity (100 %) is decided at the published precision. Probabilities of one year come from its law in closed form,
clipped to what M paths could tell; events on several years come from M joint paths as (k + 1/2) / (M + 1).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from shkplan.assessment.case import Case
from shkplan.assessment.growth import judge_growth
from shkplan.assessment.one_year import judge_direction, judge_level
from shkplan.assessment.pace import judge_pace
from shkplan.assessment.verdict import Verdict
from shkplan.assessment.window import judge_cumulative, judge_held
from shkplan.base.errors import NotAssessable
from shkplan.base.messages import Message, message
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.projection import Projection
from shkplan.register.plan import Indicator
from shkplan.register.targets import Target

_RULES: dict[str, Callable[[Case], Verdict]] = {
    "level": judge_level,
    "benchmark": judge_level,
    "direction": judge_direction,
    "held": judge_held,
    "cumulative": judge_cumulative,
    "growth": judge_growth,
    "pace": judge_pace,
    "stated_aim": lambda case: case.verdict("recorded", message("reason.stated_aim")),
}


def judge(
    indicator: Indicator,
    own: Projection | AnnualSeries,
    *,
    reference: Projection | AnnualSeries | None = None,
    deflator: Projection | AnnualSeries | None = None,
    levels: AnnualSeries | None = None,
    reference_levels: AnnualSeries | None = None,
    target: Target | None = None,
    as_of: dt.date | None = None,
    why: Message | None = None,
    stand_ins: tuple[Message, ...] = (),
) -> Verdict:
    """The verdict on one target of an indicator.

    Args:
        indicator: whose target it is.
        own: the projected series; a bare series where no model could be fitted, then only observation can decide.
        reference: the projected series a pace is measured against.
        deflator: yearly price growth (%), for a nominal pace against a real one.
        levels, reference_levels: the levels whose growth these are, held against the published rates; a pace is not judged on figures that
            contradict each other.
        target: which target; default the one in force by ``as_of`` with the nearest deadline.
        as_of: the day of the report, to tell an estimate of a past year from one of a future year.
        stand_ins: which of these series stand in for others, a sentence each; the verdict names them.
        why: the reason a bare series could not be projected, told if observation does not decide.
    """
    series = own.series if isinstance(own, Projection) else own
    chosen = target or next(iter(indicator.targets_in_force(as_of)), None)
    if chosen is None:
        first = min(indicator.targets, key=lambda one: one.approved)
        return Verdict(indicator, first, series.region, "open", message("reason.not_in_force", approved=first.approved))
    projected = own if isinstance(own, Projection) else None
    case = Case(
        indicator, chosen, series, projected, reference, deflator, levels, reference_levels, as_of, why, stand_ins
    )
    try:
        return _RULES[chosen.kind](case)
    except NotAssessable as error:
        return case.verdict("open", case.told(error.reason))
