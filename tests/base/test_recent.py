"""What is remembered of a mapping that lets go."""

from shkplan.base.recent import MOST, Recent


def test_the_entry_longest_unasked_is_let_go() -> None:
    """MOST + 1 entries, the first of which was asked for again: the second goes."""
    kept: Recent[int, str] = Recent()
    for number in range(MOST):
        kept[number] = str(number)
    assert kept[0] == "0"
    kept[MOST] = "one more"
    assert len(kept) == MOST
    assert 1 not in kept
    assert list(kept)[-2:] == [0, MOST]
