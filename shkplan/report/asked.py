"""What a notebook asks of figures and day is written down beside it while it runs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shkplan.assessment.asking import forget
from shkplan.evidence.watched import asked, watch, watching

__all__ = ["asking", "watch_for"]


def watch_for(parameters: Mapping[str, Any]) -> None:
    """Note from here on what is asked for a report; the assessment that its pages share is made anew."""
    forget()
    watch(dt.date.fromisoformat(str(parameters["as_of"])))


@contextmanager
def asking(file: Path, parameters: Mapping[str, Any]) -> Iterator[None]:
    """A block in which a notebook runs; what it asked stands in a file afterwards, unless it failed.

    The page of one indicator starts from an assessment of its own, of which nothing was asked yet. Pages on the whole plan share one, and
    what was asked of it before is theirs too, where the process has watched since.
    """
    before, day = watching(), parameters.get("as_of")
    if day is None:
        yield
        return
    if "indicator" in parameters or before != dt.date.fromisoformat(str(day)):
        watch_for(parameters)
    try:
        yield
        file.write_text(json.dumps(asked(), ensure_ascii=False), encoding="utf-8", newline="\n")
    finally:
        if before is None:
            forget()
            watch(None)
