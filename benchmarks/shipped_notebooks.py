"""The notebooks that any commit shipped, known by their cells: ``python -m benchmarks.shipped_notebooks`` writes the list again.

``shkplan upgrade`` renews those in a workspace that equal one of the list, and leaves all others. Run it after a change of a notebook.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from shkplan.workspace.upgrading import renewed

ROOT = Path(__file__).parents[1]
LIST = Path(renewed.__file__).with_name(renewed.KNOWN)


def _git(*words: str) -> bytes:
    return subprocess.run(["git", "-C", str(ROOT), *words], check=True, capture_output=True).stdout  # noqa: S607


def shipped_ever() -> dict[str, list[str]]:
    """Name -> the fingerprints of every version in the history, and of the one in the working tree."""
    found: dict[str, set[str]] = {}
    for name, content in (
        *_committed(),
        *((path.name, path.read_bytes()) for path in (ROOT / "notebooks").glob("*.ipynb")),
    ):
        found.setdefault(name, set()).add(renewed.fingerprint(content))
    return {name: sorted(prints - {""}) for name, prints in sorted(found.items())}


def _committed() -> Iterator[tuple[str, bytes]]:
    """Name and content of every version of a notebook that a commit brought, each once."""
    raw = _git("log", "--format=", "--raw", "--no-abbrev", "--no-renames", "--diff-filter=AM", "-m", "--", "notebooks")
    seen = set[tuple[str, str]]()
    for line in raw.decode().splitlines():
        about, path = line.split("\t", 1)
        name, blob = Path(path).name, about.split()[3]
        if name.endswith(".ipynb") and (name, blob) not in seen:
            seen.add((name, blob))
            yield name, _git("cat-file", "blob", blob)


def main() -> None:
    LIST.write_text(json.dumps(shipped_ever(), indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
