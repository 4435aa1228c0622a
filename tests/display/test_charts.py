"""Charts: the numbers drawn are those of the values, nothing overlaps, no glyph is missing, nothing outside changes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

from shkplan import compare, plot, project, revisions
from shkplan.base.errors import ParameterError, UnknownName
from shkplan.display.charts import Chart
from shkplan.display.layout import RESULTS
from shkplan.display.setting import speaking
from shkplan.evidence.coverage import coverage
from shkplan.evidence.series import AnnualSeries
from tests.making import growth, indicator, series, share
from tests.showing import DAY, assessed, in_both, scene, several, whole

HERE, DALIAN = "沙河口区", "大连市"
LEVEL = {"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}
LONG = "城镇居民人均可支配收入与农村居民人均可支配收入之比较"


def nowhere() -> AnnualSeries:
    return scene().published.series("employment.new_jobs")


def contradicted() -> AnnualSeries:
    """Heavy tails: four figures with a wild step."""
    one = share({"kind": "level", "direction": "at_least", "number": 90, "unit": "%", "deadline": 2030})
    return series(one, {2018: 40.0, 2019: 71.0, 2020: 38.0, 2022: 77.0})


SHOWN: dict[str, Callable[[], Chart]] = {
    "yardsticks": lambda: plot(whole("china-14fyp", "2023-12-26").yardsticks),
    "yardsticks, none": lambda: plot(assessed(share(LEVEL), {}).yardsticks),
    "met": lambda: plot(scene().assessment.met),
    "met, decided": lambda: plot(assessed(share(LEVEL), {2025: 81.0}).met),
    "met, none": lambda: plot(assessed(share(LEVEL), {}).met),
    **{
        f"fan, {key}": lambda key=key: plot(scene().assessment[key])
        for key in (
            "economy.gdp_growth", "economy.fixed_investment_growth", "employment.registered_unemployment",
            "employment.new_jobs", "environment.air_good_days", "economy.services_share", "vision.gdp_per_capita", "vision.culture",
        )
    },
    "fan of a projection": lambda: plot(project(contradicted(), to=2035, n_paths=500)),
    "fan of a scenario": lambda: plot(scene().comparison.scenarios[0]["economy.gdp_growth"]),
    "history": lambda: plot(scene().published.series("economy.gdp", DALIAN)),
    "history, own": lambda: plot(scene().published.series("economy.gdp")),
    "history, empty": lambda: plot(nowhere()),
    "regions": lambda: plot([scene().published.series("economy.gdp_growth", r) for r in ("沙河口区", DALIAN, "辽宁省", "中国")]),
    "regions, empty": lambda: plot([nowhere()]),
    "evidence": lambda: plot(scene().assessment.figures("economy.gdp_growth", DALIAN)),
    "evidence, own": lambda: plot(scene().assessment.figures("economy.gdp", HERE)),
    "evidence, none": lambda: plot(scene().assessment.figures("city.public_parking", HERE)),
    "official, by tolerance": lambda: plot(whole("china-14fyp", "2023-12-26").official.stability),
    "official, by margin": lambda: plot(whole("china-14fyp", "2023-12-26").official.stability.by_margin),
    "official, by year": lambda: plot(whole("china-14fyp", "2023-12-26").official.stability.by_year),
    "agreement": lambda: plot(whole("china-14fyp", "2023-12-26").official_results["china-14fyp-mid-term"]),
    "hindcasts": lambda: plot(whole("china-14fyp", DAY).hindcasts.by_target),
    "hindcasts, none": lambda: plot(scene().assessment.hindcasts.by_target),
    "hindcasts, reliability": lambda: plot(whole("china-14fyp", DAY).hindcasts.reliability),
    "hindcasts, reliability, none": lambda: plot(scene().assessment.hindcasts.reliability),
    "coverage": lambda: plot(scene().assessment.coverage),
    "coverage, no day": lambda: plot(coverage(scene().published)),
    "revisions": lambda: plot(scene().assessment.revisions("economy.gdp_growth", DALIAN)),
    "revisions, all": lambda: plot(scene().assessment.revisions()),
    "revisions, all of a region": lambda: plot(revisions(scene().published, region=DALIAN)),
    "revisions, none": lambda: plot(revisions(scene().earlier.as_of("2005-01-01"))),
    "account": lambda: plot(scene().assessment.account("economy.gdp")),
    **{
        f"solve, {key}": lambda key=key: plot(scene().assessment.solve(key))
        for key in ("economy.gdp_growth", "employment.new_jobs", "economy.services_share", "vision.culture")
    },
    "solve, a level": lambda: plot(whole("china-15fyp", DAY).solve("environment.fine_particles")),
    "solve, out of reach": lambda: plot(whole("shahekou-14fyp", "2023-06-30").solve("environment.green_coverage")),
    "attainable": lambda: plot(whole("china-15fyp", DAY).attainable(by=2030)),
    "attainable, one": lambda: plot(scene().assessment.attainable(by=2030)["economy.gdp_growth"]),
    "attainable, none": lambda: plot(scene().assessment.attainable(by=2030)["employment.new_jobs"]),
    "comparison": lambda: plot(scene().comparison),
    "comparison, several": lambda: plot(several()),
    "comparison, nothing moves": lambda: plot(compare(scene().assessment, scene().assessment)),
    "one target compared": lambda: plot(scene().comparison["economy.gdp_growth"]),
    "one target under several": lambda: plot(several()["economy.gdp_growth"]),
    "one target under several, each year held": lambda: plot(several()["employment.registered_unemployment"]),
    "one target without a figure": lambda: plot(several()["employment.new_jobs"]),
    "tornado": lambda: plot(several()["economy.gdp_growth"].tornado),
    "tornado, nothing moves": lambda: plot(several()["environment.green_coverage"].tornado),
    "backtest": lambda: plot(scene().tested),
    "backtest, a model": lambda: plot(scene().tested.calibration("ets-and-mean")),
    "record": lambda: plot(scene().record),
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_both_languages_draw_the_same_data(name: str) -> None:
    """What results.json keeps does not depend on the language; every chart has words for those who do not see it."""
    zh, en = in_both(SHOWN[name])
    assert zh.alt != en.alt
    assert json.dumps(zh.results, allow_nan=False) == json.dumps(en.results, allow_nan=False)


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_texts_of_a_chart_overlap(name: str, language: str) -> None:
    """Titles, labels, names and legends keep clear of each other and of the edge; no glyph is missing (a warning is an error)."""
    with speaking(language):
        made = SHOWN[name]()
    made.svg  # noqa: B018  # drawn, and so laid out
    figure = made.figure
    shown = [one for one in figure.findobj(mpl.text.Text) if one.get_visible() and one.get_text().strip()]
    boxes = [(one.get_text(), one.get_window_extent()) for one in shown]
    for at, (words, box) in enumerate(boxes):
        assert figure.bbox.x0 - 2 <= box.x0, words
        assert box.x1 <= figure.bbox.x1 + 2, words
        for other, second in boxes[at + 1 :]:
            apart = (
                box.x1 <= second.x0 + 1 or second.x1 <= box.x0 + 1 or box.y1 <= second.y0 + 2 or second.y1 <= box.y0 + 2
            )
            assert apart, f"{words!r} overlaps {other!r}"


def test_equal_charts_give_equal_bytes() -> None:
    """No date, no random ids: the page is the same in every run."""
    first, second = (plot(scene().assessment["economy.gdp_growth"]).svg for _ in range(2))
    assert first == second
    assert "<metadata" not in first
    assert first.startswith('<svg role="img" aria-label="')


def test_a_chart_changes_no_setting_and_leaves_no_figure_behind() -> None:
    """seaborn's look holds while a chart is drawn, and not after."""
    import matplotlib.pyplot as plt

    before = dict(mpl.rcParams)
    plot(scene().assessment["economy.gdp_growth"]).svg  # noqa: B018
    assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == []


