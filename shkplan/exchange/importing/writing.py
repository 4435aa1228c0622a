"""The rows an import adds, each in its file: written all together, or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from shkplan.base.errors import DataError, ParameterError, Place, ShkplanError, UnknownName
from shkplan.base.messages import Language, Said, said
from shkplan.base.typed import suggested
from shkplan.evidence.observation import Observation
from shkplan.exchange.importing.arrival import SPOKEN, Arrival
from shkplan.exchange.importing.jumps import Jump
from shkplan.files import paths
from shkplan.files.atomic import replace_all
from shkplan.files.locks import locked
from shkplan.files.text import decoded
from shkplan.register.plan import Plan
from shkplan.workspace.readers.form.receipt import Receipt
from shkplan.workspace.readers.tidy_csv import appended, read_rows

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

ALL = "all"
_COLUMNS = ["kind", "indicator", "region", "period", "value", "unit", "status", "last", "last_period", "taken", "jump"]


@dataclass(frozen=True)
class Import:
    """What would be written, and the means to write it.

    Attributes:
        changes: one for each figure read.
        remarks: what readers said of the files beside their figures.
        contents: the files to be written, with their whole new content.
        before: what these files held when they were looked at; None for a file that was not there.
        jumps: the figures that are written only once somebody has confirmed them.
        receipt: what the forms among the files asked for, and what of it is there.
    """

    changes: tuple[Arrival, ...]
    remarks: tuple[str, ...]
    contents: Mapping[Path, bytes]
    before: Mapping[Path, bytes | None]
    jumps: tuple[Jump, ...] = ()
    receipt: Receipt = field(default_factory=Receipt)

    @property
    def added(self) -> tuple[Arrival, ...]:
        """The changes that add a row."""
        return tuple(change for change in self.changes if change.kind != "same")

    @property
    def summary(self) -> Said:
        """One line: how many figures are new, revised, beside others, already there, and where they go."""
        counts = Counter(change.kind for change in self.changes)
        told = [
            said("{count} {kind}", count=counts[kind], kind=words) for kind, words in SPOKEN.items() if counts[kind]
        ]
        figures: object = told or said("No figures")
        if not self.contents:
            return said("{figures}; nothing to write.", figures=figures)
        return said(
            "{figures}; to be added to {files}.", figures=figures, files=[paths.shown(path) for path in self.contents]
        )

    def to_frame(self) -> pd.DataFrame:
        """A row a figure that comes: what it does, its amount, the last known one, whether the series takes it, whether it must be confirmed."""
        import pandas as pd

        jumping = {id(jump.arrival.figure) for jump in self.jumps}
        rows = [
            (one.kind, one.figure.indicator, one.figure.region, str(one.figure.period), one.figure.value, one.figure.unit,
             one.figure.status, one.last.value if one.last else None, str(one.last.period) if one.last else "", one.taken,
             id(one.figure) in jumping)
            for one in self.changes
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=_COLUMNS)

    def preview(self, language: Language | None = None) -> str:
        """What changes, one figure a line; what must be confirmed; the receipt; then the summary."""
        from shkplan.exchange.importing.showing import preview

        return preview(self, language)

    def __rich__(self) -> Table:
        """The changes as a table for a terminal."""
        from shkplan.exchange.importing.showing import rich_table

        return rich_table(self)

    def to_be_confirmed(self, confirmed: str | Iterable[str] = ()) -> tuple[Jump, ...]:
        """The jumps that nobody has confirmed.

        Args:
            confirmed: ids of indicators, or "all".

        Raises:
            UnknownName: an id of which nothing comes.
        """
        ids: Collection[str] = {confirmed} if isinstance(confirmed, str) else set(confirmed)
        known = sorted({change.figure.indicator for change in self.changes})
        for name in sorted(ids):
            if name not in known and name != ALL:
                raise UnknownName("indicator", name, known)
        return () if ALL in ids else tuple(jump for jump in self.jumps if jump.id not in ids)

    def write(self, confirmed: str | Iterable[str] = ()) -> Said:
        """Write all rows, or none, and say where they went.

        Args:
            confirmed: ids of indicators whose jumps are right, or "all".

        Raises:
            DataError: jumps that nobody has confirmed.
            UnknownName: an id is confirmed of which nothing comes.
            ShkplanError: a file was changed since it was looked at.
            OSError: a file cannot be written; all of them are as they were.
        """
        waiting = self.to_be_confirmed(confirmed)
        if waiting:
            raise DataError([jump.mistake for jump in waiting])
        if not self.contents:
            return self.summary
        folder = next(iter(self.contents)).parent
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / ".import.lock"):
            for path, content in self.before.items():
                if (path.read_bytes() if path.exists() else None) != content:
                    shown = paths.shown(path)
                    raise ShkplanError(
                        said("{file} was changed meanwhile. Nothing was written; import again.", file=shown)
                    )
            replace_all(self.contents)
        where, count = [paths.shown(path) for path in self.contents], len(self.added)
        return (
            said("1 row added to {files}.", files=where)
            if count == 1
            else said("{count} rows added to {files}.", count=count, files=where)
        )


# Where the rows go ----------------------------------------------------------------------------------------------------


def homes_of(
    coming: Sequence[Observation], there: Mapping[Path, Sequence[Observation]], folder: Path, plan: Plan, into: str
) -> dict[Path, list[Observation]]:
    """The file of each figure: the one named, else the one that holds most of its region, else the plan's own."""
    homes: dict[Path, list[Observation]] = {}
    named = _named(into, folder, there) if into else None
    shares = {path: Counter(other.region for other in table) for path, table in there.items()}
    for figure in coming:
        fullest = max(shares, key=lambda path: shares[path][figure.region], default=None)
        home = named or (fullest if fullest and shares[fullest][figure.region] else folder / f"{plan.id}.csv")
        homes.setdefault(home, []).append(figure)
    return homes


def _named(into: str, folder: Path, there: Mapping[Path, object]) -> Path:
    name = Path(into).name if Path(into).parent.resolve() == folder.resolve() else into
    stem = name.removesuffix(".csv")
    if not stem or Path(stem).name != stem or stem.startswith("."):
        remedy = suggested(stem, [path.stem for path in there], said("Name a file, such as our-district."))
        raise ParameterError(said("--into {name} is no file of data/observations. {remedy}", name=into, remedy=remedy))
    return folder / f"{stem}.csv"


def content_of(before: bytes, rows: Sequence[Observation], shown: str) -> bytes:
    """The new content of a file, read again to see that it says what was meant."""
    content = appended(before, rows, shown)
    blank = {"place": Place()}
    read = [figure.model_copy(update=blank) for figure in read_rows(decoded(content, shown), shown)]
    if read[len(read) - len(rows) :] != [figure.model_copy(update=blank) for figure in rows]:
        raise ShkplanError(
            said("{file} would not hold the figures as they were read. Nothing was written.", file=shown)
        )
    return content
