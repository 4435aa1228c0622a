"""Lines for crontab.

The paths stand in the environment of the table, where cron takes them as they are, and not in the lines, where ``%`` is a line
break and what is quoted how differs between crons.
"""

from __future__ import annotations

from shkplan.base.messages import said
from shkplan.display.language import say
from shkplan.operations.scheduling.moments import DAILY
from shkplan.operations.scheduling.order import (
    MODULE,
    ScheduleFile,
    ScheduleOrder,
    about,
    commented,
    of_reports,
    refused,
    run_due,
)

__all__ = ["cron_files"]


def cron_files(order: ScheduleOrder) -> tuple[ScheduleFile, ...]:
    """The lines, to be added to a crontab.

    Raises:
        ParameterError: a path that cron would read as another.
    """
    notes = (say("schedule.cron.install"), say("schedule.cron.zone", zone=order.zone), say("schedule.cron.failure"))
    settings = {
        "CRON_TZ": order.zone,
        "SHKPLAN_PYTHON": _plain(order.python),
        "SHKPLAN_WORKSPACE": _plain(order.workspace),
    }
    command = f'cd "$SHKPLAN_WORKSPACE" && exec "$SHKPLAN_PYTHON" {" ".join((*MODULE, *run_due()))}'
    asked = [(one, of_reports(one)) for one in order.moments] + [(DAILY, say("schedule.catch_up"))]
    parts = [
        commented(about(order, *notes)),
        "".join(f"{name}={value}\n" for name, value in settings.items()),
        *(f"{commented([told])}{one.cron()} {command}\n" for one, told in asked),
    ]
    return (ScheduleFile("shkplan.crontab", "\n".join(parts)),)


def _plain(path: str) -> str:
    """A path as the value of a setting of a crontab, which is taken literally up to the end of the line."""
    if path != path.strip() or path[:1] in "'\"":
        raise refused(path, said("a blank at its end"))
    return path
