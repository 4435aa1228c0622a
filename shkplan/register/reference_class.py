"""Reference classes as data: which sister regions serve which indicator and why, from ``data/reference/<id>.yaml``.

What the past of a class teaches stands in a table beside it, learned from a panel that is not shipped; a class holds for
the indicators it names, on the scale of their bounds. Why an indicator has none is told in ``data/reference/none.yaml``.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from shkplan.base.messages import Text, said
from shkplan.base.typed import Location, Misfit, Record, all_told
from shkplan.files.records import Filed
from shkplan.register.plan import Bounds
from shkplan.register.targets import Unit, Year

__all__ = ["LearnedFrom", "ReferenceEntry", "WithoutClass"]

IndicatorId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]


class LearnedFrom(Record):
    """What of which panel a class was learned from.

    Attributes:
        panel: name of the file as it was published, without a path.
        indicator: its rows of that indicator; None where the panel has one alone.
        drop: rows whose column ``doubt`` holds any of these words are left out.
        breaks: years from which figures stand on a new basis: a series goes on as another one.
        set_aside: whether a third of the regions, by a hash of the name, is left out, to confirm on.
    """

    panel: Annotated[str, Field(min_length=1)]
    indicator: str | None = None
    drop: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    breaks: tuple[Year, ...] = ()
    set_aside: bool = False

    @model_validator(mode="after")
    def _named(self) -> Self:
        if "/" in self.panel or "\\" in self.panel:
            remedy = said("Write the name alone; the command is told where it lies.")
            raise Misfit(said("the name of a file"), remedy, found=self.panel, at=("panel",))
        return self


class ReferenceEntry(Filed, Record):
    """A class of sister regions, and what it serves.

    Attributes:
        id: the name of its file.
        title: what it is called.
        serves: indicator -> why the class may speak for it.
        only, without: the regions it speaks for, or those it does not; both empty: all of a plan.
        measure, bounds, unit: as those of the indicators.
        table: name of the CSV file beside it.
        learned: from which panel.
        source: what the panel is, in our own words.
        note: what to know of its licence, or of its weaknesses.
    """

    holds: ClassVar = (
        said("no entries"),
        said("a reference class"),
        said("See the shipped data/reference/cn-cities-services-share.yaml."),
    )

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: Text
    serves: Annotated[dict[IndicatorId, Text], Field(min_length=1)]
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    measure: Literal["level", "growth"]
    bounds: Bounds
    unit: Unit
    table: str = Field(pattern=r"^[^/\\]+\.csv$")
    learned: LearnedFrom
    source: Text
    note: Text | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        wrong = list[Misfit]()
        if self.only and self.without:
            at: Location = ("without",)
            wrong.append(
                Misfit(said("only or without, not both"), said("Remove one of them."), found=said("both"), at=at)
            )
        if self.measure == "growth" and not self.unit.startswith("%"):
            wrong.append(Misfit("%", said("Growth is measured in %."), found=self.unit, at=("unit",)))
        all_told(wrong)
        return self

    def speaks_for(self, indicator: str, region: str) -> bool:
        """Whether it serves an indicator of a region."""
        here = region in self.only if self.only else region not in self.without
        return here and indicator in self.serves

    @property
    def command(self) -> str:
        """What re-derives its table."""
        return f"shkplan learn-reference {self.learned.panel} --class {self.id}"


class Reason(Record):
    """Why some indicators have no class."""

    why: Text
    indicators: Annotated[tuple[IndicatorId, ...], Field(min_length=1)]


class WithoutClass(Filed, Record):
    """Why indicators have no class, a reason for several at a time."""

    holds: ClassVar = (
        said("no entries"),
        said("an entry reasons, a list"),
        said("See the shipped data/reference/none.yaml."),
    )

    reasons: tuple[Reason, ...]

    @property
    def indicators(self) -> dict[str, Text]:
        """Indicator -> why it has none."""
        return {name: one.why for one in self.reasons for name in one.indicators}
