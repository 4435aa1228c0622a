"""The files of the catalogue, written whole, and only where they say something else than before."""

from __future__ import annotations

from pathlib import Path

from shkplan.files.atomic import replace_all
from shkplan.files.locks import locked
from shkplan.files.paths import kept_inside
from shkplan.operations.batch import Batch
from shkplan.operations.catalogue.feed import catalogue_feeds
from shkplan.operations.catalogue.gathering import gathered
from shkplan.operations.catalogue.page import catalogue_pages
from shkplan.operations.history import read_history

__all__ = ["write_catalogue"]


def write_catalogue(batch: Batch) -> None:
    """Nothing: ``index.html``, ``index.en.html``, ``feed.xml`` and ``feed.en.xml`` among the reports tell of all runs.

    Two batches that end at the same time write one after the other, and each reads the log anew: the later one tells of both.

    Raises:
        ShkplanError: a link leads out of the workspace.
        OSError: they cannot be written; the earlier ones stand.
    """
    reports = kept_inside(batch.reports)
    with locked(reports / ".catalogue.lock"):
        catalogue = gathered(batch.root, batch.file, read_history(reports, batch.root))
        pages = {name: text.encode() for name, text in catalogue_pages(catalogue).items()}
        contents = {reports / name: text for name, text in {**pages, **catalogue_feeds(catalogue)}.items()}
        replace_all({path: text for path, text in contents.items() if _before(path) != text})


def _before(path: Path) -> bytes | None:
    """What a file says; None where there is none that can be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None
