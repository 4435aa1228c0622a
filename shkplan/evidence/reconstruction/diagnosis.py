"""Does the evidence agree with itself, and which figure pulls where?

Each two-sided clue is held against what all the others say of it, with its own error and theirs: one that lies further
off than :data:`FAR` standard deviations contradicts them, and so it does even where the path may be as rough as it likes.
The partner named is the clue without which it would lie nearest. A bound contradicts where hardly any path that
agrees with the rest keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shkplan.base.messages import Message, message
from shkplan.evidence.consistency import FAR
from shkplan.evidence.reconstruction.clues import Clue
from shkplan.evidence.reconstruction.path import Path

__all__ = ["HARDLY", "Contradiction", "Kept", "bound_contradictions", "contradictions", "impossible"]

HARDLY = 0.001  # share of paths
Kept = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Contradiction:
    """Two pieces of evidence that cannot both hold."""

    clues: tuple[Clue, Clue]
    said: Message


def contradictions(path: Path) -> tuple[Contradiction, ...]:
    """Two-sided clues that contradict each other, the worst first, each pair once."""
    off = {at: path.off(clue) for at, clue in enumerate(path.clues)}
    found: list[Contradiction] = []
    told: list[Clue] = []
    for at in sorted(off, key=lambda at: -off[at]):
        clue = path.clues[at]
        if off[at] <= FAR or any(clue is one for one in told):
            continue
        others = [other for other in (*path.clues, *path.pins) if other is not clue]
        if not others:
            continue
        partner = min(others, key=lambda other: (path.leaving_out(other).off(clue) > FAR, -_shared(clue, other)))
        if clue.so_far and partner.measured:  # an odd year, not a contradiction
            continue
        told += [clue, partner]
        found.append(_pair(clue, partner))
    return tuple(found)


def impossible(
    clues: Sequence[Clue], measured: Mapping[int, float], support: tuple[float, float]
) -> tuple[Contradiction, ...]:
    """Totals and bounds that no values can meet which agree with the measured years and the bounds of single years."""
    low, high = dict(measured), dict(measured)
    for clue in clues:
        if clue.form == "total" and not clue.two_sided and len(clue.weights) == 1 and clue.years[0] not in measured:
            year = clue.years[0]
            low[year], high[year] = max(low.get(year, support[0]), clue.low), min(high.get(year, support[1]), clue.high)
    found: list[Contradiction] = []
    for clue in clues:
        if clue.form != "total" or clue.measured:
            continue
        least = sum(weight * low.get(year, support[0]) for year, weight in clue.weights.items())
        most = sum(weight * high.get(year, support[1]) for year, weight in clue.weights.items())
        slack = 4 * clue.sd if clue.two_sided else 1e-9 * max(map(abs, (least, most, 1.0)))
        at_least, at_most = (clue.value, clue.value) if clue.two_sided else (clue.low, clue.high)
        open_years = any(year not in measured for year in clue.weights)
        strict = clue.two_sided and open_years  # an open year lies inside the support, not at its end
        if at_least > most + slack or at_most < least - slack or (strict and not least < clue.value < most):
            others = [other for other in clues if other is not clue and other.form == "total" and _shared(clue, other)]
            if others and not any(clue is one for pair in found for one in pair.clues):
                found.append(_pair(clue, max(others, key=lambda other: (other.measured, _shared(clue, other)))))
    return tuple(found)


def bound_contradictions(bounds: Sequence[Clue], kept: Kept, path: Path) -> tuple[Contradiction, ...]:
    """Bounds that hardly any path keeps which agrees with the two-sided clues; or two bounds that no path keeps both.

    Args:
        bounds: the one-sided clues.
        kept: (n_draws, n_bounds) which draw keeps which.
        path: the two-sided clues.
    """
    shares = kept.mean(axis=0)
    lost = [at for at, share in enumerate(shares) if share < HARDLY]
    found = [_pair(bounds[at], max(path.clues, key=lambda clue, at=at: _shared(clue, bounds[at]))) for at in lost]  # type: ignore[misc]
    if not lost and not kept.all(axis=1).any():
        pairs = [(i, j) for i in range(len(bounds)) for j in range(i)]
        worst = min(pairs, key=lambda pair: float((kept[:, pair[0]] & kept[:, pair[1]]).mean()))
        found.append(_pair(bounds[worst[0]], bounds[worst[1]]))
    return tuple(found)


def _pair(one: Clue, other: Clue) -> Contradiction:
    return Contradiction((one, other), message("clue.contradiction", one=_named(one), other=_named(other)))


def _named(clue: Clue) -> Message:
    sources = tuple(dict.fromkeys(figure.source_title for figure in clue.figures))
    return message("clue.sourced", said=clue.said, sources=sources)


def _shared(one: Clue, other: Clue) -> int:
    return len(set(range(one.years[0], one.years[-1] + 1)) & set(range(other.years[0], other.years[-1] + 1)))
