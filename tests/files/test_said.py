"""Whatever the opening of files says to people, it says in Chinese as well."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import shkplan
from shkplan.base.messages import chinese

ROOT = Path(shkplan.__file__).parent
FILES = [
    *(ROOT / "files" / f"{name}.py" for name in ("archive", "grid", "ods", "separated", "sheets", "shapes", "text", "workbook", "xls", "xlsx")),
    *(ROOT / "workspace" / "readers" / f"{name}.py" for name in ("choice", "heads", "tidy_csv", "tidy_facts", "tidy_tables")),
]  # fmt: skip


def words(path: Path) -> Iterator[str]:
    """The English of every call of ``said`` that spells it out; text joined within it counts as one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            names |= {target.id: node.value.value for target in node.targets if isinstance(target, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "said" and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield first.value
            elif isinstance(first, ast.Name) and first.id in names:
                yield names[first.id]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_sentence_has_its_chinese(path: Path) -> None:
    """None is missing in the catalogue."""
    assert [one for one in words(path) if one not in chinese()] == []
