"""A task for the Task Scheduler of Windows, as the file that ``schtasks /Create /XML`` and its window import.

The elements and their order are those of Microsoft's Task Scheduler schema, version 1.2 (open specification MS-TSCH).
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent  # written, never read

from shkplan.base.messages import said
from shkplan.display.language import say
from shkplan.operations.scheduling.moments import DAILY, DueMoments
from shkplan.operations.scheduling.order import (
    MODULE,
    ScheduleFile,
    ScheduleOrder,
    about,
    of_reports,
    refused,
    run_due,
)

__all__ = ["windows_files"]

_NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# A machine on battery reports as well; a run that was missed is made as soon as the machine is up; one that failed to start, thrice.
_SETTINGS: Mapping[str, str | Mapping[str, str]] = {
    "MultipleInstancesPolicy": "IgnoreNew",
    "DisallowStartIfOnBatteries": "false",
    "StopIfGoingOnBatteries": "false",
    "StartWhenAvailable": "true",
    "ExecutionTimeLimit": "PT12H",
    "RestartOnFailure": {"Interval": "PT30M", "Count": "3"},
}


def windows_files(order: ScheduleOrder, now: dt.datetime | None = None) -> tuple[ScheduleFile, ...]:
    """The task.

    Args:
        order: what is to be scheduled.
        now: the moment, by whose offset the clock of this machine is told; default that of the clock.

    Raises:
        ParameterError: a path that the Task Scheduler would read as another.
    """
    here = now or dt.datetime.now().astimezone()
    name = f"shkplan-{order.name}"
    task = Element("Task", version="1.2", xmlns=_NAMESPACE)
    notes = about(
        order, say("schedule.windows.install", name=name), say("schedule.windows.zone", **_clocks(order, here))
    )
    told = (
        *notes,
        *(of_reports(one) for one in order.moments),
        say("schedule.catch_up"),
        say("schedule.windows.failure"),
    )
    _write(SubElement(task, "RegistrationInfo"), {"Description": "\n".join(told), "URI": f"\\{name}"})
    triggers = SubElement(task, "Triggers")
    for one in (*order.moments, DAILY):
        _trigger(SubElement(triggers, "CalendarTrigger"), one, here.date())
    principal = SubElement(SubElement(task, "Principals"), "Principal", id="Author")
    _write(principal, {"LogonType": "S4U", "RunLevel": "LeastPrivilege"})  # whether or not somebody is logged on
    _write(SubElement(task, "Settings"), _SETTINGS)
    exec_ = SubElement(SubElement(task, "Actions", Context="Author"), "Exec")
    command = {"Command": _plain(order.python), "Arguments": " ".join((*MODULE, *run_due()))}
    _write(exec_, {**command, "WorkingDirectory": _plain(order.workspace)})
    return (ScheduleFile(f"{name}.xml", _text(task), "utf-16"),)


def _clocks(order: ScheduleOrder, here: dt.datetime) -> dict[str, str]:
    """The clock of this machine beside that of the reports: their offsets from UTC now."""
    there = here.astimezone(order.file.zone)
    return {"zone": order.zone, "offset": _offset(there), "here": _offset(here)}


def _offset(moment: dt.datetime) -> str:
    """UTC+08:00."""
    text = moment.strftime("%z")
    return f"UTC{text[:3]}:{text[3:5]}"


def _trigger(trigger: Element, one: DueMoments, start: dt.date) -> None:
    """A moment, from a day on, by the machine's own clock."""
    _write(trigger, {"StartBoundary": f"{start}T{one.time:%H:%M:%S}"})
    if one.weekday is not None:
        week = SubElement(trigger, "ScheduleByWeek")
        _write(week, {"WeeksInterval": "1", "DaysOfWeek": {_WEEKDAYS[one.weekday]: ""}})
    elif one.day is None:
        _write(SubElement(trigger, "ScheduleByDay"), {"DaysInterval": "1"})
    else:
        months = {_MONTHS[month - 1]: "" for month in one.months or range(1, 13)}
        day = "Last" if one.day == "last" else str(one.day)
        _write(SubElement(trigger, "ScheduleByMonth"), {"DaysOfMonth": {"Day": day}, "Months": months})


def _write(parent: Element, entries: Mapping[str, str | Mapping[str, str]]) -> None:
    """Elements of a parent by name, each with its text or its own elements."""
    for name, value in entries.items():
        inner = SubElement(parent, name)
        if isinstance(value, Mapping):
            _write(inner, value)
        elif value:
            inner.text = value


def _plain(path: str) -> str:
    """A path that the Task Scheduler takes as it is.

    Raises:
        ParameterError: it would put something else in its place.
    """
    if path.count("%") > 1 or "$(" in path:
        raise refused(path, said("the name of a variable, as in %NAME% or $(NAME)"))
    return path


def _text(task: Element) -> str:
    """The document; its encoding is that of the file, which the Task Scheduler wants to be UTF-16."""
    indent(task)
    stream = io.StringIO()
    ElementTree(task).write(stream, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-16"?>\n{stream.getvalue()}\n'
