"""The packages of the software themselves, for machines without a network: exactly those of the lock file.

They are fetched by ``pip``, each held to the checksums of the lock file. Only what shkplan needs to run is taken, not what its
developers need; and only wheels, so that nothing is built or run while they are fetched.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import said
from shkplan.files import paths

OWN = "shkplan"
_LINES = 3  # of what pip says, told in a message


def fetch_wheels(lock: str, folder: Path) -> dict[str, Path]:
    """The wheels of the locked versions by file name, once they stand in a folder.

    Args:
        lock: the text of the lock file.
        folder: an empty folder.

    Raises:
        ShkplanError: pip is missing, or could not fetch one of them; what it said.
    """
    entries, needed = lock_entries(lock), sorted(needed_packages() - {OWN})
    if lost := [name for name in needed if name not in entries]:
        raise ShkplanError(said("requirements.lock does not hold {names}: `make lock` renews it.", names=lost))
    wanted = folder / "wanted.txt"
    wanted.write_text("\n".join(entries[name] for name in needed) + "\n", encoding="utf-8", newline="\n")
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


def lock_entries(lock: str) -> dict[str, str]:
    """The entries of a lock file by the name of their package, each with its checksums; of a package with several, all."""
    found: dict[str, str] = {}
    for entry in re.split(r"\n(?=[A-Za-z0-9])", lock.strip()):
        name = re.match(r"[A-Za-z0-9._-]+", entry)
        if name:
            key = canonical(name[0])
            found[key] = "\n".join(filter(None, (found.get(key), entry)))
    return found


def canonical(name: str) -> str:
    """The name of a package as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needed_packages() -> set[str]:
    """The packages that shkplan needs to run here, itself included."""
    from packaging.requirements import Requirement

    found, open_ = set[str](), [(OWN, "")]
    seen = set[tuple[str, str]]()
    while open_:
        name, extra = open_.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        found.add(name)
        for line in _own_needs() if name == OWN else _needs(name):
            one = Requirement(line)
            if one.marker is None or one.marker.evaluate({"extra": extra}):
                open_ += [(canonical(one.name), wanted) for wanted in ("", *one.extras)]
    return found


def _own_needs() -> list[str]:
    """What shkplan asks for: in a checkout as its file says now, which an installation in place may have been made before."""
    checkout = paths.shipped() / "pyproject.toml"
    if checkout.is_file():
        return list(tomllib.loads(checkout.read_text(encoding="utf-8"))["project"]["dependencies"])
    return _needs(OWN)


def _needs(name: str) -> list[str]:
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError as error:
        raise ShkplanError(
            said("{name} is not installed here, though shkplan needs it: install shkplan again.", name=name)
        ) from error


def unlocked(wheels: Mapping[str, str], lock: str) -> Iterator[str]:
    """The wheels that are not the locked ones, by their checksums; shkplan's own, which no lock file holds, is not among them.

    Args:
        wheels: file names with their checksums.
        lock: the text of the lock file.
    """
    entries = lock_entries(lock)
    for name, checksum in sorted(wheels.items()):
        package = canonical(name.split("-")[0])
        if package != OWN and f"sha256:{checksum}" not in entries.get(package, ""):
            yield name
