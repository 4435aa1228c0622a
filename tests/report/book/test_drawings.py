"""Drawings and pictures, in colours and sizes that paper knows."""

import base64
from io import BytesIO

import pytest
from PIL import Image

from shkplan.report.book.drawings import picture, svg


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ('width="40pt" height="10pt"', (40, 10)),
        ('width="40" height="10"', (30, 7.5)),
        ('width="1in" height="2.54cm"', (72, 72.009)),
        ('viewBox="0 0 80 20"', (60, 15)),
        ('width="30pt" viewBox="0 0 80 20"', (30, 7.5)),
    ],
)
def test_a_drawing_tells_its_size_in_points(size, expected):
    """96 pixels, 72 points, 2.54 centimetres are an inch."""
    source, *found = svg(f"<svg {size}></svg>")
    assert found == pytest.approx(expected)
    assert 'xmlns="http://www.w3.org/2000/svg"' in source


def test_colours_of_the_page_become_those_they_stand_beside():
    source, *_ = svg(
        '<svg width="1" height="1"><g fill="var(--shk-own,#0173b2)" style="stroke: var(--shk-ink, #1c2733)"/></svg>'
    )
    assert 'fill="#0173b2"' in source
    assert "stroke: #1c2733" in source


@pytest.mark.parametrize("source", ["", "<svg", "<svg></svg>", '<svg width="1" height="1"><g></svg>', "<p>no</p>"])
def test_what_is_no_drawing_is_none(source):
    assert svg(source) == ("", 0, 0)


def test_entities_of_a_stranger_are_not_expanded():
    """Ten lines can name a text of a gigabyte."""
    assert svg('<svg width="1" height="1">&lol;</svg>') == ("", 0, 0)


def test_a_picture_is_taken_with_its_size():
    written = BytesIO()
    Image.new("RGB", (8, 4)).save(written, "PNG")
    content, width, height = picture(f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}")
    assert content == written.getvalue()
    assert (width, height) == (6, 3)


@pytest.mark.parametrize(
    "address",
    ["", "https://a/b.png", "data:image/png;base64,AAAA", "data:image/png;base64,é", "data:text/plain;base64,AAAA"],
)
def test_what_is_no_picture_is_none(address):
    assert picture(address) == (b"", 0, 0)


def test_a_drawing_with_long_words_is_still_known_for_one():
    """typst knows a drawing by its namespace within the first 2,048 bytes; the words of a chart of many rows are longer."""
    clean, *_ = svg(
        f'<svg width="10" height="10" aria-label="{"words " * 600}" xmlns="http://www.w3.org/2000/svg"></svg>'
    )
    assert clean.index("http://www.w3.org/2000/svg") < 100
    assert clean.count("xmlns=") == 1
