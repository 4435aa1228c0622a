"""Words are words to typst, whatever stands in them."""

import json

import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shkplan.report.pdf.code import array, call, literal, sequence


def value_of(code):
    return json.loads(typst.Compiler().eval(code))


@settings(max_examples=200, deadline=None)
@given(st.text())
@example('"; panic("')
@example("\\")
@example('\\"#let x = 1')
@example("$x$ *y* _z_ #q @r <s> `t` [u] // v /* w")
@example("两个\n行")
@example("\u2028\u2029\ufeff\u200b\U0001f600")
def test_typst_reads_back_every_sign(text):
    """What cannot be printed becomes a space; every other sign comes back as itself."""
    unprintable = {
        *map(chr, range(0x20)),
        *map(chr, range(0x7F, 0xA0)),
        *map(chr, range(0xFDD0, 0xFDF0)),
        "\ufffe",
        "\uffff",
    }
    expected = "".join(" " if one in unprintable - {"\n"} else one for one in text)
    assert value_of(literal(text)) == expected


def test_half_of_a_pair_of_signs_is_a_space():
    """Python keeps what UTF-8 cannot hold; a document cannot."""
    assert value_of(literal("a\ud83db")) == "a b"


def test_one_piece_alone_is_an_array_too():
    assert value_of(array(['"a"'])) == ["a"]
    assert value_of(array([])) == []


def test_what_is_not_said_is_left_out_of_a_call():
    assert call("f", "1", beside="2", left_out="") == "f(1, beside: 2)"
    assert call("f", left_side="2") == "f(left-side: 2)"


def test_pieces_follow_each_other():
    assert value_of(sequence(['"a"', "", '"b"'])) == "ab"
    assert sequence(["", "x"]) == "x"
