"""What there is to read in a report, held against what its inputs make: byte for byte, or by all its words and numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shkplan.base.messages import said
from shkplan.report import manifest as record
from shkplan.report.fields import quoted
from shkplan.report.manifest import Manifest
from shkplan.report.verifying.documents import (
    Unreadable,
    acting_in_pdf,
    acting_in_word,
    dressed_in_pdf,
    dressed_in_word,
    words_of_pdf,
    words_of_word,
)
from shkplan.report.verifying.glyphs import first_other_glyph
from shkplan.report.verifying.pages import page_of
from shkplan.report.verifying.quotes import Unlike, Word, first_other_sign, first_other_word, told

# What decides how a page is laid out, beside its words: with the same of these its markup must be the same.
_SETTERS = ("code", "mistune")
_FONT = "noto-cjk-sans-otc"
_WORD = (
    "python-docx",
    "matplotlib",
    "seaborn",
    "pillow",
    "typst",
    "numpy",
)  # a drawing of another size is another line of Word


@dataclass
class PagesCompared:
    """What came of the comparison.

    Attributes:
        differing: the first difference; empty where there is none.
        unsure: the first thing that this version would not make and that may change what is seen; empty where there is none.
        drawn: the pages whose drawings, and the documents whose layout, are not the same: of these only their words were compared.
    """

    differing: str = ""
    unsure: str = ""
    drawn: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class VersionsHere:
    """Which of the versions that made a report are here."""

    made: Mapping[str, str]
    here: Mapping[str, str]

    @property
    def same(self) -> bool:
        """Whether all are, so that equal inputs give equal bytes."""
        return dict(self.made) == dict(self.here)

    def agree(self, *names: str) -> bool:
        """Whether some are."""
        return all(self.made.get(name) == self.here.get(name) for name in names)

    @property
    def other(self) -> str:
        """Those that are not, for the end of a line; empty where all are."""
        here = dict(self.here)
        both = {
            name: (self.made.get(name, said("not told")), here.get(name, said("not told")))
            for name in {**here, **self.made}
        }
        names = [
            said("{name} {made} (here {found})", name=name, made=made, found=found)
            for name, (made, found) in both.items()
            if made != found
        ]
        return said("; made with other versions: {names}", names=names) if names else ""


def compare(report: Path, manifest: Manifest, pages: Mapping[str, bytes], versions: VersionsHere) -> PagesCompared:
    """What differs between the pages of a report and those that its inputs make."""
    found = PagesCompared()
    for name in sorted({*pages, *manifest.pages}):
        shown = quoted(name)
        if name not in pages:
            found.differing = said("{name} is not a page that the inputs make", name=shown)
        elif name not in manifest.pages:
            found.differing = said("{name} is missing from {file}", name=shown, file=record.FILE)
        else:
            _compare(shown, (report / name).read_bytes(), pages[name], versions, found)
        if found.differing:
            return found
    return found


def _compare(name: str, page: bytes, made: bytes, versions: VersionsHere, found: PagesCompared) -> None:
    """One page, into what came of the comparison."""
    if page == made:
        return
    try:
        if name.endswith(".html"):
            _compare_pages(name, page, made, versions, found)
        elif name.endswith(".pdf"):
            _compare_documents(name, page, made, versions, found, _PDF)
        elif name.endswith(".docx"):
            _compare_documents(name, page, made, versions, found, _DOCX)
        else:
            found.differing = said("{name} is not the document that the inputs make", name=name)
    except Unreadable:
        found.differing = said("{name} cannot be read, and is not the document that the inputs make", name=name)
        return
    if versions.same and not found.differing:
        found.differing = said("{name} is not the document that the inputs make; its words are the same", name=name)


def _compare_pages(name: str, page: bytes, made: bytes, versions: VersionsHere, found: PagesCompared) -> None:
    stands, makes = page_of(page), page_of(made)
    if unlike := first_other_word(stands.words, makes.words):
        found.differing = told(name, unlike)
        return
    other = _first_other(stands.acts, makes.acts) or _first_other(stands.markup, makes.markup)
    if other and not versions.agree(*_SETTERS):
        words = "{name} has all its words, but holds a script, a style or markup that this version does not make: {stands} in place of {made}"
        found.unsure = found.unsure or said(words, name=name, stands=other[0], made=other[1])
        return
    if glyph := "" if other else first_other_glyph(stands.fonts, makes.fonts):
        _other_glyphs(name, glyph, versions, found)
        return
    if not other and versions.same:
        other = _first_other(stands.pictures, makes.pictures) or first_other_sign(*map(_text, (page, made)))
    if other:
        found.differing = told(name, Unlike("", *other))
    if stands.pictures != makes.pictures:
        found.drawn.append(name)


def _other_glyphs(name: str, glyph: str, versions: VersionsHere, found: PagesCompared) -> None:
    """A page that shows its letters by another font: a forgery, unless the font may be another version's."""
    words = said("{name} has all its words, but shows them by {glyph}", name=name, glyph=glyph)
    if versions.agree(*_SETTERS, _FONT):
        found.differing = words
    else:
        found.unsure = found.unsure or words


def _text(page: bytes) -> str:
    return page.decode("utf-8", errors="backslashreplace")


def _first_other(stands: Sequence[str], made: Sequence[str]) -> tuple[str, str] | None:
    """The windows around the first difference of two rows of pieces; None where there is none."""
    at = next((at for at, (one, other) in enumerate(zip(stands, made, strict=False)) if one != other), None)
    if at is None:
        at = min(len(stands), len(made))
    return first_other_sign(*(" ".join(pieces[at : at + 2]) for pieces in (stands, made)))


@dataclass(frozen=True)
class _Kind:
    """How a document for printing is taken apart, and which versions decide how it is set."""

    words_of: Callable[[bytes], list[Word]]
    acts: Callable[[bytes], list[str]]
    dress: Callable[[bytes], list[str]]
    setters: Sequence[str]


_PDF = _Kind(words_of_pdf, acting_in_pdf, dressed_in_pdf, ("typst", *_SETTERS))
_DOCX = _Kind(words_of_word, acting_in_word, dressed_in_word, (*_WORD, *_SETTERS))


def _compare_documents(
    name: str, page: bytes, made: bytes, versions: VersionsHere, found: PagesCompared, kind: _Kind
) -> None:
    """A document for printing; where another version set it, its lines may break elsewhere, so that blanks do not count."""
    if other := _first_other(kind.acts(page), kind.acts(made)):
        words = "{name} carries scripts, files or links that the inputs do not make: {stands} in place of {made}"
        found.differing = said(words, name=name, stands=other[0], made=other[1])
        return
    unlike = first_other_word(*(kind.words_of(one) for one in (page, made)))
    if unlike and not versions.same and _run_together(kind.words_of(page)) == _run_together(kind.words_of(made)):
        unlike = None
    if unlike is None and (other := _first_other(kind.dress(page), kind.dress(made))):
        unlike = Unlike("", *other)
    if unlike is None:
        found.drawn.append(name)
    elif versions.agree(*kind.setters):
        found.differing = told(name, unlike)
    else:
        found.unsure = found.unsure or told(name, unlike)


def _run_together(words: Sequence[Word]) -> str:
    return "".join(one.text for one in words)
