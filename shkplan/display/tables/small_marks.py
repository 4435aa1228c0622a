"""Small marks within a cell: a probability on its scale, a bar of progress, the years of a target. The words beside them say the same."""

from __future__ import annotations

from collections.abc import Collection

_OWN, _QUIET, _RULE, _INK = (
    "var(--shk-own,#0173b2)", "var(--shk-quiet,#53606d)", "var(--shk-rule,#d5dbe1)", "var(--shk-ink,#1c2733)",
)  # fmt: skip
_PAPER, _GOOD, _BAD = "var(--shk-paper,#fff)", "var(--shk-good,#02795c)", "var(--shk-bad,#a63d00)"
_WIDE, _HIGH, _EDGE = 112, 16, 8  # of the scale in pixels, and what is left at its ends for a mark
_BAR, _SQUARE, _STEP, _ROW = 84, 7, 10, 10


def scale_mark(prob: float | None, ends: tuple[float, float] | None, *, decided: bool, hollow: bool) -> str:
    """A probability between 0 and 100 %, with the range over the models; only the scale where there is none."""
    middle = _HIGH / 2
    parts = [f'<line x1="{_at(0)}" x2="{_at(1)}" y1="{middle:g}" y2="{middle:g}" stroke="{_RULE}" stroke-width="2"/>']
    parts += [
        f'<line x1="{_at(one)}" x2="{_at(one)}" y1="3" y2="13" stroke="{_RULE}" stroke-width="1"/>'
        for one in (0, 0.5, 1)
    ]
    if ends is not None:
        low, high = _at(ends[0]), _at(ends[1])
        parts.append(
            f'<line x1="{low}" x2="{high}" y1="{middle:g}" y2="{middle:g}" stroke="{_OWN}" stroke-width="4" opacity="0.45"/>'
        )
    if prob is not None:
        parts.append(_square(prob, hollow) if decided else _dot(prob, hollow))
    return _svg(_WIDE, _HIGH, parts)


def _at(share: float) -> str:
    return f"{_EDGE + share * (_WIDE - 2 * _EDGE):.1f}".removesuffix(".0")


def _dot(prob: float, hollow: bool) -> str:
    fill = _PAPER if hollow else _OWN
    return f'<circle cx="{_at(prob)}" cy="{_HIGH / 2:g}" r="4.6" fill="{fill}" stroke="{_OWN}" stroke-width="2"/>'


def _square(prob: float, hollow: bool) -> str:
    tone = _GOOD if prob == 1 else _BAD
    left = float(_at(prob)) - 5
    fill = _PAPER if hollow else tone
    return f'<rect x="{left:g}" y="3" width="10" height="10" fill="{fill}" stroke="{tone}" stroke-width="2"/>'


def bar_mark(share: float, time: float) -> str:
    """A share of the way as a bar, the share of time as a tick."""
    done, tick = _BAR * min(1.0, max(0.0, share)), _BAR * min(1.0, max(0.0, time))
    return _svg(_BAR + 2, 12, [
        f'<rect x="1" y="3" width="{_BAR}" height="6" fill="{_RULE}"/>',
        f'<rect x="1" y="3" width="{done:.1f}" height="6" fill="{_OWN}"/>',
        f'<line x1="{1 + tick:.1f}" x2="{1 + tick:.1f}" y1="0" y2="12" stroke="{_INK}" stroke-width="1.5"/>',
    ])  # fmt: skip


def years_mark(years: Collection[int], known: Collection[int]) -> str:
    """A square a year, filled where a figure is known; in rows of ten."""
    parts = []
    for place, year in enumerate(years):
        x, y = 1 + _STEP * (place % _ROW), 2.5 + _STEP * (place // _ROW)
        fill, edge = (_OWN, _OWN) if year in known else ("none", _QUIET)
        parts.append(
            f'<rect x="{x}" y="{y:g}" width="{_SQUARE}" height="{_SQUARE}" fill="{fill}" stroke="{edge}" stroke-width="1"/>'
        )
    rows = -(-len(years) // _ROW)
    return _svg(_STEP * min(len(years), _ROW), _STEP * rows + 2, parts)


def _svg(width: float, height: float, parts: list[str]) -> str:
    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    return f'<svg class="shk-mark" {size} aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
