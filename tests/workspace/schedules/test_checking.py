"""What of ``reports.yaml`` does not fit its workspace, and what is wrong with it by itself; all of it at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shkplan.base.errors import DataError
from shkplan.files import paths
from shkplan.workspace.check import check, checked
from shkplan.workspace.init import init
from shkplan.workspace.schedules.checking import schedule_mistakes
from shkplan.workspace.schedules.reports_file import read_reports
from tests.operations.conftest import open_office

OWN = "own_notebooks: [overview, targets, indicator, data, scenarios, evaluation, vision, calibration]"


def told(root: Path, text: str) -> list[str]:
    """Mistakes without what stands before the key."""
    (root / "reports.yaml").write_text(text, encoding="utf-8")
    with paths.within(root):
        return [str(one).replace("reports.yaml, ", "") for one in schedule_mistakes(root)]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return open_office(tmp_path / "office", monkeypatch)


def test_names_that_nobody_knows_are_told_with_the_nearest(office: Path) -> None:
    found = told(office, f"""\
reports:
  monthly:
    plan: small
    pages: [overvew]
    indicators: [employment.new_job]
    parameters: {{region: 大连, model: drft, scenario: green, scenarios: [greener, grener]}}
    {OWN[:-1]}, extra]
  other:
    plan: smal
    {OWN}
""")  # fmt: skip
    assert [one.split("\n")[0].split(": found")[0] for one in found] == [
        "line 4, reports.monthly.pages[0]", "line 7, reports.monthly.own_notebooks[8]", "line 5, reports.monthly.indicators[0]",
        "line 6, reports.monthly.parameters.region", "line 6, reports.monthly.parameters.model",
        "line 6, reports.monthly.parameters.scenario", "line 6, reports.monthly.parameters.scenarios[1]",
        "line 9, reports.other.plan",
    ]  # fmt: skip
    for one, near in zip(
        found, ("overview", "", "new_jobs", "大连市", "drift", "greener", "greener", "small"), strict=True
    ):
        assert f"Did you mean {near}" in one or not near or near in one


def test_two_reports_do_not_share_a_folder(office: Path) -> None:
    (one,) = told(
        office, f"reports:\n  a: {{plan: small, {OWN}}}\n  b: {{plan: small, as_of: end of last year, {OWN}}}\n"
    )
    assert "reports.b.destination" in one
    assert "destination: reports/b" in one
    assert (
        told(office, f"reports:\n  a: {{plan: small, {OWN}}}\n  b: {{plan: small, parameters: {{to: 2030}}, {OWN}}}\n")
        == []
    )


def test_a_link_that_leads_out_is_no_destination(office: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (office / "away").symlink_to(tmp_path / "elsewhere")
    (one,) = told(office, f"reports:\n  a: {{plan: small, destination: away, {OWN}}}\n")
    assert "reports.a.destination" in one


def test_notebooks_that_were_changed_are_named_together(office: Path) -> None:
    (one,) = told(office, "reports:\n  a: {plan: small, pages: [overview, data], own_notebooks: [data]}\n")
    assert "changed in notebooks: overview" in one
    assert "own_notebooks: [data, overview]" in one


def test_a_notebook_saved_with_other_line_ends_is_the_same(office: Path) -> None:
    ours = (paths.shipped() / "notebooks" / "overview.ipynb").read_bytes()
    (office / "notebooks" / "overview.ipynb").write_bytes(ours.replace(b"\n", b"\r\n"))
    assert told(office, "reports:\n  a: {plan: small, pages: [overview]}\n") == []


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ("destination: ../out", "destination"), ("destination: /tmp", "destination"), ("destination: 'a\\\\b'", "destination"),
        ("destination: ~/out", "destination"), ("destination: 'C:/out'", "destination"), ("destination: .hidden/x", "destination"),
        ("destination: data/plans", "destination"), ("destination: reports/latest", "destination"),
        ("destination: 'reports/nul'", "destination"), ("destination: 'reports/x.'", "destination"),
        ("parameters: {plan: other}", "parameters.plan"), ("parameters: {as_of: 2026-01-01}", "parameters.as_of"),
        ("parameters: {seed: true}", "parameters.seed"), ("parameters: {to: next}", "parameters.to"),
        ("parameters: {scenarios: greener}", "parameters.scenarios"), ("parameters: {region: [大连市]}", "parameters.region"),
        ("as_of: end of last week", "as_of"), ("as_of: 2026-13-01", "as_of"), ("languages: [de]", "languages[0]"),
        ("formats: [odt]", "formats[0]"), ("formats: []", "formats"), ("schedule: {every: hour}", "schedule.every"),
        ("schedule: {every: month, day: 31}", "schedule.day"), ("schedule: {every: day, at: '25:00'}", "schedule.at"),
        ("schedule: {every: day, weekday: monday}", "schedule.weekday"), ("keep: {last: 0}", "keep.last"), ("pln: x", "pln"),
    ],
)  # fmt: skip
def test_what_an_entry_cannot_be(office: Path, entry: str, key: str) -> None:
    """Told with line and key, before anything else is looked at."""
    found = told(office, f"reports:\n  a:\n    plan: small\n    {entry}\n    {OWN}\n")
    assert len(found) == 1
    assert re.match(rf"line [45], reports\.a\.{re.escape(key)}: ", found[0])


@pytest.mark.parametrize("name", ["Monthly", "a b", "nul", "com1", "a/b", "..", "月报", "x" * 61])
def test_what_a_report_cannot_be_called(office: Path, name: str) -> None:
    """Its name is that of files too, on every system."""
    assert told(office, f"reports:\n  {name!r}: {{plan: small, {OWN}}}\n")


def test_a_day_and_a_time_need_no_quotes(office: Path) -> None:
    assert (
        told(office, f"reports:\n  a: {{plan: small, as_of: 2026-06-30, schedule: {{every: day, at: 06:00}}, {OWN}}}\n")
        == []
    )
    entry = read_reports(office).reports["a"]
    assert entry.schedule is not None
    assert (entry.as_of, entry.schedule.at) == ("2026-06-30", "06:00")


def test_an_unknown_time_zone_is_told(office: Path) -> None:
    (one,) = told(office, f"timezone: Asia/Peking\nreports:\n  a: {{plan: small, {OWN}}}\n")
    assert "line 1, timezone" in one


def test_check_tells_of_it_and_a_report_by_hand_does_not_mind(office: Path) -> None:
    """What is wrong with the schedule of reports is no reason not to make one by hand."""
    told(office, "reports:\n  a: {plan: smal}\n")
    assert [one.where for one in check(office)] == ["line 2, reports.a.own_notebooks", "line 2, reports.a.plan"]
    assert checked(office).mistakes == ()
    (office / "reports.yaml").unlink()
    assert check(office) == []


def test_a_workspace_without_the_file_is_told_where_it_is_asked_for(office: Path) -> None:
    (office / "reports.yaml").unlink()
    with pytest.raises(DataError, match=r"reports\.yaml"):
        read_reports(office)


def test_a_new_workspace_has_one_that_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the marks before its second report are removed."""
    monkeypatch.chdir(tmp_path)
    init("our-district")
    root = tmp_path / "our-district"
    assert check(root) == []
    text = (root / "reports.yaml").read_text(encoding="utf-8")
    begun, _, second = text.partition("  # evaluation:")
    uncommented = "\n".join(line.replace("  # ", "  ", 1) for line in f"  # evaluation:{second}".splitlines())
    assert told(root, f"{begun}{uncommented}\n") == []
    assert list(read_reports(root).reports) == ["monthly", "evaluation"]