def test_the_fan_draws_the_laws_of_the_projection() -> None:
    """Median and bands are those of the yearly laws; measured years have no width."""
    own = scene().assessment.projection("economy.gdp_growth")
    data = plot(own).results["data"]
    for at, year in enumerate(data["projected_years"]):
        law = own.law(year)
        assert data["median"][at] == pytest.approx(law.median)
        for level in ("0.5", "0.8", "0.95"):
            np.testing.assert_allclose(data["bands"][level][at], law.interval(float(level)))
        if year in own.series.years:
            assert data["bands"]["0.95"][at] == [own.series.value(year)] * 2
    assert data["estimated"] == [year for year in data["projected_years"] if year not in own.series.years]


def test_heavy_tails_do_not_flatten_the_figures() -> None:
    """Where the 95 % band would fill the chart it is cut, and the chart says so."""
    rates = growth({"kind": "level", "direction": "at_least", "number": 6, "unit": "%", "deadline": 2025})
    a = assessed(rates, {2018: 5.0, 2019: 5.2, 2020: 4.9, 2021: 8.0}, "2022-06-30", model="drift")
    own = a.projection(rates.id)
    with speaking("en"):
        made = plot(a[rates.id])
    low, high = made.figure.axes[0].get_ylim()
    assert high - low < own.interval(0.95).max() - own.interval(0.95).min()
    assert any("cut off at the edge" in one.get_text() for one in made.figure.findobj(mpl.text.Text))


