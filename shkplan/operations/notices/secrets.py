"""Secrets: read from the environment when they are needed, hidden from what runs meanwhile, and struck out of every text."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import said
from shkplan.workspace.schedules.notify import Notify

__all__ = ["Secrets", "hidden", "read_secrets", "without"]

STRUCK = "***"
_FILE = "_FILE"  # a variable of that ending names the file that holds the value, as containers do
_SHORTEST = 3  # characters; what is shorter would strike out half of every sentence
_LARGEST = 65_536  # bytes of a file with a secret


@dataclass(frozen=True)
class Secrets:
    """The secrets of one way of telling, by the variable that holds them."""

    values: Mapping[str, str] = field(repr=False)

    def __getitem__(self, variable: str) -> str:
        return self.values[variable]

    def struck(self, text: str) -> str:
        """A text without any of the secrets in it, in whatever way they are written there."""
        for form in sorted(set(self._forms()), key=len, reverse=True):
            text = text.replace(form, STRUCK)
        return text

    def _forms(self) -> Iterator[str]:
        for value in self.values.values():
            for part in (value, *_parts(value)):
                if len(part) >= _SHORTEST:
                    yield from (
                        part,
                        quote(part),
                        quote(part, safe=""),
                        quote_plus(part),
                        json.dumps(part)[1:-1],
                        repr(part)[1:-1],
                    )
                    yield base64.b64encode(part.encode()).decode()


def _parts(value: str) -> Iterator[str]:
    """Of an address: what stands behind the host, and the words of it that are keys."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return
    if parts.scheme in ("http", "https"):
        behind = value.partition("://")[2].partition("/")[2]
        keys = [*parts.path.split("/"), *(found for _, found in parse_qsl(parts.query)), parts.password or ""]
        yield from (part for part in (behind, parts.query, *keys) if len(part) >= 2 * _SHORTEST)


def read_secrets(way: Notify) -> Secrets:
    """The secrets of a way of telling.

    Args:
        way: what stands of it in ``reports.yaml``.

    Raises:
        ShkplanError: a variable is not set, or the file it names cannot be read.
    """
    return Secrets({variable: _value(variable) for variable in way.variables})


def _value(variable: str) -> str:
    value, file = os.environ.get(variable, ""), os.environ.get(f"{variable}{_FILE}", "")
    if not value and file:
        try:
            with Path(file).open(encoding="utf-8") as stream:
                value = stream.read(_LARGEST).strip("\r\n")
        except (OSError, UnicodeDecodeError, ValueError):
            told = "the file that {variable} names cannot be read as text."
            raise ShkplanError(said(told, variable=f"{variable}{_FILE}")) from None
    if not value:
        told = "the variable {variable} is not set. Set it, or {file} to a file that holds the value."
        raise ShkplanError(said(told, variable=variable, file=f"{variable}{_FILE}"))
    return value


def without(ways: Iterable[Notify], environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without the variables that hold secrets of any of the ways."""
    names = {name for way in ways for variable in way.variables for name in (variable, f"{variable}{_FILE}")}
    return {name: value for name, value in environment.items() if name not in names}


@contextmanager
def hidden(ways: Iterable[Notify]) -> Iterator[None]:
    """A block in which neither this process nor one that it starts finds the secrets in its environment: notebooks are programs."""
    kept = dict(os.environ)
    left = without(ways, kept)
    taken = {name: value for name, value in kept.items() if name not in left}
    for name in taken:
        os.environ.pop(name, None)
    try:
        yield
    finally:
        os.environ.update(taken)
