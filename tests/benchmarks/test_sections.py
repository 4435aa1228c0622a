"""RESULTS.md: a command writes its own sections and goals, and leaves the others."""

from __future__ import annotations

from pathlib import Path

from benchmarks import hindcasts, sections
from benchmarks.sections import Goal


def test_a_command_keeps_what_others_wrote(tmp_path: Path) -> None:
    """Sections stand in the order of the file, whichever was written first; a command's goals replace only its own."""
    to = tmp_path / "RESULTS.md"
    sections.write(
        to, "python -m benchmarks.pace", {"## Speed and memory": "fast"}, [Goal("speed", ">= 20", "12", False)]
    )
    sections.write(
        to,
        "python -m benchmarks.pooled",
        {"## Pooled": "first"},
        [Goal("n = 1", "<= 1", "2", False), Goal("n = 2", "<= 1", "1", True)],
    )
    to.write_text(to.read_text(encoding="utf-8") + "\n## Core\n\nby another\n", encoding="utf-8")
    sections.write(to, "python -m benchmarks.pooled", {"## Pooled": "second"}, [Goal("n = 1", "<= 1", "0.9", True)])
    text = to.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Goals",
        "## Pooled",
        "## Speed and memory",
        "## Core",
    ]
    assert "second" in text
    assert "first" not in text
    assert "by another" in text
    rows = [line for line in text.splitlines() if line.endswith("` |")]
    assert rows == [
        "| n = 1 | <= 1 | 0.9 |  | met | `python -m benchmarks.pooled` |",
        "| speed | >= 20 | 12 |  | **missed** | `python -m benchmarks.pace` |",
    ]


def test_a_goal_within_its_interval_is_not_plainly_missed() -> None:
    assert Goal("x", "70-90", "68", False, "60-80", True).told == "missed, within error"
    assert Goal("x", "70-90", "68", False, "60-69").told == "**missed**"
    assert Goal("x", "reported", "68", None).told == ""


def test_the_section_of_the_national_plan_tells_every_rule_and_target() -> None:
    """What a report shows of its track record stands in the results: a row a rule, a row a target that is decided."""
    import shkplan as sp
    from shkplan.assessment.evaluation.hindcasts import SAYERS

    found = sp.assess(hindcasts.PLAN, as_of=hindcasts.SINCE, n_paths=400).hindcasts
    told = "\n".join(hindcasts._section(found))
    assert all(f"| {who} | " in told for who in SAYERS)
    assert all(f"| {verdict.key} | " in told for verdict in found.resolved)
    assert len(list(hindcasts._goals(found))) == 5
