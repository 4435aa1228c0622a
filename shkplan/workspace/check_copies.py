"""Archived copies of sources held against the figures that name them: each is there, and is the one whose checksum stands beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from shkplan.base.errors import Mistake
from shkplan.base.messages import said
from shkplan.evidence.observation import Observation
from shkplan.files import paths

__all__ = ["copies_of", "copy_mistakes"]


def copies_of(figures: Iterable[Observation]) -> list[str]:
    """The archived copies that figures name, from the workspace on, each once and in order."""
    return sorted({figure.source_copy for figure in figures if figure.source_copy})


def copy_mistakes(root: Path, figures: Iterable[Observation]) -> Iterator[Mistake]:
    """What is wrong with the copies that figures name.

    Args:
        root: the workspace.
        figures: all of its figures.
    """

    @cache
    def found(name: str) -> str | None:
        """The checksum of a file; None where none is there, or a link leads elsewhere."""
        path = root / name
        if not path.is_file() or paths.leads_out(path) is not None:
            return None
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    for figure in figures:
        if not figure.source_copy:
            continue
        checksum = found(figure.source_copy)
        if checksum is None:
            remedy = said("Put the file there, or correct its name.")
            expected = said("a file of the workspace")
            yield figure.place.below("source_copy").mistake(figure.source_copy, expected, remedy)
        elif checksum != figure.copy_sha256:
            remedy = said(
                "The copy is not the one that was archived: put that back, or archive the page anew and write its checksum."
            )
            expected = said("{checksum}, the checksum of {file}", checksum=checksum, file=figure.source_copy)
            yield figure.place.below("copy_sha256").mistake(figure.copy_sha256, expected, remedy)
