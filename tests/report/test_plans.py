"""A workspace with several plans: reports on each, one after the other, and nothing of one plan in the report on another."""

import pytest

from shkplan.base.errors import ParameterError, UnknownName
from shkplan.report import make_report, make_reports
from shkplan.report.inputs import find_inputs
from tests.report.conftest import AS_OF, GREEN
from tests.report.test_cli import call

ASKED = {"reports": ["overview"], "languages": ["en"], "as_of": AS_OF}


@pytest.fixture
def two(workspace):
    """A workspace with a second plan, which has no new jobs and another horizon."""
    root = workspace()
    plans = root / "data" / "plans"
    text = (plans / "small.yaml").read_text(encoding="utf-8").replace("id: small", "id: other")
    text = text.replace("horizon: 2035", "horizon: 2030").replace("employment.new_jobs", "employment.old_jobs")
    (plans / "other.yaml").write_text(text, encoding="utf-8")
    return root


def test_every_plan_has_its_reports_in_a_folder_of_its_own(two):
    """In the order of the plans, each in reports/<plan>/<day>, with its own plan file among the inputs and no other."""
    made = list(make_reports(**ASKED))
    assert [folder.path for folder in made] == [two / "reports" / plan / AS_OF for plan in ("other", "small")]
    for folder, plan, horizon in zip(made, ("other", "small"), (2030, 2035), strict=True):
        assert folder.manifest.parameters["to"] == horizon
        assert [path.stem for path in (folder.path / "inputs" / "data" / "plans").iterdir()] == [plan]


def test_the_command_prints_each_index_and_takes_one_plan_by_name(two):
    """Without an option every plan; with --plan that one alone."""
    asked = ("report", "overview", "--lang", "en", "--as-of", AS_OF)
    told = call(*asked)
    assert told.exit_code == 0, told.output
    indexes = [str(two / "reports" / plan / AS_OF / "index.html") for plan in ("other", "small")]
    assert told.stdout.split() == indexes
    assert told.stderr.count("[1/1] overview done") == 2
    assert call(*asked, "--plan", "small").stdout.split() == indexes[1:]


def test_one_report_on_one_of_several_plans_needs_its_name(two):
    """A single folder cannot be that of two plans."""
    with pytest.raises(ParameterError, match=r"2 plans in .*: other, small\. Name one\."):
        make_report(**ASKED)


def test_what_one_plan_cannot_do_is_told_before_any_report_is_made(two):
    """An indicator of one plan alone: which plan lacks it is said, and nothing is made for the other either."""
    with pytest.raises(ParameterError) as refused:
        make_reports(as_of=AS_OF, reports=["indicator"], indicators=["employment.new_jobs"])
    told = str(refused.value)
    assert told.startswith("other: no indicator named 'employment.new_jobs'. Did you mean employment.old_jobs?")
    assert told.endswith("\nName one of the 2 plans if you mean only that.")
    assert "small:" not in told
    assert not (two / "reports").exists()


def test_with_one_plan_an_error_is_that_of_its_report(workspace):
    """No plan is named where there is only one, nor where one was asked for."""
    workspace()
    with pytest.raises(UnknownName, match=r"^no indicator named 'new_jobs'"):
        make_reports(as_of=AS_OF, indicators=["new_jobs"])
    with pytest.raises(UnknownName, match=r"Did you mean small\?"):
        make_reports("smal", as_of=AS_OF)


def test_a_report_that_would_lose_pages_stops_the_others_too(two):
    """The whole report of the second plan is there: a partial one of both is refused before the first is made."""
    small = make_report("small", **{**ASKED, "reports": ["overview", "data"]})
    with pytest.raises(ParameterError, match=r"^small: .* would not have, such as en/data\.html"):
        make_reports(**ASKED)
    assert {path.name for path in (two / "reports").iterdir()} == {"small", ".store"}
    assert (small.path / "en" / "data.html").is_file()


def test_a_scenario_belongs_to_its_plan(two):
    """Greener is one of the small plan: the other neither takes it nor carries it along."""
    assert set(find_inputs("small").scenario_files) == {"greener"}
    assert find_inputs("other").scenario_files == {}
    with pytest.raises(ParameterError, match="greener"):
        make_report("other", **ASKED, scenario="greener")


def test_indicators_that_all_plans_have_are_reported_for_each(two):
    """An id that both plans know is a page of both."""
    made = list(make_reports(**{**ASKED, "reports": ["indicator"]}, indicators=[GREEN]))
    assert [sorted(folder.manifest.pages) for folder in made] == [
        [f"en/indicator-{GREEN}.html", "en/report.pdf", "index.html"]
    ] * 2


def test_a_plan_whose_report_fails_keeps_no_other_from_its_place(two):
    """The first of two fails: the second is made all the same; the exit code is 1, and the failure is told at the end."""
    notebook = two / "notebooks" / "overview.ipynb"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace("import os\\n", "import os\\nassert plan != 'other'\\n", 1), encoding="utf-8")
    told = call("report", "overview", "--lang", "en", "--as-of", AS_OF)
    assert told.exit_code == 1
    assert told.stdout.split() == [str(two / "reports" / "small" / AS_OF / "index.html")]
    last = told.stderr[told.stderr.index("other: overview, cell 2: assert plan != 'other'") :]
    assert "AssertionError" in last
    assert last.endswith("1 of 2 reports failed.\n")
    assert not (two / "reports" / "other" / AS_OF).exists()
