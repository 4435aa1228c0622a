"""The packages of the software themselves, for machines without a network: exactly those of the lock file.

They are fetched by ``pip``, each held to the checksums of the lock file. Only what shkplan needs to run is taken, not what its
developers need; and only wheels, so that nothing is built or run while they are fetched.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.files.atomic import move_into, told_of
from shkplan.files.lock import OWN, locked

LISTED = "requirements.txt"  # in a wheelhouse: what pip is to install from it
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


def write_wheelhouse(folder: Path, lock: str) -> Path:
    """The list of a new folder from which shkplan installs without a network: its packages, and their checksums.

    Args:
        folder: where; it must not exist, or be empty.
        lock: the text of the lock file.

    Raises:
        ShkplanError: something is in the folder, or the packages could not be fetched; nothing was written.
        OSError: the folder cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        told = "{folder} is not empty. Name a new folder; nothing was changed."
        raise ShkplanError(said(told, folder=folder.as_posix()))
    place = folder.resolve()
    with told_of(folder):
        place.parent.mkdir(parents=True, exist_ok=True)
        work = tempfile.TemporaryDirectory(dir=place.parent, prefix=f".{place.name}.", ignore_cleanup_errors=True)
    with work as aside:
        fresh = Path(aside) / "wheels"
        fresh.mkdir()
        own = next(path for name, path in fetch_wheels(lock, fresh).items() if name.startswith(f"{OWN}-"))
        digest = hashlib.sha256(own.read_bytes()).hexdigest()
        listed = [*locked(lock), f"{OWN}=={own.name.split('-')[1]} --hash=sha256:{digest}"]
        (fresh / LISTED).write_text("\n".join(listed) + "\n", encoding="utf-8", newline="\n")
        place.mkdir(exist_ok=True)
        move_into(fresh, place)
    return folder / LISTED


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
