"""The packages of the software themselves, for machines without a network: exactly those of the lock file.

They are fetched by ``pip``, each held to the checksums of the lock file. Only what shkplan needs to run is taken, not what its
developers need; and only wheels, so that nothing is built or run while they are fetched.
"""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.files.lock import OWN, locked

_LINES = 3  # of what pip says, told in a message


def fetch_wheels(lock: str, folder: Path) -> dict[str, Path]:
    """The wheels of the locked versions by file name, once they stand in a folder.

    Args:
        lock: the text of the lock file.
        folder: an empty folder.

    Raises:
        ShkplanError: pip is missing, or could not fetch one of them; what it said.
    """
    wanted = folder / "wanted.txt"
    wanted.write_text("\n".join(locked(lock)) + "\n", encoding="utf-8", newline="\n")
    flags = ("--quiet", "--disable-pip-version-check", "--no-deps")
    _pip(
        "download",
        *flags,
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--requirement",
        str(wanted),
        "--dest",
        str(folder),
    )
    wanted.unlink()
    checkout = paths.shipped()
    if (checkout / "pyproject.toml").is_file():
        _pip("wheel", *flags, "--wheel-dir", str(folder), str(checkout))
    else:
        version = f"{OWN}=={metadata.version(OWN)}"
        _pip("download", *flags, "--only-binary", ":all:", "--dest", str(folder), version)
    return {path.name: path for path in sorted(folder.glob("*.whl"))}


def _pip(*words: str) -> None:
    """Nothing: pip did what it was asked."""
    try:
        done = subprocess.run([sys.executable, "-m", "pip", *words], capture_output=True, text=True, check=False)  # noqa: S603
    except OSError as error:
        raise _unfetched(str(error)) from error
    if done.returncode:
        told = [line for line in (done.stderr or done.stdout).splitlines() if line.startswith(("ERROR", "No module"))]
        raise _unfetched("; ".join(told[:_LINES]) or said("pip ended with code {code}", code=done.returncode))


def _unfetched(told: str) -> ShkplanError:
    return ShkplanError(
        said(
            "the packages could not be fetched ({told}). Nothing was written. Without --wheelhouse the bundle needs no network; "
            "a folder or index of your own is named to pip by PIP_FIND_LINKS or PIP_INDEX_URL.",
            told=told,
        )
    )
