"""Values as a message shows them."""

from __future__ import annotations

import datetime as dt
from typing import Any

_LONGEST = 60


def shortened(text: str) -> str:
    """A text that is not too long for a message; what is left out is shown by dots."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def shown(value: Any) -> str:
    """A value as a message shows it, on one line and not too long; those of numpy as the plain ones that they are."""
    known = value.item() if callable(getattr(value, "item", None)) and getattr(value, "shape", None) == () else value
    moment = isinstance(known, dt.date) or type(value).__name__ == "Period"
    whole = str(value) if moment else f"a {type(value).__name__}" if _is_table(value) else repr(known)
    return shortened(" ".join(whole.removesuffix(" 00:00:00").split()))


def _is_table(value: Any) -> bool:
    """Whether a value is one of rows and columns, which no sentence can hold."""
    axes = getattr(value, "ndim", 0)
    return isinstance(axes, int) and axes > 1
