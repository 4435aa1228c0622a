"""Revisions of targets: recorded below what is there, in force from their day, and every mistake told before anything is written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import shkplan as sp
from shkplan.base.errors import DataError, ParameterError, ShkplanError, UnknownName
from shkplan.cli import app
from shkplan.files import paths
from shkplan.files.records import load
from shkplan.register.revisions import RevisionFile
from shkplan.workspace.check import check
from shkplan.workspace.init import init
from shkplan.workspace.load import load_plan
from shkplan.workspace.revising import revise

JOBS, SHARE, PACE = "employment.new_jobs", "education.kindergarten_share", "economy.gdp_growth"
PLAN = "our-district"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(paths.WORKSPACE_VARIABLE, raising=False)
    init(PLAN)
    monkeypatch.chdir(tmp_path / PLAN)
    return tmp_path / PLAN


def file_of(here: Path) -> Path:
    return here / "data" / "revisions" / f"{PLAN}.yaml"


def propose(to: float = 45000, day: str = "2023-11-01", **parts: Any) -> Any:
    return revise(JOBS, to=to, reason="疫情影响", date=day, **parts)


def test_an_approved_revision_is_a_version_from_its_day_on(here: Path) -> None:
    """50,000 until 28 December 2023, 45,000 from that day on; who decided stands as its place, why as its note; nothing wrong is found."""
    propose()
    done = propose(day="2023-12-28", approved="第12号决定", by="区人大常委会")
    assert done.written
    plan = load_plan(PLAN)
    numbers = {day: [target.number for target in plan[JOBS].targets_in_force(dt.date.fromisoformat(day))]  # type: ignore[union-attr]
               for day in ("2023-12-27", "2023-12-28", "2026-01-01")}  # fmt: skip
    assert numbers == {"2023-12-27": [50000.0], "2023-12-28": [45000.0], "2026-01-01": [45000.0]}
    latest = plan[JOBS].targets[-1]
    assert (latest.locator, str(latest.note)) == ("区人大常委会，第12号决定", "疫情影响")
    assert (latest.statement.zh, latest.statement.en) == (
        "由5万人调整为4.5万人。",
        "Revised from 50,000 persons to 45,000 persons.",
    )
    assert check(here) == []
    assert load_plan(PLAN) is plan, "the same value while nothing has changed: a report asks for it on every page"


def test_only_a_proposal_decides_nothing_and_stands_beside(here: Path) -> None:
    """The number in force decides; the proposal has a verdict of its own on the same paths, which counts nowhere; rejected, it is told as that."""
    revise(SHARE, to=60, reason="a reason", date="2023-11-01")
    a = sp.assess(PLAN, as_of="2024-01-01", n_paths=500)
    (found,) = a.revised.proposals
    assert found.key == SHARE
    assert (found.verdict.target.number, found.if_approved.target.number) == (85.0, 60.0)  # type: ignore[union-attr]
    assert found.verdict is a[SHARE]
    assert found.if_approved.prob is not None
    assert found.verdict.prob is not None
    assert found.if_approved.prob >= found.verdict.prob
    assert [one.key for one in a.revised.sentences] == [
        "revised.some",
        "revised.proposed",
    ]  # the template has one of its own
    assert not sp.assess(PLAN, as_of="2023-10-31", n_paths=500).revised.proposals
    revise(SHARE, to=60, reason="too low", date="2024-02-01", rejected="第3号决定")
    later = sp.assess(PLAN, as_of="2024-03-01", n_paths=500)
    assert not later.revised.proposals
    assert [one.new for one in later.revised.rejected] == [60.0]
    assert later[SHARE].target.number == 85.0  # type: ignore[union-attr]
    assert len(sp.assess(PLAN, as_of="2024-01-15", n_paths=500).revised.proposals) == 1, "as known on that day"


def test_a_deadline_can_move_and_the_old_one_no_longer_decides(here: Path) -> None:
    """Postponed to 2027: one target, due in 2027, of which both versions are told."""
    revise(JOBS, to=50000, deadline=2027, reason="later", date="2023-12-28", approved="D")
    one = load_plan(PLAN)[JOBS]
    assert [(target.deadline, target.years[0]) for target in one.targets_in_force()] == [(2027, 2021)]
    assert [target.deadline for target in one.targets_in_force(dt.date(2023, 1, 1))] == [2025]
    a = sp.assess(PLAN, as_of="2024-01-01", n_paths=500)
    assert [(v.number, v.target.deadline) for v in a.versions(JOBS)] == [(1, 2025), (2, 2027)]
    assert a[JOBS].target.deadline == 2027


def test_what_was_written_stays_as_it_is(here: Path) -> None:
    """Comments, order, quotes, line ends: the file grows at its end alone."""
    propose()
    path = file_of(here)
    written = path.read_text(encoding="utf-8").replace("\n", "\r\n") + "# 区发改局 2023年存档\r\n"
    path.write_bytes(written.encode())
    propose(day="2023-12-28", approved="第12号决定")
    after = path.read_bytes().decode()
    assert after.startswith(written)
    assert "\n" not in after.replace("\r\n", "")
    assert [one.status for one in load(path, RevisionFile).entries] == ["proposed", "approved"]


def test_a_list_begun_by_hand_goes_on_as_it_was_begun(here: Path) -> None:
    """Indented entries, one language of a reason or both, no line end at the end."""
    path = file_of(here)
    path.parent.mkdir(exist_ok=True)
    entry = f"  - target: {JOBS}\n    old: 5\n    new: 4.8\n    unit: 万人\n    reason: {{zh: 理由, en: why}}\n    date: 2022-01-05\n    status: proposed"
    path.write_text(entry, encoding="utf-8")
    propose()
    first, second = load(path, RevisionFile).entries
    assert (str(first.reason), str(second.reason)) == ("why", "疫情影响")
    assert path.read_text(encoding="utf-8").startswith(entry + "\n  - target:")


def test_an_empty_list_is_filled(here: Path) -> None:
    path = file_of(here)
    path.parent.mkdir(exist_ok=True)
    path.write_text("# ours\n[]\n", encoding="utf-8")
    propose()
    assert path.read_text(encoding="utf-8").startswith("# ours\n- target:")


def test_a_dry_run_shows_the_entry_and_writes_nothing(here: Path) -> None:
    done = propose(dry_run=True)
    assert not done.written
    assert "new: 45000" in done.added
    assert not file_of(here).exists()


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        ({"to": 50000}, "another number, or another deadline"),
        ({"deadline": 2050}, "a year from 2021 to 2035"),
        ({"rejected": "D"}, "a revision that was proposed"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_written(here: Path, given_: dict[str, Any], told: str) -> None:
    with pytest.raises(DataError, match=told):
        propose(**given_)
    assert not file_of(here).exists()


def test_a_number_that_was_not_in_force_is_told_with_the_one_that_was(here: Path) -> None:
    """By hand as by the command; entries out of order, without approval, of a target nobody knows: all at once, by line."""
    path = file_of(here)
    path.parent.mkdir(exist_ok=True)
    entry = '- {{target: {0}, old: {1}, new: {2}, unit: "{3}", reason: why, date: {4}, status: {5}}}\n'
    path.write_text(
        entry.format(JOBS, 60000, 45000, "人", "2023-11-01", "proposed") + entry.format("employment.newjobs", 1, 2, "人", "2023-11-01", "proposed")
        + entry.format(PACE, 0, 1, "%", "2023-11-01", "proposed") + entry.format(SHARE, 85, 60, "人", "2023-11-01", "proposed"),
        encoding="utf-8",
    )  # fmt: skip
    with pytest.raises(DataError) as caught:
        load_plan(PLAN)
    told = str(caught.value)
    for words in (
        'line 1, [0].old: found "60000 人", expected 50000 人, the number in force on 2023-11-01',
        'line 2, [1].target: found "employment.newjobs"', "Did you mean employment.new_jobs",
        "line 3, [2].target", "a target with a number", "line 4, [3].unit", "4 mistakes",
    ):  # fmt: skip
        assert words in told
    assert [str(one) for one in check(here)][:1] == [str(caught.value.mistakes[0])]
    path.write_text(entry.format(JOBS, 50000, 45000, "人", "2023-11-01", "approved"), encoding="utf-8")
    with pytest.raises(DataError, match="who approved it"):
        load_plan(PLAN)


def test_entries_stand_in_the_order_of_their_days(here: Path) -> None:
    propose(day="2023-11-01")
    with pytest.raises(DataError, match="2023-11-01, the day of the entry before it, or a later one"):
        propose(to=44000, day="2023-10-01")


def test_a_file_of_no_plan_is_a_mistake(here: Path) -> None:
    propose()
    file_of(here).rename(file_of(here).with_name("our-distrikt.yaml"))
    (found,) = check(here)
    assert "expected the id of a plan" in str(found)
    assert "our-district" in str(found)


def test_a_shipped_plan_is_revised_in_a_workspace_alone(
    here: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither beside another plan of a workspace nor where there is none; a plan nobody knows is told with the nearest."""
    for folder in (here, tmp_path):
        monkeypatch.chdir(folder)
        with pytest.raises(ParameterError, match="shkplan init FOLDER --from shahekou-14fyp"):
            revise("environment.green_coverage", "shahekou-14fyp", to=45, reason="why", date="2023-11-01")
        with pytest.raises(UnknownName):
            revise(JOBS, "shahekou-14fip", to=45, reason="why", date="2023-11-01")
    monkeypatch.chdir(here)
    for target, reason in ((PACE, "why"), ("employment.newjobs", "why"), (JOBS, "  ")):
        with pytest.raises(ShkplanError):
            revise(target, to=45, reason=reason, date="2023-11-01")
    with pytest.raises(ParameterError, match="no target of our-district was in force then"):
        propose(day="2020-01-01")


