"""The parts of a .docx and how they hang together, written so that the same text gives the same bytes."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from shkplan.base.messages import Language
from shkplan.report.docx.code import paragraph, tag
from shkplan.report.docx.styles import styles

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BULLETS = ("•", "–", "·")
_APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>shkplan</Application></Properties>"
)
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that an archive can tell


@dataclass(frozen=True)
class Attached:
    """What a document has beside its text.

    Attributes:
        day: that its properties tell; no time of its making enters.
        header, footer: of every page but the first.
        lists: how many numbered lists there are.
        links: addresses by the names that the text uses.
        pictures: PNG by the names that the text uses, which are given by address.
    """

    title: str
    subject: str
    language: str
    day: dt.datetime
    header: str
    footer: str
    lists: int
    links: Mapping[str, str]
    pictures: Mapping[str, bytes]


def package(body: str, paper: Attached, language: Language) -> bytes:
    """The bytes of a .docx with a text."""
    from docx.opc.constants import CONTENT_TYPE as CT
    from docx.opc.constants import RELATIONSHIP_TYPE as RT
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.package import Package

    whole = Package()

    def part(name: str, kind: str, content: str | bytes) -> Part:
        blob = content if isinstance(content, bytes) else (_HEAD + content).encode()
        return Part(PackURI(name), kind, blob, whole)

    text = part("/word/document.xml", CT.WML_DOCUMENT_MAIN, _root("document", tag("body", body)))
    whole.relate_to(text, RT.OFFICE_DOCUMENT)
    whole.relate_to(part("/docProps/app.xml", CT.OFC_EXTENDED_PROPERTIES, _APP), RT.EXTENDED_PROPERTIES)
    beside = {
        "styles": (CT.WML_STYLES, RT.STYLES, _root("styles", styles(language))),
        "numbering": (CT.WML_NUMBERING, RT.NUMBERING, _root("numbering", _numbering(paper.lists))),
        "settings": (CT.WML_SETTINGS, RT.SETTINGS, _root("settings", _settings(language))),
        "header": (CT.WML_HEADER, RT.HEADER, _root("hdr", paper.header)),
        "footer": (CT.WML_FOOTER, RT.FOOTER, _root("ftr", paper.footer)),
        "header1": (CT.WML_HEADER, RT.HEADER, _root("hdr", paragraph("Header", ""))),
        "footer1": (CT.WML_FOOTER, RT.FOOTER, _root("ftr", paragraph("Footer", ""))),
    }
    for name, (kind, relation, content) in beside.items():
        text.load_rel(relation, part(f"/word/{name}.xml", kind, content), name)
    for name, picture in paper.pictures.items():
        text.load_rel(RT.IMAGE, part(f"/word/media/{name}.png", CT.PNG, picture), name)
    for address, name in paper.links.items():
        text.load_rel(RT.HYPERLINK, address, name, is_external=True)
    _described(whole, paper)
    written = BytesIO()
    whole.save(written)
    return _still(written.getvalue())


def _root(name: str, inside: str) -> str:
    return f"<w:{name} {_NAMESPACES}>{inside}</w:{name}>"


def _described(whole: object, paper: Attached) -> None:
    """What the properties of the document tell: nobody's name, no machine, no hour."""
    about = whole.core_properties  # type: ignore[attr-defined]
    about.title, about.subject, about.language = paper.title, paper.subject, paper.language
    about.author, about.last_modified_by, about.comments = "shkplan", "shkplan", ""
    about.created = about.modified = paper.day
    about.revision = 1


def _numbering(lists: int) -> str:
    """Bullets in the text and in cells, and one numbered list for each that begins anew."""
    kinds = (_levels(0, "bullet", _BULLETS, 480, 240), _levels(1, "bullet", _BULLETS, 180, 180),
             _levels(2, "decimal", ("%1.", "%2.", "%3."), 480, 360))  # fmt: skip
    anew = tag("lvlOverride", tag("startOverride", val=1), ilvl=0)
    plain = [tag("num", tag("abstractNumId", val=at), numId=at + 1) for at in (0, 1)]
    counted = [tag("num", tag("abstractNumId", val=2), anew, numId=at + 3) for at in range(lists)]
    return "".join((*kinds, *plain, *counted))


def _levels(identity: int, kind: str, signs: tuple[str, ...], left: int, hanging: int) -> str:
    levels = (
        tag("lvl", tag("start", val=1), tag("numFmt", val=kind), tag("lvlText", val=sign), tag("lvlJc", val="left"),
            tag("pPr", tag("ind", left=left * (at + 1), hanging=hanging)), ilvl=at)
        for at, sign in enumerate(signs)
    )  # fmt: skip
    return tag("abstractNum", tag("multiLevelType", val="hybridMultilevel"), *levels, abstractNumId=identity)


def _settings(language: Language) -> str:
    """How the text is set; nothing asks to be updated when it is opened, since Word would ask its reader."""
    mode = tag("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    punctuation = tag("characterSpacingControl", val="compressPunctuation" if language == "zh" else "doNotCompress")
    return "".join((
        tag("zoom", percent=100),
        tag("defaultTabStop", val=420),
        punctuation,
        tag("compat", tag("doNotExpandShiftReturn"), tag("useFELayout"), mode),
        tag("themeFontLang", val="en-GB", eastAsia="zh-CN"),
        tag("decimalSymbol", val="."),
        tag("listSeparator", val=","),
    ))  # fmt: skip


def _still(archive: bytes) -> bytes:
    """The same archive without the hour of its writing, its parts in order, those first that readers look for first."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as made, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as still:
        for name in sorted(made.namelist(), key=lambda one: (one != "[Content_Types].xml", one != "_rels/.rels", one)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            still.writestr(entry, made.read(name))
    return written.getvalue()
