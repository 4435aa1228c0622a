"""Said against happened, and what could not be fitted: parts of a backtest or a track record, as values to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.forecast.backtest import Backtest
    from shkplan.forecast.track_record import TrackRecord


@dataclass(frozen=True, eq=False)
class Calibration:
    """Of what a model said with a probability: how much happened.

    Attributes:
        of: the backtest or the track record.
        model: whose probabilities.
    """

    of: Backtest | TrackRecord
    model: str

    @property
    def bins(self) -> list[dict[str, float]]:
        """Said and happened, with the standard error of the latter, from the least probable on."""
        return self.of.curve(self.model)

    def to_frame(self) -> pd.DataFrame:
        """A row a bin."""
        import pandas as pd

        return pd.DataFrame(self.bins)


@dataclass(frozen=True, eq=False)
class Failures:
    """Where a model of a backtest could not be fitted, and why."""

    backtest: Backtest

    def __len__(self) -> int:
        return len(self.backtest.failures)

    def to_frame(self) -> pd.DataFrame:
        """A row a model and origin without a fit."""
        return self.backtest.failures
