"""What in a plan does not hang together: names that lead nowhere, units that do not convert, bounds that are left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any

from shkplan.base import units
from shkplan.base.messages import said
from shkplan.base.typed import Location, Misfit, suggested

Bounds = tuple[float | None, float | None]


def within(value: float, bounds: Bounds) -> bool:
    """Whether a value lies between bounds, themselves included; an open side holds nothing back."""
    low, high = bounds
    return (-inf if low is None else low) <= value <= (inf if high is None else high)


def spoken(bounds: Bounds, unit: str) -> str:
    """Bounds as a message says them."""
    low, high = bounds
    if high is None:
        return said("{low:g} {unit} or more", low=low, unit=unit)
    if low is None:
        return said("{high:g} {unit} or less", high=high, unit=unit)
    return said("{low:g} to {high:g} {unit}", low=low, high=high, unit=unit)


def loose_ends(content: Mapping[str, Any]) -> Iterator[Misfit]:
    """Names in a plan that lead nowhere.

    Args:
        content: the plan as its file states it, entries of a wrong shape included, so that they do not hide these.
    """
    indicators, series = _entries(content.get("indicators")), _entries(content.get("series"))
    regions, known = _entries(content.get("regions")), {**indicators, **series}
    for name in sorted(indicators.keys() & series.keys()):
        yield Misfit(
            said("an id under indicators or under series, not both"),
            said("Remove one."),
            found=name,
            at=("series", name),
        )
    for part, entries in (("indicators", indicators), ("series", series)):
        for name, entry in entries.items():
            yield from _lost_domain(name, _entries(content.get("domains")), (part, name))
            yield from _lost_names(_entries(entry), known, regions, (part, name))
    yield from _unfit_years(content)
    for number, baseline in enumerate(_items(content.get("baselines"))):
        yield from _unfit_baseline(_entries(baseline), known, ("baselines", number))
    proxies = "proxies" if "proxies" in content else "stand_ins"  # as plans written before 2026-12 call them
    for number, entry in enumerate(_items(content.get(proxies))):
        at: Location = (proxies, number)
        by = _entries(_entries(entry).get("by"))
        for where, named in ((at, _entries(entry)), ((*at, "by"), by)):
            yield from _lost_id(named.get("indicator"), known, (*where, "indicator"))
            yield from _lost_region(named.get("region"), regions, (*where, "region"))
        yield from _unlike(_entries(entry), by, known, (*at, "by", "indicator"))
    for number, entry in enumerate(_items(content.get("splices"))):
        yield from _unfit_splice(_entries(entry), known, regions, ("splices", number))
    for part in ("references", "peers"):
        for number, region in enumerate(_items(content.get(part))):
            yield from _lost_region(region, regions, (part, number))
    yield from _lost_region(content.get("region"), regions, ("region",))


def _unfit_years(content: Mapping[str, Any]) -> Iterator[Misfit]:
    """A horizon before the end of the window, or a base year within it."""
    window = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", str(content.get("window") or "").strip())
    base, horizon = content.get("base_year"), content.get("horizon")
    if window is None:
        return
    first, last = int(window[1]), int(window[2] or window[1])
    if isinstance(horizon, int) and horizon < last:
        expected = said("the last year of the window {window} or a later one", window=window[0])
        yield Misfit(expected, said("Correct the horizon or the window."), found=horizon, at=("horizon",))
    if isinstance(base, int) and base >= first:
        expected = said("a year before the window {window}", window=window[0])
        yield Misfit(expected, said("Correct the base year or the window."), found=base, at=("base_year",))


def _lost_names(
    entry: Mapping[str, Any], known: Mapping[str, Any], regions: Mapping[str, Any], at: Location
) -> Iterator[Misfit]:
    """Ids and regions that an indicator names."""
    for key in ("growth_of", "deflator", "real_growth"):
        yield from _lost_id(entry.get(key), known, (*at, key))
    ratio = _entries(entry.get("ratio_of"))
    for key in ("numerator", "denominator", "grows_by"):
        yield from _lost_id(ratio.get(key), known, (*at, "ratio_of", key))
    for number, target in enumerate(_items(entry.get("targets"))):
        here: Location = (*at, "targets", number)
        yield from _lost_reference(_entries(target), known, regions, here)
        for place, reading in enumerate(_items(_entries(target).get("other_readings"))):
            own = _entries(reading)
            asked, there = _entries(own.get("target", own)), (*here, "other_readings", place)
            yield from _lost_reference(asked, known, regions, there)


def _lost_reference(
    target: Mapping[str, Any], known: Mapping[str, Any], regions: Mapping[str, Any], at: Location
) -> Iterator[Misfit]:
    """The series that a target is held against."""
    reference = _entries(target.get("reference"))
    yield from _lost_id(reference.get("indicator"), known, (*at, "reference", "indicator"))
    yield from _lost_region(reference.get("region"), regions, (*at, "reference", "region"))


def _unfit_baseline(baseline: Mapping[str, Any], known: Mapping[str, Any], at: Location) -> Iterator[Misfit]:
    name, unit = baseline.get("indicator"), baseline.get("unit")
    yield from _lost_id(name, known, (*at, "indicator"))
    wanted = _entries(known.get(name)).get("unit") if isinstance(name, str) else None
    if isinstance(unit, str) and isinstance(wanted, str) and units.known(unit) and units.known(wanted):
        yield from unconverted(unit, wanted, (*at, "unit"))


def _unlike(
    entry: Mapping[str, Any], by: Mapping[str, Any], known: Mapping[str, Any], at: Location
) -> Iterator[Misfit]:
    """A proxy series has the unit, measure and prices of the one it takes the place of."""
    names = [str(one.get("indicator")) for one in (entry, by)]
    if not all(name in known for name in names):
        return
    wanted, found = (_entries(known[name]) for name in names)
    for key in ("unit", "measure", "price_basis"):
        if wanted.get(key) != found.get(key):
            expected = said("an indicator with {key} {value}, as {name}", key=key, value=wanted.get(key), name=names[0])
            yield Misfit(expected, said("Name another series, or none."), found=f"{names[1]} ({found.get(key)})", at=at)


def _unfit_splice(
    splice: Mapping[str, Any], known: Mapping[str, Any], regions: Mapping[str, Any], at: Location
) -> Iterator[Misfit]:
    name = splice.get("indicator")
    yield from _lost_id(name, known, (*at, "indicator"))
    yield from _lost_region(splice.get("region"), regions, (*at, "region"))
    if isinstance(name, str) and _entries(known.get(name)).get("measure") == "growth":
        remedy = said("A rate of growth has no level to be rescaled: mark its new basis as a break.")
        yield Misfit(said("a level or a flow"), remedy, found=name, at=(*at, "indicator"))


def _lost_id(name: Any, known: Mapping[str, Any], at: Location) -> Iterator[Misfit]:
    if isinstance(name, str) and name not in known:
        remedy = suggested(name, list(known), said("Correct it, or add an entry of that name."))
        yield Misfit(said("an id under indicators or series"), remedy, found=name, at=at)


def _lost_region(name: Any, regions: Mapping[str, Any], at: Location) -> Iterator[Misfit]:
    if isinstance(name, str) and name not in regions:
        remedy = suggested(name, list(regions), said("Correct it, or add it there with its English name."))
        yield Misfit(said("a name under regions"), remedy, found=name, at=at)


def _lost_domain(name: Any, domains: Mapping[str, Any], at: Location) -> Iterator[Misfit]:
    domain = str(name).partition(".")[0]
    if domain not in domains:
        remedy = suggested(domain, list(domains), said("Correct it, or add its heading there."))
        yield Misfit(said("a first part that stands under domains"), remedy, found=domain, at=at)


def unconverted(unit: str, wanted: str, at: Location) -> Iterator[Misfit]:
    """That a unit does not convert to another; nothing where none is wanted."""
    if wanted and not units.joined(unit, wanted):
        yield Misfit(
            said("a unit that converts to {wanted}", wanted=wanted),
            said("Change one of the two units."),
            found=unit,
            at=at,
        )


def _entries(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()
