"""``a.scenarios``: which scenarios can be asked of a plan, and whether their day has passed."""

from __future__ import annotations

from pathlib import Path

import pytest

import shkplan as sp
from shkplan.base.errors import DataError, UnknownName
from tests.showing import DAY, in_both, scene

GDP = "economy.gdp_growth"


def test_scenarios_are_found_by_id_and_complete_with_tab() -> None:
    """The mapping holds what load_scenario gives; a misspelt id names the nearest."""
    found = scene().assessment.scenarios
    assert found["shock-2027"] == sp.load_scenario("shock-2027")
    assert found._ipython_key_completions_() == list(found)
    assert {"city-pace-resumes", "shock-2027"} <= set(found)
    with pytest.raises(UnknownName, match="Did you mean shock-2027"):
        found["shock-2028"]


def test_years_that_have_a_figure_leave_nothing_to_suppose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Growth of 2022 was published by the one day and not by the other; a broken file is named, and its mistakes told when asked for."""
    folder = tmp_path / "data" / "scenarios"
    (tmp_path / "data" / "plans").mkdir(parents=True)
    monkeypatch.setenv("SHKPLAN_WORKSPACE", str(tmp_path))
    sp.scenario(
        "ours", sp.claim(GDP, "2022-2026", level=5), title={"zh": "本地", "en": "Ours"}, as_of="2022-06-30"
    ).save()
    (folder / "broken.yaml").write_text("id: broken\n", encoding="utf-8")
    one = scene()
    for day, years in {"2022-06-30": (), DAY: (2022, 2024)}.items():
        found = sp.assess(one.plan, one.published, as_of=day, n_paths=20).scenarios
        assert found.published("ours") == years
    assert found.broken == ("broken",)
    assert ("ours" in found, "broken" in found, "nobody" in found) == (True, False, False)
    with pytest.raises(DataError, match="title"):
        found["broken"]
    row = found.to_frame().set_index("scenario").loc["ours"]
    assert (row["first"], row["last"], str(row["as_of"]), row["published"]) == (2022, 2026, "2022-06-30", (2022, 2024))
    zh, en = in_both(lambda: str(sp.table(found)))
    assert "本地" in zh
    assert "broken" in en
    assert any(line.startswith("ours") and "2022, 2024" in line for line in en.splitlines())


def test_a_claim_on_a_published_year_is_refused_with_its_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What only the figures of the day tell is told in the file of the claim, too; of one made in Python by its years."""
    (tmp_path / "data" / "plans").mkdir(parents=True)
    monkeypatch.setenv("SHKPLAN_WORKSPACE", str(tmp_path))
    one = sp.scenario("ours", sp.claim(GDP, "2023-2024", level=5))
    one.save()
    a = scene().assessment
    for asked, where in (
        ("ours", "data/scenarios/ours.yaml, line 6, claims[0].years: "),
        (one, f"scenario, claim on {GDP}, 2023-2024: "),
    ):
        with pytest.raises(DataError) as caught:
            a.under(asked)
        assert str(caught.value).startswith(
            f"{where}found 2024, expected years of 沙河口区 that are not measured yet (4.9 "
        )
