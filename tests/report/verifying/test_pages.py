"""A page taken apart: every word that is seen counts, and whatever could change what is seen."""

import base64
import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.report.verifying.pages import page_of
from shkplan.report.verifying.quotes import Word, first_other_sign, first_other_word, same

PAGE = "<html><head><style>p{color:red}</style></head><body>{body}<script>go()</script></body></html>"


def parts(body: str):
    return page_of(PAGE.replace("{body}", body).encode())


def words(body: str) -> list[str]:
    return [one.text for one in parts(body).words]


def test_words_are_read_with_their_place():
    table = "<h2>Where it stands</h2><table><tr><th>GDP growth</th><td>5.2 %</td></tr><tr><td>Jobs</td><td>6</td></tr></table><p>end</p>"
    assert parts(table).words[3:] == [
        Word("GDP", "Where it stands", ""),
        Word("growth", "Where it stands", ""),
        Word("5.2", "Where it stands", "GDP growth"),
        Word("%", "Where it stands", "GDP growth"),
        Word("Jobs", "Where it stands", ""),
        Word("6", "Where it stands", "Jobs"),
        Word("end", "Where it stands", ""),
    ]


@pytest.mark.parametrize("body", [
    '<img alt="45.4">', '<svg aria-label="45.4"></svg>', "<svg><title>45.4</title></svg>", "<svg><text>45.4</text></svg>",
    '<div data-grid="45.4"></div>', '<a href="45.4">x</a>', '<p title="45.4">x</p>', "<details>45.4</details>",
    f'<a href="data:text/csv;base64,{base64.b64encode(b"45.4").decode()}">x</a>', "<textarea>45.4</textarea>", "<p>4&#53;.4</p>",
])  # fmt: skip
def test_a_number_counts_wherever_a_reader_meets_it(body):
    """Seen, read aloud, shown at the pointer, offered for download."""
    assert "45.4" in words(body)


@pytest.mark.parametrize("body", [
    "<script>1</script>", "<style>p{}</style>", '<p onclick="x()">', '<p style="display:none">', "<p hidden>", "<iframe></iframe>",
    '<img src="https://x">', '<a href="javascript:x()">', '<svg onload="x()">', "<svg><foreignObject></foreignObject></svg>",
    "<svg><script>1</script></svg>", "<!--><p>90 %</p>-->", '<meta http-equiv="refresh" content="0">', '<base href="/">', "<svg><style>*{}</style></svg>",
    '<link rel="stylesheet" href="x">', "<object></object>", "<template></template>", "<noscript></noscript>", "<svg><animate/></svg>", "<?x?>",
])  # fmt: skip
def test_whatever_may_change_what_is_seen_is_listed(body):
    assert parts(body).acts != parts("").acts


def test_fonts_and_pictures_are_no_words_and_do_not_act():
    """Another library packs them in other bytes."""
    one, other = (f"<style>@font-face{{src:url(data:font/woff;base64,{data})}}</style>" for data in ("AAAA", "BBBB"))
    assert parts(one).acts == parts(other).acts
    assert parts(one).words == parts(other).words
    assert parts(one).fonts != parts(other).fonts


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), max_size=5))
def test_all_text_is_found(texts):
    """Whatever is written between tags comes out, word by word."""
    body = "".join(f"<p>{html.escape(text)}</p>" for text in texts)
    assert words(body) == [word for text in texts for word in text.split()]


@given(st.text(max_size=200), st.text(max_size=200))
def test_quotes_of_different_texts_differ(one, other):
    """Found when both quoted texts were the same; they differ, stand on one line and are short."""
    found = first_other_sign(one, other)
    assert (found is None) == (one == other)
    if found:
        assert found[0] != found[1]
        assert all(len(text) < 64 * 10 and len(text.splitlines()) == 1 for text in found)


@given(st.lists(st.text(min_size=1, max_size=9)), st.lists(st.text(min_size=1, max_size=9)))
def test_quotes_of_different_words_differ(one, other):
    found = first_other_word([Word(text) for text in one], [Word(text) for text in other])
    assert (found is None) == (len(one) == len(other) and all(map(same, one, other)))
    assert found is None or found.stands != found.made


def test_a_quote_stands_around_the_difference():
    """Found when it said: says '/pre' where 'span'."""
    before = "The median is at the middle of all paths that the model draws, "
    found = first_other_sign(
        f"{before}45.4 % in 2025 and so on for many more words", f"{before}45.5 % in 2025 and so on for many more words"
    )
    assert found == (
        "'… the model draws, 45.4 % in 2025 and so on for many more …'",
        "'… the model draws, 45.5 % in 2025 and so on for many more …'",
    )


@pytest.mark.parametrize(("one", "other", "agree"), [
    ("45.59874101191215", "45.59874101191299", True),  # the last digits of another machine
    ("45.59874101191215", "45.59884101191215", False),
    ("45.4", "45.40000001", False),  # rounded for a reader: to the sign
    ("[45.59874101191215,1]", "[45.59874101191299,1]", True),
    ("[45.59874101191215,1]", "[45.59874101191299,2]", False),
    ("2023", "2024", False),
])  # fmt: skip
def test_numbers_are_the_same_within_the_tolerance(one, other, agree):
    assert same(one, other) is agree
