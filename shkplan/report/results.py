"""The numbers a report shows, taken from its executed notebooks: ``results.json``.

Every table and chart of a notebook carries, beside what the eye sees, one output of the type :data:`RESULTS`: a name
and language-neutral data (ids, codes, numbers). They are gathered here in order of appearance, rounded to ten
significant digits and written so that equal inputs give equal bytes. A notebook runs once, whatever the languages of its pages.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shkplan.base.errors import ReportFailed
from shkplan.base.messages import said

RESULTS = "application/vnd.shkplan.results+json"
FORMAT = 1
_DIGITS = 10
_SHOWN = 60  # characters of a value in a message

Shown = list[dict[str, Any]]  # of one report: {"name": ..., "data": ...} in order of appearance

# What the kernel's JSON makes of numbers that are none: not an error, a text.
_NO_NUMBERS = frozenset({"nan", "inf", "-inf", "NaN", "Infinity", "-Infinity"})


def collect(notebook: Any, key: str) -> Shown:
    """What one executed notebook shows, as data.

    Raises:
        ReportFailed: a number that is none (NaN or infinite), with its place; or a payload without name or data.
    """
    shown: Shown = []
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            payload = output.get("data", {}).get(RESULTS)
            if payload is None:
                continue
            if not isinstance(payload, Mapping) or set(payload) != {"name", "data"}:
                raise ReportFailed(
                    said("{key}: an output of type {kind} must hold exactly a name and data.", key=key, kind=RESULTS)
                )
            place = f"{key}/{payload['name']}"
            shown.append({"name": str(payload["name"]), "data": _rounded(payload["data"], place)})
    return shown


def _rounded(value: Any, place: str) -> Any:
    """The value with floats at ten significant digits; whole floats stay floats."""
    if isinstance(value, Mapping):
        return {str(name): _rounded(inner, f"{place}/{name}") for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner, f"{place}/{position}") for position, inner in enumerate(value)]
    if isinstance(value, float) and math.isfinite(value):
        return float(f"{value:.{_DIGITS}g}") + 0.0  # + 0.0 turns -0.0 into 0.0
    if isinstance(value, float) or value in _NO_NUMBERS:
        raise ReportFailed(
            said(
                "{place}: found {value}, which is not a number. Show nothing (null) and say why instead.",
                place=place,
                value=value,
            )
        )
    return value


def document(reports: Mapping[str, Shown]) -> str:
    """``results.json``: the same text for the same numbers, a line for each thing shown."""
    parts = [f"{_json(key)}:[\n{_lines(shown)}]" for key, shown in sorted(reports.items())]
    return f'{{"format":{FORMAT},"reports":{{\n{_JOINED.join(parts)}}}}}\n'


_JOINED = ",\n"


def _lines(shown: Shown) -> str:
    return _JOINED.join(map(_json, shown)) + ("\n" if shown else "")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def first_difference(left: Any, right: Any, tolerance: float = 0.0, place: str = "") -> tuple[str, str, str] | None:
    """Where two results first differ, and both values there; None where they agree.

    Args:
        left: a value of JSON.
        right: the other.
        tolerance: relative, for numbers.
        place: where the values stand; the names on the way are joined with ``/``.
    """
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for name in sorted(left.keys() | right.keys()):
            if name not in left or name not in right:
                sides = [_brief(side[name]) if name in side else said("missing") for side in (left, right)]
                return f"{place}/{name}".lstrip("/"), sides[0], sides[1]
        pairs: Iterator[tuple[str, Any, Any]] = ((name, left[name], right[name]) for name in sorted(left))
    elif isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            return place, said("{count} entries", count=len(left)), said("{count} entries", count=len(right))
        pairs = ((_name_of(a, position), a, b) for position, (a, b) in enumerate(zip(left, right, strict=True)))
    else:
        return None if _same(left, right, tolerance) else (place, _brief(left), _brief(right))
    found = (first_difference(a, b, tolerance, f"{place}/{name}".lstrip("/")) for name, a, b in pairs)
    return next((difference for difference in found if difference is not None), None)


def _name_of(entry: Any, position: int) -> str:
    """An entry of a list by its own name where it has one."""
    return str(entry["name"]) if isinstance(entry, Mapping) and "name" in entry else str(position)


def _brief(value: Any) -> str:
    """A value as a message shows it."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _same(left: Any, right: Any, tolerance: float) -> bool:
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    if numbers and not isinstance(left, bool) and not isinstance(right, bool):
        return math.isclose(left, right, rel_tol=tolerance, abs_tol=0.0)
    return type(left) is type(right) and bool(left == right)


def count(value: Any) -> int:
    """How many numbers a result holds."""
    if isinstance(value, Mapping):
        return sum(count(inner) for inner in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return sum(count(inner) for inner in value)
    return int(isinstance(value, int | float) and not isinstance(value, bool))
