"""A workflow for GitHub Actions, where the repository is the workspace."""

from __future__ import annotations

from typing import Any

from shkplan.display.language import say
from shkplan.operations.scheduling.container import lock_file
from shkplan.operations.scheduling.moments import DAILY
from shkplan.operations.scheduling.order import (
    ScheduleFile,
    ScheduleOrder,
    about,
    commented,
    in_yaml,
    of_reports,
    run_due,
)

__all__ = ["github_files"]

_KEEP = """\
git config user.name "github-actions[bot]"
git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
mkdir -p archive reports
git add --all --force -- archive reports
git diff --cached --quiet || git commit --quiet --message "Reports of $(date +%F)"
git push --quiet
"""


def github_files(order: ScheduleOrder) -> tuple[ScheduleFile, ...]:
    """The workflow: checked out, run, what was made is committed, and the log kept where something failed."""
    asked = (*order.moments, DAILY)
    workflow = {
        "name": "shkplan",
        "on": {
            "schedule": [{"cron": one.cron(), "timezone": order.zone} for one in asked],
            "workflow_dispatch": {},
        },
        "permissions": {"contents": "write"},
        "concurrency": {"group": "shkplan", "cancel-in-progress": False},
        "jobs": {"reports": {"runs-on": "ubuntu-latest", "timeout-minutes": 180, "steps": _steps()}},
    }
    told = [of_reports(one) for one in order.moments]
    notes = about(order, say("schedule.github.install"), say("schedule.github.zone"), say("schedule.github.failure"))
    text = in_yaml(workflow)
    comment = commented((*notes, *told, say("schedule.catch_up")))
    return ScheduleFile(".github/workflows/shkplan.yml", f"{comment}\n{text}"), lock_file()


def _steps() -> list[dict[str, Any]]:
    """The steps of the job; nothing of a workspace's names or paths is in them."""
    install = "python -m pip install --require-hashes --requirement requirements.lock\npython -m pip install --no-deps ./shkplan-*.whl\n"
    return [
        {"uses": "actions/checkout@v5"},
        {
            "uses": "actions/setup-python@v6",
            "with": {"python-version": "3.12", "cache": "pip", "cache-dependency-path": "requirements.lock"},
        },
        {"name": "install", "run": install},
        {"name": "run", "run": f"python -P -m shkplan.cli {' '.join(run_due())}"},
        {"name": "keep", "if": "always()", "run": _KEEP},
        {
            "name": "log",
            "if": "failure()",
            "uses": "actions/upload-artifact@v4",
            "with": {
                "name": "shkplan-log",
                "path": "reports/*.log\nreports/*.jsonl\nreports/last-run.json\n",
                "if-no-files-found": "ignore",
            },
        },
    ]
