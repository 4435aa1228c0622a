"""The door: numbers typed with a Chinese input method, files of any content, and mistakes that name their place."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shkplan.base.errors import DataError, Mistake
from shkplan.base.typed import Number, oddities, plain, quoted, suggested
from shkplan.files.records import load, located
from shkplan.files.yaml import read_yaml
from shkplan.register.plan import Plan
from shkplan.register.scenario import Scenario
from shkplan.workspace.readers.tidy_csv import read_tidy_csv

GOOD = Path(__file__).parents[1] / "data" / "good"
number = TypeAdapter(Number)
FULL_WIDTH = str.maketrans("0123456789.-+%", "０１２３４５６７８９．－＋％")
same_file = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def refusal(value: object) -> tuple[str, str]:
    """What the door expects instead of a value, and what it advises."""
    with pytest.raises(ValidationError) as caught:
        number.validate_python(value)
    misfit = caught.value.errors()[0]["ctx"]["error"]
    return misfit.expected, misfit.remedy


# Numbers --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("65000", 65000.0),
        (" 4.5 ", 4.5),
        ("-0.1", -0.1),
        ("+3", 3.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        (7, 7.0),
    ],
)
def test_plain_numbers_are_let_in(value: object, expected: float) -> None:
    """Digits with a point, a sign or an exponent are a number, with plain spaces around it or without."""
    assert number.validate_python(value) == expected


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_written_out_is_read_again(value: float) -> None:
    """What Python prints for a float is read as that float."""
    assert number.validate_python(repr(value)) == value


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2).map(str))
def test_full_width_numbers_are_named_and_made_plain(text: str) -> None:
    """A number in full-width characters is never let in; the remedy is the same number in plain ones."""
    wide = text.translate(FULL_WIDTH)
    assert plain(wide) == text
    assert "full-width digits" in oddities(wide)
    assert refusal(wide) == ("a number in plain digits", f"Write {text}.")


@given(
    st.integers(0, 10**9), st.integers(0, 9), st.sampled_from("\u00a0\u200b\u200d\u2009\u202f\u2060\u3000\ufeff\u00ad")
)
def test_invisible_spaces_are_named_wherever_they_stand(value: int, at: int, space: str) -> None:
    """An invisible space in a number is found, named and taken out."""
    text = str(value)
    hidden = text[:at] + space + text[at:]
    assert oddities(hidden) == "invisible spaces"
    assert refusal(hidden) == ("a number in plain digits", f"Write {text}.")


@pytest.mark.parametrize(
    ("text", "expected", "remedy"),
    [
        ("4.5%", "a number", "Write 4.5 and leave % in the unit."),
        ("４.５％", "a number in plain digits", "Write 4.5 and leave % in the unit."),
        ("5‰", "a number", "Write 5 and leave ‰ in the unit."),
        ("6.5万", "a number", "Write 65000, or 6.5 with 万 in the unit, as in 万人 or 万元."),
        ("６.５万", "a number in plain digits", "Write 65000, or 6.5 with 万 in the unit, as in 万人 or 万元."),
        ("1.2 亿", "a number", "Write 120000000, or 1.2 with 亿 in the unit, as in 亿人 or 亿元."),
        ("0.00005万", "a number", "Write 0.5, or 0.00005 with 万 in the unit, as in 万人 or 万元."),
        ("6.5万人", "a number", "Write 6.5 and leave 万人 in the unit."),
        ("65,000", "a number", "Write 65000."),
        ("65 000", "a number", "Write 65000."),
        ("６５，０００", "a number in plain digits", "Write 65000."),
        ("−0.1", "a number in plain digits", "Write -0.1."),
        ("六万", "a number", "Write digits only, such as 65000 or 4.5, and put the unit in its own place."),
        ("about 5", "a number", "Write digits only, such as 65000 or 4.5, and put the unit in its own place."),
        ("5左右", "a number", "Write digits only, such as 65000 or 4.5, and put the unit in its own place."),
        ("nan", "a number", "Write digits only, such as 65000 or 4.5, and put the unit in its own place."),
        ("1_000", "a number", "Write digits only, such as 65000 or 4.5, and put the unit in its own place."),
        ("٣", "a number", "Write digits only, such as 65000 or 4.5, and put the unit in its own place."),
        ("%", "a number", "Write digits only, such as 65000 or 4.5, and put the unit in its own place."),
        ("", "a number", "Write digits only, such as 65000 or 4.5, and put the unit in its own place."),
        (True, "a number", "Write digits only, such as 65000 or 4.5."),
    ],
)
def test_what_only_looks_like_a_number(text: object, expected: str, remedy: str) -> None:
    """Each of these is refused, and the remedy is what the writer meant wherever that can be told."""
    assert refusal(text) == (expected, remedy)


@given(st.one_of(st.text(), st.booleans(), st.none(), st.integers(), st.floats(), st.lists(st.integers())))
def test_any_value_is_a_number_or_a_refusal(value: object) -> None:
    """Nothing but ValidationError ever comes out."""
    with contextlib.suppress(ValidationError):
        assert isinstance(number.validate_python(value), float)


def test_oddities_are_told_together() -> None:
    """Full-width digits, percent sign and punctuation and invisible spaces each have their name."""
    assert oddities("4.5 %") == ""
    assert oddities("４．５％\u200b") == (
        "invisible spaces and full-width digits and a full-width percent sign and full-width punctuation"
    )
    assert oddities("−1") == "a typographic minus"
    assert oddities("沙河口区") == ""


# Messages -------------------------------------------------------------------------------------------------------------


def test_quoted_shows_a_value_short_and_its_oddities() -> None:
    """A found value stands in quotes; nothing, long texts and shapes are said in words."""
    assert quoted("4.5") == '"4.5"'
    assert quoted("４") == '"４" (full-width digits)'
    assert quoted(None) == "nothing"
    assert quoted(["a"]) == "an entry of another shape"
    assert quoted({"a": 1}) == "an entry of another shape"
    assert quoted("x" * 61) == '"' + "x" * 57 + '..."'


def test_located_is_how_a_person_says_it() -> None:
    """A location is written as a path with the numbers of entries in brackets."""
    assert located(("claims", 0, "indicator")) == "claims[0].indicator"
    assert located(()) == "whole file"


def test_suggested_names_the_nearest() -> None:
    """A misspelt name is answered with the nearest known; one like no other, with the plain remedy."""
    assert suggested("wages", ["employment.new_jobs", "economy.gdp"], "Correct it.") == "Correct it."
    assert (
        suggested("new_jobs", ["employment.new_jobs"], "Correct it.") == "Did you mean employment.new_jobs? Correct it."
    )
    assert suggested("大连", ["大连市", "中国"], "Correct it.") == "Did you mean 大连市? Correct it."


# YAML -----------------------------------------------------------------------------------------------------------------


def test_lines_of_a_yaml_file(tmp_path: Path) -> None:
    """A location is answered with its line, a missing key with the line of the entry that lacks it."""
    path = tmp_path / "some.yaml"
    path.write_text("a: 1\nb:\n  - c: 2\n  - d: 3\n    e: 4\n", encoding="utf-8")
    document = read_yaml(path)
    content, line_of = document.content, document.line
    assert content == {"a": 1, "b": [{"c": 2}, {"d": 3, "e": 4}]}
    assert [line_of(at) for at in [(), ("a",), ("b",), ("b", 0, "c"), ("b", 1), ("b", 1, "e"), ("b", 1, "lost")]] == [
        1, 1, 2, 3, 4, 5, 4,
    ]  # fmt: skip


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """Files that Windows editors mark as UTF-8 are read like others."""
    path = tmp_path / "some.yaml"
    path.write_bytes("a: 一\n".encode("utf-8-sig"))
    assert read_yaml(path).content == {"a": "一"}


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A file that is not there is a mistake with a remedy, not a traceback."""
    with pytest.raises(DataError) as caught:
        read_yaml(tmp_path / "lost.yaml")
    assert str(caught.value) == (
        f"{(tmp_path / 'lost.yaml').as_posix()}, file: found No such file or directory, expected a readable file.\n"
        "    Check the path.\n"
        "1 mistake. Nothing was changed."
    )


