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

__all__ = ["documents_of"]


def documents_of(edition: Edition, executed: Mapping[str, Any]) -> dict[Language, bytes]:
    """The document in each language, from the executed notebooks by the key of their report."""
    sources = [document(edition, executed, language) for language in edition.languages]
    with ThreadPoolExecutor() as pool:  # typst works outside of the lock of Python
        return dict(zip(edition.languages, pool.map(compiled, sources), strict=True))
