"""What of ``reports.yaml`` does not fit its workspace: plans, pages, indicators, regions, scenarios, models, notebooks and folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from shkplan.base.errors import DataError, Mistake, ShkplanError, UnknownName
from shkplan.base.messages import said
from shkplan.base.typed import Location, quoted, suggested
from shkplan.files import paths
from shkplan.files.records import place_in
from shkplan.models import MODELS
from shkplan.register.plan import Plan
from shkplan.workspace.load import Workspace
from shkplan.workspace.notebooks import PAGES, foreign_notebooks
from shkplan.workspace.scenarios import scenarios_of
from shkplan.workspace.schedules.reports_file import FILE, ReportsFile, ScheduledReport, read_reports

__all__ = ["entry_mistakes", "schedule_mistakes"]

_NAME = said("Correct its spelling.")
Found = tuple[Location, object, str, str]  # where below an entry, what was found, expected, remedy


def schedule_mistakes(root: Path) -> Iterator[Mistake]:
    """Every mistake in ``reports.yaml`` of a workspace; none where there is no such file."""
    if not paths.there(root / FILE):
        return
    try:
        file = read_reports(root)
    except DataError as error:
        yield from error.mistakes
        return
    for name in file.reports:
        yield from entry_mistakes(root, name, file)


def entry_mistakes(root: Path, name: str, file: ReportsFile) -> Iterator[Mistake]:
    """What of one report does not fit its workspace.

    Args:
        root: the workspace.
        name: of the report.
        file: ``reports.yaml``, read and sound by itself.
    """
    for at, found, expected, remedy in _misfits(Workspace(root), name, file):
        yield place_in(root / FILE, ReportsFile, ("reports", name, *at)).mistake(quoted(found), expected, remedy)


def _misfits(base: Workspace, name: str, file: ReportsFile) -> Iterator[Found]:
    entry = file.reports[name]
    yield from _unknown(("pages",), entry.pages, PAGES, said("a page of a report"))
    yield from _unknown(("own_notebooks",), entry.own_notebooks, PAGES, said("the notebook of a page"))
    yield from _of_folders(base.root, name, file)
    foreign = [page for page in foreign_notebooks(base.root, entry.pages or PAGES) if page not in entry.own_notebooks]
    if foreign:
        names = ", ".join((*entry.own_notebooks, *foreign))
        expected = said("the notebooks installed here: a notebook is a program")
        remedy = said(
            "Remove it from notebooks to use the installed one, or trust it: own_notebooks: [{names}].", names=names
        )
        yield ("own_notebooks",), said("changed in notebooks: {names}", names=foreign), expected, remedy
    try:
        plan = base.plan(entry.plan)
    except UnknownName as error:
        yield ("plan",), entry.plan, said("the id of a plan"), suggested(entry.plan, error.known, _NAME)
    except DataError:
        return  # told of the plan itself
    else:
        yield from _of_plan(base, entry, plan)


def _of_plan(base: Workspace, entry: ScheduledReport, plan: Plan) -> Iterator[Found]:
    """Names that the plan of a report does not know."""
    shipped = Workspace.shipped()
    places = [base.root, *([shipped.root] if plan.id in shipped.ids("plans") else [])]
    known: dict[str, Iterable[str]] = {
        "region": plan.regions,
        "model": ("auto", *MODELS),
        "scenario": ("", *scenarios_of(plan, *places)),
        "scenarios": scenarios_of(plan, *places),
    }
    expected = {
        "region": said("a region of the plan"), "model": said("a model, or auto"),
        "scenario": said("a scenario of the plan"), "scenarios": said("a scenario of the plan"),
    }  # fmt: skip
    yield from _unknown(("indicators",), entry.indicators, ("all", *plan.indicators), said("an indicator of the plan"))
    for key, value in entry.parameters.items():
        if key in known:
            values = value if isinstance(value, list | tuple) else (value,)
            yield from _unknown(("parameters", key), values, known[key], expected[key], single=value is not values)


def _unknown(
    at: Location, values: Iterable[Any], known: Iterable[str], expected: str, *, single: bool = False
) -> Iterator[Found]:
    """Names nobody knows, with the nearest that somebody does."""
    names = list(known)
    for number, value in enumerate(values):
        if value not in names:
            yield (
                (at if single else (*at, number)),
                value,
                expected,
                suggested(str(value), [one for one in names if one], _NAME),
            )


def _of_folders(root: Path, name: str, file: ReportsFile) -> Iterator[Found]:
    """A folder that lies outside by a link; or two reports that would stand in one folder."""
    entry, at = file.reports[name], ("destination",)
    try:
        paths.kept_inside(root / entry.destination)
    except ShkplanError:
        yield (
            at,
            entry.destination,
            said("a folder within the workspace, not a link that leads out of it"),
            said("Name another folder."),
        )
    for other, one in file.reports.items():
        if other == name:
            break
        if _same_place(entry, one):
            expected = said("a folder of its own: the report {other} goes to the same one", other=other)
            yield at, entry.destination, expected, said("Write destination: reports/{name}.", name=name)


def _same_place(one: ScheduledReport, other: ScheduledReport) -> bool:
    """Whether two reports of one day would have the same folder."""
    return all(
        (
            one.plan == other.plan,
            PurePosixPath(one.destination) == PurePosixPath(other.destination),
            {key: value for key, value in one.parameters.items() if value}
            == {key: value for key, value in other.parameters.items() if value},
        )
    )