@pytest.mark.parametrize(
    "text",
    [
        "a: [1", "? [a]: b\n: c", "&a [*a]", "!!timestamp ''", "!!timestamp x", "!!int ''", "!!bool maybe", "!!float ''",
        "!!python/object:os.system x", "a: &x\n  <<: *x", "[" * 5000, "{" * 5000, "a: \x00", "<<: 3", "- a\nb", "!!binary é",
        "a: 1e999", "%YAML 9.9\n---\na", "---\na\n---\nb", "2021-02-30", "? {a: b}\n: c", "a: " + "9" * 5000,
    ],
    ids=repr,
)  # fmt: skip
def test_strange_yaml_is_a_data_error(text: str, tmp_path: Path) -> None:
    """Text that trips the parser, its constructors or the recursion limit is told as a mistake of the file."""
    path = tmp_path / "strange.yaml"
    path.write_text(text, encoding="utf-8")
    for kind in (Plan, Scenario):
        with pytest.raises(DataError):
            load(path, kind)


yaml_like = st.text(alphabet=st.sampled_from("ab: -[]{},&*!?|>'\"#%@`\n\t0.2１％\u200b<~"), max_size=80)
documents = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def told(read: Callable[[Path], object], path: Path) -> None:
    """A reader gives a value, or mistakes that each say what was expected and what to do; anything else fails."""
    mistakes: tuple[Mistake, ...] = ()
    try:
        read(path)
    except DataError as error:
        mistakes = error.mistakes or (Mistake("", "", "", "", ""),)
    assert all(mistake.expected and mistake.remedy for mistake in mistakes)


@same_file
@given(text=st.one_of(st.text(), yaml_like))
def test_any_text_is_a_file_or_a_data_error(text: str, tmp_path: Path) -> None:
    """Whatever stands in a file, its reader gives a value or a DataError with a remedy in every mistake."""
    path = tmp_path / "any.txt"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    for read in (partial(load, kind=Plan), partial(load, kind=Scenario), read_tidy_csv):
        told(read, path)


@same_file
@given(
    where=st.sampled_from(
        ["indicators", "series", "baselines", "regions", "references", "peers", "domains", "source", "window"]
    ),
    entry=documents,
)
def test_any_entry_in_a_plan_is_read_or_told(where: str, entry: Any, tmp_path: Path) -> None:
    """A plan with an entry of any shape in any part is read, or told as a DataError."""
    import yaml

    content = yaml.safe_load((GOOD / "small.yaml").read_text(encoding="utf-8"))
    path = tmp_path / "any.yaml"
    path.write_text(yaml.safe_dump({**content, where: entry}, allow_unicode=True), encoding="utf-8")
    told(partial(load, kind=Plan), path)


@same_file
@given(cells=st.lists(st.text(max_size=6), min_size=18, max_size=18))
def test_any_row_is_read_or_told(cells: list[str], tmp_path: Path) -> None:
    """A row with any cells, quoted as CSV wants them, is read, or told as a DataError."""
    import csv

    header = (GOOD / "small.csv").read_text(encoding="utf-8").splitlines()[0]
    path = tmp_path / "any.csv"
    with path.open("w", encoding="utf-8", newline="", errors="surrogatepass") as file:
        file.write(header + "\n")
        csv.writer(file).writerow(cells)
    told(read_tidy_csv, path)
