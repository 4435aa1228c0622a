"""What a chart shows, in one sentence for its title: by rules from the figures, and nothing that is not in them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from shkplan.base import units
from shkplan.base.units import difference
from shkplan.display.language import code, listed, published, quantity, region, say, unit
from shkplan.evidence.observation import Observation
from shkplan.evidence.series import AnnualSeries
from shkplan.register.plan import Indicator

__all__ = ["drawn_from", "seen_history", "seen_regions", "value_words"]

_RECORD = 4  # years from which the highest of them says something
_NAMED = 3  # regions that a title compares by name; more are told by a rank


def value_words(value: float, of: Indicator) -> str:
    """A figure as tables write it: the digits it is published in, with its unit."""
    return quantity(published(round(value, 9), of.precision), of.unit)


def drawn_from(figures: Iterable[Observation], scale: str, most: int | None = None) -> str:
    """The unit of a chart and the kinds of sources its figures come from, for the line below a title.

    Args:
        figures: what is drawn, in the order in which their sources are named.
        scale: the unit; none is told where it is empty.
        most: how many kinds are named; that there are more is said.
    """
    kinds = list(dict.fromkeys(code("source_kind", one.source_kind) for one in figures))
    key = "under.source" if most is None or len(kinds) <= most else "decides.source_more"
    told = [say("under.unit", unit=unit(scale))] if scale else []
    told += [say(key, sources=listed(kinds[:most]))] if kinds else []
    return say("semicolon").join(told)


def seen_history(series: AnnualSeries) -> str:
    """The latest figure, and what it is beside the earlier ones of the same basis; of a doubtful one that it is."""
    told = _latest_beside(series)
    return (
        f"{told}{say('in_brackets', what=say('mark.doubtful'))}"
        if series.years and series.chosen[-1].doubtful
        else told
    )


def _latest_beside(series: AnnualSeries) -> str:
    of, where = series.indicator, region(series.region, series.plan)
    about = {"name": of.name, "region": where}
    known = series.on_one_basis()
    if not known.years:
        return say("seen.none", **about)
    year, value = known.years[-1], known.values[-1]
    about |= {"year": year, "value": value_words(value, of)}
    before = known.values[:-1]
    if not before:
        return say("seen.one" if len(series) == 1 else "seen.new_basis", **about)
    if len(before) + 1 >= _RECORD and (value > max(before) or value < min(before)):
        basis = "" if len(known) == len(series) else "_on_basis"  # earlier years on another basis may have been higher
        return say(f"seen.{'highest' if value > max(before) else 'lowest'}{basis}", count=len(known), **about)
    if known.years[-2] == year - 1:
        return _beside_last_year(value - before[-1], of, about)
    start, first = value_words(before[0], of), known.years[0]
    return say("seen.from_to", name=of.name, region=where, start=start, first=first, end=about["value"], last=year)


def _beside_last_year(change: float, of: Indicator, about: dict[str, object]) -> str:
    if math.isclose(change, 0, abs_tol=1e-9):
        return say("seen.same", **about)
    told = quantity(published(round(abs(change), 9), of.precision), difference(of.unit))
    rate = units.joined(of.unit, "%")
    way = ("above" if rate else "added") if change > 0 else ("below" if rate else "lost")
    return say(f"seen.{way}", change=told, **about)


def seen_regions(some: Sequence[AnnualSeries]) -> str:
    """The first of some regions beside the others, in the latest year known of it and of any other."""
    own, of = some[0], some[0].indicator
    if not any(one.years for one in some):
        return seen_history(own) if len(some) == 1 else say("seen.none_anywhere", name=of.name)
    if not own.years:
        return say("seen.own_none", name=of.name, region=region(own.region, own.plan))
    years = [year for year in own.years if any(one.value(year) is not None for one in some[1:])]
    if not years:
        return seen_history(own)
    year = years[-1]
    values = {one.region: value for one in some if (value := one.value(year)) is not None}
    value = values.pop(own.region)
    about = {"name": of.name, "year": year, "region": region(own.region, own.plan), "value": value_words(value, of)}
    if len(values) > _NAMED:
        rank = 1 + sum(other > value and not math.isclose(other, value) for other in values.values())
        return say("seen.rank", rank=rank, count=len(values) + 1, **about)
    return say("seen.regions", told=_beside(values, value, own), **about)


def _beside(values: dict[str, float], value: float, own: AnnualSeries) -> str:
    """Which regions lie below, level with and above a value, each with its own."""
    sides: dict[str, list[str]] = {"under": [], "level_with": [], "over": []}
    for where, other in values.items():
        side = "level_with" if math.isclose(other, value) else "under" if value < other else "over"
        told = say("in_brackets", what=value_words(other, own.indicator)) if side != "level_with" else ""
        sides[side].append(f"{region(where, own.plan)}{told}")
    return say("comma").join(say(f"beside_them.{side}", regions=listed(some)) for side, some in sides.items() if some)
