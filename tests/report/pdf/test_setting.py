"""From the code of a document to its bytes."""

import pytest

from shkplan.base.errors import ReportFailed
from shkplan.report.pdf.setting import _rounded, compiled


def test_what_cannot_be_set_is_told_in_both_languages():
    """With what can be done: the pages do not need it."""
    with pytest.raises(ReportFailed, match=r"expected expression.*--format html") as failed:
        compiled("#")
    assert failed.value.text("zh").startswith("PDF 文档无法生成：")


def test_a_document_reads_no_file_of_the_machine():
    """What stands in a report cannot reach beyond it."""
    with pytest.raises(ReportFailed):
        compiled('#read("/etc/passwd")')


def test_places_are_rounded_and_letters_are_not():
    """To a hundredth of a point, and what is below one, scales among them, to four decimals; brackets hold letters, escaped brackets among them."""
    drawing = rb"q 1 0 0 -1 56.692913 -804.1317 cm 0.8352941 scn [(\0001.23456\)9.87654)-250.5(a)]TJ 12 0.35 w"
    assert _rounded(drawing) == rb"q 1 0 0 -1 56.69 -804.13 cm 0.8353 scn [(\0001.23456\)9.87654)-250.5(a)]TJ 12 0.35 w"
