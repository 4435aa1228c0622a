"""An upgrade as a value: what would change, shown first; then all of it is done, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from shkplan.base.errors import DataError, Mistake, ShkplanError
from shkplan.base.messages import Said, lines, said
from shkplan.files import paths
from shkplan.files.atomic import replace_all
from shkplan.workspace.format import CURRENT, FILE, format_of, needed_for
from shkplan.workspace.init import format_words, laid_out
from shkplan.workspace.upgrading.draft import Draft, FileChange, Migration, Task
from shkplan.workspace.upgrading.renewed import notebooks_added, notebooks_renewed
from shkplan.workspace.upgrading.splicing import keys_called, replaced, value_of
from shkplan.workspace.upgrading.to_2 import TO_2

__all__ = ["BACKUP", "MIGRATIONS", "WorkspaceUpgrade", "planned"]

MIGRATIONS: tuple[Migration, ...] = (TO_2,)
BACKUP = "backup"  # in the workspace: what an upgrade replaced


@dataclass(frozen=True)
class WorkspaceUpgrade:
    """What brings a workspace up to date.

    Attributes:
        root: the workspace.
        was: the number of its format.
        migrations: the steps to the format of today.
        changes: files that would be replaced or added.
        remarks: what a person should know besides.
    """

    root: Path
    was: int
    migrations: tuple[Migration, ...]
    changes: tuple[FileChange, ...]
    remarks: tuple[Said, ...]

    @property
    def shown(self) -> str:
        """What would change: the steps, a unified diff of each file, the remarks."""
        steps = (said("format {number}: {what}", number=one.to, what=one.what) for one in self.migrations)
        return lines([*steps, *(one.diff for one in self.changes), *self.remarks])

    @property
    def told(self) -> Said:
        """One line on what would change."""
        if not self.changes:
            return said("The workspace is of format {known} and up to date.", known=CURRENT)
        added = sum(one.before is None for one in self.changes)
        told = "Files added: {added}; files changed: {replaced}, which are kept as they are now in {folder}."
        return said(told, added=added, replaced=len(self.changes) - added, folder=BACKUP)

    def carry_out(self, day: dt.date | None = None) -> Said:
        """Do all of it, or nothing; what is replaced is kept in ``backup`` first.

        Args:
            day: of the backup's name; default today.

        Raises:
            ShkplanError: a file was changed since the upgrade was planned, or a link leads out of the workspace; nothing was written.
            OSError: what failed; everything is as it was.
        """
        for one in self.changes:
            if (one.path.read_bytes() if paths.there(one.path) else None) != one.before:
                told = "{path} was changed meanwhile: nothing was written. Run shkplan upgrade again."
                raise ShkplanError(said(told, path=paths.shown(one.path)))
        folder = self._free(day or dt.date.today())  # noqa: DTZ011  # the day on the user's own calendar
        kept = {folder / one.path.relative_to(self.root): one.before for one in self.changes if one.before is not None}
        _write(kept, {one.path: one.after for one in self.changes})
        if not kept:
            return said("Done: the workspace is of format {known}. No file was replaced.", known=CURRENT)
        told = "Done: the workspace is of format {known}. The files that were replaced are kept in {folder}."
        return said(told, known=CURRENT, folder=folder.relative_to(self.root).as_posix())

    def _free(self, day: dt.date) -> Path:
        """A folder for what is replaced, where none is yet."""
        name = f"{day:%Y-%m-%d}-format-{self.was}"
        names = (name if number == 1 else f"{name}-{number}" for number in range(1, 10_000))
        return next(place for one in names if not paths.there(place := self.root / BACKUP / one))


def _write(kept: Mapping[Path, bytes], contents: Mapping[Path, bytes]) -> None:
    """Both, those kept first; the folders that they need go again if anything fails."""
    made = list[Path]()
    try:
        for path in (*kept, *contents):
            made += _folders(paths.kept_inside(path).parent)
        replace_all({**kept, **contents})
    except (OSError, ShkplanError):
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        raise


def _folders(folder: Path) -> Iterator[Path]:
    """A folder and those above it, made where they are missing; those that were."""
    if not folder.is_dir():
        yield from _folders(folder.parent)
        folder.mkdir()
        yield folder


def planned(root: Path | None = None, *, add_notebooks: bool = False) -> WorkspaceUpgrade:
    """What would bring a workspace up to date; nothing is written.

    Args:
        root: the workspace; default the current one.
        add_notebooks: whether shipped notebooks that it does not have are laid out.

    Raises:
        ShkplanError: no workspace here, or it is what is shipped itself.
        NewerFormat: it is of a later format than this version reads.
        DataError: mistakes in the files that would be changed, all of them.
    """
    base = paths.resolved(root) if root is not None else paths.workspace()
    if base is None or not (base / paths.DATA / "plans").is_dir():
        raise ShkplanError(
            said("no workspace here: found no folder {folder}. Name it, or go there.", folder="data/plans")
        )
    if base == paths.shipped():
        raise ShkplanError(
            said("these are the plans that shkplan ships: they are renewed with it. Nothing was changed.")
        )
    was, draft = format_of(base), Draft(base)
    migrations = tuple(one for one in MIGRATIONS if one.to > was)
    tasks = [*(task for one in migrations for task in one.tasks), *([notebooks_added] if add_notebooks else [])]
    mistakes = list(_tried(draft, *tasks, notebooks_renewed, _numbered))
    if mistakes:
        raise DataError(mistakes)
    return WorkspaceUpgrade(base, was, migrations, draft.changes, tuple(draft.remarks))


def _tried(draft: Draft, *tasks: Task) -> Iterator[Mistake]:
    """The mistakes of tasks, each of which is tried."""
    for task in tasks:
        try:
            task(draft)
        except DataError as error:
            yield from error.mistakes


def _numbered(draft: Draft) -> None:
    """The number of the format of today, last of all: who is killed before begins again."""
    path = draft.root / FILE
    content, shown = draft.read(path), paths.shown(path)
    if content is None:
        draft.write(path, laid_out(FILE, format_words()).encode())
    elif format_of(draft.root) < CURRENT:
        for name, words in (("needs", f'"{needed_for(CURRENT)}"'), ("format", str(CURRENT))):
            if keys_called(content, shown, name):
                content = replaced(content, shown, value_of(content, shown, name), words)
        draft.write(path, content)
