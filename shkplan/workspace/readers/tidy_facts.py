"""A tidy table from elsewhere: names of a plan in place of ids, and facts about the whole table in a file beside it.

Columns that a table lacks may stand once for all of its figures in a file named like the table with ``.yaml`` behind
(``figures.xlsx.yaml``)::

    status: final
    published: 2024-11-30
    source_title: 某某统计年鉴2024
    source_kind: yearbook or bulletin
    names: {全区生产总值: economy.gdp}   # names that the plan does not use

How an indicator is measured, and in which prices, its plan says where the table does not. What the figures are and when they
were published nobody can assume: status, published and source_kind must be told.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from shkplan.base.errors import DataError, Mistake
from shkplan.base.messages import Said, said
from shkplan.base.typed import Address, Record, compared, likely_day, quoted
from shkplan.evidence.classification import own_form
from shkplan.evidence.observation import Bound, Form, Observation, SourceKind, Status
from shkplan.files import paths
from shkplan.files.records import Filed, load
from shkplan.register.plan import Plan, PriceBasis
from shkplan.register.targets import UnitIfAny
from shkplan.workspace.readers.came import Came
from shkplan.workspace.readers.heads import CHINESE
from shkplan.workspace.readers.tidy_csv import Cells, Filled, Reading, read_tables
from shkplan.workspace.readers.tidy_tables import tables_of

_EXAMPLES = {
    "region": "沙河口区", "period": "2024", "unit": "亿元", "status": "final", "published": "2024-11-30",
    "source_title": "某某统计年鉴2024", "source_kind": "yearbook or bulletin", "indicator": "economy.gdp",
}  # fmt: skip
_DECIDING = {
    "indicator",
    "region",
    "form",
    "bound",
    "unit",
    "price_basis",
    "basis",
    "status",
    "published",
}  # what a figure is


class TidyFacts(Filed, Record):
    """What a tidy table does not say of itself; the entries of the file beside it, each left out where a column tells it."""

    holds: ClassVar = (
        "no entries",
        "facts about all rows of a table",
        "Write status: ..., published: ... below each other.",
    )

    indicator: str = ""
    region: str = ""
    form: Form | None = None
    bound: Bound | None = None
    unit: UnitIfAny = ""
    price_basis: PriceBasis | None = None
    basis: str = ""
    status: Status | None = None
    published: dt.date | None = None
    published_basis: Literal["stated", "assumed"] | None = None
    source_title: str = ""
    publisher: str = ""
    source_kind: SourceKind | None = None
    address: Address = ""
    source_copy: str = ""
    copy_sha256: str = ""
    note_zh: str = ""
    note_en: str = ""
    names: dict[str, str] = Field(default_factory=dict)

    @field_validator("published", mode="before")
    @classmethod
    def _any_day(cls, value: object) -> object:
        return likely_day(value) or value

    @property
    def given(self) -> dict[str, object]:
        """The entries that are filled in."""
        return {name: value for name, value in self if name != "names" and value not in ("", None)}


def read_foreign_table(path: Path, plan: Plan) -> Came:
    """What came of a table in our columns from elsewhere.

    Args:
        path: text or a workbook; facts about it may stand in ``<path>.yaml`` beside it.
        plan: whose indicators and regions the rows name, by id or by name.

    Raises:
        DataError: file, facts, columns or cells that are not understood; all of them at once.
    """
    reading = _reading(path, plan)
    if reading.mistakes:
        raise DataError(reading.mistakes)
    return Came(tuple(reading.figures), tuple(reading.remarks))


def _reading(path: Path, plan: Plan) -> Reading:
    beside = path.with_name(f"{path.name}.yaml")
    facts = load(beside, TidyFacts) if beside.is_file() else TidyFacts()
    names = _Names(plan, facts)

    def remedy(lost: Sequence[str]) -> Said:
        lines = [f"{column}: {_EXAMPLES.get(column, '...')}" for column in lost]
        words = "Add the columns {columns} and fill them in; or write the lines {lines} into {file} beside the table."
        return said(words, columns=[CHINESE[column][0] for column in lost], lines=lines, file=beside.name)

    filled = Filled(facts.given, names.complete, frozenset({"form", "price_basis"}), remedy)
    reading = read_tables(tables_of(path), paths.shown(path), filled)
    denied = _denied(facts, names, reading.figures, paths.shown(beside))
    return replace(reading, mistakes=(*reading.mistakes, *denied))


def _denied(facts: TidyFacts, names: _Names, figures: Sequence[Observation], shown: str) -> Iterator[Mistake]:
    """Facts that each row contradicts in a column of its own: which of the two is right nobody knows."""
    spoken = {"region": names.regions, "indicator": names.ids}
    for entry, value in facts.given.items():
        if entry not in _DECIDING:
            continue
        wanted = spoken.get(entry, {}).get(compared(str(value)), value)
        told = list(dict.fromkeys(getattr(one, entry) for one in figures))
        if told and wanted not in told:
            expected = said("what a row of the table says, such as {told}", told=str(told[0]))
            remedy = said("No row is so: correct or remove {entry}, or correct the column.", entry=f"{entry}:")
            yield Mistake(shown, entry, quoted(value), expected, remedy)


class _Names:
    """What a plan calls its indicators and regions, and how it measures them."""

    def __init__(self, plan: Plan, facts: TidyFacts) -> None:
        self.plan = plan
        every = (*plan.indicators.values(), *plan.series.values())
        spoken = [(compared(name), one.id) for one in every for name in dict.fromkeys((one.name.zh, one.name.en))]
        several = Counter(name for name, _ in spoken)
        self.ids = {name: one for name, one in spoken if several[name] == 1}
        self.ids |= {compared(name): one for name, one in facts.names.items()}
        self.regions = {compared(name): one for one in plan.regions for name in (one, plan.regions[one].en)}

    def complete(self, cells: Cells) -> Cells:
        """The cells of a row with ids for names, and with what the plan says of its indicator."""
        name, region = str(cells.get("indicator", "")), str(cells.get("region", ""))
        if name not in self.plan:
            cells["indicator"] = name = self.ids.get(compared(name), name)
        if region not in self.plan.regions:
            cells["region"] = self.regions.get(compared(region), region)
        if name in self.plan:
            one = self.plan[name]
            return {"form": own_form(one), "price_basis": one.price_basis, **cells}
        return {"form": "level", "price_basis": "none", **cells}  # an indicator that nobody knows is refused for that
