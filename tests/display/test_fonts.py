"""Chinese on a machine that has no Chinese fonts."""

import base64
import re
from io import BytesIO

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from shkplan.display.fonts import CJK_FAMILY, FaceCutter, cjk_characters, font_path, use_cjk_font


def face_in(css):
    data = re.search(r"base64,([^)]*)\)", css).group(1)
    return TTFont(BytesIO(base64.b64decode(data)))


@pytest.fixture(scope="module")
def cutter():
    return FaceCutter(["绿化覆盖率，城镇新增就业“时序”", "new jobs — 12 ℃"])


def test_matplotlib_finds_the_family_and_draws_with_it():
    from matplotlib import font_manager

    family = use_cjk_font()
    assert family == CJK_FAMILY
    found = font_manager.findfont(font_manager.FontProperties(family=[family]), fallback_to_default=False)
    assert "NotoSansCJK" in str(found)
    assert use_cjk_font() is family


def test_a_page_gets_the_glyphs_it_shows_and_no_others(cutter):
    face = face_in(cutter.css("绿化", chinese=True))
    assert set(face.getBestCmap()) == {ord("绿"), ord("化")}
    assert face["name"].getDebugName(1) == CJK_FAMILY


def test_outlines_are_those_of_the_face():
    """Rounded ones turn the wrong way at some points, and a browser's bold of such a character is a thin grey one."""
    whole = TTFont(font_path(), fontNumber=2)
    whole.getGlyphSet()[whole.getBestCmap()[ord("低")]].draw(wanted := RecordingPen())
    cut = face_in(FaceCutter(["不低于"]).css("不低于", chinese=True))
    cut.getGlyphSet()[cut.getBestCmap()[ord("低")]].draw(found := RecordingPen())
    assert found.value == wanted.value


def test_the_same_text_gives_the_same_bytes():
    one, other = (FaceCutter(["绿化", more]).css("绿化", chinese=True) for more in ("", "就业"))
    assert one == other


def test_an_english_page_leaves_dashes_to_the_readers_own_font(cutter):
    assert cutter.css("new jobs — “so”", chinese=False) == ""
    assert "U+2014" in cutter.css("“时序”", chinese=True)
    assert "U+2014" not in cutter.css("时序", chinese=False)


def test_text_without_chinese_needs_no_face():
    assert FaceCutter(["12 jobs"]).css("12 jobs", chinese=True) == ""


@settings(max_examples=200)
@given(st.text(alphabet=st.characters(max_codepoint=0x7E)))
def test_plain_letters_never_come_from_the_face(text):
    assert cjk_characters(text) == frozenset()
