"""``README.txt``: what the bundle is and the three commands that check it, in Chinese and in English."""

from __future__ import annotations

from pathlib import Path

from shkplan.base.messages import LANGUAGES, message
from shkplan.report import manifest as record
from shkplan.report.manifest import Manifest
from shkplan.workspace.load import Workspace

_RULE = "\n" + "-" * 72 + "\n\n"


def readme_text(report: Path, manifest: Manifest, *, wheels: bool) -> str:
    """The text, the same for every bundle of a report.

    Args:
        report: the folder of the report.
        manifest: its manifest.
        wheels: whether the packages of the software travel along.
    """
    plan = Workspace(report / record.INPUTS).plan(manifest.plan)
    install = message(
        "bundle.install_wheels" if wheels else "bundle.install_lock", version=manifest.versions["shkplan"]
    )
    told = message(
        "bundle.readme",
        title=plan.title,
        as_of=str(manifest.parameters["as_of"]),
        version=manifest.versions["shkplan"],
        code=manifest.versions["code"],
        python=manifest.versions["python"],
        install=install,
        wheels=message("bundle.wheels_layout") if wheels else "",
    )
    return _RULE.join(told.text(language).strip() + "\n" for language in LANGUAGES)
