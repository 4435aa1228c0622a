"""``python -m docs [FOLDER]``: the site in both languages, by default into build/docs. A warning is an error."""

from __future__ import annotations

import sys
from pathlib import Path

from docs.build import build

if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "build/docs")
    said = build(target)
    print("\n".join([*said, str(target / "index.html")]))  # noqa: T201
    raise SystemExit(1 if said else 0)
