"""How charts are drawn: as outlines of the face, each once, the same in another process."""

from __future__ import annotations

import pickle
import re
from xml.etree import ElementTree

import pytest

from tests.display.test_charts import SHOWN


@pytest.mark.parametrize("name", SHOWN)
def test_a_chart_comes_back_from_another_process_as_it_was(name: str) -> None:
    """Found when no chart could be pickled: the copy has the same words, numbers and drawing."""
    made = SHOWN[name]()
    copy = pickle.loads(pickle.dumps(made))
    assert (copy.title, copy.alt, copy.results) == (made.title, made.alt, made.results)
    assert copy.svg == made.svg


@pytest.mark.parametrize("name", SHOWN)
def test_a_drawing_is_one_well_formed_element(name: str) -> None:
    """Found when words were written into a tag still open, and a browser painted the page black."""
    assert ElementTree.fromstring(SHOWN[name]().svg).tag == "{http://www.w3.org/2000/svg}svg"


def test_words_stand_in_the_drawing_as_outlines_once_each() -> None:
    """A reader without a Chinese face sees no boxes: no text is left to his fonts, and no outline is written twice."""
    drawing = SHOWN["coverage"]().svg
    assert "<text" not in drawing
    names = re.findall(r'<path id="(g[0-9a-f]+)"', drawing)
    assert len(names) == len(set(names)) > 0
    assert set(re.findall(r'href="#(g[0-9a-f]+)"', drawing)) == set(names)


def test_outlines_are_those_of_the_face() -> None:
    """An outline put back together from its steps is the glyph as fontTools draws it from the same file."""
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.svgLib.path import parse_path
    from fontTools.ttLib import TTFont

    from shkplan.display.charts.pen import _drawings, written
    from shkplan.display.fonts import font_path

    with TTFont(font_path(), fontNumber=2) as face:
        glyphs, letters, advances = face.getGlyphSet(), face.getBestCmap(), face["hmtx"]
        for letter in "亿g%—":
            (name,) = written(letter).glyphs
            ours, theirs = BoundsPen(None), BoundsPen(glyphs)
            parse_path(_drawings[name], ours)
            glyphs[letters[ord(letter)]].draw(theirs)
            assert ours.bounds == pytest.approx(theirs.bounds, abs=1.5)
            assert written(letter).width <= advances[letters[ord(letter)]][0] + 1


def test_a_page_holds_each_outline_once() -> None:
    """Drawings on one page share them: nothing that is used is lost, nothing stands twice."""
    from shkplan.display.fonts import shared_outlines

    apart = "".join(SHOWN[name]().svg for name in ("history", "history, own", "regions"))
    page = shared_outlines(apart)
    names = re.findall(r'<path id="(g[0-9a-f]+)"', page)
    assert len(names) == len(set(names))
    assert set(names) == set(re.findall(r'href="#(g[0-9a-f]+)"', page))
    assert re.findall("<use[^>]*>", page) == re.findall("<use[^>]*>", apart)
    assert len(page) < len(apart)
