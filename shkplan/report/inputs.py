"""The inputs a report carries with it: copies of the plan, the figures, their corrections, the scenarios, the tasks and the notebooks."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from shkplan.base.errors import ParameterError, ReportFailed
from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.register.plan import Plan
from shkplan.report.parameters import Known
from shkplan.report.reports import Report
from shkplan.workspace.folders import CARRIED, KINDS, REFERENCE
from shkplan.workspace.links import link_files
from shkplan.workspace.load import Workspace, load_plan, plan_ids
from shkplan.workspace.revisions import folder_of, revision_files
from shkplan.workspace.scenarios import scenarios_of
from shkplan.workspace.tasks import task_files


@dataclass(frozen=True)
class Inputs:
    """Where the inputs of a report are read from.

    Attributes:
        plan: the plan, read and found sound.
        plan_file: its file.
        root: the workspace, or the shipped folder, that the figures belong to.
    """

    plan: Plan
    plan_file: Path
    root: Path

    @property
    def scenario_files(self) -> dict[str, Path]:
        """The plan's scenarios by id: the workspace's own, and for a shipped plan those shipped with it."""
        shipped = paths.shipped()
        return scenarios_of(self.plan, self.root, *([shipped] if self.plan.id in plan_ids(shipped) else []))

    def notebook(self, report: Report) -> Path:
        """The notebook of a report: the workspace's own, else the shipped one."""
        candidates = [root / "notebooks" / report.notebook for root in (self.root, paths.shipped())]
        found = next((path for path in candidates if path.is_file()), None)
        if found is None:
            raise ReportFailed(
                said(
                    "no notebook {notebook} in {parent}; `shkplan init` lays one out.",
                    notebook=report.notebook,
                    parent=candidates[0].parent,
                )
            )
        return found

    def known(self) -> Known:
        """The names that parameters may take."""
        from shkplan.models import MODELS

        return Known(
            regions=tuple(self.plan.regions),
            indicators=tuple(self.plan.indicators),
            scenarios=tuple(self.scenario_files),
            models=("auto", *MODELS),
        )

    def files(self, reports: Iterable[Report]) -> dict[Path, Path]:
        """What a report carries with it: place in the folder of its inputs -> the file that is copied there.

        Raises:
            DataError: mistakes in the reference classes.
        """
        here, there = Workspace(self.root), Workspace(Path())
        wanted = {there.folder("plans") / f"{self.plan.id}.yaml": self.plan_file}
        wanted |= {there.folder("observations") / path.name: path for path in here.files("observations")}
        wanted |= {there.folder("corrections") / path.name: path for path in here.files("corrections")}
        wanted |= {there.folder("scenarios") / path.name: path for path in self.scenario_files.values()}
        wanted |= {there.folder("links") / path.name: path for path in link_files(here)}
        revisions = revision_files(folder_of(self.plan_file, here.root / paths.DATA), self.plan.id)
        wanted |= {there.folder("revisions") / path.name: path for path in revisions}
        wanted |= {there.folder("tasks") / path.name: path for path in task_files(here, self.plan)}
        wanted |= {Path(name): self.root / name for name in here.copies()}
        wanted |= {Path("notebooks") / report.notebook: self.notebook(report) for report in reports}
        return wanted | {paths.DATA / REFERENCE / place: path for place, path in here.reference_files().items()}

    def copy(self, folder: Path, reports: Iterable[Report]) -> None:
        """Lay the inputs out in a folder, as a workspace of their own."""
        there, wanted = Workspace(folder), self.files(reports)
        (folder / paths.DATA / REFERENCE / CARRIED).mkdir(parents=True, exist_ok=True)
        for kind in KINDS:
            there.folder(kind).mkdir(parents=True, exist_ok=True)
        (folder / "notebooks").mkdir(exist_ok=True)
        for place, source in wanted.items():
            (folder / place).parent.mkdir(exist_ok=True)
            shutil.copyfile(source, folder / place)


def find_inputs(plan: str | Path | None = None) -> Inputs:
    """The inputs for a plan: an id, a path, or None for the only plan there is.

    Raises:
        UnknownName: no such plan.
        ParameterError: no plan named, and not exactly one there.
        DataError: mistakes in the plan's file.
    """
    root = paths.root()
    if plan is None:
        ids = plan_ids(root)
        if len(ids) != 1:
            folder = Workspace(root).folder("plans")
            raise ParameterError(
                said("{count} plans in {folder}: {ids}. Name one.", count=len(ids), folder=folder, ids=list(ids))
                if ids
                else said("0 plans in {folder}. `shkplan init` lays a workspace out.", folder=folder)
            )
        plan = ids[0]
    path = Path(plan)
    if path.suffix.lower() in (".yaml", ".yml"):
        return Inputs(load_plan(path), path.resolve(), paths.workspace(path.resolve().parent) or root)
    root = root if str(plan) in plan_ids(root) else paths.shipped()
    return Inputs(load_plan(str(plan)), Workspace(root).file("plans", plan), root)
