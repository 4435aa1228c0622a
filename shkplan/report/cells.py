"""What a page shows of an executed notebook: its prose, its code and its outputs, in one language.

A notebook runs once, whatever the languages. Each value then shows itself in all of them at once, under the type
:data:`PAGES`, and here a page takes its own. Markdown and code are the same on many pages and set once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from shkplan.base.messages import LANGUAGES, Language, message
from shkplan.display.layout import PAGES

# What an output may be shown as, the first that it has. A page runs no scripts, so that widgets are left to their text.
_KINDS = ("text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/latex", "text/plain")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True)
class Output:
    """One thing shown: its type, the data, and for a chart words for those who do not see it."""

    kind: str
    data: str
    words: str


@dataclass(frozen=True)
class NotebookCell:
    """Prose, or code with what it shows."""

    prose: Markup = Markup("")  # noqa: RUF009  # it cannot change
    code: Markup = Markup("")  # noqa: RUF009
    shown: tuple[Output, ...] = ()


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
    """The cells of a page: one language, the parameters as they were, no machine-readable twins.

    A cell tagged ``lang-zh`` or ``lang-en`` speaks one language and is left out of pages in the other.
    """
    other = {f"lang-{one}" for one in LANGUAGES if one != language}
    injected = next((cell for cell in notebook["cells"] if "injected-parameters" in _tags(cell)), None)
    heading = ""
    for cell in notebook["cells"]:
        if cell is injected or other & _tags(cell):
            continue
        if cell["cell_type"] == "markdown":
            heading = next((line.lstrip("# ") for line in cell["source"].split("\n") if line.startswith("#")), heading)
            yield NotebookCell(prose=markdown(_with_pictures(cell)))
        elif cell["cell_type"] == "code":
            given = injected if injected is not None and "parameters" in _tags(cell) else None
            source = _spoken(given["source"], language) if given is not None else cell["source"]
            name = message("page.figure", heading=heading).text(language)
            shown = (_shown(output, language, name) for output in cell["outputs"])
            yield NotebookCell(code=_code(source), shown=tuple(one for one in shown if one))


def warnings(notebook: Any) -> str:
    """What the cells of an executed notebook wrote to standard error: not for the page, but not to be lost."""
    outputs = [out for cell in notebook["cells"] for out in cell.get("outputs", [])]
    return "".join(out["text"] for out in outputs if out["output_type"] == "stream" and out["name"] == "stderr")


def _tags(cell: Any) -> set[str]:
    return set(cell["metadata"].get("tags", []))


def _spoken(parameters: str, language: Language) -> str:
    """The parameters with the language of the page: the notebook ran once, for the pages of all languages."""
    return re.sub(r"^language = .*$", f'language = "{language}"', parameters, flags=re.MULTILINE)


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
    return Output(kind, data[kind], words)


@cache
def markdown(source: str) -> Markup:
    """Markdown as HTML, formulas left as they are."""
    import mistune

    render: Any = mistune.create_markdown(escape=False, plugins=["strikethrough", "table", "url", "task_lists", "math"])
    for kind, mark in (("inline_math", "$"), ("block_math", "$$")):
        render.renderer.register(kind, lambda _, text, mark=mark: f"{mark}{mistune.escape(text)}{mark}")
    return Markup(render(source).strip())  # noqa: S704  # the author of a notebook may write HTML


def _with_pictures(cell: Any) -> str:
    """The text of a markdown cell with the pictures that were dropped into it."""
    source: str = cell["source"]
    for name, bundle in cell.get("attachments", {}).items():
        for kind, data in bundle.items():
            source = source.replace(f"(attachment:{name})", f"(data:{kind};base64,{data})")
    return source


@cache
def _code(source: str) -> Markup:
    """Python as HTML, its words classed."""
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers.python import PythonLexer

    return Markup(highlight(source, PythonLexer(), HtmlFormatter()).strip() if source.strip() else "")  # noqa: S704
