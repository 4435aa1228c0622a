"""Figures from elsewhere taken into the workspace: seen before they are written, all of them or none.

What a workspace holds is never changed, only added to. A figure that says something else than an earlier one of the
same source, published later, is written below it: the earlier row stays, and the two together are the record of the
revision. One that contradicts the same source without being later is a conflict, and refused. Another source may say
another thing: the two stand side by side, and :func:`shkplan.evidence.observation.rank` picks.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from shkplan.base import units
from shkplan.base.errors import DataError, Mistake, ParameterError, Place, ShkplanError
from shkplan.base.typed import suggested
from shkplan.evidence.observation import Observation
from shkplan.evidence.series import annual_series
from shkplan.files import paths
from shkplan.files.atomic import replace_all
from shkplan.register.plan import Plan
from shkplan.workspace.check import figure_mistakes
from shkplan.workspace.load import Workspace
from shkplan.workspace.readers.choice import reader_of
from shkplan.workspace.readers.tidy_csv import appended, read_rows, read_tidy_csv

if TYPE_CHECKING:
    from rich.table import Table

Kind = Literal["new", "revised", "beside", "same"]
_SPOKEN: Mapping[Kind, str] = {
    "new": "new", "revised": "revised", "beside": "beside another source", "same": "already there",
}  # fmt: skip


@dataclass(frozen=True)
class Arrival:
    """What one figure does to the workspace.

    Attributes:
        kind: new; revised, a later word of the same source; beside, the word of another source; same, nothing.
        figure: the figure that comes.
        earlier: the figures it stands beside; of a revision the one it revises, first.
        taken: the yearly series will take it.
    """

    kind: Kind
    figure: Observation
    earlier: tuple[Observation, ...] = ()
    taken: bool = False

    def __str__(self) -> str:
        one = self.figure
        told = f"{_SPOKEN[self.kind]}: {one.indicator}, {one.region} {one.period}: "
        if self.kind == "same":
            return f"{told}{amount(one)}, in {self.earlier[0].place}"
        before = "; ".join(f"{amount(other)} ({_origin(other)})" for other in self.earlier)
        kept = "" if self.taken else "; the yearly series does not take it"
        return f"{told}{f'{before} -> ' if before else ''}{amount(one)} ({_origin(one)}){kept}"


@dataclass(frozen=True)
class Import:
    """What would be written, and the means to write it.

    Attributes:
        changes: one for each figure read.
        remarks: what readers said of the files beside their figures.
        contents: the files to be written, with their whole new content.
        before: what these files held when they were looked at; None for a file that was not there.
    """

    changes: tuple[Arrival, ...]
    remarks: tuple[str, ...]
    contents: Mapping[Path, bytes]
    before: Mapping[Path, bytes | None]

    @property
    def added(self) -> tuple[Arrival, ...]:
        """The changes that add a row."""
        return tuple(change for change in self.changes if change.kind != "same")

    @property
    def summary(self) -> str:
        """One line: how many figures are new, revised, beside others, already there, and where they go."""
        counts = Counter(change.kind for change in self.changes)
        told = ", ".join(f"{counts[kind]} {words}" for kind, words in _SPOKEN.items() if counts[kind])
        where = ", ".join(paths.shown(path) for path in self.contents)
        return f"{told or 'No figures'}{f'; to be added to {where}' if where else '; nothing to write'}."

    def preview(self) -> str:
        """What changes, one figure a line, then the summary."""
        return "\n".join([*self.remarks, *(str(change) for change in self.changes), self.summary])

    def __rich__(self) -> Table:
        """The changes as a table for a terminal."""
        from rich.table import Table

        table = Table("", "indicator", "region", "year", "there now", "comes", "source", caption=self.summary)
        style = {"new": "green", "revised": "yellow", "beside": "cyan", "same": "dim"}
        for change in self.changes:
            one = change.figure
            before = "\n".join(amount(other) for other in change.earlier)
            comes = amount(one) if change.taken or change.kind == "same" else f"{amount(one)} (not in the series)"
            cells = (one.indicator, one.region, str(one.period), before, comes, _origin(one))
            table.add_row(_SPOKEN[change.kind], *(cell.replace("[", "\\[") for cell in cells), style=style[change.kind])
        return table

    def write(self) -> str:
        """Write all rows, or none, and say where they went.

        Raises:
            ShkplanError: a file was changed since it was looked at.
            OSError: a file cannot be written; all of them are as they were.
        """
        from filelock import FileLock

        if not self.contents:
            return self.summary
        folder = next(iter(self.contents)).parent
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".import.lock"):
            for path, content in self.before.items():
                if (path.read_bytes() if path.exists() else None) != content:
                    raise ShkplanError(f"{paths.shown(path)} was changed meanwhile. Nothing was written; import again.")
            replace_all(self.contents)
        where = ", ".join(paths.shown(path) for path in self.contents)
        count = len(self.added)
        return f"{count} row{'' if count == 1 else 's'} added to {where}."


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
        raise ParameterError("no workspace here to import into; `shkplan init` lays one out.")
    workspace = Workspace(base)
    register = workspace.plan(plan)
    there = {path: read_tidy_csv(path) for path in workspace.files("observations")}
    figures, remarks = _read(files, register)
    held = [figure for table in there.values() for figure in table]
    changes, conflicts = compare(figures, held)
    coming = [change.figure for change in changes if change.kind != "same"]
    plans = [workspace.plan(path) for path in workspace.files("plans")] or [register]
    known = set(figure_mistakes(held, plans))
    mistakes = [*conflicts, *(one for one in figure_mistakes([*held, *coming], plans) if one not in known)]
    if mistakes:
        raise DataError(list(dict.fromkeys(mistakes)))
    homes = _homes(coming, there, workspace.folder("observations"), register, into)
    before = {path: path.read_bytes() if path.exists() else None for path in homes}
    contents = {path: _content(before[path] or b"", rows, paths.shown(path)) for path, rows in homes.items()}
    return Import(tuple(_taken(changes, held, plans)), tuple(remarks), contents, before)


def _read(files: Sequence[Path], plan: Plan) -> tuple[list[Observation], list[str]]:
    """All figures of all files; the mistakes of all of them together."""
    figures: list[Observation] = []
    remarks: list[str] = []
    mistakes: list[Mistake] = []
    for path in dict.fromkeys(files):
        try:
            reader = reader_of(path)
            figures += reader.read(path, plan)
            remarks += reader.remarks(path, plan)
        except DataError as error:
            mistakes += error.mistakes
    if mistakes:
        raise DataError(mistakes)
    return figures, remarks


# What a figure is to those that are there -----------------------------------------------------------------------------


def compare(figures: Iterable[Observation], held: Iterable[Observation]) -> tuple[list[Arrival], list[Mistake]]:
    """What each figure is to those held already and to those that come before it, and the conflicts.

    Args:
        figures: what comes, in its order.
        held: what is there.
    """
    alike: dict[tuple[object, ...], list[Observation]] = {}
    for figure in held:
        alike.setdefault(_key(figure), []).append(figure)
    changes: list[Arrival] = []
    conflicts: list[Mistake] = []
    for figure in figures:
        earlier = alike.setdefault(_key(figure), [])
        change = _change(figure, earlier)
        if isinstance(change, Mistake):
            conflicts.append(change)
            continue
        changes.append(change)
        if change.kind != "same":
            earlier.append(figure)
    return changes, conflicts


def _key(figure: Observation) -> tuple[object, ...]:
    """What two figures must share to speak of the same thing."""
    return (figure.indicator, figure.region, figure.period, figure.form, figure.bound, figure.price_basis, figure.basis)


def _change(figure: Observation, earlier: Sequence[Observation]) -> Arrival | Mistake:
    own = [other for other in earlier if _one_source(figure, other)]
    told = next((other for other in own if _says_the_same(figure, other)), None)
    newest = max(own, key=lambda other: other.published, default=None)
    if told is not None and (told is newest or figure.published <= told.published):
        return Arrival("same", figure, (told,))
    if newest is None:
        return Arrival("beside" if earlier else "new", figure, tuple(earlier))
    if figure.published > newest.published:
        return Arrival("revised", figure, (newest, *(other for other in earlier if other not in own)))
    return _conflict(figure, newest)


def _one_source(figure: Observation, other: Observation) -> bool:
    """Two forms of one department are one source, whatever they cite; else the title decides."""
    form = "department form"
    if figure.source_kind == other.source_kind == form and figure.publisher == other.publisher:
        return True
    return figure.source_title == other.source_title


def _says_the_same(figure: Observation, other: Observation) -> bool:
    if figure.status != other.status or figure.mark != other.mark or not units.joined(figure.unit, other.unit):
        return False
    return math.isclose(units.convert(figure.value, figure.unit, other.unit), other.value, rel_tol=1e-12)


def _conflict(figure: Observation, other: Observation) -> Mistake:
    expected = f"{amount(other)} ({_origin(other)}), as in {other.place}, or a later day of publication"
    remedy = (
        "If the figure was revised, write the day of the revision. If not, correct the one of the two that is wrong."
    )
    return figure.place.below(figure.indicator).mistake(f"{amount(figure)} ({_origin(figure)})", expected, remedy)


def _taken(changes: Iterable[Arrival], held: Sequence[Observation], plans: Sequence[Plan]) -> list[Arrival]:
    """The changes, each knowing whether the yearly series will take its figure."""
    listed = list(changes)
    everything = [*held, *(change.figure for change in listed if change.kind != "same")]
    told = []
    for change in listed:
        one = change.figure
        plan = next((plan for plan in plans if one.indicator in plan), None)
        chosen = annual_series(everything, plan[one.indicator], one.region).chosen if plan else ()
        told.append(Arrival(change.kind, one, change.earlier, any(figure is one for figure in chosen)))
    return told


def amount(figure: Observation) -> str:
    """A figure as a line of a preview says it: ``about 4.5 %``."""
    bound = {"exact": "", "about": "about ", "lower": "at least ", "upper": "at most "}[figure.bound]
    return f"{bound}{figure.value:.12g} {figure.unit}"


def _origin(figure: Observation) -> str:
    assumed = ", date assumed" if figure.published_basis == "assumed" else ""
    title = "".join(char if char.isprintable() else " " for char in figure.source_title)  # a terminal obeys some others
    return f"{figure.status}, {title}, {figure.published}{assumed}"


# Where the rows go ----------------------------------------------------------------------------------------------------


def _homes(
    coming: Sequence[Observation], there: Mapping[Path, Sequence[Observation]], folder: Path, plan: Plan, into: str
) -> dict[Path, list[Observation]]:
    """The file of each figure: the one named, else the one that holds most of its region, else the plan's own."""
    homes: dict[Path, list[Observation]] = {}
    named = _named(into, folder, there) if into else None
    for figure in coming:
        shares = {path: sum(other.region == figure.region for other in table) for path, table in there.items()}
        fullest = max(shares, key=lambda path: shares[path], default=None)
        home = named or (fullest if fullest and shares[fullest] else folder / f"{plan.id}.csv")
        homes.setdefault(home, []).append(figure)
    return homes


def _named(into: str, folder: Path, there: Mapping[Path, object]) -> Path:
    name = Path(into).name if Path(into).parent.resolve() == folder.resolve() else into
    stem = name.removesuffix(".csv")
    if not stem or Path(stem).name != stem or stem.startswith("."):
        remedy = suggested(stem, [path.stem for path in there], "Name a file, such as our-district.")
        raise ParameterError(f"--into {into} is no file of data/observations. {remedy}")
    return folder / f"{stem}.csv"


def _content(before: bytes, rows: Sequence[Observation], shown: str) -> bytes:
    """The new content of a file, read again to see that it says what was meant."""
    content = appended(before, rows, shown)
    blank = {"place": Place()}
    read = [figure.model_copy(update=blank) for figure in read_rows(content.decode("utf-8-sig"), shown)]
    if read[len(read) - len(rows) :] != [figure.model_copy(update=blank) for figure in rows]:
        raise ShkplanError(f"{shown} would not hold the figures as they were read. Nothing was written.")
    return content
