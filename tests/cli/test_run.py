from __future__ import annotations

import os
import signal

import pytest

from khronika.cli.run import Stop


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_comes_at_once(number):
    with pytest.raises(KeyboardInterrupt), Stop():
        os.kill(os.getpid(), number)
        pytest.fail("the interrupt did not come")


def test_an_interrupt_waits_until_an_article_is_written():
    written = []
    with pytest.raises(KeyboardInterrupt), Stop() as stop:
        with stop.held():
            os.kill(os.getpid(), signal.SIGINT)
            written.append("half")
            written.append("whole")
        pytest.fail("the interrupt did not come")
    assert written == ["half", "whole"]


def test_handlers_are_put_back():
    before = signal.getsignal(signal.SIGINT)
    with Stop():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before
