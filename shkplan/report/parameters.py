"""The parameters of a report, checked before a kernel starts.

papermill only logs a warning when a parameter is unknown and then makes the default report; wrong types pass, a tuple
becomes the string ``"(1, 2)"`` and NaN the text ``float('nan')``. So every value is checked here against a typed model
and against what the notebook declares, all mistakes are told at once, and what leaves for papermill is plain JSON.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shkplan.base.errors import ParameterError, nearest
from shkplan.base.messages import either, lines, said
from shkplan.base.typed import likely_day
from shkplan.workspace.notebooks import notebook_mistakes

Value = str | int | list[str]

FARTHEST = 60  # years after the as-of date; beyond it no yearly series of ten or twenty points says anything
_LAST = 2035  # year of a projection where neither a plan nor anybody who asks names another


class ReportParameters(BaseModel):
    """What a notebook of a report takes; ``indicator`` only where the report is on one, ``scenarios`` only where it compares them."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    plan: str
    region: str = ""
    as_of: str
    to: int = _LAST
    model: str = "auto"
    language: Literal["zh", "en"]
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 20211028
    scenario: str = ""
    scenarios: list[str] | None = None
    indicator: str | None = None

    def natives(self) -> dict[str, Value]:
        """The parameters as JSON natives, ready for papermill."""
        return self.model_dump(exclude_none=True)


@dataclass(frozen=True)
class Known:
    """The names that parameters may take: what the workspace holds."""

    regions: tuple[str, ...]
    indicators: tuple[str, ...]
    scenarios: tuple[str, ...]
    models: tuple[str, ...]

    kinds: ClassVar[Mapping[str, str]] = {
        "region": "regions", "indicator": "indicators", "scenario": "scenarios", "scenarios": "scenarios", "model": "models",
    }  # fmt: skip


def mistakes(values: Mapping[str, Any], notebook: Path, known: Known) -> list[str]:
    """Everything that is wrong with parameters, one line each; empty where nothing is.

    Args:
        values: what is to be passed, by name.
        notebook: the notebook that will take them.
        known: the names they may take.
    """
    wrong: list[str] = []
    try:
        ReportParameters.model_validate(dict(values))
    except ValidationError as error:
        wrong += [_complaint(dict(one)) for one in error.errors()]
    return wrong + _names(values, known) + _range(values) + _undeclared(values, notebook)


def last_years(day: str) -> range:
    """The years a report of a day may end in, such as ``2023-06-30``; none where the text is no day."""
    year = int(day[:4]) if likely_day(day) == day != "" else 0
    return range(year + 1, year + FARTHEST + 1) if year else range(0)


def refuse(wrong: Iterable[str]) -> None:
    """Stop before anything runs if there is anything wrong; what is wrong for several notebooks is said once.

    Raises:
        ParameterError: all of it.
    """
    told = list(dict.fromkeys(wrong))
    if told:
        raise ParameterError(lines([said("parameters refused, nothing was run:"), *told]))


def declared(notebook: Path) -> tuple[str, ...]:
    """The names that the cell tagged ``parameters`` assigns, in order; empty where there is no such cell.

    The cell is parsed as Python. papermill's own inspection goes line by line with a regular expression and misses
    ``x: int | None = None`` as well as texts that hold an equals sign.
    """
    names: list[str] = []
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code" and "parameters" in cell["metadata"].get("tags", []):
            for statement in ast.parse("".join(cell["source"])).body:
                if isinstance(statement, ast.Assign):
                    names += [target.id for target in statement.targets if isinstance(target, ast.Name)]
                elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                    names.append(statement.target.id)
    return tuple(names)


