"""Why a file of a workspace is no notebook, or none that a page of a report can be made of."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from shkplan.base.errors import Mistake
from shkplan.base.typed import quoted
from shkplan.files import paths

PAGES = ("overview", "targets", "indicator", "data")  # the notebooks that the pages of a report are made of


def notebook_mistakes(path: Path) -> Iterator[Mistake]:
    """Why a file is no notebook, or none that a page can be made of; nothing is run."""
    shown = paths.shown(path)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        cells = [(cell["cell_type"], cell["metadata"].get("tags", []), cell["source"]) for cell in content["cells"]]
    except OSError as error:
        yield Mistake(shown, "file", str(error.strerror), "a readable file", "Check the path.")
        return
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "file"
        remedy = "Take an earlier copy, or the one that shkplan init lays out."
        yield Mistake(shown, where, "no notebook", "a notebook of Jupyter (JSON with cells)", remedy)
        return
    tagged = ["".join(source) for kind, tags, source in cells if kind == "code" and "parameters" in tags]
    if not tagged and path.stem in PAGES:
        remedy = (
            "Tag the code cell that holds plan = ..., as_of = ... with that word, in JupyterLab's property inspector."
        )
        yield Mistake(shown, "cells", "no cell tagged 'parameters'", "one", remedy)
    for source in tagged:
        try:
            ast.parse(source)
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or 1
            found = quoted("".join(source.split("\n")[line - 1 : line]))
            yield Mistake(shown, f"cell tagged 'parameters', line {line}", found, "Python", "Correct that line.")
