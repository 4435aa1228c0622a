"""The links between indicators that hold in a workspace: its own files in ``data/links``, and the shipped ones it has none of the name of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from shkplan.base.errors import DataError, Mistake, Place
from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.files.records import load
from shkplan.files.text import read_bytes
from shkplan.register.links import Link, cycle

if TYPE_CHECKING:
    from shkplan.workspace.load import Workspace

__all__ = ["circles", "link_files", "read_link", "read_links"]


def link_files(here: Workspace) -> list[Path]:
    """The files of the links that hold, by id: a workspace's own before a shipped one of the same id.

    The inputs of a report hold all that were in force when it was made, and no other counts there.
    """
    places = (here,) if here.carried else (here.shipped(), here)
    found = {path.stem: path for one in places for path in one.files("links")}
    return [found[name] for name in sorted(found)]


def read_links(here: Workspace) -> tuple[Link, ...]:
    """The links that hold, by id.

    Raises:
        DataError: mistakes in their files, all of them; links that lead in a circle are one.
    """
    good, mistakes = dict[Path, Link](), list[Mistake]()
    for path in link_files(here):
        try:
            good[path] = _read(path, read_bytes(path))
        except DataError as error:
            mistakes += error.mistakes
    mistakes += circles(good)
    if mistakes:
        raise DataError(mistakes)
    return tuple(good.values())


def circles(links: dict[Path, Link]) -> Iterator[Mistake]:
    """That links lead in a circle, told at a file of it."""
    if found := cycle(list(links.values())):
        around = " → ".join(f"{name} {region}".strip() for name, region in found)
        inside = {name for name, _ in found}
        path = next(p for p, one in links.items() if {one.driver.indicator, one.response.indicator} <= inside)
        expected = said("links that lead in no circle")
        remedy = said("Take one of the links out, or let it point the other way.")
        yield Place(paths.shown(path), "file").mistake(around, expected, remedy)


def read_link(path: Path) -> Link:
    """The link of one file.

    Raises:
        DataError: mistakes in the file, all of them.
    """
    return load(path, Link)


@lru_cache(maxsize=256)  # by every byte: what was changed is read again
def _read(path: Path, content: bytes) -> Link:  # noqa: ARG001  # the content is the key
    return read_link(path)
