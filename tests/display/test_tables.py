"""Tables: the same numbers in both languages, equal to the values they show, in sound HTML and in a terminal."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest

from shkplan import assess, backtest, compare, load_observations, load_plan, load_scenario, plot, table
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.views import Versions
from shkplan.base.errors import NotAssessable, UnknownName
from shkplan.base.lines import width_of
from shkplan.base.messages import message
from shkplan.display.language import words
from shkplan.display.layout import RESULTS
from shkplan.display.setting import speaking
from shkplan.display.tables import Hyperlink, Table
from shkplan.display.tables.base import Column, table_of
from shkplan.display.tables.laid_out import LaidOut
from shkplan.display.tables.next_steps import why_at_risk
from shkplan.evidence.coverage import coverage
from shkplan.forecast.backtest import Backtest
from shkplan.models import MODELS
from shkplan.register.plan import Indicator
from shkplan.register.scenario import Scenario
from shkplan.register.targets import KINDS
from tests.making import share
from tests.showing import DAY, assessed, in_both, scene, several, whole

HERE, MIDTERM = "沙河口区", "2023-12-26"
LEVEL = {"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}
BINDING = LEVEL | {"nature": "binding"}

SHOWN: dict[str, Callable[[], Table]] = {
    "plan": lambda: table(scene().plan),
    "clause": lambda: table(scene().assessment.clause("employment.new_jobs")),
    "indicator without a unit": lambda: table(scene().plan["vision.strength"]),
    "versions, none": lambda: table(scene().assessment.versions()),
    "models of an aim": lambda: table(scene().assessment.models("vision.culture")),
    "assessment": lambda: table(scene().assessment),
    "summary": lambda: table(scene().assessment.summary),
    "at risk": lambda: table(scene().assessment.at_risk),
    "to do": lambda: table(scene().assessment.todo),
    "wanted": lambda: table(scene().assessment.wanted),
    "deciding": lambda: table(scene().assessment.deciding),
    "missing": lambda: table(scene().assessment.missing),
    "official": lambda: table(whole("china-14fyp", MIDTERM).official),
    "official, a district": lambda: table(scene().assessment.official),
    "official, counts": lambda: table(whole("china-14fyp", MIDTERM).official.counts),
    "official, rule": lambda: table(whole("china-14fyp", MIDTERM).official.rule),
    "official, stability": lambda: table(whole("china-14fyp", MIDTERM).official.stability),
    "official, by year": lambda: table(whole("china-14fyp", MIDTERM).official.stability.by_year),
    "official, by margin": lambda: table(whole("china-14fyp", MIDTERM).official.stability.by_margin),
    "official results": lambda: table(whole("china-14fyp", MIDTERM).official_results),
    "official results, later": lambda: table(whole("china-14fyp", DAY).official_results),
    "official results, none": lambda: table(scene().assessment.official_results),
    "agreement": lambda: table(whole("china-14fyp", MIDTERM).official_results["china-14fyp-mid-term"]),
    "hindcasts": lambda: table(whole("china-14fyp", DAY).hindcasts),
    "hindcasts, none": lambda: table(scene().assessment.hindcasts),
    "hindcasts, by target": lambda: table(whole("china-14fyp", DAY).hindcasts.by_target),
    "hindcasts, reliability": lambda: table(whole("china-14fyp", DAY).hindcasts.reliability),
    "hindcasts, official": lambda: table(whole("china-14fyp", DAY).hindcasts.official[0]),
    "hindcasts, past": lambda: table(whole("china-14fyp", DAY).hindcasts.past),
    "past plans": lambda: table(scene().assessment.past_plans),
    "past plans, none": lambda: table(scene().assessment.past_plans.as_of(dt.date(1990, 1, 1))),
    "yardsticks": lambda: table(whole("china-14fyp", "2023-12-26").yardsticks),
    "yardsticks, one target": lambda: table(whole("china-14fyp", "2023-12-26").yardsticks["environment.air_good_days"]),
    "yardsticks, a direction": lambda: table(scene().assessment.yardsticks["economy.services_share"]),
    "yardsticks, agreement": lambda: table(whole("china-14fyp", "2023-12-26").yardsticks.agreement),
    "yardsticks, disagreements": lambda: table(whole("china-14fyp", "2023-12-26").yardsticks.disagreements),
    "yardsticks, none differ": lambda: table(assessed(share(LEVEL), {}).yardsticks.disagreements),
    "yardsticks, numbers": lambda: table(scene().assessment.yardsticks.rules),
    "met": lambda: table(scene().assessment.met),
    "met, none": lambda: table(assessed(share(LEVEL), {}).met),
    "met, decided": lambda: table(assessed(share(LEVEL), {2025: 79.0}).met),
    "met, all binding": lambda: table(assessed(share(BINDING), {2025: 81.0}).met),
    "met, no binding one": lambda: table(assessed(share(BINDING), {}).met),
    **{f"targets, {kind}": lambda kind=kind: table(scene().assessment.kind(kind)) for kind in KINDS},
    **{
        f"verdict, {key}": lambda key=key: table(scene().assessment[key])
        for key in ("economy.gdp_growth", "vision.culture", "employment.new_jobs")
    },
    "missing for one": lambda: table(scene().assessment.missing_of("employment.registered_unemployment")),
    "missing for an aim": lambda: table(scene().assessment.missing_of("vision.culture")),
    "models": lambda: table(scene().assessment.models("economy.gdp_growth")),
    **{
        f"solve, {key}": lambda key=key: table(scene().assessment.solve(key))
        for key in ("economy.gdp_growth", "employment.new_jobs", "economy.services_share", "vision.culture")
    },
    "solve, a level": lambda: table(whole("china-15fyp", DAY).solve("environment.fine_particles")),
    "solve, out of reach": lambda: table(whole("shahekou-14fyp", "2023-06-30").solve("environment.green_coverage")),
    "attainable": lambda: table(scene().assessment.attainable(by=2030)),
    "attainable, one": lambda: table(scene().assessment.attainable(by=2030)["economy.gdp_growth"]),
    "attainable, none": lambda: table(scene().assessment.attainable(by=2030)["employment.new_jobs"]),
    "known": lambda: table(scene().published),
    "coverage": lambda: table(scene().assessment.coverage),
    "coverage, no day": lambda: table(coverage(scene().published)),
    "revisions": lambda: table(scene().assessment.revisions()),
    "revisions, of one": lambda: table(scene().assessment.revisions("economy.gdp_growth", "大连市")),
    **{
        f"selection, {name}": lambda name=name: table(scene().published.selection(name))
        for name in ("several", "doubtful", "assumed", "held_back", "corrections")
    },
    "held back": lambda: table(scene().earlier.selection("held_back")),
    "figures": lambda: table(scene().assessment.figures("economy.gdp_growth")),
    "figures, none here": lambda: table(scene().published.evidence("city.public_parking", HERE)),
    "figures, none": lambda: table(scene().published.evidence("city.public_parking")),
    "series": lambda: table(scene().published.series("economy.gdp_growth", "大连市")),
    "series, sources": lambda: table(scene().published.series("economy.gdp_growth", "大连市").sources),
    "series, beside": lambda: table(scene().published.series("economy.gdp").beside),
    "series, account": lambda: table(scene().assessment.account("economy.gdp_growth")),
    "series, empty": lambda: table(scene().published.series("employment.new_jobs")),
    "projection": lambda: table(scene().assessment.projection("economy.gdp_growth")),
    "projection of implied years": lambda: table(scene().assessment.projection("income.urban_disposable", "大连市")),
    "projection under a scenario": lambda: table(scene().comparison.scenarios[0].projection("economy.gdp_growth")),
    "scenario": lambda: table(the_scenario()),
    "comparison": lambda: table(scene().comparison),
    "comparison of several": lambda: table(several()),
    "comparison of more than four": lambda: table(several(5)),
    "one target compared": lambda: table(several()["economy.gdp_growth"]),
    "tornado": lambda: table(several()["economy.gdp_growth"].tornado),
    "comparison of two": lambda: table(compare(scene().assessment, scene().assessment)),
    "claims": lambda: table(scene().comparison.scenarios[0].claims),
    "backtest": lambda: table(scene().tested),
    "backtest, failures": lambda: table(scene().tested.refusals),
    "backtest, reliability": lambda: table(scene().tested.calibration("ets-and-mean")),
    "backtest of a panel": lambda: table(panel()),
    "backtest of a panel, failures": lambda: table(panel().refusals),
    "backtest, none": lambda: table(NotAssessable(message("reason.no_origin", n=3, least=4))),
    "record": lambda: table(scene().record),
    "record, reliability": lambda: table(scene().record.calibration("ets-and-mean")),
}


def panel() -> Backtest:
    """Two series, one of them too short; a level that stands still has no scale."""
    frame = pd.DataFrame({"series": ["a"] * 6 + ["b"] * 2, "year": [*range(2010, 2016), 2010, 2011],
                          "value": [3.0, 3.0, 3.0, 3.0, 4.0, 3.5, 1.0, 2.0]})  # fmt: skip
    return backtest(frame, models=["drift", "averaged-ets"])


def the_scenario() -> Scenario:
    """The shipped scenario as its file has it: an assessment fills in its region."""
    return load_scenario("city-pace-resumes")


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
    if isinstance(made, LaidOut) and "<table" not in made.layout:
        return
    if not made.rows:
        assert (outline.count("table"), outline.count("p")) == (0, len(made.sentences))
        return
    assert (outline.count("table"), outline.count("caption")) == (1, 1)
    assert all(attrs.get("scope") for tag, attrs in outline.found if tag == "th")
    heads = len(made.columns) if any(column.heading for column in made.columns) else 0
    cells = sum(int(attrs.get("colspan") or 1) for tag, attrs in outline.found if tag in ("th", "td"))
    assert cells == heads + (len(made.groups) + len(made)) * len(made.columns)


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_terminal_shows_the_same(name: str, language: str) -> None:
    """Every row is there, and no line runs on without end."""
    with speaking(language):
        made = SHOWN[name]()
        told = str(made)
    lead = getattr(made, "lead", "")
    assert told.startswith(lead[:20] or (made.title if made.rows else made.sentences[0][:40]))
    assert all(str(getattr(row[0], "text", row[0])).split("\n")[0].split(" ")[0][:4] in told for row in made.rows)
    assert max(map(width_of, told.split("\n")[: len(made) + 2])) < 60 * max(2, len(made.columns))


def test_english_tables_keep_chinese_for_names_of_originals_only() -> None:
    """Codes such as 亿元 or 沙河口区 have words in English; clauses and titles of sources stay as they are."""
    with speaking("en"):
        a = scene().assessment
        for view in (a, a.summary, a.deciding, a.missing, a.kind("held"), a.kind("pace"), a.kind("benchmark")):
            made = table(view)
            text = made.title + "".join(str(cell) for row in made.rows for cell in row)
            assert not any("\u4e00" <= one <= "\u9fff" for one in text), made.name


def test_the_table_of_an_assessment_shows_the_verdicts() -> None:
    """Numbers of the data are those of the verdicts; each scored target has its row."""
    assessment = scene().assessment
    data = {row["target"]: row for row in table(assessment).results["data"]}
    assert set(data) == {verdict.key for verdict in assessment.scored}
    for verdict in assessment.scored:
        shown = data[verdict.key]
        assert (shown["prob"], shown["central"], shown["low"], shown["high"], shown["gap"]) == (
            verdict.prob, verdict.central, verdict.low, verdict.high, verdict.gap,
        )  # fmt: skip
        assert shown["yearly_figures"] == len(assessment.observations.series(verdict.indicator))


def test_the_summary_counts_every_target_once() -> None:
    """32 targets, one benchmark, eight aims; words and reasons add up."""
    data = table(scene().assessment.summary).results["data"]
    assert (data["targets"], data["vision"], data["aims"]) == (32, 1, 8)
    assert sum(data["words"].values()) == data["targets"] + data["vision"]
    assert sum(data["not_assessable_because"].values()) == data["words"]["open"]


def test_an_estimate_of_a_past_year_says_so() -> None:
    """2025 has passed; what is said of it without a figure is called an estimate."""
    with speaking("en"):
        made = table(scene().assessment["economy.gdp_growth"])
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


def test_the_table_of_a_projection_shows_its_laws() -> None:
    """A row a year: median and bands as the frame of the projection has them; a measured year has a value and no band."""
    own = scene().assessment.projection("economy.gdp_growth")
    frame = own.to_frame()
    with speaking("en"):
        made = table(own)
    assert [row[0] for row in made.rows] == [str(year) for year in own.years]
    for row, year in zip(made.results["data"]["years"], own.years, strict=True):
        for name in ("median", "low_80", "high_80", "low_95", "high_95"):
            assert row[name] == frame.loc[year, name]
    cells = {row[0]: row[1:] for row in made.rows}
    assert cells["2022"] == ("5.2", "", "", "published")
    assert cells["2023"][3] == "no figure: estimate"
    assert cells["2023"][1].endswith(f"to {frame.loc[2023, 'high_80']:.2f}")
    assert "based on the 7 years known of both" in made.notes[0]
    with speaking("en"):
        under = table(scene().comparison.scenarios[0].projection("economy.gdp_growth"))
    assert {row[0]: row[1:] for row in under.rows}["2025"] == ("5.7", "", "", "supposed by the scenario")


def test_the_table_of_a_scenario_tells_its_claims_without_an_assessment() -> None:
    """The claims are those of the assessment under it; without a plan indicators stand by their ids, regions by their own names."""
    own = the_scenario()
    with speaking("en"):
        made, under = table(own), table(scene().comparison.scenarios[0].claims)
    assert [(row[2], row[-1]) for row in made.rows] == [(row[2], row[-1]) for row in under.rows]
    assert [row[3] for row in made.rows] == [str(row[3]).replace("Dalian", "大连市") for row in under.rows]
    assert [row[0] for row in made.rows] == [claim.indicator for claim in own.claims]
    assert not any("All of this report" in note for note in made.notes)


def test_years_with_several_figures_tell_what_decided() -> None:
    """The picked figure, the others, and the part of the rule between them."""
    made = table(scene().published.series("economy.gdp_growth", "大连市").sources)
    picks = {pick["year"]: pick for pick in made.results["data"]}
    assert picks[2011]["picked"]["value"] == 13.5
    assert picks[2011]["others"][0]["value"] == 14.0
    assert picks[2011]["decided_by"] == "source_kind"


def test_held_back_figures_were_published_later() -> None:
    """Every one after the day, none lost."""
    made = table(scene().earlier.selection("held_back"))
    assert len(made) == len(scene().earlier.held_back) > 0
    assert all(figure["published"] > "2022-06-30" for figure in made.results["data"])


def test_an_original_is_linked_only_where_its_address_is_known() -> None:
    """The address printed is the one the register gives; without one the citation is plain words."""
    figures = scene().published.of("employment.registered_unemployment")
    cells = [row[-1] for row in table(scene().published.evidence("employment.registered_unemployment", HERE)).rows]
    addresses = sorted(cell.address for cell in cells if isinstance(cell, Hyperlink))
    assert addresses == sorted(figure.address for figure in figures if figure.address)


def test_what_stands_in_a_cell_is_never_markup() -> None:
    """Angle brackets of data stay text; a date is kept in one piece, and so is a span of years."""
    notes = ("2021-01-02 <i>", "缺2021—2025年数据", "12021–20255")
    made = table_of("x", "<t>", ("a", Column("b")), [("<b>", Hyperlink("l<", 'http://x/"y'))], [], notes=notes)
    html = made._repr_html_()
    assert "<b>" not in html.replace("<br>", "")
    assert "&lt;b&gt;" in html
    assert 'href="http://x/&quot;y"' in html
    assert '<span class="shk-whole">2021-01-02</span> &lt;i&gt;' in html
    assert '缺<span class="shk-whole">2021—2025</span>年数据' in html
    assert "12021–20255" in html


EDUCATION = {"kind": "level", "direction": "at_least", "unit": "%", "deadline": 2025, "locator": "一"}


def revised() -> tuple[Indicator, Assessment]:
    """A share whose target of 80 % became 85 % in August 2023, seen on the thirtieth of June before."""
    versions = [
        {**EDUCATION, "number": number, "approved": day, "statement": {"zh": f"述{number}", "en": f"At {number}"}}
        for number, day in ((80, "2021-03-01"), (85, "2023-08-01"))
    ]
    one = share(targets=versions)
    return one, assessed(one, {2018: 70.1, 2019: 72.4, 2020: 74.0, 2021: 77.2, 2022: 79.1}, "2023-06-30")


def test_a_version_approved_later_is_not_shown() -> None:
    """Found when a report of June 2023 showed, under what the plan asks, the 85 % that were approved in August."""
    one, assessment = revised()
    for made in (
        table(assessment.clause(one.id)), table(assessment), table(assessment[one.id]), table(assessment.kind("level")),
        table(assessment.versions()), table(assessment.versions(one.id)),
    ):  # fmt: skip
        assert "85" not in str(made).replace("85 % (time 40 %)", ""), made.name  # of the way to 80 %
        assert "2023-08-01" not in json.dumps(made.results)
    assert "85" in str(table(one))


def test_a_target_nobody_had_approved_yet_is_not_shown() -> None:
    """Found when the first version of a target stood, number and all, in a report of the year before."""
    one, _ = revised()
    assessment = assessed(one, {2018: 70.1}, "2020-06-30")
    clause = assessment.clause(one.id)
    for made in (table(clause), table(assessment), table(assessment[one.id]), table(assessment.kind("level"))):
        assert "80" not in str(made).replace("80 %", "", 1), made.name
    assert "Target:" not in plot(assessment[one.id]).alt


def test_the_replaced_version_of_a_target_stays_visible() -> None:
    """Found when a raised target left no trace of the one before."""
    one, before = revised()
    plan = before.plan
    later, sooner = (Versions(plan, (one,), dt.date.fromisoformat(day)) for day in ("2026-06-30", "2023-06-30"))
    with speaking("en"):
        made = table(later)
    assert [(row[1], row[2], row[5]) for row in made.rows] == [
        ("1", "at least 80 % in 2025", "replaced on 2023-08-01"), ("2", "at least 85 % in 2025", "in force"),
    ]  # fmt: skip
    assert len(table(sooner)) == 0
    assert (bool(later), bool(sooner), bool(before.versions())) == (True, False, False)
    assert [row["number"] for row in made.results["data"]] == [80, 85]


def test_differences_of_percentages_are_points_and_figures_keep_their_digits() -> None:
    """Found when a gap of percentages was told in %, and 74.0 as 74."""
    one, assessment = revised()
    with speaking("zh"):
        told = {row[0]: row[1] for row in table(assessment[one.id]).rows}
        card = {row[0]: row[1] for row in table(assessment.card(one.id)).rows}
        series = table(assessment.observations.series(one))
        reason = words(assessment[one.id].reason)
    assert str(told["与目标的差距（正值为有利）"]).endswith("个百分点")
    assert told["目标值"] == "80%"
    assert "须增加0.3个百分点" in str(card["今后所需"])
    assert "（解析，" in str(told["概率"])
    assert str(told["中位数"]) in reason
    assert [row[1] for row in series.rows][2] == "74.0"


def test_what_observation_decided_is_a_value() -> None:
    """Found when the published end value of a target was labelled central estimate."""
    one, _ = revised()
    assessment = assessed(one, {2024: 80.0, 2025: 86.0}, "2026-06-30")
    with speaking("en"):
        told = {row[0]: row[1] for row in table(assessment[one.id]).rows}
        cell = next(str(row) for row in table(assessment.kind("level")).rows)
    assert told["Value"] == "86.0 %"
    assert "Median" not in told
    assert "value 86.0 %" in cell
    assert told["Gap (+ is favourable)"] == "+1.00 percentage points"


def test_what_is_required_of_years_that_have_passed() -> None:
    """Found when a report of 2026 told what 2023 and 2025 require from here."""
    with speaking("en"):
        rows = {row[0] for row in table(scene().assessment.card("economy.gdp_growth")).rows}
        deciding = [column.heading for column in table(scene().assessment.deciding).columns]
    assert "Needed to meet the target" in rows
    assert "Needed from here on" not in rows
    assert "Needed to meet it" in deciding


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_empty_says_so_in_a_sentence(language: str) -> None:
    """Found when pages held tables of nothing but a heading, and 另有0个."""
    one, _ = revised()
    assessment = assessed(one, {}, "2023-06-30")
    with speaking(language):
        kinds = ("held", "cumulative", "pace", "direction", "benchmark", "stated_aim")
        empty = [
            table(assessment.deciding),
            *(table(assessment.kind(name)) for name in kinds),
            table(assessment.revisions()),
        ]
        figures = ("several", "doubtful", "held_back", "assumed", "corrections")
        empty += [table(assessment.observations.selection(name)) for name in figures]
        for made in empty:
            assert len(made) == 0
            assert "<table" not in made._repr_html_()
            assert not re.search(r"\b0\b|0个", str(made)), made.name
            assert str(made).strip()[-1] in ".。", made.name


def test_every_probability_of_a_table_has_its_error_or_none() -> None:
    """Found when the table of a scenario's changes showed bare probabilities."""
    with speaking("en"):
        cells = [str(cell).splitlines()[0] for row in table(scene().comparison).rows for cell in row[1:]]
    chances = [cell for cell in cells if re.match(r"[<>\d]|over|below", cell)]
    assert len(chances) > 4
    assert [cell for cell in chances if not re.search(r"±|closed form", cell)] == []


