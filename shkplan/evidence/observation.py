"""One published figure, and the rule that picks among several.

Figures stay side by side as they were published; nothing is corrected here. Where several tell of one year, the
series takes the one that :func:`rank` puts first, and shows the others.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from shkplan.base.errors import Place
from shkplan.base.messages import Text, said
from shkplan.base.periods import FigurePeriod
from shkplan.base.typed import Address, Misfit, Number, PlaceField, Record, all_told, shown_misfit
from shkplan.files.packing import misnamed
from shkplan.register.plan import PriceBasis
from shkplan.register.targets import Unit

if TYPE_CHECKING:
    import pandas as pd

Form = Literal["level", "growth rate", "sum", "mean", "change"]
Bound = Literal["exact", "lower", "upper", "about"]
Status = Literal["estimate", "preliminary", "final", "revised"]
Mark = Literal["doubtful", "break", "example"]
SourceKind = Literal["yearbook or bulletin", "work report", "plan", "department form", "press", "encyclopedia"]

EXAMPLE = "EXAMPLE 示例"  # the source of the examples of workspaces laid out before they were marked

# A department's form is first hand, but nobody outside can look it up: behind what was published, before what retells it.
_KINDS: tuple[SourceKind, ...] = (
    "yearbook or bulletin", "work report", "plan", "department form", "press", "encyclopedia",
)  # fmt: skip
COPIES = "data/copies/"  # where archived copies of sources lie, from the workspace on
OWN_SOURCE = "own data"  # the source of what was handed in, which no published figure has
_STATUSES: tuple[Status, ...] = ("revised", "final", "preliminary", "estimate")


def _marks(value: object) -> object:
    """``"doubtful break"`` as it stands in a cell, to the set of marks."""
    return frozenset(value.split()) if isinstance(value, str) else value


class Observation(Record):
    """A figure as somebody published it, with everything needed to find it again."""

    indicator: str = Field(min_length=1)
    region: str = Field(min_length=1)
    period: FigurePeriod
    form: Form
    bound: Bound
    value: Number
    unit: Unit
    price_basis: PriceBasis
    basis: str = ""  # census base, geography or coverage the figure stands on, where it is known
    status: Status
    mark: Annotated[frozenset[Mark], BeforeValidator(_marks)] = frozenset()
    published: dt.date
    published_basis: Literal["stated", "assumed"]
    source_title: str = Field(min_length=1)
    publisher: str = ""
    source_kind: SourceKind
    address: Address = ""
    source_copy: str = (
        ""  # archived copy of the page at that address: a file of the workspace, such as data/copies/bulletin-2024.html
    )
    copy_sha256: str = ""  # its checksum
    note_zh: str = ""
    note_en: str = ""
    place: PlaceField = Place()  # where it was read

    @model_validator(mode="after")
    def _whole(self) -> Self:
        wrong: list[Misfit] = list(self._unshown())
        period = str(self.period)
        if self.form in ("sum", "mean", "change") and self.period.is_year:
            expected, one = said("a range of years such as 2016-2020 for a {form}", form=self.form), "level"
            one = "growth rate" if self.form == "change" else one
            wrong.append(
                Misfit(expected, said("Write the range, or form {form}.", form=one), found=period, at=("period",))
            )
        if self.form in ("level", "growth rate") and self.period.first != self.period.last and self.bound == "exact":
            expected = said("a single year for an exact {form}", form=self.form)
            remedy = said("Write one year, or form sum or mean.")
            wrong.append(Misfit(expected, remedy, found=period, at=("period",)))
        if self.period.within and self.form not in ("level", "growth rate"):
            remedy = said(
                "Figures from January on are levels or growth rates; a sum over the months is a level of its flow."
            )
            wrong.append(
                Misfit(said("form level or growth rate for a year so far"), remedy, found=self.form, at=("form",))
            )
        if self.period.within and self.published <= self.period.ends:
            expected = said(
                "a day after {end}, when the months of {period} are over", end=self.period.ends, period=period
            )
            remedy = said("What is told before its months are over is a goal or a forecast.")
            wrong.append(Misfit(expected, remedy, found=str(self.published), at=("published",)))
        elif self.published.year < (self.period.last if self.bound == "exact" else self.period.first - 1):
            expected = said("a day in or after {period}, the years the figure speaks of", period=self.period)
            wrong.append(
                Misfit(
                    expected,
                    said("What is told before its year is a goal or a forecast."),
                    found=str(self.published),
                    at=("published",),
                )
            )
        wrong += _of_the_copy(self.source_copy, self.copy_sha256)
        all_told(wrong)
        return self

    def _unshown(self) -> Iterator[Misfit]:
        """Texts that no page, table or terminal may carry."""
        for name in ("region", "basis", "source_title", "publisher", "note_zh", "note_en"):
            misfit = shown_misfit(getattr(self, name), name=not name.startswith("note"), at=(name,))
            if misfit is not None:
                yield misfit

    @property
    def in_year(self) -> bool:
        """Whether it was told before its years were over, or as an estimate of them: never the last word on a year."""
        return self.status == "estimate" or self.period.within or self.published < self.period.ends

    @property
    def doubtful(self) -> bool:
        """Whether the figure is marked as one to be used with care."""
        return "doubtful" in self.mark

    @property
    def stands(self) -> bool:
        """Whether nothing speaks against its being the last word, if its status says so."""
        return not (self.in_year or self.doubtful)

    @property
    def handed_in(self) -> bool:
        """Whether it is data of one's own, which nobody published."""
        return self.source_title == OWN_SOURCE

    @property
    def invented(self) -> bool:
        """Whether the figure is an example of a new workspace, which nobody measured."""
        return "example" in self.mark or self.source_title == EXAMPLE

    @property
    def starts_new_basis(self) -> bool:
        """Whether figures before its period were counted in another way."""
        return "break" in self.mark

    @property
    def note(self) -> Text:
        """The note in both languages; where it was written in one, in that one."""
        return Text(zh=self.note_zh or self.note_en, en=self.note_en or self.note_zh)


