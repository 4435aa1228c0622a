"""Keeping reports as an office does: made, approved, told, replaced, pruned, by the library and by the command line."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shkplan.cli import app
from shkplan.operations.approving import approve, withdraw
from shkplan.operations.notices.secrets import hidden
from shkplan.operations.running import run_reports
from shkplan.operations.runs import read_log
from shkplan.report import manifest, verify
from shkplan.report.fields import mistakes
from shkplan.workspace.schedules.notify import Notify
from tests.operations.keeping import Keep
from tests.operations.notices.servers import web_server

NOW = dt.datetime(2023, 7, 10, 2, tzinfo=dt.UTC)


def run_cli(*line: str, code: int = 0, given: str = "") -> str:
    found = CliRunner().invoke(app, [*line, "--language=en"], input=given)
    assert found.exit_code == code, found.output
    return found.output


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keep:
    found = Keep(tmp_path / "office")
    monkeypatch.chdir(found.root)
    monkeypatch.delenv("SHKPLAN_WORKSPACE", raising=False)
    return found


def test_an_approved_report_is_never_replaced_and_one_that_replaces_another_says_so(office: Path) -> None:
    with web_server() as hook:
        text = (office / "reports.yaml").read_text(encoding="utf-8")
        way = f"notify:\n  chat:\n    when: [failure, success, recovery]\n    webhook: {{url: '{hook.address}'}}\n"
        (office / "reports.yaml").write_text(text + way, encoding="utf-8")
        (first,) = run_reports(["brief"], now=NOW).runs
        assert hook.content["event"] == "success"
        folder = office / first.folder
        assert manifest.read(folder).replaces is None
        approve("latest", by="A", reference="1")
        (refused,) = run_reports(["brief"], now=NOW).runs
        assert "was approved by A (1)" in str(refused.reason)
        assert hook.content["event"] == "failure"
        assert hook.content["reports"][0]["last_good"]["as_of"] == "2023-06-30"
        withdraw("latest", by="A", reason="a figure was wrong")
        assert run_reports(["brief"], now=NOW).well
        assert hook.content["event"] == "recovery"
        assert manifest.read(folder).replaces is None  # the same results: nothing was replaced
        before = manifest.read(folder)
        figures = office / "data/observations/small.csv"
        figures.write_text(figures.read_text(encoding="utf-8").replace(",45.4,", ",45.6,"), encoding="utf-8")
        assert run_reports(["brief"], now=NOW).well
    found = manifest.read(folder)
    assert found.results != before.results
    assert found.replaces == {"results": before.results, "ended": before.ended}
    assert read_log(office / "reports").remarks == ()


def test_a_manifest_that_names_what_it_replaces_is_read_and_another_refused(keep: Keep) -> None:
    keep.made("2026-09-30")
    folder = keep.reports / "our-plan/2026-09-30"
    content = manifest.strict((folder / manifest.FILE).read_text(encoding="utf-8"))
    well = {"results": "a" * 64, "ended": "2026-10-01T08:00:00+00:00"}
    assert list(mistakes(content | {"replaces": well})) == []
    assert list(mistakes({name: one for name, one in content.items() if name != "replaces"})) == []
    for wrong in (
        None,
        "x",
        {},
        {"results": "a" * 64},
        well | {"results": "A"},
        well | {"ended": "yesterday"},
        well | {"more": 1},
    ):
        (told,) = mistakes(content | {"replaces": wrong})
        assert told.startswith("replaces: found ")
    assert manifest.replaced(folder, "b" * 64) == {"results": content["results"], "ended": content["ended"]}
    assert manifest.replaced(folder, content["results"]) is None
    assert manifest.replaced(keep.root, "b" * 64) is None


def test_secrets_are_hidden_while_reports_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a notebook nor a program that it starts finds them; afterwards they are there again."""
    monkeypatch.setenv("CHAT_URL", "https://x.example/?key=secret")
    monkeypatch.setenv("CHAT_URL_FILE", "/run/secrets/chat")
    monkeypatch.setenv("OTHER", "x")
    ways = [Notify.model_validate({"webhook": {"url_env": "CHAT_URL"}})]
    told = [
        sys.executable,
        "-c",
        "import os; print([name for name in os.environ if name in ('CHAT_URL', 'CHAT_URL_FILE', 'OTHER')])",
    ]
    with contextlib.suppress(ZeroDivisionError), hidden(ways):
        assert "CHAT_URL" not in os.environ
        assert subprocess.run(told, capture_output=True, text=True, check=True).stdout.strip() == "['OTHER']"
        raise ZeroDivisionError
    assert os.environ["CHAT_URL"] == "https://x.example/?key=secret"
    assert os.environ["CHAT_URL_FILE"] == "/run/secrets/chat"


