"""The log of runs: read as it was written, passed over and told where it cannot be, and chained so that tampering shows."""

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shkplan.operations.runs import FILE, Removal, ReportApproval, Run, RunLog, Withdrawal, read_log

MOMENT = dt.datetime(2026, 10, 3, 6, tzinfo=dt.UTC)


def a_run(report: str = "monthly", day: str = "2026-09-30", **given: object) -> Run:
    started = MOMENT + dt.timedelta(days=(dt.date.fromisoformat(day) - dt.date(2026, 9, 30)).days)
    return Run.model_validate(
        {
            "id": f"{started:%Y%m%dT%H%M%SZ}-{report}", "report": report, "plan": "our-plan", "as_of": day, "state": "succeeded",
            "started": started, "ended": started + dt.timedelta(seconds=44), "seconds": 44.0, "folder": f"reports/our-plan/{day}",
            "languages": ("zh", "en"), "formats": ("html",), "manifest": "0" * 64,
        } | given
    )  # fmt: skip


def filled(folder: Path, count: int = 5) -> Path:
    RunLog(folder / FILE).add(*(a_run(day=f"2026-{month:02}-28") for month in range(1, count + 1)))
    return folder / FILE


def test_what_was_written_is_read(tmp_path: Path) -> None:
    entries = (
        a_run(),
        ReportApproval(run=a_run().id, by="李雷", reference="沙计〔2026〕1号", on=MOMENT, manifest="0" * 64),
        Withdrawal(run=a_run().id, by="李雷", reason="a figure was wrong", on=MOMENT),
        Removal(run=a_run().id, on=MOMENT, folder="reports/our-plan/2026-09-30"),
    )
    RunLog(tmp_path / FILE).add(*entries[:2])
    RunLog(tmp_path / FILE).add(*entries[2:])
    found = read_log(tmp_path)
    assert found.entries == entries
    assert found.remarks == ()
    assert found.approvals == {}


def test_an_approval_holds_until_it_is_withdrawn(tmp_path: Path) -> None:
    approval = ReportApproval(run=a_run().id, by="A", reference="1", on=MOMENT, manifest="0" * 64)
    withdrawal = Withdrawal(run=a_run().id, by="B", reason="x", on=MOMENT)
    log = RunLog(tmp_path / FILE, (a_run(), approval))
    assert log.approvals == {a_run().id: approval}
    assert RunLog(log.path, (*log.entries, withdrawal)).approvals == {}
    assert RunLog(log.path, (*log.entries, withdrawal, approval)).approvals == {a_run().id: approval}


def test_each_line_carries_the_digest_of_the_one_before(tmp_path: Path) -> None:
    lines = filled(tmp_path).read_bytes().splitlines()
    assert [json.loads(line)["before"] for line in lines] == [
        "", *(hashlib.sha256(line).hexdigest() for line in lines[:-1]),
    ]  # fmt: skip
    assert read_log(tmp_path).digest == hashlib.sha256(lines[-1]).hexdigest()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_line_changed_put_in_or_taken_out_shows(tmp_path: Path, data: st.DataObject) -> None:
    """But for the end of the log: what was cut off there, only its digest kept elsewhere tells."""
    path = tmp_path / FILE
    path.unlink(missing_ok=True)
    lines = filled(tmp_path).read_bytes().splitlines()
    at, deed = data.draw(st.integers(0, 3)), data.draw(st.sampled_from(["change", "drop", "twice", "swap"]))
    if deed == "change":
        lines[at] = lines[at].replace(b"44.0", b"45.0")
    elif deed == "drop":
        del lines[at]
    elif deed == "twice":
        lines.insert(at, lines[at])
    else:
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    path.write_bytes(b"\n".join(lines) + b"\n")
    assert any("does not follow" in remark for remark in read_log(tmp_path).remarks)


def test_lines_from_before_they_were_chained_are_read(tmp_path: Path) -> None:
    old = [a_run(day=day).model_dump_json() for day in ("2026-01-31", "2026-02-28")]
    (tmp_path / FILE).write_text("\n".join(old) + "\n", encoding="utf-8")
    RunLog(tmp_path / FILE).add(a_run(day="2026-03-31"))
    found = read_log(tmp_path)
    assert len(found.runs) == 3
    assert found.remarks == ()
    lines = (tmp_path / FILE).read_text(encoding="utf-8").splitlines()
    (tmp_path / FILE).write_text("\n".join(["", lines[0], lines[2]]) + "\n", encoding="utf-8")
    assert len(read_log(tmp_path).remarks) == 1


def test_a_line_cut_short_stays_alone_and_is_told(tmp_path: Path) -> None:
    path = filled(tmp_path, 2)
    path.write_bytes(path.read_bytes()[:-30])
    RunLog(path).add(a_run(day="2026-03-31"))
    found = read_log(tmp_path)
    assert [run.as_of.month for run in found.runs] == [1, 3]
    (remark,) = found.remarks
    assert "passed over" in remark
    assert remark != remark.text("zh")


@pytest.mark.parametrize(
    "line", ["[]", "3", "null", "{}", '{"kind": []}', '{"kind": "run"}', "{" * 9999, "\x00", '{"kind": "other"}']
)
def test_a_line_that_says_nothing_known_is_passed_over(tmp_path: Path, line: str) -> None:
    path = filled(tmp_path, 1)
    path.write_bytes(path.read_bytes() + line.encode() + b"\n")
    found = read_log(tmp_path)
    assert len(found.runs) == len(found.remarks) == 1