def test_long_names_are_wrapped() -> None:
    """A name of any length stays inside the chart."""
    from shkplan.base.messages import Text

    one = indicator(name=Text(zh=LONG * 2, en="A very long name of an indicator " * 4))
    for language in ("zh", "en"):
        with speaking(language):
            figure = plot(series(one, {2020: 1.0, 2021: 2.0})).figure
        figure.canvas.draw()
        (title,) = (one for one in figure.axes[0].texts if one.get_fontsize() > 10)
        assert title.get_text().count("\n") >= 2
        assert title.get_window_extent().x1 <= figure.bbox.x1 + 2


def test_only_a_verdict_has_a_probability_to_draw() -> None:
    """Found when the chart of a pace, asked without a reference, said: not assessable, reference too thin.

    The chart of a projection tells no target; that of the verdict its reference, projected or but measured.
    """
    a = scene().assessment
    own, verdict = a.projection("economy.gdp_growth"), a["economy.gdp_growth"]
    measured = replace(verdict, reference=scene().published.series("economy.gdp_growth", DALIAN))
    with speaking("en"):
        bare, whole, beside = plot(own), plot(verdict), plot(measured)
    assert not {"prob", "target", "reference"} & set(bare.results["data"])
    assert bare.results["data"]["mark"] is None
    assert "robability" not in bare.alt
    assert "too thin" not in bare.alt
    assert "robability" in whole.alt
    assert whole.results["data"]["prob"] == verdict.prob
    assert whole.results["data"]["reference"]["region"] == beside.results["data"]["reference"]["region"] == DALIAN


@pytest.mark.parametrize("name", SHOWN)
def test_the_words_of_a_chart_are_readable_on_a_phone(name: str) -> None:
    """Found when words were 9 pixels high on a screen of 390, which leaves a chart 358: 11 are wanted."""
    figure = SHOWN[name]().figure
    pixels = 358 / (96 * figure.get_size_inches()[0])  # of a chart's own pixels, those left
    sizes = {
        one.get_fontsize() for one in figure.findobj(mpl.text.Text) if one.get_visible() and one.get_text().strip()
    }
    assert min(sizes) * 96 / 72 * pixels >= 11


def test_evidence_shows_every_figure_once() -> None:
    """Each published figure with its kind of source; those that entered the series are told apart."""
    known = scene().published
    data = plot(known.evidence("economy.gdp_growth", DALIAN)).results["data"]
    assert len(data) == len(known.of("economy.gdp_growth", DALIAN))
    assert sum(figure["picked"] for figure in data) == len(known.series("economy.gdp_growth", DALIAN))


