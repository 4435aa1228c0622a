"""Text of files: the encodings that statistics offices send, and what is no text at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shkplan.base.errors import DataError
from shkplan.files import text
from shkplan.files.separated import rows_of
from shkplan.files.spreadsheet import neutralised, restored
from shkplan.files.text import decoded, read_text

WORDS = "示例区，地区生产总值（亿元）\n1,2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_the_encodings_of_statistics_offices_are_read_alike(encoding: str, tmp_path: Path) -> None:
    """UTF-8 with and without mark, UTF-16 with it, GBK and GB18030 give the same text."""
    path = tmp_path / "table.csv"
    path.write_bytes(WORDS.encode(encoding))
    assert read_text(path) == WORDS


def test_characters_beyond_gbk_are_read_from_gb18030() -> None:
    """Four-byte characters, such as of rare place names."""
    assert decoded("示例区㳇𠀀村".encode("gb18030"), "t.csv") == "示例区㳇𠀀村"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            WORDS.encode("utf-16")[:-1],
            "found text in UTF-16 that is broken at offset 40, expected text in UTF-8 or UTF-16",
        ),
        (b"a,b\n1,\x002\n", "found a NUL byte at offset 6, expected text"),
        (WORDS.encode()[:2] + b"\xff" + WORDS.encode()[3:], "found byte 0xe7 at offset 0, expected text in UTF-8"),
        ("Größe,1\n".encode("latin-1"), "found byte 0xf6 at offset 2, expected text in UTF-8"),
        ("テーブル、東京都\n".encode("shift-jis"), "expected text in UTF-8"),
        (b"\x80\x81\xfe\xff", "expected text in UTF-8"),
    ],
    ids=["broken utf-16", "nul", "broken utf-8", "latin-1", "shift-jis", "no text"],
)
def test_other_encodings_are_refused_with_what_to_do(content: bytes, told: str) -> None:
    """Nothing is guessed: the mistake names the byte, and how to save the file."""
    with pytest.raises(DataError) as caught:
        decoded(content, "t.csv")
    assert told in str(caught.value)
    assert "CSV UTF-8" in str(caught.value)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_a_mistake(content: bytes) -> None:
    """Whatever comes in, there is text without NULs or a DataError, nothing else."""
    try:
        text = decoded(content, "t.csv")
    except DataError:
        return
    assert "\0" not in text


def test_a_file_larger_than_any_table_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is looked at before the content."""
    monkeypatch.setattr(text, "LARGEST_FILE", 1_000_000)
    path = tmp_path / "huge.csv"
    path.write_bytes(b"1,2\n" * 500_000)
    with pytest.raises(DataError, match="found 2 MB, expected a table of at most 1 MB"):
        read_text(path)


def test_a_quote_left_open_is_told_with_its_row() -> None:
    """A lone quote would swallow the rest of the file."""
    with pytest.raises(DataError, match="row 2: found unexpected end of data"):
        list(rows_of('a,b\n"1,2\n3,4\n', "t.csv"))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a", "'=1"]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    """The characters that OWASP names, their full-width forms, and what is already marked."""
    assert neutralised(text) == "'" + text


@pytest.mark.parametrize("text", ["", "示例", "a=1", "1-2", "'hello", "''", "~x", "（-1）"])
def test_other_text_stays_as_it_is(text: str) -> None:
    """An apostrophe is added only where it is needed."""
    assert neutralised(text) == restored(text) == text


@settings(deadline=None)
@given(st.text(alphabet="'=+-@\t\r＝x中 ", max_size=8))
def test_the_mark_can_be_taken_off_without_doubt(text: str) -> None:
    """Reading undoes writing for every text, and what is written starts no formula."""
    written = neutralised(text)
    assert restored(written) == text
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
