"""Text that reaches pages: names without markup, addresses that are ones, nothing that a browser or a terminal obeys."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from shkplan.base.characters import beyond_display
from shkplan.workspace.check import check

GOOD = Path(__file__).parents[1] / "data" / "good"
SHIPPED = Path(__file__).parents[2] / "data" / "reference"
PLAN, FIGURES, SCENARIO = "data/plans/small.yaml", "data/observations/small.csv", "data/scenarios/resumes.yaml"
CORRECTIONS, RECORD = "data/corrections/corrections.yaml", "data/reference/record.yaml"
ADDRESS = "one address that begins with http:// or https://, without spaces"
COPY = "Copy the address of the page from the browser, or leave it out and put other words into the note."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace without a mistake, with a file of every kind."""
    for name, part in (("small.yaml", "plans"), ("small.csv", "observations"), ("resumes.yaml", "scenarios"),
                       ("corrections.yaml", "corrections")):  # fmt: skip
        (tmp_path / "data" / part).mkdir(parents=True)
        shutil.copy(GOOD / name, tmp_path / "data" / part / name)
    (tmp_path / "data/reference").mkdir()
    (tmp_path / RECORD).write_text(
        "counts:\n  - plan: {zh: 旧规划, en: Old plan}\n    region: 全市\n    level: city\n    window: 2016-2020\n    stage: final\n"
        "    nature: null\n    kind: null\n    targets: 10\n    met: 8\n"
        "    source: {title: 总结, publisher: 市政府, published: 2021-01-20, address: 'https://example.invalid/1'}\n",
        encoding="utf-8",
    )
    return tmp_path


