"""Ours beside theirs, and the record of every model, as files: python -m benchmarks [--panels FOLDER] [--to RESULTS.md]."""

import argparse
import sys
from pathlib import Path

from benchmarks import record
from benchmarks.results import written
from benchmarks.run import HERE, found
from benchmarks.series import PANELS, missing


def main() -> None:
    """The run, and the file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").split(",")[0])
    parser.add_argument(
        "--panels", type=Path, default=PANELS, help="folder of the panels; beside the project by default"
    )
    parser.add_argument("--to", type=Path, default=HERE / "RESULTS.md")
    asked = parser.parse_args()
    if missing(asked.panels):
        sys.exit(f"{missing(asked.panels)}: make benchmark PANELS=FOLDER")
    if not (HERE / ".peers" / "bin" / "python").exists():
        sys.exit("no environment of the peers under benchmarks/.peers; make benchmark builds it")
    asked.to.write_text(written(found(asked.panels)), encoding="utf-8")
    print(asked.to)
    print(record.write(asked.panels))


if __name__ == "__main__":
    main()
