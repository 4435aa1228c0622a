"""What every document of Word must keep to, by the text of the standard: Word refuses what breaks it, most libraries do not."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import docx
from lxml import etree  # type: ignore[import-untyped]  # it has no types

from shkplan.report.docx.code import tag
from shkplan.report.docx.package import Attached

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SIDES = tag("sectPr", tag("pgSz", w=11906, h=16838))

# ISO/IEC 29500-1, 17.3.1.26, 17.3.2.28, 17.4.59, 17.4.69, 17.6.17: the order of those properties that are used here.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs strike color position sz szCs u shd vertAlign lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "sectPr": "Reference type pgSz pgMar titlePg",
    "style": "name basedOn next uiPriority qFormat pPr rPr tblPr tblStylePr",
}


def paper(**more: Any) -> Attached:
    """What a document has beside its text, where that matters little."""
    usual: dict[str, Any] = {
        "title": "T", "subject": "S", "language": "zh-CN", "day": dt.datetime(2023, 6, 30), "header": tag("p"),  # noqa: DTZ001
        "footer": tag("p"), "lists": 0, "links": {}, "pictures": {},
    }  # fmt: skip
    return Attached(**usual | more)


def texts(document: Any) -> list[str]:
    """The words of every paragraph in order, those in tables too."""
    return ["".join(_words(one)) for one in document.element.body.iter(f"{W}p")]


def _words(paragraph: Any) -> list[str]:
    return [one.text or "" for one in paragraph.iter(f"{W}t")]


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(element).localname)


def valid(content: bytes) -> Any:
    """A document that keeps to the rules, read by python-docx."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, part in parts.items():
        if name.endswith(".xml"):
            _sound(etree.fromstring(part), name)
    document = docx.Document(io.BytesIO(content))
    root = document.element
    named = {one.get(f"{W}name") for one in root.iter(f"{W}bookmarkStart")}
    assert {one.get(f"{W}anchor") for one in root.iter(f"{W}hyperlink")} - {None} <= named
    identities = [one.get(f"{W}id") for one in root.iter(f"{W}bookmarkStart")]
    assert len(identities) == len(set(identities)) == len(list(root.iter(f"{W}bookmarkEnd")))
    asked = {value for one in root.iter() for key, value in one.attrib.items() if str(key).startswith(R)}
    assert asked <= set(document.part.rels)
    styles = {one.style_id for one in document.styles}
    assert {
        one.get(f"{W}val") for kind in ("pStyle", "rStyle", "tblStyle") for one in root.iter(f"{W}{kind}")
    } <= styles
    return document


def _sound(root: Any, name: str) -> None:
    for element in root.iter(etree.Element):
        order = ORDERS.get(local(element), "").split()
        if order:
            found = [order.index(local(one).removeprefix("header").removeprefix("footer")) for one in element]
            assert found == sorted(found), (name, [local(one) for one in element])
        if local(element) == "tc":
            assert local(element[-1]) == "p", (name, "a cell ends with a paragraph")
        if local(element) == "tr":
            spans = [one.find(f"{W}tcPr/{W}gridSpan") for one in element.iter(f"{W}tc") if one.getparent() is element]
            count = len(element.getparent().find(f"{W}tblGrid"))
            assert sum(1 if one is None else int(one.get(f"{W}val")) for one in spans) == count
    kinds = [one.get(f"{W}fldCharType") for one in root.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")