def _of_the_copy(place: str, checksum: str) -> Iterator[Misfit]:
    """What is wrong with the place of an archived copy, or with its checksum; each needs the other."""
    if place and (misnamed(place) or not re.fullmatch(rf"{COPIES}[^/]+", place)):
        expected = said("a file of {folder}, such as {folder}bulletin-2024.html", folder=COPIES)
        remedy = said("Put the copy there under a plain name, and write the place from data on.")
        yield Misfit(expected, remedy, found=place, at=("source_copy",))
    if (place or checksum) and not re.fullmatch("[0-9a-f]{64}", checksum):
        remedy = said("Write what `sha256sum FILE` prints, or on Windows `certutil -hashfile FILE SHA256`.")
        expected = said("the checksum of the copy, 64 digits of 0-9 and a-f")
        yield Misfit(expected, remedy, found=checksum, at=("copy_sha256",))
    elif checksum and not place:
        remedy = said("Name the file, or take the checksum away.")
        yield Misfit(said("the copy that has this checksum"), remedy, found=place, at=("source_copy",))


def frame_of(figures: Iterable[Observation]) -> pd.DataFrame:
    """A table with one row a figure, with all its columns."""
    import pandas as pd

    rows = [figure.model_dump(mode="json") | {"period": str(figure.period)} for figure in figures]
    return pd.DataFrame(rows, columns=[*Observation.model_fields] if not rows else None)


def rank(figure: Observation) -> tuple[bool, int, int, int]:
    """Sort key, best first: undoubted before doubtful, kind of source, status, newest publication.

    This is the whole rule by which one of several figures for a year enters the series. Figures alike in all four
    keep the order of their files and rows.
    """
    return (
        figure.doubtful,
        _KINDS.index(figure.source_kind),
        _STATUSES.index(figure.status),
        -figure.published.toordinal(),
    )
