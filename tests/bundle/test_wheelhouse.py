"""The packages of the software: those of the lock file and no others, or a clear word and no bundle."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from shkplan.base.errors import ShkplanError
from shkplan.bundle import make_bundle, wheelhouse
from shkplan.bundle.parts import LOCK, shipped_file
from shkplan.bundle.wheelhouse import fetch_wheels, write_wheelhouse
from shkplan.files import lock
from shkplan.files.lock import lock_entries, needed_packages, unlocked


def tiny_wheel(folder: Path, name: str, version: str = "1.0") -> Path:
    """A package that installs nothing."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        file.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two packages, the only place that pip may ask; what shkplan needs is one of them."""
    folder = tmp_path / "index"
    folder.mkdir()
    tiny_wheel(folder, "helper")
    tiny_wheel(folder, "shkplan", "0.1.0")
    for name, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), "PIP_CONFIG_FILE": "/dev/null"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(lock, "needed_packages", lambda: {"shkplan", "helper"})
    monkeypatch.setattr(
        wheelhouse.paths, "shipped", lambda: folder
    )  # an installed package, without a checkout around it
    return folder


def lock_of(path: Path) -> str:
    return f"helper==1.0 \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\nother==2.0 \\\n    --hash=sha256:00\n"


def test_the_locked_packages_are_fetched(index: Path, tmp_path: Path) -> None:
    """From the index that pip is told, each held to its checksum; what no code needs is left."""
    (tmp_path / "wheels").mkdir()
    found = fetch_wheels(lock_of(index / "helper-1.0-py3-none-any.whl"), tmp_path / "wheels")
    assert list(found) == ["helper-1.0-py3-none-any.whl", "shkplan-0.1.0-py3-none-any.whl"]
    assert sorted(path.name for path in (tmp_path / "wheels").iterdir()) == list(found)


def test_another_package_of_that_name_is_refused(index: Path, tmp_path: Path) -> None:
    """A checksum that is not the locked one stops it."""
    (tmp_path / "wheels").mkdir()
    with pytest.raises(ShkplanError, match=r"could not be fetched.*Nothing was written"):
        fetch_wheels("helper==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n", tmp_path / "wheels")


def test_without_a_network_there_is_a_clear_word_and_no_bundle(
    small_report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing half written."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    with pytest.raises(ShkplanError, match="PIP_FIND_LINKS or PIP_INDEX_URL"):
        make_bundle(tmp_path / "x.zip", report=small_report, wheelhouse=True)
    assert list(tmp_path.iterdir()) == []


def test_a_python_without_pip_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in an environment that uv has made."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(ShkplanError, match="could not be fetched"):
        fetch_wheels(shipped_file(LOCK).decode(), tmp_path)


def test_a_package_that_is_not_locked_is_told(tmp_path: Path, index: Path) -> None:
    """Before anything is fetched."""
    with pytest.raises(ShkplanError, match="does not hold helper"):
        fetch_wheels("other==2.0\n", tmp_path)


def test_all_that_shkplan_needs_is_locked() -> None:
    """The lock file that travels along holds every package that runs; pip checks each by its checksum."""
    entries = lock_entries(shipped_file(LOCK).decode())
    needed = needed_packages()
    assert {"numpy", "pandas", "papermill", "typst"} <= needed
    assert needed - {"shkplan"} <= set(entries)
    assert all("--hash=sha256:" in entries[name] for name in needed - {"shkplan"})


def test_what_a_checkout_needs_is_what_its_file_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found when an installation in place knew nothing of a dependency that had come since: its packages could not be installed."""
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["packaging>=24", "colorama; sys_platform == \'none\'"]\n', encoding="utf-8"
    )
    monkeypatch.setattr(wheelhouse.paths, "shipped", lambda: tmp_path)
    assert needed_packages() == {"shkplan", "packaging"}
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["no-such-package"]\n', encoding="utf-8")
    with pytest.raises(ShkplanError, match="no-such-package is not installed here"):
        needed_packages()


def test_wheels_are_known_by_their_checksums() -> None:
    """A wheel under a locked name with another content is not the locked one; our own is in no lock file."""
    lock = "a-b==1.0 ; python_version < '4' \\\n    --hash=sha256:11 \\\n    --hash=sha256:22\n"
    wheels = {
        "A_B-1.0-py3-none-any.whl": "22",
        "a_b-1.0-cp311.whl": "33",
        "c-1.whl": "11",
        "shkplan-0.1.0-py3-none-any.whl": "99",
    }
    assert list(unlocked(wheels, lock)) == ["a_b-1.0-cp311.whl", "c-1.whl"]


def test_a_wheelhouse_installs_without_a_network(index: Path, tmp_path: Path) -> None:
    """Its list names every package with its checksum; pip, which may ask nobody, installs from the folder."""
    folder = tmp_path / "wheels"
    listed = write_wheelhouse(folder, lock_of(index / "helper-1.0-py3-none-any.whl"))
    assert sorted(path.name for path in folder.iterdir()) == [
        "helper-1.0-py3-none-any.whl", "requirements.txt", "shkplan-0.1.0-py3-none-any.whl",
    ]  # fmt: skip
    words = [
        "install",
        "--no-index",
        "--find-links",
        str(folder),
        "--require-hashes",
        "-r",
        str(listed),
        "--target",
        str(tmp_path / "there"),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--isolated", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "there").glob("*.dist-info"))) == 2
    with pytest.raises(ShkplanError, match="not empty"):
        write_wheelhouse(folder, "")


def test_a_wheelhouse_that_cannot_be_fetched_leaves_nothing(index: Path, tmp_path: Path) -> None:
    """Neither the folder nor a passing one beside it."""
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(ShkplanError, match="could not be fetched"):
        write_wheelhouse(tmp_path / "wheels", "helper==1.0 --hash=sha256:00\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
