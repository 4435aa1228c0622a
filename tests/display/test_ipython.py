"""Display: in IPython every value shows itself, with its numbers as data; without it nothing is imported."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from shkplan.display import ipython, tables
from shkplan.display.ipython import register
from shkplan.display.layout import RESULTS
from tests.showing import scene

SCRIPT = """
import json, warnings
warnings.simplefilter("error")
from IPython.core.interactiveshell import InteractiveShell
warnings.simplefilter("default")
shell = InteractiveShell.instance()
import shkplan as sp
sp.set_language("en")
root = sp.load_plan("shahekou-14fyp")
published = sp.load_observations(root)
a = sp.assess(root, published, as_of="2026-06-30", n_paths=500)
series = published.series("economy.gdp_growth")
values = {
    "Plan": root, "Indicator": root["employment.new_jobs"], "Observations": published, "AnnualSeries": series,
    "Projection": sp.project(series, n_paths=500), "Verdict": a["economy.gdp_growth"], "Assessment": a,
    "Comparison": sp.compare(a, a),
    "Backtest": sp.backtest(series, models=["drift"]), "TrackRecord": sp.track_record(series), "Text": root.title, "Message": a["vision.culture"].reason,
    "Table": sp.table(a.summary), "list": [a["vision.culture"].reason], "Chart": sp.plot(series), "int": 3,
}
def shown(value):
    data, about = shell.display_formatter.format(value)
    return {"types": sorted(data), "text": data["text/plain"], "about": about}
print(json.dumps({name: shown(value) for name, value in values.items()}))
"""


NO_TABLE = (
    "no table for int; there is one for assessments, their verdicts and views, plans, observations, series, projections, "
    "scenarios, comparisons, backtests and records"
)
REFUSED = """
import json
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell = InteractiveShell.instance(colors="nocolor")
def last(code):
    with capture_output() as told:
        shell.run_cell(code)
    return told.stdout.strip().splitlines()[-1]
