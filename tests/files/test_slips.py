"""Slips in YAML: the character that did it is named, with its line and column, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from shkplan.base.errors import DataError
from shkplan.files.yaml import read_yaml


def answer(path: Path, text: str) -> DataError:
    path.write_bytes(text.encode("utf-8"))
    with pytest.raises(DataError) as caught:
        read_yaml(path)
    return caught.value


@pytest.mark.parametrize(
    ("text", "where", "found", "expected", "remedy"),
    [
        ("a:\n\u00a0\u00a0b: 1\nc: 2\n", "line 2, column 1", "a no-break space (U+00A0)", "a plain space, or none",
         "Type a plain space in its place."),
        ("a:\n\u3000b: 1\nc: 2\n", "line 2, column 1", "a full-width space (U+3000)", "a plain space, or none",
         "Type a plain space in its place."),
        ("a:\n  - x\n  -\u3000y\n", "line 3, column 4", "a full-width space (U+3000)", "a plain space, or none",
         "Type a plain space in its place."),
        ("a: 1\nb:\u00a02\nc: 3\n", "line 2, column 3", "a no-break space (U+00A0)", "a plain space, or none",
         "Type a plain space in its place."),
        ("a: {zh: 甲，en: A}\n", "line 1, column 10", '"，", a full-width comma (U+FF0C)', "a plain comma",
         "Write a plain comma and a space; or put the whole text in quotes."),
        ("a: 1\nb：2\nc: 3\n", "line 2, column 2", '"：", a full-width colon (U+FF1A)', "a plain colon and a space",
         "Write a plain colon and a space after b, as in b: ... (the one there is full-width)."),
        ("a: ｛zh: 甲, en: A｝\n", "line 1, column 4", '"｛", a full-width brace (U+FF5B)', "a plain bracket",
         "Write it as { } or [ ]; or put the whole text in quotes."),
        ("a:\n\tb: 1\n", "line 2, column 1", "a tab (U+0009)", "spaces", "Indent with spaces, not with tabs."),
        ("a: “甲: 乙”\n", "line 1, column 4", '"“", an opening typographic quote (U+201C)', "a plain quote",
         "Write plain quotes, ' or \", around the whole text."),
        ("unit: %\nb: %x\n", "line 1, column 7", '"%", percent sign (U+0025)', "text in quotes",
         "Put the whole text in quotes: % at its start means something else in YAML."),
        ("a: *重点\n", "line 1, column 4", '"*", asterisk (U+002A)', "text in quotes",
         "Put the whole text in quotes: * at its start means something else in YAML."),
        ("a: 1\nb: x\u0007y\n", "line 2, column 5", "a control character (U+0007)", "text",
         "Remove it; an editor finds it by its number."),
        ("a: 1\n\ufeffb: 2\nc: [\n", "line 2, column 1", "a byte order mark (U+FEFF)", "a plain space, or none",
         "Type a plain space in its place."),
        ("a: [1\nb: 2\n", "line 2, column 2", "did not find expected ',' or ']'", "YAML", "Check indentation, colons and quotes there."),
    ],
    ids=[
        "no-break indent", "full-width indent", "full-width after a hyphen", "no-break after the colon", "full-width comma", "full-width colon",
        "full-width brace", "tab", "typographic quotes", "bare percent sign", "asterisk", "control character", "mark within",
        "nothing odd",
    ],
)  # fmt: skip
def test_the_character_is_named_with_its_place(
    text: str, where: str, found: str, expected: str, remedy: str, tmp_path: Path
) -> None:
    """A person sees neither a no-break space nor which of two commas it is: name, number, line and column."""
    told = answer(tmp_path / "x.yaml", text)
    file = (tmp_path / "x.yaml").as_posix()
    assert str(told) == (
        f"{file}, {where}: found {found}, expected {expected}.\n    {remedy}\n1 mistake. Nothing was changed."
    )


def test_the_same_in_chinese(tmp_path: Path) -> None:
    """Every word of it, the name of the character too."""
    told = answer(tmp_path / "x.yaml", "a:\n\u00a0b: 1\nc: 2\n").text("zh")
    file = (tmp_path / "x.yaml").as_posix()
    assert told == (
        f"{file}，第 2 行第 1 列：现为 不换行空格（U+00A0），应为半角空格，或没有空格。\n    在该处改用半角空格。\n"
        "共 1 处错误。未作任何改动。"
    )


# Larger than anything that people type ---------------------------------------------------------------------------------


def laughs(levels: int) -> str:
    """Aliases that repeat aliases: nine to the power of the levels entries, from a few lines."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            laughs(9),
            ("found aliases that repeat each other to more than 300,000 entries, expected at most 300,000.\n"
             "    Write out what is repeated (&name ... *name), or remove it."),
        ),
        (
            "a: &a [1, *a]\n",
            ("found aliases that repeat each other to more than 300,000 entries, expected at most 300,000.\n"
             "    Write out what is repeated (&name ... *name), or remove it."),
        ),
        (
            "a: " + "[" * 60 + "]" * 60 + "\n",
            ("found entries within entries, more than 40 deep, expected at most 40.\n"
             "    Check indentation and brackets: no file here goes deeper than a few levels."),
        ),
        (
            "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 200)),
            ("found entries within entries, more than 40 deep, expected at most 40.\n"
             "    Check indentation and brackets: no file here goes deeper than a few levels."),
        ),
    ],
    ids=["a billion laughs", "an alias of itself", "deep brackets", "deep by aliases"],
)  # fmt: skip
def test_what_nobody_types_is_told_and_not_spelled_out(text: str, told: str, tmp_path: Path) -> None:
    """Few bytes that stand for more entries than memory holds, or deeper ones than any reader goes."""
    file = (tmp_path / "x.yaml").as_posix()
    assert str(answer(tmp_path / "x.yaml", text)) == f"{file}, file: {told}\n1 mistake. Nothing was changed."


def test_aliases_that_people_write_are_read(tmp_path: Path) -> None:
    """One text at two places, and an entry that takes over another's."""
    path = tmp_path / "x.yaml"
    path.write_text("a: &a {x: 1}\nb: *a\nc: {<<: *a, y: 2}\n", encoding="utf-8")
    assert read_yaml(path).content == {"a": {"x": 1}, "b": {"x": 1}, "c": {"x": 1, "y": 2}}


def test_a_yaml_file_of_fifty_megabytes_is_not_parsed(tmp_path: Path) -> None:
    """Its size is looked at before its content."""
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: 1\n" * 10_000_000)
    with pytest.raises(DataError) as caught:
        read_yaml(path)
    assert str(caught.value) == (
        f"{path.as_posix()}, file: found 50 MB, expected at most 2 MB.\n"
        "    See whether it is the file that is meant; what people type is far smaller.\n1 mistake. Nothing was changed."
    )
