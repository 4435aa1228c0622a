"""What a report recorded of each target, read from its ``results.json``; and what it knew, read from the inputs it carries.

Nothing of a folder is run, and nothing is believed that its manifest does not fix: every input and the results must have their checksums.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from shkplan.assessment.evaluation.official import Word
from shkplan.assessment.verdict import Evidence, Status
from shkplan.base.errors import DataError, ShkplanError, VerificationFailed
from shkplan.base.messages import said
from shkplan.base.periods import day_of
from shkplan.files import paths
from shkplan.operations.comparison.sides import SETTINGS, Side
from shkplan.operations.comparison.values import TargetState
from shkplan.report import manifest as record
from shkplan.report.fields import is_inside, is_plain, quoted
from shkplan.report.manifest import Manifest
from shkplan.report.verifying.entries import links_and_devices
from shkplan.report.verifying.recomputing import stated
from shkplan.workspace.load import Workspace, read_all, read_corrections, read_scenario
from shkplan.workspace.readers.tidy_csv import read_tidy_csv
from shkplan.workspace.scenarios import fitted

__all__ = ["RecordedTarget", "recorded", "side_of"]

# Where a report tells of all its targets, the fullest account first; then the pages on one indicator.
_ACCOUNTS = ("assessment", "completion", "listing", "card")
_KEY = re.compile(r"[a-z0-9_.]{1,120}(@\d{4})?")
_MOVING = (f"{paths.DATA}/reference/", f"{paths.DATA}/links/")  # inputs beside plan and figures that can move a verdict


@dataclass(frozen=True)
class RecordedTarget:
    """What a report recorded of one target.

    Attributes:
        deadline: of the target.
        state: what is said of it.
        whole: every number of it, to be compared.
    """

    deadline: int
    state: TargetState
    whole: Mapping[str, Any]


def recorded(report: Path, manifest: Manifest) -> dict[tuple[str, int], RecordedTarget]:
    """What a report recorded of its targets, by indicator and deadline; one that none of its pages tells of is left out.

    Raises:
        VerificationFailed: its results are not those its manifest lists, or no table of results.
    """
    path = report / record.RESULTS_FILE
    if path.is_symlink() or not path.is_file() or record.sha256(path) != manifest.results:
        raise _altered(report, record.RESULTS_FILE)
    shown = [one for some in stated(report).values() for one in some]
    official = {row["target"]: row["official"] for row in _rows(shown, "completion") if row.get("official") in get_args(Word)}  # fmt: skip
    found: dict[tuple[str, int], RecordedTarget] = {}
    for name in _ACCOUNTS:
        for row in _rows(shown, name):
            which = (str(row["target"]).partition("@")[0], _deadline(row))
            if which not in found and (state := _state(row, official.get(row["target"]))) is not None:
                found[which] = RecordedTarget(which[1], state, {**row, "official": official.get(row["target"])})
    return found


def _rows(shown: list[Any], name: str) -> Iterator[Mapping[str, Any]]:
    """The rows on targets in what is shown under a name; whoever wrote a report may have written anything."""
    for one in shown:
        if isinstance(one, dict) and one.get("name") == name:
            data = one.get("data")
            for row in data if isinstance(data, list) else [data]:
                if isinstance(row, dict) and isinstance(row.get("target"), str) and _KEY.fullmatch(row["target"]):
                    yield row


def _deadline(row: Mapping[str, Any]) -> int:
    return row["deadline"] if type(row.get("deadline")) is int else 0


def _state(row: Mapping[str, Any], official: str | None) -> TargetState | None:
    """The state a row tells; None where it is no such row."""
    numbers = [row.get(name) for name in ("prob", "prob_se", "wanted", "central")]
    if row.get("status") not in get_args(Status) or any(not (one is None or type(one) in (int, float)) for one in numbers):  # fmt: skip
        return None
    prob, error, wanted, central = (None if one is None else float(one) for one in numbers)
    if prob is not None and not 0 <= prob <= 1:
        return None
    evidence = row.get("evidence") if row.get("evidence") in get_args(Evidence) else "none"
    unit = row.get("unit") if isinstance(row.get("unit"), str) and is_plain(row["unit"]) else ""
    return TargetState(row["target"], row["status"], prob, error, str(evidence), official, str(unit), wanted, central)


def side_of(report: Path, manifest: Manifest, work: Path) -> Side:
    """What a report knew and was asked with.

    Args:
        report: its folder.
        manifest: its manifest, read and found sound.
        work: a folder that takes a copy of its inputs, and of nothing else.

    Raises:
        VerificationFailed: its inputs are not those its manifest lists, or cannot be read.
    """
    if odd := links_and_devices(report):
        raise VerificationFailed(said("{folder}: {told}.", folder=quoted(str(report)), told=odd[0]))
    for name, digest in manifest.inputs.items():
        source = report / record.INPUTS / name
        if not is_inside(name) or not source.is_file() or record.sha256(source) != digest:
            raise _altered(report, f"{record.INPUTS}/{name}")
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, work / name)
    for name in ("plans", "reference/shipped"):
        (work / paths.DATA / name).mkdir(parents=True, exist_ok=True)
    try:
        with paths.within(work):
            return _side(manifest, work)
    except (ShkplanError, LookupError, ValueError, TypeError, StopIteration) as error:
        why = error if isinstance(error, ShkplanError) else quoted(str(error))
        told = "{folder}: its inputs cannot be read with this version: {why}"
        raise VerificationFailed(said(told, folder=quoted(str(report)), why=why)) from None


def _side(manifest: Manifest, work: Path) -> Side:
    here, given = Workspace(work), manifest.parameters
    plan = here.plan(work / paths.DATA / "plans" / f"{manifest.plan}.yaml")
    tables, wrong = read_all(here.files("observations"), read_tidy_csv)
    written, wrong_too = read_all(here.files("corrections"), read_corrections)
    if wrong or wrong_too:
        raise DataError([*wrong, *wrong_too])
    scenario = None
    if name := str(given.get("scenario", "")):
        file = next(path for path in here.files("scenarios") if path.stem == name)
        scenario = fitted(read_scenario(file), plan, str(given["region"])).model_copy(update={"parent": ""})
    return Side(
        plan=plan,
        rows=tuple(figure for table in tables.values() for figure in table),
        corrections=tuple(one for some in written.values() for one in some),
        day=_day(given),
        settings={name: given[name] for name in ("region", *SETTINGS)},
        root=work,
        scenario=scenario,
        others={name: digest for name, digest in manifest.inputs.items() if name.startswith(_MOVING)},
    )


def _day(given: Mapping[str, Any]) -> dt.date:
    return day_of(str(given["as_of"]))


def _altered(report: Path, name: str) -> VerificationFailed:
    told = "{folder}: {name} is not the file that its manifest lists. `shkplan verify` tells what else differs."
    return VerificationFailed(said(told, folder=quoted(str(report)), name=quoted(name)))
