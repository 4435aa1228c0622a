"""YAML files, read safely: the content, and the line on which each entry stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from shkplan.base.errors import DataError, Mistake, Place
from shkplan.base.typed import Location
from shkplan.files import paths
from shkplan.files.text import not_utf8, read_bytes

_WIDE_COLON = re.compile(r"[\s-]*([\w.]+)\s*：")  # a name and a colon of a Chinese input method


@dataclass(frozen=True, eq=False)
class Document:
    """What a YAML file says.

    Attributes:
        file: its name as a message prints it.
        content: what stands in it; not to be changed, since others may read it too.
        node: how it stands there, with lines.
    """

    file: str
    content: Any
    node: yaml.Node | None = None

    def line(self, location: Location) -> int:
        """The line of the deepest part of a location that stands in the file."""
        node = self.node
        line = node.start_mark.line + 1 if node is not None else 1
        for at, step in enumerate(location, start=1):
            if isinstance(node, yaml.MappingNode):
                found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
                if found is None or (isinstance(found[1], yaml.ScalarNode) and location[at:]):
                    continue  # a discriminator tag of pydantic, which may be called like a key; or a key that is missing
                line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
        return line


def read_yaml(path: Path) -> Document:
    """The content of a YAML file.

    Raises:
        DataError: unreadable, not UTF-8, not YAML, or a key given twice.
    """
    return parsed(read_bytes(path), paths.shown(path))


@lru_cache(maxsize=64)  # by every byte: what was changed is read again
def parsed(content: bytes, file: str) -> Document:
    """The content of a text in YAML; see :func:`read_yaml`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError([not_utf8(file, error)]) from error
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            duplicates = list(_duplicate_keys(node)) if node is not None else []
            document = loader.construct_document(node) if node is not None and not duplicates else None
        finally:
            loader.dispose()
    except _NO_YAML as error:
        raise DataError([_no_yaml(text, file, error)]) from error
    if duplicates:
        told = ("a second entry of that name", "each name once", "Remove or rename one.")
        raise DataError([Place(file, f"line {line}", key).mistake(*told) for key, line in duplicates])
    return Document(file, document, node)


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """The fast safe loader."""


def _date_or_text(loader: Any, node: yaml.ScalarNode) -> Any:
    """A date; 2021-02-30 stays text, so that the door can name the place where it stands."""
    try:
        return loader.construct_yaml_timestamp(node)
    except (ValueError, AttributeError):
        return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _date_or_text)
# What PyYAML raises for text that is no YAML; beside its own tree, what its constructors trip over.
_NO_YAML = (yaml.YAMLError, ValueError, TypeError, AttributeError, LookupError, RecursionError)


def _no_yaml(text: str, file: str, error: Exception) -> Mistake:
    """What is wrong with a text that is no YAML."""
    mark = getattr(error, "problem_mark", None)
    first = (getattr(error, "context_mark", None) or mark).line if mark else 0
    lines = text.split("\n")[max(0, first - 1) : mark.line + 1] if mark else []
    found = " ".join(str(getattr(error, "problem", None) or error).split()).removeprefix("found ") or "no YAML"
    return Place(file, f"line {mark.line + 1}" if mark else "file").mistake(found, "YAML", yaml_remedy(lines))


def yaml_remedy(lines: Sequence[str]) -> str:
    """What to do about lines that are no YAML."""
    wide = next((found[1] for found in map(_WIDE_COLON.match, lines) if found), None)
    if wide:
        return f"Write a plain colon and a space after {wide}, as in {wide}: ... (the one there is full-width)."
    if "\t" in "".join(lines[-1:]):
        return "Indent with spaces, not with tabs."
    return "Check indentation, colons and quotes there."


def _duplicate_keys(node: yaml.Node, visited: set[int] | None = None) -> Iterator[tuple[str, int]]:
    visited = set() if visited is None else visited
    if id(node) in visited:  # an alias: told where it was anchored
        return
    visited.add(id(node))
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield key.value, key.start_mark.line + 1
                seen.add(key.value)
            yield from _duplicate_keys(value, visited)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _duplicate_keys(value, visited)


def has_wide_colon(name: str) -> bool:
    """Whether a name carries a colon of a Chinese input method."""
    return bool(_WIDE_COLON.match(name))
