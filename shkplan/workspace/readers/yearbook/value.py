"""The number in a cell below a year, or why there is none."""

from __future__ import annotations

from dataclasses import replace

from shkplan.base.messages import said
from shkplan.base.typed import quoted
from shkplan.workspace.readers.yearbook.cells import number_of, without_letter, without_marks
from shkplan.workspace.readers.yearbook.remarks import Remarks
from shkplan.workspace.readers.yearbook.spots import Spot
from shkplan.workspace.readers.yearbook.unit import Unfit

# What such letters mean as a rule, to be said by whoever knows.
_USUAL = {
    "r": ("修订数", "revised"),
    "p": ("初步数", "preliminary"),
    "e": ("预计数", "estimate"),
    "f": ("预计数", "estimate"),
}


def value_of(cell: Spot, unit: str, remarks: Remarks) -> tuple[float, str] | Unfit | None:
    """The number of a cell and its unit; None where a mark that a note explains stands in place of a number."""
    if cell.area:  # a figure of several years or rows is of none of them
        found = said("{value} in the merged cells {area}", value=quoted(cell.text), area=cell.area)
        expected = said("a figure of one year, one region and one indicator")
        remedy = said("Unmerge the cells and write the figure where it belongs.")
        return Unfit(replace(cell, where=f"cell {cell.area.partition(':')[0]}"), found, expected, remedy)
    text, mark = without_marks(cell.text)
    if not text and remarks.explains(mark):
        return None
    number, letter = without_letter(text)
    value = number_of(number if remarks.explains(letter) else text, unit) if text else None
    if value is not None:
        return value
    expected = said("a number in {unit}, or a dash or dots where none was published", unit=unit)
    return Unfit(cell, quoted(cell.text), expected, _remedy(text, letter))


def _remedy(text: str, letter: str) -> str:
    if not text:
        return said(
            "A number in brackets may be negative, or a footnote: write -5, or a dash where none was published."
        )
    if letter:
        return said(
            "Say what {letter} means: in a note below the table ({letter} 为{meaning}), or with marks: {{{letter}: {status}}} in "
            "the facts.",
            letter=letter,
            meaning=_USUAL.get(letter.lower(), _USUAL["r"])[0],
            status=_USUAL.get(letter.lower(), _USUAL["r"])[1],
        )
    return said("Write digits only; a figure that is about, at least or in words is entered as a row of its own.")
