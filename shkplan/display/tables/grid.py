"""A small grid of suppositions: a table for those who read, and what a page needs to make sliders of it.

The page carries the numbers once, as they are shown: positions of two sliders, and for each pair of them the words of the
answer and the fan. The script of the page looks them up and draws; it computes no probability.
"""

from __future__ import annotations

import html
import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from shkplan.assessment.scenarios.grid import Grid, GridPoint
from shkplan.display.language import number, quantities, quantity, rounded, say, unit, words, years
from shkplan.display.tables.base import Column, Table, table_of
from shkplan.display.tables.laid_out import LaidOut, laid_out, spoken_in
from shkplan.display.verdicts import sign_of, whole_percent, word_of

# The class twice, so that it outweighs the styles of JupyterLab.
STYLE = """\
.shk-sliders.shk-sliders{display:grid;grid-template-columns:minmax(0,1fr);gap:.6rem 2rem;margin:.2rem 0 .6rem}
@media (min-width:48rem){.shk-sliders.shk-live{grid-template-columns:minmax(0,24rem) minmax(0,1fr)}}
.shk-sliders .shk-set label{display:flex;justify-content:space-between;gap:1rem;margin:.5rem 0 0;font-size:.94em}
.shk-sliders .shk-set label b{font-weight:650;white-space:nowrap;font-variant-numeric:tabular-nums}
.shk-sliders .shk-set input{width:100%;height:1.9rem;margin:0;accent-color:var(--shk-own,#0173b2)}
.shk-sliders .shk-said{min-height:7.6em;margin:.5rem 0 .4rem;padding:.5rem .8rem;border-left:4px solid var(--shk-own,#0173b2);background:var(--shk-soft,#f4f6f8)}
.shk-sliders .shk-said strong{font-size:1.5em;font-variant-numeric:tabular-nums}
.shk-sliders .shk-said span{display:block}
.shk-sliders svg{display:block;width:100%;height:auto}
.shk-sliders svg text{font-size:12px;fill:var(--shk-quiet,#53606d)}
.shk-sliders .shk-wide{fill:var(--shk-own,#0173b2);opacity:.18}.shk-sliders .shk-near{fill:var(--shk-own,#0173b2);opacity:.3}
.shk-sliders .shk-line{fill:none;stroke:var(--shk-own,#0173b2);stroke-width:2.2}
.shk-sliders .shk-base{fill:none;stroke:var(--shk-ink,#1c2733);stroke-width:1.3;stroke-dasharray:5 4}
.shk-sliders .shk-rules{stroke:var(--shk-rule,#d5dbe1)}.shk-sliders .shk-goal{stroke:var(--shk-bad,#a63d00);stroke-width:1.6}
.shk-sliders .shk-dot{fill:var(--shk-ink,#1c2733)}.shk-sliders .shk-past{fill:none;stroke:var(--shk-ink,#1c2733);stroke-width:1.1}
.shk-sliders .shk-key{margin:.1rem 0 0;font-size:.84em;color:var(--shk-quiet,#53606d)}
.shk-sliders .shk-halo{paint-order:stroke;stroke:var(--shk-paper,#fff);stroke-width:4px}
.shk-live.shk-live>table.shk-table.shk-table,.shk-live.shk-live>.taken{display:none}.shk-sliders .shk-print{display:none}
@media print{.shk-sliders.shk-live{display:block}.shk-live .shk-set,.shk-live .shk-now{display:none}.shk-sliders .shk-print{display:block;max-width:34rem}}"""


def grid_table(grid: Grid) -> Table:
    """The probability at each point; on a page two sliders, the answer and the fan."""
    name = words(grid.verdict.indicator.name)
    title = say("grid.title", name=name)
    if not grid:
        assert grid.reason is not None
        return table_of("grid", title, ("",), (), _data(grid), notes=(words(grid.reason),))
    points = {(point.change, point.shock): point for point in grid}
    corner = say("grid.corner", unit=unit(grid.unit))
    columns = [Column(corner), *(Column(_shock_name(one), "number") for one in grid.shocks)]
    rows = [
        (
            _size(change) if change else say("grid.as_baseline"),
            *(_chance(points[change, shock]) for shock in grid.shocks),
        )
        for change in grid.changes[::2]
    ]
    notes = (say("grid.note"),)
    made = table_of("grid", title, columns, rows, _data(grid), notes=notes)
    return laid_out(made, _layout(made, grid), LaidOut)


