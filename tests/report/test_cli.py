"""The door passes on what it is given, answers errors without a traceback, and ends with the right code."""

import os
import shutil
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
)
from typer.testing import CliRunner

from shkplan import __version__
from shkplan.cli import app
from tests.report.conftest import AS_OF
from tests.report.test_verify import held_to_permissions

RUNNER = CliRunner()


def call(*arguments):
    return RUNNER.invoke(app, [str(argument) for argument in arguments])


def command(*arguments, **options):
    """The command in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    words = [sys.executable, "-m", "shkplan.cli", *map(str, arguments)]
    return subprocess.Popen(words, env=environment, text=True, encoding="utf-8", **options)


def test_help_teaches():
    with command("--help", stdout=subprocess.PIPE) as process:
        told = process.communicate()[0]
    assert "shkplan init our-district" in told
    for name in ("report", "check", "verify", "init", "lab"):
        assert f" {name} " in told


def test_help_loads_no_heavy_library():
    """Whoever asks for help waits for no library of numbers, of terminals or of records."""
    heavy = "{'pandas', 'numpy', 'matplotlib', 'nbformat', 'rich', 'pydantic', 'yaml', 'tomllib'}"
    code = f"""
import sys
from shkplan.cli import app
try:
    app(["--help"])
except SystemExit:
    print([name for name in sys.modules if name in {heavy}])"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "[]"


def test_the_version():
    assert call("--version").output.strip() == f"shkplan {__version__}"


def test_report_prints_where_the_index_is_and_keeps_a_log(workspace):
    root = workspace()
    told = call("report", "overview", "--lang", "en", "--as-of", AS_OF, "--jobs", 1)
    assert told.exit_code == 0, told.output
    assert told.stdout.strip() == str(root / "reports" / "small" / AS_OF / "index.html")
    assert "[1/1] overview done" in told.stderr
    assert "made " in (root / "reports" / "shkplan.log").read_text(encoding="utf-8")


def test_quiet_says_nothing_and_the_log_goes_where_it_is_told(workspace, tmp_path):
    workspace()
    told = call(
        "report",
        "overview",
        "--lang",
        "en",
        "--as-of",
        AS_OF,
        "-q",
        "--log",
        tmp_path / "run.log",
        "--out",
        tmp_path / "o",
    )
    assert (told.exit_code, told.output) == (0, "")
    assert "overview done" in (tmp_path / "run.log").read_text(encoding="utf-8")
    assert (tmp_path / "o" / "small" / AS_OF / "index.html").is_file()


def test_a_failed_report_ends_with_1_also_when_quiet(workspace):
    root = workspace(overview="raises")
    told = call("report", "overview", "--lang", "en", "--as-of", AS_OF, "-q")
    assert told.exit_code == 1
    assert "ZeroDivisionError: division by zero" in told.stderr
    assert "Traceback" not in told.output
    assert "ReportFailed" in (root / "reports" / "shkplan.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["report", "--to", "1999"], "expected a year from"),
        (["report", "--model", "drfit"], "Did you mean drift?"),
        (["report", "overviw"], "Did you mean overview?"),
        (["report", "--seed", "many"], "--seed"),
        (["report", "--horizon", "3"], "--horizon"),
        (["reprot"], "reprot"),
        # Found when a newcomer typed what people type.
        (["report", "--lang", ""], "language: none is named, expected zh, en or both"),
        (["report", "--lang", "zh，fr"], "no language named 'fr'. Known: en, zh."),
        (
            ["report", "--as-of", "2023-6-30"],
            "as_of: found '2023-6-30', expected today or a date such as 2023-06-30. Write 2023-06-30.",
        ),
        (["report", "--as-of", "2999-01-01"], "as_of: 2999-01-01 is in the future"),
        (["report", "indicator", "--indicator", ""], "indicator: none is named"),
        (["check", "nowhere"], "the folder nowhere does not exist"),
        (["report", "--log", "data"], "--log data cannot be written"),
    ],
)
def test_a_wrong_command_or_parameter_ends_with_2(workspace, arguments, told):
    workspace()
    answer = call(*arguments)
    assert answer.exit_code == 2
    assert answer.stderr.count(told) == 1
    assert "Traceback" not in answer.output


def test_check_tells_mistakes_and_ends_with_1(workspace):
    root = workspace()
    figures = root / "data" / "observations" / "small.csv"
    assert call("check").exit_code == 0
    figures.write_text(figures.read_text(encoding="utf-8").replace("45.4", "４５.4"), encoding="utf-8")
    told = call("check")
    assert told.exit_code == 1
    assert "small.csv, row 3" in told.stderr


def test_verify_ends_with_0_or_1(made, tmp_path):
    """Found when --quiet was not."""
    told = call("verify", made.path, "-q", "--run-notebooks")
    assert (told.exit_code, told.output) == (0, "")
    assert call("verify", tmp_path, "-q").exit_code == 1


def test_verify_ends_with_3_where_notebooks_were_not_run(made):
    told = call("verify", made.path)
    assert told.exit_code == 3
    assert told.stderr.splitlines()[-1].startswith("not verified: pages: notebooks that are not those installed here")


