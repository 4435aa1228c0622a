"""What values show is made fit for a page: links, styles, colours, words for charts."""

import base64
import re
from pathlib import Path

import pytest

from shkplan.display.charts import base
from shkplan.report.markup import (
    COLOURS,
    described,
    drawn_words,
    labels_apart,
    linked,
    packed,
    slim,
    styles_apart,
    themed,
    worn,
)
from shkplan.report.render import glossary_of


def test_a_link_leads_to_a_file_or_is_left_as_its_words():
    text = '<td><a data-to="indicator/a.b#sources" class="x">2 &lt; 3</a> <a data-to="gone"><em>so</em></a></td>'
    where = {"indicator/a.b#sources": "indicator-a.b.html#sources"}
    href = '<a href="indicator-a.b.html#sources" class="x">2 &lt; 3</a>'
    assert linked(text, lambda place: where.get(place, "")) == f"<td>{href} <em>so</em></td>"


def test_links_to_originals_stay_as_they_are():
    text = '<a href="https://example.org" rel="noopener">words</a>'
    assert linked(text, lambda _: "") == text


def test_each_style_stands_once():
    one, other = "<style>p{a:b}</style>", "<style>q{c:d}</style>"
    assert styles_apart(f"{one}<p>1</p>{other}<p>2</p>{one}<p>3</p>") == (
        "<p>1</p><p>2</p><p>3</p>", ["p{a:b}", "q{c:d}"],
    )  # fmt: skip


@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_a_chart_takes_the_colours_of_the_page_and_keeps_any_other(case):
    svg = f'<path fill="#{case("0173b2")}" style="stroke: #123456"/><use href="#a1b2c3d"/>'
    named = f'fill="var(--shk-own,#{case("0173b2")})"'
    assert themed(svg) == svg.replace(f'fill="#{case("0173b2")}"', named)


def test_every_colour_of_a_chart_has_a_name_on_the_page_and_no_other():
    """Found when the years of a plan were a bright bar on a dark page; then when the page kept colours that no chart had."""
    charts = Path(base.__file__).parent.glob("*.py")
    used = {colour for path in charts for colour in re.findall(r'"(#[0-9a-f]{6})"', path.read_text(encoding="utf-8"))}
    assert used == set(COLOURS)


def test_no_two_colours_have_one_name():
    assert len(set(COLOURS.values())) == len(COLOURS)


def test_a_chart_without_words_of_its_own_is_given_some():
    assert described("<?xml?><svg width='1'><g/></svg>", 'a "b"') == (
        '<?xml?><svg role="img" aria-label="a &#34;b&#34;" width=\'1\'><g/></svg>'
    ).replace("&#34;", "&quot;")
    own = '<svg role="img" aria-label="its own"><g/></svg>'
    assert described(own, "other") == own


def test_what_is_packed_into_an_address_is_what_a_spreadsheet_reads():
    head, data = packed("年,数\r\n2021,1.5\r\n").split(",", 1)
    assert head == "data:text/csv;charset=utf-8;base64"
    assert base64.b64decode(data) == b"\xef\xbb\xbf" + "年,数\r\n2021,1.5\r\n".encode()


def test_the_heading_of_a_column_is_told_once_a_page():
    """Two tables with the same headings share them; another has its own; the cells are as they were."""
    rows = '<tr class="shk-group"><th colspan="3">g</th></tr>' + "".join(
        f'<tr><th scope="row">{at}</th><td data-label="A &lt;b&gt;">x</td><td class="y" data-label="C">z</td></tr>'
        for at in range(2)
    )
    table = f'<table class="shk-table shk-stack" lang="en">{rows}</table>'
    other = table.replace("C", "D")
    plain = '<table class="shk-table"><tr><td data-label="E">1</td></tr></table>'
    text, style = labels_apart(f"{table}<p>{table}</p>{other}{plain}")
    assert "data-label" not in text.removesuffix(plain)
    assert text.endswith(plain)
    assert text.count("shk-labels0") == 2
    assert text.count("shk-labels1") == 1
    assert '.shk-labels0 tbody td:nth-child(2)::before{content:"A \\3c b\\3e "}' in style
    assert '.shk-labels1 tbody td:nth-child(3)::before{content:"D"}' in style
    assert labels_apart(plain) == (plain, "")


def test_the_glossary_of_a_page_holds_the_terms_it_uses() -> None:
    """Whatever a page says is explained on it, and nothing that it does not say; the whole is for the document to print."""
    whole = [term for term, _ in glossary_of("en")]
    some = [term for term, _ in glossary_of("en", "<p>About 20 %‡; Median -0.3</p>")]
    assert "Brier score" in whole
    assert {"Median", "Evidence and its signs: †, ‡, §"} <= set(some) < set(whole)
    assert "Brier score" not in some
    assert glossary_of("zh", "") == []
    assert "报告日" in [term for term, _ in glossary_of("zh", "<p>目标</p>")]


def test_a_style_keeps_the_rules_for_what_a_page_has():
    """Rules for classes that are nowhere go, in media queries too; rules that ask otherwise, and scripts' own classes, stay."""
    page = '<p class="a b"><b style="color:var(--shk-own)"></b></p><script>x.className = "late"</script>'
    style = "p{m:0;}.a .b,.c{m:1}.c{m:2}@media (x){.c{m:3}.a{m:4}}@media print{.c{m:5}}.late{m:6}:not(.c)+.c{m:7}"
    assert worn(style, page) == "p{m:0}.a .b{m:1}@media (x){.a{m:4}}.late{m:6}:not(.c)+.c{m:7}"
    assert worn(":root{--shk-own:#1;--shk-other:#2;--line:#3}", page) == ":root{--shk-own:#1;--line:#3}"


def test_a_slim_drawing_draws_the_same():
    svg = '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="#m" style="fill: none; stroke: #fff"/><text>a: b; c</text></svg>'
    assert slim(svg) == '<svg><use href="#m" style="fill:none;stroke:#fff"/><text>a: b; c</text></svg>'


def test_words_that_a_page_does_not_draw_need_no_glyphs():
    """A reader of screens and the pointer's hint take the machine's own fonts; a button made of an attribute does not."""
    page = '<svg aria-label="甲"><title>乙</title><text>丙</text></svg><body data-copy="丁"><a title="戊" download="己">庚</a>'
    assert set("丙丁庚") == {one for one in drawn_words(page) if ord(one) > 127}
