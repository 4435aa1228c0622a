"""``last-run.json``, for those who watch."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from shkplan.operations.last_run import LastRun
from shkplan.operations.running import run_reports

NOW = dt.datetime(2023, 7, 10, 2, tzinfo=dt.UTC)
SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "last-run.schema.json"


def read(office: Path) -> dict[str, Any]:
    content = json.loads((office / "reports" / "last-run.json").read_text(encoding="utf-8"))
    jsonschema.validate(content, json.loads(SCHEMA.read_text(encoding="utf-8")))
    return dict(content)


def test_the_published_schema_is_that_of_the_record() -> None:
    """To write it again: python -m tests.operations.test_last_run."""
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == schema()


def test_it_says_what_became_of_every_report(office: Path, quick: list[str]) -> None:
    run_reports(due=True, now=NOW)
    last = read(office)
    assert (last["state"], last["failing"], last["checked"], last["next"]) == (
        "succeeded", [], "2023-07-10T02:00:00Z", "2023-08-03T06:00:00+08:00",
    )  # fmt: skip
    reports = last["reports"]
    assert {name: (one["state"], one["good"], one["folder"]) for name, one in reports.items()} == {
        "monthly": ("succeeded", "2023-06-30", "reports/small/2023-06-30"),
        "brief": ("succeeded", "2023-06-30", "reports/brief/small/2023-06-30"),
    }


def test_it_is_written_where_nothing_was_due(office: Path, quick: list[str]) -> None:
    """A runner that runs no longer shows: ``checked`` stays behind a ``next`` that has passed."""
    run_reports(due=True, now=NOW)
    later = NOW + dt.timedelta(days=3)
    run_reports(due=True, now=later)
    last = read(office)
    assert (last["state"], last["checked"]) == ("nothing-due", "2023-07-13T02:00:00Z")
    assert set(last["reports"]) == {"monthly", "brief"}


def test_a_failure_says_why_in_both_languages_and_what_still_stands(
    office: Path, quick: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_reports(every=True, now=NOW)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "reports")

    monkeypatch.setattr("shkplan.operations.making.make_report", full)
    run_reports(["monthly"], now=NOW + dt.timedelta(days=31))
    last = read(office)
    monthly = last["reports"]["monthly"]
    assert (last["state"], last["failing"]) == ("failed", ["monthly"])
    assert (monthly["state"], monthly["as_of"], monthly["good"]) == ("failed", "2023-07-31", "2023-06-30")
    assert "No space left" in monthly["reason"]["en"]


def test_the_last_good_report_is_the_one_that_latest_leads_to(office: Path, quick: list[str]) -> None:
    """An earlier month that is made again takes no other's place: the file for monitoring and the pointer tell the same."""
    run_reports(["monthly"], now=NOW)
    run_reports(["monthly"], as_of="2023-05-31", now=NOW + dt.timedelta(days=1))
    pointer = json.loads((office / "reports" / "latest" / "monthly.json").read_text(encoding="utf-8"))
    monthly = read(office)["reports"]["monthly"]
    assert monthly["as_of"] == "2023-05-31"
    assert (
        (monthly["good"], monthly["folder"])
        == (pointer["as_of"], pointer["folder"])
        == ("2023-06-30", "reports/small/2023-06-30")
    )


def schema() -> dict[str, object]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **LastRun.model_json_schema(mode="serialization"),
    }


if __name__ == "__main__":
    SCHEMA.parent.mkdir(exist_ok=True)
    SCHEMA.write_text(json.dumps(schema(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
