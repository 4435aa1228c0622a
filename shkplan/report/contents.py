"""All there is to read in a report folder, in the formats asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shkplan.base.messages import said
from shkplan.report.docx import word_documents_of
from shkplan.report.pdf import documents_of
from shkplan.report.progress import NullProgress
from shkplan.report.render import Edition, pages_of
from shkplan.report.request import DOCUMENTS
from shkplan.report.store import Store


def contents_of(
    edition: Edition, executed: Mapping[str, Any], voice: NullProgress, store: Store | None = None
) -> dict[str, bytes]:
    """All there is to read, by its place in the folder: pages, and in each language one document of them all.

    Args:
        edition, executed, voice: what is shown, from the executed notebooks by the key of their report, and who is told.
        store: has what earlier runs made; default none.
    """
    found: dict[str, bytes] = {}
    if "html" in edition.formats:
        voice.step(said("setting the pages"))
        found |= {name: text.encode() for name, text in pages_of(edition, executed, store).items()}
    if "pdf" in edition.formats:
        voice.step(said("setting the document to print"))
        found |= {
            f"{language}/{DOCUMENTS['pdf']}": pdf for language, pdf in documents_of(edition, executed, store).items()
        }
    if "docx" in edition.formats:
        voice.step(said("setting the Word document"))
        found |= {
            f"{language}/{DOCUMENTS['docx']}": word for language, word in word_documents_of(edition, executed).items()
        }
    return found
