"""A table with the answer in a sentence or two before it."""

from __future__ import annotations

from collections.abc import Iterable

from shkplan.display.tables.base import Table
from shkplan.display.tables.laid_out import LaidOut, as_text, in_a_row, laid_out, paragraph

_STYLE = ".shk-lead.shk-lead{font-size:1.08em;line-height:1.5;margin:.1rem 0 .6rem;max-width:none}"


def led(made: Table, sentences: Iterable[str]) -> LaidOut:
    """The table under its answer; in a terminal too."""
    lead = in_a_row(sentences)
    layout = f"<style>{_STYLE}</style>\n{paragraph('shk-lead', lead)}\n{made._repr_html_() if made.rows else ''}"
    return laid_out(made, layout, LaidOut, lead=as_text(lead))
