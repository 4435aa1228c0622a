"""What of a scenario does not fit its plan: names nobody knows, years out of range, units, bounds, forms without a meaning.

The check of files and :meth:`~shkplan.assessment.Assessment.under` ask the same; both tell everything at once. A plan with
mistakes still knows its names (:class:`KnownNames`), so that a misspelt one is told in the same answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shkplan.base import units
from shkplan.base.errors import Mistake
from shkplan.base.messages import said
from shkplan.base.typed import Location, Misfit, suggested
from shkplan.register.claims import Addition, BestPeer, Claim, GrowthRate, LikeRegion, RequiredPath, Shock
from shkplan.register.consistency import spoken, within
from shkplan.register.plan import Indicator, Plan, Region
from shkplan.register.scenario import Scenario, doubled

__all__ = ["KnownNames", "lost_names", "mistaken", "unfit"]


@dataclass(frozen=True)
class KnownNames:
    """What a scenario may name beside the indicators, regions and targets of its plan.

    Attributes:
        models: names of models.
        links: ids of links between indicators; None where they are not known.
    """

    models: Collection[str] = ()
    links: Collection[str] | None = None


def unfit(scenario: Scenario, plan: Plan, names: KnownNames, region: str = "") -> list[Misfit]:
    """Everything of a scenario that does not fit a plan, claims that meet once their region is said among it.

    Args:
        scenario: as its file or its author has it.
        plan: the plan it is asked of.
        names: models and links there are.
        region: of which claims without a region speak; default the plan's own.
    """
    where = region or plan.region
    found = [one for number, claim in enumerate(scenario.claims) for one in _of_claim(number, claim, plan, where)]
    found += _of_switches(scenario, plan, names)
    return found or doubled(scenario.spelled_out(where))


def lost_names(
    number: int, claim: Claim, plan: str, names: Collection[str], regions: Collection[str] | Mapping[str, Region]
) -> Iterator[Misfit]:
    """Names of a claim that its plan does not know."""
    at: Location = ("claims", number)
    told: list[tuple[str, str]] = [("region", claim.region)]
    told += [("like", claim.like)] if isinstance(claim, LikeRegion) else []
    for entry, region in told:
        if region and region not in regions:
            own = said("Correct it, or leave it out for the plan's own region.")
            remedy = _meant(region, regions, own if entry == "region" else said("Correct it."))
            yield Misfit(said("a region of {plan}", plan=plan), remedy, found=region, at=(*at, entry))
    for place, peer in enumerate(claim.among if isinstance(claim, BestPeer) else ()):
        if peer not in regions:
            remedy = _meant(peer, regions, said("Correct it."))
            yield Misfit(said("a region of {plan}", plan=plan), remedy, found=peer, at=(*at, "among", place))
    if claim.indicator not in names:
        remedy = suggested(claim.indicator, list(names), said("Correct it."))
        expected = said("the id of an indicator of {plan}", plan=plan)
        yield Misfit(expected, remedy, found=claim.indicator, at=(*at, "indicator"))


def _meant(name: str, regions: Collection[str] | Mapping[str, Region], otherwise: str) -> str:
    """A remedy for a region nobody knows: its code where that is its English name, else the nearest ones."""
    entries = regions.items() if isinstance(regions, Mapping) else ()
    called = [code for code, region in entries if region.en.casefold() == name.strip().casefold()]
    if called:
        return said("Write {code}: regions go by the names that the data have.", code=called[0])
    return suggested(name, list(regions), otherwise)


def mistaken(claim: Claim, entry: str, found: str, expected: str, remedy: str) -> Mistake:
    """What is wrong with an entry of a claim, in its file; of one made in Python by its indicator and years."""
    if claim.place.file:
        return claim.place.below(entry).mistake(found, expected, remedy)
    where = said("claim on {indicator}, {years}", indicator=claim.indicator, years=claim.years)
    return Mistake("scenario", where, found, expected, remedy)


def _of_claim(number: int, claim: Claim, plan: Plan, region: str) -> Iterator[Misfit]:
    """What of a claim does not fit its plan."""
    at: Location = ("claims", number)
    yield from lost_names(number, claim, plan.id, (*plan.indicators, *plan.series), plan.regions)
    first, last = plan.window.first, plan.horizon
    if claim.years.first < first or claim.years.last > last:
        remedy = said("Claims fix years from the plan's window to its horizon.")
        expected = said("years from {first} to {last}", first=first, last=last)
        yield Misfit(expected, remedy, found=str(claim.years), at=(*at, "years"))
    yield from _of_regions(claim, plan, claim.region or region, at)
    if claim.indicator in plan:
        yield from _of_measure(claim, plan[claim.indicator], at)
        yield from _of_target(claim, plan[claim.indicator], at)


def _of_regions(claim: Claim, plan: Plan, own: str, at: Location) -> Iterator[Misfit]:
    """A region that is to be like itself, or the best of no others."""
    if isinstance(claim, LikeRegion) and claim.like == own:
        remedy = said("{region} is what it is: name another region.", region=own)
        yield Misfit(said("another region than {region}", region=own), remedy, found=claim.like, at=(*at, "like"))
    if isinstance(claim, BestPeer):
        if own in claim.among:
            remedy = said("Leave {region} out: a best peer is another one.", region=own)
            place = claim.among.index(own)
            yield Misfit(said("peers of {region}", region=own), remedy, found=own, at=(*at, "among", place))
        elif not claim.among and not {*plan.peers, *plan.references} - {own}:
            remedy = said("{plan} names no peers and no references: name regions under among.", plan=plan.id)
            yield Misfit(said("regions to choose from"), remedy, found=None, at=(*at, "among"))


def _of_measure(claim: Claim, indicator: Indicator, at: Location) -> Iterator[Misfit]:
    """What of a claim does not fit how its indicator is measured."""
    if not indicator.unit:
        remedy = said("A stated aim cannot be fixed.")
        yield Misfit(said("an indicator that is measured"), remedy, found=indicator.id, at=(*at, "indicator"))
    elif isinstance(claim, GrowthRate):
        if indicator.measure == "growth":
            remedy = said("{indicator} is itself a growth rate: fix its level.", indicator=indicator.id)
            yield Misfit(said("level or addition"), remedy, found=claim.fix, at=(*at, "fix"))
    elif isinstance(claim, Addition | Shock):
        yield from _of_addition(claim, indicator, at)
    elif not isinstance(claim, LikeRegion | BestPeer | RequiredPath):
        unit = claim.unit or indicator.unit
        if not units.joined(unit, indicator.unit):
            yield _unjoined(unit, indicator.unit, at)
            return
        numbers = [(entry, one) for entry, told in claim.numbers.items() for one in told]
        yield from _of_bounds(numbers, unit, indicator, at)


def _of_addition(claim: Addition | Shock, indicator: Indicator, at: Location) -> Iterator[Misfit]:
    """What of an addition does not fit: per cent that may mean points, another unit, a stated baseline out of bounds."""
    points, unit = units.difference(indicator.unit), claim.unit
    if claim.relative:
        if unit not in ("", "%"):
            remedy = said("With relative: true the number is per cent of the baseline: leave unit out.")
            yield Misfit(said("no unit, or %"), remedy, found=unit, at=(*at, "unit"))
        unit = ""
    elif unit == indicator.unit != points:
        remedy = said("Write unit: {points}, or relative: true for per cent of the value.", points=points)
        yield Misfit(said("{points} for points added", points=points), remedy, found=unit, at=(*at, "unit"))
    elif unit and unit != points and not units.joined(unit, indicator.unit):
        relative = said("Write unit: {unit}, or relative: true for per cent of the value.", unit=indicator.unit)
        yield _unjoined(unit, points, at, relative if unit == "%" else "")
        return
    if claim.baseline is not None:
        own = indicator.unit if unit in ("", points) else unit
        yield from _of_bounds([("baseline", claim.baseline)], own, indicator, at)


def _unjoined(unit: str, wanted: str, at: Location, remedy: str = "") -> Misfit:
    told = remedy or said("Give the value in {unit}.", unit=wanted)
    return Misfit(said("a unit that converts to {unit}", unit=wanted), told, found=unit, at=(*at, "unit"))


def _of_bounds(numbers: Sequence[tuple[str, float]], unit: str, indicator: Indicator, at: Location) -> Iterator[Misfit]:
    """Numbers, by the entry that holds them, that the indicator cannot have."""
    for entry, number in numbers:
        if not within(units.convert(number, unit, indicator.unit), indicator.bounds):
            found, remedy = f"{number:.12g} {unit}", said("Correct the value or its unit.")
            yield Misfit(spoken(indicator.bounds, indicator.unit), remedy, found=found, at=(*at, entry))


def _of_target(claim: Claim, indicator: Indicator, at: Location) -> Iterator[Misfit]:
    """A path that a target asks for, or the best by its direction, where there is no such target or there are several."""
    if not isinstance(claim, RequiredPath | BestPeer):
        return
    targets = [one for one in indicator.targets_in_force() if one.scored]
    keys = [indicator.key_of(one) for one in targets]
    if not targets:
        needs = said("an indicator with a target that is assessed")
        other = said("Nothing says what {fix} means here: claim a level or a growth rate.", fix=claim.fix)
        yield Misfit(needs, other, found=claim.indicator, at=(*at, "indicator"))
    elif isinstance(claim, RequiredPath) and claim.target and claim.target not in keys:
        remedy = suggested(claim.target, keys, said("Correct it."))
        yield Misfit(said("one of {words}", words=keys), remedy, found=claim.target, at=(*at, "target"))
    elif isinstance(claim, RequiredPath) and not claim.target and len(keys) > 1:
        which = said("It has several targets: say which.")
        yield Misfit(said("one of {words}", words=keys), which, found=None, at=(*at, "target"))


def _of_switches(scenario: Scenario, plan: Plan, names: KnownNames) -> Iterator[Misfit]:
    """Models, links and thresholds of the header that nobody knows."""
    known = [*plan.indicators, *plan.series]
    for name, model in scenario.models.items():
        if name not in known:
            expected = said("the id of an indicator of {plan}", plan=plan.id)
            remedy = suggested(name, known, said("Correct it."))
            yield Misfit(expected, remedy, found=name, at=("models", name))
        if model not in names.models:
            remedy = suggested(model, list(names.models), said("Correct it."))
            yield Misfit(said("one of {words}", words=sorted(names.models)), remedy, found=model, at=("models", name))
    for name in scenario.links if names.links is not None else ():
        if name not in (names.links or ()):
            remedy = suggested(name, list(names.links or ()), said("Correct it, or remove it."))
            yield Misfit(said("the id of a link"), remedy, found=name, at=("links", name))
    yield from _of_thresholds(scenario, plan)


def _of_thresholds(scenario: Scenario, plan: Plan) -> Iterator[Misfit]:
    """Thresholds that the plan does not take from outside, or that are none."""
    every = [(one, target) for one in plan.indicators.values() for target in one.targets_in_force()]
    outside = [one.key_of(target) for one, target in every if target.outside]
    for name, number in scenario.thresholds.items():
        if name not in outside:
            remedy = suggested(name, outside, said("Only such a number can be set by a scenario."))
            expected = said("a target held against a number from outside the plan")
            yield Misfit(expected, remedy, found=name, at=("thresholds", name))
        elif number <= 0:
            yield Misfit(said("a number above 0"), said("Check the digits."), found=number, at=("thresholds", name))
