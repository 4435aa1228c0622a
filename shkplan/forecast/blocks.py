"""A panel as blocks: series measured in the same pattern of years, which are learned from together.

Each series is read with its bounds and its scale, and with the words on what speaks against it. Of a long one the last
:data:`LONGEST` years are taken, as in :func:`shkplan.project`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast, get_args

import numpy as np
import numpy.typing as npt

from shkplan.base.given import is_missing
from shkplan.base.messages import Said, said
from shkplan.base.shown import shown
from shkplan.base.units import convert, joined
from shkplan.distributions.links import FloatArray, LinkName
from shkplan.forecast.frames import Measured, once_a_series
from shkplan.forecast.informing import LONGEST
from shkplan.models.base import LARGEST, IntArray, beyond_arithmetic
from shkplan.models.together import Block

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Panel"]

_Rows = list[IntArray]
_AS_RATES = (
    "its values, all between -100 and 100 and without bounds, were taken for rates of growth in %, which lie above -100; "
    "give unit, or the columns lower and upper, to say what they are"
)
_LAST_YEARS = "it begins in {first}; its last {count} years count"


@dataclass(frozen=True, eq=False)
class Panel:
    """Sorted rows of all series that were read, and where each begins and ends.

    Attributes:
        names, places: (S,) of the series, and where these stand among all names.
        starts, ends: (S,) their rows.
        years, values: of the rows.
        low, high: (S,) bounds, infinite where there is none.
        links: the scale asked for, a series each.
        fit: positions of those that a model may be asked about.
        notes: how some of them were taken without being told, by position.
    """

    names: npt.NDArray[Any]
    places: IntArray
    starts: IntArray
    ends: IntArray
    years: IntArray
    values: FloatArray
    low: FloatArray
    high: FloatArray
    links: Sequence[LinkName]
    fit: Sequence[int]
    notes: Sequence[tuple[int, Said]] = ()

    @classmethod
    def of(
        cls, found: Measured, link: LinkName, *, rates: bool, unit: str | None = None
    ) -> tuple[Panel, dict[int, str]]:
        """The panel, and by position why some of its series are none.

        Args:
            found: the rows.
            link: the scale of series that name none.
            rates: whether values between -100 and 100 are taken for rates in % where neither bounds nor a unit are told.
            unit: of the values, where it is told.
        """
        starts, ends = found.spans
        years, values = found.rows["year"].to_numpy(np.int64), found.rows["value"].to_numpy(np.float64)
        links, reasons = _links(found.rows.iloc[starts], link)
        low, below = once_a_series(found, starts, "lower", -np.inf)
        high, above = once_a_series(found, starts, "upper", np.inf)
        reasons |= above | below
        least, most = (end.reduceat(values, starts) if len(values) else values for end in (np.minimum, np.maximum))
        free = np.isinf(low) & np.isinf(high) & (np.array(links, dtype=object) == "auto")
        low = np.where(free & (least >= 0), 0.0, low)
        loss, most_of_rates = _limits_of_rates(unit)
        as_rates = free & rates & (least > loss) & (most < most_of_rates)
        low = np.where(as_rates, loss, low)
        largest = np.maximum(-least, most)
        for at in np.flatnonzero((largest > LARGEST) | ((largest < 1 / LARGEST) & (largest > 0))).tolist():
            reasons.setdefault(at, beyond_arithmetic(values[starts[at] : ends[at]]))
        notes = [(at, said(_AS_RATES)) for at in np.flatnonzero(as_rates).tolist() if unit is None]
        starts, cut = _last_years(starts, ends, years)
        fit, places = [at for at in range(len(starts)) if at not in reasons], found.code[starts]
        return cls(
            found.names[places], places, starts, ends, years, values, low, high, links, fit, notes + cut
        ), reasons

    @property
    def last(self) -> IntArray:
        """The last measured year of each series."""
        return self.years[self.ends - 1]

    def chunks(self, size: int, *, by_bounds: bool) -> Iterator[_Rows]:
        """Blocks, up to ``size`` series at a time, with the same kind of bounds (or the same bounds) and link.

        A block is the positions of series with the same pattern of years.
        """
        alike: dict[tuple[object, ...], dict[bytes, list[int]]] = defaultdict(lambda: defaultdict(list))
        low, high = ((own if by_bounds else np.isfinite(own)).tolist() for own in (self.low, self.high))
        starts, ends = self.starts.tolist(), self.ends.tolist()
        for i in self.fit:
            years = self.years[starts[i] : ends[i]]
            alike[low[i], high[i], self.links[i]][(years - years[0]).tobytes()].append(i)
        for patterns in alike.values():
            chunk, room = _Rows(), size
            for rows in map(np.array, patterns.values()):
                for part in np.split(rows, range(room, len(rows), size)):
                    chunk, room = [*chunk, part], room - len(part)
                    if room <= 0:
                        yield chunk
                        chunk, room = _Rows(), size
            if chunk:
                yield chunk

    def block(self, rows: IntArray) -> Block:
        """The series at some positions as one block."""
        start, end = self.starts[rows[0]], self.ends[rows[0]]
        values = self.values[self.starts[rows][:, np.newaxis] + np.arange(end - start)]
        return Block(
            self.years[start:end] - self.years[start],
            values,
            self.low[rows],
            self.high[rows],
            self.links[rows[0]],
            self.years[self.starts[rows]],
        )


def _last_years(starts: IntArray, ends: IntArray, years: IntArray) -> tuple[IntArray, list[tuple[int, Said]]]:
    """Where the last years of each series begin, and what is said of those that are longer."""
    found, notes = starts.copy(), list[tuple[int, Said]]()
    for at in np.flatnonzero(years[ends - 1] - years[starts] >= LONGEST).tolist():
        found[at] += np.searchsorted(years[starts[at] : ends[at]], years[ends[at] - 1] - LONGEST, "right")
        notes.append((at, said(_LAST_YEARS, first=int(years[starts[at]]), count=LONGEST)))
    return found, notes


def _limits_of_rates(unit: str | None) -> tuple[float, float]:
    """Between which values a series without bounds is taken for rates of growth, the lower one being their bound.

    Of a unit that is told any value above the loss of all there is will do; none does of a unit that is no rate.
    """
    if unit is None:
        return -100.0, 100.0
    return (convert(-100.0, "%", unit), np.inf) if unit and joined(unit, "%") else (np.inf, -np.inf)


def _links(first: pd.DataFrame, link: LinkName) -> tuple[list[LinkName], dict[int, str]]:
    """The scale of each series, and what is wrong with it."""
    known = get_args(LinkName)
    if "link" not in first:
        return [link] * len(first), {}
    links = [link if is_missing(one) else one for one in first["link"]]
    words = "link: found {found}, expected one of {known}"
    odd: dict[int, str] = {
        at: said(words, found=shown(one), known=known) for at, one in enumerate(links) if one not in known
    }
    return cast("list[LinkName]", links), odd