def _layout(made: Table, grid: Grid) -> str:
    """The table, which is all there is without a script, in a box that carries what the sliders need."""
    asked = json.dumps(_for_sliders(grid), ensure_ascii=False, separators=(",", ":"))
    packed = html.escape(asked, quote=False).replace("'", "&#39;")
    table, _, notes = made._repr_html_().partition("</table>")
    return f"<style>{STYLE}</style>\n<div class=\"shk-sliders\"{spoken_in()} data-grid='{packed}'>\n{table}</table>\n</div>{notes}"


def _changed(grid: Grid, change: float) -> str:
    return _amount(grid, change) if change else say("grid.as_baseline")


def _shocked(grid: Grid, shock: float) -> str:
    return _amount(grid, shock) if shock else say("grid.no_shock")


def _shock_name(shock: float) -> str:
    return say("grid.column_shock", size=_size(shock)) if shock else say("grid.column_none")


def _amount(grid: Grid, size: float) -> str:
    return quantity(_size(size), grid.unit)


def _size(size: float) -> str:
    return number(size, None, sign=True)


def _chance(point: GridPoint) -> str:
    verdict = point.verdict
    told = verdict.status == "estimated" and verdict.prob is not None
    return f"{whole_percent(verdict.prob)}{sign_of(verdict)}" if told and verdict.prob is not None else word_of(verdict)


def _told(point: GridPoint) -> tuple[str, str, str, str]:
    """The answer at a point: probability, its word, its change, what decides with its band."""
    verdict, decides = point.verdict, ""
    if verdict.low is not None and verdict.high is not None:
        across = verdict.low < 0 < verdict.high
        low, high = quantities(
            [rounded(one, verdict.unit, across) for one in (verdict.low, verdict.high)], verdict.unit
        )
        band = say("card.in_band", quantity=words(verdict.quantity), low=low, high=high)
        decides = f"{band}{say('in_brackets', what=say('card.band'))}"
    return _chance(point), word_of(verdict, signed=True), _delta(point), decides


def _delta(point: GridPoint) -> str:
    if not point.change and not point.shock:
        return say("grid.at_baseline")
    points = round(100 * (point.delta or 0.0))
    if not points:
        return say("grid.unmoved")
    return say("grid.above", points=points) if points > 0 else say("grid.below", points=-points)


def _for_sliders(grid: Grid) -> dict[str, Any]:
    """All that the sliders of a page look up: short names, lists in the order shock by shock, change by change."""
    fans = np.array([point.fan for point in grid])
    places = _places(fans)
    moved = years(grid.years)
    name = words(grid.verdict.indicator.name)
    return {
        "c": [_changed(grid, one) for one in grid.changes],
        "s": [_shocked(grid, one) for one in grid.shocks],
        "t": [_told(point) for point in grid],
        "f": [_short(fan.ravel(), places) for fan in fans],
        "y": grid.shown,
        "k": [[year, *_short([value], places + 1)] for year, value in grid.known],
        "g": _mark(grid),
        "u": unit(grid.verdict.indicator.unit),
        "w": {
            "change": say("grid.change_builds" if grid.builds else "grid.change", years=moved),
            "shock": say("grid.shock_lingers" if grid.lingers else "grid.shock", year=grid.shock_year),
            "reset": say("grid.reset"), "result": say("grid.result"), "chart": say("grid.chart", name=name), "key": say("grid.key"),
        },
    }  # fmt: skip


def _mark(grid: Grid) -> list[Any] | None:
    """Where the target stands on the scale of the series: its height, first and last year, and its name."""
    found = grid.verdict.target.mark(grid.verdict.indicator, dict(grid.known))
    return None if found is None else [found.at, found.first, found.last, words(found.label)]


def _places(values: np.ndarray[Any, Any]) -> int:
    """Digits after the point that a drawing of a few hundred points can show."""
    width = float(values.max() - values.min())
    return max(0, 2 - math.floor(math.log10(width))) if width > 0 else 2


def _short(values: Sequence[float] | np.ndarray[Any, Any], places: int) -> list[float | int]:
    """Numbers to so many places, whole ones without a point."""
    found = (round(float(one), places) for one in values)
    return [int(one) if one == int(one) else one for one in found]


def _data(grid: Grid) -> dict[str, Any]:
    """Every number of the grid, unrounded."""
    if not grid:
        return {"target": grid.verdict.key, "years": []}
    points = [{**point.data, "fan": point.fan.ravel().tolist()} for point in grid]
    return {
        "target": grid.verdict.key, "years": grid.years, "unit": grid.unit, "shown": grid.shown, "shock_year": grid.shock_year,
        "builds": grid.builds, "lingers": grid.lingers, "points": points,
    }  # fmt: skip
