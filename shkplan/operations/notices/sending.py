"""Attempts: each within its time, those that failed for a passing reason again, with growing waits and an end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from typing import TypeVar

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import said

__all__ = ["NotSent", "attempted", "in_time"]

_FIRST, _LONGEST = 2.0, 60.0  # seconds between two attempts: twice as long each time, up to the longest

Answer = TypeVar("Answer")


class NotSent(ShkplanError):
    """A notice that did not arrive; the reports stand all the same.

    Attributes:
        passing: whether another attempt may succeed.
        after: seconds to wait before it, where the other side asked for that.
        partly: whether it arrived at some of those it was for.
    """

    def __init__(self, told: str, *, passing: bool = False, after: float | None = None, partly: bool = False) -> None:
        self.passing, self.after, self.partly = passing, after, partly
        super().__init__(told)


def attempted(
    send: Callable[[], Answer], retries: int, seconds: float, pause: Callable[[float], None] = time.sleep
) -> Answer:
    """What came of sending, at the latest attempt.

    Args:
        send: one attempt.
        retries: how many may follow the first.
        seconds: that one attempt may take.
        pause: how to wait.

    Raises:
        NotSent: as of the last attempt.
    """
    wait = _FIRST
    for left in range(retries, -1, -1):
        try:
            return in_time(send, seconds)
        except NotSent as error:
            if not error.passing or not left:
                raise
            pause(min(max(wait, error.after or 0), _LONGEST))
            wait *= 2
    raise AssertionError("unreachable")


def in_time(work: Callable[[], Answer], seconds: float) -> Answer:
    """What a piece of work comes to, or an end of waiting for it: a server may send one byte a minute, a name server none.

    Raises:
        NotSent: it took longer; what it does then is of no more interest.
    """
    found: list[Answer] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as error:  # raised where it is waited for
            failed.append(error)

    thread = threading.Thread(target=copy_context().run, args=(run,), daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not found:
        raise NotSent(said("no answer within {seconds:g} s", seconds=seconds), passing=True)
    return found[0]
