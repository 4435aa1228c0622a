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


def test_hindcasts_count_only_what_was_open_then_and_is_decided_now() -> None:
    """As of the end of 2024: ten targets, the one missed among them; a straight line says 0, 1, or one half where nothing is known."""
    import shkplan as sp

    now = {
        verdict.key: verdict
        for verdict in sp.assess(hindcasts.PLAN, as_of=hindcasts.SINCE)
        if verdict.decided_by_figures
    }
    rows = list(hindcasts._resolved("2024-12-31", now))
    assert {one.key for one in rows} < now.keys()
    assert "employment.surveyed_unemployment" not in {one.key for one in rows}  # broken in 2022, decided before
    said = {one.key: one.said for one in rows}
    assert said["environment.carbon_intensity_change"][hindcasts.LINE] == 0.0
    assert said["safety.grain_output"][hindcasts.LINE] == 1.0
    assert all(0 < one.said[hindcasts.SOFT] < 1 for one in rows)
    # Water: 83.4 % in 2020, 89.4 in 2023, 85 wanted for 2025 and so reached: softened by progress 2, 1 / (1 + exp(-2)).
    assert abs(said["environment.surface_water_good"][hindcasts.SOFT] - 0.8808) < 1e-4
