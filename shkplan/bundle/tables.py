"""The tables of a bundle: what an evaluator who uses another program wants to look at.

Figures, sources, indicators, regions and targets are those of an export (:mod:`shkplan.exchange.export.datapackage`). Beside them
stand the verdicts of the report, a row a target, and every value that its pages show, a row each.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shkplan.base.errors import VerificationFailed
from shkplan.base.messages import said
from shkplan.base.periods import day_of
from shkplan.exchange.export.datapackage import (
    described_field,
    description_of,
    foreign_key,
    package_table,
    table_resource,
    tables_of_package,
)
from shkplan.report import manifest as record
from shkplan.report.manifest import Manifest
from shkplan.workspace.load import Workspace

_VERDICT = ("target", "status", "prob", "evidence")  # what every page that lists verdicts says of each
_VERDICTS = [
    described_field("target", "string", "Id of the target's indicator, a row of indicators.csv.", unique=True),
    described_field("kind", "string", "Kind of the target: which event must hold.", needed=False),
    described_field("deadline", "integer", "Year in which it is due.", needed=False),
    described_field("region", "string", "Region that was assessed.", needed=False),
    described_field("status", "string", "How far it is settled: by published figures, by an estimate, or not at all."),
    described_field("word", "string", "The group of the probability, or why there is none.", needed=False),
    described_field("evidence", "string", "Whose figures the probability rests on.", needed=False),
    described_field("prob", "number", "Forecast probability that the target is met; empty where none can be given.", needed=False),
    described_field("prob_se", "number", "Monte Carlo error of that probability (one standard error).", needed=False),
    described_field("central", "number", "Median of the deciding quantity.", needed=False),
    described_field("low", "number", "Lower end of its 80 % band.", needed=False),
    described_field("high", "number", "Upper end of its 80 % band.", needed=False),
    described_field("wanted", "number", "What the deciding quantity must reach.", needed=False),
    described_field("unit", "string", "Unit of the deciding quantity.", needed=False),
    described_field("reason", "string", "Code of the reason of the verdict.", needed=False),
]  # fmt: skip
_RESULTS = [
    described_field("report", "string", "Page of the report: key in report/results.json."),
    described_field("position", "integer", "Which of the things shown on that page, from 1 on.", minimum=1),
    described_field("name", "string", "What is shown there."),
    described_field("place", "string", "Where the value stands within it, names joined with /.", needed=False),
    described_field("number", "number", "The value, where it is a number.", needed=False),
    described_field("text", "string", "The value, where it is a text, or true or false.", needed=False),
]
Shown = Mapping[str, list[dict[str, Any]]]


def package_of_report(report: Path, manifest: Manifest, folder: str) -> tuple[dict[str, str], dict[str, Any]]:
    """The tables of a report by their names in a bundle, and their descriptor.

    Args:
        report: the folder of the report.
        manifest: its manifest.
        folder: where the tables stand in the bundle.

    Raises:
        DataError: mistakes in the inputs of the report.
        VerificationFailed: its results are none.
    """
    inputs = Workspace(report / record.INPUTS)
    plan = inputs.plan(manifest.plan)
    figures = inputs.observations(plan).as_of(day_of(str(manifest.parameters["as_of"])))
    shown = _shown(report)
    tables = tables_of_package(figures)
    tables["verdicts"] = package_table([field["name"] for field in _VERDICTS], verdict_rows(shown))
    tables["results"] = package_table([field["name"] for field in _RESULTS], result_rows(shown))
    description = description_of(figures, str(manifest.versions["shkplan"]))
    to_indicators = [foreign_key(["target"], "indicators", ["indicator"])]
    description["resources"] += [
        table_resource("verdicts", _VERDICTS, foreignKeys=to_indicators),
        table_resource("results", _RESULTS),
    ]
    for resource in description["resources"]:
        content = tables[resource["name"]].encode()
        resource["path"] = f"{folder}/{resource['path']}"
        resource["bytes"], resource["hash"] = len(content), f"sha256:{hashlib.sha256(content).hexdigest()}"
    return {f"{folder}/{name}.csv": text for name, text in tables.items()}, description


def _shown(report: Path) -> Shown:
    """What the pages of a report show, as data."""
    try:
        found = json.loads((report / record.RESULTS_FILE).read_text(encoding="utf-8"))["reports"]
        return {str(key): [{"name": str(one["name"]), "data": one["data"]} for one in found[key]] for key in found}
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        raise VerificationFailed(said("{file} is not a table of results", file=record.RESULTS_FILE)) from None


def verdict_rows(shown: Shown) -> Iterator[tuple[Any, ...]]:
    """One row a target: the first verdict on it that a page lists."""
    told: dict[str, Mapping[str, Any]] = {}
    for key in sorted(shown):
        for one in shown[key]:
            for entry in one["data"] if isinstance(one["data"], list) else ():
                if isinstance(entry, Mapping) and entry.keys() >= set(_VERDICT):
                    told.setdefault(str(entry["target"]), entry)
    for target in sorted(told):
        yield tuple(_plain(told[target].get(field["name"])) for field in _VERDICTS)


def _plain(value: Any) -> Any:
    """A value as a cell takes it; of a message its code."""
    if isinstance(value, Mapping):
        return str(value.get("key", ""))
    return value if isinstance(value, str | float | int | None) and not isinstance(value, bool) else json.dumps(value)


def result_rows(shown: Shown) -> Iterator[tuple[Any, ...]]:
    """One row a value that is shown; what is empty has none."""
    for key in sorted(shown):
        for position, one in enumerate(shown[key], 1):
            for place, value in _values(one["data"]):
                number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
                text = None if number is not None else value if isinstance(value, str) else json.dumps(value)
                yield key, position, one["name"], place, number, text


def _values(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """The single values of what is shown, each with its place."""
    if isinstance(value, Mapping):
        for name in sorted(value):
            yield from _values(value[name], f"{place}/{name}".lstrip("/"))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _values(one, f"{place}/{at}".lstrip("/"))
    elif value is not None:
        yield place, value
