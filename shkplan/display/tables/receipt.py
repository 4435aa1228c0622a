"""The receipt of forms that came back, by office."""

from __future__ import annotations

from shkplan.display.language import listed, say, words
from shkplan.display.tables.base import Column, Table, table_of
from shkplan.workspace.readers.form.answers import Answer
from shkplan.workspace.readers.form.receipt import Receipt


def receipt_table(receipt: Receipt) -> Table:
    """Asked, filled in, missing, and which with what their notes say; an office a row."""
    rows = [
        (
            words(one.office),
            str(one.asked),
            str(one.filled),
            str(len(one.missing)),
            tuple(_missing(gap) for gap in one.missing),
        )
        for one in receipt.offices
    ]
    columns = (
        say("column.office"), Column(say("column.asked"), "number"), Column(say("column.filled"), "number"),
        Column(say("column.not_filled"), "number"), say("column.which_missing"),
    )  # fmt: skip
    told = {"asked": receipt.asked, "filled": receipt.filled, "missing": len(receipt.missing)}
    title = say("title.receipt", years=listed(str(year) for year in receipt.years), **told)
    data = [
        {
            "office": one.office.zh,
            "asked": one.asked,
            "filled": one.filled,
            "missing": [gap.indicator for gap in one.missing],
        }
        for one in receipt.offices
    ]
    return table_of("receipt", title, columns, rows, data)


def _missing(gap: Answer) -> str:
    """``地区生产总值 (economy.gdp): 普查后公布``"""
    name = words(gap.name) + say("in_brackets", what=gap.indicator)
    note = gap.note if gap.here else say("receipt.no_row")
    return say("receipt.because", name=name, note=note) if note else name
