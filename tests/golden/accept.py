"""Takes what is found now as the new golden files: ``make accept``, after reading the difference."""

from __future__ import annotations

import sys

from tests.golden.found import DAYS, found, golden_file


def main() -> None:
    for day in DAYS:
        path = golden_file(day)
        path.write_text(found(day), encoding="utf-8", newline="\n")
        path.with_suffix(".actual.txt").unlink(missing_ok=True)
        sys.stdout.write(f"accepted {path.name}\n")


if __name__ == "__main__":
    main()
