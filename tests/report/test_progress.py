"""What a report says while it is made, and its log."""

import errno
import io
import logging

import pytest

from shkplan.report import log_to


class Full(io.StringIO):
    """A file on a disk without room."""

    def write(self, text):
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_log_that_is_full_is_told_once_and_stops_nothing(tmp_path, capsys, monkeypatch):
    """One line, no traceback, and the work goes on to its end."""
    monkeypatch.setattr("shkplan.report.logs._Log._open", lambda self: Full())
    log = logging.getLogger("shkplan.report.test")
    with log_to(tmp_path / "run.log"):
        for number in range(3):
            log.info("line %d", number)
        done = True
    assert done
    told = capsys.readouterr().err
    assert (
        told
        == f"{tmp_path / 'run.log'} cannot be written (No space left on device); the report goes on without a log.\n"
    )


def test_an_error_is_that_of_the_work_though_the_log_is_full(tmp_path, monkeypatch):
    """What goes wrong with the log does not hide what went wrong."""
    monkeypatch.setattr("shkplan.report.logs._Log._open", lambda self: Full())
    with pytest.raises(ValueError, match="of the work"), log_to(tmp_path / "run.log"):
        raise ValueError("of the work")
