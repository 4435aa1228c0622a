"""M3 and M1, and windows of World Bank regions set aside, beside other libraries: python -m benchmarks.competitions."""

from __future__ import annotations

from benchmarks import record, sections
from benchmarks.results import goals, written
from benchmarks.run import found

COMMAND = "python -m benchmarks.competitions"


def main() -> None:
    """The run, its sections, and the record of every model that the package shows beside short series."""
    asked = sections.asked(__doc__, "competitions")
    one = found(asked.panels, None if asked.quick else sections.peers())
    sections.write(asked.to, COMMAND, written(one), [] if asked.quick else list(goals(one)))
    if not asked.quick:
        print(record.write(asked.panels))


if __name__ == "__main__":
    main()
