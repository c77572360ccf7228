"""Heavy work gives way to those who vote, ends in time and says what went wrong."""

import os
import subprocess
import sys

import pytest

from facilitator.services import aside
from facilitator.services.aside import WAITED_FOR, TookTooLong, WentWrong, run_module


@pytest.mark.skipif(os.name == "nt", reason="the system has no nice")
def test_it_leaves_the_processor_to_others_first(monkeypatch):
    commands = []

    def noted(command, **options):
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, b"done", b"")

    monkeypatch.setattr(aside.subprocess, "run", noted)
    assert run_module("workbook", "read", given=b"", patience=60) == b"done"
    monkeypatch.undo()
    python = commands[0].index(sys.executable)
    assert commands[0][python:] == [sys.executable, "-m", "facilitator.workbook", "read"]
    asked = [*commands[0][:python], sys.executable, "-c", "import os; print(os.nice(0))"]
    told = subprocess.run(asked, capture_output=True, check=True).stdout
    assert int(told) == min(19, os.nice(0) + WAITED_FOR)


@pytest.mark.parametrize("path", [os.environ["PATH"], ""])
def test_it_returns_what_was_written_also_where_nobody_can_give_way(monkeypatch, path):
    monkeypatch.setenv("PATH", path)
    drawn = run_module(
        "charts.png",
        given=b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"></svg>',
        patience=60,
    )
    assert drawn.startswith(b"\x89PNG")


def test_it_says_what_went_wrong_last():
    with pytest.raises(WentWrong, match=r"^\S.*JSONDecodeError"):
        run_module("workbook", "write", "nowhere.xlsx", given=b"no document", patience=60)


def test_it_is_ended_when_it_takes_too_long():
    with pytest.raises(TookTooLong, match=r"longer than 0\.01 seconds"):
        run_module("workbook", "write", "nowhere.xlsx", given=b"", patience=0.01)
