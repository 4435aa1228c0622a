"""The whole report is one document that can be found one's way in, read aloud, and made again byte by byte."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from shkplan.report.pdf import documents_of
from shkplan.report.pdf.document import document
from shkplan.report.pdf.setting import compiled
from tests.report.book.kept import GREEN, heading, notebook, shown


@pytest.fixture
def read(edition, executed):
    """The document in English."""
    return PdfReader(BytesIO(documents_of(edition, executed)["en"]))


def texts(reader):
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def outline(entries, level=1):
    """The bookmarks: (level, words)."""
    found = []
    for entry in entries:
        found += outline(entry, level + 1) if isinstance(entry, list) else [(level, entry.title)]
    return found


def test_the_answer_stands_on_the_first_page_and_the_contents_after_it(read):
    first, second, third, *_ = texts(read)
    assert first.startswith("A small plan for tests Shahekou District · As of 2023-06-30")
    assert "Answer to its sources Left side" in first
    assert second.startswith("A small plan for tests As of 2023-06-30 Contents")
    assert "Every target after the contents" in third


def test_every_page_says_which_it_is_of_how_many(read):
    whole = texts(read)
    for number, text in enumerate(whole, 1):
        assert text.endswith(f" {number} / {len(whole)}")
        assert "As of 2023-06-30" in text


def test_bookmarks_follow_the_order_of_the_report(read):
    """Summary, indicators under their fields, data, the terms, and how the report is checked; nothing for what shows nothing."""
    assert outline(read.outline) == [
        (1, "Answer"), (2, "Left side"), (2, "Right side"), (1, "Every target"),
        (1, "Environment"), (2, "Green coverage"), (3, "Where from"),
        (1, "Data"), (2, "Known"), (1, "Glossary"), (1, "To check this report"),
    ]  # fmt: skip


def test_halves_stand_side_by_side(read):
    """Their headings are on one line."""
    found = {}

    def seen(text, page, line, *_):
        """Where a text begins: the place on its line, seen from the page."""
        a, b, c, d, e, f = page
        found.setdefault(text.strip(), (a * line[4] + c * line[5] + e, b * line[4] + d * line[5] + f))

    read.pages[0].extract_text(visitor_text=seen)
    (left, at), (right, beside) = found["Left side"], found["Right side"]
    assert at == beside
    assert right > left + 200


def test_links_lead_to_the_page_of_what_they_name(read):
    """From the summary to the sources, from there back to the summary and up to the chart."""
    number = {page.indirect_reference.idnum: at for at, page in enumerate(read.pages)}
    links = {
        (at, number[note.get_object()["/Dest"][0].idnum])
        for at, page in enumerate(read.pages)
        for note in page.get("/Annots", [])
    }
    indicator = next(at for at, text in enumerate(texts(read)) if "Where from" in text and "Contents" not in text)
    assert {(0, indicator), (indicator, 0), (indicator, indicator)} <= links


@pytest.mark.parametrize(
    ("language", "code", "title"),
    [("zh", "zh-CN", "测试用小规划 · 截至2023年6月30日"), ("en", "en-GB", "A small plan for tests · As of 2023-06-30")],
)
def test_title_and_language_stand_in_the_document(edition, executed, language, code, title):
    reader = PdfReader(BytesIO(documents_of(edition, executed)[language]))
    assert reader.metadata.title == title
    assert reader.trailer["/Root"]["/Lang"].lower() == code.lower()


def test_the_document_can_be_read_aloud(edition, executed):
    """It claims PDF/UA-1, which typst grants only where every part is tagged and every drawing has words."""
    for pdf in documents_of(edition, executed).values():
        metadata = PdfReader(BytesIO(pdf)).trailer["/Root"]["/Metadata"].get_data()
        assert re.search(rb"pdfuaid:part(>|=\")1", metadata)


def test_a_sign_that_no_face_has_does_not_stop_a_report(edition, executed):
    executed["data"] = notebook(heading("# Data"), shown("<p>before \U0001f600\U00012000 after</p>"))
    text = texts(PdfReader(BytesIO(documents_of(edition, executed)["en"])))
    assert any("before" in one and "after" in one for one in text)


def test_a_reader_needs_no_faces(read):
    """Every face is in the document, cut to what it shows."""
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in read.pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    for font in fonts:
        assert "/FontFile3" in font or "/FontFile2" in font
        assert re.match(r"/[A-Z]{6}\+", font["/FontName"])


def test_equal_notebooks_give_equal_bytes(edition, executed):
    """Nothing of the clock is in a document, and nothing of the order in which languages are set."""
    source = document(edition, executed, "zh")
    assert compiled(source) == compiled(document(edition, executed, "zh")) == documents_of(edition, executed)["zh"]
    assert b"CreationDate" not in compiled(source)


def test_code_is_left_to_those_who_have_the_notebook(edition, executed):
    assert "secret_code" not in document(edition, executed, "en")


def test_pages_that_were_not_asked_for_are_no_chapters(edition, executed):
    """A document of one indicator has no summary, and no link to one."""
    alone = type(edition)(**{**vars(edition), "reports": [GREEN]})
    reader = PdfReader(BytesIO(documents_of(alone, executed)["en"]))
    assert [words for _, words in outline(reader.outline)] == [
        "Environment", "Green coverage", "Where from", "Glossary", "To check this report",
    ]  # fmt: skip
