"""Inputs beside originals: which files are the same, and the first row or line that is not."""

import shutil

import pytest

from shkplan.base.errors import ParameterError
from shkplan.report.inputs import find_inputs
from shkplan.report.reports import Report
from shkplan.report.verifying.originals import beside, root_of
from tests.report.conftest import GREEN

REPORTS = [Report("overview"), Report("indicator", GREEN)]


@pytest.fixture
def inputs(made, tmp_path):
    shutil.copytree(made.path / "inputs", tmp_path / "inputs")
    return tmp_path / "inputs"


def found(inputs, root):
    return beside(inputs, find_inputs(inputs / "data" / "plans" / "small.yaml"), REPORTS, root)


def test_a_report_beside_its_workspace_or_itself_is_the_same(made, inputs):
    """A workspace is compared with what a report would take from it: shipped classes and links included."""
    workspace = made.path.parents[2]
    assert found(inputs, root_of(workspace)).same
    assert found(inputs, root_of(made.path)).same


@pytest.mark.parametrize(("name", "old", "new", "told"), [
    (
        "data/observations/small.csv", "45.4", "45.9",
        "data/observations/small.csv, row 3 (environment.green_coverage 沙河口区 2021), value: '45.9' in this report, '45.4' in the originals",
    ),
    (
        "data/plans/small.yaml", "number: 45.2", "number: 45.0",
        "data/plans/small.yaml, line 27: '        number: 45.0' in this report, '        number: 45.2' in the originals",
    ),
])  # fmt: skip
def test_the_first_difference_is_told(made, inputs, name, old, new, told):
    path = inputs / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert [str(one) for one in found(inputs, root_of(made.path)).differing] == [told]


def test_rows_that_were_left_out_are_told(made, inputs):
    path = inputs / "data" / "observations" / "small.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    told = str(found(inputs, root_of(made.path)).differing[0])
    assert f"small.csv, line {len(lines)}: nothing at all in this report, '" in told


def test_files_on_one_side_only_are_told(made, inputs):
    (inputs / "data" / "scenarios" / "greener.yaml").rename(inputs / "data" / "scenarios" / "other.yaml")
    beside_it = found(inputs, root_of(made.path))
    assert (beside_it.own, beside_it.lacking) == (["data/scenarios/other.yaml"], ["data/scenarios/greener.yaml"])
    assert [str(one) for one in beside_it.lines("the originals")][1:] == [
        "    only in this report: data/scenarios/other.yaml",
        "    not in this report: data/scenarios/greener.yaml",
    ]


def test_what_is_no_workspace_is_refused(tmp_path):
    with pytest.raises(ParameterError, match=r"against: found .*, expected a workspace or the folder of a report\."):
        root_of(tmp_path)
