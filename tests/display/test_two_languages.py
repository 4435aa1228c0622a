"""Two languages at once: each thread and each block speaks its own, and the second page costs words and drawing only."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import shkplan as sp
from shkplan.base.errors import UnknownName
from shkplan.display import setting as i18n
from shkplan.display.language import words
from shkplan.display.layout import PAGES, RESULTS
from shkplan.display.setting import language, page_languages, set_language, speaking
from tests.showing import scene

CHINESE = {"zh": "地区生产总值增速", "en": "GDP growth"}
DEAR = (
    "project",
    "reconstruct",
    "backtest",
    "judge",
    "load_plan",
    "load_observations",
    "load_scenario",
    "read_plan",
)


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = i18n._Everywhere.language, getattr(i18n._here, "language", None)
    yield
    i18n._Everywhere.language, i18n._here.language = before


def test_two_threads_speak_two_languages_at_once() -> None:
    """Each sets its own and says a hundred names; neither hears the other, nor does the main thread."""
    set_language("en")
    name, both = scene().plan["economy.gdp_growth"].name, threading.Barrier(2)

    def say(spoken: str) -> set[str]:
        set_language(spoken)
        both.wait()
        said = set()
        for _ in range(100):
            said |= {words(name), language()}
            both.wait()
        return said

    with ThreadPoolExecutor(2) as pool:
        answers = dict(zip(("zh", "en"), pool.map(say, ("zh", "en")), strict=True))
    assert answers == {spoken: {spoken, CHINESE[spoken]} for spoken in ("zh", "en")}
    assert language() == "en"


def test_a_thread_that_sets_nothing_speaks_as_the_main_thread_set() -> None:
    """Found when a page drawn in a thread of its own came out in the language of the machine."""
    for spoken in ("zh", "en"):
        set_language(spoken)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(language).result() == spoken


def test_a_block_speaks_and_then_all_is_as_before() -> None:
    """Blocks inside each other, one that fails, and one in which the language is set: outside it is what it was."""
    set_language("en")
    with speaking("zh"):
        with speaking("en"):
            assert language() == "en"
        assert language() == "zh"
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(language).result() == "en"
    with pytest.raises(ZeroDivisionError), speaking("zh"):
        1 / 0  # noqa: B018
    assert language() == "en"
    with speaking("zh"):
        sp.table(scene().assessment.summary)
    assert language() == "en"


def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often any module of the library calls a function that reads, fits or draws."""
    found: Counter[str] = Counter()

    def watched(name: str, of: Callable[..., Any]) -> Callable[..., Any]:
        def called(*parts: Any, **asked: Any) -> Any:
            found[name] += 1
            return of(*parts, **asked)

        return called

    modules = [one for name, one in sys.modules.items() if name.startswith("shkplan")]
    for module in modules:
        for name in DEAR:
            of = vars(module).get(name)
            if callable(of) and not isinstance(of, type(sys)):
                monkeypatch.setattr(module, name, watched(name, of))
    return found


SHOWN: dict[str, Callable[[], Any]] = {
    "assessment": lambda: scene().assessment,
    "summary": lambda: scene().assessment.summary,
    "missing": lambda: scene().assessment.missing,
    "verdict": lambda: scene().assessment["economy.gdp_growth"],
    "card": lambda: scene().assessment.card("economy.gdp_growth"),
    "card of a target without a figure": lambda: scene().assessment.card("environment.green_coverage"),
    "models": lambda: scene().assessment.models("employment.registered_unemployment"),
    "comparison": lambda: scene().comparison,
    "coverage": lambda: scene().assessment.coverage,
    "backtest": lambda: scene().tested,
}


@pytest.mark.parametrize("show", [sp.table, sp.plot])
@pytest.mark.parametrize("name", SHOWN)
def test_the_second_language_costs_words_and_drawing_only(
    name: str, show: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bundle with the pages of both calls nothing that reads a file, fits a model, draws a path or judges a target."""
    value = SHOWN[name]()
    try:
        made = show(value)
    except TypeError:
        pytest.skip(f"a {name} has no {show.__name__}")
    monkeypatch.setenv("SHKPLAN_PAGES", "zh,en")
    calls = counted(monkeypatch)
    bundle = made._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert calls == Counter()
    pages = data[PAGES]
    assert set(pages) == {"zh", "en"}
    assert pages["zh"] != pages["en"]
    kind = "image/svg+xml" if hasattr(made, "svg") else "text/html"
    assert data[kind] == pages[language()][kind]
    with speaking("zh"):
        again = show(value)
        assert pages["zh"][kind] == (again._repr_html_() if kind == "text/html" else again.svg)
    assert again.results == data[RESULTS]


def test_without_a_report_a_bundle_has_no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """In JupyterLab one language is shown; a language nobody speaks is refused by name."""
    monkeypatch.delenv("SHKPLAN_PAGES", raising=False)
    assert page_languages() == ()
    assert PAGES not in sp.table(scene().assessment.summary)._repr_mimebundle_()
    monkeypatch.setenv("SHKPLAN_PAGES", "zh,fr")
    with pytest.raises(UnknownName, match="no language named 'fr'"):
        page_languages()
