"""``manifest.json``: what a report was made from and with, so that another can check and repeat it.

It alone holds times; results and pages depend on nothing but the inputs and the versions named here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from shkplan.base.errors import VerificationFailed
from shkplan.base.messages import Said, lines, said
from shkplan.report.fields import COMPLETE, FORMAT, OPTIONAL, mistakes, quoted, strict
from shkplan.report.parameters import Value

FILE = "manifest.json"
RESULTS_FILE = "results.json"
INPUTS = "inputs"

_LARGEST = 20_000_000  # bytes; a report of a plan with a hundred indicators has some fifty thousand

# Whatever a number or a pixel of a report may depend on.
_LIBRARIES = ("shkplan", "numpy", "pandas", "scipy", "statsmodels", "matplotlib", "seaborn", "papermill",
              "mistune", "ipython", "noto-cjk-sans-otc", "typst", "pikepdf", "pillow", "fonttools", "python-docx")  # fmt: skip


@dataclass(frozen=True)
class Manifest:
    """The record beside a report.

    Attributes:
        replaces: the report with other results that stood in its place: ``results``, their digest, and ``ended``, when it was made.
    """

    plan: str
    parameters: Mapping[str, Value]
    languages: Sequence[str]
    reports: Sequence[str]
    pages: Mapping[str, str]
    inputs: Mapping[str, str]
    results: str
    versions: Mapping[str, str]
    started: str
    ended: str
    folder: str = ""
    warnings: Mapping[str, str] = field(default_factory=dict)
    replaces: Mapping[str, str] | None = None
    status: str = COMPLETE
    format: int = FORMAT

    @property
    def seed(self) -> int:
        return int(str(self.parameters["seed"]))

    def write(self, folder: Path) -> None:
        content = {name: value for name, value in asdict(self).items() if name not in OPTIONAL or value is not None}
        text = json.dumps(content | {"seed": self.seed}, ensure_ascii=False, sort_keys=True, indent=1)
        write_text(folder / FILE, text + "\n")


def replaced(final: Path, results: str) -> Mapping[str, str] | None:
    """What a report with these results says of the one it replaces; None where none stands there, or it has the same results.

    Args:
        final: the place of both.
        results: the digest of the results of the new one.
    """
    try:
        earlier = read(final)
    except (VerificationFailed, OSError):  # nothing that could be named
        return None
    return {"results": earlier.results, "ended": earlier.ended} if earlier.results != results else None


def read(folder: Path) -> Manifest:
    """The manifest of a report folder.

    Raises:
        VerificationFailed: there is none, or none of this format.
    """
    path = folder / FILE
    told = "{folder} holds no {file}; name the folder of one report, with its date."
    if path.is_symlink() or not path.is_file():
        raise VerificationFailed(said(told, folder=quoted(str(folder)), file=FILE))
    if path.stat().st_size > _LARGEST:
        raise _none(path, [said("it has more than {most:,} bytes", most=_LARGEST)])
    try:
        content = strict(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise _none(path, [said("it is not UTF-8")]) from None
    except (ValueError, RecursionError) as error:
        why = error.args[0] if error.args and isinstance(error.args[0], Said) else quoted(str(error))
        raise _none(path, [why]) from None
    given = content.get("format", FORMAT) if isinstance(content, dict) else FORMAT
    if type(given) is int and given != FORMAT:
        told = "{path} has format {format}; this version reads {ours}."
        raise VerificationFailed(said(told, path=quoted(str(path)), format=quoted(given), ours=FORMAT))
    if wrong := list(mistakes(content)):
        raise _none(path, wrong)
    content.pop("seed")
    return Manifest(**content)


def _none(path: Path, why: Sequence[str]) -> VerificationFailed:
    last = said("not verified: {path} is not a manifest of a report: {told}", path=quoted(str(path)), told=why[0])
    return VerificationFailed(lines([*(said("    also: {told}", told=one) for one in why[1:]), last]))


def sha256(path: Path) -> str:
    """The checksum of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def checksums(folder: Path, below: Path) -> dict[str, str]:
    """The checksums of all files under a folder, by path from ``below``, in order."""
    found = sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.as_posix())
    return {path.relative_to(below).as_posix(): sha256(path) for path in found}


def versions() -> dict[str, str]:
    """The system, and the versions of Python and of every library a number or a pixel may depend on."""
    system = f"{platform.system()} {platform.machine()}"
    found = {"python": platform.python_version(), "system": system, "code": _code()}
    for library in _LIBRARIES:
        try:
            found[library] = metadata.version(library)
        except metadata.PackageNotFoundError:
            found[library] = "not installed"
    return found


@cache
def _code() -> str:
    """A fingerprint of this library's own code and words: it may change between two releases of one version."""
    package = files("shkplan")
    whole = hashlib.sha256()
    for part in sorted(_parts(package), key=lambda part: part[0]):
        whole.update(part[0].encode() + b"\0" + part[1].read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return whole.hexdigest()[:12]


def _parts(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        name = f"{prefix}{entry.name}"
        if entry.is_dir() and entry.name not in ("__pycache__", "shipped", "template"):
            yield from _parts(entry, f"{name}/")
        elif entry.name.endswith((".py", ".toml", ".json", ".css", ".js", ".j2", ".typ")):
            yield name, entry


def now() -> str:
    """The time, for the manifest alone."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def write_text(path: Path, text: str) -> None:
    """Write a text file, the same bytes on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
