"""The cells of a table with their places, and the account of them: every filled cell ends as exactly one thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from shkplan.base.messages import Said, said
from shkplan.base.shown import shortened
from shkplan.files.grid import CellGrid
from shkplan.files.sheets import letters
from shkplan.workspace.readers.yearbook.cells import is_blank, measured, year_of

Role = Literal["figure", "none published", "heading", "unit", "fact", "note", "passed over", "mistake"]
_WORDS: tuple[Role, ...] = ("heading", "unit", "fact", "note")


@dataclass(frozen=True)
class Spot:
    """A cell: its text and where it stands.

    Attributes:
        where: as in ``cell F5``.
        comment: what hangs on it as a note or comment.
        area: the merged area it belongs to, as in ``B2:C3``; empty where it stands alone.
    """

    text: str
    where: str
    comment: str = ""
    area: str = ""

    @property
    def filled(self) -> bool:
        return bool(self.text)

    @property
    def place(self) -> str:
        """Where it stands, as a message says it."""
        return said("cell {address}", address=self.where.removeprefix("cell "))


Line = tuple[Spot, ...]
NOWHERE = Spot("", "")


def lines_of(grid: CellGrid) -> list[Line]:
    """The rows of a grid, all of one width."""
    width = max((len(row) for row in grid.rows), default=0)
    areas = {
        (row, column): f"{letters(left)}{top}:{letters(right)}{bottom}"
        for left, top, right, bottom in grid.areas
        for row in range(top, min(bottom, len(grid.rows)) + 1)
        for column in range(left, min(right, width) + 1)
    }
    return [
        tuple(
            _spot(cell.strip(), f"{letters(column)}{row}", grid, areas.get((row, column), ""))
            for column, cell in enumerate((*cells, *[""] * (width - len(cells))), 1)
        )
        for row, cells in enumerate(grid.rows, 1)
    ]


def _spot(text: str, address: str, grid: CellGrid, area: str) -> Spot:
    if not text:
        return NOWHERE
    return Spot(text, f"cell {address}", grid.comments.get(address, ""), area)


def texts(line: Iterable[Spot]) -> list[str]:
    """The different texts of a line, in order; a merged cell counts once."""
    return list(dict.fromkeys(spot.text for spot in line if spot.filled))


def in_quotes(text: str) -> Said:
    """A line or remark as a message shows it: nothing is said of its characters, for it is no entry."""
    return said('"{text}"', text=shortened(text))


def _lost(spot: Spot) -> bool:
    """Whether a cell among words is a figure that stands in the wrong place."""
    return measured(spot.text) and not is_blank(spot.text) and year_of(spot.text) is None


class Account:
    """What became of each filled cell.

    Who reads a cell says what it was; the first word counts, but a mistake outweighs every other, and a figure a heading.
    What nobody took is left, and is told as a mistake: nothing of a table is lost in silence.
    """

    def __init__(self, lines: Iterable[Line]) -> None:
        self.filled = {spot.where: spot for line in lines for spot in line if spot.filled}
        self.roles: dict[str, Role] = {}

    def take(self, role: Role, *spots: Spot, counted: bool = False) -> None:
        """Cells that nobody has taken yet become this.

        Words do not swallow numbers: what looks measured is no heading, unit, fact or note, unless it is ``counted`` among
        row numbers and codes.
        """
        for spot in spots:
            if spot.where in self.filled and (counted or role not in _WORDS or not _lost(spot)):
                self.roles.setdefault(spot.where, role)

    def settle(self, role: Role, *spots: Spot) -> None:
        """Cells become this, whatever they were taken for, unless they are a mistake."""
        for spot in spots:
            if spot.where in self.filled and self.roles.get(spot.where) != "mistake":
                self.roles[spot.where] = role

    @property
    def left(self) -> list[Spot]:
        """The cells that nobody has taken."""
        return [spot for where, spot in self.filled.items() if where not in self.roles]
