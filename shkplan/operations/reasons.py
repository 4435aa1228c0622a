"""What went wrong, as the log of runs keeps it: in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from shkplan.base.characters import harmless
from shkplan.base.errors import ShkplanError
from shkplan.base.messages import Text, said

__all__ = ["all_reasons", "reason_of", "said_in_both"]


def reason_of(error: BaseException) -> Text:
    """What went wrong, in both languages; a notebook may have said anything, so that nothing a terminal obeys is left in it."""
    if isinstance(error, ShkplanError):
        return Text(harmless(error.text("zh")), harmless(error.text("en")))
    why = getattr(error, "strerror", None) or str(error)
    if isinstance(error, OSError):
        return said_in_both(
            said("{file}: {why}", file=error.filename, why=why) if error.filename else said("{why}", why=why)
        )
    told = "an error of the program, {kind}: {why}. The log has the details."
    return said_in_both(said(told, kind=type(error).__name__, why=why))


def said_in_both(words: str) -> Text:
    """Words that were said, in both languages."""
    told = said("{words}", words=words)
    return Text(harmless(told.text("zh")), harmless(told.text("en")))


def all_reasons(reasons: Iterable[Text]) -> Text:
    """Several reasons below each other, each once."""
    found = list(dict.fromkeys(reasons))
    return Text("\n".join(one.zh for one in found), "\n".join(one.en for one in found))
