"""Where a target stands on the chart of its series: the mark its kind gives, with room on both sides and words."""

from __future__ import annotations

from shkplan.display.language import words
from shkplan.evidence.series import AnnualSeries
from shkplan.register.targets import Target

Mark = tuple[float, tuple[float, float], str]
_WIDE, _WIDER = 0.4, 0.5  # years on either side of a window, and of a single year


def mark_of(target: Target, series: AnnualSeries) -> Mark | None:
    """The height, the span of years and the legend of a target; None where its kind has none on this scale."""
    mark = target.mark(series.indicator, dict(zip(series.years, series.values, strict=True)))
    if mark is None:
        return None
    room = _WIDER if mark.first == mark.last else _WIDE
    return mark.at, (mark.first - room, mark.last + room), words(mark.label)
