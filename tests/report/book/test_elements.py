"""The tree holds what a browser would show."""

import pytest

from shkplan.report.book.elements import Element, parsed


def shape(nodes):
    """A tree as nested tuples, as a test can be read."""
    return [one if isinstance(one, str) else (one.tag, *shape(one.inside)) for one in nodes]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>a  b\n c</p>", [("p", "a b c")]),
        ("<p> a <strong> b </strong> c </p>", [("p", "a ", ("strong", "b "), "c")]),
        ("<p>a</p>\n<p>b</p>", [("p", "a"), ("p", "b")]),
        ("<p>a<p>b", [("p", "a"), ("p", "b")]),
        ("<ul><li>a<li>b</ul>", [("ul", ("li", "a"), ("li", "b"))]),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", [("ul", ("li", "a", ("ul", ("li", "b"))), ("li", "c"))]),
        ("<table><tr><td>a<td>b<tr><td>c</table>", [("table", ("tr", ("td", "a"), ("td", "b")), ("tr", ("td", "c")))]),
        ("<dl><dt>a<dd>b<dt>c<dd>d</dl>", [("dl", ("dt", "a"), ("dd", "b"), ("dt", "c"), ("dd", "d"))]),
        ("a &lt;b&gt; &amp;amp; &#20013;", ["a <b> &amp; 中"]),
        ("<style>p{x}</style><script>y</script>z", [("style",), ("script",), "z"]),
        ("a<br>b", ["a", ("br",), "b"]),
        ("<pre>a\n  b</pre>", [("pre", "a\n  b")]),
        ("</p></table>a", ["a"]),
    ],
)
def test_tags_and_spaces_are_read_as_a_browser_reads_them(source, expected):
    assert shape(parsed(source)) == expected


def test_a_drawing_is_kept_in_its_own_language():
    """HTML knows no capitals in tags; a drawing does."""
    drawing = '<svg class="shk-mark" aria-label="半" viewBox="0 0 1 1"><linearGradient id="a"/><title>T</title></svg>'
    (found,) = parsed(f"<p>x {drawing} y</p>")
    text, mark, after = found.inside
    assert (text, after) == ("x ", " y")
    assert isinstance(mark, Element)
    assert mark.source == drawing
    assert mark.attributes["aria-label"] == "半"
    assert mark.classes == {"shk-mark"}


def test_a_thousand_tags_in_each_other_are_read():
    """Python would not go a thousand calls deep, nor would typst."""
    assert "".join(one if isinstance(one, str) else one.words for one in parsed("<div>" * 1000 + "end")) == "end"
