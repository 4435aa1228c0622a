"""The scenario that a whole report is under, and what of it is not used: no page says that all is under it where a part is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shkplan.base.messages import Text
from shkplan.register.scenario import Scenario

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["InForce", "in_force_of"]


@dataclass(frozen=True)
class InForce:
    """The scenario of an assessment in a line; false where it is under none.

    Attributes:
        assessment: of which.
        scenario: its scenario.
        unused: the names of the indicators of claims that are not used, or in part only.
    """

    assessment: Assessment
    scenario: Scenario | None
    unused: tuple[Text, ...] = ()

    def __bool__(self) -> bool:
        return self.scenario is not None


def in_force_of(a: Assessment) -> InForce:
    """The scenario of an assessment, with what of it is not wholly used."""
    if a.scenario is None:
        return InForce(a, None)
    unused = dict.fromkeys(one.name for one in a.claims.heard if one.state != "used")
    return InForce(a, a.scenario, tuple(unused))
