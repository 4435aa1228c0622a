"""A notebook that is open while files change: the next question is answered by the new ones."""

from __future__ import annotations

from pathlib import Path

import pytest

import shkplan as sp
from shkplan.workspace.init import init
from shkplan.workspace.load import Workspace


def test_another_rule_or_task_makes_another_assessment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule of the words and the tasks are read when asked for; an assessment made before they changed is not given again."""
    root = tmp_path / "ours"
    init(root)
    monkeypatch.chdir(root)
    first = sp.assess("ours", as_of="2024-06-30")
    before = first.official.rule
    assert len(first.tasks) == 1
    assert sp.assess("ours", as_of="2024-06-30") is first
    rule = (Workspace.shipped().root / "data" / "reference" / "evaluation.yaml").read_text("utf-8")
    (root / "data" / "reference").mkdir()
    own = root / "data" / "reference" / "evaluation.yaml"
    own.write_text(rule.replace("disagree: probability", "disagree: progress"), "utf-8")
    second = sp.assess("ours", as_of="2024-06-30")
    assert (before.disagree, second.official.rule.disagree) == ("probability", "progress")
    (root / "data" / "tasks" / "example.yaml").unlink()
    assert not sp.assess("ours", as_of="2024-06-30").tasks
