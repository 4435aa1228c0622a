"""Builds the site: a Sphinx project a language, side by side, and a first page that leads to the reader's."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
LANGUAGES = {"en": "en", "zh": "zh_CN"}  # our name of a language, and Sphinx's


def build(target: Path) -> list[str]:
    """Write the site into ``target``, both languages at once; what the builds warn of, nothing where all is well."""
    target.mkdir(parents=True, exist_ok=True)
    running = {ours: _begun(ours, theirs, target.resolve()) for ours, theirs in LANGUAGES.items()}
    told = []
    for ours, one in running.items():
        warnings = one.communicate()[1].strip()
        if warnings or one.returncode:
            told.append(warnings or f"{ours}: the build ended with {one.returncode}")
    shutil.copy(HERE / "first.html", target / "index.html")
    return told


def _begun(ours: str, theirs: str, target: Path) -> subprocess.Popen[str]:
    options = ["-q", "-W", "--keep-going", "--no-color", "-E", "-c", str(HERE), "-D", f"language={theirs}"]
    folders = ["-d", str(target / ".doctrees" / ours), str(HERE / ours), str(target / ours)]
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "sphinx", *options, *folders], cwd=HERE.parent, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
