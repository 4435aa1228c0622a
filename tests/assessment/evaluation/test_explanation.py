"""From the clause to the number: the figures used and not used, what was counted, and lines that fit a terminal."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from typer.testing import CliRunner

from shkplan import table
from shkplan.assessment.evaluation.explanation import PROBS, Explanation
from shkplan.base.errors import UnknownName
from shkplan.base.lines import width_of
from shkplan.base.messages import Text
from shkplan.cli import app
from shkplan.display.setting import speaking
from shkplan.display.tables.explain import WIDTH, explained
from tests.making import growth, share
from tests.showing import assessed, whole

LEVEL = {"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}
AVERAGE = {
    "kind": "growth", "direction": "at_least", "number": 6, "unit": "%", "per": "year", "base_year": 2020, "window": "2021-2025",
}  # fmt: skip
FIGURES = {2018: 69.0, 2019: 69.5, 2020: 70.0, 2021: 71.0, 2022: 73.0}


def explanation(values: dict[int, float] = FIGURES, day: str = "2023-06-30") -> Explanation:
    return assessed(share(LEVEL), values, day).explain("test.quantity")


def test_every_figure_of_the_series_is_used_or_told_why_not() -> None:
    """Of every plan on a day: no figure of the own series, known or held back, is lost."""
    for plan, day in (("china-14fyp", "2023-12-31"), ("shahekou-14fyp", "2026-06-30")):
        a = whole(plan, day)
        for verdict in a:
            found = a.explain(verdict.key)
            of = (verdict.indicator.id, verdict.region)
            told = [one.figure for one in found.used if (one.series.indicator.id, one.series.region) == of]
            told += [one.figure for one in found.unused]
            series = a.observations.series(*of)
            every = [*series.chosen, *series.others, *series.partial, *series.within]
            every += [one for one in a.observations.held_back if (one.indicator, one.region) == of]
            assert len(told) == len(set(map(id, told))) == len(every), verdict.key
            assert {id(one) for one in told} == {id(one) for one in every}, verdict.key


def test_a_figure_has_the_roles_it_plays() -> None:
    """2020 is the base of progress; all inform the model; none decides before 2025 is known."""
    found = explanation()
    roles = {one.year: one.roles for one in found.used}
    assert roles == dict.fromkeys((2018, 2019, 2021, 2022), ("informs",)) | {2020: ("informs", "base")}
    decided = explanation(FIGURES | {2025: 81.0}, "2026-06-30")
    assert {one.year: one.roles for one in decided.used} == {2020: ("base",), 2025: ("decides",)}
    assert {str(one.figure.period): one.why.key for one in decided.unused}["2022"] == "explain.no_part"
    assert decided.quantiles == {}


def test_a_figure_published_later_is_named_with_its_day() -> None:
    found = explanation(FIGURES, "2023-01-31")
    (later,) = found.unused
    assert (str(later.figure.period), later.why.key) == ("2022", "explain.later")


def test_what_was_counted_gives_the_probability_again() -> None:
    """(k + 1/2) / (M + 1), as printed; the quantiles are those of the deciding quantity."""
    found = assessed(
        growth(AVERAGE), dict.fromkeys(range(2014, 2023), 6.2) | {2020: 5.0, 2017: 7.1}, "2023-06-30"
    ).explain("test.quantity")
    assert found.hits is not None
    k, m = found.hits
    assert found.verdict.prob == pytest.approx((k + 0.5) / (m + 1))
    assert tuple(found.quantiles) == PROBS
    assert list(found.quantiles.values()) == sorted(found.quantiles.values())
    assert found.quantiles[0.5] == pytest.approx(found.verdict.central)


def test_a_law_of_one_year_tells_its_quantiles() -> None:
    """Where the probability comes in closed form, the share above the number lies between those of the quantiles around it."""
    found = explanation()
    assert found.hits is None
    values, probs = np.array(list(found.quantiles.values())), np.array(PROBS)
    above = 1 - np.interp(80.0, values, probs)
    assert found.verdict.prob == pytest.approx(above, abs=0.08)
    assert (found.quantiles[0.1], found.quantiles[0.9]) == pytest.approx((found.verdict.low, found.verdict.high))


def test_the_version_in_force_is_counted() -> None:
    revised = share(LEVEL)
    later = revised.targets[0].model_copy(update={"approved": dt.date(2023, 1, 1), "number": 82.0})
    one = revised.model_copy(update={"targets": (*revised.targets, later)})
    assert assessed(one, FIGURES, "2022-06-30").explain("test.quantity").version == (1, 1)
    found = assessed(one, FIGURES, "2023-06-30").explain("test.quantity")
    assert found.version == (2, 2)
    assert found.goal.number == 82.0  # type: ignore[union-attr]


def test_the_note_of_a_later_version_is_told_as_its_reason() -> None:
    """Why a target was revised is not how its clause is read."""
    first = share(LEVEL)
    note = Text(zh="青年人口减少", en="fewer young people")
    later = first.targets[0].model_copy(update={"approved": dt.date(2023, 1, 1), "number": 82.0, "note": note})
    a = assessed(first.model_copy(update={"targets": (*first.targets, later)}), FIGURES, "2023-06-30")
    with speaking("en"):
        lines = [" ".join(line.split()) for line in explained(a.explain("test.quantity")).split("\n")]
    assert "Reason: fewer young people" in lines


@pytest.mark.parametrize(
    "key", ["economy.gdp_growth", "economy.services_share", "vision.culture", "employment.new_jobs"]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_its_lines_fit_a_terminal(key: str, language: str) -> None:
    """No line is wider than a hundred columns, but an address that nobody may break; a Chinese character is two wide."""
    with speaking(language):
        found = whole("shahekou-14fyp", "2023-06-30").explain(key)
        lines = explained(found).split("\n")
        assert len(table(found)) > 5
    assert [line for line in lines if width_of(line) > WIDTH and "http" not in line] == []
    assert not any("{" in line for line in lines)


def test_a_misspelt_key_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"test\.quantity"):
        assessed(share(LEVEL), FIGURES).explain("test.quantities")


def test_the_command_tells_it() -> None:
    told = CliRunner().invoke(
        app,
        [
            "explain",
            "employment.registered_unemployment",
            "--plan",
            "shahekou-14fyp",
            "--as-of",
            "2023-06-30",
            "--lang",
            "en",
        ],
    )
    assert told.exit_code == 0, told.output
    assert "1 Clause" in told.output
    assert "kept for 20.0 % of the time" in told.output
    assert "10 Versions" in told.output
