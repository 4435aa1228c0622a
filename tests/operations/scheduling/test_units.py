"""What is printed is held to what each scheduler publishes of its files, and to what an office expects of them."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from lxml import etree

from shkplan.files.lock import locked
from shkplan.operations.scheduling import ScheduleFile
from shkplan.operations.scheduling.airflow import airflow_files
from shkplan.operations.scheduling.container import container_files
from shkplan.operations.scheduling.cron import cron_files
from shkplan.operations.scheduling.github import github_files
from shkplan.operations.scheduling.kubernetes import kubernetes_files
from shkplan.operations.scheduling.systemd import systemd_files
from shkplan.operations.scheduling.windows import windows_files
from shkplan.workspace.schedules.timing import Timing, day_of
from tests.operations.scheduling.making import TIMINGS, order
from tests.operations.scheduling.test_hostile import tasks_of

NOW = dt.datetime(2026, 11, 28, 9, tzinfo=dt.timezone(dt.timedelta(hours=1)))
LASTLY = Timing(every="month", day="last", at="18:30")


def put(folder: Path, files: tuple[ScheduleFile, ...]) -> list[Path]:
    for one in files:
        (folder / one.name).parent.mkdir(parents=True, exist_ok=True)
        (folder / one.name).write_bytes(one.content)
    return [folder / one.name for one in files]


def tool(variable: str, *module: str) -> list[str]:
    """A module of an environment of its own, which a variable names by its Python."""
    python = os.environ.get(variable)
    if not python:
        pytest.skip(f"{variable} names no Python that has {module[-1]}")
    return [python, "-P", "-m", *module]


def test_cron_names_zone_and_failure() -> None:
    text = cron_files(order(LASTLY))[0].text
    assert text.splitlines().count("CRON_TZ=Asia/Shanghai") == 1
    assert "timedatectl set-timezone Asia/Shanghai" in text
    assert "MAILTO" in text


def test_systemd_makes_up_for_what_was_missed_and_tells_of_failures(tmp_path: Path) -> None:
    timer, service, failed = put(tmp_path, systemd_files(order(*TIMINGS)))
    assert "\nPersistent=true\n" in timer.read_text(encoding="utf-8")
    assert f"\nOnFailure={failed.name}\n" in service.read_text(encoding="utf-8")
    assert "journalctl -u shkplan-office.service" in failed.read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
def test_systemd_verifies_the_units(tmp_path: Path) -> None:
    units = put(tmp_path, systemd_files(order(*TIMINGS, root=tmp_path, python="/bin/sh")))
    answer = subprocess.run(
        ["systemd-analyze", "verify", *map(str, units)], capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, "")


def test_a_task_of_windows_keeps_to_the_schema() -> None:
    """UTF-16 with its mark, as the Task Scheduler expects; elements, order and values as published."""
    schema = etree.XMLSchema(etree.parse(Path(__file__).with_name("task-scheduler.xsd")))
    (file,) = windows_files(order(*TIMINGS), NOW)
    assert file.content[:2] in (b"\xff\xfe", b"\xfe\xff")
    task = etree.fromstring(file.content)
    schema.assertValid(task)
    names = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    assert len(task.findall("t:Triggers/t:CalendarTrigger", names)) == len(TIMINGS) + 1
    assert task.findtext("t:Settings/t:StartWhenAvailable", namespaces=names) == "true"
    told = task.findtext("t:RegistrationInfo/t:Description", namespaces=names)
    assert "UTC+01:00 where this file was made; Asia/Shanghai is UTC+08:00" in told


def test_the_schema_refuses_another_order() -> None:
    """What holds the task is no empty vessel."""
    schema = etree.XMLSchema(etree.parse(Path(__file__).with_name("task-scheduler.xsd")))
    text = windows_files(order(LASTLY), NOW)[0].text
    for wrong in (
        ("<Day>Last</Day>", "<Day>32</Day>"),
        ("S4U", "Nobody"),
        ("<Count>3</Count>", ""),
        ("Triggers>", "Trigger>"),
    ):
        task = etree.fromstring(text.replace(*wrong).partition("\n")[2])
        assert not schema.validate(task)


def test_a_workflow_says_what_happens_when_it_fails() -> None:
    workflow = yaml.safe_load(github_files(order(LASTLY))[0].text)
    steps = workflow["jobs"]["reports"]["steps"]
    assert workflow["concurrency"] == {"group": "shkplan", "cancel-in-progress": False}
    assert "workflow_dispatch" in workflow["on"]
    assert {one.get("if") for one in steps} == {None, "always()", "failure()"}
    assert workflow["permissions"] == {"contents": "write"}


def test_what_a_workflow_keeps_is_committed(tmp_path: Path) -> None:
    """Its step, run in a repository without an archive: what is new goes to the branch; a second time there is nothing to do."""
    steps = yaml.safe_load(github_files(order(LASTLY))[0].text)["jobs"]["reports"]["steps"]
    keep = next(one["run"] for one in steps if one.get("name") == "keep")
    environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1"}
    origin, clone = tmp_path / "origin", tmp_path / "clone"

    def run(*words: str, cwd: Path) -> str:
        return subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, check=True).stdout

    run("git", "init", "--quiet", "--bare", "--initial-branch=main", str(origin), cwd=tmp_path)
    run("git", "clone", "--quiet", str(origin), str(clone), cwd=tmp_path)
    (clone / ".gitignore").write_text("reports\n", encoding="utf-8")
    run("git", "add", ".", cwd=clone)
    run("git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "First", cwd=clone)
    run("git", "push", "--quiet", "origin", "HEAD:main", cwd=clone)
    (clone / "reports").mkdir()
    (clone / "reports" / "runs.jsonl").write_text("{}\n", encoding="utf-8")
    for _ in range(2):
        run("bash", "-e", "-c", keep, cwd=clone)
    assert run("git", "ls-tree", "-r", "--name-only", "main", cwd=origin).split() == [
        ".gitignore",
        "reports/runs.jsonl",
    ]
    assert len(run("git", "log", "--oneline", "main", cwd=origin).splitlines()) == 2


def test_a_workflow_keeps_to_the_published_schema(tmp_path: Path) -> None:
    """SchemaStore's, as check-jsonschema carries it."""
    command = tool("SHKPLAN_VALIDATORS", "check_jsonschema", "--builtin-schema", "vendor.github-workflows")
    workflow, _ = put(tmp_path, github_files(order(*TIMINGS)))
    answer = subprocess.run([*command, str(workflow)], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout


def test_jobs_of_kubernetes_keep_to_its_schema(tmp_path: Path) -> None:
    (jobs,) = put(tmp_path, kubernetes_files(order(*TIMINGS)))
    tool("SHKPLAN_VALIDATORS", "kubernetes_validate")
    program = Path(os.environ["SHKPLAN_VALIDATORS"]).with_name("kubernetes-validate")
    for version in ("1.28", "1.37"):
        command = [str(program), "--strict", "-k", version, str(jobs)]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        assert answer.returncode == 0, answer.stdout + answer.stderr


def test_jobs_of_kubernetes_by_hand() -> None:
    """What the schema does not say: names, one run at a time, missed moments, failures, and that nothing may be written but the volumes."""
    volume, *jobs = yaml.safe_load_all(kubernetes_files(order(*TIMINGS))[0].text)
    assert [one["metadata"]["name"] for one in jobs] == [f"shkplan-office-{n}" for n in range(1, len(TIMINGS) + 2)]
    for job in jobs:
        spec, pod = job["spec"], job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
        assert spec["concurrencyPolicy"] == "Forbid"
        assert spec["startingDeadlineSeconds"] > 0
        assert spec["jobTemplate"]["spec"]["backoffLimit"] == 2
        assert pod["restartPolicy"] == "Never"
        assert pod["volumes"][0]["persistentVolumeClaim"]["claimName"] == volume["metadata"]["name"]
        (container,) = pod["containers"]
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert {one["name"] for one in container["volumeMounts"]} == {one["name"] for one in pod["volumes"]}


def test_the_day_of_a_task_of_airflow_is_that_of_reports_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file of DAGs stands alone, and says the rules again: on every day of two years as in the library, in the office's zone."""
    _, names = tasks_of(airflow_files(order(LASTLY))[0].text, monkeypatch)
    for rule in ("today", "end of last month", "end of last quarter", "end of last year", "2026-06-30"):
        for count in range(731):
            moment = dt.datetime(2027, 1, 1, 16, 30, tzinfo=dt.UTC) + dt.timedelta(
                days=count
            )  # half past midnight there
            assert names["day_of"](rule, moment) == day_of(rule, moment.date() + dt.timedelta(days=1)).isoformat()


def test_the_container_keeps_to_the_rules() -> None:
    """No latest, no root, no cache, checksums, forms that need no shell."""
    file, ignore, lock = container_files(order(LASTLY))
    steps = [one.split(" ", 1) for one in re.sub(r"\\\n", "", re.sub("(?m)^#.*\n", "", file.text)).splitlines() if one]
    words = [word for word, _ in steps]
    assert words[0] == "FROM"
    assert re.fullmatch(r"docker\.io/library/python:3\.\d+-slim", steps[0][1])
    assert words.index("USER") > max(at for at, word in enumerate(words) if word == "RUN")
    assert set(words) <= {"FROM", "ENV", "RUN", "USER", "WORKDIR", "VOLUME", "ENTRYPOINT", "CMD"}
    for word in ("ENTRYPOINT", "CMD", "VOLUME"):
        assert isinstance(json.loads(dict(steps)[word]), list)
    assert not dict(steps)["USER"].startswith(("0", "root"))
    installs = [one for one in dict(steps)["RUN"].split("&&") if "pip install" in one] or [file.text]
    assert "--require-hashes" in file.text
    assert all("--no-cache-dir" in one for one in installs)
    assert "TZ=Asia/Shanghai" in file.text
    assert ignore.text.splitlines() == ["*", "!requirements.lock", "!shkplan-*.whl"]
    assert lock.text == "\n".join((*locked(lock.text), ""))
    assert all("--hash=sha256:" in one for one in locked(lock.text))
