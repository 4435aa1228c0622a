"""Tables: the same numbers in both languages, equal to the values they show, in sound HTML and in a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from shkplan import table
from shkplan.errors import UnknownName
from shkplan.shown import RESULTS, width_of
from shkplan.tables import Link, Table
from shkplan.tables.base import Column, table_of
from tests.showing import DAY, in_both, scene, speaking

HERE = "沙河口区"

SHOWN: dict[str, Callable[[], Table]] = {
    "plan": lambda: table(scene().plan),
    "indicator": lambda: table(scene().plan["employment.new_jobs"], plan=scene().plan),
    "indicator without a unit": lambda: table(scene().plan["vision.strength"]),
    "versions, none": lambda: table(scene().plan, "versions", as_of=DAY),
    "models of an aim": lambda: table(scene().by_model, "vision.culture"),
    "overview": lambda: table(scene().standing),
    **{
        f"overview, {view}": lambda view=view: table(scene().standing, view)
        for view in ("summary", "deciding", "missing")
    },
    **{
        f"targets, {kind}": lambda kind=kind: table(scene().standing, kind)
        for kind in ("level", "held", "cumulative", "pace", "benchmark", "direction", "stated_aim")
    },
    **{
        f"verdict, {key}": lambda key=key: table(scene().standing, key)
        for key in ("economy.gdp_growth", "vision.culture")
    },
    "verdict alone": lambda: table(scene().standing["employment.new_jobs"]),
    "assumptions": lambda: table(scene().standing, "economy.gdp_growth assumptions"),
    "missing for one": lambda: table(scene().standing, "employment.registered_unemployment missing"),
    "missing for an aim": lambda: table(scene().standing, "vision.culture missing"),
    "models": lambda: table(scene().by_model, "economy.gdp_growth"),
    "known": lambda: table(scene().published),
    **{
        f"observations, {view}": lambda view=view: table(scene().published, view)
        for view in ("coverage", "several", "doubtful", "assumed", "held_back")
    },
    "held back": lambda: table(scene().earlier, "held_back"),
    "figures": lambda: table(scene().published, "economy.gdp_growth"),
    "figures, none": lambda: table(scene().published, "city.public_parking"),
    "series": lambda: table(scene().published.series("economy.gdp_growth", "大连市"), plan=scene().plan),
    "series, sources": lambda: table(scene().published.series("economy.gdp_growth", "大连市"), "sources"),
    "series, partial": lambda: table(scene().published.series("economy.gdp"), "partial"),
    "series, empty": lambda: table(scene().published.series("employment.new_jobs")),
    "comparison": lambda: table(scene().comparison),
    "claims": lambda: table(scene().comparison, "claims"),
}


class Outline(HTMLParser):
    """What a table is made of, and whether every element is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.found)


@pytest.mark.parametrize("name", SHOWN)
def test_both_languages_carry_the_same_data(name: str) -> None:
    """What results.json keeps does not depend on the language, and is JSON without NaN."""
    zh, en = in_both(SHOWN[name])
    assert zh.title != en.title
    assert len(zh) == len(en)
    assert json.dumps(zh.results, allow_nan=False) == json.dumps(en.results, allow_nan=False)


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_html_is_a_sound_table(name: str, language: str) -> None:
    """One caption; every heading has a scope; every row has all its cells; nothing is left open; a sentence stands for no rows."""
    with speaking(language):
        made = SHOWN[name]()
        outline = Outline(made._repr_html_())
    assert outline.open == []
    if not made.rows:
        assert (outline.count("table"), outline.count("p")) == (0, len(made.sentences))
        return
    assert (outline.count("table"), outline.count("caption")) == (1, 1)
    assert all(attrs.get("scope") for tag, attrs in outline.found if tag == "th")
    heads = len(made.columns) if any(column.heading for column in made.columns) else 0
    cells = outline.count("th") + outline.count("td")
    assert cells == heads + len(made.groups) + len(made) * len(made.columns)


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_terminal_shows_the_same(name: str, language: str) -> None:
    """Every row is there, and no line runs on without end."""
    with speaking(language):
        made = SHOWN[name]()
        told = str(made)
    assert told.startswith(made.title if made.rows else made.sentences[0][:40])
    assert all(str(row[0]).split("\n")[0].split(" ")[0][:4] in told for row in made.rows)
    assert max(map(width_of, told.split("\n")[: len(made) + 2])) < 60 * max(2, len(made.columns))


