"""RESULTS.md, section by section: each command writes its own sections and its own rows of the goals, and keeps all else."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TypeVar

from benchmarks.series import PANELS, missing

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
GOALS = "## Goals"
ORDER = (
    GOALS, "## Pooled", "## Chinese panels", "## Pairs", "## Growth far ahead", "## National plan", "## Within the year", "## Competitions",
    "## Attainment",
    "## Speed and memory", "## Refusals", "## Core", "## Report", "## Explorer",
)  # fmt: skip
HEAD = """# Results

Written by `make benchmark` (`make benchmark PANELS=FOLDER` where the panels are elsewhere); do not edit. Each section names the
command that writes it and leaves the others as they are. One run, one machine.
"""
_TABLE = "| on | goal | found | 95 % interval | | by |\n|---|---|---|---|---|---|"
_PATIENCE = 10.0  # seconds between two lines of progress in a log
COMMANDS = (
    "pooled",
    "chinese",
    "pairs",
    "far",
    "hindcasts",
    "nowcast",
    "competitions",
    "pace",
    "core",
    "report",
    "explorer",
)
RUN = tuple(one for one in COMMANDS[:-3] if (HERE / f"{one}.py").exists())  # what `make benchmark` runs, in this order
Item = TypeVar("Item")


@dataclass(frozen=True)
class Goal:
    """A row of the goals.

    Attributes:
        on: what was asked of.
        wanted: the goal in words.
        found: what was found, printed.
        met: whether it is; None where nothing is wanted of it, or nothing could be measured.
        interval: by blocks, where windows are few; a goal is then missed only where the interval excludes it.
        open: missed by the figure, but the interval holds the goal.
    """

    on: str
    wanted: str
    found: str
    met: bool | None
    interval: str = ""
    open: bool = False

    @property
    def told(self) -> str:
        if self.met is None:
            return ""
        return "met" if self.met else "missed, within error" if self.open else "**missed**"

    def row(self, command: str) -> str:
        return f"| {self.on} | {self.wanted} | {self.found} | {self.interval} | {self.told} | `{command}` |"


def write(path: Path, command: str, sections: Mapping[str, str], goals: Sequence[Goal] = ()) -> None:
    """The sections in place of what they were, and the rows of this command among the goals."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    parts = _parts(text)
    parts |= {heading: f"{heading}\n\nBy `{command}`. {body.strip()}\n" for heading, body in sections.items()}
    kept = [row for row in _rows(parts.get(GOALS, "")) if not row.endswith(f"| `{command}` |")]
    rows = sorted([*kept, *(goal.row(command) for goal in goals)], key=_place)
    parts[GOALS] = f"{GOALS}\n\n{_GOALS_TOLD}\n\n{_TABLE}\n" + "\n".join(rows) + "\n"
    known = [heading for heading in ORDER if heading in parts]
    others = [heading for heading in parts if heading not in ORDER]
    path.write_text("\n".join([HEAD, *(parts[heading] for heading in [*known, *others])]), encoding="utf-8")
    print(f"{path}: {', '.join(heading.removeprefix('## ') for heading in sections)}")


_GOALS_TOLD = """Of the third pass. Where windows are few the interval is one of blocks of origin years, and a goal counts as missed only where the
interval excludes it. What is said of a reliability: said against happened, in bins of at least 100 events."""


def _parts(text: str) -> dict[str, str]:
    """Heading -> section with its heading; what stands before the first is written anew."""
    found = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    return {part.split("\n", 1)[0]: part.rstrip() + "\n" for part in found}


def _rows(section: str) -> list[str]:
    return [line for line in section.splitlines() if line.endswith("` |")]


def _place(row: str) -> int:
    """Rows of one command stay together, in the order in which the commands run."""
    return next((at for at, name in enumerate(COMMANDS) if f"benchmarks.{name}`" in row), len(COMMANDS))


def asked(doc: str | None, name: str, files: Iterable[str] = ()) -> argparse.Namespace:
    """The options every section takes; ends with a sentence where the panels, or these files among them, are not there."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=(doc or "").split("\n\n")[0])
    parser.add_argument(
        "--panels", type=Path, default=PANELS, help="folder of the panels; beside the project by default"
    )
    parser.add_argument("--to", type=Path, default=RESULTS)
    parser.add_argument("--quick", action="store_true", help="a part of the panels, and no peers")
    given = parser.parse_args()
    if missing(given.panels):
        sys.exit(f"{missing(given.panels)}: make benchmark PANELS=FOLDER")
    if absent := [file for file in files if not (given.panels / file).is_file()]:
        sys.exit(f"no {', '.join(absent)} in {given.panels}. Give another folder: make benchmark PANELS=FOLDER")
    return given


def peers() -> Path:
    """The Python of the peers' environment; ends with a sentence where there is none."""
    python = HERE / ".peers" / "bin" / "python"
    if not python.exists():
        sys.exit("no environment of the peers under benchmarks/.peers; make benchmark builds it, --quick needs none")
    return python


def shown(items: Iterable[Item], total: int, what: str) -> Iterator[Item]:
    """The items; every few seconds a line says how far they are."""
    begun = last = monotonic()
    for at, item in enumerate(items):
        yield item
        if (now := monotonic()) - last > _PATIENCE or at + 1 == total:
            print(f"{what}: {at + 1} of {total}, {now - begun:.0f} s", file=sys.stderr, flush=True)
            last = now
