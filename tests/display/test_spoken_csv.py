"""Charts and tables as comma-separated values: what a spreadsheet opens is what was drawn, and runs nothing."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan import table
from shkplan.base.errors import ParameterError
from shkplan.display.setting import speaking
from shkplan.display.spoken_csv import as_csv, flat
from shkplan.display.tables.base import Column, Hyperlink, table_of
from shkplan.files.spreadsheet import restored
from tests.display.test_charts import DALIAN, SHOWN
from tests.display.test_tables import SHOWN as TABLES
from tests.showing import scene


def rows_of(text: str) -> list[dict[str, str]]:
    """As the csv module of Python reads RFC 4180."""
    return list(csv.DictReader(StringIO(text, newline="")))


CELLS = st.text(max_size=12) | st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.fixed_dictionaries({"a": CELLS, "b": CELLS}), max_size=3))
def test_what_is_written_is_read_back(rows: list[dict[str, object]]) -> None:
    """Any text survives its quotes and its mark, any number comes back to the last bit."""
    read = rows_of(as_csv(rows))
    for row, back in zip(rows, read, strict=True):
        for name, value in row.items():
            assert (float(back[name]) if isinstance(value, float) else restored(back[name])) == value


def test_lines_end_as_the_standard_has_it() -> None:
    """RFC 4180: CR and LF, quotes doubled, a cell with a comma or a break in quotes."""
    assert as_csv([{"a": 'x,"y"', "b": 0.1}, {"a": "1\n2", "b": None}]) == 'a,b\r\n"x,""y""",0.1\r\n"1\n2",\r\n'
    assert as_csv([]) == ""


def test_no_text_is_run_by_a_spreadsheet() -> None:
    """OWASP: a cell that begins with =, +, - or @ is a formula; a negative number is none."""
    assert as_csv([{"a": "=1+1", "b": -0.5, "c": np.float64(-2.5)}]).splitlines()[1] == "'=1+1,-0.5,-2.5"


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_chart_has_its_numbers_as_csv(name: str, language: str) -> None:
    """Found when what was drawn could not be had but from results.json: as many rows as the frame, no cell lost."""
    with speaking(language):
        made = SHOWN[name]()
        read, frame = rows_of(made.csv), made.to_frame()
    assert len(read) == len(frame)
    assert [*frame.columns] == ([*read[0]] if read else [])


def test_a_history_has_its_figures_unrounded_with_headings_in_the_language() -> None:
    """The published values of the series, in its unit, with year and source."""
    own = scene().published.series("economy.gdp_growth", DALIAN)
    with speaking("zh"):
        read = rows_of(SHOWN["regions"]().csv)
    here = [row for row in read if row["地区"] == "大连市" and row["时期"].isdigit() and row["界限"] == "确数"]
    known = {int(row["时期"]): float(row["数值"]) for row in here if row["形式"] == "增速"}
    assert {year: known[year] for year in own.years} == dict(zip(own.years, own.values, strict=True))
    assert {row["单位"] for row in here} == {"%"}


def test_a_saved_file_is_opened_by_excel_as_it_is(tmp_path: Path) -> None:
    """With the mark by which Excel and WPS know UTF-8, and the line ends of the standard."""
    for saved in (SHOWN["history"]().save(tmp_path / "chart.csv"), table(scene().plan).save(tmp_path / "table.csv")):
        raw = saved.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert b"\r\n" in raw
        assert b"\r\r\n" not in raw


def test_a_table_is_told_as_it_is_shown_with_plain_numbers() -> None:
    """Grouping and the true minus go, a dash is nothing, links keep their words, groups have a column."""
    made = table_of(
        "t", "T", ("", Column("Value", "number"), "Remark"),
        [("a", "−1,234.50", Hyperlink("source", "http://example.org")), ("b", "–", ("one", "two")), ("c", "5.3 %", "=x")],
        [{"id": "a", "value": -1234.5, "deep": {"years": [2020, 2021]}}], groups=((0, "First"), (2, "Second")),
    )  # fmt: skip
    with speaking("en"):
        assert made.csv.splitlines() == [
            "Group,Name,Value,Remark", "First,a,-1234.50,source", "First,b,,one; two", "Second,c,5.3 %,'=x",
        ]  # fmt: skip
    assert made.to_frame().to_dict("records") == [{"id": "a", "value": -1234.5, "deep.years": "2020; 2021"}]
    with pytest.raises(ParameterError, match=r"not t\.xlsx"):
        made.save("t.xlsx")


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_table_has_its_cells_as_csv(name: str, language: str) -> None:
    """A row a row, a column a column and one for the groups; its data make a frame."""
    with speaking(language):
        made = TABLES[name]()
        heads, *read = csv.reader(StringIO(made.csv, newline=""))
    assert len(read) == len(made)
    assert {len(row) for row in read} <= {len(heads)}
    assert len(heads) == len(made.columns) + bool(made.groups)
    assert all(heads)
    made.to_frame()


def test_data_of_any_shape_become_rows() -> None:
    """A list is a row a thing; what lies deeper is named by its way there."""
    assert flat([{"a": {"b": 1}}, {"c": [1, 2]}]) == [{"a.b": 1}, {"c": "1; 2"}]
    assert flat(3) == [{"value": 3}]
