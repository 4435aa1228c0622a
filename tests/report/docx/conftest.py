"""The report of two pages that every document is tried on."""

from tests.report.book.kept import kept_edition, kept_executed

__all__ = ["kept_edition", "kept_executed"]
