"""An upgrade is shown first, done whole or not at all, keeps what it replaces, and is the same done twice."""

from __future__ import annotations

import codecs
import datetime as dt
import os
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from shkplan.base.errors import DataError, ShkplanError
from shkplan.cli import app
from shkplan.files import paths
from shkplan.register.plan import Plan
from shkplan.workspace.check import check, checked
from shkplan.workspace.format import CURRENT, FILE, NewerFormat, format_of
from shkplan.workspace.init import init
from shkplan.workspace.load import Workspace
from shkplan.workspace.upgrading import planned
from shkplan.workspace.upgrading import upgrade as upgrading
from tests.workspace.upgrading.conftest import Lay

DAY = dt.date(2026, 12, 1)
SOURCES = ("", "shahekou-14fyp", "china-14fyp")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def plan_of(folder: Path) -> Path:
    return next((folder / "data/plans").glob("*.yaml"))


@pytest.mark.parametrize("source", SOURCES)
def test_an_old_workspace_is_read_as_it_is_and_told_once(lay: Lay, source: str) -> None:
    """No mistake, the same plan as today's, and one remark that names the command."""
    folder = lay(source)
    found = checked(folder)
    assert found.mistakes == ()
    assert [str(one) for one in found.remarks if "shkplan upgrade" in str(one)] == [
        "The workspace is of format 1 and is read as such. `shkplan upgrade` shows what format 2 changes, then upgrades it."
    ]
    Workspace(folder).plan(Workspace(folder).only_plan)


@pytest.mark.parametrize("source", SOURCES)
def test_upgraded_it_holds_what_a_new_one_holds(lay: Lay, source: str, tmp_path: Path) -> None:
    """Byte for byte what ``shkplan init`` lays out today, and beside it what was replaced."""
    folder = lay(source)
    before = contents(folder)
    planned(folder).carry_out(DAY)
    after = contents(folder)
    kept = {name: after.pop(name) for name in list(after) if name.startswith("backup/")}
    fresh = tmp_path / "fresh" / "ours"
    init(fresh, source=source)
    assert after == contents(fresh)
    assert check(folder) == []
    assert checked(folder).remarks == checked(fresh).remarks
    changed = {name for name, content in before.items() if after[name] != content}
    assert kept == {f"backup/2026-12-01-format-1/{name}": before[name] for name in changed}