shell.run_cell("import shkplan as sp")
cells = [
    'sp.set_language("en")', 'sp.load_plan("shahekou-14fy")', 'sp.series({})', 'sp.table(3)', 'int("x")',
    'sp.set_language("zh")', 'sp.load_plan("shahekou-14fy")', 'sp.series({})', 'sp.table(3)', 'int("x")',
]
print(json.dumps([last(cell) if "set" not in cell else shell.run_cell(cell).success for cell in cells]))
"""


def test_errors_are_told_in_the_language_in_force() -> None:
    """The last line of what a cell raised, of any error of this library; what others raise is theirs."""
    answer = subprocess.run([sys.executable, "-c", REFUSED], capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout) == [
        True,
        "UnknownName: no plan named 'shahekou-14fy'. Did you mean shahekou-14fyp or china-14fyp or china-15fyp?",
        "ParameterError: values: found none, expected at least one year with a value.",
        f"WrongKind: {NO_TABLE}",
        "ValueError: invalid literal for int() with base 10: 'x'",
        True,
        "UnknownName: 没有名为“shahekou-14fy”的规划。是否应为 shahekou-14fyp、china-14fyp 或 china-15fyp？",
        "ParameterError: values：没有数值，至少应有一个年份的数值。",
        "WrongKind: int 没有对应的表；可列表的有评估及其结论和视图、规划、数据、序列、预测、情景、对比、回溯检验和检验记录",
        "ValueError: invalid literal for int() with base 10: 'x'",
    ]


@pytest.fixture(scope="module")
def shown() -> dict[str, dict[str, object]]:
    answer = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return dict(json.loads(answer.stdout))


@pytest.mark.parametrize(
    "name",
    ["Plan", "Indicator", "Observations", "AnnualSeries", "Verdict", "Assessment", "Table", "Backtest", "TrackRecord"],
)
def test_values_show_themselves_as_tables(shown: dict[str, dict[str, object]], name: str) -> None:
    """HTML for a notebook, text for a terminal, and the numbers as data."""
    assert shown[name]["types"] == sorted(["text/plain", "text/html", RESULTS])


@pytest.mark.parametrize("name", ["Projection", "Chart"])
def test_projections_show_themselves_as_charts(shown: dict[str, dict[str, object]], name: str) -> None:
    """An image with words for those who do not see it, and the numbers as data."""
    assert shown[name]["types"] == sorted(["text/plain", "image/svg+xml", RESULTS])
    assert "image/svg+xml" in shown[name]["about"]  # type: ignore[operator]


@pytest.mark.parametrize("name", ["Text", "Message"])
def test_names_and_sentences_show_themselves_in_words(shown: dict[str, dict[str, object]], name: str) -> None:
    """No angle brackets and no key, but the words in the language in force."""
    assert shown[name]["types"] == ["text/plain"]
    assert str(shown[name]["text"])[0] not in "<TM"


def views() -> list[object]:
    """Everything an assessment can be asked for."""
    a, one = scene().assessment, "employment.registered_unemployment"
    return [
        a.plan, a.plan[one], a.observations, a.settings, a.summary, a.deciding, a.missing, next(iter(a.missing)),
        a.kind("held"), a.clause(one), a.versions(), a.coverage, a.coverage.owed[0], a.revisions(), a.revisions(one),
        a.revisions("economy.gdp_growth", "大连市")[0], a.figures(one), a.observations.selection("doubtful"), a.series(one),
        a.account(one), a.series(one).sources, a.series(one).beside, a.projection(one), a.models(one), a.card(one),
        scene().comparison.scenarios[0].claims, scene().tested, scene().record, a.solve(one), a.solve(one).record[0],
        a.solve(one).needed[0], a.attainable(by=2030), a.attainable(by=2030)[one], a.attainable(by=2030)[one].numbers[0],
    ]  # fmt: skip


def test_printed_values_are_short_and_readable() -> None:
    """Found when print() of a verdict, a comparison or a message filled the screen with its insides."""
    assessment = scene().assessment
    for value in (
        assessment,
        scene().comparison,
        next(iter(scene().comparison)),
        scene().comparison["economy.gdp_growth"].shifts[0],
        scene().comparison["economy.gdp_growth"].tornado,
        *assessment,
        assessment["vision.culture"].reason,
        *views(),
    ):
        for told in (repr(value), str(value)):
            assert len(told) < 420
            assert not re.search("mappingproxy|Text\\(|<|array", told)
    assert repr(assessment["vision.culture"].reason).startswith("Message(reason.stated_aim: a stated aim")


def test_what_is_not_ours_is_left_alone(shown: dict[str, dict[str, object]]) -> None:
    """A number shows itself as ever."""
    assert (shown["int"]["types"], shown["int"]["text"]) == (["text/plain"], "3")


def test_whatever_has_a_table_shows_it_in_a_notebook() -> None:
    """A page shows the last value of a cell; one that IPython does not know of would stand there as its code."""
    own = {"NotAssessable", "Scenario"}  # an error, and a value that is shown by its claims
    tabled = {
        (kind.__module__, kind.__name__)
        for kind in tables._table.registry
        if kind is not object and "_repr_mimebundle_" not in vars(kind)
    }
    assert {name for module, name in tabled - set(ipython._SHOWN)} == own


def test_without_a_running_ipython_nothing_is_registered() -> None:
    """A plain Python process has no shell to register with."""
    assert register() is False


def test_a_plain_process_imports_no_display() -> None:
    """The command line never pays for tables, charts or IPython."""
    code = "import sys, shkplan; print([m for m in sys.modules if m in ('IPython', 'shkplan.display.ipython', 'shkplan.display.tables')])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_a_session_that_has_shown_nothing_waits_for_no_library_of_numbers() -> None:
    """Found when tab completion loaded the whole assessment as a shell began, and a notebook ran out of time before its first cell."""
    code = (
        "import sys\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        "import shkplan\n"
        "shell.Completer.custom_matchers[-1]\n"
        "heavy = ('numpy', 'pandas', 'scipy', 'pydantic', 'anywidget', 'shkplan.assessment')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
