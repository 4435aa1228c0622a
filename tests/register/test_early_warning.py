"""The rule of early warnings: thresholds in order, and the worth that was measured nearest to what is asked."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from shkplan.register.early_warning import EarlyWarningRule, WarningWorth
from shkplan.workspace.load import Workspace


def _worth(lead: int, below: float) -> WarningWorth:
    return WarningWorth(
        event="level", lead=lead, below=below, targets=100, missed=50, windows=3,
        false_alarms=(0.1, 0.05, 0.2), found=(0.7, 0.6, 0.8), wrong=0.1,
    )  # fmt: skip


RULE = EarlyWarningRule(measured=tuple(_worth(lead, below) for lead in (1, 2, 5) for below in (1 / 3, 1 / 2)))


@pytest.mark.parametrize(("lead", "below", "found"), [(2, 0.5, (2, 0.5)), (9, 0.3, (5, 1 / 3)), (0, 0.5, (1, 0.5))])
def test_the_nearest_is_taken(lead: int, below: float, found: tuple[int, float]) -> None:
    worth = RULE.worth("level", lead, below)
    assert worth is not None
    assert (worth.lead, worth.below) == pytest.approx(found)


def test_nothing_is_said_of_events_that_were_not_measured() -> None:
    assert RULE.worth("each", 2, 0.5) is None
    assert RULE.worth("level", 3, 0.5) is None


@pytest.mark.parametrize(("warn", "watch"), [(0.6, 0.5), (0.0, 0.5), (0.3, 1.0)])
def test_thresholds_in_the_wrong_order_are_refused(warn: float, watch: float) -> None:
    with pytest.raises(ValidationError):
        EarlyWarningRule(warn_below=warn, watch_below=watch)


def test_the_shipped_table_holds_together() -> None:
    """Below a higher threshold more is warned of, rightly and wrongly; shares lie within their intervals."""
    measured = Workspace.shipped().single("early-warning", EarlyWarningRule).measured
    assert {one.event for one in measured} == {"level", "mean", "each"}
    for one in measured:
        for share, low, high in (one.false_alarms, one.found):
            assert low <= share <= high
    for event in ("level", "mean", "each"):
        for lead in (1, 2, 3, 4, 5):
            row = sorted((x for x in measured if (x.event, x.lead) == (event, lead)), key=lambda x: x.below)
            assert [x.false_alarms[0] for x in row] == sorted(x.false_alarms[0] for x in row)
            assert [x.found[0] for x in row] == sorted(x.found[0] for x in row)
            assert len({(x.targets, x.missed) for x in row}) == 1
