"""How charts are drawn: words as text or as outlines, marks that tell their numbers, the same in another process."""

from __future__ import annotations

import pickle
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from shkplan.display.charts.pen import drawn
from shkplan.display.setting import speaking
from tests.display.test_charts import SHOWN

SVG = "{http://www.w3.org/2000/svg}"


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


def outlined(name: str) -> str:
    made = SHOWN[name]()
    return drawn(made.figure, made.alt, outlines=True)


def test_words_can_be_searched_in_the_drawing() -> None:
    """Found when every word was an outline: a search in the page found no name of an indicator."""
    with speaking("zh"):
        root = ElementTree.fromstring(SHOWN["coverage"]().svg)
    said = {one.text for one in root.iter(f"{SVG}text")}
    assert {"地区生产总值增速", "常住人口", "2022", "2024"} <= said
    assert "Noto Sans CJK SC" in root.attrib["font-family"]
    assert not list(root.iter(f"{SVG}defs")) or "g" not in {
        one.attrib.get("id", "m")[0] for one in root.iter(f"{SVG}path")
    }


@pytest.mark.parametrize("name", SHOWN)
def test_a_line_that_is_not_all_chinese_says_how_long_it_is(name: str) -> None:
    """Whatever Latin letters a reader has, a line takes the width that was measured; Chinese ones are square everywhere."""
    for one in ElementTree.fromstring(SHOWN[name]().svg).iter(f"{SVG}text"):
        words = one.text or ""
        mixed = len(words) > 1 and any(ord(letter) < 0x3000 for letter in words)
        assert ("textLength" in one.attrib) >= mixed, words
        if mixed:
            assert (
                0.2 * len(words)
                < float(one.attrib["textLength"]) / float(one.attrib.get("font-size", 9))
                < 1.1 * len(words)
            )


def test_a_file_that_is_sent_alone_has_its_words_as_outlines_once_each(tmp_path: Path) -> None:
    """A reader without a Chinese face sees no boxes: no text is left to his fonts, and no outline is written twice."""
    drawing = SHOWN["coverage"]().save(tmp_path / "coverage.svg").read_text(encoding="utf-8")
    assert "<text" not in drawing
    names = re.findall(r'<path id="(g[0-9a-f]+)"', drawing)
    assert len(names) == len(set(names)) > 0
    assert set(re.findall(r'href="#(g[0-9a-f]+)"', drawing)) == set(names)
    assert "<text" in SHOWN["coverage"]().save(tmp_path / "words.svg", outlines=False).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SHOWN)
def test_marks_tell_their_numbers_to_who_points_at_them(name: str) -> None:
    """Each place that tells something lies within the drawing and has words; nothing of it is seen."""
    root = ElementTree.fromstring(SHOWN[name]().svg)
    _, _, wide, high = map(float, root.attrib["viewBox"].split())
    for group in root.iter(f"{SVG}g"):
        if group.attrib.get("class") != "shk-hover":
            continue
        assert group.attrib["fill"] == "none"
        for place in group:
            left, top = float(place.attrib["x"]), float(place.attrib["y"])
            assert -8 <= left < left + float(place.attrib["width"]) <= wide + 8
            assert -8 <= top < top + float(place.attrib["height"]) <= high + 8
            (title,) = place
            assert title.tag == f"{SVG}title"
            assert title.text


def test_outlines_are_those_of_the_face(tmp_path: Path) -> None:
    """An outline put back together from its steps is the glyph as fontTools draws it from the same file.

    Found when a chart saved as PNG before it left the face at another size.
    """
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.svgLib.path import parse_path
    from fontTools.ttLib import TTFont

    from shkplan.display.charts.pen import _drawings, measured, written
    from shkplan.display.fonts import font_path

    SHOWN["history, empty"]().save(tmp_path / "before.png")
    written.cache_clear()
    with TTFont(font_path(), fontNumber=2) as face:
        glyphs, letters, advances = face.getGlyphSet(), face.getBestCmap(), face["hmtx"]
        for letter in "亿g%—":
            (name,) = written(letter).glyphs
            ours, theirs = BoundsPen(None), BoundsPen(glyphs)
            parse_path(_drawings[name], ours)
            glyphs[letters[ord(letter)]].draw(theirs)
            assert ours.bounds == pytest.approx(theirs.bounds, abs=1.5)
            assert measured(letter)[0] <= advances[letters[ord(letter)]][0] + 1
