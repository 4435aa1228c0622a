"""What an evaluation reads beside plan and figures: the rule of its words, and what official evaluations found."""

from __future__ import annotations

from pathlib import Path

from shkplan.files import paths
from shkplan.files.records import load
from shkplan.register.evaluation_rule import EvaluationRule
from shkplan.register.official_results import OfficialResults
from shkplan.workspace.folders import REFERENCE, read_from

__all__ = ["OFFICIAL", "RULE", "evaluation_files", "evaluation_rule", "official_results", "own_or_shipped"]

RULE = REFERENCE / "evaluation.yaml"
OFFICIAL = REFERENCE / "official-results.yaml"


def own_or_shipped(root: Path, name: Path) -> Path:
    """A file of reference: the workspace's own, whatever the ending of its YAML, else the shipped one."""
    data = (root / paths.DATA, paths.shipped() / paths.DATA)
    found = (path for folder in data for path in read_from(folder / REFERENCE, (".yaml", ".yml")))
    return next((path for path in found if path.stem == name.stem), data[1] / name)


def evaluation_files(root: Path) -> dict[str, Path]:
    """The files of both that are there, by the name under which a report carries them."""
    found = {name.name: own_or_shipped(root, name) for name in (RULE, OFFICIAL)}
    return {name: path for name, path in found.items() if paths.there(path)}


def evaluation_rule(root: Path) -> EvaluationRule:
    """The rule by which an evaluation gives its words.

    Raises:
        DataError: mistakes in the file, all of them.
    """
    return load(own_or_shipped(root, RULE), EvaluationRule)


def official_results(root: Path) -> OfficialResults:
    """What official evaluations of plans found; nothing where there is no such file.

    Raises:
        DataError: mistakes in the file, all of them.
    """
    path = own_or_shipped(root, OFFICIAL)
    return load(path, OfficialResults) if paths.there(path) else OfficialResults()