@pytest.mark.parametrize("name", SHOWN)
def test_chinese_sentences_hold_no_latin_punctuation(name: str) -> None:
    """Found when units were missing and marks half-width in Chinese reasons; names and notes of sources stay as they are."""
    with speaking("zh"):
        made = SHOWN[name]()
    cells = [cell for row in made.rows for cell in row[1:] if isinstance(cell, str) and "《" not in cell]
    found = [one for one in (*cells, *made.notes) if re.search("[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]", one)]
    assert [one for one in found if not re.match("[一二三四五六七八九十](\\(|（|$)", one)] == []


def test_a_misspelt_name_offers_the_nearest() -> None:
    """A typo is answered with what exists, whatever was asked: a target, a kind, an indicator, figures, a model."""
    a = scene().assessment
    with pytest.raises(UnknownName, match=r"Did you mean held\?"):
        a.kind("hold")
    for ask in (a.__getitem__, a.models, a.missing_of):
        with pytest.raises(UnknownName, match=r"Did you mean employment\.new_jobs"):
            ask("employment.new_job")
    for of in (a.clause, a.versions, a.figures, a.account, a.revisions, a.series, a.projection, a.of):
        with pytest.raises(UnknownName, match=r"Did you mean employment\.new_jobs"):
            of("employment.new_job")
    with pytest.raises(UnknownName, match=r"Did you mean doubtful\?"):
        scene().published.selection("doubtfull")
    with pytest.raises(UnknownName, match=r"Did you mean ets-and-mean\?"):
        scene().tested.calibration("ets-and-men")
    with pytest.raises(UnknownName, match=r"Did you mean reached or recorded\?"):
        a.group("reachd")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="no table for int"):
        table(3)


