"""Everything hostile that was thought of: each is refused in words or shown to be harmless, and none is accepted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.operations.hostile import logs, notices, orders, pages, places, units
from tests.operations.hostile.cases import Case, Fates, Inside

CASES: list[Case] = [case for room in (orders, logs, places, notices, units, pages) for case in room.CASES]


def test_there_are_at_least_sixty_and_each_is_another() -> None:
    assert len(CASES) >= 60
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.encode("ascii", "backslashreplace").decode())
def test_it_is_refused_or_harmless(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = Inside(tmp_path, monkeypatch)
    inside.guard()
    assert case.attempt(inside) in Fates, case.held
    assert inside.untouched()
