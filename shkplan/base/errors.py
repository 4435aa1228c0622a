"""What can go wrong, as a tree.

::

    ShkplanError                 everything below; the command line prints it without a traceback
    ├── DataError                mistakes in files, all at once, each with place, found, expected, remedy
    ├── UnknownName              an id or option nobody knows, with the nearest that somebody does
    ├── UnitMismatch             a number in one unit where another is needed
    ├── ParameterError           an argument or parameter that is none; refused before anything is done
    ├── NotAssessable            no honest number can be given; carries the reason as a Message
    ├── ReportFailed             a notebook raised, died or ran out of time; names the evidence kept
    └── VerificationFailed       a report does not recompute; names the first difference
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import index

from shkplan.base.messages import Message


class ShkplanError(Exception):
    """Any error a user can do something about."""


@dataclass(frozen=True)
class Place:
    """Where something stands: a file, a row of it, an entry of the row.

    Attributes:
        file: as a message prints it.
        row: the number of a row; of what has no rows the words for it, such as ``line 3`` or ``cell F5``.
        key: the entry, such as ``value`` or ``claims[0].years``.
    """

    file: str = ""
    row: int | str = ""
    key: str = ""

    @property
    def where(self) -> str:
        """``row 41, value``: the place within its file."""
        row = f"row {self.row}" if isinstance(self.row, int) else self.row
        return ", ".join(filter(None, (row, self.key)))

    def below(self, key: str) -> Place:
        """The place of an entry of what stands here."""
        return replace(self, key=".".join(filter(None, (self.key, key))))

    def mistake(self, found: str, expected: str, remedy: str) -> Mistake:
        """A mistake that was found here."""
        return Mistake(self.file, self.where, found, expected, remedy)

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.file, self.where)))


@dataclass(frozen=True)
class Mistake:
    """One mistake in a file: where it is, what stands there, what should, and what to do."""

    file: str
    where: str
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}, {self.where}: found {self.found}, expected {self.expected}.\n    {self.remedy}"


class DataError(ShkplanError):
    """Mistakes in data files, all of them together."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(str(self))

    def __str__(self) -> str:
        count = len(self.mistakes)
        lines = [str(mistake) for mistake in self.mistakes]
        lines.append(f"{count} mistake{'' if count == 1 else 's'}. Nothing was changed.")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[type[DataError], tuple[tuple[Mistake, ...]]]:
        return DataError, (self.mistakes,)


class UnknownName(ShkplanError, LookupError):
    """A name that is not there, answered with the nearest ones that are."""

    def __init__(self, what: str, name: object, known: Iterable[str]) -> None:
        self.what, self.name, self.known = what, str(name), tuple(known)
        super().__init__(str(self))

    def __str__(self) -> str:
        close = nearest(self.name, self.known)
        hint = f"Did you mean {' or '.join(close)}?" if close else f"Known: {', '.join(sorted(self.known)[:12])}."
        return f"no {self.what} named {self.name!r}. {hint}"

    def __reduce__(self) -> tuple[type[UnknownName], tuple[str, str, tuple[str, ...]]]:
        return UnknownName, (self.what, self.name, self.known)


class UnitMismatch(ShkplanError):
    """A number in one unit where a unit of another kind is needed."""


class ParameterError(ShkplanError, ValueError):
    """An argument of a call, or a parameter of a report, that is not what is taken: what was found, and what is expected."""


class NotAssessable(ShkplanError):
    """No honest number can be given; ``reason`` says why, in either language."""

    def __init__(self, reason: Message) -> None:
        self.reason = reason
        super().__init__(str(reason))

    def __bool__(self) -> bool:
        """False: where an answer may be a reason, ``if answer`` asks which it is."""
        return False

    def __reduce__(self) -> tuple[type[NotAssessable], tuple[Message]]:
        return NotAssessable, (self.reason,)


class ReportFailed(ShkplanError):
    """A report that could not be made; nothing stands at its final place."""


class VerificationFailed(ShkplanError):
    """A report that does not recompute from its own inputs."""


def whole(name: str, found: object, expected: str, *, least: int | None = None) -> int:
    """A whole number that was given as an argument.

    Raises:
        ParameterError: found is no whole number (a bool is none), or below ``least``.
    """
    try:
        number = None if isinstance(found, bool) else index(found)  # type: ignore[arg-type]  # the question is whether it has one
    except TypeError:
        number = None
    if number is None or (least is not None and number < least):
        raise ParameterError(f"{name}: found {found!r}, expected {expected}.")
    return number


def nearest(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The known names closest to a misspelt one, best first; a bare last part (``new_jobs``) finds its whole id."""
    names = list(known)
    tails = [full for full in names if full.rsplit(".", 1)[-1] == name.rsplit(".", 1)[-1]]
    close = difflib.get_close_matches(name, names, n=count, cutoff=0.5)
    return list(dict.fromkeys(tails + close))[:count]
