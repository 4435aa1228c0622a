"""One road from a file to a record: places are values, all mistakes are told, what was changed is read again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

import pytest

from shkplan.base.errors import DataError, Mistake, Place
from shkplan.base.messages import chinese
from shkplan.base.typed import Number, Record
from shkplan.files.records import _EXPECTED, _REMEDIES, Filed, load, place_in, typed
from shkplan.files.yaml import Document


class Parcel(Filed, Record):
    """What the tests load."""

    holds: ClassVar = ("no entries", "a parcel", "Write weight: ...")
    weight: Number
    label: str = ""


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_place_says_itself_and_makes_mistakes() -> None:
    """File, row and entry in one order; a number is a row, words stay words; below it stand its entries."""
    assert str(Place("a, b.csv", 41)) == "a, b.csv, row 41"
    assert str(Place("a.csv", "cell F5", "value")) == "a.csv, cell F5, value"
    assert str(Place()) == ""
    place = Place("a.yaml", "line 3", "[0]")
    assert str(place.below("claims")) == "a.yaml, line 3, [0].claims"
    assert Place("a.csv", 2).below("unit").mistake('"x"', "%", "Write %.") == Mistake(
        "a.csv", "row 2, unit", '"x"', "%", "Write %."
    )


def test_a_file_becomes_a_record(tmp_path: Path) -> None:
    assert load(written(tmp_path / "p.yaml", "weight: 4.5\nlabel: 甲\n"), Parcel) == Parcel(weight=4.5, label="甲")


def test_all_mistakes_of_a_file_are_told_with_their_lines(tmp_path: Path) -> None:
    """A number that is none, and an entry nobody knows: both, in one answer."""
    path = written(tmp_path / "p.yaml", "weight: heavy\n\ncolour: red\n")
    with pytest.raises(DataError) as caught:
        load(path, Parcel)
    assert [(one.where, one.expected) for one in caught.value.mistakes] == [
        ("line 1, weight", "a number"), ("line 3, colour", "no such entry here"),
    ]  # fmt: skip


def test_a_name_that_yaml_takes_for_something_else_is_told_in_words_of_ours(tmp_path: Path) -> None:
    """``on:`` is true to YAML, and 2025 a number."""
    with pytest.raises(DataError) as caught:
        load(written(tmp_path / "p.yaml", "weight: 4.5\non: x\n2025: y\n"), Parcel)
    assert {one.expected for one in caught.value.mistakes} == {"the name of an entry"}
    assert "quotes" in caught.value.mistakes[0].remedy


def test_a_file_of_another_shape_is_told_what_it_should_hold(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load(written(tmp_path / "p.yaml", "- 1\n"), Parcel)
    (one,) = caught.value.mistakes
    assert (one.where, one.found, one.expected, one.remedy) == ("file", "no entries", "a parcel", "Write weight: ...")


def test_a_file_is_parsed_once_and_again_when_it_has_changed(tmp_path: Path) -> None:
    """Same bytes, same value; other bytes are read, though size and time of the file are as before."""
    path = written(tmp_path / "p.yaml", "weight: 1\n")
    first, before = load(path, Parcel), path.stat()
    assert load(path, Parcel) is first
    written(path, "weight: 2\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert load(path, Parcel).weight == 2


def test_a_mistake_is_found_anew_each_time(tmp_path: Path) -> None:
    """A file that was wrong and is mended loads."""
    path = written(tmp_path / "p.yaml", "weight: x\n")
    with pytest.raises(DataError):
        load(path, Parcel)
    assert load(written(path, "weight: 1\n"), Parcel).weight == 1


def test_given_entries_take_the_place_of_those_in_the_file() -> None:
    assert typed(Document("p.yaml", {"weight": 1}), Parcel, {"weight": 3}) == Parcel(weight=3)


def test_entries_of_a_loaded_file_can_be_placed(tmp_path: Path) -> None:
    path = written(tmp_path / "p.yaml", "weight: 1\nlabel: a\n")
    assert place_in(path, Parcel, ("label",)).where == "line 2, label"


@pytest.mark.parametrize("words", sorted({*_REMEDIES.values(), *_EXPECTED.values()}))
def test_what_is_said_of_an_entry_has_chinese(words: str) -> None:
    assert words in chinese()
