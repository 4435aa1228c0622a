"""The container: the Containerfile, and the lock file that it installs from."""

from __future__ import annotations

import json

from shkplan import __version__
from shkplan.display.language import say
from shkplan.files import paths
from shkplan.files.lock import FILE as LOCK
from shkplan.files.lock import locked
from shkplan.operations.scheduling.order import ScheduleFile, ScheduleOrder, about, commented

__all__ = ["HOME", "IMAGE", "USER", "WORKSPACE", "container_files", "lock_file"]

IMAGE = f"shkplan:{__version__}"
USER = 10001  # of no host
HOME, WORKSPACE = "/home/shkplan", "/workspace"
_BASE = "docker.io/library/python:3.12-slim"


def container_files(order: ScheduleOrder) -> tuple[ScheduleFile, ...]:
    """The Containerfile, the lock file of the packages with their checksums, and what the build does not look at.

    The image holds the program alone; the workspace is mounted. The Chinese face comes with the packages.
    """
    run = [
        f"useradd --uid {USER} --create-home --home-dir {HOME} --shell /usr/sbin/nologin shkplan",
        f"install --directory --owner={USER} --group={USER} {WORKSPACE}",
    ]
    packages = [
        f"python -m pip install --no-cache-dir --require-hashes --only-binary :all: --requirement /build/{LOCK}",
        "python -m pip install --no-cache-dir --no-deps --no-index /build/shkplan-*.whl",
        "python -m pip check",
    ]
    steps = [
        ("FROM", _BASE),
        ("ENV", f"TZ={order.zone} PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MPLCONFIGDIR=/tmp/matplotlib"),
        ("RUN", f"--mount=type=bind,target=/build {_joined(packages)}"),
        ("RUN", _joined(run)),
        ("USER", f"{USER}:{USER}"),
        ("WORKDIR", WORKSPACE),
        ("VOLUME", json.dumps([WORKSPACE])),
        ("ENTRYPOINT", json.dumps(["python", "-P", "-m", "shkplan.cli"])),
        ("CMD", json.dumps(["run", "--due"])),
    ]
    notes = about(
        order, say("schedule.container.build", image=IMAGE, lock=LOCK), say("schedule.container.run", image=IMAGE)
    )
    text = "\n".join((commented(notes), *(f"{word} {rest}\n" for word, rest in steps)))
    ignore = f"*\n!{LOCK}\n!shkplan-*.whl\n"
    return ScheduleFile("Containerfile", text), ScheduleFile(".containerignore", ignore, beside=True), lock_file()


def lock_file() -> ScheduleFile:
    """The packages that shkplan needs, with their checksums."""
    lock = (paths.shipped() / LOCK).read_text(encoding="utf-8")
    return ScheduleFile(LOCK, "\n".join((*locked(lock), "")), beside=True)


def _joined(commands: list[str]) -> str:
    """Commands one after the other, each only if the one before did well."""
    return " \\\n    && ".join(commands)
