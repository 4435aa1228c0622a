"""The workspace of a user: a folder with a plan, its figures, scenarios and notebooks; laid out, opened in JupyterLab."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from string import Template

from shkplan.base.errors import ParameterError, ShkplanError, UnknownName
from shkplan.base.messages import lines, listed, message, said
from shkplan.files import paths
from shkplan.files.atomic import move, move_into, told_of
from shkplan.register.plan import Plan
from shkplan.workspace.folders import KINDS
from shkplan.workspace.format import CURRENT, FILE, needed_for
from shkplan.workspace.load import Workspace
from shkplan.workspace.next_plan import lay_out_next
from shkplan.workspace.scenarios import scenarios_of
from shkplan.workspace.tasks import task_files

_EXAMPLE_REGION = {"region": "示例区", "region_en": "Example District"}
_TEMPLATE = files("shkplan.workspace").joinpath("template")
_FOR_EXCEL = "utf-8-sig"  # without this mark Excel takes the file for another encoding
_LOCALES = {"en": "en", "zh": "zh_CN"}


class FolderInUse(ShkplanError):
    """A workspace is laid out only where nothing is."""


def init(folder: str | Path, *, region: str = "", source: str = "", window: str = "") -> str:
    """Lay out a workspace and say what to do next. Either all of it appears or nothing does.

    Args:
        folder: where; it must not exist, or be empty.
        region: the name that the template plan is made for.
        source: the id of a shipped plan to start from, with its figures; default the template.
        window: the years of the plan after it, such as 2026-2030, which is laid out beside it, to be filled in.

    Raises:
        FolderInUse: something is there; names it.
        UnknownName: no such shipped plan.
        ParameterError: years without a plan that they follow.
    """
    target = paths.kept_inside(Path(folder)).resolve()
    there = sorted(entry.name for entry in target.iterdir()) if target.is_dir() else []
    if there or (target.exists() and not target.is_dir()):
        held = listed(there[:5] + ["..."] * (len(there) > 5)) if there else said("it is a file")
        told = said("{folder} is not empty ({held}). Name a new folder; nothing was changed.", folder=folder, held=held)
        raise FolderInUse(told)
    with told_of(Path(folder)):
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.", ignore_cleanup_errors=True)
    with beside as aside:
        fresh = Path(aside) / "workspace"
        plan = _lay_out(fresh, source or _id_of(target.name), region, shipped=bool(source))
        plan = lay_out_next(Workspace(fresh), source, window) if window else plan
        _write(
            fresh / "README.md",
            "README.md",
            _readme_words(plan, "next" if window else "shipped" if source else "template"),
        )
        if target.exists():
            move_into(fresh, target)
        else:
            move(fresh, target, Path(aside) / "former")
    return _next_steps(Path(folder), plan)


def _id_of(name: str) -> str:
    """A plan's id from the name of its folder; ``plan`` where the name has no letters for one."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "plan"


def _lay_out(fresh: Path, plan: str, region: str, *, shipped: bool) -> str:
    data = {kind: Workspace(fresh).folder(kind) for kind in KINDS}
    for place in (*data.values(), fresh / "notebooks", fresh / "reports"):
        place.mkdir(parents=True)
    words = {"id": plan, **({"region": region, "region_en": region} if region else _EXAMPLE_REGION)}
    if shipped:
        words["region"] = _copy_shipped(Workspace(fresh), plan)
    else:
        _write(data["corrections"] / "example.yaml", "corrections.yaml", words)
        _write(data["plans"] / f"{plan}.yaml", "plan.yaml", words)
        _write(data["observations"] / f"{plan}.csv", "observations.csv", words, encoding=_FOR_EXCEL)
        _write(data["scenarios"] / "example.yaml", "scenario.yaml", words)
        _write(data["tasks"] / "example.yaml", "tasks.yaml", words)
    for notebook in Workspace.shipped().notebooks:
        shutil.copyfile(notebook, fresh / "notebooks" / notebook.name)
    _write(fresh / "reports.yaml", "reports.yaml", words)
    _write(fresh / "reports" / "README.md", "reports.md", words)
    _write(fresh / FILE, FILE, format_words())
    return plan


def _readme_words(plan: str, laid_out: str) -> dict[str, str]:
    """What the README begins with depends on whose targets and figures are there."""
    begin = message(f"workspace.begin_{laid_out}", id=plan)
    return {"id": plan, "begin_zh": begin.text("zh"), "begin_en": begin.text("en")}


