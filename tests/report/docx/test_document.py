"""The whole report as a document of Word: found one's way in, edited, signed, and made again byte by byte."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from shkplan.report.docx import word_documents_of
from shkplan.report.docx.styles import PAGE
from shkplan.report.render import Edition, pages_of
from shkplan.report.reports import Report
from tests.report.book.kept import heading, notebook, shown
from tests.report.docx.checking import W, texts, valid

WIDE = "<table><tbody><tr>" + "<td class='shk-whole'>twelve signs</td>" * 12 + "</tr></tbody></table>"


@pytest.fixture
def documents(edition: Edition, executed: dict[str, Any]) -> dict[str, Any]:
    return {language: valid(content) for language, content in word_documents_of(edition, executed).items()}


def headings(document: Any) -> list[tuple[str, str]]:
    return [(one.style.name, one.text) for one in document.paragraphs if one.style.name.startswith("Heading")]


def test_headings_have_the_ranks_of_the_report(documents: dict[str, Any]) -> None:
    """Summary, indicators under their fields, data, the terms, and how the report is checked; nothing for what shows nothing."""
    assert headings(documents["en"]) == [
        ("Heading 1", "Answer"), ("Heading 2", "Left side"), ("Heading 2", "Right side"), ("Heading 2", "Every target"),
        ("Heading 1", "Environment"), ("Heading 2", "Green coverage"), ("Heading 3", "Where from"),
        ("Heading 1", "Data"), ("Heading 2", "Known"), ("Heading 1", "Glossary"), ("Heading 1", "To check this report"),
    ]  # fmt: skip


def test_contents_are_a_field_that_already_holds_every_heading_and_asks_nothing_when_opened(
    documents: dict[str, Any],
) -> None:
    """No page is named before the program has found it; nothing makes Word ask its reader whether to update."""
    document = documents["en"]
    entries = [
        one for one in document.element.iter(f"{W}p") if one.xpath("./w:pPr/w:pStyle[starts-with(@w:val, 'TOC')]")
    ]
    told = ["".join(text.text for text in one.iter(f"{W}t")) for one in entries]
    assert told == ["Contents", *(words for style, words in headings(document) if style[-1] in "12")]
    codes = [one.text.strip() for one in document.element.iter(f"{W}instrText")]
    assert codes[0] == 'TOC \\o "1-2" \\h \\z \\u'
    assert not [
        one for part in document.part.package.iter_parts() for one in (b"updateFields", b"w:dirty") if one in part.blob
    ]


def test_pages_are_numbered_but_for_the_first(documents: dict[str, Any]) -> None:
    for language, document in documents.items():
        section = document.sections[0]
        assert section.different_first_page_header_footer
        codes = [one.text.strip() for one in section.footer._element.iter(f"{W}instrText")]
        assert codes == ["PAGE", "NUMPAGES"], language
        assert "2023" in section.header.paragraphs[0].text
        assert not section.first_page_footer.paragraphs[0].text


def test_properties_name_the_report_and_no_machine(documents: dict[str, Any]) -> None:
    for language, document in documents.items():
        about = document.core_properties
        assert about.title == document.paragraphs[0].text
        assert about.language == {"zh": "zh-CN", "en": "en-GB"}[language]
        assert about.author == about.last_modified_by == "shkplan"
        assert about.created.isoformat() == "2023-06-30T00:00:00+00:00"


def test_chinese_is_set_as_official_documents_are(documents: dict[str, Any]) -> None:
    """仿宋 for the text, 黑体 for headings, two characters before a paragraph, the Latin face beside them; A4."""
    styles = documents["zh"].styles
    faces = styles.element.xpath("./w:docDefaults/w:rPrDefault/w:rPr/w:rFonts")[0]
    assert (faces.get(f"{W}eastAsia"), faces.get(f"{W}ascii")) == ("仿宋", "Times New Roman")
    assert styles["Heading 1"].element.xpath("./w:rPr/w:rFonts")[0].get(f"{W}eastAsia") == "黑体"
    assert styles["Body Text"].element.xpath("./w:pPr/w:ind")[0].get(f"{W}firstLineChars") == "200"
    assert not documents["en"].styles["Body Text"].element.xpath("./w:pPr/w:ind")
    assert (PAGE.width, PAGE.height) == (11906, 16838)


def test_a_wide_table_lies_on_its_side_with_its_caption_and_heading(edition: Edition, executed: dict[str, Any]) -> None:
    executed = {
        **executed,
        "data": notebook(
            heading("# Data"),
            shown("<p>before</p>"),
            heading("## Wide"),
            shown(WIDE),
            heading("## After"),
            shown("<p>after</p>"),
        ),
    }
    document = valid(word_documents_of(edition, executed)["en"])
    upright, lying, rest = document.sections
    assert lying.page_width > lying.page_height
    assert upright.page_width < upright.page_height
    assert rest.page_width < rest.page_height
    words = texts(document)
    ends = [at for at, one in enumerate(document.element.body.iter(f"{W}p")) if one.xpath("./w:pPr/w:sectPr")]
    between = [one for one in words[ends[0] : ends[1]] if one]
    assert between[0] == "Wide"
    assert between[1].startswith("Table 1")
    assert "after" not in between


def test_every_table_of_the_pages_is_a_native_one(edition: Edition, executed: dict[str, Any]) -> None:
    executed = {**executed, "data": notebook(heading("# Data"), shown(WIDE), shown(WIDE.replace("twelve", "others")))}
    pages = pages_of(edition, executed)
    document = valid(word_documents_of(edition, executed)["en"])
    captioned = [one for one in document.tables if one.style and one.style.name == "Report Table"]
    assert len(captioned) == sum(text.count("<table") for name, text in pages.items() if name.startswith("en/")) == 2


def test_equal_notebooks_give_equal_bytes(edition: Edition, executed: dict[str, Any]) -> None:
    """No hour of its making, no order of chance."""
    one, other = (word_documents_of(edition, executed)["zh"] for _ in range(2))
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[:2] == ["[Content_Types].xml", "_rels/.rels"]


def test_an_evaluation_alone_has_the_title_page_to_itself(edition: Edition) -> None:
    """It is called by its stage; its parts are the chapters; what leads to pages that are not there is left as words."""
    alone = replace(edition, reports=[Report("evaluation")])
    facts = '<dl class="shk-facts"><dt>Stage</dt><dd>of it</dd></dl>'
    told = notebook(
        shown(facts, "id-front"),
        heading("## Conclusions", "id-conclusion"),
        shown('<p><a data-to="data#known">the data</a></p>'),
    )
    document = valid(word_documents_of(alone, {"evaluation": told})["en"])
    assert document.paragraphs[0].text == "Mid-term evaluation of the A small plan for tests"
    words = texts(document)
    assert words.index("of it") < words.index("Contents") < len(words) - 1 - words[::-1].index("Conclusions")
    assert headings(document)[0] == ("Heading 1", "Conclusions")
    assert "the data" in words
