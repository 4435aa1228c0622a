"""Archived forecasts against what came: each counted once, those put back apart, nothing left out in silence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import scoringrules

import shkplan as sp
from shkplan.assessment.evaluation.archiving import forecasts_of
from shkplan.assessment.evaluation.scoring import ArchiveScores, score, scores_of
from shkplan.evidence.observations import Observations
from shkplan.register.plan import Indicator
from shkplan.workspace.archive import Archive, append, load_archive, quantile_probs
from tests.assessment.evaluation.test_hindcasts import LEVEL, VALUES, plan_of
from tests.making import figure, indicator

ONE = indicator(LEVEL)
NOW = "2026-12-01"


def known(one: Indicator = ONE, values: dict[int, float] = VALUES) -> Observations:
    return Observations(plan_of(one), tuple(figure(one, year, value) for year, value in values.items()))


@pytest.fixture
def keep(tmp_path: Path) -> Callable[..., Archive]:
    """Make the forecasts of days, each as of and made on it unless said otherwise."""

    def made(*days: str, made: str = "", one: Indicator = ONE, **settings: object) -> Archive:
        for day in days:
            a = sp.assess(plan_of(one), known(one), as_of=day, n_paths=400)
            when = dt.datetime.fromisoformat(f"{made or day}T12:00:00+00:00")
            append(tmp_path, forecasts_of(a, when, settings=settings, shkplan="0", report="r"))
        return load_archive(tmp_path)

    return made


def scores(archive: Archive, one: Indicator = ONE, as_of: str = NOW) -> ArchiveScores:
    return scores_of(sp.assess(plan_of(one), known(one), as_of=as_of, n_paths=400), archive)


def test_the_record_holds_what_the_verdict_said(keep: Callable[..., Archive]) -> None:
    """Probability, error, the number wanted, and the quantiles of the predictive distribution of the deciding year."""
    (record,) = keep("2023-06-30")
    verdict = sp.assess(plan_of(ONE), known(), as_of="2023-06-30", n_paths=400)["test.quantity"]
    assert (record.prob, record.prob_se, record.basis, record.evidence) == (verdict.prob, verdict.prob_se, "law", "own")
    assert (record.wanted, record.quantity_unit, record.lead) == (120, "人", 2)
    law = verdict.own.law(2025)
    assert record.quantiles == pytest.approx(law.ppf(np.array(quantile_probs())), rel=1e-6)
    assert 1 - np.interp(120, record.quantiles, quantile_probs()) == pytest.approx(record.prob, abs=0.02)


def test_alike_months_count_once(keep: Callable[..., Archive]) -> None:
    """Twelve reports from April to the next March know the same figures: one a lead; a new figure, and a new year, count anew."""
    months = [f"2022-{month:02d}-15" for month in range(4, 13)] + [f"2023-{month:02d}-15" for month in range(1, 4)]
    found = scores(keep(*months))
    assert [(one.record.as_of.isoformat(), one.record.lead) for one in found] == [("2022-04-15", 3), ("2023-01-15", 2)]
    assert found.alike == 10
    assert len(scores(keep("2023-05-15"))) == 3


def test_scores_are_those_of_the_outcome(keep: Callable[..., Archive]) -> None:
    """121 of 120 came: Brier by hand, CRPS by scoringrules, the band by its tenths."""
    found = scores(keep("2023-06-30"))
    (one,) = found
    assert one.reached
    assert found.record("issued").brier == pytest.approx((1 - one.record.prob) ** 2)
    law = one.distribution
    assert law.came == 121
    assert law.crps == pytest.approx(
        float(scoringrules.crps_quantile(121.0, np.array(one.record.quantiles), np.array(quantile_probs())))
    )
    assert law.covered() == (one.record.quantiles[2] <= 121 <= one.record.quantiles[-3])


def test_one_made_when_figures_had_decided_is_put_back(keep: Callable[..., Archive]) -> None:
    """The figure of 2025 is of March 2026: a report of that December as of 2023 is no forecast. One with another seed is scored apart."""
    keep("2023-06-30", made="2026-11-01")
    keep("2022-06-30")
    found = scores(keep("2021-06-30", seed=7))
    assert {one.sort: one.record.as_of.year for one in found} == {
        "put_back": 2023,
        "issued": 2022,
        "other_settings": 2021,
    }
    assert found.sorts == ("issued", "other_settings", "put_back")


def test_what_is_not_scored_is_counted(keep: Callable[..., Archive]) -> None:
    """Waiting for figures; of a version that is gone; made later than the day."""
    archive = keep("2022-06-30", "2025-06-30")
    early = scores(archive, as_of="2023-01-01")
    assert (len(early), len(early.waiting), len(early.later)) == (0, 1, 1)
    other = indicator({**LEVEL, "number": 999})
    assert len(scores(archive, other).unknown) == 2
    told = str(sp.table(early))
    assert "Forecasts waiting for figures: 1 (targets: 1)" in told
    assert "Forecasts made after this day: 1" in told


def test_a_change_of_words_is_no_new_version(keep: Callable[..., Archive]) -> None:
    """A clause quoted better, a note: the same event, scored all the same."""
    archive = keep("2022-06-30")
    told = indicator({**LEVEL, "statement": {"zh": "新", "en": "Quoted better"}, "locator": "二"})
    assert len(scores(archive, told)) == 1


def test_a_target_of_which_nothing_was_said_is_silent(keep: Callable[..., Archive]) -> None:
    """Too few figures then, decided now: kept with its reason, not scored, told."""
    few = {2019: 98, 2025: 121}
    plan = plan_of(ONE)
    a = sp.assess(plan, known(ONE, few), as_of="2022-06-30", n_paths=400)
    (record,) = forecasts_of(a, dt.datetime(2022, 6, 30, tzinfo=dt.UTC), settings={}, shkplan="0", report="r")
    assert (record.status, record.prob) == ("open", None)
    assert record.reason.startswith("reason.")
    found = scores_of(sp.assess(plan, known(ONE, few), as_of=NOW, n_paths=400), Archive(Path(), (record,)))
    assert (len(found), len(found.silent)) == (0, 1)


def test_what_is_decided_leaves_no_forecast() -> None:
    """A report of after the deadline has nothing to forecast."""
    a = sp.assess(plan_of(ONE), known(), as_of=NOW, n_paths=400)
    assert forecasts_of(a, dt.datetime(2026, 12, 1, tzinfo=dt.UTC), settings={}, shkplan="0", report="r") == ()


def test_the_same_figure_published_again_is_no_new_state() -> None:
    """By what a figure tells: another source of the same number changes nothing, a revised number does."""
    plan, values = plan_of(ONE), {year: value for year, value in VALUES.items() if year <= 2022}
    base = [figure(ONE, year, value) for year, value in values.items()]
    again = figure(ONE, 2022, values[2022], source_title="别处", published=dt.date(2023, 5, 1))
    other = figure(ONE, 2022, values[2022] + 1, status="revised", published=dt.date(2023, 5, 1))

    def state(*more: object) -> str:
        a = sp.assess(plan, Observations(plan, (*base, *more)), as_of="2023-06-30", n_paths=400)
        return forecasts_of(a, dt.datetime(2023, 6, 30, tzinfo=dt.UTC), settings={}, shkplan="0", report="r")[0].state

    assert state() == state(again)
    assert state() != state(other)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_tables_of_the_archive(keep: Callable[..., Archive], language: str) -> None:
    """Archive, scores and forecasts are shown in both languages; rules without a model stand beside."""
    sp.set_language(language)
    archive = keep("2022-06-30", "2023-06-30", "2024-06-30")
    found = scores(archive)
    assert len(sp.table(archive)) == 1
    assert len(sp.table(found)) == 8
    assert len(sp.table(found.forecasts)) == 3
    assert found.worth_of_width("issued") > 0
    assert len(found.to_frame()) == 3


def test_by_the_public_name(tmp_path: Path) -> None:
    """sp.score takes a plan and an archive or its folder; an empty one is scored as such."""
    found = score("china-14fyp", tmp_path, as_of="2026-06-30")
    assert len(found) == 0
    assert "No archived forecast" in str(sp.table(found))
