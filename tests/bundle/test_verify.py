"""A bundle is verified as a whole: what was changed in it is found even where every checksum was mended."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shkplan.base.errors import VerificationFailed
from shkplan.bundle import verify_bundle
from shkplan.bundle.parts import SUMS, sums_of
from shkplan.bundle.verify import _small_document
from shkplan.cli import app
from shkplan.files.packing import packed
from shkplan.files.unpacking import Room
from shkplan.report import manifest as record

Contents = dict[str, bytes]


def read(bundle: Path) -> Contents:
    with zipfile.ZipFile(bundle) as file:
        return {name: file.read(name) for name in file.namelist()}


def with_sums(contents: Contents) -> Contents:
    """What a forger would do: the list of checksums fits again."""
    others = {name: content for name, content in contents.items() if name != SUMS}
    return {**others, SUMS: sums_of(others)}


def replaced(name: str, old: str, new: str) -> Callable[[Contents], Contents]:
    def change(held: Contents) -> Contents:
        assert old.encode() in held[name]
        return with_sums({**held, name: held[name].replace(old.encode(), new.encode(), 1)})

    return change


def added(name: str, content: bytes = b"x") -> Callable[[Contents], Contents]:
    return lambda held: with_sums({**held, name: content})


def without(name: str) -> Callable[[Contents], Contents]:
    return lambda held: with_sums({one: content for one, content in held.items() if one != name})


def raw(**changes: bytes | None) -> Callable[[Contents], Contents]:
    """Changes without mending the checksums; None takes a file away."""
    names = {
        "page": "report/en/overview.html",
        "new": "report/en/new.html",
        "sums": SUMS,
        "table": "tables/figures.csv",
    }

    def change(held: Contents) -> Contents:
        whole = {**held, **{names[name]: content for name, content in changes.items() if content is not None}}
        return {
            name: content
            for name, content in whole.items()
            if name not in {names[one] for one in changes if changes[one] is None}
        }

    return change


TAMPERED: dict[str, tuple[Callable[[Contents], Contents], str]] = {
    "page changed": (raw(page=b"<html>"), '"report/en/overview.html" is not the file that SHA256SUMS lists'),
    "file added": (raw(new=b"<html>"), '"report/en/new.html" is not in SHA256SUMS'),
    "file taken away": (raw(table=None), '"tables/figures.csv" is missing'),
    "no list": (raw(sums=None), "it has no SHA256SUMS"),
    "a list in another order": (lambda held: {**held, SUMS: b"".join(held[SUMS].splitlines(keepends=True)[::-1])}, "SHA256SUMS is not a list of checksums"),
    "a list of rubbish": (raw(sums=b"verified: all agree\n"), "SHA256SUMS is not a list of checksums"),
    "a list in another encoding": (raw(sums=b"\xff\xfe"), "SHA256SUMS is not a list of checksums"),
    "figure in a table": (replaced("tables/results.csv", "overview,1,", "overview,2,"), "tables/results.csv says"),
    "title in the descriptor": (replaced("datapackage.json", '"name": "small"', '"name": "large"'), "datapackage.json says"),
    "checksum in the crate": (replaced("ro-crate-metadata.json", '"sha256": "', '"sha256": "0'), "ro-crate-metadata.json says"),
    "command in the README": (replaced("README.txt", "pip install", "pip  install"), "README.txt says"),
    "version in the lock file": (replaced("requirements.lock", "numpy==", "numpy==9"), "requirements.lock says"),
    "licence": (replaced("LICENSE.txt", "Apache", "My own"), "LICENSE.txt says"),
    "a page that is a table's": (without("tables/verdicts.csv"), '"tables/verdicts.csv" is missing'),
    "a program beside": (added("install.sh"), '"install.sh" does not belong in a bundle'),
    "an archive within": (added("report/inputs/data/more.csv", packed({"a": b"x"})), "is an archive within the archive"),
    "a document that is none": (added("report/en/report.docx", b"PK\3\4rubbish"), "is not a document"),
    "a package of a stranger": (added("wheels/numpy-2.0.0-py3-none-any.whl", b"PK\3\4evil"), "says"),
    "a foreign file in the report": (added("report/notes.txt"), "says"),
    "no manifest": (without("report/manifest.json"), '"report/manifest.json" is missing'),
    "a plan that is none": (added("report/inputs/data/plans/small.yaml", b"id: small\n"), "the report cannot be read"),
    "results that are none": (added("report/results.json", b"[]"), "is not a table of results"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_a_tampered_bundle_is_told(
    name: str, small_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one message that says what and where; no notebook is run for it, and nothing is left behind."""
    change, told = TAMPERED[name]
    (tmp_path / "x.zip").write_bytes(packed(change(read(small_bundle))))
    (tmp_path / "passing").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "passing"))
    with pytest.raises(VerificationFailed, match=r"^not verified") as refused:
        verify_bundle(tmp_path / "x.zip", run_notebooks=True)
    assert told in str(refused.value), str(refused.value)
    assert list((tmp_path / "passing").iterdir()) == []


