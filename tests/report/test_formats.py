"""A report is made in the formats asked for, and each is verified."""

import shutil

import pytest
from typer.testing import CliRunner

from shkplan.base.errors import ParameterError, UnknownName, VerificationFailed
from shkplan.cli import app
from shkplan.report import make_report
from shkplan.report import manifest as record
from shkplan.report.verify import verify
from tests.report.conftest import AS_OF
from tests.report.test_verify import mend


def made_of(folder):
    return {
        path.relative_to(folder).as_posix() for path in folder.glob("*/*") if path.suffix in (".html", ".pdf", ".docx")
    }


def test_a_report_in_pages_only_has_no_document_to_print(workspace):
    workspace()
    folder = make_report(reports=["overview"], languages=["en"], as_of=AS_OF, formats=["html"])
    assert made_of(folder.path) == {"en/overview.html"}
    assert folder.index.name == "index.html"
    assert str(verify(folder.path, run_notebooks=True)).startswith("verified")


def test_a_report_to_print_only_has_no_pages(workspace):
    """What is opened first is then the document, of the first language."""
    workspace()
    folder = make_report(reports=["overview"], as_of=AS_OF, formats=["pdf"])
    assert made_of(folder.path) == {"en/report.pdf", "zh/report.pdf"}
    assert not (folder.path / "index.html").exists()
    assert folder.index == folder.path / "en" / "report.pdf"
    assert str(verify(folder.path, run_notebooks=True)).startswith("verified")


def test_the_command_takes_formats(workspace):
    root = workspace()
    done = CliRunner().invoke(app, ["report", "overview", "--format", "pdf", "--lang", "zh", "--as-of", AS_OF, "-q"])
    assert done.exit_code == 0, done.output
    assert made_of(root / "reports" / "small" / AS_OF) == {"zh/report.pdf"}


def test_a_report_in_word_is_verified_and_is_what_is_opened_first_where_it_is_alone(workspace):
    """It is made where it is asked for, and never in place of what was there."""
    workspace()
    folder = make_report(reports=["overview"], languages=["zh"], as_of=AS_OF, formats=["docx"])
    assert made_of(folder.path) == {"zh/report.docx"}
    assert folder.index == folder.path / "zh" / "report.docx"
    assert verify(folder.path, run_notebooks=True).line.startswith("verified")
    with pytest.raises(ParameterError, match=r"such as zh/report\.docx"):
        make_report(reports=["overview"], languages=["zh"], as_of=AS_OF)


@pytest.mark.parametrize(
    ("formats", "error", "told"), [(["doc"], UnknownName, "docx"), ([], ParameterError, "html,pdf")]
)
def test_another_format_is_refused_before_anything_runs(workspace, formats, error, told):
    root = workspace()
    with pytest.raises(error, match=told):
        make_report(reports=["overview"], as_of=AS_OF, formats=formats)
    assert not (root / "reports").exists()


def test_a_report_in_fewer_formats_does_not_take_the_place_of_one_in_both(workspace):
    workspace()
    folder = make_report(reports=["overview"], languages=["en"], as_of=AS_OF)
    with pytest.raises(ParameterError, match=r"such as en/report\.pdf"):
        make_report(reports=["overview"], languages=["en"], as_of=AS_OF, formats=["html"])
    assert (folder.path / "en" / "report.pdf").is_file()


def test_a_document_with_fewer_chapters_does_not_take_the_place_of_a_whole_one(workspace):
    """Its name is the same; what it holds is not."""
    workspace()
    make_report(reports=["overview", "data"], languages=["en"], as_of=AS_OF, formats=["pdf"])
    with pytest.raises(ParameterError, match="such as data"):
        make_report(reports=["overview"], languages=["en"], as_of=AS_OF, formats=["pdf"])


def test_a_changed_document_is_found_by_its_checksum_and_where_that_was_mended_by_its_bytes(made, tmp_path):
    report = tmp_path / "report"
    shutil.copytree(made.path, report)
    document = report / "en" / "report.pdf"
    document.write_bytes(document.read_bytes() + b"%")
    with pytest.raises(VerificationFailed, match=r"en/report\.pdf is not the file the report was made with"):
        verify(report, run_notebooks=True)
    mend(report, pages={"en/report.pdf": record.sha256(document)})
    with pytest.raises(VerificationFailed, match=r"en/report\.pdf is not the document that the inputs make"):
        verify(report, run_notebooks=True)
