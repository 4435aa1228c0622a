"""What the entries of a manifest may be. Whoever wrote it may have written anything: nothing of it is used before it was held to this."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from shkplan.base.messages import LANGUAGES, said
from shkplan.base.shown import shortened

FORMAT = 1
COMPLETE = "complete"

_SHOWN = 60  # signs of a name or value in a message
_DEEPEST = 100  # brackets within brackets; a report needs a dozen
_MOST_DIGITS = 300  # of a whole number; what is larger is none of a computer's numbers
_MOST_VERSIONS = 100  # a last line names each that is not here
_LONGEST = 200  # signs of a name of a file
YEARS = range(1970, 9000)  # in which a report is made: a clock may be wrong; beyond them some zone cannot tell the time
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # categories of Unicode
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_REPORT = re.compile(r"[a-z]+(?:/[a-z0-9_.]+)?")
_TEXT = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')  # of JSON
_NOWHERE = frozenset(("", ".", ".."))
_DRIVE = re.compile(r"[A-Za-z]:")
_VERSION = re.compile(r"[\w.+ ~-]{1,60}", re.ASCII)


def quoted(name: object) -> str:
    """A name or a value that others chose, as a message may print it: on one line, with nothing in it that a terminal obeys."""
    text = name if isinstance(name, str) else repr(name)
    text = text if len(text) <= _SHOWN * 2 else f"{text[: _SHOWN * 2]}..."
    return text if is_plain(text) else ascii(text)


def is_plain(text: str) -> bool:
    """Whether a text shows all it holds: no line ends, no controls, no marks that turn the direction, nothing invisible."""
    if text.isascii():  # as nearly all names are; looking at each sign takes most of the time of reading a manifest
        return text.isprintable()
    return not any(unicodedata.category(sign) in _HIDDEN for sign in text)


def strict(text: str) -> Any:
    """The value of a text of JSON that can be read in one way only.

    Raises:
        ValueError: it is no JSON, names an entry twice, holds a number that is none, or is nested without end.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise ValueError(said("{name} is given twice", name=quoted(twice)))
        return found

    def refused(number: str) -> Any:
        raise ValueError(said("{name} is not a JSON number", name=number))

    def whole(digits: str) -> int:
        if len(digits) > _MOST_DIGITS:
            raise ValueError(said("it holds a number of {count} digits", count=len(digits)))
        return int(digits)

    depth = deepest = 0
    for sign in _TEXT.sub("", text):
        depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        raise ValueError(said("its brackets are nested {depth} deep", depth=deepest))
    return json.loads(text, object_pairs_hook=once, parse_constant=refused, parse_int=whole)


def mistakes(content: Any) -> Iterator[str]:
    """Everything that is wrong with the entries of a manifest, one line each; nothing where all is well.

    Args:
        content: the value of its JSON.
    """
    if not isinstance(content, dict):
        yield said("found no object of entries")
        return
    for name in content:
        if name not in ENTRIES:
            yield said("{name}: no such entry", name=quoted(name))
    for name, (expected, fits) in ENTRIES.items():
        if name not in content:
            if name not in OPTIONAL:
                yield said("{name}: missing", name=name)
        elif not fits(content[name]):
            found = quoted(shortened(json.dumps(_misfit(content[name], fits))))
            yield said("{name}: found {found}, expected {expected}", name=name, found=found, expected=said(expected))
    yield from _at_odds(
        {name: content[name] for name in _TOGETHER if name in content and ENTRIES[name][1](content[name])}
    )


def _misfit(value: Any, fits: Callable[[Any], bool]) -> Any:
    """What it is in a value that is wrong, where that is one of several."""
    if isinstance(value, dict):
        return next(({name: one} for name, one in value.items() if not fits({name: one})), value)
    if isinstance(value, list):
        return next(([one] for one in value if not fits([one])), value)
    return value


_TOGETHER = ("plan", "seed", "parameters", "started", "ended")  # what can be at odds with each other


