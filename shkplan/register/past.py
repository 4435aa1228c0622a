"""What became of the targets of earlier plans: counts with their sources, from ``data/reference/record.yaml``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import Field, model_validator

from shkplan.base.messages import Text, said
from shkplan.base.periods import PeriodField
from shkplan.base.typed import Misfit, Record
from shkplan.files.records import Filed
from shkplan.register.plan import Source
from shkplan.register.targets import KINDS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Nature", "PastCount", "PastPlans"]

Nature = Literal["binding", "anticipatory"]


class PastCount(Record):
    """How many targets of one plan were set, and how many were met, as one source counts them.

    Attributes:
        plan, region, level, window: which plan.
        stage: final outcomes, or what was met or on course at mid-term.
        nature, kind: of which targets; None where the source does not tell them apart.
        targets, met: how many.
        source: who counted, and since when that is known.
    """

    plan: Text
    region: str = Field(min_length=1)
    level: Literal["nation", "province", "city", "district"]
    window: PeriodField
    stage: Literal["final", "mid-term"]
    nature: Nature | None
    kind: str | None
    targets: int = Field(ge=1)
    met: int = Field(ge=0)
    source: Source
    note: Text | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.met > self.targets:
            raise Misfit(
                said("at most the {targets} targets", targets=self.targets),
                said("Check the digits."),
                found=self.met,
                at=("met",),
            )
        if self.kind is not None and self.kind not in KINDS:
            raise Misfit(
                said("one of {names}", names=list(KINDS)),
                said("Use one of these, or null."),
                found=self.kind,
                at=("kind",),
            )
        return self


class PastPlans(Filed, Record):
    """All counts of a file."""

    holds: ClassVar = (
        said("no entries"),
        said("an entry counts, a list of past plans"),
        said("See the shipped data/reference/record.yaml."),
    )

    counts: tuple[PastCount, ...] = ()

    def __iter__(self) -> Iterator[PastCount]:  # type: ignore[override]  # over counts, not over fields
        return iter(self.counts)

    def __len__(self) -> int:
        return len(self.counts)

    def as_of(self, day: dt.date) -> PastPlans:
        """What was known on a day."""
        return PastPlans(counts=tuple(one for one in self.counts if one.source.published <= day))

    def to_frame(self) -> pd.DataFrame:
        """A row a count."""
        import pandas as pd

        names = ("region", "level", "stage", "nature", "kind", "targets", "met")
        rows = [
            {"plan": str(one.plan), "window": str(one.window), **{name: getattr(one, name) for name in names},
             "published": one.source.published, "source": one.source.title, "address": one.source.address}
            for one in self.counts
        ]  # fmt: skip
        return pd.DataFrame(rows)
