"""Where published levels tell of another growth than the published rates that a verdict would rest on."""

from __future__ import annotations

from shkplan.assessment.case import Case, Source, series_of
from shkplan.base.messages import Message, message
from shkplan.evidence.consistency import discrepancies
from shkplan.forecast.projection import Projection


def contradicted(case: Case) -> list[Message]:
    """What contradicts the rates of growth that are compounded, own and the reference's; empty where nothing is compounded."""
    if not case.target.compounds:
        return []
    sides = ((case.own or case.series, case.levels), (case.reference, case.reference_levels))
    return [
        message(
            "reason.contradiction", first=span.first, last=span.last, levels=span.levels, rates=span.rates,
            indicator=levels.indicator.name, region=levels.region,
        )
        for source, levels in sides
        if source is not None and levels is not None
        for span in discrepancies(series_of(source), levels)
        if span.last >= _first_used(source, case)
    ]  # fmt: skip


def _first_used(source: Source, case: Case) -> int:
    """The first year whose figure has a say: of the window, or of those that inform the model of its missing years."""
    if isinstance(source, Projection) and not case.is_known(source):
        return min(case.window[0], *(int(year) for year in source.fit.years[:1]))
    return case.window[0]
