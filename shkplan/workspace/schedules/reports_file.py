"""``reports.yaml`` as a value: the reports of a workspace by name, their time zone, and who is told of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sized
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from shkplan.base.characters import invisible
from shkplan.base.errors import ShkplanError
from shkplan.base.messages import Language, said
from shkplan.base.typed import Misfit, Record, all_told, likely_day, suggested
from shkplan.files import paths
from shkplan.files.records import Filed, load
from shkplan.workspace.schedules.notify import Notify
from shkplan.workspace.schedules.timing import AS_OF_RULES, Timing

__all__ = ["FILE", "ReportsFile", "Retention", "ScheduledReport", "read_reports", "zone_of_reports"]

FILE = "reports.yaml"  # in the workspace, beside data and notebooks


Several = TypeVar("Several", bound=Sized)


def _rule(value: object) -> str:
    """One of the rules, or a day, with or without quotes."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    if not isinstance(value, str) or (value not in AS_OF_RULES and likely_day(value) != value):
        raise Misfit(said("one of {words}, or a date such as 2026-06-30", words=list(AS_OF_RULES)), said("Correct it."))
    return value


def _plan(value: str) -> str:
    """The id of a plan of the workspace, not the way to a file."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", value):
        raise Misfit(said("the id of a plan"), said("Write the id alone; its file stands in data/plans."))
    return value


def _folder(value: str) -> str:
    """A folder within the workspace, on every system alike."""
    steps = PurePosixPath(value).parts
    if not steps or value.startswith(("/", "~")) or re.search(r'[<>:"\\|?*\x00-\x1f]', value) or ".." in steps:
        raise Misfit(
            said("a folder within the workspace, as in reports/office"), said("Write it with / and without ..")
        )
    for step in steps:
        hidden = any(invisible(sign) for sign in step)
        if step.startswith(".") or hidden or not paths.every_system_takes(step):
            raise Misfit(said("a name that every system takes for a folder"), said("Name another folder."), found=step)
    lower = tuple(step.casefold() for step in steps)  # on Windows and macOS Data is data
    if lower[0] in _OTHERS or lower[:2] in _OURS:
        raise Misfit(said("a folder for reports alone, as in reports/office"), said("Name another folder."))
    return value


_OTHERS = ("data", "notebooks", "archive", "backup")  # of the workspace, for something else than reports
_OURS = (("reports", "latest"),)  # among the reports, for what leads to them


def _some(value: Several) -> Several:
    """Not none at all."""
    if not value:
        raise Misfit(said("at least one"), said("Name one, or leave the entry out."))
    return value


def _name(value: str) -> str:
    """The name of a report, which names files too."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", value):
        raise Misfit(said("a name of small letters, digits and hyphens, no longer than 60"), said("Name it otherwise."))
    if not paths.every_system_takes(value):
        raise Misfit(said("a name that every system takes for a file"), said("Name it otherwise."))
    return value


PARAMETERS = ("region", "to", "model", "seed", "scenario", "scenarios")  # of the notebooks, that a report may set