def _at_odds(sound: Mapping[str, Any]) -> Iterator[str]:
    """Entries that are well each for itself, and cannot be true together."""
    parameters = sound.get("parameters", {})
    for name in ("plan", "seed"):
        if name in sound and "parameters" in sound and sound[name] != parameters.get(name):
            value, other = quoted(sound[name]), quoted(parameters.get(name))
            yield said("{name}: {value}, but among the parameters {other}", name=name, value=value, other=other)
    if "parameters" in sound and not _is_day(parameters.get("as_of")):
        yield said(
            "parameters: {value} for as_of, expected a day such as 2026-10-01", value=quoted(parameters.get("as_of"))
        )
    if "started" in sound and "ended" in sound and _time(sound["started"]) > _time(sound["ended"]):
        yield said("ended: {ended}, before it started at {started}", ended=sound["ended"], started=sound["started"])


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _is_time(value: Any) -> bool:
    try:
        moment = _time(value) if isinstance(value, str) and len(value) <= 32 and value.isprintable() else None
    except ValueError:
        return False
    return moment is not None and moment.tzinfo is not None and moment.year in YEARS


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_sum(value: Any) -> bool:
    return isinstance(value, str) and _SHA256.fullmatch(value) is not None


def is_inside(name: Any) -> bool:
    """Whether a name leads to a file within a folder, on every system alike."""
    if not isinstance(name, str) or not is_plain(name) or not 0 < len(name) <= _LONGEST:
        return False
    return not _NOWHERE.intersection(name.split("/")) and "\\" not in name and not _DRIVE.match(name)


def _are_files(value: Any) -> bool:
    return isinstance(value, dict) and all(is_inside(name) and _is_sum(found) for name, found in value.items())


def _texts(value: Any, form: re.Pattern[str]) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and form.fullmatch(one) for one in value)


def _are_parameters(value: Any) -> bool:
    return isinstance(value, dict) and all(
        type(one) in (str, int) or (isinstance(one, list) and all(isinstance(name, str) for name in one))
        for one in value.values()
    )


def _is_once(value: Any) -> bool:
    return len(set(value)) == len(value)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _is_earlier(value: Any) -> bool:
    """Whether a value names an earlier report by the digest of its results and when it was made."""
    return (
        isinstance(value, dict)
        and set(value) == {"results", "ended"}
        and _is_sum(value["results"])
        and _is_time(value["ended"])
    )


_ISO = "a time such as 2026-10-01T08:00:00+00:00"
_FILES = "files within the report, each with its sha256"

# What each entry is expected to be, and whether a value is that.
ENTRIES: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "plan": ("an id such as our-district-15fyp", lambda value: _text(value) and bool(_ID.fullmatch(value))),
    "parameters": ("texts, whole numbers and lists of texts by name", _are_parameters),
    "languages": (
        "zh, en or both in a list",
        lambda value: _texts(value, re.compile("|".join(LANGUAGES))) and len(value) > 0 and _is_once(value),
    ),
    "reports": (
        "a list of reports such as overview or indicator/ID, each once",
        lambda value: _texts(value, _REPORT) and len(value) > 0 and _is_once(value),
    ),
    "pages": (_FILES, _are_files),
    "inputs": (_FILES, _are_files),
    "results": ("a sha256", _is_sum),
    "versions": (
        "versions by name",
        lambda value: (
            isinstance(value, dict)
            and len(value) <= _MOST_VERSIONS
            and all(_VERSION.fullmatch(name) and _text(one) and _VERSION.fullmatch(one) for name, one in value.items())
        ),
    ),
    "started": (_ISO, _is_time),
    "ended": (_ISO, _is_time),
    "folder": ("a folder such as reports/our-district-15fyp/2026-10-01", is_inside),
    "warnings": (
        "what notebooks warned of, by report",
        lambda value: isinstance(value, dict) and all(_text(one) for one in value.values()),
    ),
    "status": ("complete", lambda value: value == COMPLETE),
    "format": (str(FORMAT), lambda value: type(value) is int and value == FORMAT),
    "replaces": ("an earlier report: the sha256 of its results, and when it was made", _is_earlier),
    "seed": ("a whole number", lambda value: type(value) is int),
}

OPTIONAL = {"replaces"}  # entries that a manifest need not have
