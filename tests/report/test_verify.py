"""A report that says what its inputs say is verified; a changed digit anywhere is found."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from functools import partial

import pytest

from shkplan.base.errors import PagesNotCompared, VerificationFailed
from shkplan.files import paths
from shkplan.report import manifest as record
from shkplan.report import verify as verifying
from shkplan.workspace.singles import SINGLES

verify = partial(verifying.verify, run_notebooks=True)  # those of the small workspace are none that are installed


@pytest.fixture
def report(made, tmp_path, monkeypatch):
    """A copy of the report in another place, with the reader standing in a third."""
    copy = tmp_path / "somewhere else" / "核验"
    shutil.copytree(made.path, copy)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return copy


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


def mend(report, **entries):
    """Write into the manifest what a forger would."""
    path = report / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    for name, value in entries.items():
        content[name] = {**content[name], **value} if isinstance(value, dict) else value
    path.write_text(json.dumps(content), encoding="utf-8")


def test_a_report_is_verified_in_one_line(report):
    classes = len(list((report / "inputs/data/reference/shipped").iterdir()))
    links = len(list((paths.shipped() / "data/links").iterdir()))
    assert (
        str(verify(report))
        == f"verified: 16 figures from {5 + classes + links + len(SINGLES)} files recomputed, all agree"
    )


def held_to_permissions() -> list[str]:
    """What to put before a command so that even root may not write where the mode says no."""
    if os.name == "nt":
        pytest.skip("Windows writes to read-only folders")
    if os.geteuid() != 0:
        return []
    if (setpriv := shutil.which("setpriv")) is None:
        pytest.skip("root writes to read-only folders, and there is no setpriv to hinder it")
    powers = "-dac_override,-dac_read_search"
    return [setpriv, f"--bounding-set={powers}", f"--inh-caps={powers}"]


def test_a_read_only_report_is_verified(report):
    """An evaluator may hold the report on a medium that cannot be written to."""
    command = [*held_to_permissions(), sys.executable, "-m", "shkplan.cli", "verify", "--run-notebooks", str(report)]
    folders = [report, *(path for path in report.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        for folder in folders:
            folder.chmod(stat.S_IRWXU)

    assert (told.returncode, told.stdout.strip().splitlines()[-1][:8]) == (0, "verified"), told.stderr


def test_nothing_is_written_to_the_report(report):
    before = {path: path.stat().st_mtime_ns for path in report.rglob("*")}
    verify(report)
    assert {path: path.stat().st_mtime_ns for path in report.rglob("*")} == before


def test_a_changed_digit_in_an_observation_is_found(report):
    """Found when the answer was a file's name, and nobody could see which figure had changed."""
    change(report / "inputs" / "data" / "observations" / "small.csv", "45.4", "45.5")
    with pytest.raises(VerificationFailed) as failed:
        verify(report)
    assert str(failed.value) == (
        "not verified: inputs/data/observations/small.csv is not the file the report was made with; "
        "indicator/environment.green_coverage/values/data/values/1 is 45.4 in results.json, recomputed 45.5"
    )


def test_a_changed_observation_is_found_when_its_checksum_was_mended_too(report):
    figures = report / "inputs" / "data" / "observations" / "small.csv"
    change(figures, "45.4", "45.5")
    mend(report, inputs={"data/observations/small.csv": record.sha256(figures)})
    with pytest.raises(VerificationFailed, match=r"values/1 is 45\.4 in results\.json, recomputed 45\.5"):
        verify(report)


def test_a_changed_digit_in_the_results_is_found(report):
    change(report / "results.json", "45.4", "45.3")
    with pytest.raises(
        VerificationFailed, match=r"results\.json is not the file .*; .* is 45\.3 in .*, recomputed 45\.4$"
    ):
        verify(report)


@pytest.mark.parametrize("content", ["{", "[]"])
def test_results_that_are_none_are_told_by_their_checksum(report, content):
    (report / "results.json").write_text(content)
    with pytest.raises(VerificationFailed, match=r"^not verified: results\.json is not the file [a-z ]+$"):
        verify(report)


def test_a_changed_digit_in_the_results_is_found_when_its_checksum_was_mended_too(report):
    change(report / "results.json", "0.3333333333", "0.3333333343")
    mend(report, results=record.sha256(report / "results.json"))
    with pytest.raises(VerificationFailed) as failed:
        verify(report)
    place = "indicator/environment.green_coverage/values/data/third"
    assert str(failed.value) == f"not verified: {place} is 0.3333333343 in results.json, recomputed 0.3333333333"


def test_a_changed_page_is_found(report):
    change(report / "en" / "overview.html", "45.4", "46.4")
    with pytest.raises(VerificationFailed, match=r"en/overview\.html is not the file"):
        verify(report)


def test_a_changed_seed_is_found(report):
    mend(report, parameters={"seed": 7})
    with pytest.raises(VerificationFailed, match=r"seed: 20211028, but among the parameters 7$"):
        verify(report)
    mend(report, seed=7)
    with pytest.raises(
        VerificationFailed,
        match=r"folder: found reports/small/2023-06-30, expected reports/small/2023-06-30\+seed-7 or",
    ):
        verify(report)
    mend(report, folder="2023-06-30+seed-7")
    with pytest.raises(VerificationFailed, match=r"seed is 20211028 in results\.json, recomputed 7"):
        verify(report)


