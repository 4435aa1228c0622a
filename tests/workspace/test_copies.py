"""A figure may carry an archived copy of its source: it is there, is the one that was archived, and travels with every report."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from shkplan.bundle import make_bundle, verify_bundle
from shkplan.display.tables.evidence import citation, figure_data
from shkplan.evidence.observation import Observation
from shkplan.report import make_report
from shkplan.workspace.check import check, checked
from shkplan.workspace.format import CURRENT
from shkplan.workspace.readers.tidy_csv import appended, read_rows, read_tidy_csv, tidy_row
from tests.report.conftest import AS_OF, lay_out

COPY = "data/copies/bulletin 2020.html"
CONTENT = "<html><body>绿化覆盖率45.2%</body></html>".encode()
SUM = hashlib.sha256(CONTENT).hexdigest()


def table(root: Path, copy: str = COPY, checksum: str = SUM, heads: str = "copy,copy_sha256") -> Path:
    """The table of a small workspace, its first figure with a copy beside the address."""
    path = root / "data" / "observations" / "small.csv"
    rows = list(
        csv.reader(
            io.StringIO(
                (Path(__file__).parents[1] / "report/workspace/data/observations/small.csv").read_text(encoding="utf-8")
            )
        )
    )
    at = rows[0].index("address") + 1
    for number, row in enumerate(rows):
        row[at:at] = heads.split(",") if not number else [copy, checksum] if number == 1 else ["", ""]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace one of whose figures has a copy."""
    root = lay_out(tmp_path / "work")
    (root / "data" / "copies").mkdir()
    (root / COPY).write_bytes(CONTENT)
    (root / "shkplan.yaml").write_text(f"format: {CURRENT}\n", encoding="utf-8", newline="\n")
    table(root)
    monkeypatch.chdir(root)
    monkeypatch.delenv("SHKPLAN_WORKSPACE", raising=False)
    return root


def told(root: Path) -> list[str]:
    return [str(mistake) for mistake in check(root)]


@pytest.mark.parametrize(
    "heads",
    ["copy,copy_sha256", "source_copy,copy_sha256", "存档副本,副本校验值", "Archived copy,Checksum of the copy"],
)
@pytest.mark.parametrize("checksum", [SUM, f"sha256:{SUM}", SUM.upper(), f" {SUM} "])
def test_a_copy_is_read_however_it_is_headed(root: Path, heads: str, checksum: str) -> None:
    """Under our names, in Chinese, as an export heads it; a checksum as any tool prints it."""
    figure, other = read_tidy_csv(table(root, checksum=checksum, heads=heads))[:2]
    assert (figure.source_copy, figure.copy_sha256) == (COPY, SUM)
    assert (other.source_copy, other.copy_sha256) == ("", "")
    assert told(root) == []
    assert checked(root).remarks == ()


def test_a_copy_that_is_missing_is_a_mistake(root: Path) -> None:
    """With file and row, and what to do."""
    (root / COPY).unlink()
    (line,) = told(root)
    assert line.startswith(
        f"data/observations/small.csv, row 2, source_copy: found {COPY}, expected a file of the workspace."
    )
    assert line.endswith("Put the file there, or correct its name.")


def test_a_copy_that_was_changed_is_a_mistake(root: Path) -> None:
    """The checksum that the file has is told, since a page may have been archived anew on purpose."""
    (root / COPY).write_bytes(b"other")
    (line,) = told(root)
    assert line.startswith(
        f"data/observations/small.csv, row 2, copy_sha256: found {SUM}, expected {hashlib.sha256(b'other').hexdigest()}"
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows makes links for administrators only")
def test_a_copy_through_a_link_out_of_the_workspace_is_none(root: Path, tmp_path: Path) -> None:
    """What a report carries lies in the workspace."""
    (tmp_path / "elsewhere.html").write_bytes(CONTENT)
    (root / COPY).unlink()
    (root / COPY).symlink_to(tmp_path / "elsewhere.html")
    assert "expected a file of the workspace" in told(root)[0]


@pytest.mark.parametrize(
    ("copy", "checksum", "words"),
    [
        ("../secret.html", SUM, "expected a file of data/copies/"),
        ("/etc/passwd", SUM, "expected a file of data/copies/"),
        ("data/copies/../plans/small.yaml", SUM, "expected a file of data/copies/"),
        ("data/copies/a/b.html", SUM, "expected a file of data/copies/"),
        ("data\\copies\\b.html", SUM, "expected a file of data/copies/"),
        ("https://example.org/x.html", SUM, "expected a file of data/copies/"),
        (COPY, "", "expected the checksum of the copy"),
        (COPY, "md5:1234", "expected the checksum of the copy"),
        ("", SUM, "expected the copy that has this checksum"),
    ],
)
def test_what_is_no_copy_is_told(root: Path, copy: str, checksum: str, words: str) -> None:
    """A place outside the folder of copies, or one of the two without the other."""
    table(root, copy, checksum)
    lines = told(root)
    assert words in lines[0], lines
    assert "row 2" in lines[0]


def test_a_row_is_written_as_it_is_read(root: Path) -> None:
    """There and back: exports keep both columns; a file without them takes no figure that needs them."""
    figure = read_tidy_csv(table(root))[0]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([name for name in Observation.model_fields if name != "place"])
    writer.writerow(tidy_row(figure))
    (again,) = read_rows(text.getvalue(), "x.csv")
    assert again.model_dump(exclude={"place"}) == figure.model_dump(exclude={"place"})
    assert SUM.encode() in appended(b"", [figure], "x.csv")


def test_a_page_leads_to_the_copy(root: Path) -> None:
    """Beside the citation, as a place of the same report; figures without a copy say nothing of it."""
    from shkplan.display.tables.base import Reference, _content

    figure, other = read_tidy_csv(table(root))[:2]
    cell = citation(figure)
    assert not isinstance(cell, str | tuple | Reference)
    assert cell.kept == Reference("archived copy", COPY)
    assert f'[<a data-to="{COPY}">archived copy</a>]' in _content(cell)
    assert isinstance(citation(other), str)
    assert figure_data(figure)["source_copy"] == COPY
    assert "source_copy" not in figure_data(other)


def test_a_copy_travels_with_report_and_bundle(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Among the inputs, never taken for a page; in the bundle's lists; and verified there."""
    plan = root / "data" / "plans" / "small.yaml"
    made = make_report(
        plan, as_of=AS_OF, reports=["overview"], languages=["en"], formats=["html"], out=root / "reports"
    )
    assert made.manifest.inputs[COPY] == SUM
    assert not any("copies" in page for page in made.manifest.pages)
    bundle = make_bundle(tmp_path / "x.zip", report=made.path)
    with zipfile.ZipFile(bundle) as file:
        assert file.read(f"report/inputs/{COPY}") == CONTENT
        graph = json.loads(file.read("ro-crate-metadata.json"))["@graph"]
    (entry,) = (one for one in graph if one.get("name") == f"report/inputs/{COPY}")
    assert (entry["@id"], entry["description"]) == (
        "report/inputs/data/copies/bulletin%202020.html",
        "Archived copy of the source of a figure.",
    )
    monkeypatch.chdir(tmp_path)
    shutil.rmtree(root)
    assert str(verify_bundle(bundle, run_notebooks=True)).startswith("verified")
