"""The links of a workspace: what is wrong with their files, and circles that they lead in."""

from __future__ import annotations

from collections.abc import Iterator

from shkplan.base.errors import Mistake
from shkplan.register.links import Link
from shkplan.workspace.check_scenarios import misnamed
from shkplan.workspace.links import circles, link_files, read_link
from shkplan.workspace.load import Workspace, read_all

__all__ = ["link_mistakes"]


def link_mistakes(base: Workspace) -> Iterator[Mistake]:
    """Every mistake in the files of links: of a workspace's own, and of shipped ones beside them."""
    good, mistakes = read_all(link_files(base), read_link)
    yield from mistakes
    for path, one in good.items():
        yield from misnamed(path, Link, one.id)
    yield from circles(good)
