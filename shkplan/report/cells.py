"""What a page shows of an executed notebook: its prose and its outputs, in one language, section by section.

A notebook runs once, whatever the languages. Each value then shows itself in all of them at once, under the type
:data:`PAGES`, and here a page takes its own. Markdown is the same on many pages and set once.
The code stands in the notebook itself, which the folder of a report carries.

Tags on the cells lay a page out: ``id-NAME`` on a heading, or on a cell of code without one, is its permalink; ``fold``
on a heading folds what stands below it up to the next one, ``counted`` numbers it among its like; ``half`` on a cell of
code sets it in one of two columns.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from markupsafe import Markup

from shkplan.base.messages import LANGUAGES, Language, message
from shkplan.display.layout import PAGES

# What an output may be shown as, the first that it has. A page runs no scripts, so that widgets are left to their text.
_KINDS = ("text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/latex", "text/plain")
_NOTHING = re.compile(r'(?:\s*<p class="shk-none"[^>]*>.*?</p>)*', re.DOTALL)
_HEADING = re.compile(r"<h([12])\b[^>]*>(.*?)</h\1>", re.DOTALL)
_HALF, _FOLD, _COUNTED, _NAMED = "half", "fold", "counted", "id-"
_DIGITS = "一二三四五六七八九"
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True)
class Output:
    """One thing shown.

    Attributes:
        kind: its type.
        data: what is shown.
        words: of a chart, for those who do not see it.
        csv: of a chart, its numbers as comma-separated values; empty where there are none.
    """

    kind: str
    data: str
    words: str
    csv: str = ""

    @property
    def empty(self) -> bool:
        """Whether it only says that there is none of something."""
        return self.kind == "text/html" and _NOTHING.fullmatch(self.data.strip()) is not None


@dataclass(frozen=True)
class NotebookCell:
    """Prose, or what code shows.

    Attributes:
        asks: whether it is code, which might show something.
        tags: of the cell, such as ``half``.
    """

    prose: Markup = Markup("")  # noqa: RUF009  # it cannot change
    asks: bool = False
    shown: tuple[Output, ...] = ()
    tags: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The permalink of what it shows, where it has one of its own."""
        return _name(self.tags) if self.shown else ""

    @property
    def half(self) -> bool:
        """Whether it stands in one of two columns."""
        return _HALF in self.tags

    @property
    def tells(self) -> bool:
        """Whether it shows anything; that there is none of something is nothing to show."""
        return any(not one.empty for one in self.shown)


@dataclass(frozen=True)
class Section:
    """A heading with all that stands below it, up to the next one.

    Attributes:
        name: its permalink; empty for what stands above the first heading and has no name.
        level: 1 for the title of the page, which comes first; 2 for the parts.
        words: the heading without marks, with its number.
        fold: whether it is closed until a reader opens it.
        cells: what stands below, the prose of the heading's own cell first.
        counted: whether it has a number among those that do.
        bare: the heading without its number.
    """

    name: str
    level: int
    words: str
    fold: bool
    cells: tuple[NotebookCell, ...]
    counted: bool = False
    bare: str = ""

    @property
    def content(self) -> list[Any]:
        """All that is said in it, as values of JSON in one order."""
        cells = [
            [one.prose, one.asks, sorted(one.tags), [[out.kind, out.data, out.words] for out in one.shown]]
            for one in self.cells
        ]
        return [self.name, self.level, self.words, self.fold, self.counted, self.bare, cells]

    @property
    def names(self) -> frozenset[str]:
        """Every permalink in it."""
        return frozenset(name for name in (self.name, *(cell.name for cell in self.cells)) if name)

    @property
    def half(self) -> bool:
        """Whether the whole of it stands in one of two columns, heading included."""
        showing = [cell for cell in self.cells if cell.shown]
        return self.level > 1 and bool(showing) and all(cell.half for cell in showing)

    @property
    def rows(self) -> list[list[NotebookCell]]:
        """The cells in rows: halves that show something stand two in a row, unless the whole of it is one half."""
        rows: list[list[NotebookCell]] = []
        for cell in self.cells:
            beside = cell.half and cell.shown and not self.half and rows and len(rows[-1]) == 1 and rows[-1][0].half
            rows[-1].append(cell) if beside else rows.append([cell])
        return rows

    @property
    def empty(self) -> bool:
        """Whether its cells could have shown something, and show nothing."""
        asked = [cell for cell in self.cells if cell.asks]
        return self.level > 1 and bool(asked) and not any(cell.tells for cell in asked)


