"""Columns are as wide as what stands in them needs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.report.book.columns import GUTTER, PRINTED, Extent, extent, fitted, parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two words", ["two", "words"]),
        ("地区生产", ["地", "区", "生", "产"]),
        ("（约）5%。", ["（约）", "5%。"]),
        ("2021年", ["2021", "年"]),
        ("1.9%（2021）", ["1.9%（2021）"]),
        ("二(四)1", ["二", "(四)1"]),
        ("about 45 %", ["about", "45\N{NO-BREAK SPACE}%"]),
        ("well-known", ["well-", "known"]),
        ("", []),
    ],
)
def test_a_line_breaks_where_a_typesetter_would_break_it(text, expected):
    assert parts(text) == expected


def test_a_chinese_text_is_as_many_ems_wide_as_it_has_characters():
    """Its narrowest column holds one character; what must stay whole has none narrower than itself."""
    assert extent("地区生产总值", unbroken=False) == Extent(1.0, 6.0, 6.0)
    assert extent("地区生产总值", unbroken=True) == Extent(6.0, 6.0, 6.0)
    assert extent("地区\n生产总值", unbroken=False) == Extent(1.0, 4.0, 6.0)


extents = st.builds(
    lambda least, more: Extent(least, least + more, least + more), st.floats(0.5, 12), st.floats(0, 200)
)


@given(st.integers(1, 9).flatmap(lambda n: st.lists(st.lists(extents, min_size=n, max_size=n), min_size=1, max_size=5)))
def test_a_table_keeps_within_the_margins(rows):
    """Whatever stands in it; and as long as there is room, no word is broken."""
    widths = fitted(rows)
    room = PRINTED.lying if widths.lying else PRINTED.upright
    assert sum(widths.columns) <= room + 0.1 * len(widths.columns)
    least = [max(row[at].least for row in rows) for at in range(len(rows[0]))]
    if sum(one + 0.3 for one in least) * PRINTED.sizes[-1] + GUTTER * len(least) <= room:
        for width, must in zip(widths.columns, least, strict=True):
            assert width - GUTTER >= must * widths.size - 0.1


def test_where_the_two_scripts_meet_there_is_room():
    """Typst sets a quarter of an em there."""
    assert extent("第3项", unbroken=True).most == pytest.approx(2 + 0.56 + 2 * 0.25)


def test_a_small_table_is_as_wide_as_its_words_in_the_usual_size():
    widths = fitted([[Extent(1, 6, 6), Extent(3, 3, 3)]])
    assert widths.columns == pytest.approx(
        (6 * PRINTED.sizes[0] + GUTTER, 3 * PRINTED.sizes[0] + GUTTER), abs=PRINTED.sizes[0]
    )
    assert all(given >= ems * PRINTED.sizes[0] + GUTTER for given, ems in zip(widths.columns, (6, 3), strict=True))
    assert (widths.size, widths.lying) == (PRINTED.sizes[0], False)


def test_a_short_column_stands_in_one_line_beside_a_long_one():
    """Found when "not assessable" was broken in two beside a long reason with room to spare."""
    short, long = fitted([[Extent(1, 4, 4), Extent(1, 300, 300)]]).columns
    assert short >= 4 * PRINTED.sizes[0] + GUTTER
    assert long > short


def test_a_table_that_no_type_makes_fit_lies_on_its_side():
    assert fitted([[Extent(6, 6, 6)] * 14]).lying
    assert not fitted([[Extent(6, 6, 6)] * 8]).lying


def test_a_table_in_one_of_two_columns_never_lies_on_its_side():
    widths = fitted([[Extent(6, 6, 6)] * 14], room=200.0)
    assert not widths.lying
    assert sum(widths.columns) == pytest.approx(200.0, abs=2)


def test_a_table_whose_columns_are_squeezed_lies_on_its_side():
    """Found when the nine columns of a table of completion stood in eleven lines a row on pages half empty.

    One column that keeps its words whole leaves the others with a character or two; a long sentence alone is no reason, since on a
    page half as wide again it takes two thirds of the lines.
    """
    squeezed = [[Extent(9, 9, 9)] * 4 + [Extent(1, 20, 20)] * 5] * 10
    assert fitted(squeezed).lying
    assert not fitted([[Extent(3, 8, 8), Extent(1, 900, 900)]] * 10).lying
