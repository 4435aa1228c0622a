"""DAGs for Apache Airflow 3: one for each moment, in it one task for each report that is due then, of the day that the run stands for.

Airflow keeps its own account of what has run, so a task names its report and the day, which a run of last month that is started
again then still means. The tasks are commands: Airflow and shkplan each have an environment of their own, whose versions do not
meet. The operator of the papermill provider is not used: it runs one notebook, writes its output while it runs, and makes neither
pages nor manifest.
"""

from __future__ import annotations

import pprint
from importlib.resources import files
from string import Template

from shkplan.display.language import say
from shkplan.operations.scheduling.order import (
    MODULE,
    ScheduleFile,
    ScheduleOrder,
    about,
    commented,
    of_reports,
)

__all__ = ["airflow_files"]


def airflow_files(order: ScheduleOrder) -> tuple[ScheduleFile, ...]:
    """The file of the DAGs."""
    name = f"shkplan_{order.name.replace('-', '_')}"
    dags = {
        f"{name}_{number}": {
            "cron": one.cron("L"),
            "about": of_reports(one),
            "reports": {report: order.rules[report] for report in one.reports},
        }
        for number, one in enumerate(order.moments, 1)
    }
    template = files("shkplan.operations.scheduling").joinpath("dag.py.txt").read_text(encoding="utf-8")
    notes = about(
        order, say("schedule.airflow.install"), say("schedule.airflow.missed"), say("schedule.airflow.failure")
    )
    text = Template(template).substitute(
        notes=commented(notes),
        zone=ascii(order.zone),
        python=ascii(order.python),
        workspace=ascii(order.workspace),
        command=ascii(f'exec "$SHKPLAN_PYTHON" {" ".join(MODULE)} run "$SHKPLAN_REPORT" --as-of "$SHKPLAN_DAY"'),
        failed=ascii(say("schedule.airflow.failed")),
        dags=pprint.pformat(dags, sort_dicts=False, width=110),
    )
    return (ScheduleFile(f"{name}.py", text),)
