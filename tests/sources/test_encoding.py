"""Tables as Chinese offices save them: UTF-8 with or without a mark, GBK, GB18030; anything else is told, not guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.errors import DataError
from shkplan.sources import encoding
from shkplan.sources.encoding import read_text


def saved(folder, text, how):
    path = folder / "table.csv"
    path.write_bytes(text.encode(how))
    return path


@pytest.mark.parametrize(
    ("how", "told"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gbk", "GB18030"), ("gb2312", "GB18030")]
)
def test_the_encodings_of_chinese_offices(tmp_path, how, told):
    assert read_text(saved(tmp_path, "指标,本区\n", how)) == ("指标,本区\n", told)


def test_a_character_that_only_gb18030_has(tmp_path):
    assert read_text(saved(tmp_path, "㐂䶮,区\n", "gb18030")) == ("㐂䶮,区\n", "GB18030")


@pytest.mark.parametrize("how", ["utf-16", "utf-16-le", "utf-32"])
def test_utf_16_is_told(tmp_path, how):
    with pytest.raises(DataError, match="found text in UTF-16, or no text"):
        read_text(saved(tmp_path, "指标,本区\n", how))


def test_bytes_that_are_neither(tmp_path):
    (tmp_path / "table.csv").write_bytes(b"abc,\xff\xff,\x80\n")
    with pytest.raises(DataError, match="found text in another encoding"):
        read_text(tmp_path / "table.csv")


def test_a_file_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(encoding, "MAX_TEXT", 1_000_000)
    (tmp_path / "table.csv").write_bytes(b"a" * 3_000_000)
    with pytest.raises(DataError, match="found 3 MB, expected at most 1 MB"):
        read_text(tmp_path / "table.csv")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff")))
def test_utf_8_is_never_taken_for_anything_else(tmp_path_factory, text):
    path = saved(tmp_path_factory.mktemp("text"), text, "utf-8")
    assert read_text(path) == (text, "UTF-8")
