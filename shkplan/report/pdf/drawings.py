"""Charts, small marks and pictures as code of typst."""

from __future__ import annotations

from shkplan.report.book import drawings
from shkplan.report.pdf.code import call, literal


def picture(address: str) -> tuple[str, float, float]:
    """The code of the bytes of a picture that stands in its own address, its width and height in points; empty where it is none."""
    content, width, height = drawings.picture(address)
    return call("bytes", f"({','.join(map(str, content))},)") if content else "", width, height


def shown(name: str, data: str, width: float, height: float, words: str, *, format_: str = "") -> str:
    """The code that shows a picture in a size, with words for those who do not see it."""
    return call(
        name, data, literal(words), f"{width:.1f}pt", f"{height:.1f}pt", format=literal(format_) if format_ else ""
    )
