"""Robots take part in a workshop that a person runs, on a server that is not theirs."""

import time
from collections.abc import Callable
from pathlib import Path

import urllib3

from facilitator.robots.browser import Browser
from facilitator.robots.crowd import Crowd
from facilitator.robots.phone import RobotError
from facilitator.robots.rehearsal import Report

LOOK_SECONDS = 0.5
AWAY_SECONDS = 120  # a server that is started anew is back much earlier
GONE = "gone"


def take_part(crowd: Crowd, minutes: float, begin: Callable[[str], Callable[[], None]]) -> Report:
    """Join and answer whatever the facilitator opens, until the workshop ends or the time is up.

    ``begin`` gets the name of each step and returns what is called once for each robot that is done.
    Raises RobotError for a server that stays away.
    """
    browser = Browser(crowd.base)
    crowd.join(begin("People join"))
    seen = time.monotonic()
    until, before = seen + 60 * minutes, ""
    while time.monotonic() < until:
        place = _find_place(browser, f"{crowd.base}/w/{crowd.code}/place.json")
        if place:
            seen = time.monotonic()
            state, step, *rest = place.split("/")
            if state in ("ended", GONE):
                break
            if place != before and rest and rest[-1] == "open":
                crowd.answer(step, begin(crowd.framework.get_step(step).name))
            elif place != before and rest and rest[-1] == "closed":
                crowd.check_counted()
            before = place
        elif time.monotonic() - seen > AWAY_SECONDS:
            raise RobotError(f"{crowd.base} has been away for {AWAY_SECONDS} seconds")
        time.sleep(LOOK_SECONDS)
    did = crowd.measures
    return Report(len(crowd.phones), did.sent, did.acknowledged, did.counted, did.acknowledge_ms)


def take_results(crowd: Crowd, folder: Path) -> str | None:
    """Write the released results into a folder and return their path, None where there are none any more."""
    answer = Browser(crowd.base).request("GET", f"{crowd.base}/b/{crowd.code}/results.json", None)
    if answer.status != 200:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    results = folder / "results.json"
    results.write_bytes(answer.data)
    return str(results)


def _find_place(browser: Browser, url: str) -> str:
    """Return where the workshop is, nothing while the server or what stands before it is away for a moment."""
    try:
        answer = browser.request("GET", url, None)
    except urllib3.exceptions.HTTPError:
        return ""
    if answer.status in (404, 410):
        return f"{GONE}/"
    return str(answer.json()["place"]) if answer.status == 200 else ""
