"""Takes what is found now as the new golden files: ``make accept``, after reading the difference.

``python -m tests.golden.accept shock-2027 2026-06-30`` takes those of some scenarios or days.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.golden.found import DAYS, SCENARIOS, found, golden_file
from tests.report import tampering

TAMPERING = "tampering"  # what verify says to each way of tampering


def main() -> None:
    for name in sys.argv[1:] or (*DAYS, *SCENARIOS, TAMPERING):
        if name == TAMPERING:
            with TemporaryDirectory() as place:
                tampering.GOLDEN.write_text(
                    tampering.written(tampering.answers(Path(place).resolve())), "utf-8", newline="\n"
                )
            sys.stdout.write(f"accepted {tampering.GOLDEN.name}\n")
            continue
        path = golden_file(name)
        path.write_text(found(name), encoding="utf-8", newline="\n")
        path.with_suffix(".actual.txt").unlink(missing_ok=True)
        sys.stdout.write(f"accepted {path.name}\n")


if __name__ == "__main__":
    main()
