"""Numbers as an import says them: no power of ten, no digits that mean nothing."""

from __future__ import annotations

import math


def digits(value: float) -> str:
    """``15,110``, ``0.4523``: four digits, all of them where it is whole and larger."""
    places = max(0, 3 - math.floor(math.log10(abs(value)))) if value else 0
    told = f"{value:,.{min(places, 12)}f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def signed(value: float) -> str:
    """``+97,800``, ``-7.9``"""
    whole = float(f"{value:.6g}") + 0.0  # no -0
    return digits(whole) if whole < 0 else f"+{digits(whole)}"
