"""What official evaluations found: the word each gave to which target, from ``data/reference/official-results.yaml``."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Literal, Self, get_args

from pydantic import Field, model_validator

from shkplan.base.messages import Text, said
from shkplan.base.periods import PeriodField
from shkplan.base.typed import Misfit, Record, all_told
from shkplan.files.records import Filed
from shkplan.register.plan import Source

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["GivenWord", "NamedWord", "OfficialResult", "OfficialResults"]

GivenWord = Literal["early", "faster", "on_course", "behind", "achieved", "not_achieved"]
GIVEN: tuple[GivenWord, ...] = get_args(GivenWord)


class NamedWord(Record):
    """A word on a target of a plan that has no file here."""

    name: Text
    word: GivenWord


class OfficialResult(Record):
    """What one official evaluation found.

    Attributes:
        id: of the entry.
        title: what the evaluation is called.
        plan: the id of its plan; None where there is no file of it.
        region, window: whose plan, of which years.
        stage: a mid-term or final evaluation, or a statement on some of the targets.
        targets: how many targets the plan has.
        counts: how many have which word, as the source counts them.
        words: id of an indicator of the plan -> its word.
        named: words on targets that have no id.
        source: where it was published, and when.
        read: whether the document itself or a copy was read.
        or_better: whether the source tells its words no further apart upwards, so that a better word is no other one.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: Text
    plan: str | None
    region: str = Field(min_length=1)
    window: PeriodField
    stage: Literal["mid-term", "final", "statement"]
    targets: int = Field(ge=1)
    counts: Mapping[GivenWord, int]
    words: Mapping[str, GivenWord] = {}
    named: tuple[NamedWord, ...] = ()
    source: Source
    read: Literal["original", "copy"]
    or_better: bool = False
    note: Text | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        wrong, remedy = [], said("Check the digits.")
        if sum(self.counts.values()) > self.targets:
            expected = said("at most the {targets} targets", targets=self.targets)
            wrong.append(Misfit(expected, remedy, found=sum(self.counts.values()), at=("counts",)))
        told = Counter([*self.words.values(), *(one.word for one in self.named)])
        for word, count in told.items():
            if count > self.counts.get(word, 0):
                expected = said("at least {count}, the number of targets given this rating", count=count)
                wrong.append(Misfit(expected, remedy, found=self.counts.get(word, 0), at=("counts", word)))
        if self.words and self.plan is None:
            expected = said("a plan, whose indicators have these ids")
            wrong.append(Misfit(expected, said("Name it, or move the words below named."), found=None, at=("plan",)))
        all_told(wrong)
        return self


class OfficialResults(Filed, Record):
    """All results of a file."""

    holds: ClassVar = (
        said("no entries"),
        said("an entry results, a list of official evaluations"),
        said("See the shipped data/reference/official-results.yaml."),
    )

    results: tuple[OfficialResult, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> Self:
        twice = [name for name, count in Counter(one.id for one in self.results).items() if count > 1]
        if twice:
            raise Misfit(said("each id once"), said("Give one of the two another id."), found=twice[0], at=("results",))
        return self

    def __iter__(self) -> Iterator[OfficialResult]:  # type: ignore[override]  # over results, not over fields
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def as_of(self, day: dt.date) -> OfficialResults:
        """What was published by a day."""
        return OfficialResults(results=tuple(one for one in self.results if one.source.published <= day))

    def of(self, plan: str) -> tuple[OfficialResult, ...]:
        """Those on a plan, the earliest first."""
        return tuple(sorted((one for one in self.results if one.plan == plan), key=lambda one: one.source.published))

    def to_frame(self) -> pd.DataFrame:
        """A row a result: how many targets have which word."""
        import pandas as pd

        rows = [
            {"id": one.id, "plan": one.plan, "region": one.region, "window": str(one.window), "stage": one.stage,
             "targets": one.targets, **{word: one.counts.get(word) for word in GIVEN},
             "published": one.source.published, "source": one.source.title, "address": one.source.address, "read": one.read}
            for one in self.results
        ]  # fmt: skip
        return pd.DataFrame(rows)
