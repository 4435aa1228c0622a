"""Reference classes looked at against the plans they serve: names, units, measures and bounds that do not go together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from shkplan.base import units
from shkplan.base.errors import Mistake
from shkplan.base.typed import Location, Misfit, quoted, suggested
from shkplan.files import paths
from shkplan.files.records import load, place_in
from shkplan.register.consistency import Bounds
from shkplan.register.plan import Indicator, Plan
from shkplan.register.reference_class import ReferenceEntry, WithoutClass
from shkplan.workspace.load import REFERENCE, WITHOUT, Workspace, read_all
from shkplan.workspace.readers.reference_class import read_class

__all__ = ["class_mistakes"]


def class_mistakes(base: Workspace, plans: Sequence[Plan], *, complete: bool) -> Iterator[Mistake]:
    """What is wrong with the reference classes of a workspace itself; shipped ones are not its business.

    Args:
        base: the workspace.
        plans: its plans that could be read.
        complete: whether these are all, so that a name in none of them is a mistake.
    """
    folder = base.root / paths.DATA / REFERENCE
    good, broken = read_all([path for path in base.class_files if path.parent == folder], read_class)
    yield from broken
    without = base.root / paths.DATA / WITHOUT
    yield from read_all([without] if without.is_file() else [], lambda path: load(path, WithoutClass))[1]
    for path, (entry, _) in good.items():
        for misfit in _misfits(path, entry, plans, complete):
            place = place_in(path, ReferenceEntry, misfit.at)
            yield place.mistake(quoted(misfit.found), misfit.expected, misfit.remedy)


def _misfits(path: Path, entry: ReferenceEntry, plans: Sequence[Plan], complete: bool) -> Iterator[Misfit]:
    if path.stem != entry.id:
        remedy = f"Rename the file to {entry.id}.yaml, or correct the id."
        yield Misfit(f"{path.stem}, as the file is named", remedy, found=entry.id, at=("id",))
    for name in entry.serves:
        served = [plan[name] for plan in plans if name in plan]
        if not served and complete:
            known = [one for plan in plans for one in (*plan.indicators, *plan.series)]
            remedy = suggested(name, known, "Correct it, or leave it out.")
            yield Misfit("the id of an indicator of a plan", remedy, found=name, at=("serves", name))
        for one in served:
            yield from _unlike(entry, one)


def _unlike(entry: ReferenceEntry, one: Indicator) -> Iterator[Misfit]:
    """In what a class differs from an indicator that it serves."""
    if (entry.measure == "growth") != (one.measure == "growth"):
        remedy = "A class of levels says nothing of growth, nor the other way round."
        yield Misfit(f"{one.measure}, as {one.id}", remedy, found=entry.measure, at=("measure",))
    elif not units.joined(entry.unit, one.unit):
        yield Misfit(f"a unit that converts to {one.unit}", f"{one.id} has it.", found=entry.unit, at=("unit",))
    elif entry.bounds != one.bounds:
        at: Location = ("bounds",)
        remedy = "The class stands on the scale of these bounds: correct them, and learn it again."
        yield Misfit(f"{_said(one.bounds)}, as {one.id}", remedy, found=_said(entry.bounds), at=at)


def _said(bounds: Bounds) -> str:
    low, high = ("null" if bound is None else f"{bound:g}" for bound in bounds)
    return f"[{low}, {high}]"