def test_english_tables_keep_chinese_for_names_of_originals_only() -> None:
    """Codes such as 亿元 or 沙河口区 have words in English; clauses and titles of sources stay as they are."""
    with speaking("en"):
        for view in ("", "summary", "deciding", "missing", "held", "pace", "benchmark"):
            made = table(scene().standing, view)
            text = made.title + "".join(str(cell) for row in made.rows for cell in row)
            assert not any("\u4e00" <= one <= "\u9fff" for one in text), view


def test_the_overview_table_shows_the_verdicts() -> None:
    """Numbers of the data are those of the verdicts; each scored target has its row."""
    standing = scene().standing
    data = {row["target"]: row for row in table(standing).results["data"]}
    assert set(data) == {verdict.key for verdict in standing.scored}
    for verdict in standing.scored:
        shown = data[verdict.key]
        assert (shown["prob"], shown["central"], shown["low"], shown["high"], shown["gap"]) == (
            verdict.prob, verdict.central, verdict.low, verdict.high, verdict.gap,
        )  # fmt: skip
        assert shown["yearly_figures"] == len(standing.observations.series(verdict.indicator))


def test_the_summary_counts_every_target_once() -> None:
    """27 targets, one benchmark, eight aims; words and reasons add up."""
    data = table(scene().standing, "summary").results["data"]
    assert (data["targets"], data["vision"], data["aims"]) == (27, 1, 8)
    assert sum(data["words"].values()) == data["targets"] + data["vision"]
    assert sum(data["not_assessable_because"].values()) == data["words"]["not_assessable"]


def test_an_estimate_of_a_past_year_says_so() -> None:
    """2025 has passed; what is said of it without a figure is called an estimate."""
    with speaking("en"):
        made = table(scene().standing, "economy.gdp_growth")
    assert any("an estimate, not an outcome" in str(row[1]) for row in made.rows)


def test_a_series_shows_its_gaps() -> None:
    """A year without a figure stands as such between its neighbours."""
    series = scene().published.series("economy.gdp_growth")
    with speaking("en"):
        made = table(series)
    rows = {row[0]: row[1] for row in made.rows}
    assert rows["2023"] == "no figure"
    assert rows["2022"] == "5.2"
    assert made.results["data"]["gaps"] == [2023]


def test_years_with_several_figures_tell_what_decided() -> None:
    """The picked figure, the others, and the part of the rule between them."""
    made = table(scene().published.series("economy.gdp_growth", "大连市"), "sources")
    picks = {pick["year"]: pick for pick in made.results["data"]}
    assert picks[2011]["picked"]["value"] == 13.5
    assert picks[2011]["others"][0]["value"] == 14.0
    assert picks[2011]["decided_by"] == "source_kind"


def test_held_back_figures_were_published_later() -> None:
    """Every one after the day, none lost."""
    made = table(scene().earlier, "held_back")
    assert len(made) == len(scene().earlier.held_back) > 0
    assert all(figure["published"] > "2022-06-30" for figure in made.results["data"])


def test_an_original_is_linked_only_where_its_address_is_known() -> None:
    """The address printed is the one the register gives; without one the citation is plain words."""
    figures = scene().published.of("employment.registered_unemployment")
    cells = [row[-1] for row in table(scene().published, "employment.registered_unemployment", region=HERE).rows]
    addresses = sorted(cell.address for cell in cells if isinstance(cell, Link))
    assert addresses == sorted(figure.address for figure in figures if figure.address)


def test_what_stands_in_a_cell_is_never_markup() -> None:
    """Angle brackets of data stay text; a date is kept in one piece."""
    made = table_of("x", "<t>", ("a", Column("b")), [("<b>", Link("l<", 'http://x/"y'))], [], notes=("2021-01-02 <i>",))
    html = made._repr_html_()
    assert "<b>" not in html.replace("<br>", "")
    assert "&lt;b&gt;" in html
    assert 'href="http://x/&quot;y"' in html
    assert '<span class="shk-whole">2021-01-02</span> &lt;i&gt;' in html


def test_a_misspelt_view_offers_the_nearest() -> None:
    """A typo is answered with what exists."""
    with pytest.raises(UnknownName, match="summary"):
        table(scene().standing, "sumary")
    with pytest.raises(UnknownName, match=r"employment\.new_jobs"):
        table(scene().standing, "employment.new_job")
    with pytest.raises(UnknownName, match="coverage"):
        table(scene().published, "coverge")
    with pytest.raises(TypeError, match="no table for int"):
        table(3)


def test_a_shown_table_carries_its_results() -> None:
    """HTML, text and data in one bundle."""
    bundle: dict[str, Any] = table(scene().standing, "summary")._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", RESULTS}
    assert set(bundle[RESULTS]) == {"name", "data"}
