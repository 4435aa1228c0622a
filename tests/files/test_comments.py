"""Notes and comments on cells: whatever hangs on a figure comes with it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment

from shkplan.files.grid import read_grid
from shkplan.files.workbook import read_workbook

THREAD = """<?xml version="1.0" encoding="UTF-8"?>
<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">
<threadedComment ref="B2" id="{1}"><text>初步数</text></threadedComment>
<threadedComment ref="B2" id="{2}" parentId="{1}"><text>已核实</text></threadedComment>
</ThreadedComments>"""


def noted(path: Path) -> Path:
    """A table with a note on a figure, one on an empty cell, and a merged figure."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表一"
    for address, value in {"A1": "指标", "B1": 2018, "C1": 2019, "A2": "地区生产总值", "B2": 100}.items():
        sheet[address] = value
    sheet["B2"].comment = Comment("初步数，待核实", "张")
    sheet["D5"].comment = Comment("缺", "张")
    sheet.merge_cells("B2:C2")
    book.save(path)
    return path


def test_a_note_comes_with_its_cell(tmp_path: Path) -> None:
    """The words hang on the cell; those on an empty cell are told by the sheet."""
    (sheet,) = read_workbook(noted(tmp_path / "t.xlsx"))
    assert sheet.rows[1][2].comment == "初步数，待核实"
    assert sheet.rows[0][1].comment == ""
    assert sheet.comments == {"B2": "初步数，待核实", "D5": "缺"}


def test_a_grid_knows_its_sheet_its_merged_areas_and_its_comments(tmp_path: Path) -> None:
    """What the reader of wide tables decides by."""
    grid = read_grid(noted(tmp_path / "t.xlsx"))
    assert (grid.sheet, grid.areas, grid.rows[1]) == ("表一", ((2, 2, 3, 2),), ("地区生产总值", "100", "100"))
    assert grid.comments == {"B2": "初步数，待核实", "D5": "缺"}


def test_a_comment_that_can_be_answered_is_read_with_its_answers(tmp_path: Path) -> None:
    """Excel leaves a note behind for old programs; what was written stands in the thread."""
    path = noted(tmp_path / "t.xlsx")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    links = "xl/worksheets/_rels/sheet1.xml.rels"
    link = b'<Relationship Id="x9" Target="/xl/threadedComments/threadedComment1.xml" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"/></Relationships>'
    parts[links] = parts[links].replace(b"</Relationships>", link)
    parts["xl/threadedComments/threadedComment1.xml"] = THREAD.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert read_grid(path).comments == {"B2": "初步数\n已核实", "D5": "缺"}
