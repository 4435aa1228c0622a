"""Which report is meant: by a day or its beginning, by a name, by the id of a run, by ``latest`` and ``previous``, or by its folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from shkplan.base.errors import ParameterError, UnknownName, among
from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.operations.history import History, PastReport, read_history
from shkplan.report import manifest as record
from shkplan.report.fields import quoted

__all__ = ["LATEST", "PREVIOUS", "find_report", "find_reports", "folder_as_report"]

LATEST, PREVIOUS = "latest", "previous"
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_SHOWN = 12  # reports that are named


def find_reports(
    names: Sequence[str], reports: str | Path | None = None, plan: str | None = None, region: str | None = None
) -> tuple[PastReport, ...]:
    """The reports that are meant, each as :func:`find_report` finds it."""
    history: History | None = None
    found = []
    for name in names:
        if (folder := Path(name)).is_dir() and (folder / record.FILE).is_file():
            found.append(folder_as_report(folder))
            continue
        history = history or read_history(reports)
        found.append(find_report(name, history, plan, region))
    return tuple(found)


def folder_as_report(folder: Path) -> PastReport:
    """A folder as a report of its own, whatever the log knows of it.

    Raises:
        VerificationFailed: it has no manifest that can be read.
    """
    place = paths.resolved(folder)
    return PastReport(place.name, "stands", place, None, record.read(place))


def find_report(name: str, history: History, plan: str | None = None, region: str | None = None) -> PastReport:
    """The report that is meant.

    Args:
        name: a day or its beginning such as 2026-09, NAME@2026-09 (or the name alone for its latest), ``latest``, ``previous``, or the id of a run.
        history: where it is looked for, among the reports that stand.
        plan, region: of which.

    Raises:
        UnknownName: no such report; with those there are.
        ParameterError: several; with all of them.
    """
    there = history.standing
    if not there:
        raise ParameterError(said("{folder} holds no report yet.", folder=paths.shown(history.reports)))
    for what, wanted, known in (("plan", plan, [one.plan for one in there]), ("region", region, [one.region for one in there])):  # fmt: skip
        if wanted is not None:
            among(what, wanted, set(known))
    some = [one for one in there if plan in (None, one.plan) and region in (None, one.region)]
    if (exact := [one for one in some if name in (one.id, _folder(one))]) and len(exact) == 1:
        return exact[0]
    report, at, when = name.rpartition("@")
    if not at and name in {one.report for one in some if one.report}:
        report, at, when = name, "@", LATEST
    if at:
        among("report", report, {known for one in some for known in (one.report, one.plan) if known})
        some = [one for one in some if report in (one.report, one.plan)]
    if when in (LATEST, PREVIOUS):
        return _by_age(when, some, name)
    fitting = [one for one in some if one.as_of.isoformat().startswith(when)] if _DAY.fullmatch(when) else []
    if not fitting:
        raise UnknownName("report made here", quoted(name), {*map(_called, some), LATEST, PREVIOUS})
    plain = [one for one in fitting if one.place is not None and one.place.name == when] if not at else fitting
    return _only(plain if len(plain) == 1 else fitting, name)


def _by_age(when: str, some: list[PastReport], name: str) -> PastReport:
    """The latest report, or the one before it: of the same plan, region and name, and under the same scenario."""
    kinds = {one.plan for one in some}
    if len(kinds) != 1:
        told = "{name}: there are reports on {count} plans: {plans}. Name one with --plan."
        raise ParameterError(said(told, name=quoted(name), count=len(kinds), plans=sorted(kinds)))
    by_age = sorted(some, key=lambda one: (one.as_of, one.ended, one.id))
    last = by_age[-1]
    if when == LATEST:
        return last
    if last.run is not None and last.run.follows:
        followed = next((one for one in some if one.id == last.run.follows), None)
        if followed is not None:
            return followed
    like = [one for one in by_age[:-1] if (one.region, one.report, one.scenario) == (last.region, last.report, last.scenario)]  # fmt: skip
    if not like:
        told = "{name}: {latest} is the only report of its kind here; there is none before it."
        raise ParameterError(said(told, name=quoted(name), latest=_called(last)))
    return like[-1]


def _only(fitting: list[PastReport], name: str) -> PastReport:
    if len(fitting) == 1:
        return fitting[0]
    names = [one.id for one in fitting]
    told = "{name}: {count} reports: {names}. Name one of them, or its folder; --plan and --region narrow the choice."
    raise ParameterError(said(told, name=quoted(name), count=len(names), names=names[:_SHOWN]))


def _called(one: PastReport) -> str:
    """How a report is named most shortly: by its name and day, else by its id."""
    return f"{one.report}@{one.as_of}" if one.report else one.id


def _folder(one: PastReport) -> str:
    return one.place.name if one.place is not None else ""