@pytest.mark.parametrize("name", ["ours", "shahekou-14fyp", "china-14fyp"])
def test_a_workspace_laid_out_before_there_were_formats(
    really_old: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the code of that day: read without a mistake, upgraded, and afterwards nothing of it is gone or different but what was shown."""
    folder = tmp_path / name
    shutil.copytree(really_old / name, folder)
    monkeypatch.chdir(folder)
    before = contents(folder)
    assert not {FILE, "reports.yaml"} & set(before)
    assert check(folder) == []
    upgrade = planned(folder)
    shown = {one.path.relative_to(folder).as_posix() for one in upgrade.changes}
    upgrade.carry_out(DAY)
    after = contents(folder)
    assert {FILE, "reports.yaml"} <= shown
    assert {one: after[one] for one in before if one not in shown} == {
        one: before[one] for one in before if one not in shown
    }
    assert set(before) <= set(after)
    assert check(folder) == []
    assert planned(folder).changes == ()


def test_of_several_plans_the_others_are_named(lay: Lay) -> None:
    """A report on the first is laid out; nobody thinks that the second has one."""
    folder = lay("shahekou-14fyp")
    second = folder / "data/plans/zweite.yaml"
    second.write_bytes(plan_of(folder).read_bytes().replace(b"id: shahekou-14fyp", b"id: zweite"))
    upgrade = planned(folder)
    assert [str(one) for one in upgrade.remarks] == [
        "reports.yaml has a report on shahekou-14fyp. Add one for each of the other plans: zweite."
    ]


def test_twice_is_the_same_as_once(lay: Lay) -> None:
    """The second time nothing is planned, and carrying that out changes nothing."""
    folder = lay("shahekou-14fyp")
    planned(folder).carry_out(DAY)
    after = contents(folder)
    again = planned(folder)
    assert (again.was, again.migrations, again.changes) == (CURRENT, (), ())
    again.carry_out(DAY)
    assert contents(folder) == after


def test_planning_changes_nothing_and_shows_a_unified_diff(lay: Lay) -> None:
    """Files added and lines changed stand in what is shown; the disk is as it was."""
    folder = lay("shahekou-14fyp")
    before = contents(folder)
    shown = planned(folder).shown
    assert "-stand_ins:\n+proxies:\n" in shown
    assert "--- a/data/plans/shahekou-14fyp.yaml\n+++ b/data/plans/shahekou-14fyp.yaml\n" in shown
    assert f"--- /dev/null\n+++ b/{FILE}\n" in shown
    assert contents(folder) == before


def test_what_would_move_a_terminal_is_shown_as_its_number(lay: Lay) -> None:
    """An escape in a comment beside the change reaches nobody's terminal."""
    folder = lay("shahekou-14fyp")
    plan = plan_of(folder)
    plan.write_bytes(plan.read_bytes().replace(b"\nstand_ins:", "\nstand_ins: # \u202eabc\x85".encode()))
    shown = planned(folder).shown
    assert "\\x202e" in shown
    assert not set(shown) & set("\x1b\x85\u202e")


# Nothing is lost -------------------------------------------------------------------------------------------------------

WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="\ufeff"), max_size=30
)
LINES = st.lists(st.one_of(st.just(""), WORDS.map("# {}".format), WORDS.map("  # {}".format)), max_size=6)
ENCODINGS = {
    "utf-8": (b"", "utf-8"), "with a mark": (codecs.BOM_UTF8, "utf-8"), "utf-16": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "utf-16, big": (codecs.BOM_UTF16_BE, "utf-16-be"),
}  # fmt: skip
KEYS = ("stand_ins:", '"stand_ins":', "'stand_ins' :", "stand_ins  :")
SMALL = (Path(__file__).parents[2] / "data/good/small.yaml").read_text("utf-8")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(above=LINES, beside=WORDS, below=LINES, ends=st.sampled_from(["\n", "\r\n"]), key=st.sampled_from(KEYS),
       encoding=st.sampled_from(sorted(ENCODINGS)), end=st.booleans())  # fmt: skip
def test_comments_order_encoding_and_line_ends_survive(
    tmp_path: Path, above: list[str], beside: str, below: list[str], ends: str, key: str, encoding: str, end: bool
) -> None:
    """Of all the bytes of a plan with anybody's comments only those of the one old word change."""
    folder = tmp_path / "any"
    (folder / "data/plans").mkdir(parents=True, exist_ok=True)
    (folder / FILE).unlink(missing_ok=True)
    mark, codec = ENCODINGS[encoding]
    text = "\n".join([*SMALL.rstrip("\n").split("\n"), *above, f"{key} [] # {beside}", *below]).replace("\n", ends)
    text += ends * end
    path = folder / "data/plans/small.yaml"
    path.write_bytes(mark + text.encode(codec))
    planned(folder).carry_out(DAY)
    cut = text.rindex(key)
    after = text[:cut] + text[cut:].replace(key.rstrip(": "), "proxies", 1)
    assert path.read_bytes() == mark + after.encode(codec)


def test_a_plan_in_gb18030_stays_in_it(lay: Lay) -> None:
    """Editors of offices write it."""
    folder = lay("shahekou-14fyp")
    plan = plan_of(folder)
    text = plan.read_text("utf-8")
    plan.write_bytes(text.encode("gb18030"))
    planned(folder).carry_out(DAY)
    assert plan.read_bytes() == text.replace("\nstand_ins:", "\nproxies:").encode("gb18030")


def test_an_anchor_at_the_old_word_is_refused_in_words_and_nothing_changes(lay: Lay) -> None:
    """What cannot be replaced without a change of meaning is left to a person."""
    folder = lay("shahekou-14fyp")
    plan = plan_of(folder)
    plan.write_bytes(plan.read_bytes().replace(b"\nstand_ins:", b"\n? !!str stand_ins\n:"))
    planned(folder)  # a key written out at length is one as well
    plan.write_bytes(plan.read_bytes().replace(b"!!str stand_ins", b"&name stand_ins") + b"\nreferences_: [*name]\n")
    before = contents(folder)
    with pytest.raises(DataError, match="by hand"):
        planned(folder)
    assert contents(folder) == before


