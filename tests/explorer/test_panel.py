"""The panel as its page asks it, and the picture where there are no widgets."""

import ast
import json

import pytest

import shkplan as sp
from shkplan.base.errors import UnknownName, WrongKind
from shkplan.base.messages import LANGUAGES
from shkplan.display.layout import RESULTS
from shkplan.display.setting import speaking
from shkplan.explorer.answer import answer
from shkplan.explorer.state import State
from shkplan.explorer.still import Still, still

pytest.importorskip("anywidget", reason="the extra lab is not installed")

GROWTH = "economy.gdp_growth"
PUSH = {"target": GROWTH, "to": 2025, "size": 0.5}


@pytest.fixture
def panel(district):
    with speaking("en"):
        return sp.explore(district)


def test_the_page_opens_whole(panel) -> None:
    """Words in both languages, sliders, the baseline's answer: nothing has to be asked to draw it; all of it is plain data."""
    page = json.loads(json.dumps(panel.page))
    assert page["state"]["target"] == GROWTH
    assert page["answer"]["prob"] == panel.assessment[GROWTH].prob
    assert set(page["words"]) == {"zh-CN", "en"}
    assert page["words"]["en"].keys() == page["words"]["zh-CN"].keys()
    assert ["city-pace-resumes", "Growth returns to the city's pace"] in page["scenarios"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_is_numbers_and_words(panel, language) -> None:
    told = panel.heard({"kind": "ask", "n": 7, "state": PUSH, "language": language})
    expected = answer(panel.assessment, State.of(PUSH))
    assert (told["kind"], told["n"], told["prob"], told["change"]) == (
        "answer",
        7,
        expected.verdict.prob,
        expected.change,
    )
    assert ("points above the baseline" if language == "en" else "比基准高") in told["words"]["change"]
    assert panel.state == State.of(PUSH)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"kind": "ask", "state": {**PUSH, "target": "economy.gdp_groth"}}, "没有名为“economy.gdp_groth”的目标"),
        ({"kind": "ask", "state": {**PUSH, "shock_year": 2022, "shock": 1}}, "2022"),
        ({"kind": "ask", "state": {**PUSH, "parent": "nobody"}}, "nobody"),
        ({"kind": "dance", "state": PUSH}, "dance"),
        ({"kind": "save", "state": {"target": GROWTH, "to": 2025}}, "尚未作任何调整"),
        ({"kind": "save", "state": PUSH, "id": "我的"}, "我的"),
        ({"kind": "ask", "state": 3}, "未能算出"),
    ],
)
def test_whatever_is_refused_is_told_in_a_sentence_of_the_language(panel, asked, told) -> None:
    found = panel.heard({**asked, "n": 1, "language": "zh-CN"})
    assert found["kind"] == "refused"
    assert told in found["text"]
    assert "Traceback" not in found["text"]
    assert found["n"] == 1


def test_up_to_four_scenarios_are_kept_and_removed(panel) -> None:
    for number in range(4):
        told = panel.heard({"kind": "keep", "state": {**PUSH, "size": number + 1}, "title": f"Plus {number + 1}"})
    assert [(one["name"], one["title"]) for one in told["kept"]] == [
        (n, f"Plus {at}") for at, n in enumerate("ABCD", 1)
    ]
    assert told["kept"][3]["prob"] > told["kept"][0]["prob"]
    assert panel.heard({"kind": "keep", "state": PUSH})["kind"] == "refused"
    left = panel.heard({"kind": "remove", "state": PUSH, "name": "B"})["kept"]
    assert [one["name"] for one in left] == ["A", "C", "D"]
    assert [one["name"] for one in panel.heard({"kind": "keep", "state": PUSH})["kept"]] == ["A", "B", "C", "D"]


def test_kept_scenarios_follow_the_last_year_that_is_shown(panel) -> None:
    panel.heard({"kind": "keep", "state": PUSH})
    assert "kept" not in panel.heard({"kind": "ask", "state": PUSH, "beside_to": 2025})
    told = panel.heard({"kind": "ask", "state": {**PUSH, "to": 2028}, "beside_to": 2025})
    assert told["kept"][0]["fan"]["years"][-1] == 2028


