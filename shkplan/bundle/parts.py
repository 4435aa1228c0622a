"""What stands in a bundle beside the report: made from the report alone, the same each time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import said
from shkplan.bundle.crate import crate_text
from shkplan.bundle.readme import readme_text
from shkplan.bundle.tables import package_of_report
from shkplan.exchange.export.datapackage import DESCRIPTOR, descriptor_text
from shkplan.files import paths
from shkplan.report import manifest as record

REPORT = "report"
TABLES = "tables"
WHEELS = "wheels"
README = "README.txt"
LICENCE = "LICENSE.txt"
LOCK = "requirements.lock"
CRATE = "ro-crate-metadata.json"
SUMS = "SHA256SUMS"


def derived_parts(report: Path, wheels: Mapping[str, Path] | None = None) -> dict[str, bytes]:
    """The files of a bundle that follow from its report, by name.

    Args:
        report: the folder of the report.
        wheels: the wheels that travel along, by file name.

    Raises:
        DataError: the inputs of the report cannot be read.
        VerificationFailed: its manifest or its results cannot be read.
    """
    manifest, held = record.read(report), dict(wheels or {})
    tables, description = package_of_report(report, manifest, TABLES)
    parts = {name: text.encode() for name, text in tables.items()}
    parts[DESCRIPTOR] = descriptor_text(description).encode()
    parts[README] = readme_text(report, manifest, wheels=bool(held)).encode()
    parts[LICENCE], parts[LOCK] = shipped_file("LICENSE"), shipped_file(LOCK)
    whole: dict[str, bytes | Path] = {
        **parts,
        **report_files(report),
        **{f"{WHEELS}/{name}": path for name, path in held.items()},
    }
    parts[CRATE] = crate_text(manifest, whole, str(description["title"])).encode()
    return parts


def report_files(report: Path) -> dict[str, Path]:
    """The files of a report by their names in a bundle."""
    found = (path for path in report.rglob("*") if path.is_file())
    return {f"{REPORT}/{path.relative_to(report).as_posix()}": path for path in found}


def shipped_file(name: str) -> bytes:
    """A file that the package carries, or the checkout holds: its lock file, its licence.

    Raises:
        ShkplanError: it is not there.
    """
    path = paths.shipped() / name
    try:
        return path.read_bytes().replace(b"\r\n", b"\n")
    except OSError as error:
        told = "{name} is missing from this installation of shkplan: install it again from its wheel."
        raise ShkplanError(said(told, name=name)) from error


def sums_of(contents: Mapping[str, bytes | Path]) -> bytes:
    """The list of checksums, in the format of ``sha256sum``."""
    return "".join(f"{sha256_of(contents[name])}  {name}\n" for name in sorted(contents)).encode()


def sums_read(text: str) -> dict[str, str]:
    """Names with their checksums, as :func:`sums_of` wrote them.

    Raises:
        ValueError: a line that is none, or a name twice.
    """
    found: dict[str, str] = {}
    for line in text.splitlines():
        checksum, name = line[:64], line[66:]
        if line[64:66] != "  " or not set(checksum) <= set("0123456789abcdef") or not name or name in found:
            raise ValueError(line)
        found[name] = checksum
    return found


def sha256_of(content: bytes | Path) -> str:
    """The checksum of a file or of its content."""
    return hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else record.sha256(content)
