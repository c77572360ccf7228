"""Noted work is done at the next tick of the clock, once, and a failure of one piece stops nothing."""

import threading
from types import SimpleNamespace

import pytest

from facilitator.services import ticker as ticking
from facilitator.services.ticker import Ticker


@pytest.fixture
def ticker():
    made = Ticker()
    yield made
    made.close()


def set_clock(monkeypatch, tick: float, now: float) -> None:
    monkeypatch.setattr(ticking, "TICK_SECONDS", tick)
    monkeypatch.setattr(ticking, "time", SimpleNamespace(monotonic=lambda: now))


def test_what_is_noted_often_is_done_once_as_it_was_noted_last(ticker, monkeypatch):
    set_clock(monkeypatch, tick=1.5, now=300.0)  # a tick has just been
    done, last = [], threading.Event()
    for number in range(20):
        ticker.note("one", lambda n=number: done.append(n))
    ticker.note("other", lambda: (done.append("other"), last.set()))
    assert done == []
    assert last.wait(30)
    assert done == [19, "other"]


def test_it_waits_for_the_clock_not_for_so_long_after_the_note(ticker, monkeypatch):
    set_clock(monkeypatch, tick=600.0, now=599.98)
    done = threading.Event()
    ticker.note("one", done.set)
    assert done.wait(30)


def test_work_that_fails_holds_up_no_other(ticker):
    done = threading.Event()

    def fail() -> None:
        raise OSError("the disk is full")

    ticker.note("one", fail)
    ticker.note("other", done.set)
    assert done.wait(30)
    again = threading.Event()
    ticker.note("one", again.set)
    assert again.wait(30)
