"""What a form asked, and whether it was given."""

from __future__ import annotations

from dataclasses import dataclass

from shkplan.base.messages import Text


@dataclass(frozen=True)
class Answer:
    """One figure that a form asked for.

    Attributes:
        file, sheet: where it was asked.
        office: of whom.
        indicator, name, year, region: what.
        filled: a figure stands there.
        here: its row came back; of an old form it may have been asked for only since.
        note: what the row says beside, above all why there is no figure.
    """

    file: str
    sheet: str
    office: Text
    indicator: str
    name: Text
    year: int
    region: str
    filled: bool
    here: bool = True
    note: str = ""
