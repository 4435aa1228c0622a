"""What the cells of a table ask of its columns."""

import pytest

from shkplan.report.book.drawings import mark
from shkplan.report.book.elements import parsed
from shkplan.report.book.grid import Placed

MARK = '<svg class="shk-mark" width="40" height="10" viewBox="0 0 40 10"></svg>'


def extent_of(cell):
    (table,) = parsed(f"<table><tr>{cell}</tr></table>")
    return Placed(next(table.all("td", "th")), 0).extent


@pytest.mark.parametrize(
    ("cell", "most", "least"),
    [
        ("<td>四个汉字</td>", 4, 1),
        ('<td class="shk-whole">四个汉字</td>', 4, 4),
        ('<th class="shk-whole">四个汉字</th>', 4, 1),
        ("<td><div>四个<strong>汉字</strong></div></td>", 4, 1),
        ("<td>四个汉字<small>五个小汉字</small></td>", 5, 1),
        ("<td>四个<br>五个汉字呢</td>", 5, 1),
        ("<td><ul><li>四个汉字</li><li>两个</li></ul></td>", 5.5, 1.5),
        ('<td>五个 <span class="shk-whole">汉字呢</span></td>', 5.32, 3),
    ],
)
def test_a_cell_asks_for_its_longest_line_and_at_least_its_longest_part(cell, most, least):
    """A heading may be broken even where its column may not; small print and items of lists stand on lines of their own."""
    found = extent_of(cell)
    assert found.most == pytest.approx(most)
    assert found.least == pytest.approx(least)


def test_a_mark_takes_its_own_room_beside_the_words():
    width = mark(MARK)[1]
    assert width == pytest.approx(40 * 0.75 * 0.75)  # pixels to points, a page to paper
    alone, beside = extent_of(f"<td>{MARK}</td>"), extent_of(f"<td>{MARK}二字</td>")
    assert alone.least == alone.most > 0
    assert beside.most == pytest.approx(alone.most + 2)
