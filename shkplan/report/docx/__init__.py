"""The report as a document of Word: what the pages show, in native tables, headings, captions and fields, to be edited and signed.

The HTML that values show themselves in becomes a tree (``book.elements``), the tree paragraphs and tables of WordprocessingML
(``blocks``, ``tables``), the sections of all pages one text (``document``), and that with its pictures a package
(``package``). Equal notebooks give equal bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shkplan.base.messages import Language
from shkplan.report.book.chapters import Book
from shkplan.report.docx.document import document
from shkplan.report.render import Edition

__all__ = ["word_documents_of"]


def word_documents_of(edition: Edition, executed: Mapping[str, Any]) -> dict[Language, bytes]:
    """The document in each language, from the executed notebooks by the key of their report."""
    return {language: document(Book(edition, executed, language)) for language in edition.languages}