def test_coverage_tells_what_is_known_of_each_year() -> None:
    """Measured where the series has a value, missing where nothing speaks of the year."""
    known = scene().published.as_of(dt.date(2026, 6, 30))
    data = plot(coverage(known)).results["data"]
    for name, states in data.items():
        one = known.series(name)
        for year, state in states.items():
            assert (state in ("measured", "estimate", "doubtful")) == (one.value(int(year)) is not None)


def test_the_comparison_draws_both_probabilities() -> None:
    """Before, after and the change with its error, as the comparison has them."""
    drawn = plot(several()).results["data"]
    assert [row["target"] for row in drawn] == [row.key for row in several().moved]
    for row in drawn:
        compared = several()[row["target"]]
        assert row["prob"] == compared.before.prob
        for told, shift in zip(row["scenarios"], compared, strict=True):
            assert (told["scenario"], told["prob"], told["change"], told["change_se"]) == (
                shift.scenario, shift.after.prob, shift.change, shift.change_se,
            )  # fmt: skip


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_a_chart_goes_into_a_file(ending: str, tmp_path: Path) -> None:
    """The format follows the name; the same chart gives the same file."""
    first, second = (plot(nowhere()).save(tmp_path / f"{n}.{ending}").read_bytes() for n in (1, 2))
    assert first == second


def test_a_chart_is_saved_in_the_formats_it_has(tmp_path: Path) -> None:
    """One sentence names them, and nothing is written."""
    with pytest.raises(ParameterError, match=r"\.svg, \.png, \.pdf or \.csv, not chart\.docx"):
        plot(nowhere()).save(tmp_path / "chart.docx")
    assert list(tmp_path.iterdir()) == []


def test_a_chart_says_its_title_once() -> None:
    """In a terminal, where the chart is its words; they fit it."""
    for one in (scene().assessment["economy.gdp_growth"], scene().published.series("economy.gdp_growth"), nowhere()):
        chart = plot(one)
        told = str(chart)
        assert " ".join(told.split()).count(" ".join(chart.title.split())) == 1
        assert max(map(len, told.split("\n"))) <= 100


def test_a_shown_chart_carries_its_results_and_words() -> None:
    """SVG, text and data in one bundle, with words for those who do not see it."""
    data, about = plot(nowhere())._repr_mimebundle_()
    assert set(data) == {"text/plain", "image/svg+xml", RESULTS}
    assert about["image/svg+xml"]["alt"]


def test_what_has_no_chart_is_told() -> None:
    """A plan, a bare number and an empty list have none, and the answer says what has."""
    with pytest.raises(TypeError, match="no chart for int; there is one for assessments, verdicts"):
        plot(3)
    with pytest.raises(TypeError, match="no chart for Plan"):
        plot(scene().plan)
    with pytest.raises(TypeError, match="of lists, only series"):
        plot([])


def test_reliability_draws_what_was_said_and_what_happened() -> None:
    """The points of the drawing are those of the frames, bin by bin, and the base rate is the share that happened."""
    made = plot(scene().tested.calibration("drift"))
    asked = scene().tested.attainment
    own = asked[asked["model"] == "drift"]
    curve = scene().tested.reliability()
    curve = curve[curve["model"] == "drift"]
    (axes,) = made.figure.axes
    drawn = next(line for line in axes.lines if line.get_marker() == "o")
    assert np.asarray(drawn.get_xdata()) == pytest.approx(curve["said"].to_numpy())
    assert np.asarray(drawn.get_ydata()) == pytest.approx(curve["happened"].to_numpy())
    assert made.data["base_rate"] == pytest.approx(own["reached"].mean())
    assert sum(one["n"] for one in made.data["bins"]) == len(own)
    with pytest.raises(UnknownName):
        scene().tested.calibration("nobody")
    with pytest.raises(UnknownName):
        scene().record.calibration("nobody")
