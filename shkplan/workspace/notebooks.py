"""Why a file of a workspace is no notebook, or none that a page of a report can be made of."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from shkplan.base.errors import DataError, Mistake
from shkplan.base.messages import said
from shkplan.base.typed import quoted
from shkplan.files import paths
from shkplan.files.text import read_bytes

# The notebooks that the pages of a report are made of, in the order of its bar.
PAGES = ("overview", "targets", "indicator", "data", "scenarios", "evaluation", "vision", "calibration")


def notebook_mistakes(path: Path) -> Iterator[Mistake]:
    """Why a file is no notebook, or none that a page can be made of; nothing is run."""
    shown = paths.shown(path)
    try:
        content = json.loads(read_bytes(path).decode("utf-8"))
        cells = [(cell["cell_type"], cell["metadata"].get("tags", []), cell["source"]) for cell in content["cells"]]
    except DataError as error:
        yield from error.mistakes
        return
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        number = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        where = said("line {number}", number=number) if number else said("file")
        remedy = said("Take an earlier copy, or the one that shkplan init lays out.")
        yield Mistake(shown, where, said("no notebook"), said("a notebook of Jupyter (JSON with cells)"), remedy)
        return
    tagged = ["".join(source) for kind, tags, source in cells if kind == "code" and "parameters" in tags]
    if not tagged and path.stem in PAGES:
        remedy = said(
            "Tag the code cell that holds plan = ..., as_of = ... with that word, in JupyterLab's property inspector."
        )
        yield Mistake(shown, said("cells"), said("no cell tagged 'parameters'"), said("one"), remedy)
    for source in tagged:
        try:
            ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = getattr(error, "lineno", None) or 1
            found = quoted("".join(source.split("\n")[line - 1 : line]))
            where = said("cell tagged 'parameters', line {number}", number=line)
            yield Mistake(shown, where, found, said("Python"), said("Correct that line."))


def foreign_notebooks(root: Path, pages: Iterable[str]) -> list[str]:
    """The pages whose notebook in a workspace is not the one installed here, whatever ends its lines; one that is not there is not foreign."""
    folders = root / "notebooks", paths.shipped() / "notebooks"
    pairs = {page: [folder / f"{page}.ipynb" for folder in folders] for page in pages}
    return [page for page, (own, ours) in pairs.items() if own.is_file() and _text(own) != _text(ours)]


def _text(path: Path) -> bytes:
    return path.read_bytes().replace(b"\r\n", b"\n") if path.is_file() else b""
