"""Charts, small marks and pictures: the drawing as the page has it, in colours and a size that paper knows."""

from __future__ import annotations

import base64
import binascii
import re
from functools import cache
from io import BytesIO

_POINTS = {"": 0.75, "px": 0.75, "pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "em": 12.0, "rem": 12.0}
_ROOT = re.compile(r"<svg\b[^>]*>", re.IGNORECASE)
_SIZE = re.compile(r"""\b(width|height)\s*=\s*["']\s*([\d.]+)\s*([a-z]*)\s*["']""")
_BOX = re.compile(r"""\bviewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)""")
_VARIABLE = re.compile(r"var\(\s*--[\w-]+\s*,\s*([^()]*)\)")
_PROLOGUE = re.compile(r"<\?xml.*?\?>|<!DOCTYPE[^>]*>|<!--.*?-->", re.DOTALL)
_BESIDE = 0.75  # of the size on a page
_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


def svg(source: str) -> tuple[str, float, float]:
    """A drawing as typst can read it, its width and its height in points; empty where it is none."""
    clean = _VARIABLE.sub(r"\1", _PROLOGUE.sub("", source)).strip()
    root = _ROOT.match(clean)
    if root is None or not (size := _size(root[0])):
        return "", 0.0, 0.0
    head = (
        root[0].replace(_NAMESPACE, "").replace("<svg", f"<svg {_NAMESPACE}", 1)
    )  # typst looks for it in the first 2,048 bytes
    clean = head + clean[root.end() :]
    return (clean, *size) if _sound(clean) else ("", 0.0, 0.0)


def mark(source: str) -> tuple[str, float, float]:
    """A small drawing that stands among words, as large beside the smaller type of paper as it is on a page."""
    clean, width, height = svg(source)
    return clean, width * _BESIDE, height * _BESIDE


def _size(root: str) -> tuple[float, float] | None:
    """Width and height that a drawing tells of itself, in points."""
    told = {name: float(number) * _POINTS.get(unit, 0.75) for name, number, unit in _SIZE.findall(root)}
    box = _BOX.search(root)
    if "width" not in told and box:
        told["width"] = float(box[1]) * 0.75
    if "height" not in told and box and float(box[1]):
        told["height"] = told["width"] * float(box[2]) / float(box[1])
    return (told["width"], told["height"]) if all(told.get(name) for name in ("width", "height")) else None


@cache
def _sound(source: str) -> bool:
    """Whether a drawing can be read at all."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        fromstring(source)
    except (ParseError, DefusedXmlException, ValueError):
        return False
    return True


def picture(address: str) -> tuple[bytes, float, float]:
    """The bytes of a picture that stands in its own address, its width and height in points; empty where it is none."""
    from PIL import Image, UnidentifiedImageError

    head, _, data = address.partition(",")
    if not head.startswith("data:image/") or ";base64" not in head:
        return b"", 0.0, 0.0
    try:
        content = base64.b64decode(data)
        with Image.open(BytesIO(content)) as image:
            image.load()
            kind, (width, height) = image.format, image.size
    except (UnidentifiedImageError, OSError, ValueError, binascii.Error, Image.DecompressionBombError):
        return b"", 0.0, 0.0
    return (content, width * 0.75, height * 0.75) if kind in _KINDS else (b"", 0.0, 0.0)


_KINDS = ("PNG", "JPEG", "GIF", "WEBP")
