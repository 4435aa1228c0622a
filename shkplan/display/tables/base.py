"""A table ready to be shown: cells already in words, and beside them every number as data."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from shkplan.base.characters import harmless
from shkplan.base.errors import ParameterError
from shkplan.base.messages import said
from shkplan.display.language import DASH, say
from shkplan.display.layout import RESULTS, plain
from shkplan.display.setting import LANGUAGE_CODES, language, on_pages
from shkplan.display.spoken_csv import flat, lines, save_csv
from shkplan.display.tables.on_screen import Spoken, in_characters, paragraphs

if TYPE_CHECKING:
    import pandas as pd

# The class twice, so that it outweighs the styles of JupyterLab.
STYLE = """\
table.shk-table.shk-table{border-collapse:collapse;font-variant-numeric:tabular-nums;line-height:1.45;margin:0 0 1rem;width:auto;min-width:min(100%,22rem);max-width:100%}
table.shk-table.shk-table caption{caption-side:top;text-align:left;font-weight:600;padding:.2rem 0 .45rem;color:inherit}
table.shk-table.shk-table th,table.shk-table.shk-table td{text-align:left;vertical-align:top;padding:.38rem .9rem .38rem 0;white-space:normal;\
border:0;border-bottom:1px solid rgba(128,140,152,.35);background:none;max-width:26rem;overflow-wrap:break-word}
table.shk-table.shk-table thead th{font-weight:600;vertical-align:bottom;border-bottom:2px solid rgba(96,108,120,.9);overflow-wrap:normal}
table.shk-table.shk-table tbody th{min-width:5.8em;font-weight:400;vertical-align:top;border-bottom:1px solid rgba(128,140,152,.35)}
table.shk-table.shk-table .shk-number{text-align:right}
table.shk-table.shk-table .shk-whole,.shk-note .shk-whole{white-space:nowrap;overflow-wrap:normal}
table.shk-table.shk-table .shk-group th{font-weight:600;padding-top:.95rem;border-bottom:1px solid rgba(96,108,120,.9)}
@media (min-width:64rem){table.shk-table.shk-table .shk-long{min-width:26rem}}
table.shk-table.shk-table ul{margin:0;padding-left:1.1em}
.shk-note{font-size:.86em;opacity:.8;margin:-.4rem 0 1rem;max-width:52em}
@media (max-width:40rem){
table.shk-stack.shk-stack tbody th{min-width:0}
table.shk-stack.shk-stack thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
table.shk-stack.shk-stack,table.shk-stack.shk-stack caption,table.shk-stack.shk-stack tbody,table.shk-stack.shk-stack tr,table.shk-stack.shk-stack th,table.shk-stack.shk-stack td{display:block;max-width:none}
table.shk-stack.shk-stack tr{border-bottom:1px solid rgba(128,140,152,.5);padding:.5rem 0}
table.shk-stack.shk-stack tr.shk-group{border:0;padding:0}
table.shk-stack.shk-stack tbody td,table.shk-stack.shk-stack tbody th{border:0;padding:.12rem 0;text-align:left;white-space:normal;overflow-wrap:anywhere}
table.shk-stack.shk-stack tbody td[data-label]{display:grid;grid-template-columns:8.2em minmax(0,1fr);column-gap:.7em}
table.shk-stack.shk-stack tbody td[data-label]::before{content:attr(data-label);opacity:.72}
table.shk-stack.shk-stack tbody td.shk-empty{display:none}
table.shk-stack.shk-stack tbody td.shk-number{text-align:left}
table.shk-stack.shk-stack tbody tr>th:first-child{font-weight:600}
}"""


@dataclass(frozen=True)
class Reference:
    """Words that lead to a place of the same report.

    Attributes:
        text: the words.
        to: report and anchor, such as ``indicator/economy.gdp_growth#sources``; where no report is, the words stand alone.
    """

    text: str
    to: str


@dataclass(frozen=True)
class Hyperlink:
    """Words that lead to an original, where its address is known; in brackets beside them what leads to a kept copy of it."""

    text: str
    address: str
    kept: Reference | None = None


Cell = str | Hyperlink | Reference | tuple[str, ...]  # a tuple is a list of sentences
Align = Literal["text", "number", "whole", "long"]  # whole: not to be broken; long: sentences, the widest column


@dataclass(frozen=True)
class Column:
    """A heading and how the cells below it stand."""

    heading: str
    align: Align = "text"


@dataclass(frozen=True)
class Table:
    """A table in one language.

    Attributes:
        name: what it shows, for ``results.json``.
        title: its caption.
        columns: headings.
        rows: cells as they are shown.
        groups: (first row, heading) of the groups the rows fall into; none where there are no groups.
        notes: sentences below the table.
        data: every number shown, with ids and codes, the same in every language.
        headed: whether the first cell of a row names the row.
        again: makes it anew, in the language then in force.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    data: Any = field(repr=False)
    groups: tuple[tuple[int, str], ...] = ()
    notes: tuple[str, ...] = ()
    headed: bool = True
    again: Callable[[], Table] | None = field(default=None, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.rows)

    def __str__(self) -> str:
        if not self.rows:
            return harmless("\n".join(paragraphs(self.sentences)))
        headings, numbers = (one.heading for one in self.columns), (one.align == "number" for one in self.columns)
        rows = [[_spoken(cell) for cell in row] for row in self.rows]
        lines = in_characters(tuple(headings), rows, dict(self.groups), tuple(numbers))
        return harmless("\n".join([self.title, *lines, *paragraphs(self.notes)]))

    def _repr_html_(self) -> str:
        return _as_html(self)

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, Any]:
        shown = {"text/plain": str(self), "text/html": self._repr_html_(), RESULTS: self.results}
        return shown | on_pages(self, self.again, lambda table: {"text/html": table._repr_html_()})

    @property
    def csv(self) -> str:
        """The table as it is shown as comma-separated values: a column for its groups, numbers without grouping."""
        starts = dict(self.groups)
        headings = [*([say("csv.group")] if starts else []), *(one.heading or say("csv.name") for one in self.columns)]
        rows: list[list[Any]] = [headings]
        group = ""
        for at, row in enumerate(self.rows):
            group = starts.get(at, group)
            rows.append([*([group] if starts else []), *(_for_sheet(cell) for cell in row)])
        return lines(rows)

    def to_frame(self) -> pd.DataFrame:
        """The numbers of the table as a frame, unrounded, under the names they have in ``results.json``."""
        import pandas as pd

        return pd.DataFrame(flat(plain(self.data)))

    def save(self, path: str | Path) -> Path:
        """The table in a file that a spreadsheet opens; its name ends in ``.csv``.

        Raises:
            ParameterError: another ending.
        """
        target = Path(path)
        if target.suffix != ".csv":
            raise ParameterError(
                said("A table is saved as CSV: name a file that ends in .csv, not {name}.", name=target.name)
            )
        return save_csv(target, self.csv)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What stands in place of a table without rows: that there is none."""
        return self.notes or (say("nothing", title=self.title) + say("stop").strip(),)

    @property
    def results(self) -> dict[str, Any]:
        """What ``results.json`` keeps of the table."""
        return {"name": self.name, "data": plain(self.data)}


def table_of(
    name: str,
    title: str,
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[Cell]],
    data: Any,
    **more: Any,
) -> Table:
    """A :class:`Table`; a heading alone is a column of text."""
    whole = tuple(Column(one) if isinstance(one, str) else one for one in columns)
    return Table(name, title, whole, tuple(tuple(row) for row in rows), data, **more)


def facts(name: str, title: str, pairs: Iterable[tuple[str, Cell]], data: Mapping[str, Any], **more: Any) -> Table:
    """A table of two columns, what and which; pairs without an answer are left out."""
    rows = [pair for pair in pairs if pair[1]]
    return table_of(name, title, ("", ""), rows, data, **more)


def without_empty(
    columns: Sequence[Column | str], rows: Sequence[Sequence[Cell]]
) -> tuple[list[Column | str], list[list[Cell]]]:
    """The columns that say anything, and their cells: often half of them would hold dashes."""
    keep = [at for at in range(len(columns)) if not rows or any(row[at] not in _EMPTY for row in rows)]
    return [columns[at] for at in keep], [[row[at] for at in keep] for row in rows]


_EMPTY: tuple[Cell, ...] = ("", DASH, ())


_NUMBER = re.compile(r"[+\u2212-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")


def _for_sheet(cell: Cell) -> str | Decimal:
    """A cell as a spreadsheet takes it: a number alone is a number, a dash that stands for none is nothing."""
    if isinstance(cell, tuple):
        return say("semicolon").join(cell)
    words = cell if isinstance(cell, str) else cell.text
    if _NUMBER.fullmatch(words):
        return Decimal(words.replace(",", "").replace("\u2212", "-"))
    return "" if words == DASH else words


def _spoken(cell: Cell) -> Spoken:
    """The sentences of a cell."""
    if isinstance(cell, tuple):
        return [f"- {one}" for one in cell]
    return [cell if isinstance(cell, str) else cell.text]


# HTML -------------------------------------------------------------------------------------------------------------------


def _as_html(table: Table) -> str:
    if not table.rows:
        return "\n".join(
            f'<p class="shk-none" lang="{LANGUAGE_CODES[language()]}">{_text(one)}</p>' for one in table.sentences
        )
    stacked = len(table.columns) > 3
    kind = "shk-table shk-stack" if stacked else "shk-table"
    parts = [f"<style>{STYLE}</style>", f'<table class="{kind}" lang="{LANGUAGE_CODES[language()]}">']
    parts.append(f"<caption>{_text(table.title)}</caption>")
    if any(column.heading for column in table.columns):
        heads = "".join(
            f'<th scope="col"{_class(column.align)}>{_text(column.heading)}</th>' if column.heading else "<td></td>"
            for column in table.columns
        )
        parts.append(f"<thead><tr>{heads}</tr></thead>")
    starts = dict(table.groups)
    parts.append("<tbody>")
    for position, row in enumerate(table.rows):
        if position in starts:
            if position:
                parts.append("</tbody><tbody>")
            span = len(table.columns)
            parts.append(
                f'<tr class="shk-group"><th scope="rowgroup" colspan="{span}">{_text(starts[position])}</th></tr>'
            )
        parts.append("<tr>" + "".join(_cell_html(table, at, cell) for at, cell in enumerate(row)) + "</tr>")
    parts.append("</tbody></table>")
    parts += [f'<p class="shk-note" lang="{LANGUAGE_CODES[language()]}">{_text(note)}</p>' for note in table.notes]
    return "\n".join(parts)


def _cell_html(table: Table, at: int, cell: Cell) -> str:
    column = table.columns[at]
    if at == 0 and table.headed:
        return f'<th scope="row"{_class(column.align)}>{_content(cell)}</th>'
    label = f' data-label="{html.escape(column.heading)}"' if column.heading else ""
    content = _content(cell)
    inner = f"<div>{content}</div>" if "<" in content else content  # beside its label it stands as one
    return f"<td{_class(column.align, empty=cell in _EMPTY)}{label}>{inner}</td>"


_CLASSES: dict[Align, tuple[str, ...]] = {
    "text": (), "number": ("shk-number", "shk-whole"), "whole": ("shk-whole",), "long": ("shk-long",),
}  # fmt: skip


def _class(align: Align, empty: bool = False) -> str:
    names = (*_CLASSES[align], *(("shk-empty",) if empty else ()))
    return f' class="{" ".join(names)}"' if names else ""


def _content(cell: Cell) -> str:
    if isinstance(cell, Hyperlink):
        text = _text(cell.text)
        whole = f'<a href="{html.escape(cell.address)}" rel="noopener">{text}</a>' if cell.address else text
        return f"{whole} [{_content(cell.kept)}]" if cell.kept else whole
    if isinstance(cell, Reference):
        return f'<a data-to="{html.escape(cell.to)}">{_text(cell.text)}</a>'
    if isinstance(cell, tuple):
        return (
            _text(cell[0]) if len(cell) == 1 else "<ul>" + "".join(f"<li>{_text(one)}</li>" for one in cell) + "</ul>"
        )
    return _text(cell)


_DATES = re.compile(
    r"(?<!\d)\d{4}(?:-\d{2}-\d{2}|[–—]\d{4})(?!\d)"
)  # days and spans of years, not to be broken at their dashes


def _text(words: str) -> str:
    escaped = html.escape(words, quote=False).replace("\n", "<br>")
    return kept_whole(escaped)


def kept_whole(markup: str) -> str:
    """Words of a page whose dates and spans of years no line breaks."""
    return _DATES.sub(r'<span class="shk-whole">\g<0></span>', markup)
