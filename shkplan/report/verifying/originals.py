"""The inputs of a report beside originals: what is shipped here, or a workspace or another report that somebody trusts.

A report proves that its figures follow from its inputs. Whether these are the figures that were published, nobody can see
from the report alone; originals tell which files are the same, which differ and where.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shkplan.base.errors import ParameterError, ShkplanError
from shkplan.base.messages import Said, said
from shkplan.files import paths
from shkplan.report import manifest as record
from shkplan.report.fields import quoted
from shkplan.report.inputs import Inputs
from shkplan.report.reports import Report
from shkplan.report.verifying.quotes import first_other_sign

_SHOWN = 20  # names of files told


@dataclass(frozen=True)
class AgainstOriginals:
    """The inputs of a report beside their originals.

    Attributes:
        equal: files that are the same.
        differing: files that are not, each with its first difference.
        own: files that the originals do not have.
        lacking: files of the originals that a report of them would carry, and this one does not.
    """

    equal: Sequence[str]
    differing: Sequence[Said]
    own: Sequence[str]
    lacking: Sequence[str]

    @property
    def same(self) -> bool:
        """Whether the inputs are the originals."""
        return not (self.differing or self.own or self.lacking)

    def lines(self, originals: str) -> list[Said]:
        """What there is to tell of the comparison, a line each.

        Args:
            originals: what they are called.
        """
        total = len(self.equal) + len(self.differing) + len(self.own)
        told = [
            said("{equal} of {total} inputs are those of {originals}", equal=len(self.equal), total=total, originals=originals),
            *(said("    differs: {difference}", difference=one) for one in self.differing),
        ]  # fmt: skip
        for words, names in ((_OWN, self.own), (_LACKING, self.lacking)):
            if names:
                more = said(" and {count} more", count=len(names) - _SHOWN) if len(names) > _SHOWN else ""
                told.append(said(words, names=[quoted(name) for name in names[:_SHOWN]], more=more))
        return told


_OWN = "    only in this report: {names}{more}"
_LACKING = "    not in this report: {names}{more}"


def root_of(originals: str | Path) -> Path:
    """The folder of a workspace, or of the inputs of a report.

    Raises:
        ParameterError: it is neither.
    """
    folder = paths.resolved(Path(originals))
    for root in (folder / record.INPUTS, folder):
        if (root / paths.DATA / "plans").is_dir():
            return root
    told = "against: found {folder}, expected a workspace or the folder of a report."
    raise ParameterError(said(told, folder=quoted(str(originals))))


def beside(inputs: Path, mine: Inputs, reports: Sequence[Report], root: Path) -> AgainstOriginals:
    """The inputs of a report beside those that a report on the same plan would take from originals.

    Args:
        inputs: the folder of the report's inputs.
        mine: the same, read.
        reports: the pages of the report.
        root: the originals: a workspace, the shipped folder, or the inputs of another report.
    """
    plan_file = root / paths.DATA / "plans" / f"{mine.plan.id}.yaml"
    whole = plan_file.is_file()
    originals = _originals(Inputs(mine.plan, plan_file, root), reports)
    here = {path.relative_to(inputs).as_posix(): path for path in inputs.rglob("*") if path.is_file()}
    equal, differing, own = list[str](), list[Said](), list[str]()
    for name, path in sorted(here.items()):
        other = originals.get(name) or root / name
        if not other.is_file():
            own.append(name)
        elif path.read_bytes() == other.read_bytes():
            equal.append(name)
        else:
            differing.append(_first_difference(name, path, other))
    lacking = [name for name in sorted(originals) if name not in here] if whole else []
    return AgainstOriginals(equal, differing, own, lacking)


def _originals(inputs: Inputs, reports: Sequence[Report]) -> dict[str, Path]:
    """The files that a report would carry; none where those of the originals cannot be read."""
    try:
        return {place.as_posix(): path for place, path in inputs.files(reports).items()}
    except ShkplanError:
        return {}


def _first_difference(name: str, path: Path, other: Path) -> Said:
    """Where two files first differ: the row and entry of a table, else the line."""
    here, there = (one.read_text(encoding="utf-8-sig", errors="backslashreplace") for one in (path, other))
    if name.endswith(".csv") and (told := _first_row(name, here, there)):
        return told
    lines = list(zip(here.splitlines(), there.splitlines(), strict=False))
    number = next((at for at, (one, two) in enumerate(lines) if one != two), len(lines))
    rests = (here.splitlines()[number:], there.splitlines()[number:])
    stands, was = first_other_sign(*("\n".join(rest[:1]) for rest in rests)) or ("''", "''")
    words = "{name}, line {line}: {stands} in this report, {was} in the originals"
    return said(words, name=quoted(name), line=number + 1, stands=stands, was=was)


def _first_row(name: str, here: str, there: str) -> Said | None:
    """The first row of two tables that differs; None where no row does, or they cannot be read as tables."""
    try:
        rows, others = (list(csv.reader(io.StringIO(one, newline=""), strict=True)) for one in (here, there))
    except csv.Error:
        return None
    at = next((at for at, (one, two) in enumerate(zip(rows, others, strict=False)) if one != two), None)
    if at is None or len(rows[at]) != len(others[at]):
        return None
    column = next(column for column, (one, two) in enumerate(zip(rows[at], others[at], strict=True)) if one != two)
    key = rows[0][column] if at and column < len(rows[0]) else str(column + 1)
    whose = " ".join(rows[at][:3]) if at else ""
    stands, was = first_other_sign(rows[at][column], others[at][column]) or ("''", "''")
    words = "{name}, row {row} ({whose}), {key}: {stands} in this report, {was} in the originals"
    return said(words, name=quoted(name), row=at + 1, whose=quoted(whose), key=quoted(key), stands=stands, was=was)
