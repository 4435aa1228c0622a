"""Links of a workspace: its own beside the shipped ones, mistakes told all at once, circles named."""

from __future__ import annotations

from pathlib import Path

import pytest

from shkplan.base.errors import DataError
from shkplan.workspace.check_links import link_mistakes
from shkplan.workspace.load import Workspace

OURS = """\
id: {id}
title: {{zh: 甲, en: A}}
driver: {{indicator: {driver}}}
response: {{indicator: {response}}}
acts: false
reason: {{zh: 甲, en: A}}
assumption: {{low: 0.1, high: 0.2}}
"""


def put(root: Path, name: str, driver: str = "economy.gdp_growth", response: str = "test.one", text: str = "") -> None:
    folder = Workspace(root).folder("links")
    folder.mkdir(parents=True, exist_ok=True)
    words = text or OURS.format(id=name, driver=driver, response=response)
    (folder / f"{name}.yaml").write_text(words, encoding="utf-8")


def test_ones_own_stand_beside_the_shipped_and_before_them(tmp_path: Path) -> None:
    shipped = Workspace.shipped().links()
    assert Workspace(tmp_path).links() == shipped
    put(tmp_path, "ours")
    put(tmp_path, "city-nation-growth", "test.two")
    found = {one.id: one for one in Workspace(tmp_path).links()}
    assert set(found) == {one.id for one in shipped} | {"ours"}
    assert found["city-nation-growth"].driver.indicator == "test.two"
    assert list(link_mistakes(Workspace(tmp_path))) == []


def test_the_inputs_of_a_report_hold_their_own_alone(tmp_path: Path) -> None:
    """What was shipped later acts on no report that was made before."""
    put(tmp_path, "ours")
    (tmp_path / "data" / "reference" / "shipped").mkdir(parents=True)
    assert [one.id for one in Workspace(tmp_path).links()] == ["ours"]


def test_a_circle_is_told_with_its_way(tmp_path: Path) -> None:
    put(tmp_path, "there", "test.one", "test.two")
    put(tmp_path, "back", "test.two", "test.one")
    with pytest.raises(DataError) as caught:
        Workspace(tmp_path).links()
    (told,) = caught.value.mistakes
    assert "test.one" in told.found
    assert "test.two" in told.found
    assert "→" in told.found
    assert str(told.expected) == "links that lead in no circle"
    assert list(link_mistakes(Workspace(tmp_path))) == [told]


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    put(tmp_path, "one", text=OURS.format(id="one", driver="A", response="test.b").replace("acts: false\n", ""))
    put(tmp_path, "two", text=OURS.format(id="other", driver="test.a", response="test.b"))
    told = [str(one) for one in link_mistakes(Workspace(tmp_path))]
    assert len(told) == 3
    assert any("acts: found nothing" in one for one in told)
    assert any('driver.indicator: found "A"' in one for one in told)
    assert any('id: found "other", expected two, as the file is named' in one for one in told)
