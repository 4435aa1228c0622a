"""What is looked at before a report is made: its data, and whether the scenario it is under has room in the figures of the day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shkplan.base.errors import DataError
from shkplan.report.progress import NullProgress
from shkplan.report.request import Request

__all__ = ["check_data", "check_scenario"]


def check_data(root: Path, voice: NullProgress) -> None:
    """Refuse mistakes in the files; what was only passed over is told and logged, and stops nothing."""
    from shkplan.workspace.check import checked

    found = checked(root)
    for remark in found.remarks:
        voice.remark(remark)
    if found.mistakes:
        raise DataError(found.mistakes)


def check_scenario(order: Request) -> None:
    """Refuse a scenario that the figures of the day leave no room for, once, and not in every notebook.

    Raises:
        DataError: which claims, and why.
    """
    if not order.values["scenario"]:
        return
    from shkplan.assessment import assess
    from shkplan.workspace.load import Workspace, read_scenario

    published = Workspace(order.inputs.root).observations(order.inputs.plan)
    settings: dict[str, Any] = {name: order.values[name] for name in ("region", "to", "model", "seed")}
    scenario = read_scenario(order.inputs.scenario_files[str(order.values["scenario"])])
    assess(order.inputs.plan, published, as_of=str(order.values["as_of"]), **settings).under(scenario)