def test_own_entries_stay(lay: Lay) -> None:
    """A reports.yaml of the office's own, and a format file with a comment and an entry order of its own, keep theirs."""
    folder = lay("shahekou-14fyp")
    (folder / "reports.yaml").write_bytes(b"# ours\r\nreports: {}\r\n")
    (folder / FILE).write_bytes(b"needs: '0.0.1' # then\r\n# our own words\r\nformat: 1  # now\r\n")
    planned(folder).carry_out(DAY)
    assert (folder / "reports.yaml").read_bytes() == b"# ours\r\nreports: {}\r\n"
    assert (folder / FILE).read_bytes() == b'needs: "0.1.0" # then\r\n# our own words\r\nformat: 2  # now\r\n'


def test_both_words_are_left_to_a_person(lay: Lay) -> None:
    """Only one of the two is read today; which entries are meant nobody but its writer knows."""
    folder = lay("shahekou-14fyp")
    plan = plan_of(folder)
    plan.write_bytes(plan.read_bytes() + b"\nproxies: []\n")
    before = plan.read_bytes()
    upgrade = planned(folder)
    upgrade.carry_out(DAY)
    assert plan.read_bytes() == before
    assert any("both proxies and stand_ins" in str(one) for one in upgrade.remarks)


def test_the_plan_says_the_same_afterwards(lay: Lay) -> None:
    """Read by the record of plans, before and after."""
    folder = lay("shahekou-14fyp")
    before = Workspace(folder).plan()
    planned(folder).carry_out(DAY)
    after = Workspace(folder).plan()
    assert isinstance(after, Plan)
    assert after == before
    assert len(after.proxies) > 0


# All or nothing --------------------------------------------------------------------------------------------------------


def test_mistakes_stop_it_all_at_once_and_nothing_changes(lay: Lay) -> None:
    """A plan that is no YAML and a format that is no number are told together."""
    folder = lay("shahekou-14fyp")
    (folder / "data/plans/other.yaml").write_text("stand_ins: [\n", encoding="utf-8")
    (folder / FILE).write_text("format: soon\n", encoding="utf-8")
    before = contents(folder)
    with pytest.raises(DataError):
        planned(folder)
    (folder / FILE).unlink()
    with pytest.raises(DataError, match=r"other\.yaml"):
        planned(folder)
    before.pop(FILE)
    assert contents(folder) == before


