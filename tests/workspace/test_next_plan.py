"""The plan after a shipped one: carried over, its years moved, and every empty place told by the check."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

import shkplan as sp
from shkplan.base.errors import DataError, ParameterError
from shkplan.base.messages import in_language
from shkplan.workspace.init import init
from shkplan.workspace.load import Workspace, load_plan

MARK = "# 待填 · fill in"
# What a person types at each empty place, by the key before it.
TYPED = {
    "title": "{zh: 规划, en: Plan}", "approved": "2026-03-01", "publisher": "人民政府", "published": "2026-03-02",
    "locator": "第三章", "statement": "{zh: 目标, en: Aim}", "number": "50",
}  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def filled(text: str) -> str:
    """The file with all its empty places typed."""
    text = text.replace(f"  title: {MARK}", "  title: 规划纲要")  # that of the source is plain
    return re.sub(rf"(\w+): {re.escape(MARK)}", lambda found: f"{found[1]}: {TYPED[found[1]]}", text)


@pytest.mark.parametrize(
    ("source", "following", "count"), [("shahekou-14fyp", "shahekou-15fyp", 32), ("china-15fyp", "china-16fyp", 20)]
)
def test_every_empty_place_is_told_with_its_line_and_nothing_else(
    here: Path, source: str, following: str, count: int
) -> None:
    """The lines of the marks are the lines of the mistakes; without them the plan is one like any other."""
    old = load_plan(source)
    window = f"{old.window.last + 1}-{old.window.last + 5}"
    init("mine", source=source, window=window)
    path = here / "mine" / "data" / "plans" / f"{following}.yaml"
    text = path.read_text(encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_plan(path)
    lines = [int(found) for found in re.findall(r"yaml, line (\d+)", str(caught.value))]
    empty = [number for number, line in enumerate(text.splitlines(), start=1) if line.endswith(f": {MARK}")]
    assert sorted(lines) == empty
    path.write_text(filled(text), encoding="utf-8")
    plan = load_plan(path)
    assert (plan.id, str(plan.window), plan.base_year, len(plan)) == (following, window, old.window.last, count)
    assert {name for name in (*old.indicators, *old.series) if old[name].unit} <= {*plan.indicators, *plan.series}
    for name in plan:
        (target,) = plan[name].targets
        before = next(one for one in old[name].targets if one.deadline <= old.window.last)
        assert (target.kind, target.direction) == (before.kind, before.direction)
        assert (target.deadline, target.approved, target.nature) == (plan.window.last, plan.approved, None)
        assert plan[name].definition == old[name].definition


def test_a_plan_filled_in_is_assessed_on_the_figures_of_the_one_before(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same ids, hence the same figures: what has them gets a verdict on the new window."""
    init("mine", source="china-14fyp", window="2026-2030")
    path = here / "mine" / "data" / "plans" / "china-15fyp.yaml"
    path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    monkeypatch.chdir(here / "mine")
    found = sp.assess("china-15fyp", as_of="2026-06-30", n_paths=200)["economy.urbanisation_rate"]
    assert found.prob is not None
    assert found.target.deadline == 2030


def test_what_is_published_of_the_base_year_stands_among_the_baselines(here: Path) -> None:
    """Urbanisation of 2025 was 67.89 %; its place in the new plan is still to be named."""
    init("mine", source="china-14fyp", window="2026-2030")
    text = (here / "mine" / "data" / "plans" / "china-15fyp.yaml").read_text(encoding="utf-8")
    assert "- indicator: economy.urbanisation_rate\n" in text
    stated = text[text.index("- indicator: economy.urbanisation_rate\n") :]
    assert "  number: 67.89\n  unit: '%'\n  period: 2025\n  form: level\n  bound: exact\n  locator: # 待填" in stated


@pytest.mark.parametrize(
    ("source", "window", "en", "zh"),
    [
        (
            "", "2026-2030",
            "window: found 2026-2030 and no plan before it. Name one: --from shahekou-14fyp.",
            "window：收到2026-2030，但没有指定上一个规划。请指定，如--from shahekou-14fyp。",
        ),
        (
            "shahekou-14fyp", "soon",
            "window: found soon, expected two years with a hyphen between them, such as 2026-2030.",
            "window：收到soon，应为用连字符连接的两个年份，如2026-2030。",
        ),
        (
            "china-14fyp",
            "2026",
            "window: found 2026, expected two years with a hyphen between them, such as 2026-2030.",
            "window：收到2026，应为用连字符连接的两个年份，如2026-2030。",
        ),
        (
            "shahekou-14fyp", "2024-2030",
            "window: found 2024-2030, expected years after 2021-2025, such as 2026-2030.",
            "window：收到2024-2030，应在2021-2025之后，如2026-2030。",
        ),
    ],
)  # fmt: skip
def test_a_window_that_follows_nothing_is_refused_and_nothing_is_laid_out(
    here: Path, source: str, window: str, en: str, zh: str
) -> None:
    """What was found, what is expected, an example; in both languages."""
    with pytest.raises(ParameterError) as caught:
        init("mine", source=source, window=window)
    told = caught.value.args[0]
    assert (str(told), in_language(told, "zh")) == (en, zh)
    assert list(here.iterdir()) == []


def test_a_target_without_a_day_of_its_own_has_that_of_its_plan(here: Path) -> None:
    """Typed once at the head; a target that was revised later keeps its own."""
    text = Workspace.shipped().file("plans", "china-15fyp").read_text(encoding="utf-8")
    path = here / "china-15fyp.yaml"
    path.write_text(text.replace("        approved: 2026-03-12\n", "", 3), encoding="utf-8")
    plan = load_plan(path)
    assert {target.approved for one in plan.indicators.values() for target in one.targets} == {dt.date(2026, 3, 12)}