def test_a_shown_table_carries_its_results() -> None:
    """HTML, text and data in one bundle."""
    bundle: dict[str, Any] = table(scene().assessment.summary)._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", RESULTS}
    assert set(bundle[RESULTS]) == {"name", "data"}


def test_scores_of_each_model() -> None:
    """MASE, what the 80 % band held and the Brier score are those of the backtest's own frames."""
    with speaking("en"):
        made = table(scene().tested)
    own = scene().tested.scores.groupby("model")[["MASE", "covered_80"]].mean()
    said = (
        scene().tested.attainment.assign(loss=lambda x: (x["prob"] - x["reached"]) ** 2).groupby("model")["loss"].mean()
    )
    heads = [column.heading for column in made.columns]
    for row, name in zip(made.rows, MODELS, strict=True):
        cells = dict(zip(heads, row, strict=True))
        assert cells["MASE"] == f"{own.loc[name, 'MASE']:.2f}"
        assert cells["coverage, 80 %"].removesuffix("%").strip() == f"{100 * own.loc[name, 'covered_80']:.0f}"
        assert cells["Brier score"] == f"{said[name]:.3f}"
        assert made.data[name]["MASE"] == pytest.approx(own.loc[name, "MASE"])


def test_models_are_told_by_their_probabilities() -> None:
    """What each says in per cent, the verdict's own first; scores are told in the backtest alone."""
    models = scene().assessment.models("economy.gdp_growth")
    with speaking("en"):
        made = table(models)
    heads = [column.heading for column in made.columns]
    assert made.rows[0][0] == "joint with another series"
    assert not {"MASE", "coverage, 80 %", "Brier score"} & set(heads)
    for row, verdict in zip(made.rows, models, strict=True):
        told = re.search(r"(\d+) %", str(row[heads.index("Probability")]))
        assert told is not None
        assert abs(int(told[1]) / 100 - verdict.prob) <= 0.005


