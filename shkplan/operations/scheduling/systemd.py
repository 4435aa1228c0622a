"""A timer and its service for systemd, and the service that tells of a failure."""

from __future__ import annotations

from collections.abc import Iterable

from shkplan.display.language import say
from shkplan.operations.scheduling.moments import DAILY, DueMoments
from shkplan.operations.scheduling.order import (
    MODULE,
    ScheduleFile,
    ScheduleOrder,
    about,
    commented,
    of_reports,
    run_due,
)

__all__ = ["systemd_files"]

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_STARTED = 'exec "$0" "$@"'
_SPECIAL = set("\"'\\$")


def systemd_files(order: ScheduleOrder) -> tuple[ScheduleFile, ...]:
    """The timer, the service that it starts, and the one that is started where that fails."""
    name = f"shkplan-{order.name}"
    notes = about(order, say("schedule.systemd.install", name=name), say("schedule.systemd.missed"))
    timer = {
        "Unit": [("Description", f"shkplan run --due: {_literal(order.name)}")],
        "Timer": [
            *(("OnCalendar", _calendar(one, order.zone)) for one in order.moments),
            ("OnCalendar", _calendar(DAILY, order.zone)),
            ("Persistent", "true"),
            ("AccuracySec", "1min"),
        ],
        "Install": [("WantedBy", "timers.target")],
    }
    service = {
        "Unit": [("Description", f"shkplan run --due: {order.name}"), ("OnFailure", f"{name}-failed.service")],
        "Service": [
            ("Type", "oneshot"),
            ("WorkingDirectory", _folder(order.workspace)),
            ("ExecStart", _command(order.python, (*MODULE, *run_due()))),
            ("KillMode", "mixed"),  # the runner is told first, and ends its notebooks itself
            ("Nice", "10"),
            ("NoNewPrivileges", "true"),
            ("PrivateTmp", "true"),
        ],
    }
    failed = {
        "Unit": [("Description", f"shkplan run --due: {order.name}")],
        "Service": [
            ("Type", "oneshot"),
            (
                "ExecStart",
                f"/usr/bin/logger -p user.err -t shkplan {_quoted(say('schedule.systemd.failed', name=name))}",
            ),
        ],
    }
    told = [of_reports(one) for one in order.moments]
    return (
        ScheduleFile(f"{name}.timer", f"{commented((*notes, *told, say('schedule.catch_up')))}\n{_unit(timer)}"),
        ScheduleFile(f"{name}.service", f"{commented([say('schedule.systemd.service')])}\n{_unit(service)}"),
        ScheduleFile(f"{name}-failed.service", f"{commented([say('schedule.systemd.telling')])}\n{_unit(failed)}"),
    )


def _unit(sections: dict[str, list[tuple[str, str]]]) -> str:
    """A unit file."""
    return "\n".join(
        f"[{name}]\n" + "".join(f"{key}={value}\n" for key, value in entries) for name, entries in sections.items()
    )


def _calendar(one: DueMoments, zone: str) -> str:
    """A moment as an expression of ``systemd.time``; the last day of a month is the first one from its end."""
    weekday = "" if one.weekday is None else f"{_WEEKDAYS[one.weekday]} "
    months = ",".join(f"{month:02}" for month in one.months) or "*"
    day = "-*" if one.day is None else "~01" if one.day == "last" else f"-{one.day:02}"
    return f"{weekday}*-{months}{day} {one.time:%H:%M:%S} {zone}"


def _literal(text: str) -> str:
    """A text in which no specifier is read."""
    return text.replace("%", "%%")


def _folder(path: str) -> str:
    """The path of a folder, taken as it is but for specifiers; a stroke keeps a blank or a backslash from ending the line."""
    return _literal(path) + ("/" if path[-1:].isspace() or path.endswith("\\") else "")


def _quoted(text: str) -> str:
    """One word of a command line."""
    escaped = _literal(text).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{escaped}"'


def _command(program: str, words: Iterable[str]) -> str:
    """A command line; a program whose path systemd takes for none, or reads in two ways, is started by the shell."""
    line = " ".join((_quoted(program), *words))
    return f"/bin/sh -c {_quoted(_STARTED)} {line}" if set(program) & _SPECIAL else line