def _copy_shipped(fresh: Workspace, plan: str) -> str:
    """Copy a shipped plan with the figures and scenarios that are its own; its region comes back."""
    shipped = Workspace.shipped()
    if plan not in shipped.ids("plans"):
        raise UnknownName("shipped plan", plan, shipped.ids("plans"))
    shutil.copyfile(shipped.file("plans", plan), fresh.folder("plans") / f"{plan}.yaml")
    loaded = shipped.plan(plan)
    for path in shipped.files("observations"):
        table = _rows_of(loaded, path.read_text(encoding="utf-8-sig"))
        if table:
            target = fresh.folder("observations") / path.name
            target.write_text(table, encoding=_FOR_EXCEL, newline="\n")
    for path in scenarios_of(loaded, shipped.root).values():
        shutil.copyfile(path, fresh.folder("scenarios") / path.name)
    for path in task_files(shipped, loaded):
        shutil.copyfile(path, fresh.folder("tasks") / path.name)
    for path in shipped.files("corrections"):
        shutil.copyfile(path, fresh.folder("corrections") / path.name)
    return loaded.region


def _rows_of(plan: Plan, table: str) -> str:
    """The rows of a table that a plan reads, under their header; empty where there are none."""
    rows = csv.DictReader(io.StringIO(table, newline=""))
    mine = [row for row in rows if row["indicator"] in plan and row["region"] in plan.regions]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows.fieldnames or (), lineterminator="\n")
    writer.writeheader()
    writer.writerows(mine)
    return text.getvalue() if mine else ""


def laid_out(template: str, words: Mapping[str, str]) -> str:
    """A file of a new workspace by the name of its template, with its blanks filled in."""
    return Template(_TEMPLATE.joinpath(template).read_text(encoding="utf-8")).substitute(words)


def format_words() -> dict[str, str]:
    """What a workspace of today says of its format."""
    return {"format": str(CURRENT), "needs": needed_for(CURRENT)}


def _write(path: Path, template: str, words: dict[str, str], *, encoding: str = "utf-8") -> None:
    path.write_text(laid_out(template, words), encoding=encoding, newline="\n")


def _next_steps(folder: Path, plan: str) -> str:
    enter = "" if folder.resolve() == Path.cwd() else f"    cd {_typed(str(folder))}\n"
    told = said(
        "{folder} is ready. Edit data/plans/{plan}.yaml, then data/observations; README.md tells how.",
        folder=folder,
        plan=plan,
    )
    return lines([told, f"{enter}    shkplan check\n    shkplan report"], "\n\n")


def _typed(name: str) -> str:
    """A name as it is typed into a shell: in quotes where it needs them."""
    if re.fullmatch(r"[\w@%+=:,./\\-]+", name):
        return name
    return f'"{name}"' if os.name == "nt" else shlex.quote(name)


def lab(*, browser: bool = True, language: str = "en") -> int:
    """Open JupyterLab on the notebooks of the workspace, wait until it is closed, and return its exit code.

    Args:
        browser: whether to open a window.
        language: of JupyterLab's own menus.

    Raises:
        ShkplanError: there is no workspace here.
        ParameterError: a language nobody speaks here.
    """
    root = paths.workspace()
    if root is None:
        hint = "shkplan init my-plan --from shahekou-14fyp"
        raise ShkplanError(
            said("no workspace here (a folder with data/plans). `{hint}` lays one out; then `cd my-plan`.", hint=hint)
        )
    if language not in _LOCALES:
        raise ParameterError(said("language: found {language}, expected en or zh.", language=repr(language)))
    if find_spec("jupyterlab") is None:
        raise ShkplanError(
            said("JupyterLab is not installed: pip install 'shkplan[lab]'. Reports are made without it.")
        )
    with tempfile.TemporaryDirectory(prefix="shkplan-lab-", ignore_cleanup_errors=True) as settings:
        command = [sys.executable, "-m", "jupyterlab", *_lab_options(root, Path(settings), language)]
        command += [] if browser else ["--no-browser"]
        with subprocess.Popen(command, env=_lab_environment(root)) as server:  # noqa: S603  # this interpreter
            return _wait(server)


def _lab_options(root: Path, settings: Path, language: str) -> list[str]:
    """What JupyterLab is told; settings go into a folder of this session, so that the user's own stay as they are."""
    chosen = {"@jupyterlab/translation-extension:plugin": {"locale": _LOCALES[language]}}
    (settings / "overrides.json").write_text(json.dumps(chosen), encoding="utf-8", newline="\n")
    return [
        f"--ServerApp.root_dir={root}",
        "--LabApp.default_url=/lab/tree/notebooks",
        *([f"--LabApp.app_settings_dir={settings}"] if language != "en" else []),
        *(["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []),  # as in most containers
    ]


def _lab_environment(root: Path) -> dict[str, str]:
    package = str(Path(paths.__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    return os.environ | {paths.WORKSPACE_VARIABLE: str(root), "PYTHONPATH": path}


def _wait(server: subprocess.Popen[bytes]) -> int:
    """Wait until the server ends; from here on this process is only its doorkeeper."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the server as well, which asks before it ends
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    return server.wait()
