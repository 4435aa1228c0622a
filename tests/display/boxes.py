"""Where the words of a drawing stand, read from its SVG as a browser reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
Box = tuple[float, float, float, float]  # left, top, right, bottom


def boxes(svg: str) -> Iterator[tuple[str, Box]]:
    """Every line of text with the box of its letters: from a little above the line they stand on to as far as they hang."""
    root = ElementTree.fromstring(svg)
    usual = float(root.attrib["font-size"])
    for one in root.iter(f"{SVG}text"):
        words, size = one.text or "", float(one.attrib.get("font-size", usual))
        x, y = float(one.attrib["x"]), float(one.attrib["y"])
        long = float(one.attrib.get("textLength", size * len(words)))
        up, down = 0.72 * size, 0.1 * size
        turned = re.match(r"rotate\((-?[0-9.]+)", one.attrib.get("transform", ""))
        if turned:
            assert float(turned[1]) == -90
            yield words, (x - up, y - long, x + down, y)
        else:
            yield words, (x, y - up, x + long, y + down)


def collisions(svg: str) -> list[str]:
    """Words that lie over other words, or beyond the drawing."""
    _, _, wide, high = map(float, ElementTree.fromstring(svg).attrib["viewBox"].split())
    found = list(boxes(svg))
    told = [f"{words!r} leaves the drawing" for words, box in found
            if box[0] < -1 or box[1] < -1 or box[2] > wide + 1 or box[3] > high + 1]  # fmt: skip
    for (words, box), (other, second) in combinations(found, 2):
        beside = box[2] <= second[0] + 0.5 or second[2] <= box[0] + 0.5
        if not (beside or box[3] <= second[1] + 0.5 or second[3] <= box[1] + 0.5):
            told.append(f"{words!r} over {other!r}")
    return told
