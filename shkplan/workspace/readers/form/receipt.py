"""The receipt of forms that came back: what was asked, what is filled in, what is missing, by office."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shkplan.base.messages import Text
from shkplan.workspace.readers.form.answers import Answer

if TYPE_CHECKING:
    import pandas as pd


class _Counted:
    """How many figures were asked for and filled in, and which are missing."""

    answers: tuple[Answer, ...]

    @property
    def asked(self) -> int:
        """How many figures were asked for."""
        return len(self.answers)

    @property
    def filled(self) -> int:
        """How many of them are there."""
        return sum(one.filled for one in self.answers)

    @property
    def missing(self) -> tuple[Answer, ...]:
        """What is still owed, with what its rows say of why."""
        return tuple(one for one in self.answers if not one.filled)


@dataclass(frozen=True)
class OfficeReceipt(_Counted):
    """What one office was asked."""

    office: Text
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Receipt(_Counted):
    """What forms asked for, and what of it is there; ``sp.table(receipt)`` by office, ``to_frame()`` a row a figure asked.

    Attributes:
        answers: one for each figure asked, once, though it stood in several forms of one import.
    """

    answers: tuple[Answer, ...] = ()

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> Receipt:
        """The receipt of all forms of an import: what one office filled in is there, though others returned the same row empty."""
        found: dict[tuple[str, str, int], Answer] = {}
        for one in answers:
            key = (one.indicator, one.region, one.year)
            before = found.get(key)
            if before is None or (one.filled and not before.filled):
                found[key] = one
            elif not before.filled and one.note:
                found[key] = replace(before, note=before.note or one.note)
        return cls(tuple(found.values()))

    def __bool__(self) -> bool:
        """Whether any form came back."""
        return bool(self.answers)

    @property
    def years(self) -> tuple[int, ...]:
        """The years that were asked about."""
        return tuple(sorted({one.year for one in self.answers}))

    @property
    def offices(self) -> tuple[OfficeReceipt, ...]:
        """The offices in the order of the forms."""
        found: dict[str, list[Answer]] = {}
        for one in self.answers:
            found.setdefault(one.office.zh, []).append(one)
        return tuple(OfficeReceipt(some[0].office, tuple(some)) for some in found.values())

    def to_frame(self) -> pd.DataFrame:
        """A row a figure asked: office, indicator, name, region, year, filled, note, file, sheet."""
        import pandas as pd

        rows = [
            (one.office.zh, one.indicator, one.name.zh, one.region, one.year, one.filled, one.note, one.file, one.sheet)
            for one in self.answers
        ]
        return pd.DataFrame(rows, columns=_COLUMNS)


_COLUMNS = ["office", "indicator", "name", "region", "year", "filled", "note", "file", "sheet"]
