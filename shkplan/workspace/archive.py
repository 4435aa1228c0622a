"""The forecasts that reports have made, kept until figures tell what came of them: the folder ``archive`` of a workspace.

One file for each plan and year in which reports were made, ``archive/PLAN/YEAR.jsonl``; one line for each target of each report that had
not been decided when it was made: a JSON object with the entries of :class:`ArchivedForecast`. Lines are only ever added, all of a report in
one write below a lock. A line that is torn (a disk was full, a machine died) or changed by hand is passed over and told when the archive is
read; the next report begins on a line of its own. A report made again on the same figures adds nothing. The folder lies beside ``reports``, is
never pruned, and no report, ``verify`` or bundle reads it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import AwareDatetime, Field, ValidationError

from shkplan.base.given import must_be
from shkplan.base.messages import Said, said
from shkplan.base.typed import Record
from shkplan.files import paths
from shkplan.files.locks import locked

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["QUANTILES", "Archive", "ArchivedForecast", "append", "archive_folder", "load_archive", "quantile_probs"]

FOLDER = "archive"
FOLDER_VARIABLE = "SHKPLAN_ARCHIVE"  # names another folder than that of the workspace
QUANTILES = 25  # at the middles of so many equal parts of 0-1: 0.02, 0.06, 0.10, ..., 0.50, ..., 0.90, 0.94, 0.98
_SUFFIX = ".jsonl"
_MOST = 5  # lines of one file that are told of
_APART = frozenset({"made", "report"})  # what may differ between two records of one forecast


def quantile_probs(count: int = QUANTILES) -> tuple[float, ...]:
    """The probabilities of so many quantiles: the middles of as many equal parts."""
    return tuple((at + 0.5) / count for at in range(count))


class ArchivedForecast(Record):
    """What one report said of one target.

    Attributes:
        plan, target, indicator, region: of what; ``target`` is the key of a verdict.
        version: digest of the version of the target: its event, not its words.
        deadline: the year that decides.
        as_of: the day whose knowledge counted.
        state: digest of the figures that the forecast rests on, as known on that day.
        made: when the report was made.
        status: estimated, or open where nothing could be said.
        evidence, basis: what the probability rests on, and whether it comes from a law or from paths.
        prob, prob_se: probability and its Monte Carlo error; None of an open one.
        reason: of an open one, the key of why.
        quantity_unit, wanted: unit of the deciding quantity, and the number it is held against.
        quantiles: of the predictive distribution of the deciding quantity, at :func:`quantile_probs`; None where there are none.
        model: that projected the series.
        settings: what was not as usual: last year, model, seed.
        shkplan: its version.
        report: digest of the results of the report.
    """

    plan: str = Field(min_length=1)
    target: str = Field(min_length=1)
    indicator: str = Field(min_length=1)
    region: str = Field(min_length=1)
    version: str
    deadline: int
    as_of: dt.date
    state: str
    made: AwareDatetime
    status: Literal["estimated", "open"]
    evidence: str = "none"
    basis: str | None = None
    prob: float | None = Field(default=None, ge=0, le=1)
    prob_se: float | None = Field(default=None, ge=0)
    reason: str = ""
    quantity_unit: str = ""
    wanted: float | None = None
    quantiles: tuple[float, ...] | None = None
    model: str = ""
    settings: Mapping[str, Any] = Field(default_factory=dict)
    shkplan: str = ""
    report: str = ""
    format: Literal[1] = 1

    @property
    def lead(self) -> int:
        """The years from the day whose knowledge counted to the deciding year."""
        return self.deadline - self.as_of.year

    @property
    def day(self) -> dt.date:
        """The day it was made on, at the earliest that whose knowledge counted: clocks east of Greenwich are ahead of the record."""
        return max(self.made.date(), self.as_of)

    @property
    def line(self) -> str:
        """The record as a line of its file."""
        content = self.model_dump(mode="json", exclude_defaults=True) | {"format": self.format}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"

    @property
    def identity(self) -> str:
        """What makes it the same forecast as another, whenever either was made."""
        content = {name: value for name, value in json.loads(self.line).items() if name not in _APART}
        return json.dumps(content, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True)
class Archive:
    """The forecasts of an archive, in the order in which they were made; and what of it could not be read.

    Attributes:
        folder: where it lies.
        records: every forecast.
        remarks: lines and files that were passed over.
    """

    folder: Path
    records: tuple[ArchivedForecast, ...]
    remarks: tuple[Said, ...] = ()

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[ArchivedForecast]:
        return iter(self.records)

    @property
    def plans(self) -> tuple[str, ...]:
        """The ids of the plans of which there are forecasts."""
        return tuple(sorted({one.plan for one in self.records}))

    def of(self, plan: str) -> tuple[ArchivedForecast, ...]:
        """The forecasts for one plan."""
        return tuple(one for one in self.records if one.plan == plan)

    def to_frame(self) -> pd.DataFrame:
        """A row a forecast, with all its entries."""
        import pandas as pd

        columns = list(ArchivedForecast.model_fields)
        return pd.DataFrame([{name: getattr(one, name) for name in columns} for one in self.records], columns=columns)

    def __repr__(self) -> str:
        return f"Archive({len(self)} forecasts for {len(self.plans)} plans, {len(self.remarks)} remarks)"


def archive_folder(reports: Path | None = None) -> Path:
    """The archive of the workspace; without one, beside the folder of all reports.

    Args:
        reports: the folder of all reports; default ``reports`` here.
    """
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named)
    home = paths.workspace()
    if home is not None:
        return home / FOLDER
    return (reports.parent if reports is not None else Path.cwd()) / FOLDER


def load_archive(folder: str | Path | None = None) -> Archive:
    """Every forecast kept in an archive.

    Args:
        folder: of the archive; default that of the workspace. One that is not there is empty.

    Raises:
        ParameterError: no path.
    """
    must_be("folder", folder, (str, Path, type(None)), "the folder of an archive, or nothing")
    place = Path(folder) if folder is not None else archive_folder()
    found: list[ArchivedForecast] = []
    remarks: list[Said] = []
    for path in sorted(place.glob(f"*/*{_SUFFIX}")):
        records, told = _read(path)
        found += records
        remarks += told
    return Archive(place, tuple(sorted(found, key=lambda one: one.made)), tuple(remarks))


def append(folder: Path, records: Sequence[ArchivedForecast]) -> int:
    """Add forecasts of one plan to an archive; how many were new.

    Raises:
        ShkplanError: a link leads out of the workspace.
        OSError: it cannot be written; nothing of them was added, or they stand on a line that reading passes over.
    """
    if not records:
        return 0
    path = paths.kept_inside(folder / records[0].plan / f"{records[0].made.year}{_SUFFIX}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path.parent / ".archive.lock"):
        there = {one.identity for other in path.parent.glob(f"*{_SUFFIX}") for one in _read(other)[0]}
        fresh = [one for one in records if one.identity not in there]
        if fresh:
            _write(path, "".join(one.line for one in fresh))
    return len(fresh)


def _write(path: Path, text: str) -> None:
    """Lines added in one write, on lines of their own even after one that is torn; what a full disk took half of is taken back."""
    with path.open("ab", buffering=0) as file:
        end = file.seek(0, os.SEEK_END)
        torn = bool(end) and not _ends_a_line(path)
        content = (("\n" if torn else "") + text).encode("utf-8")
        try:
            left = memoryview(content)
            while left:  # a full disk takes a part, and says so at the next
                left = left[file.write(left) :]
            os.fsync(file.fileno())
        except OSError:
            file.truncate(end)
            raise


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _read(path: Path) -> tuple[list[ArchivedForecast], list[Said]]:
    """The forecasts of one file, and what of it was passed over."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        why = error.strerror or str(error)
        return [], [said("{file}: passed over, it cannot be read ({why}).", file=paths.shown(path), why=why)]
    found, wrong = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(ArchivedForecast.model_validate_json(line))
        except ValidationError:
            wrong.append(number)
    return found, list(_told(paths.shown(path), wrong))


def _told(file: str, wrong: Sequence[int]) -> Iterator[Said]:
    if wrong:
        yield said(
            "{file}: passed over line {lines} ({count} in all), torn or changed and no record of a forecast. The others are read.",
            file=file, count=len(wrong), lines=", ".join(map(str, _few(wrong))),
        )  # fmt: skip


def _few(numbers: Iterable[int]) -> list[int | str]:
    every = list(numbers)
    return [*every[:_MOST], *(["..."] if len(every) > _MOST else [])]
