"""Messages: sentences that wait for a language, and a catalogue whose two languages say the same."""

from __future__ import annotations

import pickle
import re
import string

import pytest

from shkplan.base.messages import LANGUAGES, Message, Text, catalogue, inside, message, template_of

NAME = Text(zh="城镇新增就业", en="New urban jobs")


def test_a_text_is_told_in_either_language() -> None:
    """A name has both; printed without a language, it is English."""
    assert (NAME.text("zh"), NAME.text("en"), str(NAME)) == ("城镇新增就业", "New urban jobs", "New urban jobs")


def test_the_values_of_a_message_speak_its_language() -> None:
    """Names and messages inside a message are told in the language of the whole."""
    told = message("reason.no_figures", indicator=NAME, region="沙河口区")
    assert told.text("en") == "no yearly figure of new urban jobs for 沙河口区 has been found"
    assert "城镇新增就业" in told.text("zh")
    assert "ew urban jobs" not in told.text("zh")


def test_a_name_within_a_sentence_has_no_capital_but_of_a_word_of_capitals() -> None:
    """English names begin with one where they stand alone; a link keeps its marks around the words."""
    alone = (
        "New urban jobs",
        "High-tech enterprises",
        "A modern system",
        "GDP growth",
        "R&D spending",
        "PM2.5",
        "沙河口区",
        "",
    )
    within = (
        "new urban jobs",
        "high-tech enterprises",
        "a modern system",
        "GDP growth",
        "R&D spending",
        "PM2.5",
        "沙河口区",
        "",
    )
    assert tuple(map(inside, alone)) == within
    assert inside("\x02indicator/a.b\x03Forest cover\x04") == "\x02indicator/a.b\x03forest cover\x04"


def test_a_misspelt_key_fails_where_it_is_written() -> None:
    """A message without a template is an error of the program, at once."""
    with pytest.raises(KeyError):
        message("reason.no_such_reason")


def test_messages_are_values() -> None:
    """Equal keys and values make equal messages, with equal hashes; they travel between processes; they do not change."""
    one, same, other = (message("check.counts", plans=n, targets=1, figures=2, scenarios=3) for n in (1, 1, 2))
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert pickle.loads(pickle.dumps(one)) == one
    with pytest.raises(TypeError):
        one.values["plans"] = 5  # type: ignore[index]
    assert isinstance(one, Message)


def placeholders(template: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_languages_say_the_same() -> None:
    """Every template has both languages, the same figures in both, and no word is empty."""
    for key, words in catalogue().items():
        assert set(LANGUAGES) <= set(words), key
        assert placeholders(words["en"]) == placeholders(words["zh"]), key
        assert words["zh"].strip(), key
        assert words["en"].strip(), key


def test_reasons_are_plain_language() -> None:
    """A reason is told in words: no marks of the program in either language."""
    reasons = [key for key in catalogue() if key.startswith("reason.")]
    assert len(reasons) > 50
    for key in reasons:
        for language in LANGUAGES:
            bare = re.sub(r"\{[^}]*\}", "", template_of(key, language))
            assert not re.search(r"[_=<>{}]|None|NaN", bare), key
