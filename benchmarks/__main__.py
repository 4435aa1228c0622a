"""Every section of RESULTS.md in turn: python -m benchmarks [--quick] [--panels FOLDER] [--to RESULTS.md] [--only SECTION,...]."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from time import monotonic

from benchmarks.sections import HERE, RESULTS, RUN, peers
from benchmarks.series import PANELS, missing

QUICK = HERE / "QUICK.md"


def main() -> None:
    """The sections, each in a process of its own; one that fails is told at the end and stops none of the others."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").split(":")[0])
    parser.add_argument(
        "--panels", type=Path, default=PANELS, help="folder of the panels; beside the project by default"
    )
    parser.add_argument("--to", type=Path, help="default RESULTS.md, of a quick run QUICK.md, which is not kept")
    parser.add_argument("--quick", action="store_true", help="a part of the panels, and no peers; some two minutes")
    parser.add_argument("--only", default=",".join(RUN), help=f"sections, with commas; default all: {', '.join(RUN)}")
    asked = parser.parse_args()
    wanted = asked.only.split(",")
    if unknown := [name for name in wanted if name not in RUN]:
        sys.exit(f"no section {', '.join(unknown)}. Choose from {', '.join(RUN)}")
    if missing(asked.panels):
        sys.exit(f"{missing(asked.panels)}: make benchmark PANELS=FOLDER")
    if not asked.quick:
        peers()
    to = asked.to or (QUICK if asked.quick else RESULTS)
    given = ["--panels", str(asked.panels), "--to", str(to), *(["--quick"] if asked.quick else [])]
    failed, begun = [], monotonic()
    for at, name in enumerate(wanted, start=1):
        print(
            f"{at} of {len(wanted)}: {name} (after {(monotonic() - begun) / 60:.1f} minutes)",
            file=sys.stderr,
            flush=True,
        )
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *given], check=False).returncode:
            failed.append(name)
    print(f"{to}: {(monotonic() - begun) / 60:.1f} minutes")
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