def test_verify_tells_the_digest_and_what_is_proved(made):
    """The answer is the last line."""
    told = call("verify", made.path, "--run-notebooks", "--against", made.path)
    *above, proved, last = told.stdout.splitlines()
    assert last.startswith("verified: 16 figures")
    assert proved.startswith("This proves that every file")
    assert f"sha256 of manifest.json: {sha256((made.path / 'manifest.json').read_bytes()).hexdigest()}" in above


def test_a_report_is_signed_and_verified(made, tmp_path):
    report = tmp_path / "report"
    shutil.copytree(made.path, report)
    key, public = tmp_path / "key.pem", tmp_path / "public.pem"
    private = Ed25519PrivateKey.generate()
    key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")))
    public.write_bytes(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    told = RUNNER.invoke(app, ["sign", str(report), "--key", str(key)], input="secret\n")
    assert told.exit_code == 0, told.output
    told = call("verify", report, "--run-notebooks", "--signed-by", public)
    assert told.exit_code == 0
    assert "signed by the key in public.pem" in told.stdout
    assert call("verify", made.path, "--signed-by", public).exit_code == 1
    assert call("verify", made.path, "--signed-by", key).exit_code == 2


def test_init_tells_what_to_do_next(tmp_path):
    told = call("init", tmp_path / "ours", "--region", "中山区")
    assert told.exit_code == 0
    assert "shkplan check" in told.stdout
    assert call("init", tmp_path / "ours").exit_code == 1


def test_a_folder_that_cannot_be_written_is_no_traceback(workspace):
    root = workspace()
    (root / "blocked").write_text("a file")
    told = call("report", "overview", "--as-of", AS_OF, "--out", root / "blocked", "-q")
    assert told.exit_code == 1
    assert told.stderr.startswith(f"{root / 'blocked'} cannot be written to (")
    assert told.stderr.endswith("or name another folder (--out; destination in reports.yaml); nothing was made.\n")
    assert "Traceback" not in told.output


@pytest.mark.parametrize("log", [[], ["--log", "elsewhere.log"]])
def test_reports_that_may_not_be_written_are_one_message(workspace, log):
    """Found when a read-only folder of reports was answered with tracebacks of the log and a bare Errno."""
    root = workspace()
    (root / "reports").mkdir()
    (root / "reports" / "shkplan.log").touch()
    read_only = [root / "reports" / "shkplan.log", root / "reports"]
    modes = [path.stat().st_mode for path in read_only]
    for path in read_only:
        path.chmod(path.stat().st_mode & ~0o222)
    words = [*held_to_permissions(), sys.executable, "-m", "shkplan.cli", "report", "overview", "-q", *log]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    try:
        told = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    finally:
        for path, mode in zip(read_only, modes, strict=True):
            path.chmod(mode)
    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert str(root / "reports") in told.stderr
    assert "--out" in told.stderr


def test_a_notebook_that_is_none_is_told_by_check_and_by_report(workspace):
    """Found when a notebook cut off in the middle ended both with a traceback."""
    root = workspace()
    (root / "notebooks" / "overview.ipynb").write_text('{"cells": [', encoding="utf-8")
    for arguments, code in ((["check"], 1), (["report"], 2)):
        told = call(*arguments)
        assert told.exit_code == code
        assert told.stderr.count("notebooks/overview.ipynb, line 1: found no notebook") == 1
        assert "Traceback" not in told.output


def test_without_a_workspace_it_is_said_what_serves(tmp_path, monkeypatch):
    """Found when `check` in the wrong folder answered for the shipped plan as if it were the reader's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHKPLAN_WORKSPACE", raising=False)
    told = call("check")
    assert told.exit_code == 0
    assert told.stderr == "no workspace here: the shipped plans are checked; `shkplan init` lays one out.\n"


def test_a_language_named_twice_is_made_once(workspace):
    """Found when zh,zh made every page twice; a comma of a Chinese input method is one, too."""
    workspace()
    told = call("report", "overview", "--lang", "en，en", "--as-of", AS_OF)
    assert told.exit_code == 0
    assert "[1/1] overview done" in told.stderr


def _as_at_a_terminal():
    """Interrupts are heard: tests run in the background (``make test &``) ignore them, and so would whatever they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals between processes")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_report_ends_with_130_and_leaves_nothing(workspace, stop):
    root = workspace(overview="sleeps")
    arguments = ("report", "overview", "--lang", "en", "--as-of", AS_OF)
    with command(*arguments, cwd=root, stderr=subprocess.PIPE, preexec_fn=_as_at_a_terminal) as process:
        folder = root / "reports" / "small"
        while not list(folder.glob(".*.new/run/executed/draft-*")):
            assert process.poll() is None
            time.sleep(0.1)
        process.send_signal(stop)
        told = process.communicate(timeout=30)[1]
    assert process.returncode == 130
    assert "interrupted" in told
    assert "Traceback" not in told
    assert [path.name for path in folder.iterdir() if path.suffix != ".lock"] == []
