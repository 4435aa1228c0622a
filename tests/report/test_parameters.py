"""Nothing wrong reaches a kernel, and everything wrong is told at once."""

import pytest

from shkplan.base.errors import ParameterError
from shkplan.report.inputs import find_inputs
from shkplan.report.parameters import Known, ReportParameters, declared, mistakes, refuse
from shkplan.report.reports import chosen
from shkplan.report.request import Request, complete

KNOWN = Known(
    regions=("沙河口区", "大连市"),
    indicators=("employment.new_jobs", "environment.green_coverage"),
    scenarios=("greener",),
    models=("auto", "drift", "linear"),
)
GOOD = {"plan": "small", "region": "沙河口区", "as_of": "2023-06-30", "language": "zh"}


def found(notebook, values, name="good"):
    return mistakes(values, notebook(name), KNOWN)


def test_a_wrong_day_or_language_is_told_once_in_plain_words(notebook):
    """Found when a day was answered twice, once with a regular expression."""
    assert found(notebook, GOOD | {"as_of": "yesterday", "language": "fr"}) == [
        "language: found 'fr', expected zh or en.",
        "as_of: found 'yesterday', expected today or a date such as 2023-06-30.",
    ]


def test_good_parameters_have_no_mistakes(notebook):
    assert found(notebook, GOOD) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"modle": "drift"}, "modle: no such parameter. Did you mean model?"),
        ({"to": "2035"}, "to: found '2035'"),
        ({"to": True}, "to: found True"),
        ({"to": 2035.0}, "to: found 2035.0"),
        ({"to": 2023}, "to: found 2023, expected a year from 2024 to 2083"),
        ({"to": 2084}, "to: found 2084, expected a year from 2024 to 2083"),
        ({"seed": -1}, "seed: found -1"),
        ({"seed": 2**32}, "seed: found 4294967296"),
        ({"seed": float("nan")}, "seed: found nan"),
        ({"as_of": "2023-02-30"}, "as_of: found '2023-02-30', expected today or a date"),
        ({"as_of": "2023年6月30日"}, "such as 2023-06-30. Write 2023-06-30."),
        ({"as_of": "30.6.2023"}, "as_of: found '30.6.2023'"),
        ({"language": "fr"}, "language: found 'fr'"),
        ({"model": "drifft"}, "model: no model named 'drifft'. Did you mean drift?"),
        ({"scenario": "grener"}, "scenario: no scenario named 'grener'. Did you mean greener?"),
        ({"scenarios": ["greener", "grener"]}, "scenarios: no scenario named 'grener'. Did you mean greener?"),
        ({"scenarios": "greener"}, "scenarios: found 'greener'; input should be a list of names."),
        ({"scenarios": ["greener"]}, "scenarios: good.ipynb does not declare it in its parameters cell."),
        ({"region": "大连"}, "region: no region named '大连'. Did you mean 大连市?"),
        ({"plan": ("a", "b")}, "plan: found ('a', 'b')"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_was_found(notebook, change, told):
    assert any(told in line for line in found(notebook, GOOD | change))


@pytest.mark.parametrize("to", [2024, 2083])
def test_the_outermost_years_are_in_range(notebook, to):
    assert found(notebook, GOOD | {"to": to}) == []


def test_a_default_that_is_at_fault_is_called_one(notebook):
    """Found when a year was refused as "found" that nobody had typed."""
    expected = "expected a year from 2037 to 2096, after the as-of date 2036-06-30."
    assert found(notebook, GOOD | {"as_of": "2036-06-30"}) == [f"to: not given, and the default is 2035, {expected}"]
    assert found(notebook, GOOD | {"as_of": "2036-06-30", "to": 2035}) == [f"to: found 2035, {expected}"]


@pytest.mark.parametrize(
    ("horizon", "day", "to"), [(2035, "2023-06-30", 2035), (2025, "2026-11-27", 2027), (2025, "2021-12-31", 2025),
                               (2025, "2025-01-01", 2026), (2099, "2023-06-30", 2083)],
)  # fmt: skip
def test_the_default_last_year_is_one_that_the_day_allows(workspace, notebook, horizon, day, to):
    """The plan's horizon, or the nearest year allowed. Found when a plan to 2025 had no report after 2025 without --to."""
    plan = workspace() / "data" / "plans" / "small.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("horizon: 2035", f"horizon: {horizon}"), encoding="utf-8")
    values = complete(find_inputs("small"), day, {})
    assert values["to"] == to
    assert found(notebook, GOOD | {"as_of": day, "to": values["to"]}) == []


def test_all_mistakes_are_told_at_once(notebook):
    wrong = found(notebook, GOOD | {"to": "x", "seed": -1, "model": "tehta", "horizont": 3})
    assert [line.split(":")[0] for line in wrong] == ["to", "seed", "horizont", "model"]


def test_an_indicator_goes_only_to_a_notebook_that_declares_it(notebook):
    wrong = found(notebook, GOOD | {"indicator": "employment.new_jobs"})
    assert wrong == ["indicator: good.ipynb does not declare it in its parameters cell."]


def test_an_unknown_indicator_is_answered_with_the_nearest(notebook):
    wrong = found(notebook, GOOD | {"indicator": "new_jobs"})
    assert "indicator: no indicator named 'new_jobs'. Did you mean employment.new_jobs?" in wrong


def test_what_only_the_notebook_declares_is_refused(notebook):
    wrong = found(notebook, GOOD, "foreign_parameter")
    assert [line.split(":")[0] for line in wrong] == ["horizon", "label"]


def test_a_notebook_without_parameters_cell_is_refused(notebook):
    (wrong,) = found(notebook, GOOD, "no_parameters")
    assert "no cell tagged 'parameters'" in wrong


def test_annotations_and_equals_signs_do_not_hide_a_declaration(notebook):
    assert declared(notebook("foreign_parameter"))[-2:] == ("horizon", "label")


def test_parameters_leave_as_json_natives():
    natives = ReportParameters.model_validate(GOOD).natives()
    assert natives == GOOD | {"to": 2035, "model": "auto", "seed": 20211028, "scenario": ""}
    assert {type(value) for value in natives.values()} <= {str, int}


def test_what_is_wrong_for_several_notebooks_is_said_once():
    with pytest.raises(ParameterError, match="nothing was run") as refused:
        refuse(["seed: found -1", "seed: found -1", "to: found 1"])
    assert str(refused.value).count("seed") == 1


def test_nothing_wrong_refuses_nothing():
    refuse([])


def test_scenarios_to_compare_go_to_the_page_that_compares_them_and_into_the_name_of_the_folder(workspace):
    """None named are all of the plan's: that is as usual, and the folder has its plain name."""
    workspace()
    inputs = find_inputs("small")
    reports = chosen(inputs.plan, ["overview", "scenarios"])
    usual = Request(inputs, reports, ["en"], complete(inputs, "2023-06-30", {}))
    asked = Request(inputs, reports, ["en"], complete(inputs, "2023-06-30", {"scenarios": ["greener"]}))
    for order in (usual, asked):
        order.check()
    assert (usual.name, asked.name) == ("2023-06-30", "2023-06-30+scenarios-greener")
    overview, scenarios = (asked.own(report, "en") for report in asked.reports)
    assert "scenarios" not in overview
    assert scenarios["scenarios"] == ["greener"]
    assert usual.own(usual.reports[1], "en")["scenarios"] == []