def told(folder: Path, file: str, old: str, new: str) -> list[str]:
    """What check says once a text in a file is another."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(mistake) for mistake in check(folder)]


def test_the_files_they_are_made_from_are_good(folder: Path) -> None:
    assert check(folder) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "found", "expected", "remedy"),
    [
        (FIGURES, "yearbook or bulletin,,,", "yearbook or bulletin,javascript:alert(1),,", "row 2, address",
         "javascript:alert(1)", ADDRESS, COPY),
        (FIGURES, "yearbook or bulletin,,,", "yearbook or bulletin,www.tjj.invalid/2021.html,,", "row 2, address",
         "www.tjj.invalid/2021.html", ADDRESS, "Write https://www.tjj.invalid/2021.html."),
        (FIGURES, "yearbook or bulletin,,,", "yearbook or bulletin,http://a.invalid 第3页,,", "row 2, address",
         "http://a.invalid 第3页", ADDRESS, COPY),
        (FIGURES, "2021年统计公报", "<b>2021年统计公报</b>", "row 2, source_title", "<b>2021年统计公报</b>",
         "a name in plain characters", "Take out a less-than sign (U+003C): it would reach the pages of the report."),
        (FIGURES, "full-year estimate", "<script>alert(1)</script>", "row 4, note_en", "<script>alert(1)</script>",
         "text in plain characters", "Take out a less-than sign (U+003C): it would reach the pages of the report."),
        (FIGURES, "区统计局", "\u202e局计统区", "row 2, publisher", "\\u202e局计统区\" (invisible spaces)", "a name in plain characters",
         "Take out a mark that turns the direction of text (U+202E): it would reach the pages of the report."),
        (FIGURES, "区统计局", "区统计局\x1b[31m", "row 2, publisher", "区统计局\\x1b[31m", "a name in plain characters",
         "Take out a control character (U+001B): it would reach the pages of the report."),
        (PLAN, "published: 2021-10-28}", "published: 2021-10-28, address: 'file:///etc/passwd'}", "line 9, source, address",
         "file:///etc/passwd", ADDRESS, COPY),
        (PLAN, "en: A small plan", "en: A <i>small</i> plan", "line 3, title, en", "A <i>small</i> plan",
         "a name in plain characters", "Take out a less-than sign (U+003C): it would reach the pages of the report."),
        (PLAN, "不慢于全市。", "不慢于<a href=x>全市</a>。", "line 30, economy.gdp_growth, targets[0].statement.zh",
         "不慢于<a href=x>全市</a>。", "text in plain characters",
         "Take out a less-than sign (U+003C): it would reach the pages of the report."),
        (SCENARIO, "author: ", "author: '>' # ", "line 4, author", ">", "a name in plain characters",
         "Take out a greater-than sign (U+003E): it would reach the pages of the report."),
        (CORRECTIONS, "author: 测试", 'author: "测\\u2066试"', "line 5, [0].author", "测\\u2066试\" (invisible spaces)",
         "a name in plain characters",
         "Take out a mark that turns the direction of text (U+2066): it would reach the pages of the report."),
        (RECORD, "https://example.invalid/1", "data:text/html,x", "line 11, counts[0].source.address", "data:text/html,x",
         ADDRESS, COPY),
    ],
    ids=[
        "script as address", "address without http", "address and page", "markup in a title", "script in a note",
        "turned text", "a terminal's colours", "a file as address", "markup in the name of a plan", "a link in a statement",
        "a sign in a scenario", "turned text in a correction", "data as address",
    ],
)  # fmt: skip
def test_each_is_told_in_every_kind_of_file(
    file: str, old: str, new: str, where: str, found: str, expected: str, remedy: str, folder: Path
) -> None:
    """Whole messages; what a terminal would obey is spelled out in them."""
    shown = found if found.endswith(")") and "(" in found and '"' in found else f'{found}"'
    assert told(folder, file, old, new) == [f'{file}, {where}: found "{shown}, expected {expected}.\n    {remedy}']


def test_a_region_with_markup_is_told_where_it_is_named(folder: Path) -> None:
    """As a key as well."""
    (first, *_) = told(
        folder, PLAN, "regions: {本区: {en: Our district}", "regions: {<b>: {en: X}, 本区: {en: Our district}"
    )
    assert first == (
        f'{PLAN}, line 11, regions, <b>: found "<b>", expected a name in plain characters.\n'
        "    Take out a less-than sign (U+003C): it would reach the pages of the report."
    )


@pytest.mark.parametrize(
    ("old", "new", "found", "remedy"),
    [
        ("unit: '%'\n    measure: growth", "unit: '％'\n    measure: growth", '"％" (a full-width percent sign)', "Write %."),
        ("unit: '%'\n    measure: growth", "unit: “%”\n    measure: growth", '"“%”" (typographic quotes)', "Write %."),
        ("unit: '%'\n    measure: growth", "unit: \"'%'\"\n    measure: growth", "\"'%'\"", "Write %."),
    ],
    ids=["full-width", "typographic quotes", "quoted twice"],
)  # fmt: skip
def test_a_percent_sign_in_the_wrong_clothes_is_told(old: str, new: str, found: str, remedy: str, folder: Path) -> None:
    """It looks as it should; the message says what to write."""
    line = f"{PLAN}, line 16, economy.gdp_growth, unit: found {found}, expected a unit of Chinese statistics.\n    {remedy}"
    assert told(folder, PLAN, old, new) == [line]


def test_a_number_in_quotes_is_told(folder: Path) -> None:
    assert told(folder, PLAN, "number: 65000", "number: “65000”") == [
        (
            f'{PLAN}, line 40, employment.new_jobs, targets[0].number: found "“65000”" (typographic quotes), '
            "expected a number in plain digits.\n    Write 65000."
        )
    ]


@pytest.mark.parametrize("text", ["沙河口区", "PM2.5 < 35", "a\nb", "≥ 90 %", "“双碳”", "R&D", "1‰", "", "x\u200by"])
def test_what_people_write_is_let_be(text: str) -> None:
    """Comparisons in prose, line ends, quotes."""
    assert beyond_display(text) is None