@given(
    numbers=st.lists(st.integers(1, 10**7), min_size=1, max_size=6, unique=True),
    reasons=st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp")), min_size=1, max_size=30).filter(str.strip), min_size=6, max_size=6),
)  # fmt: skip
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_history_is_read_back_as_it_was_recorded(here: Path, numbers: list[int], reasons: list[str]) -> None:
    """Whatever stands in a reason: entries come back in their order, earlier bytes unchanged, the last number in force."""
    path = file_of(here)
    path.unlink(missing_ok=True)
    before = b""
    kept = [number for number in numbers if number != 50000] or [1]
    for at, number in enumerate(kept):
        try:
            revise(JOBS, to=number, reason=reasons[at], date=dt.date(2022, 1 + at, 1), approved="D")
        except DataError as refused:
            if "plain characters" in str(refused):  # a sign that no page may carry
                return
            raise
        content = path.read_bytes()
        assert content.startswith(before)
        before = content
    entries = load(path, RevisionFile).entries
    assert [one.new for one in entries] == [float(number) for number in kept]
    assert [one.reason.zh for one in entries] == [reason.strip() for reason in reasons[: len(kept)]]
    assert load_plan(PLAN)[JOBS].targets_in_force()[0].number == kept[-1]  # type: ignore[union-attr]


def test_the_command_records_shows_and_refuses(here: Path) -> None:
    """What is asked for must be said; --list shows which version decides and what a proposal would make of its target."""
    run = CliRunner().invoke
    asked = ["revise", SHARE, "--to", "60", "--reason", "too high", "--date", "2023-11-01"]
    assert run(app, [*asked, "--proposed", "--dry-run"]).exit_code == 0
    assert not file_of(here).exists()
    assert run(app, [*asked, "--proposed"]).exit_code == 0
    listed = run(app, ["revise", "--list", "--as-of", "2024-01-01"]).stdout
    assert "if approved" in listed
    assert "decides nothing" in listed
    assert run(app, [*asked, "--proposed", "--approved", "D"]).exit_code == 2
    assert run(app, ["revise", "--to", "60"]).exit_code == 2
    assert run(app, asked).exit_code == 2
    assert run(app, ["revise", "employment.newjobs", "--to", "1", "--reason", "x", "--proposed"]).exit_code == 2
    zh = run(app, ["revise", "--list", "--lang", "zh", "--as-of", "2024-01-01"]).stdout
    assert "如获批准" in zh