def mended(held: Contents, tmp_path: Path, **versions: str) -> Contents:
    """A bundle whose report was changed by somebody who mended manifest, tables, descriptors and checksums, as its maker would make it."""
    from shkplan.bundle.parts import derived_parts

    report = tmp_path / "forged"
    for one, text in held.items():
        if one.startswith("report/"):
            (report / one.removeprefix("report/")).parent.mkdir(parents=True, exist_ok=True)
            (report / one.removeprefix("report/")).write_bytes(text)
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    manifest["versions"] |= versions
    manifest["results"] = record.sha256(report / "results.json")
    manifest["pages"] = {page: record.sha256(report / page) for page in manifest["pages"]}
    (report / "manifest.json").write_text(
        json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1) + "\n", encoding="utf-8"
    )
    files = {
        f"report/{path.relative_to(report).as_posix()}": path.read_bytes()
        for path in report.rglob("*")
        if path.is_file()
    }
    return with_sums({**files, **derived_parts(report)})


def test_a_digit_is_found_where_everything_was_mended(small_bundle: Path, tmp_path: Path) -> None:
    """A forger who knows the library mends all that can be mended; the figure is recomputed all the same."""
    held = read(small_bundle)
    digit = held["report/results.json"].replace(b"3", b"4", 1)
    assert digit != held["report/results.json"]
    (tmp_path / "x.zip").write_bytes(packed(mended({**held, "report/results.json": digit}, tmp_path)))
    with pytest.raises(VerificationFailed, match="recomputed"):
        verify_bundle(tmp_path / "x.zip", run_notebooks=True)


@pytest.mark.parametrize(
    "entries", [{"parameters": {}}, {"parameters": {"as_of": "x", "seed": 1}}, {"languages": []}, {"versions": {}}, {"plan": "../other"},
                {"inputs": 3}, {"ended": None}, {"unknown": 1}]
)  # fmt: skip
def test_an_odd_manifest_ends_in_no_traceback(entries: dict[str, object], small_bundle: Path, tmp_path: Path) -> None:
    """Whatever a manifest says: not verified, in words."""
    held = read(small_bundle)
    odd = json.dumps({**json.loads(held["report/manifest.json"]), **entries}).encode()
    (tmp_path / "x.zip").write_bytes(packed(with_sums({**held, "report/manifest.json": odd})))
    with pytest.raises(VerificationFailed, match="not verified"):
        verify_bundle(tmp_path / "x.zip")


def test_what_the_verified_line_rests_on(small_bundle: Path) -> None:
    """How many files, and the checksum of their list, to be quoted."""
    done = verify_bundle(small_bundle, run_notebooks=True)
    held = read(small_bundle)
    import hashlib

    assert (
        done.remarks[0] == f"bundle: {len(held)} files, checksum of SHA256SUMS {hashlib.sha256(held[SUMS]).hexdigest()}"
    )
    assert done.line.startswith("verified: ")


def test_a_bundle_of_another_version_says_what_was_not_compared(small_bundle: Path, tmp_path: Path) -> None:
    """Where the code that made it is not the code here, a README may be worded otherwise; the tables are compared all the same."""
    held = read(small_bundle)
    code = json.loads(held["report/manifest.json"])["versions"]["code"].encode()
    pages = {name: content.replace(code, b"another") for name, content in held.items() if name.endswith(".html")}
    changed = mended({**held, **pages}, tmp_path, code="another")
    (tmp_path / "x.zip").write_bytes(packed(with_sums({**changed, "README.txt": b"other words\n"})))
    told = verify_bundle(tmp_path / "x.zip", run_notebooks=True).line
    assert told.endswith("not compared, since another version of shkplan made them: README.txt"), told
    (tmp_path / "y.zip").write_bytes(packed(with_sums({**changed, "tables/regions.csv": b"region,name_en\r\n"})))
    with pytest.raises(VerificationFailed, match=r"tables/regions\.csv"):
        verify_bundle(tmp_path / "y.zip", run_notebooks=True)


def test_a_document_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    """A Word file is an archive too, and held to the same limits before anything reads it."""
    with zipfile.ZipFile(tmp_path / "report.docx", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", bytes(5_000_000))
    with pytest.raises(VerificationFailed, match="more than a document needs"):
        _small_document(tmp_path / "report.docx", "report/en/report.docx")


def test_limits_are_the_callers(small_bundle: Path) -> None:
    """Whoever has little room says so."""
    with pytest.raises(VerificationFailed, match="its files unpack to"):
        verify_bundle(small_bundle, room=Room(whole=10_000))


def test_the_command_tells_and_ends_with_a_code(small_bundle: Path, tmp_path: Path) -> None:
    """1 and one line for a bundle that is refused, in the language asked for."""
    (tmp_path / "x.zip").write_bytes(small_bundle.read_bytes() + b"more")
    for language, told in (("en", "not verified: the archive is refused"), ("zh", "核验未通过：拒绝打开该压缩包")):
        done = CliRunner().invoke(app, ["--language", language, "verify", str(tmp_path / "x.zip")])
        assert (done.exit_code, done.output.count("\n")) == (1, 1)
        assert told in done.output
