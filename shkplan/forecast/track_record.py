"""What a model's "80 %" was worth elsewhere: its record on public series of the same kind and as many given years.

A series of three to seven figures cannot be tested on itself: there is hardly a year to hold back. What can be said of
it is how the model did where the years that came are known: ``track_record.json``, written by ``make benchmark`` from World
Bank series of regions that no weights were learned from, with its provenance inside. It is a record of other places,
with other measuring offices and over other years, and no promise.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from shkplan.base.errors import NotAssessable, among
from shkplan.base.given import must_be
from shkplan.base.messages import message, said
from shkplan.evidence.series import AnnualSeries
from shkplan.forecast.calibration import Calibration
from shkplan.forecast.informing import DEFAULT_MODEL, informing
from shkplan.models import model_named
from shkplan.register.plan import Indicator

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FILE", "Bin", "Kind", "Row", "TrackRecord", "kind_of", "track_record"]

FILE = Path(__file__).with_name("track_record.json")
Kind = Literal["level", "share", "growth"]


@dataclass(frozen=True)
class Bin:
    """Of the events whose chance was said to lie between low and high: how many happened.

    Attributes:
        low, high: the ends.
        n: events, dependent on each other.
        said, happened: mean probability, and share.
        error: standard error of ``happened`` if said were true, with all events of one series as one trial.
        series: how many different series the events are of.
    """

    low: float
    high: float
    n: int
    said: float
    happened: float
    error: float
    series: int


@dataclass(frozen=True)
class Row:
    """One model on series of one kind with so many years given.

    Attributes:
        model, kind, given: which.
        series, windows, refused: series, windows cut from them, and how many the model refused.
        covered_80, covered_95: shares of the next six years that the bands held.
        events, brier, brier_base, base_rate: questions asked, their Brier score, that of always saying the base rate, and it.
        bins: the reliability curve.
    """

    model: str
    kind: Kind
    given: int
    series: int
    windows: int
    refused: int
    covered_80: float
    covered_95: float
    events: int
    brier: float
    brier_base: float
    base_rate: float
    bins: tuple[Bin, ...]

    @property
    def curve(self) -> list[dict[str, float]]:
        """The bins as numbers by name."""
        return [asdict(one) for one in self.bins]


@dataclass(frozen=True)
class TrackRecord:
    """The models' rows at the length that is nearest to a series.

    Attributes:
        kind: level, share or growth.
        given: years given in the record.
        model: the one whose reliability is drawn.
        rows: by model.
        provenance: panel, questions, command and day.
    """

    kind: Kind
    given: int
    model: str
    rows: Mapping[str, Row]
    provenance: Mapping[str, str]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows.values())

    def curve(self, model: str) -> list[dict[str, float]]:
        """The reliability of one model, bin by bin."""
        return self.rows[model].curve

    def to_frame(self) -> pd.DataFrame:
        """A row a model: what it was tried on, how often its bands held, and its Brier score beside the base rate's."""
        import pandas as pd

        rows = [{name: value for name, value in asdict(row).items() if name != "bins"} for row in self]
        return pd.DataFrame(rows)

    def calibration(self, model: str = "") -> Calibration:
        """The reliability of one model as a value to show; default that of the series.

        Raises:
            UnknownName: a model without a record.
        """
        name = model or self.model
        among("model of a record", name, self.rows)
        return Calibration(self, name)

    def __repr__(self) -> str:
        return f"TrackRecord({self.kind}, {self.given} years given, {', '.join(self.rows)})"


def track_record(series: AnnualSeries, model: str = "auto") -> TrackRecord:
    """How the models did on public series of the kind of this one, with about as many years given.

    Args:
        series: its kind and its number of years on one basis, within the model's memory, are looked up.
        model: whose reliability is drawn; "auto" for the default of the indicator.

    Raises:
        NotAssessable: there is no figure to go on from.
        ValueError: a model without a record.
    """
    must_be("series", series, AnnualSeries, "a yearly series; sp.series(...) makes one")
    must_be("model", model, str, "the name of a model, or auto")
    if not series.years:
        raise NotAssessable(message("reason.no_figures", indicator=series.indicator.name, region=series.region))
    name = DEFAULT_MODEL[series.indicator.measure] if model == "auto" else model
    kind, table = kind_of(series.indicator), _table()
    lengths = sorted({row.given for row in table.rows if (row.model, row.kind) == (name, kind)})
    if not lengths:
        raise ValueError(
            said(
                "no record of the model {name} on series of the kind {kind}; take one of MODELS",
                name=repr(name),
                kind=repr(kind),
            )
        )
    used, _ = informing(series, model_named(name))
    given = max((n for n in lengths if n <= len(used)), default=lengths[0])
    rows = {row.model: row for row in table.rows if (row.kind, row.given) == (kind, given)}
    return TrackRecord(kind, given, name, rows, table.provenance)


def kind_of(indicator: Indicator) -> Kind:
    """Rates of growth, quantities between two bounds, and all others."""
    if indicator.measure == "growth":
        return "growth"
    return "share" if None not in indicator.bounds else "level"


@dataclass(frozen=True)
class _Table:
    provenance: Mapping[str, str]
    rows: tuple[Row, ...]


@cache
def _table() -> _Table:
    found = json.loads(FILE.read_text(encoding="utf-8"))
    return _Table(found["provenance"], tuple(_row(row) for row in found["rows"]))


def _row(found: Mapping[str, Any]) -> Row:
    return Row(**{**found, "bins": tuple(Bin(**one) for one in found["bins"])})
