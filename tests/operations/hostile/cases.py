"""A hostile case: what somebody puts where, and what holds nevertheless. Each is refused in words, or harmless; none is accepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from shkplan.base.errors import ShkplanError
from shkplan.display.setting import speaking, spoken

__all__ = ["OBEYED", "Case", "Fates", "Inside", "collect", "refused"]

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
Fates = ("refused", "harmless")


@dataclass
class Inside:
    """Where a case is tried: an empty folder, with a workspace in it and a place outside that nobody may touch.

    Attributes:
        above: the folder.
        patch: to stand somewhere, and to set variables.
    """

    above: Path
    patch: pytest.MonkeyPatch
    _outside: dict[Path, bytes] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        return self.above / "office"

    @property
    def outside(self) -> Path:
        return self.above / "outside"

    def guard(self) -> None:
        """Lay out what lies outside, and note all of it."""
        for name in ("victim.html", "victim.json", "deep/victim.html", "old.changes/changes.json"):
            (self.outside / name).parent.mkdir(parents=True, exist_ok=True)
            (self.outside / name).write_text("{}", encoding="utf-8")
        self._outside = self._found()

    def untouched(self) -> bool:
        """Whether nothing there was changed, added or removed."""
        return self._found() == self._outside

    def _found(self) -> dict[Path, bytes]:
        return {path: path.read_bytes() if path.is_file() else b"" for path in sorted(self.outside.rglob("*"))}


@dataclass(frozen=True)
class Case:
    """One case.

    Attributes:
        name: what is put where.
        held: the invariant.
        attempt: tries it, and says what came of it; it fails where the invariant does not hold.
    """

    name: str
    held: str
    attempt: Callable[[Inside], str]


def collect(held: str, given: Iterable[tuple[str, Any]], attempt: Callable[[Inside, Any], str]) -> list[Case]:
    """Cases of one kind: each a name and what is given."""
    return [Case(name, held, lambda inside, one=one: attempt(inside, one)) for name, one in given]  # type: ignore[misc]


def refused(work: Callable[[], object], *words: str) -> str:
    """``refused``, where work ends in words for a person, in both languages and with nothing in them that a terminal obeys."""
    with pytest.raises(ShkplanError) as error:
        work()
    for language in ("zh", "en"):
        with speaking(language):  # type: ignore[arg-type]
            told = spoken(error.value)
        assert not OBEYED.search(told), repr(told)
        assert len(told) < 20_000
    assert all(one in str(error.value) for one in words), str(error.value)
    return "refused"
