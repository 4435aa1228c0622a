"""From the code of a document to its bytes."""

import pytest

from shkplan.base.errors import ReportFailed
from shkplan.report.pdf.setting import compiled


def test_what_cannot_be_set_is_told_in_both_languages():
    """With what can be done: the pages do not need it."""
    with pytest.raises(ReportFailed, match=r"expected expression.*--format html") as failed:
        compiled("#")
    assert failed.value.text("zh").startswith("PDF 文档无法生成：")


def test_a_document_reads_no_file_of_the_machine():
    """What stands in a report cannot reach beyond it."""
    with pytest.raises(ReportFailed):
        compiled('#read("/etc/passwd")')
