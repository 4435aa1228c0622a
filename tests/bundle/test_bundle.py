"""A bundle holds what is needed to recompute its report, is the same to the byte each time, and other programs read it."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from shkplan.base.errors import ParameterError, ShkplanError
from shkplan.bundle import make_bundle, verify_bundle
from shkplan.bundle.parts import sums_read
from shkplan.cli import app
from shkplan.report import manifest as record
from shkplan.report.results import count
from shkplan.workspace.archive import FOLDER_VARIABLE
from tests.report.conftest import AS_OF, GREEN, lay_out

ROOT = Path(__file__).parents[2]
VALIDATOR = os.environ.get("SHKPLAN_ROC_VALIDATOR", "")  # the Python of an environment with roc-validator and rocrate


def read(bundle: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(bundle) as file:
        return {name: file.read(name) for name in file.namelist()}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_the_layout_is_the_one_that_is_documented(small_report: Path, small_bundle: Path) -> None:
    """The report as it is, and beside it what the module's docstring lists; the list of checksums knows every other file."""
    names = set(read(small_bundle))
    report = {
        f"report/{path.relative_to(small_report).as_posix()}" for path in small_report.rglob("*") if path.is_file()
    }
    tables = {
        f"tables/{name}.csv"
        for name in ("figures", "sources", "indicators", "regions", "targets", "verdicts", "results")
    }
    beside = {
        "README.txt",
        "LICENSE.txt",
        "requirements.lock",
        "datapackage.json",
        "ro-crate-metadata.json",
        "SHA256SUMS",
    }
    assert names == report | tables | beside
    assert set(sums_read(read(small_bundle)["SHA256SUMS"].decode())) == names - {"SHA256SUMS"}