def _parameters(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Parameters that a report may set, each of its kind; names of the workspace are looked up elsewhere."""
    found = []
    for key, one in value.items():
        if key not in PARAMETERS:
            remedy = suggested(str(key), PARAMETERS, said("Remove it, or correct its spelling."))
            found.append(Misfit(said("one of {words}", words=list(PARAMETERS)), remedy, found=key, at=(key,)))
        elif key in ("to", "seed") and (isinstance(one, bool) or not isinstance(one, int)):
            found.append(Misfit(said("a whole number"), said("Check the digits."), found=one, at=(key,)))
        elif key == "scenarios" and not (isinstance(one, list | tuple) and all(isinstance(name, str) for name in one)):
            found.append(
                Misfit(
                    said("a list of ids"),
                    said("Write a list, [..., ...] or lines that start with a hyphen."),
                    found=one,
                    at=(key,),
                )
            )
        elif key in ("region", "model", "scenario") and not isinstance(one, str):
            found.append(Misfit(said("text"), said("Correct it."), found=one, at=(key,)))
    all_told(found)
    return value


def _zone(value: str) -> str:
    """A time zone that this machine knows."""
    try:
        ZoneInfo(value)
    except (OSError, ValueError, LookupError):
        raise Misfit(said("a time zone such as Asia/Shanghai"), said("Correct its spelling.")) from None
    return value


class Retention(Record):
    """Which reports stay: the last ones, one of each year, and in any case every approved one.

    Attributes:
        last: how many of the latest; None keeps all.
        yearly: whether the last of each year stays besides.
    """

    last: Annotated[int, Field(ge=1)] | None = None
    yearly: bool = True


class ScheduledReport(Record):
    """One report that is made by itself.

    Attributes:
        plan: the id of its plan.
        pages: as for ``shkplan report``: overview, targets, ...; none: all of them.
        indicators: ids for the pages on one indicator; none: all that are scored.
        parameters: region, to, model, seed, scenario, scenarios of the notebooks.
        as_of: the day whose knowledge counts, seen from the day it is due on.
        languages, formats: of what there is to read.
        schedule: when it is due; None: only when it is named.
        keep: how long reports stay.
        destination: the folder it goes to, in the workspace.
        own_notebooks: notebooks of this workspace that may run although they are not those shipped.
        notify: who is told of it, of those under ``notify`` of the file; None: all of them.
    """

    plan: Annotated[str, AfterValidator(_plan)]
    pages: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    parameters: Annotated[Mapping[str, Any], AfterValidator(_parameters)] = Field(default_factory=dict)
    as_of: Annotated[str, BeforeValidator(_rule)] = "today"
    languages: Annotated[tuple[Language, ...], AfterValidator(_some)] = ("zh", "en")
    formats: Annotated[tuple[Literal["html", "pdf", "docx"], ...], AfterValidator(_some)] = ("html", "pdf")
    schedule: Timing | None = None
    keep: Retention = Retention()
    destination: Annotated[str, AfterValidator(_folder)] = "reports"
    own_notebooks: tuple[str, ...] = ()
    notify: tuple[str, ...] | None = None


class ReportsFile(Filed, Record):
    """The reports of a workspace by name.

    Attributes:
        timezone: of the times in the file.
        reports: the reports, in the order in which they are made.
        notify: who is told of them, by name.
    """

    holds: ClassVar = (
        said("no entries"),
        said("reports by name: plan, as_of, schedule, ..."),
        said("See the how-to on scheduled reports."),
    )

    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    reports: Annotated[
        Mapping[Annotated[str, AfterValidator(_name)], ScheduledReport],
        Field(min_length=1),
    ]
    notify: Mapping[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")], Notify] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _knows_who_is_told(self) -> Self:
        """Nobody is to be told who is not there."""
        expected = (
            said("a name under notify: {names}", names=list(self.notify))
            if self.notify
            else said("a name under notify")
        )
        all_told(
            [
                Misfit(expected, said("Correct it, or add it there."), found=name, at=("reports", report, "notify", n))
                for report, entry in self.reports.items()
                for n, name in enumerate(entry.notify or ())
                if name not in self.notify
            ]
        )
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the times in the file."""
        return ZoneInfo(self.timezone)


def read_reports(root: Path | None = None) -> ReportsFile:
    """The reports of a workspace.

    Args:
        root: the workspace; default the current one.

    Raises:
        DataError: mistakes in ``reports.yaml``, all of them; or there is none.
    """
    return load((root or paths.root()) / FILE, ReportsFile)


def zone_of_reports() -> ZoneInfo | None:
    """The zone of the times in the current workspace; None where no ``reports.yaml`` tells it."""
    try:
        return read_reports().zone
    except ShkplanError:
        return None
