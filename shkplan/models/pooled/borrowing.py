"""The pooled model in the unit of a series: the scale is that of its support, and its class is looked at on that scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy.typing as npt

from shkplan.distributions.links import LINE, LinkFunction, LinkName, Support
from shkplan.models.averaged_ets.model import inside
from shkplan.models.base import measurements
from shkplan.models.pooled.model import Pooled
from shkplan.models.pooled.reference_class import Classes, ReferenceClass
from shkplan.models.transformed import LinkedFit

__all__ = ["Borrowing", "Sisters"]


class Sisters(Protocol):
    """Where a class comes from: a panel, or a table that was worked out beforehand."""

    @property
    def name(self) -> str:
        """What the class is called."""

    def on(self, link: LinkFunction) -> Classes:
        """The class on the scale of a link.

        Raises:
            ValueError: a table of another scale.
        """


@dataclass(frozen=True)
class Borrowing:
    """The model ``pooled``, to be handed to ``project`` or ``assess``.

    Attributes:
        sisters: the class.
        known_to: the last year of which the class may know; default the series' own last year.
    """

    sisters: Sisters
    known_to: int | None = None

    name = "pooled"
    minimum = 1

    def reference(self, link: LinkFunction) -> ReferenceClass | None:
        """The class on the scale of a link as known at the end of ``known_to``; None where it was too young."""
        return None if self.known_to is None else self.sisters.on(link).at(self.known_to)

    def fit(
        self, years: npt.ArrayLike, values: npt.ArrayLike, support: Support = LINE, link: LinkName = "auto"
    ) -> LinkedFit:
        """The fit to a series in its unit; see :meth:`shkplan.models.base.Model.fit`. One figure is enough."""
        transform = support.link(link)
        when, what = measurements(self, years, values)
        lower, upper = transform.support
        z = transform.forward(inside(what[None], lower, upper, support.precision)[0])
        return LinkedFit(what, transform, Pooled(self.sisters.on(transform), self.known_to).fit(when, z))
