"""The averaged model on a block of series that were measured in the same pattern of years: quantiles, quick."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shkplan.base.messages import Message, message
from shkplan.distributions.links import FloatArray, LinkName, Support
from shkplan.models.averaged_ets.gating import Prior, shipped_prior
from shkplan.models.averaged_ets.learned import learn
from shkplan.models.averaged_ets.model import AveragedEts, inside, shapes_of, unmoved
from shkplan.models.base import IntArray

__all__ = ["Block", "quantiles"]


@dataclass(frozen=True, eq=False)
class Block:
    """Series with the same measured years, the same kind of support and the same link.

    Attributes:
        rows: (S,) their positions in the panel.
        years: (n,) measured, counted from the first.
        values: (S, n).
        low, high: (S,) bounds, infinite where there is none.
        link: as in a fit.
    """

    rows: IntArray
    years: IntArray
    values: FloatArray
    low: FloatArray
    high: FloatArray
    link: LinkName


def quantiles(
    block: Block, horizon: int, probs: FloatArray, prior: Prior | None = None
) -> tuple[FloatArray, dict[int, str]]:
    """(S, horizon, P) quantiles at rising probabilities, nan where refused; and the reasons by row."""
    found = np.full((len(block.rows), horizon, probs.size), np.nan)
    refused = [_refusal(block, at) for at in range(len(block.rows))]
    reasons = {row: str(why) for row, why in zip(block.rows.tolist(), refused, strict=True) if why}
    support = Support(*(None if np.isinf(bound[0]) else float(bound[0]) for bound in (block.low, block.high)))
    try:
        shapes = shapes_of(support, block.link)
    except ValueError as error:
        return found, dict.fromkeys(block.rows.tolist(), str(error))
    lower = np.zeros_like(block.low) if support.on(block.link) != support else block.low
    mirrored = bool(np.isinf(lower[0]) and np.isfinite(block.high[0]))
    fine = np.array([why is None for why in refused])
    values, low, high = block.values[fine], lower[fine], block.high[fine]
    if mirrored:
        values, low, high, probs = -values, -high, -low, 1.0 - probs[::-1]
    if not fine.any():
        return found, reasons
    touching = np.any((values == low[:, np.newaxis]) | (values == high[:, np.newaxis]), axis=1)
    for at in np.flatnonzero(touching):
        values[at] = inside(values[at : at + 1], low[at], high[at])[0]
    ahead = block.years[-1] + np.arange(1, horizon + 1)
    learned = learn(prior or shipped_prior(), block.years, values, low[:, np.newaxis], high[:, np.newaxis], shapes)
    laws = np.empty((len(values), horizon, probs.size))
    for rows, part in learned.parts():
        laws[rows] = part.asked(ahead).quantiles(probs)
    found[fine] = -laws[:, :, ::-1] if mirrored else laws
    return found, reasons


def _refusal(block: Block, at: int) -> Message | str | None:
    """Why one series cannot be projected, in the words of the fit; None where it can."""
    values, low, high = block.values[at], block.low[at], block.high[at]
    low = 0.0 if block.link == "log" and np.isinf(low) and np.isinf(high) else low
    words = message(f"model.{AveragedEts.name}")
    if block.years.size < AveragedEts.minimum:
        return message("reason.too_few_points", model=words, n=block.years.size, minimum=AveragedEts.minimum)
    if np.any((values < low) | (values > high)):
        found = values[(values < low) | (values > high)][0]
        return f"found {found:g} outside the bounds {low:g} to {high:g}. Correct the value or the bounds"
    if unmoved(values, float(low), float(high)):
        return message("reason.no_spread", model=words)
    return None
