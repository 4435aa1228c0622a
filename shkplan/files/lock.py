"""The lock file of the software's own packages: its entries, and which of them shkplan needs to run."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib import metadata

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import said
from shkplan.files import paths

__all__ = ["FILE", "OWN", "canonical", "lock_entries", "locked", "needed_packages", "unlocked"]

FILE, OWN = "requirements.lock", "shkplan"


def locked(lock: str) -> list[str]:
    """The entries of a lock file that shkplan needs to run here, without itself.

    Raises:
        ShkplanError: one is not in the lock file.
    """
    entries, needed = lock_entries(lock), sorted(needed_packages() - {OWN})
    if lost := [name for name in needed if name not in entries]:
        raise ShkplanError(said("requirements.lock does not hold {names}: `make lock` renews it.", names=lost))
    return [entries[name] for name in needed]


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
