"""The Frictionless Data Package: figures, sources and indicators as tables, and a schema that says what each holds.

The figures are a tidy table. Each points to its source and its indicator; the targets point to their indicators. No
licence over the figures is claimed: they are facts from the sources named.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from shkplan import __version__
from shkplan.evidence.observation import Bound, Form, SourceKind, Status
from shkplan.evidence.observations import Observations
from shkplan.exchange.export.rows import SOURCE, sources_of, table_csv, tidy_csv
from shkplan.files.spreadsheet import neutralised
from shkplan.register.plan import Measure, Plan, PriceBasis
from shkplan.workspace.readers.tidy_csv import COLUMNS, number

DESCRIPTOR = "datapackage.json"
LICENCE = (
    "The figures are facts from the sources named with them. No licence over them is claimed or granted here; the terms "
    "of each source apply."
)
_APOSTROPHE = (
    "Text that a spreadsheet would take for a formula (it begins with =, +, -, @, also full-width, or with a tab or line "
    "break) has an apostrophe in front, which is not part of it."
)
_ENUMS = {
    "form": get_args(Form), "bound": get_args(Bound), "price_basis": get_args(PriceBasis), "status": get_args(Status),
    "published_basis": ("stated", "assumed"), "source_kind": get_args(SourceKind),
}  # fmt: skip
_MEANING = {
    "indicator": "Id of what was measured, a row of indicators.csv.",
    "region": "Name of the place, a row of regions.csv.",
    "period": "A year such as 2020, a range of years such as 2016-2020, or the months of a year from January on such as 2025-01..09.",
    "form": "What the number tells of the period.",
    "bound": "Whether the number is exact, a bound of what was measured, or about.",
    "value": "The number as published, in the unit of the row.",
    "unit": "Unit of Chinese statistics; nothing is converted.",
    "price_basis": "Prices the number is told in.",
    "basis": "Census base, geography or coverage the figure stands on, where it is known.",
    "status": "Whether later figures were to be expected.",
    "mark": "doubtful, break (a new basis starts), example (invented), with a space between.",
    "published": "Day of publication.",
    "published_basis": "Whether the source states that day, or it was assumed.",
    "source_title": "Title of the source as printed.",
    "publisher": "Who published it.",
    "source_kind": "Kind of source; the first kinds go before the others.",
    "address": "Where the source was read, where that is known.",
    "source_copy": "Archived copy of that page, from the workspace or the inputs of a report on, where one is kept.",
    "copy_sha256": "Checksum (SHA-256) of that copy.",
    "note_zh": "Note in Chinese.",
    "note_en": "Note in English.",
}
_NEEDED = {"indicator", "region", "period", "value", "unit", "published", "source_title", *_ENUMS}
Field = dict[str, Any]
Value = str | float | int | dt.date | None


def write_package(observations: Observations, folder: Path) -> None:
    """Write a folder with ``datapackage.json`` and the tables it describes."""
    folder.mkdir()
    for name, text in tables_of_package(observations).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    (folder / DESCRIPTOR).write_text(descriptor_text(description_of(observations)), encoding="utf-8", newline="\n")


def descriptor_text(description: Mapping[str, Any]) -> str:
    """A descriptor as the text of its file."""
    return json.dumps(description, ensure_ascii=False, indent=2) + "\n"


def tables_of_package(observations: Observations) -> dict[str, str]:
    """The tables by name, each as text in CSV."""
    plan = observations.plan
    indicators = [*plan.indicators.values(), *plan.series.values()]
    places = dict.fromkeys((*plan.regions, *(figure.region for figure in observations)))
    return {
        "figures": tidy_csv(observations),
        "sources": package_table(SOURCE, sources_of(observations)),
        "indicators": package_table(
            [field["name"] for field in _INDICATORS],
            ((one.id, one.name.zh, one.name.en, one.unit, one.measure, one.price_basis) for one in indicators),
        ),
        "regions": package_table(("region", "name_en"), ((name, plan.region_name(name).en) for name in places)),
        "targets": package_table([field["name"] for field in _TARGETS], _targets(observations)),
    }


def package_table(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """Rows as text in CSV, each cell as its schema types it."""
    return table_csv(header, ([_cell(value) for value in row] for row in rows))


def _cell(value: Value) -> str:
    """A value as the schema types it: text is neutralised; a number never is, for -13.5 with a mark in front is none."""
    if value is None:
        return ""
    if isinstance(value, float):
        return number(value)
    return neutralised(value) if isinstance(value, str) else str(value)


def _targets(observations: Observations) -> Iterable[tuple[Value, ...]]:
    """One row a target in force: its event, and its number where it has one."""
    for one in observations.plan.indicators.values():
        for target in one.targets_in_force(observations.date):
            amount: float | None = getattr(target, "number", None)
            yield (
                one.id, target.kind, target.direction, target.deadline, amount,
                "" if amount is None else str(getattr(target, "unit", "")), target.locator, target.approved,
                target.statement.zh, target.statement.en,
            )  # fmt: skip


def described_field(name: str, kind: str, meaning: str, *, needed: bool = True, **more: Any) -> Field:
    """One column of a table, for its schema."""
    constraints = {**({"required": True} if needed else {}), **more}
    return {"name": name, "type": kind, "description": meaning, **({"constraints": constraints} if constraints else {})}


def _figure_field(name: str) -> Field:
    kind = {"value": "number", "published": "date"}.get(name, "string")
    more: Field = {"enum": list(_ENUMS[name])} if name in _ENUMS else {}
    if name == "period":
        more["pattern"] = r"[0-9]{4}(-[0-9]{4}|-01\.\.(0[1-9]|1[01]))?"
    return described_field(name, kind, _MEANING[name], needed=name in _NEEDED, **more)


_INDICATORS = [
    described_field("indicator", "string", "Id of the indicator.", unique=True),
    described_field("name_zh", "string", "Its official name."),
    described_field("name_en", "string", "Its name in English."),
    described_field("unit", "string", "Unit of its yearly series; none for aims that are only stated.", needed=False),
    described_field("measure", "string", "How it is measured.", enum=list(get_args(Measure))),
    described_field("price_basis", "string", "Prices of its yearly series.", enum=list(get_args(PriceBasis))),
]
_REGIONS = [
    described_field("region", "string", "Name of the place.", unique=True),
    described_field("name_en", "string", "Its name in English."),
]
_TARGETS = [
    described_field("indicator", "string", "Id of the indicator."),
    described_field("kind", "string", "Kind of the target: which event must hold."),
    described_field("direction", "string", "Which side of the number, or of the baseline, is wanted."),
    described_field("deadline", "integer", "Year in which it is due."),
    described_field("number", "number", "The number to be reached, where the target has one.", needed=False),
    described_field("unit", "string", "Unit of that number.", needed=False),
    described_field("locator", "string", "Place in the plan."),
    described_field("approved", "date", "Day on which this version was approved."),
    described_field("statement_zh", "string", "What the clause says, in Chinese."),
    described_field("statement_en", "string", "What the clause says, in English."),
]


def description_of(observations: Observations, version: str = __version__) -> dict[str, Any]:
    """What the descriptor says of the package and of each table; ``version`` is that of the software that made it."""
    plan, day = observations.plan, observations.date
    known = f"What was published by {day}." if day else "Every figure known."
    sources = [_FIGURE[name] for name in SOURCE]
    to_indicators = foreign_key(["indicator"], "indicators")
    return {
        "profile": "tabular-data-package",
        "name": plan.id,
        "title": f"{plan.title.zh} / {plan.title.en}",
        "description": f"Published figures on the indicators of a plan. {known} {LICENCE} {_APOSTROPHE}",
        "licenses": [{"name": "notspecified", "title": LICENCE}],
        "sources": _cited(observations, plan),
        "contributors": [{"title": f"shkplan {version} (software, Apache-2.0)", "role": "wrangler"}],
        "resources": [
            table_resource("figures", [_FIGURE[name] for name in COLUMNS],
                      foreignKeys=[to_indicators, foreign_key(["region"], "regions"), foreign_key(list(SOURCE), "sources")]),
            table_resource("sources", sources, primaryKey=list(SOURCE)),
            table_resource("indicators", _INDICATORS, primaryKey=["indicator"]),
            table_resource("regions", _REGIONS, primaryKey=["region"]),
            table_resource("targets", _TARGETS, foreignKeys=[to_indicators]),
        ],
    }  # fmt: skip


_FIGURE = {name: _figure_field(name) for name in COLUMNS}


def _cited(observations: Observations, plan: Plan) -> list[dict[str, str]]:
    """The plan's document and every source of a figure, each once."""
    told = [(plan.source.title, plan.source.publisher, plan.source.address)]
    told += [(title, publisher, address) for title, publisher, _, address, _ in sources_of(observations)]
    return [
        {"title": f"{title}, {publisher}" if publisher else title, **({"path": address} if _is_link(address) else {})}
        for title, publisher, address in dict.fromkeys(told)
    ]


def _is_link(address: str) -> bool:
    return address.startswith(("http://", "https://"))


def foreign_key(fields: list[str], resource: str, there: list[str] | None = None) -> Field:
    """The columns of a table that name a row of another, where they may be called otherwise."""
    return {"fields": fields, "reference": {"resource": resource, "fields": there or fields}}


def table_resource(name: str, fields: list[Field], **keys: Any) -> dict[str, Any]:
    """A table and its schema; an empty cell is a missing value."""
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""], **keys},
    }
