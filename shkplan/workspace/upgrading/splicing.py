"""A text in YAML with some words replaced: every other byte stays, be it comment, order, encoding, mark or line end."""

from __future__ import annotations

import codecs

import yaml

from shkplan.base.errors import DataError, Mistake, Place
from shkplan.base.messages import said
from shkplan.files.text import CHINESE, UTF16, decoded_as
from shkplan.files.yaml import parsed

__all__ = ["keys_called", "renamed", "replaced", "value_of"]


def replaced(content: bytes, file: str, node: yaml.Node, words: str) -> bytes:
    """A text with other words where one of its nodes stands.

    Args:
        content: the bytes of the file.
        file: its name as a message prints it.
        node: a scalar that :func:`shkplan.files.yaml.parsed` found in it.
        words: what is written there instead.

    Raises:
        DataError: it cannot be written again in its own encoding, or would then say something else.
    """
    text, kind = decoded_as(content, file)
    mark, codec = _encoding(content, kind)
    first, last = node.start_mark.index, node.end_mark.index
    after = mark + (text[:first] + words + text[last:]).encode(codec)
    if mark + text.encode(codec) != content:
        remedy = said("Save it in UTF-8 with a text editor, then run shkplan upgrade again.")
        raise DataError([Mistake(file, said("file"), kind, said("text that can be written as it was read"), remedy)])
    return after


def renamed(content: bytes, file: str, name: str, words: str) -> bytes:
    """A text with another name for a key at its top; what stands under it stays.

    Raises:
        DataError: mistakes in the text, or it would say something else with that name.
    """
    key = keys_called(content, file, name)[name]
    before = parsed(content, file).content
    after = replaced(content, file, key, words)
    if _said_by(after, file) != {words if one == name else one: value for one, value in before.items()}:
        place = Place(file, said("line {number}", number=key.start_mark.line + 1), name)
        raise DataError([place.mistake(name, words, said("Write {words} there by hand.", words=words))])
    return after


def _said_by(content: bytes, file: str) -> object:
    """What a text says; None where it is no YAML any more, as one that has lost an anchor."""
    try:
        return parsed(content, file).content
    except DataError:
        return None


def _encoding(content: bytes, kind: str) -> tuple[bytes, str]:
    """The mark at the head of a text, and what its characters are written in."""
    if kind == UTF16:
        return content[:2], "utf-16-le" if content.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    if kind == CHINESE:
        return b"", "gb18030"
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    return mark, "utf-8"


def keys_called(content: bytes, file: str, *names: str) -> dict[str, yaml.Node]:
    """The keys of these names at the top of a text in YAML.

    Raises:
        DataError: mistakes in the text, all of them.
    """
    return {key.value: key for key, _ in _pairs(content, file) if key.value in names}


def value_of(content: bytes, file: str, name: str) -> yaml.Node:
    """The value of a key at the top of a text in YAML."""
    return next(value for key, value in _pairs(content, file) if key.value == name)


def _pairs(content: bytes, file: str) -> list[tuple[yaml.Node, yaml.Node]]:
    node = parsed(content, file).node
    return list(node.value) if isinstance(node, yaml.MappingNode) else []
