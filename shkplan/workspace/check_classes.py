"""Reference classes looked at against the plans they serve: names, units, measures and bounds that do not go together."""

from __future__ import annotations

from collections.abc import Iterator

from shkplan.base import units
from shkplan.base.errors import Mistake
from shkplan.base.messages import said
from shkplan.base.typed import Misfit
from shkplan.files import paths
from shkplan.files.records import load
from shkplan.register.consistency import Bounds
from shkplan.register.plan import Indicator
from shkplan.register.reference_class import ReferenceEntry, WithoutClass
from shkplan.workspace.check_scenarios import misnamed, told
from shkplan.workspace.folders import REFERENCE, reference_entries
from shkplan.workspace.load import WITHOUT, Workspace, read_all
from shkplan.workspace.names import Register
from shkplan.workspace.readers.reference_class import read_class

__all__ = ["class_mistakes"]


def class_mistakes(base: Workspace, register: Register) -> Iterator[Mistake]:
    """What is wrong with the reference classes of a workspace itself; shipped ones are not its business.

    Args:
        base: the workspace.
        register: what its plans know.
    """
    folder = base.root / paths.DATA / REFERENCE
    good, broken = read_all([path for path in base.class_files if path.parent == folder], read_class)
    yield from broken
    without = [path for path in reference_entries(folder) if path.stem == WITHOUT.stem]
    yield from read_all(without, lambda path: load(path, WithoutClass))[1]
    for path, (entry, _) in good.items():
        yield from misnamed(path, ReferenceEntry, entry.id)
        for misfit in _misfits(entry, register):
            yield told(path, ReferenceEntry, misfit)


def _misfits(entry: ReferenceEntry, register: Register) -> Iterator[Misfit]:
    for name in entry.serves:
        if register.unknown_indicator(name):
            remedy = register.meant(name, said("Correct it, or leave it out."))
            yield Misfit(said("the id of an indicator of a plan"), remedy, found=name, at=("serves", name))
        for one in register.homes(name):
            yield from _unlike(entry, one)


def _unlike(entry: ReferenceEntry, one: Indicator) -> Iterator[Misfit]:
    """In what a class differs from an indicator that it serves."""
    if (entry.measure == "growth") != (one.measure == "growth"):
        remedy = said("A class of levels says nothing of growth, nor the other way round.")
        expected = said("{measure}, as {indicator}", measure=one.measure, indicator=one.id)
        yield Misfit(expected, remedy, found=entry.measure, at=("measure",))
    elif not units.joined(entry.unit, one.unit):
        expected, remedy = (
            said("a unit that converts to {unit}", unit=one.unit),
            said("{indicator} has it.", indicator=one.id),
        )
        yield Misfit(expected, remedy, found=entry.unit, at=("unit",))
    elif entry.bounds != one.bounds:
        remedy = said("The class stands on the scale of these bounds: correct them, and learn it again.")
        expected = said("{bounds}, as {indicator}", bounds=_spelled(one.bounds), indicator=one.id)
        yield Misfit(expected, remedy, found=_spelled(entry.bounds), at=("bounds",))


def _spelled(bounds: Bounds) -> str:
    low, high = ("null" if bound is None else f"{bound:g}" for bound in bounds)
    return f"[{low}, {high}]"
