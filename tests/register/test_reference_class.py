"""Entries of reference classes: read whole, or refused with all of their mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from shkplan.base.errors import DataError
from shkplan.files.records import load
from shkplan.register.reference_class import ReferenceEntry, WithoutClass

ENTRY = """\
id: districts-services
title: {zh: 某省各区, en: Districts of a province}
serves:
  economy.services_share: {zh: 同省, en: The same province}
only: [沙河口区]
measure: level
bounds: [0, 100]
unit: '%'
table: districts-services.csv
learned: {panel: districts.csv}
source: {zh: 年鉴, en: Yearbooks}
"""


def told(tmp_path: Path, *changes: tuple[str, str]) -> str:
    text = ENTRY
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "districts-services.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as refused:
        load(path, ReferenceEntry)
    return "\n".join(map(str, refused.value.mistakes))


def test_a_class_speaks_for_its_indicators_in_its_regions(tmp_path: Path) -> None:
    path = tmp_path / "districts-services.yaml"
    path.write_text(ENTRY, encoding="utf-8")
    entry = load(path, ReferenceEntry)
    assert entry.speaks_for("economy.services_share", "沙河口区")
    assert not entry.speaks_for("economy.services_share", "大连市")
    assert not entry.speaks_for("economy.gdp_growth", "沙河口区")
    assert entry.command == "shkplan learn-reference districts.csv --class districts-services"
    path.write_text(ENTRY.replace("only: [沙河口区]", "without: [中国]"), encoding="utf-8")
    assert load(path, ReferenceEntry).speaks_for("economy.services_share", "大连市")
    assert not load(path, ReferenceEntry).speaks_for("economy.services_share", "中国")


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """A path in place of a name, an unknown measure, a missing title: three mistakes."""
    words = told(
        tmp_path,
        ("panel: districts.csv", "panel: somewhere/districts.csv"),
        ("measure: level", "measure: stock"),
        ("title: {zh: 某省各区, en: Districts of a province}\n", ""),
    )
    assert 'learned.panel: found "somewhere/districts.csv", expected the name of a file' in words
    assert 'measure: found "stock", expected one of' in words
    assert "title: found nothing, expected a value" in words


def test_only_and_without_exclude_each_other(tmp_path: Path) -> None:
    words = told(tmp_path, ("only: [沙河口区]", "only: [沙河口区]\nwithout: [中国]"))
    assert "without" in words
    assert "only or without, not both" in words


def test_bounds_the_wrong_way_round(tmp_path: Path) -> None:
    assert "a lower bound below the upper one" in told(tmp_path, ("[0, 100]", "[100, 0]"))


def test_reasons_hold_for_several_indicators(tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    path.write_text("reasons: [{why: {zh: 无, en: None found}, indicators: [a.b, a.c]}]\n", encoding="utf-8")
    assert {name: why.en for name, why in load(path, WithoutClass).indicators.items()} == dict.fromkeys(
        ("a.b", "a.c"), "None found"
    )
