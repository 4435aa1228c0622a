"""The numbers of the yardsticks of others, and where each comes from: ``data/reference/yardsticks.yaml``.

A number stands ``by: source`` where the named source gives it, and ``by: ours`` where the source gives none or it could not be
read there: then it is our convention, and printed as one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from shkplan.base.messages import Text, said
from shkplan.base.typed import Address, Misfit, Number, Record
from shkplan.files.records import Filed
from shkplan.register.targets import Year

__all__ = [
    "Cut",
    "DestatisRule",
    "EscapRule",
    "EurostatRule",
    "OpenSdgRule",
    "ProbabilityRule",
    "ScheduleRule",
    "SdsnRule",
    "UnsdRule",
    "YardstickRule",
    "YardstickRules",
    "YardstickSource",
]


class YardstickSource(Record):
    """Where a yardstick is described.

    Attributes:
        year: of the text that was read; None where it does not tell.
        read: what was read in place of the original, where that was not to be had.
    """

    title: Text
    publisher: Text
    year: Year | None
    address: Address = ""
    read: Text | None = None


class Cut(Record):
    """A number of a yardstick.

    Attributes:
        by: whether the source gives it, or it is our convention.
    """

    number: Number
    by: Literal["source", "ours"]
    note: Text | None = None


class YardstickRule(Record):
    """What all yardsticks state: their source; every :class:`Cut` of one is a number it is printed with."""

    descending: ClassVar[tuple[str, ...]] = ()  # the names of numbers of which each is below the one before

    source: YardstickSource

    @property
    def cuts(self) -> Mapping[str, Cut]:
        """The numbers by their names."""
        every = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: one for name, one in every if isinstance(one, Cut)}

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for above, below in zip(self.descending, self.descending[1:], strict=False):
            most, found = getattr(self, above).number, getattr(self, below).number
            if not found < most:
                expected = said("less than {name}, which is {number:g}", name=above, number=most)
                raise Misfit(expected, said("Check the digits."), found=found, at=(below, "number"))
        return self


class ScheduleRule(YardstickRule):
    """时序进度: on course where the share of the way is as large as the share of the time."""

    on_course: Cut


Knots = Annotated[tuple[tuple[Number, Number], ...], Field(min_length=2)]


class OpenSdgRule(YardstickRule):
    """Open SDG; scores are straight lines between knots, flat beyond them."""

    descending = ("on_track", "moderate", "limited")

    on_track: Cut
    moderate: Cut
    limited: Cut
    untargeted_substantial: Cut
    untargeted_moderate: Cut
    untargeted_limited: Cut
    limit_exponent: Cut
    zero: Cut
    parity_from: Cut
    parity_to: Cut
    natural_unemployment: Cut
    unemployment: tuple[str, ...]
    score: Knots
    untargeted_score: Knots


class UnsdRule(YardstickRule):
    """The Global SDG Progress Chart, as the Basque statistical office restates it."""

    descending = ("on_track", "fair")

    on_track: Cut
    fair: Cut
    untargeted_on_track: Cut
    untargeted_fair: Cut
    near: Cut


class EscapRule(YardstickRule):
    """The commissions of the UN; ``weight`` is the weight of a year beside that of the year after it in the trend."""

    descending = ("accelerate", "maintain")

    maintain: Cut
    accelerate: Cut
    weight: Cut


class SdsnRule(YardstickRule):
    """The arrows of the SDG Index."""

    descending = ("on_track", "moderate", "stagnating")

    on_track: Cut
    moderate: Cut
    stagnating: Cut
    recent: Cut


class EurostatRule(YardstickRule):
    """The EU's SDG monitoring."""

    descending = ("significant", "moderate", "insufficient")

    significant: Cut
    moderate: Cut
    insufficient: Cut
    untargeted_significant: Cut
    untargeted_moderate: Cut
    untargeted_away: Cut
    short: Cut
    long: Cut


class DestatisRule(YardstickRule):
    """The weather symbols of Germany's sustainability indicators."""

    descending = ("cloud", "sun")

    sun: Cut
    cloud: Cut
    years: Cut
    least: Cut


class ProbabilityRule(YardstickRule):
    """Our probability that the target is reached, from which on it counts as on course beside the others."""

    on_course: Cut


class YardstickRules(Filed, Record):
    """All yardsticks of a file."""

    holds: ClassVar = (
        said("no entries"),
        said("an entry for each yardstick"),
        said("See the shipped data/reference/yardsticks.yaml."),
    )

    schedule: ScheduleRule
    open_sdg: OpenSdgRule
    unsd: UnsdRule
    escap: EscapRule
    sdsn: SdsnRule
    eurostat: EurostatRule
    destatis: DestatisRule
    probability: ProbabilityRule

    def __getitem__(self, name: str) -> YardstickRule:
        """The numbers of one yardstick."""
        found: YardstickRule = getattr(self, name)
        return found

    def __iter__(self):  # type: ignore[no-untyped-def]  # over names, not over fields
        return iter(type(self).model_fields)
