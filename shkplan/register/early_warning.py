"""When a low probability is a warning, and what such warnings were worth: ``data/reference/early-warning.yaml``.

A threshold is a convention. What it is worth was measured on targets whose outcome is known: how many of those that were met were
warned of all the same, how many of those that were missed were, so many years before the deadline.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from shkplan.base.messages import Text, said
from shkplan.base.typed import Misfit, Record
from shkplan.files.records import Filed

__all__ = ["EarlyWarningRule", "WarningEvent", "WarningWorth"]

WarningEvent = Literal["level", "mean", "each"]
_ALIKE = 0.001  # of two thresholds, one of them written with four digits
Share = Annotated[float, Field(ge=0, le=1)]
Interval = tuple[Share, Share, Share]  # the share, and the ends of its 95 % interval


class WarningWorth(Record):
    """What warnings were worth, of one kind of event, so many years before its deadline.

    Attributes:
        event: the value of the last year, the mean of all years, or each of them.
        lead: years from the last figure to the deadline.
        below: the threshold that was measured.
        targets, missed: how many, and how many of them were missed.
        windows: how many of them are independent in time.
        false_alarms: of those met, the share warned of.
        found: of those missed, the share warned of.
        wrong: of those warned of, the share met; None where none was.
    """

    event: WarningEvent
    lead: int = Field(ge=1)
    below: Share
    targets: int = Field(ge=1)
    missed: int = Field(ge=0)
    windows: int = Field(ge=1)
    false_alarms: Interval
    found: Interval
    wrong: Share | None


class EarlyWarningRule(Filed, Record):
    """Below which probability a target is warned of, below which it is watched, and what that was worth.

    Attributes:
        measured_on: event -> on targets of what that was measured.
    """

    holds: ClassVar = (
        said("no entries"),
        said("the thresholds of early warnings: warn_below, watch_below, measured"),
        said("See the shipped data/reference/early-warning.yaml."),
    )

    warn_below: Share = 1 / 3
    watch_below: Share = 1 / 2
    measured: tuple[WarningWorth, ...] = ()
    measured_on: dict[WarningEvent, Text] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not 0 < self.warn_below <= self.watch_below < 1:
            raise Misfit(
                said("a number above 0, at most watch_below, which is below 1"),
                said("Correct one of the two thresholds."),
                found=self.warn_below,
                at=("warn_below",),
            )
        return self

    def worth(self, event: WarningEvent, lead: int, below: float) -> WarningWorth | None:
        """What was measured of an event at a lead and a threshold; None where just that was not: another would say something else."""
        mine = (one for one in self.measured if (one.event, one.lead) == (event, lead))
        return next((one for one in mine if abs(one.below - below) < _ALIKE), None)
