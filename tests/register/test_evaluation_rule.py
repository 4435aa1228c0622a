"""The rule of an evaluation: a file of its own, every mistake told, a digest that changes with what decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from shkplan.base.errors import DataError
from shkplan.files.records import load
from shkplan.register.evaluation_rule import EvaluationRule
from shkplan.workspace.check import check
from shkplan.workspace.load import Workspace
from shkplan.workspace.singles import single_file


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """A margin written in per cent, a probability above 1, a word that no rule knows, an entry too many."""
    told = single_file(Workspace.shipped().root, "evaluation").read_text(encoding="utf-8")
    for good, bad in (
        ("margin: 0.1", "margin: 10"),
        ("faster: 0.8", "faster: 90"),
        ("disagree: probability", "disagree: mean"),
    ):
        assert good in told
        told = told.replace(good, bad)
    path = tmp_path / "evaluation.yaml"
    path.write_text(told + "colour: red\n", encoding="utf-8")
    with pytest.raises(DataError) as refused:
        load(path, EvaluationRule)
    words = "\n".join(str(one) for one in refused.value.mistakes)
    assert 'faster: found "90", expected a probability between 0 and 1' in words
    assert 'disagree: found "mean", expected one of' in words
    assert "colour" in words


def test_what_contradicts_itself_is_told(tmp_path: Path) -> None:
    """A margin of a whole, and a probability of being behind above that of going faster."""
    told = single_file(Workspace.shipped().root, "evaluation").read_text(encoding="utf-8")
    path = tmp_path / "evaluation.yaml"
    path.write_text(told.replace("margin: 0.1", "margin: 10").replace("behind: 0.25", "behind: 0.95"), encoding="utf-8")
    with pytest.raises(DataError) as refused:
        load(path, EvaluationRule)
    words = "\n".join(str(one) for one in refused.value.mistakes)
    assert 'margin: found "10", expected a margin below 1' in words
    assert 'behind: found "0.95", expected less than faster, 0.8' in words


def test_the_digest_changes_with_what_decides_and_with_nothing_else() -> None:
    """Another basis in words is the same rule; another margin is not."""
    rule = Workspace.shipped().single("evaluation", EvaluationRule)
    other = rule.model_copy(update={"basis": rule.basis.__class__("别", "other")})
    assert rule.digest == other.digest
    assert rule.digest != rule.model_copy(update={"margin": 0.2}).digest
    assert rule.digest in rule.sentence.text("en")
    assert "No official thresholds were found" in rule.sentence.text("en")
    assert "未查到官方阈值" in rule.sentence.text("zh")


def test_a_workspace_of_its_own_takes_the_place_of_what_is_shipped(tmp_path: Path) -> None:
    there = Workspace(tmp_path)
    assert there.single("evaluation", EvaluationRule) == Workspace.shipped().single("evaluation", EvaluationRule)
    path = tmp_path / "data" / "reference" / "evaluation.yaml"
    path.parent.mkdir(parents=True)
    told = single_file(Workspace.shipped().root, "evaluation").read_text(encoding="utf-8")
    path.write_text(told.replace("margin: 0.1", "margin: 0.25"), encoding="utf-8")
    assert there.single("evaluation", EvaluationRule).margin == 0.25


def test_a_check_of_the_workspace_reads_the_rule_and_the_results(tmp_path: Path) -> None:
    """A workspace's own files with mistakes are told with all else that is wrong in it."""
    folder = tmp_path / "data" / "reference"
    folder.mkdir(parents=True)
    (folder / "evaluation.yaml").write_text("margin: a tenth\n", encoding="utf-8")
    (folder / "official-results.yaml").write_text("results: none\n", encoding="utf-8")
    told = "\n".join(str(one) for one in check(tmp_path))
    assert "evaluation.yaml" in told
    assert "margin" in told
    assert "official-results.yaml" in told