def test_a_shipped_scenario_is_kept_under_its_own_title(panel) -> None:
    told = panel.heard(
        {"kind": "keep", "language": "en", "state": {"target": GROWTH, "to": 2025, "parent": "city-pace-resumes"}}
    )
    assert told["kept"][0]["title"] == "Growth returns to the city's pace"


def test_a_scenario_is_saved_as_a_file_that_says_the_same(panel, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "plans").mkdir(parents=True)
    told = panel.heard({"kind": "save", "state": PUSH, "id": "a-push", "title": "A push", "language": "en"})
    assert told["kind"] == "told"
    assert "a-push" in told["text"]
    path = next((tmp_path / "data" / "scenarios").glob("*.yaml"))
    loaded = sp.load_scenario(path)
    assert loaded.title.en == "A push"
    assert loaded.claims == (sp.claim(GROWTH, "2023-2025", addition=0.5),)
    again = panel.heard({"kind": "save", "state": {**PUSH, "size": 1.0}, "id": "a-push", "language": "en"})
    assert again["kind"] == "refused"  # another scenario of that name stays


def test_the_cell_is_python(panel) -> None:
    told = panel.heard({"kind": "code", "state": PUSH, "id": "a-push"})
    assert ast.parse(told["text"])
    assert 'sp.claim("economy.gdp_growth", "2023-2025", addition=0.5)' in told["text"]


def test_another_target_opens_with_its_own_sliders(panel) -> None:
    page = panel.heard({"kind": "open", "target": "employment.new_jobs", "language": "zh"})["page"]
    assert page["language"] == "zh-CN"
    assert page["controls"]["forms"] == ("level",)
    assert page["controls"]["units"]["level"] == "人"
    assert "13,000" in page["controls"]["needed"].replace("1.3万", "13,000")


def test_an_assessment_under_a_scenario_opens_with_it_kept(district) -> None:
    found = sp.explore(district.under("city-pace-resumes"))
    assert found.assessment.scenario is None
    assert found.kept[0].scenario.id == "city-pace-resumes"


def test_the_panel_asks_nothing_of_the_network(panel) -> None:
    """Neither its script nor its looks name an address."""
    assert "http" not in panel._esm + panel._css
    assert "import(" not in panel._esm


def test_a_notebook_has_the_picture_before_the_panel(panel, monkeypatch) -> None:
    """So that a notebook that is read without a kernel shows something; the page of the panel hides it."""
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda *some, **how: shown.append((some, how)))
    panel._ipython_display_()
    ((picture,), _), ((widget,), how) = shown
    assert "shk-explore-still" in picture.data
    assert "<svg" in picture.data
    assert "application/vnd.jupyter.widget-view+json" in widget
    assert how["raw"] is True


def test_no_assessment_and_no_target_are_refused(district) -> None:
    with pytest.raises(WrongKind, match="expected an assessment"):
        sp.explore("shahekou-14fyp")
    with pytest.raises(UnknownName, match=r"economy\.gdp_growth"):
        sp.explore(district, "economy.gdp_groth")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_widgets_there_is_the_picture_and_how_to_have_sliders(district, language) -> None:
    with speaking(language):
        bundle = still(district)._repr_mimebundle_()
    assert "<svg" in bundle["text/html"]
    assert "shkplan[lab]" in bundle["text/html"]
    assert "shkplan[lab]" in bundle["text/plain"]
    assert bundle[RESULTS]["data"]["prob"] == district[GROWTH].prob


def test_a_report_takes_the_picture(district, monkeypatch) -> None:
    """While pages are made there are no widgets; every page speaks its language."""
    monkeypatch.setenv("SHKPLAN_PAGES", "zh,en")
    found = sp.explore(district)
    pages = found._repr_mimebundle_()["application/vnd.shkplan.pages+json"]
    assert isinstance(found, Still)
    assert "实现目标的概率" in pages["zh"]["text/html"]
    assert "probability of" in pages["en"]["text/html"]
