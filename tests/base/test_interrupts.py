"""A signal to stop waits for the end of a block, and is obeyed there."""

import os
import signal
import threading
from contextlib import contextmanager

import pytest

from shkplan.base.interrupts import uninterrupted

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals within a process")


class Heard(Exception):
    pass


@contextmanager
def hearing(number, handler):
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, before)


def heard(*_):
    raise Heard


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_obeyed_at_the_end_of_the_block_and_once(number):
    done = []

    def block():
        with uninterrupted():
            signal.raise_signal(number)
            signal.raise_signal(number)
            done.append("the block")
        done.append("never")

    with hearing(number, heard), pytest.raises(Heard):
        block()
    assert done == ["the block"]


def test_without_a_signal_the_handlers_are_those_of_before():
    with hearing(signal.SIGTERM, heard):
        with uninterrupted():
            assert signal.getsignal(signal.SIGTERM) is not heard
        assert signal.getsignal(signal.SIGTERM) is heard


def test_an_error_of_the_block_passes():
    with pytest.raises(ValueError, match="of the block"), uninterrupted():
        raise ValueError("of the block")


def test_what_is_ignored_stays_ignored():
    """As a shell asks for what it starts in the background, and nohup for hanging up."""
    with hearing(signal.SIGHUP, signal.SIG_IGN):
        with uninterrupted():
            signal.raise_signal(signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def test_in_another_thread_it_is_a_block_like_any():
    """Only the first thread hears signals, and may say who does."""
    done = []

    def block():
        with uninterrupted():
            done.append("there")

    thread = threading.Thread(target=block)
    thread.start()
    thread.join()
    assert done == ["there"]
