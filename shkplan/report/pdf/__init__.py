"""The whole report as one document to print and to send on: what the pages show, set by typst.

The HTML that values show themselves in becomes a tree (``markup``), the tree the code of typst (``blocks``, ``tables``),
the sections of all pages one document (``document``), and that a PDF (``setting``). Equal notebooks give equal bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from shkplan.base.messages import Language
from shkplan.report.pdf.document import document
from shkplan.report.pdf.setting import compiled
from shkplan.report.render import Edition
from shkplan.report.store import Store, key_of

__all__ = ["documents_of"]


def documents_of(edition: Edition, executed: Mapping[str, Any], store: Store | None = None) -> dict[Language, bytes]:
    """The document in each language, from the executed notebooks by the key of their report.

    Args:
        edition, executed: what is shown.
        store: has the documents that earlier runs set; default none.
    """
    kept, versions = store or Store(), dict(edition.versions)
    sources = [document(edition, executed, language, kept) for language in edition.languages]

    def set_once(source: str) -> bytes:
        return kept.made("pdf", key_of(source, versions), lambda: compiled(source))

    with ThreadPoolExecutor() as pool:  # typst works outside of the lock of Python
        return dict(zip(edition.languages, pool.map(set_once, sources), strict=True))
