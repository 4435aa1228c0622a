"""Stop a report at random moments, and look what is left: python -m benchmarks.kills [--count 100] [--busy 0].

A report of a small plan stands in its place; a figure changes; the report is made again, and at a random moment a random process
of it is stopped: the command itself, the process that runs notebooks, a notebook, or all of them at once as a service manager
does, mostly by SIGKILL, else by SIGTERM or SIGINT. Then, each time:

- the report in its place is the old one or the new one, whole, by every checksum;
- nothing else is listed beside it, and after a stop that can be handled nothing is hidden there either;
- none of its processes is left, none of its locks held, nothing lies under the temporary folder, every forecast kept can be read;
- the next run comes through, says nothing is wrong, leaves the report and its lock, and gives the bytes of an undisturbed run.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.kills_bench import Bench, Blow


def main() -> None:
    """The stops, and a tally of what they left."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--command", choices=["report", "run"], default="report")
    parser.add_argument("--busy", type=int, default=0, help="busy loops beside the report")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance, blows = random.Random(given.seed), list[Blow]()  # noqa: S311  # no secret
    with tempfile.TemporaryDirectory(prefix="kills-") as folder, busy(given.busy):
        bench = Bench(Path(folder), command=given.command)
        for number in range(1, given.count + 1):
            blows.append(bench.struck(chance))
            print(f"{number}/{given.count} {blows[-1]}", flush=True)
    print(tally(blows))
    sys.exit(any(one.wrong for one in blows))


def tally(blows: Sequence[Blow]) -> str:
    """A line for each process and signal: how many stops, which report was found, how many recovered."""
    rows = Counter((one.whom, one.number.name) for one in blows)
    told = [f"{'whom':<10}{'signal':<10}{'stops':>6}{'old':>6}{'new':>6}{'recovered':>11}"]
    for (whom, number), count in sorted(rows.items()):
        these = [one for one in blows if (one.whom, one.number.name) == (whom, number)]
        found = [sum(one.found == which for one in these) for which in ("old", "new")]
        well = sum(not one.wrong for one in these)
        told.append(f"{whom:<10}{number:<10}{count:>6}{found[0]:>6}{found[1]:>6}{well:>11}")
    well = sum(not one.wrong for one in blows)
    return "\n".join([*told, f"{len(blows)} stops, {well} recovered with nothing left over"])


@contextlib.contextmanager
def busy(loops: int) -> Iterator[None]:
    """A block beside which some processes do nothing but keep the machine busy."""
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(loops)]
    try:
        yield
    finally:
        for one in running:
            one.kill()
            one.wait()


if __name__ == "__main__":
    main()
