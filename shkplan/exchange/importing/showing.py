"""An import as a terminal shows it, and the questions it asks before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from shkplan.base.messages import Language, in_language, said
from shkplan.display.setting import language as language_in_force
from shkplan.display.setting import speaking
from shkplan.exchange.importing.arrival import SPOKEN, Arrival, amount, origin
from shkplan.exchange.importing.writing import Import

if TYPE_CHECKING:
    from rich.table import Table

_HEADS = (
    said("indicator"), said("region"), said("year"), said("there now"), said("comes"), said("last known and change"), said("source"),
)  # fmt: skip
_TO_CONFIRM = said("To be confirmed, or corrected:")


def preview(coming: Import, language: Language | None = None) -> str:
    """What changes, one figure a line; what must be confirmed; the receipt; then the summary."""
    spoken = language or language_in_force()
    above, below = around(coming, spoken)
    parts = [above, *(change.text(spoken) for change in coming.changes), below, coming.summary.text(spoken)]
    return "\n".join(filter(None, parts))


def around(coming: Import, language: Language | None = None) -> tuple[str, str]:
    """What stands above the changes, the remarks, and below: what must be confirmed, and the receipt."""
    from shkplan.display.tables import table

    spoken = language or language_in_force()
    below = [_TO_CONFIRM.text(spoken), *(jump.mistake.text(spoken) for jump in coming.jumps)] if coming.jumps else []
    with speaking(spoken):
        below += [str(table(coming.receipt))] if coming.receipt else []
    return "\n".join(in_language(remark, spoken) for remark in coming.remarks), "\n".join(below)


def rich_table(coming: Import) -> Table:
    """The changes as a table for a terminal."""
    from rich.table import Table

    spoken = language_in_force()
    shown = Table(caption=coming.summary.text(spoken))
    for head in ("", *(head.text(spoken) for head in _HEADS)):
        shown.add_column(head, overflow="fold")  # Chinese has no blanks to break at, and nothing of it may be cut off
    style = {"new": "green", "revised": "yellow", "older": "cyan", "beside": "cyan", "same": "dim"}
    for change in coming.changes:
        cells = (in_language(cell, spoken).replace("[", "\\[") for cell in _cells(change, spoken))
        shown.add_row(SPOKEN[change.kind].text(spoken), *cells, style=style[change.kind])
    return shown


def _cells(change: Arrival, spoken: Language) -> Iterable[str]:
    one = change.figure
    before = "\n".join(amount(other).text(spoken) for other in change.earlier)
    aside = said("{amount} (not in the series)", amount=amount(one))
    comes = amount(one) if change.taken or change.kind == "same" else aside
    return one.indicator, one.region, str(one.period), before, comes, change.changed, origin(one)


def settled(
    coming: Import, *, yes: bool, confirmed: Iterable[str] = (), ask: Callable[[str], bool] | None = None
) -> tuple[str, bool]:
    """What became of an import, and whether it was written.

    Args:
        yes: write without asking; figures that jump are refused unless they are among the confirmed.
        confirmed: ids of indicators whose jumps are right, or "all".
        ask: puts a question to the person who looks on; None where nobody does.

    Raises:
        DataError: jumps that nobody has confirmed.
    """
    spoken = language_in_force()
    ids = set(confirmed)
    waiting = coming.to_be_confirmed(ids)
    if yes:
        return coming.write(ids).text(spoken), True
    if ask is None:
        told = (
            "Nothing was written; --yes and --confirm write it." if waiting else "Nothing was written; --yes writes it."
        )
        return said(told).text(spoken), False
    for jump in waiting:
        if not ask(jump.question.text(spoken)):
            return said("Nothing was written.").text(spoken), False
    if not ask(said("Write?").text(spoken)):
        return said("Nothing was written.").text(spoken), False
    return coming.write({*ids, *(jump.id for jump in waiting)}).text(spoken), True
