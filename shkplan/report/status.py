"""The state of a workspace's data on a day, for the terminal it is asked from."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from pathlib import Path

from shkplan.base.errors import ParameterError, UnknownName
from shkplan.base.messages import said
from shkplan.base.typed import likely_day
from shkplan.report.inputs import find_inputs
from shkplan.report.request import complete
from shkplan.workspace.load import plan_ids


def data_status(
    plan: str | Path | None = None,
    *,
    as_of: str | dt.date = "today",
    region: str | None = None,
    language: str | None = None,
) -> str:
    """What is known and what is missing of a plan's indicators, as fits the terminal.

    Args:
        plan: an id or a path; default every plan of the workspace (or every shipped one) that knows the region.
        as_of: the day whose knowledge counts.
        region: default the plan's own.
        language: zh or en; default that of the environment.

    Raises:
        ParameterError: a day that is none, or yet to come.
        UnknownName: no such plan, region or language.
        DataError: mistakes in the plan, the observations or their corrections.
    """
    from shkplan.display.setting import language as setting
    from shkplan.display.setting import set_language
    from shkplan.display.tables.status import WIDTH, status_text
    from shkplan.workspace.folders import remarks as passed_over
    from shkplan.workspace.load import load_observations

    names: list[str | Path | None] = [plan] if plan is not None else [*plan_ids()] or [None]
    every = [find_inputs(name) for name in names]
    day = str(complete(every[0], as_of, {})["as_of"])
    if likely_day(day) != day:
        raise ParameterError(said("as_of: found {day}, expected today or a date such as 2023-06-30.", day=repr(day)))
    asked = [inputs for inputs in every if region is None or region in inputs.plan.regions]
    if region is not None and not asked:
        raise UnknownName("region", region, {name for inputs in every for name in inputs.plan.regions})
    if language is not None:
        set_language(language)
    stream = sys.stdout
    wide = shutil.get_terminal_size((WIDTH, 0)).columns if stream.isatty() else WIDTH
    colour = stream.isatty() and not os.environ.get("NO_COLOR")
    encoding, width = stream.encoding or "ascii", max(wide, 60)
    known = [load_observations(inputs.plan, inputs.root).as_of(day) for inputs in asked]
    remarks = [
        remark.text(setting())
        for root in dict.fromkeys(inputs.root for inputs in asked)
        for remark in passed_over(root)
    ]
    return "\n\n".join(
        [
            *(status_text(one, region, encoding=encoding, width=width, colour=colour) for one in known),
            *filter(None, ["\n".join(remarks)]),
        ]
    )
