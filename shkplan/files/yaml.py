"""YAML files, read safely: the content, and the line on which each entry stands.

A file that a person types is small and flat. What is larger, deeper or more than that is told and not taken in: ten lines of
aliases can stand for more entries than there are atoms in a library.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from shkplan.base.characters import strange_spaces
from shkplan.base.errors import DataError, Mistake, Place
from shkplan.base.messages import said
from shkplan.base.typed import Location
from shkplan.files import paths
from shkplan.files.slips import no_yaml, strange_space
from shkplan.files.text import decoded, read_bytes

LARGEST = 2_000_000  # bytes; the plan of a district has 70,000
DEEPEST = 40  # entries within entries; a plan has some eight
MOST = 300_000  # entries, those that aliases repeat counted each time
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_LONGEST = 300  # characters of a number; a computer's numbers have fewer digits


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
        DataError: unreadable, too large, no text in UTF-8, UTF-16 or GB18030, not YAML, or a key given twice.
    """
    return parsed(read_bytes(path, LARGEST), paths.shown(path))


@lru_cache(maxsize=64)  # by every byte: what was changed is read again
def parsed(content: bytes, file: str) -> Document:
    """The content of a text in YAML; see :func:`read_yaml`."""
    text = decoded(content, file)
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            mistakes = list(_told(node, file)) if node is not None else []
            document = loader.construct_document(node) if node is not None and not mistakes else None
        finally:
            loader.dispose()
    except _NO_YAML as error:
        raise DataError([no_yaml(text, file, error)]) from error
    if mistakes:
        raise DataError(mistakes)
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
_NO_YAML = (yaml.YAMLError, ValueError, TypeError, AttributeError, LookupError, RecursionError, ArithmeticError)


def _told(root: yaml.Node, file: str) -> Iterator[Mistake]:
    """What of a text that is YAML cannot be what its writer meant."""
    yield from _beyond(root, file)
    yield from _long_numbers(root, file)
    yield from _duplicate_keys(root, file)
    yield from _strange_spaces(root, file)


def _beyond(root: yaml.Node, file: str) -> Iterator[Mistake]:
    """Entries too deep, or too many, as few bytes make them where an alias repeats what repeats others; nothing is spelled out."""
    size, height = _Extent().of(root)
    place = Place(file, said("file"))
    if height > DEEPEST:
        found = said("entries within entries, more than {most} deep", most=DEEPEST)
        remedy = said("Check indentation and brackets: no file here goes deeper than a few levels.")
        yield place.mistake(found, said("at most {most:,}", most=DEEPEST), remedy)
    if size > MOST:
        found = said("aliases that repeat each other to more than {most:,} entries", most=MOST)
        remedy = said("Write out what is repeated (&name ... *name), or remove it.")
        yield place.mistake(found, said("at most {most:,}", most=MOST), remedy)


class _Extent:
    """How many entries a node holds and how deep they go, with all that its aliases repeat; each node is looked at once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[int, int]] = {}
        self._open: set[int] = set()

    def of(self, node: yaml.Node, depth: int = 1) -> tuple[int, int]:
        if id(node) in self._open:
            return MOST + 1, 0  # an alias within what it repeats has no end
        if depth > DEEPEST:
            return 1, DEEPEST + 1
        if id(node) not in self._known:
            self._open.add(id(node))
            parts = [self.of(below, depth + 1) for below in _below(node)]
            self._open.remove(id(node))
            self._known[id(node)] = 1 + sum(size for size, _ in parts), 1 + max((high for _, high in parts), default=0)
        return self._known[id(node)]


def _below(node: yaml.Node) -> Iterable[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return (part for pair in node.value for part in pair)
    return node.value if isinstance(node, yaml.SequenceNode) else ()


def _nodes(root: yaml.Node) -> Iterator[yaml.Node]:
    """Every node once, in the order of the file; what an alias repeats where it was anchored."""
    visited: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) not in visited:
            visited.add(id(node))
            waiting += list(_below(node))[::-1]
            yield node


def _keys(node: yaml.Node) -> list[yaml.ScalarNode]:
    """The keys of a node that has such."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return [key for key, _ in pairs if isinstance(key, yaml.ScalarNode)]


def _long_numbers(root: yaml.Node, file: str) -> Iterator[Mistake]:
    """Numbers whose digits fill a file: counting with one takes minutes, and no message can name it."""
    for node in _nodes(root):
        if node.tag in _NUMBERS and len(node.value) > _LONGEST:
            place = Place(file, said("line {number}", number=node.start_mark.line + 1))
            found = said("a number of {count:,} characters", count=len(node.value))
            yield place.mistake(found, said("at most {most:,}", most=_LONGEST), said("Check the digits."))


def _duplicate_keys(root: yaml.Node, file: str) -> Iterator[Mistake]:
    for node in _nodes(root):
        seen: set[str] = set()
        for key in _keys(node):
            if key.value in seen:
                place = Place(file, said("line {number}", number=key.start_mark.line + 1), key.value)
                remedy = said("Remove or rename one.")
                yield place.mistake(said("a second entry of that name"), said("each name once"), remedy)
            seen.add(key.value)


def _strange_spaces(root: yaml.Node, file: str) -> Iterator[Mistake]:
    """Spaces of another kind that YAML takes for a part of a name: an indent that is none, a hyphen that begins no entry."""
    for node in _nodes(root):
        for key in _keys(node):
            at = next(strange_spaces(key.value), None)
            if at is not None and not key.style:
                yield strange_space(file, key.start_mark.line, key.start_mark.column + at, key.value[at])
        if isinstance(node, yaml.ScalarNode) and not node.style and node.value[:1] == "-":
            at = next(strange_spaces(node.value[:2]), None)
            if at is not None:
                yield strange_space(file, node.start_mark.line, node.start_mark.column + at, node.value[at])
