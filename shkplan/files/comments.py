"""Notes and comments that hang on the cells of a workbook (.xlsx).

Excel keeps two kinds: notes, and comments that can be answered ("threaded"). The latter leave a note behind for old
programs that only says so; where both stand, the comment is what somebody wrote.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element  # only its name

# Of a part, of its entries, and of their words; threads come last and win.
_KINDS = {"/comments": ("comment", "t"), "/threadedComment": ("threadedComment", "text")}


def comments_of(archive: zipfile.ZipFile, sheet: str) -> Mapping[str, str]:
    """The comments of a sheet, by the address of their cell; answers follow what they answer.

    Args:
        archive: the workbook.
        sheet: the sheet's part in it.
    """
    found: dict[str, str] = {}
    for kind, (tag, leaf) in _KINDS.items():
        threads: dict[str, list[str]] = {}
        for part in _parts(archive, sheet, kind):
            for entry in _entries(archive, part, tag):
                if words := "".join(text.text or "" for text in entry.iter() if _local(text) == leaf).strip():
                    threads.setdefault(entry.get("ref", ""), []).append(words)
        found |= {address: "\n".join(words) for address, words in threads.items()}
    return found


def _parts(archive: zipfile.ZipFile, sheet: str, kind: str) -> Iterator[str]:
    """The parts that a sheet names as holding its comments of a kind."""
    folder, name = posixpath.split(sheet)
    links = f"{folder}/_rels/{name}.rels"
    known = set(archive.namelist())
    if links in known:
        for link in _entries(archive, links, "Relationship"):
            part = posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/")
            if link.get("Type", "").endswith(kind) and part in known:
                yield part


def _entries(archive: zipfile.ZipFile, part: str, tag: str) -> Iterator[Element]:
    from defusedxml.ElementTree import iterparse

    with archive.open(part) as content:
        for _, entry in iterparse(content, forbid_dtd=True):
            if _local(entry) == tag:
                yield entry


def _local(entry: Element) -> str:
    return entry.tag.rpartition("}")[2]
