"""What importing files would do to the workspace: read, compared, looked at; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from shkplan.base.errors import DataError, Mistake, ParameterError
from shkplan.base.messages import said
from shkplan.evidence.corrections import Correction, applied, matched
from shkplan.evidence.observation import Observation
from shkplan.evidence.series import AnnualSeries, annual_series
from shkplan.exchange.importing.arrival import Arrival, compare
from shkplan.exchange.importing.jumps import jumps_among, last_known
from shkplan.exchange.importing.writing import Import, content_of, homes_of
from shkplan.files import paths
from shkplan.files.strays import of_programs
from shkplan.register.plan import Plan
from shkplan.workspace.check_figures import mistakes_among
from shkplan.workspace.load import Workspace, class_for, read_all, read_corrections
from shkplan.workspace.names import Register
from shkplan.workspace.readers.choice import reader_of
from shkplan.workspace.readers.form.answers import Answer
from shkplan.workspace.readers.form.receipt import Receipt
from shkplan.workspace.readers.reference_class import ServedClass
from shkplan.workspace.readers.tidy_csv import read_tidy_csv

Key = tuple[str, str]  # indicator and region


def plan_import(files: Sequence[Path], plan: str | Path | None = None, *, into: str = "") -> Import:
    """What importing files into the current workspace would do; nothing is written yet.

    Args:
        files: forms, tables: whatever a reader of :mod:`shkplan.workspace.readers.choice` knows by its content.
        plan: the plan they are for; default the only one of the workspace.
        into: the file under data/observations to add to; default the one that holds most of a region's figures.

    Raises:
        ParameterError: no workspace, no plan to be seen, or no such place.
        DataError: mistakes in the files, figures that fit no plan or contradict what is there; all of them.
    """
    base = paths.workspace()
    if base is None:
        raise ParameterError(said("no workspace here to import into; `shkplan init` lays one out."))
    workspace = Workspace(base)
    register = workspace.plan(plan)
    there, broken = read_all(workspace.files("observations"), read_tidy_csv)
    came, wrong = _read(files, register)
    if broken or wrong:
        raise DataError([*broken, *wrong])
    held = [figure for table in there.values() for figure in table]
    if any(
        not figure.invented for figure in came.figures
    ):  # as once they are in: the examples of a new workspace count no longer
        held = [figure for figure in held if not figure.invented]
    changes, conflicts = compare(came.figures, held)
    coming = [change.figure for change in changes if change.kind != "same"]
    plans = [workspace.plan(path) for path in workspace.files("plans")] or [register]
    corrections = _corrections(workspace)
    mistakes = [*conflicts, *_new_mistakes(held, coming, corrections, plans)]
    if mistakes:
        raise DataError(list(dict.fromkeys(mistakes)))
    homes = homes_of(coming, there, workspace.folder("observations"), register, into)
    for path in homes:
        paths.kept_inside(path)
    before = {path: path.read_bytes() if path.exists() else None for path in homes}
    contents = {path: content_of(before[path] or b"", rows, paths.shown(path)) for path, rows in homes.items()}
    series = _series(
        [*applied(held, matched(held, corrections)[0]), *coming],
        {_key(change.figure) for change in changes},
        [register, *plans],
    )
    seen = tuple(_seen(changes, series))
    jumps = jumps_among(seen, series, _classes(workspace, series))
    return Import(seen, tuple(came.remarks), contents, before, tuple(jumps), Receipt.of(came.answers))


def _corrections(workspace: Workspace) -> list[Correction]:
    """The corrections of a workspace, as far as they can be read; what is wrong with them ``check`` tells."""
    written, _ = read_all(workspace.files("corrections"), read_corrections)
    return [one for some in written.values() for one in some]


def _new_mistakes(
    held: Sequence[Observation], coming: Sequence[Observation], corrections: Sequence[Correction], plans: Sequence[Plan]
) -> Iterator[Mistake]:
    """What a check would tell after the import and does not tell before: of the figures, and of the corrections they meet."""
    names = Register(tuple(plans))
    before = set(mistakes_among(held, corrections, names))
    return (one for one in mistakes_among([*held, *coming], corrections, names) if one not in before)


@dataclass
class _Came:
    """What was read of all files."""

    figures: list[Observation] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


def _read(files: Sequence[Path], plan: Plan) -> tuple[_Came, list[Mistake]]:
    """All figures of all files, and the mistakes of all of them together."""
    came = _Came()
    mistakes: list[Mistake] = []
    for path in dict.fromkeys(files):
        left = of_programs(path)  # as import * catches it beside the table that is open
        if left is not None and not all(map(of_programs, files)):
            came.remarks.append(said("{file}: not read, {why}.", file=paths.shown(path), why=left))
            continue
        try:
            one = reader_of(path).read(path, plan)
            came.figures += one.figures
            came.remarks += one.remarks
            came.answers += one.answers
        except DataError as error:
            mistakes += error.mistakes
    return came, mistakes


# What each figure meets -----------------------------------------------------------------------------------------------


def _key(figure: Observation) -> Key:
    return figure.indicator, figure.region


def _series(figures: Iterable[Observation], wanted: set[Key], plans: Sequence[Plan]) -> dict[Key, AnnualSeries]:
    """The yearly series that figures come to, with all that comes in them."""
    grouped: dict[Key, list[Observation]] = {}
    for figure in figures:
        if _key(figure) in wanted:
            grouped.setdefault(_key(figure), []).append(figure)
    homes = {key: _home(key, plans) for key in grouped}
    return {
        key: replace(annual_series(some, plan[key[0]], key[1]), plan=plan)
        for key, some in grouped.items()
        if (plan := homes[key])
    }


def _home(key: Key, plans: Sequence[Plan]) -> Plan | None:
    """The plan whose indicator a figure is of: one of its region's own, else of a region it looks at, else any."""
    indicator, region = key
    known = [plan for plan in plans if indicator in plan]
    own = [plan for plan in known if plan.region == region]
    return next(iter([*own, *(plan for plan in known if region in plan.regions), *known]), None)


def _seen(changes: Iterable[Arrival], series: Mapping[Key, AnnualSeries]) -> Iterable[Arrival]:
    """The changes, each knowing whether the yearly series will take its figure, and which figure was known before."""
    taken = {id(figure) for one in series.values() for figure in one.chosen}
    for change in changes:
        one = series.get(_key(change.figure))
        alike = one is not None and change.figure.period.is_year and change.figure.form in ("level", "growth rate")
        last = last_known(change.figure, one) if one is not None and alike else None
        yield replace(change, taken=id(change.figure) in taken, last=last)


def _classes(workspace: Workspace, series: Iterable[Key]) -> dict[Key, ServedClass]:
    """The reference classes that serve series; none where their files have mistakes, which ``check`` tells."""
    try:
        classes = workspace.classes()
    except DataError:
        return {}
    return {key: served for key in series if (served := class_for(classes, *key)) is not None}
