"""The tidy table: columns by name, rows with their number, whatever wrote the file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from shkplan.base.errors import DataError, Place
from shkplan.workspace.readers.tidy_csv import COLUMNS, read_tidy_csv

GOOD = Path(__file__).parents[1] / "data" / "good" / "small.csv"
TEXT = GOOD.read_text(encoding="utf-8")


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "figures.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_row_is_read_whole() -> None:
    """Every cell of a row arrives where it belongs, and the figure knows its row."""
    one = read_tidy_csv(GOOD)[2]
    assert (one.indicator, one.region, str(one.period), one.form, one.bound) == (
        "employment.new_jobs", "本区", "2021", "level", "exact",
    )  # fmt: skip
    assert (one.value, one.unit, one.price_basis, one.status, one.mark) == (
        1.3,
        "万人",
        "none",
        "estimate",
        frozenset(),
    )
    assert (one.published, one.published_basis) == (dt.date(2021, 12, 20), "stated")
    assert (one.source_title, one.publisher, one.source_kind) == ("2022年政府工作报告", "区政府", "work report")
    assert (one.address, one.note_zh, one.note_en) == ("", "全年预计数", "full-year estimate")
    assert str(one.place) == "tests/data/good/small.csv, row 4"


def test_the_header_is_the_contract() -> None:
    """The columns of the format, in their order; the basis and what tells of an archived copy may be left out."""
    whole = TEXT.splitlines()[0].replace("price_basis,", "price_basis,basis,")
    assert ",".join(COLUMNS) == whole.replace("address,", "address,source_copy,copy_sha256,")


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        TEXT.rstrip("\n"),
        TEXT + "\n\n" + "," * 17 + "\n",
        TEXT.replace("\n", "\n\n"),
        TEXT.replace("indicator,region", " indicator , region "),
    ],
    ids=[
        "windows",
        "old mac",
        "no last newline",
        "empty rows at the end",
        "empty rows between",
        "spaces in the header",
    ],
)
def test_what_wrote_the_file_does_not_matter(text: str, tmp_path: Path) -> None:
    """Line endings, a missing last newline, empty rows and spaces around names change no figure."""
    expected = [one.model_copy(update={"place": Place()}) for one in read_tidy_csv(GOOD)]
    assert [one.model_copy(update={"place": Place()}) for one in read_tidy_csv(written(tmp_path, text))] == expected


def test_excel_marks_utf8_and_that_is_fine(tmp_path: Path) -> None:
    """A byte order mark at the start belongs to no column name."""
    assert len(read_tidy_csv(written(tmp_path, TEXT, "utf-8-sig"))) == 5


def test_columns_are_known_by_name_not_by_place(tmp_path: Path) -> None:
    """Columns in another order, and optional ones left out, are read alike."""
    header, row = TEXT.splitlines()[:2]
    cells = dict(zip(header.split(","), row.split(","), strict=True))
    left_out = ("basis", "mark", "publisher", "address", "source_copy", "copy_sha256", "note_zh", "note_en")
    wanted = [name for name in reversed(COLUMNS) if name not in left_out]
    text = ",".join(wanted) + "\n" + ",".join(cells[name] for name in wanted) + "\n"
    (one,) = read_tidy_csv(written(tmp_path, text))
    assert (one.value, one.publisher, one.note.zh) == (6.1, "", "")


def test_rows_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    """After a cell with a line break the rows keep the line they start on; empty lines count."""
    header, first, second, *_ = TEXT.splitlines()
    broken = first.replace("2021年统计公报", '"2021年\n统计公报"')
    path = written(tmp_path, f"{header}\n{broken}\n\n{second}\n")
    assert [one.place.where for one in read_tidy_csv(path)] == ["row 2", "row 5"]


@pytest.mark.parametrize("text", ["", "\n", "a\nb\n"])
def test_a_file_without_columns_names_each_that_is_missing(text: str, tmp_path: Path) -> None:
    """An empty file or a foreign one is told which columns it lacks."""
    with pytest.raises(DataError) as caught:
        read_tidy_csv(written(tmp_path, text))
    missing = [mistake.found for mistake in caught.value.mistakes if mistake.found.startswith("no column")]
    assert len(missing) == 11
    assert missing[0] == "no column indicator"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A path to nowhere is a mistake with a remedy."""
    with pytest.raises(DataError, match="expected a readable file"):
        read_tidy_csv(tmp_path / "lost.csv")


def test_a_cell_larger_than_any_figure_is_told(tmp_path: Path) -> None:
    """A file that is no table of figures does not end in a traceback."""
    with pytest.raises(DataError, match="field larger than field limit"):
        read_tidy_csv(written(tmp_path, TEXT + "x" * 200_000))