def read_notebook(path: Path) -> Any:
    """An executed notebook as plain data, its texts joined; it was written by us, so that its format need not be checked."""
    content = json.loads(path.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        cell["source"] = _joined(cell["source"])
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = _joined(output["text"])
            for kind, data in output.get("data", {}).items():
                if not kind.endswith("json"):
                    output["data"][kind] = _joined(data)
    return content


def _joined(text: str | list[str]) -> str:
    """A text of a notebook, which its format allows to be split into lines."""
    return text if isinstance(text, str) else "".join(text)


def cells_of(notebook: Any, language: Language) -> Iterator[NotebookCell]:
    """The cells of a page: one language, no machine-readable twins.

    A cell tagged ``lang-zh`` or ``lang-en`` speaks one language and is left out of pages in the other.
    """
    other = {f"lang-{one}" for one in LANGUAGES if one != language}
    heading = ""
    for cell in notebook["cells"]:
        if other & _tags(cell):
            continue
        if cell["cell_type"] == "markdown":
            heading = next((line.lstrip("# ") for line in cell["source"].split("\n") if line.startswith("#")), heading)
            yield NotebookCell(prose=markdown(_with_pictures(cell)), tags=_tags(cell))
        elif cell["cell_type"] == "code":
            name = message("page.figure", heading=heading).text(language)
            shown = (_shown(output, language, name) for output in cell["outputs"])
            yield NotebookCell(
                asks=bool(cell["source"].strip()), shown=tuple(one for one in shown if one), tags=_tags(cell)
            )


def sections_of(notebook: Any, language: Language) -> list[Section]:
    """The sections of a page that show anything, in order.

    What stands above the first heading is a section of level 1 without words; the title of the page is one with them.
    A heading without a name of its own is numbered (``s1``, ``s2``), so that every one has a permalink.
    """
    found = [Section("", 1, "", False, ())]
    for cell in cells_of(notebook, language):
        pieces = _HEADING.split(cell.prose) if cell.prose else [""]
        rest = replace(cell, prose=Markup(pieces[0].strip()))  # noqa: S704  # it was safe as a whole
        found[-1] = _with(found[-1], rest)
        for at in range(1, len(pieces), 3):
            level, words, below = int(pieces[at]), pieces[at + 1], pieces[at + 2]
            tags = cell.tags if at == 1 else frozenset()
            plain = html.unescape(re.sub(r"<[^>]*>", "", words)).strip()
            section = Section(_name(tags), level, plain, _FOLD in tags, (), _COUNTED in tags)
            found.append(_with(section, NotebookCell(prose=Markup(below.strip()))))  # noqa: S704
    kept = [one for one in found if (one.words or one.cells) and not one.empty]
    numbers, parts = count(1), count(1)
    kept = [one if one.name or one.level == 1 else replace(one, name=f"s{next(numbers)}") for one in kept]
    return [
        replace(one, bare=one.words, words=_counted(next(parts), one.words, language) if one.counted else one.words)
        for one in kept
    ]


def _counted(number: int, words: str, language: Language) -> str:
    """A heading with its number, in Chinese as documents number their parts: 一、 … 十、 十一、"""
    numeral = _in_chinese(number) if language == "zh" else str(number)
    return message("document.part", numeral=numeral, words=words).text(language)


def _in_chinese(number: int) -> str:
    ten, one = divmod(number, 10)
    tens = "" if not ten else "十" if ten == 1 else f"{_DIGITS[ten - 1]}十"
    return tens + (_DIGITS[one - 1] if one else "")


def _with(section: Section, cell: NotebookCell) -> Section:
    """A section with one cell more, if that holds anything."""
    return replace(section, cells=(*section.cells, cell)) if cell.prose or cell.asks or cell.shown else section


def _name(tags: frozenset[str]) -> str:
    """The permalink that tags give."""
    return next((tag.removeprefix(_NAMED) for tag in sorted(tags) if tag.startswith(_NAMED)), "")


def warnings(notebook: Any) -> str:
    """What the cells of an executed notebook wrote to standard error: not for the page, but not to be lost."""
    outputs = [out for cell in notebook["cells"] for out in cell.get("outputs", [])]
    return "".join(out["text"] for out in outputs if out["output_type"] == "stream" and out["name"] == "stderr")


def _tags(cell: Any) -> frozenset[str]:
    return frozenset(cell["metadata"].get("tags", []))


def _shown(output: Any, language: Language, name: str) -> Output | None:
    """An output as a page shows it; None where it shows nothing."""
    if output["output_type"] == "stream":
        return Output("text/plain", _ESCAPES.sub("", output["text"]), "") if output["name"] == "stdout" else None
    data, metadata = output.get("data", {}), output.get("metadata", {})
    if PAGES in data and language in data[PAGES]:
        data = data[PAGES][language]
        metadata = {"alt": data["alt"]} if data.get("alt") else metadata
    kind = next((kind for kind in _KINDS if kind in data), None)
    if kind is None:
        return None
    words = metadata.get("alt") or metadata.get(kind, {}).get("alt") or name
    shown = unbroken(data[kind]) if kind in ("text/html", "image/svg+xml") else data[kind]
    return Output(kind, shown, words, data.get("text/csv", "") if kind.startswith("image/") else "")


def unbroken(text: str) -> str:
    """Words whose numbers are not parted from their per cent at the end of a line."""
    return _PER_CENT.sub("\u00a0", text)


_PER_CENT = re.compile("(?<=[0-9]) (?=[%‰])")


@cache
def markdown(source: str) -> Markup:
    """Markdown as HTML, formulas left as they are."""
    import mistune

    render: Any = mistune.create_markdown(escape=False, plugins=["strikethrough", "table", "url", "task_lists", "math"])
    for kind, mark in (("inline_math", "$"), ("block_math", "$$")):
        render.renderer.register(kind, lambda _, text, mark=mark: f"{mark}{mistune.escape(text)}{mark}")
    return Markup(unbroken(render(source).strip()))  # noqa: S704  # the author of a notebook may write HTML


def _with_pictures(cell: Any) -> str:
    """The text of a markdown cell with the pictures that were dropped into it."""
    source: str = cell["source"]
    for name, bundle in cell.get("attachments", {}).items():
        for kind, data in bundle.items():
            source = source.replace(f"(attachment:{name})", f"(data:{kind};base64,{data})")
    return source
