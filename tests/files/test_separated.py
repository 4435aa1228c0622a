"""Text cut into cells by the sign that the text itself shows, or not at all."""

from __future__ import annotations

import csv
import io
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.base.errors import DataError
from shkplan.files.grid import read_grid
from shkplan.files.separated import separated, sign_of
from shkplan.files.text import read_bytes


def cells(text: str) -> list[list[str]]:
    return [row for _, row in separated(text, "t.csv")]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("指标,2018,2019\nGDP,1,2\n", ","),
        ("指标;2018;2019\nGDP;1;2\n", ";"),
        ("指标\t2018\t2019\nGDP\t1\t2\n", "\t"),
        ("指标;2018;2019\nGDP;1,5;2,5\n人口;3,1;4\n", ";"),  # decimal commas
        ("地区;数值\nA;12,5\nB;13,5\n", ";"),
        ("地区\t数值\n\"甲\"\t1,450\n\"乙\"\t1,550\n", "\t"),
        ("表1；各区人口\n指标,2018,2019\nGDP,1,2\n注;见说明\n", ","),
        ('名称,备注\n甲,"见;注"\n乙,"见;注"\n', ","),
        ("名称,备注\n甲,见;注\n乙,见;注\n", ","),
        ("一列\n没有别的\n", ","),
        ("", ","),
    ],
)  # fmt: skip
def test_the_sign_that_cuts_most_lines_alike_separates(text: str, sign: str) -> None:
    """Over many lines, with quotes, titles, notes and numbers that hold other signs."""
    assert sign_of(text, "t.csv") == sign


def test_two_signs_that_fit_alike_are_told() -> None:
    """Nothing is guessed."""
    with pytest.raises(DataError) as caught:
        cells("名称;甲,乙\n人口;1,2\n")
    assert str(caught.value) == (
        "t.csv, file: found cells separated by commas or by semicolons, expected one sign that separates cells.\n"
        "    Write sep=, or sep=; as the first line of the file, or save it as CSV UTF-8 (comma delimited).\n"
        "1 mistake. Nothing was changed."
    )
    assert caught.value.text("zh") == (
        "t.csv，文件：现为 以逗号或以分号分隔都说得通的单元格，应为只用一种分隔符。\n"
        "    请在文件第一行写上 sep=, 或 sep=;，或另存为“CSV UTF-8（逗号分隔）”。\n"
        "共 1 处错误。未作任何改动。"
    )


def test_excel_says_it_in_the_first_line() -> None:
    """``sep=;`` decides, is no row of the table, and counts as a line."""
    assert list(separated("sep=;\n名称;甲,乙\n人口;1,2\n", "t.csv")) == [(2, ["名称", "甲,乙"]), (3, ["人口", "1,2"])]
    assert cells('SEP=,\r\n"a;b",c\r\n') == [["a;b", "c"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_every_encoding_and_sign_gives_the_same_cells(encoding: str, sign: str, tmp_path: Path) -> None:
    """As Excel, WPS and older systems write them."""
    rows = (("指标", "2018", "2019"), ("地区生产总值（亿元）", "1.5", "2"))
    text = "\r\n".join(sign.join(row) for row in rows)
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    path = tmp_path / "t.csv"
    path.write_bytes(mark + text.encode(encoding))
    assert read_grid(path).rows == rows


WORD = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)


@given(st.sampled_from(",;\t"), st.lists(st.lists(WORD, min_size=3, max_size=3), min_size=1, max_size=8), st.booleans())
def test_what_a_program_wrote_is_read_back(sign: str, rows: list[list[str]], windows: bool) -> None:
    """Quoted where need be, in rows of one width: the same cells, or two signs fit alike and it is told."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=sign, lineterminator="\r\n" if windows else "\n", quoting=csv.QUOTE_ALL).writerows(
        rows
    )
    assert cells(written.getvalue()) == rows
    assert cells(f"sep={sign}\n" + written.getvalue()) == rows


@given(st.text(max_size=200))
def test_any_text_is_cells_or_a_mistake(text: str) -> None:
    """Whatever comes in."""
    with suppress(DataError):
        cells(text)


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    """Nobody waits for what never comes."""
    path = tmp_path / "t.csv"
    os.mkfifo(path)
    for read in (read_bytes, read_grid):
        with pytest.raises(DataError, match="file: found a named pipe, expected a file"):
            read(path)
