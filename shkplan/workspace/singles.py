"""Files of ``data/reference`` of which there is one each, by name; the workspace's own before the shipped one.

A new one is entered here with the record that reads it; then it is checked, carried by every report, and no class is looked for in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shkplan.base.errors import DataError, Mistake
from shkplan.files import paths
from shkplan.files.records import load
from shkplan.register.early_warning import EarlyWarningRule
from shkplan.register.evaluation_rule import EvaluationRule
from shkplan.register.official_results import OfficialResults
from shkplan.register.past import PastPlans
from shkplan.register.yardsticks import YardstickRules
from shkplan.workspace.folders import REFERENCE, read_from

__all__ = ["SINGLES", "single_file", "single_mistakes"]

SINGLES: Mapping[str, type[Any]] = {
    "early-warning": EarlyWarningRule,
    "evaluation": EvaluationRule,
    "official-results": OfficialResults,
    "yardsticks": YardstickRules,  # the numbers of the yardsticks of others
    "record": PastPlans,  # what became of the targets of past plans
}


def single_file(root: Path, name: str) -> Path:
    """The file of a name: the workspace's own, else the shipped one, whether it is there or not."""
    folders = [base / paths.DATA / REFERENCE for base in (root, paths.shipped())]
    found = (path for folder in folders for path in read_from(folder, (".yaml", ".yml")) if path.stem == name)
    return next(found, folders[1] / f"{name}.yaml")


def single_mistakes(root: Path) -> Iterator[Mistake]:
    """What is wrong with these files, each read by its record."""
    for name, kind in SINGLES.items():
        path = single_file(root, name)
        try:
            if paths.there(path):
                load(path, kind)
        except DataError as error:
            yield from error.mistakes