def _complaint(error: Mapping[str, Any]) -> str:
    """One complaint of pydantic, in the words of this library."""
    name = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        return said("{name}: no such parameter. {hint}", name=name, hint=_offer(name, ReportParameters.model_fields))
    if error["type"] == "missing":
        return said("{name}: not given, and there is no default.", name=name)
    if error["type"] == "literal_error":
        return said(
            "{name}: found {found}, expected {expected}.",
            name=name,
            found=repr(error["input"]),
            expected=either(re.findall("'([^']*)'", error["ctx"]["expected"])),
        )
    return said("{name}: found {found}; {told}.", name=name, found=repr(error["input"]), told=_told(error))


def _told(error: Mapping[str, Any]) -> str:
    """What pydantic found wrong with a value."""
    words = _WORDS.get(error["type"])
    return said(words, **error.get("ctx", {})) if words else f"{error['msg'][0].lower()}{error['msg'][1:]}"


_WORDS = {
    "int_type": "input should be a valid integer",
    "string_type": "input should be a valid string",
    "list_type": "input should be a list of names",
    "greater_than_equal": "input should be greater than or equal to {ge}",
    "less_than": "input should be less than {lt}",
}


def _names(values: Mapping[str, Any], known: Known) -> list[str]:
    """Ids nobody knows, each with the nearest that somebody does."""
    wrong: list[str] = []
    for parameter, kind in Known.kinds.items():
        given, names = values.get(parameter), getattr(known, kind)
        for name in given if isinstance(given, list) else [given]:
            if not isinstance(name, str) or not name or name in names:
                continue
            wrong.append(
                said(
                    "{parameter}: no {what} named {name}. {hint}",
                    parameter=parameter,
                    what=said(_ONE.get(parameter, parameter)),
                    name=repr(name),
                    hint=_offer(name, names),
                )
            )
    return wrong


_ONE = {"scenarios": "scenario"}  # what each of several is


def _range(values: Mapping[str, Any]) -> list[str]:
    """A date that is none, or a last year that is past or out of sight."""
    as_of, to = values.get("as_of"), values.get("to", _LAST)
    likely = likely_day(as_of) if isinstance(as_of, str) else ""
    if isinstance(as_of, str) and likely != as_of:
        told: str = said("as_of: found {day}, expected today or a date such as 2023-06-30.", day=repr(as_of))
        return [lines([told, said("Write {likely}.", likely=likely)], " ") if likely else told]
    years = last_years(likely)
    if not years or not isinstance(to, int) or to in years:
        return []
    found = said("found {to}", to=to) if "to" in values else said("not given, and the default is {to}", to=to)
    return [
        said(
            "to: {found}, expected a year from {first} to {last}, after the as-of date {as_of}.",
            found=found,
            first=years[0],
            last=years[-1],
            as_of=as_of,
        )
    ]


def _undeclared(values: Mapping[str, Any], notebook: Path) -> list[str]:
    """Differences between what a report passes and what the notebook's parameters cell declares, either way."""
    broken = list(notebook_mistakes(notebook))
    if broken:
        return [lines([mistake]) for mistake in broken]
    names = declared(notebook)
    if not names:
        return [
            said(
                "{notebook} has no cell tagged 'parameters' with assignments such as plan = \"my-plan\".",
                notebook=notebook.name,
            )
        ]
    passed = [name for name in ReportParameters.model_fields if name not in _OF_SOME or name in values]
    unheard = [name for name in passed if name not in names]
    foreign = [name for name in names if name not in passed]
    return [
        *(
            said("{name}: {notebook} does not declare it in its parameters cell.", name=name, notebook=notebook.name)
            for name in unheard
        ),
        *(
            said(
                "{name}: no report passes it to {notebook}. {hint}",
                name=name,
                notebook=notebook.name,
                hint=_offer(name, passed),
            )
            for name in foreign
        ),
    ]


_OF_SOME = ("indicator", "scenarios")  # parameters of some notebooks only


def _offer(name: str, names: Iterable[str]) -> str:
    known = list(names)
    close = nearest(name, known)
    if close:
        return said("Did you mean {names}?", names=either(close))
    return said("Known: {names}.", names=known[:12]) if known else said("There are none.")