def test_a_missing_file_is_named(report):
    (report / "inputs" / "notebooks" / "overview.ipynb").unlink()
    with pytest.raises(VerificationFailed, match=r"inputs/notebooks/overview\.ipynb is missing"):
        verify(report)


@pytest.mark.parametrize("name", ["inputs/data/observations/zzz.csv", "en/more.html", "notes.txt"])
def test_a_file_that_the_manifest_does_not_list_is_found(report, name):
    """Found when a page that nobody made was handed on inside a verified report."""
    (report / name).write_text("nonsense")
    with pytest.raises(VerificationFailed, match=f"not verified: {name} is not a file of this report"):
        verify(report)


def test_what_a_file_manager_leaves_behind_is_no_forgery(report):
    (report / "en" / ".DS_Store").write_bytes(b"")
    assert str(verify(report)).startswith("verified")


def forge(report, name, old, new):
    """A page changed, and its checksum with it."""
    change(report / name, old, new)
    mend(report, pages={name: record.sha256(report / name)})


def test_a_forged_page_is_found_when_its_checksum_was_mended_too(report):
    """Found when 45.4 became 54.4 on a page, and the report was still verified."""
    forge(report, "en/overview.html", "<td>45.4</td>", "<td>54.4</td>")
    with pytest.raises(VerificationFailed) as failed:
        verify(report)
    assert str(failed.value) == (
        "not verified: en/overview.html, under 'Number', says '# Green coverage 45.2 54.4 Chart #s2 Link' "
        "where the inputs make '# Green coverage 45.2 45.4 Chart #s2 Link'"
    )


def test_a_page_beside_those_that_the_inputs_make_is_found(report):
    """Found when a page could be added with its checksum."""
    (report / "en" / "more.html").write_text("nonsense")
    mend(report, pages={"en/more.html": record.sha256(report / "en" / "more.html")})
    with pytest.raises(VerificationFailed, match=r"en/more\.html is not a page that the inputs make"):
        verify(report)


@pytest.fixture
def elsewhere(monkeypatch):
    """Verify on a machine with other versions."""

    def moved(**versions):
        there = {**record.versions(), **versions}
        monkeypatch.setattr(record, "versions", lambda: there)

    return moved


def test_pages_of_another_version_are_compared_by_their_words(report, elsewhere):
    elsewhere(code="0")
    found = verify(report)
    assert "; made with other versions: code " in found.line
    assert "pages compared by all their words and numbers" in found.line
    assert found.pages == "text"


def test_a_forged_page_of_another_version_is_found(report, elsewhere):
    """Found when one digit of a page, its checksum and a version in the manifest were changed, and all was verified."""
    elsewhere(code="0")
    forge(report, "en/overview.html", "<td>45.4</td>", "<td>54.4</td>")
    with pytest.raises(
        VerificationFailed, match=r"en/overview\.html.* says '.*54\.4.*' where the inputs make '.*45\.4.*'"
    ):
        verify(report)


def test_foreign_notebooks_are_not_run_unless_asked(report):
    with pytest.raises(PagesNotCompared, match=r"not verified: pages: .*notebooks/indicator\.ipynb") as failed:
        verifying.verify(report)
    assert failed.value.code == 3


def test_a_changed_notebook_is_not_run(report):
    change(report / "inputs" / "notebooks" / "overview.ipynb", "1 / 3", "1 / 0")
    with pytest.raises(VerificationFailed, match=r"overview\.ipynb is not the file the report was made with$"):
        verify(report)


def test_a_manifest_that_points_outside_is_refused(report):
    mend(report, inputs={"../../secret": "0"})
    with pytest.raises(VerificationFailed, match="expected files within the report"):
        verify(report)


def test_other_versions_are_told_in_the_line(report, elsewhere):
    elsewhere(numpy="1.0")
    assert re.search(r"all agree; made with other versions: numpy [\d.]+ \(here 1\.0\)", str(verify(report)))


def test_notebooks_that_no_longer_run_are_told(report, notebook):
    shutil.copyfile(notebook("raises"), report / "inputs" / "notebooks" / "overview.ipynb")
    mend(report, inputs={"notebooks/overview.ipynb": record.sha256(notebook("raises"))})
    with pytest.raises(VerificationFailed, match="cannot be recomputed") as failed:
        verify(report)
    assert "ZeroDivisionError" in str(failed.value)


@pytest.mark.parametrize("content", [None, "{", "[]", '{"format": 1}'])
def test_what_is_no_report_is_said_so(tmp_path, content):
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(VerificationFailed, match=r"manifest"):
        verify(tmp_path)


def test_what_a_killed_verification_left_is_swept(report, tmp_path, monkeypatch):
    """Its folder names its process: gone with the next verification, unless the process still runs."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for owner in (ended.pid, os.getpid()):
        (tmp_path / f"shkplan-verify-{owner}-x").mkdir()
    assert str(verify(report)).startswith("verified")
    assert [path.name for path in tmp_path.glob("shkplan-verify-*")] == [f"shkplan-verify-{os.getpid()}-x"]
