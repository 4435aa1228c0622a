"""HTML becomes paragraphs and native tables of Word, with every word in them."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]  # it has no types

from shkplan.report.docx.blocks import WordBlocks
from shkplan.report.docx.package import package
from shkplan.report.docx.pictures import pictures_of
from shkplan.report.docx.shelf import Shelf
from tests.report.docx.checking import SIDES, W, paper, texts, valid
from tests.report.pdf.test_blocks import SQUARE, pieces

CHART = SQUARE.replace(' class="shk-mark"', "")


def word_of(source: str) -> bytes:
    """A document of Word with a piece of HTML in it."""
    shelf = Shelf()
    blocks = WordBlocks(lambda place: place if place == "overview" else "", shelf, ("表", "图"), title="Heading")
    body = shelf.anchor("overview") + "".join(one.code for one in blocks.html(source))
    pictures = dict(zip(shelf.pictures.values(), pictures_of(list(shelf.pictures)), strict=True))
    return package(body + SIDES, paper(links=shelf.links, pictures=pictures, lists=shelf.lists), "zh")


def read(source: str) -> Any:
    return docx.Document(io.BytesIO(word_of(source)))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>some <strong>strong</strong> <em>words</em></p>", ["some strong words"]),
        ('<p class="shk-lead">The sentence.</p><p class="shk-note">A note.</p>', ["The sentence.", "A note."]),
        ("<ul><li>one</li><li>two</li></ul>", ["one", "two"]),
        ("<ol><li>one<ul><li>inner</li></ul></li><li>two</li></ol>", ["one", "inner", "two"]),
        ('<dl class="shk-facts"><dt>来源</dt><dd>年鉴</dd></dl>', ["来源", "年鉴"]),
        ('<div class="shk-tiles"><div class="shk-tile"><strong>7</strong><br><em>of 8</em></div></div>', ["7", "of 8"]),
        ("<details><summary>More</summary><p>inside</p></details>", ["More", "inside"]),
        ("<h3>Below</h3>loose", ["Below", "loose"]),
        ("<blockquote>said</blockquote><hr><pre>a  b</pre>", ["said", "a  b"]),
        ("<section><article>unknown <b>tags</b> &amp; &lt;</article></section>", ["unknown tags & <"]),
        ("<p>70 % of it</p>", ["70\N{NO-BREAK SPACE}% of it"]),
    ],
)
def test_the_vocabulary_of_the_pages_keeps_its_words(source: str, expected: list[str]) -> None:
    assert [one.strip() for one in texts(read(source)) if one.strip()] == expected


TABLE = (
    "<table><caption>Targets</caption>"
    '<thead><tr><th>Name</th><th class="shk-number">Value</th></tr></thead>'
    '<tbody><tr class="shk-group"><th colspan="2">Group</th></tr>'
    '<tr><th rowspan="2">row</th><td class="shk-number">1,234</td></tr><tr><td class="shk-number">5</td></tr></tbody></table>'
)


def test_a_table_is_a_native_one_whose_head_is_repeated_and_whose_rows_are_whole() -> None:
    """Its columns have widths in the grid and in every cell, since some programs ask the one and some the other."""
    (table,) = read(TABLE).tables
    rows = table._tbl.tr_lst
    assert [bool(row.xpath("./w:trPr/w:tblHeader")) for row in rows] == [True, False, False, False]
    assert all(row.xpath("./w:trPr/w:cantSplit") for row in rows)
    grid = [int(one.get(f"{W}w")) for one in table._tbl.tblGrid.gridCol_lst]
    assert [int(one.get(f"{W}w")) for one in rows[0].xpath("./w:tc/w:tcPr/w:tcW")] == grid
    assert table.style.name == "Report Table"
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Name", "Value"], ["Group", "Group"], ["row", "1,234"], ["row", "5"],
    ]  # fmt: skip
    assert [one.get(f"{W}val") for one in table._tbl.xpath(".//w:vMerge")] == ["restart", None]


def test_numbers_and_their_headings_stand_at_the_right() -> None:
    (table,) = read(TABLE).tables
    assert [table.cell(*at).paragraphs[0].paragraph_format.alignment for at in ((0, 0), (0, 1), (2, 1))] == [None, 2, 2]


def test_tables_and_figures_are_numbered_by_fields_each_on_its_own() -> None:
    """A table has its caption above it and on its page, a figure below it; a figure is called by its subject, the finding stands in it."""
    told = CHART.replace("mark in words", "绿化覆盖率：低于目标。各年数值")
    document = read(f"{TABLE}<figure>{told}</figure>{TABLE}")
    captions = [one for one in document.paragraphs if "Caption" in one.style.name or one.style.name == "caption"]
    assert [one.text for one in captions] == ["表 1\u3000Targets", "图 1\u3000绿化覆盖率", "表 2\u3000Targets"]
    codes = [one.text.strip() for one in document.element.iter(f"{W}instrText")]
    assert codes == ["SEQ 表 \\* ARABIC", "SEQ 图 \\* ARABIC", "SEQ 表 \\* ARABIC"]
    assert document.styles["caption"].paragraph_format.keep_with_next


def test_a_link_leads_outside_or_inside_or_is_left_as_its_words() -> None:
    document = read(
        '<p><a href="https://example.org/a?b=1&amp;c=2">out</a> <a data-to="overview">in</a> '
        '<a data-to="indicator/none#x">nowhere</a> <a href="javascript:x">script</a></p>'
    )
    outside, inside = document.element.iter(f"{W}hyperlink")
    identity = next(value for key, value in outside.attrib.items() if key.endswith("}id"))
    assert document.part.rels[identity].target_ref == "https://example.org/a?b=1&c=2"
    assert inside.get(f"{W}anchor") in [one.get(f"{W}name") for one in document.element.iter(f"{W}bookmarkStart")]
    assert document.paragraphs[0].text.split() == ["out", "in", "nowhere", "script"]


def test_marks_and_charts_carry_their_words_and_what_repeats_words_is_silent() -> None:
    """Those who do not see a drawing are told what it shows."""
    hidden = SQUARE.replace('aria-label="mark in words"', 'aria-hidden="true"')
    document = read(f"<p>{SQUARE}{hidden} beside</p><figure>{CHART}</figure>")
    told = [one.get("descr") for one in document.element.iter() if etree.QName(one).localname == "docPr"]
    assert told == ["mark in words", "", "mark in words"]
    assert {part.partname.ext for part in document.part.package.iter_parts() if "media" in part.partname} == {"png"}


def test_a_drawing_that_cannot_be_read_is_told_in_words() -> None:
    assert texts(read('<p>a <svg class="shk-mark" aria-label="half"><g></svg> b</p>')) == ["a half b"]


@settings(max_examples=60, deadline=None)
@given(st.lists(pieces, max_size=25).map("".join))
def test_whatever_comes_opens(source: str) -> None:
    """A notebook of one's own may show any HTML; the report is made all the same, and keeps to the rules of the format."""
    valid(word_of(source))
