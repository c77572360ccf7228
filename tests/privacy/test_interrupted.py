"""Killed at any moment of closing and sealing, a round is whole afterwards: with all ballots, or sealed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TIMES = 50
ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that dies in the middle needs fork")
def test_killed_at_every_stage_of_closing_and_sealing():
    done = subprocess.run(
        [sys.executable, "-m", "tests.privacy.interrupted", str(TIMES)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    whole = {"open", "closed", "revealed", "sealed"}
    for action, states in found.items():
        assert set(states) <= whole, (action, states)
        assert sum(states.values()) == TIMES
    # The kills fell before, within and after what they were to interrupt.
    assert {"open", "closed"} <= set(found["close"])
    assert {"revealed", "sealed"} <= set(found["seal"])
    assert {"closed", "sealed"} <= set(found["end"])
