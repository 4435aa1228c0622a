"""The rule of early warnings: thresholds in order, and the worth that was measured of what is asked."""

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


def test_only_what_was_measured_is_told() -> None:
    """Just that event, lead and threshold, which may be written with four digits; the worth of a nearby one is not its own."""
    worth = RULE.worth("level", 2, 0.3333)
    assert worth is not None
    assert (worth.lead, worth.below) == (2, 1 / 3)
    for asked in (("each", 2, 0.5), ("level", 3, 0.5), ("level", 9, 0.5), ("level", 2, 0.4)):
        assert RULE.worth(*asked) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(("warn", "watch"), [(0.6, 0.5), (0.0, 0.5), (0.3, 1.0)])
def test_thresholds_in_the_wrong_order_are_refused(warn: float, watch: float) -> None:
    with pytest.raises(ValidationError):
        EarlyWarningRule(warn_below=warn, watch_below=watch)


def test_the_shipped_table_holds_together() -> None:
    """Below a higher threshold more is warned of, rightly and wrongly; shares lie within their intervals."""
    rule = Workspace.shipped().single("early-warning", EarlyWarningRule)
    measured = rule.measured
    assert {one.event for one in measured} == set(rule.measured_on)
    for below in (rule.warn_below, rule.watch_below):
        assert all(rule.worth(event, lead, below) for event in ("level", "mean", "each") for lead in range(1, 6))
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
