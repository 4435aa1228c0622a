"""Reference classes from panels into files, and which indicator of a plan has which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from shkplan.base.errors import DataError, ParameterError, UnknownName
from shkplan.base.messages import Message, Text, listed, message, said
from shkplan.files import paths
from shkplan.files.atomic import replace_all
from shkplan.files.records import load
from shkplan.files.text import read_bytes
from shkplan.forecast.learning.reference import LearnedTable, Progress, learned_reference, read_reference_panel
from shkplan.register.plan import Plan
from shkplan.register.reference_class import ReferenceEntry
from shkplan.workspace.folders import REFERENCE
from shkplan.workspace.load import Workspace, class_for, read_all
from shkplan.workspace.readers.reference_class import ServedClass

__all__ = ["classes_of", "learn_reference"]

Wanted = tuple[Path, Path, ReferenceEntry]  # panel, file of the entry, entry


def learn_reference(panels: Sequence[Path], name: str = "", to: Path | None = None) -> list[Message]:
    """A line on each table that was written; all of them are, or none.

    Args:
        panels: CSV files; each teaches the classes that name it in ``learned``.
        name: id or YAML file of the one class to learn; empty for all.
        to: folder of the tables; default that of the workspace, else the current one. An entry that is not there comes along.

    Raises:
        UnknownName: no such class.
        ParameterError: a panel from which nothing is learned.
        DataError: mistakes in the entries or panels.
    """
    contents, told = dict[Path, bytes](), list[Message]()
    for panel, file, entry in list(_wanted(panels, name)):
        with _bar(entry.id) as progress:
            table = learned_reference(read_reference_panel(panel), entry, paths.shown(panel), progress)
        folder = to or _folder(file)
        contents[folder / entry.table] = table.text().encode()
        if not (folder / file.name).exists():
            contents[folder / file.name] = read_bytes(file)
        told.append(_line(folder / entry.table, table))
    for folder in {path.parent for path in contents}:
        folder.mkdir(parents=True, exist_ok=True)
    replace_all(contents)
    return told


def classes_of(plan: str | None = None, region: str | None = None) -> Iterator[Message]:
    """Which class serves what a plan measures, or why none does; a line each.

    Args:
        plan: an id or a path; default every plan of the workspace that knows the region.
        region: default the plan's own.

    Raises:
        UnknownName: no such plan or region.
        DataError: mistakes in the plans or classes.
    """
    here = Workspace.here()
    plans = [here.plan(name) for name in ([plan] if plan is not None else here.ids("plans"))]
    asked = [one for one in plans if region is None or region in one.regions]
    if region is not None and not asked:
        raise UnknownName("region", region, {name for one in plans for name in one.regions})
    classes, without = here.classes(), here.without_class()
    for one in asked:
        yield message("reference.of", plan=one.title, region=region or one.region)
        yield from _served(one, region or one.region, classes, without)


def _served(plan: Plan, region: str, classes: Sequence[ServedClass], without: Mapping[str, Text]) -> Iterator[Message]:
    """The lines of one plan: all of its indicators that are measured, and those other series that have a class."""
    for one in (*plan.indicators.values(), *plan.series.values()):
        found = class_for(classes, one.id, region)
        if found is not None:
            last = found.known.by_year[max(found.known.by_year)]
            yield message(
                "reference.served", indicator=one.id, title=found.entry.title, regions=last.regions, first=int(last.years[0]),
                last=last.until, windows=last.windows, independent=last.independent, reason=found.entry.serves[one.id],
            )  # fmt: skip
        elif one.unit and one.id in plan.indicators:
            why = without.get(one.id) or message("reference.unlearned")
            yield message("reference.none", indicator=one.id, reason=why)


def _wanted(panels: Sequence[Path], name: str) -> Iterator[Wanted]:
    """Which classes are to be learned from which panel."""
    files = [Path(name)] if Path(name).suffix in (".yaml", ".yml") else Workspace.here().class_files
    entries, mistakes = read_all(files, lambda path: load(path, ReferenceEntry))
    if mistakes:
        raise DataError(mistakes)
    if name and len(files) != 1:
        if name not in {entry.id for entry in entries.values()}:
            raise UnknownName("reference class", name, [entry.id for entry in entries.values()])
        entries = {path: entry for path, entry in entries.items() if entry.id == name}
    for panel in panels:
        found = [(panel, path, entry) for path, entry in entries.items() if entry.learned.panel == panel.name]
        if not found:
            known = listed(sorted({entry.learned.panel for entry in entries.values()})) or said("none")
            raise ParameterError(
                said(
                    "{panel}: no class is learned from a panel of this name; panels that are named: {known}. Name it "
                    "as panel in learned of data/reference/ID.yaml; a shipped one shows how.",
                    panel=panel.name,
                    known=known,
                )
            )
        yield from found


@contextmanager
def _bar(words: str) -> Iterator[Progress]:
    """How many years of a class are done, on a terminal; a log needs no bar."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(words)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _folder(file: Path) -> Path:
    """Where the table of an entry goes: beside it, unless it is a shipped one."""
    there = paths.workspace()
    reference = None if there is None else there / paths.DATA / REFERENCE
    if not file.resolve().is_relative_to(paths.shipped()):
        return file.parent
    return Path() if reference is None else reference


def _line(path: Path, table: LearnedTable) -> Message:
    last = table.last
    return message(
        "reference.learned", file=paths.shown(path), regions=last.regions, first=int(last.years[0]), last=last.until,
        windows=last.windows, independent=last.independent, figures=table.figures, dropped=table.dropped, aside=table.aside,
    )  # fmt: skip
