"""The record of earlier plans: read whole or refused with its mistakes, known from the day it was published on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from shkplan.base.errors import DataError
from shkplan.files.records import load
from shkplan.register.past import PastPlans
from shkplan.workspace.load import Workspace

BROKEN = """\
counts:
  - plan: {zh: 某规划, en: Some plan}
    region: 某市
    level: city
    window: 2016-2020
    stage: final
    nature: obligatory
    kind: null
    targets: 3
    met: 3
    source: {title: t, publisher: p, published: 2021-01-01}
  - plan: {zh: 某规划, en: Some plan}
    region: 某市
    level: city
    window: 2016-2020
    stage: final
    nature: null
    kind: levels
    targets: 3
    met: 4
    source: {title: t, publisher: p, published: 2021-01-01}
"""


def test_the_shipped_record_counts_what_its_sources_count() -> None:
    """The eleventh plan met 8 of 8 and 11 of 14; shares without counts are at the smallest number that agrees with them."""
    past = Workspace.shipped().past_plans()
    eleventh = {
        one.nature: (one.met, one.targets) for one in past if one.plan.en.startswith("11th") and one.stage == "final"
    }
    assert eleventh == {"binding": (8, 8), "anticipatory": (11, 14)}
    shares = {one.plan.en[:4].strip(): one for one in past if "share only" in str(one.note)}
    for name, share in (("10th", 64.3), ("9th", 75.0)):
        assert round(100 * shares[name].met / shares[name].targets, 1) == share
        fewer = ((k, n) for n in range(1, shares[name].targets) for k in range(n + 1))
        assert all(round(100 * k / n, 1) != share for k, n in fewer)


def test_only_what_was_published_by_a_day_is_known_on_it() -> None:
    """A report as of 2020 does not know how the thirteenth plan ended."""
    past = Workspace.shipped().past_plans()
    assert max(one.source.published for one in past.as_of(dt.date(2020, 6, 30))) <= dt.date(2020, 6, 30)
    assert 0 < len(past.as_of(dt.date(2020, 6, 30))) < len(past)
    assert len(past.to_frame()) == len(past)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """An unknown nature; more met than there were; both entries are named."""
    path = tmp_path / "record.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    with pytest.raises(DataError) as refused:
        load(path, PastPlans)
    told = "\n".join(str(one) for one in refused.value.mistakes)
    assert 'counts[0].nature: found "obligatory", expected one of' in told
    assert 'counts[1].met: found "4", expected at most the 3 targets' in told


def test_a_workspace_of_its_own_takes_the_place_of_what_is_shipped(tmp_path: Path) -> None:
    """Where it has none, the shipped record serves."""
    there = Workspace(tmp_path)
    assert there.past_plans() == Workspace.shipped().past_plans()
    own = tmp_path / "data" / "reference" / "record.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("counts: []\n", encoding="utf-8")
    assert len(there.past_plans()) == 0
