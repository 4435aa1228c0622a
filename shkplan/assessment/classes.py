"""Which reference class serves a series in an assessment, and the model that borrows from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shkplan.assessment.following import model_of
from shkplan.base.messages import said
from shkplan.distributions.links import LinkFunction, Support
from shkplan.forecast.informing import Borrowing, Classes, Known
from shkplan.register.plan import Indicator
from shkplan.workspace.load import class_for

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["known_to", "sisters_of"]

YEARBOOK = 10  # the month by which yearbooks of the year before are out


@dataclass(frozen=True)
class TableSisters:
    """A class by its table.

    Attributes:
        known: the class through the years.
        link: the scale it was learned on.
    """

    known: Known
    link: LinkFunction

    @property
    def name(self) -> str:
        return self.known.name

    def on(self, link: LinkFunction) -> Classes:
        """The class on the scale of a link.

        Raises:
            ValueError: a scale on which it was not learned.
        """
        if link.scale != self.link:
            raise ValueError(
                said(
                    "the class {name} stands on {own}, not on {link}; learn it with these bounds",
                    name=self.name,
                    own=self.link,
                    link=link,
                )
            )
        return self.known


def known_to(known: Known, day: dt.date) -> int | None:
    """The last year of a class whose figures of all sister regions are out by a day: yearbooks of a year appear in the autumn of the next.

    Only its own years are asked for: a month in which none of them comes out changes nothing.
    """
    return max((year for year in known.by_year if day >= dt.date(year + 1, YEARBOOK, 1)), default=None)


def sisters_of(a: Assessment, one: Indicator, region: str) -> Borrowing | None:
    """The model that borrows from the class of an indicator, knowing no window before its last year was published; None without one.

    Only where the model was left to us: one asked for by name knows its own series alone. A class that was too young to tell anything by
    then is none.
    """
    if model_of(a, one.id) != "auto" or a.settings.link != "auto":
        return None
    served = class_for(a.classes, one.id, region)
    if served is None:
        return None
    sisters, last = (
        TableSisters(served.known, Support(*served.entry.bounds).link().scale),
        known_to(served.known, a.as_of),
    )
    reference = (
        None if last is None else served.known.at(last)
    )  # one without a window of its own knows no more than we do
    speaks = Support(*one.bounds).link().scale == sisters.link and bool(reference and reference.windows)
    return Borrowing(sisters, last) if speaks else None
