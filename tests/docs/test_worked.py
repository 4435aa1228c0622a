"""The worked example: every number on the page is one that is computed here, and every one that is computed here is on the page."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import numpy as np
import pytest

import shkplan as sp
from shkplan.base.messages import catalogue
from shkplan.display.setting import speaking
from shkplan.display.verdicts import about, percents, word_of
from tests.docs.pages import LANGUAGES, sources

NUMBER = re.compile(r"(?<![\d.A-Za-z])[−-]?\d[\d,]*(?:\.\d+)?(?![\dA-Za-z])")
KEY = "economy.gdp_growth"
# What the plan, the calendar and the formulas state: days, years, the number of the plan, 80 %, exponents, powers, headings.
GIVEN = {
    "30",
    "2026",
    "6",
    "14",
    "28",
    "10",
    "2021",
    "2022",
    "2023",
    "2024",
    "2025",
    "2017",
    "2019",
    "80",
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "7",
    "100",
}


def _told(value: float, digits: int) -> str:
    """As the page writes a number: thousands parted, a minus that is one."""
    return f"{value:,.{digits}f}".replace("-", "−")


@pytest.fixture(scope="module")
def computed() -> set[str]:
    """Every number of the page, by the formulas on it, or asked of the assessment."""
    return set(_computed())


def _computed() -> Iterator[str]:
    a = sp.assess("shahekou-14fyp", as_of="2026-06-30")
    v, own, city = a[KEY], a.series(KEY), a.series(KEY, "大连市")
    ours, theirs = dict(zip(own.years, own.values, strict=True)), dict(zip(city.years, city.values, strict=True))
    window, known = range(2021, 2026), (2021, 2022, 2024)
    assert [year for year in window if year in ours] == list(known)
    factors = {year: 1 + theirs[year] / 100 for year in window}
    there, here = math.prod(factors.values()), [1 + ours[year] / 100 for year in known]
    yield from (_told(theirs[year], 1) for year in window)
    yield from (_told(ours[year], 1) for year in known)
    yield from (_told(one, 3) for one in [*factors.values(), *here])
    yield _told((there ** (1 / 5) - 1) * 100, 2)
    needed = ((there / math.prod(here)) ** (1 / 2) - 1) * 100
    yield _told(needed, 2)
    assert v.required is not None
    assert math.isclose(v.required.value, needed, rel_tol=1e-9)
    assert needed > max(theirs[2023], theirs[2025], *(ours[year] for year in own.years if year >= 2019))
    told = v.assumptions[0].values
    yield from (str(told["n"]), str(told["count"]), _told(told["correlation"], 2))
    yield from (_told(told[name], 2) for name in ("lead", "lead_sd", "slope", "slope_sd"))
    yield from _drawn(v)
    yield _told(a.using(dependence="independent")[KEY].prob, 3)
    others = [line.prob for line in (a.using(model=name)[KEY] for name in sp.MODELS)]
    yield from (_told(min(others), 3), _told(max(others), 3))
    yield from (f"{min(others):.0%}".rstrip("%"), f"{max(others):.0%}".rstrip("%"), f"{round(20 * v.prob) * 5}")


def _drawn(v: object) -> Iterator[str]:
    """The paths: bands of the missing years, the lead, the count."""
    years = list(v.own.years)
    for year in (2023, 2025):
        yield from (_told(one, 1) for one in np.quantile(v.own.paths[:, years.index(year)], (0.1, 0.5, 0.9)))
    yield from (_told(one, 2) for one in (v.low, v.central, v.high))
    total, hits = len(v.hits), int(v.hits.sum())
    prob = (hits + 0.5) / (total + 1)
    assert math.isclose(v.prob, prob, rel_tol=1e-12)
    yield from (_told(total, 0), _told(hits, 0), _told(prob, 3), _told(1 - prob, 3))
    yield _told(math.sqrt(prob * (1 - prob) / total), 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_worked_example_is_computed(language: str, computed: set[str]) -> None:
    """Both ways: nothing on the page that is not computed or given, nothing computed that the page does not show."""
    page = re.sub(r"```.*?```", "", sources(language)["method/worked"], flags=re.DOTALL)
    shown = {
        one.rstrip(",") for one in NUMBER.findall(re.sub(r"^#.*$|\]\(.*?\)|二\(四\)2", "", page, flags=re.MULTILINE))
    }
    assert shown - computed - GIVEN == set()
    assert computed - shown == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_it_in_the_words_of_the_report(language: str) -> None:
    """The probability, the range over the models and the word are those that a report shows in the language of the page."""
    a = sp.assess("shahekou-14fyp", as_of="2026-06-30")
    others = [one.prob for one in (a.using(model=name)[KEY] for name in sp.MODELS) if one.prob is not None]
    page = sources(language)["method/worked"]
    with speaking(language):
        for said in (about(a[KEY]), percents(min(others), max(others)), word_of(a[KEY])):
            assert said in page, said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_for_a_probability_are_those_of_the_report(language: str) -> None:
    """The table of words has those that the pages use, in its order."""
    page, at = sources(language)["method/probability"], 0
    for name in ("very_likely", "likely", "even", "unlikely", "very_unlikely"):
        at = page.index(f"| {catalogue()[f'word.{name}'][language]} |", at)