def test_why_there_is_no_backtest() -> None:
    """Too short a series: the reason is a sentence, and its number is data."""
    why = NotAssessable(message("reason.no_origin", n=3, least=4))
    with speaking("en"):
        assert str(table(why)).startswith("No test is possible here: a backtest needs 4 yearly figures")
    assert table(why).results["data"]["reason"]["values"]["n"] == 3


def test_a_test_that_cannot_be_names_its_region_in_english() -> None:
    """Found when an English page said that no figure for 沙河口区 had been found."""
    zh, en = in_both(lambda: str(table(scene().assessment.backtest("environment.green_coverage"))))
    assert "green coverage for Shahekou District" in " ".join(en.split())
    assert "沙河口区绿化覆盖率" in zh.replace("\n", "")


def test_a_fall_at_risk_is_told_without_signs() -> None:
    """Found when a summary held −10.62 % against a target of −17.00 %."""
    plan = load_plan("china-15fyp")
    whole = assess(plan, load_observations(plan), as_of="2026-11-28", n_paths=500)
    zh, en = in_both(lambda: why_at_risk(whole["environment.carbon_intensity_change"]))
    assert re.match(r"a fall of [0-9.]+ % against a target of at least 17 %", en)
    assert re.match(r"估计降低[0-9.]+%，目标为降低17%以上", zh)
