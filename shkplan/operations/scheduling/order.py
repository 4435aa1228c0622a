"""What a scheduler is to do, in its own terms still to be written: run what is due, here, at these moments.

Every scheduler but Airflow calls ``shkplan run --due``, at each moment at which a report is due and once a day besides. What is due
is then found from what stands, so that a machine that was off, a failed run, a wrong zone of a machine, or a scheduler that asks
too often, do no harm: the report is made at the next look, and made once.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from shkplan.base.errors import ParameterError
from shkplan.base.lines import wrapped
from shkplan.base.messages import Said, said
from shkplan.display.language import say
from shkplan.display.setting import language
from shkplan.display.tables.upcoming import timing_words
from shkplan.operations.scheduling.moments import DueMoments, moments_of
from shkplan.workspace.schedules.reports_file import ReportsFile

__all__ = [
    "MODULE",
    "ScheduleFile",
    "ScheduleOrder",
    "about",
    "commented",
    "of_reports",
    "order_of",
    "refused",
    "run_due",
]

MODULE = ("-P", "-m", "shkplan.cli")  # -P: nothing in the workspace is taken for a module
_WIDE = 100  # characters of a comment
_UNSPEAKABLE = re.compile(
    r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]"
)  # ends a line somewhere, or has no bytes in UTF-8


@dataclass(frozen=True)
class ScheduleFile:
    """One file of a scheduler.

    Attributes:
        name: of the file.
        text: what it says.
        encoding: of the file.
        beside: it lies beside what is to be read, and is written with it but not printed.
    """

    name: str
    text: str
    encoding: str = "utf-8"
    beside: bool = False

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        return self.text.encode(self.encoding)


@dataclass(frozen=True)
class ScheduleOrder:
    """What is to be scheduled.

    Attributes:
        file: ``reports.yaml``.
        moments: when a report is due.
        workspace: its folder.
        python: the interpreter that has shkplan.
        name: of the workspace, of letters that every system takes for a name.
        rules: by report, the day whose knowledge counts.
    """

    file: ReportsFile
    moments: tuple[DueMoments, ...]
    workspace: str
    python: str
    name: str
    rules: Mapping[str, str] = field(default_factory=dict)

    @property
    def zone(self) -> str:
        """The zone of the times."""
        return self.file.timezone


def order_of(file: ReportsFile, root: Path, python: str | None = None) -> ScheduleOrder:
    """What is to be scheduled for a workspace.

    Args:
        file: its ``reports.yaml``.
        root: its folder.
        python: the interpreter that has shkplan; default this one.

    Raises:
        ParameterError: no report has a schedule; or a path that cannot stand on one line.
    """
    program = python or sys.executable
    folder = os.path.abspath(root)  # noqa: PTH100  # links stay, as their owner knows them
    for path in (folder, program):
        if _UNSPEAKABLE.search(path):
            raise refused(path, said("a line break or another character that is none of a text"))
    rules = {name: report.as_of for name, report in file.reports.items()}
    return ScheduleOrder(file, moments_of(file), folder, program, _name(folder), rules)


def run_due() -> tuple[str, ...]:
    """The words that run what is due, in the language in force: a scheduler's environment has none."""
    return ("run", "--due", "--quiet", "--language", language())


def refused(path: str, what: Said) -> ParameterError:
    """A path with something in it that a scheduler cannot be told."""
    told = "{path} holds {what}, which no scheduler can be told safely: move the workspace or the installation to a plain path."
    return ParameterError(said(told, path=ascii(path), what=what))


def commented(sentences: Iterable[str], sign: str = "#") -> str:
    """Sentences as lines of comment."""
    return "".join(f"{sign} {line}\n" for one in sentences for line in wrapped(one, _WIDE))


class _Dumper(yaml.SafeDumper):
    """YAML as a person writes it: texts of several lines below their key."""


def _written(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _written)


def in_yaml(*documents: Mapping[str, Any]) -> str:
    """Documents of YAML."""
    return yaml.dump_all(documents, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)


def about(order: ScheduleOrder, *more: str) -> tuple[str, ...]:
    """What every file says of itself: what it does and from what it was made; then what this one says besides."""
    return (say("schedule.about", zone=order.zone), *more)


def of_reports(moments: DueMoments) -> str:
    """Which reports are due at a moment, and when: the comment beside it."""
    return say("schedule.of_reports", reports=list(moments.reports), when=timing_words(moments.timing))


def _name(folder: str) -> str:
    """The name of a folder in letters, digits and dashes; with a digest where that says less than the folder's own name."""
    own = Path(folder).name
    plain = re.sub(r"[^a-z0-9]+", "-", own.lower()).strip("-")[:20].strip("-")
    whole = plain == own.lower()
    return plain if whole and plain else "-".join(filter(None, (plain, sha256(folder.encode()).hexdigest()[:6])))
