"""What can go wrong, as a tree.

::

    ShkplanError                 everything below; the command line prints it without a traceback
    ├── DataError                mistakes in files, all at once, each with place, found, expected, remedy
    ├── UnknownName              an id or option nobody knows, with the nearest that somebody does
    ├── UnitMismatch             a number in one unit where another is needed
    ├── ParameterError           an argument or parameter that is none; refused before anything is done
    │   └── WrongKind            ... of a kind that is not taken at all
    ├── NotAssessable            no honest number can be given; carries the reason as a Message
    ├── ReportFailed             a notebook raised, died or ran out of time; names the evidence kept
    └── VerificationFailed       a report does not recompute; names the first difference
        └── PagesNotCompared     ... or nobody can tell: nothing differs, but its pages could not be compared
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import index

from shkplan.base.messages import Language, Message, Said, either, in_language, lines, listed, said
from shkplan.base.shown import shown

_SHOWN = 12  # names at a time


class ShkplanError(Exception):
    """Any error a user can do something about; ``str()`` tells it in English, ``text("zh")`` in Chinese.

    Attributes:
        code: what the command ends with.
    """

    code = 1

    def text(self, language: Language) -> str:
        """What went wrong and what to do, in a language."""
        return in_language(self.args[0] if self.args and isinstance(self.args[0], str) else str(self), language)


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
        row = said("row {number}", number=self.row) if isinstance(self.row, int) else self.row
        return listed(part for part in (row, self.key) if part)

    def below(self, key: str) -> Place:
        """The place of an entry of what stands here."""
        return replace(self, key=".".join(filter(None, (self.key, key))))

    def mistake(self, found: str, expected: str, remedy: str) -> Mistake:
        """A mistake that was found here."""
        return Mistake(self.file, self.where, found, expected, remedy)

    def text(self, language: Language) -> str:
        """The place in a language: ``district.csv，第 41 行，value``."""
        return in_language(listed(part for part in (self.file, self.where) if part), language)

    def __str__(self) -> str:
        return self.text("en")


@dataclass(frozen=True)
class Mistake:
    """One mistake in a file: where it is, what stands there, what should, and what to do.

    All but the file may be :class:`~shkplan.base.messages.Said`, so that ``text("zh")`` tells it in Chinese.
    """

    file: str
    where: str
    found: str
    expected: str
    remedy: str

    def text(self, language: Language) -> str:
        """The mistake on two lines: what is wrong, and below it what to do."""
        return said("{file}, {where}: found {found}, expected {expected}.\n    {remedy}", **vars(self)).text(language)

    def __str__(self) -> str:
        return self.text("en")


class DataError(ShkplanError):
    """Mistakes in data files, all of them together."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(str(self))

    def text(self, language: Language) -> str:
        """All mistakes, then how many there are."""
        one, several = "1 mistake. Nothing was changed.", "{count} mistakes. Nothing was changed."
        count = said(one) if len(self.mistakes) == 1 else said(several, count=len(self.mistakes))
        return "\n".join([*(mistake.text(language) for mistake in self.mistakes), count.text(language)])

    def __str__(self) -> str:
        return self.text("en")

    def __reduce__(self) -> tuple[type[DataError], tuple[tuple[Mistake, ...]]]:
        return DataError, (self.mistakes,)


class UnknownName(ShkplanError, LookupError):
    """A name that is not there, answered with the nearest ones that are."""

    code = 2

    def __init__(self, what: str, name: object, known: Iterable[str]) -> None:
        self.what, self.known = what, tuple(known)
        self.name = name if isinstance(name, str) else shown(name)
        super().__init__(str(self))

    def text(self, language: Language) -> str:
        """That nobody knows the name, and the nearest that somebody does; else the first dozen."""
        close = nearest(self.name, self.known)
        hint = said("Did you mean {names}?", names=either(close))
        hint = hint if close else _known(sorted(self.known))
        what = said(self.what)
        return said("no {what} named {name!r}. {hint}", what=what, name=self.name, hint=hint).text(language)

    def __str__(self) -> str:
        return self.text("en")

    def __reduce__(self) -> tuple[type[UnknownName], tuple[str, str, tuple[str, ...]]]:
        return UnknownName, (self.what, self.name, self.known)


def _known(names: Sequence[str]) -> Said:
    """All names, or as many as are read at a glance and how many more there are."""
    if len(names) <= _SHOWN + 1:  # one more is as short as saying that there is one more
        return said("Known: {names}.", names=names)
    return said("Known: {names} and {count} more.", names=names[:_SHOWN], count=len(names) - _SHOWN)


class UnitMismatch(ShkplanError):
    """A number in one unit where a unit of another kind is needed."""


class ParameterError(ShkplanError, ValueError):
    """An argument of a call, or a parameter of a report, that is not what is taken: what was found, and what is expected."""

    code = 2


class WrongKind(ParameterError, TypeError):
    """An argument of a kind that is not taken at all."""


class NotAssessable(ShkplanError):
    """No honest number can be given; ``reason`` says why, in either language."""

    def __init__(self, reason: Message) -> None:
        self.reason = reason
        super().__init__(str(reason))

    def text(self, language: Language) -> str:
        """The reason in a language."""
        return self.reason.text(language)

    def __bool__(self) -> bool:
        """False: where an answer may be a reason, ``if answer`` asks which it is."""
        return False

    def __reduce__(self) -> tuple[type[NotAssessable], tuple[Message]]:
        return NotAssessable, (self.reason,)


class ReportFailed(ShkplanError):
    """A report that could not be made; nothing stands at its final place.

    Attributes:
        reason: what went wrong, without the place where the evidence is kept.
    """

    def __init__(self, reason: str, left: str = "") -> None:
        self.reason = reason
        super().__init__(lines([reason, left]) if left else reason)


class VerificationFailed(ShkplanError):
    """A report that does not recompute from its own inputs."""


class PagesNotCompared(VerificationFailed):
    """A report of which nothing is known to differ, and whose pages could not be compared."""

    code = 3


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
        words = expected if isinstance(expected, Said) else said(expected)
        raise ParameterError(
            said("{name}: found {found}, expected {expected}.", name=name, found=shown(found), expected=words)
        )
    return number


def among(what: str, found: object, known: Iterable[str]) -> None:
    """Refuse a name that is none of those there are.

    Raises:
        UnknownName: with the nearest ones.
    """
    names = tuple(known)
    if not isinstance(found, str) or found not in names:
        raise UnknownName(what, found, names)


def nearest(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The known names closest to a misspelt one, best first; a bare last part (``new_jobs``) finds its whole id."""
    names = list(known)
    tails = [full for full in names if full.rsplit(".", 1)[-1] == name.rsplit(".", 1)[-1]]
    close = difflib.get_close_matches(name, names, n=count, cutoff=0.5)
    return list(dict.fromkeys(tails + close))[:count]