def test_a_disk_that_fails_leaves_everything_as_it_was(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last file cannot be put in its place: the ones before it go back, and no backup is left."""
    folder = lay("shahekou-14fyp")
    before, upgrade = contents(folder), planned(folder)
    replace = Path.replace

    def fails(self: Path, target: Path) -> Path:
        if Path(target).name == FILE:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="No space left"):
        upgrade.carry_out(DAY)
    assert contents(folder) == before
    assert not (folder / upgrading.BACKUP).exists()


def test_a_file_changed_meanwhile_stops_it(lay: Lay) -> None:
    """Somebody saves the plan while the change is read: their words are not overwritten."""
    folder = lay("shahekou-14fyp")
    upgrade = planned(folder)
    plan = plan_of(folder)
    plan.write_bytes(plan.read_bytes() + b"# one word more\n")
    before = contents(folder)
    with pytest.raises(ShkplanError, match="changed meanwhile"):
        upgrade.carry_out(DAY)
    assert contents(folder) == before


def test_who_was_killed_halfway_begins_again(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of the format is written last: until then the workspace is of the old one, and the rest is done."""
    folder = lay("shahekou-14fyp")
    names = [one.path.name for one in planned(folder).changes]
    assert names[-1] == FILE
    plan = plan_of(folder)
    plan.write_bytes(plan.read_bytes().replace(b"\nstand_ins:", b"\nproxies:"))  # as far as it came
    planned(folder).carry_out(DAY)
    assert format_of(folder) == CURRENT


def test_a_backup_of_the_same_day_is_not_written_over(lay: Lay) -> None:
    """Two upgrades on one day keep two backups."""
    folder = lay("shahekou-14fyp")
    there = folder / "backup/2026-12-01-format-1"
    there.mkdir(parents=True)
    planned(folder).carry_out(DAY)
    assert list(there.iterdir()) == []
    assert (folder / "backup/2026-12-01-format-1-2/data/plans/shahekou-14fyp.yaml").is_file()


@pytest.mark.skipif(os.name == "nt", reason="links need a right there that few have")
def test_a_link_that_leads_out_is_not_written_through(lay: Lay, tmp_path: Path) -> None:
    """The plan lies elsewhere: it is not changed behind the back of those it belongs to."""
    folder = lay("shahekou-14fyp")
    outside = tmp_path / "elsewhere.yaml"
    plan_of(folder).rename(outside)
    (folder / "data/plans/shahekou-14fyp.yaml").symlink_to(outside)
    before = contents(folder)
    with pytest.raises(ShkplanError, match="leads out of the workspace"):
        planned(folder).carry_out(DAY)
    assert contents(folder) == before
    assert not (folder / "backup").exists()


# A later format --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [["check"], ["report"], ["data", "status"], ["upgrade", "--yes"], ["form"], ["score"], ["lab"]]
)
def test_every_command_refuses_a_later_format_in_words(lay: Lay, command: list[str]) -> None:
    """Which format, which version is needed; exit code 1 or 2, no traceback."""
    folder = lay("")
    (folder / FILE).write_text("format: 99\nneeds: 9.9.9\nunheard_of: {}\n", encoding="utf-8")
    done = CliRunner().invoke(app, command)
    assert done.exit_code in (1, 2), done.output
    assert "format 99" in done.output
    assert "9.9.9 or later" in done.output


def test_a_later_format_is_refused_in_python_too(lay: Lay) -> None:
    """Before anything of it is read."""
    folder = lay("")
    (folder / FILE).write_text("format: 3\n", encoding="utf-8")
    with pytest.raises(NewerFormat, match="a later version"):
        Workspace(folder)


@pytest.mark.parametrize(
    "content", ["format: 0\n", "format: two\n", "[]\n", "format: 1\nformat: 1\n", "form: 1\n", "{\n"]
)
def test_a_format_that_is_none_is_a_mistake_told_by_check(lay: Lay, content: str) -> None:
    """With the file, like every other mistake."""
    folder = lay("")
    (folder / FILE).write_text(content, encoding="utf-8")
    assert {one.file for one in checked(folder).mistakes} == {FILE}


# The command -----------------------------------------------------------------------------------------------------------


def test_without_a_person_and_without_yes_nothing_is_written(lay: Lay) -> None:
    """A script that forgot --yes hears of it; --dry-run is no mistake."""
    folder = lay("")
    before = contents(folder)
    done = CliRunner().invoke(app, ["upgrade"])
    assert (done.exit_code, contents(folder)) == (1, before)
    assert "--yes" in done.output
    done = CliRunner().invoke(app, ["upgrade", "--dry-run"])
    assert (done.exit_code, contents(folder)) == (0, before)
    done = CliRunner().invoke(app, ["--language", "zh", "upgrade", "--yes"])
    assert done.exit_code == 0
    assert "完成" in done.output
    assert format_of(folder) == CURRENT
    assert CliRunner().invoke(app, ["upgrade"]).exit_code == 0


def test_what_is_shipped_is_not_upgraded(monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes with the program."""
    monkeypatch.chdir(paths.shipped())
    with pytest.raises(ShkplanError, match="ships"):
        planned()


def test_the_template_of_the_format_is_read(lay: Lay) -> None:
    """What a new workspace says is what this version writes."""
    folder = lay("")
    planned(folder).carry_out(DAY)
    assert yaml.safe_load((folder / FILE).read_text("utf-8")) == {"format": CURRENT, "needs": "0.1.0"}
