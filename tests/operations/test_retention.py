"""Which reports stay, and that nothing else is ever touched, whatever lies there and whenever a process dies."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from shkplan.base.errors import ParameterError, ShkplanError, UnknownName
from shkplan.operations import retention
from shkplan.operations.approving import approve
from shkplan.operations.batch import Batch
from shkplan.operations.retention import kept_of, prune, prune_old
from shkplan.operations.runs import FILE, Run, RunLog
from shkplan.workspace.schedules.reports_file import Retention, read_reports
from tests.operations.keeping import Keep, report_at
from tests.operations.test_runs import a_run

DAYS = st.lists(st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31)), unique=True, max_size=20)


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keep:
    found = Keep(tmp_path / "office")
    monkeypatch.chdir(found.root)
    monkeypatch.delenv("SHKPLAN_WORKSPACE", raising=False)
    return found


@settings(max_examples=200, deadline=None)
@given(days=DAYS, last=st.integers(1, 5), yearly=st.booleans(), data=st.data())
def test_the_rules_hold(days: list[dt.date], last: int, yearly: bool, data: st.DataObject) -> None:
    """The latest, the last N, the last of each year and every approved one stay, and what an approved one followed; the rest goes.

    What is kept is kept when the rules are asked again: pruning twice is pruning once.
    """
    runs = [
        a_run(day=day.isoformat(), follows=a_run(day=days[n - 1].isoformat()).id if n else "")
        for n, day in enumerate(days)
    ]
    approved = {run.id for run in runs if data.draw(st.integers(0, 5)) == 0}
    keep = Retention(last=last, yearly=yearly)
    kept = kept_of(runs, keep, approved)
    ordered = sorted(runs, key=lambda run: run.as_of)
    expected = {run.id for run in ordered[-last:]} | approved
    expected |= {run.follows for run in runs if run.id in approved and run.follows}
    if yearly:
        expected |= {
            max((run for run in runs if run.as_of.year == year), key=lambda run: run.as_of).id
            for year in {run.as_of.year for run in runs}
        }
    assert set(kept) == expected
    assert kept_of([run for run in runs if run.id in kept], keep, approved) == kept


def test_old_reports_go_and_their_removal_is_written_down(keep: Keep) -> None:
    runs = keep.months("2025-10", 8)
    before = keep.everything()
    shown = prune(dry_run=True)
    assert keep.everything() == before
    assert not keep.log.removed
    found = prune()
    assert found.decisions == shown.decisions
    assert keep.days == ["2025-12-31", "2026-03-31", "2026-04-30", "2026-05-31"]
    assert set(keep.log.removed) == {runs[n].id for n in (0, 1, 3, 4)}
    assert [run.as_of.isoformat() for run in keep.log.standing] == keep.days
    assert set(keep.everything()) == {name for name in before if name.split("/")[1] in keep.days}
    assert prune().going == ()


def test_approved_ones_stay_with_what_they_are_compared_with(keep: Keep) -> None:
    keep.write("{last: 1, yearly: false}")
    runs = keep.months("2026-01", 6)
    approve("2026-03", by="李雷", reference="1")
    found = prune()
    assert {one.run.id: one.why for one in found.decisions if not one.goes} == {
        runs[1].id: "compared", runs[2].id: "approved", runs[5].id: "latest",
    }  # fmt: skip
    assert keep.days == ["2026-02-28", "2026-03-31", "2026-06-30"]


def test_only_those_named_go(keep: Keep) -> None:
    keep.months("2026-01", 6)
    with pytest.raises(UnknownName):
        prune(["montly"])
    with pytest.raises(ParameterError, match="other keeps all its reports"):
        prune(["other"])
    assert len(prune(["monthly"]).going) == 3


def test_what_came_with_a_report_goes_with_it(keep: Keep) -> None:
    keep.months("2026-01", 5)
    for day in ("2026-01-31", "2026-02-28"):
        changes = keep.reports / f"our-plan/{day}.changes"
        changes.mkdir()
        (changes / "zh.html").touch()
        (changes / "changes.json").touch()
    (keep.reports / "our-plan/2026-02-28.changes/notes.txt").touch()
    prune()
    assert sorted(path.name for path in (keep.reports / "our-plan").glob("*.changes")) == ["2026-02-28.changes"]


def hand_made(keep: Keep) -> None:
    report_at(keep.reports / "our-plan/2020-01-31")


def other_file(keep: Keep) -> None:
    (keep.reports / "our-plan/2026-01-31/notes.txt").write_text("mine", encoding="utf-8")


def changed_page(keep: Keep) -> None:
    (keep.reports / "our-plan/2026-01-31/index.html").write_text("mine", encoding="utf-8")


def another_report(keep: Keep) -> None:
    shutil.rmtree(keep.reports / "our-plan/2026-01-31")
    report_at(keep.reports / "our-plan/2026-01-31", words="copied here")


def a_link(keep: Keep) -> None:
    place = keep.reports / "our-plan/2026-01-31"
    place.rename(keep.root / "elsewhere")
    place.symlink_to(keep.root / "elsewhere", target_is_directory=True)


def a_link_above(keep: Keep) -> None:
    (keep.reports / "our-plan").rename(keep.root / "elsewhere")
    (keep.reports / "our-plan").symlink_to(keep.root / "elsewhere", target_is_directory=True)


def a_link_within(keep: Keep) -> None:
    (keep.root / "mine").write_text("mine", encoding="utf-8")
    (keep.reports / "our-plan/2026-01-31/zh").symlink_to(keep.root, target_is_directory=True)


def no_manifest(keep: Keep) -> None:
    (keep.reports / "our-plan/2026-01-31/manifest.json").unlink()


@pytest.mark.parametrize(
    "deed", [hand_made, other_file, changed_page, another_report, a_link, a_link_above, a_link_within, no_manifest]
)
def test_what_is_not_just_what_a_run_left_there_stays(keep: Keep, deed: object) -> None:
    keep.months("2026-01", 5)
    deed(keep)  # type: ignore[operator]
    before = {path: path.read_bytes() for path in keep.root.rglob("*") if path.is_file() and path.suffix != ".lock"}
    found = prune()
    kept = {"2026-02-28"} if deed is not a_link_above and deed is not hand_made else set()
    gone = {path.parts[-2] for path in before if not path.exists() and path.name == "index.html"}
    assert gone == (kept or ({"2026-01-31", "2026-02-28"} if deed is hand_made else set()))
    if deed is not hand_made:
        assert "differs" in {one.why for one in found.decisions}
    assert all(one.detail != "" for one in found.decisions if one.why == "differs")


@pytest.mark.parametrize(
    "folder",
    [
        "elsewhere",
        "data",
        ".",
        "",
        "..",
        "reports",
        "../other",
        "/etc",
        "reports/../data",
        "reports/our-plan/..",
        "notebooks",
    ],
)
def test_a_log_that_was_tampered_with_leads_nowhere_else(keep: Keep, folder: str) -> None:
    """Neither out of the workspace nor to its data, even where a manifest of the right digest lies there."""
    keep.write("{last: 3, yearly: false}")
    keep.months("2026-02", 4)
    (keep.root / "elsewhere").mkdir()
    place = keep.root / folder
    if place.is_relative_to(keep.root) and place.exists():
        report_at(place)
    manifest = place / "manifest.json"
    from shkplan.report.manifest import sha256

    digest = sha256(manifest) if manifest.is_file() else "0" * 64
    RunLog(keep.reports / FILE).add(a_run(day="2019-01-31", manifest=digest).model_copy(update={"folder": folder}))
    before = {path for path in keep.root.rglob("*") if "2026-02-28" not in path.parts and ".lock" not in path.name}
    prune()
    assert {path for path in before if not path.exists()} == set()


def test_one_that_is_being_made_again_waits_for_the_next_time(keep: Keep) -> None:
    keep.months("2026-01", 4)
    with FileLock(keep.reports / "our-plan/.2026-01-31.lock"):
        assert next(one.why for one in prune().decisions) == "busy"
        assert "2026-01-31" in keep.days
        assert not keep.log.removed
    prune()
    assert "2026-01-31" not in keep.days


class Died(BaseException):
    """A process that ends here."""


@pytest.mark.parametrize("moment", range(1, 11))
def test_a_death_at_any_moment_loses_nothing_and_is_made_up_for(
    keep: Keep, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    """Nothing is listed that is gone, nothing is half there, and the next time all is as if nothing had happened."""
    keep.months("2026-01", 5)
    for day in ("2026-01-31", "2026-02-28"):
        (keep.reports / f"our-plan/{day}.changes").mkdir()
    steps = 0

    def dying(real):  # type: ignore[no-untyped-def]
        def step(*args, **given):  # type: ignore[no-untyped-def]
            nonlocal steps
            steps += 1
            if steps == moment:
                raise Died
            return real(*args, **given)

        return step

    with monkeypatch.context() as patch:
        patch.setattr(RunLog, "add", dying(RunLog.add))
        patch.setattr(Path, "rename", dying(Path.rename))
        patch.setattr(shutil, "rmtree", dying(shutil.rmtree))
        with contextlib.suppress(Died):
            prune()
    for run in keep.log.standing:
        assert retention.as_made(run, keep.reports) == "", run.folder
    for folder in (keep.reports / "our-plan").glob("2*"):
        assert folder.name.endswith(".changes") or (folder / "index.html").is_file()
    prune()
    assert keep.days == ["2026-03-31", "2026-04-30", "2026-05-31"]
    assert len(keep.log.removed) == 2
    assert [path.name for path in (keep.reports / "our-plan").iterdir() if path.is_dir()]
    assert not [path for path in (keep.reports / "our-plan").iterdir() if path.is_dir() and path.name not in keep.days]


def test_what_cannot_be_removed_is_told_and_tried_again(keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    keep.months("2026-01", 4)

    def refuse(*args: object, **given: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        found = prune()
    assert [str(one) for one in found.troubles] == [
        "reports/our-plan/2026-01-31 could not be removed whole (Permission denied); it is tried again the next time."
    ]
    prune()
    assert "2026-01-31" not in keep.days


def test_a_report_made_again_after_its_removal_stays_until_its_time_comes(keep: Keep) -> None:
    keep.months("2026-01", 4)
    prune()
    again = keep.made("2026-01-31", id="again")
    keep.write("{last: 9}")
    prune()
    assert "2026-01-31" in keep.days
    assert again.id not in keep.log.removed


def batch(keep: Keep, *runs: Run, **given: object) -> Batch:
    return Batch(keep.root, keep.reports, read_reports(keep.root), runs, keep.log, **given)  # type: ignore[arg-type]


def test_after_a_batch_in_which_all_went_well_old_ones_go_by_themselves(keep: Keep) -> None:
    runs = keep.months("2026-01", 5)
    failed = a_run(state="failed", folder="")
    for nothing in (
        batch(keep, runs[-1], failed),
        batch(keep),
        batch(keep, runs[-1], interrupted=True),
        batch(keep, runs[-1], troubles=("x",)),
    ):
        prune_old(nothing)
        assert len(keep.days) == 5
    prune_old(batch(keep, runs[-1]))
    assert len(keep.days) == 3


def test_trouble_after_a_batch_is_raised(keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = keep.months("2026-01", 5)

    def refuse(*args: object, **given: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(ShkplanError, match="could not be removed"):
        prune_old(batch(keep, runs[-1]))


def test_a_clock_set_back_changes_nothing(keep: Keep) -> None:
    """Reports are counted by their days, not by when they were made."""
    for n, day in enumerate(["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]):
        started = dt.datetime(2030 - n, 1, 1, tzinfo=dt.UTC)
        keep.made(day, id=f"run-{n}", started=started, ended=started)
    prune()
    assert keep.days == ["2026-03-31", "2026-04-30", "2026-05-31"]
