"""Seconds by the clock that count: not those in which a laptop slept, or a process was stopped."""

from __future__ import annotations

import time

__all__ = ["GLANCE", "Awake"]

GLANCE = 1.0  # seconds between two looks at the clock
_LONGEST = 3.0  # seconds between two looks that a busy machine may take; what is beyond was slept through


class Awake:
    """Counts the seconds in which its process could work; to be looked at every :data:`GLANCE`.

    The clock of Linux and macOS stops when the machine sleeps, that of Windows goes on, and no clock stops for a process that
    was stopped. So whatever goes beyond a few seconds between two looks is not counted. On a machine so busy that nobody
    looks in time the count is too low: a limit comes late, never early.
    """

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._counted = 0.0

    def look(self) -> float:
        """The seconds up to now."""
        now = time.monotonic()
        self._counted += min(now - self._last, _LONGEST)
        self._last = now
        return self._counted