def test_other_programs_check_the_list_of_checksums(small_bundle: Path, tmp_path: Path) -> None:
    """sha256sum of the system finds every file as listed."""
    if (tool := shutil.which("sha256sum")) is None:
        pytest.skip("no sha256sum here")
    with zipfile.ZipFile(small_bundle) as file:
        file.extractall(tmp_path)
    subprocess.run([tool, "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)


def make(root: Path, out: Path, **environment: str) -> bytes:
    """The bytes of a bundle made afresh, by a process of its own in another place and under other settings."""
    plan = root / "data" / "plans" / "small.yaml"
    words = [sys.executable, "-m", "shkplan.cli", "bundle", "--plan", plan, "--as-of", AS_OF, "--reports", "overview",
             "--lang", "en", "--format", "html", "--out", out, "--quiet"]  # fmt: skip
    settings = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    settings.pop("SHKPLAN_WORKSPACE", None)
    subprocess.run(list(map(str, words)), env=settings, cwd=out.parent, check=True)
    return out.read_bytes()


def test_the_same_inputs_give_the_same_bytes_anywhere(tmp_path: Path) -> None:
    """In another folder, for another user, in another zone and language, under another mask of rights: equal to the byte."""
    here, there = lay_out(tmp_path / "here"), lay_out(tmp_path / "其他 place" / "there")
    (tmp_path / "home").mkdir()
    one = make(here, tmp_path / "one.zip", TZ="UTC", LANG="C.UTF-8", USER="anne", SHKPLAN_LANGUAGE="en")
    for path in there.rglob("*"):
        os.utime(path, (86_400 * 365 * 20, 86_400 * 365 * 20))
    before = os.umask(0o077)
    try:
        other = make(there, tmp_path / "home" / "two.zip", TZ="Asia/Shanghai", LANG="zh_CN.UTF-8", LC_ALL="C", USER="bo",
                     HOME=str(tmp_path / "home"), PYTHONHASHSEED="7")  # fmt: skip
    finally:
        os.umask(before)
    assert one == other
    manifest = json.loads(read(tmp_path / "one.zip")["report/manifest.json"])
    assert (manifest["started"], manifest["ended"]) == (f"{AS_OF}T00:00:00+00:00",) * 2


def test_forecasts_of_a_bundled_report_are_kept_in_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is one; elsewhere the bundle is all that is written."""
    root = lay_out(tmp_path / "work")
    for variable in ("SHKPLAN_WORKSPACE", FOLDER_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "out").mkdir()
    asked: dict[str, Any] = {"as_of": AS_OF, "reports": ["overview"], "languages": ["en"], "formats": ["html"]}
    for place, left in ((root, ["archive", "data", "notebooks"]), (tmp_path / "out", ["x.zip"])):
        monkeypatch.chdir(place)
        make_bundle(tmp_path / "out" / "x.zip", root / "data" / "plans" / "small.yaml", **asked)
        assert sorted(path.name for path in place.iterdir()) == left


def test_a_given_time_is_taken(tmp_path: Path) -> None:
    """SOURCE_DATE_EPOCH, the convention of reproducible builds."""
    make(lay_out(tmp_path / "work"), tmp_path / "one.zip", SOURCE_DATE_EPOCH="1700000000")
    assert json.loads(read(tmp_path / "one.zip")["report/manifest.json"])["ended"] == "2023-11-14T22:13:20+00:00"


def test_an_existing_report_is_taken_as_it_is(small_report: Path, small_bundle: Path, tmp_path: Path) -> None:
    """Its times included: the digest of its manifest stays the one that was quoted; and twice is the same."""
    held = read(small_bundle)
    for path in small_report.rglob("*"):
        if path.is_file():
            assert held[f"report/{path.relative_to(small_report).as_posix()}"] == path.read_bytes()
    assert make_bundle(tmp_path / "again.zip", report=small_report).read_bytes() == small_bundle.read_bytes()


def test_nothing_of_the_machine_goes_in(small_report: Path, small_bundle: Path) -> None:
    """No path of the machine and no name of it stands in what is made for the bundle."""
    import socket

    told = b"".join(content for name, content in read(small_bundle).items() if not name.startswith("report/"))
    for secret in (str(small_report), str(ROOT), str(Path.home()), socket.gethostname()):
        assert len(secret) < 4 or secret.encode() not in told


def test_the_tables_say_what_the_results_say(small_report: Path, small_bundle: Path) -> None:
    """Every number of results.json is a row of results.csv."""
    held = read(small_bundle)
    stated = json.loads(held["report/results.json"])["reports"]
    found = rows(held["tables/results.csv"])
    assert sum(bool(row["number"]) for row in found) == count(stated)
    assert {row["report"] for row in found} <= set(stated)


def test_verdicts_have_their_probability_and_its_error() -> None:
    """The first list that tells of a target gives its row; what has no probability has an empty cell."""
    from shkplan.bundle.tables import verdict_rows

    sure = {
        "target": "b",
        "status": "estimated",
        "prob": 0.25,
        "prob_se": 0.01,
        "evidence": "own",
        "reason": {"key": "r", "values": {}},
    }
    none: dict[str, Any] = {"target": "a", "status": "open", "prob": None, "evidence": "none"}
    shown = {
        "one": [{"name": "x", "data": {"target": "z"}}, {"name": "y", "data": [sure, none]}],
        "two": [{"name": "y", "data": [{**sure, "prob": 0.5}]}],
    }
    first, second = verdict_rows(shown)
    assert (first[0], first[7], second[0], second[7], second[8], second[-1]) == ("a", None, "b", 0.25, 0.01, "r")


def test_frictionless_finds_the_package_valid(small_bundle: Path) -> None:
    """Types, keys and references of every table, by the library of the standard, from the archive itself and unpacked."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package

        report = Package(str(small_bundle)).validate()
    assert report.valid, report.flatten(["type", "message"])


def test_descriptor_knows_the_bytes_of_its_tables(small_bundle: Path) -> None:
    """Size and checksum of each table stand beside its schema."""
    import hashlib

    held = read(small_bundle)
    for one in json.loads(held["datapackage.json"])["resources"]:
        content = held[one["path"]]
        assert (one["bytes"], one["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")


def test_the_crate_describes_every_file(small_bundle: Path) -> None:
    """Each file of the archive is a part of the crate with its size and checksum; what made it is told."""
    held = read(small_bundle)
    graph = {one["@id"]: one for one in json.loads(held["ro-crate-metadata.json"])["@graph"]}
    parts = {one["@id"] for one in graph["./"]["hasPart"]}
    assert parts == set(held) - {"ro-crate-metadata.json"}
    sums = sums_read(held["SHA256SUMS"].decode())
    for name in parts:
        assert graph[name]["contentSize"] == str(len(held[name]))
        assert name == "SHA256SUMS" or graph[name]["sha256"] == sums[name]
    assert graph["#making"]["instrument"]["@id"] in graph


@pytest.mark.skipif(
    not VALIDATOR,
    reason="SHKPLAN_ROC_VALIDATOR names no Python that has roc-validator and rocrate; they need an older rich than we do",
)
def test_the_validator_of_ro_crate_is_content(small_bundle: Path, tmp_path: Path) -> None:
    """All that is required holds, and of what is recommended all but a publisher, whom nobody knows."""
    with zipfile.ZipFile(small_bundle) as file:
        file.extractall(tmp_path / "crate")
    words = [VALIDATOR, str(Path(__file__).with_name("validate_crate.py")), str(tmp_path / "crate")]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line for line in told if "`publisher`" not in line] == ["ro-crate-1.3: done"]


def test_the_readme_tells_three_commands_in_both_languages(small_bundle: Path) -> None:
    """They are the ones that exist."""
    told = read(small_bundle)["README.txt"].decode()
    for words in (
        "python -m zipfile -e FILE.zip bundle",
        "pip install -r bundle/requirements.lock",
        "shkplan verify FILE.zip",
    ):
        assert told.count(words) == 2
    assert all(len(line) <= 150 for line in told.splitlines())


def refused(kind: type[Exception], told: str, out: Path, **asked: Any) -> None:
    with pytest.raises(kind) as error:
        make_bundle(out, **asked)
    assert told in str(error.value)


def test_what_cannot_be_bundled_is_told_before_anything_is_made(small_report: Path, tmp_path: Path) -> None:
    """A wrong name, no folder, a report and options at once, a changed or foreign file: told, and nothing is written."""
    refused(ParameterError, "expected a file that ends in .zip", tmp_path / "x.tar", report=small_report)
    refused(ParameterError, "is not a folder", tmp_path / "nowhere" / "x.zip", report=small_report)
    refused(ParameterError, "is packed unchanged", tmp_path / "x.zip", report=small_report, as_of=AS_OF)
    copy = tmp_path / "copy"
    shutil.copytree(small_report, copy)
    (copy / "notes.txt").write_text("mine", encoding="utf-8")
    refused(ShkplanError, "notes.txt is not a file of this report", tmp_path / "x.zip", report=copy)
    (copy / "notes.txt").unlink()
    (copy / record.RESULTS_FILE).write_text("{}", encoding="utf-8")
    refused(ShkplanError, "results.json is not the file the report was made with", tmp_path / "x.zip", report=copy)
    assert not list(tmp_path.glob("*.zip"))


def test_a_time_that_is_none_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the report is made."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    refused(ParameterError, "expected seconds since 1970", tmp_path / "x.zip", plan="shahekou-14fyp")


def test_a_report_that_fails_leaves_no_bundle(tmp_path: Path) -> None:
    """Which notebook failed is told; an earlier bundle stays."""
    from shkplan.base.errors import ReportFailed

    root = lay_out(tmp_path / "work", overview="raises")
    (tmp_path / "x.zip").write_bytes(b"earlier")
    plan = root / "data" / "plans" / "small.yaml"
    refused(
        ReportFailed,
        "Nothing was written",
        tmp_path / "x.zip",
        plan=plan,
        as_of=AS_OF,
        reports=["overview"],
        languages=["en"],
    )
    assert (tmp_path / "x.zip").read_bytes() == b"earlier"


def test_the_command_makes_and_verifies(small_report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """shkplan bundle, then shkplan verify of what it wrote, from another folder."""
    monkeypatch.chdir(tmp_path)
    made = CliRunner().invoke(app, ["bundle", "--from", str(small_report), "--out", "x.zip"])
    assert (made.exit_code, made.output.split()) == (0, ["x.zip"])
    done = verify_bundle(tmp_path / "x.zip", run_notebooks=True)
    assert str(done).startswith("verified:")
    assert GREEN in json.dumps(json.loads(read(tmp_path / "x.zip")["report/manifest.json"])["reports"])