def test_the_command_approves_and_withdraws(keep: Keep) -> None:
    keep.made("2026-09-30")
    assert "approved by 李雷 (沙计〔2026〕12号); manifest " in run_cli(
        "approve", "2026-09", "--by", "李雷", "--reference", "沙计〔2026〕12号"
    )
    assert "approved already" in run_cli("approve", "latest", "--by", "B", "--reference", "2", code=2)
    assert "--reference: expected a few words" in run_cli("approve", "latest", "--by", "B", code=2)
    assert "no longer approved" in run_cli("approve", "latest", "--by", "B", "--withdraw", "a figure was wrong")
    assert "2026-08" in run_cli("approve", "2026-08", "--by", "B", "--reference", "2", code=2)


def test_the_command_prunes_after_it_has_shown_what_goes_and_asked(keep: Keep) -> None:
    keep.months("2026-01", 5)
    shown = run_cli("prune", "--dry-run")
    assert "To remove: 2 of 5 reports" in shown
    assert "retention has passed" in shown
    assert run_cli("prune", given="n\n", code=1).endswith("Nothing was removed.\n")
    assert len(keep.days) == 5
    assert "Removed: 2 reports." in run_cli("prune", given="y\n")
    assert keep.days == ["2026-03-31", "2026-04-30", "2026-05-31"]
    assert "To remove: 0 of 3 reports" in run_cli("prune", "--yes")


def test_the_command_tests_who_is_told(keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    with web_server() as hook:
        monkeypatch.setenv("CHAT", f"{hook.address}/very-secret-token")
        ways = "notify:\n  chat:\n    webhook: {url_env: CHAT}\n  pager:\n    command: [no-such-program]\n  mail:\n    retries: 0\n    mail: {host: 127.0.0.1, port: 9, security: none, from: a@b.example, to: [c@d.example]}\n"
        (keep.root / "reports.yaml").write_text("reports:\n  monthly: {plan: our-plan}\n" + ways, encoding="utf-8")
        shown = run_cli("notify")
        assert "webhook CHAT" in shown
        assert "mail to c@d.example by 127.0.0.1" in shown
        told = run_cli("notify", "--test", code=1)
        assert "chat (webhook CHAT): sent" in told
        assert "notify.pager was not told: no-such-program cannot be run: No such file or directory" in told
        assert "notify.mail was not told: 127.0.0.1 cannot be reached" in told
        assert "very-secret-token" not in told + shown
        assert "sent" in run_cli("notify", "chat", "--test")
        assert "chat" in run_cli("notify", "chta", "--test", code=2)
    assert [hook_event["event"] for hook_event in [hook.content]] == ["test"]


def test_a_report_that_names_what_it_replaces_is_verified(office: Path) -> None:
    run_reports(["brief"], now=NOW)
    folder = office / read_log(office / "reports").runs[-1].folder
    content = manifest.strict((folder / manifest.FILE).read_text(encoding="utf-8"))
    content["replaces"] = {"results": "a" * 64, "ended": "2023-07-01T08:00:00+00:00"}
    (folder / manifest.FILE).write_text(json.dumps(content), encoding="utf-8")
    assert verify.verify(folder, run_notebooks=True).figures > 0
