"""What a table does not say of itself: the file beside it, and what its own lines say in its place.

The file is named like the table with ``.yaml`` behind (``gdp.xlsx.yaml``)::

    region: 沙河口区               # of figures whose headings name no region
    status: final                 # estimate, preliminary, final or revised
    published: 2024-11-30
    source_title: 某某统计年鉴2024   # may be left out where the table ends with 资料来源：...
    publisher: 某某统计局
    source_kind: yearbook or bulletin
    indicator: economy.gdp        # of a table that only its title names
    unit: 亿元                     # of rows for which the table names none
    year: 2023                    # of a table whose headings name no year
    names: {全区生产总值: economy.gdp}   # names that the plan does not use
    statuses: {2023: preliminary}  # of single years, where it is another
    marks: {p: preliminary}       # what bears a mark or a comment with this word, where it is another
    skip: others                  # or a list: headings passed over on purpose

Lines above a table (``地区：``, ``指标：``, ``单位：``, ``时间：``, ``来源：``) are facts as well. Where the two contradict
each other, neither is believed: it is told, once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator

from shkplan.base.errors import DataError, Mistake, Place
from shkplan.base.messages import said
from shkplan.base.typed import Address, Location, Misfit, Record, likely_day, quoted, suggested
from shkplan.evidence.observation import Form, SourceKind, Status
from shkplan.files import paths
from shkplan.files.records import Filed, typed
from shkplan.files.yaml import Document, read_yaml
from shkplan.register.plan import Plan, PriceBasis
from shkplan.register.targets import Unit, UnitIfAny

_WANTED = {  # entries without which no figure can be recorded
    "status": (said("what the figures are: estimate, preliminary, final or revised"), "status: final"),
    "published": (said("the day of publication"), "published: 2024-11-30"),
    "publisher": (said("who published it"), "publisher: 某某统计局"),
    "source_kind": (
        said("yearbook or bulletin, work report, press or encyclopedia"),
        "source_kind: yearbook or bulletin",
    ),
}


class TableFacts(Filed, Record):
    """What a wide table does not say of itself; the entries of the file beside it."""

    holds: ClassVar = (
        said("no entries"), said("facts about the table"),
        said("Write status: ..., published: ..., publisher: ..., source_kind: ... below each other."),
    )  # fmt: skip

    status: Status
    published: dt.date
    publisher: str = Field(min_length=1)
    source_kind: SourceKind
    region: str = ""
    indicator: str = ""
    published_basis: Literal["stated", "assumed"] = "stated"
    source_title: str = ""
    address: Address = ""
    source_copy: str = ""
    copy_sha256: str = ""
    sheet: str = ""
    unit: UnitIfAny = ""
    units: dict[str, Unit] = Field(default_factory=dict)
    year: int | None = Field(default=None, ge=1900, le=2199)
    statuses: dict[int, Status] = Field(default_factory=dict)
    marks: dict[str, Status] = Field(default_factory=dict)
    names: dict[str, str] = Field(default_factory=dict)
    skip: tuple[str, ...] = ()
    form: Form | None = None
    price_basis: PriceBasis | None = None
    basis: str = ""
    note_zh: str = ""
    note_en: str = ""

    @classmethod
    def place(cls, document: Document, location: Location) -> Place:
        """The entry, on its line where it stands in the file: it may have been given otherwise, or lack."""
        line = ""
        if location[:1] and location[0] in document.content:
            line = said("line {number}", number=document.line(location))
        return Place(document.file, line, ".".join(map(str, location)) or said("whole file"))

    @field_validator("skip", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        if isinstance(value, str) and value != "others":
            raise Misfit(said("others, or a list of headings"), said("Write [{value}].", value=value))
        return (value,) if isinstance(value, str) else value


def facts_file(path: Path) -> Path:
    """The file beside a table that says what the table does not."""
    return path.with_name(f"{path.name}.yaml")


def facts_shown(shown: str) -> str:
    """The file of facts of a table, as a message prints it."""
    return f"{shown}.yaml"


def beside(path: Path) -> Document:
    """The file of facts of a table; empty where there is none."""
    file = facts_file(path)
    return read_yaml(file) if file.is_file() else Document(paths.shown(file), {})


def facts_of(document: Document, given: Mapping[str, Any], told: Mapping[str, str]) -> TableFacts:
    """What the file beside a table, the call, and the lines of the table say together.

    Args:
        document: the file.
        given: facts of the call; they take the place of those of the file.
        told: what the lines of the table say, for entries that nobody else gives.

    Raises:
        DataError: entries that are missing or do not fit, all of them.
    """
    wanted = {key: one for key, one in given.items() if one is not None}
    own = {key: likely_day(one) or one if key == "published" else one for key, one in told.items()}
    wanted |= {key: one for key, one in own.items() if not wanted.get(key) and not document.content.get(key)}
    try:
        return typed(document, TableFacts, wanted)
    except DataError as error:
        wrong = [_spelled_out(mistake) for mistake in error.mistakes]
        if not (wanted.get("source_title") or document.content.get("source_title")):
            wrong.append(_no_title(document.file))
        raise DataError(wrong) from None


def _no_title(file: str) -> Mistake:
    remedy = said("Add source_title, or end the table with a line 资料来源：...")
    return Mistake(file, "source_title", quoted(None), said("the title of the source"), remedy)


def _spelled_out(mistake: Mistake) -> Mistake:
    """What to write for an entry that is missing, for somebody who has never seen such a file."""
    wanted = _WANTED.get(mistake.where) if mistake.found == "nothing" else None
    if not wanted:
        return mistake
    return replace(mistake, expected=wanted[0], remedy=said("Add the line {line}", line=wanted[1]))


def unfit(facts: TableFacts, plan: Plan, shown: str) -> Iterator[Mistake]:
    """What is wrong with the facts: no title, or names that the plan does not know."""
    told, known = facts_shown(shown), [*plan.indicators, *plan.series]
    if not facts.source_title:
        yield _no_title(told)
    if facts.region and facts.region not in plan.regions:
        remedy = suggested(facts.region, list(plan.regions), said("Correct it, or add the region to the plan."))
        yield Mistake(told, "region", quoted(facts.region), said("a region of {plan}", plan=plan.id), remedy)
    for entry, ids in (
        ("indicator", filter(None, [facts.indicator])),
        ("names", facts.names.values()),
        ("units", facts.units),
    ):
        for one in ids:
            if one not in known and not (entry == "names" and one in plan.regions):
                expected = said("the id of an indicator of {plan}", plan=plan.id)
                yield Mistake(told, entry, quoted(one), expected, suggested(one, known, said("Correct it.")))
