"""HTML becomes code of typst that compiles, with every word in it."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from shkplan.report.pdf.blocks import HALF, Blocks
from shkplan.report.pdf.document import template
from shkplan.report.pdf.setting import compiled

BLOCKS = Blocks(lambda place: place if place == "overview" else "")
SQUARE = (
    '<svg width="20pt" height="10pt" aria-label="mark in words" class="shk-mark"><rect width="20" height="10"/></svg>'
)


def pdf_of(source, blocks=BLOCKS):
    """The PDF of a piece of HTML, alone under a heading that links may lead to."""
    inside = f'anchor("overview")\npart(1, "H")\n{blocks.html(source)}'
    return compiled(f'{template()}\n#show: report.with(title: "T")\n#{{\n{inside}\n}}\n')


def words_of(pdf):
    """Its words without spaces: where a line is broken is the typesetter's choice."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def links_of(pdf):
    """Where its links lead: an address, or a place in the document."""
    notes = [note.get_object() for page in PdfReader(BytesIO(pdf)).pages for note in page.get("/Annots", [])]
    return [note["/A"]["/URI"] if "/A" in note else note["/Dest"] for note in notes]


def told_of(node):
    """What the parts of a document are called for those who do not see them, and their kinds."""
    node = node.get_object()
    if isinstance(node, ArrayObject):
        return [one for inner in node for one in told_of(inner)]
    if not isinstance(node, DictionaryObject):
        return []
    own = [(str(node["/S"]), str(node["/Alt"]))] if "/Alt" in node else []
    return own + (told_of(node["/K"]) if "/K" in node else [])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>some <strong>strong</strong> <em>words</em></p>", "somestrongwords"),
        ('<p class="shk-lead">The sentence.</p><p class="shk-note">A note.</p>', "Thesentence.Anote."),
        ("<ul><li>one</li><li>two</li></ul>", "·one·two"),
        ("<ol><li>one</li><li>two</li></ol>", "1.one2.two"),
        ('<dl class="shk-facts"><dt>来源</dt><dd>年鉴</dd></dl>', "来源年鉴"),
        ('<div class="shk-card"><p>a</p><p>b</p></div>', "ab"),
        ('<div class="shk-tiles"><div class="shk-tile">7</div><div class="shk-tile">8</div></div>', "78"),
        ("<details><summary>More</summary><p>inside</p></details>", "Moreinside"),
        ("<h3>Below</h3>loose", "Belowloose"),
        ("<blockquote>said</blockquote><hr><pre>a  b</pre>", "saidab"),
        ("<section><article>unknown <b>tags</b></article></section>", "unknowntags"),
    ],
)
def test_the_vocabulary_of_the_pages_keeps_its_words(source, expected):
    assert words_of(pdf_of(source)) == f"H{expected}1/1"


def test_a_table_keeps_words_heads_groups_and_notes():
    table = (
        '<table class="shk-table"><caption>Caption</caption>'
        '<thead><tr><th scope="col">Name</th><th scope="col" class="shk-number">Value</th></tr></thead>'
        '<tbody><tr class="shk-group"><th scope="rowgroup" colspan="2">Group</th></tr>'
        '<tr><th scope="row">row</th><td class="shk-number"><div>1,234</div></td></tr>'
        "<tr><th>last</th></tr></tbody></table>"
    )
    assert words_of(pdf_of(table)) == "HCaptionNameValueGrouprow1,234last1/1"


def test_the_head_of_a_long_table_stands_on_every_page_and_no_row_is_cut():
    rows = "".join(f"<tr><td>row {at}<br>second line {at}</td></tr>" for at in range(90))
    pdf = pdf_of(f"<table><thead><tr><th>Head</th></tr></thead><tbody>{rows}</tbody></table>")
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    assert len(pages) > 2
    for text in pages:
        assert "Head" in text
        assert {line.split()[-1] for line in text.splitlines() if line.startswith("row")} == {
            line.split()[-1] for line in text.splitlines() if line.startswith("second")
        }


def test_a_link_leads_outside_or_inside_or_is_left_as_its_words():
    pdf = pdf_of(
        '<p><a href="https://example.org/a?b=1&amp;c=2">out</a> <a data-to="overview">in</a> '
        '<a data-to="indicator/none#x">nowhere</a> <a href="javascript:x">script</a></p>'
    )
    assert words_of(pdf) == "Houtinnowherescript1/1"
    outside, inside = links_of(pdf)
    assert outside == "https://example.org/a?b=1&c=2"
    assert isinstance(inside, ArrayObject)


def test_marks_and_charts_carry_their_words():
    """Those who do not see a drawing are told what it shows."""
    chart = SQUARE.replace(' class="shk-mark"', "").replace("mark in words", "chart in words")
    pdf = pdf_of(f"<p>{SQUARE} beside</p><figure>{chart}</figure>")
    root = PdfReader(BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]
    assert told_of(root) == [("/Figure", "mark in words"), ("/Figure", "chart in words")]


def test_a_drawing_that_cannot_be_read_is_told_in_words():
    assert words_of(pdf_of('<p>a <svg class="shk-mark" aria-label="half"><g></svg> b</p>')) == "Hahalfb1/1"


pieces = st.sampled_from(
    ["<p>", "</p>", "<ul>", "<li>", "</ul>", "<table>", "<thead>", "<tr>", "<td colspan='2'>", "<td rowspan='3'>", "<th>", "</table>",
     "<a href='http://x'>", "<a data-to='overview'>", "</a>", "<div class='shk-card'>", "<div class='shk-tiles'>", "</div>", "<dl>", "<dt>", "<dd>",
     "<strong>", "<h2>", "</h2>", "<br>", "<hr>", "<pre>", "</pre>", "<details>", "<summary>", SQUARE, "<img src='x' alt='y'>", "&amp;", "<", "词", '"#', "\\"]
) | st.text(max_size=8)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(pieces, max_size=25).map("".join), st.sampled_from([BLOCKS, Blocks(lambda _: "", 2, HALF)]))
def test_whatever_comes_compiles(source, blocks):
    """A notebook of one's own may show any HTML; the report is made all the same."""
    assert pdf_of(source, blocks).startswith(b"%PDF-")
