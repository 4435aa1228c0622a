"""Text that a spreadsheet would take for a formula, made harmless by one mark that reading takes off again.

Excel, WPS and LibreOffice run a cell that begins with ``=``, ``+``, ``-`` or ``@``, even one read from a CSV file; a tab
or line break before it, and the full-width forms, count alike. Such text gets an apostrophe in front, as OWASP advises
("CSV injection"). So that the mark can be taken off without doubt, text that already has apostrophes before such a
character gets one more; every other text stays as it is. Numbers are not text: -0.5 stays -0.5.
"""

from __future__ import annotations

import re

MARK = "'"
_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_MARKED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def neutralised(text: str) -> str:
    """The text as a spreadsheet may open it; :func:`restored` is its inverse."""
    return MARK + text if _DANGEROUS.match(text) else text


def restored(text: str) -> str:
    """The text as it was before :func:`neutralised`."""
    return text.removeprefix(MARK) if text.startswith(MARK) and _MARKED.match(text) else text
