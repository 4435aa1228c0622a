"""Which years are known of each indicator of a plan, in the plan's own region."""

from __future__ import annotations

from shkplan.observations import Observations
from shkplan.plan import Indicator

STATES = ("measured", "estimate", "doubtful", "partial", "missing")


def coverage(observations: Observations) -> tuple[list[Indicator], range, dict[tuple[str, int], str]]:
    """State of each indicator and year in the plan's region: measured, estimate, doubtful, partial or missing."""
    plan = observations.plan
    scored = [one for one in plan.indicators.values() if one.unit]
    spans = [figure.period for figure in observations if figure.region == plan.region]
    last = (
        observations.date.year
        if observations.date
        else max((span.last for span in spans), default=plan.window.last) + 1
    )
    span = range(min(plan.base_year - 4, plan.window.first, last - 5), last)
    states: dict[tuple[str, int], str] = {}
    for one in scored:
        series = observations.series(one)
        partly = {year for figure in series.partial for year in figure.period.years}
        for year in span:
            figure = dict(zip(series.years, series.chosen, strict=True)).get(year)
            if figure is not None:
                states[one.id, year] = (
                    "doubtful" if figure.doubtful else "estimate" if figure.status == "estimate" else "measured"
                )
            else:
                states[one.id, year] = "partial" if year in partly else "missing"
    return scored, span, states
